"""Stances of actors side by side, how near they are to others, and what was promised by and to them."""

from collections.abc import Callable
from typing import Any

import pytest

from peace_ledger import marks
from peace_ledger.charts.actors import nearness, promises, stances
from peace_ledger.charts.chart import Chart
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine, Rows
from tests.charts import drawn
from tests.fixtures import Parameters

Of = Callable[..., Parameters]
PAIR = ("united-states", "russia")
SUMMIT = "washington-summit-2025-08-08"


@pytest.fixture
def told(engine: Engine, parameters: Of) -> Callable[..., Rows]:
    def of(*actors: str, apart: bool = False, **chosen: Any) -> Rows:
        return engine.rows("actors/stances", parameters(actors=actors, **chosen) | {"apart": apart})

    return of


@pytest.fixture
def pair(told: Callable[..., Rows], dataset: Dataset) -> Chart:
    return stances.stances(told(*PAIR), PAIR, dataset)


def panel(chart: Chart, number: int) -> dict[str, tuple[Any, Any, str]]:
    """The clickable points of one panel."""
    assert chart.figure
    axis = "x" if number == 0 else f"x{number + 1}"
    found = drawn.points([trace for trace in chart.figure["data"] if trace.get("xaxis") == axis])
    return {name: point for name, point in found.items() if name}


def test_each_actor_has_its_panel_and_each_stance_its_place(pair: Chart, told: Callable[..., Rows]) -> None:
    drawn.check(pair)
    places = {"rejects": 0, "critical": 1, "neutral": 2, "cautious": 3, "welcomes": 4, "supports": 5}
    for number, whole in enumerate(PAIR):
        points = panel(pair, number)
        rows = [row for row in told(*PAIR) if row["whole_id"] == whole and row["stance"]]
        assert len(points) == len(rows)
        for row in rows:
            name = marks.mark_of("actor_stances", whole, row["event_id"], row["stance"])
            assert points[name][0] == places[row["stance"]]


def test_the_same_event_is_the_same_line_for_both(pair: Chart) -> None:
    lines: dict[str, set[int]] = {}
    for number in (0, 1):
        for name, (_, y, _) in panel(pair, number).items():
            lines.setdefault(name.split("~")[2], set()).add(y)
    assert all(len(places) == 1 for places in lines.values())
    order = [min(lines[event]) for event in sorted(lines, key=lambda event: event.rsplit("-20", 1)[1])]
    assert order == sorted(order)


def test_other_stances_on_an_event_are_smaller_and_tied_to_the_latest(pair: Chart) -> None:
    assert pair.figure
    sizes = {
        name: trace["marker"]["size"] for trace in pair.figure["data"] for name in drawn.clickable([trace])
    }
    latest, other = (f"actor_stances~russia~{SUMMIT}~{stance}" for stance in ("neutral", "cautious"))
    assert sizes[latest] > sizes[other]
    points = panel(pair, 1)
    stroke = next(
        trace for trace in pair.figure["data"] if trace["mode"] == "lines" and trace["xaxis"] == "x2"
    )
    pairs = list(zip(stroke["x"], stroke["y"], strict=True))
    assert points[other][:2] in pairs
    assert points[latest][:2] == pairs[pairs.index(points[other][:2]) + 1]


def test_low_confidence_is_hollow(pair: Chart, told: Callable[..., Rows]) -> None:
    hollow = {
        marks.mark_of("actor_stances", row["actor_id"], row["event_id"], row["stance"])
        for row in told(*PAIR)
        if row["stance"] and row["low"] == row["reactions"]
    }
    assert hollow
    points = panel(pair, 0) | panel(pair, 1)
    assert {name for name, (_, _, symbol) in points.items() if symbol.endswith("-open")} == hollow


def test_what_was_not_found_stands_off_the_scale_and_opens_nothing(
    pair: Chart, told: Callable[..., Rows]
) -> None:
    assert pair.figure
    dashes = [
        trace
        for trace in pair.figure["data"]
        if "line-ew-open" in trace.get("marker", {}).get("symbol", ()) and not trace["showlegend"]
    ]
    places = [x for trace in dashes for x in trace["x"]]
    assert len(places) == sum(1 for row in told(*PAIR) if not row["stance"])
    assert max(places) < 0
    assert not list(drawn.clickable(dashes))
    assert [row[3] for row, mark in zip(pair.rows, pair.marks, strict=True) if not mark] == [
        stances.NOT_FOUND
    ] * len(places)


def test_the_legend_names_only_what_occurs(told: Callable[..., Rows], dataset: Dataset, pair: Chart) -> None:
    assert pair.figure
    assert drawn.legend(pair.figure["data"]) == [
        "Large: the latest stance",
        "Small: another stance on the same event",
        "Low confidence",
        stances.NOT_FOUND,
    ]
    plain = stances.stances([row for row in told("nato") if row["latest"]], ("nato",), dataset)
    assert plain.figure
    assert stances.NOT_FOUND not in drawn.legend(plain.figure["data"])


def test_bodies_apart_have_lines_of_their_own_below_their_event(
    told: Callable[..., Rows], dataset: Dataset
) -> None:
    rows = told("european-union", apart=True)
    chart = stances.stances(rows, ("european-union",), dataset, apart=True)
    drawn.check(chart)
    points = panel(chart, 0)
    assert {marks.read(name).chart for name in points} == {"body_stances"}  # type: ignore[union-attr]
    lines = {(row["actor_id"], row["event_id"]) for row in rows}
    assert len({y for _, y, _ in points.values()}) == len(
        {(row["actor_id"], row["event_id"]) for row in rows if row["stance"]}
    )
    assert chart.figure
    words = chart.figure["layout"]["yaxis"]["ticktext"]
    assert len(words) == len(lines) + len({event for _, event in lines})
    assert "European Union and its bodies" in chart.title


def test_the_title_counts_favour_by_latest_stance(pair: Chart, told: Callable[..., Rows]) -> None:
    for whole, name in zip(PAIR, ("United States", "Russia"), strict=True):
        latest = [row for row in told(*PAIR) if row["whole_id"] == whole and row["latest"]]
        good = sum(1 for row in latest if row["stance"] in ("supports", "welcomes"))
        assert f"{name} on {good} of {len(latest)} events" in pair.title
        assert name in pair.alt


def test_an_actor_that_was_only_looked_for_is_not_counted(
    told: Callable[..., Rows], dataset: Dataset
) -> None:
    chart = stances.stances(told("spain", "iran"), ("spain", "iran"), dataset)
    assert "Spain (no reaction found)" in chart.title
    assert "Spain: looked for and not found 1" in chart.alt


def test_no_stances_leave_a_way_out(dataset: Dataset) -> None:
    drawn.check_empty(stances.stances([], ("iran",), dataset))


@pytest.fixture
def near(engine: Engine, parameters: Of) -> Callable[[str], Rows]:
    return lambda actor: engine.rows("actors/nearness", parameters() | {"chosen_actor": actor})


def test_nearness_draws_the_counts_of_the_table(near: Callable[[str], Rows], dataset: Dataset) -> None:
    rows = near("armenia")
    chart = nearness.nearness(rows, "armenia", dataset)
    traces = drawn.check(chart)
    assert len(chart.rows) == sum(1 for row in rows if row["shared"] >= nearness.LEAST_SHARED)
    lengths: dict[str, int] = {}
    for trace in traces:
        for name, size in zip(trace["customdata"], trace["x"], strict=True):
            lengths[name] = lengths.get(name, 0) + size
    assert lengths == {name: row[1] for name, row in zip(chart.marks, chart.rows, strict=True)}
    assert all(row[1] == sum(row[2:]) for row in chart.rows)


def test_where_many_can_be_compared_both_ends_are_drawn(
    near: Callable[[str], Rows], dataset: Dataset
) -> None:
    found = nearness.enough(near("european-union"))
    shown = nearness.drawn(found)
    assert len(found) > len(shown) == 2 * nearness.ENDS_SHOWN
    assert (shown[0], shown[-1]) == (found[0], found[-1])
    chart = nearness.nearness(found, "european-union", dataset)
    assert len(chart.rows) == len(found)
    assert chart.figure
    assert len(chart.figure["layout"]["yaxis"]["ticktext"]) == len(shown)


def test_below_the_least_number_of_shared_events_nobody_is_compared(
    near: Callable[[str], Rows], dataset: Dataset
) -> None:
    rows = [row for row in near("armenia") if row["shared"] < nearness.LEAST_SHARED]
    assert rows
    chart = nearness.nearness(rows, "armenia", dataset)
    drawn.check_empty(chart)
    assert "3 events" in chart.empty


def test_the_second_actor_has_a_chart_of_its_own(near: Callable[[str], Rows], dataset: Dataset) -> None:
    chart = nearness.nearness(near("russia"), "russia", dataset, second=True)
    assert chart.name == "nearness_second"
    assert {str(mark).split("~")[0] for mark in chart.marks} == {"nearness_second"}


@pytest.mark.parametrize("apart", [False, True])
def test_promises_stand_by_part_in_the_order_of_the_page(
    engine: Engine, parameters: Of, dataset: Dataset, apart: bool
) -> None:
    rows = engine.rows("actors/commitments", parameters(actors=PAIR) | {"apart": apart})
    chart = promises.by_part(rows, PAIR, dataset, apart=apart)
    drawn.check(chart)
    words = list(dict.fromkeys(row[0] for row in chart.rows))
    assert sorted(words) == [
        "Made by Russia",
        "Made by United States",
        "Made to Russia",
        "Made to United States",
    ]
    assert chart.figure
    lines = chart.figure["layout"]["yaxis"]["categoryarray"][::-1]
    assert [line.split("<br>")[0] for line in lines] == [
        "Made by United States",
        "Made by Russia",
        "Made to United States",
        "Made to Russia",
    ]


def test_a_promise_by_one_and_to_the_other_is_not_told_as_a_sum(
    engine: Engine, parameters: Of, dataset: Dataset
) -> None:
    both = ("armenia", "azerbaijan")
    chart = promises.by_part(engine.rows("actors/commitments", parameters(actors=both)), both, dataset)
    assert "Made by Armenia: 97 commitments" in chart.alt
    assert "Made by Azerbaijan: 88 commitments" in chart.alt
    assert "185" not in chart.alt


def test_no_promises_leave_a_way_out(dataset: Dataset) -> None:
    drawn.check_empty(promises.by_part([], ("iran",), dataset))
