"""What tests ask of a figure: that Plotly takes it, and which marks it offers."""

from collections.abc import Iterator
from typing import Any

from peace_ledger import marks
from peace_ledger.charts.chart import Chart
from tests.charts.plotted import plotted

Trace = dict[str, Any]


def check(chart: Chart) -> list[Trace]:
    """The chart's traces, after what holds for every chart that is drawn: Plotly knows every word of the
    figure, the table has a mark a row, the alt text is a sentence, and each clickable point is in the table
    or is a sum over its rows.
    """
    assert chart.figure is not None
    plotted(chart)
    assert len(chart.rows) == len(chart.marks) > 0
    assert {len(row) for row in chart.rows} == {len(chart.columns)}
    assert chart.alt.endswith(".")
    in_table = {mark for mark in chart.marks if mark}
    for mark in clickable(chart.figure["data"]):
        assert marks.read(mark) is not None
        assert mark in in_table or "~~" in mark
    traces: list[Trace] = chart.figure["data"]
    return traces


def check_empty(chart: Chart) -> None:
    """What holds for every chart without rows: nothing is drawn, and it says why and what to do."""
    assert chart.figure is None
    assert chart.rows == chart.marks == []
    assert "filters" in chart.empty
    assert chart.alt.endswith("filters.")


def clickable(traces: list[Trace]) -> Iterator[str]:
    """The marks of all points."""
    for trace in traces:
        yield from (mark for mark in trace.get("customdata", ()) if mark)


def points(traces: list[Trace]) -> dict[str, tuple[Any, Any, str]]:
    """x, y and symbol of every point, by its mark."""
    return {
        mark: (x, y, symbol)
        for trace in traces
        if "markers" in trace.get("mode", "") and "customdata" in trace
        for mark, x, y, symbol in zip(
            trace["customdata"], trace["x"], trace["y"], trace["marker"]["symbol"], strict=True
        )
    }


def legend(traces: list[Trace]) -> list[str]:
    """The words of the legend, in order."""
    return [trace["name"] for trace in traces if trace.get("showlegend")]
