"""Links from page to page that carry the reader's filters."""

from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import state
from peace_ledger.state import State
from peace_ledger.ui import session
from peace_ledger.ui.view import View


def address(view: View, path: str, **changes: Any) -> str:
    """The address of that page with the view's filters, changed as said, for a link inside a card; the open
    mark stays behind where none is given.
    """
    return state.with_query(f"/{path}", _changed(view, _leaving(view, path, changes)))


def to_page(view: View, path: str, label: str, **changes: Any) -> None:
    """Link to the page of that path with the view's filters, changed as said; the open mark stays behind
    where none is given.

    The label is Markdown. Raises KeyError for the path of no page.
    """
    changes = _leaving(view, path, changes)
    query = state.encode(_changed(view, changes))
    if view.embedded:
        # The ledger opens in a new tab: a frame that turns into another view has no way back.
        st.markdown(f"[{label}]({address(view, path, **changes)})", width="content")
    elif path == view.path:
        _on_this_page(label, f"link {label} {query}", changes)
    else:
        st.page_link(view.pages[path], label=label, query_params=query, width="content")


def _changed(view: View, changes: dict[str, Any]) -> State:
    return replace(view.state, **{"mark": None, "chart": None, **changes})


def _leaving(view: View, path: str, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes for a link to a page, which leaves a query behind where it leads away from it: a page has a
    hundred addresses, and a query may be long.
    """
    return changes if path == "query" or not view.state.sql else {"sql": None, "plot": None, **changes}


def _on_this_page(label: str, key: str, changes: dict[str, Any]) -> None:
    # Streamlit follows a link to the page that is shown, but leaves the browser's address as it was.
    st.button(
        label,
        key=key,
        type="tertiary",
        width="content",
        on_click=session.choose,
        kwargs={"mark": None, "chart": None, **changes},
    )
