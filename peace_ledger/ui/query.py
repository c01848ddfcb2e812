"""The head of the SQL page: editor, questions to begin with, and the tables that can be asked."""

from typing import Any

import streamlit as st

from peace_ledger import codebook, state, wording
from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import ROW_COLUMN
from peace_ledger.http import codemirror_url
from peace_ledger.sql import copies
from peace_ledger.sql.examples import EXAMPLES
from peace_ledger.translation import _, pgettext
from peace_ledger.ui import elements, kept, session
from peace_ledger.ui.codebook import types
from peace_ledger.ui.elements import Encoded
from peace_ledger.ui.view import View

HEAD = "query"
"""The name of the message."""


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
        "examples": [{"title": _(example.title), "sql": example.sql} for example in EXAMPLES],
        "labels": {**_labels(), "most": state.LONGEST_SQL},
    }


def _labels() -> dict[str, str]:
    return {
        "query": _("Your query"),
        "hint": "SELECT …",
        "run": pgettext("a query", "Run"),
        "clear": pgettext("the field of a query", "Clear"),
        "running": pgettext("a query", "Running …"),
        "keys": _(
            "Ctrl+Enter (⌘+Enter on a Mac) runs it. Tab takes a name that is offered, or leaves the editor."
        ),
        "examples": _("Questions to begin with"),
        # Translators: tables, and named queries.
        "tables": _("What can be asked"),
        "insert": _("Put {name} into the query"),
        "long": _(
            "This query has {count} characters; one may have {most}.",
            # The page counts.
            count="{count}",
            most=wording.number(state.LONGEST_SQL),
        ),
    }


def _tables(dataset: Dataset) -> list[dict[str, Any]]:
    return [
        {
            "name": entry.table.name,
            "about": entry.table.said("description"),
            "rows": wording.number(entry.rows),
            "columns": [
                *(
                    (field.name, types()[field.type], field.said("description"))
                    for field in entry.table.fields
                ),
                # Translators: the place of a row.
                (ROW_COLUMN, types()["integer"], _("its place in the file, from 1")),
            ],
        }
        for entry in codebook.entries(dataset)
    ]


def _own() -> list[dict[str, Any]]:
    text, number = types()["string"], types()["integer"]
    return [
        {
            "name": "codes",
            "about": _("The code lists of all columns: what each code is called and means."),
            "columns": [
                ("table_name", text, ""),
                ("field", text, _("the column")),
                ("code", text, ""),
                ("label", text, ""),
                ("description", text, ""),
                # Translators: the place of a code.
                ("rank", number, _("its place in the list, from 1")),
            ],
        },
        {
            "name": "parties",
            "about": _("The parties of the process."),
            "columns": [
                ("side", text, ""),
                ("actor_id", text, ""),
                ("label", text, ""),
                # Translators: the order of the parties.
                ("rank", number, _("their order in the descriptor, from 1")),
            ],
        },
    ]


def _queries(view: View) -> list[dict[str, Any]]:
    queries = view.ledger.engine.queries
    return [
        {
            "name": copies.view_of(name),
            "about": _(queries[name].question).replace("`", ""),
            "columns": [(column, kind.lower(), "") for column, kind in queries[name].columns],
        }
        for name in copies.named(view.ledger.engine)
    ]
