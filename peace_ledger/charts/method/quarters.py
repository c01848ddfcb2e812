"""Where the ledger is dense and where it thins out: rows of each table over time."""

from datetime import date, timedelta
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.method import tables
from peace_ledger.charts.parts import lanes, text
from peace_ledger.charts.parts.lanes import Lane
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, pgettext

Row = dict[str, Any]

_LANE_HEIGHT = 46
_BAR_DAYS = 80
"""How wide a bar is; a quarter has 90 to 92 days."""
_DAY_MS = 24 * 60 * 60 * 1000


def rows_by_quarter(rows: Rows, dataset: Dataset) -> Chart:
    """Bars by quarter, a lane for each table; undated rows have no place here."""
    drawn = [_lane(name, own, dataset) for name, own in tables.grouped(rows, dataset).items()]
    days = [day for row in rows for day in (row["quarter"], last_day(row["quarter"]))]
    columns = (
        Column("table", _("Table")),
        Column("quarter", pgettext("of a year", "Quarter")),
        Column("row_count", _("Rows"), "number"),
    )
    ordered = [row for own in tables.grouped(rows, dataset).values() for row in own]
    table = [
        row | {"table": dataset.table_label(row["table_name"]), "quarter": quarter(row["quarter"])}
        for row in ordered
    ]
    return Chart(
        name="rows_by_quarter",
        title=_("Where is the ledger dense, and where does it thin out?"),
        figure=lanes.figure(drawn, days, None) if rows else None,
        alt=_sentence(rows, dataset),
        height=lanes.height(drawn),
        columns=columns,
        rows=cells(table, columns),
        marks=[_mark(row) for row in ordered],
        narrow=lanes.narrow(drawn, days, None) if rows else {},
        empty=_("No dated row is left by these filters. Widen the period, or take out an actor or an event."),
    )


def quarter(first: date) -> str:
    """October to December 2023."""
    # Translators: the months of a quarter: "October to December 2023".
    return pgettext(
        "months",
        "{first} to {last}",
        first=wording.month(first, with_year=False),
        last=wording.month(last_day(first)),
    )


def last_day(first: date) -> date:
    """The last day of the quarter that begins on a day."""
    following = (first + timedelta(days=95)).replace(day=1)
    return following - timedelta(days=1)


def _lane(name: str, rows: Rows, dataset: Dataset) -> Lane:
    title = text.escaped(dataset.table_label(name))
    total = wording.number(sum(row["row_count"] for row in rows))
    most = max(row["row_count"] for row in rows)
    trace = {
        "type": "bar",
        "name": title,
        "x": [row["quarter"].isoformat() for row in rows],
        "y": [row["row_count"] for row in rows],
        "width": _BAR_DAYS * _DAY_MS,
        "offset": 0,
        "customdata": [_mark(row) for row in rows],
        "hovertext": [
            f"{title}<br>{quarter(row['quarter'])}<br><b>{wording.counted(row['row_count'], 'row')}</b>"
            for row in rows
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"color": "@accent", "line": {"width": 0}},
        "showlegend": False,
    }
    axis = style.count_axis(range=[0, most * 1.08], tickvals=[0, most], nticks=2)
    # Translators: {count} counts the rows of a table.
    heading = _("{table}: {count} dated", table=title, count=total)
    return Lane(heading, title, _LANE_HEIGHT, [trace], axis)


def _mark(row: Row) -> str:
    first: date = row["quarter"]
    return mark_of("rows_by_quarter", row["table_name"], first.isoformat(), last_day(first).isoformat())


def _sentence(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return _("No dated rows are left by the filters.")
    parts = []
    for name, own in tables.grouped(rows, dataset).items():
        most = max(own, key=lambda row: int(row["row_count"]))
        # Translators: {months} is "October to December 2023".
        told = _(
            "{table}: {count}, most of them ({most}) in {months}",
            table=dataset.table_label(name),
            count=wording.number(sum(row["row_count"] for row in own)),
            most=wording.number(most["row_count"]),
            months=quarter(most["quarter"]),
        )
        parts.append(told)
    lanes_told = _("Dated rows by quarter, a lane for each table.")
    return f"{lanes_told} {'; '.join(parts)}."
