"""Counts over cells are counts over rows: every query answers the same where each reaction is a cell of its
own, whatever the filters.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from peace_ledger import api, catalog, filters, state
from peace_ledger import dataset as datasets
from peace_ledger import engine as engines
from peace_ledger.catalog import Query
from peace_ledger.engine import Engine
from peace_ledger.state import State, Vocabulary
from tests.fixtures import CURATED, TODAY

ONE_EACH = {
    "cells/reactions": """
SELECT event_id, actor_id, reacted_on, channel, stance, confidence, source_id, 1 AS reactions, row AS last_row
FROM reactions
""",
    "ledger/reaction_sources": """
SELECT *, 1 AS reactions, CASE WHEN confidence = 'low' THEN 1 ELSE 0 END AS low, row AS last_row
FROM ledger_reactions
""",
    "ledger/reaction_cells": """
SELECT
    *,
    1 AS reactions,
    CASE WHEN confidence = 'low' THEN 1 ELSE 0 END AS low,
    row_number() OVER (ORDER BY day NULLS FIRST, row) AS latest
FROM ledger_reactions
""",
}
"""What the pre-aggregated relations would be without aggregation."""

OVER_CELLS = {"filtered/reaction_cells", "filtered/reaction_sources"}

# Many rows that are alike, of few events, actors, days and sources; and some without a day, and some whose
# source has none.
MANY_ALIKE = """
CREATE OR REPLACE TABLE reactions AS
WITH drawn AS (
    SELECT
        number,
        hash(number, $seed) AS one,
        hash(number + 1000000, $seed) AS two,
        hash(number + 2000000, $seed) AS three
    FROM range(900) AS numbers (number)
)
SELECT
    'r-' || drawn.number AS reaction_id,
    likeness.event_id,
    likeness.actor_id,
    likeness.speaker,
    likeness.speaker_role,
    CASE WHEN drawn.two % 7 > 0 THEN likeness.reacted_on + CAST(drawn.two % 4 AS INTEGER) END AS reacted_on,
    CASE WHEN drawn.three % 3 = 0 THEN 'tweet' ELSE 'statement' END AS channel,
    CASE WHEN drawn.one % 4 = 0 THEN 'critical' ELSE likeness.stance END AS stance,
    likeness.key_phrase,
    likeness.summary,
    CASE WHEN drawn.three % 5 = 0 THEN 'low' ELSE likeness.confidence END AS confidence,
    cited.source_id,
    drawn.number + 1 AS row
FROM drawn
INNER JOIN reactions AS likeness ON likeness.row = 1 + drawn.one % 12
INNER JOIN reactions AS cited ON cited.row = 1 + drawn.two % 15
ORDER BY drawn.number
"""


COUNTED = sorted(
    query.name
    for query in catalog.read().values()
    if query.name.partition("/")[0] not in api.PRIVATE and {part.name for part in query.parts} & OVER_CELLS
)


class Both(NamedTuple):
    """The same rows with cells as the program makes them where they are few and where they are many, and with
    a cell for each row.
    """

    by_cells: Engine
    by_coarser: Engine
    by_rows: Engine
    vocabulary: Vocabulary


def opened(queries: dict[str, Query], seed: int) -> Engine:
    """The curated package with other reactions."""
    dataset = datasets.load(CURATED)
    dataset.database.execute(MANY_ALIKE, {"seed": seed})
    dataset.database.execute("UPDATE codings SET reaction_id = 'r-' || (row % 900)")
    dataset.database.execute(
        "UPDATE disputes SET subject_id = 'r-' || (row % 900) WHERE subject_table = 'reactions'"
    )
    return Engine(dataset, queries)


@pytest.fixture(scope="module", params=[1, 2])
def both(request: pytest.FixtureRequest) -> Iterator[Both]:
    """Two engines over the same rows."""
    queries = catalog.read()
    one_each = {name: replace(queries[name], body=body) for name, body in ONE_EACH.items()}
    by_cells, by_rows = opened(queries, request.param), opened(queries | one_each, request.param)
    by_coarser = opened(queries, request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "MANY", 0)
        assert by_coarser._many_cells == {"reaction_cells", "reaction_sources"}
    yield Both(by_cells, by_coarser, by_rows, state.vocabulary_of(by_cells.dataset, ()))
    for engine in (by_cells, by_coarser, by_rows):
        engine.dataset.database.close()


def rows_of(engine: Engine, relation: str) -> int:
    """How many rows a relation has."""
    (count,) = engine.dataset.database.execute(f"SELECT count(*) FROM {relation}").fetchall()[0]
    return int(count)


def test_alike_rows_stand_together(both: Both) -> None:
    assert rows_of(both.by_rows, "ledger_reaction_cells") == rows_of(both.by_rows, "reactions") == 900
    assert rows_of(both.by_cells, "ledger_reaction_cells") < 700
    assert rows_of(both.by_cells, "ledger_reaction_sources") < 900
    assert len(COUNTED) > 20


@some.composite
def choices(draw: some.DrawFn, vocabulary: Vocabulary) -> State:
    """Any choice of filters, mostly of few kinds at once, so that rows are left."""
    days = some.dates(state.FIRST_DAY, state.LAST_DAY)
    allowed = {name for name, values in vocabulary.values.items() if values}
    names = sorted({one.name for one in state.PARAMETERS} & {*allowed, "from", "to", "known"})
    asked: dict[str, list[str]] = {}
    for name in draw(some.sets(some.sampled_from(names), max_size=3)):
        if name in ("from", "to", "known"):
            asked[name] = [draw(days).isoformat()]
        else:
            asked[name] = draw(some.lists(some.sampled_from(sorted(vocabulary.values[name])), max_size=3))
    return state.decode(asked, vocabulary)[0]


OWN = {
    "map_event": "joint-statement-2023-12-07",
    "chosen_event": "joint-statement-2023-12-07",
    "chosen_actor": "european-union",
}


@settings(max_examples=15)
@given(data=some.data())
def test_counts_are_those_of_the_rows(both: Both, data: some.DataObject) -> None:
    chosen = data.draw(choices(both.vocabulary))
    given = filters.parameters(chosen, TODAY) | OWN
    for name in COUNTED:
        told = both.by_rows.rows(name, given)
        assert both.by_cells.rows(name, given) == told, (name, chosen)
        assert both.by_coarser.rows(name, given) == told, (name, chosen)


def test_what_looks_at_few_columns_counts_few_cells(both: Both) -> None:
    given = filters.parameters(State(), TODAY)
    assert both.by_coarser.rows("method/stance_by_side", given)
    coarser = [name for name in tables(both.by_coarser) if name.startswith("cells_reaction_cells_")]
    few = min(rows_of(both.by_coarser, name) for name in coarser)
    assert few < rows_of(both.by_coarser, "ledger_reaction_cells") / 2
    assert not any(name.startswith("cells_reaction_cells_") for name in tables(both.by_cells))


def tables(engine: Engine) -> set[str]:
    """The names of all tables."""
    with engine.dataset.database.cursor() as cursor:
        return {name for (name,) in cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
