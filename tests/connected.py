"""A reader without a browser: one connection, on which it says and hears what Streamlit's client does."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.server import Server

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


def run(
    connection: ClientConnection, page: str, query: list[tuple[str, str]] | None = None
) -> list[ForwardMsg]:
    """Ask for a page, and read all that comes until its run has ended."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = urlencode(query or [])
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
