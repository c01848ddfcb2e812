"""Whether a text is one SELECT over the tables of the ledger, by DuckDB's own parser.

This is the first of several walls, and the one that explains itself: what passes by mistake meets a locked
database that is read only, and a process that can neither open a file nor reach another.
"""

import difflib
import json
from collections.abc import Iterator
from typing import Any

import duckdb

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
_SHOWN = "SHOW TABLES lists the tables, DESCRIBE and a name the columns of one."
ONE_SELECT = "Write one SELECT; this page only reads."
NESTED = "This query is nested too deeply. Write it flatter."


def checked(sql: str, connection: duckdb.DuckDBPyConnection) -> str:
    """The text of the one statement, without what ends it. Raises answer.Refused where it is no SELECT, or
    reaches for more than the tables.
    """
    if "\0" in sql:
        raise Refused("This query holds a NUL character. Take it out.")
    statements = connection.extract_statements(sql)
    if not statements:
        raise Refused(f"There is no statement in this text. {ONE_SELECT}")
    if len(statements) > 1:
        raise Refused(f"These are {len(statements)} statements. {ONE_SELECT}")
    (statement,) = statements
    if statement.type != duckdb.StatementType.SELECT:
        raise Refused(f"This is {_named(statement.type)}. {ONE_SELECT}")
    if statement.named_parameters:
        raise Refused("This query has parameters ($ or ?), and nobody gives them values. Write the values.")
    tree = _tree(sql, connection)
    _check(tree, _relations(connection) | _own_relations(tree), _inner_views(connection))
    return _without_end(sql)


def _without_end(sql: str) -> str:
    """The text without the semicolons that end it, and what comments stand behind them."""
    # Tokens are found by their bytes.
    text = sql.encode()
    ends = [place for place, _ in duckdb.tokenize(sql) if text[place : place + 1] == b";"]
    return text[: ends[0]].decode() if ends else sql


def _named(kind: duckdb.StatementType) -> str:
    word = str(kind).rpartition(".")[2].replace("_", " ")
    return "several statements in one" if word == "MULTI" else f"a statement of the kind {word}"


def _tree(sql: str, connection: duckdb.DuckDBPyConnection) -> Any:
    """The statement as DuckDB's parser reads it."""
    ((text,),) = connection.execute(
        "SELECT json_serialize_sql(CAST($sql AS VARCHAR))", {"sql": sql}
    ).fetchall()
    try:
        tree = json.loads(text)
    except RecursionError:
        raise Refused(NESTED) from None
    if tree.get("error") or len(tree.get("statements", ())) != 1:
        raise Refused(f"DuckDB cannot take this statement apart, so it is not run. {ONE_SELECT}")
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
            raise Refused(f"A part of this query changes something ({kind}). {ONE_SELECT}")
        if kind == "BASE_TABLE":
            _check_table(node, relations - inner_views)
        if kind == "TABLE_FUNCTION":
            _check_table_function(node.get("function") or {})
        elif kind == "SHOW_REF":
            _check_shown(node)
        function = str(node.get("function_name", "")).lower()
        if function in FORBIDDEN_FUNCTIONS:
            raise Refused(
                f"The function {function} is not available here: it reads or does what is no table."
            )


def _check_table(node: dict[str, Any], relations: frozenset[str]) -> None:
    path = [str(part).lower() for part in node["qualified_name"]["path"]]
    *schema, name = path
    if len(schema) <= 1 and _SCHEMAS.issuperset(schema) and name in relations:
        return
    near = difflib.get_close_matches(name[:100], relations, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise Refused(f"{'.'.join(path)[:100]} is none of the tables here.{meant} {_SHOWN}")


def _check_table_function(function: dict[str, Any]) -> None:
    name = str(function.get("function_name", "")).lower()
    if name not in TABLE_FUNCTIONS:
        raise Refused(
            f"The table function {name or 'used here'} is not available. Only the tables here can be read; "
            f"{', '.join(sorted(TABLE_FUNCTIONS))} can stand beside them."
        )


def _check_shown(node: dict[str, Any]) -> None:
    """SHOW TABLES lists the tables; a table and a query that are described are checked as any other."""
    name = str(node.get("table_name") or "").strip('"').lower()
    if (name and name != "tables") or node["schema_name"] or node["catalog_name"]:
        raise Refused(f"SHOW {name[:100]} is not available here. {_SHOWN}")


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
