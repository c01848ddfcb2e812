"""Parts of lists that may be very long: of a long table, no more is read than is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from peace_ledger import wording
from peace_ledger.engine import Engine, Part, Rows
from peace_ledger.translation import _

MOST_LISTED = 1_000
"""How many rows of a long table a page lists."""

_OF_REACTIONS = ("evidence/reactions", "tables/reactions")


@dataclass(frozen=True)
class Listed:
    """Some of the rows of a list, how many it has in all, and whether reactions that belong to it are left
    out.
    """

    rows: Rows
    total: int
    without_reactions: bool = False

    @property
    def note(self) -> str:
        """What is not listed and where it is found; empty where everything is."""
        if self.without_reactions:
            return _("reactions are too many to stand among other rows: the page Reactions lists them")
        if len(self.rows) == self.total:
            return ""
        return _(
            "the first {count} are listed; filters, or the API by parts, give the others",
            count=wording.number(len(self.rows)),
        )


def listed(engine: Engine, name: str, parameters: Mapping[str, Any], part: Part) -> Listed:
    """A part of the rows of a named query. Of reactions in files only the days are read on which it lies:
    their cells tell how many there are of each day.
    """
    if engine.is_long(name) and can_part(name) and not parameters.get("mark_id"):
        return _of_days(engine, name, parameters, part)
    rows = _in_order(engine.rows(name, parameters), part)
    end = None if part.limit is None else part.offset + part.limit
    return Listed(rows[part.offset : end], len(rows))


def of_page(engine: Engine, name: str, parameters: Mapping[str, Any], latest_first: bool) -> Listed:
    """What a page lists of the rows of a named query: all of them, but of a long table the first."""
    if not engine.is_long(name):
        return listed(engine, name, parameters, Part(latest_first=latest_first))
    if can_part(name):
        return listed(engine, name, parameters, Part(MOST_LISTED, latest_first=latest_first))
    rows = engine.rows(name, {**parameters, "reactions_apart": True})
    return Listed(rows, len(rows), without_reactions=True)


def can_part(name: str) -> bool:
    """Whether any part of a query over a long table is read as quickly as its start."""
    return name in _OF_REACTIONS


def count(engine: Engine, name: str, parameters: Mapping[str, Any]) -> int:
    """How many rows a named query has."""
    if can_part(name) and not parameters.get("mark_id"):
        return sum(row["reactions"] for row in engine.rows("reactions/days", parameters))
    return engine.count(name, parameters)


def _in_order(rows: Rows, part: Part) -> Rows:
    if not part.latest_first:
        return rows
    return [row for row in reversed(rows) if row["day"]] + [row for row in rows if not row["day"]]


def _of_days(engine: Engine, name: str, parameters: Mapping[str, Any], part: Part) -> Listed:
    counted = engine.rows("reactions/days", parameters)
    total = sum(row["reactions"] for row in counted)
    end = total if part.limit is None else min(part.offset + part.limit, total)
    rows: Rows = []
    for window, before, held in _windows(counted, part):
        first, last = max(part.offset - before, 0), min(end - before, held)
        if first < last:
            piece = Part(last - first, first, part.latest_first)
            rows += engine.part(name, {**parameters, **window}, piece)
    return Listed(rows, total)


def _windows(counted: Rows, part: Part) -> Iterator[tuple[Mapping[str, Any], int, int]]:
    """The parameters that narrow a query to those days on which a part begins and ends, and to rows without
    a day; with how many rows come before, and how many there are.
    """
    dated = [row for row in counted if row["day"]]
    days = list(reversed(dated)) if part.latest_first else dated
    end = None if part.limit is None else part.offset + part.limit
    before, skipped, held = 0, 0, []
    for row in days:
        if before + row["reactions"] <= part.offset:
            skipped = before + row["reactions"]
        elif end is None or before < end:
            held.append(row)
        before += row["reactions"]
    if held:
        bounds = sorted(row["day"] for row in held)
        window = {"from": bounds[0], "to": bounds[-1], "undated": False}
        yield window, skipped, sum(row["reactions"] for row in held)
    undated = sum(row["reactions"] for row in counted if not row["day"])
    yield {"undated": True}, before, undated
