"""The head of every page: whose ledger it is, the choice among processes where there are several, the choice
among languages, and the menu, whose links keep the filters.

It is one component, for the reason of the filter bar: eight links of Streamlit's are drawn at every run.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from peace_ledger import ledger, wording
from peace_ledger.translation import LANGUAGES, N_, _, said
from peace_ledger.ui import elements, kept, links, session
from peace_ledger.ui.elements import Encoded
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View

HEAD = "masthead"
"""The name of the message."""
WORDS: Mapping[str, str] = {
    "menu": N_("Pages"),
    "process": N_("Peace process"),
    "language": N_("Language"),
    "sign_out": N_("Sign out"),
}


def show(view: View, menu: tuple[Page, ...]) -> None:
    """Draw the head over a page."""
    signed_in, processes = session.signed_in(), titles()
    told = kept.once(
        view,
        (show, signed_in, tuple(page.path for page in menu if page.is_offered()), tuple(processes.items())),
        lambda: Encoded(HEAD, elements.packed(message(view, menu, processes, signed_in=signed_in))),
    )
    here, paths = view.path, {page.path for page in menu}

    def led() -> None:
        path = str(st.session_state[HEAD]["page"])
        if path in paths:
            session.go_to(path if path != here else None)

    def switched() -> None:
        name = str(st.session_state[HEAD]["process"])
        if name in processes and name != view.ledger.vocabulary.process:
            session.switch_to(name, view.ledger.vocabulary)

    def spoke() -> None:
        code = str(st.session_state[HEAD]["language"])
        if code in LANGUAGES:
            session.choose(language=code)

    elements.component(HEAD)(
        key=HEAD,
        data=told.data,
        height=told.height,
        on_page_change=led,
        on_process_change=switched,
        on_language_change=spoke,
        on_sign_out_change=st.logout,
    )


def titles() -> Mapping[str, str]:
    """What the processes that are served are called, by name, the default one first."""
    return {one.vocabulary.process: one.dataset.package.said("title") for one in ledger.loaded()}


def message(
    view: View, menu: tuple[Page, ...], processes: Mapping[str, str], *, signed_in: bool
) -> dict[str, Any]:
    """What the component of the head is told."""
    here = view.ledger.vocabulary.process
    return {
        "id": HEAD,
        "brand": "Peace Ledger",
        "title": view.dataset.package.said("title"),
        "processes": [
            {"name": name, "title": title, "here": name == here} for name, title in processes.items()
        ]
        if len(processes) > 1
        else [],
        "pages": [
            {
                "label": _(page.title),
                "path": page.path,
                "href": links.address(view, page.path),
                "here": page.path == view.path,
            }
            for page in menu
            if page.is_offered()
        ],
        "signed_in": signed_in,
        "language": view.language,
        "languages": [{"code": code, "name": name} for code, name in LANGUAGES.items()],
        "rows": in_other_words(view),
        "labels": said(WORDS),
    }


def in_other_words(view: View) -> str:
    """That rows are in another language than the page; empty where they are not."""
    coded_in = view.dataset.package.language
    if coded_in == view.language:
        return ""
    named = wording.language(coded_in)
    return _(
        "Names and texts of the rows stay in the language in which they were coded: {language}.",
        language=named,
    )
