"""Axes of a figure: from values to places, and what stands at the ticks. The subset of Plotly's that the
charts use.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

Value = float | int | str | None
Layout = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS_PER_STEP = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_DAYS_PER_STEP = (1, 2, 7, 14)
_STEPS = (1, 2, 5, 10)
_MILLISECONDS_A_DAY = 86_400_000.0


@dataclass(frozen=True)
class Tick:
    """A place on an axis, in its numbers, and its label."""

    at: float
    label: str


@dataclass
class Axis:
    """One axis: `kind` is date, category, log or linear; numbers are milliseconds, positions in
    `categories`, exponents of ten or the values themselves. `low` and `high` stand at its start and end.
    """

    layout: Layout
    kind: str
    categories: dict[str, int]
    low: float = 0
    high: float = 1
    lowest: float = field(default=math.inf)
    highest: float = field(default=-math.inf)

    @classmethod
    def of(cls, layout: Layout, values: Sequence[Value]) -> "Axis":
        """The axis for these values; where the layout does not say its kind, they do."""
        kind = layout.get("type") or _kind(values)
        names: list[str] = []
        if kind == "category":
            names = list(
                dict.fromkeys([*layout.get("categoryarray", ()), *(str(v) for v in values if v is not None)])
            )
        return cls(layout, kind, {name: place for place, name in enumerate(names)})

    def number(self, value: Value) -> float | None:
        """A value as this axis counts; None where it has no place."""
        if value is None:
            return None
        if self.kind == "date":
            return _milliseconds(value)
        if self.kind == "category":
            return float(self.categories[value]) if isinstance(value, str) else float(value)
        if self.kind == "log":
            return math.log10(float(value)) if float(value) > 0 else None
        return float(value)

    def see(self, numbers: Iterable[float | None]) -> None:
        """Take numbers into the range."""
        seen = [number for number in numbers if number is not None]
        if seen:
            self.lowest, self.highest = min(self.lowest, *seen), max(self.highest, *seen)

    def settle(self, padding: float) -> None:
        """Set the range: as the layout says, else around what was seen, with `padding` of its length."""
        given = self.layout.get("range")
        if given:
            ends = [self.number(end) if self.kind == "date" else float(end) for end in given]
            self.low, self.high = (end or 0.0 for end in ends)
            return
        if self.kind == "category":
            self.low, self.high = -0.5, max(len(self.categories), 1) - 0.5
        elif self.lowest <= self.highest:
            length = self.highest - self.lowest or 1.0
            self.low, self.high = self.lowest - padding * length, self.highest + padding * length
            if self.layout.get("rangemode") == "tozero":
                self.low = min(0.0, self.low if self.lowest < 0 else 0.0)
        if self.layout.get("autorange") == "reversed":
            self.low, self.high = self.high, self.low

    def share(self, number: float) -> float:
        """How far along the axis a number stands, from 0 to 1."""
        return (number - self.low) / ((self.high - self.low) or 1.0)

    def ticks(self, most: int) -> list[Tick]:
        """The ticks within the range, not more than about `most` where they can be chosen."""
        found = self._ticks(max(2, min(most, self.layout.get("nticks", most))))
        first, last = sorted((self.low, self.high))
        slack = (last - first) * 1e-6
        return [tick for tick in found if first - slack <= tick.at <= last + slack]

    def _ticks(self, most: int) -> list[Tick]:
        if "tickvals" in self.layout:
            values = self.layout["tickvals"]
            labels = self.layout.get("ticktext") or [self._label(value) for value in values]
            placed = [self.number(value) for value in values]
            return [Tick(at, label) for at, label in zip(placed, labels, strict=True) if at is not None]
        if self.kind == "category":
            return [Tick(float(at), name) for name, at in self.categories.items()]
        if self.kind == "date":
            return _dates(min(self.low, self.high), max(self.low, self.high), most)
        if self.kind == "log":
            exponents = range(math.ceil(min(self.low, self.high)), math.floor(max(self.low, self.high)) + 1)
            return [Tick(float(exponent), self._label(10.0**exponent)) for exponent in exponents]
        return self._numbers(most)

    def _numbers(self, most: int) -> list[Tick]:
        first, last = sorted((self.low, self.high))
        step = self.layout.get("dtick") or _step((last - first) / most)
        if self.layout.get("tickformat") == ",d":
            step = max(1, step)
        count = math.floor(last / step + 1e-9) - math.ceil(first / step - 1e-9) + 1
        start = math.ceil(first / step - 1e-9)
        return [Tick((start + i) * step, self._label((start + i) * step)) for i in range(max(0, count))]

    def _label(self, value: float) -> str:
        if str(self.layout.get("tickformat", "")).endswith("%"):
            return f"{100 * value:.0f}%"
        return f"{value:,.10g}"


def _kind(values: Sequence[Value]) -> str:
    first = next((value for value in values if value is not None), None)
    if not isinstance(first, str):
        return "linear"
    try:
        date.fromisoformat(first[:10])
    except ValueError:
        return "category"
    return "date"


def _milliseconds(value: float | int | str) -> float:
    if not isinstance(value, str):
        return float(value)
    moment = datetime.fromisoformat(value.replace(" ", "T"))
    return (moment.replace(tzinfo=UTC) - _EPOCH) / timedelta(milliseconds=1)


def _step(least: float) -> float:
    magnitude = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    return next(step * magnitude for step in _STEPS if step * magnitude >= least * (1 - 1e-9))


def _dates(first: float, last: float, most: int) -> list[Tick]:
    start, end = (_EPOCH + timedelta(milliseconds=at) for at in (first, last))
    days = (last - first) / _MILLISECONDS_A_DAY
    for step in _DAYS_PER_STEP:
        if days / step <= most:
            return _days(start, end, step)
    months = next(step for step in _MONTHS_PER_STEP if days / 30.4 / step <= most or step == 1200)
    return _months(start, end, months)


def _days(start: datetime, end: datetime, step: int) -> list[Tick]:
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    while day <= end:
        found.append(Tick(_since_epoch(day), f"{day.day} {day:%b %Y}"))
        day += timedelta(days=step)
    return found


def _months(start: datetime, end: datetime, step: int) -> list[Tick]:
    number = math.ceil((start.year * 12 + start.month - 1) / step) * step
    found = []
    while (moment := datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)) <= end:
        label = f"{moment:%Y}" if step % 12 == 0 else f"{moment:%b %Y}"
        found.append(Tick(_since_epoch(moment), label))
        number += step
    return found


def _since_epoch(moment: datetime) -> float:
    return (moment - _EPOCH) / timedelta(milliseconds=1)
