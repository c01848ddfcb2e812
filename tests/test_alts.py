"""The description of every chart: made from the data, it names their numbers and follows the filters."""

import re
from collections import Counter
from functools import cache
from typing import Any

import pytest

from tests.pages import PATHS, open_page

SEED = "joint-statement-2023-12-07"
VIEWS = (
    *((path, ()) for path in PATHS),
    ("events", (("event", SEED),)),
    ("actors", (("actor", "european-union"), ("with", "russia"))),
)
Query = tuple[tuple[str, str], ...]


@cache
def charts(path: str, query: Query) -> dict[str, dict[str, Any]]:
    """The charts of a page that are drawn, by name."""
    cards = open_page(path, list(query)).cards
    return {name: card for name, card in cards.items() if "figure" in card}


def numbers(alt: str) -> set[float]:
    """The numbers of a text, without its days."""
    days = r"\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{4}"
    return {
        float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", re.sub(days, "", alt))
    }


def counted(card: dict[str, Any]) -> set[float]:
    """What a reader can count in a table: its numbers, how many different words stand in a column, and the
    sum of each column of numbers, in all and for each word of another column.
    """
    columns = list(zip(*card["table"]["rows"], strict=True))
    found = {float(len({str(cell) for cell in column})) for column in columns} | {float(len(columns[0]))}
    for column in columns:
        amounts = [abs(cell) if isinstance(cell, int | float) else 0 for cell in column]
        found |= {float(sum(amounts)), *map(float, amounts)}
        for words in columns:
            sums: Counter[str] = Counter()
            for word, amount in zip(words, amounts, strict=True):
                sums[str(word)] += amount  # type: ignore[assignment]
            found |= {float(total) for total in sums.values()}
    return found - {0.0}


@pytest.mark.parametrize(("path", "query"), VIEWS)
def test_every_description_names_numbers_of_its_table(path: str, query: Query) -> None:
    found = charts(path, query)
    for name, card in found.items():
        assert numbers(card["alt"]) & counted(card), (name, card["alt"])
        assert 40 < len(card["alt"]) < 900, (name, card["alt"])
        assert card["alt"].endswith("."), (name, card["alt"])
        assert card["alt"] != card["title"], name


@pytest.mark.parametrize(("path", "query"), VIEWS)
def test_every_description_follows_the_filters(path: str, query: Query) -> None:
    whole, part = charts(path, query), charts(path, (*query, ("to", "2024-06-30")))
    for name in whole.keys() & part.keys():
        if whole[name]["table"] != part[name]["table"]:
            assert whole[name]["alt"] != part[name]["alt"], (name, whole[name]["alt"])
