"""What stands before Streamlit's own addresses, which are all but the routes of `gate`: what the ledger does
without is closed, and no other site opens a page's connection.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from peace_ledger import gate
from peace_ledger.answers import problem
from peace_ledger.metrics import Refusal, refused

CONNECTION = "/_stcore/stream"
"""Where a page keeps its one connection."""
OPEN = ("/_stcore/health", "/_stcore/host-config", "/_stcore/bidi-components/")
"""What Streamlit's client asks for below an address that is closed otherwise."""
CLOSED = ("/_stcore/", "/component/", "/app/")
"""Uploads, which anybody could fill the memory with, counts of sessions, running a page without a browser,
components of another kind, files of the app: the ledger has none of them.
"""
METHODS = "GET, HEAD"
MESSAGES = frozenset({"rerun_script", "stop_script", "app_heartbeat"})
"""What a page has to say. Streamlit would also tell of the repository that it runs in, and empty what is kept
for all readers.
"""

_UNREADABLE, _NOT_OURS = 1003, 1008


class StreamlitGate:
    """ASGI middleware around Streamlit's own addresses; the routes of `gate` pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] != "http" or scope["path"].startswith(gate.ROUTES):
            await self._app(scope, receive, send)
        else:
            await (_refusal(scope) or self._app)(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != CONNECTION or not _is_of_our_page(Headers(scope=scope)):
            refused(Refusal.ORIGIN)
            await send({"type": "websocket.close", "code": _NOT_OURS})
            return
        connection = _Connection(receive, send)
        await self._app(scope, connection.receive, connection.send)


def _refusal(scope: Scope) -> Response | None:
    """The answer to a request that is not passed on."""
    if scope["method"] not in METHODS.split(", "):
        refused(Refusal.METHOD)
        answer = problem(HTTPStatus.METHOD_NOT_ALLOWED, f"{scope['method']} is not possible here: use GET.")
        answer.headers["allow"] = METHODS
        return answer
    path = scope["path"]
    if path.startswith(CLOSED) and not path.startswith(OPEN):
        return problem(HTTPStatus.NOT_FOUND, f"There is nothing at {path[:200]}.")
    return None


def _is_of_our_page(headers: Headers) -> bool:
    """Whether a connection comes from a page of this host, or from a program, which sends no Origin.

    Streamlit would let in pages of the reader's own machine too, and ask another host for this one's address
    to compare it with, while all readers wait.
    """
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False


class _Connection:
    """A connection on which a page can say what `MESSAGES` names; others are not passed on, and at the first
    message that is none of Streamlit's it ends.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._ended = False

    async def receive(self) -> Message:
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            try:
                kind = BackMsg.FromString(message["bytes"]).WhichOneof("type")
            # No "bytes": it is text.
            except (LookupError, TypeError, DecodeError):
                return await self._end()
            if kind in MESSAGES:
                return message

    async def send(self, message: Message) -> None:
        # A run that is under way does not know yet that nobody listens.
        if not self._ended:
            await self._send(message)

    async def _end(self) -> Message:
        self._ended = True
        await self._send({"type": "websocket.close", "code": _UNREADABLE})
        return {"type": "websocket.disconnect", "code": _UNREADABLE}
