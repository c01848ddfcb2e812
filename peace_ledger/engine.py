"""Run named queries on a loaded package."""

import weakref
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from graphlib import TopologicalSorter
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from peace_ledger import catalog
from peace_ledger import dataset as datasets
from peace_ledger.catalog import Query
from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import FILE_NAME, OWN_TABLES
from peace_ledger.problems import InvalidPackage, Problem

Rows = list[dict[str, Any]]
"""The result of a query: one dict a row, in the query's order; days are `datetime.date`, lists are lists."""

_BUILT = ("cells/", "ledger/")
"""The folders of the queries that are asked once per data version."""
_OPTIONAL = {"codings": "reaction_id VARCHAR, coder VARCHAR, stance VARCHAR, row BIGINT"}
"""The tables that a package may leave out, with the columns that queries read."""
_KEPT_RESULTS = 512
_KEPT_RELATIONS = 256
_FEW_ROWS = 100_000
"""Rows of a package up to which filtered relations are kept: planning queries costs more there than reading
rows, and a kept relation is planned once for all that stand on it.
"""

Values = tuple[tuple[str, Any], ...]
"""Parameters by name, in the order of their names."""


class Engine:
    """A data version and the questions that can be asked of it.

    Results are kept, because every rerun of a page asks again what the last one asked; they are shared, so
    nobody may change them.
    """

    def __init__(self, dataset: Dataset, queries: Mapping[str, Query]) -> None:
        self.dataset = dataset
        self.queries = queries
        self._build_ledger()
        self._kept = lru_cache(maxsize=_KEPT_RESULTS)(self._run)
        self._selected = lru_cache(maxsize=_KEPT_RELATIONS)(self._select)
        self._is_small = _row_count(dataset.database) <= _FEW_ROWS

    def rows(self, name: str, parameters: Mapping[str, Any]) -> Rows:
        """Ask a named query. Of the parameters those are passed that it names; a missing one counts as not
        given (NULL).

        List parameters must be given as tuples, an empty one meaning "any". Raises KeyError for an unknown
        name.
        """
        return self._kept(name, _values(self.queries[name].parameters, parameters))

    def _run(self, name: str, values: Values) -> Rows:
        query = self.queries[name]
        if not self._is_small:
            return self._rows(query.sql, values)
        given = dict(values)
        # Held until the rows are there: the table of a relation goes with its last holder.
        kept = self._relations(query, given)
        return self._rows(query.over(_tables(kept)), _values(query.own_parameters, given))

    def _rows(self, sql: str, values: Values) -> Rows:
        # A cursor a query: threads share the database, never a connection.
        with self.dataset.database.cursor() as cursor:
            cursor.execute(sql, _arguments(values))
            columns = [column[0] for column in cursor.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _relations(self, query: Query, given: Mapping[str, Any]) -> "dict[str, _Kept]":
        """The filtered relations that a query names itself, under filters."""
        return {
            catalog.relation_of(part.name): self._selected(part.name, _values(part.parameters, given))
            for part in query.direct_parts
        }

    def _select(self, name: str, values: Values) -> "_Kept":
        part, given = self.queries[name], dict(values)
        below = self._relations(part, given)
        sql = part.over(_tables(below))
        return _Kept(self.dataset.database, name, sql, _values(part.own_parameters, given))

    def _build_ledger(self) -> None:
        built = {
            catalog.relation_of(query.name): query
            for query in self.queries.values()
            if query.name.startswith(_BUILT)
        }
        # By an empty database, because DuckDB cannot tell the names where a table is a view over files.
        with duckdb.connect() as empty:
            named = {relation: empty.get_table_names(query.sql) for relation, query in built.items()}
        for table in _OPTIONAL.keys() & set().union(*named.values()):
            if not self.dataset.package.has_table(table):
                self.dataset.database.execute(f"CREATE TABLE {table} ({_OPTIONAL[table]})")
        given = {*OWN_TABLES, *_OPTIONAL, *built}
        missing = {table for tables in named.values() for table in tables - given}
        if faults := sorted(table for table in missing if not self.dataset.package.has_table(table)):
            message = f"this table is missing from {FILE_NAME}; the ledger needs it"
            raise InvalidPackage(self.dataset.folder, [Problem(table, message) for table in faults])
        for relation in TopologicalSorter(named).static_order():
            if relation in built:
                self._build(built[relation])

    def _build(self, query: Query) -> None:
        _, _, about = query.name.partition("/")
        # What stays in files is read there, and its cells were made when the package was built.
        stays = about in getattr(self.dataset, "stored", ())
        if stays and query.name.startswith("cells/"):
            return
        kind = "VIEW" if stays else "TABLE"
        try:
            self.dataset.database.execute(f"CREATE {kind} {catalog.relation_of(query.name)} AS {query.sql}")
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            message = f"queries/{query.name}.sql asks for what this package does not have; add it: {reason}"
            raise InvalidPackage(self.dataset.folder, [Problem(FILE_NAME, message)]) from error


class _Kept:
    """A filtered relation under one choice of filters: a table of its own, as long as somebody holds it."""

    _numbers = count()

    def __init__(self, database: duckdb.DuckDBPyConnection, relation: str, sql: str, values: Values) -> None:
        self.table = f"{catalog.relation_of(relation)}_{next(self._numbers)}"
        with database.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {self.table} AS {sql}", _arguments(values))
        weakref.finalize(self, _drop, database, self.table).atexit = False


def _row_count(database: duckdb.DuckDBPyConnection) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT sum(estimated_size) FROM duckdb_tables()")
        (rows,) = cursor.fetchall()[0]
        return int(rows or 0)


def _drop(database: duckdb.DuckDBPyConnection, table: str) -> None:
    # A database that is closed has no tables any more.
    with suppress(duckdb.ConnectionException), database.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}")


def _tables(kept: Mapping[str, _Kept]) -> dict[str, str]:
    return {relation: one.table for relation, one in kept.items()}


def _values(names: Iterable[str], given: Mapping[str, Any]) -> Values:
    return tuple((name, given.get(name)) for name in sorted(names))


def _arguments(values: Values) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values}


def open_engine(dataset: Dataset) -> Engine:
    """An engine with the queries of this program. Raises catalog.InvalidQuery, or InvalidPackage where they
    ask for a table or column that the package does not have.
    """
    return Engine(dataset, catalog.read())


def open_each(folders: Iterable[Path]) -> dict[Path, Engine | InvalidPackage]:
    """Each package with its engine, or with what is wrong with it. Of packages with one name only the first
    is right, because a process is chosen by its name.
    """
    opened: dict[Path, Engine | InvalidPackage] = {}
    names: dict[str, Path] = {}
    for folder in folders:
        opened[folder] = one = _opened(folder)
        if isinstance(one, Engine):
            name = one.dataset.package.name
            if name in names:
                one.dataset.database.close()
                opened[folder] = _namesake(folder, name, names[name])
            names.setdefault(name, folder)
    return opened


def _opened(folder: Path) -> Engine | InvalidPackage:
    try:
        return open_engine(datasets.load(folder))
    except InvalidPackage as fault:
        return fault


def _namesake(folder: Path, name: str, other: Path) -> InvalidPackage:
    message = f"is the name of the package in {other} too; give each process a name of its own"
    return InvalidPackage(folder, [Problem(FILE_NAME, message, column="name", value=name)])
