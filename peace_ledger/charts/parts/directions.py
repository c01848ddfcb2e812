"""Directions of releases and detentions, `releasing.origin`: their order, and their colour and shape."""

from dataclasses import replace

from peace_ledger.charts.parts import parties, text
from peace_ledger.charts.parts.parties import Look
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows

_SIGNS_OF_OTHERS = (parties.THIRD.symbol, *(one.symbol for one in reversed(parties.LOOKS)))
"""Last those of the first parties: most processes have two, whose signs stand beside these."""


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
    """The colour of the party that releases, and a sign of its own for each party that its people come from;
    a direction that is not from party to party has the colour of a third, and of the signs the next.
    """
    actors = [party.actor_id for party in dataset.package.parties][: len(parties.LOOKS)]
    releasing, origin = direction.split(".", 1)
    if releasing not in actors or origin not in actors:
        others = [one for one in dataset.directions if not set(one.split(".", 1)) <= set(actors)]
        place = others.index(direction) if direction in others else 0
        return replace(parties.THIRD, symbol=_SIGNS_OF_OTHERS[place % len(_SIGNS_OF_OTHERS)])
    rank = actors.index(releasing)
    others = [actor for actor in actors if actor != releasing]
    # Of two parties each has its sign; of three no two directions have the same.
    place = rank + len(actors) * (others.index(origin) if origin in others else 0)
    return replace(parties.LOOKS[rank], symbol=parties.LOOKS[place % len(parties.LOOKS)].symbol)
