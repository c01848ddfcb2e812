"""Tall figures of named rows, cut to as many rows as a picture can show with their names."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Trace = dict[str, Any]
Figure = dict[str, Any]

_BY_ROW = ("z", "customdata", "hovertext", "text")
"""What of a heatmap is a list with an item a row of bricks."""


@dataclass(frozen=True)
class Rows:
    """The named rows of a figure from top to bottom, as values of its only y axis."""

    places: tuple[Any, ...]

    @classmethod
    def of(cls, figure: Figure) -> "Rows | None":
        """The rows of a figure; None where its heights mean something else."""
        if any(name.startswith("yaxis") and name != "yaxis" for name in figure["layout"]):
            return None
        axis = figure["layout"].get("yaxis", {})
        if "categoryarray" in axis:
            places = tuple(axis["categoryarray"])
            return cls(places if _is_reversed(axis) else places[::-1])
        named = tuple(axis.get("tickvals", ())) if "ticktext" in axis else ()
        if len(named) < 2 or any(later - one != 1 for one, later in itertools.pairwise(named)):
            return None
        return cls(named if _is_reversed(axis) else named[::-1])

    def row(self, value: Any) -> int | None:
        """The number of the row from 0 at which a value of the axis stands."""
        if value is None:
            return None
        if isinstance(value, str):
            return self.places.index(value) if value in self.places else None
        return min(range(len(self.places)), key=lambda number: abs(self.places[number] - value))

    def of_mark(self, figure: Figure, mark: str | None) -> int | None:
        """The row on which a mark is drawn."""
        for trace in figure["data"]:
            for number, marks in enumerate(trace.get("customdata") or ()):
                if mark is not None and (mark in marks if isinstance(marks, list) else mark == marks):
                    return self.row(_height(trace, number))
        return None


def window(count: int, most: int, wanted: int | None) -> range:
    """The numbers of the rows to show: the first, or where the wanted row is not among these, those around
    it.
    """
    first = 0 if wanted is None or wanted < most else min(wanted - most // 2, count - most)
    return range(first, min(first + most, count))


def cut(figure: Figure, rows: Rows, kept: range) -> Figure:
    """The figure with these of its rows alone."""
    layout = figure["layout"]
    places = [rows.places[number] for number in kept]

    def notes(name: str, *ends: str) -> list[dict[str, Any]]:
        return [one for one in layout.get(name, ()) if _stands_on(one, rows, kept, ends)]

    return {
        "data": [_cut_trace(trace, rows, kept) for trace in figure["data"]],
        "layout": {
            **layout,
            "yaxis": _cut_axis(layout["yaxis"], places),
            "annotations": notes("annotations", "y"),
            "shapes": notes("shapes", "y0", "y1"),
        },
    }


def _is_reversed(axis: Mapping[str, Any]) -> bool:
    ends = axis.get("range")
    return bool(ends[0] > ends[1]) if ends else axis.get("autorange") == "reversed"


def _height(trace: Trace, number: int) -> Any:
    """The value on the y axis of a point, or of the middle of a row of bricks."""
    heights = trace["y"]
    if trace["type"] == "heatmap" and len(heights) > len(trace["z"]):
        return (heights[number] + heights[number + 1]) / 2
    return heights[number]


def _cut_trace(trace: Trace, rows: Rows, kept: range) -> Trace:
    if trace["type"] == "heatmap":
        inside = [n for n in range(len(trace["z"])) if rows.row(_height(trace, n)) in kept]
        edges = len(trace["y"]) - len(trace["z"])
        heights = trace["y"][inside[0] : inside[-1] + 1 + edges] if inside else []
        by_row = {name: [trace[name][n] for n in inside] for name in _BY_ROW if name in trace}
        return {**trace, **by_row, "y": heights}
    inside = [n for n, value in enumerate(trace["y"]) if value is None or rows.row(value) in kept]
    return {name: _only(value, inside, len(trace["y"])) for name, value in trace.items()}


def _only(value: Any, inside: Iterable[int], count: int) -> Any:
    """What holds for these points of what holds for all; a list of another length is no list of points."""
    if isinstance(value, dict):
        return {name: _only(item, inside, count) for name, item in value.items()}
    return [value[n] for n in inside] if isinstance(value, list) and len(value) == count else value


def _cut_axis(axis: dict[str, Any], places: list[Any]) -> dict[str, Any]:
    if "categoryarray" in axis:
        whole = {name: value for name, value in axis.items() if name != "range"}
        return {**whole, "categoryarray": [name for name in axis["categoryarray"] if name in places]}
    words = dict(zip(axis["tickvals"], axis["ticktext"], strict=True))
    ends = [min(places) - 0.5, max(places) + 0.5]
    return {
        **axis,
        "tickvals": places,
        "ticktext": [words[place] for place in places],
        "range": ends[::-1] if _is_reversed(axis) else ends,
    }


def _stands_on(thing: Mapping[str, Any], rows: Rows, kept: range, ends: Iterable[str]) -> bool:
    return thing.get("yref", "y") != "y" or any(rows.row(thing[end]) in kept for end in ends)
