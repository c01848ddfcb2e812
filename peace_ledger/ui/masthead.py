"""The head of every page: whose ledger it is, and the menu, whose links keep the filters.

It is one component, for the reason of the filter bar: eight links of Streamlit's are drawn at every run.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from peace_ledger.ui import elements, kept, links, session
from peace_ledger.ui.elements import Encoded
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View

HEAD = "masthead"
"""The name of the message."""
WORDS: Mapping[str, str] = {"menu": "Pages", "sign_out": "Sign out"}


def show(view: View, menu: tuple[Page, ...]) -> None:
    """Draw the head over a page."""
    signed_in = session.signed_in()
    told = kept.once(
        view,
        (show, signed_in, tuple(page.path for page in menu if page.is_offered())),
        lambda: Encoded(HEAD, elements.packed(message(view, menu, signed_in=signed_in))),
    )
    here, paths = view.path, {page.path for page in menu}

    def led() -> None:
        path = str(st.session_state[HEAD]["page"])
        if path in paths:
            session.go_to(path if path != here else None)

    elements.component(HEAD)(
        key=HEAD, data=told.data, height=told.height, on_page_change=led, on_sign_out_change=st.logout
    )


def message(view: View, menu: tuple[Page, ...], *, signed_in: bool) -> dict[str, Any]:
    """What the component of the head is told."""
    return {
        "id": HEAD,
        "brand": "Peace Ledger",
        "title": view.dataset.package.title,
        "pages": [
            {
                "label": page.title,
                "path": page.path,
                "href": links.address(view, page.path),
                "here": page.path == view.path,
            }
            for page in menu
            if page.is_offered()
        ],
        "signed_in": signed_in,
        "labels": WORDS,
    }
