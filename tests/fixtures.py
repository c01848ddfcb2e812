"""The curated package as tests ask it: loaded once, with filters, and beside it the CSV files for independent
counts.
"""

import csv
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger import dataset as datasets
from peace_ledger import filters
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine, open_engine
from peace_ledger.settings import DEFAULT_DATA
from peace_ledger.state import State

CURATED = DEFAULT_DATA / "armenia-azerbaijan"
TODAY = date(2026, 11, 24)
"""The day on which tests ask, so that what is overdue does not change under them."""

Parameters = dict[str, Any]
CsvRows = list[dict[str, str]]


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The curated package."""
    return datasets.load(CURATED)


@pytest.fixture(scope="session")
def engine(dataset: Dataset) -> Engine:
    """The questions on the curated package."""
    return open_engine(dataset)


@pytest.fixture(scope="session")
def parameters() -> Callable[..., Parameters]:
    """Query parameters of a state: `parameters(actors=("russia",), since=date(2023, 1, 1))`."""

    def of(**chosen: Any) -> Parameters:
        return filters.parameters(State(**chosen), TODAY)

    return of


@pytest.fixture(scope="session")
def parameter_sets(parameters: Callable[..., Parameters]) -> dict[str, Parameters]:
    """No filter, several filters, and a period before everything."""
    return {
        "full": parameters(),
        "filtered": parameters(
            actors=("european-union", "azerbaijan"),
            since=date(2023, 1, 1),
            until=date(2025, 12, 31),
            confidence="medium",
        ),
        "empty": parameters(until=date(1990, 1, 1)),
    }


@pytest.fixture(scope="session")
def table() -> Callable[[str], CsvRows]:
    """The rows of a curated CSV file, read by Python's own reader: what numbers are checked against."""

    def of(name: str) -> CsvRows:
        with (CURATED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return of
