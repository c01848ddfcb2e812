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
from peace_ledger.translation import _, pgettext

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
        Column("table", _("Table")),
        Column("what", _("What has no date")),
        Column("missing", _("Rows"), "number"),
        # Translators: the head of a column beside "Rows": of how many rows these are.
        Column("row_count", pgettext("how many rows", "Of"), "number"),
    )
    table = [
        {
            "table": dataset.table_label(row["table_name"]),
            "what": _(words),
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
                    range=[0, _reach(found)], title={"text": _("per cent of the table's rows")}
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
        empty=_("No row is left by these filters. Widen the period, or take out an actor or an event."),
    )


def _bars(rows: Rows, labels: list[str], kind: str) -> Row:
    return {
        "type": "bar",
        "orientation": "h",
        "name": _(UNDATED[kind]),
        "x": [100 * row[f"undated_{kind}"] / row["row_count"] for row in rows],
        "y": labels,
        "text": [_share(row, kind) for row in rows],
        "textposition": "outside",
        "textfont": {"color": "@ink", "size": 12},
        "cliponaxis": False,
        "customdata": [_mark(row, kind) for row in rows],
        "hovertext": [
            f"{label}<br><b>{_(UNDATED[kind])}: {_share(row, kind)}</b>"
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
        return _("Which rows lack a date?")
    sources, own = (sum(row[f"undated_{kind}"] for row in rows) for kind in UNDATED)
    # Translators: {sources} and {own} are shares of the rows: "60 % (12 of 20)".
    return _(
        "{sources} of the rows rest on a source without a date, {own} have no day of their own",
        sources=wording.share(sources, total),
        own=wording.share(own, total),
    )


def _sentence(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return _("No rows are left by the filters.")
    parts = [
        # Translators: {sources} and {own} are shares of the table's rows: "60 % (12 of 20)".
        _(
            "{table}: {sources} on a source without a date, {own} without a day",
            table=dataset.table_label(row["table_name"]),
            sources=_share(row, "source"),
            own=_share(row, "row"),
        )
        for row in rows
    ]
    bars = _("Bars of rows that lack a date, two for each table.")
    return f"{bars} {'; '.join(parts)}."
