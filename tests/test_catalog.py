"""The SQL files: their heads are true, their text is one plain SELECT, and a bad file is named."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from peace_ledger import catalog, marks
from peace_ledger.engine import Engine

QUERIES = catalog.read()


def values_for(engine: Engine, name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """What a query names, from these parameters; everything else not given."""
    return {
        key: list(value) if isinstance(value := parameters.get(key), tuple) else value
        for key in engine.queries[name].parameters
    }


@pytest.mark.parametrize("name", sorted(QUERIES))
@pytest.mark.parametrize("kind", ["full", "filtered", "empty"])
def test_a_query_returns_the_columns_it_declares(
    engine: Engine, parameter_sets: dict[str, dict[str, Any]], name: str, kind: str
) -> None:
    cursor = engine.dataset.database.cursor()
    cursor.execute(QUERIES[name].sql, values_for(engine, name, parameter_sets[kind]))
    returned = tuple((column[0], str(column[1])) for column in cursor.description or ())
    assert returned == QUERIES[name].columns


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_is_one_select_with_named_parameters(name: str) -> None:
    statements = duckdb.extract_statements(QUERIES[name].sql)
    assert [statement.type for statement in statements] == [duckdb.StatementType.SELECT]
    assert set(statements[0].named_parameters) == QUERIES[name].parameters
    assert QUERIES[name].question.endswith((".", "?"))


def test_every_mark_has_an_evidence_query_that_names_its_fields() -> None:
    for chart, of in marks.MARKS.items():
        named = QUERIES[f"evidence/{of.evidence}"].parameters
        # A process is where a query is asked, not what it asks.
        assert {f"mark_{field}" for field in of.fields if field != "process"} <= named, chart


HEAD = "-- question: Is it?\n-- parameters:\n-- columns: a BIGINT\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT 1 AS a\n", "lacks columns, parameters, question"),
        (HEAD + "SELECT $b AS a\n", "names the parameters"),
        (HEAD + "SELECT a FROM filtered_nothing\n", "there is no queries/filtered/nothing.sql"),
        (HEAD.replace("a BIGINT", "a") + "SELECT 1 AS a\n", "no type for the column 'a'"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "question.sql").write_text(text)
    with pytest.raises(catalog.InvalidQuery, match=r"queries/page/question\.sql") as error:
        catalog.read(tmp_path)
    assert message in str(error.value)


def test_a_comment_names_no_parameter(tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text(HEAD + "-- $nothing, filtered_nothing\nSELECT 1 AS a\n")
    assert catalog.read(tmp_path)["q"].parameters == frozenset()
