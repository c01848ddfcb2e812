"""Everything that is tied to one event; before one is chosen, all of them to choose from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import bidi, marks, wording
from peace_ledger.charts import events as charts
from peace_ledger.charts.commitments import lifelines
from peace_ledger.charts.parts import handovers, promises
from peace_ledger.engine import Rows
from peace_ledger.marks import Mark
from peace_ledger.translation import N_, _, ngettext, pgettext
from peace_ledger.ui import choices, filter_bar, links, listings, session, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw, draw_all
from peace_ledger.ui.elements import RecordList
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

Row = dict[str, Any]

ANY_TIME_AND_ACTOR: Row = {"from": None, "to": None, "actors": ()}
"""Query parameters that take period and actors away, and leave the day known."""

_NOT_TOLD_YET = N_("On this day it was known only by what is tied to it; its own source came later.")
_SHORT = 10
"""Rows up to which a list needs no search."""


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view)
    view = seen(view)
    st.title(_("Events"))
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
        _("Event"),
        view.known_events,
        index=None,
        format_func=choices.event_words(view.dataset).__getitem__,
        key="picked event",
        placeholder=_("Choose one event to see all that is tied to it"),
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
        _("the larger, the more rows are tied to it"),
        query="events/ties",
        click=_("a click opens the event"),
        picks=_event_of,
    )


def event_list(view: View) -> Card:
    """Every event."""
    latest_first = view.rows("evidence/events")[::-1]
    listed = listings.events(view.dataset, latest_first, name="event_list", title=_("All events"), opens=True)
    return card(listed, "events", click=_("a row opens the event"), picks=_event_of)


def all_in_words(rows: Rows) -> str:
    """How many events there are, and what is tied to how many of them."""
    if not rows:
        return _("No event is left by these filters. Widen the period, or take out an actor.")
    counts = {
        name: wording.number(sum(1 for row in rows if row[name]))
        for name in ("reactions", "releases", "commitments")
    }
    parts = [
        # Translators: {count} are events, counted before: "45 events: 30 with recorded reactions, …".
        _("{count} with recorded reactions", count=counts["reactions"]),
        _("{count} with releases", count=counts["releases"]),
        _("{count} with commitments", count=counts["commitments"]),
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
    return _("This event was not yet known on {day}.", day=wording.day(view.as_of))


def _head(view: View, row: Row) -> None:
    st.header(plain(row["title"]))
    kind = view.dataset.label("events", "kind", row["kind"])
    facts = [_days(row), kind, *([row["place"]] if row["place"] else [])]
    taking_part = wording.listed(_names(view, row["participants"]), limit=12)
    mediators = wording.listed(_names(view, row["mediators"] or ()), limit=12)
    # Translators: after "Host or mediator:".
    mediators = mediators or _("none is named")
    lines = (
        plain(" · ".join(facts)),
        plain(row["summary"] or _(_NOT_TOLD_YET)),
        _("**Taking part:** {actors}", actors=plain(taking_part)),
        _("**Host or mediator:** {actors}", actors=plain(mediators)),
    )
    st.markdown("  \n".join(lines))
    st.markdown(tied_in_words(view))
    _source(row)
    _disputes(view, row["event_id"])


def _days(row: Row) -> str:
    first = wording.day(row["day"])
    return _("{first} to {last}", first=first, last=wording.day(row["end_on"])) if row["end_on"] else first


def tied_in_words(view: View) -> str:
    """How many rows the filters leave of those that are tied to the event."""
    counts = {
        "reactions": view.rows("reactions/summary")[0]["reactions"],
        "releases": len(view.rows("evidence/releases")),
        "commitments": len(view.rows("evidence/commitments")),
    }
    ties = charts.ties_in_words(counts)
    # Translators: to an event; {ties} are counts, as "53 reactions, 12 commitments".
    told = _("Tied to it: {ties}.", ties=ties)
    return _("Tied to it under these filters: {ties}.", ties=ties) if _is_cut(view) else told


def _names(view: View, actors: Sequence[str]) -> list[str]:
    """Names, the parties' first and in their order."""
    parties = [party.actor_id for party in view.dataset.package.parties]
    ordered = sorted(actors, key=lambda actor: parties.index(actor) if actor in parties else len(parties))
    return [view.dataset.actor_name(actor) for actor in ordered]


def _source(row: Row) -> None:
    title = bidi.isolated(row["source_title"] or pgettext("source", "not named"))
    publisher = bidi.isolated(row["publisher"] or _("publisher not named"))
    published = wording.short_day(row["published_on"])
    words = _("Source: {source}", source=plain(f"{title} ({publisher}, {published})"))
    if (row["url"] or "").startswith(("https://", "http://")):
        st.page_link(row["url"], label=words, width="content")
    else:
        st.markdown(". ".join((words, _("No address is known."))))


def _disputes(view: View, event: str) -> None:
    """The questions about the event itself on which sources disagree; those about its reactions, releases and
    commitments stand with these.
    """
    for question, words in view.disputed.get(("events", event), {}).items():
        label = _("≠ Sources disagree: {question}", question=plain(words))
        links.to_page(view, "sources", label, mark=marks.mark_of("dispute_list", question))


def _reactions(view: View) -> None:
    st.subheader(_("Reactions"))
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
        view.dataset, found.rows, name="event_reactions", title=_("Who said what"), opens=True
    )
    short = replace(_compact(listings.without(listed, "event")), page_size=_SHORT)
    return card(short, "reactions", found.note)


def _compact(listed: RecordList) -> RecordList:
    return replace(listed, search=len(listed.rows) > _SHORT)


def _releases(view: View, event: str) -> None:
    st.subheader(_("Releases"))
    rows = view.rows("evidence/releases")
    if not rows:
        none = _("No release is tied to this event.")
        st.markdown(_("No release is tied to this event under these filters.") if _is_cut(view) else none)
        return
    ordered = sorted(rows, key=lambda row: _place(view, row["direction"]))
    st.markdown("\n".join(f"- {plain(release_words(view, row))}" for row in ordered))
    for other in dict.fromkeys(_other_events(rows, event)):
        _event_link(view, other, _("Tied by these releases: {event}", event=_event_words(view, other)))
    draw(view, event_releases)


def event_releases(view: View) -> Card:
    """What the sources report of the releases that are tied to the event."""
    rows = view.rows("evidence/releases")
    listed = listings.releases(
        view.dataset, rows, name="event_releases", title=_("What the sources report"), opens=True
    )
    return card(_compact(listed), "releases")


def _place(view: View, direction: str) -> tuple[int, ...]:
    """Directions in the parties' order of who hands over."""
    parties = [party.actor_id for party in view.dataset.package.parties]
    return tuple(parties.index(actor) if actor in parties else len(parties) for actor in direction.split("."))


def release_words(view: View, row: Row) -> str:
    """From whom to whom, how many, and both days with the days between them."""
    announced, released = row["announced_on"], row["released_on"]
    # Translators: these are said of a number of people or of remains: "32 people, announced 7 December 2023".
    told = [_("announced {day}", day=wording.day(announced))] if announced else []
    if row["scope"] == "period_total":
        told.insert(0, _("a total over a period"))
    elif released is None:
        told.append(_("not seen carried out"))
    elif announced is None:
        told.append(_("carried out {day}", day=wording.day(released)))
    elif released == announced:
        told.append(_("carried out the same day"))
    else:
        days = wording.counted((released - announced).days, "day")
        told.append(_("carried out {day}, {days} later", day=wording.day(released), days=days))
    words = ", ".join([handovers.who(row, view.dataset), *told])
    return f"{view.dataset.direction(row['direction'])}: {words}"


def _other_events(rows: Rows, event: str) -> Iterator[str]:
    """Where else the releases are tied: the announcement of a handover, the handover of an announcement."""
    for row in rows:
        for other in (row["announced_event_id"], row["event_id"]):
            if other and other != event:
                yield other


def _commitments(view: View) -> None:
    st.subheader(_("Commitments"))
    rows = view.rows("evidence/commitments")
    if not rows:
        none = _("No commitment was made at this event.")
        st.markdown(_("No commitment was made at this event under these filters.") if _is_cut(view) else none)
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
        view.dataset, rows, name="event_commitments", title=_("Each promise, and how it stands"), opens=True
    )
    note = _("status on {day}", day=wording.short_day(view.as_of))
    return card(_compact(listed), "commitments", note, click=_("a row opens its history"))


def commitments_in_words(view: View, rows: Rows) -> str:
    """How many promises were made, and how many of them have which status on the day looked at."""
    labels = view.dataset.labels("commitment_updates", "status")
    counts = {code: sum(1 for row in rows if row["status"] == code) for code in labels}
    parts = [wording.tallied(count, labels[code]) for code, count in counts.items() if count]
    statuses = wording.listed(parts, limit=len(parts))
    if contested := sum(1 for row in rows if row["contested"]):
        claim = ngettext("{count} contested", "{count} contested", contested, count=wording.number(contested))
        statuses = f"{statuses}; {claim}"
    made = ngettext(
        "{commitments} was made here.",
        "{commitments} were made here.",
        len(rows),
        commitments=wording.sentence(wording.counted(len(rows), "commitment")),
    )
    # Translators: {statuses} are counts by status, as "3 kept, 2 in progress; 1 contested".
    stand = _("On {day}: {statuses}.", day=wording.day(view.as_of), statuses=statuses)
    return f"{made} {stand}"


def _is_cut(view: View) -> bool:
    """Whether a filter may leave out something of what is tied to the event."""
    state = view.state
    return bool(state.since or state.until or state.actors or state.known or state.confidence)


def _neighbours(view: View, event: str) -> None:
    rows = view.rows("events/neighbours", chosen_event=event, events=(), **ANY_TIME_AND_ACTOR)
    before, after = st.columns(2)
    with before:
        # Translators: before the event of the page.
        st.subheader(_("Before it"))
        earlier = [row for row in rows if row["place"] == "before"]
        _links(view, earlier, _("No earlier event is in the ledger."))
    with after:
        # Translators: after the event of the page.
        st.subheader(_("After it"))
        later = [row for row in rows if row["place"] == "after"]
        _links(view, later, _("No later event is in the ledger."))


def _links(view: View, rows: Rows, none: str) -> None:
    if not rows:
        st.markdown(none)
    for row in rows:
        event = row["event_id"]
        _event_link(view, event, f"{gap_in_words(row['days'])}: {_event_words(view, event)}")


def gap_in_words(days: int) -> str:
    """6 days later; 1 day earlier; the same day."""
    if days == 0:
        return _("The same day")
    counted = wording.counted(abs(days), "day")
    return _("{days} later", days=counted) if days > 0 else _("{days} earlier", days=counted)


def _event_words(view: View, event: str) -> str:
    named = view.dataset.events[event]
    return f"{named.title}, {wording.short_day(named.start_on)}"


def _event_link(view: View, event: str, label: str) -> None:
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
