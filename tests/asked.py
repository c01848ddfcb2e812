"""Routes without a server: a request goes to them in this process, as a server would pass it on."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message

from pages.menu import MENU
from peace_ledger import card_data, gate, http, preview
from tests.altered import awaited
from tests.server import Answer

ROUTES = Starlette(
    routes=[*preview.routes(MENU), *card_data.routes(MENU), *http.routes()],
    middleware=[Middleware(gate.Gate, limit=None)],
)


@dataclass(frozen=True)
class _Asking:
    app: ASGIApp
    path: str
    query: bytes
    method: str
    headers: dict[str, str]

    async def __call__(self) -> list[Message]:
        messages: list[Message] = []

        requests = iter([{"type": "http.request", "body": b""}])

        async def receive() -> Message:
            request = next(requests, None)
            return request or await asyncio.Event().wait()  # nobody hangs up

        async def send(message: Message) -> None:
            messages.append(message)

        await self.app(self._scope(), receive, send)
        return messages

    def _scope(self) -> dict[str, Any]:
        return {
            "type": "http",
            "method": self.method,
            "scheme": "http",
            "server": ("ledger.example.org", 80),
            "path": self.path,
            "raw_path": quote(self.path).encode(),
            "root_path": "",
            "query_string": self.query,
            "headers": Headers(self.headers).raw,
        }


def ask_at_once(*paths: str) -> list[Answer]:
    """Send requests to the routes of one server, all before the first is answered."""

    async def together() -> list[list[Message]]:
        parts = [path.partition("?") for path in paths]
        asked = (_Asking(ROUTES, path, query.encode(), "GET", {})() for path, _, query in parts)
        return await asyncio.gather(*asked)

    return [_answer(messages) for messages in awaited(together())]


def ask(
    path: str, *query: tuple[str, str], method: str = "GET", app: ASGIApp = ROUTES, **headers: str
) -> Answer:
    """Send one request, to the routes or to another `app`; an underscore in a header's name stands for a
    hyphen.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return _answer(awaited(_Asking(app, path, urlencode(query).encode(), method, named)()))


def _answer(messages: list[Message]) -> Answer:
    start, *parts = messages
    received = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], received, b"".join(part.get("body", b"") for part in parts))
