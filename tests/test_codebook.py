"""The code book is made from the descriptor, whatever that says."""

from collections.abc import Callable
from pathlib import Path

from peace_ledger import codebook
from peace_ledger import dataset as datasets
from peace_ledger.codebook import Tie
from peace_ledger.dataset import Dataset
from peace_ledger.ui import codebook as lists
from tests import packages
from tests.altered import redescribe
from tests.fixtures import CsvRows
from tests.packages import field, resource


def test_every_table_column_and_code_is_there_with_its_rows(
    dataset: Dataset, table: Callable[[str], CsvRows]
) -> None:
    entries = codebook.entries(dataset)
    assert [entry.table.name for entry in entries] == [each.name for each in dataset.package.tables]
    for entry in entries:
        rows = table(entry.table.name)
        assert entry.rows == len(rows)
        assert [column.field.name for column in entry.columns] == list(rows[0])
        for column in entry.columns:
            name = column.field.name
            assert column.filled == sum(1 for row in rows if row[name]), name
            assert dict(column.codes) == {
                code: sum(1 for row in rows if row[name] == code) for code in column.field.codes
            }


def test_ties_are_keys_and_lists_of_ids(dataset: Dataset) -> None:
    entries = {entry.table.name: entry for entry in codebook.entries(dataset)}
    assert Tie(("parent_id",), "actors") in entries["actors"].ties
    assert Tie(("participants",), "actors") in entries["events"].ties
    assert Tie(("reaction_id",), "reactions") in entries["codings"].ties
    assert entries["reactions"].pointed_at_by == ("codings",)
    assert "actors" in entries["actors"].pointed_at_by


def other(folder: Path) -> Dataset:
    """A package with a table of its own, whose names need quotes and whose codes have neither label nor
    meaning.
    """
    own = resource(
        "weather report",
        field('day of "report"', "date", constraints={"required": True, "minimum": "2020-01-01"}),
        field("sky", categories=["clear", {"value": "c", "label": "Cloudy", "description": "No sun."}]),
        field("seen by", "list", delimiter="|", itemReference={"resource": "actors", "fields": ["actor_id"]}),
        path="weather.csv",
    )
    redescribe(packages.ledger(folder), lambda package: package["resources"].append(own))
    lines = ('"day of ""report""",sky,seen by', "2024-01-02,clear,armenia|yerevan", "2024-01-03,,")
    (folder / "weather.csv").write_text("\n".join(lines) + "\n")
    return datasets.load(folder)


def test_a_package_with_other_columns_shows_its_own(tmp_path: Path) -> None:
    dataset = other(tmp_path / "other")
    (entry,) = [entry for entry in codebook.entries(dataset) if entry.table.name == "weather report"]
    assert entry.rows == 2
    assert [column.filled for column in entry.columns] == [2, 1, 1]
    assert dict(entry.columns[1].codes) == {"clear": 1, "c": 0}
    assert entry.ties == (Tie(("seen by",), "actors"),)
    rows = {row.id: row.cells for row in lists.columns(dataset).rows}
    assert rows['weather report.day of "report"'][2] == ["day, required", "at least 2020-01-01"]
    assert rows["weather report.sky"][4:] == (
        "1 of 2",
        ["2 codes", "clear (1 row)", "Cloudy [c]: No sun. (no rows)"],
    )
    assert rows["weather report.seen by"][2] == ["list, items parted by “|”", "points at actors"]
    (listed,) = [row.cells for row in lists.tables(dataset).rows if row.id == "weather report"]
    assert listed[4] == ["seen by → actors"]
