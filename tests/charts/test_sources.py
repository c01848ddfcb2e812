"""The charts of the Sources page, and the sign of rows about which sources disagree."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger.charts.chart import Chart, Column
from peace_ledger.charts.parts import disputed
from peace_ledger.charts.releases import handed_over
from peace_ledger.charts.sources import most_cited, published, tables
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine
from peace_ledger.marks import mark_of
from tests.charts.drawn import check, check_empty
from tests.fixtures import Parameters

Ask = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def ask(engine: Engine, parameters: Callable[..., Parameters]) -> Ask:
    """Ask a question of the page without filters."""
    return lambda name: engine.rows(f"sources/{name}", parameters())


def test_parties_come_first_and_each_bar_is_whole(ask: Ask, dataset: Dataset) -> None:
    chart = tables.by_side(ask("rows_by_table"), dataset)
    traces = check(chart)
    assert [trace["name"] for trace in traces] == ["Armenia", "Azerbaijan", "Third party"]
    for label in traces[0]["y"]:
        parts = [trace["x"][trace["y"].index(label)] for trace in traces if label in trace["y"]]
        assert sum(parts) == pytest.approx(1)
    assert chart.title == (
        "Detentions lean most to one party's publishers: Armenia 26, Azerbaijan 3, Third party 9, of 38 rows"
    )


def test_low_confidence_is_hollow_and_ungraded_tables_say_so(ask: Ask, dataset: Dataset) -> None:
    chart = tables.by_confidence(ask("rows_by_table"), dataset)
    *_, low = check(chart)
    assert (low["name"], low["marker"]["color"]) == ("Low confidence", "@ground")
    assert dict(zip([label.split(",")[0] for label in low["y"]], low["text"], strict=True)) == {
        "Reactions": "96",
        "Releases": "10",
        "Commitment updates": "17",
    }
    assert chart.figure is not None
    notes = {note["y"].split(",")[0]: note["text"] for note in chart.figure["layout"]["annotations"]}
    assert set(notes) == {"Events", "Detentions", "Commitments", "Disputes"}
    assert set(notes.values()) == {"not graded by confidence"}
    assert chart.title.startswith("Of low confidence: 32 % (96 of 298) of reactions")


def test_few_rows_keep_their_fraction(dataset: Dataset) -> None:
    rows = [
        {"table_name": "reactions", "perspective": "armenia", "confidence": "low", "row_count": 1},
        {"table_name": "reactions", "perspective": "armenia", "confidence": "high", "row_count": 2},
    ]
    assert tables.by_confidence(rows, dataset).title == "Of low confidence: 1 of 3 of reactions"
    assert tables.by_side(rows, dataset).title == "On whose publishers do the rows of each table rest?"


def test_lanes_hold_every_dated_source(ask: Ask, dataset: Dataset) -> None:
    rows = ask("by_day")
    chart = published.over_time(rows, dataset)
    assert sum(sum(trace["y"]) for trace in check(chart)) == sum(row["sources"] for row in rows) == 382


def test_gaps_name_day_and_address(ask: Ask, dataset: Dataset) -> None:
    chart = published.gaps(ask("gaps"), 591, dataset)
    check(chart)
    assert chart.title == (
        "The day of publication is not known for 35 % (209 of 591) sources; 1 source has no address"
    )


def test_the_table_holds_all_publishers_and_the_figure_the_first(ask: Ask, dataset: Dataset) -> None:
    rows = ask("publishers")
    chart = most_cited.most_cited(rows, dataset)
    traces = check(chart)
    assert sum(len(trace["x"]) for trace in traces) == most_cited.SHOWN
    assert len(chart.rows) == len(rows) == 271
    assert {trace["name"] for trace in traces} == {"Armenia", "Azerbaijan", "Third party"}


def test_nothing_is_left(dataset: Dataset) -> None:
    for chart in (
        tables.by_side([], dataset),
        tables.by_confidence([], dataset),
        published.over_time([], dataset),
        published.gaps([], 0, dataset),
        most_cited.most_cited([], dataset),
    ):
        check_empty(chart)


def test_a_publisher_named_like_a_tag_is_shown_as_it_is_written(dataset: Dataset) -> None:
    row = {
        "publisher": "<b>@ink</b>",
        "perspective": "armenia",
        "first_source": "one",
        "sources": 1,
        "row_count": 2,
    }
    chart = most_cited.most_cited([row], dataset)
    assert chart.figure is not None
    assert chart.figure["layout"]["yaxis"]["ticktext"] == ["&lt;b&gt;@ink&lt;/b&gt;"]


QUESTIONS = {("releases", "one"): {"q-a": "How many?", "q-b": "When?"}}


def _chart(*traces: dict[str, Any], marks: list[str | None]) -> Chart:
    return Chart(
        name="people_over_time",
        title="",
        figure={"data": list(traces), "layout": {"showlegend": False}},
        alt="Two points.",
        height=100,
        columns=(Column("people", "People", "number"),),
        rows=[[place] for place, _ in enumerate(marks)],
        marks=marks,
    )


def test_a_disputed_point_bears_the_sign_once() -> None:
    marks = [mark_of("people_over_time", key) for key in ("one", "two")]
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": ["2021-01-01", "2021-01-02"],
        "y": [1, 2],
        "customdata": marks,
        "hovertext": ["first", "second"],
        "xaxis": "x2",
        "yaxis": "y2",
    }
    chart = disputed.signed(_chart(points, points, marks=[*marks]), QUESTIONS)
    assert chart.figure is not None
    *drawn, sign, key = chart.figure["data"]
    assert [trace["showlegend"] for trace in drawn] == [False, False]
    assert [trace["hovertext"] for trace in drawn] == [["first<br>≠ sources disagree", "second"]] * 2
    assert (sign["x"], sign["y"], sign["xaxis"], sign["yaxis"]) == (["2021-01-01"], [1], "x2", "y2")
    assert "customdata" not in sign
    assert (key["name"], chart.figure["layout"]["showlegend"]) == ("Sources disagree", True)
    assert chart.rows == [[0, ["How many?", "When?"]], [1, None]]
    assert chart.alt == "Two points. Sources disagree on 1 row of it."
    assert points["hovertext"] == ["first", "second"]


def test_a_life_in_bars_bears_the_sign_before_its_first_bar() -> None:
    mark = mark_of("lifelines", "one")

    def bar(day: str) -> dict[str, Any]:
        return {"type": "bar", "base": [day], "x": [1], "y": [3], "customdata": [mark]}

    later, first = bar("2021-02-01"), bar("2021-01-01")
    points = {"type": "scatter", "x": ["2020-12-01"], "y": [3], "customdata": [mark]}
    chart = disputed.signed(
        _chart(later, first, points, marks=[mark]), {("commitments", "one"): {"q-a": "Was it kept?"}}
    )
    assert chart.figure is not None
    *_, sign, _ = chart.figure["data"]
    assert len(chart.figure["data"]) == 5
    assert (sign["x"], sign["y"], sign["textposition"]) == (["2021-01-01"], [3], "middle left")


@pytest.mark.parametrize(
    "mark", [None, "people_over_time~two", "stance_by_event~e~welcomes", "no mark at all"]
)
def test_a_chart_without_disputed_rows_stays_as_it_is(mark: str | None) -> None:
    chart = _chart({"type": "scatter", "x": [1], "y": [1], "customdata": [mark]}, marks=[mark])
    assert disputed.signed(chart, QUESTIONS) is chart


def test_the_signs_on_people_handed_over_are_those_of_the_file(
    engine: Engine, parameters: Callable[..., Parameters], dataset: Dataset, table: Any
) -> None:
    rows = engine.rows("releases/people_over_time", parameters())
    questions = {
        (row["subject_table"], row["subject_id"]): {row["dispute_id"]: row["question"]}
        for row in table("disputes")
    }
    chart = disputed.signed(handed_over.people_over_time(rows, dataset), questions)
    traces = check(chart)
    signed = sum(
        len(trace["x"]) for trace in traces if "≠" in str(trace.get("text")) and trace["x"] != [None]
    )
    assert signed == sum(("releases", row["release_id"]) in questions for row in rows) > 5
    assert date(2023, 12, 13) in {row["day"] for row in rows}
