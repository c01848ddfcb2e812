"""The bar above every page by which it is passed on: link, short citation, embed code, QR code."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from peace_ledger import citation, marks
from peace_ledger import state as codec
from peace_ledger.http import EMBED_SCRIPT
from peace_ledger.state import State
from peace_ledger.ui import elements, links
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View

BAR = "share"
"""The name of the bar's message."""
CHART_HEIGHT, PAGE_HEIGHT = 640, 1200
"""Heights of a frame in px where the script beside it does not run."""

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
    "qr_hint": "It holds the link to this page with its filters: {what}.",
    "qr_failed": "There is no QR code of this link: it is too long for one, or the server did not answer. "
    "Take out some of the filters, or copy the link.",
    "not_copied": "Your browser does not let the page copy. The text is selected: press Ctrl+C, or ⌘C on a "
    "Mac.",
}
_CODE = (
    '<iframe src="{src}" title="{title} · Peace Ledger" width="100%" height="{height}" style="border:0" '
    'loading="lazy" allow="fullscreen; clipboard-write"></iframe>\n'
    '<script src="{script}" async></script>'
)


def bar(view: View, page: Page) -> None:
    """Draw the bar for a page."""
    elements.component("share")(key=BAR, data=elements.encoded(message(view, page)))


def message(view: View, page: Page) -> dict[str, Any]:
    """What the bar is told. Addresses come in pairs: of the ledger as it stands when opened, and of this data
    version.
    """
    version = view.dataset.version
    cited = citation.cited(view.dataset, page.path, view.state, links.origin(view), view.today)
    return {
        "id": BAR,
        "version": version,
        "pinned": view.state.version is not None,
        "links": _pair(view, page, view.state),
        "qr": _pair(view, page, view.state, picture=True),
        "citation": citation.short(cited),
        "frames": list(_frames(view, page)),
        "code": _CODE.replace("{script}", links.origin(view) + EMBED_SCRIPT),
        "labels": WORDS,
    }


def _frames(view: View, page: Page) -> Iterator[dict[str, Any]]:
    """What can stand in a frame: the page, and each of its charts and lists, with the mark that is open in
    it.
    """
    whole = replace(view.state, chart=None, embed=True)
    yield {
        "label": "This page",
        "title": page.title,
        "height": PAGE_HEIGHT,
        "links": _pair(view, page, whole),
    }
    for name in page.cards(page.seen(view)):
        opened = view.mark is not None and view.mark.chart == name
        alone = replace(whole, chart=name, mark=view.state.mark if opened else None)
        title = marks.TITLES[name]
        yield {"label": title, "title": title, "height": CHART_HEIGHT, "links": _pair(view, page, alone)}


def _pair(view: View, page: Page, state: State, *, picture: bool = False) -> list[str]:
    """An address without and with the data version; of the page, or of the picture of its QR code."""
    path = f"/qr/{page.path or 'overview'}.svg" if picture else f"{links.origin(view)}/{page.path}"
    states = (replace(state, version=version) for version in (None, view.dataset.version))
    queries = (urlencode(codec.encode(one), quote_via=quote) for one in states)
    return [f"{path}?{query}" if query else path for query in queries]
