"""The charts of the Method page, on their data."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger import translation
from peace_ledger.agreement import Reading, confusion
from peace_ledger.charts.chart import Chart
from peace_ledger.charts.method import coders, missing_days, quarters, stances
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine
from tests.charts import drawn
from tests.charts.plotted import plotted
from tests.fixtures import CsvRows, Parameters

Draw = Callable[..., Chart]
CHARTS = {
    "stance_by_side": stances.stance_by_side,
    "rows_by_quarter": quarters.rows_by_quarter,
    "missing_days": missing_days.missing_days,
}


@pytest.fixture
def draw(engine: Engine, dataset: Dataset, parameters: Callable[..., Parameters]) -> Draw:
    """Draw a chart of the page under filters."""

    def of(name: str, **chosen: Any) -> Chart:
        if name != "coder_agreement":
            return CHARTS[name](engine.rows(f"method/{name}", parameters(**chosen)), dataset)
        rows = engine.rows("method/codings", parameters(**chosen))
        readings = [Reading(row["coder"], row["reaction_id"], row["stance"]) for row in rows]
        return coders.coder_agreement(confusion(readings, "A", "B"), "A", "B", dataset)

    return of


@pytest.mark.parametrize("name", CHARTS)
def test_plotly_takes_the_figure_and_its_marks_are_in_the_table(draw: Draw, name: str) -> None:
    drawn.check(draw(name))


@pytest.mark.parametrize("name", [*CHARTS, "coder_agreement"])
def test_nothing_left_is_said_and_not_drawn(draw: Draw, name: str) -> None:
    drawn.check_empty(draw(name, until=date(1990, 1, 1)))


@pytest.mark.parametrize("name", [*CHARTS, "coder_agreement"])
def test_words_are_computed_from_the_rows(draw: Draw, name: str) -> None:
    whole, part = draw(name), draw(name, actors=("russia",))
    assert whole.alt != part.alt
    assert any(str(cell) in part.alt for row in part.rows for cell in row if isinstance(cell, int) and cell)


def test_the_title_says_how_far_praise_outweighs(draw: Draw, table: Callable[[str], CsvRows]) -> None:
    counts = Counter(row["stance"] for row in table("reactions"))
    praise, blame = counts["supports"] + counts["welcomes"], counts["critical"] + counts["rejects"]
    total = sum(counts.values())
    assert draw("stance_by_side").title == (
        f"{100 * praise / total:.0f} % ({praise} of {total}) of the reactions "
        "are coded supports or welcomes, "
        f"{100 * blame / total:.0f} % ({blame} of {total}) critical or rejects"
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2023, 10, 1), date(2023, 12, 31)),
        (date(2024, 1, 1), date(2024, 3, 31)),
        (date(2023, 1, 1), date(2023, 3, 31)),
        (date(2025, 7, 1), date(2025, 9, 30)),
    ],
)
def test_a_quarter_ends_on_its_last_day(first: date, last: date) -> None:
    assert quarters.last_day(first) == last


@pytest.mark.parametrize(
    ("language", "months"),
    [("en", ("October", "December 2023")), ("ru", ("октябрь", "декабрь 2023"))],
)
def test_the_months_of_a_quarter_are_called_as_the_language_does(
    language: str, months: tuple[str, ...]
) -> None:
    with translation.speaking(language):
        told = quarters.quarter(date(2023, 10, 1))
    assert [month for month in months if month not in told] == []


def test_each_table_has_a_lane_in_the_order_of_the_package(draw: Draw, dataset: Dataset) -> None:
    chart = draw("rows_by_quarter")
    names = [trace["name"] for trace in (chart.figure or {})["data"]]
    titles = [table.title for table in dataset.package.tables]
    assert names == [title for title in titles if title in names]
    assert len(names) == 6


def test_few_cases_are_given_without_a_percentage(draw: Draw) -> None:
    chart = draw("missing_days", actors=("russia",))
    words = [text for trace in (chart.figure or {})["data"] for text in trace["text"]]
    counts = {row[0]: row[3] for row in chart.rows}
    assert counts["Detentions"] < 5
    assert f"0 of {counts['Detentions']}" in words


def test_the_crossed_codes_run_from_best_to_worst_both_ways(
    draw: Draw, dataset: Dataset, table: Callable[[str], CsvRows]
) -> None:
    chart = draw("coder_agreement")
    plotted(chart)
    heat, numbers = (chart.figure or {})["data"]
    order = list(dataset.codes("codings", "stance"))
    codes: dict[str, dict[str, str]] = {}
    for row in table("codings"):
        codes.setdefault(row["reaction_id"], {})[row["coder"]] = row["stance"]
    expected = Counter((one["A"], one["B"]) for one in codes.values())
    shown = {
        (order[y], order[x]): int(text)
        for x, y, text in zip(numbers["x"], numbers["y"], numbers["text"], strict=True)
    }
    assert shown == expected
    layout = (chart.figure or {})["layout"]
    labels = [dataset.label("codings", "stance", code) for code in order]
    assert layout["xaxis"]["ticktext"] == layout["yaxis"]["ticktext"] == labels
    assert layout["yaxis"]["range"][0] > layout["yaxis"]["range"][1], "the best stands on top"
    marks = {heat["customdata"][order.index(one)][order.index(other)] for one, other in expected}
    assert marks == set(chart.marks)
    assert sum(1 for line in heat["z"] for value in line if value is not None) == len(expected)
    assert len(layout["shapes"]) == len(order)


def test_names_that_look_like_markup_stay_text(dataset: Dataset) -> None:
    chart = coders.coder_agreement({("supports", "welcomes"): 2}, "<b>A</b>", "B", dataset)
    assert (chart.figure or {})["layout"]["yaxis"]["title"]["text"] == "coder &lt;b&gt;A&lt;/b&gt;"
