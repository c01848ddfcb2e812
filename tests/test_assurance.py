"""The page of what was tried says what its suites printed, and that something got through where it did."""

from tests import assurance
from tests.assurance import Suite


def made(text: str, pattern: str, code: int = 0) -> assurance.Done:
    """How a suite ended that prints a text."""
    command = ("-c", f"import sys; print({text!r}); sys.exit({code})")
    return assurance.run(Suite("A suite", command, pattern, "things"))


def test_numbers_add_up_and_what_failed_is_told() -> None:
    text = "1,200 attacks\n.x: 34 cells, none is run\nnothing"
    sound = made(text, r"([\d,]+) (?:attacks|cells)\b")
    broken = made("5 attacks", r"([\d,]+) attacks", code=1)
    assert (sound.tried, sound.is_sound) == (1_234, True)
    assert (broken.tried, broken.is_sound) == (5, False)
    lines = assurance.report([sound, broken]).splitlines()
    rows = [line for line in lines if line.startswith("| A suite")]
    cells = [[cell.strip() for cell in line.split("|")[3:5]] for line in rows]
    assert cells == [["1,234 things", "0"], ["5 things", "**something**"]]


def test_the_patterns_find_what_the_suites_print() -> None:
    printed = {
        "Faults of a curator": ("5,000 corruptions of 125 kinds, seed 1; missed: 0", 5_000),
        "SQL of an attacker": ("289 tried, 12 beside them; lost: 0", 289),
        "Data replaced, damaged, taken away under load": (
            "2 swaps (a, b) under load: 10 CSV, 10 JSON, 5 cards, 1 cards left to the page, 5 choices, 9"
            " health (30 of 1): 0 wrong, 0 failed",
            40,
        ),
        "Attacks in texts, ids and addresses": ("/api: 390 attacks, none left its place", 390),
        "Requests as no browser sends them": ("/api/: 95 ways tried, 0 led out", 95),
        "A crowd": ("12 passed in 3.4s", 12),
        "An hour of use": ("| first views | 1,360 | 35 | 90 | 120 |\n| 1/10 | 5 | 413 | 25 |", 1_360),
    }
    for suite in assurance.SUITES:
        text, expected = printed[suite.what]
        assert made(text, suite.tried).tried == expected, suite.what
