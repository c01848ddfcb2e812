"""The frame around every page: state, title, menu, filters and what went wrong. Streamlit runs this file for
every reader and rerun.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

import peace_ledger
from pages.menu import MENU
from peace_ledger import ledger, state, translation, wording
from peace_ledger.state import Dropped
from peace_ledger.translation import _
from peace_ledger.ui import clock, embed, masthead, session, share, steady, turns, versions
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

FRONTEND = Path(peace_ledger.__file__).parent / "frontend"


def main() -> None:
    """Draw the page that the address names in the reader's language, or say why there is none."""
    language = session.language()
    with translation.speaking(language):
        _in_language(language)


def _in_language(language: str) -> None:
    st.set_page_config(
        page_title="Peace Ledger", page_icon=FRONTEND / "icon.png", layout="wide", initial_sidebar_state=350
    )
    st.html(FRONTEND / "page.css")
    try:
        chosen = steady.ledger_of_session()
    except ledger.NotLoaded as reason:
        _explain(reason)
        if session.embedded():
            embed.without_source()
        return
    today = datetime.now(UTC).date()
    current, dropped = session.begin(chosen.vocabulary, is_latest=chosen.latest is None)
    pages: dict[str, st.Page] = {}
    view = View(
        chosen,
        current,
        today,
        pages,
        embedded=session.embedded(),
        language=language,
        reached=session.reached(),
    )
    pages.update({page.path: _streamlit_page(page, view) for page in MENU})
    try:
        _draw(view, dropped)
    finally:
        # Pages hold the view and the view its pages: parted, they go at once, without the garbage collector.
        pages.clear()


def _draw(view: View, dropped: list[Dropped]) -> None:
    shown = st.navigation(list(view.pages.values()), position="hidden")
    session.follow(view.pages)
    page = next(page for page in MENU if page.path == shown.url_path)
    st.set_page_config(page_title=f"{_(page.title)} · Peace Ledger")
    viewed = replace(view, path=page.path)
    if not viewed.embedded:
        masthead.show(viewed, MENU)
        share.bar(viewed, page)
    if message := state.explain(dropped, switched=session.switched()):
        st.warning(plain(message), icon=":material/link_off:")
    versions.banner(viewed)
    if viewed.embedded and viewed.state.chart:
        embed.chart(viewed, page, MENU)
    else:
        _page(viewed, shown)
    if viewed.embedded:
        embed.source_line(viewed)


def _page(view: View, shown: st.Page) -> None:
    place = clock.statement(view)
    shown.run()
    if place is not None:
        clock.control(view, place)


def _streamlit_page(page: Page, view: View) -> st.Page:
    def draw() -> None:
        page.draw(replace(view, path=page.path))

    return st.Page(draw, title=_(page.title), url_path=page.path, default=not page.path)


def _explain(reason: ledger.NotLoaded) -> None:
    st.title(_("The ledger cannot be shown"))
    st.write(_("This server has no data that it could vouch for. Whoever runs it can mend that:"))
    for line in reason.lines[:20]:
        st.code(line, language=None, wrap_lines=True)
    if len(reason.lines) > 20:
        more = wording.number(len(reason.lines) - 20)
        st.write(_("and {more} lines more: `python -m peace_ledger check` lists them all.", more=more))


with turns.run():
    main()
