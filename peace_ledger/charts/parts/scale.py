"""The stances of a package on their scale, best to worst: which are favourable, and how each looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from peace_ledger import wording
from peace_ledger.charts.parts import text
from peace_ledger.dataset import Dataset
from peace_ledger.ledger_tables import CAUTIOUS, NEUTRAL
from peace_ledger.translation import _

Counts = Mapping[str, int]
"""Reactions by stance."""


@dataclass(frozen=True)
class Look:
    """How a stance is drawn: the colour token of its fill and of what stands on it, its sign and pattern."""

    colour: str
    ink: str
    symbol: str
    pattern: str


def _look(step: str, symbol: str, pattern: str = "") -> Look:
    return Look(f"@stance-{step}", f"@on-stance-{step}", symbol, pattern)


_MIDDLE = _look("neutral", "square")
# Best first. From the fourth on they share a colour, and sign and pattern tell them apart.
_FAVOURABLE = (
    _look("supports", "triangle-up"),
    _look("welcomes", "circle"),
    _look("cautious", "diamond"),
    _look("cautious", "star", "."),
    _look("cautious", "cross", "-"),
)
# Mildest first; the last is always the worst.
_UNFAVOURABLE = (
    _look("critical", "triangle-down", "/"),
    _look("critical", "cross", "|"),
    _look("critical", "star", "+"),
)
_WORST = _look("rejects", "x", "\\")


@dataclass(frozen=True)
class Scale:
    """Stances from best to worst. The middle is `neutral`; without that, the middle one of an odd number."""

    stances: tuple[str, ...]

    @cached_property
    def middle(self) -> str | None:
        """What is neither favourable nor unfavourable; an even number of stances may have none."""
        if NEUTRAL in self.stances:
            return NEUTRAL
        return self.stances[len(self.stances) // 2] if len(self.stances) % 2 else None

    @cached_property
    def favourable(self) -> tuple[str, ...]:
        """What is better than the middle, best first."""
        return self.stances[: self._turn]

    @cached_property
    def unfavourable(self) -> tuple[str, ...]:
        """What is worse than the middle, mildest first."""
        return self.stances[self._turn + (self.middle is not None) :]

    @cached_property
    def plainly_favourable(self) -> tuple[str, ...]:
        """What sentences count as favourable: without `cautious`, which welcomes under conditions."""
        return tuple(stance for stance in self.favourable if stance != CAUTIOUS)

    @property
    def _turn(self) -> int:
        return self.stances.index(self.middle) if self.middle else len(self.stances) // 2

    def look(self, stance: str) -> Look:
        """How a stance is drawn."""
        return self._looks[stance]

    @cached_property
    def _looks(self) -> Mapping[str, Look]:
        looks = {self.middle: _MIDDLE} if self.middle else {}
        for place, stance in enumerate(self.favourable):
            looks[stance] = _FAVOURABLE[min(place, len(_FAVOURABLE) - 1)]
        for place, stance in enumerate(self.unfavourable):
            looks[stance] = _UNFAVOURABLE[min(place, len(_UNFAVOURABLE) - 1)]
        if self.unfavourable:
            looks[self.unfavourable[-1]] = _WORST
        return looks


def of(dataset: Dataset) -> Scale:
    """The scale of a package's reactions."""
    return Scale(dataset.codes("reactions", "stance"))


def ends(dataset: Dataset) -> str:
    """What an axis says that has the unfavourable on its left: both sides by the names of their stances."""
    scale = of(dataset)
    left, right = (
        text.escaped(_named(side, dataset)) for side in (scale.unfavourable, scale.plainly_favourable)
    )
    # Translators: an axis of reactions: stances to its left, as "critical or rejects", and to its right.
    return _("← {left} · reactions · {right} →", left=left, right=right)


def favour(counts: Counts, dataset: Dataset) -> tuple[int, str]:
    """How many reactions are plainly favourable, and by which stances: "supports or welcomes"."""
    stances = of(dataset).plainly_favourable
    return sum(counts.get(stance, 0) for stance in stances), _named(stances, dataset)


def blame(counts: Counts, dataset: Dataset) -> tuple[int, str]:
    """How many reactions are unfavourable, and by which stances: "critical or rejects"."""
    stances = of(dataset).unfavourable
    return sum(counts.get(stance, 0) for stance in stances), _named(stances, dataset)


def spread(counts: Counts, dataset: Dataset) -> str:
    """All stances with their numbers, best first: "3 supports, 12 welcomes, 1 rejects"."""
    told = [
        wording.tallied(counts[code], label)
        for code, label in dataset.labels("reactions", "stance").items()
        if counts.get(code)
    ]
    return wording.listed(told, len(told))


def _named(stances: Sequence[str], dataset: Dataset) -> str:
    labels = [wording.in_sentence(dataset.label("reactions", "stance", stance)) for stance in stances]
    if len(labels) < 2:
        return "".join(labels)
    return _("{listed} or {last}", listed=", ".join(labels[:-1]), last=labels[-1])


def behind_latest(row: Mapping[str, Any]) -> str:
    """The lines of a hover box under a latest stance: whether there are others, and how many reactions."""
    lines = []
    if row["stances"] > 1:
        different = wording.counted(row["stances"], "different stance")
        lines.append(_("{stances}, this is the latest", stances=different))
    counted = _(
        "{reactions}, {low} of low confidence",
        reactions=wording.counted(row["reactions"], "reaction"),
        low=wording.number(row["low"]),
    )
    return "".join(f"<br>{line}" for line in (*lines, counted))
