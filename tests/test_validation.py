"""What is found wrong in the rows and files of a package, and how it is said."""

import csv
import io
import os
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peace_ledger import descriptor
from peace_ledger.descriptor import FILE_NAME, Field, Table
from peace_ledger.staging import stage
from tests.fixtures import CURATED
from tests.packages import Resource, field, problems, resource, write

NOT_CHECKED = "t:-:-: the cells of this table, and references to it, were not checked: mend its files first"
AB = resource("t", field("a"), field("b"))


def lines(folder: Path, table: Resource, content: str | bytes) -> list[str]:
    """The problems of a package with one table, in the file `t.csv`."""
    return problems(write(folder, [table], {"t.csv": content}))


@pytest.mark.parametrize(
    ("column", "good", "bad", "line"),
    [
        (field("a", "date"), "2024-02-29", "2023-02-29", "is not a day written YYYY-MM-DD"),
        (field("a", "date"), "0001-01-01", "0000-01-01", "is not a day written YYYY-MM-DD"),
        (field("a", "date"), "9999-12-31", "2024-1-1", "is not a day written YYYY-MM-DD"),
        (field("a", "date"), "2024-01-01", "infinity", "is not a day written YYYY-MM-DD"),
        (field("a", "date"), "2024-01-01", " 2024-01-01", "is not a day written YYYY-MM-DD"),
        (field("a", "integer"), "-12", "1.5", "is not a whole number"),
        (field("a", "integer"), "+7", "1e3", "is not a whole number"),
        (field("a", "integer"), "9223372036854775807", "9223372036854775808", "is not a whole number"),
        (field("a", "integer"), "0", "٣", "is not a whole number"),
        (
            field("a", "boolean", trueValues=["yes"], falseValues=["no"]),
            "no",
            "true",
            "is neither true nor false; write one of yes, no",
        ),
        (
            field("a", "boolean"),
            "TRUE",
            "tRue",
            "is neither true nor false; write one of true, True, TRUE, 1, ",
        ),
        (field("a", format="uri"), "https://x.org/a?b", "javascript:alert(1)", "is not a web address"),
        (field("a", constraints={"enum": ["x", "y"]}), "y", "Y", "is not in the code list; use one of x, y"),
        (field("a", categories=["x", "y"]), "y", "x ", "is not in the code list; use one of x, y"),
        (field("a", constraints={"pattern": "[a-z]{2}"}), "en", "eng", "does not have the form [a-z]{2}"),
        (field("a", "integer", constraints={"minimum": 1}), "1", "0", "is below the minimum, 1"),
        (field("a", "integer", constraints={"maximum": 9}), "9", "10", "is above the maximum, 9"),
        (
            field("a", "date", constraints={"minimum": "2020-11-01"}),
            "2020-11-01",
            "2020-10-31",
            "is below the minimum, 2020-11-01",
        ),
        (
            field("a", "date", constraints={"maximum": "2020-11-01"}),
            "2020-11-01",
            "2020-11-02",
            "is above the maximum, 2020-11-01",
        ),
    ],
)
def test_a_bad_cell_is_named_and_a_good_one_is_not(
    tmp_path: Path, column: dict[str, Any], good: str, bad: str, line: str
) -> None:
    found = lines(tmp_path, resource("t", column, field("b")), f"a,b\n{good},1\n{bad},2\n,3\n")
    assert len(found) == 1
    assert found[0].startswith(f"t:2:a: {line}")
    assert found[0].endswith(f'("{bad}")')


def test_an_empty_cell_is_refused_where_a_value_is_required(tmp_path: Path) -> None:
    table = resource("t", field("a", "date", constraints={"required": True}), field("b"))
    assert lines(tmp_path, table, "a,b\n,1\n2024-01-01,\nx,\n") == [
        "t:1:a: is empty; a value is required",
        't:3:a: is not a day written YYYY-MM-DD ("x")',
    ]


def test_the_descriptor_says_what_counts_as_empty(tmp_path: Path) -> None:
    table = resource("t", field("a", constraints={"required": True}), field("b"), missingValues=["", "n/a"])
    assert lines(tmp_path, table, "a,b\nn/a,1\nna,2\n") == ["t:1:a: is empty; a value is required"]


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("x;;y", "has an empty item: remove the ';' that is too many (\"\")"),
        ("x;", "has an empty item: remove the ';' that is too many (\"\")"),
        ("x; y", 'has an item with blanks around it: remove them (" y")'),
        ("x\u00a0", 'has an item with blanks around it: remove them ("x\\u00a0")'),
        ("x;y;x", 'lists an item more than once ("x")'),
        ("x;z", 'has an item that is no id of u ("z")'),
    ],
)
def test_the_items_of_a_list_are_checked_one_by_one(tmp_path: Path, cell: str, line: str) -> None:
    members = field("m", "list", delimiter=";", itemReference={"resource": "u", "fields": ["id"]})
    target = resource("u", field("id"))
    files = {"t.csv": f"n,m\n1,x\n2,{cell}\n3,\n", "u.csv": "id\nx\ny\n"}
    found = problems(write(tmp_path, [resource("t", field("n"), members), target], files))
    assert found == [f"t:2:m: {line}"]


def test_a_value_that_must_be_unique_is_named_where_it_returns(tmp_path: Path) -> None:
    table = resource("t", field("a", constraints={"unique": True}), field("b"))
    assert lines(tmp_path, table, "a,b\nx,\ny,\nx,\n,\n,\nx,\n") == [
        't:3:a: must stand only once; it stands already in row 1 ("x")',
        't:6:a: must stand only once; it stands already in row 1 ("x")',
    ]


def test_a_primary_key_stands_once_and_is_never_empty(tmp_path: Path) -> None:
    table = resource("t", field("a"), field("b", "integer"), primaryKey=["a", "b"])
    assert lines(tmp_path, table, "a,b\nx,1\nx,2\nx,1\nx,\n") == [
        't:3:a,b: must stand only once; it stands already in row 1 ("x, 1")',
        "t:4:b: is empty; a value is required",
    ]


def test_other_unique_keys_may_be_empty(tmp_path: Path) -> None:
    table = resource("t", field("a"), field("b"), uniqueKeys=[["a", "b"]])
    assert lines(tmp_path, table, "a,b\nx,\nx,\nx,y\nx,y\n") == [
        't:4:a,b: must stand only once; it stands already in row 3 ("x, y")'
    ]


def test_a_reference_must_be_met(tmp_path: Path) -> None:
    key = {"fields": ["a", "b"], "reference": {"resource": "u", "fields": ["x", "y"]}}
    table = resource("t", field("a"), field("b", "integer"), foreignKeys=[key])
    target = resource("u", field("x"), field("y", "integer"))
    files = {"t.csv": "a,b\np,1\np,2\n,2\nq,1\n", "u.csv": "x,y\np,1\nq,2\n"}
    assert problems(write(tmp_path, [table, target], files)) == [
        't:2:a,b: is no x, y of u ("p, 2")',
        't:4:a,b: is no x, y of u ("q, 1")',
    ]


def test_a_reference_to_its_own_table_must_be_met(tmp_path: Path) -> None:
    key = {"fields": ["b"], "reference": {"fields": ["a"]}}
    table = resource("t", field("a"), field("b"), foreignKeys=[key])
    assert lines(tmp_path, table, "a,b\nx,y\ny,\nz,w\n") == ['t:3:b: is no a of t ("w")']


def test_a_pattern_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    table = resource("t", field("a", constraints={"pattern": "(?=x)"}))
    assert lines(tmp_path, table, "a\nx\n") == [
        't:-:a: cannot be checked: its pattern is no regular expression that DuckDB (RE2) knows ("(?=x)")'
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ["t:-:-: the file is empty; its first line must name the columns"]),
        (b"\n\n", ["t:-:-: the file is empty; its first line must name the columns"]),
        (b"a\n1\n", ["t:-:b: is missing from the header"]),
        (b"a,b,c\n", ["t:-:c: stands in the header but is no field of the table: remove it or describe it"]),
        (b"a,b,a\n", ["t:-:a: stands twice in the header"]),
        (b"b,a\n", ['t:-:-: the header has another order of columns than a,b ("b,a")']),
        (
            b"a,B\n",
            [
                "t:-:b: is missing from the header",
                "t:-:B: stands in the header but is no field of the table: remove it or describe it",
            ],
        ),
        (b"a,b\n1,2\n3\n4,5\n", ['t:2:-: has 1 cell where the header has 2 ("3")']),
        (b"a,b\n1,2,3,4\n", ['t:1:-: has 4 cells where the header has 2 ("1,2,3,4")']),
        (b"a,b\n1,2,\n", ['t:1:-: has 3 cells where the header has 2 ("1,2,")']),
        (b'a,b\n"1\n1",2\n3\n', ['t:2:-: has 1 cell where the header has 2 ("3")']),
        (b"a,b\n1,\xff\n", ["t:-:-: line 2 of the file is not UTF-8 text: save the file as UTF-8"]),
        (
            b"a,b\n\n1,2\n\n3\n",
            [
                "t:-:-: line 2 of the file is blank: remove it",
                "t:-:-: line 4 of the file is blank: remove it",
                't:2:-: has 1 cell where the header has 2 ("3")',
            ],
        ),
        (
            b"a,b\n1,2\n3,4\r\n",
            [
                "t:2:-: line 3 of the file ends in another way than the first line:"
                ' save the file with one kind of line end ("3,4")'
            ],
        ),
    ],
)
def test_a_file_that_is_not_whole_is_named(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    assert lines(tmp_path, AB, content) == [*expected, NOT_CHECKED]


RUSSIAN = "Заявление министерства о мирном процессе"


@pytest.mark.parametrize(
    ("content", "rule", "said"),
    [
        (
            f"a,b\n{RUSSIAN},1\n".encode("cp1251"),
            "encoding",
            "line 2 of the file is not UTF-8 text, it looks like windows-1251",
        ),
        (f"a,b\n{RUSSIAN},1\n".encode("utf-16"), "encoding", "it looks like UTF-16; save the file as UTF-8"),
        ("a,b\nyes,1\n".encode("utf-16-be"), "encoding", "it looks like UTF-16"),
        ("a,b\nyes,1\n".encode("utf-32"), "encoding", "it looks like UTF-32"),
        (b"a;b\n1;2\n", "delimiter", "separated by a semicolon, where the descriptor says a comma"),
        (b"a\tb\n1\t2\n", "delimiter", "separated by a tab"),
        (b"a,b,\n1,2,\n", "header", "column 3 of the header has no name"),
        (b"a,b\n1,2\n3,\0\n", "control", "line 3 of the file holds a NUL byte"),
        (b'a,b\n"1\n1",2\n3,\x1b\n', "control", "line 4 of the file holds the control character U+001B"),
        (b"a,b\n1," + b"x" * 32_768 + b"\n", "cell-size", "opens a cell of more than 32,767 bytes"),
        (b'a,b\n1,"' + b"x,\n" * 20_000 + b'"\n', "cell-size", "line 2 of the file opens a cell"),
        (b"a,b\n1,2\n" + b"x" * 200_000 + b"\n", "cell-size", "line 3 of the file opens a cell of more"),
        (b"a" * 200_000 + b",b\n", "header", "too long to be a header"),
        (b"PK\x03\x04\x14\0", "file-kind", "looks like a workbook (Excel or OpenDocument)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "file-kind", "looks like an old Excel workbook"),
        (b"\n<!DOCTYPE HTML><html>", "file-kind", "looks like a page of a web site"),
        (b"PAR1\0\0", "file-kind", "looks like a Parquet file"),
    ],
)
def test_what_a_file_looks_like_is_said(tmp_path: Path, content: bytes, rule: str, said: str) -> None:
    package = descriptor.read(write(tmp_path, [AB], {"t.csv": content}))
    with duckdb.connect() as database:
        first, *_ = stage(package, tmp_path, database).problems
    assert first.rule == rule
    assert said in first.message


def test_a_row_of_many_long_cells_is_read(tmp_path: Path) -> None:
    names = [f"c{index}" for index in range(100)]
    table = resource("t", *(field(name) for name in names))
    cell = '"' + "x" * 32_765 + '"'
    assert lines(tmp_path, table, ",".join(names) + "\n" + ",".join([cell] * 100) + "\n") == []


def test_neither_file_nor_folder_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, [AB], {})
    os.mkfifo(folder / "t.csv")
    assert problems(folder)[0] == 't:-:-: is neither a file nor a folder: put the file itself there ("t.csv")'


@pytest.mark.parametrize(
    "content",
    [
        'a,b\n1,2\n"3,4\n5,6\n',
        'a,b\n1,2\n3,"4\n5,6\n',
        'a,b\n1,2\n3,"4""\n5,6\n',
        'a,b\n1,2\n3,"4"x\n5,6\n',
        'a,b\n1,2\n3,4"x\n5,6\n',
        'a,b\n1,2\n3, "4"\n5,6\n',
        'a,b\n1,2\n3"x,4\n"5,6\n',
    ],
)
def test_a_stray_quote_is_named_and_loses_no_row_in_silence(tmp_path: Path, content: str) -> None:
    first, second = lines(tmp_path, AB, content)
    assert first.startswith("t:2:-: line 3 of the file has a stray or unclosed quote")
    assert second == NOT_CHECKED


@pytest.mark.parametrize(
    "content",
    [
        'a,b\n"x, ""y""",2\n',
        "a,b\r\n1,2\r\n",
        "a,b\r1,2\r",
        "a,b\n1,2",
        "a,b\n",
        "a,b",
        "a,b\n1,2\n\n\n",
        '\ufeff"a",b\n1,2\n',
        'a,b\n"one\r\ntwo","three\nfour"\n',
        "a,b\n#1,2\n",
    ],
)
def test_a_file_that_is_whole_is_read(tmp_path: Path, content: str) -> None:
    assert lines(tmp_path, AB, content) == []


PIECES = ["a", ",", '"', '""', "\n", "\r", "\r\n", " ", "x,y\n", '"q",z\n', "é", "\0", "\x85", "\u2028"]


@settings(max_examples=80, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=10), line_end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_read_is_what_another_reader_reads(pieces: list[str], line_end: str) -> None:
    text = "a,b" + line_end + "".join(pieces)
    with tempfile.TemporaryDirectory() as place, duckdb.connect() as database:
        package = descriptor.read(write(Path(place), [AB], {"t.csv": text}))
        if not stage(package, Path(place), database).tables:
            return
        read = database.sql(
            "SELECT coalesce(a, ''), coalesce(b, ''), row FROM main.t ORDER BY row"
        ).fetchall()
    other = [line for line in csv.reader(io.StringIO(text, newline=""), strict=True) if line][1:]
    assert read == [(*line, number) for number, line in enumerate(other, start=1)]


def test_the_dialect_is_the_descriptors(tmp_path: Path) -> None:
    table = resource("t", field("a"), field("b", "integer")) | {
        "dialect": {"delimiter": "|", "quoteChar": "'"}
    }
    assert lines(tmp_path, table, "a|b\n'x|y'|1\n\"|z\n") == ['t:2:b: is not a whole number ("z")']


def test_names_from_the_descriptor_are_never_sql(tmp_path: Path) -> None:
    name, column = 'x"; DROP TABLE y; --', 'it\'s {a} "b" $c'
    key = {"fields": [column], "reference": {"fields": [column]}}
    columns = (field(column, constraints={"unique": True, "required": True}), field("day", "date"))
    table = resource(name, *columns, path="t.csv", primaryKey=[column], foreignKeys=[key])
    header = '"it\'s {a} ""b"" $c",day\n'
    assert lines(tmp_path, table, f"{header}1,2024-01-01\n2,no\n") == [
        f'{name}:2:day: is not a day written YYYY-MM-DD ("no")'
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert problems(write(tmp_path, [AB], {})) == ['t:-:-: the file is missing ("t.csv")', NOT_CHECKED]


def test_a_file_that_the_system_refuses_is_named(tmp_path: Path) -> None:
    path = "x" * 300 + ".csv"
    found = problems(write(tmp_path, [resource("t", field("a"), path=path)], {}))
    assert found[0].startswith("t:-:-: cannot be read: File name too long")
    assert found[1:] == [NOT_CHECKED]


def test_references_to_a_table_that_was_not_read_are_not_held_against_their_rows(tmp_path: Path) -> None:
    key = {"fields": ["a"], "reference": {"resource": "t", "fields": ["a"]}}
    referring = resource("u", field("a"), field("n", "integer"), foreignKeys=[key])
    folder = write(tmp_path, [AB, referring], {"u.csv": "a,n\nx,1\ny,two\n"})
    assert problems(folder)[2:] == ['u:2:n: is not a whole number ("two")']


def test_a_path_that_leads_out_by_a_link_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("a,b\n", encoding="utf-8")
    folder = write(tmp_path / "package", [AB], {})
    (folder / "t.csv").symlink_to(outside)
    assert problems(folder) == ['t:-:-: leads out of the package\'s folder ("t.csv")', NOT_CHECKED]


def test_a_csv_table_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, [AB], {"t.csv/x.parquet": b""})
    assert (
        problems(folder)[0] == 't:-:-: is a folder: a CSV table is one file; folders hold Parquet ("t.csv")'
    )


def parquet(file: Path, select: str) -> None:
    """Write the result of a query as a Parquet file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as database:
        database.query(select).write_parquet(str(file))


TYPED = resource(
    "t",
    field("a", constraints={"required": True}),
    field("day", "date"),
    field("n", "integer", constraints={"minimum": 0}),
    field("sure", "boolean"),
    field("items", "list", delimiter=";"),
    path="rows",
)


def test_parquet_files_are_checked_as_csv_is(tmp_path: Path) -> None:
    folder = write(tmp_path, [TYPED], {})
    parquet(
        folder / "rows/1.parquet", "SELECT 'x' a, DATE '2024-01-01' AS day, 1::INT n, true sure, ['p'] items"
    )
    parquet(
        folder / "rows/2.parquet",
        "SELECT '' a, DATE 'infinity' AS day, -1::BIGINT n, NULL::BOOLEAN sure, ['q ', '', 'r', 'r'] items",
    )
    assert problems(folder) == [
        "t:2:a: is empty; a value is required",
        't:2:day: is not a day written YYYY-MM-DD ("infinity")',
        't:2:n: is below the minimum, 0 ("-1")',
        "t:2:items: has an empty item: remove the ';' that is too many (\"\")",
        't:2:items: has an item with blanks around it: remove them ("q ")',
        't:2:items: lists an item more than once ("r")',
    ]


def test_parquet_columns_must_have_the_descriptors_names_and_types(tmp_path: Path) -> None:
    folder = write(tmp_path, [TYPED], {})
    parquet(
        folder / "rows/1.parquet", "SELECT 'x' a, '2024-01-01' AS day, 1.5 n, 'yes' sure, 'p;q' items, 1 more"
    )
    parquet(folder / "rows/2.parquet", "SELECT 'x' a, DATE '2024-01-01' AS day, 1 n, true sure")
    found = problems(folder)
    assert "t:-:day: has the type VARCHAR in 1.parquet; for date it must be DATE" in found
    assert "t:-:sure: has the type VARCHAR in 1.parquet; for boolean it must be BOOLEAN" in found
    assert "t:-:items: has the type VARCHAR in 1.parquet; for list it must be VARCHAR[]" in found
    assert "t:-:more: stands in 1.parquet but is no field of the table: remove it or describe it" in found
    assert "t:-:items: is missing from 2.parquet" in found
    assert any(
        line.startswith("t:-:n: has the type DECIMAL(2,1) in 1.parquet; for integer it must be BIGINT or ")
        for line in found
    )


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({}, 't:-:-: the file is missing ("rows")'),
        ({"rows/readme.txt": "x"}, 't:-:-: holds no .parquet file ("rows")'),
        ({"rows/1.parquet": "no"}, 't:-:-: is not a Parquet file that can be read ("1.parquet")'),
    ],
)
def test_parquet_files_that_cannot_be_read_are_named(
    tmp_path: Path, files: dict[str, str], line: str
) -> None:
    assert line in problems(write(tmp_path, [TYPED], files))


@cache
def curated() -> tuple[Table, ...]:
    """The tables of the curated package."""
    return descriptor.read(CURATED).tables


@cache
def cells(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a curated file, header first."""
    with (CURATED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(tuple(line) for line in csv.reader(file))


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the curated package that tests may spoil, one file at a time."""
    return Path(shutil.copytree(CURATED, tmp_path_factory.mktemp("spoilt") / "package"))


Rows = list[list[str]]


def spoilt(copied: Path, files: dict[str, Rows]) -> list[str]:
    """What is found with the rows of some files replaced; the files are put back."""
    try:
        for table, rows in files.items():
            text = io.StringIO(newline="")
            csv.writer(text, lineterminator="\n").writerows(rows)
            (copied / f"{table}.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
        return problems(copied)
    finally:
        for table in files:
            shutil.copyfile(CURATED / f"{table}.csv", copied / f"{table}.csv")


def may_stand(column: Field, text: str) -> bool:
    """Whether nothing in the column's own rules speaks against a text; keys and references are not asked."""
    rules = column.constraints
    if not text:
        return not rules.required
    if column.categories:
        return text in column.codes
    if column.type == "string" and column.format == "default":
        return rules.pattern is None or re.fullmatch(rules.pattern, text, re.ASCII) is not None
    if column.type == "integer":
        return re.fullmatch("[+-]?[0-9]+", text) is not None
    return text in (*column.true_values, *column.false_values)


# Control characters are left out because \s of Python and of RE2 differ on one of them.
SOME_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_any_text_in_any_cell_is_named_or_may_stand_there(copied: Path, choice: st.DataObject) -> None:
    files: dict[str, Rows] = {}
    expected: set[str] = set()
    for table in choice.draw(
        st.lists(st.sampled_from(curated()), min_size=1, unique_by=lambda one: one.name)
    ):
        rows = files[table.name] = [list(line) for line in cells(table.name)]
        row = choice.draw(st.integers(1, len(rows) - 1))
        column = choice.draw(st.sampled_from(table.fields))
        text = rows[row][table.columns.index(column.name)] = choice.draw(SOME_TEXT)
        if not may_stand(column, text):
            expected.add(f"{table.name}:{row}:{column.name}")
    found = spoilt(copied, files)
    assert all(len(line.splitlines()) == 1 for line in found)
    assert expected <= {line.split(": ")[0] for line in found}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_a_line_of_the_wrong_length_is_named(copied: Path, choice: st.DataObject) -> None:
    files: dict[str, Rows] = {}
    expected: set[str] = set()
    for table in curated():
        rows = files[table.name] = [list(line) for line in cells(table.name)]
        row = choice.draw(st.integers(1, len(rows) - 1))
        cut = choice.draw(st.integers(1, len(table.columns) - 1))
        rows[row] = choice.draw(st.sampled_from([rows[row][:cut], rows[row] + ["x"] * cut]))
        found = "1 cell" if len(rows[row]) == 1 else f"{len(rows[row])} cells"
        expected.add(f"{table.name}:{row}:-: has {found} where the header has {len(table.columns)}")
    assert expected == {line.split(" (")[0] for line in spoilt(copied, files) if " where " in line}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_any_bytes_anywhere_in_a_file_end_in_lines_not_in_a_crash(
    copied: Path, choice: st.DataObject
) -> None:
    file = choice.draw(st.sampled_from(sorted(copied.glob("*.csv"))))
    content = file.read_bytes()
    place = choice.draw(st.integers(0, len(content)))
    noise = choice.draw(
        st.one_of(st.binary(min_size=1, max_size=6), st.sampled_from([b'"', b"\r", b"\n", b",", b"\0"]))
    )
    file.write_bytes(content[:place] + noise + content[place:])
    try:
        found = problems(copied)
    finally:
        shutil.copyfile(CURATED / file.name, file)
    assert all(line.count(":") >= 3 for line in found)
    if noise.count(b'"') % 2:
        assert found


def test_the_curated_package_has_no_problem() -> None:
    assert problems(CURATED) == []
    assert (CURATED / FILE_NAME).is_file()
