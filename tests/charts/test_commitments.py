"""How promises stand: by theme, by maker, against their deadlines."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger.charts.chart import Chart
from peace_ledger.charts.commitments.deadlines import deadlines
from peace_ledger.charts.commitments.statuses import status_by_maker, status_by_theme
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine, Rows
from tests.charts.plotted import plotted, points
from tests.fixtures import TODAY, CsvRows, Parameters
from tests.independent.promises import promises

Of = Callable[..., Parameters]


def cell(chart: Chart, name: str) -> list[Any]:
    """One column of a chart's table."""
    place = [column.name for column in chart.columns].index(name)
    return [row[place] for row in chart.rows]


def bars(chart: Chart) -> list[dict[str, Any]]:
    assert chart.figure
    return [trace for trace in chart.figure["data"] if trace.get("customdata")]


@pytest.fixture
def themes(engine: Engine, parameters: Of) -> Rows:
    return engine.rows("commitments/status_by_theme", parameters())


@pytest.fixture
def makers(engine: Engine, parameters: Of) -> Rows:
    return engine.rows("commitments/status_by_maker", parameters())


@pytest.fixture
def due(engine: Engine, parameters: Of) -> Rows:
    return engine.rows("commitments/deadlines", parameters())


def test_every_row_of_the_table_is_a_bar_of_its_length(themes: Rows, dataset: Dataset) -> None:
    chart = status_by_theme(themes, dataset)
    drawn = Counter[str]()
    for trace in bars(chart):
        for mark, length in zip(trace["customdata"], trace["x"], strict=True):
            drawn[mark] += length
    assert drawn == dict(zip(chart.marks, cell(chart, "commitments"), strict=True))
    assert sum(drawn.values()) == 111
    plotted(chart)


def test_contested_bars_are_hatched_and_no_other_bar_is(themes: Rows, dataset: Dataset) -> None:
    for trace in bars(status_by_theme(themes, dataset)):
        hatched = trace["marker"].get("pattern", {}).get("shape") == "/"
        assert [mark.endswith("~true") for mark in trace["customdata"]] == [hatched] * len(trace["x"])


def test_hollow_bars_are_as_long_as_there_are_statuses_of_low_confidence(
    themes: Rows, engine: Engine, parameters: Of, dataset: Dataset, table: Callable[[str], CsvRows]
) -> None:
    expected = Counter((one.row["theme"], one.status) for one in promises(table, TODAY) if one.low)
    found: Counter[tuple[str, str]] = Counter()
    for trace in bars(status_by_theme(themes, dataset)):
        if trace["marker"]["color"] == "@ground":
            for mark, length in zip(trace["customdata"], trace["x"], strict=True):
                theme, _, status, _ = mark.split("~")[1:]
                found[theme, status] += length
    assert found == expected != {}
    firm = engine.rows("commitments/status_by_theme", parameters(confidence="medium"))
    drawn = status_by_theme(firm, dataset)
    assert drawn.figure
    assert not any(trace["marker"]["color"] == "@ground" for trace in bars(drawn))
    assert "Low confidence" not in [trace["name"] for trace in drawn.figure["data"]]


def test_a_contested_status_of_low_confidence_is_hollow_and_hatched(themes: Rows, dataset: Dataset) -> None:
    row = next(row for row in themes if row["contested"]) | {"low": 1, "commitments": 1}
    (bar,) = bars(status_by_theme([row], dataset))
    assert bar["marker"]["color"] == bar["marker"]["pattern"]["bgcolor"] == "@ground"
    assert bar["marker"]["pattern"]["shape"] == "/"
    assert bar["marker"]["pattern"]["fgcolor"] == f"@status-{row['status']}"


def test_texts_not_yet_in_force_stand_in_a_panel_of_the_same_scale(themes: Rows, dataset: Dataset) -> None:
    chart = status_by_theme(themes, dataset)
    assert chart.figure
    for trace in bars(chart):
        panel = "x2" if "~initialled~" in trace["customdata"][0] else "x"
        assert trace["xaxis"] == panel
    first, second = (chart.figure["layout"][name] for name in ("xaxis", "xaxis2"))
    lengths = [(axis["domain"][1] - axis["domain"][0]) / axis["range"][1] for axis in (first, second)]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.01)
    assert first["domain"][1] < second["domain"][0]
    assert second["domain"][1] == pytest.approx(1)


def test_one_standing_fills_the_whole_width(engine: Engine, parameters: Of, dataset: Dataset) -> None:
    rows = engine.rows("commitments/status_by_theme", parameters(standings=("initialled",)))
    chart = status_by_theme(rows, dataset)
    assert chart.figure
    assert chart.figure["layout"]["xaxis"]["domain"] == [0, 1]
    assert "xaxis2" not in chart.figure["layout"]


def test_the_sentence_counts_every_status(themes: Rows, dataset: Dataset) -> None:
    counts = Counter[str]()
    for row in themes:
        counts[row["status"]] += row["commitments"]
    alt = status_by_theme(themes, dataset).alt
    for status, count in counts.items():
        assert f"{count} {dataset.label('commitment_updates', 'status', status).lower()}" in alt
    assert "Stacked bars of 111 commitments" in alt
    assert alt.endswith("Most are on border (23).")


def test_both_parties_have_a_line_in_their_order_whether_or_not_they_promised(
    makers: Rows, dataset: Dataset
) -> None:
    of_others = [row for row in makers if row["maker"] == "others"]
    for rows in (makers, of_others):
        chart = status_by_maker(rows, dataset)
        assert chart.figure
        axis = chart.figure["layout"]["yaxis"]
        names = [line.split("<br>")[0] for line in axis["categoryarray"][::-1]]
        parties = [f"{party.label} alone" for party in dataset.package.parties]
        assert names == [*parties, "Jointly", "Others"]
        assert axis["range"] == [-0.5, 3.5]
        plotted(chart)


def test_makers_say_how_many_of_their_testable_promises_are_kept(makers: Rows, dataset: Dataset) -> None:
    chart = status_by_maker(makers, dataset)
    totals: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for row in makers:
        totals[row["maker"]] += row["checkable"]
        kept[row["maker"]] += row["checkable"] if row["status"] == "kept" else 0
    for maker, total in totals.items():
        assert f": kept: {kept[maker]} of {total} testable" in chart.alt
    assert "none testable" in status_by_maker([row for row in makers if row["maker"] == "joint"], dataset).alt


def test_a_deadline_lies_as_many_days_away_as_its_row_says(due: Rows, dataset: Dataset) -> None:
    chart = deadlines(due, dataset, TODAY)
    heads = [trace for trace in bars(chart) if trace["type"] == "scatter"]
    drawn = {
        mark: days for trace in heads for mark, days in zip(trace["customdata"], trace["x"], strict=True)
    }
    assert drawn == dict(zip(chart.marks, cell(chart, "due_in"), strict=True))
    for day, days in zip(cell(chart, "due_on"), cell(chart, "due_in"), strict=True):
        assert (day - TODAY).days == days
    assert {mark for mark, _ in points(chart)} == set(chart.marks)
    plotted(chart)


def test_the_title_of_the_deadlines_is_their_finding(due: Rows, dataset: Dataset) -> None:
    chart = deadlines(due, dataset, TODAY)
    assert chart.title == "10 commitments are overdue, 1 is due in the next 90 days"
    assert "Longest overdue, by 2,094 days" in chart.alt
    only_one = [row for row in due if row["overdue"]][:1]
    assert deadlines(only_one, dataset, TODAY).title.startswith("1 commitment is overdue, 0 are due")
    later = [row | {"due_in": 200, "overdue": False} for row in due[:1]]
    assert (
        deadlines(later, dataset, TODAY).title == "No commitments are overdue, 0 are due in the next 90 days"
    )


@pytest.mark.parametrize("due_in", [-4000, -100, 0, 37, 4000])
def test_a_deadline_lies_inside_the_axis_however_far_it_is(due: Rows, dataset: Dataset, due_in: int) -> None:
    chart = deadlines([due[0] | {"due_in": due_in, "overdue": due_in < 0}], dataset, TODAY)
    assert chart.figure
    axis = chart.figure["layout"]["xaxis"]
    for low, high in (axis["range"], chart.narrow["xaxis.range"]):
        assert low <= min(due_in, 0) < max(due_in, 90) < high
    assert "today" in axis["ticktext"]
    assert len(axis["tickvals"]) < 16


def test_a_contested_deadline_says_so_in_words(due: Rows, dataset: Dataset) -> None:
    (trace,) = [
        trace
        for trace in bars(deadlines([due[0] | {"contested": True}], dataset, TODAY))
        if trace["type"] == "scatter"
    ]
    assert "contested" in trace["text"][0]
    assert "contested" in trace["hovertext"][0]


def test_the_stem_of_a_contested_deadline_is_hatched_and_a_head_of_low_confidence_hollow(
    due: Rows, dataset: Dataset
) -> None:
    rows = [due[0] | {"contested": True}, due[0] | {"contested": False, "status_low": True}]
    chart = deadlines(rows, dataset, TODAY)
    stems = {trace["y"][0]: trace["marker"] for trace in bars(chart) if trace["type"] == "bar"}
    assert stems[0]["pattern"]["shape"] == "/"
    assert "pattern" not in stems[1]
    (head,) = [trace["marker"] for trace in bars(chart) if trace["type"] == "scatter"]
    assert head["color"] == [f"@status-{due[0]['status']}", "@ground"]
    assert {"Contested", "Low confidence"} <= {trace["name"] for trace in (chart.figure or {})["data"]}


def test_text_of_the_data_is_not_read_as_markup(due: Rows, dataset: Dataset) -> None:
    chart = deadlines([due[0] | {"summary": "A <a href='x'>promise</a> & more"}], dataset, TODAY)
    assert chart.figure
    (label,) = chart.figure["layout"]["yaxis"]["ticktext"]
    assert label == "A &lt;a href='x'&gt;promise&lt;/a&gt; &amp; more"
    assert all("<a" not in text for trace in bars(chart) for text in trace["hovertext"])


@pytest.mark.parametrize(
    "chart",
    [
        lambda dataset: status_by_theme([], dataset),
        lambda dataset: status_by_maker([], dataset),
        lambda dataset: deadlines([], dataset, date(2024, 1, 1)),
    ],
)
def test_without_rows_a_chart_explains_itself(chart: Callable[[Dataset], Chart], dataset: Dataset) -> None:
    empty = chart(dataset)
    assert empty.figure is None
    assert (empty.rows, empty.marks) == ([], [])
    assert len(empty.empty) > 30
    assert empty.alt.endswith("left by the filters.")
