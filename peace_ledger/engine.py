"""Run named queries on a loaded package."""

import re
import weakref
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from graphlib import TopologicalSorter
from itertools import count
from pathlib import Path
from threading import Condition, Lock
from typing import Any, ParamSpec, TypeVar

import duckdb
import pyarrow  # type: ignore[import-untyped]
from cachetools import LRUCache, cached

from peace_ledger import catalog, cells, metrics, query_texts
from peace_ledger import dataset as datasets
from peace_ledger.catalog import Query
from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import FILE_NAME, ROW_COLUMN, FieldType, Package
from peace_ledger.ledger_tables import COLUMNS, NEEDED
from peace_ledger.problems import InvalidPackage, Problem
from peace_ledger.staging import quoted

Rows = list[dict[str, Any]]
"""The result of a query: one dict a row, in the query's order; days are `datetime.date`, lists are lists."""

_BUILT = ("cells/", "ledger/")
"""The folders of the queries that are asked once per data version."""
_ARROW: dict[FieldType, pyarrow.DataType] = {
    "string": pyarrow.string(),
    "date": pyarrow.date32(),
    "integer": pyarrow.int64(),
    "boolean": pyarrow.bool_(),
    "list": pyarrow.list_(pyarrow.string()),
}
# What is kept is bounded by rows, since one result or relation may have as many as a thousand others.
KEPT_RESULTS = 100_000
"""How many rows of results are kept; an empty one counts as one."""
MANY = 10_000
"""Rows from which a table is long."""
NEWEST = 100
"""How many rows of a long table are among what became known last, where it is not said how many are shown."""
KEPT_COUNTS = 1_000
KEPT_RELATIONS = 3_000_000
"""How many rows of filtered relations are kept; each relation counts as 10,000 more, since DuckDB reserves a
third of a megabyte for even the smallest table.
"""

KEPT_TEXTS = 1_000
"""How many texts are kept as DuckDB parsed them."""
KEPT_CELLS = 1_500_000
"""How many coarser cells are kept."""

_WITHOUT_LONG_STEPS = (
    "SET GLOBAL disabled_optimizers = 'join_order,statistics_propagation,common_subplan,"
    "join_filter_pushdown,build_side_probe_side,compressed_materialization,partial_aggregate_pushdown,"
    "distinct_aggregate_rewrite,cte_filter_pusher,top_n,limit_pushdown'"
)
"""Without steps of DuckDB's optimizer that cost more than they save where tables have a few hundred rows."""

Values = tuple[tuple[str, Any], ...]
"""Parameters by name, in the order of their names."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Part:
    """Which rows: at most `limit` from `offset` on (0 is the first), in the order of the query; or by their
    day, the latest first and those without a day last.
    """

    limit: int | None = None
    offset: int = 0
    latest_first: bool = False

    def of(self, sql: str) -> str:
        """The text that gives this part of the rows of another."""
        if self.latest_first:
            # Of one day by the id, which is the first column of every query of rows.
            sql = f"SELECT * FROM (\n{sql}\n) AS of_all\nORDER BY day DESC NULLS LAST, 1 DESC"  # noqa: S608
        return sql if self.limit is None else f"{sql}\nLIMIT {self.limit:d} OFFSET {self.offset:d}"


WHOLE = Part()
"""All rows of a query."""


class Engine:
    """A data version and the questions that can be asked of it.

    Results are kept, because every rerun of a page asks again what the last one asked; they are shared, so
    nobody may change them. `long` are the tables of which no query should read all rows: those that stay in
    files, and reactions where they are many.
    """

    def __init__(self, dataset: Dataset, queries: Mapping[str, Query]) -> None:
        self.dataset = dataset
        self.queries = queries
        self._build_ledger()
        self._sizes = self._count_tables()
        self.long = self._long()
        if not self.long:
            self._plan_briefly()
        results: LRUCache[Any, Rows] = LRUCache(KEPT_RESULTS, lambda rows: len(rows) or 1)
        relations: LRUCache[Any, _Kept] = LRUCache(KEPT_RELATIONS, lambda kept: kept.rows + 10_000)
        coarser: LRUCache[Any, _Kept] = LRUCache(KEPT_CELLS, lambda kept: kept.rows + 10_000)
        # By a proxy, so that the engine of a data version that was replaced goes with its last reader: what
        # is part of a cycle waits for the collector, which never looks at what was there at the start.
        me, own = weakref.proxy(self), type(self)
        # By a condition, so that what several readers ask at once is asked once.
        whole, part, coarse = Condition(), Condition(), Condition()
        self._emptied = ((results, whole), (relations, part), (coarser, coarse))
        self._kept = _once("results", "rows", results, _measured(partial(own._run, me)), condition=whole)
        counts: LRUCache[Any, int] = LRUCache(KEPT_COUNTS)
        self._counted = _once(
            "counts", "entries", counts, _measured(partial(own._count, me)), condition=Condition()
        )
        self._selected = _once("relations", "rows", relations, partial(own._select, me), condition=part)
        self._coarser = _once("cells", "rows", coarser, partial(own._make_coarser, me), condition=coarse)
        shapes: LRUCache[Any, _Shape] = LRUCache(KEPT_TEXTS)
        self._shaped = _once("shapes", "entries", shapes, partial(own._shape, me), lock=Lock())
        texts: LRUCache[Any, duckdb.Statement] = LRUCache(KEPT_TEXTS)
        self._parsed = _once("texts", "entries", texts, partial(own._parse, me), lock=Lock())

    def rows(self, name: str, parameters: Mapping[str, Any]) -> Rows:
        """Ask a named query. Of the parameters those are passed that it names; a missing one counts as not
        given (NULL).

        List parameters must be given as tuples, an empty one meaning "any". Raises KeyError for an unknown
        name.
        """
        return self._kept(name, self._given(name, parameters), WHOLE)

    def part(self, name: str, parameters: Mapping[str, Any], part: Part) -> Rows:
        """Some of the rows of a named query that ends with its order. The further from the start, the longer
        it takes.
        """
        return self._kept(name, self._given(name, parameters), part)

    def count(self, name: str, parameters: Mapping[str, Any]) -> int:
        """How many rows a named query has."""
        return self._counted(name, self._given(name, parameters))

    def sizes(self) -> Mapping[str, int]:
        """How many rows each table of the package has."""
        return self._sizes

    def _count_tables(self) -> Mapping[str, int]:
        tables = [table.name for table in self.dataset.package.tables]
        with self.dataset.database.cursor() as cursor:
            return {table: _size(cursor.sql("FROM " + quoted(table))) for table in tables}

    def forget(self) -> None:
        """Let go of all that was answered and derived, which is most of what an engine holds in memory; it is
        made again for whoever asks.
        """
        for kept, condition in self._emptied:
            with condition:
                kept.clear()

    def is_long(self, name: str) -> bool:
        """Whether a query reads the rows of a long table, and so may have very many."""
        return any(part.name in self._not_kept for part in self.queries[name].parts)

    def _long(self) -> frozenset[str]:
        with self.dataset.database.cursor() as cursor:
            (count,) = cursor.execute("SELECT sum(reactions) FROM cells_reactions").fetchall()[0]
        return self.dataset.stored | ({"reactions"} if (count or 0) > MANY else set())

    def _plan_briefly(self) -> None:
        """Let DuckDB spend less on plans: of few rows any plan is good, and a second thread of its own has
        nothing to do.
        """
        with self.dataset.database.cursor() as cursor:
            cursor.execute("SET threads = 1")
            cursor.execute(_WITHOUT_LONG_STEPS)

    def _given(self, name: str, parameters: Mapping[str, Any]) -> Values:
        """The parameters of a question that is asked now."""
        query = self.queries[name]
        metrics.asked[name]()
        # Of a short table all rows are read, which takes less than to find out which became known last.
        given = {"newest": NEWEST, **parameters} if self.long else {**parameters, "newest": None}
        return _values(query.parameters, given)

    def _run(self, name: str, values: Values, part: Part) -> Rows:
        given = dict(values)
        text = self._text(self.queries[name], given)
        in_order = (
            query_texts.by_place(text.sql) if self.is_long(name) and _is_of_one_day(given) else text.sql
        )
        return self._rows(part.of(in_order), text)

    def _count(self, name: str, values: Values) -> int:
        text = self._text(self.queries[name], dict(values))
        sql = f"SELECT count(*) AS row_count FROM (\n{text.sql}\n) AS counted"  # noqa: S608
        (row,) = self._rows(sql, text)
        return int(row["row_count"])

    def _rows(self, sql: str, text: "_Text") -> Rows:
        # A cursor a query: threads share the database, never a connection.
        with self.dataset.database.cursor() as cursor:
            # As it was parsed: that takes a quarter of what a query on few rows costs.
            cursor.execute(self._parsed(sql), _arguments(text.values))
            columns = [column[0] for column in cursor.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _parse(self, sql: str) -> duckdb.Statement:
        with self.dataset.database.cursor() as cursor:
            (statement,) = cursor.extract_statements(sql)
            return statement

    def _text(self, query: Query, given: Mapping[str, Any]) -> "_Text":
        """What runs for a query under a choice of filters."""
        kinds = tuple((name, query_texts.kind_of(given.get(name))) for name in sorted(query.parameters))
        shape = self._shaped(query.name, kinds)
        kept = {part.name: self._selected(part.name, _values(part.parameters, given)) for part in shape.kept}
        coarser = {relation: self._coarser(relation, columns) for relation, columns in shape.cells}
        names = {catalog.relation_of(name): one.table for name, one in kept.items()}
        names |= {f"ledger_{relation}": one.table for relation, one in coarser.items()}
        inlined = {relation: query_texts.reading(text, names) for relation, text in shape.inlined}
        sql = catalog.with_relations(inlined, query_texts.reading(shape.body, names))
        return _Text(sql, _values(shape.parameters, given), (*kept.values(), *coarser.values()))

    def _shape(self, name: str, kinds: tuple[tuple[str, str], ...]) -> "_Shape":
        """How a query is asked where parameters are of certain kinds. A relation that is another as it stands
        is read there; one that only filters another, or has very many rows, stands in the text; all others
        are made once for a choice of filters.
        """
        known, names = dict(kinds), dict[str, str]()
        kept: dict[str, Query] = {}
        inlined: dict[str, str] = {}

        def put(body: str) -> str:
            for relation in query_texts.relations_in(text := query_texts.without_unset(body, known)):
                if relation not in {*names, *inlined, *kept}:
                    look_at(relation)
            return text

        def look_at(relation: str) -> None:
            part = self.queries[relation.replace("_", "/", 1)]
            text = query_texts.without_unset(part.body, known)
            same = (
                other
                for name, other in part.same_without
                if known.get(name, query_texts.NULL) == query_texts.NULL
            )
            if whole := next(same, None) or query_texts.whole_of(text):
                put(whole)
                names[relation] = names.get(whole, whole)
            elif self._is_inlined(part, text):
                # After those that it reads.
                inlined[relation] = put(text)
            else:
                kept[relation] = part

        body = query_texts.reading(put(self.queries[name].body), names)
        of_parts = tuple((relation, query_texts.reading(text, names)) for relation, text in inlined.items())
        read = [body, *(text for _, text in of_parts)]
        return _Shape(
            body,
            of_parts,
            tuple(kept.values()),
            tuple(self._cells_of(name, read)),
            query_texts.parameters_in(read),
        )

    def _is_inlined(self, part: Query, text: str) -> bool:
        if part.name in self._not_kept or query_texts.only_filters(text):
            return True
        return bool(self._many_cells) and cells.has_cells_for_rows(column for column, _ in part.columns)

    @cached_property
    def _many_cells(self) -> frozenset[str]:
        """The relations of cells that have many."""
        with self.dataset.database.cursor() as cursor:
            rows = {relation: _size(cursor.table(f"ledger_{relation}")) for relation in cells.RELATIONS}
        return frozenset(relation for relation, count in rows.items() if count > MANY)

    def _cells_of(self, name: str, read: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """The relations of many cells of which texts need some columns only, with these."""
        for relation in self._many_cells:
            columns = [column for column, _ in self.queries[f"ledger/{relation}"].columns]
            needed = cells.needed(relation, columns, read)
            passes_all = catalog.relation_of(name) in cells.names_of(relation)
            if needed and needed < {*columns} and not passes_all:
                yield relation, needed

    def _make_coarser(self, relation: str, columns: frozenset[str]) -> "_Kept":
        text = _Text(cells.coarser(relation, columns), (), ())
        return _Kept(self.dataset.database, f"cells/{relation}", text)

    def _select(self, name: str, values: Values) -> "_Kept":
        return _Kept(self.dataset.database, name, self._text(self.queries[name], dict(values)))

    @cached_property
    def _not_kept(self) -> frozenset[str]:
        """The filtered relations that stand on a long table: to keep them would be to copy it."""
        files = {f"ledger_{table}" for table in self.long}
        parts = [query for query in self.queries.values() if query.name.startswith("filtered/")]
        own = {part.name for part in parts if files & set(re.findall(r"\w+", part.body))}
        return frozenset(part.name for part in parts if own & {part.name, *(one.name for one in part.parts)})

    def _build_ledger(self) -> None:
        built = {
            catalog.relation_of(query.name): query
            for query in self.queries.values()
            if query.name.startswith(_BUILT)
        }
        # By an empty database, because DuckDB cannot tell the names where a table is a view over files.
        with duckdb.connect() as empty:
            named = {relation: empty.get_table_names(query.sql) for relation, query in built.items()}
        if faults := list(_lacking(self.dataset.package)):
            raise InvalidPackage(self.dataset.folder, faults)
        for table in (table for table in COLUMNS if not self.dataset.package.has_table(table)):
            columns = [(name, _ARROW[kind]) for name, kind in COLUMNS[table].items()]
            empty_table = pyarrow.schema([*columns, (ROW_COLUMN, pyarrow.int64())]).empty_table()
            self.dataset.database.from_arrow(empty_table).create(table)
        for relation in TopologicalSorter(named).static_order():
            if relation in built:
                self._build(built[relation])

    def _build(self, query: Query) -> None:
        _, _, about = query.name.partition("/")
        # What stays in files is read there, and its cells were made when the package was built.
        stays = about in self.dataset.stored
        if stays and query.name.startswith("cells/"):
            return
        name = catalog.relation_of(query.name)
        try:
            asked = self.dataset.database.sql(query.sql)
            if stays:
                asked.create_view(name)
            else:
                asked.create(name)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            message = f"queries/{query.name}.sql asks for what this package does not have; add it: {reason}"
            raise InvalidPackage(self.dataset.folder, [Problem(FILE_NAME, message)]) from error


def _lacking(package: Package) -> Iterator[Problem]:
    """What the questions of the pages read and the package does not have."""
    for name, columns in COLUMNS.items():
        if not package.has_table(name):
            if name in NEEDED:
                yield Problem(name, f"this table is missing from {FILE_NAME}; the ledger needs it")
            continue
        types = {field.name: field.type for field in package.table(name).fields}
        for column, kind in columns.items():
            if column not in types:
                message = f"this column is missing from {FILE_NAME}; the ledger needs it"
                yield Problem(name, message, column=column)
            elif types[column] != kind:
                message = f"is of type {types[column]} in {FILE_NAME}; the ledger needs {kind}"
                yield Problem(name, message, column=column)


def _size(rows: duckdb.DuckDBPyRelation) -> int:
    ((count,),) = rows.count("*").fetchall()
    return int(count)


def _once(
    cache: str, unit: str, kept: LRUCache[Any, _T], make: Callable[_P, _T], **guard: Any
) -> Callable[_P, _T]:
    """`make`, asked once for the same while that is kept; `guard` is cachetools' lock or condition."""
    looked_for, missed = metrics.watch(cache, unit, kept)

    def made(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        missed()
        return make(*args, **kwargs)

    once: Callable[_P, _T] = cached(kept, **guard)(made)  # type: ignore[no-untyped-call]

    def asked(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        looked_for()
        return once(*args, **kwargs)

    return asked


def _measured(run: Callable[..., _T]) -> Callable[..., _T]:
    """What runs a query, its name first, with how long that takes."""

    def measured(name: str, *args: Hashable) -> _T:
        with metrics.running(name):
            return run(name, *args)

    return measured


@dataclass(frozen=True)
class _Shape:
    """The text of a query without the values of filters: its body, the relations that stand before it in
    their order, those that are made once, the cells it counts with the columns they need, and its parameters.
    """

    body: str
    inlined: tuple[tuple[str, str], ...]
    kept: tuple[Query, ...]
    cells: tuple[tuple[str, frozenset[str]], ...]
    parameters: frozenset[str]


@dataclass(frozen=True)
class _Text:
    """A text that can run, its parameters, and the tables it reads, which are there as long as this is."""

    sql: str
    values: Values
    held: "tuple[_Kept, ...]"


class _Kept:
    """A filtered relation under one choice of filters: a table of its own, as long as somebody holds it."""

    _numbers = count()

    def __init__(self, database: duckdb.DuckDBPyConnection, relation: str, text: _Text) -> None:
        self.table = f"{catalog.relation_of(relation)}_{next(self._numbers)}"
        with database.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {self.table} AS {text.sql}", _arguments(text.values))
            (self.rows,) = cursor.fetchall()[0]
        weakref.finalize(self, _drop, database, self.table).atexit = False


def _drop(database: duckdb.DuckDBPyConnection, table: str) -> None:
    # A database that is closed has no tables any more.
    with suppress(duckdb.ConnectionException), database.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}")


def _is_of_one_day(given: Mapping[str, Any]) -> bool:
    """Whether all reactions that are left have the same day, or none."""
    return bool(given.get("undated")) or (given.get("from") or 0) == given.get("to")


def _values(names: Iterable[str], given: Mapping[str, Any]) -> Values:
    return tuple((name, given.get(name)) for name in sorted(names))


def _arguments(values: Values) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values}


def open_engine(dataset: Dataset) -> Engine:
    """An engine with the queries of this program. Raises catalog.InvalidQuery, or InvalidPackage where they
    ask for a table or column that the package does not have.
    """
    return Engine(dataset, catalog.read())


def open_each(
    folders: Iterable[Path], opener: Callable[[Dataset], Engine] = open_engine
) -> dict[Path, Engine | InvalidPackage]:
    """Each package with its engine, or with what is wrong with it. Of packages with one name only the first
    is right, because a process is chosen by its name.
    """
    opened: dict[Path, Engine | InvalidPackage] = {}
    names: dict[str, Path] = {}
    for folder in folders:
        opened[folder] = one = _opened(folder, opener)
        if isinstance(one, Engine):
            name = one.dataset.package.name
            if name in names:
                one.dataset.database.close()
                opened[folder] = namesake(folder, name, names[name])
            names.setdefault(name, folder)
    return opened


def _opened(folder: Path, opener: Callable[[Dataset], Engine]) -> Engine | InvalidPackage:
    try:
        return opener(datasets.load(folder))
    except InvalidPackage as fault:
        return fault


def namesake(folder: Path, name: str, other: Path) -> InvalidPackage:
    """What is wrong with a package that is called as another one is."""
    message = f"is the name of the package in {other} too; give each process a name of its own"
    return InvalidPackage(folder, [Problem(FILE_NAME, message, column="name", value=name)])
