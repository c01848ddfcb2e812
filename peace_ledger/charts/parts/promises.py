"""How a promise's status looks, in every chart of promises."""

from collections.abc import Collection
from typing import Any

from peace_ledger.charts import style
from peace_ledger.charts.parts import traces
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.translation import N_, _

STACKED = ("kept", "partly_kept", "in_progress", "pledged", "lapsed", "broken")
"""Statuses in the order of a stacked bar: what is kept starts at the axis, where lengths compare best."""

NONE_LEFT = N_(
    "No commitment is left by these filters. Widen the period, or take out an actor, an event, a theme or a "
    "status."
)

ONLY_LOW = N_("low confidence only")
"""What a table says of a status that rests on evidence of low confidence alone."""


def fill(status: str, *, contested: bool = False, low: bool = False) -> dict[str, Any]:
    """The look of a status: its colour and pattern; contested is hatched, low confidence hollow."""
    if low:
        return _hollow(f"@status-{status}", contested)
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


def _hollow(colour: str, contested: bool) -> dict[str, Any]:
    hollow: dict[str, Any] = {"color": "@ground", "line": {"color": colour, "width": 2}}
    if contested:
        hollow["pattern"] = {
            "shape": "/",
            "size": 7,
            "solidity": 0.2,
            "fgcolor": colour,
            "bgcolor": "@ground",
        }
    return hollow


def hollow_note(rows: Rows) -> str:
    """What hollow means on a chart of these commitments; empty where none is hollow."""
    found = any(row["status_low"] for row in rows)
    return _("hollow: the status rests on evidence of low confidence alone") if found else ""


def in_words(word: str, *, contested: bool, low: bool) -> str:
    """A status as a legend and a hover box name it: "Kept, contested, low confidence"."""
    if contested and low:
        return _("{status}, contested, low confidence", status=word)
    if contested:
        return _("{status}, contested", status=word)
    return _("{status}, low confidence", status=word) if low else word


def legend(
    dataset: Dataset, statuses: Collection[str], *, contested: bool, low: bool
) -> list[dict[str, Any]]:
    """Entries of the legend, without bars of their own: each status once, as it looks by itself, then what
    contested and low confidence look like where they occur.
    """
    entries = [
        (dataset.label("commitment_updates", "status", status), fill(status))
        for status in STACKED
        if status in statuses
    ]
    if contested:
        entries.append((_("Contested"), fill("pledged", contested=True)))
    own = [
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
    return [*own, *([traces.low_confidence_key()] if low else [])]
