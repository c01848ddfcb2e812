"""The head of the SQL page: editor, questions to begin with, and the tables that can be asked."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from peace_ledger import codebook, state, wording
from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import ROW_COLUMN
from peace_ledger.http import codemirror_url
from peace_ledger.sql import copies
from peace_ledger.sql.examples import EXAMPLES
from peace_ledger.ui import elements, kept, session
from peace_ledger.ui.elements import Encoded
from peace_ledger.ui.view import View

HEAD = "query"
"""The name of the message."""
WORDS: Mapping[str, Any] = {
    "query": "Your query",
    "hint": "SELECT …",
    "run": "Run",
    "clear": "Clear",
    "running": "Running …",
    "keys": "Ctrl+Enter (⌘+Enter on a Mac) runs it. Tab takes a name that is offered, or leaves the editor.",
    "examples": "Questions to begin with",
    "tables": "What can be asked",
    "insert": "Put {name} into the query",
    "most": state.LONGEST_SQL,
    "long": f"This query has {{count}} characters; one may have {state.LONGEST_SQL:,}.",
}
_TYPES = {
    "string": "text",
    "date": "day",
    "integer": "whole number",
    "boolean": "true or false",
    "list": "list",
}
_OWN: Mapping[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "codes": (
        "The code lists of all columns: what each code is called and means.",
        (
            ("table_name", "text", ""),
            ("field", "text", "the column"),
            ("code", "text", ""),
            ("label", "text", ""),
            ("description", "text", ""),
            ("rank", "whole number", "its place in the list, from 1"),
        ),
    ),
    "parties": (
        "The parties of the process.",
        (
            ("side", "text", ""),
            ("actor_id", "text", ""),
            ("label", "text", ""),
            ("rank", "whole number", "their order in the descriptor, from 1"),
        ),
    ),
}


def show(view: View) -> None:
    """Draw the head. What the reader runs becomes the address."""
    told = kept.once(view, show, lambda: Encoded(HEAD, elements.packed(message(view))))

    def asked() -> None:
        sql = st.session_state[HEAD]["asked"]
        changes = {"sql": [sql] if isinstance(sql, str) and sql.strip() else [], "plot": []}
        session.choose_by_address(changes, view.ledger.vocabulary)

    elements.component(HEAD)(key=HEAD, data=told.data, on_asked_change=asked)


def message(view: View) -> dict[str, Any]:
    """What the component is told."""
    return {
        "id": HEAD,
        "sql": view.state.sql,
        "codemirror": codemirror_url(),
        "tables": [*_tables(view.dataset), *_own(), *_queries(view)],
        "examples": [vars(example) for example in EXAMPLES],
        "labels": WORDS,
    }


def _tables(dataset: Dataset) -> list[dict[str, Any]]:
    return [
        {
            "name": entry.table.name,
            "about": entry.table.description,
            "rows": wording.number(entry.rows),
            "columns": [
                *((field.name, _TYPES[field.type], field.description) for field in entry.table.fields),
                (ROW_COLUMN, "whole number", "its place in the file, from 1"),
            ],
        }
        for entry in codebook.entries(dataset)
    ]


def _own() -> list[dict[str, Any]]:
    return [{"name": name, "about": about, "columns": columns} for name, (about, columns) in _OWN.items()]


def _queries(view: View) -> list[dict[str, Any]]:
    queries = view.ledger.engine.queries
    return [
        {
            "name": copies.view_of(name),
            "about": queries[name].question.replace("`", ""),
            "columns": [(column, kind.lower(), "") for column, kind in queries[name].columns],
        }
        for name in copies.named(view.ledger.engine)
    ]
