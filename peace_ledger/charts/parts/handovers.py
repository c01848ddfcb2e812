"""How releases are drawn and put into words, on whatever chart they stand."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.parts import directions, text, traces
from peace_ledger.charts.parts.traces import Trace
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, pgettext

Row = Mapping[str, Any]

ANNOUNCED, IN_PART, TOTAL = "triangle-up", "triangle-down", "cross"
"""Signs of what adds nothing to a sum: a promise, a release carried out in part, a total over a period. None
is an open shape: only low confidence is hollow.
"""

_ADDED = ("people", "remains")


def added(rows: Rows) -> Rows:
    """The rows whose numbers may be added up: single handovers that were carried out."""
    return [row for row in rows if row["counted_as"] in _ADDED]


def promised(rows: Rows) -> Rows:
    """The rows that are announced only, or carried out in part, so that nobody knows what to add."""
    return [row for row in rows if row["counted_as"].endswith("_promised")]


def of(rows: Rows, direction: str) -> Rows:
    """The rows of one direction."""
    return [row for row in rows if row["direction"] == direction]


def people(rows: Rows) -> int:
    """The sum of the people, or remains, of rows that may be added up."""
    return sum(row["people"] for row in rows)


def sums(rows: Rows, dataset: Dataset) -> str:
    """The sum of each direction, as an alt text says it; 0 where a direction has nothing to add."""
    shown = directions.occurring(rows, dataset)
    return "; ".join(
        f"{dataset.direction(each)} {wording.number(people(added(of(rows, each))))}" for each in shown
    )


def promised_words(rows: Rows, dataset: Dataset) -> str:
    """What was promised and adds nothing, as a sentence for an alt text; empty where nothing was."""
    found = [
        # Translators: the direction reads "Armenia → Azerbaijan".
        _(
            "{people} {direction} on {day}",
            people=wording.number(row["people"]),
            direction=dataset.direction(row["direction"]),
            day=wording.day(row["day"]),
        )
        for row in promised(rows)
    ]
    return " " + _("Promised and not added: {releases}.", releases="; ".join(found)) if found else ""


def between(rows: Rows) -> str:
    """From the first to the last day of rows in the order of days."""
    first, last = wording.day(rows[0]["day"]), wording.day(rows[-1]["day"])
    return pgettext("days", "{first} to {last}", first=first, last=last)


def period(rows: Rows) -> list[str]:
    """The range of an axis of days: those of the rows, with some space around them."""
    days = [row["day"] for row in rows]
    if not days:
        return []
    space = max((max(days) - min(days)) * 0.03, timedelta(days=3))
    return [(min(days) - space).isoformat(), (max(days) + space).isoformat()]


def days_after(row: Row) -> str:
    """How long after its announcement a release was carried out."""
    days = wording.counted(row["days"], "day")
    return days if row["counted_as"] in _ADDED else _("{days}, in part", days=days)


def worded(rows: Sequence[Row], dataset: Dataset) -> Rows:
    """Rows of releases with the words that tables show for their codes, and their direction as `from_to`."""
    coded = ("category", "status", "confidence")
    return [
        {
            **row,
            "from_to": dataset.direction(row["direction"]),
            **{name: dataset.label("releases", name, row[name]) for name in coded if name in row},
        }
        for row in rows
    ]


def points(
    rows: Sequence[Row],
    dataset: Dataset,
    chart: str,
    y: Sequence[Any],
    *,
    x: Sequence[Any] | None = None,
    text: Sequence[str] | None = None,
    position: str = "top center",
    axes: Mapping[str, str] | None = None,
) -> Trace:
    """Points of releases of one direction, on their day where no other `x` is given."""
    looks = [directions.look(row["direction"], dataset) for row in rows]
    return traces.points(
        [row["day"] for row in rows] if x is None else x,
        y,
        marks=[mark_of(chart, row["release_id"]) for row in rows],
        hovers=[hover(row, dataset) for row in rows],
        symbols=[symbol_of(row, look.symbol) for row, look in zip(rows, looks, strict=True)],
        colour=looks[0].colour if looks else "@ink",
        text=text,
        position=position,
        axes=axes,
    )


def symbol_of(row: Row, symbol: str) -> str:
    """The sign of a release: its direction's, hollow at low confidence, or that of what adds nothing."""
    if row["counted_as"].endswith("_total"):
        sign = TOTAL
    elif row["counted_as"] in _ADDED:
        sign = symbol
    else:
        sign = ANNOUNCED if row["status"] == "announced" else IN_PART
    return style.with_open(sign, row["confidence"] == "low")


def key(rows: Rows, dataset: Dataset) -> list[Trace]:
    """The legend: the directions, then those signs that occur."""
    shown = directions.occurring(rows, dataset)
    looks = [(dataset.direction(direction), directions.look(direction, dataset)) for direction in shown]
    signs = {symbol_of({**row, "confidence": None}, "circle") for row in rows}
    words = (
        (ANNOUNCED, _("Announced, not seen carried out: adds nothing")),
        (IN_PART, _("Carried out in part, how many is not known: adds nothing")),
        (TOTAL, _("Total over a period, on the day it was reported: never added")),
    )
    return traces.key(
        [
            *((name, look.symbol, look.colour) for name, look in looks),
            *((name, sign, "@muted") for sign, name in words if sign in signs),
            *([traces.low_confidence_sign()] if any(row["confidence"] == "low" for row in rows) else []),
        ]
    )


def hover(row: Row, dataset: Dataset) -> str:
    """What a point of a release says: how many, of whom, when, and how well that is known."""
    confidence = text.escaped(wording.in_sentence(dataset.label("releases", "confidence", row["confidence"])))
    return "<br>".join(
        [
            directions.label(row["direction"], dataset),
            f"<b>{text.escaped(who(row, dataset))}</b>",
            *(_both_days(row) if "announced_on" in row else [_one_day(row, dataset)]),
            *([_so_far(row["people_so_far"])] if "people_so_far" in row else []),
            # Translators: how well a row is known: "high confidence".
            _("{confidence} confidence", confidence=confidence),
        ]
    )


def who(row: Row, dataset: Dataset) -> str:
    """How many of whom: "2 people (serviceman)", "remains of 3 people"."""
    if row["category"] == "remains":
        return wording.counted(row["people"], "remains of person")
    category = wording.in_sentence(dataset.label("releases", "category", row["category"]))
    # Translators: "2 people (serviceman)"; the category is in the singular.
    return _("{people} ({category})", people=wording.counted(row["people"], "person"), category=category)


def _so_far(people: int) -> str:
    # Translators: how many people were handed over until this day.
    return _("{people} so far in this direction", people=wording.number(people))


def _one_day(row: Row, dataset: Dataset) -> str:
    if row["counted_as"].endswith("_total"):
        return _("total over a period, reported on {day}, never added", day=wording.day(row["day"]))
    status = text.escaped(wording.in_sentence(dataset.label("releases", "status", row["status"])))
    return f"{status}, {wording.day(row['day'])}"


def _both_days(row: Row) -> list[str]:
    return [_("announced on {day}", day=wording.day(row["announced_on"])), _carried_out(row)]


def _carried_out(row: Row) -> str:
    if row["days"] is None:
        return _("not seen carried out")
    day = wording.day(row["released_on"])
    if row["counted_as"] in _ADDED:
        later = wording.counted(row["days"], "day later")
        # Translators: "carried out on 7 December 2023, 5 days later", after the announcement.
        return _("carried out on {day}, {days_later}", day=day, days_later=later)
    days = wording.counted(row["days"], "day")
    return _("carried out on {day}, {days}, in part later", day=day, days=days)
