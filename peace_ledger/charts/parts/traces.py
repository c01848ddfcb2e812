"""Parts of figures that several charts draw alike: clickable points, strokes, and a legend of its own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from peace_ledger.translation import N_, _

LOW_CONFIDENCE = N_("Low confidence")
"""What a hollow sign means, in every legend."""

Trace = dict[str, Any]
Stroke = tuple[Any, Any, Any, Any]
"""x and y of a stroke's start, x and y of its end."""


def points(
    x: Sequence[Any],
    y: Sequence[Any],
    *,
    marks: Sequence[str | None],
    hovers: Sequence[str],
    symbols: Sequence[str],
    colour: str,
    size: int = 9,
    text: Sequence[str] | None = None,
    position: str = "top center",
    axes: Mapping[str, str] | None = None,
) -> Trace:
    """Points that open the rows behind them, with a number or a word beside each where `text` is given.

    `axes` names the axes of a panel, as `panels.place` gives them.
    """
    trace: Trace = {
        "type": "scatter",
        "mode": "markers",
        "x": [_plain(value) for value in x],
        "y": list(y),
        "customdata": list(marks),
        "hovertext": list(hovers),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "symbol": list(symbols),
            "size": size,
            "color": colour,
            "line": {
                "width": [2 if symbol.endswith("-open") else 1 for symbol in symbols],
                "color": "@ground",
            },
        },
        "cliponaxis": False,
        "showlegend": False,
        **(axes or {}),
    }
    if text is None:
        return trace
    lettered = {"text": list(text), "textposition": position, "textfont": {"size": 12, "color": "@ink"}}
    return trace | lettered | {"mode": "markers+text"}


def strokes(
    parts: Iterable[Stroke],
    colour: str,
    *,
    dash: str = "solid",
    width: float = 2,
    axes: Mapping[str, str] | None = None,
) -> Trace:
    """Straight strokes that do not touch one another."""
    x: list[Any] = []
    y: list[Any] = []
    for x0, y0, x1, y1 in parts:
        x += [_plain(x0), _plain(x1), None]
        y += [y0, y1, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": colour, "dash": dash, "width": width},
        "hoverinfo": "skip",
        "showlegend": False,
        **(axes or {}),
    }


def key(entries: Iterable[tuple[str, str, str]]) -> list[Trace]:
    """A legend by traces without points: words, symbol and colour token of each entry."""
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [None],
            "y": [None],
            "name": words,
            "marker": {"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2, "color": colour}},
            "hoverinfo": "skip",
            "showlegend": True,
        }
        for words, symbol, colour in entries
    ]


def low_confidence_sign() -> tuple[str, str, str]:
    """The entry of `key` for hollow signs; `low_confidence_key` is that for hollow bars."""
    return _(LOW_CONFIDENCE), "circle-open", "@muted"


def low_confidence_key() -> Trace:
    """The entry of a legend for hollow bars."""
    return {
        "type": "bar",
        "x": [None],
        "y": [None],
        "name": _(LOW_CONFIDENCE),
        "marker": {"color": "@ground", "line": {"color": "@muted", "width": 2}},
        "hoverinfo": "skip",
        "showlegend": True,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
