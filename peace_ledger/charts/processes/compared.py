"""What the charts that set processes side by side share: one process with its rows, and bars of shares.

Shares stand beside their numbers, and are drawn from five cases on; below that the numbers are written out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.parts import lines, text, traces
from peace_ledger.charts.parts.traces import Trace
from peace_ledger.engine import Rows
from peace_ledger.translation import _, pgettext

ENOUGH = 5
"""Cases from which a share is drawn, and a percentage written."""
LINE, AROUND = 52, 110
"""Heights in px: of a line, and of all that stands around the lines."""
_NARROW_LINE = 92

_SMALL = '<span style="font-size:11px">{}</span>'


@dataclass(frozen=True)
class Process:
    """One process: its name in addresses, what it is called, and its rows of one question."""

    name: str
    title: str
    rows: Rows


@dataclass(frozen=True)
class Part:
    """One part of a line: its code, how many cases it has, how many of them are of low confidence, what opens
    them, and its words in a hover box.
    """

    code: str
    count: int
    low: int
    mark: str
    hover: str


@dataclass(frozen=True)
class Line:
    """A line of parts: its name and what is said under it, both as they are; where its cases are too few to
    draw shares, its parts are written.
    """

    title: str
    said: str
    parts: tuple[Part, ...]
    cases: int

    @property
    def total(self) -> int:
        """All that is counted."""
        return sum(part.count for part in self.parts)

    def label(self, limit: int = 44) -> str:
        """The name of the line in a figure, in two lines."""
        return f"{text.label(self.title, limit)}<br>{_SMALL.format(text.escaped(self.said))}"


Looks = Mapping[str, Mapping[str, Any]]
"""The marker of a bar by code, in the order in which parts follow one another."""


def shares(drawn: Sequence[Line], looks: Looks, words: Mapping[str, str]) -> dict[str, Any]:
    """A figure of lines of parts, each the whole of 100 %."""
    placed = list(enumerate(drawn))
    bars = [
        bar
        for code, marker in looks.items()
        for low in (False, True)
        if (bar := _bars(placed, code, marker, words[code], low=low))["x"]
    ]
    lows = any(part.low for line in drawn for part in line.parts)
    return {
        "data": [*_key(looks, words, drawn), *bars, *([traces.low_confidence_key()] if lows else [])],
        "layout": style.layout(
            barmode="overlay",
            bargap=0.45,
            uniformtext={"mode": "hide", "minsize": 10},
            xaxis={
                "range": [0, 101],
                "tickvals": (ticks := [0, 25, 50, 75, 100]),
                "ticktext": [_("{percent} %", percent=wording.number(tick)) for tick in ticks],
                # The last share stands at the edge, and half of it beyond.
                "ticklabeloverflow": "allow",
                "showgrid": True,
                "zeroline": False,
                "automargin": True,
            },
            yaxis=lines.axis([line.label() for line in drawn]),
            annotations=_too_few(placed, words),
            showlegend=True,
        ),
    }


def none() -> str:
    """What an alt text says of a process without rows."""
    return pgettext("a process has nothing to count", "none")


def narrow(drawn: Sequence[Line]) -> dict[str, Any]:
    """What changes on a narrow card: names stand above their lines."""
    return {
        "height": AROUND + _NARROW_LINE * max(len(drawn), 1),
        "yaxis.showticklabels": False,
        "yaxis.range": [len(drawn) - 0.6, -0.85],
        "bargap": 0.7,
        "margin.l": 14,
        "margin.r": 22,
        "annotations": [
            *(name | {"yshift": 36} for name in lines.names_above([line.label(50) for line in drawn])),
            *_too_few(list(enumerate(drawn)), {}, short=True),
        ],
    }


def _bars(
    placed: Iterable[tuple[int, Line]], code: str, marker: Mapping[str, Any], word: str, *, low: bool
) -> Trace:
    bar: dict[str, Any] = {"x": [], "base": [], "y": [], "text": [], "customdata": [], "hovertext": []}
    for place, line in placed:
        begin = 0
        for part in line.parts:
            firm = part.count - part.low
            size, start = (part.low, begin + firm) if low else (firm, begin)
            begin += part.count
            if part.code != code or not size or line.cases < ENOUGH:
                continue
            bar["x"].append(100 * size / line.total)
            bar["base"].append(100 * start / line.total)
            bar["y"].append(place)
            bar["text"].append(wording.number(size))
            bar["customdata"].append(part.mark)
            bar["hovertext"].append(part.hover)
    colour = marker["color"]
    hollow = {"color": "@ground", "line": {"color": colour, "width": 2}}
    return {
        **bar,
        "type": "bar",
        "orientation": "h",
        "name": _("{name}, low confidence", name=word) if low else word,
        "legendgroup": code,
        "showlegend": False,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "inside",
        "textfont": {"color": "@ink" if low else marker.get("ink", "@ground"), "size": 11},
        "marker": hollow if low else {name: value for name, value in marker.items() if name != "ink"},
    }


def _key(looks: Looks, words: Mapping[str, str], drawn: Sequence[Line]) -> list[Trace]:
    """The entries of the legend, of what occurs."""
    found = {part.code for line in drawn for part in line.parts if part.count}
    return [
        {
            "type": "bar",
            "orientation": "h",
            "name": words[code],
            "x": [None],
            "y": [None],
            "marker": {name: value for name, value in marker.items() if name != "ink"},
            "hoverinfo": "skip",
            "showlegend": True,
        }
        for code, marker in looks.items()
        if code in found
    ]


def _too_few(
    placed: Iterable[tuple[int, Line]], words: Mapping[str, str], *, short: bool = False
) -> list[dict[str, Any]]:
    """What is written in place of the bars of a line of few cases."""
    return [
        {
            "x": 0,
            "xref": "paper",
            "y": place,
            "yref": "y",
            "xanchor": "left",
            "xshift": 6,
            "showarrow": False,
            "font": {"size": 12, "color": "@muted"},
            "text": text.escaped(_written(line, words, short=short)),
        }
        for place, line in placed
        if line.cases < ENOUGH
    ]


def _written(line: Line, words: Mapping[str, str], *, short: bool) -> str:
    if not line.total:
        return _("nothing to count")
    if short:
        return _("too few for shares; see the table")
    told = [wording.tallied(part.count, words[part.code]) for part in line.parts if part.count]
    return _("too few for shares: {counts}", counts=wording.listed(told, len(told)))
