"""A package that does not fit into memory."""

import argparse
import sys
import time

from peace_ledger.cli.common import INVALID, USAGE, VALID, Commands, a_folder, print_problems, summary
from peace_ledger.problems import InvalidPackage

_CODES = f"exit codes: {VALID} it is built, {INVALID} it is not, {USAGE} wrong usage"


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "build",
        help="prepare a package whose reactions do not fit into memory",
        description="Validate the data package in DIR, and prepare its reactions for being served from files,"
        " in DIR/built. Files that did not change since the last build are not read again. A smaller package"
        " needs no build and is only validated.",
        epilog=_CODES,
    )
    command.add_argument("folder", metavar="DIR", type=a_folder, help="a package")
    command.set_defaults(run=_build)


def _build(chosen: argparse.Namespace) -> int:
    from peace_ledger import build

    began = time.perf_counter()
    try:
        done = build.build(chosen.folder)
    except InvalidPackage as fault:
        print_problems(fault.problems)
        print(f"{chosen.folder}: not built; {summary(fault.problems)}", file=sys.stderr)
        return INVALID
    except build.Failed as reason:
        print(reason, file=sys.stderr)
        return INVALID
    except OSError as error:
        place = error.filename or chosen.folder
        print(f"{place}: cannot be built; {build.KEPT}: {error.strerror}", file=sys.stderr)
        return INVALID
    except KeyboardInterrupt:
        print(f"\n{chosen.folder}: broken off; {build.KEPT}", file=sys.stderr)
        return INVALID
    if done is None:
        print(f"{chosen.folder}: valid, and small enough to be served without a build")
        return VALID
    cells, size = sum(part.cells for part in done.parts), sum(part.rows_bytes for part in done.parts)
    print(
        f"{chosen.folder}: {done.rows:,} rows ({size / 1e6:,.1f} MB) in {len(done.parts)} parts,"
        f" {cells:,} cells, {time.perf_counter() - began:,.1f} s"
    )
    return VALID
