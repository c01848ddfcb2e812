"""The code book as lists: tables with how they hang together, and columns with their codes."""

from collections.abc import Iterator

from peace_ledger import codebook, wording
from peace_ledger.charts.chart import Column
from peace_ledger.codebook import Entry
from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import Field, Package
from peace_ledger.ui.elements import Record, RecordList


def tables(dataset: Dataset) -> RecordList:
    """One row a table: what a row of it is, its rows, its key, what it points at and what points at it."""
    return RecordList(
        name="code_tables",
        title="Tables, and how they hang together",
        columns=(
            Column("table", "Table", "lines"),
            Column("row", "What one row is", "long"),
            Column("rows", "Rows", "number"),
            Column("key", "Told apart by", "lines"),
            Column("points_to", "Points at", "lines"),
            Column("pointed_at_by", "Pointed at by", "lines"),
        ),
        rows=[_table(entry, dataset.package) for entry in codebook.entries(dataset)],
        subtitle=_scope(dataset),
        search=False,
        page_size=max(1, len(dataset.package.tables)),
        widths={
            "table": "14%",
            "row": "27%",
            "rows": "7%",
            "key": "13%",
            "points_to": "22%",
            "pointed_at_by": "17%",
        },
    )


def columns(dataset: Dataset) -> RecordList:
    """One row a column: its type and rules, its meaning, in how many rows it is filled, its code list."""
    return RecordList(
        name="code_columns",
        title="Every column and every code",
        columns=(
            Column("table", "Table"),
            Column("column", "Column", "lines"),
            Column("type", "Type and rules", "lines"),
            Column("meaning", "Meaning", "long"),
            Column("filled", "Filled in"),
            Column("codes", "Codes, meaning, rows", "lines"),
        ),
        rows=[
            _column(entry, column, dataset.package)
            for entry in codebook.entries(dataset)
            for column in entry.columns
        ],
        subtitle=_scope(dataset),
        widths={
            "table": "11%",
            "column": "13%",
            "type": "15%",
            "meaning": "22%",
            "filled": "9%",
            "codes": "30%",
        },
    )


def _scope(dataset: Dataset) -> str:
    return f"The whole data package, version {dataset.version}; no filter cuts these counts"


def _table(entry: Entry, package: Package) -> Record:
    name = entry.table.name
    return Record(
        id=name,
        cells=(
            [entry.table.label, name],
            entry.table.description,
            entry.rows,
            list(entry.table.layout.primary_key or ()),
            [f"{', '.join(tie.columns)} → {package.table(tie.target).label}" for tie in entry.ties],
            [package.table(other).label for other in entry.pointed_at_by],
        ),
    )


def _column(entry: Entry, column: codebook.Column, package: Package) -> Record:
    field = column.field
    return Record(
        id=f"{entry.table.name}.{field.name}",
        cells=(
            entry.table.label,
            [field.name, *([field.title] if field.title else [])],
            [*rules(field), *(f"points at {package.table(tie.target).label}" for tie in column.ties)],
            field.description,
            _filled(column.filled, entry.rows),
            _codes(column),
        ),
    )


def rules(field: Field) -> list[str]:
    """The type of a column with what is asked of every cell, then the bounds of its values."""
    constraints = field.constraints
    bounds = {"at least": constraints.minimum, "at most": constraints.maximum}
    asked = [
        _type(field),
        *(["required"] if constraints.required else []),
        *(["unique"] if constraints.unique else []),
    ]
    return [
        ", ".join(asked),
        *(f"{words} {bound}" for words, bound in bounds.items() if bound is not None),
        *([f"one of {', '.join(constraints.enum)}"] if constraints.enum else []),
        *([f"pattern {constraints.pattern}"] if constraints.pattern else []),
    ]


def _type(field: Field) -> str:
    if field.codes:
        return "code"
    if field.type == "list":
        return f"list, items parted by “{field.delimiter}”"
    if field.format == "uri":
        return "address"
    return {"string": "text", "date": "day", "integer": "whole number", "boolean": "true or false"}[
        field.type
    ]


def _filled(filled: int, rows: int) -> str:
    return "all rows" if filled == rows else f"{wording.number(filled)} of {wording.number(rows)}"


def _codes(column: codebook.Column) -> list[str]:
    if not column.codes:
        return []
    order = ", in this order" if column.field.ordered else ""
    return [f"{wording.counted(len(column.codes), 'code')}{order}", *_each_code(column)]


def _each_code(column: codebook.Column) -> Iterator[str]:
    for category in column.field.categories or ():
        label = column.field.label_of(category.value)
        stored = "" if label.lower().replace(" ", "_") == category.value else f" [{category.value}]"
        meaning = f": {category.description}" if category.description else ""
        yield f"{label}{stored}{meaning} ({wording.counted(column.codes[category.value], 'row')})"
