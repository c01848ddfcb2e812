"""The strip above every page while a day known is chosen: what was known then, and the way to other days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from peace_ledger import filters, state, wording
from peace_ledger.engine import Rows
from peace_ledger.translation import N_, _, ngettext, said
from peace_ledger.ui import elements, session
from peace_ledger.ui.view import View

WHOLE = ("events", "reactions", "releases", "carried_out", "detentions", "commitments", "updates")
OF_EVENTS = tuple(what for what in WHOLE if what != "detentions")
SHOWN: Mapping[str, tuple[str, ...]] = {
    "": OF_EVENTS,
    "reactions": ("reactions",),
    "releases": ("releases", "carried_out", "detentions"),
    "commitments": ("commitments", "histories"),
    "events": OF_EVENTS,
}
"""Of what `queries/known/days.sql` counts, what a page shows, by its path; other pages show the whole."""
WITH_OWN_FILTERS = ("reactions", "releases", "commitments")

_NOUNS: Mapping[str, str] = {
    "events": "event",
    "reactions": "reaction",
    "releases": "release",
    "carried_out": "announced release carried out",
    "detentions": "report of people held",
    "commitments": "commitment",
    "updates": "update on a commitment",
    "histories": "update on a commitment",
}
_LABELS: Mapping[str, str] = {
    "previous": N_("Previous day on which something became known"),
    "next": N_("Next day on which something became known"),
    "play": N_("Play"),
    "pause": N_("Pause"),
    "play_hint": N_("Step through the days on which something became known"),
    "pause_hint": N_("Stop here"),
    # Translators: what a slider chooses: the day as of which the ledger is shown.
    "slider": N_("Day known"),
    "nothing": N_("nothing new"),
    # Translators: after a day: "10 December 2023: nothing new", "1 May 2020: before anything was known".
    "before": N_("before anything was known"),
    # Translators: a bar's rows are a number, its month is "May 2024".
    "peak": N_("Bars: what became known by month, at most {rows} ({month})"),
}
_KEY = "clock control"


@dataclass(frozen=True)
class KnownDay:
    """A day on which something became known: how many rows of each kind, as `WHOLE` names them."""

    day: date
    counts: Mapping[str, int]

    @property
    def changes(self) -> int:
        """Everything that became known, a release's second step included."""
        return sum(self.counts.values())

    @property
    def rows(self) -> int:
        """Rows of which nothing was known before."""
        return self.changes - self.counts.get("carried_out", 0)

    @property
    def in_words(self) -> str:
        """1 event, 3 reactions and 1 release."""
        parts = [wording.counted(count, _NOUNS[what]) for what, count in self.counts.items()]
        return wording.listed(parts, len(parts))


@dataclass(frozen=True)
class Chronicle:
    """When the rows behind a page became known: days in order, and how many rows have none."""

    days: tuple[KnownDay, ...]
    without_day: int

    @property
    def rows(self) -> int:
        """All rows, known on some day or on none."""
        return sum(each.rows for each in self.days) + self.without_day

    def rows_known(self, day: date) -> int:
        """How many rows were known on a day."""
        return sum(each.rows for each in self.days if each.day <= day)


def chronicle(view: View) -> Chronicle:
    """When what the view's page shows became known, under its filters but the day known."""
    path = view.path or ""
    values = filters.over_time(filters.parameters(_looked_through(view, path), view.today))
    return _chronicle(view.ledger.engine.rows("known/days", values), SHOWN.get(path, WHOLE))


def _looked_through(view: View, path: str) -> state.State:
    """The choices that cut what the page shows: pages of all tables leave those of the others aside."""
    chosen = view.state
    if path in WITH_OWN_FILTERS:
        return chosen
    if path == "actors" and chosen.second_actor:
        both = (*chosen.actors, chosen.second_actor)
        chosen = replace(chosen, actors=state.in_order(both, "actor", view.ledger.vocabulary))
    return filters.shared(chosen)


def _chronicle(rows: Rows, shown: Iterable[str]) -> Chronicle:
    by_day: dict[date | None, dict[str, int]] = {}
    for what in shown:
        for row in rows:
            if row["what"] == what:
                by_day.setdefault(row["known_on"], {})[what] = row["row_count"]
    without = by_day.pop(None, {})
    days = sorted((day, counts) for day, counts in by_day.items() if day)
    return Chronicle(tuple(KnownDay(*each) for each in days), sum(without.values()))


def start(view: View) -> None:
    """Go to the first day on which something became known; a widget's callback."""
    days = chronicle(view).days
    session.choose(known=days[0].day if days else view.today)


def statement(view: View) -> DeltaGenerator | None:
    """Say what was known on the day that is chosen, and keep a place for `control`; None where no day is."""
    if view.state.known is None:
        return None
    noun = "reaction" if view.path == "reactions" else "row"
    with st.container(key="clock"):
        with st.container(horizontal=True, key="clock-head", vertical_alignment="center"):
            st.markdown(in_words(view.state.known, view.today, chronicle(view), noun))
            st.button(
                _("Show everything known today"),
                key="clock everything",
                on_click=session.choose,
                kwargs={"known": None},
                width="content",
            )
        return st.container(key="clock-control")


def in_words(known: date, today: date, told: Chronicle, noun: str) -> str:
    """The statement as Markdown: the day, how many rows were known on it, how many no day can show. The noun
    is "reaction" or "row".
    """
    day, count = wording.day(known), told.rows_known(known)
    if not told.rows:
        return _(_NONE_LEFT[noun], day=day)
    if not count:
        return " ".join((_("**Nothing was known on {day}.**", day=day), _first(told, noun)))
    counts = {"count": wording.number(count), "of_rows": wording.counted(told.rows, f"of {noun}")}
    statement = (
        # Translators: "2 of 14 rows".
        _("**{day} has not come yet:** this is what is known today, {count} {of_rows}", day=day, **counts)
        if known > today
        else ngettext(
            # Translators: "2 of 14 rows were known".
            "**As known on {day}** · {count} {of_rows} was known",
            "**As known on {day}** · {count} {of_rows} were known",
            count,
            day=day,
            **counts,
        )
    )
    return statement + _hidden(told.without_day)


_NONE_LEFT: Mapping[str, str] = {
    "reaction": N_("**As known on {day}** · The other filters leave no reactions on any day."),
    "row": N_("**As known on {day}** · The other filters leave no rows on any day."),
}


def _first(told: Chronicle, noun: str) -> str:
    if not told.days:
        return _("None of these rows has a day on which it became known: show everything known today.")
    values = {"count": wording.number(told.rows), "day": wording.day(told.days[0].day)}
    if noun == "reaction":
        first = ngettext(
            "The first of {count} reaction became known on {day}.",
            "The first of {count} reactions became known on {day}.",
            told.rows,
            **values,
        )
    else:
        first = ngettext(
            "The first of {count} row became known on {day}.",
            "The first of {count} rows became known on {day}.",
            told.rows,
            **values,
        )
    return " ".join((first, _("Choose a later day, or show everything known today.")))


def _hidden(count: int) -> str:
    if not count:
        return ""
    return "; " + ngettext(
        "{count} row without any day is hidden",
        "{count} rows without any day are hidden",
        count,
        count=wording.number(count),
    )


def control(view: View, place: DeltaGenerator) -> None:
    """Draw the way to other days. It comes last in a run, so that its data tell it that the page is whole."""
    days = {each.day.isoformat(): each for each in chronicle(view).days}
    if not days:
        return
    message = {
        "id": "clock",
        "title": _("What became known when"),
        "days": [[day, each.changes, each.in_words] for day, each in days.items()],
        "known": view.state.known,
        "view": _other_choices(view),
        "labels": {**said(_LABELS), "locale": elements.locale()},
    }

    def chosen() -> None:
        if picked := days.get(st.session_state[_KEY]["day"]):
            session.choose(known=picked.day)

    with place:
        elements.component("clock")(key=_KEY, data=elements.packed(message), on_day_change=chosen)


def _other_choices(view: View) -> str:
    """All that is chosen but the day known: where it changes, the play ends."""
    return f"{view.path}?{urlencode(state.encode(replace(view.state, known=None)))}"
