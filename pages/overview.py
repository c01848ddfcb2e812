"""What happened, what came of it, and what is due?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts import events as event_charts
from peace_ledger.charts import overview as charts
from peace_ledger.charts.parts import scale
from peace_ledger.engine import Rows
from peace_ledger.translation import _, ngettext
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
    st.title(_("Overview"))
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
            _("Nothing dated is left by these filters. Widen the period, or take out an actor or an event."),
        )
    return " ".join(part for part in (_recorded(view, span), _kept(view)) if part)


def _recorded(view: View, span: Mapping[str, Any]) -> str:
    first, last = wording.day(span["first_day"]), wording.day(span["last_day"])
    events = wording.counted(len(view.rows("events/ties")), "event")
    counts = view.rows("reactions/summary")[0]
    if not counts["reactions"]:
        return _("From {first} to {last} the ledger records {events}.", first=first, last=last, events=events)
    by_stance = {row["stance"]: row["reactions"] for row in view.rows("reactions/by_stance")}
    favourable, stances = scale.favour(by_stance, view.dataset)
    # Translators: with {of_actors} "of 12 actors" and {to_events} "to 5 events"; {share} of the reactions,
    # as "60 % (12 of 20)", are coded {stances}, as "supports or welcomes".
    return _(
        "From {first} to {last} the ledger records {events} and {reactions} {of_actors} {to_events}, "
        "{share} coded {stances}.",
        first=first,
        last=last,
        events=events,
        reactions=wording.counted(counts["reactions"], "reaction"),
        of_actors=wording.counted(counts["actors"], "of actor"),
        to_events=wording.counted(counts["events"], "to event"),
        share=wording.share(favourable, counts["reactions"]),
        stances=stances,
    )


def _kept(view: View) -> str:
    counts = view.rows("commitments/summary")[0]
    if not counts["checkable"]:
        return ""
    kept = wording.share(counts["kept"], counts["checkable"])
    of_all = wording.counted(counts["commitments"], "of commitment")
    if not counts["overdue"]:
        # Translators: {share} as "60 % (12 of 20)"; {of_commitments} as "of 45 commitments".
        return _(
            "Of the testable commitments in force, {share} are kept; {of_commitments} in all, none are "
            "overdue.",
            share=kept,
            of_commitments=of_all,
        )
    # Translators: {share} as "60 % (12 of 20)"; {of_commitments} as "of 45 commitments".
    return ngettext(
        "Of the testable commitments in force, {share} are kept; {of_commitments} in all, {count} is "
        "overdue.",
        "Of the testable commitments in force, {share} are kept; {of_commitments} in all, {count} are "
        "overdue.",
        counts["overdue"],
        share=kept,
        of_commitments=of_all,
        count=wording.number(counts["overdue"]),
    )


def numbers(view: View) -> list[Figure]:
    """The headline numbers: people handed over in each direction, commitments kept, reactions, events."""
    reactions = view.rows("reactions/summary")[0]
    promises = view.rows("commitments/summary")[0]
    events = len(view.rows("events/ties"))
    people = [
        Figure(
            wording.number(row["people"]),
            # Translators: the number of people stands before it; {direction} as "Armenia → Azerbaijan".
            ngettext(
                "person handed over {direction}",
                "people handed over {direction}",
                row["people"],
                direction=view.dataset.direction(row["direction"]),
            ),
            "releases",
        )
        for row in handed_over(view)
    ]
    return [
        *people,
        Figure(
            _(
                "{part} of {whole}",
                part=wording.number(promises["kept"]),
                whole=wording.number(promises["checkable"]),
            ),
            # Translators: "3 of 8" stands before it.
            _("testable commitments in force are kept"),
            "commitments",
        ),
        Figure(
            wording.number(reactions["reactions"]),
            # Translators: the number of reactions stands before it; {by_actors} as "by 12 actors".
            ngettext(
                "reaction {by_actors}",
                "reactions {by_actors}",
                reactions["reactions"],
                by_actors=wording.counted(reactions["actors"], "by actor"),
            ),
            "reactions",
        ),
        # Translators: the number of events stands before it.
        Figure(wording.number(events), ngettext("event", "events", events), "events"),
    ]


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
        title = _(
            "**Start here: {event}**, {day}",
            event=plain(view.dataset.event_title(event)),
            day=wording.day(row["day"]),
        )
        st.markdown(f"{title} · {event_charts.ties_in_words(row)}")
        links.to_page(
            view,
            "events",
            _("See who reacted, who was released and what became of each promise"),
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
        _("without totals over a period"),
        view.undrawn("timeline"),
        query={
            _("Events"): "events/ties",
            _("Releases"): "overview/timeline_releases",
            _("Updates of promises"): "overview/timeline_updates",
            _("Reactions"): "overview/timeline_reactions",
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
        # Translators: how a list counts its days.
        _("days from {day}", day=wording.short_day(view.as_of)) if rows else "",
        query="overview/due",
        click=_("a row opens its history") if rows else "",
    )


def due_title(rows: Rows) -> str:
    """How many commitments are overdue, and how many fall due next."""
    if not rows:
        return _("What is overdue or due next?")
    overdue = sum(1 for row in rows if row["overdue"])
    soon = sum(1 for row in rows if 0 <= row["due_in"] <= DUE_SOON)
    return wording.sentence(
        # Translators: {soon} is a number; {days} is 180.
        ngettext(
            "{commitments} is overdue, {soon} due within {days} days",
            "{commitments} are overdue, {soon} due within {days} days",
            overdue,
            commitments=wording.counted(overdue, "commitment"),
            soon=wording.number(soon),
            days=wording.number(DUE_SOON),
        )
    )


def last_changes(view: View) -> Card:
    """What became known last."""
    rows = view.rows("overview/last_changes", newest=LAST_CHANGES)
    listed = digests.last_changes(view.dataset, rows, name="last_changes", title=_("What became known last"))
    # Translators: so many rows are listed, the latest.
    ordered = _(
        "the last {count}, by day of publication, else by the day it happened",
        count=wording.number(len(rows)),
    )
    return card(
        replace(listed, page_size=6),
        "timeline",
        ordered if rows else "",
        query="overview/last_changes",
        counted_as=HANDOVERS,
    )


PAGE = Page("", page, headline, cards, seen)
