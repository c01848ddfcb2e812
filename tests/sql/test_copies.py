"""The copy has what the pages ask, gives the same rows, and goes."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import synthetic
from peace_ledger import build, built_parts, filters
from peace_ledger import dataset as datasets
from peace_ledger.engine import Engine, open_engine
from peace_ledger.sql import copies
from peace_ledger.sql.copies import Copy
from peace_ledger.sql.examples import EXAMPLES, Example
from peace_ledger.sql.pool import Pool
from peace_ledger.state import LONGEST_SQL, State
from tests.fixtures import TODAY

ASKED = (
    "reactions/summary",
    "releases/handed_over",
    "commitments/status_by_theme",
    "sources/publishers",
    "method/counts",
)


def test_nobody_else_may_enter_it(copied: Copy) -> None:
    assert stat.S_IMODE(copied.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((copied.folder / "ledger.duckdb").stat().st_mode) == 0o400


@pytest.mark.parametrize("name", ASKED)
def test_a_named_query_gives_what_the_page_has(children: Pool, engine: Engine, name: str) -> None:
    if "status" in name:
        # Statuses are those of the day on which they are asked.
        asked = filters.parameters(State(), TODAY.today())
    else:
        asked = filters.parameters(State(), TODAY)
    expected = [list(row.values()) for row in engine.rows(name, asked)]
    given = children.ask(f"FROM {copies.view_of(name)}")
    plain = [[cell.isoformat() if hasattr(cell, "isoformat") else cell for cell in row] for row in expected]
    assert sorted(given.rows, key=repr) == sorted(plain, key=repr)


def test_the_text_of_a_named_query_runs_as_it_is(children: Pool, engine: Engine) -> None:
    short = [name for name in copies.named(engine) if len(copies.text_of(engine.queries[name])) <= 1_500]
    assert len(short) > 10
    for name in short[::4]:
        text = copies.text_of(engine.queries[name])
        assert len(text) <= LONGEST_SQL
        assert "$" not in text
        assert children.ask(text).rows == children.ask(f"FROM {copies.view_of(name)}").rows


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_every_example_gives_rows(children: Pool, example: Example) -> None:
    assert children.ask(example.sql).rows


def test_a_copy_is_removed(engine: Engine) -> None:
    made = copies.copy(engine)
    made.remove()
    assert not made.folder.exists()


@pytest.fixture(scope="module")
def in_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A package whose reactions stay in files."""
    folder = tmp_path_factory.mktemp("large") / "package"
    synthetic.write(folder, 2_000, file_rows=700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(built_parts, "MOST_IN_MEMORY", 500)
        build.build(folder)
        made = open_engine(datasets.load(folder))
    yield made
    made.dataset.database.close()


def test_a_table_in_files_is_asked_there(in_files: Engine) -> None:
    assert in_files.dataset.stored == {"reactions"}
    (counted,) = in_files.rows("reactions/summary", filters.parameters(State(), TODAY))
    rows = counted["reactions"]
    copied = copies.copy(in_files)
    children = Pool(copied, deadline=20, warm=1)
    try:
        assert children.ask("SELECT count(*) FROM reactions").rows == [[rows]]
        assert children.ask("SELECT sum(reactions) FROM cells_reactions").rows == [[rows]]
        assert children.ask("FROM queries.reactions_summary").rows[0][0] == rows
        assert Path(in_files.dataset.folder).name not in repr(children.ask("FROM reactions LIMIT 1"))
    finally:
        children.close()
        copied.remove()
