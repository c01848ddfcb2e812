"""The page on threats names tests that exist."""

import re

from tests.server import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(test_\w+|tests/[\w/]+\.py)`", PAGE)


def test_every_test_that_the_page_names_exists() -> None:
    files = {file.relative_to(ROOT).as_posix(): file for file in (ROOT / "tests").rglob("test_*.py")}
    functions = {
        name
        for file in files.values()
        for name in re.findall(r"^def (test_\w+)\(", file.read_text("utf-8"), re.M)
    }
    assert len(NAMED) > 20
    assert [name for name in NAMED if name not in functions | set(files)] == []


def test_every_attack_of_the_page_is_held_by_a_test() -> None:
    rows = re.findall(r"^\| (?!attack|---)(.+?) \| .+ \| (.+) \|$", PAGE, re.M)
    assert len(rows) > 10
    assert [attack for attack, held in rows if not re.search(r"`test", held)] == []
