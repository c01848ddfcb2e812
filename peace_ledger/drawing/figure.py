"""A figure of `charts` on a canvas: the subset of Plotly's JSON that the charts use.

Traces: bar, scatter, heatmap; choropleth and scattergeo in `world`. Whatever else raises `Undrawable`.
"""

import copy
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peace_ledger.charts.style import COLOURS
from peace_ledger.drawing import world
from peace_ledger.drawing.axes import Axis
from peace_ledger.drawing.canvas import Across, Box, Canvas, Down, Ink, Point, Type
from peace_ledger.drawing.words import is_bold, item, plain, shortened, wrapped

Trace = dict[str, Any]

PLAIN_TRACES = frozenset({"bar", "scatter", "heatmap"})
FONT_SIZE = 12.0
FADED = 0.28
INK, MUTED, LINE, GROUND = (COLOURS[token][0] for token in ("@ink", "@muted", "@line", "@ground"))
_LABEL_SHARE = 0.42
_SMALLEST_LABEL = 8.0
_SMALLEST_BROKEN = 10.0
_LINE = 1.2
_TITLE_HEIGHT = 20.0
_TICK_SPACE = 6.0
_GAP_SHARE = 0.23
# Words that run past the figure find so much empty sheet beside it.
_BESIDE = 20.0


# A text stands on that side of its point, and so is anchored at its other end.
_AWAY_ACROSS: Mapping[str, Across] = {"left": "right", "center": "center", "right": "left"}
_AWAY_DOWN: Mapping[str, Down] = {"top": "bottom", "middle": "center_baseline", "bottom": "top"}


class Undrawable(Exception):
    """A figure has something that this module cannot draw; the message names it."""


def draw(canvas: Canvas, figure: dict[str, Any], size: tuple[float, float], selected: str | None) -> None:
    """Draw a figure into the canvas's first `size` pixels. With `selected`, the marks of other points pale,
    as they do on the page. Raises Undrawable.
    """
    resolved = in_colour(figure)
    kinds = {trace["type"] for trace in resolved["data"]}
    if kinds <= world.TRACES:
        world.draw(canvas, resolved, size)
    elif kinds <= PLAIN_TRACES:
        _Plot(canvas, resolved["data"], resolved["layout"], size, selected).draw()
    else:
        raise Undrawable(f"traces of the kinds {', '.join(sorted(kinds))}")


def in_colour(value: Any) -> Any:
    """The figure with the colours of the light theme in place of their tokens."""
    if isinstance(value, str):
        return COLOURS[value][0] if value in COLOURS else value
    if isinstance(value, dict):
        return {name: in_colour(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [in_colour(item) for item in value]
    return value


def narrowed(figure: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The figure with the layout that it has where there is little width: `changes` by dotted paths."""
    layout = copy.deepcopy(figure["layout"])
    for path, value in changes.items():
        *parents, last = path.split(".")
        holder: Any = layout
        for name in parents:
            holder = holder[int(name)] if isinstance(holder, list) else holder.setdefault(name, {})
        holder[int(last) if isinstance(holder, list) else last] = value
    return {"data": figure["data"], "layout": layout}


@dataclass(frozen=True)
class _Bar:
    """A bar in the numbers of its axes: from `first` to `last` across, from `base` to `end` along."""

    trace: Trace
    place: int
    first: float
    last: float
    base: float
    end: float


def _is_flat(trace: Trace) -> bool:
    return trace.get("orientation") == "h"


class _Plot:
    """The drawing of one figure over axes."""

    def __init__(
        self,
        canvas: Canvas,
        traces: Sequence[Trace],
        layout: dict[str, Any],
        size: tuple[float, float],
        selected: str | None,
    ) -> None:
        self._canvas = canvas
        self._traces = traces
        self._layout = layout
        self._size = size
        self._selected = selected if self._is_open(selected) else None
        self._axes = {name: self._axis(name) for name in self._names()}
        self._bars = list(self._laid_bars())
        self._settle()
        self._gap = 0.0
        self._area = self._room()
        # The room for words makes the plot narrower, and so moves the points they stand at.
        for _ in range(2):
            self._gap = self._overrun()
            self._area = self._room()

    def draw(self) -> None:
        """Draw it all, in Plotly's order: what lies below, grid, traces, axes, notes."""
        for shape in self._layout.get("shapes", ()):
            if shape.get("layer") == "below":
                self._shape(shape)
        self._grid()
        for trace in self._traces:
            if trace["type"] == "heatmap":
                self._heatmap(trace)
        for bar in self._bars:
            self._bar(bar)
        for number, trace in enumerate(self._traces):
            if trace["type"] == "scatter":
                self._scatter(trace, self._traces[:number])
        self._labels()
        for shape in self._layout.get("shapes", ()):
            if shape.get("layer") != "below":
                self._shape(shape)
        for note in self._layout.get("annotations", ()):
            self._note(note)

    # Axes

    def _names(self) -> list[str]:
        used = {trace.get(f"{letter}axis", letter) for trace in self._traces for letter in "xy"}
        given = {name.replace("axis", "") for name in self._layout if name[1:5] == "axis"}
        return sorted(used | given)

    def _axis(self, name: str) -> Axis:
        letter = name[0]
        values: list[Any] = []
        for trace in self._traces:
            if trace.get(f"{letter}axis", letter) == name:
                values += trace.get(letter) or ()
        return Axis.of(self._layout.get(f"{letter}axis{name[1:]}", {}), values)

    def _of(self, trace: Trace, letter: str) -> Axis:
        return self._axes[trace.get(f"{letter}axis", letter)]

    def _along(self, trace: Trace) -> Axis:
        return self._of(trace, "x" if _is_flat(trace) else "y")

    def _across(self, trace: Trace) -> Axis:
        return self._of(trace, "y" if _is_flat(trace) else "x")

    def _settle(self) -> None:
        for bar in self._bars:
            self._along(bar.trace).see((bar.base, bar.end))
            self._across(bar.trace).see((bar.first, bar.last))
        for trace in self._traces:
            if trace["type"] == "scatter":
                for letter in "xy":
                    axis = self._of(trace, letter)
                    axis.see(axis.number(value) for value in trace[letter])
            if trace["type"] == "heatmap":
                for letter in "xy":
                    self._of(trace, letter).see(_edges(trace[letter]))
        has_bars = {id(axis) for bar in self._bars for axis in (self._along(bar.trace),)}
        for axis in self._axes.values():
            axis.settle(0.0 if self._is_gridded(axis) else 0.05 if id(axis) in has_bars else 0.06)

    def _is_gridded(self, axis: Axis) -> bool:
        return any(
            trace["type"] == "heatmap" and axis in (self._of(trace, "x"), self._of(trace, "y"))
            for trace in self._traces
        )

    def _domain(self, name: str) -> tuple[float, float]:
        first, last = self._axes[name].layout.get("domain", (0.0, 1.0))
        return first, last

    def _partner(self, name: str) -> str:
        """The axis at which this one's labels stand; those of a free one stand at the foot."""
        other = "y" if name[0] == "x" else "x"
        anchor = str(self._axes[name].layout.get("anchor", other))
        if anchor != "free":
            return anchor
        return min((one for one in self._axes if one[0] == other), key=self._domain)

    # Places

    def _room(self) -> Box:
        width, height = self._size
        left, top, right, bottom = self._margins()
        return Box(left + self._gap, top, width - right, height - bottom)

    def _overrun(self) -> float:
        """How far words that stand left of their points reach beyond the plot, where labels stand."""
        over = [0.0]
        for trace in self._traces:
            if trace["type"] == "scatter" and "text" in trace.get("mode", ""):
                over += self._overruns(trace)
        for note in self._layout.get("annotations", ()):
            if note.get("xanchor") == "right":
                at, type_ = self._place_of(note)[0], self._type_of(note)
                over.append(self._area.left - at + self._canvas.width_of(plain(note["text"]), type_))
        return min(max(over), self._size[0] * _GAP_SHARE)

    def _overruns(self, trace: Trace) -> Iterator[float]:
        for place, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            point, words = self._point(trace, x, y), item(trace.get("text"), place)
            if point and words and str(item(trace.get("textposition"), place)).endswith("left"):
                width = self._canvas.width_of(plain(words), Type(FONT_SIZE, INK))
                yield self._area.left - point[0] + width + _TICK_SPACE

    def _ends(self, name: str) -> tuple[float, float]:
        """The pixels at which an axis starts and ends."""
        first, last = self._domain(name)
        area = self._area
        if name[0] == "x":
            return area.left + first * area.width, area.left + last * area.width
        return area.bottom - first * area.height, area.bottom - last * area.height

    def _pixel(self, name: str, number: float) -> float:
        start, end = self._ends(name)
        return start + self._axes[name].share(number) * (end - start)

    def _point(self, trace: Trace, x: Any, y: Any) -> Point | None:
        numbers = self._of(trace, "x").number(x), self._of(trace, "y").number(y)
        if numbers[0] is None or numbers[1] is None:
            return None
        return self._pixel(trace.get("xaxis", "x"), numbers[0]), self._pixel(
            trace.get("yaxis", "y"), numbers[1]
        )

    def _panel(self, trace: Trace) -> Box:
        (left, right), (bottom, top) = (
            self._ends(trace.get("xaxis", "x")),
            self._ends(trace.get("yaxis", "y")),
        )
        return Box(left, top, right, bottom)

    def _reference(self, ref: str, value: Any, letter: str) -> float:
        if ref == "paper":
            return self._share_of(self._area, float(value), letter)
        name, _, part = ref.partition(" ")
        if part == "domain":
            start, end = self._ends(name)
            return start + float(value) * (end - start)
        number = self._axes[name].number(value)
        return self._pixel(name, 0.0 if number is None else number)

    @staticmethod
    def _share_of(area: Box, share: float, letter: str) -> float:
        return area.left + share * area.width if letter == "x" else area.bottom - share * area.height

    # Margins: what the labels need, and no less than the layout gives

    def _margins(self) -> tuple[float, float, float, float]:
        given = self._layout.get("margin", {})
        left, right = float(given.get("l", 8)), float(given.get("r", 8))
        top, bottom = float(given.get("t", 8)), float(given.get("b", 32))
        for name in self._axes:
            axis = self._axes[name]
            titled = _TITLE_HEIGHT if axis.layout.get("title") else 0.0
            if name[0] == "y":
                if self._domain(self._partner(name))[0] <= 0:
                    left = max(left, self._label_width(name) + 10 + titled)
            elif axis.layout.get("side") != "top" and self._domain(self._partner(name))[0] <= 0:
                lines = max((tick.label.count("<br>") + 1 for tick in axis.ticks(4)), default=0)
                shown = axis.layout.get("showticklabels", True)
                bottom = max(bottom, (lines * FONT_SIZE * 1.3 + 6 if shown else 0) + titled)
                right = max(right, 14.0)
        return left, top, right, bottom

    def _label_width(self, name: str) -> float:
        axis = self._axes[name]
        if axis.layout.get("showticklabels") is False:
            return 0.0
        type_ = Type(self._tick_size(axis), MUTED)
        widths = [self._canvas.width_of(plain(tick.label), type_) for tick in axis.ticks(5)]
        return min(max(widths, default=0.0), self._size[0] * _LABEL_SHARE)

    @staticmethod
    def _tick_size(axis: Axis) -> float:
        return float(axis.layout.get("tickfont", {}).get("size", FONT_SIZE))

    # Grid and labels

    def _grid(self) -> None:
        for name, axis in self._axes.items():
            across = self._ends(self._partner(name))
            if axis.layout.get("showgrid", True):
                for tick in axis.ticks(self._most_ticks(name)):
                    self._rule(name, tick.at, across, LINE)
            if axis.layout.get("zeroline", axis.kind == "linear") and axis.kind == "linear":
                first, last = sorted((axis.low, axis.high))
                if first <= 0 <= last:
                    self._rule(name, 0.0, across, MUTED)

    def _rule(self, name: str, at: float, across: tuple[float, float], colour: str) -> None:
        pixel = self._pixel(name, at)
        ends = [(pixel, across[0]), (pixel, across[1])]
        if name[0] == "y":
            ends = [(y, x) for x, y in ends]
        self._canvas.line(ends, Ink(line=colour, width=1), "grid")

    def _most_ticks(self, name: str) -> int:
        start, end = self._ends(name)
        return int(abs(end - start) / (90 if name[0] == "x" else 32)) + 1

    def _labels(self) -> None:
        for name, axis in self._axes.items():
            if axis.layout.get("showticklabels", True) and any(
                trace.get(f"{name[0]}axis", name[0]) == name for trace in self._traces
            ):
                if name[0] == "x":
                    self._below(name, axis)
                else:
                    self._beside(name, axis)
            if axis.layout.get("title"):
                self._title(name, axis)

    def _below(self, name: str, axis: Axis) -> None:
        type_ = Type(self._tick_size(axis), MUTED)
        is_top = axis.layout.get("side") == "top"
        angle = -float(axis.layout.get("tickangle") or 0)
        edge = self._ends(self._partner(name))
        level = min(edge) - _TICK_SPACE if is_top else max(edge) + _TICK_SPACE
        labels = [
            (self._pixel(name, tick.at), plain(tick.label)) for tick in axis.ticks(self._most_ticks(name))
        ]
        if not angle:
            labels = self._apart(labels, type_)
        for at, words in sorted(labels):
            half = self._canvas.width_of(words, type_) / 2
            inside = at if angle else min(max(at, half), self._size[0] - half)
            self._canvas.text(
                (inside, level),
                shortened(words, 110, lambda part: self._canvas.width_of(part, type_)) if angle else words,
                type_,
                "tick",
                "left" if angle else "center",
                "bottom" if is_top else "top",
                angle,
            )

    def _apart(self, labels: list[tuple[float, str]], type_: Type) -> list[tuple[float, str]]:
        """Every label, or every second, third, …: as many as stand side by side."""
        placed = sorted(labels)
        for step in range(1, len(placed) + 1):
            kept = placed[::step]
            widths = [self._canvas.width_of(words, type_) for _, words in kept]
            room = [kept[i + 1][0] - kept[i][0] for i in range(len(kept) - 1)]
            if all(gap >= (widths[i] + widths[i + 1]) / 2 + 6 for i, gap in enumerate(room)):
                return kept
        return placed[:1]

    def _beside(self, name: str, axis: Axis) -> None:
        ticks = axis.ticks(self._most_ticks(name))
        pixels = sorted(self._pixel(name, tick.at) for tick in ticks)
        room = min((b - a for a, b in itertools.pairwise(pixels)), default=math.inf)
        broken = max((plain(tick.label).count("\n") + 1 for tick in ticks), default=1)
        size = min(self._tick_size(axis), room / 1.05)
        if room / (_LINE * broken) >= _SMALLEST_BROKEN:
            size = min(size, room / (_LINE * broken))
        if size < _SMALLEST_LABEL:
            return
        type_ = Type(size, INK if axis.kind == "category" or "ticktext" in axis.layout else MUTED)
        left = min(self._ends(self._partner(name))) - _TICK_SPACE
        if self._domain(self._partner(name))[0] <= 0:
            left -= self._gap
        width = self._label_width(name) + 2
        lines = max(1, int(room / (size * _LINE) + 1e-9)) if room < math.inf else 3
        for tick in ticks:
            words = self._fitted(tick.label, width, lines, type_)
            self._canvas.text((left, self._pixel(name, tick.at)), words, type_, "tick", "right", "center")

    def _fitted(self, label: str, width: float, lines: int, type_: Type) -> str:
        words = plain(label)
        if self._canvas.width_of(words, type_) <= width and words.count("\n") < lines:
            return words
        measured = wrapped(
            " ".join(words.split()), width, lines, lambda part: self._canvas.width_of(part, type_)
        )
        return "\n".join(measured)

    def _title(self, name: str, axis: Axis) -> None:
        title = axis.layout["title"]
        words = plain(title["text"] if isinstance(title, dict) else title)
        start, end = self._ends(name)
        middle = (start + end) / 2
        type_ = Type(FONT_SIZE, MUTED)
        if name[0] == "x":
            words = self._fitted(words, self._size[0], 1, type_)
            half = self._canvas.width_of(words, type_) / 2
            inside = min(max(middle, half), max(half, self._size[0] - half))
            self._canvas.text((inside, self._size[1] - 4), words, type_, "title", "center", "bottom")
        else:
            words = self._fitted(words, abs(end - start), 1, type_)
            self._canvas.text((12, middle), words, type_, "title", "center", "baseline", 90)

    # Bars

    def _laid_bars(self) -> Iterator[_Bar]:
        ends: dict[tuple[object, ...], float] = {}
        bars = [trace for trace in self._traces if trace["type"] == "bar"]
        for trace in bars:
            side = [other for other in bars if self._pair(other) == self._pair(trace)]
            for place in range(len(trace["x"])):
                laid = self._laid_bar(trace, place, side, ends)
                if laid is not None:
                    yield laid

    def _laid_bar(
        self, trace: Trace, place: int, side: list[Trace], ends: dict[tuple[object, ...], float]
    ) -> _Bar | None:
        lengths, positions = (trace["x"], trace["y"]) if _is_flat(trace) else (trace["y"], trace["x"])
        axis = self._across(trace)
        at, length = axis.number(positions[place]), lengths[place]
        if at is None or length is None:
            return None
        first, last = self._breadth(trace, place, at, side)
        base = item(trace.get("base"), place)
        if base is None:
            base = 0.0
            if self._layout.get("barmode") in {"stack", "relative"}:
                key = (*self._pair(trace), at, length < 0)
                base = ends.get(key, 0.0)
                ends[key] = base + length
        start = self._along(trace).number(base) or 0.0
        return _Bar(trace, place, first, last, start, start + float(length))

    def _breadth(self, trace: Trace, place: int, at: float, side: list[Trace]) -> tuple[float, float]:
        width, offset = item(trace.get("width"), place), item(trace.get("offset"), place)
        if width is None:
            width = (1 - self._layout.get("bargap", 0.2)) * self._spacing(side)
            if self._layout.get("barmode", "group") == "group" and len(side) > 1:
                width /= len(side)
                offset = (side.index(trace) - len(side) / 2) * width
        start = at + (offset if offset is not None else -width / 2)
        return start, start + width

    def _spacing(self, side: list[Trace]) -> float:
        axis = self._across(side[0])
        if axis.kind == "category":
            return 1.0
        values = [value for trace in side for value in trace["y" if _is_flat(trace) else "x"]]
        places = sorted({number for value in values if (number := axis.number(value)) is not None})
        return min((b - a for a, b in itertools.pairwise(places)), default=1.0)

    @staticmethod
    def _pair(trace: Trace) -> tuple[str, str]:
        return trace.get("xaxis", "x"), trace.get("yaxis", "y")

    def _bar(self, bar: _Bar) -> None:
        trace, place = bar.trace, bar.place
        marker = trace.get("marker", {})
        pattern, outline = marker.get("pattern", {}), marker.get("line", {})
        area = self._bar_area(bar)
        hatch = item(pattern.get("shape"), place) or ""
        width = item(outline.get("width"), place) or 0
        ink = Ink(
            fill=(item(pattern.get("bgcolor"), place) if hatch else None) or item(marker.get("color"), place),
            line=item(outline.get("color"), place) if width else None,
            width=width,
            hatch=hatch,
            hatch_line=item(pattern.get("fgcolor"), place) or GROUND,
            hatch_opacity=pattern.get("fgopacity", 1),
            opacity=self._opacity(trace, place),
        )
        self._canvas.box(area, ink, "bar", self._panel(trace))
        self._bar_text(trace, place, area, bar.end < bar.base)

    def _bar_area(self, bar: _Bar) -> Box:
        x, y = self._pair(bar.trace)
        if _is_flat(bar.trace):
            return Box(
                self._pixel(x, bar.base),
                self._pixel(y, bar.last),
                self._pixel(x, bar.end),
                self._pixel(y, bar.first),
            )
        return Box(
            self._pixel(x, bar.first),
            self._pixel(y, bar.end),
            self._pixel(x, bar.last),
            self._pixel(y, bar.base),
        )

    def _bar_text(self, trace: Trace, place: int, area: Box, is_negative: bool) -> None:
        words = item(trace.get("text"), place)
        if words in (None, "") or trace.get("textposition") == "none":
            return
        font = trace.get("textfont", {})
        size = float(item(font.get("size"), place) or FONT_SIZE)
        type_ = Type(size, item(font.get("color"), place) or INK, is_bold(words))
        said = plain(words)
        width, height = abs(area.width), abs(area.height)
        middle = (area.left + area.right) / 2, (area.top + area.bottom) / 2
        outside = item(trace.get("textposition"), place) == "outside"
        if outside and _is_flat(trace):
            left = min(area.left, area.right) - 4 if is_negative else max(area.left, area.right) + 4
            self._canvas.text(
                (left, middle[1]), said, type_, "label", "right" if is_negative else "left", "center"
            )
        elif outside:
            self._canvas.text(
                (middle[0], min(area.top, area.bottom) - 3), said, type_, "label", "center", "bottom"
            )
        elif self._canvas.width_of(said, type_) + 2 <= width and size <= height + 1:
            self._canvas.text(middle, said, type_, "label", "center", "center_baseline")

    # Points, lines and areas

    def _scatter(self, trace: Trace, before: Sequence[Trace]) -> None:
        points = [self._point(trace, x, y) for x, y in zip(trace["x"], trace["y"], strict=True)]
        mode = trace.get("mode", "lines+markers")
        clip = None if trace.get("cliponaxis") is False else self._panel(trace)
        lines = [self._stepped(run, trace) for run in _runs(points)]
        if trace.get("fill") == "toself":
            self._filled(trace, lines, clip)
        elif trace.get("fill") == "tonexty":
            self._between(trace, lines, before, clip)
        if "lines" in mode:
            self._line(trace, lines, clip)
        if "markers" in mode:
            for place, point in enumerate(points):
                if point is not None:
                    self._marker(trace, place, point)
        if "text" in mode:
            for place, point in enumerate(points):
                if point is not None:
                    self._point_text(trace, place, point)

    def _stepped(self, run: list[Point], trace: Trace) -> list[Point]:
        if trace.get("line", {}).get("shape") != "hv":
            return run
        corners = [(after[0], before[1]) for before, after in itertools.pairwise(run)]
        return [point for pair in zip(run, [*corners, run[-1]], strict=True) for point in pair][
            : 2 * len(run) - 1
        ]

    def _line(self, trace: Trace, lines: list[list[Point]], clip: Box | None) -> None:
        style = trace.get("line", {})
        width = style.get("width", 2)
        if not width:
            return
        opacity = trace.get("opacity", 1)
        ink = Ink(
            line=style.get("color") or MUTED, width=width, dash=style.get("dash", "solid"), opacity=opacity
        )
        for run in lines:
            if len(run) > 1:
                self._canvas.line(run, ink, "line", clip)

    def _filled(self, trace: Trace, lines: list[list[Point]], clip: Box | None) -> None:
        ink = Ink(fill=_visible(trace.get("fillcolor")), opacity=trace.get("opacity", 1))
        for run in lines:
            if len(run) > 2 and ink.fill:
                self._canvas.polygon(run, ink, "area", clip)

    def _between(
        self, trace: Trace, lines: list[list[Point]], before: Sequence[Trace], clip: Box | None
    ) -> None:
        """The area between a line and the one before it on the same axes."""
        other = next((one for one in reversed(before) if self._pair(one) == self._pair(trace)), None)
        if other is None or not lines:
            return
        points = [self._point(other, x, y) for x, y in zip(other["x"], other["y"], strict=True)]
        back = [point for run in _runs(points) for point in self._stepped(run, other)]
        ink = Ink(fill=_visible(trace.get("fillcolor")), opacity=trace.get("opacity", 1))
        if ink.fill:
            ring = [*(point for run in lines for point in run), *reversed(back)]
            self._canvas.polygon(ring, ink, "area", clip)

    def _marker(self, trace: Trace, place: int, point: Point) -> None:
        marker = trace.get("marker", {})
        outline = marker.get("line", {})
        width = item(outline.get("width"), place) or 0
        ink = Ink(
            fill=item(marker.get("color"), place) or MUTED,
            line=item(outline.get("color"), place) if width else None,
            width=width,
            opacity=self._opacity(trace, place)
            * (item(marker.get("opacity"), place) or 1)
            * trace.get("opacity", 1),
        )
        symbol = item(marker.get("symbol"), place) or "circle"
        self._canvas.marker(point, symbol, float(item(marker.get("size"), place) or 6), ink, "point")

    def _point_text(self, trace: Trace, place: int, point: Point) -> None:
        words = item(trace.get("text"), place)
        if words in (None, ""):
            return
        font = trace.get("textfont", {})
        size = float(item(font.get("size"), place) or FONT_SIZE)
        type_ = Type(size, item(font.get("color"), place) or INK, is_bold(words))
        down, across = (item(trace.get("textposition"), place) or "middle center").split()
        away = (
            (item(trace.get("marker", {}).get("size"), place) or 0) / 2 + 2
            if "markers" in trace["mode"]
            else 0
        )
        shift = (
            {"left": -away, "center": 0.0, "right": away}[across],
            {"top": -away, "middle": 0.0, "bottom": away}[down],
        )
        said = plain(words).rstrip() if across == "right" else plain(words)
        room = self._size[0] + _BESIDE - point[0] - shift[0]
        # As on a page, words may run past the plot, but not past the sheet.
        over = max(0.0, self._canvas.width_of(said, type_) - room) if across == "right" else 0.0
        self._canvas.text(
            (point[0] + shift[0] - over, point[1] + shift[1]),
            said,
            type_,
            "label",
            _AWAY_ACROSS[across],
            _AWAY_DOWN[down],
        )

    # Grids of bricks

    def _heatmap(self, trace: Trace) -> None:
        across, down = _edges(trace["x"]), _edges(trace["y"])
        gap = trace.get("xgap", 0) / 2, trace.get("ygap", 0) / 2
        low, high = trace["zmin"], trace["zmax"]
        x, y = self._pair(trace)
        for row, values in enumerate(trace["z"]):
            for column, value in enumerate(values):
                if value is None:
                    continue
                left, right = sorted(self._pixel(x, edge) for edge in across[column : column + 2])
                top, bottom = sorted(self._pixel(y, edge) for edge in down[row : row + 2])
                area = Box(left + gap[0], top + gap[1], right - gap[0], bottom - gap[1])
                colour = shade(trace["colorscale"], (value - low) / (high - low))
                self._canvas.box(area, Ink(fill=colour), "cell", self._panel(trace))

    # Shapes and notes

    def _shape(self, shape: dict[str, Any]) -> None:
        (x0, x1), (y0, y1) = (
            [self._reference(shape.get(f"{way}ref", way), shape[f"{way}{end}"], way) for end in "01"]
            for way in "xy"
        )
        style = shape.get("line", {})
        width = style.get("width", 2)
        ink = Ink(
            fill=_visible(shape.get("fillcolor")),
            line=style.get("color") if width else None,
            width=width,
            dash=style.get("dash", "solid"),
            opacity=shape.get("opacity", 1),
        )
        if shape["type"] == "line":
            self._canvas.line([(x0, y0), (x1, y1)], ink, "shape")
        elif shape["type"] == "rect":
            self._canvas.box(Box(x0, y0, x1, y1), ink, "shape", None)
        else:
            raise Undrawable(f"a shape of the kind {shape['type']}")

    def _note(self, note: dict[str, Any]) -> None:
        x, y = self._place_of(note)
        type_ = self._type_of(note)
        across, down = note.get("xanchor", "center"), note.get("yanchor", "middle")
        room = x if across == "right" else self._size[0] - x
        said = "\n".join(
            shortened(line, max(room, 20), lambda part: self._canvas.width_of(part, type_))
            for line in plain(note["text"]).split("\n")
        )
        if note.get("bgcolor"):
            self._ground(said, type_, (x, y), across, down, note["bgcolor"])
        self._canvas.text((x, y), said, type_, "note", across, "center" if down == "middle" else down)

    def _place_of(self, note: dict[str, Any]) -> Point:
        x = self._reference(note.get("xref", "x"), note["x"], "x") + note.get("xshift", 0)
        return x, self._reference(note.get("yref", "y"), note["y"], "y") - note.get("yshift", 0)

    @staticmethod
    def _type_of(note: dict[str, Any]) -> Type:
        font = note.get("font", {})
        return Type(float(font.get("size", FONT_SIZE)), font.get("color") or INK, is_bold(note["text"]))

    def _ground(self, said: str, type_: Type, at: Point, across: str, down: str, colour: str) -> None:
        width, height = self._canvas.width_of(said, type_), type_.size * 1.2 * (said.count("\n") + 1)
        left = at[0] - {"left": 0.0, "center": width / 2, "right": width}[across]
        top = at[1] - {"top": 0.0, "middle": height / 2, "bottom": height}[down]
        self._canvas.box(Box(left, top, left + width, top + height), Ink(fill=colour), "ground")

    # The open mark

    def _is_open(self, selected: str | None) -> bool:
        return any(selected in (trace.get("customdata") or ()) for trace in self._traces if selected)

    def _opacity(self, trace: Trace, place: int) -> float:
        marks = trace.get("customdata")
        if self._selected is None or not marks:
            return 1.0
        return 1.0 if item(marks, place) == self._selected else FADED


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """The points in runs, parted where one has no place."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _visible(colour: str | None) -> str | None:
    return None if colour is None or colour.replace(" ", "") == COLOURS["@none"][0] else colour


def _edges(centres: Sequence[float]) -> list[float]:
    """The edges of bricks around their centres: halfway to the neighbours."""
    inner = [(a + b) / 2 for a, b in itertools.pairwise(centres)]
    if not inner:
        return [centres[0] - 0.5, centres[0] + 0.5]
    return [2 * centres[0] - inner[0], *inner, 2 * centres[-1] - inner[-1]]


def shade(scale: Sequence[tuple[float, str]], share: float) -> str:
    """The colour at that share of a scale of hex colours, mixed between its two neighbours."""
    for (start, first), (end, last) in itertools.pairwise(scale):
        if share <= end:
            part = (share - start) / (end - start) if end > start else 1.0
            return _mixed(first, last, max(0.0, min(1.0, part)))
    return scale[-1][1]


def _mixed(first: str, last: str, share: float) -> str:
    parts = [(int(first[i : i + 2], 16), int(last[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in parts)
