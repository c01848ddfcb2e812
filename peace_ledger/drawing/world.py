"""Maps of a figure: states filled, signs at their places, on the outlines that the pages use too."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from peace_ledger.drawing.canvas import Box, Canvas, Ink, Point
from peace_ledger.drawing.words import item

Ring = npt.NDArray[np.float64]
"""Corners as rows of longitude and latitude in degrees, or of places in pixels."""

TRACES = frozenset({"choropleth", "scattergeo"})
_OUTLINES = Path(__file__).resolve().parents[1] / "frontend" / "geo" / "world_50m.json"


@dataclass(frozen=True)
class Country:
    """A state's outline, and where its sign stands."""

    rings: tuple[Ring, ...]
    middle: Point


def draw(canvas: Canvas, figure: dict[str, Any], size: tuple[float, float]) -> None:
    """Draw the maps of a figure whose colours are values, into the canvas's first `size` pixels."""
    layout = figure["layout"]
    for name in sorted(key for key in layout if key.startswith("geo")):
        _Map(canvas, layout[name], size).draw(
            [trace for trace in figure["data"] if trace.get("geo", "geo") == name]
        )


class _Map:
    """One map: its projection, fitted into its part of the sheet."""

    def __init__(self, canvas: Canvas, layout: dict[str, Any], size: tuple[float, float]) -> None:
        self._canvas = canvas
        self._layout = layout
        self._project = _PROJECTIONS[layout["projection"]["type"]]
        (left, right), (bottom, top) = layout["domain"]["x"], layout["domain"]["y"]
        room = Box(left * size[0], (1 - top) * size[1], right * size[0], (1 - bottom) * size[1])
        self._bounds = self._outermost()
        (west, south), (east, north) = self._bounds
        self._scale = min(room.width / (east - west), room.height / (north - south))
        width, height = (east - west) * self._scale, (north - south) * self._scale
        start, above = room.left + (room.width - width) / 2, room.top + (room.height - height) / 2
        self._area = Box(start, above, start + width, above + height)

    def draw(self, traces: list[dict[str, Any]]) -> None:
        """Land, states, signs, frame."""
        border = self._layout["countrycolor"]
        land = [ring for country in countries().values() for ring in self._rings(country)]
        ground = Ink(fill=self._layout["landcolor"], line=border, width=self._layout["countrywidth"])
        self._canvas.rings(land, ground, "land", self._area)
        for trace in traces:
            if trace["type"] == "choropleth":
                self._states(trace)
            elif "lines" in trace["mode"]:
                points = np.column_stack([trace["lon"], trace["lat"]]).astype(float)
                ink = Ink(line=trace["line"]["color"], width=trace["line"]["width"])
                self._canvas.line([(x, y) for x, y in self._places(points)], ink, "line")
            else:
                self._signs(trace)
        if self._layout["showframe"]:
            self._canvas.box(self._area, Ink(line=self._layout["framecolor"], width=1), "frame")

    def _states(self, trace: dict[str, Any]) -> None:
        line = trace["marker"]["line"]
        fills = [colour for _, colour in trace["colorscale"][::2]]
        for number, code in enumerate(trace["locations"]):
            if code in countries():
                colour, width = (item(line[name], number) for name in ("color", "width"))
                ink = Ink(fill=fills[int(trace["z"][number])], line=colour, width=width)
                self._canvas.rings(self._rings(countries()[code]), ink, "state", self._area)

    def _signs(self, trace: dict[str, Any]) -> None:
        marker = trace["marker"]
        outline = marker.get("line", {})
        for number, code in enumerate(trace["locations"]):
            if code in countries():
                colour = item(marker["color"], number)
                ink = Ink(fill=colour, line=outline.get("color"), width=outline.get("width", 0))
                (place,) = self._places(np.array([countries()[code].middle]))
                symbol = item(marker["symbol"], number)
                self._canvas.marker((place[0], place[1]), symbol, marker["size"], ink, "point")

    def _rings(self, country: Country) -> list[Ring]:
        """The rings of a country that lie on the map at least in part."""
        placed = (self._places(ring) for ring in country.rings)
        return [ring for ring in placed if self._is_near(ring)]

    def _is_near(self, ring: Ring) -> bool:
        (left, top), (right, bottom) = ring.min(axis=0), ring.max(axis=0)
        area = self._area
        return bool(left < area.right and right > area.left and top < area.bottom and bottom > area.top)

    def _places(self, degrees: Ring) -> Ring:
        (west, _), (_, north) = self._bounds
        flat = self._project(degrees)
        across = self._area.left + (flat[:, 0] - west) * self._scale
        return np.column_stack([across, self._area.top + (north - flat[:, 1]) * self._scale])

    def _outermost(self) -> tuple[Point, Point]:
        """The corners of the part that is shown, projected."""
        west, east = self._layout.get("lonaxis", {}).get("range", (-180.0, 180.0))
        south, north = self._layout["lataxis"]["range"]
        equator = min(max(0.0, south), north)
        edges = self._project(np.array([[west, equator], [east, equator], [0.0, south], [0.0, north]]))
        return (float(edges[0, 0]), float(edges[2, 1])), (float(edges[1, 0]), float(edges[3, 1]))


@cache
def countries() -> Mapping[str, Country]:
    """Every state of the outlines, by its ISO code of three letters."""
    outlines = json.loads(_OUTLINES.read_text(encoding="utf-8"))
    scale, start = (np.array(outlines["transform"][name]) for name in ("scale", "translate"))
    arcs = [np.cumsum(arc, axis=0) * scale + start for arc in outlines["arcs"]]
    return {
        shape["id"]: Country(_rings_of(shape, arcs), tuple(shape["properties"]["ct"]))
        for shape in outlines["objects"]["countries"]["geometries"]
        if "ct" in shape["properties"]
    }


def _rings_of(shape: dict[str, Any], arcs: list[Ring]) -> tuple[Ring, ...]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return tuple(_joined(ring, arcs) for polygon in polygons for ring in polygon)


def _joined(numbers: list[int], arcs: list[Ring]) -> Ring:
    """A ring from its arcs, each beginning where the last ended; a negative number is one from its end."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _mercator(degrees: Ring) -> Ring:
    longitude, latitude = np.radians(degrees[:, 0]), np.radians(np.clip(degrees[:, 1], -85, 85))
    return np.column_stack([longitude, np.log(np.tan(math.pi / 4 + latitude / 2))])


def _natural_earth(degrees: Ring) -> Ring:
    """The Natural Earth projection, by its published polynomials (Šavrič and others 2011)."""
    longitude, latitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    square = latitude**2
    fourth = square**2
    breadth = (
        0.8707 - 0.131979 * square + fourth * (-0.013791 + fourth * (0.003971 * square - 0.001529 * fourth))
    )
    height = 1.007226 + square * (0.015085 + fourth * (-0.044475 + 0.028874 * square - 0.005916 * fourth))
    return np.column_stack([longitude * breadth, latitude * height])


_PROJECTIONS = {"mercator": _mercator, "natural earth": _natural_earth}
