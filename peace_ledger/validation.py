"""Every problem of a package's rows: types, constraints, keys and references, found in sets by DuckDB."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy
from duckdb import DuckDBPyConnection

from peace_ledger.descriptor import Field, ForeignKey, Package, Table
from peace_ledger.problems import Problem
from peace_ledger.staging import Staged, quoted, typed_cell

MOST = 1_000
"""How many rows are named that have one fault in common."""

_KEYS_AT_ONCE = 20_000_000
_BLANK_EDGE = r"^[\s\p{Z}]|[\s\p{Z}]$"


def validate(package: Package, staged: Staged, database: DuckDBPyConnection) -> tuple[Problem, ...]:
    """All problems of a staged package, those of its files included, by table, row and column."""
    problems: list[Problem] = []
    for table in package.tables:
        if table.name in staged.tables:
            found = [*row_problems(table, database), *key_problems(table, package, staged, database)]
            problems += in_order(found, table)
        else:
            problems += (problem for problem in staged.problems if problem.table == table.name)
    return tuple(problems)


def in_order(problems: Iterable[Problem], table: Table) -> list[Problem]:
    """Problems of one table by row and column."""

    def position(problem: Problem) -> tuple[int, int]:
        columns = table.columns
        place = columns.index(problem.column) if problem.column in columns else len(columns)
        return problem.row or 0, place

    return sorted(problems, key=position)


def row_problems(table: Table, database: DuckDBPyConnection) -> list[Problem]:
    """What is wrong with single rows of a staged table, whatever other rows there are."""
    checked = Checked(table, database)
    return [*_cell_problems(checked), *_item_problems(checked)]


@dataclass(frozen=True)
class Summary:
    """A relation in which the values of some columns of a large table stand together as they do in the table,
    only fewer times.
    """

    relation: str
    columns: frozenset[str]


def key_problems(
    table: Table,
    package: Package,
    staged: Staged,
    database: DuckDBPyConnection,
    summary: Summary | None = None,
) -> list[Problem]:
    """What is wrong with the keys and references of a staged table, which depend on other rows too."""
    checked, layout = Checked(table, database), table.layout
    found: list[Problem] = []
    for field in table.fields:
        if field.item_reference:
            target = package.target(table, field.item_reference)
            if target.name in staged.tables:
                found += _lost_items(checked, field, target, *field.item_reference.fields)
    keys = [(field.name,) for field in table.fields if field.constraints.unique]
    for key in dict.fromkeys([*keys, layout.primary_key or (), *layout.unique_keys]):
        if key:
            found += _repetitions(checked, key)
    for foreign in layout.foreign_keys:
        target = package.target(table, foreign.reference)
        if target.name in staged.tables:
            is_summed = summary is not None and summary.columns.issuperset(foreign.fields)
            relation = summary.relation if summary and is_summed else f"main.{quoted(table.name)}"
            found += _lost_references(checked, foreign, target, relation)
    return found


@dataclass(frozen=True)
class _Rule:
    """What makes a cell of a column wrong: SQL on `t`, with parameters whose names no other rule of the table
    has. A raw rule looks at the cells as the file has them.
    """

    name: str
    column: str
    message: str
    fault: str
    values: dict[str, object]
    is_raw: bool = False


@dataclass(frozen=True)
class Checked:
    """A staged table whose rows are being checked.

    Queries call it `t`, and give three columns: the row, the value at fault, text to put after the message.
    Braces in them stand for SQL made from the descriptor's names, `$parameters` for values.
    """

    table: Table
    database: DuckDBPyConnection

    def rows(
        self, rule: str, column: str, message: str, sql: str, names: dict[str, str], **values: object
    ) -> Iterator[Problem]:
        """The rows that the query gives, which is made from names."""
        query = sql.format(table=quoted(self.table.name), **names)
        return self.found(rule, column, message, query, **values)

    def found(self, rule: str, column: str, message: str, query: str, **values: object) -> Iterator[Problem]:
        """The rows that a query gives, up to a bound, so that a large table at fault can be told of."""
        bounded = f"SELECT * FROM ({query}) ORDER BY 1, 2 LIMIT {MOST + 1}"  # noqa: S608
        found = self.database.execute(bounded, values).fetchall()
        if len(found) > MOST:
            more = f"more than {MOST:,} rows have one fault; the first of them are named: {message.strip()}"
            yield Problem(self.table.name, more, column=column, rule=rule)
        for row, value, addition in found[:MOST]:
            yield Problem(self.table.name, message + (addition or ""), row, column, value, rule)

    def cells(self, rules: Sequence[_Rule]) -> Iterator[Problem]:
        """The cells that break one of the rules, which look at one of the two relations of the table."""
        for rule in self._broken(rules):
            sql = "SELECT t.row, CAST({cell} AS VARCHAR), NULL FROM {relation} AS t WHERE {fault}"
            cell = _columns([rule.column])
            names = {"cell": cell, "relation": self._relation(rule), "fault": rule.fault}
            yield from self.rows(rule.name, rule.column, rule.message, sql, names, **rule.values)

    def repeated(self, names: dict[str, str]) -> list[int]:
        """Hashes of a key that come more than once, enough of them to name the rows. They are looked through
        a share at a time, so that a large table needs little memory.
        """
        counted = f"SELECT count(*) FROM main.{quoted(self.table.name)}"  # noqa: S608
        ((rows,),) = self.database.execute(counted).fetchall()
        # Cast, because DuckDB divides much more slowly by a signed number.
        sql = (
            "SELECT hash({key}) AS code FROM main.{table} AS t"
            " WHERE {given} AND hash({key}) % CAST($shares AS UBIGINT) = CAST($share AS UBIGINT)"
        )
        hashes = sql.format(table=quoted(self.table.name), **names)
        shares = 1 + rows // _KEYS_AT_ONCE
        found: list[int] = []
        for share in range(shares):
            values = {"shares": shares, "share": share}
            codes = numpy.sort(self.database.execute(hashes, values).fetchnumpy()["code"])
            found += numpy.unique(codes[1:][codes[1:] == codes[:-1]])[: MOST + 1].tolist()
        return found

    def _broken(self, rules: Sequence[_Rule]) -> list[_Rule]:
        """Those rules that any row breaks: asked at once, because most rules hold and large tables are slow
        to read.
        """
        if not rules:
            return []
        faults = ", ".join(f"bool_or({rule.fault})" for rule in rules)
        sql = f"SELECT {faults} FROM {self._relation(rules[0])} AS t"  # noqa: S608
        values = {name: value for rule in rules for name, value in rule.values.items()}
        ((*broken,),) = self.database.execute(sql, values).fetchall()
        return [rule for rule, is_broken in zip(rules, broken, strict=True) if is_broken]

    def _relation(self, rule: _Rule) -> str:
        return f"{'staging' if rule.is_raw else 'main'}.{quoted(self.table.name)}"

    def items(self, field: Field, message: str, condition: str, **values: object) -> Iterator[Problem]:
        """The items of a list field of which the condition on `t.item` holds."""
        sql = (
            "SELECT t.row, t.item, NULL FROM (SELECT t.row AS row, unnest({cell}) AS item"
            " FROM main.{table} AS t) AS t WHERE {condition}"
        )
        names = {"cell": _columns([field.name]), "condition": condition}
        return self.rows("list-item", field.name, message, sql, names, **values)


def _columns(names: Sequence[str], of: str = "t") -> str:
    return ", ".join(f"{of}.{quoted(name)}" for name in names)


def _all_given(names: Sequence[str]) -> str:
    return " AND ".join(f"{_columns([name])} IS NOT NULL" for name in names)


def _all_equal(names: Sequence[str], others: Sequence[str]) -> str:
    pairs = zip(names, others, strict=True)
    return " AND ".join(f"{_columns([name])} = {_columns([other], 'other')}" for name, other in pairs)


def _cell_problems(checked: Checked) -> Iterator[Problem]:
    table = checked.table
    yield from checked.cells([rule for field in table.fields for rule in _raw_rules(table, field)])
    useless = list(_useless_patterns(checked))
    yield from useless
    skipped = {problem.column for problem in useless}
    rules = [
        rule
        for index, field in enumerate(table.fields)
        for rule in _typed_rules(field, index, with_pattern=field.name not in skipped)
    ]
    yield from checked.cells(rules)


_UNFIT = {
    "date": "is not a day written YYYY-MM-DD",
    "integer": "is not a whole number",
    "boolean": "is neither true nor false; write one of {truths}",
}


def _raw_rules(table: Table, field: Field) -> Iterator[_Rule]:
    cell = _columns([field.name])
    if field.type in _UNFIT:
        truths = ", ".join((*field.true_values, *field.false_values))
        typed, values = typed_cell(table, field)
        fault = f"{cell} IS NOT NULL AND ({typed}) IS NULL"
        yield _Rule("type", field.name, _UNFIT[field.type].format(truths=truths), fault, values, is_raw=True)
    if field.constraints.required or field.name in (table.layout.primary_key or ()):
        yield _Rule(
            "required", field.name, "is empty; a value is required", f"{cell} IS NULL", {}, is_raw=True
        )


def _typed_rules(field: Field, index: int, *, with_pattern: bool) -> Iterator[_Rule]:
    rules, cell = field.constraints, _columns([field.name])
    for name, codes in ((f"codes_{index}", field.codes), (f"enum_{index}", rules.enum or ())):
        if codes:
            message = f"is not in the code list; use one of {', '.join(codes)}"
            fault = f"NOT list_contains(${name}, {cell})"
            yield _Rule("code-list", field.name, message, fault, {name: list(codes)})
    if rules.pattern is not None and with_pattern:
        fault = f"NOT regexp_full_match({cell}, $pattern_{index})"
        message = f"does not have the form {rules.pattern}"
        yield _Rule("pattern", field.name, message, fault, {f"pattern_{index}": rules.pattern})
    if rules.minimum is not None:
        bound = _bound(field, rules.minimum)
        message = f"is below the minimum, {bound}"
        yield _Rule("range", field.name, message, f"{cell} < $minimum_{index}", {f"minimum_{index}": bound})
    if rules.maximum is not None:
        bound = _bound(field, rules.maximum)
        message = f"is above the maximum, {bound}"
        yield _Rule("range", field.name, message, f"{cell} > $maximum_{index}", {f"maximum_{index}": bound})
    if field.format == "uri":
        message = "is not a web address that starts with https:// or http://"
        yield _Rule("address", field.name, message, rf"NOT regexp_full_match({cell}, 'https?://\S+')", {})


def _bound(field: Field, bound: int | str) -> int | date:
    return date.fromisoformat(str(bound)) if field.type == "date" else int(bound)


def _useless_patterns(checked: Checked) -> Iterator[Problem]:
    for field in checked.table.fields:
        pattern = field.constraints.pattern
        if pattern is None:
            continue
        try:
            checked.database.execute("SELECT regexp_full_match('', $pattern)", {"pattern": pattern})
        except duckdb.Error:
            message = "cannot be checked: its pattern is no regular expression that DuckDB (RE2) knows"
            yield Problem(
                checked.table.name, message, column=field.name, value=pattern, rule="useless-pattern"
            )


def _item_problems(checked: Checked) -> Iterator[Problem]:
    for field in checked.table.fields:
        if field.type == "list":
            empty = f"has an empty item: remove the {field.delimiter!r} that is too many"
            yield from checked.items(field, empty, "t.item IS NULL OR t.item = ''")
            blank = "has an item with blanks around it: remove them"
            yield from checked.items(field, blank, "regexp_matches(t.item, $blank)", blank=_BLANK_EDGE)
            twice = "lists an item more than once"
            yield from checked.items(field, twice, "t.item <> '' GROUP BY t.row, t.item HAVING count(*) > 1")


def _lost_items(checked: Checked, field: Field, target: Table, key: str) -> Iterator[Problem]:
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
    yield from checked.rows("reference", field.name, message, sql, names, blank=_BLANK_EDGE)


def _repetitions(checked: Checked, key: tuple[str, ...]) -> Iterator[Problem]:
    names = {"key": _columns(key), "given": _all_given(key)}
    codes = checked.repeated(names)
    if not codes:
        return
    sql = (
        "SELECT t.row, t.value, CAST(t.earlier AS VARCHAR) FROM (SELECT t.row AS row,"
        " concat_ws(', ', {key}) AS value, min(t.row) OVER (PARTITION BY {key}) AS earlier"
        " FROM main.{table} AS t WHERE {given}"
        " AND hash({key}) IN (SELECT unnest(CAST($codes AS UBIGINT[])))) AS t WHERE t.row > t.earlier"
    )
    message = "must stand only once; it stands already in row "
    yield from checked.rows("unique", ",".join(key), message, sql, names, codes=codes)


def _lost_references(
    checked: Checked, foreign: ForeignKey, target: Table, relation: str
) -> Iterator[Problem]:
    # First the values that are lost, which are few: then mostly no row is left to look for.
    sql = (
        "WITH lost AS (SELECT DISTINCT {key} FROM {relation} AS t"
        " WHERE {given} AND NOT EXISTS (SELECT 1 FROM main.{target} AS other WHERE {match}))"
        " SELECT t.row, concat_ws(', ', {key}), NULL FROM main.{table} AS t"
        " WHERE EXISTS (SELECT 1 FROM lost AS other WHERE {same})"
    )
    names = {
        "key": _columns(foreign.fields),
        "given": _all_given(foreign.fields),
        "target": quoted(target.name),
        "relation": relation,
        "match": _all_equal(foreign.fields, foreign.reference.fields),
        "same": _all_equal(foreign.fields, foreign.fields),
    }
    message = f"is no {', '.join(foreign.reference.fields)} of {target.name}"
    yield from checked.rows("reference", ",".join(foreign.fields), message, sql, names)
