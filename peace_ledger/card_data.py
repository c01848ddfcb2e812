"""Cards ahead of their page: `/cards/{digest}/{language}/{page}/{card},{card},…`, with the page's parameters,
is what the components of these cards are told under these filters, a line of JSON each (`frontend/ahead.js`
asks for it). Digest and language are those of the page.

Streamlit makes a page from its head to its foot, and its client draws element after element. What the reader
looks at need not wait for that: it is made here, and the run that follows finds it made.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from peace_ledger import api, gate, state, translation
from peace_ledger.api_cite import PATHS
from peace_ledger.problems import Unanswered
from peace_ledger.translation import LANGUAGES
from peace_ledger.ui import cards, elements, turns
from peace_ledger.ui.cards import Card
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View

MOST = 6
"""Cards of one answer: about twice what a screen shows."""
PATIENCE = 0.01
"""Seconds to wait for a turn: where others have them all, what is made twice makes everybody late."""


def routes(pages: Iterable[Page]) -> list[BaseRoute]:
    """The routes of this module, for these pages."""
    by_path = {page.path: page for page in pages}

    class CardData(api.Downloads):
        """GET and HEAD of what cards' components are told."""

        def answer(self, request: Request) -> Response:
            """The messages, each as soon as it is made; what takes too long is left to the page."""
            return _answer(request, by_path)

    return [Route(f"{gate.CARDS}/{{digest}}/{{language}}/{{page}}/{{names}}", CardData)]


def _answer(request: Request, pages: Mapping[str, Page]) -> Response:
    name = request.path_params["page"]
    if name not in PATHS:
        raise api.Refused(
            HTTPStatus.NOT_FOUND, f"There is no page {name[:200]}; there are {', '.join(PATHS)}."
        )
    page = pages[PATHS[name]]
    language = request.path_params["language"]
    if language not in LANGUAGES:
        raise api.Refused(HTTPStatus.NOT_FOUND, f"There is no language {language[:200]} here.")
    view = page.seen(_view(request, page, language))
    offered = page.cards(view)
    asked = request.path_params["names"].split(",")
    if len(asked) > MOST:
        raise api.Refused(HTTPStatus.BAD_REQUEST, f"These are {len(asked)} cards; ask for at most {MOST}.")
    # Where the data were replaced since, the page itself goes on with those that its reader began with.
    is_same = view.dataset.digest == request.path_params["digest"]
    # Under other filters a page may have other cards.
    lines = _lines(view, [offered[card] for card in asked if card in offered and is_same])
    headers = {"content-encoding": "deflate", "cache-control": "no-store"}
    return StreamingResponse(_packed(lines), media_type="application/x-ndjson", headers=headers)


def _lines(view: View, makers: Sequence[Callable[[View], Card]]) -> Iterator[bytes]:
    for make in makers:
        if not turns.turn.acquire(timeout=PATIENCE):
            return
        try:
            # Lines are made one by one, each in whatever thread is free.
            with translation.speaking(view.language):
                told = cards.told(view, make)
        except Unanswered:
            return  # the page says so
        finally:
            turns.turn.release()
        yield zlib.decompress(told.data) + b"\n"


def _packed(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Compressed as one stream, of which each line can be read when it comes."""
    packer = zlib.compressobj(elements.COMPRESSION)
    for line in lines:
        yield packer.compress(line) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()


def _view(request: Request, page: Page, language: str) -> View:
    chosen, given = api.ledger_of(request), request.query_params
    query = state.days_in_order({name: given.getlist(name) for name in given})
    current, dropped = state.decode(query, chosen.vocabulary)
    if dropped:
        raise api.refusal(dropped)
    today = datetime.now(UTC).date()
    return View(chosen, current, today, path=page.path, language=language, reached=_reached(request))


def _reached(request: Request) -> str:
    """As the reader's browser reaches the site: behind a proxy, the scheme stands in the referrer alone."""
    page = urlsplit(request.headers.get("referer", ""))
    return f"{page.scheme or request.url.scheme}://{request.headers.get('host', '')}"
