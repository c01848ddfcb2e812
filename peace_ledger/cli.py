"""The command line: `python -m peace_ledger …`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from peace_ledger.problems import InvalidPackage, Problem

VALID, INVALID, USAGE = 0, 1, 2

_EXIT_CODES = f"exit codes: {VALID} all valid, {INVALID} problems were found, {USAGE} wrong usage"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code. Wrong usage ends in SystemExit(2), as argparse has it."""
    parser = argparse.ArgumentParser(prog="python -m peace_ledger", epilog=_EXIT_CODES)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_check(commands)
    chosen = parser.parse_args(arguments)
    code: int = chosen.run(chosen)
    return code


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "check",
        help="validate data packages",
        description="Validate a data package, or every package in the folders of DIR."
        " Prints one line a problem,"
        " `table:row:column: what is wrong (value)`; rows count from 1, without the header.",
        epilog=_EXIT_CODES,
    )
    command.add_argument("folder", metavar="DIR", type=_folder, help="a package, or a folder of packages")
    command.add_argument("--json", action="store_true", help="print one JSON document instead of lines")
    command.set_defaults(run=_check)


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text!r}")
    return path


def _check(chosen: argparse.Namespace) -> int:
    checked = _problems_by_package(chosen.folder)
    if chosen.json:
        print(json.dumps(_document(checked), indent=2))
    else:
        _print_lines(checked, chosen.folder)
    for folder, problems in checked.items():
        print(f"{folder}: {_summary(len(problems))}", file=sys.stderr)
    return INVALID if any(checked.values()) else VALID


def _problems_by_package(folder: Path) -> dict[Path, tuple[Problem, ...]]:
    # Imported here, because DuckDB would make --help and usage errors slow.
    from peace_ledger import dataset, engine

    try:
        packages = dataset.find_packages(folder)
    except InvalidPackage as fault:
        return {folder: fault.problems}
    return {
        package: one.problems if isinstance(one, InvalidPackage) else ()
        for package, one in engine.open_each(packages).items()
    }


def _print_lines(checked: dict[Path, tuple[Problem, ...]], root: Path) -> None:
    for folder, problems in checked.items():
        # The tables of several packages are told apart by their folder.
        prefix = "" if folder == root else f"{folder.name}/"
        for problem in problems:
            print(f"{prefix}{problem}")


def _summary(count: int) -> str:
    if count == 0:
        return "valid"
    return "1 problem" if count == 1 else f"{count} problems"


def _document(checked: dict[Path, tuple[Problem, ...]]) -> dict[str, object]:
    packages = [
        {"folder": str(folder), "valid": not problems, "problems": [vars(problem) for problem in problems]}
        for folder, problems in checked.items()
    ]
    return {"valid": not any(checked.values()), "packages": packages}
