"""What is asked of this process, as whoever runs it sees it: each request has an id, and those of ours, for
routes beside the pages, documents of pages and their connections, a line in the log.
"""

import logging
import re
import time
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peace_ledger import log, metrics

ID = "x-request-id"
"""The header that names a request: what a trusted proxy says there is taken over, and every answer has it."""
PAGE = "/{page}"
"""The template of every address at which Streamlit's client is answered with a document."""
STREAM = "/_stcore/stream"

# The first that an address begins with is its template. Addresses say what readers look for; routes do not.
_TEMPLATES: Mapping[str, str] = {
    "/api/v1/tables/": "/api/v1/tables/{table}.{format}",
    "/api/v1/queries/": "/api/v1/queries/{folder}/{query}.{format}",
    "/api/v1/cite/": "/api/v1/cite/{page}.{format}",
    "/api/v1/sql": "/api/v1/sql.{format}",
    "/api/v1/openapi.json": "/api/v1/openapi.json",
    "/api": "/api/{rest}",
    "/feed": "/feed.atom",
    "/preview": "/preview/{page}.png",
    "/qr": "/qr/{page}.svg",
    "/cards": "/cards/{digest}/{page}/{cards}",
    "/healthz": "/healthz",
    "/readyz": "/readyz",
    "/sign-in/": "/sign-in/{provider}",
    "/auth/": "/auth/{step}",
    "/oauth2callback": "/oauth2callback",
    "/assets/": "/assets/{file}",
    "/static/": "/static/{file}",
    "/media/": "/media/{file}",
    "/component/": "/component/{file}",
    "/favicon.png": "/favicon.png",
    STREAM: STREAM,
    "/_stcore/": "/_stcore/{rest}",
}
# Files and questions of Streamlit's client: a page asks for dozens.
_UNTOLD = frozenset(
    _TEMPLATES[prefix]
    for prefix in ("/assets/", "/static/", "/media/", "/component/", "/favicon.png", "/_stcore/")
)
# Streamlit's client asks below a deep link, too, where it is.
_BELOW_A_PAGE = re.compile(r"/[^/]+(?=/(?:_stcore|static|media|component)/)")
_LOG = logging.getLogger(__name__)


def template(path: str) -> str:
    """The route of an address, of which there are few."""
    path = _BELOW_A_PAGE.sub("", path, count=1)
    return next((route for prefix, route in _TEMPLATES.items() if path.startswith(prefix)), PAGE)


class Access:
    """ASGI middleware around all others: gives each request its id, and tells how it was answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope)
        # Not taken back: what the server logs of a fault afterwards, in the same context, belongs to it too.
        log.current.set(answer.request)

        async def send_seen(message: Message) -> None:
            answer.see(message)
            await send(message)

        try:
            await self._app(scope, receive, send_seen)
        finally:
            answer.end()


class _Answer:
    """How one request, or one connection of a page, is answered."""

    def __init__(self, scope: Scope) -> None:
        self.request = log.request_of(_named(scope))
        self._route = template(scope["path"])
        self._method = scope.get("method", "WEBSOCKET")
        self._begun = time.perf_counter()
        self._status: int = HTTPStatus.INTERNAL_SERVER_ERROR
        self._bytes = 0
        self._is_open = False

    def see(self, message: Message) -> None:
        """Note what goes out, and name the request in it."""
        kind = message["type"]
        if kind in {"http.response.start", "websocket.http.response.start"}:
            self._status = message["status"]
            MutableHeaders(scope=message)[ID] = self.request.id
        elif kind in {"http.response.body", "websocket.http.response.body"}:
            self._bytes += len(message.get("body", b""))
        elif kind == "websocket.accept":
            self._is_open = True
            self._status = HTTPStatus.SWITCHING_PROTOCOLS
            metrics.SESSIONS.inc()
            metrics.answered(self._route, self._method, int(self._status), time.perf_counter() - self._begun)
            self._tell("A session was opened.")
        elif kind == "websocket.close" and not self._is_open:
            self._status = HTTPStatus.FORBIDDEN

    def end(self) -> None:
        """Nothing more goes out."""
        if self._is_open:
            metrics.SESSIONS.dec()
            self._tell("A session was closed.")
            return
        metrics.answered(self._route, self._method, int(self._status), time.perf_counter() - self._begun)
        if self._route not in _UNTOLD:
            self._tell(
                "A request was answered.", method=self._method, status=int(self._status), bytes=self._bytes
            )

    def _tell(self, message: str, **more: str | int) -> None:
        level = logging.WARNING if self._status >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
        took = round((time.perf_counter() - self._begun) * 1000, 1)
        refusal = {"refusal": self.request.refusal} if self.request.refusal else {}
        _LOG.log(level, message, extra={"route": self._route, "milliseconds": took, **more, **refusal})


def _named(scope: Scope) -> str | None:
    """What a trusted proxy calls the request. The server puts the reader's address in place of that of such a
    proxy, with the port 0, which no connection has.
    """
    client = scope.get("client")
    return Headers(scope=scope).get(ID) if client and client[1] == 0 else None
