"""The form for rows and for second coding."""

import argparse
import os
import sys
from pathlib import Path

from peace_ledger.cli.common import USAGE, VALID, Commands, a_folder

_CODES = f"exit codes: {VALID} it was ended, {USAGE} wrong usage; others are Streamlit's"


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "curate",
        help="add and change rows by a form, at this machine (needs the repository)",
        description="Open a form on 127.0.0.1 that adds rows to the package in DIR and changes them, checks"
        " each as it is typed, and lets a second coder read reactions blind. It is no part of a server.",
        epilog=_CODES,
    )
    command.add_argument("folder", metavar="DIR", type=a_folder, help="a package")
    command.add_argument("--port", type=int, default=8502, help="where it listens (8502)")
    command.set_defaults(run=_curate)


def _curate(chosen: argparse.Namespace) -> int:
    root = Path(__file__).resolve().parents[2]
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
