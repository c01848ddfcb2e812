"""A vertical axis of numbered lines: unlike names on an axis, the names of lines may repeat."""

from collections.abc import Collection, Sequence
from typing import Any


def axis(labels: Sequence[str], **own: Any) -> dict[str, Any]:
    """The axis, with the names of the lines, the first line on top."""
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "range": [len(labels) - 0.4, -0.6],
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "automargin": True,
    } | own


def names_above(labels: Sequence[str], headings: Collection[int] = ()) -> list[dict[str, Any]]:
    """The names above the lines, for a narrow card; `yaxis.showticklabels` is then off. Headings, by number,
    stand on their own line.
    """
    return [
        {
            "text": label,
            "xref": "paper",
            "yref": "y",
            "x": 0,
            "y": place,
            "xanchor": "left",
            "yanchor": "middle",
            "yshift": 0 if place in headings else 18,
            "bgcolor": "@ground",
            "borderpad": 0,
            "align": "left",
            "showarrow": False,
            "font": {"size": 12},
        }
        for place, label in enumerate(labels)
    ]
