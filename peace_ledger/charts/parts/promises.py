"""How a promise's status looks, in every chart of promises."""

from collections.abc import Collection
from typing import Any

from peace_ledger.charts import style
from peace_ledger.dataset import Dataset

STACKED = ("kept", "partly_kept", "in_progress", "pledged", "lapsed", "broken")
"""Statuses in the order of a stacked bar: what is kept starts at the axis, where lengths compare best."""

NONE_LEFT = (
    "No commitment is left by these filters. Widen the period, or take out an actor, an event, a theme or a "
    "status."
)


def fill(status: str, *, contested: bool = False) -> dict[str, Any]:
    """The look of a status: its colour and pattern; contested is hatched."""
    shape = "/" if contested else style.STATUS_PATTERNS[status]
    solidity = 0.35 if contested else 0.15
    return {
        "color": f"@status-{status}",
        "line": {"color": "@ground", "width": 1},
        "pattern": {
            "shape": shape,
            "size": 7,
            "solidity": solidity,
            "fgcolor": "@ground",
            "fgopacity": 0.6 if contested else 0.5,
            "bgcolor": f"@status-{status}",
        },
    }


def legend(dataset: Dataset, statuses: Collection[str], *, contested: bool) -> list[dict[str, Any]]:
    """Entries of the legend, without bars of their own: each status once, as it looks uncontested."""
    entries = [
        (dataset.label("commitment_updates", "status", status), fill(status))
        for status in STACKED
        if status in statuses
    ]
    if contested:
        entries.append(("Contested", fill("pledged", contested=True)))
    return [
        {
            "type": "bar",
            "orientation": "h",
            "name": word,
            "x": [None],
            "y": [None],
            "marker": marker,
            "hoverinfo": "skip",
        }
        for word, marker in entries
    ]
