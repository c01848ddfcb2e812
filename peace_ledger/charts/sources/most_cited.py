"""The publishers on which most rows rest."""

from typing import Any

from peace_ledger import bidi, wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import lines, publishers, text
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, ngettext

SHOWN = 25
"""Publishers that are drawn; the table holds all."""

_NAMED = 5
"""Publishers that the description names."""

_LINE_HEIGHT, _NARROW_HEIGHT = 23, 38


def most_cited(rows: Rows, dataset: Dataset) -> Chart:
    """Bars: the publishers with most rows, in the colour and stripes of their side."""
    drawn = list(enumerate(rows[:SHOWN]))
    columns = (
        Column("publisher", _("Publisher")),
        Column("perspective", _("Side")),
        Column("row_count", _("Rows"), "number"),
        Column("sources", _("Sources"), "number"),
    )
    labels = [bidi.isolated(row["publisher"]) for _place, row in drawn]
    return Chart(
        name="publishers",
        title=_title(rows),
        figure={
            "data": [_bars(side, drawn, dataset) for side in publishers.sides(dataset)],
            "layout": style.layout(
                barmode="overlay",
                bargap=0.25,
                xaxis=style.count_axis(
                    title={"text": _("rows")},
                    range=[0, 1.1 * max(row["row_count"] for _place, row in drawn)],
                ),
                yaxis=lines.axis([text.label(label, 44) for label in labels]),
                margin={"l": 8, "r": 30, "t": 8, "b": 40},
                showlegend=True,
            ),
        }
        if rows
        else None,
        alt=_sentence(rows, dataset),
        height=60 + _LINE_HEIGHT * max(len(drawn), 1),
        columns=columns,
        rows=cells(rows, columns, {"perspective": dataset.labels("sources", "perspective")}),
        marks=[mark_of("publishers", row["first_source"]) for row in rows],
        narrow={
            "yaxis.showticklabels": False,
            "annotations": lines.names_above([text.label(label, 48) for label in labels]),
            "height": 60 + _NARROW_HEIGHT * max(len(drawn), 1),
            "bargap": 0.55,
        },
        empty=_("No row is left by these filters. Widen the period, or take out an actor or an event."),
    )


def _bars(side: str, drawn: list[tuple[int, dict[str, Any]]], dataset: Dataset) -> dict[str, Any]:
    own = [(place, row) for place, row in drawn if row["perspective"] == side]
    name = publishers.label(side, dataset)
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": [row["row_count"] for _, row in own],
        "y": [place for place, _ in own],
        "text": [wording.number(row["row_count"]) for _, row in own],
        "customdata": [mark_of("publishers", row["first_source"]) for _, row in own],
        "hovertext": [
            f"{text.lines(row['publisher'])}<br>{name}<br><b>{wording.counted(row['row_count'], 'row')}</b> "
            f"{wording.counted(row['sources'], 'from source')}"
            for _, row in own
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 12, "color": "@ink"},
        "marker": publishers.fill(side, dataset),
    }


def _title(rows: Rows) -> str:
    if len(rows) <= SHOWN:
        return _("On which publishers do most rows rest?")
    total = sum(row["row_count"] for row in rows)
    drawn = sum(row["row_count"] for row in rows[:SHOWN])
    # Translators: {share} is "60 % (12 of 20)".
    return ngettext(
        "{shown} of {count} publisher stand behind {share} of the rows",
        "{shown} of {count} publishers stand behind {share} of the rows",
        len(rows),
        shown=wording.number(SHOWN),
        count=wording.number(len(rows)),
        share=wording.share(drawn, total),
    )


def _sentence(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return _("No rows are left by the filters.")
    labels = dataset.labels("sources", "perspective")
    named = [
        f"{bidi.isolated(row['publisher'])} ({labels[row['perspective']]}) {wording.number(row['row_count'])}"
        for row in rows
    ]
    told = named[:_NAMED]
    if others := rows[_NAMED:SHOWN]:
        # Translators: so many more publishers, with so many rows or more.
        more = _(
            "{count} more with {rows} or more",
            count=wording.number(len(others)),
            rows=wording.number(others[-1]["row_count"]),
        )
        told.append(more)
    return _("Bars of the publishers with most rows: {publishers}.", publishers="; ".join(told))
