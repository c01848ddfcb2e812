"""Whether a text is one SELECT over the tables of the ledger, by DuckDB's own parser.

This is the first of several walls, and the one that explains itself: what passes by mistake meets a locked
database that is read only, and a process that can neither open a file nor reach another.
"""

import difflib
import json
from collections.abc import Iterator
from typing import Any

import duckdb

from peace_ledger.sql import reasons
from peace_ledger.sql.answer import Refused

TABLE_FUNCTIONS = frozenset(
    {
        "generate_series",
        "histogram",
        "histogram_values",
        "json_each",
        "json_tree",
        "range",
        "repeat",
        "repeat_row",
        "unnest",
    }
)
"""The functions that may stand where a table does: those that make rows of what they are given."""
FORBIDDEN_FUNCTIONS = frozenset(
    {
        "add_parquet_key",
        "current_setting",
        "currval",
        "getenv",
        "getvariable",
        "json_execute_serialized_sql",
        "nextval",
        "pg_sleep",
        "query",
        "query_table",
        "setseed",
        "setval",
        "sleep_ms",
        "which_secret",
        "write_log",
    }
)
"""Functions that read or change what is no table: settings, sequences, the log; or that wait."""

_SCHEMAS = frozenset({"main", "queries"})
_QUERY_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})


def checked(sql: str, connection: duckdb.DuckDBPyConnection) -> str:
    """The text of the one statement, without what ends it. Raises answer.Refused where it is no SELECT, or
    reaches for more than the tables.
    """
    if "\0" in sql:
        raise Refused(reasons.NUL)
    statements = connection.extract_statements(sql)
    if not statements:
        raise Refused(reasons.NO_STATEMENT)
    if len(statements) > 1:
        raise Refused(reasons.STATEMENTS, count=len(statements))
    (statement,) = statements
    if statement.type != duckdb.StatementType.SELECT:
        raise _no_select(statement.type)
    if statement.named_parameters:
        raise Refused(reasons.PARAMETERS)
    tree = _tree(sql, connection)
    _check(tree, _relations(connection) | _own_relations(tree), _inner_views(connection))
    return _without_end(sql)


def _without_end(sql: str) -> str:
    """The text without the semicolons that end it, and what comments stand behind them."""
    # Tokens are found by their bytes.
    text = sql.encode()
    ends = [place for place, _ in duckdb.tokenize(sql) if text[place : place + 1] == b";"]
    return text[: ends[0]].decode() if ends else sql


def _no_select(kind: duckdb.StatementType) -> Refused:
    word = str(kind).rpartition(".")[2].replace("_", " ")
    if word == "MULTI":
        return Refused(reasons.STATEMENTS_IN_ONE)
    return Refused(reasons.NO_SELECT, kind=word)


def _tree(sql: str, connection: duckdb.DuckDBPyConnection) -> Any:
    """The statement as DuckDB's parser reads it."""
    ((text,),) = connection.execute(
        "SELECT json_serialize_sql(CAST($sql AS VARCHAR))", {"sql": sql}
    ).fetchall()
    try:
        tree = json.loads(text)
    except RecursionError:
        raise Refused(reasons.NESTED) from None
    if tree.get("error") or len(tree.get("statements", ())) != 1:
        raise Refused(reasons.NOT_READ)
    return tree


def _inner_views(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The views of DuckDB's own, which tell of settings, files and the server."""
    rows = connection.execute("SELECT lower(view_name) FROM duckdb_views() WHERE internal").fetchall()
    return frozenset(name for (name,) in rows)


def _relations(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The tables and views of the ledger: other names would be taken for files."""
    rows = connection.execute(
        "SELECT lower(table_name) FROM duckdb_tables() UNION SELECT lower(view_name) FROM duckdb_views()"
        " WHERE NOT internal"
    ).fetchall()
    return frozenset(name for (name,) in rows)


def _own_relations(tree: Any) -> frozenset[str]:
    """The names that a query gives to parts of itself."""
    maps = (node["cte_map"]["map"] for node in _nodes(tree) if "cte_map" in node)
    return frozenset(str(one["key"]).lower() for entries in maps for one in entries)


def _check(tree: Any, relations: frozenset[str], inner_views: frozenset[str]) -> None:
    for node in _nodes(tree):
        kind = str(node.get("type", ""))
        if kind.endswith("_NODE") and kind not in _QUERY_NODES:
            raise Refused(reasons.CHANGING, kind=kind)
        if kind == "BASE_TABLE":
            _check_table(node, relations - inner_views)
        if kind == "TABLE_FUNCTION":
            _check_table_function(node.get("function") or {})
        elif kind == "SHOW_REF":
            _check_shown(node)
        function = str(node.get("function_name", "")).lower()
        if function in FORBIDDEN_FUNCTIONS:
            raise Refused(reasons.FUNCTION, name=function)


def _check_table(node: dict[str, Any], relations: frozenset[str]) -> None:
    path = [str(part).lower() for part in node["qualified_name"]["path"]]
    *schema, name = path
    if len(schema) <= 1 and _SCHEMAS.issuperset(schema) and name in relations:
        return
    asked = ".".join(path)[:100]
    if near := difflib.get_close_matches(name[:100], relations, n=1):
        raise Refused(reasons.NO_TABLE_BUT, name=asked, near=near[0])
    raise Refused(reasons.NO_TABLE, name=asked)


def _check_table_function(function: dict[str, Any]) -> None:
    name = str(function.get("function_name", "")).lower()
    if name in TABLE_FUNCTIONS:
        return
    functions = ", ".join(sorted(TABLE_FUNCTIONS))
    if name:
        raise Refused(reasons.TABLE_FUNCTION, name=name, functions=functions)
    raise Refused(reasons.A_TABLE_FUNCTION, functions=functions)


def _check_shown(node: dict[str, Any]) -> None:
    """SHOW TABLES lists the tables; a table and a query that are described are checked as any other."""
    name = str(node.get("table_name") or "").strip('"').lower()
    if (name and name != "tables") or node["schema_name"] or node["catalog_name"]:
        raise Refused(reasons.SHOWN, name=name[:100])


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a tree; without recursion, because a reader chooses how deep it is."""
    left = [tree]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            yield one
            left += one.values()
        elif isinstance(one, list):
            left += one
