"""Panels of one figure: side by side on a wide card, one below the other on a narrow one, each with its own
axes and heading, and, where wanted, a lane below its plot.
"""

from collections.abc import Sequence
from typing import Any

_GAP = 0.06
_LANE = (0.13, 0.2)
"""Where a lane ends and where the plot above it begins, as parts of the panel's height."""

Domain = tuple[float, float]


def axis(letter: str, number: int) -> str:
    """The name in a layout of the x or y axis of that number, counted from 0."""
    return f"{letter}axis{number + 1}" if number else f"{letter}axis"


def place(panel: int, lane: int | None = None) -> dict[str, str]:
    """The axes of a trace in a panel; where it stands in the lane below, `lane` is the number of panels."""
    vertical = panel if lane is None else lane + panel
    return {"xaxis": _reference("x", panel), "yaxis": _reference("y", vertical)}


def side_by_side(count: int) -> list[Domain]:
    """The horizontal domains of panels of equal width."""
    width = (1 - _GAP * (count - 1)) / max(count, 1)
    return [(panel * (width + _GAP), panel * (width + _GAP) + width) for panel in range(count)]


def axes(
    count: int, horizontal: dict[str, Any], vertical: dict[str, Any], lane: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The axes of panels side by side; all panels have the same scales. `lane` is the axis of the lanes."""
    made: dict[str, Any] = {}
    for panel, domain in enumerate(side_by_side(count)):
        lowest = count + panel if lane else panel
        made[axis("x", panel)] = horizontal | {"domain": domain, "anchor": _reference("y", lowest)}
        made[axis("y", panel)] = vertical | {"anchor": _reference("x", panel)}
        if lane:
            made[axis("y", panel)]["domain"] = (_LANE[1], 1)
            made[axis("y", count + panel)] = lane | {
                "anchor": _reference("x", panel),
                "domain": (0, _LANE[0]),
            }
    return made


def stacked(count: int, height: int, *, lane: bool = False) -> dict[str, Any]:
    """What changes where panels stand one below the other, each `height` px high with its heading."""
    changes: dict[str, Any] = {"height": height * count}
    for panel in range(count):
        bottom = 1 - (panel + 1) / count + (0.14 / count if panel < count - 1 else 0)
        top = 1 - panel / count - (0.08 / count if panel else 0)
        changes[f"{axis('x', panel)}.domain"] = (0, 1)
        start = bottom + _LANE[1] * (top - bottom) if lane else bottom
        changes[f"{axis('y', panel)}.domain"] = (start, top)
        if lane:
            end = bottom + _LANE[0] * (top - bottom)
            changes[f"{axis('y', count + panel)}.domain"] = (bottom, end)
    return changes


def headings(texts: Sequence[str], *, shared: bool = False) -> list[dict[str, Any]]:
    """Headings at the top left of the panels, which follow their axes; `shared` where all have one y axis."""
    return [
        {
            "text": text,
            "xref": f"{_reference('x', panel)} domain",
            "yref": f"{_reference('y', 0 if shared else panel)} domain",
            "x": 0,
            "y": 1,
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 4,
            "align": "left",
            "showarrow": False,
            "font": {"size": 13, "color": "@ink"},
        }
        for panel, text in enumerate(texts)
    ]


def _reference(letter: str, number: int) -> str:
    return f"{letter}{number + 1}" if number else letter
