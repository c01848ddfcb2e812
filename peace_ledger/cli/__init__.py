"""The command line: `python -m peace_ledger …`, a module for each command.

A command imports what it needs when it runs, because DuckDB would make --help and usage errors slow.
"""

import argparse
from collections.abc import Sequence

from peace_ledger.cli import bench, build, check, curate, diff, import_rows, new, release, snapshot
from peace_ledger.cli.common import EXIT_CODES

COMMANDS = (new, import_rows, curate, check, build, release, diff, snapshot, bench)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code. Wrong usage ends in SystemExit(2), as argparse has it."""
    chosen = parser().parse_args(arguments)
    code: int = chosen.run(chosen)
    return code


def parser() -> argparse.ArgumentParser:
    """All commands with their options; the reference in the documentation is made from it, too."""
    made = argparse.ArgumentParser(
        prog="python -m peace_ledger", epilog=f"{EXIT_CODES}; --help of a command has its own"
    )
    commands = made.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return made
