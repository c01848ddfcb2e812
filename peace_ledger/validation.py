"""Every problem of a package's rows: types, constraints, keys and references, found in sets by DuckDB."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
from duckdb import DuckDBPyConnection

from peace_ledger.descriptor import Field, ForeignKey, Package, Table
from peace_ledger.problems import Problem
from peace_ledger.staging import Staged, quoted

_BLANK_EDGE = r"^[\s\p{Z}]|[\s\p{Z}]$"


def validate(package: Package, staged: Staged, database: DuckDBPyConnection) -> tuple[Problem, ...]:
    """All problems of a staged package, those of its files included, by table, row and column."""
    problems: list[Problem] = []
    for table in package.tables:
        if table.name in staged.tables:
            found = _table_problems(_Checked(table, database), package, staged)
            problems += sorted(found, key=lambda problem: _position(problem, table.columns))
        else:
            problems += (problem for problem in staged.problems if problem.table == table.name)
    return tuple(problems)


def _position(problem: Problem, columns: tuple[str, ...]) -> tuple[int, int]:
    place = columns.index(problem.column) if problem.column in columns else len(columns)
    return problem.row or 0, place


@dataclass(frozen=True)
class _Checked:
    """A staged table whose rows are being checked.

    Queries call it `t`, and give three columns: the row, the value at fault, text to put after the message.
    Braces in them stand for SQL made from the descriptor's names, `$parameters` for values.
    """

    table: Table
    database: DuckDBPyConnection

    def rows(
        self, column: str, message: str, sql: str, names: dict[str, str], **values: object
    ) -> Iterator[Problem]:
        found = self.database.execute(sql.format(table=quoted(self.table.name), **names), values).fetchall()
        for row, value, addition in found:
            yield Problem(self.table.name, message + (addition or ""), row, column, value)

    def cells(self, field: Field, message: str, condition: str, **values: object) -> Iterator[Problem]:
        """The cells of which the condition on `{cell}` holds."""
        cell = _columns([field.name])
        sql = "SELECT t.row, CAST({cell} AS VARCHAR), NULL FROM main.{table} AS t WHERE {condition}"
        names = {"cell": cell, "condition": condition.format(cell=cell)}
        return self.rows(field.name, message, sql, names, **values)

    def items(self, field: Field, message: str, condition: str, **values: object) -> Iterator[Problem]:
        """The items of a list field of which the condition on `t.item` holds."""
        sql = (
            "SELECT t.row, t.item, NULL FROM (SELECT t.row AS row, unnest({cell}) AS item"
            " FROM main.{table} AS t) AS t WHERE {condition}"
        )
        names = {"cell": _columns([field.name]), "condition": condition}
        return self.rows(field.name, message, sql, names, **values)


def _columns(names: Sequence[str], of: str = "t") -> str:
    return ", ".join(f"{of}.{quoted(name)}" for name in names)


def _all_given(names: Sequence[str]) -> str:
    return " AND ".join(f"{_columns([name])} IS NOT NULL" for name in names)


def _all_equal(names: Sequence[str], others: Sequence[str]) -> str:
    pairs = zip(names, others, strict=True)
    return " AND ".join(f"{_columns([name])} = {_columns([other], 'other')}" for name, other in pairs)


def _table_problems(checked: _Checked, package: Package, staged: Staged) -> Iterator[Problem]:
    table, layout = checked.table, checked.table.layout
    for field in table.fields:
        yield from _cell_problems(checked, field)
        if field.type == "list":
            yield from _item_problems(checked, field)
        if field.item_reference:
            target = package.target(table, field.item_reference)
            if target.name in staged.tables:
                yield from _lost_items(checked, field, target, *field.item_reference.fields)
    keys = [(field.name,) for field in table.fields if field.constraints.unique]
    for key in dict.fromkeys([*keys, layout.primary_key or (), *layout.unique_keys]):
        if key:
            yield from _repetitions(checked, key)
    for foreign in layout.foreign_keys:
        target = package.target(table, foreign.reference)
        if target.name in staged.tables:
            yield from _lost_references(checked, foreign, target)


def _cell_problems(checked: _Checked, field: Field) -> Iterator[Problem]:
    rules = field.constraints
    yield from _unfit_cells(checked, field)
    if rules.required or field.name in (checked.table.layout.primary_key or ()):
        sql = "SELECT t.row, NULL, NULL FROM staging.{table} AS t WHERE {cell} IS NULL"
        yield from checked.rows(
            field.name, "is empty; a value is required", sql, {"cell": _columns([field.name])}
        )
    for codes in (field.codes, rules.enum or ()):
        if codes:
            message = f"is not in the code list; use one of {', '.join(codes)}"
            yield from checked.cells(field, message, "NOT list_contains($codes, {cell})", codes=list(codes))
    if rules.pattern is not None:
        yield from _unmatched_cells(checked, field, rules.pattern)
    if rules.minimum is not None:
        condition, bound = "{cell} < $bound", _bound(field, rules.minimum)
        yield from checked.cells(field, f"is below the minimum, {bound}", condition, bound=bound)
    if rules.maximum is not None:
        condition, bound = "{cell} > $bound", _bound(field, rules.maximum)
        yield from checked.cells(field, f"is above the maximum, {bound}", condition, bound=bound)
    if field.format == "uri":
        message = "is not a web address that starts with https:// or http://"
        yield from checked.cells(field, message, r"NOT regexp_full_match({cell}, 'https?://\S+')")


def _bound(field: Field, bound: int | str) -> int | date:
    return date.fromisoformat(str(bound)) if field.type == "date" else int(bound)


def _unfit_cells(checked: _Checked, field: Field) -> Iterator[Problem]:
    truths = ", ".join((*field.true_values, *field.false_values))
    messages = {
        "date": "is not a day written YYYY-MM-DD",
        "integer": "is not a whole number",
        "boolean": f"is neither true nor false; write one of {truths}",
    }
    if field.type in messages:
        sql = (
            "SELECT t.row, CAST({raw} AS VARCHAR), NULL FROM main.{table} AS t"
            " INNER JOIN staging.{table} AS other ON t.row = other.row"
            " WHERE {cell} IS NULL AND {raw} IS NOT NULL"
        )
        names = {"cell": _columns([field.name]), "raw": _columns([field.name], "other")}
        yield from checked.rows(field.name, messages[field.type], sql, names)


def _unmatched_cells(checked: _Checked, field: Field, pattern: str) -> Iterator[Problem]:
    try:
        checked.database.execute("SELECT regexp_full_match('', $pattern)", {"pattern": pattern})
    except duckdb.Error:
        message = "cannot be checked: its pattern is no regular expression that DuckDB (RE2) knows"
        yield Problem(checked.table.name, message, column=field.name, value=pattern)
        return
    condition = "NOT regexp_full_match({cell}, $pattern)"
    yield from checked.cells(field, f"does not have the form {pattern}", condition, pattern=pattern)


def _item_problems(checked: _Checked, field: Field) -> Iterator[Problem]:
    empty = f"has an empty item: remove the {field.delimiter!r} that is too many"
    yield from checked.items(field, empty, "t.item IS NULL OR t.item = ''")
    blank = "has an item with blanks around it: remove them"
    yield from checked.items(field, blank, "regexp_matches(t.item, $blank)", blank=_BLANK_EDGE)
    twice = "lists an item more than once"
    yield from checked.items(field, twice, "t.item <> '' GROUP BY t.row, t.item HAVING count(*) > 1")


def _lost_items(checked: _Checked, field: Field, target: Table, key: str) -> Iterator[Problem]:
    sql = (
        "SELECT DISTINCT t.row, t.item, NULL"
        " FROM (SELECT t.row AS row, unnest({cell}) AS item FROM main.{table} AS t) AS t"
        " WHERE t.item <> '' AND NOT regexp_matches(t.item, $blank)"
        " AND NOT EXISTS (SELECT 1 FROM main.{target} AS other WHERE {key} = t.item)"
    )
    names = {
        "cell": _columns([field.name]),
        "target": quoted(target.name),
        "key": _columns([key], "other"),
    }
    message = f"has an item that is no {key} of {target.name}"
    yield from checked.rows(field.name, message, sql, names, blank=_BLANK_EDGE)


def _repetitions(checked: _Checked, key: tuple[str, ...]) -> Iterator[Problem]:
    sql = (
        "SELECT t.row, t.value, CAST(t.earlier AS VARCHAR) FROM (SELECT t.row AS row,"
        " concat_ws(', ', {key}) AS value, min(t.row) OVER (PARTITION BY {key}) AS earlier"
        " FROM main.{table} AS t WHERE {given}) AS t WHERE t.row > t.earlier"
    )
    names = {"key": _columns(key), "given": _all_given(key)}
    yield from checked.rows(",".join(key), "must stand only once; it stands already in row ", sql, names)


def _lost_references(checked: _Checked, foreign: ForeignKey, target: Table) -> Iterator[Problem]:
    sql = (
        "SELECT t.row, concat_ws(', ', {key}), NULL FROM main.{table} AS t"
        " WHERE {given} AND NOT EXISTS (SELECT 1 FROM main.{target} AS other WHERE {match})"
    )
    names = {
        "key": _columns(foreign.fields),
        "given": _all_given(foreign.fields),
        "target": quoted(target.name),
        "match": _all_equal(foreign.fields, foreign.reference.fields),
    }
    message = f"is no {', '.join(foreign.reference.fields)} of {target.name}"
    yield from checked.rows(",".join(foreign.fields), message, sql, names)
