"""The sign of rows about which sources disagree, laid over a finished chart."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from peace_ledger import marks, wording
from peace_ledger.charts.chart import Chart, Column
from peace_ledger.marks import RowKey
from peace_ledger.translation import N_, _, ngettext

SIGN = "≠"
WORDS = N_("Sources disagree")

Trace = dict[str, Any]
Questions = Mapping[RowKey, Mapping[str, str]]
"""The questions about each row, by their ids."""


def signed(chart: Chart, questions: Questions) -> Chart:
    """The chart with a sign at each point that stands for one such row, a line about it where the pointer
    rests, an entry in the legend, and the questions in the table. A chart of sums comes back as it is.
    """
    rows = [_row_of(mark) for mark in chart.marks]
    disputed = {row for row in rows if row and row in questions}
    if not disputed:
        return chart
    return replace(
        chart,
        figure=_with_signs(chart.figure, questions) if chart.figure else None,
        alt=f"{chart.alt} {_told_of(len(disputed))}",
        columns=(*chart.columns, Column("disputed", f"{SIGN} {_(WORDS)}", "lines")),
        rows=[
            [*cells, list(questions[row].values()) if row and row in questions else None]
            for cells, row in zip(chart.rows, rows, strict=True)
        ],
    )


def _told_of(rows: int) -> str:
    # Translators: "it" is the chart.
    return ngettext(
        "Sources disagree on {count} row of it.",
        "Sources disagree on {count} rows of it.",
        rows,
        count=wording.number(rows),
    )


def _row_of(mark: object) -> RowKey | None:
    read = marks.read(mark) if isinstance(mark, str) else None
    return marks.row_of(read) if read else None


def _with_signs(figure: dict[str, Any], questions: Questions) -> dict[str, Any]:
    signs = list(_signs(figure["data"], questions))
    if not signs:
        return figure
    traces = [_told(trace, questions) for trace in figure["data"]]
    if not figure["layout"].get("showlegend"):
        traces = [trace | {"showlegend": False} for trace in traces]
    return {
        "data": [*traces, *signs, _key()],
        "layout": figure["layout"] | {"showlegend": True},
    }


def _told(trace: Trace, questions: Questions) -> Trace:
    """The trace, whose points say in their words that sources disagree on them."""
    places = {place for place, row in _places(trace, questions)}
    if not places or not isinstance(trace.get("hovertext"), list):
        return trace
    disagree = _("sources disagree")
    told = [
        f"{words}<br>{SIGN} {disagree}" if place in places else words
        for place, words in enumerate(trace["hovertext"])
    ]
    return trace | {"hovertext": told}


def _places(trace: Trace, questions: Questions) -> Iterator[tuple[int, RowKey]]:
    """The numbers of a trace's points that stand for a disputed row, with the row."""
    for place, mark in enumerate(trace.get("customdata") or ()):
        row = _row_of(mark)
        if row and row in questions:
            yield place, row


def _signs(traces: list[Trace], questions: Questions) -> Iterator[Trace]:
    """A sign for each row: at its first point, or before the first of its bars."""
    found: dict[RowKey, tuple[int, Any, Any]] = {}
    for number, trace in enumerate(traces):
        begins = trace.get("base") if trace["type"] == "bar" else trace.get("x")
        if begins is None:
            continue
        for place, row in _places(trace, questions):
            if row not in found or (
                _are_bars(traces[found[row][0]], trace) and begins[place] < found[row][1]
            ):
                found[row] = (number, begins[place], trace["y"][place])
    for number, trace in enumerate(traces):
        own = [(x, y) for of, x, y in found.values() if of == number]
        if own:
            yield _sign(trace, [x for x, _ in own], [y for _, y in own])


def _are_bars(*traces: Trace) -> bool:
    return all(trace["type"] == "bar" for trace in traces)


def _sign(trace: Trace, x: list[Any], y: list[Any]) -> Trace:
    return {
        "type": "scatter",
        "mode": "text",
        "x": x,
        "y": y,
        "text": [f"<b>{SIGN}</b>"] * len(x),
        "textposition": "middle left" if trace["type"] == "bar" else "top right",
        "textfont": {"size": 15, "color": "@ink"},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
        **{axis: trace[axis] for axis in ("xaxis", "yaxis") if axis in trace},
    }


def _key() -> Trace:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [None],
        "y": [None],
        "text": [SIGN],
        "textfont": {"color": "@ink"},
        "name": _(WORDS),
        "hoverinfo": "skip",
        "showlegend": True,
    }
