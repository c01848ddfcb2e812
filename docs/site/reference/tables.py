"""Tables, columns and codes, from the descriptors in data/."""

from collections.abc import Iterator, Sequence

from docs.site.reference import markdown
from peace_ledger.descriptor import Field, Package, Table

_LEAD = """\
What `datapackage.json` says of each table, column and code. It alone defines them; what tables must satisfy
together is said under [what is checked](../checks.md). The page Method of the ledger shows the same with the
number of rows of each."""


def page(packages: Sequence[Package]) -> str:
    """docs/reference/tables.md."""
    return markdown.page(
        "Tables",
        _LEAD,
        *(part for package in packages for part in _package(package)),
    )


def _package(package: Package) -> Iterator[str]:
    yield f"## {package.title}"
    yield package.description
    yield markdown.table(
        ["table", "what a row is"],
        ([markdown.code(table.name), table.description] for table in package.tables),
    )
    for table in package.tables:
        yield from _table(table, package)


def _table(table: Table, package: Package) -> Iterator[str]:
    yield f"### {table.name}"
    if key := table.layout.primary_key:
        yield f"Key: {markdown.codes(key)}."
    yield markdown.table(
        ["column", "type", "what it means", "points at"],
        (
            [
                f"{markdown.code(field.name)}{' *' if field.constraints.required else ''}",
                field.type,
                " ".join([field.description, *_form(field)]),
                _target(field, table, package),
            ]
            for field in table.fields
        ),
    )
    if any(field.constraints.required for field in table.fields):
        yield "\\* is never empty."
    for field in table.fields:
        if field.categories:
            yield markdown.table(
                [f"code of {markdown.code(field.name)}", "called", "what it means"],
                (
                    [markdown.code(one.value), field.label_of(one.value), one.description]
                    for one in field.categories
                ),
            )


def _form(field: Field) -> Iterator[str]:
    """What the values must be like, beyond their type."""
    bounds = field.constraints
    if bounds.minimum is not None:
        yield f"From {bounds.minimum}."
    if bounds.maximum is not None:
        yield f"To {bounds.maximum}."
    if bounds.pattern and "|" not in bounds.pattern:
        yield f"Form: {markdown.code(bounds.pattern)}."
    if field.type == "list":
        yield f"Items are separated by {markdown.code(field.delimiter)}."


def _target(field: Field, table: Table, package: Package) -> str:
    keys = [key.reference for key in table.layout.foreign_keys if field.name in key.fields]
    found = [package.target(table, one).name for one in keys]
    if field.item_reference:
        found.append(package.target(table, field.item_reference).name)
    return markdown.codes(dict.fromkeys(found))
