"""What is wrong with packages."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from peace_ledger.cli.common import (
    EXIT_CODES,
    INVALID,
    VALID,
    Commands,
    a_folder,
    is_error,
    print_problems,
    summary,
)
from peace_ledger.problems import Problem

_CODES = f"{EXIT_CODES}; warnings alone give {VALID}, with --strict {INVALID}"


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "check",
        help="validate data packages",
        description="Validate a data package, or every package in the folders of DIR."
        " What is kept of its released versions is checked too. Prints one line a problem,"
        " `table:row:column: what is wrong (value) [rule]`; rows count from 1, without the header. What is"
        " only suspicious has `warning: ` before what is wrong. docs/checks.md lists the rules.",
        epilog=_CODES,
    )
    command.add_argument("folder", metavar="DIR", type=a_folder, help="a package, or a folder of packages")
    command.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="lines (the default), one JSON document, or annotations of a GitHub workflow",
    )
    command.add_argument(
        "--json", action="store_const", const="json", dest="format", help="the same as --format json"
    )
    command.add_argument("--strict", action="store_true", help="exit with 1 for warnings too")
    command.set_defaults(run=_check)


def _check(chosen: argparse.Namespace) -> int:
    from peace_ledger import annotations, check

    checked = check.check(chosen.folder)
    if chosen.format == "json":
        print(json.dumps(_document(checked), indent=2))
    for folder, problems in checked.items():
        if chosen.format == "github":
            for annotation in annotations.annotations(folder, problems):
                print(annotation)
        elif chosen.format == "text":
            # The tables of several packages are told apart by their folder.
            prefix = "" if folder == chosen.folder else f"{folder.name}/"
            print_problems(problems, prefix)
        _print_orphans(folder, problems)
        print(f"{folder}: {summary(problems)}", file=sys.stderr)
        for rule, remedy in {one.rule: one.remedy for one in problems}.items():
            print(f"  {rule}: {remedy}", file=sys.stderr)
    refused = [one for problems in checked.values() for one in problems if chosen.strict or is_error(one)]
    return INVALID if refused else VALID


def _print_orphans(folder: Path, problems: Sequence[Problem]) -> None:
    from peace_ledger import versions

    # Which files belong to no version can only be told where every version can be read.
    for file in () if any(map(is_error, problems)) else versions.orphans(folder):
        print(
            f"{folder}: {versions.FOLDER}/{file} belongs to no version; `release --prune` deletes it",
            file=sys.stderr,
        )


def _document(checked: Mapping[Path, Sequence[Problem]]) -> dict[str, object]:
    packages = [
        {
            "folder": str(folder),
            "valid": not any(map(is_error, problems)),
            "problems": [problem.document() for problem in problems],
        }
        for folder, problems in checked.items()
    ]
    return {"valid": all(package["valid"] for package in packages), "packages": packages}
