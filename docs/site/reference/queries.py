"""The questions that can be asked, from the files in queries/ and what their columns mean."""

from collections.abc import Iterator
from itertools import groupby

from docs.site.reference import markdown
from peace_ledger import api, catalog, dictionary
from peace_ledger.catalog import Query
from peace_ledger.descriptor import Package

_BEHIND = {
    "ledger": "Made once for each data version; other queries read them.",
    "cells": "Made once for each data version; charts count them.",
    "filtered": "What the reader's filters leave; other queries read them.",
}
"""Folders whose files no route answers, because others stand on them."""

_LEAD = """\
A query is one file, `queries/<name>.sql`: a plain SELECT. Its rows come as a file from
`/api/v1/queries/<name>.csv` ([in words](../api.md)), and in the SQL of readers as `queries.<folder>_<name>`
([SQL](../sql.md)). All take the filters of the pages; what stands under “asks for” is a query's own. Tables
of the package have a page of their own: [tables](tables.md)."""


def page(package: Package) -> str:
    """docs/reference/queries.md."""
    files = {
        path.relative_to(catalog.QUERIES).with_suffix("").as_posix()
        for path in catalog.QUERIES.rglob("*.sql")
    }
    queries = [query for name, query in catalog.read().items() if name in files]
    asked = [query for query in queries if api.is_question(query.name)]
    return markdown.page(
        "Queries",
        _LEAD,
        *(
            part
            for folder, own in groupby(asked, key=lambda query: query.name.partition("/")[0])
            for part in _folder(folder, list(own), package)
        ),
        "## What they stand on",
        *(
            part
            for folder, said in _BEHIND.items()
            for part in _behind(folder, said, [one for one in queries if one.name.startswith(f"{folder}/")])
        ),
    )


def _folder(folder: str, queries: list[Query], package: Package) -> Iterator[str]:
    yield f"## {folder}"
    for query in queries:
        yield f"### {query.name}"
        yield query.question
        if own := sorted(api.own_parameters(query)):
            yield f"Asks for: {', '.join(_asked(query, name) for name in own)}."
        if api.takes_marks(query):
            yield "With `mark=`: only the rows behind that mark of a chart."
        yield markdown.table(
            ["column", "type", "what it means"],
            (
                [markdown.code(column.name), column.type, column.description]
                for column in dictionary.columns_of(query, package)
            ),
        )


def _asked(query: Query, name: str) -> str:
    needed = "needed" if name in api.needed(query) else "may be left out"
    return f"{markdown.code(name)} ({dictionary.TYPES[query.casts[name]]}, {needed})"


def _behind(folder: str, said: str, queries: list[Query]) -> Iterator[str]:
    yield f"### {folder}/"
    yield said
    yield markdown.table(
        ["name in SQL", "question", "columns"],
        (
            [
                markdown.code(catalog.relation_of(query.name)),
                query.question,
                markdown.codes(name for name, _ in query.columns),
            ]
            for query in queries
        ),
    )
