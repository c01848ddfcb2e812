"""A package to begin with: every table of the ledger with its header, every code list, and a guide.

The template's descriptor defines the tables; of the sides it knows only third parties, so that the process's
own come from whoever begins the package.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peace_ledger import descriptor
from peace_ledger.curating import tables_csv, workbook
from peace_ledger.descriptor import Field, Package, Table

TEMPLATE = Path(__file__).parent / "template"
GUIDE, WORKBOOK = "README.md", "workbook.xlsx"

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SIDES = {
    ("actors", "side"): "{label}, its bodies, and those affiliated with it.",
    ("sources", "perspective"): "Published by {label}, or by a body affiliated with it.",
}
"""The columns whose codes are the sides of the process, and what a side means there."""


class Refused(Exception):
    """A package cannot be begun so; the message says why."""


@dataclass(frozen=True)
class NewParty:
    """A side of the process: its id, which is also that of the actor who stands for it, its name, and what
    kind of actor it is.
    """

    side: str
    label: str
    kind: str = "state"


PLACEHOLDERS = (NewParty("side-a", "Side A"), NewParty("side-b", "Side B"))


def party(text: str) -> NewParty:
    """A party as it is written on the command line: `ID=NAME` or `ID=NAME,KIND`. Raises Refused."""
    side, _, name = text.partition("=")
    label, _, kind = name.rpartition(",") if name.rpartition(",")[2] in _kinds() else (name, "", "state")
    if not _ID.fullmatch(side) or not label.strip():
        raise Refused(
            f"{text!r} is no party: write ID=NAME, the id in small letters, digits and hyphens, as in"
            " north=Northland"
        )
    return NewParty(side, label.strip(), kind)


def begin(folder: Path, title: str, parties: Sequence[NewParty] = PLACEHOLDERS) -> Package:
    """Write an empty package into a folder that is empty or not there yet: all of it, or nothing. Raises
    Refused, and OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is there already and not empty; name a new folder")
    name = _slug(folder.resolve().name)
    if not name:
        raise Refused(f"{folder.name!r} gives the package no name: it needs a Latin letter or a digit")
    sides = [one.side for one in parties]
    if taken := [side for side in sides if sides.count(side) > 1 or side == "third_party"]:
        raise Refused(f"{taken[0]!r} cannot be a party twice, nor stand for third parties")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as place:
        made = Path(place) / "package"
        made.mkdir()
        (made / descriptor.FILE_NAME).write_text(_descriptor(name, title, parties), encoding="utf-8")
        package = descriptor.read(made)
        for table in package.tables:
            (made / table.paths[0]).write_bytes(tables_csv.write(table, _first_rows(table, parties)))
        examples = _examples(sides)
        (made / GUIDE).write_text("\n".join(_guide(package, examples)) + "\n", encoding="utf-8")
        (made / WORKBOOK).write_bytes(workbook.empty(package, examples))
        if folder.exists():
            folder.rmdir()
        shutil.move(made, folder)
    return package


def _kinds() -> list[str]:
    document = json.loads((TEMPLATE / descriptor.FILE_NAME).read_text(encoding="utf-8"))
    return [code["value"] for code in _field(document, "actors", "kind")["categories"]]


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def _descriptor(name: str, title: str, parties: Sequence[NewParty]) -> str:
    document = json.loads((TEMPLATE / descriptor.FILE_NAME).read_text(encoding="utf-8"))
    document |= {
        "name": name,
        "title": title,
        "created": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "parties": [{"side": one.side, "actor_id": one.side, "label": one.label} for one in parties],
    }
    for (table, column), meaning in _SIDES.items():
        field = _field(document, table, column)
        sides = [
            {"value": one.side, "label": one.label, "description": meaning.format(label=one.label)}
            for one in parties
        ]
        field["categories"] = [*sides, *field["categories"]]
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _field(document: Mapping[str, Any], table: str, column: str) -> dict[str, Any]:
    fields: list[dict[str, Any]] = next(
        resource["schema"]["fields"] for resource in document["resources"] if resource["name"] == table
    )
    return next(field for field in fields if field["name"] == column)


def _first_rows(table: Table, parties: Sequence[NewParty]) -> list[tables_csv.Cells]:
    """The parties, which the descriptor names, have to be actors; every other table begins empty."""
    if table.name != "actors":
        return []
    blank = dict.fromkeys(table.columns, "")
    return [
        blank | {"actor_id": one.side, "name": one.label, "kind": one.kind, "side": one.side}
        for one in parties
    ]


def _examples(sides: Sequence[str]) -> dict[str, dict[str, str]]:
    """One invented row of each table, between the first two sides."""
    first, second = (*sides, "side-a", "side-b")[:2]
    examples: dict[str, dict[str, str]] = json.loads((TEMPLATE / "examples.json").read_text(encoding="utf-8"))
    return {
        table: {
            column: value.replace("{first}", first).replace("{second}", second)
            for column, value in row.items()
        }
        for table, row in examples.items()
    }


def _guide(package: Package, examples: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield f"# {package.title}"
    yield ""
    yield "To be written: what is collected here, by whom, from which sources, since when; what is missing."
    yield ""
    yield "## How to fill it"
    yield ""
    yield f"One CSV file per table, or `{WORKBOOK}`, which has a sheet for each; then"
    yield ""
    yield "```sh"
    yield f"python -m peace_ledger import {WORKBOOK} ."
    yield "python -m peace_ledger check ."
    yield "```"
    yield ""
    yield "Ids are lower-case words joined by hyphens, and stay as they are. Days are written `2024-03-31`."
    yield "An empty cell means that something is not known. Lists are separated by `;`. People released or"
    yield "held are never named. The rows below are invented and stand in no table."
    for table in package.tables:
        yield ""
        yield f"## `{table.name}`"
        yield ""
        yield table.description
        yield ""
        yield "| column | needed | meaning | as in |"
        yield "| --- | --- | --- | --- |"
        for field in table.fields:
            needed = "yes" if field.constraints.required else ""
            example = examples[table.name][field.name]
            shown = f"`{example}`" if example else ""
            yield f"| `{field.name}` | {needed} | {_meaning(field)} | {shown} |"
    yield ""
    yield f"Code lists, with what each code means, stand in `{descriptor.FILE_NAME}`; change them there."


def _meaning(field: Field) -> str:
    codes = f" One of {', '.join(f'`{code}`' for code in field.codes)}." if field.codes else ""
    return f"{field.description}{codes}".replace("|", "\\|")
