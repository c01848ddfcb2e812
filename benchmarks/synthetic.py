"""Write a package with a machine-coded `reactions` of any size.

Run it by `python -m benchmarks.synthetic OUT --rows N`. It is the curated package, whose reactions stand
first, with N invented ones after them in the order of their days, as a monitor would append them. Each takes
a curated reaction as its template, some far more often than others, and is carried by one of 40 invented
feeds, which publish one item a day. Every id, text, publisher and title that is invented says "synthetic".
One seed always gives the same rows (with one version of DuckDB, whose `hash` draws them).
"""

import argparse
import csv
import json
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection
from tqdm import tqdm  # type: ignore[import-untyped]

from peace_ledger import descriptor, staging
from peace_ledger.descriptor import FILE_NAME, Package

CURATED = Path(__file__).resolve().parents[1] / "data" / "armenia-azerbaijan"
TABLE = "reactions"
FILE_ROWS = 5_000_000
_WRITERS = 2

# A template has a weight of 1, 1/2, 1/3 …; of the days after its own each has four fifths of the one before.
# The shares are whole numbers, so that their sums are exact and the groups have N rows together.
_PLAN = """
CREATE TABLE plan AS
WITH templates AS (
    SELECT
        reactions.*,
        coalesce(reactions.reacted_on, events.start_on) AS first_day,
        1e12 / row_number() OVER (ORDER BY hash(reactions.reaction_id, $seed)) AS weight,
        dense_rank() OVER (ORDER BY reactions.actor_id) AS actor_number
    FROM reactions
    INNER JOIN events ON reactions.event_id = events.event_id
),

groups AS (
    SELECT
        templates.*,
        CAST(templates.first_day + CAST(lags.lag AS INTEGER) AS DATE) AS day,
        CAST(round(templates.weight * power(0.8, lags.lag)) AS HUGEINT) AS share
    FROM templates
    CROSS JOIN range(31) AS lags (lag)
),

summed AS (
    SELECT
        groups.*,
        sum(share) OVER (ORDER BY day, row ROWS UNBOUNDED PRECEDING) AS upto,
        sum(share) OVER () AS total
    FROM groups
)

SELECT
    summed.* EXCLUDE (first_day, weight, share, upto, total),
    CAST($rows * (upto - share) // total AS BIGINT) AS first,
    CAST($rows * upto // total AS BIGINT) AS last
FROM summed
ORDER BY day, row
"""

# An actor is followed by eight of the feeds.
_MACROS = """
CREATE MACRO feed_of(actor_number, slot) AS (7 * actor_number + 5 * slot) % 40 + 1;
CREATE MACRO item_of(feed, day) AS format('synthetic-feed-{:02d}-{}', feed, day);
"""

_ITEMS = """
SELECT DISTINCT
    day,
    feed_of(actor_number, slot) AS feed,
    item_of(feed, day) AS source_id,
    CAST(day + CAST(hash(feed, day, $seed) % 3 AS INTEGER) AS DATE) AS published_on
FROM plan
CROSS JOIN range(8) AS slots (slot)
WHERE first < last
ORDER BY day, feed
"""

_ROWS = """
WITH numbered AS (
    SELECT *, unnest(range(greatest(first, $start), least(last, $stop))) AS number
    FROM plan
    WHERE first < $stop AND last > $start
),

drawn AS (
    SELECT
        *,
        hash(number, $seed, 'day') % 1000 AS by_day,
        hash(number, $seed, 'stance') % 1000 AS by_stance,
        hash(number, $seed, 'channel') % 1000 AS by_channel,
        hash(number, $seed, 'text') % 8 + 1 AS variant,
        -- By some more closely than by others.
        CAST(floor(8 * power(hash(number, $seed, 'feed') % 1000 / 1000, 2)) AS BIGINT) AS slot,
        list_position($stances, stance) AS place
    FROM numbered
),

carried AS (
    SELECT *, feed_of(actor_number, slot) AS feed
    FROM drawn
),

filled AS (
    SELECT * REPLACE (
        'synthetic-' || number AS reaction_id,
        CAST(NULL AS VARCHAR) AS speaker,
        'Synthetic speaker' AS speaker_role,
        CASE WHEN by_day >= 1000 * $undated THEN day END AS reacted_on,
        CASE
            WHEN by_stance < 900 THEN stance
            WHEN place = 1 THEN $stances[2]
            WHEN place = len($stances) OR by_stance < 950 THEN $stances[place - 1]
            ELSE $stances[place + 1]
        END AS stance,
        CASE
            WHEN by_channel < 800 THEN channel
            ELSE $channels[CAST(by_channel % len($channels) + 1 AS BIGINT)]
        END AS channel,
        CASE WHEN variant <= 2 THEN 'synthetic phrase ' || variant END AS key_phrase,
        'Synthetic text ' || variant || ': made for tests of speed; nobody said this.' AS summary,
        CASE WHEN feed % 10 = 0 THEN 'high' WHEN feed % 10 <= 6 THEN 'medium' ELSE 'low' END AS confidence,
        item_of(feed, day) AS source_id
    )
    FROM carried
)

SELECT * FROM filled
"""


def write(folder: Path, rows: int, seed: int = 1, file_rows: int = FILE_ROWS) -> None:
    """Write the package into a folder that is empty or not there yet; its descriptor comes last, so that a
    broken-off folder is no package. Raises FileExistsError.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    (folder / TABLE).mkdir(parents=True, exist_ok=True)
    package = descriptor.read(CURATED)
    with duckdb.connect() as database:
        staging.stage(package, CURATED, database)
        # Rows are made one after the other all the same; without it a whole file would be held in memory.
        database.execute("SET preserve_insertion_order = false")
        database.execute(_MACROS)
        database.execute(_PLAN, {"rows": rows, "seed": seed})
        for table in package.tables:
            if table.name != TABLE:
                shutil.copyfile(CURATED / table.paths[0], folder / table.paths[0])
        _append_sources(folder, package, database, seed)
        _write_reactions(folder / TABLE, package, database, rows, seed, file_rows)
    described = json.loads((CURATED / FILE_NAME).read_text(encoding="utf-8"))
    _describe(described, rows, seed)
    text = json.dumps(described, ensure_ascii=False, indent=2)
    (folder / FILE_NAME).write_text(f"{text}\n", encoding="utf-8")


def _append_sources(folder: Path, package: Package, database: DuckDBPyConnection, seed: int) -> None:
    table = package.table("sources")
    items = database.execute(_ITEMS, {"seed": seed}).fetchall()
    with (folder / table.paths[0]).open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table.columns, lineterminator="\n")
        writer.writerows(_source(*item) for item in items)


def _source(day: date, feed: int, source_id: str, published_on: date) -> dict[str, object]:
    return {
        "source_id": source_id,
        "title": f"Feed {feed:02d}, {day.day} {day:%B %Y}",
        "publisher": f"Synthetic feed {feed:02d}",
        "published_on": published_on,
        "kind": "aggregator",
        "language": "en",
        "perspective": ("third_party", "armenia", "azerbaijan", "third_party")[feed % 4],
    }


def _write_reactions(
    folder: Path, package: Package, database: DuckDBPyConnection, rows: int, seed: int, file_rows: int
) -> None:
    table = package.table(TABLE)
    columns = ", ".join(table.columns)
    _copy(database, columns, "reactions", folder / "0000.parquet", {})
    (undated,) = database.execute("SELECT 1 - count(reacted_on) / count(*) FROM reactions").fetchall()[0]
    shared = {
        "seed": seed,
        "undated": undated,
        "stances": list(table.field("stance").codes),
        "channels": list(table.field("channel").codes),
    }

    def one_file(number: int, start: int) -> int:
        stop = min(start + file_rows, rows)
        with database.cursor() as cursor:
            place = folder / f"{number:04d}.parquet"
            _copy(cursor, columns, f"({_ROWS})", place, {**shared, "start": start, "stop": stop})
        return stop - start

    # DuckDB makes the rows of one group in one thread, so the cores are filled by files.
    with (
        ThreadPoolExecutor(_WRITERS) as writers,
        tqdm(total=rows, desc="writing reactions", unit="row", unit_scale=True) as bar,
    ):
        starts = range(0, rows, file_rows)
        for written in writers.map(one_file, range(1, len(starts) + 1), starts):
            bar.update(written)


def _copy(database: DuckDBPyConnection, columns: str, rows: str, place: Path, values: dict[str, Any]) -> None:
    sql = "COPY (SELECT {columns} FROM {rows}) TO {place} (FORMAT parquet, COMPRESSION zstd)"
    database.execute(sql.format(columns=columns, rows=rows, place=staging.literal(place)), values)


def _describe(described: dict[str, Any], rows: int, seed: int) -> None:
    """Turn the descriptor of the curated package into that of the synthetic one."""
    described |= {
        "name": f"synthetic-{described['name']}",
        "title": f"Synthetic reactions on {described['title']}",
        "version": f"{described['version']}-synthetic-{rows}-{seed}",
        "description": f"For tests of speed: the curated package with {rows:,} invented reactions and their "
        "invented sources. What is invented is called synthetic; nobody said it.",
    }
    (reactions,) = (resource for resource in described["resources"] if resource["name"] == TABLE)
    for property_of_csv in ("dialect", "encoding"):
        reactions.pop(property_of_csv)
    reactions |= {"path": TABLE, "format": "parquet", "mediatype": "application/vnd.apache.parquet"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a package as the command line asks for it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", metavar="OUT", type=Path, help="a folder that is empty or not there yet")
    parser.add_argument("--rows", type=int, required=True, help="how many reactions to invent")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other rows (default: 1)")
    chosen = parser.parse_args(arguments)
    if chosen.rows < 1:
        parser.error("--rows must be at least 1")
    began = time.perf_counter()
    try:
        write(chosen.folder, chosen.rows, chosen.seed)
    except FileExistsError as error:
        parser.error(str(error))
    size = sum(file.stat().st_size for file in chosen.folder.rglob("*.parquet"))
    print(f"{chosen.rows:,} reactions, {size / 1e6:,.1f} MB, in {time.perf_counter() - began:,.1f} s")


if __name__ == "__main__":
    main()
