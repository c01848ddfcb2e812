"""Coarser cells of reactions: a chart that looks at no days need not count cells that only days tell apart.

Every query over cells gives the same rows however finely they are cut (`tests/test_cells.py`), so cells that
are alike in all that a text reads may stand together: decision 0038.
"""

import re
from collections.abc import Iterable, Sequence

from peace_ledger import query_texts

RELATIONS = ("reaction_cells", "reaction_sources")
"""The relations of cells, as they are called in `queries/ledger/`."""

_CUT_FINE = {
    "reaction_cells": {"known_on", "day", "channel"},
    "reaction_sources": {"day", "actor_id", "event_id", "stance", "channel"},
}
"""The columns without which there are far fewer cells; the others stay, so that few sets of columns occur."""
_FOLLOWING = {
    "kind": {"actor_id"},
    "side": {"actor_id"},
    "days_after": {"event_id", "day"},
    "delay": {"event_id", "day"},
}
"""Columns that follow from others: beside these, they cut no finer."""
_MEASURES = {"reactions": "sum", "low": "sum", "latest": "max", "last_row": "max"}
"""What cells tell of their reactions, and how that of several is brought together."""
_COUNTS = {"reactions", "citations"}


def has_cells_for_rows(columns: Iterable[str]) -> bool:
    """Whether a relation with these columns may have as many rows as there are cells."""
    return not _COUNTS.isdisjoint(columns)


def needed(relation: str, columns: Iterable[str], read: Sequence[str]) -> frozenset[str] | None:
    """The columns of a relation of cells that texts need; None where they read none of its cells."""
    table = f"ledger_{relation}"
    if not any(re.search(rf"\b{table}\b", text) for text in read):
        return None
    named = query_texts.columns_in(read, names_of(relation), columns)
    named |= {one for column, others in _FOLLOWING.items() if column in named for one in others}
    coarse = {*columns} - _CUT_FINE[relation] - {*_FOLLOWING}
    found = named | coarse
    return frozenset(found | {column for column, others in _FOLLOWING.items() if others <= found})


def names_of(relation: str) -> tuple[str, ...]:
    """The relations through which all columns of one of cells pass, itself among them."""
    return f"ledger_{relation}", f"filtered_{relation}", f"filtered_marked_{relation}"


def coarser(relation: str, columns: Iterable[str]) -> str:
    """The SELECT of its cells as far as these columns tell them apart."""
    told = sorted(columns)
    alike = ", ".join(column for column in told if column not in _MEASURES)
    counted = ", ".join(
        f"CAST({_MEASURES[column]}({column}) AS BIGINT) AS {column}" for column in told if column in _MEASURES
    )
    # All names are of this program.
    return f"SELECT {alike}, {counted} FROM ledger_{relation} GROUP BY {alike}"  # noqa: S608
