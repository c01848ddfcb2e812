"""Directions of releases and detentions, `releasing.origin`: their order, and their colour and shape."""

from dataclasses import dataclass

from peace_ledger.charts.parts import text
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows

_PARTY_SYMBOLS = ("circle", "diamond")


@dataclass(frozen=True)
class Look:
    """How a direction is drawn: a colour token and the shape of its points."""

    colour: str
    symbol: str


_THIRD = Look("@third", "square")


def occurring(rows: Rows, dataset: Dataset) -> list[str]:
    """The directions of the rows: from party to party first, in the order of the parties, then the others."""
    rank = {party.actor_id: place for place, party in enumerate(dataset.package.parties)}

    def place(direction: str) -> tuple[int, int, str]:
        releasing, origin = (rank.get(actor, len(rank)) for actor in direction.split(".", 1))
        return (0 if max(releasing, origin) < len(rank) else 1, releasing, direction)

    return sorted({row["direction"] for row in rows}, key=place)


def label(direction: str, dataset: Dataset, joint: str = " → ") -> str:
    """How a direction is named inside a figure."""
    return joint.join(text.escaped(dataset.actor_name(actor)) for actor in direction.split(".", 1))


def look(direction: str, dataset: Dataset) -> Look:
    """The look of the party that releases; a direction that is not from party to party looks like a third."""
    parties = [party.actor_id for party in dataset.package.parties][: len(_PARTY_SYMBOLS)]
    releasing, origin = direction.split(".", 1)
    if releasing not in parties or origin not in parties:
        return _THIRD
    rank = parties.index(releasing)
    return Look(f"@party-{rank + 1}", _PARTY_SYMBOLS[rank])
