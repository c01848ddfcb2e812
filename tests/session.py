"""A reader without a browser, who speaks Streamlit's own protocol to a running server."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from peace_ledger.ui.elements import unpacked
from tests.server import Server

SECONDS_TO_ANSWER = 60
Pairs = Iterable[tuple[str, str]]
Address = list[tuple[str, str]]


class Session:
    """A page that is open at a server: its path, its address as the server left it, and what its components
    were told last, by name.
    """

    def __init__(self, connection: ClientConnection, path: str) -> None:
        self._connection = connection
        self._sent: dict[str, ForwardMsg] = {}
        self.path = path
        self.address: Address = []
        self.told: dict[str, dict[str, Any]] = {}

    async def go(self, address: Pairs) -> None:
        """Go to an address of the page, as a link does, and wait until its run has ended."""
        self.address = list(address)
        message = BackMsg()
        message.rerun_script.query_string = urlencode(self.address)
        message.rerun_script.page_name = self.path
        await self._connection.send(message.SerializeToString())
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            while await self._next() != "script_finished":
                pass

    async def choose(self, name: str, value: str) -> None:
        """Put one value of a parameter into the address, whatever it had."""
        await self.go([*((key, old) for key, old in self.address if key != name), (name, value)])

    async def _next(self) -> str:
        message = ForwardMsg.FromString(await self._connection.recv(decode=False))
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message = self._sent[message.ref_hash]
            kind = message.WhichOneof("type")
        elif message.hash:
            self._sent[message.hash] = message
        if kind == "page_info_changed":
            self.address = parse_qsl(message.page_info_changed.query_string, keep_blank_values=True)
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "bidi_component":
            told = unpacked(message.delta.new_element.bidi_component.bytes)
            self.told[told["id"]] = told
        return str(kind)


@asynccontextmanager
async def opened(
    server: Server, path: str, address: Iterable[tuple[str, str]] = ()
) -> AsyncIterator[Session]:
    """A page of a server, open and whole."""
    async with connect(
        f"ws://{urlsplit(server.url).netloc}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        open_timeout=SECONDS_TO_ANSWER,
    ) as connection:
        session = Session(connection, path)
        await session.go(address)
        yield session
