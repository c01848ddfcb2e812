"""Answers to queries in SQL as files: types, sources, refusals, and none where it is off."""

import io
import json
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from pyarrow import parquet

from peace_ledger.sql import pool, service
from tests.altered import serving
from tests.asked import ask
from tests.fixtures import CURATED
from tests.server import Answer

COUNTED = "SELECT stance, count(*) AS n FROM reactions GROUP BY stance ORDER BY stance"


@pytest.fixture(scope="module", autouse=True)
def _curated() -> Iterator[None]:
    with serving(CURATED):
        yield
    service.close()


def asked(sql: str, extension: str = "csv", *more: tuple[str, str], **headers: str) -> Answer:
    """The answer to a query."""
    return ask(f"/api/v1/sql.{extension}", ("sql", sql), *more, **headers)


def detail(answer: Answer) -> str:
    """What a problem says."""
    assert answer.headers["content-type"] == "application/problem+json"
    return str(json.loads(answer.body)["detail"])


def test_the_formats_hold_the_same_rows() -> None:
    told: dict[str, Any] = json.loads(asked(COUNTED, "json").body)
    assert [column["type"] for column in told["columns"]] == ["string", "integer"]
    rows = [(row["stance"], row["n"]) for row in told["rows"]]
    assert len(rows) == 6
    lines = asked(COUNTED).body.decode("utf-8-sig").splitlines()
    assert lines == ["stance,n", *(f"{stance},{n}" for stance, n in rows)]
    table = parquet.read_table(io.BytesIO(asked(COUNTED, "parquet").body))
    assert list(zip(*table.to_pydict().values(), strict=True)) == rows
    book = openpyxl.load_workbook(io.BytesIO(asked(COUNTED, "xlsx").body))
    assert list(book["Data"].iter_rows(min_row=2, values_only=True)) == rows


def test_a_file_says_what_was_asked_and_how_to_find_it_again() -> None:
    about = json.loads(asked(COUNTED, "json").body)["about"]
    assert about["question"] == COUNTED
    assert "/query?" in about["permanent_link"]
    assert "SELECT%20stance" in about["permanent_link"]
    assert about["data_version"] in about["citation"]


def test_no_cell_becomes_a_formula() -> None:
    sql = 'SELECT \'=HYPERLINK("https://example.org")\' AS "=1+1"'
    assert asked(sql).body.decode("utf-8-sig").splitlines()[1].startswith("\"'=")
    book = openpyxl.load_workbook(io.BytesIO(asked(sql, "xlsx").body))
    assert [cell.data_type for row in book["Data"].iter_rows() for cell in row] == ["s", "s"]


def test_sources_come_along_where_rows_name_them() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(asked("SELECT title, source_id FROM events LIMIT 3", "xlsx").body)
    )
    named = {row[1] for row in book["Data"].iter_rows(min_row=2, values_only=True)}
    assert {row[0] for row in book["Sources"].iter_rows(min_row=2, values_only=True)} == named


def test_an_answer_that_is_cut_says_so() -> None:
    answer = asked("SELECT * FROM range(20000)", "json")
    assert answer.headers["x-cut"] == "rows"
    assert "the query has more" in json.loads(answer.body)["about"]["cut"]
    assert asked(COUNTED).headers["x-cut"] == "no"


def test_a_copy_holds_until_something_changes() -> None:
    first = asked(COUNTED)
    assert asked(COUNTED, if_none_match=first.headers["etag"]).status == 304
    assert asked(f"{COUNTED} DESC", if_none_match=first.headers["etag"]).status == 200


@pytest.mark.parametrize(
    ("path", "query", "status", "said"),
    [
        ("csv", (), 400, "sql (is missing: give one SELECT)"),
        ("csv", (("sql", " "),), 400, "empty"),
        ("csv", (("sql", "SELECT 1"), ("actor", "russia")), 400, "put it into the query"),
        ("csv", (("sql", "SELECT 1"), ("colour", "red")), 400, "not a parameter"),
        ("csv", (("sql", "DROP TABLE reactions"),), 422, "Write one SELECT"),
        ("csv", (("sql", "SELECT foo FROM reactions"),), 422, "foo"),
        ("csv", (("sql", "SELECT repeat('x', 2000000000)"),), 422, "more memory"),
        ("pdf", (("sql", "SELECT 1"),), 404, "There is no format 'pdf'"),
    ],
)
def test_what_is_refused_says_why(
    path: str, query: tuple[tuple[str, str], ...], status: int, said: str
) -> None:
    answer = ask(f"/api/v1/sql.{path}", *query)
    assert answer.status == status
    assert said in detail(answer)


def test_waiting_and_deadline_have_statuses_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(fault: Exception) -> None:
        def ask_in_vain(*_: object) -> None:
            raise fault

        monkeypatch.setattr(service, "ask", ask_in_vain)

    raising(pool.TooSlow("Too slow."))
    assert (asked("SELECT 1").status, detail(asked("SELECT 1"))) == (504, "Too slow.")
    raising(pool.Busy("Busy."))
    assert (asked("SELECT 1").status, asked("SELECT 1").headers["retry-after"]) == (503, "5")
    raising(pool.Unavailable("Not here."))
    assert (asked("SELECT 1").status, detail(asked("SELECT 1"))) == (503, "Not here.")


def test_where_sql_is_off_there_is_no_such_route() -> None:
    with serving(CURATED, PEACE_LEDGER_SQL="off"):
        answer = asked("SELECT 1")
    assert (answer.status, detail(answer)) == (404, service.OFF)


def test_a_query_that_was_too_slow_is_not_tried_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    class Slow:
        def ask(self, sql: str) -> None:
            tried.append(sql)
            raise pool.TooSlow("Too slow.")

    monkeypatch.setattr(service, "_pool", lambda _: Slow())
    for _ in range(3):
        assert asked("SELECT 4711").status == 504
    assert tried == ["SELECT 4711"]
