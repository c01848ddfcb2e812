"""The difference between two versions: nothing is lost in it, and its counts are those of the files."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_ledger import dataset as datasets
from peace_ledger import diff, diff_words
from peace_ledger.diff import Row, TableDiff
from tests.altered import copy, redescribe
from tests.packages import ledger

VALUES = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "0", "ä"])
LISTS = st.none() | st.lists(st.sampled_from("ab"), max_size=2)
COLUMNS = {
    "id": st.integers(0, 6),
    "part": st.sampled_from("xy"),
    "said": VALUES,
    "several": LISTS,
    "day": st.none() | st.sampled_from([date(2024, 1, 1), date(2024, 1, 2)]),
}
KEY = ("id", "part")


def rows(*, keyed: bool) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of one table; with a key no two have the same."""
    some = st.sets(st.sampled_from(["said", "several", "day"]))

    def of(columns: set[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
        cells = {name: COLUMNS[name] for name in COLUMNS if name in columns or name in KEY}
        unique: Callable[[dict[str, Any]], Any] = lambda row: tuple(row[name] for name in KEY)  # noqa: E731
        return st.lists(st.fixed_dictionaries(cells), max_size=6, unique_by=unique if keyed else None)

    return some.flatmap(of)


def identity(row: Row) -> frozenset[tuple[str, str]]:
    """The cells that are filled in: a column that is not there says what an empty one says."""
    return frozenset((name, repr(value)) for name, value in row.items() if value is not None)


def applied(difference: TableDiff, old: list[dict[str, Any]]) -> Counter[frozenset[tuple[str, str]]]:
    """The older rows with the difference carried out on them."""
    made = deepcopy(old)
    for change in difference.changed:
        (row,) = [each for each in made if all(each[name] == value for name, value in change.key.items())]
        for column, (then, now) in change.cells.items():
            assert repr(row.get(column)) == repr(then)
            row[column] = now
    left = Counter(map(identity, made))
    left.subtract(map(identity, difference.removed))
    assert min(left.values(), default=0) >= 0
    return +(left + Counter(map(identity, difference.added)))


@pytest.mark.parametrize("keyed", [True, False])
def test_the_difference_makes_the_newer_of_the_older(keyed: bool) -> None:
    @given(rows(keyed=keyed), rows(keyed=keyed))
    def check(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
        difference = diff.compare("t", KEY if keyed else (), old, new)
        assert applied(difference, old) == Counter(map(identity, new))
        assert all(change.cells for change in difference.changed)

    check()


@given(rows(keyed=True))
def test_nothing_differs_from_itself(same: list[dict[str, Any]]) -> None:
    for key in (KEY, ()):
        difference = diff.compare("t", key, same, deepcopy(same))
        assert (difference.rows, difference.reordered) == (0, False)


@pytest.mark.parametrize("key", [("id",), ()])
def test_another_order_is_told(key: tuple[str, ...]) -> None:
    one, two, three = ({"id": number} for number in (1, 2, 3))
    difference = diff.compare("t", key, [one, two], [three, two, one])
    assert difference.added == (three,)
    assert difference.reordered
    assert not diff.compare("t", key, [one, two], [one, three, two]).reordered


def test_true_is_not_one_and_a_list_is_no_text() -> None:
    pairs = [(True, 1), (["a"], "a"), ("1", 1)]
    for then, now in pairs:
        (change,) = diff.compare("t", ("id",), [{"id": 1, "x": then}], [{"id": 1, "x": now}]).changed
        assert change.cells == {"x": (then, now)}


def test_definitions_are_compared_by_name(tmp_path: Path) -> None:
    old = datasets.load(ledger(tmp_path / "old"))
    folder = ledger(tmp_path / "new", notes=[{"about": "gaps", "title": "Late", "text": "Since May."}])

    def change(package: dict[str, Any]) -> None:
        package["version"] = "2"
        kinds = package["resources"][0]["schema"]["fields"][2]["categories"]
        kinds[0]["label"] = "Country"
        kinds.reverse()

    redescribe(folder, change)
    difference = diff.between(old, datasets.load(folder))
    assert difference.same_rows
    assert not difference.same
    kind = "tables[actors].layout.fields[kind].categories"
    assert difference.definitions[f"{kind}[state].label"] == ("State", "Country")
    assert difference.definitions[f"{kind} (order)"] == (["state", "office"], ["office", "state"])
    assert difference.definitions["notes[Late].text"] == (None, "Since May.")
    assert "version" not in difference.definitions


def test_long_values_begin_shortly_before_they_differ(tmp_path: Path) -> None:
    folder = copy(tmp_path / "ledger")
    old = datasets.load(folder)

    def reword(package: dict[str, Any]) -> None:
        package["description"] += " And one word more."

    redescribe(folder, reword)
    new = datasets.load(folder)
    entry = "\n".join(diff_words.markdown(diff.between(old, new), new.package))
    (line,) = [line for line in entry.splitlines() if "`description`" in line]
    before, after = line.partition(": ")[2].split(" → ")
    assert before.startswith("…")
    assert after.endswith('And one word more."')
    assert len(after) < 120
