"""Whose publisher a source is: the order of the sides, and their colour and pattern."""

from typing import Any

from peace_ledger.charts.parts import parties, text
from peace_ledger.dataset import Dataset

CITING = (
    "events",
    "reactions",
    "releases",
    "detentions",
    "commitments",
    "commitment_updates",
    "disputes",
)
"""The tables whose rows cite sources, in the order in which they are shown."""


def sides(dataset: Dataset) -> list[str]:
    """The perspectives of the code list: those of the parties in their order, then the others."""
    codes = dataset.codes("sources", "perspective")
    own = [party.side for party in dataset.package.parties if party.side in codes]
    return [*own, *(code for code in codes if code not in own)]


def label(side: str, dataset: Dataset) -> str:
    """How a perspective is named inside a figure."""
    return text.escaped(dataset.label("sources", "perspective", side))


def colour(side: str, dataset: Dataset) -> str:
    """The colour token of a side; everybody who is no party is slate."""
    return parties.of_side(side, dataset).colour


def symbol(side: str, dataset: Dataset) -> str:
    """The shape that stands for a side beside its name."""
    return parties.of_side(side, dataset).symbol


def fill(side: str, dataset: Dataset) -> dict[str, Any]:
    """The marker of a bar: the parties in their colours, striped, everybody else plain."""
    look = parties.of_side(side, dataset)
    edge = {"color": "@ground", "width": 1}
    if not look.pattern:
        return {"color": look.colour, "line": edge}
    stripes = {
        "shape": look.pattern,
        "size": 8,
        "solidity": 0.1,
        "fgcolor": "@ground",
        "fgopacity": 0.4,
        "bgcolor": look.colour,
    }
    return {"color": look.colour, "line": edge, "pattern": stripes}
