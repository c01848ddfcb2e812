"""What commands have in common: exit codes, kinds of arguments, how problems are printed."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from peace_ledger.problems import Problem

VALID, INVALID, USAGE = 0, 1, 2

EXIT_CODES = f"exit codes: {VALID} all valid, {INVALID} problems were found, {USAGE} wrong usage"
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def a_folder(text: str) -> Path:
    """A folder that has to be there already."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text!r}")
    return path


def a_path(text: str) -> Path:
    """A file or a folder that has to be there already."""
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no file or folder {text!r}")
    return path


def print_problems(problems: Iterable[Problem], prefix: str = "") -> None:
    """Print problems, a line each."""
    for problem in problems:
        print(f"{prefix}{problem} [{problem.rule}]")


def is_error(problem: Problem) -> bool:
    """Whether a package is refused for a problem."""
    return problem.severity == "error"


def summary(problems: Sequence[Problem]) -> str:
    """Problems in numbers, for the end of what is printed."""
    errors = sum(map(is_error, problems))
    said = "valid" if errors == 0 else _counted(errors, "problem")
    warnings = len(problems) - errors
    return f"{said}; {_counted(warnings, 'warning')}" if warnings else said


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
