"""What the benchmark chooses in every product, and what the three charts have to show then.

The counts come from the package by queries of their own, so that a chart counts as painted only when it shows
what the filters leave, whichever product drew it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection, DuckDBPyRelation

WHOLE = "whole period"
PERIODS, ACTORS = 5, 3
"""How many periods are chosen one after the other, and how many actors are then added one by one."""


@dataclass(frozen=True)
class Counts:
    """Reactions in the bars, filled cells of the matrix, dated reactions in the bubbles."""

    bars: int
    cells: int
    bubbles: int


@dataclass(frozen=True)
class Step:
    """One choice: the label of its control, the words of its option, and what is left; the way back to the
    whole period is not `timed`, because it was asked before.
    """

    control: str
    option: str
    counts: Counts
    timed: bool = True


@dataclass(frozen=True)
class Walk:
    """The rows of the package, what is there without any filter, and the choices in their order."""

    rows: int
    start: Counts
    steps: tuple[Step, ...]


def rows_of(database: DuckDBPyConnection, package: Path, table: str) -> DuckDBPyRelation:
    """A table of a package that is one CSV file or a folder of Parquet files."""
    file = package / f"{table}.csv"
    if file.exists():
        return database.read_csv(str(file))
    return database.read_parquet(f"{package / table}/*.parquet")


def read(package: Path) -> Walk:
    """The walk through a package: its years with most reactions, then its actors with most."""
    with duckdb.connect() as database:
        for table in ("actors", "events", "coverage"):
            rows_of(database, package, table).create(table)
        rows_of(database, package, "reactions").aggregate(
            "event_id, actor_id, year(reacted_on) AS year, count(*) AS reactions"
        ).create("said")
        (rows,) = _row(database, "SELECT sum(reactions)::BIGINT FROM said")
        years = _column(
            database,
            "SELECT year FROM said WHERE year IS NOT NULL GROUP BY year ORDER BY sum(reactions) DESC, year"
            f" LIMIT {PERIODS}",
        )
        actors = database.execute(
            "SELECT actor_id, name FROM said JOIN actors USING (actor_id) WHERE parent_id IS NULL"
            f" GROUP BY ALL ORDER BY sum(reactions) DESC, name LIMIT {ACTORS}"
        ).fetchall()
        steps = [Step("Period", str(year), _counts(database, year=year)) for year in years]
        whole = _counts(database)
        chosen = [
            Step("Actors", name, _counts(database, [actor for actor, _ in actors[: place + 1]]))
            for place, (_, name) in enumerate(actors)
        ]
        back = Step("Period", WHOLE, whole, timed=False)
        return Walk(rows, whole, telling(whole, (*steps, back, *chosen)))


def telling(start: Counts, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps after which each of the three charts shows another count than before."""
    told: list[Step] = []
    before = start
    for step in steps:
        if all(old != new for old, new in zip(astuple(before), astuple(step.counts), strict=True)):
            told.append(step)
            before = step.counts
    return tuple(told)


def _counts(
    database: duckdb.DuckDBPyConnection, actors: Sequence[str] = (), year: int | None = None
) -> Counts:
    """What the filters leave. The matrix draws the actors with most events, as ours does."""
    parameters = {"actors": list(actors), "year": year}
    row = _row(
        database,
        """
        WITH RECURSIVE bodies AS (
            SELECT actor_id FROM actors WHERE len($actors) = 0 OR list_contains($actors, actor_id)
            UNION
            SELECT actors.actor_id FROM actors JOIN bodies ON actors.parent_id = bodies.actor_id
        ),
        filtered AS (
            FROM said SEMI JOIN bodies USING (actor_id) WHERE $year::INT IS NULL OR year = $year
        ),
        blanks AS (
            FROM coverage SEMI JOIN bodies USING (actor_id) JOIN events USING (event_id)
            WHERE $year::INT IS NULL OR year(start_on) = $year
                OR event_id IN (SELECT event_id FROM filtered)
        ),
        heard AS (SELECT actor_id, count(DISTINCT event_id) AS events FROM filtered GROUP BY actor_id),
        columns AS (SELECT event_id FROM filtered UNION SELECT event_id FROM blanks),
        lines AS (
            SELECT events FROM heard ORDER BY events DESC
            LIMIT (SELECT greatest(40, least(110, 600 // greatest(count(*), 1))) FROM columns)
        )
        SELECT
            (SELECT sum(reactions)::BIGINT FROM filtered),
            (SELECT sum(events)::BIGINT FROM lines),
            (SELECT sum(reactions)::BIGINT FROM filtered WHERE year IS NOT NULL)
        """,
        parameters,
    )
    return Counts(*row)


def _row(
    database: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object] | None = None
) -> tuple[int, ...]:
    row = database.execute(sql, parameters).fetchone()
    assert row  # noqa: S101
    return row


def _column(database: duckdb.DuckDBPyConnection, sql: str) -> list[int]:
    return [value for (value,) in database.execute(sql).fetchall()]
