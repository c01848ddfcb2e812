"""The same queries on Spark: every one gives the rows that DuckDB gives, by a real Spark Connect server that
is also halted, stopped and started again.
"""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks import spark_server, synthetic
from benchmarks.spark_server import FOR_FEW_ROWS, SparkServer
from peace_ledger import build, built_parts, catalog, filters, ledger, settings, state
from peace_ledger import dataset as datasets
from peace_ledger.engine import Engine, Part, Rows, Values, open_engine
from peace_ledger.ledger import Ledger, NotLoaded, Served
from peace_ledger.problems import Unanswered
from peace_ledger.settings import InvalidSettings
from peace_ledger.spark import connection
from peace_ledger.spark.engine import SparkEngine
from peace_ledger.state import State
from tests.asked import ask
from tests.fixtures import CURATED, TODAY, Parameters
from tests.pages import open_page
from tests.server import free_port

UNORDERED = ("filtered/", "ledger/", "cells/")
"""The folders of relations, which promise no order."""
SEED = "joint-statement-2023-12-07"
OWN: Parameters = {
    "apart": False,
    "chosen_actor": "european-union",
    "chosen_event": SEED,
    "map_event": SEED,
}
"""What queries want to be given."""
UNFILTERED = State()
CHOICES = {
    "all": UNFILTERED,
    "one actor": State(actors=("european-union",), confidence="medium"),
    "known early": State(known=date(2023, 12, 10)),
    "of several pages": State(
        since=date(2021, 1, 1),
        events=(SEED, "armenia-signature-pledge-2020"),
        stances=("welcomes", "supportive"),
        kinds=("state",),
        themes=("prisoners",),
        directions=("azerbaijan.armenia",),
        mediators=("russia", "united-states"),
    ),
}
PATIENT = 600.0
"""Seconds for a query of the contract, however busy the machine is."""
DOWN = "it does not answer at the moment"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkServer]:
    """A Spark server for tables of few rows."""
    try:
        folder = tmp_path_factory.mktemp("spark")
        with spark_server.running(folder, FOR_FEW_ROWS, java=spark_server.FOR_A_SHORT_LIFE) as started:
            yield started
    except spark_server.Absent as reason:
        if os.environ.get("CI"):
            pytest.fail(f"tests of Spark must run in CI, but {reason}")
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def spark(server: SparkServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    """The curated package: none of it stays in files, and Spark knows all of it."""
    shared = tmp_path_factory.mktemp("shared")
    opened = SparkEngine(datasets.load(CURATED), catalog.read(), server.address, shared, PATIENT)
    yield opened
    opened.close()


# The contract


@dataclass(frozen=True)
class Asking:
    """A query with parameters, on both engines."""

    name: str
    given: Parameters

    def difference(self, spark: SparkEngine) -> str:
        """What Spark answers otherwise than DuckDB, types included; nothing where it is the same."""
        here, there = (self._told(rows) for rows in (self.of_duckdb(spark), self._of_spark(spark)))
        if here == there:
            return ""
        first = next(
            (pair for pair in zip(here, there, strict=False) if pair[0] != pair[1]), ("none", "none")
        )
        return f"{self.name}: {len(here)} and {len(there)} rows; {first[0]} is {first[1]}"

    def of_duckdb(self, spark: SparkEngine) -> Rows:
        """The rows by the whole text, as one can paste it."""
        with spark.dataset.database.cursor() as cursor:
            values = {key: list(v) if isinstance(v, tuple) else v for key, v in self._values(spark)}
            cursor.execute(spark.queries[self.name].sql, values)
            columns = [column[0] for column in cursor.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _of_spark(self, spark: SparkEngine) -> Rows:
        return spark.asked_of_spark(self.name, self._values(spark))

    def _values(self, spark: SparkEngine) -> Values:
        return tuple((key, self.given.get(key)) for key in sorted(spark.queries[self.name].parameters))

    def _told(self, rows: Rows) -> list[str]:
        told = [repr(row) for row in rows]
        return sorted(told) if self.name.startswith(UNORDERED) else told


def differences(spark: SparkEngine, asked: list[Asking]) -> list[str]:
    """What Spark answers otherwise to several queries."""
    with ThreadPoolExecutor(2) as pool:
        return [told for told in pool.map(lambda one: one.difference(spark), asked) if told]


def given_for(chosen: State) -> Parameters:
    """The parameters of a choice, with what queries want to be given."""
    return filters.parameters(chosen, TODAY) | OWN


@pytest.mark.parametrize("number", range(len(CHOICES)), ids=CHOICES)
def test_every_query_gives_the_same_rows(spark: SparkEngine, number: int) -> None:
    given = given_for(tuple(CHOICES.values())[number])
    # Each query under one of the choices; the relations, which say what filters mean and stand in the text of
    # queries too, under two, and where nothing is left.
    relations = sorted(name for name in spark.queries if name.startswith("filtered/"))
    others = sorted(name for name in spark.queries if not name.startswith("filtered/"))
    before = (number - 1) % len(CHOICES)
    chosen = [*relations[number :: len(CHOICES)], *relations[before :: len(CHOICES)]]
    assert not differences(
        spark, [Asking(name, given) for name in [*chosen, *others[number :: len(CHOICES)]]]
    )


def test_every_relation_gives_nothing_where_nothing_is_left(spark: SparkEngine) -> None:
    given = given_for(State(until=date(1990, 1, 1)))
    names = [name for name in spark.queries if name.startswith(("filtered/", "scope/"))]
    assert not differences(spark, [Asking(name, given) for name in names])


def marked(spark: SparkEngine, name: str) -> Iterator[Asking]:
    """The query with the parameters of its own that it can do without, as one of its own rows has them: one
    half of them at once, then the other.
    """
    given = given_for(UNFILTERED)
    rows = Asking(name, given).of_duckdb(spark)
    row = {**rows[len(rows) // 2], "id": next(iter(rows[len(rows) // 2].values()))}
    query = spark.queries[name]
    values = {}
    for parameter in sorted(query.optional - given.keys()):
        column = parameter.removeprefix("mark_")
        value = next((row[one] for one in (column, f"{column}_id") if row.get(one) is not None), None)
        if value is None and column in ("first", "last"):
            value = "2023-12-07"
        kind = query.casts[parameter]
        if value is not None:
            values[parameter] = as_asked(value, kind)
    for half in ([*values][::2], [*values][1::2]):
        if half:
            yield Asking(name, given | {parameter: values[parameter] for parameter in half})


def as_asked(value: Any, kind: str) -> Any:
    """A value as a parameter of a type takes it from an address."""
    if kind == "VARCHAR" and not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return (value,) if kind == "VARCHAR[]" and isinstance(value, str) else value


def test_marks_open_the_same_rows(spark: SparkEngine) -> None:
    evidence = [name for name in spark.queries if name.startswith("evidence/")]
    asked = [asking for name in evidence for asking in marked(spark, name)]
    assert len(asked) > 15
    assert sum(bool(asking.of_duckdb(spark)) for asking in asked) > 10
    assert not differences(spark, asked)


def test_a_hostile_value_is_a_value(spark: SparkEngine) -> None:
    hostile = "'); DROP VIEW ledger_events; --\\' :x ${spark.app.name} \x00"
    asked = Asking("evidence/events", given_for(UNFILTERED) | {"mark_id": hostile, "events": (hostile,)})
    assert not differences(spark, [asked])
    assert not differences(spark, [Asking("evidence/events", given_for(UNFILTERED))])


# A table that stays in files


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A package that is taken to be too large for memory, built."""
    folder = tmp_path_factory.mktemp("large") / "package"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(built_parts, "MOST_IN_MEMORY", 500)
        synthetic.write(folder, 3_000, file_rows=1_500)
        assert build.build(folder) is not None
        yield folder


@pytest.fixture
def stored(
    server: SparkServer, large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SparkEngine]:
    """The engine on it: its rows are with Spark, the rest is not."""
    monkeypatch.setattr(connection, "TRIED_AGAIN", 0.3)
    # A server that was just started, on a busy machine, is slow and not dead.
    monkeypatch.setattr(connection, "ANSWER_WITHIN", 60.0)
    opened = SparkEngine(datasets.load(large), catalog.read(), server.address, tmp_path, PATIENT)
    yield opened
    opened.close()
    opened.dataset.database.close()


@pytest.fixture(scope="module")
def alone(large: Path) -> Engine:
    """DuckDB alone on it."""
    return open_engine(datasets.load(large))


ROWS_OF = "tables/reactions"
FIRST = Part(limit=20)
SOME = {"actors": ("european-union",)}


def asked_by_parts(engine: Engine, **chosen: Any) -> Rows:
    """The first reactions that filters leave."""
    return engine.part(ROWS_OF, given_for(State(**chosen)), FIRST)


def test_rows_in_files_are_asked_of_spark_and_the_rest_is_not(stored: SparkEngine, alone: Engine) -> None:
    assert stored.dataset.stored == {"reactions"}
    asked = [
        name for name in stored.queries if stored.is_asked_of_spark(name) and not name.startswith(UNORDERED)
    ]
    assert {ROWS_OF, "evidence/reactions", "feed/entries"} <= {*asked}
    assert not any(name.startswith(("reactions/", "scope/", "releases/")) for name in asked)
    given = given_for(State(**SOME, confidence="medium"))
    for name in asked:
        assert stored.count(name, given) == alone.count(name, given) > 0, name
        assert stored.rows(name, given) == alone.rows(name, given), name
    for part in (FIRST, Part(20, 30)):
        assert stored.part(ROWS_OF, given, part) == alone.part(ROWS_OF, given, part)
    latest = Part(20, 30, latest_first=True)
    assert stored.part("evidence/reactions", given, latest) == alone.part("evidence/reactions", given, latest)


# Spark is down, or slow


@contextmanager
def served(engine: Engine) -> Iterator[None]:
    """Let pages and routes of this process ask an engine."""
    vocabulary = state.vocabulary_of(engine.dataset, (engine.dataset.package.name,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "_opened", Served({engine.dataset.folder: Ledger(engine, vocabulary)}))
        yield


def until_answered(server: SparkServer, question: Callable[[], Rows]) -> Rows:
    """The rows, once Spark gives them; the server has to stay up until then."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return question()
        except Unanswered:
            if time.monotonic() > deadline or server.ends_within(0.2):
                raise


def test_while_spark_is_down_counts_go_on_and_rows_say_so(
    server: SparkServer, stored: SparkEngine, alone: Engine
) -> None:
    before = asked_by_parts(stored, **SOME)
    server.stop()
    try:
        assert asked_by_parts(stored, **SOME) == before
        with pytest.raises(Unanswered, match=DOWN):
            asked_by_parts(stored)
        counted = given_for(State(actors=("armenia",)))
        for name in ("reactions/summary", "reactions/stance_by_event", "scope/reactions"):
            assert stored.rows(name, counted) == alone.rows(name, counted)
        with served(stored):
            page = open_page("reactions", [("actor", "georgia")])
            assert not page.session.exception
            assert [error.value.count(DOWN) for error in page.session.error] == [1]
            assert {"stance_by_event", "actor_by_event", "reaction_speed"} <= page.cards.keys()
            answer = ask("/api/v1/tables/reactions.csv", ("actor", "georgia"), ("limit", "5"))
            assert (answer.status, answer.headers["content-type"]) == (503, "application/problem+json")
            assert DOWN in answer.body.decode()
            assert "retry-after" in answer.headers
    finally:
        server.start()
    assert until_answered(server, lambda: asked_by_parts(stored)) == asked_by_parts(alone)


def test_a_spark_that_hangs_is_waited_for_so_long_and_no_longer(
    server: SparkServer, large: Path, tmp_path: Path, alone: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TRIED_AGAIN", 0.3)
    monkeypatch.setattr(connection, "ANSWER_WITHIN", 1.0)
    stored = SparkEngine(datasets.load(large), catalog.read(), server.address, tmp_path, 2.0)
    with server.halted(), pytest.raises(Unanswered, match=DOWN):
        asked_by_parts(stored)
    # It goes on by itself; only the machine may be busy.
    monkeypatch.setattr(connection, "ANSWER_WITHIN", PATIENT)
    monkeypatch.setattr(stored._connection, "_deadline", PATIENT)
    assert until_answered(server, lambda: asked_by_parts(stored)) == asked_by_parts(alone)


def test_a_query_that_takes_too_long_is_told_apart(server: SparkServer, tmp_path: Path) -> None:
    dataset = datasets.load(CURATED)
    endless = "SELECT count(*) AS row_count FROM range(100000000000) AS ids WHERE id % 7 = 3 AND hash(id) = 5"
    impatient = SparkEngine(dataset, catalog.read(), server.address, tmp_path, 2.0)
    with pytest.raises(Unanswered, match="did not find them within 2 s"):
        impatient._connection.rows(endless, {})
    session = impatient._connection._session
    assert session is not None
    assert session.interruptAll() == [], "Spark was left to go on with it"
    impatient.close()


def test_a_session_that_the_server_forgot_is_begun_anew(stored: SparkEngine, alone: Engine) -> None:
    stored._connection._session.client.release_session()  # type: ignore[union-attr]
    assert asked_by_parts(stored, kinds=("state",)) == asked_by_parts(alone, kinds=("state",))


# The start


def test_without_a_server_the_start_says_what_to_do(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sc://127.0.0.1:{free_port()}"
    monkeypatch.setenv("PEACE_LEDGER_DATA", str(large))
    monkeypatch.setenv("PEACE_LEDGER_ENGINE", address)
    monkeypatch.setenv("PEACE_LEDGER_SHARED", str(tmp_path))
    monkeypatch.setattr(ledger, "_opened", None)
    with pytest.raises(NotLoaded) as told:
        ledger.open_all()
    (line,) = told.value.lines
    assert line.startswith(f"{settings.variable('engine')} is '{address}': Spark cannot be asked there")
    assert "nothing answers there" in line
    health = ask("/healthz")
    assert health.status == 503
    assert line in health.body.decode().replace("\\u0027", "'")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(InvalidSettings, match="PEACE_LEDGER_SHARED"):
        SparkEngine(datasets.load(CURATED), catalog.read(), f"sc://127.0.0.1:{free_port()}", file)


def test_relations_are_shared_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = datasets.load(CURATED)
    address = f"sc://127.0.0.1:{free_port()}"
    with monkeypatch.context() as patch:
        patch.setattr("pyarrow.parquet.ParquetWriter.write_batch", full_disk)
        with pytest.raises(InvalidSettings, match="No space left"):
            SparkEngine(dataset, catalog.read(), address, tmp_path)
    assert not [*tmp_path.iterdir()]
    again = replace(dataset, database=datasets.load(CURATED).database)
    with pytest.raises(InvalidSettings, match="nothing answers there"):
        SparkEngine(again, catalog.read(), address, tmp_path)
    (shared,) = tmp_path.iterdir()
    assert {"ledger_events.parquet", "codes.parquet", "reactions.parquet"} <= {
        file.name for file in shared.iterdir()
    }


def full_disk(*_: object) -> None:
    """What writing says where there is no room."""
    raise OSError(28, "No space left on device")
