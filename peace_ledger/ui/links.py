"""Links from page to page that carry the reader's filters."""

from dataclasses import replace
from typing import Any

import streamlit as st

from peace_ledger import state
from peace_ledger.ui import session
from peace_ledger.ui.view import View


def to_page(view: View, path: str, label: str, **changes: Any) -> None:
    """Link to the page of that path with the view's filters, changed as said; the open mark stays behind.

    The label is Markdown. Raises KeyError for the path of no page.
    """
    address = state.encode(replace(view.state, mark=None, **changes))
    if path == view.path:
        _on_this_page(label, f"link {label} {address}", changes)
        return
    st.page_link(view.pages[path], label=label, query_params=address, width="content")


def _on_this_page(label: str, key: str, changes: dict[str, Any]) -> None:
    # Streamlit follows a link to the page that is shown, but leaves the browser's address as it was.
    st.button(
        label,
        key=key,
        type="tertiary",
        width="content",
        on_click=session.choose,
        kwargs={"mark": None, **changes},
    )
