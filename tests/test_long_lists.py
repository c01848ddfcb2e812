"""A package whose reactions stay in files answers as one in memory, and its lists are read by parts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from benchmarks import synthetic
from pages import overview
from peace_ledger import api, build, built_parts, filters, long_lists
from peace_ledger import dataset as datasets
from peace_ledger.engine import Engine, Part, open_engine
from peace_ledger.state import State
from tests.altered import serving
from tests.asked import ask
from tests.fixtures import TODAY
from tests.pages import open_page

SEED = "joint-statement-2023-12-07"
STATES = {
    "all": State(),
    "one actor": State(actors=("european-union",), confidence="medium"),
    "known early": State(known=date(2023, 12, 10)),
    "a period": State(since=date(2021, 1, 1), until=date(2023, 12, 31), stances=("welcomes", "critical")),
    "an event": State(events=(SEED,)),
    "nothing": State(until=date(1990, 1, 1)),
}
OWN = {"map_event": SEED, "chosen_event": SEED, "chosen_actor": "european-union", "newest": None}


class Both(NamedTuple):
    """The same package from files and in memory."""

    folder: Path
    in_files: Engine
    in_memory: Engine


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """A package of two thousand machine-coded reactions."""
    folder = tmp_path_factory.mktemp("large") / "package"
    synthetic.write(folder, 2_000, file_rows=700)
    in_memory = open_engine(datasets.load(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(built_parts, "MOST_IN_MEMORY", 500)
        build.build(folder)
        in_files = open_engine(datasets.load(folder))
    yield Both(folder, in_files, in_memory)
    for engine in (in_files, in_memory):
        engine.dataset.database.close()


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_every_query_gives_the_same_rows_from_files(both: Both, state: State) -> None:
    assert both.in_files.dataset.stored == {"reactions"}
    asked = filters.parameters(state, TODAY) | OWN
    for name in both.in_memory.queries:
        if name.partition("/")[0] in ("cells", "ledger", "filtered"):
            continue
        assert both.in_files.rows(name, asked) == both.in_memory.rows(name, asked), name
    last = {**asked, "newest": overview.LAST_CHANGES}
    found = both.in_files.rows("overview/last_changes", last)
    assert found == both.in_memory.rows("overview/last_changes", last)
    assert len(found) <= overview.LAST_CHANGES


def test_charts_read_no_files(both: Both) -> None:
    lists = ("evidence/", "tables/", "feed/")
    reading = {name for name in both.in_files.queries if both.in_files.is_long(name)}
    of_pages = {name for name in reading if name.partition("/")[0] not in api.PRIVATE}
    assert {name for name in of_pages if not name.startswith(lists)} == {"overview/last_changes"}
    assert not any(both.in_memory.is_long(name) for name in both.in_memory.queries)


MARKS: tuple[dict[str, Any], ...] = (
    {},
    {"mark_event": SEED, "mark_stance": "welcomes"},
    {"mark_side": "third_party", "mark_delay": "4-7"},
    {"mark_first": "2023-12-07", "mark_last": "2023-12-09"},
    {"mark_id": "synthetic-7"},
)


@settings(max_examples=60)
@given(
    state=some.sampled_from(list(STATES.values())),
    mark=some.sampled_from(MARKS),
    limit=some.integers(1, 400),
    offset=some.integers(0, 2_500),
    latest_first=some.booleans(),
)
def test_a_part_is_what_stands_there(
    both: Both, state: State, mark: dict[str, Any], limit: int, offset: int, latest_first: bool
) -> None:
    asked = filters.parameters(state, TODAY) | mark
    part = Part(limit, offset, latest_first)
    found = long_lists.listed(both.in_files, "evidence/reactions", asked, part)
    expected = long_lists.listed(both.in_memory, "evidence/reactions", asked, part)
    assert found.total == expected.total
    if latest_first:
        # Of one day, rows in files stand by their id.
        assert [row["day"] for row in found.rows] == [row["day"] for row in expected.rows]
    else:
        assert found.rows == expected.rows


def test_the_parts_with_the_latest_first_are_the_whole(both: Both) -> None:
    asked = filters.parameters(State(), TODAY)
    whole = both.in_memory.rows("evidence/reactions", asked)
    found = [
        row
        for offset in range(0, len(whole), 300)
        for row in long_lists.listed(
            both.in_files, "evidence/reactions", asked, Part(300, offset, latest_first=True)
        ).rows
    ]
    ids = [row["reaction_id"] for row in found]
    assert sorted(ids) == sorted(row["reaction_id"] for row in whole)


@pytest.fixture
def served(both: Both, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package from files, with lower limits."""
    monkeypatch.setattr(built_parts, "MOST_IN_MEMORY", 500)
    monkeypatch.setattr(api, "MOST_IN_FILE", 1_000)
    monkeypatch.setattr(long_lists, "MOST_LISTED", 50)
    with serving(both.folder):
        yield


@pytest.mark.usefixtures("served")
def test_a_table_too_long_for_one_file_is_refused_and_given_by_parts() -> None:
    refused = ask("/api/v1/tables/reactions.csv")
    assert refused.status == 400
    assert b"It has 2,298 rows, and one file holds 1,000" in refused.body
    assert b"ask for parts by limit and offset" in refused.body
    part = ask("/api/v1/tables/reactions.json", ("limit", "100"), ("offset", "2200"))
    assert part.headers["x-total-count"] == "2298"
    assert part.body.count(b'"reaction_id"') >= 98
    few = ask("/api/v1/tables/reactions.csv", ("event", SEED), ("actor", "european-union"))
    assert few.status == 200


@pytest.mark.usefixtures("served")
def test_rows_of_all_tables_are_refused_where_reactions_are_too_many() -> None:
    refused = ask("/api/v1/queries/evidence/rows.csv")
    assert refused.status == 400
    assert b"choose more filters" in refused.body


@pytest.mark.usefixtures("served")
def test_a_page_lists_the_first_rows_and_says_so() -> None:
    page = open_page("reactions")
    listed = page.cards["reaction_list"]
    assert len(listed["rows"]) == 50
    assert "2,298 reactions" in listed["subtitle"]
    assert "the first 50 are listed" in listed["subtitle"]
