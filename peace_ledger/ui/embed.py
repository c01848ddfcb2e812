"""A page in a frame on another site, or one chart of it alone, over a line that names where it comes from."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from peace_ledger import marks
from peace_ledger.translation import _
from peace_ledger.ui import elements, links
from peace_ledger.ui.cards import Card, draw
from peace_ledger.ui.elements import Link
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

SOURCE = "source"
"""The name of the message to the line under an embed."""


def chart(view: View, page: Page, pages: Iterable[Page]) -> None:
    """Draw the chart or list that the address names, and nothing else of its page. Where the page has none
    of that name, say so, and lead to the page that has it.
    """
    name = view.state.chart or ""
    # Without the name: what an address cites comes into sight, and would pull the page around the frame.
    view = replace(view, state=replace(view.state, chart=None))
    through = page.seen(view)
    make = page.cards(through).get(name)
    if make:
        draw(through, make, _alone)
    else:
        _missing(view, name, page, pages)


def source_line(view: View) -> None:
    """Draw the line under an embed: whose data, in which version, and the way to the whole page."""
    whole = links.address(view, view.path or "", mark=view.state.mark, chart=view.state.chart)
    name = _("Peace Ledger · data version {version}", version=view.dataset.version)
    _sized({"source": name, "whole": Link(_("Open in the ledger"), whole)})


def without_source() -> None:
    """Let the frame take its height where there are no data to name."""
    _sized({})


def _sized(more: dict[str, object]) -> None:
    elements.component("embedded")(key=SOURCE, data=elements.packed({"id": SOURCE} | more))


def _alone(shown: Card) -> Card:
    """The card with the rows behind its marks: what a click does instead on its page needs the whole page."""
    if shown.picks is None and shown.shows_evidence:
        return shown
    return replace(shown, picks=None, shows_evidence=True, click=_("a click opens the rows behind it"))


def _missing(view: View, name: str, page: Page, pages: Iterable[Page]) -> None:
    missing = _(
        "“{chart}” does not stand on the page “{page}” under these filters.",
        chart=marks.title(name),
        page=_(page.title),
    )
    st.markdown(plain(missing))
    for other in pages:
        if name in other.cards(other.seen(view)):
            links.to_page(
                view, other.path, plain(_("It stands on the page “{page}”.", page=_(other.title))), chart=name
            )
