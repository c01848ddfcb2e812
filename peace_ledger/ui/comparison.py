"""All processes side by side: a look that asks each on its own data, through the filters that all know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from peace_ledger import filters, ledger, marks, wording
from peace_ledger import state as codec
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.filters import Parameters
from peace_ledger.ledger import Ledger
from peace_ledger.marks import Mark, RowKey
from peace_ledger.state import FIRST_DAY, LAST_DAY, State
from peace_ledger.translation import _
from peace_ledger.ui.view import Lead, View

_KEPT = ("since", "until", "known", "confidence", "mark", "chart")
_SHARED = ("ledger", "today", "pages", "path", "embedded", "language", "reached")
_OWN_STATE: Mapping[str, Mapping[str, Any]] = {
    "processes_promises": {"testable": "true", "standings": ("given",)},
}
"""Filters by which a chart here is narrower than the page that its marks lead to."""


@dataclass(frozen=True)
class Comparison(View):
    """A look at several ledgers; `compared` has one look for each, by the day on which its record begins,
    then by name.
    """

    compared: tuple[View, ...] = field(default=())

    @property
    def parts(self) -> tuple[View, ...]:
        """The looks at single ledgers."""
        return self.compared

    @property
    def others(self) -> tuple[Dataset, ...]:
        """The packages of the other processes."""
        own = self.ledger.vocabulary
        found = {part.ledger.vocabulary.process: part.dataset for part in self.compared}
        return tuple(found[name] for name in own.processes if name in found and name != own.process)

    def older(self) -> list[str]:
        """The other processes that are not seen in their latest data version, each with the one it is in."""
        own = self.ledger.vocabulary.process
        return [
            part.source
            for part in self.compared
            if part.ledger.latest and part.ledger.vocabulary.process != own
        ]

    def unopened(self) -> list[tuple[str, str]]:
        """The other processes that cannot be opened in the data version in which they are named, by their
        titles, each with that version.
        """
        named = codec.in_versions(self.state.beside)
        return [
            (part.dataset.title, named[name])
            for part in self.compared
            if (name := part.ledger.vocabulary.process) in named and part.dataset.version != named[name]
        ]

    @property
    def digest(self) -> str:
        """What changes with any byte of any of the packages."""
        return " ".join(part.dataset.digest for part in (self, *self.compared))

    @cached_property
    def disputed(self) -> Mapping[RowKey, Mapping[str, str]]:
        """None: rows of several packages may share an id."""
        return {}

    def of_mark(self, mark: Mark) -> View:
        """The look at the process of a mark, with its chart's filters; at nothing where it names none."""
        name = mark.parameters.get("mark_process")
        if all(part.ledger.vocabulary.process != name for part in self.compared):
            # A period that ends before it begins leaves nothing, undated rows included.
            nothing = replace(self.compared[0].state, since=LAST_DAY, until=FIRST_DAY)
            return replace(self.compared[0], state=nothing)
        own = next(
            (part for part in self.compared if part.ledger.vocabulary.process == name), self.compared[0]
        )
        return replace(own, state=replace(own.state, **_OWN_STATE.get(mark.chart, {})))

    def leads(self, mark: Mark) -> tuple[Lead, ...]:
        """The page of its process that shows what stands behind a mark among all the rest."""
        part, given = self.of_mark(mark), mark.parameters
        if part.ledger.vocabulary.process != given.get("mark_process"):
            return ()
        title = part.dataset.title
        if mark.chart == "processes_promises":
            statuses = tuple(filter(None, [given["mark_status"]]))
            label = _("All commitments: {process}", process=title)
            return (Lead(part, "commitments", label, {"commitment_statuses": statuses}),)
        if mark.chart == "processes_releases":
            statuses = tuple(filter(None, [given["mark_status"]]))
            label = _("All releases: {process}", process=title)
            return (Lead(part, "releases", label, {"release_statuses": statuses}),)
        if mark.chart == "processes_speed":
            opened = marks.mark_of("reaction_speed", None, None, given["mark_delay"])
            return (Lead(part, "reactions", _("All reactions: {process}", process=title), {"mark": opened}),)
        return (Lead(part, "", _("The whole process: {process}", process=title), {}),)

    def has_none(self, table: str) -> bool:
        """Whether no package has a row of that kind."""
        return all(part.has_none(table) for part in self.compared)

    def _where(self, count: Mapping[str, Any]) -> str:  # noqa: ARG002 - publishers may be the same
        """In how many processes the sources stand."""
        return wording.counted(len(self.compared), "in process")

    def caption(self, table: str, **own: Any) -> str:
        """What stands behind a chart, with the data of each process and their version."""
        data = "; ".join(part.source for part in self.compared)
        return f"{self.behind(table, **own)} {data}."

    def _scope(self, table: str, values: Parameters) -> dict[str, Any]:
        """The counts of all processes, added up; of rows that one of them does not grade, None."""
        each: Rows = [part.ledger.engine.rows(f"scope/{table}", values)[0] for part in self.compared]
        return {
            name: None if any(row[name] is None for row in each) else sum(row[name] for row in each)
            for name in each[0]
        }


def of(view: View) -> Comparison:
    """The comparison of all processes that are served, seen through the filters that all of them know: that
    of the address in its data version, each other in the one in which the address names it, or its latest.
    """
    cleared = filters.cleared(view.state)
    state = replace(cleared, **{name: getattr(view.state, name) for name in _KEPT})
    parts = [
        View(
            one,
            _of_part(state, one, is_default=place == 0),
            view.today,
            view.pages,
            view.path,
            view.embedded,
            view.language,
            view.reached,
        )
        for place, one in enumerate(ledger.side_by_side(view.ledger, view.state.beside))
    ]
    parts.sort(key=lambda part: (part.dataset.days[0], part.dataset.package.title))
    shared = {name: getattr(view, name) for name in _SHARED}
    return Comparison(**shared, state=state, compared=tuple(parts))


def _of_part(state: State, one: Ledger, *, is_default: bool) -> State:
    return replace(
        state,
        process=None if is_default else one.vocabulary.process,
        version=one.dataset.version if one.latest else None,
        beside=(),
        mark=None,
    )


def not_applied(state: State) -> list[str]:
    """The filters that are set and that no comparison knows, by their labels."""
    left = replace(
        state, **{name: getattr(State(), name) for name in (*_KEPT, "process", "version", "language")}
    )
    left = replace(left, beside=(), sql=None, plot=None, embed=False, bodies_apart=False)
    return filters.names(left)
