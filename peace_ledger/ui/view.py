"""What a page gets: the ledger, the reader's state, and the questions asked with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import streamlit as st

from peace_ledger import filters, marks, wording
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.filters import Parameters
from peace_ledger.ledger import Ledger
from peace_ledger.marks import Mark
from peace_ledger.state import State

NOUNS = {
    "events": ("event", "events"),
    "reactions": ("reaction", "reactions"),
    "releases": ("release row", "release rows"),
    "detentions": ("report", "reports"),
    "commitments": ("commitment", "commitments"),
    "updates": ("update", "updates"),
    "histories": ("step", "steps"),
    "timeline": ("row", "rows"),
}


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

    @property
    def dataset(self) -> Dataset:
        """The package that is shown."""
        return self.ledger.dataset

    @cached_property
    def parameters(self) -> Parameters:
        """The filters as query parameters."""
        return filters.parameters(self.state, self.today)

    @property
    def as_of(self) -> date:
        """The day on which statuses stand: the day known, or today."""
        return self.state.known or self.today

    @property
    def mark(self) -> Mark | None:
        """The mark whose rows are open."""
        return marks.read(self.state.mark) if self.state.mark else None

    def shared(self) -> "View":
        """The same look through the filters of every page only."""
        return replace(self, state=filters.shared(self.state))

    def rows(self, query: str, **own: Any) -> Rows:
        """Ask a named query with the filters and its own parameters."""
        return self.ledger.engine.rows(query, self.parameters | own)

    def subtitle(self, table: str, *notes: str, **own: Any) -> str:
        """Period, filters and n of a chart over a table: the line under every title."""
        count = self._scope(table, self.parameters | own)
        noun = wording.counted(count["row_count"], *NOUNS[table])
        parts = [
            filters.scope(self.state, self.dataset),
            noun + self._undated(table, count["undated"], own),
            *notes,
        ]
        return " · ".join(part for part in parts if part)

    def caption(self, table: str, **own: Any) -> str:
        """How many sources stand behind a chart over a table, and how many of its rows are weak."""
        count = self._scope(table, self.parameters | own)
        sources = wording.counted(count["sources"], "source")
        publishers = wording.counted(count["publishers"], "publisher")
        weak = (
            "its rows are not graded by confidence"
            if count["low"] is None
            else f"{wording.counted(count['low'], 'row')} of low confidence"
        )
        version = f"{self.dataset.package.title}, data version {self.dataset.version}"
        return f"Behind it: {sources} from {publishers}; {weak}. {version}."

    def _undated(self, table: str, undated: int, own: Parameters) -> str:
        if self.state.since or self.state.until:
            left_out = self._scope(table, filters.without_period(self.parameters) | own)["undated"]
            return f" (+ {wording.number(left_out)} undated, left out)" if left_out else ""
        return f" ({wording.number(undated)} undated)" if undated else ""

    def _scope(self, table: str, values: Parameters) -> dict[str, Any]:
        return self.ledger.engine.rows(f"scope/{table}", values)[0]
