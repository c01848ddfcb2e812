"""A copy of a data version that queries of readers are asked of: a DuckDB file, which only the children read.

It holds the tables of the package, `codes` and `parties`; the relations that the questions of the pages
stand on; and in the schema `queries` a view for each question, under no filters. A table that stays in files
is read there.
"""

import json
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from peace_ledger import api, built_parts, catalog, filters, query_texts
from peace_ledger.catalog import Query
from peace_ledger.descriptor import OWN_TABLES
from peace_ledger.engine import Engine
from peace_ledger.ledger_tables import COLUMNS
from peace_ledger.sql.worker import DATABASE
from peace_ledger.staging import quoted
from peace_ledger.state import State

SCHEMA = "queries"
"""Where the views of the named queries are."""

_BUILT = ("cells/", "ledger/")
_PARAMETER = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True, eq=False)
class Copy:
    """A copy in a folder of its own, which nobody else on this machine may enter. `files` are those that its
    views read beside it, `places` where these are.
    """

    folder: Path
    files: tuple[str, ...] = ()
    places: tuple[Path, ...] = ()

    def told(self, seconds: int) -> str:
        """What a child is told of it, and how many seconds of the processor it has."""
        return json.dumps(
            {
                "folder": str(self.folder),
                "files": self.files,
                "places": [str(place) for place in self.places],
                "seconds": seconds,
                "parent": os.getpid(),
            }
        )

    def remove(self) -> None:
        """Delete it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def copy(engine: Engine) -> Copy:
    """Copy the data version of an engine. It is deleted at the latest when this program ends."""
    folder = Path(tempfile.mkdtemp(prefix="peace-ledger-sql-"))
    # Also where nobody calls `remove`: at the end of the interpreter.
    made = _made(engine, folder)
    weakref.finalize(made, shutil.rmtree, folder, ignore_errors=True)
    return made


def _made(engine: Engine, folder: Path) -> Copy:
    dataset = engine.dataset
    with duckdb.connect(str(folder / DATABASE), config={"python_enable_replacements": "false"}) as target:
        for name in _tables(engine):
            _copy_table(engine, name, target)
        copied = Copy(folder)
        if dataset.stored:
            copied = _reading_parts(engine, folder, target)
        target.execute(f"CREATE SCHEMA {SCHEMA}")
        for name in named(engine):
            text = text_of(engine.queries[name])
            target.execute(f"CREATE VIEW {SCHEMA}.{catalog.relation_of(name)} AS {text}")
    (folder / DATABASE).chmod(0o400)
    return copied


def _relations(engine: Engine) -> list[str]:
    """What is made once per data version, by name."""
    return [catalog.relation_of(name) for name in engine.queries if name.startswith(_BUILT)]


def _tables(engine: Engine) -> list[str]:
    """The tables to copy; those that an engine has for some reader's filters are none of them."""
    dataset = engine.dataset
    # What a package leaves out, the engine has, empty.
    tables = (*(table.name for table in dataset.package.tables), *COLUMNS)
    wanted = [*tables, *OWN_TABLES, *_relations(engine)]
    with dataset.database.cursor() as cursor:
        rows = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()
    there = {name for (name,) in rows}
    return [name for name in dict.fromkeys(wanted) if name in there]


def _copy_table(engine: Engine, name: str, target: duckdb.DuckDBPyConnection) -> None:
    """By Arrow: the database of the engine may no longer attach another."""
    with engine.dataset.database.cursor() as cursor:
        target.register("arrived", cursor.sql(f"FROM {quoted(name)}").to_arrow_table())
    target.execute(f"CREATE TABLE {quoted(name)} AS FROM arrived")
    target.unregister("arrived")


def _reading_parts(engine: Engine, folder: Path, target: duckdb.DuckDBPyConnection) -> Copy:
    """Let the table that stays in files be read there."""
    dataset = engine.dataset
    # As DuckDB writes it: a child cannot follow links.
    place = dataset.folder.resolve()
    table = dataset.package.table(built_parts.TABLE)
    built_parts.publish(built_parts.read(place), table, place, target)
    relation = f"ledger_{built_parts.TABLE}"
    target.execute(f"CREATE VIEW {relation} AS {engine.queries[f'ledger/{built_parts.TABLE}'].sql}")
    ((files,),) = target.execute("SELECT current_setting('allowed_paths')").fetchall()
    parts = tuple(file for file in files if file.endswith(".parquet"))
    return Copy(folder, parts, (place / built_parts.FOLDER,))


# The named queries


# By what a reader looks for; what pages count with comes last. Queries about actors answer for those chosen.
_FOLDERS = (
    "reactions",
    "releases",
    "commitments",
    "events",
    "sources",
    "overview",
    "known",
    "method",
    "evidence",
    "feed",
    "scope",
)


def named(engine: Engine) -> list[str]:
    """The queries of the pages that answer without being told for whom or what, by name."""
    return [
        name
        for folder in _FOLDERS
        for name, query in engine.queries.items()
        if name.startswith(f"{folder}/") and is_named(query)
    ]


def is_named(query: Query) -> bool:
    """Whether a query is one that readers can take by its name."""
    return query.name.partition("/")[0] in _FOLDERS and api.is_question(query.name) and not api.needed(query)


def view_of(name: str) -> str:
    """What the view of a named query is called in SQL."""
    return f"{SCHEMA}.{catalog.relation_of(name)}"


def text_of(query: Query) -> str:
    """A named query under no filters, as a SELECT that can be run here, and wherever the same relations
    are.
    """
    given = filters.parameters(State(), date.today())
    kinds = {name: query_texts.kind_of(given.get(name)) for name in query.parameters}
    bodies = {
        catalog.relation_of(part.name): query_texts.without_unset(part.body, kinds) for part in query.parts
    }
    text = catalog.with_relations(bodies, query_texts.without_unset(query.body, kinds))
    return _PARAMETER.sub(lambda found: _unset(found[1], given), text)


def _unset(name: str, given: Mapping[str, Any]) -> str:
    """What stands for a filter that is not set; statuses are those of the day on which it is asked."""
    return "current_date" if name == "today" else "[]" if given.get(name) == () else "NULL"
