"""An Excel workbook to collect rows in: a sheet for each table, every column explained at its head, code
lists to choose from.
"""

import io
from collections.abc import Mapping

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from peace_ledger.descriptor import Field, Package

_ROWS = 10_000
"""Rows of a sheet for which codes can be chosen."""
_LONGEST_LIST = 255
"""Characters that Excel takes as a list of choices within a cell."""
_WIDE = frozenset({"title", "summary", "claim", "question", "key_phrase", "url"})


def empty(package: Package, examples: Mapping[str, Mapping[str, str]]) -> bytes:
    """The workbook, without a row; the examples, by table and column, are told at the heads."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    head = book.add_format({"bold": True, "bottom": 1})
    needed = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7ECF3"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    # What looks like a number or a formula stays the text it is.
    text = book.add_format({"num_format": "@"})
    for table in package.tables:
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        for index, field in enumerate(table.fields):
            style = {"date": day, "integer": None, "boolean": None}.get(field.type, text)
            sheet.set_column(index, index, 48 if field.name in _WIDE else 18, style)
            sheet.write_string(0, index, field.name, needed if field.constraints.required else head)
            example = examples[table.name][field.name]
            sheet.write_comment(0, index, _comment(field, example), {"x_scale": 2, "y_scale": 1.5})
            _offer_codes(sheet, index, field)
    book.close()
    return content.getvalue()


def _comment(field: Field, example: str) -> str:
    lines = [field.description]
    lines += [f"{category.value}: {category.description}" for category in field.categories or ()]
    if field.constraints.required:
        lines.append("Needed.")
    if example:
        lines.append(f"As in: {example}")
    return "\n".join(lines)


def _offer_codes(sheet: Worksheet, index: int, field: Field) -> None:
    choices = list(field.codes) or (
        [field.true_values[0], field.false_values[0]] if field.type == "boolean" else []
    )
    if choices and len(",".join(choices)) <= _LONGEST_LIST:
        sheet.data_validation(1, index, _ROWS, index, {"validate": "list", "source": choices})
