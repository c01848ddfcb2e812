"""What a page gets: the ledger, the reader's state, and the questions asked with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import streamlit as st

from peace_ledger import disputes, filters, long_lists, marks, translation, wording
from peace_ledger import state as codec
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.filters import Parameters
from peace_ledger.ledger import Ledger
from peace_ledger.long_lists import Listed
from peace_ledger.marks import Mark, RowKey
from peace_ledger.state import FIELDS, State
from peace_ledger.translation import N_, _

NOUN: Mapping[str, str] = {
    "events": "event",
    "reactions": "reaction",
    "releases": "release row",
    "detentions": "report",
    "commitments": "commitment",
    "updates": "update",
    "histories": "step",
    "timeline": "row",
    "rows": "row",
    "sources": "source",
    "disputes": "claim",
    "actors": "actor",
    "citations": "row",
    "codings": "reaction",
}
"""What one row of a table is called, as a key of `nouns.NOUNS`."""
SEVERAL: Mapping[str, str] = {
    "events": N_("events"),
    "reactions": N_("reactions"),
    "releases": N_("release rows"),
    "detentions": N_("reports"),
    "commitments": N_("commitments"),
    "updates": N_("updates"),
    "histories": N_("steps"),
    "timeline": N_("rows"),
    "rows": N_("rows"),
    "sources": N_("sources"),
    "disputes": N_("claims"),
    "actors": N_("actors"),
    "citations": N_("rows"),
    "codings": N_("reactions"),
}
"""What rows of a table are called where they are not counted."""


_UNFILTERED = filters.parameters(State(), date.max)


@dataclass(frozen=True)
class View:
    """One reader's look at one ledger on one day."""

    ledger: Ledger
    state: State
    today: date
    pages: Mapping[str, st.Page] = field(default_factory=dict)
    """The pages that can be linked to, by path."""
    path: str | None = None
    """The path of the page that is drawn; None around pages."""
    embedded: bool = False
    """Whether it stands in a frame on another site: without menu, filters and foot."""
    language: str = translation.DEFAULT
    """The language in which it is said: the one of the address, else the one that the browser prefers."""
    reached: str = ""
    """Scheme and host by which this reader's browser reaches the site; empty where nobody has told."""

    @property
    def dataset(self) -> Dataset:
        """The package that is shown."""
        return self.ledger.dataset

    @property
    def origin(self) -> str:
        """What its permanent links begin with: as the settings say, else as its reader's browser does."""
        return self.ledger.public_url or self.reached

    @cached_property
    def parameters(self) -> Parameters:
        """The filters as query parameters."""
        return filters.parameters(self.state, self.today)

    @property
    def as_of(self) -> date:
        """The day on which statuses stand: the day known, or today where that has not come yet."""
        return min(self.state.known or self.today, self.today)

    @property
    def mark(self) -> Mark | None:
        """The mark whose rows are open."""
        return marks.read(self.state.mark) if self.state.mark else None

    @cached_property
    def known_events(self) -> tuple[str, ...]:
        """The events to choose from, latest first: those that were known on the day looked at, and those that
        are chosen already.
        """
        latest_first = tuple(reversed(self.ledger.vocabulary.values["event"]))
        if self.state.known is None:
            return latest_first
        rows = self.ledger.engine.rows("evidence/events", {**_UNFILTERED, "known": self.parameters["known"]})
        known = {*(row["event_id"] for row in rows), *self.state.events}
        return tuple(event for event in latest_first if event in known)

    @cached_property
    def disputed(self) -> Mapping[RowKey, Mapping[str, str]]:
        """The questions on which sources disagree, by id, for each row that they are about: all that were
        known on the day looked at, whatever the other filters.
        """
        return disputes.questions(self.ledger.engine, self.state.known, self.today)

    @property
    def digest(self) -> str:
        """What changes with any byte of what is looked at."""
        return self.dataset.digest

    @property
    def parts(self) -> "tuple[View, ...]":
        """The looks at single ledgers that it is made of."""
        return (self,)

    @property
    def others(self) -> tuple[Dataset, ...]:
        """The packages of the processes that this one is compared with, in the order of the processes."""
        return ()

    def pinned(self, state: State) -> State:
        """A state that names the data versions that are looked at."""
        return codec.pinned(state, self.dataset, self.others)

    def of_mark(self, _mark: Mark) -> "View":
        """The look in which the rows behind a mark are found."""
        return self

    def leads(self, _mark: Mark) -> "tuple[Lead, ...]":
        """Where else a mark leads, beside the rows behind it."""
        return ()

    def shared(self) -> "View":
        """The same look through the filters of every page only."""
        return replace(self, state=filters.shared(self.state))

    def narrowed(self, own: Mapping[str, Any]) -> State:
        """The state of a chart that sets filters of its own, among parameters that are none."""
        return replace(self.state, **{name: value for name, value in own.items() if name in FIELDS})

    def rows(self, query: str, **own: Any) -> Rows:
        """Ask a named query with the filters and its own parameters."""
        return self.ledger.engine.rows(query, self.parameters | own)

    def listed(
        self, query: str, own: Mapping[str, Any] | None = None, *, latest_first: bool = False
    ) -> Listed:
        """What a page lists of the rows of a named query, asked with the filters and its own parameters."""
        given = {**self.parameters, **(own or {})}
        return long_lists.of_page(self.ledger.engine, query, given, latest_first)

    def subtitle(self, table: str, *notes: str, **own: Any) -> str:
        """Period, filters and n of a chart over a table: the line under every title."""
        count = self._scope(table, self.parameters | own)
        noun = wording.counted(count["row_count"], NOUN[table])
        parts = [
            filters.scope(self.narrowed(own), self.dataset, table),
            noun + self._without_day(table, count["undated"], own),
            filters.uncut(self.state, self.dataset, table),
            *notes,
        ]
        return " · ".join(part for part in parts if part)

    def undrawn(self, table: str, **own: Any) -> str:
        """What a chart over time says of rows without a day; empty where every row has one."""
        undated = self._scope(table, self.parameters | own)["undated"]
        return _("undated rows are not drawn") if undated else ""

    def has_none(self, table: str) -> bool:
        """Whether the package has no row of that kind at all, so that no filter is to blame."""
        sizes = self.ledger.engine.sizes()
        return not any(sizes.get(name) for name in filters.tables_of(table))

    def none_left(self, table: str, reason: str) -> str:
        """Why there is nothing: because the package has nothing of that kind, or for the reason given."""
        if self.has_none(table):
            return _("This ledger has no {rows}: its data package holds none.", rows=_(SEVERAL[table]))
        return reason

    def why_empty(self, table: str, reason: str) -> str:
        """Why a chart or a list over a table is empty, and that on a later day more was known where a day is
        chosen.
        """
        if reason and self.has_none(table):
            return self.none_left(table, reason)
        if self.state.known is None:
            return reason
        day = wording.day(self.as_of)
        later = _("This is what was known on {day}; a later day may show more.", day=day)
        return f"{reason} {later}"

    def caption(self, table: str, **own: Any) -> str:
        """What stands behind a chart over a table, with the data and their version."""
        return f"{self.behind(table, **own)} {self.source}."

    @property
    def source(self) -> str:
        """Whose data are shown, and in which version."""
        title, version = self.dataset.title, self.dataset.version
        return _("{title}, data version {version}", title=title, version=version)

    def behind(self, table: str, **own: Any) -> str:
        """How many sources stand behind a chart over a table, and how many of its rows are weak."""
        count = self._scope(table, self.parameters | own)
        weak = (
            _("its rows are not graded by confidence")
            if count["low"] is None
            else wording.counted(count["low"], "row of low confidence")
        )
        # Translators: "Behind it: 12 sources from 5 publishers; 2 rows of low confidence."
        return _(
            "Behind it: {sources} {where}; {weak}.",
            sources=wording.counted(count["sources"], "source"),
            where=self._where(count),
            weak=weak,
        )

    def _where(self, count: Mapping[str, Any]) -> str:
        """Where the sources come from, said after them."""
        return wording.counted(count["publishers"], "from publisher")

    def _without_day(self, table: str, undated: int, own: Parameters) -> str:
        """How many rows have no day, and what that does to them."""
        notes = []
        if self.state.since or self.state.until:
            left_out = self._scope(table, filters.without_period(self.parameters) | own)["undated"]
            if left_out:
                notes.append(_("+ {count} undated, left out", count=wording.number(left_out)))
        elif undated:
            notes.append(_("{count} undated", count=wording.number(undated)))
        if self.state.known:
            hidden = self._hidden(table, filters.without_period(self.parameters) | own)
            if hidden:
                notes.append(_("+ {count} without any day, hidden", count=wording.number(hidden)))
        return f" ({'; '.join(notes)})" if notes else ""

    def _hidden(self, table: str, values: Parameters) -> int:
        """How many rows no day known can show, because neither they nor their sources have one."""
        all_rows = self._scope(table, filters.whenever_known(values))["row_count"]
        with_days = self._scope(table, filters.ever_known(values))["row_count"]
        return int(all_rows - with_days)

    def _scope(self, table: str, values: Parameters) -> dict[str, Any]:
        return self.ledger.engine.rows(f"scope/{table}", values)[0]


@dataclass(frozen=True)
class Lead:
    """A way from a mark to a page: in which look, its path, what the link says, and what it changes."""

    view: View
    path: str
    label: str
    changes: Mapping[str, Any]
