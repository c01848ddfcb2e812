"""Agreement of coders against a second library, a published example, and the raw file."""

import random
from collections.abc import Callable

import krippendorff
import numpy as np
import pytest

from peace_ledger import agreement
from peace_ledger.agreement import Agreement, Reading, coders, confusion, measure
from peace_ledger.dataset import Dataset
from tests.fixtures import CsvRows

ORDER = ("best", "good", "middling", "bad", "worst")

# The example of Krippendorff's "Computing Krippendorff's Alpha-Reliability" (2011), part C: four observers,
# twelve units, values 1 to 5, with gaps.
PUBLISHED = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)


def readings_of(lines: tuple[tuple[int | None, ...], ...]) -> list[Reading]:
    return [
        Reading(str(coder), str(unit), ORDER[value - 1])
        for coder, line in enumerate(lines)
        for unit, value in enumerate(line)
        if value is not None
    ]


def second_opinion(readings: list[Reading], order: tuple[str, ...]) -> float:
    """Alpha by another library."""
    names, units = coders(readings), sorted({reading.unit for reading in readings})
    values = np.full((len(names), len(units)), np.nan)
    for coder, unit, code in readings:
        values[names.index(coder), units.index(unit)] = order.index(code)
    return float(krippendorff.alpha(values, level_of_measurement="ordinal", value_domain=range(len(order))))


@pytest.fixture(scope="module")
def curated(table: Callable[[str], CsvRows]) -> list[Reading]:
    """The readings of the raw file."""
    return [Reading(row["coder"], row["reaction_id"], row["stance"]) for row in table("codings")]


def test_the_published_example_has_its_published_alpha() -> None:
    assert measure(readings_of(PUBLISHED), ORDER).alpha == pytest.approx(0.815, abs=0.0005)


def test_alpha_is_that_of_another_library_on_the_raw_file(
    curated: list[Reading], dataset: Dataset, table: Callable[[str], CsvRows]
) -> None:
    order = dataset.codes("codings", "stance")
    found = measure(curated, order)
    assert found.alpha == pytest.approx(second_opinion(curated, order), abs=1e-12)
    by_unit: dict[str, list[str]] = {}
    for row in table("codings"):
        by_unit.setdefault(row["reaction_id"], []).append(row["stance"])
    assert found.units == found.pairs == len(by_unit)
    assert found.same == sum(1 for first, second in by_unit.values() if first == second)


@pytest.mark.parametrize("seed", range(20))
def test_both_ways_of_reckoning_give_one_alpha(seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311
    readings = [
        Reading(coder, str(unit), drawn.choice(ORDER))
        for unit in range(drawn.randint(3, 40))
        for coder in drawn.sample("ABCD", drawn.randint(1, 4))
    ]
    found = measure(readings, ORDER)
    shared = [unit for unit in agreement._by_unit(readings, ORDER).values() if len(unit) > 1]
    tables = sum(agreement._coincidences(unit, len(ORDER)) for unit in shared)
    assert found.alpha == pytest.approx(second_opinion(readings, ORDER), abs=1e-9)
    assert found.alpha == pytest.approx(agreement._alphas(np.array([tables]))[0], abs=1e-9)


def test_the_interval_is_that_of_resampled_units(curated: list[Reading], dataset: Dataset) -> None:
    """Again unit by unit, with the other library and other chance: bounds agree to a few thousandths."""
    order = dataset.codes("codings", "stance")
    found = measure(curated, order)
    assert found.low is not None
    assert found.high is not None
    units: dict[str, list[int]] = {}
    for reading in curated:
        units.setdefault(reading.unit, []).append(order.index(reading.code))
    values = np.array(list(units.values())).T
    chance = np.random.default_rng(7)
    alphas = [
        krippendorff.alpha(
            values[:, chance.integers(0, values.shape[1], values.shape[1])],
            level_of_measurement="ordinal",
            value_domain=range(len(order)),
        )
        for _ in range(1000)
    ]
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(alphas, [0.025, 0.975])), abs=0.01)
    assert found.low < (found.alpha or 0) < found.high


def test_the_interval_does_not_depend_on_the_order_of_rows(curated: list[Reading], dataset: Dataset) -> None:
    order = dataset.codes("codings", "stance")
    turned = [*reversed(curated)]
    first, second = measure(curated, order), measure(turned, order)
    assert (first.low, first.high) == (second.low, second.high)


def test_full_agreement_is_one_and_has_no_width() -> None:
    readings = [Reading(coder, str(unit), ORDER[unit % 5]) for unit in range(50) for coder in "AB"]
    assert measure(readings, ORDER) == Agreement(50, 50, 50, 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([], Agreement(0, 0, 0)),
        ([Reading("A", "1", "good"), Reading("A", "2", "bad")], Agreement(0, 0, 0)),
        ([Reading("A", "1", "good"), Reading("B", "1", "bad")], Agreement(1, 1, 0)),
        ([Reading(coder, unit, "good") for unit in "12" for coder in "AB"], Agreement(2, 2, 2)),
    ],
    ids=["nothing", "one coder", "one unit", "one code"],
)
def test_where_nothing_can_be_compared_there_is_no_alpha(
    readings: list[Reading], expected: Agreement
) -> None:
    assert measure(readings, ORDER) == expected


def test_three_coders_make_three_pairs_a_unit() -> None:
    readings = [
        Reading(coder, unit, code) for unit in "12" for coder, code in zip("ABC", ORDER, strict=False)
    ]
    readings[-1] = Reading("C", "2", "good")
    found = measure(readings, ORDER)
    assert (found.units, found.pairs, found.same) == (2, 6, 1)


def test_a_code_outside_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="'fine' is none of the codes best, good"):
        measure([Reading("A", "1", "fine")], ORDER)


def test_the_crossed_codes_are_of_units_that_both_read() -> None:
    readings = [
        Reading("A", "1", "good"),
        Reading("B", "1", "bad"),
        Reading("A", "2", "good"),
        Reading("B", "2", "good"),
        Reading("A", "3", "worst"),
        Reading("C", "1", "best"),
    ]
    assert coders(readings) == ("A", "B", "C")
    assert confusion(readings, "A", "B") == {("good", "bad"): 1, ("good", "good"): 1}
    assert confusion(readings, "B", "A") == {("bad", "good"): 1, ("good", "good"): 1}
