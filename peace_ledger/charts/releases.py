"""Charts of the Releases page: who was handed over when, after what promise, on what basis, who is still held,
and, apart from the living, remains.

A direction is `releasing.origin`. It is drawn in the colour and shape of the party that releases; a direction
that does not lead from one party to another is drawn as a third one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median_low
from textwrap import wrap
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of

Row = dict[str, Any]
Trace = dict[str, Any]

ANNOUNCED = "triangle-up-open"
IN_PART = "triangle-up"
TOTAL = "cross"
LABELLED = 8
"""Points of a panel up to which each bears its number."""

_THIRD = ("@third", "square")
_PARTY_SYMBOLS = ("circle", "diamond")
_BASES = {"acknowledged": ("@accent", "circle"), "verified": ("@ink", "square"), "claimed": ("@muted", "x")}
_GAP = 0.07
"""Space between panels, as a part of the card's width."""


def people_over_time(rows: Rows, dataset: Dataset) -> Chart:
    """Steps: the people handed over in each direction, added up; every handover is a point, promises add
    nothing and stand hollow above the line.
    """
    shown = _directions(rows, dataset)
    totals = {direction: _handed_over(rows, direction) for direction in shown}
    columns = (
        Column("day", "Day", "date"),
        Column("direction", "From → to"),
        Column("people", "People", "number"),
        Column("category", "Category"),
        Column("status", "Status"),
        Column("people_so_far", "Handed over so far", "number"),
        Column("confidence", "Confidence"),
    )
    promised = [row for row in rows if row["counted_as"] != "people"]
    return Chart(
        name="people_over_time",
        title="How many people were handed over, and when?",
        figure={
            "data": [
                *(trace for direction in shown for trace in _steps(rows, direction, dataset)),
                *_sums(totals, max(row["day"] for row in rows), dataset),
                *_key(rows),
            ],
            "layout": style.layout(
                xaxis=style.time_axis(range=_days_range(rows)),
                yaxis=style.count_axis(title={"text": "people handed over, added up"}),
                showlegend=True,
                margin={"l": 8, "r": 36, "t": 12, "b": 32},
            ),
        }
        if rows
        else None,
        alt=(
            f"Steps of people handed over from {wording.day(rows[0]['day'])} to {wording.day(rows[-1]['day'])}: "
            f"{_by_direction(totals, dataset)}. {_promised_sentence(promised)}"
            if rows
            else "No handover of people is left by the filters."
        ),
        height=420,
        columns=columns,
        rows=cells(_worded(rows, dataset), columns),
        marks=[mark_of("people_over_time", row["release_id"]) for row in rows],
        narrow={"height": 360, "layout": {}} if False else {"height": 360, "yaxis.title.text": ""},
        empty="No handover of people is left by these filters. Widen the period, or take out a choice.",
    )
