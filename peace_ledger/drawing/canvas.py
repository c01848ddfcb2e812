"""A sheet to draw on, in pixels from its top left corner. Every artist carries its role as `gid`, so that a
drawing can be asked what is on it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox

Point = tuple[float, float]
Corners = npt.NDArray[np.float64]
"""Rows of two pixels."""

Across = Literal["left", "center", "right"]
Down = Literal["bottom", "baseline", "center", "center_baseline", "top"]

DOTS_PER_INCH = 100
_MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle-up": "^",
    "triangle-down": "v",
    "x": "X",
    "cross": "P",
    "star": "*",
    "pentagon": "p",
    "hexagon": "H",
    "line-ew": "_",
}
# Markers of one size differ in area; these make them look alike.
_SIZES = {"D": 0.82, "s": 0.9}
_DASHES = {"dot": (0, (1, 2)), "dash": (0, (5, 3)), "dashdot": (0, (5, 2, 1, 2))}
_REPEATED = 3
# The font that comes with Matplotlib is wider than that of the pages.
_NARROWED = 0.93


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Ink:
    """How something is filled and outlined: colours in CSS hex, and one of Plotly's pattern shapes."""

    fill: str | None = None
    line: str | None = None
    width: float = 0
    dash: str = "solid"
    hatch: str = ""
    hatch_line: str = "#FFFFFF"
    hatch_opacity: float = 1
    opacity: float = 1


@dataclass(frozen=True)
class Type:
    """How words are set: size in pixels, colour, weight, family."""

    size: float
    colour: str
    bold: bool = False
    serif: bool = False


@dataclass(frozen=True)
class Canvas:
    """A sheet, or a part of it at an own origin and scale: lengths are multiplied by `scale`."""

    figure: Figure
    left: float = 0
    top: float = 0
    scale: float = 1

    @classmethod
    def blank(cls, width: int, height: int, ground: str) -> "Canvas":
        """A new sheet of that many pixels."""
        size = (width / DOTS_PER_INCH, height / DOTS_PER_INCH)
        figure = Figure(figsize=size, dpi=DOTS_PER_INCH, facecolor=ground)
        FigureCanvasAgg(figure)
        return cls(figure)

    def part(self, left: float, top: float, scale: float) -> "Canvas":
        """The same sheet, measured from another corner at another scale."""
        return replace(self, left=left, top=top, scale=scale)

    def png(self) -> bytes:
        """The sheet as a PNG file."""
        file = io.BytesIO()
        self.figure.canvas.print_png(file)  # type: ignore[attr-defined]
        return file.getvalue()

    def count(self, role: str) -> int:
        """How many artists have that role."""
        return len(self.artists(role))

    def artists(self, role: str) -> list[Artist]:
        """The artists of that role, in the order drawn."""
        return [artist for artist in self.figure.get_children() if artist.get_gid() == role]

    def box(self, area: Box, ink: Ink, role: str, clip: Box | None = None) -> None:
        """A rectangle."""
        left, right = sorted((area.left, area.right))
        top, bottom = sorted((area.top, area.bottom))
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], ink, role, clip)

    def polygon(self, corners: Sequence[Point], ink: Ink, role: str, clip: Box | None = None) -> None:
        """A filled shape; its hatch, if any, lies on it as an artist of the role "hatch"."""
        places = [self._place(corner) for corner in corners]
        shape = Polygon(places, closed=True, **self._filled(ink))
        self._add(shape, role, clip)
        if ink.hatch:
            hatch = Polygon(places, closed=True, fill=False, linewidth=0, edgecolor=ink.hatch_line)
            hatch.set_hatch(ink.hatch * _REPEATED)
            hatch.set_alpha(ink.opacity * ink.hatch_opacity)
            self._add(hatch, "hatch", clip)

    def rings(self, rings: Sequence[Corners], ink: Ink, role: str, clip: Box | None = None) -> None:
        """One shape of several rings, such as a country with its islands."""
        if not rings:
            return
        left, top = self._place((0.0, 0.0))
        places = np.concatenate(rings) * (self.scale, -self.scale) + (left, top)
        codes = np.concatenate([_ring_codes(len(ring)) for ring in rings])
        self._add(PathPatch(Path(places, codes), **self._filled(ink)), role, clip)

    def line(self, points: Sequence[Point], ink: Ink, role: str, clip: Box | None = None) -> None:
        """A line through the points."""
        across, down = zip(*(self._place(point) for point in points), strict=True)
        drawn = Line2D(across, down, color=ink.line, linewidth=self._points(ink.width), alpha=ink.opacity)
        drawn.set_linestyle(_DASHES.get(ink.dash, "-"))
        self._add(drawn, role, clip)

    def marker(self, at: Point, symbol: str, size: float, ink: Ink, role: str) -> None:
        """A sign of that many pixels, by Plotly's name; "-open" leaves it hollow, in the colour of `fill`."""
        shape = symbol.removesuffix("-open")
        kind = _MARKERS.get(shape, "o")
        is_hollow = symbol.endswith("-open")
        across, down = self._place(at)
        edge = ink.fill if is_hollow else ink.line or ink.fill
        width = max(ink.width, 1.6) if is_hollow else ink.width
        drawn = Line2D(
            [across],
            [down],
            linestyle="none",
            marker=kind,
            markersize=self._points(size * _SIZES.get(kind, 1)),
            markerfacecolor="none" if is_hollow else ink.fill,
            markeredgecolor=edge,
            markeredgewidth=self._points(width),
            alpha=ink.opacity,
        )
        self._add(drawn, role, None)

    def text(
        self,
        at: Point,
        words: str,
        type_: Type,
        role: str,
        across: Across = "left",
        down: Down = "baseline",
        angle: float = 0,
    ) -> None:
        """Words as they are, without markup; lines are parted by newlines."""
        left, top = self._place(at)
        drawn = Text(
            left,
            top,
            words,
            color=type_.colour,
            fontproperties=_font(type_.size * self.scale, type_.bold, type_.serif),
            horizontalalignment=across,
            verticalalignment=down,
            rotation=angle,
            rotation_mode="anchor",
            linespacing=1.15,
            parse_math=False,
        )
        drawn.set_multialignment(across)
        self._add(drawn, role, None)

    def width_of(self, words: str, type_: Type) -> float:
        """How wide the longest line of the words is."""
        lines = words.split("\n")
        return (
            max(_width(line, type_.size * self.scale, type_.bold, type_.serif) for line in lines) / self.scale
        )

    def _filled(self, ink: Ink) -> dict[str, object]:
        return {
            "facecolor": ink.fill or "none",
            "edgecolor": ink.line or "none",
            "linewidth": self._points(ink.width) if ink.line else 0,
            "linestyle": _DASHES.get(ink.dash, "-"),
            "alpha": ink.opacity,
            "joinstyle": "miter",
        }

    def _place(self, point: Point) -> Point:
        height = self.figure.get_figheight() * DOTS_PER_INCH
        return self.left + point[0] * self.scale, height - self.top - point[1] * self.scale

    def _points(self, pixels: float) -> float:
        return pixels * self.scale * 72 / DOTS_PER_INCH

    def _add(self, artist: Artist, role: str, clip: Box | None) -> None:
        artist.set_gid(role)
        self.figure.add_artist(artist, clip=False)
        artist.set_transform(Affine2D())
        if clip:
            corners = [self._place((clip.left, clip.bottom)), self._place((clip.right, clip.top))]
            artist.set_clip_box(Bbox(corners))


def _ring_codes(corners: int) -> npt.NDArray[np.uint8]:
    codes = np.full(corners, Path.LINETO, np.uint8)
    codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
    return codes


@lru_cache(256)
def _font(size: float, bold: bool, serif: bool) -> FontProperties:
    return FontProperties(
        family="DejaVu Serif" if serif else "DejaVu Sans",
        size=size * _NARROWED * 72 / DOTS_PER_INCH,
        weight="bold" if bold else "normal",
    )


@lru_cache(8192)
def _width(words: str, size: float, bold: bool, serif: bool) -> float:
    measured = _ruler().get_text_width_height_descent(  # type: ignore[no-untyped-call]
        words, _font(size, bold, serif), ismath=False
    )
    return float(measured[0])


@cache
def _ruler() -> RendererAgg:
    return RendererAgg(1, 1, DOTS_PER_INCH)  # type: ignore[no-untyped-call]
