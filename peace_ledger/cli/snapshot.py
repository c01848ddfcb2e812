"""All pages as a static site."""

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import parse_qs

from peace_ledger.cli.common import INVALID, USAGE, VALID, Commands

_CODES = f"exit codes: {VALID} it is written, {INVALID} it was not, {USAGE} wrong usage"


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "snapshot",
        help="write all pages as a static site",
        description="Write every page of the ledger, and a page for each event and each actor, into a folder:"
        " a site that any web server can serve, with live charts, evidence, data and citations. Its filters"
        " are fixed. The data are those of PEACE_LEDGER_DATA; PEACE_LEDGER_PUBLIC_URL has to say where the"
        " live ledger is.",
        epilog=_CODES,
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


class _BrokenOff(BaseException):
    """Whoever runs the command has broken it off."""


@contextmanager
def _breakable() -> Iterator[None]:
    """Within it an interruption raises _BrokenOff. A KeyboardInterrupt that passes through code which an
    extension module runs makes Python end by the signal itself, whoever catches it.
    """

    def broken_off(_number: int, _frame: FrameType | None) -> NoReturn:
        raise _BrokenOff

    before = signal.signal(signal.SIGINT, broken_off)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _snapshot(chosen: argparse.Namespace) -> int:
    try:
        with _breakable():
            return _written(chosen)
    except _BrokenOff:
        print(f"\n{chosen.folder}: broken off, nothing is written", file=sys.stderr)
        return INVALID


def _written(chosen: argparse.Namespace) -> int:
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
    size = f"{written.size / 1e6:,.0f} MB"
    print(f"{chosen.folder}: {written.pages} pages and {written.files} other files, {size}")
    return VALID
