"""The parties of a process: the colour, sign and pattern of each, in the order of the descriptor."""

from dataclasses import dataclass

from peace_ledger.dataset import Dataset


@dataclass(frozen=True)
class Look:
    """How a party is drawn: a colour token, the shape of its points and the pattern of its bars."""

    colour: str
    symbol: str
    pattern: str = ""


THIRD = Look("@third", "square")
"""Everybody who is no party; a party beyond those that there are hues for looks so too."""

# Other signs than those of statuses: triangles, x, square.
LOOKS = (
    Look("@party-1", "circle", "|"),
    Look("@party-2", "diamond", "-"),
    Look("@party-3", "pentagon", "."),
    Look("@party-4", "star", "+"),
    Look("@party-5", "cross", "x"),
    Look("@party-6", "hexagon", "\\"),
)


def of_side(side: str, dataset: Dataset) -> Look:
    """The look of a side."""
    sides = [party.side for party in dataset.package.parties]
    return _at(sides.index(side)) if side in sides else THIRD


def of_actor(actor: str, dataset: Dataset) -> Look:
    """The look of the party that an actor is."""
    actors = [party.actor_id for party in dataset.package.parties]
    return _at(actors.index(actor)) if actor in actors else THIRD


def _at(rank: int) -> Look:
    return LOOKS[rank] if rank < len(LOOKS) else THIRD
