"""A package to begin with."""

import argparse
import sys
from pathlib import Path

from peace_ledger.cli.common import INVALID, USAGE, VALID, Commands

_CODES = f"exit codes: {VALID} it is written, {INVALID} it cannot be, {USAGE} wrong usage"


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "new",
        help="begin a package for another process",
        description="Write a valid package without rows into DIR: every table with its header, code lists to"
        " adapt, a guide that explains each column by an example, and a workbook to collect rows in.",
        epilog=_CODES,
    )
    command.add_argument("folder", metavar="DIR", type=Path, help="a folder that is empty or not there yet")
    command.add_argument("--title", default="A peace process", help="what the process is called")
    command.add_argument(
        "--party",
        metavar="ID=NAME",
        action="append",
        default=[],
        dest="parties",
        help="a side, and the name of the actor that stands for it; once for each side. A kind of actor other"
        " than a state follows after a comma: south=Southern Front,armed_or_de_facto",
    )
    command.set_defaults(run=_new)


def _new(chosen: argparse.Namespace) -> int:
    from peace_ledger.curating import scaffold

    try:
        parties = [scaffold.party(text) for text in chosen.parties] or scaffold.PLACEHOLDERS
        package = scaffold.begin(chosen.folder, chosen.title, parties)
    except scaffold.Refused as reason:
        print(reason, file=sys.stderr)
        return USAGE
    except OSError as error:
        print(f"{error.filename or chosen.folder}: cannot be written: {error.strerror}", file=sys.stderr)
        return INVALID
    sides = ", ".join(party.label for party in package.parties)
    print(f"{chosen.folder}: a package with {len(package.tables)} tables, between {sides}")
    print(
        f"Fill {chosen.folder / scaffold.WORKBOOK}, then: python -m peace_ledger import"
        f" {chosen.folder / scaffold.WORKBOOK} {chosen.folder}"
    )
    return VALID
