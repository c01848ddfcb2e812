"""A validated package, loaded into DuckDB."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
from duckdb import DuckDBPyConnection

from peace_ledger import bidi, built_parts, descriptor, translation
from peace_ledger.built_parts import Manifest
from peace_ledger.descriptor import FILE_NAME, Category, InvalidDescriptor, Package, Table
from peace_ledger.fixity import fixity_problems
from peace_ledger.ledger_rules import validate
from peace_ledger.ledger_tables import CODED, CONFIDENCES, GIVEN_BY_PROGRAM, in_known_order
from peace_ledger.problems import InvalidPackage, Problem
from peace_ledger.staging import files_of, quoted, stage
from peace_ledger.translation import LANGUAGES

__all__ = ["Actor", "Dataset", "Event", "InvalidPackage", "NotBuilt", "find_packages", "load"]

_MEMORY_OF_LARGE = "800MB"
"""What DuckDB may hold in memory of a package whose largest table stays in files; more goes to disk."""


@dataclass(frozen=True)
class Actor:
    """A row of `actors`, as far as names and menus need it; the fields are the columns that are read."""

    actor_id: str
    name: str
    kind: str
    parent_id: str | None
    side: str


@dataclass(frozen=True)
class Event:
    """A row of `events`, as far as names and menus need it; the fields are the columns that are read."""

    event_id: str
    title: str
    start_on: date
    end_on: date | None


_NEEDED = {"actors": Actor, "events": Event}


@dataclass(frozen=True, eq=False)
class Dataset:
    """A loaded package.

    `database` holds its tables, `codes` and `parties`; threads take a cursor each. Those tables that are
    `stored` are views over files there. `digest` changes with any byte of the descriptor or of a table's
    files. `actors` and `events`, by id, are in the order of the file. `directions` are who hands over or
    holds whose people, each as `releasing.origin`, sorted.
    """

    package: Package
    folder: Path
    version: str
    digest: str
    database: DuckDBPyConnection = field(repr=False)
    actors: Mapping[str, Actor] = field(repr=False)
    events: Mapping[str, Event] = field(repr=False)
    directions: tuple[str, ...] = field(repr=False)
    _labels: "Mapping[str, _Labels]" = field(repr=False)
    _party_names: Mapping[str, Mapping[str, str]] = field(repr=False)
    stored: frozenset[str] = frozenset()

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of any event; today twice where there is none."""
        first = [event.start_on for event in self.events.values()]
        last = [event.end_on or event.start_on for event in self.events.values()]
        return min(first, default=date.today()), max(last, default=date.today())

    def labels(self, table: str, field_name: str) -> Mapping[str, str]:
        """The labels of a column's codes, in the code list's order. Raises KeyError for an unknown column."""
        return self._labels[translation.spoken()][table, field_name]

    def codes(self, table: str, field_name: str) -> tuple[str, ...]:
        """A column's codes, in the code list's order. Raises KeyError for an unknown column."""
        return tuple(self.labels(table, field_name))

    def label(self, table: str, field_name: str, code: str) -> str:
        """How a code of a column is shown. Raises KeyError for an unknown column."""
        return self.labels(table, field_name).get(code) or code.replace("_", " ")

    def confidences(self) -> Mapping[str, str]:
        """The labels of all levels of confidence, as the first table that grades its rows has them."""
        lists = (
            self.labels(table, "confidence") for table, columns in CODED.items() if "confidence" in columns
        )
        return {**{code: code for code in CONFIDENCES}, **next(filter(None, lists), {})}

    def table_label(self, table: str) -> str:
        """How a table is called: its title; its name with spaces for underscores where it has none, or where
        the package leaves the table out.
        """
        if self.package.has_table(table):
            return bidi.isolated(self.package.table(table).label)
        return table.replace("_", " ")

    def has_column(self, table: str, column: str) -> bool:
        """Whether the package has a table with that column."""
        return self.package.has_table(table) and column in self.package.table(table).columns

    def actor_name(self, actor_id: str) -> str:
        """The name of an actor; that of a party in the language that is spoken, where the descriptor has it.
        Raises KeyError for an unknown one.
        """
        return self._party_names[translation.spoken()].get(actor_id) or self.actors[actor_id].name

    def actor_names(self, actor_ids: Iterable[str]) -> list[str]:
        """The names of several actors, the parties first and in their order, so that neither side leads by
        chance. Raises KeyError for an unknown one.
        """
        ranks = {party.actor_id: rank for rank, party in enumerate(self.package.parties)}
        ordered = sorted(actor_ids, key=lambda actor: ranks.get(actor, len(ranks)))
        return [self.actor_name(actor) for actor in ordered]

    @property
    def title(self) -> str:
        """What the process is called, in a sentence."""
        return bidi.isolated(self.package.said("title"))

    def event_title(self, event_id: str) -> str:
        """The title of an event. Raises KeyError for an unknown one."""
        return self.events[event_id].title

    def direction(self, pair: str) -> str:
        """How `releasing.origin`, two actor ids, is shown. Raises KeyError for unknown ones."""
        releasing, origin = pair.split(".", 1)
        return f"{self.actor_name(releasing)} → {self.actor_name(origin)}"


class NotBuilt(InvalidPackage):
    """A package has a table too large for memory, and there is no build of it that fits."""


def find_packages(path: Path) -> list[Path]:
    """The packages at a path: the folder itself if it is one, else its sub-folders that are, by name.

    Raises InvalidPackage where there are none.
    """
    if (path / FILE_NAME).is_file():
        return [path]
    if not path.is_dir():
        raise InvalidPackage(path, [Problem(FILE_NAME, f"not found: there is no folder {path}")])
    found = sorted(folder.parent for folder in path.glob(f"*/{FILE_NAME}"))
    if not found:
        message = f"not found: neither {path} nor a folder in it holds one; name a folder that does"
        raise InvalidPackage(path, [Problem(FILE_NAME, message)])
    return found


def load(folder: Path, file_name: str = FILE_NAME, *, validated: bool = False) -> Dataset:
    """Load the package that a descriptor in a folder defines; rows that were validated before, and are known
    to be the same, need not be again. Raises InvalidPackage with all its problems, and NotBuilt.
    """
    try:
        package = descriptor.read(folder, file_name)
    except InvalidDescriptor as fault:
        raise InvalidPackage(folder, [*fault.problems, *_other_problems(fault, folder)]) from fault
    if not validated and built_parts.is_large(package, folder):
        return load_built(package, folder, _fitting(package, folder))
    # A name that is no table must not find a Python variable instead.
    database = duckdb.connect(config={"python_enable_replacements": "false"})
    try:
        before = _states(package, folder, file_name)
        staged = stage(package, folder, database)
        found = staged.problems if validated else validate(package, staged, database)
        fixity = () if validated else fixity_problems(package, folder)
        _refuse([*fixity, *found, *needed_problems(package)], folder)
        _refuse(named_problems(package, database), folder)
        digest = built_parts.digest_of(built_parts.source_files(package, folder, file_name))
        _refuse(_change_problems(before, _states(package, folder, file_name)), folder)
        return _published(package, folder, database, digest)
    except BaseException:
        database.close()
        raise


_State = tuple[int, int]
"""Size of a file in bytes, and when it was changed, in ns."""


def _states(package: Package, folder: Path, file_name: str) -> dict[tuple[str, str], _State]:
    """How the files of a package stand, by table and path; one that cannot be looked at is left out."""
    files = [(FILE_NAME, folder / file_name)]
    files += [(table.name, file) for table in package.tables for file in files_of(table, folder)]
    states: dict[tuple[str, str], _State] = {}
    for table, file in files:
        with suppress(OSError):
            state = file.stat()
            states[table, file.name] = state.st_size, state.st_mtime_ns
    return states


def _change_problems(
    before: Mapping[tuple[str, str], _State], after: Mapping[tuple[str, str], _State]
) -> Iterator[Problem]:
    """Rows of one moment must not go under the digest of another."""
    for table, name in sorted(before.keys() | after.keys()):
        if before.get((table, name)) != after.get((table, name)):
            message = "was changed while it was read: let it stand still, then try again"
            yield Problem(table, message, value=name, rule="changed-meanwhile")


def _other_problems(fault: InvalidDescriptor, folder: Path) -> Iterator[Problem]:
    """What is wrong with the tables of which a descriptor with faults says enough."""
    package = fault.sound
    if package is None or any((problem.column or "").startswith("resources") for problem in fault.problems):
        hidden = "the tables at fault here, and references to them, were not checked: mend them first"
        yield Problem(FILE_NAME, hidden, rule="not-checked")
    if package is None or built_parts.is_large(package, folder):
        return
    # A name that is no table must not find a Python variable instead.
    with duckdb.connect(config={"python_enable_replacements": "false"}) as database:
        yield from validate(package, stage(package, folder, database), database)


def load_built(package: Package, folder: Path, manifest: Manifest) -> Dataset:
    """Load a package of which there is a build that fits: nothing of it is validated again, and its large
    table stays in files. Raises InvalidPackage.
    """
    # DuckDB makes the folder where it needs one, and deletes it.
    spill = Path(tempfile.gettempdir()) / f"peace-ledger-{uuid4().hex}"
    database = duckdb.connect(
        config={
            "python_enable_replacements": "false",
            "memory_limit": _MEMORY_OF_LARGE,
            "temp_directory": str(spill),
        }
    )
    try:
        # Parts never change, so what their files say of themselves need not be read for each query.
        database.execute("SET parquet_metadata_cache = true")
        small = package.model_copy(update={"tables": tuple(_others(package))})
        _refuse(stage(small, folder, database).problems, folder)
        built_parts.publish(manifest, package.table(built_parts.TABLE), folder, database)
        return _published(package, folder, database, manifest.digest, frozenset({built_parts.TABLE}))
    except BaseException:
        database.close()
        raise


def _others(package: Package) -> Iterator[Table]:
    return (table for table in package.tables if table.name != built_parts.TABLE)


def _fitting(package: Package, folder: Path) -> Manifest:
    try:
        return built_parts.fitting(package, folder)
    except built_parts.Unfit as reason:
        message = (
            f"has more than the {built_parts.MOST_IN_MEMORY:,} rows that are read into memory, and {reason}:"
            f" run `python -m peace_ledger build {folder}`"
        )
        raise NotBuilt(folder, [Problem(built_parts.TABLE, message)]) from reason


def _refuse(problems: Iterable[Problem], folder: Path) -> None:
    if found := list(problems):
        raise InvalidPackage(folder, found)


def _published(
    package: Package,
    folder: Path,
    database: DuckDBPyConnection,
    digest: str,
    stored: frozenset[str] = frozenset(),
) -> Dataset:
    database.execute("DROP SCHEMA staging CASCADE")
    lists = _code_lists(package, database)
    _publish_codes(lists, database)
    _publish_parties(package, database)
    # From here on no query can write a file, load an extension, or read a file other than those of stored
    # tables; it cannot be switched on again.
    database.execute("SET enable_external_access = false")
    actors = [Actor(*row) for row in _rows_of(database, "actors")]
    actors = [replace(one, name=bidi.isolated(one.name)) for one in actors]
    events = [Event(*row) for row in _rows_of(database, "events")]
    events = [replace(one, title=bidi.isolated(one.title)) for one in events]
    return Dataset(
        package=package,
        folder=folder,
        version=package.version,
        digest=digest,
        database=database,
        actors={actor.actor_id: actor for actor in actors},
        events={event.event_id: event for event in events},
        directions=_directions(package, database),
        _labels={language: _labels(lists, language) for language in LANGUAGES},
        _party_names={language: _party_names(package, language) for language in LANGUAGES},
        stored=stored,
    )


def _directions(package: Package, database: DuckDBPyConnection) -> tuple[str, ...]:
    found: set[str] = set()
    for table, holder in (("releases", "releasing_id"), ("detentions", "holder_id")):
        if package.has_table(table) and {holder, "origin_id"} <= set(package.table(table).columns):
            pairs = database.sql("FROM " + table).project(f"{holder}, origin_id").distinct().fetchall()
            found.update(f"{one or ''}.{origin or ''}" for one, origin in pairs)
    return tuple(sorted(found))


def named_problems(package: Package, database: DuckDBPyConnection) -> list[Problem]:
    """What the descriptor names, and the staged tables of the package do not have."""
    return [*_party_problems(package, database), *_featured_problems(package, database)]


def needed_problems(package: Package) -> Iterator[Problem]:
    """What the ledger needs and the package does not have."""
    for name, needed in _NEEDED.items():
        if not package.has_table(name):
            yield Problem(name, f"this table is missing from {FILE_NAME}; the ledger needs it")
            continue
        columns = package.table(name).columns
        for column in fields(needed):
            if column.name not in columns:
                message = f"this column is missing from {FILE_NAME}; the ledger needs it"
                yield Problem(name, message, column=column.name)


def _party_problems(package: Package, database: DuckDBPyConnection) -> Iterator[Problem]:
    known = {actor_id for (actor_id,) in database.execute("SELECT actor_id FROM actors").fetchall()}
    for index, party in enumerate(package.parties):
        if party.actor_id not in known:
            place = f"parties[{index}].actor_id"
            message = "is no actor_id of actors"
            yield Problem(FILE_NAME, message, column=place, value=party.actor_id, rule="lost-name")


def _featured_problems(package: Package, database: DuckDBPyConnection) -> Iterator[Problem]:
    featured = package.featured_event
    known = {event_id for (event_id,) in database.execute("SELECT event_id FROM events").fetchall()}
    if featured is not None and featured not in known:
        message = "is no event_id of events"
        yield Problem(FILE_NAME, message, column="featured_event", value=featured, rule="lost-name")


_CodeLists = Mapping[tuple[str, str], tuple[Category, ...]]
"""The code lists by table and column."""


def _code_lists(package: Package, database: DuckDBPyConnection) -> _CodeLists:
    """The code lists of all columns. A column of codes without a list has the codes that occur; one whose
    rows can have a code that no cell holds has that too. Sides without a label are called as their party is.
    """
    coded = {(table, column) for table, columns in CODED.items() for column in columns}
    lists = {place: tuple[Category, ...]() for place in sorted(coded)}
    for table in package.tables:
        for column in table.fields:
            place = table.name, column.name
            lists[place] = column.categories or ()
            if place in coded and not column.categories and column.type == "string":
                lists[place] = tuple(Category(value=code) for code in _occurring(*place, database))
    sides = {one.side: {"label": one.label, "translations": one.translations} for one in package.parties}
    for place in (("actors", "side"), ("sources", "perspective")):
        lists[place] = tuple(
            one if one.label else one.model_copy(update=sides.get(one.value, {})) for one in lists[place]
        )
    for place, code in GIVEN_BY_PROGRAM.items():
        if code not in {category.value for category in lists[place]}:
            lists[place] = (Category(value=code), *lists[place])
    return lists


def _occurring(table: str, column: str, database: DuckDBPyConnection) -> list[str]:
    codes = database.sql("FROM " + quoted(table)).project(quoted(column)).distinct().fetchall()
    return in_known_order(table, column, {code for (code,) in codes if code is not None})


_Labels = Mapping[tuple[str, str], Mapping[str, str]]
"""The labels by table and column, then by code."""


def _labels(lists: _CodeLists, language: str) -> _Labels:
    return {
        place: {one.value: bidi.isolated(_word(one, language)) for one in categories}
        for place, categories in lists.items()
    }


def _party_names(package: Package, language: str) -> Mapping[str, str]:
    """What the actors of parties are called in a language, by id; only where the descriptor translates it."""
    return {
        party.actor_id: party.said("label", language)
        for party in package.parties
        if "label" in party.translations.get(language, {})
    }


def _word(category: Category, language: str = translation.DEFAULT) -> str:
    return category.said("label", language) or category.value.replace("_", " ")


def _publish_codes(lists: _CodeLists, database: DuckDBPyConnection) -> None:
    codes = [
        (table, column, category.value, _word(category), category.description, rank)
        for (table, column), categories in lists.items()
        for rank, category in enumerate(categories, start=1)
    ]
    database.execute(
        "CREATE TABLE codes (table_name VARCHAR, field VARCHAR, code VARCHAR, label VARCHAR,"
        " description VARCHAR, rank BIGINT)"
    )
    if codes:
        database.executemany("INSERT INTO codes VALUES (?, ?, ?, ?, nullif(?, ''), ?)", codes)


def _publish_parties(package: Package, database: DuckDBPyConnection) -> None:
    parties = [(one.side, one.actor_id, one.label, rank) for rank, one in enumerate(package.parties, start=1)]
    database.execute("CREATE TABLE parties (side VARCHAR, actor_id VARCHAR, label VARCHAR, rank BIGINT)")
    if parties:
        database.executemany("INSERT INTO parties VALUES (?, ?, ?, ?)", parties)


def _rows_of(database: DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    columns = ", ".join(column.name for column in fields(_NEEDED[table]))
    return database.sql("FROM " + table).order("row").project(columns).fetchall()
