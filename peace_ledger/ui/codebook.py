"""The code book as lists: tables with how they hang together, and columns with their codes."""

from collections.abc import Iterator, Mapping

from peace_ledger import codebook, wording
from peace_ledger.charts.chart import Column
from peace_ledger.codebook import Entry
from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import Field, FieldType, Package, Table
from peace_ledger.translation import _, pgettext
from peace_ledger.ui.elements import Record, RecordList


def tables(dataset: Dataset) -> RecordList:
    """One row a table: what a row of it is, its rows, its key, what it points at and what points at it."""
    return RecordList(
        name="code_tables",
        title=_("Tables, and how they hang together"),
        columns=(
            Column("table", _("Table"), "lines"),
            Column("row", _("What one row is"), "long"),
            Column("rows", _("Rows"), "number"),
            # Translators: the columns by which the rows of a table are told apart, its key.
            Column("key", _("Told apart by"), "lines"),
            # Translators: the tables whose rows a table names.
            Column("points_to", _("Points at"), "lines"),
            # Translators: the tables that name rows of a table.
            Column("pointed_at_by", _("Pointed at by"), "lines"),
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
        title=_("Every column and every code"),
        columns=(
            Column("table", _("Table")),
            Column("column", pgettext("of a table", "Column"), "lines"),
            Column("type", _("Type and rules"), "lines"),
            Column("meaning", _("Meaning"), "long"),
            Column("filled", pgettext("head of a list", "Filled in")),
            Column("codes", _("Codes, meaning, rows"), "lines"),
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
    return _(
        "The whole data package, version {version}; no filter cuts these counts", version=dataset.version
    )


def _table(entry: Entry, package: Package) -> Record:
    name = entry.table.name
    return Record(
        id=name,
        cells=(
            [entry.table.label, name],
            entry.table.said("description"),
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
            [field.name, *([field.said("title")] if field.title else [])],
            [*rules(field), *(_points_at(package.table(tie.target)) for tie in column.ties)],
            field.said("description"),
            _filled(column.filled, entry.rows),
            _codes(column),
        ),
    )


def _points_at(table: Table) -> str:
    # Translators: a column holds keys of a table.
    return _("points at {table}", table=table.label)


def rules(field: Field) -> list[str]:
    """The type of a column with what is asked of every cell, then the bounds of its values."""
    constraints = field.constraints
    least, most = constraints.minimum, constraints.maximum
    asked = [
        _type(field),
        *([pgettext("value of a column", "required")] if constraints.required else []),
        *([pgettext("value of a column", "unique")] if constraints.unique else []),
    ]
    return [
        ", ".join(asked),
        *([_("at least {value}", value=least)] if least is not None else []),
        *([_("at most {value}", value=most)] if most is not None else []),
        *([_("one of {values}", values=", ".join(constraints.enum))] if constraints.enum else []),
        *([_("pattern {pattern}", pattern=constraints.pattern)] if constraints.pattern else []),
    ]


def _type(field: Field) -> str:
    if field.codes:
        return pgettext("type of a column", "code")
    if field.type == "list":
        return _("list, items parted by “{sign}”", sign=field.delimiter)
    if field.format == "uri":
        return pgettext("type of a column", "address")
    return types()[field.type]


def types() -> Mapping[FieldType, str]:
    """What the types of columns are called."""
    return {
        "string": pgettext("type of a column", "text"),
        "date": pgettext("type of a column", "day"),
        "integer": pgettext("type of a column", "whole number"),
        "boolean": pgettext("type of a column", "true or false"),
        "list": pgettext("type of a column", "list"),
    }


def _filled(filled: int, rows: int) -> str:
    if filled == rows:
        return _("all rows")
    return _("{part} of {whole}", part=wording.number(filled), whole=wording.number(rows))


def _codes(column: codebook.Column) -> list[str]:
    if not column.codes:
        return []
    counted = wording.counted(len(column.codes), "code")
    # Translators: a list of codes follows.
    in_order = _("{codes}, in this order", codes=counted)
    return [in_order if column.field.ordered else counted, *_each_code(column)]


def _each_code(column: codebook.Column) -> Iterator[str]:
    for category in column.field.categories or ():
        label = column.field.label_of(category.value)
        # A label in another language never tells the code.
        stored = "" if label.lower().replace(" ", "_") == category.value else f" [{category.value}]"
        meaning = f": {category.said('description')}" if category.description else ""
        yield f"{label}{stored}{meaning} ({wording.counted(column.codes[category.value], 'row')})"
