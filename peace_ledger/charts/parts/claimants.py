"""Reports of people still held: whose figure it is, and where claimants differ at about the same time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _

Row = Mapping[str, Any]

_LOOKS = (
    ("circle", "@accent"),
    ("square", "@ink"),
    ("x", "@muted"),
    ("diamond", "@third"),
    ("triangle-up", "@party-both"),
)

TOGETHER = 31
"""Days within which figures are of about the same time."""


@dataclass(frozen=True)
class Range:
    """Figures of several claimants of about the same time on the same people: one holder, one origin, no
    handover between them.
    """

    rows: tuple[Row, ...]

    @property
    def direction(self) -> str:
        """Who holds whom, `holder.origin`."""
        return str(self.rows[0]["direction"])

    @property
    def first(self) -> date:
        """The day of the first figure."""
        return self._days[0]

    @property
    def last(self) -> date:
        """The day of the last figure."""
        return self._days[-1]

    @property
    def low(self) -> int:
        """The lowest figure."""
        return min(int(row["people"]) for row in self.rows)

    @property
    def high(self) -> int:
        """The highest figure."""
        return max(int(row["people"]) for row in self.rows)

    @property
    def claimants(self) -> int:
        """How many claimants there are."""
        return len({row["claimant"] for row in self.rows})

    @property
    def mark(self) -> str:
        """What opens its figures."""
        return mark_of("claimant_ranges", self.direction, self.first, self.last)

    def at(self, people: int) -> Rows:
        """The figures of that number, each claimant and kind once."""
        found = {(row["claimant"], row["basis"]): row for row in self.rows if row["people"] == people}
        return [dict(row) for row in found.values()]

    @property
    def _days(self) -> list[date]:
        return sorted(row["day"] for row in self.rows)


def ranges(rows: Iterable[Row], handovers: Rows) -> list[Range]:
    """Where claimants differ: groups of figures that lie at most `TOGETHER` days after the first of them.

    `rows` are those of `releases/still_held` of one direction, oldest first; `handovers` the days of
    `releases/handover_days`. A handover on a day between two figures, or on one of these days, parts them:
    the later figure may leave out who came free. Groups in which one claimant speaks alone, or all say the
    same, are no range.
    """
    groups: list[list[Row]] = []
    for row in rows:
        if groups and _is_together(groups[-1], row, handovers):
            groups[-1].append(row)
        else:
            groups.append([row])
    found = [Range(tuple(group)) for group in groups]
    return [one for one in found if one.claimants > 1 and one.low < one.high]


def _is_together(group: Sequence[Row], row: Row, handovers: Rows) -> bool:
    first, before, day = group[0]["day"], group[-1]["day"], row["day"]
    if before == day:
        return True
    parted = any(each["direction"] == row["direction"] and before <= each["day"] <= day for each in handovers)
    return not parted and (day - first).days <= TOGETHER


def looks(dataset: Dataset) -> Mapping[str, tuple[str, str]]:
    """Sign and colour of each kind of figure, in the order of the code list."""
    bases = dataset.codes("detentions", "basis")
    return {basis: _LOOKS[min(place, len(_LOOKS) - 1)] for place, basis in enumerate(bases)}


def whose(row: Row, dataset: Dataset) -> str:
    """The claimant's name, or that of the reporter where no actor stands for the claimant."""
    return dataset.actor_name(row["claimant_id"]) if row["claimant_id"] else str(row["reported_by"])


def heading(direction: str, dataset: Dataset) -> str:
    """Who holds whom, in words."""
    holder, origin = direction.split(".", 1)
    return _(
        "Held by {holder}, from {origin}",
        holder=dataset.actor_name(holder),
        origin=dataset.actor_name(origin),
    )


def named(row: Row, dataset: Dataset) -> str:
    """Whose figure it is, and of what kind: "Acknowledged by …"."""
    # Translators: whose figure it is, and of what kind: "Acknowledged by Azerbaijan", "Claimed by Armenia".
    return _(
        "{basis} by {claimant}",
        basis=dataset.label("detentions", "basis", row["basis"]),
        claimant=whose(row, dataset),
    )
