"""The curve of promises not yet kept."""

from collections.abc import Callable
from typing import Any

import pytest

from peace_ledger.charts.chart import Chart
from peace_ledger.charts.commitments.time_to_keep import time_to_keep, weak_note
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine, Rows
from tests.charts.plotted import plotted, points
from tests.fixtures import TODAY, CsvRows, Parameters
from tests.independent.promises import promises

Of = Callable[..., Parameters]


def case(days: int, status: str, *, low: bool = False) -> dict[str, Any]:
    return {
        "commitment_id": f"c{days}",
        "status": status,
        "days": days,
        "kept": status == "kept",
        "status_low": low,
    }


@pytest.fixture
def rows(engine: Engine, parameters: Of) -> Rows:
    return engine.rows("commitments/time_to_keep", parameters())


@pytest.fixture
def chart(rows: Rows, dataset: Dataset) -> Chart:
    return time_to_keep(rows, dataset)


def trace(chart: Chart, name: str) -> dict[str, Any]:
    assert chart.figure
    (found,) = [trace for trace in chart.figure["data"] if trace.get("name") == name]
    assert isinstance(found, dict)
    return found


def test_the_table_is_the_estimate_worked_out_from_the_files(
    chart: Chart, table: Callable[[str], CsvRows]
) -> None:
    cases = [
        (
            (one.status_on if one.status in ("kept", "lapsed", "broken") else TODAY) - one.made_on,
            one.status,
            one.low,
        )
        for one in promises(table, TODAY)
        if one.checkable
    ]
    share = 1.0
    expected = []
    for length in sorted({length for length, status, _ in cases if status == "kept"}):
        open_until = sum(1 for other, _, _ in cases if other >= length)
        kept = [low for other, status, low in cases if other == length and status == "kept"]
        share *= 1 - len(kept) / open_until
        expected.append([length.days, open_until, len(kept), sum(kept), round(100 * share, 1)])
    assert [row[:5] for row in chart.rows] == expected
    assert all(low < waiting < high for *_, waiting, low, high in chart.rows)


def test_each_step_can_be_opened_and_lies_on_the_curve(chart: Chart) -> None:
    assert sorted(mark for mark, _ in points(chart)) == sorted(mark or "" for mark in chart.marks)
    curve = trace(chart, "Not yet kept (estimate)")
    heights = dict(zip(curve["x"], curve["y"], strict=True))
    for kept in (trace(chart, "Kept (opens these promises)"), trace(chart, "Low confidence")):
        assert [heights[day] for day in kept["x"]] == kept["y"] != []
    assert curve["y"] == sorted(curve["y"], reverse=True)
    assert curve["y"][0] == 1
    plotted(chart)


def test_the_numbers_still_open_stand_below_the_axis(chart: Chart, rows: Rows) -> None:
    assert chart.figure
    axis = chart.figure["layout"]["xaxis"]
    for day, text in zip(axis["tickvals"], axis["ticktext"], strict=True):
        assert int(text.split("<br>")[1]) == sum(1 for row in rows if row["days"] >= int(day))


def test_promises_that_were_not_kept_leave_the_count_in_sight(chart: Chart, rows: Rows) -> None:
    unkept = [row["days"] for row in rows if not row["kept"]]
    still_open = trace(chart, "Still open on the day looked at")["x"]
    ended = trace(chart, "Lapsed")["x"] + trace(chart, "Broken")["x"]
    assert sorted(still_open + ended) == sorted(unkept)
    assert len(ended) == 4


def test_the_title_is_the_share_kept_within_a_year(chart: Chart) -> None:
    assert chart.title == "An estimated 44 % of testable promises are kept within a year"
    assert (
        "40 were kept, 3 of them on evidence of low confidence alone. The latest was kept after 561 days."
        in chart.alt
    )
    assert "not reached" in chart.alt


def test_few_or_young_promises_get_no_share_in_the_title(dataset: Dataset) -> None:
    few = [case(days, "kept") for days in (1, 2, 400, 500)]
    young = [case(days, "pledged") for days in (1, 2, 3, 4, 5, 6)]
    for cases in (few, young):
        assert "%" not in time_to_keep(cases, dataset).title


def test_a_promise_kept_on_its_own_day_is_drawn_and_opened(dataset: Dataset) -> None:
    chart = time_to_keep([case(0, "kept"), case(10, "pledged")], dataset)
    assert chart.marks == ["time_to_keep~0"]
    assert trace(chart, "Kept (opens these promises)")["x"][0] > 0
    assert "on the day of the promise" in trace(chart, "Kept (opens these promises)")["hovertext"][0]
    plotted(chart)


def test_a_day_is_hollow_where_all_that_was_kept_on_it_is_of_low_confidence(dataset: Dataset) -> None:
    rows = [
        case(5, "kept"),
        case(5, "kept", low=True),
        case(9, "kept", low=True),
        case(20, "lapsed", low=True),
    ]
    chart = time_to_keep(rows, dataset)
    hollow = trace(chart, "Low confidence")
    assert hollow["customdata"] == ["time_to_keep~9"]
    assert hollow["marker"]["symbol"] == "diamond-open"
    assert trace(chart, "Kept (opens these promises)")["customdata"] == ["time_to_keep~5"]
    assert trace(chart, "Lapsed, low confidence")["marker"]["symbol"] == "triangle-down-open"
    assert weak_note(rows) == "2 of 3 kept rest on evidence of low confidence alone"
    assert weak_note(rows[:1]) == ""
    plotted(chart)


def test_where_none_was_kept_there_is_a_curve_and_no_mark(dataset: Dataset) -> None:
    chart = time_to_keep([case(10, "pledged"), case(20, "broken")], dataset)
    assert chart.figure
    assert (chart.rows, chart.marks) == ([], [])
    assert "no testable" not in chart.alt
    plotted(chart)


def test_without_rows_the_chart_explains_itself(dataset: Dataset) -> None:
    empty = time_to_keep([], dataset)
    assert empty.figure is None
    assert (empty.rows, empty.marks) == ([], [])
    assert empty.alt.endswith("left by the filters.")
    assert len(empty.empty) > 30
