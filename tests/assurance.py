"""Everything by which the ledger is attacked, damaged and worn out, in one run, and what of it got through.

    python -m tests.assurance --out docs/assurance.md

takes about an hour on two cores, and runs one suite after the other, each in a process of its own. The suites
of `tests/` are those of the normal run; corruptions and the soak are longer than there. Ends with exit code 1
where anything got through.
"""

import argparse
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PYTEST = ("-m", "pytest", "-n0", "-q", "-s")


@dataclass(frozen=True)
class Suite:
    """What is tried: by which command of Python, and how its output says how often, as a number in brackets;
    where it says so more than once, the numbers add up.
    """

    what: str
    command: tuple[str, ...]
    tried: str
    noun: str

    @property
    def shown(self) -> str:
        """The command as one types it."""
        return " ".join(("python", *self.command))


SUITES = (
    Suite(
        "Faults of a curator",
        ("-m", "tests.corruptions", "--count", "5000"),
        r"^([\d,]+) corruptions of",
        "corruptions",
    ),
    Suite(
        "SQL of an attacker",
        (*_PYTEST, "tests/sql"),
        r"^([\d,]+) tried, ",
        "queries",
    ),
    Suite(
        "Data replaced, damaged, taken away under load",
        (*_PYTEST, "tests/test_swaps.py", "tests/test_pickup.py"),
        r"([\d,]+) (?:CSV|JSON|cards|choices|health)\b",
        "answers",
    ),
    Suite(
        "Attacks in texts, ids and addresses",
        (*_PYTEST, "tests/test_hostile.py", "tests/browser/test_hostile.py"),
        r"([\d,]+) (?:attacks|cells)\b",
        "attacks",
    ),
    Suite(
        "Requests as no browser sends them",
        (*_PYTEST, "tests/test_raw_requests.py", "tests/test_headers.py", "tests/test_streamlit_gate.py"),
        r"([\d,]+) ways tried",
        "paths",
    ),
    Suite("A crowd", (*_PYTEST, "tests/test_crowd.py", "tests/test_flood.py"), r"([\d,]+) passed", "tests"),
    Suite("An hour of use", ("-m", "benchmarks.soak"), r"^\| [a-z ]+ \| ([\d,]+) \| [\d,]+ \|", "answers"),
)


@dataclass(frozen=True)
class Done:
    """How a suite ended."""

    suite: Suite
    is_sound: bool
    tried: int
    seconds: float
    output: str


def run(suite: Suite) -> Done:
    """Run a suite, and show what it prints."""
    began, lines = time.monotonic(), []
    with subprocess.Popen(
        [sys.executable, *suite.command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    output = "".join(lines)
    numbers = re.findall(suite.tried, output, re.MULTILINE)
    tried = sum(int(number.replace(",", "")) for number in numbers)
    return Done(suite, process.returncode == 0, tried, time.monotonic() - began, output)


def report(done: list[Done]) -> str:
    """All suites as a page."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "duckdb", "plotly"))
    lines = [
        "# What was tried, and what got through",
        "",
        f"The last full run, {datetime.now(UTC):%Y-%m-%d}: Python {platform.python_version()}, {versions}."
        " `python -m tests.assurance --out docs/assurance.md` makes this page anew; the suites of"
        " `tests/` are part of every test run, corruptions and the soak in a shorter form.",
        "",
        "| what | by | tried | got through | seconds |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for one in done:
        lost = "0" if one.is_sound else "**something**"
        tried = f"{one.tried:,} {one.suite.noun}"
        lines.append(f"| {one.suite.what} | `{one.suite.shown}` | {tried} | {lost} | {one.seconds:,.0f} |")
    soak = done[-1]
    if soak.suite is SUITES[-1]:
        lines += ["", "## The hour of use", "", soak.output.strip()]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.assurance", description=__doc__)
    parser.add_argument("--out", type=Path, help="a Markdown file to write the report to")
    chosen = parser.parse_args()
    done = [run(suite) for suite in SUITES]
    told = report(done)
    print(told)
    if chosen.out:
        chosen.out.write_text(told, "utf-8")
    return 0 if all(one.is_sound for one in done) else 1


if __name__ == "__main__":
    sys.exit(main())
