"""Numbers, days and counted nouns in sentences."""

from datetime import date

import pytest

from peace_ledger import wording


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (3, 4, "3 of 4"),
        (2, 4, "2 of 4"),
        (12, 20, "60 % (12 of 20)"),
        (0, 5, "0 % (0 of 5)"),
        (0, 0, "0 of 0"),
    ],
)
def test_a_share_of_fewer_than_five_has_no_percentage(part: int, whole: int, expected: str) -> None:
    assert wording.share(part, whole) == expected


@pytest.mark.parametrize(("count", "expected"), [(0, "no entries"), (1, "1 entry"), (1234, "1,234 entries")])
def test_counted_nouns(count: int, expected: str) -> None:
    assert wording.counted(count, "entry") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcde"), "a, b, c and 2 more"),
    ],
)
def test_lists_of_words(words: list[str], expected: str) -> None:
    assert wording.listed(words) == expected


def test_days() -> None:
    assert wording.day(date(2023, 12, 7)) == "7 December 2023"
    assert wording.short_day(date(2023, 12, 7)) == "7 Dec 2023"
    assert wording.day(None) == wording.short_day(None) == "undated"
