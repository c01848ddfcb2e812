"""The command line: `python -m peace_ledger …`."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qs

from peace_ledger.problems import InvalidPackage, Problem

if TYPE_CHECKING:
    # Imported where they are used, because DuckDB would make --help and usage errors slow.
    from peace_ledger.dataset import Dataset

VALID, INVALID, USAGE = 0, 1, 2
SAME, DIFFERENT = 0, 1

_EXIT_CODES = f"exit codes: {VALID} all valid, {INVALID} problems were found, {USAGE} wrong usage"
_NEW_CODES = f"exit codes: {VALID} it is written, {INVALID} it cannot be, {USAGE} wrong usage"
_IMPORT_CODES = (
    f"exit codes: {VALID} the rows are taken over, {INVALID} they would not make a valid package,"
    f" {USAGE} wrong usage, or a spreadsheet or mapping that cannot be understood"
)
_CURATE_CODES = f"exit codes: {VALID} it was ended, {USAGE} wrong usage; others are Streamlit's"
_CHECK_CODES = f"{_EXIT_CODES}; warnings alone give {VALID}, with --strict {INVALID}"
_BUILD_CODES = f"exit codes: {VALID} it is built, {INVALID} it is not, {USAGE} wrong usage"
_RELEASE_CODES = f"exit codes: {VALID} the version is kept, {INVALID} it was refused, {USAGE} wrong usage"
_DIFF_CODES = (
    f"exit codes: {SAME} nothing differs, {DIFFERENT} something does, {USAGE} wrong usage, or a package that "
    "cannot be read"
)
_SNAPSHOT_CODES = f"exit codes: {VALID} it is written, {INVALID} it was not, {USAGE} wrong usage"
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code. Wrong usage ends in SystemExit(2), as argparse has it."""
    chosen = parser().parse_args(arguments)
    code: int = chosen.run(chosen)
    return code


def parser() -> argparse.ArgumentParser:
    """All commands with their options; the reference in the documentation is made from it, too."""
    made = argparse.ArgumentParser(
        prog="python -m peace_ledger", epilog=f"{_EXIT_CODES}; --help of a command has its own"
    )
    commands = made.add_subparsers(metavar="COMMAND", required=True)
    for add in (
        _add_new,
        _add_import,
        _add_curate,
        _add_check,
        _add_build,
        _add_release,
        _add_diff,
        _add_snapshot,
        _add_bench,
    ):
        add(commands)
    return made


def _add_new(commands: _Commands) -> None:
    command = commands.add_parser(
        "new",
        help="begin a package for another process",
        description="Write a valid package without rows into DIR: every table with its header, code lists to"
        " adapt, a guide that explains each column by an example, and a workbook to collect rows in.",
        epilog=_NEW_CODES,
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


def _add_import(commands: _Commands) -> None:
    command = commands.add_parser(
        "import",
        help="take rows over from spreadsheets",
        description="Take the sheets of SOURCE that are tables over into the package in DIR: rows whose key"
        " is new are added, others changed. Columns are found by their names, or by a mapping file"
        " (docs/new-process.md). Says what was understood; writes nothing unless the package stays valid.",
        epilog=_IMPORT_CODES,
    )
    command.add_argument(
        "source", metavar="SOURCE", type=_there, help="a workbook, a CSV file, or a folder of these"
    )
    command.add_argument("folder", metavar="DIR", type=_folder, help="a package")
    command.add_argument("--mapping", metavar="FILE", type=_there, help="what the columns are called (TOML)")
    command.add_argument(
        "--dry-run", action="store_true", help="say what would be taken over, and write nothing"
    )
    command.set_defaults(run=_import)


def _add_curate(commands: _Commands) -> None:
    command = commands.add_parser(
        "curate",
        help="add and change rows by a form, at this machine (needs the repository)",
        description="Open a form on 127.0.0.1 that adds rows to the package in DIR and changes them, checks"
        " each as it is typed, and lets a second coder read reactions blind. It is no part of a server.",
        epilog=_CURATE_CODES,
    )
    command.add_argument("folder", metavar="DIR", type=_folder, help="a package")
    command.add_argument("--port", type=int, default=8502, help="where it listens (8502)")
    command.set_defaults(run=_curate)


def _curate(chosen: argparse.Namespace) -> int:
    root = Path(__file__).resolve().parents[1]
    page = root / "pages" / "curate.py"
    if not page.is_file():
        print("curate shows a page of the repository, which is not here.", file=sys.stderr)
        return USAGE
    command = [sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(chosen.port)]
    # A page of another site that resolves to this machine is refused.
    command += ["--server.address", "127.0.0.1", "--server.allowedHosts", "127.0.0.1"]
    command += ["--server.allowedHosts", "localhost", "--", str(chosen.folder.resolve())]
    os.chdir(root)
    # In place of this process, so that whoever ends it ends the form: it does not return.
    return os.execv(command[0], command)  # noqa: S606


def _there(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no file or folder {text!r}")
    return path


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
        _print_problems(fault.problems)
        print(f"{chosen.folder}: nothing was taken over; {_summary(fault.problems)}", file=sys.stderr)
        return INVALID
    except OSError as error:
        print(f"{error.filename or chosen.folder}: cannot be written: {error.strerror}", file=sys.stderr)
        return INVALID
    for line in importing.told(outcome):
        print(line)
    problems = [fault.problem for fault in outcome.faults]
    if not outcome.is_sound:
        print(f"{chosen.folder}: nothing was taken over; {_summary(problems)}", file=sys.stderr)
        return INVALID
    done = "would be" if chosen.dry_run else "is"
    print(f"{chosen.folder}: {done} {_summary(problems)}", file=sys.stderr)
    return VALID


def _add_check(commands: _Commands) -> None:
    command = commands.add_parser(
        "check",
        help="validate data packages",
        description="Validate a data package, or every package in the folders of DIR."
        " What is kept of its released versions is checked too. Prints one line a problem,"
        " `table:row:column: what is wrong (value) [rule]`; rows count from 1, without the header. What is"
        " only suspicious has `warning: ` before what is wrong. docs/checks.md lists the rules.",
        epilog=_CHECK_CODES,
    )
    command.add_argument("folder", metavar="DIR", type=_folder, help="a package, or a folder of packages")
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


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text!r}")
    return path


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
            _print_problems(problems, prefix)
        _print_orphans(folder, problems)
        print(f"{folder}: {_summary(problems)}", file=sys.stderr)
        for rule, remedy in {one.rule: one.remedy for one in problems}.items():
            print(f"  {rule}: {remedy}", file=sys.stderr)
    refused = [one for problems in checked.values() for one in problems if chosen.strict or _is_error(one)]
    return INVALID if refused else VALID


def _print_problems(problems: Iterable[Problem], prefix: str = "") -> None:
    for problem in problems:
        print(f"{prefix}{problem} [{problem.rule}]")


def _is_error(problem: Problem) -> bool:
    return problem.severity == "error"


def _print_orphans(folder: Path, problems: Sequence[Problem]) -> None:
    from peace_ledger import versions

    # Which files belong to no version can only be told where every version can be read.
    for file in () if any(map(_is_error, problems)) else versions.orphans(folder):
        print(
            f"{folder}: {versions.FOLDER}/{file} belongs to no version; `release --prune` deletes it",
            file=sys.stderr,
        )


def _summary(problems: Sequence[Problem]) -> str:
    errors = sum(map(_is_error, problems))
    said = "valid" if errors == 0 else _counted(errors, "problem")
    warnings = len(problems) - errors
    return f"{said}; {_counted(warnings, 'warning')}" if warnings else said


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"


def _document(checked: Mapping[Path, Sequence[Problem]]) -> dict[str, object]:
    packages = [
        {
            "folder": str(folder),
            "valid": not any(map(_is_error, problems)),
            "problems": [problem.document() for problem in problems],
        }
        for folder, problems in checked.items()
    ]
    return {"valid": all(package["valid"] for package in packages), "packages": packages}


def _add_build(commands: _Commands) -> None:
    command = commands.add_parser(
        "build",
        help="prepare a package whose reactions do not fit into memory",
        description="Validate the data package in DIR, and prepare its reactions for being served from files,"
        " in DIR/built. Files that did not change since the last build are not read again. A smaller package"
        " needs no build and is only validated.",
        epilog=_BUILD_CODES,
    )
    command.add_argument("folder", metavar="DIR", type=_folder, help="a package")
    command.set_defaults(run=_build)


def _build(chosen: argparse.Namespace) -> int:
    from peace_ledger import build

    began = time.perf_counter()
    try:
        done = build.build(chosen.folder)
    except InvalidPackage as fault:
        _print_problems(fault.problems)
        print(f"{chosen.folder}: not built; {_summary(fault.problems)}", file=sys.stderr)
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


def _add_release(commands: _Commands) -> None:
    command = commands.add_parser(
        "release",
        help="keep the present version of a package for good",
        description="Validate the data package in DIR and keep its present version in DIR/versions, so that"
        " links with this version open it for good. Where that number is kept already with other content, the"
        " next one is taken and put into datapackage.json. What is new is written into DIR/CHANGELOG.md, and"
        " how to cite it into DIR/CITATION.cff.",
        epilog=_RELEASE_CODES,
    )
    command.add_argument("folder", metavar="DIR", type=_folder, help="a package")
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
        _print_problems(fault.problems)
        print(f"{chosen.folder}: nothing was kept; {_summary(fault.problems)}", file=sys.stderr)
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
        _print_problems(fault.problems)
        print(f"{folder}: nothing was deleted; {_summary(fault.problems)}", file=sys.stderr)
        return INVALID
    except OSError as error:
        print(f"{error.filename}: cannot be deleted: {error.strerror}")
        return INVALID
    for file in deleted:
        print(f"{versions.FOLDER}/{file} belonged to no version and is deleted")
    return VALID


def _add_diff(commands: _Commands) -> None:
    command = commands.add_parser(
        "diff",
        help="compare two versions of a package",
        description="Say which rows were added (+), removed (-) and changed (~) between two versions, by"
        " primary key, and which definitions changed. Rows of a table without a key are compared whole.",
        epilog=_DIFF_CODES,
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


def _add_snapshot(commands: _Commands) -> None:
    command = commands.add_parser(
        "snapshot",
        help="write all pages as a static site",
        description="Write every page of the ledger, and a page for each event and each actor, into a folder:"
        " a site that any web server can serve, with live charts, evidence, data and citations. Its filters"
        " are fixed. The data are those of PEACE_LEDGER_DATA; PEACE_LEDGER_PUBLIC_URL has to say where the"
        " live ledger is.",
        epilog=_SNAPSHOT_CODES,
    )
    command.add_argument("folder", metavar="OUT", type=Path, help="a folder that is empty or not there yet")
    command.add_argument(
        "--filters",
        metavar="LINK",
        default="",
        help="a link of the ledger, or what stands in one after the ?; all pages have its filters and its"
        " data version",
    )
    command.set_defaults(run=_snapshot)


def _snapshot(chosen: argparse.Namespace) -> int:
    from peace_ledger import ledger, state
    from peace_ledger.snapshot import NotWritten, site

    query = parse_qs(chosen.filters.rpartition("?")[2], keep_blank_values=True)
    try:
        asked = ledger.current(query.get("process", ()), query.get("data", ()))
    except ledger.NotLoaded as reason:
        print(reason, file=sys.stderr)
        return INVALID
    wanted, dropped = state.decode(query, asked.vocabulary)
    if dropped:
        print("\n".join(f"--filters: {item}" for item in dropped), file=sys.stderr)
        return USAGE
    try:
        written = site.write(chosen.folder, asked, wanted)
    except NotWritten as reason:
        print(reason, file=sys.stderr)
        return INVALID
    except OSError as error:
        print(f"{error.filename or chosen.folder}: cannot be written: {error.strerror}", file=sys.stderr)
        return INVALID
    except KeyboardInterrupt:
        print(f"\n{chosen.folder}: broken off, nothing is written", file=sys.stderr)
        return INVALID
    size = f"{written.size / 1e6:,.0f} MB"
    print(f"{chosen.folder}: {written.pages} pages and {written.files} other files, {size}")
    return VALID


def _add_bench(commands: _Commands) -> None:
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
    root = Path(__file__).resolve().parents[1]
    if not (root / "benchmarks" / "__main__.py").is_file():
        print("bench runs what is in the folder benchmarks/ of the repository, which is not here.")
        return USAGE
    command = [sys.executable, "-m", "benchmarks", *chosen.arguments]
    return subprocess.run(command, cwd=root, check=False).returncode  # noqa: S603
