"""Spreadsheets become rows of a package: as they are, under other names, again, and not at all where they
would make the package invalid.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from peace_ledger import check, descriptor
from peace_ledger.curating import importing, mapping, scaffold, spreadsheets, tables_csv
from peace_ledger.curating.importing import Outcome
from peace_ledger.curating.mapping import Unclear
from peace_ledger.curating.scaffold import NewParty
from peace_ledger.curating.spreadsheets import Unreadable
from peace_ledger.descriptor import Field
from tests.altered import copy, redescribe, rewrite
from tests.fixtures import CURATED

Cells = Sequence[Sequence[Any]]

ACTORS = [
    ["actor_id", "name", "kind", "iso3", "parent_id", "side"],
    ["host", "The host", "state", "FRA", "", "third_party"],
]
SOURCES = [
    ["source_id", "title", "url", "published_on", "kind", "language", "perspective", "publisher"],
    ["item-1", "An item", "https://example.org/1", date(2024, 3, 2), "news_agency", "en", "third_party", ""],
]
EVENTS = [
    ["event_id", "title", "kind", "start_on", "end_on", "participants", "summary", "source_id"],
    ["talks", "Talks", "meeting", date(2024, 3, 1), "", "north; south", "They met.", "item-1"],
]
GOOD = {"Actors": ACTORS, "sources": SOURCES, "events": EVENTS}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The folder of an empty package between North and South."""
    parties = (NewParty("north", "Northland"), NewParty("south", "Южный фронт", "armed_or_de_facto"))
    scaffold.begin(tmp_path / "package", "North and South", parties)
    return tmp_path / "package"


def workbook(file: Path, sheets: Mapping[str, Cells]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(file)
    return file


def take(package: Path, sheets: Mapping[str, Cells], said: str = "", **options: Any) -> Outcome:
    file = workbook(package.parent / "rows.xlsx", sheets)
    mapped = {}
    if said:
        (package.parent / "mapping.toml").write_text(said, encoding="utf-8")
        mapped = mapping.read(package.parent / "mapping.toml")
    return importing.take(package, spreadsheets.read(file), mapped, **options)


def rows(package: Path, table: str) -> list[dict[str, str]]:
    with (package / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(package: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in package.iterdir() if file.is_file()}


# As they are


def typed(field: Field, text: str) -> Any:
    """A cell as a spreadsheet has it."""
    if not text:
        return None
    kinds: dict[str, Callable[[str], Any]] = {
        "date": date.fromisoformat,
        "integer": int,
        "boolean": lambda value: value == "true",
    }
    return kinds.get(field.type, str)(text)


def test_the_curated_tables_survive_a_workbook_to_the_byte(tmp_path: Path) -> None:
    tables = {table.name: table for table in descriptor.read(CURATED).tables}
    sheets = {
        name: [
            table.columns,
            *(
                [typed(field, row[field.name]) for field in table.fields]
                for row in tables_csv.read(table, (CURATED / table.paths[0]).read_bytes())
            ),
        ]
        for name, table in tables.items()
    }
    emptied = copy(tmp_path / "package")
    for name in tables:
        rewrite(emptied, name, lambda _: [])
    outcome = take(emptied, sheets)
    assert [fault for fault in outcome.faults if fault.problem.severity == "error"] == []
    for table in tables.values():
        path = table.paths[0]
        assert (emptied / path).read_bytes() == (CURATED / path).read_bytes(), path
    assert not any(taken.read_as for taken in outcome.taken)


def test_a_folder_of_csv_files_is_taken_as_well(tmp_path: Path) -> None:
    emptied = copy(tmp_path / "package")
    for table in descriptor.read(CURATED).tables:
        rewrite(emptied, table.name, lambda _: [])
    outcome = importing.take(emptied, spreadsheets.read(CURATED), {})
    assert outcome.is_sound
    assert outcome.left_out == ()
    for table in descriptor.read(CURATED).tables:
        assert (emptied / table.paths[0]).read_bytes() == (CURATED / table.paths[0]).read_bytes()


# Again


def test_the_same_rows_again_change_nothing(package: Path) -> None:
    take(package, GOOD)
    before = content(package)
    outcome = take(package, GOOD)
    assert content(package) == before
    assert {(taken.added, taken.changed) for taken in outcome.taken} == {(0, 0)}
    assert sum(taken.same for taken in outcome.taken) == 3


def test_one_changed_cell_changes_one_line(package: Path) -> None:
    take(package, GOOD)
    before = (package / "events.csv").read_text().splitlines()
    row = [*EVENTS[1]]
    row[1] = "Other talks"
    outcome = take(package, {"events": [EVENTS[0], row]})
    after = (package / "events.csv").read_text().splitlines()
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False]
    (taken,) = outcome.taken
    assert (taken.added, taken.changed, taken.same) == (0, 1, 0)


def test_columns_that_are_not_there_keep_what_they_held(package: Path) -> None:
    take(package, GOOD)
    outcome = take(package, {"events": [["event_id", "place"], ["talks", "A town"]]})
    assert outcome.is_sound
    (event,) = rows(package, "events")
    assert (event["place"], event["title"]) == ("A town", "Talks")


def test_rows_stay_in_their_places_and_new_ones_follow(package: Path) -> None:
    take(package, {"actors": [*ACTORS, ["aaa", "First by name", "state", "DEU", "", "third_party"]]})
    assert [row["actor_id"] for row in rows(package, "actors")] == ["north", "south", "host", "aaa"]


# Under other names

SAID = """
[reactions]
sheet = "Statements 2024"
days = "%d.%m.%Y"

[reactions.columns]
stance = "Position"
reacted_on = "Day"
actor_id = "Who"

[reactions.values.stance]
positive = "welcomes"
"""
STATEMENTS = [
    [
        "Reaction-ID",
        "Event id",
        "Who",
        "Day",
        "Position",
        "channel",
        "summary",
        "Confidence",
        "source_id",
        "Note",
    ],
    [
        "r-1",
        "talks",
        "The Host",
        "02.03.2024",
        "Positive",
        "Statement",
        "It was glad.",
        "high",
        "item-1",
        "x",
    ],
    [
        "r-2",
        "talks",
        "южный фронт",
        date(2024, 3, 3),
        "Critical",
        "speech",
        "It was not.",
        "low",
        "item-1",
        "",
    ],
]


def test_a_mapping_and_names_lead_to_fields_codes_and_ids(package: Path) -> None:
    outcome = take(package, {**GOOD, "Statements 2024": STATEMENTS, "Notes": [["a"], ["b"]]}, SAID)
    assert outcome.is_sound
    assert outcome.left_out == ("Notes",)
    one, other = rows(package, "reactions")
    assert (one["actor_id"], one["stance"], one["channel"]) == ("host", "welcomes", "statement")
    assert (one["reacted_on"], other["reacted_on"]) == ("2024-03-02", "2024-03-03")
    assert (other["actor_id"], other["stance"]) == ("south", "critical")
    lines = list(importing.told(outcome))
    assert "sheet 'Statements 2024' is reactions: 2 added, 0 changed, 0 as they were" in lines
    assert "  not taken over: 'Note'" in lines
    assert "  no column for: speaker, speaker_role, key_phrase" in lines
    assert "  actor_id: 2 values were read as what they name" in lines
    assert "sheet 'Notes' is no table, and is left out" in lines
    assert any(line.startswith("  columns: ") and "stance from 'Position'" in line for line in lines)


def test_a_title_leads_to_an_id_where_one_row_alone_has_it(package: Path) -> None:
    row = [*STATEMENTS[1]]
    title = EVENTS[1][EVENTS[0].index("title")]
    row[1] = str(title).upper()
    outcome = take(package, {**GOOD, "Statements 2024": [STATEMENTS[0], row]}, SAID)
    assert outcome.is_sound
    assert [one["event_id"] for one in rows(package, "reactions")] == [EVENTS[1][0]]
    assert "  event_id: 1 value was read as what it names" in importing.told(outcome)
    again = [*EVENTS[1]]
    again[0] = "talks-again"
    twice = take(package, {**GOOD, "events": [*EVENTS, again], "Statements 2024": [STATEMENTS[0], row]}, SAID)
    assert not twice.is_sound


def test_items_of_lists_may_be_names_too(package: Path) -> None:
    row = [*EVENTS[1]]
    row[5] = "Northland;\nЮжный фронт ; host"
    take(package, {**GOOD, "events": [EVENTS[0], row]})
    (event,) = rows(package, "events")
    assert event["participants"] == "north;south;host"


def test_a_name_that_two_rows_have_is_no_name(package: Path) -> None:
    twins = [*ACTORS, ["guest", "THE HOST", "state", "DEU", "", "third_party"]]
    row = [*EVENTS[1]]
    row[5] = "The host"
    before = content(package)
    outcome = take(package, {"actors": twins, "sources": SOURCES, "events": [EVENTS[0], row]})
    assert not outcome.is_sound
    assert content(package) == before
    assert any("The host" in str(fault) for fault in outcome.faults)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("[reaction]", "'reaction' is no table; there are sources, actors"),
        ('[events]\nsheet = "Meetings"', "there is no sheet 'Meetings'; there are Actors, sources, events"),
        ('[events.columns]\ntitel = "Titel"', "events.columns: 'titel' is no column of events"),
        ('[events.columns]\ntitle = "Titel"', "events.columns.title: the sheet has no column 'Titel'"),
        ('[events.values.kinds]\na = "b"', "events.values: 'kinds' is no column of events"),
        (
            '[events]\nsheets = "x"',
            "events.sheets: is not known here; there are sheet, columns, values, days",
        ),
        ("[events]\nsheet = 3", "events.sheet: input should be a valid string"),
        ("[events", "is not TOML"),
    ],
)
def test_a_mapping_that_does_not_fit_says_where(package: Path, said: str, reason: str) -> None:
    before = content(package)
    with pytest.raises(Unclear) as refused:
        take(package, GOOD, said)
    assert reason in str(refused.value)
    assert content(package) == before


# Not at all


def test_faults_are_told_by_sheet_and_row_and_nothing_is_written(package: Path) -> None:
    take(package, GOOD)
    before = content(package)
    wrong = [
        EVENTS[0],
        [],
        ["later", "Later talks", "meeting", "soon", "", "north", "They met.", "item-1"],
        ["last", "Last talks", "feast", date(2024, 5, 1), "", "nobody", "They met.", "item-9"],
    ]
    outcome = take(package, {"Events": wrong})
    assert not outcome.is_sound
    assert content(package) == before
    told = [str(fault) for fault in outcome.faults if fault.problem.severity == "error"]
    assert any(
        line.startswith("sheet 'Events', row 3, column start_on: ") and "'soon'" in line for line in told
    )
    assert any(line.startswith("sheet 'Events', row 4, column kind: ") and "'feast'" in line for line in told)
    assert any(line.startswith("sheet 'Events', row 4, column participants: ") for line in told)
    assert any(line.startswith("sheet 'Events', row 4, column source_id: ") for line in told)


def test_a_key_that_stands_twice_in_a_sheet_is_a_fault(package: Path) -> None:
    outcome = take(package, {"actors": [*ACTORS, ["host", "Another", "state", "DEU", "", "third_party"]]})
    assert not outcome.is_sound
    assert str(outcome.faults[0]) == (
        "sheet 'actors', row 3: has the key of row 2: each row needs one of its own ('host') [unique]"
    )


def test_a_row_without_a_key_is_a_fault_and_not_lost(package: Path) -> None:
    outcome = take(package, {"actors": [ACTORS[0], ["", "One", "state", "DEU", "", "third_party"]]})
    assert not outcome.is_sound
    assert any("sheet 'actors', row 2, column actor_id" in str(fault) for fault in outcome.faults)


def test_without_a_column_for_the_key_nothing_is_understood(package: Path) -> None:
    with pytest.raises(Unclear, match="no column is 'actor_id', by which rows of actors are told apart"):
        take(package, {"actors": [row[1:] for row in ACTORS]})


def test_two_columns_of_one_name_are_refused(package: Path) -> None:
    with pytest.raises(Unclear, match="two columns are called 'name'"):
        take(package, {"actors": [[*row, "x"] if i else [*row, "Name"] for i, row in enumerate(ACTORS)]})


def test_sheets_that_are_no_table_are_named(package: Path) -> None:
    with pytest.raises(Unclear, match="found 'Sheet1'; tables are sources, actors"):
        take(package, {"Sheet1": ACTORS})


def test_a_dry_run_says_the_same_and_writes_nothing(package: Path) -> None:
    before = content(package)
    told = list(importing.told(take(package, GOOD, write=False)))
    assert content(package) == before
    assert list(importing.told(take(package, GOOD))) == told
    assert content(package) != before


def test_what_was_taken_over_passes_check(package: Path) -> None:
    take(package, GOOD)
    problems = check.check(package)[package]
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    assert len(rows(package, "events")) == 1


def test_a_table_in_parquet_is_not_written_into(package: Path) -> None:
    def in_parquet(described: dict[str, Any]) -> None:
        (actors,) = (one for one in described["resources"] if one["name"] == "actors")
        actors |= {"path": "actors.parquet", "format": "parquet"}

    redescribe(package, in_parquet)
    with pytest.raises(Unclear, match="actors is kept as Parquet"):
        take(package, {"actors": ACTORS})


def test_of_files_only_spreadsheets_are_read(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_bytes(b"PK")
    with pytest.raises(Unreadable, match="is no spreadsheet by its name"):
        spreadsheets.read(tmp_path / "notes.docx")
    assert spreadsheets.read(tmp_path) == []
