"""The engine that asks Spark for the rows of tables which stay in files, and DuckDB for all else."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from peace_ledger import built_parts, catalog
from peace_ledger.catalog import Query
from peace_ledger.dataset import Dataset
from peace_ledger.engine import WHOLE, Engine, Part, Rows, Values
from peace_ledger.problems import InvalidPackage, Problem
from peace_ledger.settings import InvalidSettings, variable
from peace_ledger.spark import connection, files
from peace_ledger.spark.connection import Connection, Unreachable
from peace_ledger.spark.dialect import translated

if TYPE_CHECKING:
    # What asks for it first takes care of what it warns of: `connection`.
    from pyspark.sql.connect.session import SparkSession

_FORM = 1
"""How relations are shared. A program that shares them otherwise counts on."""


class SparkEngine(Engine):
    """An engine as any other, but what reads a table that stays in files is asked of the Spark server at
    `address`. All that fits into memory, cells among it, is shared with that in a folder below `shared`; the
    parts of the table are read where they are. Its workers need both at the same paths.

    `rows` raises problems.Unanswered where Spark does not answer. Results that are kept need no Spark.
    """

    def __init__(
        self,
        dataset: Dataset,
        queries: Mapping[str, Query],
        address: str,
        shared: Path,
        deadline: float = connection.DEADLINE,
    ) -> None:
        """Raises InvalidPackage, and InvalidSettings where Spark cannot be asked or nothing can be shared."""
        super().__init__(dataset, queries)
        self._paths = {**_shared(dataset, queries, shared), **_stored(dataset)}
        self._connection = Connection(address, self._show, deadline)
        try:
            self._connection.open()
        except Unreachable as reason:
            message = f"Spark cannot be asked there ({reason}); start it, or set this to 'duckdb'."
            raise InvalidSettings([f"{variable('engine')} is {address!r}: {message}"]) from reason

    def is_asked_of_spark(self, name: str) -> bool:
        """The one rule: whether a query reads the rows of a table that stays in files."""
        return bool(self.dataset.stored) and self.is_long(name)

    def asked_of_spark(self, name: str, values: Values, part: Part = WHOLE) -> Rows:
        """The rows of a query as Spark gives them, whatever it reads. Raises problems.Unanswered."""
        return self._asked(part.of(translated(self.queries[name].sql)), values)

    def close(self) -> None:
        """End the session on the server."""
        self._connection.close()

    def _run(self, name: str, values: Values, part: Part) -> Rows:
        if self.is_asked_of_spark(name):
            return self.asked_of_spark(name, values, part)
        return super()._run(name, values, part)

    def _count(self, name: str, values: Values) -> int:
        if not self.is_asked_of_spark(name):
            return super()._count(name, values)
        rows = translated(self.queries[name].sql)
        sql = f"SELECT count(*) AS row_count FROM ({rows}) AS counted"  # noqa: S608
        return int(self._asked(sql, values)[0]["row_count"])

    def _asked(self, sql: str, values: Values) -> Rows:
        return self._connection.rows(
            sql, {name: list(value) if isinstance(value, tuple) else value for name, value in values}
        )

    def _show(self, session: "SparkSession") -> None:
        """Let a new session know the relations, as temporary views."""
        for name, paths in self._paths.items():
            rows = session.read.parquet(*map(str, paths))
            # What is small stands in one partition: Spark then need not bring it together.
            (rows if name in self.dataset.stored else rows.coalesce(1)).createOrReplaceTempView(name)
        for table in self.dataset.stored:
            of_ledger = session.sql(translated(self.queries[f"ledger/{table}"].sql))
            of_ledger.createOrReplaceTempView(f"ledger_{table}")


def opener(address: str, shared: Path) -> Callable[[Dataset], Engine]:
    """What opens a package with the queries of this program."""

    def opened(dataset: Dataset) -> Engine:
        return SparkEngine(dataset, catalog.read(), address, shared)

    return opened


def _shared(dataset: Dataset, queries: Mapping[str, Query], shared: Path) -> dict[str, list[Path]]:
    """The files of all relations that are in memory."""
    made_from = [str(_FORM), *(query.sql for query in queries.values() if not query.parts)]
    digest = hashlib.sha256("\n".join(made_from).encode()).hexdigest()[:12]
    with dataset.database.cursor() as cursor:
        names = [name for (name,) in cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    try:
        return files.shared(dataset.database, names, shared / f"{dataset.digest}-{digest}")
    except OSError as error:
        message = f"{error.filename or shared} cannot be written there ({error.strerror}); mend that."
        raise InvalidSettings([f"{variable('shared')} is {str(shared)!r}: {message}"]) from error


def _stored(dataset: Dataset) -> dict[str, list[Path]]:
    """The files of the tables that stay there."""
    if not dataset.stored:
        return {}
    try:
        manifest = built_parts.read(dataset.folder)
    except built_parts.Unfit as reason:
        raise InvalidPackage(dataset.folder, [Problem(built_parts.TABLE, str(reason))]) from reason
    if manifest.digest != dataset.digest:
        message = "was built anew while it was opened: start again"
        raise InvalidPackage(dataset.folder, [Problem(built_parts.TABLE, message)])
    built = dataset.folder / built_parts.FOLDER
    return {built_parts.TABLE: [built / part.key / built_parts.ROWS for part in manifest.parts]}
