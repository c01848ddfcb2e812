"""The filters in the sidebar: shared ones on every page, and those of one page.

They are one component: a dozen of Streamlit's own fields would be drawn anew at every step of a run. What the
reader chose comes back as parameters of the address, and is read as an address is.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import streamlit as st

from peace_ledger import filters, wording
from peace_ledger.dataset import Dataset
from peace_ledger.gate import CARDS
from peace_ledger.translation import N_, _, pgettext, said, speaking
from peace_ledger.ui import choices, clock, elements, kept, session
from peace_ledger.ui.choices import Choice
from peace_ledger.ui.elements import Encoded
from peace_ledger.ui.view import SEVERAL, View

BAR = "filters"
"""The name of the message."""
OWN_DAYS = N_("own days")
TWO_CLOCKS = N_(
    "Every row has two days, when it happened and when it became known (its source was published); a day "
    "chosen here leaves out all that became known later, so that numbers and statuses stand as they did then."
)
WORDS: Mapping[str, str] = {
    "any": N_("any"),
    "add": N_("add another"),
    # Translators: for a screen reader: "Actors: chosen", before a list.
    "chosen": N_("{label}: chosen"),
    "remove": N_("Remove {what}"),
    "none": N_("Nothing here contains “{query}”."),
    "more": N_("{count} more: type to find them"),
    "about": N_("About {label}"),
    "day": N_("YYYY-MM-DD"),
    "calendar": N_("{label}: calendar"),
    "no_day": N_("Write a day like 2023-12-07."),
    "far": N_("Choose a day from {min} to {max}."),
    "clear": N_("Clear all filters"),
}
_ACTOR_HELP = N_(
    "An actor stands for itself and all that is part of it: a state for its offices, a union for its bodies."
)
# Translators: rows by their confidence.
_CONFIDENCES = {"": N_("All rows"), "medium": N_("High and medium"), "high": N_("High only")}
# Translators: commitments by whether they can be tested.
_TESTABLE = {"": N_("any"), "true": N_("testable only"), "false": N_("not testable only")}

_Field = dict[str, Any]


def show(
    view: View, own: tuple[Choice, ...] = (), *, testable: bool = False, of_process: bool = True
) -> None:
    """Draw the sidebar: period, day known, confidence, actors, event, then the page's own filters. An embed
    has none.
    """
    if view.embedded:
        return
    told = kept.once(
        view,
        show,
        lambda: Encoded(BAR, elements.packed(message(view, own, testable=testable, of_process=of_process))),
    )

    def chosen() -> None:
        changes = _read(st.session_state[BAR]["chosen"])
        # Callbacks run before the page's run says in which language.
        with speaking(view.language):
            session.choose_by_address(changes, view.ledger.vocabulary)

    def acted() -> None:
        if st.session_state[BAR]["action"] == "clear":
            session.choose(**vars(filters.cleared(view.state)))
        else:
            clock.start(view)

    with st.sidebar:
        elements.component(BAR)(key=BAR, data=told.data, on_chosen_change=chosen, on_action_change=acted)


def _read(told: object) -> dict[str, list[str]]:
    """The parameters that a browser says were chosen, by name; what has not their shape is left out."""
    pairs = told.items() if isinstance(told, dict) else ()
    return {
        name: values
        for name, values in pairs
        if isinstance(values, list) and all(isinstance(value, str) for value in values)
    }


def message(
    view: View, own: tuple[Choice, ...] = (), *, testable: bool = False, of_process: bool = True
) -> dict[str, Any]:
    """What the component of the filters is told; without `of_process` it has only what all processes know."""
    of_page = [_choice(view, choice, view.ledger.vocabulary.values[choice.parameter]) for choice in own]
    if testable:
        of_page.append(_one_of("testable", _("Testable"), _TESTABLE, view.state.testable))
    groups = [{"title": _("Filters"), "fields": list(_shared(view, of_process))}]
    if of_page:
        groups.append({"title": _("On this page"), "fields": of_page})
    return {
        "id": BAR,
        "groups": groups,
        "clear": filters.cleared(view.state) != view.state,
        "labels": said(WORDS),
        "cards": f"{CARDS}/{view.dataset.digest}/{view.language}/{view.path or 'overview'}",
    }


def _shared(view: View, of_process: bool) -> Iterator[_Field]:
    first = view.dataset.days[0].year - 1
    ends = (date(first, 1, 1), date(view.today.year + 1, 12, 31))
    yield _period(view)
    yield {**_day("from", pgettext("first day of a period", "From"), view.state.since, ends), "half": True}
    yield {**_day("to", pgettext("last day of a period", "To"), view.state.until, ends), "half": True}
    known = _day("known", _("As known on"), view.state.known, (ends[0], view.today))
    yield {**known, "help": _("Leave it empty to see everything that is known today.")}
    step = None if view.state.known else _("Step through what became known")
    yield {"kind": "note", "name": "step", "text": _(TWO_CLOCKS), "action": step}
    confidence = _one_of("confidence", _("Confidence"), _CONFIDENCES, view.state.confidence)
    yield {**confidence, "help": confidence_help(view.dataset)}
    if not of_process:
        return
    yield {**_choice(view, choices.ACTORS, choices.actor_order(view.dataset)), "help": _(_ACTOR_HELP)}
    yield _choice(view, choices.EVENTS, view.known_events)


def _period(view: View) -> _Field:
    """The periods to pick from, and days of the reader's own where they are none of these."""
    options = dict(choices.presets(view.dataset.days, view.as_of))
    current = (view.state.since, view.state.until)
    if current not in options.values():
        options[_(OWN_DAYS)] = current
    sets = [{"from": _days(since), "to": _days(until)} for since, until in options.values()]
    return {
        "kind": "one",
        "name": "period",
        "label": _("Period"),
        "options": list(zip(options, sets, strict=True)),
        "chosen": [list(options.values()).index(current)],
    }


def _days(day: date | None) -> list[str]:
    return [day.isoformat()] if day else []


def _day(name: str, label: str, day: date | None, ends: tuple[date, date]) -> _Field:
    """A day; the calendar reaches to days that came by a link."""
    first, last = ends
    return {
        "kind": "day",
        "name": name,
        "label": label,
        "day": day,
        "min": min(first, day or first),
        "max": max(last, day or last),
    }


def _one_of(name: str, label: str, words: Mapping[str, str], chosen: str | None) -> _Field:
    """One value of a parameter, or none, which is the first of the words."""
    return {
        "kind": "one",
        "name": name,
        "label": label,
        "options": [(_(word), {name: [code] if code else []}) for code, word in words.items()],
        "chosen": [list(words).index(chosen or "")],
    }


def _choice(view: View, choice: Choice, options: tuple[str, ...]) -> _Field:
    words = choice.words(view.dataset)
    values = getattr(view.state, choice.field)
    return {
        "kind": "many",
        "name": choice.parameter,
        "label": _(choice.label),
        "options": [(words(value), value) for value in options],
        "chosen": [place for place, value in enumerate(options) if value in values],
    }


@choices.once
def confidence_help(dataset: Dataset) -> str:
    """Which rows the switch cuts, and which it cannot cut because they bear no confidence."""
    bearing, bare = (
        wording.listed([_(SEVERAL[table]) for table in tables], len(tables))
        for tables in filters.graded(dataset)
    )
    # Translators: lists of what rows are called: "Reactions and updates", "Events and commitments".
    return _(
        "How well a row is sourced. {graded} bear a confidence. "
        "{bare} bear none and are never cut; charts of them say so.",
        graded=wording.sentence(bearing),
        bare=wording.sentence(bare),
    )
