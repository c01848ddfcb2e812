"""Filtered relations that are kept give the same rows as the whole text of each query, and go when nobody
needs them.
"""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from peace_ledger import codebook, filters
from peace_ledger import dataset as datasets
from peace_ledger import engine as engines
from peace_ledger.engine import Engine, open_engine
from peace_ledger.state import State
from tests.fixtures import CURATED, TODAY

UNORDERED = ("cells/", "filtered/", "ledger/")
STATES = {
    "all": State(),
    "one actor": State(actors=("european-union",), confidence="medium"),
    "known early": State(known=date(2023, 12, 10)),
    "of several pages": State(
        since=date(2021, 1, 1),
        stances=("welcomes",),
        themes=("prisoners",),
        directions=("azerbaijan.armenia",),
    ),
    "nothing": State(until=date(1990, 1, 1)),
}


def whole(asked: Engine, name: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a query by its whole text, as one can paste it into DuckDB."""
    query = asked.queries[name]
    given = {key: parameters.get(key) for key in query.parameters}
    with asked.dataset.database.cursor() as cursor:
        cursor.execute(query.sql, {k: list(v) if isinstance(v, tuple) else v for k, v in given.items()})
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_every_query_gives_the_rows_of_its_whole_text(engine: Engine, state: State) -> None:
    parameters = filters.parameters(state, TODAY)
    # Relations promise no order; the queries that stand on them do.
    for name in engine.queries.keys() - {one for one in engine.queries if one.startswith(UNORDERED)}:
        assert engine.rows(name, parameters) == whole(engine, name, parameters), name


def test_an_engine_goes_with_its_last_user_without_the_collector() -> None:
    gc.disable()
    try:
        asked = open_engine(datasets.load(CURATED))
        for name in asked.queries.keys() - {one for one in asked.queries if one.startswith(UNORDERED)}:
            asked.rows(name, filters.parameters(STATES["one actor"], TODAY))
            asked.count(name, filters.parameters(STATES["one actor"], TODAY))
        codebook.entries(asked.dataset)
        gone = [weakref.ref(one) for one in (asked, asked.dataset, asked.dataset.database)]
        del asked
        assert [one() for one in gone] == [None, None, None]
    finally:
        gc.enable()


def tables(asked: Engine) -> int:
    """How many tables there are."""
    with asked.dataset.database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM information_schema.tables")
        (count,) = cursor.fetchall()[0]
        return int(count)


def test_tables_of_filters_that_nobody_asks_for_any_more_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each relation counts as 10,000 rows more than it has; these have far less than that.
    monkeypatch.setattr(engines, "KEPT_RELATIONS", 6 * 10_900)
    few = open_engine(datasets.load(CURATED))
    before = tables(few)
    names = ("reactions/summary", "releases/handed_over", "commitments/summary", "events/ties")

    def ask(actor: str) -> None:
        parameters = filters.parameters(State(actors=(actor,)), TODAY)
        for name in names:
            assert few.rows(name, parameters) == whole(few, name, parameters)

    with ThreadPoolExecutor(4) as readers:
        list(readers.map(ask, [*few.dataset.actors][:24]))
    assert before < tables(few) <= before + 6
