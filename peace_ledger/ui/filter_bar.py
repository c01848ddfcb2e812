"""The filters in the sidebar: shared ones on every page, and those of one page."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial, wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import streamlit as st

from peace_ledger import filters, state, wording
from peace_ledger.dataset import Actor, Dataset
from peace_ledger.ui import clock, session
from peace_ledger.ui.view import NOUNS, View

OWN_DAYS = "own days"
ANY = "any"
TWO_CLOCKS = (
    "Every row has two days, when it happened and when it became known (its source was published); a day "
    "chosen here leaves out all that became known later, so that numbers and statuses stand as they did then."
)


@dataclass(frozen=True)
class Choice:
    """A multiple choice over one repeatable parameter: its name in the address, its field in the state, its
    label, and in a dataset the words of its codes.
    """

    parameter: str
    field: str
    label: str
    words: Callable[[Dataset], Callable[[str], str]]


def codes(parameter: str, field: str, label: str, table: str, column: str) -> Choice:
    """A choice among the codes of a column."""
    return Choice(parameter, field, label, lambda dataset: partial(dataset.label, table, column))


_Made = TypeVar("_Made")


def _once(make: Callable[[Dataset], _Made]) -> Callable[[Dataset], _Made]:
    """What is made of a dataset, made once and kept as long as that is open. Sessions share it: Streamlit
    holds on to the words of every menu of every session.
    """
    made: WeakKeyDictionary[Dataset, _Made] = WeakKeyDictionary()

    @wraps(make)
    def once(dataset: Dataset) -> _Made:
        if dataset not in made:
            made[dataset] = make(dataset)
        return made[dataset]

    return once


def show(view: View, own: tuple[Choice, ...] = (), *, testable: bool = False) -> None:
    """Draw the sidebar: period, day known, confidence, actors, event, then the page's own filters. An embed
    has none.
    """
    if view.embedded:
        return
    with st.sidebar:
        st.header("Filters")
        _period(view)
        _known(view)
        _confidence(view)
        _choice(view, _ACTORS, actor_order(view.dataset), _ACTOR_HELP)
        _choice(view, _EVENTS, view.known_events)
        if own or testable:
            st.header("On this page")
        for choice in own:
            _choice(view, choice, view.ledger.vocabulary.values[choice.parameter])
        if testable:
            _testable(view)
        if filters.cleared(view.state) != view.state:
            st.button("Clear all filters", on_click=_clear, args=(view.state,), width="stretch")


_ACTOR_HELP = (
    "An actor stands for itself and all that is part of it: a state for its offices, a union for its bodies."
)


def presets(days: tuple[date, date], as_of: date) -> Mapping[str, tuple[date | None, date | None]]:
    """The periods to pick from on a day: the whole, the last year and quarter, and each year of the data that
    has begun by then, latest first.
    """
    first, last = days
    years = {
        str(year): (date(year, 1, 1), date(year, 12, 31))
        for year in range(min(last, as_of).year, first.year - 1, -1)
    }
    return {
        "whole period": (None, None),
        "last 12 months": (as_of - timedelta(days=365), None),
        "last 90 days": (as_of - timedelta(days=90), None),
        **years,
    }


@_once
def actor_order(dataset: Dataset) -> tuple[str, ...]:
    """Actors as a reader looks for them: the parties first, then by kind in the code list's order; bodies
    under what they are part of.
    """
    kinds = {code: rank for rank, code in enumerate(dataset.codes("actors", "kind"))}
    parties = {party.actor_id: rank for rank, party in enumerate(dataset.package.parties)}
    actors = dataset.actors
    roots = {actor_id: _root(actors, actor_id) for actor_id in actors}

    def place(actor_id: str) -> tuple[Any, ...]:
        root = actors[roots[actor_id]]
        return (
            parties.get(root.actor_id, len(parties)),
            kinds[root.kind],
            root.name,
            root.actor_id != actor_id,
            actors[actor_id].name,
        )

    return tuple(sorted(actors, key=place))


def _root(actors: Mapping[str, Any], actor_id: str) -> str:
    seen = {actor_id}
    while (parent := actors[actor_id].parent_id) and parent not in seen:
        seen.add(parent)
        actor_id = parent
    return actor_id


def _period(view: View) -> None:
    options = presets(view.dataset.days, view.as_of)
    chosen = (view.state.since, view.state.until)
    current = next((name for name, days in options.items() if days == chosen), OWN_DAYS)
    st.session_state["filter period"] = current
    names = [*options] if current != OWN_DAYS else [*options, OWN_DAYS]
    st.selectbox("Period", names, key="filter period", on_change=_period_picked, args=(options,))
    first, last = st.columns(2)
    st.session_state["filter since"], st.session_state["filter until"] = chosen
    bounds = {
        "min_value": date(view.dataset.days[0].year - 1, 1, 1),
        "max_value": date(view.today.year + 1, 12, 31),
    }
    for column, label, key in ((first, "From", "filter since"), (last, "To", "filter until")):
        column.date_input(
            label, key=key, format="YYYY-MM-DD", on_change=_days_picked, **_reaching(bounds, chosen)
        )


def _reaching(bounds: dict[str, date], chosen: tuple[date | None, date | None]) -> dict[str, Any]:
    """Bounds of the calendar, widened to days that came by a link."""
    days = [day for day in chosen if day]
    return {
        "min_value": min([bounds["min_value"], *days]),
        "max_value": max([bounds["max_value"], *days]),
    }


def _period_picked(options: Mapping[str, tuple[date | None, date | None]]) -> None:
    since, until = options.get(st.session_state["filter period"], (None, None))
    session.choose_period(since, until)


def _days_picked() -> None:
    session.choose_period(st.session_state["filter since"], st.session_state["filter until"])


def _known(view: View) -> None:
    st.session_state["filter known"] = view.state.known
    bounds = {"min_value": date(view.dataset.days[0].year - 1, 1, 1), "max_value": view.today}
    st.date_input(
        "As known on",
        value=None,
        key="filter known",
        format="YYYY-MM-DD",
        help="Leave it empty to see everything that is known today.",
        on_change=_known_picked,
        **_reaching(bounds, (view.state.known, None)),
    )
    st.caption(TWO_CLOCKS)
    if view.state.known is None:
        st.button("Step through what became known", on_click=clock.start, args=(view,), width="stretch")


def _known_picked() -> None:
    session.choose(known=st.session_state["filter known"])


def _confidence(view: View) -> None:
    words = {ANY: "All rows", "medium": "High and medium", "high": "High only"}
    st.session_state["filter confidence"] = view.state.confidence or ANY
    st.selectbox(
        "Confidence",
        [*words],
        format_func=lambda code: words[code],
        key="filter confidence",
        help=confidence_help(view.dataset),
        on_change=_confidence_picked,
    )


@_once
def confidence_help(dataset: Dataset) -> str:
    """Which rows the switch cuts, and which it cannot cut because they bear no confidence."""
    bearing, bare = (
        wording.listed([NOUNS[table][1] for table in tables], len(tables))
        for tables in filters.graded(dataset)
    )
    return (
        f"How well a row is sourced. {wording.sentence(bearing)} bear a confidence. "
        f"{wording.sentence(bare)} bear none and are never cut; charts of them say so."
    )


def _confidence_picked() -> None:
    picked = st.session_state["filter confidence"]
    session.choose(confidence=None if picked == ANY else picked)


def _choice(view: View, choice: Choice, options: tuple[str, ...], note: str | None = None) -> None:
    key = f"filter {choice.parameter}"
    st.session_state[key] = list(getattr(view.state, choice.field))
    st.multiselect(
        choice.label,
        options,
        format_func=choice.words(view.dataset),
        key=key,
        help=note,
        placeholder="any",
        on_change=_choice_made,
        args=(choice, key, view.ledger.vocabulary),
    )


def _choice_made(choice: Choice, key: str, vocabulary: state.Vocabulary) -> None:
    session.choose(**{choice.field: state.in_order(st.session_state[key], choice.parameter, vocabulary)})


def _testable(view: View) -> None:
    words = {ANY: "any", "true": "testable only", "false": "not testable only"}
    st.session_state["filter testable"] = view.state.testable or ANY
    st.selectbox(
        "Testable",
        [*words],
        format_func=lambda code: words[code],
        key="filter testable",
        on_change=_testable_picked,
    )


def _testable_picked() -> None:
    picked = st.session_state["filter testable"]
    session.choose(testable=None if picked == ANY else picked)


def _clear(current: state.State) -> None:
    cleared = filters.cleared(current)
    session.choose(**{name: getattr(cleared, name) for name in cleared.__dataclass_fields__})


@_once
def actor_words(dataset: Dataset) -> Mapping[str, str]:
    """The actors in a menu, by id: each with what it is, or under what it is a part of."""
    bodies = Counter(actor.parent_id for actor in dataset.actors.values())

    def word(actor: Actor) -> str:
        if actor.parent_id:
            return f"{dataset.actor_name(actor.parent_id)} › {actor.name}"
        kind = dataset.label("actors", "kind", actor.kind).lower()
        several = bodies[actor.actor_id] > 1
        return f"{actor.name} · {kind}" + (f", with {bodies[actor.actor_id]} bodies" if several else "")

    return {actor_id: word(actor) for actor_id, actor in dataset.actors.items()}


@_once
def event_words(dataset: Dataset) -> Mapping[str, str]:
    """The events in a menu, by id: each with its day."""
    return {
        event_id: f"{event.start_on:%Y-%m-%d} · {event.title}" for event_id, event in dataset.events.items()
    }


_ACTORS = Choice("actor", "actors", "Actors", lambda dataset: actor_words(dataset).__getitem__)
_EVENTS = Choice("event", "events", "Events", lambda dataset: event_words(dataset).__getitem__)
