"""On whose publishers the rows of each table rest, and how well they are known."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import publishers, text, traces
from peace_ledger.charts.parts.publishers import CITING
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import N_, _, ngettext

Row = Mapping[str, Any]
Trace = dict[str, Any]

_NONE = N_("No row is left by these filters. Widen the period, or take out an actor or an event.")
_UNGRADED = N_("not graded by confidence")
_LINE_HEIGHT = 38
_LEVELS = ("high", "medium", "low")


def by_side(rows: Rows, dataset: Dataset) -> Chart:
    """Bars of equal length, one a table: the part of its rows that rests on each side's publishers."""
    sides = publishers.sides(dataset)
    counts = _counts(rows, "perspective")
    shown = [table for table in CITING if table in counts]
    columns = (
        Column("table", _("Table")),
        Column("perspective", _("Publisher's side")),
        Column("count", _("Rows"), "number"),
        Column("of", _("Of all rows"), "number"),
    )
    table_rows = _table_rows(shown, counts, sides, dataset, "perspective")
    words = {"perspective": dataset.labels("sources", "perspective")}
    return Chart(
        name="rows_by_side",
        title=_side_title(counts, sides, dataset),
        figure=_figure(
            [
                _bars("rows_by_side", side, shown, counts, dataset, _side_look(side, dataset))
                for side in sides
            ],
            [_axis_label(table, counts[table], dataset) for table in shown],
        )
        if shown
        else None,
        alt=_sentence(
            _("Rows of each table by publisher's side."), shown, counts, sides, words["perspective"], dataset
        ),
        height=50 + _LINE_HEIGHT * max(len(shown), 1),
        columns=columns,
        rows=cells(table_rows, columns, words),
        marks=[mark_of("rows_by_side", row["name"], row["perspective"]) for row in table_rows],
        empty=_(_NONE),
    )


def by_confidence(rows: Rows, dataset: Dataset) -> Chart:
    """Bars of equal length, one a table: the part of its rows at each confidence, the low part hollow. A
    table that is not graded says so in place of a bar.
    """
    counts = _counts(rows, "confidence")
    shown = [table for table in CITING if table in counts]
    graded = [table for table in shown if None not in counts[table]]
    columns = (
        Column("table", _("Table")),
        Column("confidence", _("Confidence")),
        Column("count", _("Rows"), "number"),
        Column("of", _("Of all rows"), "number"),
    )
    table_rows = [
        *_table_rows(graded, counts, _LEVELS, dataset, "confidence"),
        *_table_rows(
            [table for table in shown if table not in graded], counts, [None], dataset, "confidence"
        ),
    ]
    labels = dataset.confidences()
    return Chart(
        name="rows_by_confidence",
        title=_confidence_title(counts, graded, dataset),
        figure=_confidence_figure(counts, shown, graded, dataset) if shown else None,
        alt=_sentence(_("Rows of each table by confidence."), graded, counts, _LEVELS, labels, dataset)
        + _ungraded(shown, graded, dataset)
        if shown
        else _("No rows are left by the filters."),
        height=50 + _LINE_HEIGHT * max(len(shown), 1),
        columns=columns,
        rows=cells(
            [row | {"confidence": labels.get(row["confidence"], _(_UNGRADED))} for row in table_rows], columns
        ),
        marks=[mark_of("rows_by_confidence", row["name"], row["confidence"]) for row in table_rows],
        empty=_(_NONE),
    )


def _counts(rows: Rows, code: str) -> dict[str, dict[str | None, int]]:
    """The rows of each table by the codes of one column."""
    counts: dict[str, dict[str | None, int]] = {}
    for row in rows:
        of = counts.setdefault(row["table_name"], {})
        of[row[code]] = of.get(row[code], 0) + row["row_count"]
    return counts


def _total(of: Mapping[str | None, int]) -> int:
    return sum(of.values())


def _table_rows(
    shown: Sequence[str],
    counts: Mapping[str, Mapping[str | None, int]],
    codes: Sequence[str | None],
    dataset: Dataset,
    column: str,
) -> Rows:
    return [
        {
            "name": table,
            "table": dataset.table_label(table),
            column: code,
            "count": counts[table][code],
            "of": _total(counts[table]),
        }
        for table in shown
        for code in codes
        if counts[table].get(code)
    ]


def _axis_label(table: str, of: Mapping[str | None, int], dataset: Dataset) -> str:
    return f"{text.escaped(dataset.table_label(table))}, {wording.number(_total(of))}"


def _figure(bars: Iterable[Trace], labels: Sequence[str], **own: Any) -> dict[str, Any]:
    return {
        "data": list(bars),
        "layout": style.layout(
            barmode="stack",
            bargap=0.3,
            uniformtext={"mode": "hide", "minsize": 10},
            xaxis=style.count_axis(range=[0, 1], showticklabels=False, showgrid=False, zeroline=False),
            yaxis=style.label_axis(list(labels)),
            margin={"l": 8, "r": 8, "t": 8, "b": 8},
            showlegend=True,
            **own,
        ),
    }


def _bars(
    chart: str,
    code: str,
    shown: Sequence[str],
    counts: Mapping[str, Mapping[str | None, int]],
    dataset: Dataset,
    look: Trace,
) -> Trace:
    """A code's part of every table's bar, with its number in it."""
    found = [table for table in shown if counts[table].get(code)]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [counts[table][code] / _total(counts[table]) for table in found],
        "y": [_axis_label(table, counts[table], dataset) for table in found],
        "text": [wording.number(counts[table][code]) for table in found],
        "customdata": [mark_of(chart, table, code) for table in found],
        "hovertext": [
            f"{text.escaped(dataset.table_label(table))}<br><b>{look['name']}: "
            f"{wording.share(counts[table][code], _total(counts[table]))}</b>"
            for table in found
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        **look,
    }


def _side_look(side: str, dataset: Dataset) -> Trace:
    return {
        "name": publishers.label(side, dataset),
        "marker": publishers.fill(side, dataset),
        "textfont": {"color": "@ground", "size": 12},
    }


def _confidence_figure(
    counts: Mapping[str, Mapping[str | None, int]],
    shown: Sequence[str],
    graded: Sequence[str],
    dataset: Dataset,
) -> dict[str, Any]:
    looks: dict[str, Trace] = {
        "high": {"marker": {"color": "@accent", "line": {"color": "@ground", "width": 1}}},
        "medium": {
            "marker": {
                "color": "@accent",
                "line": {"color": "@ground", "width": 1},
                "pattern": {
                    "shape": "|",
                    "size": 8,
                    "solidity": 0.1,
                    "fgcolor": "@ground",
                    "fgopacity": 0.4,
                    "bgcolor": "@accent",
                },
            },
        },
        "low": {"marker": {"color": "@ground", "line": {"color": "@accent", "width": 2}}},
    }
    labels = dataset.confidences()
    bars = [
        _bars(
            "rows_by_confidence",
            level,
            graded,
            counts,
            dataset,
            {
                **look,
                "name": _(traces.LOW_CONFIDENCE) if level == "low" else _graded(labels[level]),
                "textfont": {"color": "@ink" if level == "low" else "@ground", "size": 12},
            },
        )
        for level, look in looks.items()
    ]
    said = [
        {
            "text": _(_UNGRADED),
            "xref": "x",
            "yref": "y",
            "x": 0,
            "y": _axis_label(table, counts[table], dataset),
            "xanchor": "left",
            "showarrow": False,
            "font": {"size": 12, "color": "@muted"},
        }
        for table in shown
        if table not in graded
    ]
    return _figure(bars, [_axis_label(table, counts[table], dataset) for table in shown], annotations=said)


def _graded(level: str) -> str:
    # Translators: {level} is "High" or "Medium".
    return _("{level} confidence", level=text.escaped(level))


def _side_title(
    counts: Mapping[str, Mapping[str | None, int]], sides: Sequence[str], dataset: Dataset
) -> str:
    """The table that leans most to one party's publishers; a table of a few rows says nothing."""
    parties = [party.side for party in dataset.package.parties if party.side in sides]
    leaning = [table for table in CITING if _total(counts.get(table, {})) >= _ENOUGH]
    if len(parties) < 2 or not leaning:
        return _("On whose publishers do the rows of each table rest?")

    def gap(table: str) -> float:
        own = [counts[table].get(side, 0) for side in parties]
        return (max(own) - min(own)) / _total(counts[table])

    most = max(leaning, key=gap)
    parts = [
        f"{dataset.label('sources', 'perspective', side)} {wording.number(counts[most].get(side, 0))}"
        for side in sides
    ]
    # Translators: {table} is "Reactions", {counts} "Armenia 12, Azerbaijan 3, Third party 5".
    return ngettext(
        "{table} lean most to one party's publishers: {counts}, of {rows} row",
        "{table} lean most to one party's publishers: {counts}, of {rows} rows",
        _total(counts[most]),
        table=dataset.table_label(most),
        counts=", ".join(parts),
        rows=wording.number(_total(counts[most])),
    )


_ENOUGH = 20
"""Rows from which a table's balance is worth a headline."""


def _confidence_title(
    counts: Mapping[str, Mapping[str | None, int]], graded: Sequence[str], dataset: Dataset
) -> str:
    if not graded:
        return _("How many rows are of low confidence?")
    parts = [
        # Translators: "60 % (12 of 20) of reactions".
        _(
            "{share} of {table}",
            share=wording.share(counts[table].get("low", 0), _total(counts[table])),
            table=wording.in_sentence(dataset.table_label(table)),
        )
        for table in graded
    ]
    return _("Of low confidence: {shares}", shares=wording.listed(parts, limit=len(parts)))


def _sentence(
    what: str,
    shown: Sequence[str],
    counts: Mapping[str, Mapping[str | None, int]],
    codes: Sequence[str],
    labels: Mapping[str, str],
    dataset: Dataset,
) -> str:
    if not shown:
        return _("No rows are left by the filters.")
    parts = [
        f"{dataset.table_label(table)}: "
        + ", ".join(f"{labels[code]} {wording.number(counts[table].get(code, 0))}" for code in codes)
        for table in shown
    ]
    return f"{what} {'; '.join(parts)}."


def _ungraded(shown: Sequence[str], graded: Sequence[str], dataset: Dataset) -> str:
    names = [dataset.table_label(table) for table in shown if table not in graded]
    if not names:
        return ""
    told = _("Not graded by confidence: {tables}.", tables=wording.listed(names, limit=len(names)))
    return f" {told}"
