"""Tall figures in pictures: as many rows as have their names, and no mark without one."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from peace_ledger import preview
from peace_ledger.drawing import rows
from tests.test_preview import page_of, previewed, words_of

NAMES = ["a", "b", "c", "d", "e"]


def figure(**axis: Any) -> dict[str, Any]:
    """Five named rows with a point each, and a line that is parted between the second and the third."""
    points = {
        "type": "scatter",
        "x": [1, 2, 3, 4, 5],
        "y": [0, 1, 2, 3, 4],
        "customdata": [f"chart~{name}" for name in NAMES],
        "marker": {"color": ["1", "2", "3", "4", "5"], "size": 9},
    }
    line = {"type": "scatter", "x": [0, 0, None, 1, 1], "y": [0, 1, None, 2, 3]}
    note = {"text": "at d", "x": 0, "y": 3}
    above = {"text": "above all", "x": 0, "y": 1, "yref": "paper"}
    shape = {"type": "rect", "x0": 0, "x1": 1, "y0": 1, "y1": 2}
    layout = {"yaxis": axis, "annotations": [note, above], "shapes": [shape]}
    return {"data": [points, line], "layout": layout}


NUMBERED = {"tickvals": [0, 1, 2, 3, 4], "ticktext": NAMES, "range": [4.5, -0.5]}


@given(count=st.integers(1, 90), most=st.integers(1, 40), wanted=st.none() | st.integers(0, 89))
def test_a_window_is_full_and_has_the_row_that_is_wanted(count: int, most: int, wanted: int | None) -> None:
    most = min(count, most)
    wanted = None if wanted is None else min(wanted, count - 1)
    kept = rows.window(count, most, wanted)
    assert len(kept) == most
    assert kept.start >= 0
    assert kept.stop <= count
    assert wanted in kept if wanted is not None else kept.start == 0


def test_what_stands_on_other_rows_is_left_out() -> None:
    whole = figure(**NUMBERED)
    before = copy.deepcopy(whole)
    found = rows.Rows.of(whole)
    assert found is not None
    part = rows.cut(whole, found, range(2, 5))
    points, line = part["data"]
    assert (points["y"], points["customdata"]) == ([2, 3, 4], ["chart~c", "chart~d", "chart~e"])
    assert points["marker"] == {"color": ["3", "4", "5"], "size": 9}
    assert line["y"] == [None, 2, 3]
    assert part["layout"]["yaxis"] == {
        "tickvals": [2, 3, 4],
        "ticktext": ["c", "d", "e"],
        "range": [4.5, 1.5],
    }
    assert [note["text"] for note in part["layout"]["annotations"]] == ["at d", "above all"]
    assert len(part["layout"]["shapes"]) == 1
    assert whole == before


def test_rows_are_counted_from_the_top_whichever_way_the_axis_runs() -> None:
    upward = {**NUMBERED, "range": [-0.5, 4.5]}
    named = {"categoryarray": NAMES[::-1]}
    for axis, top in ((NUMBERED, 0), (upward, 4), (named, "a")):
        found = rows.Rows.of(figure(**axis))
        assert found is not None
        assert found.places[0] == top
        assert found.row(top) == 0


def test_heights_that_are_amounts_are_no_rows() -> None:
    assert rows.Rows.of(figure(tickvals=[0, 20, 40], ticktext=["0", "20", "40"])) is None
    assert rows.Rows.of(figure(tickvals=[0, 1, 2])) is None
    stacked = figure(**NUMBERED)
    stacked["layout"]["yaxis2"] = {}
    assert rows.Rows.of(stacked) is None


def test_the_row_of_a_mark_is_found_among_points_and_bricks() -> None:
    bricks = {"type": "heatmap", "y": [0, 1, 2], "z": [[1], [2]], "customdata": [["m~1"], ["m~2"]]}
    axis = {"tickvals": [0.5, 1.5], "ticktext": ["a", "b"], "range": [2, 0]}
    grid = {"data": [bricks], "layout": {"yaxis": axis}}
    found = rows.Rows.of(grid)
    assert found is not None
    assert [found.of_mark(grid, mark) for mark in ("m~1", "m~2", "m~3", None)] == [0, 1, None, None]
    part = rows.cut(grid, found, range(1, 2))
    assert part["data"][0]["y"] == [1, 2]
    assert part["data"][0]["z"] == [[2]]


def test_a_tall_chart_has_a_name_for_every_row_and_says_how_many_are_left_out() -> None:
    for path, chart, in_all in (("reactions", "actor_by_event", 42), ("commitments", "lifelines", 71)):
        canvas = preview.canvas_of(previewed(page_of(path), (("chart", chart),)))
        (said,) = words_of(canvas, "rows")
        shown = int(said.removeprefix("The first ").split()[0])
        assert said == f"The first {shown} of {in_all} lines; the page shows all."
        names = [tick for tick in canvas.artists("tick") if tick.get_horizontalalignment() == "right"]  # type: ignore[attr-defined]
        assert len(names) == shown
        assert all(name.get_fontsize() * 100 / 72 >= 10 for name in names)  # type: ignore[attr-defined]


def test_the_row_of_the_open_mark_is_drawn() -> None:
    address = (("chart", "lifelines"), ("mark", last_lifeline()))
    canvas = preview.canvas_of(previewed(page_of("commitments"), address))
    (said,) = words_of(canvas, "rows")
    assert said.startswith("Lines ")
    assert any(artist.get_alpha() in (None, 1.0) for artist in canvas.artists("point"))


def last_lifeline() -> str:
    """The mark of the lowest lifeline."""
    view = previewed(page_of("commitments"), ()).seen
    drawn = page_of("commitments").cards(view)["lifelines"](view).content.figure
    marks = [
        (height, mark)
        for trace in drawn["data"]
        for height, mark in zip(trace["y"], trace.get("customdata") or (), strict=False)
        if isinstance(mark, str) and isinstance(height, int | float)
    ]
    return max(marks)[1]
