"""The generator of synthetic packages: what it writes is valid, marked, and the same for the same seed."""

from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from benchmarks import synthetic
from peace_ledger import dataset
from peace_ledger.dataset import Dataset
from tests.fixtures import CURATED

ROWS = 5_000


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic package in three files besides that of the curated rows."""
    folder = tmp_path_factory.mktemp("synthetic") / "package"
    synthetic.write(folder, ROWS, file_rows=2_000)
    return folder


@pytest.fixture(scope="module")
def loaded(package: Path) -> Dataset:
    return dataset.load(package)


def test_the_package_is_valid_and_holds_the_curated_rows_and_as_many_as_asked_for(loaded: Dataset) -> None:
    curated = dataset.load(CURATED)
    for table in curated.package.tables:
        first = curated.database.sql(f"FROM {table.name} ORDER BY row").fetchall()
        found = loaded.database.sql(f"FROM {table.name} ORDER BY row").fetchall()
        assert found[: len(first)] == first
        if table.name == "reactions":
            assert len(found) == len(first) + ROWS
        elif table.name != "sources":
            assert found == first


def test_what_is_invented_says_so_and_nobody_is_named(loaded: Dataset) -> None:
    assert "ynthetic" in loaded.package.title
    assert loaded.package.name != dataset.load(CURATED).package.name
    invented = loaded.database.sql("FROM reactions WHERE reaction_id LIKE 'synthetic-%'")
    assert invented.count("row").fetchall() == [(ROWS,)]
    marks = "speaker IS NULL AND contains(summary, 'nthetic') AND source_id LIKE 'synthetic-feed-%'"
    assert invented.filter(f"NOT ({marks})").fetchall() == []
    unmarked = "source_id LIKE 'synthetic-%' AND publisher NOT LIKE 'Synthetic feed %'"
    assert loaded.database.sql("FROM sources").filter(unmarked).fetchall() == []


def test_rows_follow_their_templates(loaded: Dataset) -> None:
    strangers = """
        SELECT DISTINCT event_id, actor_id FROM reactions WHERE reaction_id LIKE 'synthetic-%'
        EXCEPT SELECT event_id, actor_id FROM reactions WHERE reaction_id NOT LIKE 'synthetic-%'
    """
    assert loaded.database.sql(strangers).fetchall() == []
    ((undated, curated),) = loaded.database.sql("""
        SELECT
            avg(CAST(reacted_on IS NULL AS INTEGER)) FILTER (reaction_id LIKE 'synthetic-%'),
            avg(CAST(reacted_on IS NULL AS INTEGER)) FILTER (reaction_id NOT LIKE 'synthetic-%')
        FROM reactions
    """).fetchall()
    assert undated == pytest.approx(curated, abs=0.03)


def test_files_follow_one_another_in_time(package: Path) -> None:
    files = sorted((package / "reactions").iterdir())
    assert [file.name for file in files] == ["0000.parquet", "0001.parquet", "0002.parquet", "0003.parquet"]
    spans = [
        duckdb.sql(f"SELECT min(reacted_on), max(reacted_on) FROM '{file}'").fetchall()[0] for file in files
    ]
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans[1:])), spans


def test_a_seed_gives_the_same_rows_again_and_another_one_others(package: Path, tmp_path: Path) -> None:
    synthetic.write(tmp_path / "same", ROWS, file_rows=2_000)
    synthetic.write(tmp_path / "other", ROWS, seed=2, file_rows=2_000)
    first, same, other = (
        duckdb.sql(f"FROM '{folder}/reactions/*.parquet'").fetchall()
        for folder in (package, tmp_path / "same", tmp_path / "other")
    )
    assert first == same
    assert first != other


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(SystemExit) as ended:
        synthetic.main([str(tmp_path), "--rows", "10"])
    assert ended.value.code == 2
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]
