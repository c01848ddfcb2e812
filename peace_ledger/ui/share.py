"""The bar above every page by which it is passed on: link, short citation, embed code, QR code."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from peace_ledger import citation, marks
from peace_ledger.state import State, with_query
from peace_ledger.ui import elements, frames, kept
from peace_ledger.ui.elements import Encoded
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View

BAR = "share"
"""The name of the bar's message."""

WORDS: Mapping[str, str] = {
    "share": "Share this page",
    "link": "Copy link",
    "cite": "Cite",
    "embed": "Embed",
    "qr": "QR code",
    "pin": "Keep data version {version} in the link",
    "pinned": "it will show these data, whatever changes later",
    "loose": "it will show the ledger as it stands when opened",
    "link_copied": "Link copied: {what}.",
    "address": "Link to this page",
    "copy_citation": "Copy citation",
    "citation_copied": "Citation copied.",
    "cite_hint": "A citation always names its data version. With its filters, and as BibTeX, RIS and "
    "CSL-JSON, it stands at the foot of the page.",
    "what": "What to embed",
    "code": "Code for your page",
    "copy_code": "Copy code",
    "code_copied": "Code copied.",
    "try": "See it alone",
    "embed_hint": "The script lets the frame take its height. Where your site allows no script, leave its "
    "line out and set the height by hand.",
    "qr_alt": "QR code of the link to this page",
    "qr_save": "Download SVG",
    "qr_hint": "It holds the link to this page with its filters; {what}.",
    "qr_failed": "There is no QR code of this link: it is too long for one, or the server did not answer. "
    "Take out some of the filters, or copy the link.",
    "not_copied": "Your browser does not let the page copy. The text is selected: press Ctrl+C, or ⌘C on a "
    "Mac.",
}


def bar(view: View, page: Page) -> None:
    """Draw the bar for a page."""
    # What a page offers may hang on more than the process of the address.
    told = kept.once(
        view,
        (page, page.seen(view).digest),
        lambda: Encoded("share", elements.packed(message(view, page))),
    )
    elements.put_plain(told, key=BAR)


def message(view: View, page: Page) -> dict[str, Any]:
    """What the bar is told. Addresses and code come in pairs: of the ledger as it stands when opened, and of
    this data version.
    """
    version = view.dataset.version
    cited = citation.cited(view.dataset, page.path, view.state, view.origin, view.today)
    return {
        "id": BAR,
        "version": version,
        "pinned": view.state.version is not None,
        "links": [frames.address(view, state) for state in _pair(view, view.state)],
        "qr": [with_query(f"/qr/{page.path or 'overview'}.svg", state) for state in _pair(view, view.state)],
        "citation": citation.short(cited),
        "frames": list(_frames(view, page)),
        "labels": WORDS,
    }


def _frames(view: View, page: Page) -> Iterator[dict[str, Any]]:
    """What can stand in a frame: the page, and each of its charts and lists."""
    yield _frame(view, frames.page(view), "This page", page.title, frames.PAGE_HEIGHT)
    for name in page.cards(page.seen(view)):
        title = marks.TITLES[name]
        yield _frame(view, frames.chart(view, name), title, title, frames.CHART_HEIGHT)


def _frame(view: View, state: State, label: str, title: str, height: int) -> dict[str, Any]:
    states = _pair(view, state)
    return {
        "label": label,
        "links": [frames.address(view, one) for one in states],
        "codes": [frames.code(view, one, title, height) for one in states],
    }


def _pair(view: View, state: State) -> list[State]:
    """A state without and with the data version."""
    return [replace(state, version=version) for version in (None, view.dataset.version)]
