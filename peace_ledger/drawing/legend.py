"""The legend of a figure, as the page has it: in groups, each name once, set in lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peace_ledger.drawing.canvas import Box, Canvas, Ink, Type
from peace_ledger.drawing.words import item, plain

SIZE = 12.0
LINE_HEIGHT = 19.0
_SWATCH, _GAP, _BETWEEN = 12.0, 6.0, 15.0


@dataclass(frozen=True)
class Entry:
    """A sign with its name; a heading of a group has no trace."""

    name: str
    trace: dict[str, Any] | None


def entries(figure: dict[str, Any]) -> list[Entry]:
    """The entries of a figure's legend in the page's order; empty where it shows none."""
    if not figure["layout"].get("showlegend"):
        return []
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for trace in figure["data"]:
        if trace.get("name") and trace.get("showlegend") is not False:
            title = (trace.get("legendgrouptitle") or {}).get("text", "")
            groups.setdefault(title, {}).setdefault(trace["name"], trace)
    found = []
    for title, named in groups.items():
        found += [Entry(f"{plain(title)}:", None)] if title else []
        found += [Entry(plain(name), trace) for name, trace in named.items()]
    return found


def draw(
    canvas: Canvas, figure: dict[str, Any], width: float, most_lines: int, inks: tuple[str, str]
) -> float:
    """Draw the legend of a figure whose colours are values, in lines from the canvas's top; give its height.
    `inks` are the colours of names and of headings. What does not fit in the lines is left out.
    """
    ink, muted = inks
    lines = 0
    for entry, left, line in _placed(canvas, entries(figure), width):
        if line >= most_lines:
            break
        lines = line + 1
        middle = line * LINE_HEIGHT + LINE_HEIGHT / 2
        name_left = left
        if entry.trace is not None:
            _sign(canvas, entry.trace, left, middle)
            name_left += _SWATCH + _GAP
        type_ = Type(SIZE, ink if entry.trace is not None else muted)
        canvas.text((name_left, middle), entry.name, type_, "legend", "left", "center_baseline")
    return lines * LINE_HEIGHT


def lines(canvas: Canvas, figure: dict[str, Any], width: float) -> int:
    """How many lines the whole legend takes."""
    return max((line + 1 for _, _, line in _placed(canvas, entries(figure), width)), default=0)


def _placed(canvas: Canvas, found: list[Entry], width: float) -> Iterator[tuple[Entry, float, int]]:
    left, line = 0.0, 0
    for entry in found:
        sign = _SWATCH + _GAP if entry.trace is not None else 0.0
        length = sign + canvas.width_of(entry.name, Type(SIZE, ""))
        starts_group = entry.trace is None and left > 0
        if left and (left + length > width or starts_group):
            left, line = 0.0, line + 1
        yield entry, left, line
        left += length + (_BETWEEN if entry.trace is not None else _GAP)


def _sign(canvas: Canvas, trace: dict[str, Any], left: float, middle: float) -> None:
    marker, line, mode = trace.get("marker", {}), trace.get("line", {}), trace.get("mode", "")
    centre = (left + _SWATCH / 2, middle)
    symbol = _first(marker.get("symbol")) or "circle"
    if trace["type"] == "bar":
        _filled(canvas, marker, left, middle)
    elif mode == "text":
        colour = _first(trace.get("textfont", {}).get("color"))
        canvas.text(
            centre, plain(_first(trace["text"])), Type(14, colour), "swatch", "center", "center_baseline"
        )
    elif "markers" in mode:
        canvas.marker(centre, symbol, 10, Ink(fill=_first(marker.get("color"))), "swatch")
    elif "lines" in mode and line.get("width", 2):
        ends = [(left - 2, middle), (left + _SWATCH + 2, middle)]
        ink = Ink(line=line.get("color"), width=min(line.get("width", 2), 4), dash=line.get("dash", "solid"))
        canvas.line(ends, ink, "swatch")
    else:
        ink = Ink(fill=trace.get("fillcolor") or line.get("color"))
        canvas.box(_square(left, middle), ink, "swatch")


def _filled(canvas: Canvas, marker: dict[str, Any], left: float, middle: float) -> None:
    pattern, line = marker.get("pattern", {}), marker.get("line", {})
    shape = _first(pattern.get("shape")) or ""
    outline = _first(line.get("width")) or 0
    hollow = not shape and outline > 1
    fill = _first(pattern.get("bgcolor")) if shape else None
    ink = Ink(
        fill=None if hollow else fill or _first(marker.get("color")),
        line=_first(line.get("color")) if hollow else None,
        width=outline if hollow else 0,
        hatch=shape,
        hatch_line=_first(pattern.get("fgcolor")) or "#FFFFFF",
    )
    canvas.box(_square(left, middle), ink, "swatch")


def _square(left: float, middle: float) -> Box:
    return Box(left + 1, middle - 5.5, left + _SWATCH, middle + 5.5)


def _first(value: Any) -> Any:
    return (
        next((one for one in value if one is not None), None) if isinstance(value, list) else item(value, 0)
    )
