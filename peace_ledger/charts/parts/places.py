"""Where states lie on the maps that the browser draws."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_OUTLINE = Path(__file__).parents[2] / "frontend" / "geo" / "world_50m.json"

_EAST, _NORTH = 33.0, 17.5
"""How far a region reaches from its middle, in degrees."""


@dataclass(frozen=True)
class Region:
    """A part of the world to be drawn larger, by its middle, in degrees."""

    longitude: float
    latitude: float

    @property
    def longitudes(self) -> list[float]:
        """From west to east."""
        return [self.longitude - _EAST, self.longitude + _EAST]

    @property
    def latitudes(self) -> list[float]:
        """From south to north."""
        return [self.latitude - _NORTH, self.latitude + _NORTH]

    def holds(self, iso3: str) -> bool:
        """Whether the middle of a state lies in it."""
        place = _middles().get(iso3)
        return (
            place is not None
            and abs(place[0] - self.longitude) <= _EAST
            and abs(place[1] - self.latitude) <= _NORTH
        )


def around(states: Iterable[str]) -> Region | None:
    """The region around states, given as ISO 3166 codes of three letters; None where the map has none of
    them.
    """
    places = [_middles()[iso3] for iso3 in states if iso3 in _middles()]
    if not places:
        return None
    return Region(*(sum(degrees) / len(places) for degrees in zip(*places, strict=True)))


def are_drawn(states: Iterable[str]) -> list[bool]:
    """Whether the map has an outline of each state."""
    return [iso3 in _middles() for iso3 in states]


@cache
def _middles() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the middle of each state, where the outline puts its sign."""
    outline = json.loads(_OUTLINE.read_text(encoding="utf-8"))
    return {
        state["id"]: tuple(state["properties"]["ct"])
        for state in outline["objects"]["countries"]["geometries"]
        if "ct" in state.get("properties", {})
    }
