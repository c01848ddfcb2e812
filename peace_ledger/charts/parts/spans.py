"""Days gathered into days, weeks or months, so that bars stay wide enough to be seen and clicked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from peace_ledger import wording
from peace_ledger.engine import Rows
from peace_ledger.translation import pgettext

Unit = Literal["day", "week", "month"]


@dataclass(frozen=True, order=True)
class Span:
    """Days that share a bar, first and last included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1

    @property
    def middle(self) -> date:
        """The day on which the bar stands."""
        return self.first + timedelta(days=self.days // 2)

    @property
    def words(self) -> str:
        """1 Dec 2023 to 31 Dec 2023; one day alone is that day."""
        if self.days == 1:
            return wording.short_day(self.first)
        first, last = wording.short_day(self.first), wording.short_day(self.last)
        return pgettext("days", "{first} to {last}", first=first, last=last)


@dataclass(frozen=True)
class Count:
    """How many rows there are, and how many of them are of low confidence."""

    rows: int = 0
    low: int = 0


Counts = dict[Span, dict[str, Count]]
"""Spans in the order of days, each with the count of every code that occurs in it."""


def unit_of(days: Sequence[date]) -> Unit:
    """What to count by, so that the bars between the first and the last day can be drawn on a phone."""
    reach = (max(days) - min(days)).days if days else 0
    return "day" if reach <= 90 else "week" if reach <= 600 else "month"


def span_of(day: date, unit: Unit) -> Span:
    """The day, the week from Monday, or the month in which a day lies."""
    if unit == "day":
        return Span(day, day)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Span(monday, monday + timedelta(days=6))
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def counted(rows: Rows, code: str, number: str, unit: Unit) -> Counts:
    """Counts per day, the columns `day`, `code`, `number` and `low`, added up per span."""
    counts: Counts = {}
    for row in rows:
        of = counts.setdefault(span_of(row["day"], unit), {})
        before = of.get(row[code], Count())
        of[row[code]] = Count(before.rows + row[number], before.low + row["low"])
    return dict(sorted(counts.items()))
