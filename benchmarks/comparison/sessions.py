"""What each further session costs a server in memory: sessions without a browser, kept open."""

import http.client
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Request
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from benchmarks.comparison.serving import Server

FIRST = 10
"""Sessions that are opened before those whose cost is measured."""

SECONDS = 300
"""How long an answer may take: at 10 million rows the everyday version takes many."""


@dataclass(frozen=True)
class Asked:
    """A request that a browser sent for its first view, to be sent again."""

    method: str
    path: str
    body: str | None
    content_type: str

    @classmethod
    def of(cls, request: Request) -> "Asked":
        """What is needed to send it again."""
        parts = urlsplit(request.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return cls(request.method, path, request.post_data, request.headers.get("content-type", ""))


def of_streamlit(server: Server, page: str, further: int) -> float:
    """Megabytes a further session, of so many, each with a view of `page`."""
    with ExitStack() as sessions:
        for _ in range(FIRST):
            _open(sessions, server, page)
        before = server.memory()
        for _ in range(further):
            _open(sessions, server, page)
        return (server.memory() - before) / further / 1e6


def _open(sessions: ExitStack, server: Server, page: str) -> None:
    address = f"ws://{urlsplit(server.url).netloc}/_stcore/stream"
    connection = sessions.enter_context(
        connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
    )
    message = BackMsg()
    message.rerun_script.page_name = page
    connection.send(message.SerializeToString())
    while not _is_last(connection.recv(timeout=SECONDS)):
        pass


def _is_last(data: str | bytes) -> bool:
    given = data if isinstance(data, bytes) else data.encode()
    return bool(ForwardMsg.FromString(given).WhichOneof("type") == "script_finished")


def of_dash(server: Server, asked: Sequence[Asked], further: int) -> float:
    """Megabytes a further reader, of so many, each with the requests of a first view."""
    for _ in range(FIRST):
        _ask(server, asked)
    before = server.memory()
    for _ in range(further):
        _ask(server, asked)
    return (server.memory() - before) / further / 1e6


def _ask(server: Server, asked: Sequence[Asked]) -> None:
    for one in asked:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=SECONDS)
        try:
            connection.request(one.method, one.path, one.body, {"Content-Type": one.content_type})
            connection.getresponse().read()
        finally:
            connection.close()
