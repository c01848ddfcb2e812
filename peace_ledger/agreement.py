"""How far coders agree who read the same units: share of equal codes, Krippendorff's alpha, codes crossed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from nltk.metrics.agreement import AnnotationTask  # type: ignore[import-untyped]
from numpy.typing import NDArray

CONFIDENCE = 0.95
RESAMPLES = 2000
SEED = 1

Counts = NDArray[np.float64]


class Reading(NamedTuple):
    """One coder's code for one unit."""

    coder: str
    unit: str
    code: str


@dataclass(frozen=True)
class Agreement:
    """How far coders agree on the units that at least two of them read.

    Of the `pairs` of readings of one unit, `same` have one code. `alpha` is Krippendorff's for ordered codes:
    1 where all agree, 0 where they agree as chance would; `low` and `high` bound its 95 % interval. All three
    are None where there is nothing to compare: fewer than two units, or the same code everywhere.
    """

    units: int
    pairs: int
    same: int
    alpha: float | None = None
    low: float | None = None
    high: float | None = None


def coders(readings: Iterable[Reading]) -> tuple[str, ...]:
    """Who coded, by name."""
    return tuple(sorted({reading.coder for reading in readings}))


def measure(readings: Sequence[Reading], order: Sequence[str]) -> Agreement:
    """Compare what coders say of the same units; `order` has all codes in their order.

    Raises ValueError for a code that is not in the order.
    """
    shared = [unit for unit in _by_unit(readings, order).values() if len(unit) > 1]
    pairs = sum(len(unit) * (len(unit) - 1) // 2 for unit in shared)
    same = sum(count * (count - 1) // 2 for unit in shared for count in Counter(unit).values())
    if len(shared) < 2 or len({rank for unit in shared for rank in unit}) < 2:
        return Agreement(len(shared), pairs, same)
    return Agreement(len(shared), pairs, same, _alpha(shared), *_interval(shared, len(order)))


def confusion(readings: Iterable[Reading], first: str, second: str) -> Mapping[tuple[str, str], int]:
    """How many units have which code by the first and which by the second coder, of those that both read."""
    codes = {(reading.coder, reading.unit): reading.code for reading in readings}
    return Counter(
        (code, codes[second, unit])
        for (coder, unit), code in codes.items()
        if coder == first and (second, unit) in codes
    )


def _by_unit(readings: Iterable[Reading], order: Sequence[str]) -> dict[str, list[int]]:
    """The ranks of the codes of each unit."""
    units: dict[str, list[int]] = {}
    for reading in readings:
        if reading.code not in order:
            raise ValueError(f"{reading.code!r} is none of the codes {', '.join(order)}")
        units.setdefault(reading.unit, []).append(order.index(reading.code))
    return units


def _alpha(units: Sequence[Sequence[int]]) -> float:
    counts = Counter(rank for unit in units for rank in unit)
    # Two ordered codes are as far apart as there are values between them, each end counting by half.
    places = {
        rank: sum(counts[other] for other in counts if other < rank) + counts[rank] / 2 for rank in counts
    }
    readings = [(coder, unit, rank) for unit, ranks in enumerate(units) for coder, rank in enumerate(ranks)]
    task = AnnotationTask(readings, distance=lambda one, other: (places[one] - places[other]) ** 2)
    return float(task.alpha())


def _interval(units: Sequence[Sequence[int]], size: int) -> tuple[float, float]:
    """Percentiles over resamples of the units. Units with the same codes are alike, so that drawing units is
    drawing how often each pattern of codes occurs.
    """
    patterns = Counter(tuple(sorted(unit)) for unit in units)
    names = sorted(patterns)
    shares = np.array([patterns[name] for name in names]) / len(units)
    drawn = np.random.default_rng(SEED).multinomial(len(units), shares, size=RESAMPLES)
    tables = np.stack([_coincidences(name, size) for name in names])
    alphas = _alphas(np.tensordot(drawn, tables, axes=1))
    edge = (1 - CONFIDENCE) / 2
    # A resample may happen to hold one code only, of which there is no alpha.
    low, high = np.nanquantile(alphas, [edge, 1 - edge])
    return float(low), float(high)


def _coincidences(ranks: Sequence[int], size: int) -> Counts:
    """How often two values meet in a unit, which weighs as much as it has values."""
    table = np.zeros((size, size))
    for place, one in enumerate(ranks):
        for other in (*ranks[:place], *ranks[place + 1 :]):
            table[one, other] += 1 / (len(ranks) - 1)
    return table


def _alphas(coincidences: Counts) -> Counts:
    """Alpha of each of many tables of coincidences (the last two axes); NaN where only one code occurs."""
    counts = coincidences.sum(axis=-1)
    places = counts.cumsum(axis=-1) - counts / 2
    distances = (places[:, :, None] - places[:, None, :]) ** 2
    observed = (coincidences * distances).sum(axis=(1, 2))
    expected = (counts[:, :, None] * counts[:, None, :] * distances).sum(axis=(1, 2))
    with np.errstate(invalid="ignore"):
        alphas: Counts = 1 - (counts.sum(axis=-1) - 1) * observed / expected
    return alphas
