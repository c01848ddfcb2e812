"""Whose publisher a source is: the order of the sides, and their colour and pattern."""

from typing import Any

from peace_ledger.charts.parts import text
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

_PARTY_PATTERNS = ("|", "-")
_PARTY_SYMBOLS = ("circle", "diamond")


def table_name(table: str, dataset: Dataset) -> str:
    """How a table is called: its title in the package, else its name."""
    return dataset.package.table(table).title or table.replace("_", " ")


def sides(dataset: Dataset) -> list[str]:
    """The perspectives of the code list: those of the parties in their order, then the others."""
    codes = dataset.codes("sources", "perspective")
    parties = [party.side for party in dataset.package.parties if party.side in codes]
    return [*parties, *(code for code in codes if code not in parties)]


def label(side: str, dataset: Dataset) -> str:
    """How a perspective is named inside a figure."""
    return text.escaped(dataset.label("sources", "perspective", side))


def colour(side: str, dataset: Dataset) -> str:
    """The colour token of a side; everybody who is no party is slate."""
    rank = _rank(side, dataset)
    return "@third" if rank is None else f"@party-{rank + 1}"


def symbol(side: str, dataset: Dataset) -> str:
    """The shape that stands for a side beside its name."""
    rank = _rank(side, dataset)
    return "square" if rank is None else _PARTY_SYMBOLS[rank]


def fill(side: str, dataset: Dataset) -> dict[str, Any]:
    """The marker of a bar: the parties in their two colours, striped, everybody else plain."""
    rank, token = _rank(side, dataset), colour(side, dataset)
    edge = {"color": "@ground", "width": 1}
    if rank is None:
        return {"color": token, "line": edge}
    stripes = {
        "shape": _PARTY_PATTERNS[rank],
        "size": 8,
        "solidity": 0.1,
        "fgcolor": "@ground",
        "fgopacity": 0.4,
        "bgcolor": token,
    }
    return {"color": token, "line": edge, "pattern": stripes}


def _rank(side: str, dataset: Dataset) -> int | None:
    parties = [party.side for party in dataset.package.parties][: len(_PARTY_SYMBOLS)]
    return parties.index(side) if side in parties else None
