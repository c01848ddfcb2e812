"""A quick chart of the rows of a query: bars, lines or points, chosen by the types of its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column
from peace_ledger.charts.parts.text import escaped
from peace_ledger.dictionary import ColumnType
from peace_ledger.translation import N_, _, ngettext

NAME = "sql_chart"
Plot = Literal["bar", "line", "points"]

MOST_BARS = 40
"""Bars that a chart has room for; of more rows the first are drawn."""
MOST_SERIES = 8

_NUMBERS = ("integer", "number")
_COLOURS = (
    "@accent",
    "@party-both",
    "@status-kept",
    "@third",
    "@muted",
    "@status-lapsed",
    "@ink",
)
"""Of series that are no codes: none that says what a stance is, or whose side."""
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "triangle-down", "cross", "star")
_PATTERNS = ("", "/", ".", "-", "\\", "x", "+", "|")
_CODE_SYMBOLS = style.STANCE_SYMBOLS | style.STATUS_SYMBOLS
_CODE_PATTERNS = style.STANCE_PATTERNS | style.STATUS_PATTERNS

Cells = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class _Axes:
    """What is drawn: by which column, which numbers, and by which column these are parted, all by place."""

    by: int
    numbers: tuple[int, ...]
    parted_by: int | None = None


def plots(columns: Sequence[tuple[str, ColumnType]], rows: Cells) -> tuple[Plot, ...]:
    """How rows, with columns by name and type, can be drawn, the best way first; nothing where no column has
    numbers. Where a place has several values, only points show them all: bars would add them up.
    """
    axes = _axes(columns)
    if axes is None:
        return ()
    if len(set(_places(rows, axes))) < len(rows):
        return ("points",)
    if columns[axes.by][1] == "date":
        # Bars say nothing of the days between.
        return "bar", "line", "points"
    if columns[axes.by][1] in _NUMBERS:
        return ("line", "points", "bar") if _is_year(columns[axes.by][0]) else ("points", "line", "bar")
    return "bar", "points"


def quick(
    columns: Sequence[tuple[str, ColumnType]],
    rows: Cells,
    plot: Plot,
    sides: Mapping[str, str] = MappingProxyType({}),
) -> Chart:
    """The chart of rows whose columns can be drawn so; `sides` are the colour tokens of the package's."""
    axes = _axes(columns)
    if axes is None:
        raise ValueError("no column of these has numbers; `plots` says so")
    names = [name for name, _type in columns]
    on_side = plot == "bar" and columns[axes.by][1] not in ("date", *_NUMBERS)
    drawn, left_out = _cut(rows, axes, columns[axes.by][1], on_side=on_side)
    series = _in_order(_series(drawn, axes, names), sides)
    labels = list(dict.fromkeys(_label(row[axes.by]) for row in drawn))
    values = names[axes.numbers[0]] if len(axes.numbers) == 1 else ""
    once = axes.parted_by is not None and len(set(labels)) == len(drawn)
    unplaced = 0 if left_out else len(rows) - len(drawn)
    hidden = 0
    if axes.parted_by is not None:
        hidden = len({_label(row[axes.parted_by]) for row in drawn}) - len(series)
    figure = {
        "data": [
            _trace(name, cells, _colour(name, place, sides), place, plot, on_side=on_side)
            for place, (name, cells) in enumerate(series.items())
        ],
        "layout": _layout(columns[axes.by], values, labels, len(series), on_side=on_side, once=once),
    }
    return Chart(
        name=NAME,
        title=wording.sentence(_title(names, axes))
        + (f": {wording.counted(len(labels), 'first bar')}" if left_out else "")
        + (f", {_without_series(hidden, names[axes.parted_by or 0])}" if hidden else "")
        + (f", {_without_rows(unplaced, names[axes.by])}" if unplaced else ""),
        figure=figure if series else None,
        alt=_sentence(series, plot, names[axes.by]),
        height=max(220, 70 + (12 + 14 * (1 if once else len(series))) * len(labels)) if on_side else 340,
        columns=tuple(Column(name, name, "number" if kind in _NUMBERS else "text") for name, kind in columns),
        rows=[list(row) for row in drawn[:1000]],
        marks=[None] * len(drawn[:1000]),
        empty=_("There is no number to draw in these rows."),
    )


def _axes(columns: Sequence[tuple[str, ColumnType]]) -> _Axes | None:
    kinds = [kind for _, kind in columns]
    years = [place for place, (name, kind) in enumerate(columns) if kind == "integer" and _is_year(name)]
    numbers = [place for place, kind in enumerate(kinds) if kind in _NUMBERS and place not in years]
    days = [place for place, kind in enumerate(kinds) if kind == "date"]
    words = [place for place, kind in enumerate(kinds) if kind in ("string", "boolean")]
    by = next(iter([*days, *years, *words]), None)
    if not numbers or (by is None and len(numbers) < 2):
        return None
    if by is None:
        return _Axes(numbers[0], tuple(numbers[1 : 1 + MOST_SERIES]))
    others = [place for place in words if place != by]
    if len(numbers) == 1 and others:
        return _Axes(by, (numbers[0],), others[0])
    return _Axes(by, tuple(numbers[:MOST_SERIES]))


def _is_year(name: str) -> bool:
    return name.lower() in ("year", "jahr", "annee", "año") or name.lower().endswith("_year")


def _cut(rows: Cells, axes: _Axes, kind: ColumnType, *, on_side: bool) -> tuple[list[Sequence[Any]], bool]:
    """The rows to draw, and whether bars are left out: days and numbers in their order, words in that of the
    query.
    """
    if kind in ("date", *_NUMBERS):
        known = [row for row in rows if row[axes.by] is not None]
        return sorted(known, key=lambda row: row[axes.by]), False
    if not on_side:
        return list(rows), False
    shown = set(list(dict.fromkeys(_label(row[axes.by]) for row in rows))[:MOST_BARS])
    drawn = [row for row in rows if _label(row[axes.by]) in shown]
    return drawn, len(drawn) < len(rows)


def _places(rows: Cells, axes: _Axes) -> list[tuple[str, str]]:
    """Where each row is drawn: its label, and its series."""
    parted = axes.parted_by
    return [(_label(row[axes.by]), "" if parted is None else _label(row[parted])) for row in rows]


_Series = dict[str, list[tuple[Any, Any]]]
"""The points of each series, by its name."""


def _series(rows: Cells, axes: _Axes, names: Sequence[str]) -> _Series:
    if axes.parted_by is None:
        return {
            names[place]: [(row[axes.by], row[place]) for row in rows if row[place] is not None]
            for place in axes.numbers
        }
    series: _Series = {}
    for row in rows:
        name = _label(row[axes.parted_by])
        if row[axes.numbers[0]] is not None and (name in series or len(series) < MOST_SERIES):
            series.setdefault(name, []).append((row[axes.by], row[axes.numbers[0]]))
    return series


def _in_order(series: _Series, sides: Mapping[str, str]) -> _Series:
    tokens = {name: _own_colour(name, sides) for name in series}
    # Codes stand in the order of their list, as on every page.
    order = [token for token in style.COLOURS if token in tokens.values()]
    if len(order) < len(series):
        return series
    return {name: series[name] for name in sorted(series, key=lambda name: order.index(str(tokens[name])))}


def _label(cell: Any) -> str:
    text = _("not known") if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)
    return text if len(text) <= 48 else f"{text[:47]}…"


def _trace(
    name: str, cells: list[tuple[Any, Any]], colour: str, place: int, plot: Plot, *, on_side: bool
) -> dict[str, Any]:
    # Plotly reads a little HTML.
    across = [
        escaped(_label(at)) if on_side or isinstance(at, str | bool) or at is None else at
        for at, _value in cells
    ]
    up = [value for _, value in cells]
    trace: dict[str, Any] = {
        "name": escaped(name),
        "x": up if on_side else across,
        "y": across if on_side else up,
        "hovertext": [
            f"{escaped(_label(at))}<br><b>{escaped(name)}: {_number(value)}</b>" for at, value in cells
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    if plot == "bar":
        filled = {
            "color": colour,
            "pattern": {
                "shape": _CODE_PATTERNS.get(name, _PATTERNS[place % len(_PATTERNS)]),
                "fillmode": "overlay",
            },
        }
        return {**trace, "type": "bar", "marker": filled, "orientation": "h" if on_side else "v"}
    marker = {"color": colour, "symbol": _CODE_SYMBOLS.get(name, _SYMBOLS[place % len(_SYMBOLS)]), "size": 7}
    if plot == "points":
        return {**trace, "type": "scatter", "mode": "markers", "marker": marker}
    line = {"color": colour, "width": 2, "dash": _DASHES[place % len(_DASHES)]}
    return {**trace, "type": "scatter", "mode": "lines+markers", "marker": marker, "line": line}


def _colour(name: str, place: int, sides: Mapping[str, str]) -> str:
    """That which a code has everywhere, or one by the place of the series."""
    return _own_colour(name, sides) or _COLOURS[place % len(_COLOURS)]


def _own_colour(name: str, sides: Mapping[str, str]) -> str | None:
    own = (f"@stance-{name}", f"@status-{name}")
    return next((token for token in own if token in style.COLOURS), sides.get(name))


def _number(value: float) -> str:
    """Four digits of a number with a fraction; powers of ten as a computer writes them."""
    if isinstance(value, int):
        return wording.number(value)
    short = f"{value:.4g}"
    return short if set(short) - set("-.0123456789") else wording.number(value, len(short.partition(".")[2]))


def _layout(
    by: tuple[str, ColumnType],
    values: str,
    labels: list[str],
    series: int,
    *,
    on_side: bool,
    once: bool,
) -> dict[str, Any]:
    counted: dict[str, Any] = {
        "title": {"text": escaped(values)},
        "zeroline": True,
        "showgrid": True,
        "automargin": True,
        "rangemode": "tozero",
    }
    if on_side:
        axes = {"xaxis": counted, "yaxis": style.label_axis([escaped(label) for label in labels])}
    elif by[1] == "date":
        axes = {"xaxis": style.time_axis(), "yaxis": counted}
    else:
        plain = {"title": {"text": escaped(by[0])}, "automargin": True, "showgrid": False}
        whole = {"tickformat": "d"} if _is_year(by[0]) else {}
        axes = {"xaxis": {**plain, **whole}, "yaxis": {**counted, "rangemode": "normal"}}
    return style.layout(barmode="stack" if once else "group", showlegend=series > 1, **axes)


def _title(names: Sequence[str], axes: _Axes) -> str:
    numbers = wording.listed([names[place] for place in axes.numbers])
    if axes.parted_by is None:
        # Translators: columns of a table: "people by day".
        return _("{numbers} by {column}", numbers=numbers, column=names[axes.by])
    return _(
        "{numbers} by {column} and {other}",
        numbers=numbers,
        column=names[axes.by],
        other=names[axes.parted_by],
    )


def _without_series(hidden: int, column: str) -> str:
    # Translators: so many more lines, each for a value of a column, are not drawn.
    return _("without {count} more in {column}", count=wording.number(hidden), column=column)


def _without_rows(unplaced: int, column: str) -> str:
    # Translators: so many rows are not drawn, for a column is empty there: "without 2 rows of unknown day".
    return ngettext(
        "without {count} row of unknown {column}",
        "without {count} rows of unknown {column}",
        unplaced,
        count=wording.number(unplaced),
        column=column,
    )


_DRAWN: Mapping[str, str] = {
    "bar": N_("Bars by {column}."),
    "line": N_("Lines by {column}."),
    "points": N_("Points by {column}."),
}


def _sentence(series: _Series, plot: Plot, by: str) -> str:
    """The alt text: what is drawn, and the first values of each series."""
    if not series:
        return _("Nothing to draw.")
    parts = [
        f"{name}: {_listed([f'{_label(at)} {_number(value)}' for at, value in cells])}"
        for name, cells in series.items()
    ]
    return f"{_(_DRAWN[plot], column=by)} {'; '.join(parts)}."


def _listed(points: Sequence[str]) -> str:
    if len(points) <= _TOLD:
        return ", ".join(points)
    return _(
        "{listed} and {count} more",
        listed=", ".join(points[:_TOLD]),
        count=wording.number(len(points) - _TOLD),
    )


_TOLD = 6
"""How many points of each series the alt text tells."""
