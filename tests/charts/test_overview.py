"""The timeline: four lanes over one axis of days."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from peace_ledger import marks
from peace_ledger.charts.chart import Chart
from peace_ledger.charts.overview import timeline
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine
from tests.charts.plotted import plotted, points
from tests.fixtures import Parameters

SEED = "joint-statement-2023-12-07"
Of = Callable[..., Parameters]
Draw = Callable[..., Chart]


@pytest.fixture
def draw(engine: Engine, parameters: Of, dataset: Dataset) -> Draw:
    """The timeline under a choice of filters."""

    def drawn(featured: str | None = SEED, **chosen: Any) -> Chart:
        given = parameters(**chosen)
        return timeline(
            engine.rows("events/ties", given),
            engine.rows("overview/timeline_releases", given),
            engine.rows("overview/timeline_updates", given),
            engine.rows("overview/timeline_reactions", given),
            dataset,
            featured,
        )

    return drawn


def lane(chart: Chart, name: str) -> list[dict[str, Any]]:
    """The traces whose marks belong to a lane."""
    return [trace for mark, trace in points(chart) if mark.startswith(f"{name}~")]


def test_plotly_takes_the_figure_and_every_table_row_can_be_clicked(draw: Draw) -> None:
    chart = draw()
    plotted(chart)
    drawn = {mark for mark, _ in points(chart)}
    assert drawn == set(chart.marks)
    assert {name.split("~")[0] for name in drawn} == set(chart.mark_names)
    assert all(len(row) == len(chart.columns) for row in chart.rows)


def test_each_lane_has_its_own_axis_below_its_heading(draw: Draw) -> None:
    chart = draw()
    assert chart.figure
    layout = chart.figure["layout"]
    domains = [layout[name]["domain"] for name in ("yaxis", "yaxis2", "yaxis3", "yaxis4")]
    assert domains[-1][0] == 0
    for upper, lower in pairwise(domains):
        assert 0 <= lower[0] < lower[1] < upper[0] < upper[1] < 1
    headings = [note["y"] for note in layout["annotations"] if note["xref"] == "paper"]
    assert headings == [top for _, top in domains]
    for name, axis in zip(chart.mark_names, ("y", "y2", "y3", "y4"), strict=True):
        assert {trace["yaxis"] for trace in lane(chart, name)} == {axis}


def test_handovers_of_people_are_sized_by_area_and_remains_are_not(
    draw: Draw, engine: Engine, parameters: Of
) -> None:
    rows = {row["release_id"]: row for row in engine.rows("overview/timeline_releases", parameters())}
    sizes = {
        mark.split("~")[1]: size
        for trace in {id(trace): trace for trace in lane(draw(), "timeline_releases")}.values()
        for mark, size in zip(trace["customdata"], trace["marker"]["size"], strict=True)
    }
    assert sizes.keys() == rows.keys()
    largest = max(
        (row for row in rows.values() if row["counted_as"] == "people"), key=lambda row: row["people"]
    )
    assert largest["release_id"] == "2023-12-13-aze-arm-servicemen"
    half = rows["2022-10-04-aze-arm-pows"]
    ratio = sizes[half["release_id"]] / sizes[largest["release_id"]]
    assert ratio**2 == pytest.approx(half["people"] / largest["people"])
    others = {sizes[key] for key, row in rows.items() if row["counted_as"] != "people"}
    assert len(others) == 1


def test_hollow_is_low_confidence_and_nothing_else(draw: Draw, engine: Engine, parameters: Of) -> None:
    rows = {row["release_id"]: row for row in engine.rows("overview/timeline_releases", parameters())}
    for trace in {id(trace): trace for trace in lane(draw(), "timeline_releases")}.values():
        for mark, symbol in zip(trace["customdata"], trace["marker"]["symbol"], strict=True):
            row = rows[mark.split("~")[1]]
            promised = row["status"] == "announced"
            assert symbol.endswith("-open") == (row["confidence"] == "low"), mark
            assert symbol.startswith("triangle-up") == promised, mark


def test_no_two_handovers_of_a_direction_lie_on_each_other(draw: Draw) -> None:
    places = Counter(
        (x, y)
        for trace in {id(trace): trace for trace in lane(draw(), "timeline_releases")}.values()
        for x, y in zip(trace["x"], trace["y"], strict=True)
    )
    assert max(places.values()) == 1


@pytest.mark.parametrize("name", ["timeline_updates", "timeline_reactions"])
def test_bars_add_up_to_the_table(draw: Draw, name: str) -> None:
    chart = draw()
    heights: Counter[str] = Counter()
    hollow: Counter[str] = Counter()
    for trace in {id(trace): trace for trace in lane(chart, name)}.values():
        for mark, size in zip(trace["customdata"], trace["y"], strict=True):
            heights[mark] += size
            hollow[mark] += 0 if trace["showlegend"] else size
    columns = [column.name for column in chart.columns]
    count, low = columns.index("count"), columns.index("low")
    table = {mark: row for mark, row in zip(chart.marks, chart.rows, strict=True) if mark in heights}
    assert {mark: row[count] for mark, row in table.items()} == dict(heights)
    assert {mark: row[low] for mark, row in table.items()} == {mark: hollow[mark] for mark in heights}


def test_disputed_claims_hang_hatched_below_the_line(draw: Draw) -> None:
    for trace in {id(trace): trace for trace in lane(draw(), "timeline_updates")}.values():
        below = [base < 0 for base in trace["base"]]
        disputed = trace["customdata"][0].endswith("~disputed")
        assert below == [disputed] * len(below)
        if disputed and trace["showlegend"]:
            assert trace["marker"]["pattern"]["shape"] == "/"


def test_bars_count_by_the_day_where_the_period_is_short(draw: Draw) -> None:
    chart = draw(since=date(2023, 12, 1), until=date(2023, 12, 31))
    assert "timeline_reactions~2023-12-08~2023-12-08~supports" in chart.marks
    assert "per day" in str(chart.figure)


def test_a_line_and_a_name_lead_to_the_featured_event(draw: Draw) -> None:
    chart = draw()
    assert chart.figure
    (line,) = chart.figure["layout"]["shapes"]
    assert (line["x0"], line["x1"]) == ("2023-12-07", "2023-12-07")
    assert "7 Dec 2023: Joint statement" in str(chart.figure["layout"]["annotations"])
    assert "'7 Dec 2023'" in str(chart.narrow["annotations"])
    without = draw(featured=None)
    assert without.figure
    assert without.figure["layout"]["shapes"] == []


def test_an_empty_lane_says_so(draw: Draw) -> None:
    chart = draw(actors=("nato",))
    texts = [note["text"] for note in (chart.figure or {})["layout"]["annotations"]]
    assert any("Handovers" in text and "none under these filters" in text for text in texts)
    plotted(chart)


def test_the_sentence_counts_all_lanes(draw: Draw) -> None:
    sentence = draw().alt
    for part in ("109 events", "53 handovers", "2 announcements", "194 updates", "240 dated reactions"):
        assert part in sentence
    assert "50, 1 Dec 2023 to 31 Dec 2023" in sentence


def test_without_rows_there_is_no_figure_and_a_way_out(draw: Draw) -> None:
    chart = draw(until=date(1990, 1, 1))
    assert chart.figure is None
    assert (chart.rows, chart.marks) == ([], [])
    assert "Widen the period" in chart.empty


def test_marks_of_bars_can_be_read(draw: Draw) -> None:
    for name in draw().marks:
        assert marks.read(name or "") is not None


@pytest.mark.parametrize("narrow", [False, True])
def test_a_lane_with_one_line_is_not_called_empty(draw: Draw, narrow: bool) -> None:
    chart = draw(events=(SEED,))
    assert chart.figure
    assert [row[3] for row in chart.rows if row[2] == "Events"]
    notes = chart.narrow["annotations"] if narrow else chart.figure["layout"]["annotations"]
    (heading,) = [note["text"] for note in notes if note["text"].startswith("<b>Events")]
    assert "none" not in heading


def test_an_axis_of_few_days_names_no_day_twice(draw: Draw) -> None:
    chart = draw(since=date(2023, 12, 7), until=date(2023, 12, 7))
    assert chart.figure
    first, last = (date.fromisoformat(end) for end in chart.figure["layout"]["xaxis"]["range"])
    # Of eight steps at most, none is shorter than a day.
    assert (last - first).days > chart.figure["layout"]["xaxis"]["nticks"] / 2 + 1
