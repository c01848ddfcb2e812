"""Write the tables of columns and codes into the coding guide: `python -m docs.coding.fill`.

They are those of the template that new packages begin with. A test says when a page is behind.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from peace_ledger.curating import scaffold
from peace_ledger.descriptor import FILE_NAME, Field, Table

FOLDER = Path(__file__).parent
_BLOCK = re.compile(r"(<!-- columns: (\w+) -->\n).*?(<!-- end of columns -->)", re.DOTALL)
_TYPES = {"string": "text", "date": "day", "integer": "whole number", "boolean": "`true` or `false`"}
_OPEN_ENDED = ("third_party",)
"""The codes of a column to which every package adds its sides."""


def main() -> None:
    """Fill every page beside this file."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        page.write_text(filled(text), encoding="utf-8")


def pages() -> list[Path]:
    """The pages of the guide."""
    return sorted(FOLDER.glob("*.md"))


def filled(text: str) -> str:
    """A page with the tables of columns that its marks ask for."""
    return _BLOCK.sub(lambda found: f"{found[1]}{columns(tables()[found[2]])}{found[3]}", text)


@cache
def tables() -> dict[str, Table]:
    """The tables of the template, by name."""
    document = json.loads((scaffold.TEMPLATE / FILE_NAME).read_text(encoding="utf-8"))
    read = (Table.model_validate_json(json.dumps(resource)) for resource in document["resources"])
    return {table.name: table for table in read}


def columns(table: Table) -> str:
    """What each column of a table holds, and what each of its codes means, as Markdown."""
    return "\n".join(["", *_columns(table), *_codes(table), "", ""])


def _columns(table: Table) -> Iterator[str]:
    yield "| column | needed | holds | meaning |"
    yield "| --- | --- | --- | --- |"
    for field in table.fields:
        needed = "yes" if field.constraints.required else ""
        yield f"| `{field.name}` | {needed} | {_held(table, field)} | {_cell(field.description)} |"


def _held(table: Table, field: Field) -> str:
    keys = {key.fields[0]: key.reference.resource or table.name for key in table.layout.foreign_keys}
    if field.item_reference:
        return f"ids of `{field.item_reference.resource}`"
    if field.name in keys:
        return f"id of `{keys[field.name]}`"
    if field.codes:
        return "code"
    least = field.constraints.minimum
    return _TYPES[field.type] + (f", from {least}" if least is not None else "")


def _codes(table: Table) -> Iterator[str]:
    coded = [field for field in table.fields if field.codes]
    if not coded:
        return
    yield ""
    yield "| column | code | label | means |"
    yield "| --- | --- | --- | --- |"
    for field in coded:
        if field.codes == _OPEN_ENDED:
            yield f"| `{field.name}` | each side's own | | The side, as the package names it. |"
        for one in field.categories or ():
            label = field.label_of(one.value)
            yield f"| `{field.name}` | `{one.value}` | {_cell(label)} | {_cell(one.description)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
