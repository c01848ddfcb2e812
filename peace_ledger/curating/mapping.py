"""How a spreadsheet's sheets and columns become tables and columns: by names, and where these differ by a
small file.

The file is TOML, with a part for each table that needs one:

    [reactions]
    sheet = "Statements 2024"
    days = "%d.%m.%Y"

    [reactions.columns]
    stance = "Position"

    [reactions.values.stance]
    positive = "welcomes"
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pydantic
from pydantic import BaseModel, ConfigDict

from peace_ledger.curating.spreadsheets import Sheet
from peace_ledger.descriptor import Field, Package, Table


class Unclear(Exception):
    """A mapping, or what it is for, cannot be understood; one line for each reason."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


class TableMapping(BaseModel):
    """What is said of one table: the sheet that holds it, the heads of its columns where they are no names of
    fields, values that stand for codes, and how days that are texts are written (as in `strptime`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    sheet: str = ""
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    days: str = ""


Mapped = Mapping[str, TableMapping]
"""What a mapping file says, by table."""


@dataclass(frozen=True)
class Understood:
    """Which sheet is which table: the index of each field's column in it, the heads that are no field, and
    the fields that no column is for.
    """

    table: Table
    sheet: Sheet
    columns: Mapping[str, int]
    said: TableMapping = field(default_factory=TableMapping)

    @property
    def ignored(self) -> list[str]:
        """Heads of columns that are not taken over."""
        taken = set(self.columns.values())
        return [head for index, head in enumerate(self.sheet.head) if head.strip() and index not in taken]

    @property
    def missing(self) -> list[Field]:
        """Fields that no column is for."""
        return [each for each in self.table.fields if each.name not in self.columns]


def read(file: Path) -> Mapped:
    """What a mapping file says. Raises Unclear."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unclear([f"{file}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise Unclear([f"{file}: is not UTF-8 text; save it as UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise Unclear([f"{file}: is not TOML: {error}"]) from error
    try:
        return pydantic.TypeAdapter(dict[str, TableMapping]).validate_python(document)
    except pydantic.ValidationError as error:
        raise Unclear(
            f"{file}: {'.'.join(map(str, fault['loc']))}: {_fault_words(fault['type'], fault['msg'])}"
            for fault in error.errors()
        ) from error


def _fault_words(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return f"is not known here; there are {', '.join(TableMapping.model_fields)}"
    return message[:1].lower() + message[1:]


def understand(package: Package, sheets: Iterable[Sheet], mapped: Mapped) -> list[Understood]:
    """The sheets that are tables of the package, in its order. Raises Unclear with everything in which they
    and the mapping do not fit.
    """
    sheets = list(sheets)
    faults = list(_misfits(package, sheets, mapped))
    if faults:
        raise Unclear(faults)
    found = [
        _understood(table, sheet, mapped.get(table.name, TableMapping()))
        for table in package.tables
        if (sheet := _sheet_of(table, sheets, mapped)) is not None
    ]
    if not found:
        names = ", ".join(repr(sheet.name) for sheet in sheets) or "no sheet"
        tables = ", ".join(table.name for table in package.tables)
        raise Unclear(
            [
                f"no sheet has the name of a table: found {names}; tables are {tables}."
                " Name them in a mapping file"
            ]
        )
    return found


def _misfits(package: Package, sheets: list[Sheet], mapped: Mapped) -> Iterable[str]:
    names = [sheet.name for sheet in sheets]
    for table_name, said in mapped.items():
        if not package.has_table(table_name):
            tables = ", ".join(table.name for table in package.tables)
            yield f"mapping: {table_name!r} is no table; there are {tables}"
            continue
        if said.sheet and _same(said.sheet, names) is None:
            found = ", ".join(names)
            yield f"mapping: {table_name}.sheet: there is no sheet {said.sheet!r}; there are {found}"
        table = package.table(table_name)
        for place, fields in (("columns", said.columns), ("values", said.values)):
            for name in fields:
                if name not in table.columns:
                    yield f"mapping: {table_name}.{place}: {name!r} is no column of {table_name}"
        sheet = _sheet_of(table, sheets, mapped)
        for name, head in said.columns.items() if sheet else ():
            if _same(head, sheet.head if sheet else ()) is None:
                yield f"mapping: {table_name}.columns.{name}: the sheet has no column {head!r}"
    for table in package.tables:
        sheet = _sheet_of(table, sheets, mapped)
        for name in _twice(sheet.head) if sheet else ():
            yield f"sheet {sheet.name!r}: two columns are called {name!r}; rename one" if sheet else ""


def _twice(heads: Iterable[str]) -> list[str]:
    folded = [_folded(head) for head in heads if head.strip()]
    return sorted({head for head in folded if folded.count(head) > 1})


def _sheet_of(table: Table, sheets: list[Sheet], mapped: Mapped) -> Sheet | None:
    said = mapped.get(table.name)
    wanted = (said.sheet,) if said and said.sheet else (table.name, table.title)
    for name in wanted:
        index = _same(name, [sheet.name for sheet in sheets])
        if index is not None:
            return sheets[index]
    return None


def _understood(table: Table, sheet: Sheet, said: TableMapping) -> Understood:
    columns = {}
    for each in table.fields:
        for head in (said.columns[each.name],) if each.name in said.columns else (each.name, each.title):
            index = _same(head, sheet.head)
            if index is not None:
                columns[each.name] = index
                break
    return Understood(table, sheet, columns, said)


def _same(name: str, names: Iterable[str]) -> int | None:
    """The index of a name among others; letter case, spaces, hyphens and underscores make no difference."""
    wanted = _folded(name)
    return next((index for index, other in enumerate(names) if wanted and _folded(other) == wanted), None)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "-_")
