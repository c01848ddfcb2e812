"""The picture of a view, as it is shown where its link is pasted: words on the left, a chart on the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from peace_ledger import wording
from peace_ledger.drawing import figure as figures
from peace_ledger.drawing import legend, rows
from peace_ledger.drawing.canvas import Box, Canvas, Ink, Type
from peace_ledger.drawing.figure import Undrawable
from peace_ledger.drawing.words import shortened, wrapped
from peace_ledger.translation import _

WIDTH, HEIGHT = 1200, 630
INK, MUTED, LINE, GROUND = figures.INK, figures.MUTED, figures.LINE, figures.GROUND
ACCENT = figures.in_colour("@accent")

_MARGIN = 44
_WORDS = Box(_MARGIN, _MARGIN, 420, HEIGHT - 34)
_PLOT = Box(464, _MARGIN, WIDTH - 36, HEIGHT - 30)
_LARGEST, _SMALLEST = 1.4, 0.95
_LEGEND_SCALES = (1.3, 1.05)
_HEADLINE_SIZES = (34.0, 31.0, 28.0, 26.0, 24.0, 22.0, 20.0)
_LEGEND_LINES, _FEW_LEGEND_LINES = 4, 2
# Of one row with its name, in the figure's px: where rows would be lower, fewer are drawn, and none higher.
_LOWEST_ROW, _HIGHEST_ROW = 17.0, 28.0
_ROWS_NOTE = 22.0


@dataclass(frozen=True)
class Drawn:
    """A chart to be drawn: its title, what stands under it, Plotly JSON, height in px on a page, what changes
    where it is narrow. `figure` is None where there is nothing to draw; then `empty` says why.
    """

    title: str
    figure: dict[str, Any] | None
    height: int
    narrow: Mapping[str, Any] = field(default_factory=dict)
    empty: str = ""
    selected: str | None = None


@dataclass(frozen=True)
class Listed:
    """A list to be drawn: its title, and its first rows in few words."""

    title: str
    rows: Sequence[str]
    empty: str = ""


@dataclass(frozen=True)
class Picture:
    """What is on the picture. `notes` are filters, sources and version, a line or two each."""

    title: str
    headline: str
    notes: Sequence[str]
    shown: Drawn | Listed


def draw(picture: Picture) -> Canvas:
    """Draw it. A figure that cannot be drawn is left out, and its title stands larger."""
    canvas = Canvas.blank(WIDTH, HEIGHT, GROUND)
    canvas.box(Box(0, 0, 12, HEIGHT), Ink(fill=ACCENT), "ground")
    _words(canvas, picture)
    shown = picture.shown
    if isinstance(shown, Listed):
        _list(canvas, shown)
    elif shown.figure is None:
        _said(canvas, shown.title, shown.empty)
    else:
        try:
            _chart(canvas, shown, shown.figure)
        except Undrawable:
            canvas = Canvas.blank(WIDTH, HEIGHT, GROUND)
            _words(canvas, picture)
            _said(canvas, shown.title, "")
    return canvas


def _words(canvas: Canvas, picture: Picture) -> None:
    notes = Type(15.5, MUTED)
    lines = [line for note in picture.notes for line in _lines(canvas, note, _WORDS.width, 3, notes)]
    canvas.text((_WORDS.left, _WORDS.top + 16), "Peace Ledger", Type(20, ACCENT, bold=True), "name")
    size = 46.0
    while canvas.width_of(picture.title, Type(size, INK, True, True)) > _WORDS.width and size > 24:
        size -= 2
    canvas.text((_WORDS.left, _WORDS.top + 74), picture.title, Type(size, INK, True, True), "page")
    foot = _WORDS.bottom - len(lines) * 21
    _headline(canvas, picture.headline, Box(_WORDS.left, _WORDS.top + 96, _WORDS.right, foot - 26))
    for number, line in enumerate(lines):
        canvas.text((_WORDS.left, foot + number * 21 + 16), line, notes, "foot")


def _headline(canvas: Canvas, words: str, room: Box) -> None:
    """As large as the room allows; cut at the smallest size."""
    for size in _HEADLINE_SIZES:
        type_, step = Type(size, INK), size * 1.3
        whole = _lines(canvas, words, room.width, len(words), type_)
        if len(whole) * step <= room.height:
            break
    lines = _lines(canvas, words, room.width, int(room.height / step), type_)
    for number, line in enumerate(lines):
        canvas.text((room.left, room.top + (number + 1) * step), line, type_, "headline")


def _lines(canvas: Canvas, words: str, width: float, most: int, type_: Type) -> list[str]:
    return wrapped(words, width, most, lambda part: canvas.width_of(part, type_))


def _title(canvas: Canvas, title: str) -> float:
    """The chart's title in at most two lines; gives where it ends."""
    type_ = Type(21, INK, bold=True)
    lines = _lines(canvas, title, _PLOT.width, 2, type_)
    for number, line in enumerate(lines):
        canvas.text((_PLOT.left, _PLOT.top + 18 + number * 27), line, type_, "chart")
    return _PLOT.top + len(lines) * 27 + 6


def _chart(canvas: Canvas, shown: Drawn, figure: dict[str, Any]) -> None:
    top = _title(canvas, shown.title)
    top += _legend(canvas, figure, top) + 6
    bottom = _PLOT.bottom
    found = rows.Rows.of(figure)
    kept = _kept(shown, figure, found, (bottom - top) / _SMALLEST) if found else None
    if found and kept:
        figure, bottom = rows.cut(figure, found, kept), bottom - _ROWS_NOTE
        _rows_note(canvas, kept, len(found.places))
        height = (bottom - top) / _SMALLEST
    else:
        height = shown.narrow.get("height", shown.height)
        if height * _SMALLEST <= bottom - top:
            figure = figures.narrowed(figure, shown.narrow)
        else:
            height = shown.height
    scale = min(_LARGEST, max(_SMALLEST, (bottom - top) / height))
    size = (_PLOT.width / scale, (bottom - top) / scale)
    figures.draw(canvas.part(_PLOT.left, top, scale), figure, size, shown.selected)


def _legend(canvas: Canvas, figure: dict[str, Any], top: float) -> float:
    """Draw the legend, smaller where it takes many lines; gives its height."""
    for scale in _LEGEND_SCALES:
        named, width = canvas.part(_PLOT.left, top, scale), _PLOT.width / scale
        if legend.lines(named, figure, width) <= _FEW_LEGEND_LINES:
            break
    return scale * legend.draw(named, figures.in_colour(figure), width, _LEGEND_LINES, (INK, MUTED))


def _kept(shown: Drawn, figure: dict[str, Any], found: rows.Rows, height: float) -> range | None:
    """The rows that are drawn where not all can be with their names, among them that of the open mark."""
    margin = figure["layout"].get("margin", {})
    around = margin.get("t", 0) + margin.get("b", 0)
    count = len(found.places)
    if (height - around) / count >= _LOWEST_ROW:
        return None
    row = min(_HIGHEST_ROW, max(_LOWEST_ROW, (shown.height - around) / count))
    most = int((height - around - _ROWS_NOTE) / row)
    return rows.window(count, most, found.of_mark(figure, shown.selected))


def _rows_note(canvas: Canvas, kept: range, count: int) -> None:
    canvas.text((_PLOT.left, _PLOT.bottom - 2), _rows_words(kept, count), Type(15.5, MUTED), "rows")


def _rows_words(kept: range, count: int) -> str:
    lines = wording.number(count)
    if kept.start == 0:
        drawn = wording.number(len(kept))
        return _("The first {drawn} of {count} lines; the page shows all.", drawn=drawn, count=lines)
    return _(
        "Lines {first} to {last} of {count} lines; the page shows all.",
        first=wording.number(kept.start + 1),
        last=wording.number(kept.stop),
        count=lines,
    )


def _said(canvas: Canvas, title: str, words: str) -> None:
    """A title with a sentence in place of a chart."""
    top = _title(canvas, title)
    type_ = Type(20, MUTED)
    lines = _lines(canvas, words, _PLOT.width, 8, type_)
    for number, line in enumerate(lines):
        canvas.text((_PLOT.left, top + 34 + number * 29), line, type_, "empty")


def _list(canvas: Canvas, shown: Listed) -> None:
    if not shown.rows:
        _said(canvas, shown.title, shown.empty)
        return
    top, type_, step = _title(canvas, shown.title) + 10, Type(18, INK), 40
    most = int((_PLOT.bottom - top) / step)
    for number, row in enumerate(shown.rows[:most]):
        level = top + number * step
        canvas.line([(_PLOT.left, level), (_PLOT.right, level)], Ink(line=LINE, width=1), "grid")
        words = shortened(row, _PLOT.width, lambda part: canvas.width_of(part, type_))
        canvas.text((_PLOT.left, level + 26), words, type_, "row")
