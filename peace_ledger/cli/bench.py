"""Measuring, which the repository does."""

import argparse
import subprocess
import sys
from pathlib import Path

from peace_ledger.cli.common import USAGE, Commands


def add(commands: Commands) -> None:
    """Add the command."""
    # With no character for options every argument is passed on, --help too.
    command = commands.add_parser(
        "bench",
        help="measure the pages in a browser, beside peers (needs the repository)",
        prefix_chars="\0",
        add_help=False,
    )
    command.add_argument("arguments", nargs="*")
    command.set_defaults(run=_bench)


def _bench(chosen: argparse.Namespace) -> int:
    root = Path(__file__).resolve().parents[2]
    if not (root / "benchmarks" / "__main__.py").is_file():
        print("bench runs what is in the folder benchmarks/ of the repository, which is not here.")
        return USAGE
    command = [sys.executable, "-m", "benchmarks", *chosen.arguments]
    return subprocess.run(command, cwd=root, check=False).returncode  # noqa: S603
