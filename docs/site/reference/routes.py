"""The routes beside the pages, from the OpenAPI document that the server gives of itself."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docs.site.reference import markdown
from peace_ledger import openapi, state
from peace_ledger.ledger import Ledger

Document = Mapping[str, Any]
_ONE_OF = {
    "/api/v1/tables/": "/api/v1/tables/{table}.{format}",
    "/api/v1/queries/": "/api/v1/queries/{folder}/{query}.{format}",
}
"""Routes that the document has once for each table and query."""
_SUMMARIES = {
    "/api/v1/tables/{table}.{format}": "A table, each row with its source: [tables](tables.md)",
    "/api/v1/queries/{folder}/{query}.{format}": "The answer to a query: [queries](queries.md)",
}


def page(chosen: Ledger) -> str:
    """docs/reference/routes.md."""
    document = openapi.described(chosen)
    shared, paths = document["components"], _paths(document["paths"])
    return markdown.page(
        "Routes",
        f"Beside the pages, by GET and HEAD. `GET {openapi.ADDRESS}` has the same for programs,\n"
        "with the values that the data allow; [api.md](../api.md) has it in words.",
        markdown.table(
            ["route", "what it gives", "answers"],
            (
                [
                    markdown.code(path),
                    _SUMMARIES.get(path, operation["get"]["summary"]),
                    ", ".join(sorted(operation["get"]["responses"])),
                ]
                for path, operation in paths.items()
            ),
        ),
        "## Values in addresses",
        markdown.table(["route", "value", "one of"], _values(paths)),
        "## Parameters",
        "The parameters of a query's own stand with the [query](queries.md).",
        markdown.table(
            ["route", "takes"], ([markdown.code(path), _taken(one)] for path, one in paths.items())
        ),
        markdown.table(
            ["parameter", "in", "what it does"],
            (
                [markdown.code(one["name"]), one["in"], one.get("description", "")]
                for one in shared["parameters"].values()
            ),
        ),
        "## Answers",
        markdown.table(
            ["status", "when"],
            sorted([status, answer["description"]] for status, answer in _answers(document, shared)),
        ),
        "## Headers of answers",
        markdown.table(
            ["header", "what it says"],
            ([markdown.code(name), one["description"]] for name, one in shared["headers"].items()),
        ),
    )


def _paths(paths: Document) -> dict[str, Document]:
    """Each route once."""
    found: dict[str, Document] = {}
    for path, operation in paths.items():
        folder = next((one for one in _ONE_OF if path.startswith(one)), "")
        found.setdefault(_ONE_OF.get(folder, path), operation)
    return found


def _taken(operation: Document) -> str:
    """The shared parameters that a route takes: those of the pages all together, others by name."""
    names = [one["$ref"].rpartition("/")[2] for one in operation.get("parameters", ()) if "$ref" in one]
    own = {one["name"] for one in operation.get("parameters", ()) if one.get("in") == "query"}
    pages = {one.name for one in state.PARAMETERS}
    if len(pages - {*names, *own}) > 1:
        return markdown.codes([*names, *own])
    others = [name for name in names if name not in pages]
    return "all parameters of the pages" + (f", {markdown.codes(others)}" if others else "")


def _values(paths: Mapping[str, Document]) -> Iterator[list[str]]:
    for path, operation in paths.items():
        for one in operation.get("parameters", ()):
            if one.get("in") == "path":
                yield [markdown.code(path), markdown.code(one["name"]), markdown.codes(one["schema"]["enum"])]


def _answers(document: Document, shared: Document) -> Iterable[tuple[str, Document]]:
    """What every status means, by the first answer that says it."""
    found: dict[str, Document] = dict(shared["responses"])
    for operation in document["paths"].values():
        for status, answer in operation["get"]["responses"].items():
            if "description" in answer:
                found.setdefault(status, answer)
    return found.items()
