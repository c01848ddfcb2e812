"""What happened, what came of it, and what is due?"""

from dataclasses import replace

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts import events as event_charts
from peace_ledger.charts import overview as charts
from peace_ledger.charts.parts import scale
from peace_ledger.engine import Rows
from peace_ledger.ui import digests, figures, filter_bar, links, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw_all
from peace_ledger.ui.figures import Figure
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

DUE_SOON = 180
"""Days; `queries/overview/due.sql` looks as far ahead."""

LAST_CHANGES = 12
"""Rows; as many as `queries/overview/last_changes.sql` gives."""

HANDOVERS = ("people", "people_promised", "remains", "remains_promised")
"""What the timeline shows of the releases: a total over a period is no handover."""


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view)
    view = seen(view)
    event = featured_event(view)
    st.title("Overview")
    st.markdown(plain(headline(view)))
    figures.show(view, numbers(view))
    if event:
        _way_in(view, event)
    draw_all(view, cards(view))
    takeaway.foot(view)


def seen(view: View) -> View:
    """Through the filters of every page: each table stands here, and a choice that belongs to one page would
    cut one lane and not the others.
    """
    return view.shared()


def cards(_: View) -> Cards:
    """What stands on the page."""
    return {"timeline": timeline, "due": due, "last_changes": last_changes}


def headline(view: View) -> str:
    """What the filtered rows say, in one or two sentences."""
    span = view.rows("overview/span")[0]
    if span["first_day"] is None:
        return view.none_left(
            "timeline",
            "Nothing dated is left by these filters. Widen the period, or take out an actor or an event.",
        )
    recorded = (
        f"From {wording.day(span['first_day'])} to {wording.day(span['last_day'])} the ledger records "
        f"{wording.counted(len(view.rows('events/ties')), 'event')}"
    )
    parts = (f"{recorded}{_reacted(view)}.", _kept(view))
    return " ".join(part for part in parts if part)


def _reacted(view: View) -> str:
    counts = view.rows("reactions/summary")[0]
    if not counts["reactions"]:
        return ""
    reactions = wording.counted(counts["reactions"], "reaction")
    actors = wording.counted(counts["actors"], "actor")
    by_stance = {row["stance"]: row["reactions"] for row in view.rows("reactions/by_stance")}
    favourable, stances = scale.favour(by_stance, view.dataset)
    share = wording.share(favourable, counts["reactions"])
    events = wording.counted(counts["events"], "event")
    return f" and {reactions} of {actors} to {events}, {share} coded {stances}"


def _kept(view: View) -> str:
    counts = view.rows("commitments/summary")[0]
    if not counts["checkable"]:
        return ""
    kept = wording.share(counts["kept"], counts["checkable"])
    overdue = wording.number(counts["overdue"]) if counts["overdue"] else "none"
    verb = "is" if counts["overdue"] == 1 else "are"
    of_all = f"of {wording.counted(counts['commitments'], 'commitment')} in all, {overdue} {verb} overdue"
    return f"Of the testable commitments in force, {kept} are kept; {of_all}."


def numbers(view: View) -> list[Figure]:
    """The headline numbers: people handed over in each direction, commitments kept, reactions, events."""
    reactions = view.rows("reactions/summary")[0]
    promises = view.rows("commitments/summary")[0]
    events = len(view.rows("events/ties"))
    people = [
        Figure(
            wording.number(row["people"]),
            f"{'person' if row['people'] == 1 else 'people'} handed over "
            f"{view.dataset.direction(row['direction'])}",
            "releases",
        )
        for row in handed_over(view)
    ]
    return [
        *people,
        Figure(
            f"{wording.number(promises['kept'])} of {wording.number(promises['checkable'])}",
            "testable commitments in force are kept",
            "commitments",
        ),
        Figure(
            wording.number(reactions["reactions"]),
            f"{_noun(reactions['reactions'], 'reaction')} by {wording.counted(reactions['actors'], 'actor')}",
            "reactions",
        ),
        Figure(wording.number(events), _noun(events, "event"), "events"),
    ]


def _noun(count: int, one: str) -> str:
    return one if count == 1 else f"{one}s"


def handed_over(view: View) -> Rows:
    """People handed over in each direction: between two parties always, among several where either handed
    anybody over to the other, in their order; then others.
    """
    parties = [party.actor_id for party in view.dataset.package.parties]
    found = {row["direction"]: row for row in view.rows("releases/handed_over")}
    between = [
        f"{one}.{other}"
        for one in parties
        for other in parties
        if one != other and (len(parties) == 2 or {f"{one}.{other}", f"{other}.{one}"} & found.keys())
    ]
    return list(({pair: {"direction": pair, "people": 0} for pair in between} | found).values())


def featured_event(view: View) -> str | None:
    """The event to begin with: the one the package names, where the filters leave it, else the one with most
    rows.
    """
    named = view.dataset.package.featured_event
    if any(row["event_id"] == named for row in view.rows("events/ties")):
        return named
    most = max(view.rows("events/ties"), key=event_charts.tied, default=None)
    return most["event_id"] if most and event_charts.tied(most) else None


def _way_in(view: View, event: str) -> None:
    row = next(row for row in view.rows("events/ties") if row["event_id"] == event)
    with st.container(key="way-in", border=True):
        title = f"**Start here: {plain(view.dataset.event_title(event))}**, {wording.day(row['day'])}"
        st.markdown(f"{title} · {event_charts.ties_in_words(row)}")
        links.to_page(
            view,
            "events",
            "See who reacted, who was released and what became of each promise",
            events=(event,),
        )


def timeline(view: View) -> Card:
    """What happened when, and what came of it."""
    drawn = charts.timeline(
        view.rows("events/ties"),
        view.rows("overview/timeline_releases"),
        view.rows("overview/timeline_updates"),
        view.rows("overview/timeline_reactions"),
        view.dataset,
        featured_event(view),
    )
    return card(
        drawn,
        "timeline",
        "without totals over a period",
        view.undrawn("timeline"),
        query={
            "Events": "events/ties",
            "Releases": "overview/timeline_releases",
            "Updates of promises": "overview/timeline_updates",
            "Reactions": "overview/timeline_reactions",
        },
        counted_as=HANDOVERS,
    )


def due(view: View) -> Card:
    """What is overdue or due next."""
    rows = view.rows("overview/due")
    listed = digests.due(view.dataset, rows, name="due", title=due_title(rows))
    return card(
        replace(listed, page_size=6),
        "commitments",
        f"days from {wording.short_day(view.as_of)}" if rows else "",
        query="overview/due",
        click="a row opens its history" if rows else "",
    )


def due_title(rows: Rows) -> str:
    """How many commitments are overdue, and how many fall due next."""
    if not rows:
        return "What is overdue or due next?"
    overdue = wording.counted(sum(1 for row in rows if row["overdue"]), "commitment")
    verb = "is" if overdue.startswith("1 ") else "are"
    soon = sum(1 for row in rows if 0 <= row["due_in"] <= DUE_SOON)
    return wording.sentence(f"{overdue} {verb} overdue, {soon} due within {DUE_SOON} days")


def last_changes(view: View) -> Card:
    """What became known last."""
    rows = view.rows("overview/last_changes", newest=LAST_CHANGES)
    listed = digests.last_changes(view.dataset, rows, name="last_changes", title="What became known last")
    notes = (f"the last {len(rows)}, by day of publication, else by the day it happened",) if rows else ()
    return card(
        replace(listed, page_size=6),
        "timeline",
        *notes,
        query="overview/last_changes",
        counted_as=HANDOVERS,
    )


PAGE = Page("", page, headline, cards, seen)
