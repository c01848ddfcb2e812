"""What a query costs on Spark beside DuckDB: `python -m benchmarks.spark`; see `docs/spark.md`.

A real Spark Connect server runs on this machine. Of a package in memory every query is asked of both,
whatever the ledger would do, and summed by folder, which is a page; of one whose reactions stay in files,
those queries that read them. Each is asked under filters not asked before, of one engine and then of the
other, so that whatever else the machine does hits both alike; medians, and their ratios in this run.
"""

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import machine, spark_server, synthetic
from peace_ledger import build, built_parts, catalog, dataset, filters, long_lists
from peace_ledger.engine import Engine, open_engine
from peace_ledger.spark.engine import SparkEngine
from peace_ledger.state import State

SEED = "joint-statement-2023-12-07"
OWN = {"apart": False, "chosen_actor": "european-union", "chosen_event": SEED, "map_event": SEED}
UNASKED = ("filtered/", "ledger/", "cells/")
PATIENCE = 600.0
PACKAGES = ("duckdb", "pyspark", "sqlglot")


@dataclass(frozen=True)
class Cost:
    """Milliseconds that something took on both engines, each the median of several filters."""

    what: str
    duckdb: float
    spark: float

    @property
    def line(self) -> str:
        """As a row of a table."""
        return f"| {self.what} | {self.duckdb:,.0f} | {self.spark:,.0f} | {self.spark / self.duckdb:,.1f} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--rows", default="300", help="sizes of reactions, with commas; 300 is the curated package"
    )
    parser.add_argument("--repeats", type=int, default=5, help="filters under which each query is asked")
    parser.add_argument("--packages", type=Path, help="where large packages are kept, as rows-<number>")
    parser.add_argument("--out", type=Path, help="the file of the results")
    chosen = parser.parse_args(arguments)
    with ExitStack() as stack:
        here = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        written = [_conditions()]
        for rows in map(int, chosen.rows.split(",")):
            folder = _package(rows, chosen.packages or here)
            settings = spark_server.FOR_FEW_ROWS if rows <= built_parts.MOST_IN_MEMORY else {}
            (home := here / f"spark-{rows}").mkdir()
            with spark_server.running(home, settings, "3g") as server:
                written.append(_measured(rows, folder, server.address, home, chosen.repeats))
            print(written[-1], flush=True)
    if chosen.out:
        chosen.out.write_text(
            "# Queries on Spark beside DuckDB\n\n" + "\n\n".join(written) + "\n", encoding="utf-8"
        )


def _conditions() -> str:
    told = machine.conditions("", PACKAGES)
    return "\n".join(f"- {name}: {value}" for name, value in told.items() if value)


def _package(rows: int, packages: Path) -> Path:
    """The package of that size, written and built where it is missing."""
    if rows == 300:
        return synthetic.CURATED
    folder = packages / f"rows-{rows}"
    if not folder.is_dir():
        synthetic.write(folder, rows)
    build.build(folder)
    return folder


def _measured(rows: int, folder: Path, address: str, shared: Path, repeats: int) -> str:
    loaded = dataset.load(folder)
    alone, start = open_engine(loaded), time.perf_counter()
    spark = SparkEngine(dataset.load(folder), catalog.read(), address, shared, PATIENCE)
    seconds = time.perf_counter() - start
    of_files = [
        name for name in spark.queries if spark.is_asked_of_spark(name) and not name.startswith(UNASKED)
    ]
    given = list(_given(alone, repeats + 1))
    costs = _of_files(of_files, alone, spark, given) if of_files else _of_pages(alone, spark, given)
    spark.close()
    head = f"## {rows:,} reactions\n\nOpening it, with a session and what is shared: {seconds:.1f} s.\n\n"
    table = "| milliseconds | DuckDB | Spark | ratio |\n| --- | --: | --: | --: |\n"
    return head + table + "\n".join(cost.line for cost in costs)


def _given(engine: Engine, count: int) -> Iterator[dict[str, Any]]:
    today = datetime.now(UTC).date()
    for actor in list(engine.dataset.actors)[:count]:
        yield filters.parameters(State(actors=(actor,)), today) | OWN


def _of_pages(alone: Engine, spark: SparkEngine, given: Sequence[Mapping[str, Any]]) -> Iterator[Cost]:
    """Every query, summed by the folders they are in."""
    sums: defaultdict[str, list[Cost]] = defaultdict(list)
    for name in spark.queries:
        if not name.startswith(UNASKED):
            sums[name.partition("/")[0]].append(_cost(name, alone.rows, _whole(spark), given))
    for folder, costs in sums.items():
        what = f"`{folder}/`, {len(costs)} queries"
        yield Cost(what, sum(one.duckdb for one in costs), sum(one.spark for one in costs))


def _of_files(
    names: Sequence[str], alone: Engine, spark: SparkEngine, given: Sequence[Mapping[str, Any]]
) -> Iterator[Cost]:
    """The queries that read rows, as a page lists them."""
    for name in names:
        cost = _cost(name, _listed(alone), _listed(spark), given)
        yield Cost(f"`{name}`", cost.duckdb, cost.spark)


Ask = Callable[[str, Mapping[str, Any]], object]


def _listed(engine: Engine) -> Ask:
    return lambda name, given: long_lists.of_page(engine, name, given, latest_first=False)


def _whole(spark: SparkEngine) -> Ask:
    def ask(name: str, given: Mapping[str, Any]) -> object:
        values = tuple((key, given.get(key)) for key in sorted(spark.queries[name].parameters))
        return spark.asked_of_spark(name, values)

    return ask


def _cost(name: str, of_duckdb: Ask, of_spark: Ask, given: Sequence[Mapping[str, Any]]) -> Cost:
    # The first of all is a rehearsal: it loads and compiles.
    pairs = [(_milliseconds(of_duckdb, name, one), _milliseconds(of_spark, name, one)) for one in given][1:]
    return Cost(name, *(statistics.median(side) for side in zip(*pairs, strict=True)))


def _milliseconds(ask: Ask, name: str, given: Mapping[str, Any]) -> float:
    start = time.perf_counter()
    ask(name, given)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
