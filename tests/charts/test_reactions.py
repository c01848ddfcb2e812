"""The charts of the Reactions page, on their data."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart
from peace_ledger.charts.reactions import matrix, speed, stances, world
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine
from tests.charts.plotted import plotted, points
from tests.fixtures import Parameters

SEED = "joint-statement-2023-12-07"
Draw = Callable[..., Chart]


@pytest.fixture
def draw(engine: Engine, dataset: Dataset, parameters: Callable[..., Parameters]) -> Draw:
    """Draw a chart of the page under filters."""

    def of(name: str, **chosen: Any) -> Chart:
        values = parameters(**chosen)
        if name == "stances":
            return stances.stance_by_event(engine.rows("reactions/stance_by_event", values), dataset)
        if name == "matrix":
            return matrix.actor_by_event(engine.rows("reactions/actor_by_event", values), dataset)
        if name == "speed":
            rows = engine.rows("reactions/reaction_speed", values)
            return speed.reaction_speed(rows, engine.rows("reactions/delay_median", values), dataset)
        rows = engine.rows("reactions/stance_map", values | {"map_event": SEED})
        return world.stance_map(rows, SEED, dataset)

    return of


CHARTS = ("stances", "matrix", "speed", "world")


@pytest.mark.parametrize("name", CHARTS)
def test_plotly_takes_the_figure_and_its_marks_are_in_the_table(draw: Draw, name: str) -> None:
    chart = draw(name)
    plotted(chart)
    offered = {mark for mark, _ in points(chart) if isinstance(mark, str)}
    if name == "matrix":
        (heat,) = [trace for trace in (chart.figure or {})["data"] if trace["type"] == "heatmap"]
        offered = {mark for line in heat["customdata"] for mark in line if mark}
    assert offered
    assert offered <= {mark for mark in chart.marks if mark}


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_left_is_said_and_not_drawn(draw: Draw, name: str) -> None:
    chart = draw(name, until=date(1990, 1, 1))
    assert chart.figure is None
    assert chart.rows == chart.marks == []
    assert "filters" in chart.empty
    assert "left" in chart.alt


def bars(chart: Chart) -> list[dict[str, Any]]:
    """The traces of a chart without those that stand in its legend only."""
    return [trace for trace in (chart.figure or {})["data"] if "customdata" in trace]


def names(chart: Chart) -> list[str]:
    """The words of its legend."""
    return [trace["name"] for trace in (chart.figure or {})["data"] if trace.get("showlegend")]


def test_diverging_bars_meet_in_the_middle_of_neutral(draw: Draw) -> None:
    chart = draw("stances", events=(SEED,))
    parts: dict[str, list[tuple[float, float]]] = {}
    for trace in bars(chart):
        stance = trace["legendgroup"]
        parts.setdefault(stance, []).extend(
            (base, base + size) for base, size in zip(trace["base"], trace["x"], strict=True)
        )
    spans = {stance: (min(a for a, _ in of), max(b for _, b in of)) for stance, of in parts.items() if of}
    assert spans["neutral"][0] == -spans["neutral"][1]
    assert spans["critical"][1] == spans["neutral"][0]
    assert spans["cautious"][0] == spans["neutral"][1]
    assert spans["supports"][0] == spans["welcomes"][1]
    total = sum(high - low for low, high in spans.values())
    assert total == sum(row[3] for row in chart.rows) == 53


def test_low_confidence_is_hollow(draw: Draw, dataset: Dataset) -> None:
    chart = draw("stances", events=(SEED,))
    low = {row[2]: row[4] for row in chart.rows if row[4]}
    hollow = {
        trace["name"]: sum(trace["x"])
        for trace in bars(chart)
        if trace["marker"]["color"] == "@ground" and trace["x"]
    }
    assert {name.split(",")[0]: count for name, count in hollow.items()} == low
    firm = draw("stances", events=(SEED,), confidence="medium")
    assert all(row[4] == 0 for row in firm.rows)
    assert "Low confidence" in names(chart)
    assert "Low confidence" not in names(firm)
    assert dataset.label("reactions", "stance", "supports") in low


def test_the_two_blanks_look_different(draw: Draw) -> None:
    chart = draw("matrix", events=(SEED,))
    (blanks,) = [
        trace for trace in (chart.figure or {})["data"] if trace.get("name") == "Looked for, not found"
    ]
    assert blanks["x"]
    assert blanks["marker"]["symbol"].startswith("line-ew")
    assert all("not silence" in hover for hover in blanks["hovertext"])
    (heat,) = [trace for trace in (chart.figure or {})["data"] if trace["type"] == "heatmap"]
    whole = draw_heat(draw)
    worded = [[bool(hover) for hover in line] for line in whole["hovertext"]]
    assert worded == [[code is not None for code in line] for line in whole["z"]]
    assert any(code is None for line in whole["z"] for code in line[::3])
    assert len(heat["z"]) <= matrix.LINES_SHOWN[1]
    assert len(whole["z"]) < len({row[0] for row in draw("matrix").rows})


def draw_heat(draw: Draw) -> dict[str, Any]:
    """The bricks of the whole matrix, where most pairs were not looked for."""
    (heat,) = [trace for trace in (draw("matrix").figure or {})["data"] if trace["type"] == "heatmap"]
    return dict(heat)


def test_a_cell_of_several_stances_is_split(draw: Draw, dataset: Dataset) -> None:
    chart = draw("matrix")
    codes = dataset.codes("reactions", "stance")
    (heat,) = [trace for trace in (chart.figure or {})["data"] if trace["type"] == "heatmap"]
    split = {
        mark: (left, right)
        for line, marks in zip(heat["z"], heat["customdata"], strict=True)
        for left, right, mark in zip(line[::3], line[1::3], marks[::3], strict=True)
        if left != right
    }
    labels = {dataset.label("reactions", "stance", code): place + 0.5 for place, code in enumerate(codes)}
    several = {mark: row for mark, row in zip(chart.marks, chart.rows, strict=True) if row[4]}
    assert split
    for mark, (left, right) in split.items():
        assert (left, right) == (labels[several[mark][4]], labels[several[mark][3]])


def test_the_parties_stand_first_and_in_their_order(draw: Draw, dataset: Dataset) -> None:
    chart = draw("speed")
    axis = (chart.figure or {})["layout"]["yaxis"]["categoryarray"][::-1]
    sides = [dataset.label("actors", "side", party.side) for party in dataset.package.parties]
    assert [line.split(" and ")[0] for line in axis[: len(sides)]] == sides


def maps(chart: Chart) -> dict[str, list[dict[str, Any]]]:
    """The traces of the map of the world, and of that of the region around the parties."""
    found: dict[str, list[dict[str, Any]]] = {"geo": [], "geo2": []}
    for trace in (chart.figure or {})["data"]:
        found[trace.get("geo", "geo")].append(trace)
    return found


def states(traces: list[dict[str, Any]], kind: str) -> list[str]:
    """The states of clickable traces of a kind."""
    return [
        place
        for trace in traces
        if trace["type"] == kind and "customdata" in trace
        for place in trace["locations"]
    ]


def test_the_map_gives_every_state_colour_and_one_sign(draw: Draw) -> None:
    world, region = maps(draw("world")).values()
    filled, signed = states(world, "choropleth"), states([*world, *region], "scattergeo")
    assert sorted(filled) == sorted(signed)
    assert len(filled) == len(set(filled))
    assert sorted(states(region, "choropleth")) == sorted(states(region, "scattergeo"))


def test_the_signs_around_the_parties_stand_on_the_larger_map(draw: Draw) -> None:
    chart = draw("world")
    world, region = maps(chart).values()
    near = states(region, "scattergeo")
    assert {"ARM", "AZE", "TUR"} <= set(near)
    assert not set(near) & set(states(world, "scattergeo"))
    layout = (chart.figure or {})["layout"]
    assert layout["geo"]["domain"]["x"][1] < layout["geo2"]["domain"]["x"][0]
    assert chart.narrow["geo2.domain"]["y"][1] < chart.narrow["geo.domain"]["y"][0]


def test_a_map_without_the_parties_is_one_map(draw: Draw) -> None:
    chart = draw("world", actors=("france",))
    assert "geo2" not in (chart.figure or {})["layout"]
    assert not maps(chart)["geo2"]
    assert states(maps(chart)["geo"], "scattergeo") == ["FRA"]


def test_a_state_is_hollow_where_all_it_said_is_of_low_confidence(draw: Draw) -> None:
    chart = draw("world")
    low = {mark for mark, row in zip(chart.marks, chart.rows, strict=True) if mark and row[2] == row[3]}
    hollow = {
        mark
        for trace in maps(chart)["geo"]
        if trace["type"] == "choropleth"
        for mark, z in zip(trace["customdata"], trace["z"], strict=True)
        if trace["colorscale"][2 * int(z)][1] == "@ground"
    }
    assert hollow == low != set()
    assert "Low confidence" in names(chart)
    firm = draw("world", confidence="medium")
    assert "Low confidence" not in names(firm)


def test_a_state_has_the_colour_and_the_sign_of_its_stance(draw: Draw, dataset: Dataset) -> None:
    chart = draw("world")
    stance = {mark: row[1] for mark, row in zip(chart.marks, chart.rows, strict=True)}
    code = {word: code for code, word in dataset.labels("reactions", "stance").items()}
    drawn = (chart.figure or {})["data"]
    (fills, *_), (signs, *_) = (
        [trace for trace in drawn if trace["type"] == kind and "customdata" in trace]
        for kind in ("choropleth", "scattergeo")
    )
    for place, mark in enumerate(fills["customdata"]):
        colour, line = fills["colorscale"][2 * int(fills["z"][place])][1], fills["marker"]["line"]["color"]
        assert f"@stance-{code[stance[mark]]}" in (colour, line[place])
        assert fills["zmin"] < fills["z"][place] < fills["zmax"] == len(fills["colorscale"]) / 2
    for place, mark in enumerate(signs["customdata"]):
        symbol, colour = (signs["marker"][name][place] for name in ("symbol", "color"))
        assert symbol.removesuffix("-open") == style.STANCE_SYMBOLS[code[stance[mark]]]
        assert colour == f"@stance-{code[stance[mark]]}"


def test_the_map_has_few_traces(draw: Draw) -> None:
    drawn = (draw("world").figure or {})["data"]
    # Each that is drawn makes plotly.js build the outlines of the world once; the rest is for the legend.
    assert len([trace for trace in drawn if trace.get("locations")]) <= 8


def test_every_sign_of_the_map_lies_on_a_badge_of_the_ground(draw: Draw) -> None:
    placed: dict[bool, list[str]] = {True: [], False: []}
    for trace in (draw("world").figure or {})["data"]:
        if trace["type"] == "scattergeo" and "marker" in trace and trace["name"] != "Looked for, not found":
            placed[trace["marker"]["color"] == "@ground"] += trace["locations"]
    assert placed[True] == placed[False] != []


def test_a_cell_is_hollow_where_all_its_reactions_are_of_low_confidence(draw: Draw) -> None:
    chart = draw("matrix", events=(SEED,))
    low = [row for row in chart.rows if row[5] and row[5] == row[6]]
    (inside,) = [
        trace for trace in (chart.figure or {})["data"] if trace.get("name") == "inside of hollow cells"
    ]
    assert inside["x"].count(None) == len(low) > 0
    assert inside["fillcolor"] == "@ground"
    firm = draw("matrix", events=(SEED,), confidence="medium")
    assert "inside of hollow cells" not in {trace.get("name") for trace in (firm.figure or {})["data"]}


def test_the_filled_part_of_a_bubble_is_the_share_of_better_confidence(draw: Draw) -> None:
    chart = draw("speed")
    filled, outlines = (trace for trace in (chart.figure or {})["data"] if "customdata" in trace)
    counts = {mark: (row[2], row[3]) for mark, row in zip(chart.marks, chart.rows, strict=True)}
    for mark, inner, outer in zip(
        outlines["customdata"], filled["marker"]["size"], outlines["marker"]["size"], strict=True
    ):
        every, low = counts[mark]
        assert (inner / outer) ** 2 == pytest.approx((every - low) / every)
    assert outlines["marker"]["symbol"] == "circle-open"


def test_names_of_actors_differ_on_a_phone(draw: Draw) -> None:
    chart = draw("matrix")
    labels = chart.narrow["yaxis.ticktext"]
    assert len(set(labels)) == len(labels)
    assert all(label.count("<br>") <= 1 for label in labels)
