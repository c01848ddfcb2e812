"""How DuckDB's words become Spark's, where the translator by itself would say another thing."""

import re

import pytest
from sqlglot.errors import SqlglotError

from peace_ledger import catalog
from peace_ledger.spark.dialect import translated

QUERIES = catalog.read()


@pytest.mark.parametrize(
    ("duckdb", "spark"),
    [
        ("SELECT len($actors) = 0 AS a", "SELECT SIZE(:actors) = 0 AS a"),
        ("SELECT list_has_any(x, y) AS a FROM t", "SELECT ARRAYS_OVERLAP(x, y) AS a FROM t"),
        ("SELECT array_to_string(x, '.') AS a FROM t", "SELECT ARRAY_JOIN(x, '.') AS a FROM t"),
        ("SELECT concat(x, y) AS a FROM t", "SELECT CONCAT(COALESCE(x, ''), COALESCE(y, '')) AS a FROM t"),
        ("SELECT a FROM t ORDER BY a", "SELECT a FROM t ORDER BY a NULLS LAST"),
        (
            "WITH b AS (WITH a AS (SELECT 1 AS x) SELECT x FROM a), c AS (WITH a AS (SELECT 2 AS x) SELECT x "
            "FROM a) SELECT b.x FROM b, c",
            "WITH b AS (WITH a AS (SELECT 1 AS x) SELECT x FROM a), c AS (WITH a AS (SELECT 2 AS x) SELECT x "
            "FROM a) SELECT b.x FROM b, c",
        ),
    ],
)
def test_it_says_the_same(duckdb: str, spark: str) -> None:
    assert translated(duckdb) == spark


def test_a_recursion_stays_one() -> None:
    assert translated(QUERIES["ledger/lineage"].sql).startswith("WITH RECURSIVE")


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_parameters_stay_parameters(name: str) -> None:
    assert {*re.findall(r":(\w+)", translated(QUERIES[name].sql))} == QUERIES[name].parameters


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(SqlglotError):
        translated("SELECT FROM WHERE")
