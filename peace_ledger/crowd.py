"""How many are served at once. Who comes when there is no room is told so at once and sent away for a while,
so that those who are here are served as well as before, and nobody waits without end.
"""

from http import HTTPStatus

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peace_ledger import access, metrics, settings
from peace_ledger.answers import plain_page, problem
from peace_ledger.metrics import Refusal, refused
from peace_ledger.settings import InvalidSettings

ROUTES_AT_ONCE = 64
"""Requests beside the pages that are at work or wait. Twice as many as files may wait, so that these never
fill the room alone.
"""
DOCUMENTS_AT_ONCE = 64
"""Documents of pages that are at work or wait."""
AGAIN, SESSION_AGAIN = 5, 60
"""Seconds after which to ask again: a request takes tenths of a second, a reader stays for minutes."""


class Room:
    """Room for so many at once. Everybody in it is in one event loop."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.taken = 0

    @property
    def is_full(self) -> bool:
        """Whether nobody else may come in."""
        return self.taken >= self._most

    async def answered(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered in here. Its place is free as soon as its answer begins: a reader who takes
        it slowly keeps nobody out.
        """
        self.taken += 1
        is_here = True

        def leave() -> None:
            nonlocal is_here
            if is_here:
                self.taken -= 1
            is_here = False

        async def send_leaving(message: Message) -> None:
            if message["type"] == "http.response.start":
                leave()
            await send(message)

        try:
            await app(scope, receive, send_leaving)
        finally:
            leave()


class Pages:
    """ASGI middleware that bounds the readers who have a page open, and the documents that are made at once.

    Where there is no room, a document is a page that says so, without a script, and a page's connection is
    refused; those that are open go on.
    """

    def __init__(self, app: ASGIApp, sessions: int) -> None:
        self._app = app
        self._sessions = Room(sessions)
        self._documents = Room(DOCUMENTS_AT_ONCE)
        metrics.SESSIONS_BOUND.set(sessions)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif _is_document(scope):
            await self._open(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._sessions.is_full:
            refused(Refusal.SESSIONS)
            await _full_of_readers(scope, receive, send)
        else:
            await self._sessions.answered(self._app, scope, receive, send)

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._sessions.is_full:
            refused(Refusal.SESSIONS)
            await _busy("a minute", SESSION_AGAIN)(scope, receive, send)
        elif self._documents.is_full:
            refused(Refusal.DOCUMENTS)
            await _busy("some seconds", AGAIN)(scope, receive, send)
        else:
            await self._documents.answered(self._app, scope, receive, send)


def sessions() -> int:
    """How many readers the settings let in at once; the default as long as they are wrong."""
    try:
        return settings.read().sessions
    except InvalidSettings:
        return settings.SESSIONS


def too_many_requests() -> Response:
    """The answer to a request beside the pages when too many are at work or wait."""
    refused(Refusal.ROUTES)
    detail = f"This server is answering too many requests. Ask again in {AGAIN} s."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry_after=AGAIN)


def _is_document(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in {"GET", "HEAD"}
        and access.template(scope["path"]) == access.PAGE
    )


async def _full_of_readers(scope: Scope, receive: Receive, send: Send) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1013, "reason": "Too many readers; try again later."})
        return
    detail = f"As many readers as this server takes have a page open. Try again in {SESSION_AGAIN} s."
    answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry_after=SESSION_AGAIN)
    await answer(scope, receive, send)


def _busy(when: str, seconds: int) -> Response:
    said = (
        f"<p>More readers have come than it can serve well at once. Try again in {when}: its address holds "
        'all that you chose.</p>\n<p><a href="">Try again</a></p>'
    )
    headers = {"retry-after": str(seconds), "cache-control": "no-store"}
    content = plain_page("Busy", "The ledger is busy", said)
    return HTMLResponse(content, HTTPStatus.SERVICE_UNAVAILABLE, headers)
