"""A package to begin with: valid, with the tables of the ledger, and nothing of any other process."""

import json
from pathlib import Path

import openpyxl
import pytest

from peace_ledger import check, descriptor
from peace_ledger.curating import importing, scaffold, spreadsheets, tables_csv
from peace_ledger.curating.scaffold import NewParty
from peace_ledger.descriptor import Package
from tests.fixtures import CURATED

PARTIES = (NewParty("north", "Northland"), NewParty("south", "Южный фронт", "armed_or_de_facto"))


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """The folder of a package that was begun."""
    scaffold.begin(tmp_path / "north-south", "North and South", PARTIES)
    return tmp_path / "north-south"


def errors(folder: Path) -> list[str]:
    return [str(problem) for problem in check.check(folder)[folder] if problem.severity == "error"]


def shape(package: Package) -> dict[str, list[tuple[str, str, bool]]]:
    return {
        table.name: [(field.name, field.type, field.constraints.required) for field in table.fields]
        for table in package.tables
    }


def test_it_is_valid_and_has_no_row_but_the_parties(begun: Path) -> None:
    assert errors(begun) == []
    package = descriptor.read(begun)
    rows = {
        table.name: tables_csv.read(table, (begun / table.paths[0]).read_bytes()) for table in package.tables
    }
    assert [row["name"] for row in rows.pop("actors")] == ["Northland", "Южный фронт"]
    assert not any(rows.values())
    assert (package.name, package.title) == ("north-south", "North and South")
    assert [(party.side, party.actor_id) for party in package.parties] == [
        ("north", "north"),
        ("south", "south"),
    ]


def test_it_has_the_tables_that_the_ledger_is_made_for(begun: Path) -> None:
    assert shape(descriptor.read(begun)) == shape(descriptor.read(CURATED))


def test_sides_are_those_of_the_process_alone(begun: Path) -> None:
    package = descriptor.read(begun)
    for table, column in (("actors", "side"), ("sources", "perspective")):
        assert package.table(table).field(column).codes == ("north", "south", "third_party")
    written = "".join(
        file.read_text(encoding="utf-8")
        for file in begun.iterdir()
        if file.suffix in (".json", ".md", ".csv")
    )
    for party in descriptor.read(CURATED).parties:
        assert party.label not in written
        assert party.side not in written


def test_every_code_says_what_it_means(begun: Path) -> None:
    fields = [field for table in descriptor.read(begun).tables for field in table.fields]
    categories = [category for field in fields for category in field.categories or ()]
    assert all(category.label and category.description for category in categories)
    assert all(field.description for field in fields)


def test_its_examples_make_a_valid_package(begun: Path, tmp_path: Path) -> None:
    examples = json.loads((scaffold.TEMPLATE / "examples.json").read_text(encoding="utf-8"))
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    for table in descriptor.read(begun).tables:
        row = {
            column: value.format(first="north", second="south")
            for column, value in examples[table.name].items()
        }
        (sheets / f"{table.name}.csv").write_bytes(tables_csv.write(table, [row]))
    outcome = importing.take(begun, spreadsheets.read(sheets), {})
    assert outcome.is_sound
    assert {fault.problem.rule for fault in outcome.faults} == {"country-missing", "lone-answer"}
    assert errors(begun) == []
    assert {taken.understood.table.name: taken.added for taken in outcome.taken} == dict.fromkeys(examples, 1)


def test_its_guide_explains_every_column(begun: Path) -> None:
    guide = (begun / scaffold.GUIDE).read_text(encoding="utf-8")
    for table in descriptor.read(begun).tables:
        part = guide.split(f"## `{table.name}`\n")[1].split("\n## ")[0]
        assert all(f"| `{field.name}` |" in part for field in table.fields)
        assert all(f"`{code}`" in part for field in table.fields for code in field.codes)


def test_its_workbook_has_a_sheet_for_each_table_with_heads_explained(begun: Path) -> None:
    book = openpyxl.load_workbook(begun / scaffold.WORKBOOK)
    package = descriptor.read(begun)
    assert book.sheetnames == [table.name for table in package.tables]
    for table in package.tables:
        heads = next(book[table.name].iter_rows(max_row=1))
        assert tuple(head.value for head in heads) == table.columns
        for head, field in zip(heads, table.fields, strict=True):
            assert head.comment is not None
            assert field.description in head.comment.text
    offered = {str(one.sqref): one.formula1 for one in book["reactions"].data_validations.dataValidation}
    stance = package.table("reactions").columns.index("stance")
    column = openpyxl.utils.get_column_letter(stance + 1)
    assert offered[f"{column}2:{column}10001"] == '"supports,welcomes,cautious,neutral,critical,rejects"'


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("north=Northland", NewParty("north", "Northland")),
        ("farc-ep=FARC, the guerrilla", NewParty("farc-ep", "FARC, the guerrilla")),
        ("s=Southern Front,armed_or_de_facto", NewParty("s", "Southern Front", "armed_or_de_facto")),
    ],
)
def test_a_party_is_an_id_and_a_name(text: str, made: NewParty) -> None:
    assert scaffold.party(text) == made


@pytest.mark.parametrize("text", ["north", "North=Northland", "=Northland", "north=", "a b=C", "юг=Юг"])
def test_what_is_no_party_is_refused(text: str) -> None:
    with pytest.raises(scaffold.Refused, match="write ID=NAME"):
        scaffold.party(text)


@pytest.mark.parametrize("sides", [("north", "north"), ("north", "third_party")])
def test_sides_that_cannot_be_told_apart_are_refused(tmp_path: Path, sides: tuple[str, str]) -> None:
    parties = [NewParty(side, side) for side in sides]
    with pytest.raises(scaffold.Refused, match="cannot be a party twice"):
        scaffold.begin(tmp_path / "new", "A process", parties)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(scaffold.Refused, match="not empty"):
        scaffold.begin(tmp_path, "A process")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "new"
    folder.mkdir(parents=True)
    scaffold.begin(folder, "A process")
    assert errors(folder) == []
    assert [other.name for other in folder.parent.iterdir()] == ["new"]


def test_a_name_that_gives_no_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(scaffold.Refused, match="needs a Latin letter or a digit"):
        scaffold.begin(tmp_path / "мир", "A process")
