"""The digest of the program changes with it, and only with it."""

import subprocess
import sys
from pathlib import Path

import pytest

from peace_ledger import program
from tests.server import ROOT


@pytest.fixture
def queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the place of `queries/`."""
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "a.sql").write_text("SELECT 1")
    monkeypatch.setattr(program, "QUERIES", tmp_path)
    return tmp_path


def digest() -> str:
    """The digest of the program as it is now."""
    program.digest.cache_clear()
    try:
        return program.digest()
    finally:
        program.digest.cache_clear()


def test_it_changes_with_a_query_and_comes_back(queries: Path) -> None:
    before = digest()
    (queries / "events" / "a.sql").write_text("SELECT 2")
    assert digest() != before
    (queries / "events" / "a.sql").write_text("SELECT 1")
    assert digest() == before


def test_it_changes_where_a_query_has_another_name(queries: Path) -> None:
    before = digest()
    (queries / "events" / "a.sql").rename(queries / "events" / "b.sql")
    assert digest() != before


def test_every_process_of_one_program_has_the_same() -> None:
    command = [sys.executable, "-c", "from peace_ledger import program; print(program.digest())"]
    other = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest()
