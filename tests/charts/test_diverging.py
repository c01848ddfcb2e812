"""Where the parts of a diverging bar begin."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from peace_ledger.charts.parts.diverging import starts

STANCES = ("supports", "welcomes", "cautious", "neutral", "critical", "rejects")
COUNTS = st.dictionaries(st.sampled_from(STANCES), st.integers(1, 50))


def test_parts_by_hand() -> None:
    found = starts({"supports": 4, "cautious": 1, "neutral": 2, "critical": 3, "rejects": 5}, STANCES)
    assert found == {
        "neutral": -1,
        "cautious": 1,
        "welcomes": 2,
        "supports": 2,
        "critical": -4,
        "rejects": -9,
    }


@given(COUNTS)
def test_parts_touch_without_covering_each_other(counts: dict[str, int]) -> None:
    found = starts(counts, STANCES)
    parts = sorted((found[stance], found[stance] + count) for stance, count in counts.items())
    for (_, end), (start, _) in pairwise(parts):
        assert end <= start
    assert sum(end - start for start, end in parts) == sum(counts.values())


@given(COUNTS)
def test_the_middle_parts_favourable_from_unfavourable(counts: dict[str, int]) -> None:
    found = starts(counts, STANCES)
    for stance, count in counts.items():
        if stance == "neutral":
            assert found[stance] == -count / 2
        elif stance in ("critical", "rejects"):
            assert found[stance] + count <= 0
        else:
            assert found[stance] >= 0


def test_without_a_middle_all_parts_touch_zero() -> None:
    found = starts({"a": 2, "b": 1, "c": 3, "d": 4}, ("a", "b", "c", "d"))
    assert found == {"b": 0, "a": 1, "c": -3, "d": -7}
