"""What differs between two versions."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from peace_ledger.cli.common import USAGE, Commands
from peace_ledger.problems import InvalidPackage, Problem

if TYPE_CHECKING:
    # Imported where it is used, because DuckDB would make --help and usage errors slow.
    from peace_ledger.dataset import Dataset

SAME, DIFFERENT = 0, 1
_CODES = (
    f"exit codes: {SAME} nothing differs, {DIFFERENT} something does, {USAGE} wrong usage, or a package that "
    "cannot be read"
)


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "diff",
        help="compare two versions of a package",
        description="Say which rows were added (+), removed (-) and changed (~) between two versions, by"
        " primary key, and which definitions changed. Rows of a table without a key are compared whole.",
        epilog=_CODES,
    )
    wanted = "a package, or one of its released versions: DIR@VERSION"
    command.add_argument("old", metavar="OLD", help=wanted)
    command.add_argument("new", metavar="NEW", help=wanted)
    command.add_argument(
        "--format",
        choices=("text", "markdown", "json"),
        default="text",
        help="lines (the default), an entry for a changelog, or one JSON document",
    )
    command.add_argument(
        "--json", action="store_const", const="json", dest="format", help="the same as --format json"
    )
    command.set_defaults(run=_diff)


def _diff(chosen: argparse.Namespace) -> int:
    from peace_ledger import diff, diff_words

    try:
        old, new = _package(chosen.old), _package(chosen.new)
    except InvalidPackage as fault:
        print(fault, file=sys.stderr)
        return USAGE
    if too_large := old.stored | new.stored:
        print(f"{', '.join(sorted(too_large))}: too large to be compared row by row", file=sys.stderr)
        return USAGE
    difference = diff.between(old, new)
    if chosen.format == "json":
        told = diff_words.document(difference, old, new)
        print(json.dumps(told, indent=2, ensure_ascii=False, default=str))
    else:
        lines = diff_words.lines(difference)
        for line in diff_words.markdown(difference, new.package) if chosen.format == "markdown" else lines:
            print(line)
    print(f"{old.version} → {new.version}: {diff_words.counts(difference)}", file=sys.stderr)
    return SAME if difference.same else DIFFERENT


def _package(text: str) -> "Dataset":
    from peace_ledger import dataset, versions

    folder, _, version = text.rpartition("@")
    if not folder or Path(text).is_dir():
        return dataset.load(Path(text))
    if version not in (kept := versions.names(Path(folder))):
        listed = f"there are {', '.join(kept)}" if kept else "there is none"
        message = f"is no version that is kept in {folder}; {listed}"
        raise InvalidPackage(Path(folder), [Problem(versions.FOLDER, message, value=version, rule="version")])
    return versions.load(Path(folder), version)
