"""Rows of spreadsheets taken over."""

import argparse
import sys

from peace_ledger.cli.common import INVALID, USAGE, VALID, Commands, a_folder, a_path, print_problems, summary
from peace_ledger.problems import InvalidPackage

_CODES = (
    f"exit codes: {VALID} the rows are taken over, {INVALID} they would not make a valid package,"
    f" {USAGE} wrong usage, or a spreadsheet or mapping that cannot be understood"
)


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "import",
        help="take rows over from spreadsheets",
        description="Take the sheets of SOURCE that are tables over into the package in DIR: rows whose key"
        " is new are added, others changed. Columns are found by their names, or by a mapping file"
        " (docs/new-process.md). Says what was understood; writes nothing unless the package stays valid.",
        epilog=_CODES,
    )
    command.add_argument(
        "source", metavar="SOURCE", type=a_path, help="a workbook, a CSV file, or a folder of these"
    )
    command.add_argument("folder", metavar="DIR", type=a_folder, help="a package")
    command.add_argument("--mapping", metavar="FILE", type=a_path, help="what the columns are called (TOML)")
    command.add_argument(
        "--dry-run", action="store_true", help="say what would be taken over, and write nothing"
    )
    command.set_defaults(run=_import)


def _import(chosen: argparse.Namespace) -> int:
    from peace_ledger.curating import importing, mapping, spreadsheets

    try:
        mapped = mapping.read(chosen.mapping) if chosen.mapping else {}
        sheets = spreadsheets.read(chosen.source)
        outcome = importing.take(chosen.folder, sheets, mapped, write=not chosen.dry_run)
    except (mapping.Unclear, spreadsheets.Unreadable) as reason:
        print(reason, file=sys.stderr)
        return USAGE
    except InvalidPackage as fault:
        print_problems(fault.problems)
        print(f"{chosen.folder}: nothing was taken over; {summary(fault.problems)}", file=sys.stderr)
        return INVALID
    except OSError as error:
        print(f"{error.filename or chosen.folder}: cannot be written: {error.strerror}", file=sys.stderr)
        return INVALID
    for line in importing.told(outcome):
        print(line)
    problems = [fault.problem for fault in outcome.faults]
    if not outcome.is_sound:
        print(f"{chosen.folder}: nothing was taken over; {summary(problems)}", file=sys.stderr)
        return INVALID
    done = "would be" if chosen.dry_run else "is"
    print(f"{chosen.folder}: {done} {summary(problems)}", file=sys.stderr)
    return VALID
