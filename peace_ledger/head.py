"""What the head of a page's document says of the view that its address is of: title, description, picture and
data set, for chats, search engines and feed readers, which run no script.
"""

import asyncio
import hashlib
import json
import logging
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from cachetools import LRUCache
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peace_ledger import api, citation, feed, gate, http, ledger, preview, sign_in, translation
from peace_ledger.answers import tags
from peace_ledger.preview import Previewed
from peace_ledger.problems import Unanswered
from peace_ledger.state import State, with_query
from peace_ledger.translation import LANGUAGES, _, speaking
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View

SITE = "Peace Ledger"
GENERIC = "An open ledger of a peace process: who reacted, who was released, what was promised and kept."

_KEPT_HEADS = 512
_IN_ENGLISH = '<html lang="en">'
_LOCALES = {"en": "en_GB", "az": "az_AZ", "hy": "hy_AM", "ru": "ru_RU"}
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_UNCONDITIONAL = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
_OF_STREAMLITS_FILE = ("etag", "last-modified", "accept-ranges", "content-encoding")
_HOST = re.compile(r"[\w.-]+(?::\d{1,5})?|\[[0-9a-fA-F:.]+\](?::\d{1,5})?")
_FILES = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
_LOG = logging.getLogger(__name__)


class HeadTags:
    """ASGI middleware that puts the head of its view into the document of each of these pages. All else
    passes untouched.
    """

    def __init__(self, app: ASGIApp, pages: Iterable[Page]) -> None:
        self._app = app
        self._pages = {f"/{page.path}": page for page in pages}
        self._private = bool(sign_in.rules())
        self._heads: LRUCache[tuple[str, ...], str] = LRUCache(_KEPT_HEADS)
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self._page(scope)
        if page is None:
            await self._app(scope, receive, send)
            return
        start, body = await _whole(self._app, scope, receive)
        if start["status"] == HTTPStatus.OK and _is_document(start):
            request = Request(scope)
            language = _language(request)
            head = await asyncio.to_thread(self._head, page, request, language)
            early = http.early_tags(private=self._private)
            document = body.decode().replace(_IN_ENGLISH, f'<html lang="{language}">', 1)
            document = _TITLE.sub(lambda _: head, document, count=1)
            body = document.replace("</head>", f"  {early}\n  </head>", 1).encode()
            start = _tagged(start, body)
            if _etag(start) in tags(Headers(scope=scope).get("if-none-match", "")):
                start, body = _not_modified(start), b""
        await send(start)
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _page(self, scope: Scope) -> Page | None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return None
        return self._pages.get(scope["path"].rstrip("/") or "/")

    def _head(self, page: Page, request: Request, language: str) -> str:
        """The tags of the view; those of the site where there are no data, or where making them fails: the
        page itself says then what is wrong.
        """
        try:
            with speaking(language):
                return self._of_view(page, request)
        except (ledger.NotLoaded, Unanswered):
            return _generic(page)
        except Exception:
            _LOG.exception(
                "The head of %s could not be made; readers get the page without it.", request.url.path
            )
            return _generic(page)

    def _of_view(self, page: Page, request: Request) -> str:
        query = parse_qs(request.url.query, keep_blank_values=True)
        chosen = ledger.current(query.get("process", ()), query.get("data", ()))
        asked = preview.previewed(page, chosen, query, datetime.now(UTC).date())
        origin = _origin(request, chosen)
        key = (*asked.key, origin, translation.spoken(), repr(asked.view.state))
        with self._lock:
            kept = self._heads.get(key)
        if kept is None:
            kept = tags_of(asked, origin)
            with self._lock:
                self._heads[key] = kept
        return kept


def tags_of(asked: Previewed, origin: str) -> str:
    """The head of a view, as HTML: all that comes from data or address is escaped. `origin` is scheme and
    host without a slash at the end, or empty: addresses then begin with a slash.
    """
    page, state = asked.page, replace(asked.view.state, embed=False)
    named = _(page.title)
    title = f"{named} · {SITE}"
    link = f"{origin}{with_query(f'/{page.path}', state)}"
    picture = f"{origin}{preview.address(page, state)}"
    alt = f"{named}: {asked.headline}"
    meta = {
        "og:site_name": SITE,
        "og:type": "website",
        "og:locale": _LOCALES[translation.spoken()],
        "og:title": title,
        "og:description": asked.headline,
        "og:url": link,
        "og:image": picture,
        "og:image:type": "image/png",
        "og:image:width": str(preview.WIDTH),
        "og:image:height": str(preview.HEIGHT),
        "og:image:alt": alt,
    }
    cards = {
        "description": asked.headline,
        "twitter:card": "summary_large_image",
        "twitter:title": title,
        "twitter:description": asked.headline,
        "twitter:image": picture,
        "twitter:image:alt": alt,
    }
    return "\n    ".join(
        (
            _title(title),
            *(f'<meta name="{name}" content="{escape(value)}" />' for name, value in cards.items()),
            *(f'<meta property="{name}" content="{escape(value)}" />' for name, value in meta.items()),
            f'<link rel="canonical" href="{escape(link)}" />',
            *_in_languages(page, origin, state),
            *_alternates(asked, origin, state),
            f'<script type="application/ld+json">{_in_script(data_set(asked.view, origin))}</script>',
        )
    )


def _in_languages(page: Page, origin: str, state: State) -> Iterable[str]:
    """The same view in each language, and as the browser prefers."""
    for code, language in {**{code: code for code in LANGUAGES}, "x-default": None}.items():
        href = escape(f"{origin}{with_query(f'/{page.path}', replace(state, language=language))}")
        yield f'<link rel="alternate" hreflang="{code}" href="{href}" />'


def _alternates(asked: Previewed, origin: str, state: State) -> Iterable[str]:
    cite = with_query(f"/api/v1/cite/{preview.name_of(asked.page)}.json", state)
    followed = {
        "application/atom+xml": ("What became known", feed.address(state)),
        "application/vnd.citationstyles.csl+json": ("Citation", cite),
    }
    for kind, (title, address) in followed.items():
        href = escape(f"{origin}{address}")
        yield f'<link rel="alternate" type="{kind}" title="{title}" href="{href}" />'


def data_set(view: View, origin: str) -> Mapping[str, Any]:
    """The package behind a view, as a Dataset of schema.org."""
    package, version = view.dataset.package, view.dataset.version
    process = State(process=view.state.process)
    cited = citation.cited(view.dataset, "", process, origin, view.today)
    files = [
        {
            "@type": "DataDownload",
            "name": f"{table.title or table.name} ({extension})",
            "encodingFormat": kind,
            "contentUrl": origin + with_query(f"/api/v1/tables/{table.name}.{extension}", process),
        }
        for table in package.tables
        for extension, kind in _FILES.items()
    ]
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": package.title,
        "description": package.description or package.title,
        "version": version,
        "url": f"{origin}{with_query('/', process)}",
        "isAccessibleForFree": True,
        "license": [licence.path or licence.name for licence in package.licenses],
        "creator": {"@type": "Organization", "name": citation.PUBLISHER},
        "dateModified": package.created.date().isoformat() if package.created else None,
        "temporalCoverage": _coverage(view),
        "citation": citation.text(cited),
        "distribution": files,
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _coverage(view: View) -> str:
    """First and last day of the events, whatever the filters."""
    whole = replace(view, state=State(process=view.state.process))
    span = whole.rows("overview/span")[0]
    return f"{span['first_day']}/{span['last_day']}" if span["first_day"] else ""


def _generic(page: Page) -> str:
    description = escape(GENERIC)
    return f'{_title(f"{page.title} · {SITE}")}\n    <meta name="description" content="{description}" />'


def _title(words: str) -> str:
    return f"<title>{escape(words)}</title>"


def _in_script(content: Mapping[str, Any]) -> str:
    """JSON that no text in it can end early: a script ends at the first "</script", wherever that stands."""
    text = json.dumps(content, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _origin(request: Request, chosen: ledger.Ledger) -> str:
    """As permanent links begin; empty where the request names no host of ours."""
    host = request.headers.get("host", "")
    if chosen.public_url or (_HOST.fullmatch(host) and gate.is_ours(host)):
        return api.origin_of(request, chosen)
    return ""


def _language(request: Request) -> str:
    """As the page's run chooses it."""
    asked = next(iter(request.query_params.getlist("lang")), None)
    return translation.chosen(asked, request.headers.get("accept-language", ""))


# The document


async def _whole(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """The start of the app's answer, and its whole body: plain, and not asked for under a condition."""
    headers = [(name, value) for name, value in scope["headers"] if name not in _UNCONDITIONAL]
    messages: list[Message] = []

    async def collect(message: Message) -> None:
        messages.append(message)

    await app({**scope, "method": "GET", "headers": headers}, receive, collect)
    return messages[0], b"".join(message.get("body", b"") for message in messages[1:])


def _is_document(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _tagged(start: Message, body: bytes) -> Message:
    headers = MutableHeaders(raw=list(start["headers"]))
    for name in _OF_STREAMLITS_FILE:
        del headers[name]
    headers["content-length"] = str(len(body))
    headers["etag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers["cache-control"] = "no-cache"
    headers.add_vary_header("Accept-Language")
    return {**start, "headers": headers.raw}


def _etag(start: Message) -> str:
    return Headers(raw=start["headers"])["etag"]


def _not_modified(start: Message) -> Message:
    headers = MutableHeaders(raw=list(start["headers"]))
    # Its type stays: by that the policy of an embed is given, which a browser takes over into its copy.
    del headers["content-length"]
    return {**start, "status": HTTPStatus.NOT_MODIFIED, "headers": headers.raw}
