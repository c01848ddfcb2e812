"""Colours, shapes and the layout that all figures share.

A figure names its colours by token; the browser puts in the value for the theme that is shown. Each palette
has a second channel, because colour alone is lost in print and on some eyes.
"""

import json
import re
from typing import Any

COLOURS: dict[str, tuple[str, str]] = {
    # token: (on light ground, on dark ground)
    "@ink": ("#24262B", "#E6E3DC"),
    "@muted": ("#5F636B", "#A9ADB3"),
    "@line": ("#DDD8CC", "#343A41"),
    "@ground": ("#FCFBF8", "#16191D"),
    "@accent": ("#2F5D7C", "#8DB9D6"),
    "@land": ("#E6E2D8", "#333A42"),
    "@band": ("#E3DCC8", "#3B4048"),
    "@none": ("rgba(0,0,0,0)", "rgba(0,0,0,0)"),
    # Stance, best to worst: blue to brown through grey, the pair that the common colour-blindnesses keep
    # apart.
    "@stance-supports": ("#1F5A85", "#86C5F1"),
    "@stance-welcomes": ("#6A9FC4", "#5590BF"),
    "@stance-cautious": ("#A9C4D7", "#4A6A82"),
    "@stance-neutral": ("#BCB8AF", "#6A6D72"),
    "@stance-critical": ("#D9A066", "#A8713A"),
    "@stance-rejects": ("#97501B", "#E8A765"),
    # Ink on these fills.
    "@on-stance-supports": ("#FFFFFF", "#16191D"),
    "@on-stance-welcomes": ("#16191D", "#16191D"),
    "@on-stance-cautious": ("#24262B", "#FFFFFF"),
    "@on-stance-neutral": ("#24262B", "#FFFFFF"),
    "@on-stance-critical": ("#24262B", "#FFFFFF"),
    "@on-stance-rejects": ("#FFFFFF", "#16191D"),
    # Status of a commitment: from open (grey, light) over partly to kept (green-blue); broken and lapsed off
    # that axis.
    "@status-pledged": ("#BCB8AF", "#6C7077"),
    "@status-in_progress": ("#97C0BA", "#447771"),
    "@status-partly_kept": ("#57988F", "#57988F"),
    "@status-kept": ("#1F6A61", "#8FD3C8"),
    "@status-broken": ("#A33B2E", "#F0907F"),
    "@status-lapsed": ("#8A7A64", "#B9A88F"),
    "@on-status-pledged": ("#24262B", "#FFFFFF"),
    "@on-status-in_progress": ("#24262B", "#FFFFFF"),
    "@on-status-partly_kept": ("#16191D", "#16191D"),
    "@on-status-kept": ("#FFFFFF", "#16191D"),
    "@on-status-broken": ("#FFFFFF", "#16191D"),
    "@on-status-lapsed": ("#16191D", "#16191D"),
    # The parties in the order of the descriptor: hues of equal weight. Everyone else is slate.
    "@party-1": ("#7E57A5", "#B695DB"),
    "@party-2": ("#8C6D1F", "#CBA94F"),
    "@party-3": ("#1F7A78", "#6CC4BF"),
    "@party-4": ("#A8476F", "#E08FB0"),
    "@party-5": ("#3F6FB5", "#86AEE8"),
    "@party-6": ("#6E7A2A", "#B3BF62"),
    "@party-both": ("#6B6F76", "#9AA0A8"),
    "@third": ("#5B7083", "#8FA3B5"),
    # How far two stances are apart: the same, one step, further.
    "@apart-same": ("#2F5D7C", "#8DB9D6"),
    "@apart-one_step": ("#9DBACB", "#4C6F86"),
    "@apart-further": ("#D8B98F", "#8F6B3E"),
    "@on-apart-same": ("#FFFFFF", "#16191D"),
    "@on-apart-one_step": ("#24262B", "#FFFFFF"),
    "@on-apart-further": ("#24262B", "#FFFFFF"),
}

STANCE_SYMBOLS = {
    "supports": "triangle-up",
    "welcomes": "circle",
    "cautious": "diamond",
    "neutral": "square",
    "critical": "triangle-down",
    "rejects": "x",
}
STANCE_PATTERNS = {
    "supports": "",
    "welcomes": "",
    "cautious": "",
    "neutral": "",
    "critical": "/",
    "rejects": "\\",
}
STATUS_SYMBOLS = {
    "pledged": "circle",
    "in_progress": "triangle-up",
    "partly_kept": "square",
    "kept": "diamond",
    "broken": "x",
    "lapsed": "triangle-down",
}
STATUS_PATTERNS = {
    "pledged": "",
    "in_progress": ".",
    "partly_kept": "-",
    "kept": "",
    "broken": "+",
    "lapsed": "|",
}
"""Straight ones: a slanting hatch says that a status is contested."""


_FEW = 5.5
"""Up to which count an axis has a line for each."""


def with_open(symbol: str, hollow: bool) -> str:
    """The hollow form of a marker symbol: how a row of low confidence is drawn everywhere."""
    return f"{symbol}-open" if hollow else symbol


def layout(**own: Any) -> dict[str, Any]:
    """The layout all figures start from; what is passed goes over it. Fonts, text and grid colours come from
    the page's theme.
    """
    base: dict[str, Any] = {
        "margin": {"l": 8, "r": 8, "t": 8, "b": 32},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "bargap": 0.28,
        "uirevision": "keep",
    }
    return base | own


def time_axis(**own: Any) -> dict[str, Any]:
    """An axis of days."""
    return {
        "type": "date",
        "showgrid": True,
        "zeroline": False,
        "automargin": True,
        "hoverformat": "%-d %b %Y",
    } | own


def label_axis(labels: list[str], **own: Any) -> dict[str, Any]:
    """A vertical axis of names, first name on top."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": labels[::-1],
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
    } | own


def count_axis(**own: Any) -> dict[str, Any]:
    """An axis of whole counts from zero; where few are in reach, each has its line, and no half ones do."""
    few = own.get("range", (0, _FEW + 1))[1] <= _FEW and "tickvals" not in own
    return {
        "rangemode": "tozero",
        "zeroline": True,
        "showgrid": True,
        "tickformat": ",d",
        "automargin": True,
        **({"dtick": 1} if few else {}),
    } | own


def colours_of(figure: dict[str, Any] | None) -> dict[str, tuple[str, str]]:
    """The colour tokens a figure uses, with their two values. Text that looks like a token stays text."""
    return {token: COLOURS[token] for token in sorted(_tokens(figure) & COLOURS.keys())}


def _tokens(figure: Any) -> set[str]:
    # A figure holds some ten thousand values: to walk through them takes three times as long.
    return set(re.findall(r'"(@[\w-]+)"', json.dumps(figure, default=str)))
