"""A version kept for good."""

import argparse
import sys
from datetime import date
from pathlib import Path

from peace_ledger.cli.common import INVALID, USAGE, VALID, Commands, a_folder, print_problems, summary
from peace_ledger.problems import InvalidPackage

_CODES = f"exit codes: {VALID} the version is kept, {INVALID} it was refused, {USAGE} wrong usage"


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "release",
        help="keep the present version of a package for good",
        description="Validate the data package in DIR and keep its present version in DIR/versions, so that"
        " links with this version open it for good. Where that number is kept already with other content, the"
        " next one is taken and put into datapackage.json. What is new is written into DIR/CHANGELOG.md, and"
        " how to cite it into DIR/CITATION.cff.",
        epilog=_CODES,
    )
    command.add_argument("folder", metavar="DIR", type=a_folder, help="a package")
    command.add_argument("--version", help="the number it gets, instead of the next one")
    command.add_argument(
        "--prune",
        action="store_true",
        help="also delete the files in DIR/versions/objects that belong to no version,"
        " as after a release that was broken off",
    )
    command.set_defaults(run=_release)


def _release(chosen: argparse.Namespace) -> int:
    from peace_ledger import versions
    from peace_ledger.curating import publishing

    try:
        done = publishing.publish(chosen.folder, date.today(), chosen.version)
    except InvalidPackage as fault:
        print_problems(fault.problems)
        print(f"{chosen.folder}: nothing was kept; {summary(fault.problems)}", file=sys.stderr)
        return INVALID
    except versions.Refused as reason:
        print(reason)
        return INVALID
    except OSError as error:
        print(f"{error.filename or chosen.folder}: cannot be written: {error.strerror}")
        return INVALID
    kept = done.kept
    if done.raised_from:
        print(f"version {done.raised_from} was raised to {kept.version}")
    if kept.is_new:
        shared = kept.tables - kept.written
        print(f"version {kept.version} is kept: {kept.written} tables written, {shared} kept before")
    else:
        print(f"version {kept.version} is kept already, just so")
    for name in done.written:
        print(f"{chosen.folder / name} is written")
    return _prune(chosen.folder) if chosen.prune else VALID


def _prune(folder: Path) -> int:
    from peace_ledger import dataset, versions

    try:
        deleted = versions.prune(dataset.load(folder))
    except InvalidPackage as fault:
        print_problems(fault.problems)
        print(f"{folder}: nothing was deleted; {summary(fault.problems)}", file=sys.stderr)
        return INVALID
    except OSError as error:
        print(f"{error.filename}: cannot be deleted: {error.strerror}")
        return INVALID
    for file in deleted:
        print(f"{versions.FOLDER}/{file} belonged to no version and is deleted")
    return VALID
