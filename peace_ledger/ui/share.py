"""The bar above every page by which it is passed on: link, short citation, embed code, QR code."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from peace_ledger import citation, marks
from peace_ledger.state import State, with_query
from peace_ledger.translation import N_, _, said
from peace_ledger.ui import elements, frames, kept
from peace_ledger.ui.elements import Encoded
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View

BAR = "share"
"""The name of the bar's message."""

WORDS: Mapping[str, str] = {
    "share": N_("Share this page"),
    "link": N_("Copy link"),
    "cite": N_("Cite"),
    "embed": N_("Embed"),
    "qr": N_("QR code"),
    "pin": N_("Keep data version {version} in the link"),
    "pinned": N_("it will show these data, whatever changes later"),
    "loose": N_("it will show the ledger as it stands when opened"),
    "link_copied": N_("Link copied: {what}."),
    "address": N_("Link to this page"),
    "copy_citation": N_("Copy citation"),
    "citation_copied": N_("Citation copied."),
    "cite_hint": N_(
        "A citation always names its data version. With its filters, and as BibTeX, RIS and "
        "CSL-JSON, it stands at the foot of the page."
    ),
    "what": N_("What to embed"),
    "code": N_("Code for your page"),
    "copy_code": N_("Copy code"),
    "code_copied": N_("Code copied."),
    "try": N_("See it alone"),
    "embed_hint": N_(
        "The script lets the frame take its height. Where your site allows no script, leave its "
        "line out and set the height by hand."
    ),
    "qr_alt": N_("QR code of the link to this page"),
    "qr_save": N_("Download SVG"),
    "qr_hint": N_("It holds the link to this page with its filters; {what}."),
    "qr_failed": N_(
        "There is no QR code of this link: it is too long for one, or the server did not answer. "
        "Take out some of the filters, or copy the link."
    ),
    "not_copied": N_(
        "Your browser does not let the page copy. The text is selected: press Ctrl+C, or ⌘C on a Mac."
    ),
}


# Translators: where processes are compared: the version of each.
_PIN_ALL = N_("Keep data versions {version} in the link")


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
    seen = page.seen(view)
    cited = citation.cited(view.dataset, page.path, view.state, view.origin, view.today, seen.others)
    return {
        "id": BAR,
        "version": cited.version,
        "pinned": view.state.version is not None,
        "links": [frames.address(view, state) for state in _pair(seen, view.state)],
        "qr": [with_query(f"/qr/{page.path or 'overview'}.svg", state) for state in _pair(seen, view.state)],
        "citation": citation.short(cited),
        "frames": list(_frames(view, seen, page)),
        "labels": {**said(WORDS), "pin": _(_PIN_ALL if seen.others else WORDS["pin"])},
    }


def _frames(view: View, seen: View, page: Page) -> Iterator[dict[str, Any]]:
    """What can stand in a frame: the page, and each of its charts and lists."""
    yield _frame(seen, frames.page(view), _("This page"), _(page.title), frames.PAGE_HEIGHT)
    for name in page.cards(seen):
        title = marks.title(name)
        yield _frame(seen, frames.chart(view, name), title, title, frames.CHART_HEIGHT)


def _frame(view: View, state: State, label: str, title: str, height: int) -> dict[str, Any]:
    states = _pair(view, state)
    return {
        "label": label,
        "links": [frames.address(view, one) for one in states],
        "codes": [frames.code(view, one, title, height) for one in states],
    }


def _pair(view: View, state: State) -> list[State]:
    """A state without and with the data version. Who looks at another process as it was, and at their own as
    it is, passes that on.
    """
    beside = () if state.version else state.beside
    return [replace(state, version=None, beside=beside), view.pinned(state)]
