"""A second reading without the first, and where readings differ, counted from the CSV files."""

import csv
from pathlib import Path

import pytest

from peace_ledger.curating import rows, second_coding
from tests.altered import copy
from tests.fixtures import CURATED


@pytest.fixture
def desk(tmp_path: Path) -> rows.Desk:
    """A copy of the curated package, to work at."""
    return rows.sit_down(copy(tmp_path / "package"))


def readings() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with (CURATED / "codings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["reaction_id"], {})[row["coder"]] = row["stance"]
    return found


def test_disagreements_are_those_of_the_files(desk: rows.Desk) -> None:
    expected = {id_: read for id_, read in readings().items() if len(set(read.values())) > 1}
    found = {one.reaction["reaction_id"]: one.stances for one in second_coding.disagreements(desk)}
    assert found == expected
    coders, agreement = second_coding.how_far(desk)
    assert coders == ("A", "B")
    assert agreement.pairs - agreement.same == len(expected)


def test_what_is_left_grows_shorter_with_every_reading(desk: rows.Desk) -> None:
    assert second_coding.left(desk, "A") == []
    waiting = second_coding.left(desk, "C")
    assert waiting == desk.rows["reactions"]
    codings = desk.package.table("codings")
    cells = {"reaction_id": waiting[0]["reaction_id"], "coder": "C", "stance": "neutral"}
    desk.save(codings, cells, None)
    assert second_coding.left(rows.sit_down(desk.folder), "C") == waiting[1:]


def test_a_coder_sees_nothing_of_how_others_read(desk: rows.Desk) -> None:
    assert {"stance", "confidence", "reaction_id"}.isdisjoint(second_coding.SHOWN)
    assert set(second_coding.SHOWN) <= set(desk.package.table("reactions").columns)
