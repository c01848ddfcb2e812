"""A state as the parameters of queries, and as words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from peace_ledger import catalog, wording
from peace_ledger.dataset import Dataset
from peace_ledger.state import LAST_DAY, State
from peace_ledger.translation import N_, _, pgettext

CONFIDENCES: dict[str | None, tuple[str, ...]] = {None: (), "high": ("high",), "medium": ("high", "medium")}
"""The rows that a confidence leaves: "medium" means medium and better."""

Parameters = dict[str, Any]


def parameters(state: State, today: date) -> Parameters:
    """The values of every filter parameter that a query may name; an empty tuple means "any".

    A day known that has not come yet is today: nobody knows more.
    """
    return {
        "from": state.since,
        "to": state.until,
        "known": min(state.known, today) if state.known else None,
        "today": today,
        "actors": state.actors,
        "events": state.events,
        "confidences": CONFIDENCES[state.confidence],
        "stances": state.stances,
        "kinds": state.kinds,
        "sides": state.sides,
        "channels": state.channels,
        "categories": state.categories,
        "directions": state.directions,
        "bases": state.bases,
        "mediators": state.mediators,
        "release_statuses": state.release_statuses,
        "themes": state.themes,
        "makers": state.makers,
        "commitment_statuses": state.commitment_statuses,
        "testable": None if state.testable is None else state.testable == "true",
        "standings": state.standings,
    }


def shared(state: State) -> State:
    """The same place with the filters of every page only: what pages look through that show all tables side
    by side.
    """
    kept = ("since", "until", "actors", "events", "known", "confidence", "mark", "chart")
    return replace(cleared(state), **{name: getattr(state, name) for name in kept})


def without_period(values: Parameters) -> Parameters:
    """The same filters without the period: what counts the rows that have no day."""
    return values | {"from": None, "to": None}


def whenever_known(values: Parameters) -> Parameters:
    """The same filters without the day known."""
    return values | {"known": None}


def over_time(values: Parameters) -> Parameters:
    """The same filters for a look at all days at once: without the day known, and without the statuses, which
    change with it.
    """
    return values | {"known": None, "release_statuses": (), "commitment_statuses": ()}


def ever_known(values: Parameters) -> Parameters:
    """The same filters on a day so late that only rows with neither a day nor a dated source are hidden."""
    return values | {"known": LAST_DAY}


def period(state: State) -> str:
    """The period in words: "7 Dec 2023 – today"."""
    if state.since and state.until:
        return f"{wording.short_day(state.since)} – {wording.short_day(state.until)}"
    if state.since:
        return _("since {day}", day=wording.short_day(state.since))
    if state.until:
        return _("until {day}", day=wording.short_day(state.until))
    return _("whole period")


def scope(state: State, dataset: Dataset, table: str | None = None) -> str:
    """The filters in words, for the subtitle of every chart: those that cut the table (one of
    `queries/scope/`), or all that are set.
    """
    return " · ".join(words(state, dataset, table))


def words(state: State, dataset: Dataset, table: str | None = None) -> list[str]:
    """The parts of `scope`: the period first, then each filter that is set ("actor: France and Russia"), the
    day known and the confidence.
    """
    parts = [period(state)]
    for one in _set_here(state, table):
        if table is None or one.cuts(table):
            values = [one.word(dataset, value) for value in one.chosen(state)]
            parts.append(f"{_(one.label)}: {wording.listed(values, one.limit)}")
    if state.known:
        parts.append(_("as known on {day}", day=wording.short_day(state.known)))
    if state.confidence and (table is None or _is_cut_by_confidence(table, dataset)):
        parts.append(_(_CONFIDENCE_WORDS[state.confidence]))
    return parts


def tables_of(table: str) -> tuple[str, ...]:
    """The tables of the package behind a table of `queries/scope/`."""
    # Of codings the reactions count that coders read.
    return ("reactions",) if table == "codings" else _PACKAGE_TABLES.get(table, (table,))


def uncut(state: State, dataset: Dataset, table: str) -> str:
    """Which of the filters that are set do not cut a table: "not cut by event and confidence"; "" where all
    do.
    """
    names = [_(one.label) for one in _set_here(state, table) if not one.cuts(table)]
    ungraded = _ungraded(table, dataset) if state.confidence else []
    notes = []
    if ungraded and not _is_cut_by_confidence(table, dataset):
        names.append(_("confidence"))
        if "confidences" in _cutting(table):
            notes.append(_(_STATUSES_BY[state.confidence]))
    elif ungraded:
        bare = wording.listed([_(_ROWS_OF[name]) for name in ungraded])
        # Translators: rows of these tables, such as "events", stay in sight whatever confidence is asked for.
        notes.append(_("{tables} bear no confidence and all stay", tables=bare))
    # Translators: the filters that are set and leave what is shown as it is: "event and confidence".
    first = [_("not cut by {filters}", filters=wording.listed(names, len(names)))] if names else []
    return " · ".join(first + notes)


def graded(dataset: Dataset) -> tuple[list[str], list[str]]:
    """The tables of `queries/scope/` whose rows bear a confidence, and those whose rows bear none."""
    names = [name for name, tables in _PACKAGE_TABLES.items() if len(tables) == 1]
    without = [name for name in names if _ungraded(name, dataset)]
    return [name for name in names if name not in without], without


def names(state: State) -> list[str]:
    """What the filters with several values are called that are set."""
    every = (*_SHARED, *_OF_ACTORS, *_OF_REACTIONS, *_OF_RELEASES, *_OF_COMMITMENTS)
    return [_(one.label) for one in every if one.chosen(state)]


_OF_THE_PLACE = ("process", "version", "beside", "language", "embed")


def cleared(state: State) -> State:
    """The same place without filters and open marks; what is not a filter (process, data version, language,
    embedding) stays.
    """
    return replace(State(), **{name: getattr(state, name) for name in _OF_THE_PLACE})


@dataclass(frozen=True)
class _Filter:
    """A filter with several values: its field in the state and in queries, its label in English, and the
    words for its values.
    """

    field: str
    label: str
    word: Callable[[Dataset, str], str]
    limit: int = 3

    def chosen(self, state: State) -> tuple[str, ...]:
        """The values that are set."""
        value = getattr(state, self.field)
        return (value,) if isinstance(value, str) else value or ()

    def cuts(self, table: str) -> bool:
        """Whether the rows of a table depend on it."""
        return self.field in _cutting(table)


def _codes(field: str, label: str, table: str, column: str) -> _Filter:
    return _Filter(field, label, lambda dataset, code: dataset.label(table, column, code))


def _yes_or_no(value: str) -> str:
    if value == "true":
        return pgettext("whether a commitment is testable", "yes")
    return pgettext("whether a commitment is testable", "no")


# Translators: here follow names of filters, which stand before a colon: "actor: France", "made by: Armenia".
_SHARED = (
    _Filter("actors", N_("actor"), lambda dataset, actor: dataset.actor_name(actor)),
    _Filter("events", N_("event"), lambda dataset, event: dataset.event_title(event), limit=2),
)
_OF_ACTORS = (_Filter("second_actor", N_("beside"), lambda dataset, actor: dataset.actor_name(actor)),)
_OF_REACTIONS = (
    _codes("stances", N_("stance"), "reactions", "stance"),
    _codes("kinds", N_("kind of actor"), "actors", "kind"),
    _codes("sides", N_("side"), "actors", "side"),
    _codes("channels", N_("channel"), "reactions", "channel"),
)
_OF_RELEASES = (
    _codes("categories", N_("category"), "releases", "category"),
    _Filter("directions", N_("from → to"), lambda dataset, pair: dataset.direction(pair)),
    _codes("bases", N_("basis"), "releases", "basis"),
    _Filter("mediators", N_("mediator"), lambda dataset, actor: dataset.actor_name(actor)),
    _codes("release_statuses", N_("release status"), "releases", "status"),
)
_OF_COMMITMENTS = (
    _codes("themes", N_("theme"), "commitments", "theme"),
    _Filter("makers", N_("made by"), lambda dataset, actor: dataset.actor_name(actor)),
    _codes("commitment_statuses", N_("commitment status"), "commitment_updates", "status"),
    _Filter("testable", N_("testable"), lambda _dataset, value: _yes_or_no(value)),
    _codes("standings", N_("standing"), "commitments", "standing"),
)
# The filters of a page stand above all that it shows, also above tables that they do not cut.
_OWN = {
    "reactions": _OF_REACTIONS,
    "releases": _OF_RELEASES,
    "detentions": _OF_RELEASES,
    "commitments": _OF_COMMITMENTS,
    "updates": _OF_COMMITMENTS,
}
_RECORDS = ("events", "reactions", "releases", "detentions", "commitments", "commitment_updates")
_PACKAGE_TABLES = {
    "events": ("events",),
    "reactions": ("reactions",),
    "releases": ("releases",),
    "detentions": ("detentions",),
    "commitments": ("commitments",),
    "updates": ("commitment_updates",),
    "timeline": ("events", "releases", "commitment_updates", "reactions"),
    "citations": _RECORDS,
    "rows": _RECORDS,
}
_ROWS_OF = {
    "events": N_("events"),
    "reactions": N_("reactions"),
    "releases": N_("releases"),
    "detentions": N_("detentions"),
    "commitments": N_("commitments"),
    "commitment_updates": N_("commitment updates"),
}
_CONFIDENCE_WORDS = {
    "high": N_("only rows of high confidence"),
    "medium": N_("without rows of low confidence"),
}
_STATUSES_BY: dict[str | None, str] = {
    "high": N_("statuses by updates of high confidence"),
    "medium": N_("statuses by updates of high or medium confidence"),
}


def _set_here(state: State, table: str | None) -> list[_Filter]:
    """The filters that are set, of those that stand above a table."""
    every = (*_OF_ACTORS, *_OF_REACTIONS, *_OF_RELEASES, *_OF_COMMITMENTS)
    own = every if table is None else _OWN.get(table, ())
    return [one for one in (*_SHARED, *own) if one.chosen(state)]


@cache
def _cutting(table: str) -> frozenset[str]:
    return catalog.read()[f"scope/{table}"].parameters


def _ungraded(table: str, dataset: Dataset) -> list[str]:
    """The tables of the package behind a table whose rows bear no confidence."""
    tables = _PACKAGE_TABLES.get(table, ())
    there = [name for name in tables if dataset.package.has_table(name)]
    return [name for name in there or tables if not dataset.has_column(name, "confidence")]


def _is_cut_by_confidence(table: str, dataset: Dataset) -> bool:
    tables = _PACKAGE_TABLES.get(table, ())
    # What is in no such table (sources, disputes) is cut by way of the rows that rest on it.
    return not tables or len(_ungraded(table, dataset)) < len(tables)
