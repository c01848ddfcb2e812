"""Sheets as plain texts, from every kind of file that people keep tables in."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from peace_ledger.curating import spreadsheets
from peace_ledger.curating.spreadsheets import Unreadable

TEXT = "id,name\na,Мир\nb,\n"


@pytest.mark.parametrize(
    ("content", "guessed"),
    [
        (TEXT.encode(), False),
        (TEXT.encode("utf-8-sig"), False),
        (TEXT.replace("\n", "\r\n").encode(), False),
        (TEXT.replace(",", ";").encode(), False),
        (TEXT.replace(",", "\t").encode(), False),
        (TEXT.replace("Мир", "Мирные переговоры между сторонами").encode("cp1251"), True),
    ],
)
def test_csv_is_read_as_spreadsheets_write_it(tmp_path: Path, content: bytes, guessed: bool) -> None:
    (tmp_path / "rows.csv").write_bytes(content)
    (sheet,) = spreadsheets.read(tmp_path / "rows.csv")
    assert (sheet.name, sheet.head) == ("rows", ("id", "name"))
    assert [(number, row[0]) for number, row in sheet.rows] == [(2, "a"), (3, "b")]
    assert str(sheet.rows[0][1][1]).startswith("Мир")
    assert bool(sheet.remark) == guessed
    assert "cp1251" in sheet.remark or not guessed


def test_cells_of_a_workbook_become_texts_and_days(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        [None, None],
        ["id", "value"],
        ["whole", 32.0],
        ["part", 2.5],
        ["day", date(2024, 3, 1)],
        ["moment", datetime(2024, 3, 1, 12, 30)],
        ["truth", True],
        ["text", "  around  "],
        ["number as text", "007"],
        ["nothing", None],
        [None, None],
        ["after a gap", "x"],
    ):
        book.active.append(row)
    book.save(tmp_path / "b.xlsx")
    (sheet,) = spreadsheets.read(tmp_path / "b.xlsx")
    assert sheet.head == ("id", "value")
    assert {row[0]: row[1] for _, row in sheet.rows} == {
        "whole": "32",
        "part": "2.5",
        "day": date(2024, 3, 1),
        "moment": "2024-03-01 12:30:00",
        "truth": "true",
        "text": "around",
        "number as text": "007",
        "nothing": "",
        "after a gap": "x",
    }
    assert sheet.rows[-1][0] == 12


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"id,name\n", "cannot be read as a workbook"),
        ("a.xlsx", b"", "cannot be read as a workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0 broken off", "cannot be read as a workbook"),
        ("a.ods", b"PK\x03\x04 broken off", "cannot be read as a workbook"),
        ("a.csv", b'id,name\n"a,b\n', "cannot be read as CSV"),
        ("a.pdf", b"%PDF", "is no spreadsheet by its name"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=reason) as refused:
        spreadsheets.read(tmp_path / name)
    assert str(refused.value).startswith(str(tmp_path / name))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "LARGEST", 10)
    (tmp_path / "a.csv").write_text(TEXT, encoding="utf-8")
    with pytest.raises(Unreadable, match="has more than 10 bytes"):
        spreadsheets.read(tmp_path / "a.csv")


def test_an_empty_file_is_a_sheet_without_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("")
    (sheet,) = spreadsheets.read(tmp_path / "a.csv")
    assert (sheet.head, sheet.rows) == ((), ())


def test_locks_of_open_workbooks_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    (tmp_path / "a.csv").write_text(TEXT, encoding="utf-8")
    assert [sheet.name for sheet in spreadsheets.read(tmp_path)] == ["a"]
