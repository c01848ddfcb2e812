"""Everything that is tied to one event; before one is chosen, all of them to choose from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import bidi, marks, wording
from peace_ledger.charts import events as charts
from peace_ledger.charts.commitments import lifelines
from peace_ledger.charts.parts import promises
from peace_ledger.engine import Rows
from peace_ledger.marks import Mark
from peace_ledger.ui import choices, filter_bar, links, listings, session, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw, draw_all
from peace_ledger.ui.elements import RecordList
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

Row = dict[str, Any]

ANY_TIME_AND_ACTOR: Row = {"from": None, "to": None, "actors": ()}
"""Query parameters that take period and actors away, and leave the day known."""

_NOT_TOLD_YET = "On this day it was known only by what is tied to it; its own source came later."
_SHORT = 10
"""Rows up to which a list needs no search."""


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view)
    view = seen(view)
    st.title("Events")
    _picker(view)
    if event := chosen(view):
        _one(view, event)
    else:
        st.markdown(plain(headline(view)))
        draw_all(view, OF_ALL)
    takeaway.foot(view)


def seen(view: View) -> View:
    """Through the filters of every page: each table stands here, and a choice that belongs to one page would
    cut one part and not the others.
    """
    return view.shared()


def chosen(view: View) -> str | None:
    """The event of the page, where one is chosen."""
    return view.state.events[0] if len(view.state.events) == 1 else None


def headline(view: View) -> str:
    """What is tied to the event that is chosen, or to all of them."""
    if event := chosen(view):
        known = view.rows("evidence/events", **ANY_TIME_AND_ACTOR)
        return f"{view.dataset.event_title(event)}: {tied_in_words(view)}" if known else _not_known(view)
    ties = view.rows("events/ties")
    return all_in_words(ties) if ties else view.none_left("events", all_in_words(ties))


def cards(view: View) -> Cards:
    """What stands on the page."""
    return OF_ONE if chosen(view) else OF_ALL


def _picker(view: View) -> None:
    """One event at a time; several that a link brought stay as they are until the reader picks."""
    st.session_state["picked event"] = view.state.events[0] if len(view.state.events) == 1 else None
    st.selectbox(
        "Event",
        view.known_events,
        index=None,
        format_func=choices.event_words(view.dataset).__getitem__,
        key="picked event",
        placeholder="Choose one event to see all that is tied to it",
        on_change=_picked,
    )


def _picked() -> None:
    event = st.session_state["picked event"]
    session.choose(events=(event,) if event else (), mark=None)


def _event_of(mark: Mark) -> dict[str, Any]:
    return {"events": (mark.parameters["mark_id"],), "mark": None}


def calendar(view: View) -> Card:
    """When the events were, and how much is tied to each."""
    return card(
        charts.calendar(view.rows("events/ties"), view.dataset),
        "events",
        "the larger, the more rows are tied to it",
        query="events/ties",
        click="a click opens the event",
        picks=_event_of,
    )


def event_list(view: View) -> Card:
    """Every event."""
    latest_first = view.rows("evidence/events")[::-1]
    listed = listings.events(view.dataset, latest_first, name="event_list", title="All events", opens=True)
    return card(listed, "events", click="a row opens the event", picks=_event_of)


def all_in_words(rows: Rows) -> str:
    """How many events there are, and what is tied to how many of them."""
    if not rows:
        return "No event is left by these filters. Widen the period, or take out an actor."
    parts = [
        f"{wording.number(sum(1 for row in rows if row[name]))} with {words}"
        for name, words in (
            ("reactions", "recorded reactions"),
            ("releases", "releases"),
            ("commitments", "commitments"),
        )
    ]
    return f"{wording.sentence(wording.counted(len(rows), 'event'))}: {wording.listed(parts)}."


def _one(view: View, event: str) -> None:
    # The event itself stands, though the period or an actor may leave it out; what is tied to it is cut.
    found = view.rows("evidence/events", **ANY_TIME_AND_ACTOR)
    if not found:
        st.info(_not_known(view))
        return
    _head(view, found[0])
    _reactions(view)
    _releases(view, event)
    _commitments(view)
    _neighbours(view, event)


def _not_known(view: View) -> str:
    return f"This event was not yet known on {wording.day(view.as_of)}."


def _head(view: View, row: Row) -> None:
    st.header(plain(row["title"]))
    until = f" to {wording.day(row['end_on'])}" if row["end_on"] else ""
    kind = view.dataset.label("events", "kind", row["kind"])
    facts = [f"{wording.day(row['day'])}{until}", kind, *([row["place"]] if row["place"] else [])]
    taking_part = wording.listed(_names(view, row["participants"]), limit=12)
    mediators = wording.listed(_names(view, row["mediators"] or ()), limit=12) or "none is named"
    lines = (
        plain(" · ".join(facts)),
        plain(row["summary"] or _NOT_TOLD_YET),
        f"**Taking part:** {plain(taking_part)}",
        f"**Host or mediator:** {plain(mediators)}",
    )
    st.markdown("  \n".join(lines))
    st.markdown(tied_in_words(view))
    _source(row)
    _disputes(view, row["event_id"])


def tied_in_words(view: View) -> str:
    """How many rows the filters leave of those that are tied to the event."""
    counts = {
        "reactions": view.rows("reactions/summary")[0]["reactions"],
        "releases": len(view.rows("evidence/releases")),
        "commitments": len(view.rows("evidence/commitments")),
    }
    return f"Tied to it{_under_filters(view)}: {charts.ties_in_words(counts)}."


def _names(view: View, actors: Sequence[str]) -> list[str]:
    """Names, the parties' first and in their order."""
    parties = [party.actor_id for party in view.dataset.package.parties]
    ordered = sorted(actors, key=lambda actor: parties.index(actor) if actor in parties else len(parties))
    return [view.dataset.actor_name(actor) for actor in ordered]


def _source(row: Row) -> None:
    title = bidi.isolated(row["source_title"] or "not named")
    publisher = bidi.isolated(row["publisher"] or "publisher not named")
    published = wording.short_day(row["published_on"])
    words = f"Source: {plain(f'{title} ({publisher}, {published})')}"
    if (row["url"] or "").startswith(("https://", "http://")):
        st.page_link(row["url"], label=words, width="content")
    else:
        st.markdown(f"{words}. No address is known.")


def _disputes(view: View, event: str) -> None:
    """The questions about the event itself on which sources disagree; those about its reactions, releases and
    commitments stand with these.
    """
    for question, words in view.disputed.get(("events", event), {}).items():
        label = f"≠ Sources disagree: {plain(words)}"
        links.to_page(view, "sources", label, mark=marks.mark_of("dispute_list", question))


def _reactions(view: View) -> None:
    st.subheader("Reactions")
    draw(view, stances_by_side)
    if view.rows("events/stance_by_side"):
        draw(view, event_reactions)


def stances_by_side(view: View) -> Card:
    """How the stances towards the event spread, by side."""
    (event,) = view.state.events
    drawn = charts.stances(view.rows("events/stance_by_side"), event, view.dataset)
    return card(drawn, "reactions", query="events/stance_by_side")


def event_reactions(view: View) -> Card:
    """Who said what of the event."""
    found = view.listed("evidence/reactions")
    listed = listings.reactions(
        view.dataset, found.rows, name="event_reactions", title="Who said what", opens=True
    )
    short = replace(_compact(listings.without(listed, "event")), page_size=_SHORT)
    return card(short, "reactions", found.note)


def _compact(listed: RecordList) -> RecordList:
    return replace(listed, search=len(listed.rows) > _SHORT)


def _releases(view: View, event: str) -> None:
    st.subheader("Releases")
    rows = view.rows("evidence/releases")
    if not rows:
        st.markdown(f"No release is tied to this event{_under_filters(view)}.")
        return
    ordered = sorted(rows, key=lambda row: _place(view, row["direction"]))
    st.markdown("\n".join(f"- {plain(release_words(view, row))}" for row in ordered))
    for other in dict.fromkeys(_other_events(rows, event)):
        _event_link(view, other, "Tied by these releases: ")
    draw(view, event_releases)


def event_releases(view: View) -> Card:
    """What the sources report of the releases that are tied to the event."""
    rows = view.rows("evidence/releases")
    listed = listings.releases(
        view.dataset, rows, name="event_releases", title="What the sources report", opens=True
    )
    return card(_compact(listed), "releases")


def _place(view: View, direction: str) -> tuple[int, ...]:
    """Directions in the parties' order of who hands over."""
    parties = [party.actor_id for party in view.dataset.package.parties]
    return tuple(parties.index(actor) if actor in parties else len(parties) for actor in direction.split("."))


def release_words(view: View, row: Row) -> str:
    """From whom to whom, how many, and both days with the days between them."""
    if row["category"] == "remains":
        number = f"{wording.number(row['people'])} remains"
    else:
        category = view.dataset.label("releases", "category", row["category"]).lower()
        number = f"{wording.counted(row['people'], 'person')} ({category})"
    announced, released = row["announced_on"], row["released_on"]
    told = [f"announced {wording.day(announced)}"] if announced else []
    if row["scope"] == "period_total":
        told.insert(0, "a total over a period")
    elif released is None:
        told.append("not seen carried out")
    elif announced is None:
        told.append(f"carried out {wording.day(released)}")
    elif released == announced:
        told.append("carried out the same day")
    else:
        days = wording.counted((released - announced).days, "day")
        told.append(f"carried out {wording.day(released)}, {days} later")
    return f"{view.dataset.direction(row['direction'])}: {', '.join([number, *told])}"


def _other_events(rows: Rows, event: str) -> Iterator[str]:
    """Where else the releases are tied: the announcement of a handover, the handover of an announcement."""
    for row in rows:
        for other in (row["announced_event_id"], row["event_id"]):
            if other and other != event:
                yield other


def _commitments(view: View) -> None:
    st.subheader("Commitments")
    rows = view.rows("evidence/commitments")
    if not rows:
        st.markdown(f"No commitment was made at this event{_under_filters(view)}.")
        return
    st.markdown(plain(commitments_in_words(view, rows)))
    draw(view, event_lifelines)
    draw(view, event_commitments)


def event_lifelines(view: View) -> Card:
    """What became of each promise made at the event."""
    lives = view.rows("commitments/lifelines")
    drawn = lifelines.lifelines(lives, view.dataset, view.as_of)
    return card(drawn, "commitments", promises.hollow_note(lives), query="commitments/lifelines")


def event_commitments(view: View) -> Card:
    """Each promise made at the event, and how it stands."""
    rows = view.rows("evidence/commitments")
    listed = listings.commitments(
        view.dataset, rows, name="event_commitments", title="Each promise, and how it stands", opens=True
    )
    note = f"status on {wording.short_day(view.as_of)}"
    return card(_compact(listed), "commitments", note, click="a row opens its history")


def commitments_in_words(view: View, rows: Rows) -> str:
    """How many promises were made, and how many of them have which status on the day looked at."""
    labels = view.dataset.labels("commitment_updates", "status")
    counts = {code: sum(1 for row in rows if row["status"] == code) for code in labels}
    parts = [f"{wording.number(count)} {labels[code].lower()}" for code, count in counts.items() if count]
    contested = sum(1 for row in rows if row["contested"])
    claim = f"; {wording.number(contested)} contested" if contested else ""
    made = wording.counted(len(rows), "commitment")
    verb = "was" if len(rows) == 1 else "were"
    stand = f"On {wording.day(view.as_of)}: {wording.listed(parts, limit=len(parts))}{claim}."
    return f"{wording.sentence(made)} {verb} made here. {stand}"


def _under_filters(view: View) -> str:
    state = view.state
    cut = state.since or state.until or state.actors or state.known or state.confidence
    return " under these filters" if cut else ""


def _neighbours(view: View, event: str) -> None:
    rows = view.rows("events/neighbours", chosen_event=event, events=(), **ANY_TIME_AND_ACTOR)
    before, after = st.columns(2)
    with before:
        st.subheader("Before it")
        _links(view, [row for row in rows if row["place"] == "before"], "No earlier event is in the ledger.")
    with after:
        st.subheader("After it")
        _links(view, [row for row in rows if row["place"] == "after"], "No later event is in the ledger.")


def _links(view: View, rows: Rows, none: str) -> None:
    if not rows:
        st.markdown(none)
    for row in rows:
        _event_link(view, row["event_id"], f"{gap_in_words(row['days'])}: ")


def gap_in_words(days: int) -> str:
    """6 days later; 1 day earlier; the same day."""
    if days == 0:
        return "The same day"
    return f"{wording.counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _event_link(view: View, event: str, lead: str) -> None:
    named = view.dataset.events[event]
    label = f"{lead}{named.title}, {wording.short_day(named.start_on)}"
    links.to_page(view, "events", plain(label), events=(event,))


OF_ALL: Cards = {"event_calendar": calendar, "event_list": event_list}
OF_ONE: Cards = {
    "event_stances": stances_by_side,
    "event_reactions": event_reactions,
    "event_releases": event_releases,
    "lifelines": event_lifelines,
    "event_commitments": event_commitments,
}
PAGE = Page("events", page, headline, cards, seen)
