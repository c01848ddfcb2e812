"""A reader without a browser: one connection, on which it says and hears what Streamlit's client does."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from peace_ledger.ui.elements import unpacked
from tests.server import Server

Address = list[tuple[str, str]]

SECONDS = 60
_CONNECTION = "/_stcore/stream"


@contextmanager
def connected(server: Server, **headers: str) -> Iterator[ClientConnection]:
    """A page's connection. Raises websockets' InvalidStatus where it is refused."""
    with connect(
        server.url.replace("http", "ws", 1) + _CONNECTION,
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers=headers,
        max_size=None,
        open_timeout=SECONDS,
    ) as opened:
        yield opened


def handshake(server: Server, path: str = _CONNECTION, **headers: str) -> int:
    """The status with which a connection is answered."""
    address = server.url.replace("http", "ws", 1) + path
    try:
        with connect(address, additional_headers=headers, open_timeout=SECONDS):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def run(connection: ClientConnection, page: str, query: Iterable[tuple[str, str]] = ()) -> list[ForwardMsg]:
    """Ask for a page, and read all that comes until its run has ended."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = urlencode(list(query))
    connection.send(message.SerializeToString())
    return until_the_run_ends(connection)


def until_the_run_ends(connection: ClientConnection) -> list[ForwardMsg]:
    """All that comes until a run has ended."""
    came: list[ForwardMsg] = []
    while not came or came[-1].WhichOneof("type") != "script_finished":
        came.append(ForwardMsg.FromString(connection.recv(SECONDS, decode=False)))
    return came


def closed_with(connection: ClientConnection) -> int:
    """The code with which the server closes a connection, whatever it sends before."""
    try:
        while True:
            connection.recv(SECONDS)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


class Open:
    """A page that is open at a server: its path, its address as the server left it, and what its components
    were told last, by name.
    """

    def __init__(self, connection: ClientConnection, path: str) -> None:
        self._connection = connection
        self._sent: dict[str, ForwardMsg] = {}
        self.path = path
        self.address: Address = []
        self.told: dict[str, dict[str, Any]] = {}

    def go(self, address: Iterable[tuple[str, str]]) -> None:
        """Go to an address of the page, as a link does, and wait until its run has ended."""
        self.address = list(address)
        for message in run(self._connection, self.path, self.address):
            self._hear(message)

    def choose(self, name: str, value: str) -> None:
        """Put one value of a parameter into the address, whatever it had."""
        self.go([*((key, old) for key, old in self.address if key != name), (name, value)])

    def _hear(self, message: ForwardMsg) -> None:
        # What was sent before comes by its name only.
        if message.WhichOneof("type") == "ref_hash":
            message = self._sent[message.ref_hash]
        elif message.hash:
            self._sent[message.hash] = message
        kind = message.WhichOneof("type")
        if kind == "page_info_changed":
            self.address = parse_qsl(message.page_info_changed.query_string, keep_blank_values=True)
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "bidi_component":
            told = unpacked(message.delta.new_element.bidi_component.bytes)
            self.told[told["id"]] = told
