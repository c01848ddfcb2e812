"""Which rows lack a date: their own, or that of their source, which is the day on which they became known."""

from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.method import tables
from peace_ledger.charts.parts import text
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import UNDATED, mark_of

Row = dict[str, Any]

_LINE_HEIGHT = 56
_FILL = {
    "source": {"color": "@third"},
    "row": {
        "color": "@third",
        "pattern": {"shape": "/", "size": 7, "solidity": 0.35, "fgcolor": "@ground", "bgcolor": "@third"},
    },
}


def missing_days(rows: Rows, dataset: Dataset) -> Chart:
    """Two bars a table, as shares of its rows, each with its fraction."""
    found = [row for own in tables.grouped(rows, dataset).values() for row in own]
    labels = [text.escaped(dataset.table_label(row["table_name"])) for row in found]
    columns = (
        Column("table", "Table"),
        Column("what", "What has no date"),
        Column("missing", "Rows", "number"),
        Column("row_count", "Of", "number"),
    )
    table = [
        {
            "table": dataset.table_label(row["table_name"]),
            "what": words,
            "missing": row[f"undated_{kind}"],
            "row_count": row["row_count"],
        }
        for row in found
        for kind, words in UNDATED.items()
    ]
    return Chart(
        name="missing_days",
        title=_title(found),
        figure={
            "data": [_bars(found, labels, kind) for kind in UNDATED],
            "layout": style.layout(
                barmode="group",
                bargap=0.25,
                xaxis=style.count_axis(
                    range=[0, _reach(found)], title={"text": "per cent of the table's rows"}
                ),
                # Turned over, so that of two bars the first in the legend is the upper one.
                yaxis=style.label_axis(labels, categoryarray=labels, autorange="reversed"),
                showlegend=True,
            ),
        }
        if found
        else None,
        alt=_sentence(found, dataset),
        height=60 + _LINE_HEIGHT * max(len(found), 1),
        columns=columns,
        rows=cells(table, columns),
        marks=[_mark(row, kind) for row in found for kind in UNDATED],
        narrow={
            "yaxis.tickvals": labels,
            "yaxis.ticktext": [text.short_lines(dataset.table_label(row["table_name"]), 12) for row in found],
        },
        empty="No row is left by these filters. Widen the period, or take out an actor or an event.",
    )


def _bars(rows: Rows, labels: list[str], kind: str) -> Row:
    return {
        "type": "bar",
        "orientation": "h",
        "name": UNDATED[kind],
        "x": [100 * row[f"undated_{kind}"] / row["row_count"] for row in rows],
        "y": labels,
        "text": [_share(row, kind) for row in rows],
        "textposition": "outside",
        "textfont": {"color": "@ink", "size": 12},
        "cliponaxis": False,
        "customdata": [_mark(row, kind) for row in rows],
        "hovertext": [
            f"{label}<br><b>{UNDATED[kind]}: {_share(row, kind)}</b>"
            for row, label in zip(rows, labels, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": _FILL[kind],
        "showlegend": True,
    }


def _reach(rows: Rows) -> float:
    """Where the axis ends: beyond the longest bar and the words after it."""
    shares = (100 * row[f"undated_{kind}"] / row["row_count"] for row in rows for kind in UNDATED)
    return 5 + 1.4 * float(max(shares))


def _share(row: Row, kind: str) -> str:
    return wording.share(row[f"undated_{kind}"], row["row_count"])


def _mark(row: Row, kind: str) -> str | None:
    return mark_of("missing_days", row["table_name"], kind) if row[f"undated_{kind}"] else None


def _title(rows: Rows) -> str:
    total = sum(row["row_count"] for row in rows)
    if not total:
        return "Which rows lack a date?"
    sources, own = (sum(row[f"undated_{kind}"] for row in rows) for kind in UNDATED)
    return (
        f"{wording.share(sources, total)} of the rows rest on a source without a date, "
        f"{wording.share(own, total)} have no day of their own"
    )


def _sentence(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return "No rows are left by the filters."
    parts = [
        f"{dataset.table_label(row['table_name'])}: "
        f"{_share(row, 'source')} on a source without a date, "
        f"{_share(row, 'row')} without a day"
        for row in rows
    ]
    return f"Bars of rows that lack a date, two for each table. {'; '.join(parts)}."
