"""The pages under docs/reference/, written from the code: `python -m docs.site.reference`."""

from collections.abc import Mapping
from pathlib import Path

from docs.site.reference import commands, queries, routes, tables
from peace_ledger import cli, descriptor, ledger

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "reference"


def pages() -> Mapping[str, str]:
    """The text of each page, by the name of its file."""
    packages = [
        descriptor.read(path.parent) for path in sorted((ROOT / "data").glob(f"*/{descriptor.FILE_NAME}"))
    ]
    return {
        "commands.md": commands.page(cli.parser()),
        "queries.md": queries.page(packages[0]),
        "routes.md": routes.page(ledger.current()),
        "tables.md": tables.page(packages),
    }


def write() -> None:
    """Write each page anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
