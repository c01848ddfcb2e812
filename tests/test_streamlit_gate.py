"""Streamlit's own addresses: those that the ledger does without are closed, and a page's connection is for
pages of this host and for messages that pages have.
"""

import json
import time
from collections.abc import Iterator
from unittest.mock import MagicMock

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes
from websockets.sync.client import ClientConnection

from peace_ledger import streamlit_gate
from tests import raw
from tests.connected import closed_with, connected, handshake, run
from tests.server import Server, running

UNUSED = (
    "/_stcore/metrics",
    "/_stcore/upload_file/session/file",
    "/_stcore/script-health-check",
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
    "/_stcore/agent/openapi.json",
    "/_stcore/message",
    "/_stcore/",
    "/component/streamlit_component/index.html",
    "/app/static/secrets.toml",
)
KINDS = [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of which the log is read."""
    with running(tmp_path_factory.mktemp("log") / "log.txt") as server:
        yield server


# Addresses


@pytest.mark.parametrize("path", UNUSED)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"])
def test_what_the_ledger_does_without_is_closed(server: Server, path: str, method: str) -> None:
    answer = raw.ask(server, path, "Content-Length: 0", method=method)
    assert answer.status == (404 if method in ("GET", "HEAD") else 405)
    assert answer.headers["content-type"] == "application/problem+json"
    assert method in ("GET", "HEAD") or answer.headers["allow"] == streamlit_gate.METHODS


OPEN = {
    *("/_stcore/health", "/_stcore/host-config", "/_stcore/bidi-components/{path:path}", "/_stcore/stream"),
    *("/media/{file_id:path}", ""),
    *("/auth/login", "/auth/logout", "/oauth2callback"),
}
"""The page's icon is media, and "" are the files of Streamlit's client; the last ones are for signing in."""


def test_each_route_of_the_streamlit_that_is_installed_is_open_or_closed_on_purpose() -> None:
    routes = {route.path for route in create_streamlit_routes(MagicMock())}
    assert routes >= OPEN
    for path in routes - OPEN:
        assert path.startswith(streamlit_gate.CLOSED), path
        assert not path.startswith(streamlit_gate.OPEN), path


def test_no_site_around_an_embed_steers_the_page(server: Server) -> None:
    assert json.loads(server.ask("/_stcore/host-config").body)["allowedOrigins"] == []


# Who may connect


def test_a_page_of_this_host_and_a_program_connect(server: Server) -> None:
    assert handshake(server, Origin=server.url) == 101
    assert handshake(server) == 101


@pytest.mark.parametrize(
    "origin",
    [
        *(
            "https://evil.example",
            "http://localhost",
            "http://localhost:3000",
            "http://127.0.0.1",
            "null",
            "",
        ),
        *("{}.evil.example", "{}@evil.example", "http://[", "evil://x", "https://x.streamlit.app"),
    ],
)
def test_a_page_of_another_host_does_not_connect(alone: Server, origin: str) -> None:
    before = time.monotonic()
    assert handshake(alone, Origin=origin.format(alone.url)) == 403
    # Streamlit's own way of refusing asks another host first, and lets everybody wait for it.
    assert "external IP" not in alone.log.read_text(encoding="utf-8")
    assert time.monotonic() - before < raw.SECONDS


@pytest.mark.parametrize("path", ["/", "/reactions", "/api/v1/", "/_stcore/streams", "/healthz"])
def test_there_is_one_address_to_connect_to(alone: Server, path: str) -> None:
    assert handshake(alone, path) == 403
    assert "Traceback" not in alone.log.read_text(encoding="utf-8")


# What may be said


@pytest.fixture
def bystander(alone: Server) -> Iterator[ClientConnection]:
    """Another reader's connection, which must live on."""
    with connected(alone) as connection:
        run(connection, "method")
        yield connection
        assert any(message.WhichOneof("type") == "delta" for message in run(connection, "sources"))
    assert "Traceback" not in alone.log.read_text(encoding="utf-8")


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize("message", ["text", "", b"\xff" * 64, b"\x00", b"{}", b"\x5a" + bytes([0xFF] * 9)])
def test_what_is_no_message_ends_its_own_connection_only(alone: Server, message: str | bytes) -> None:
    with connected(alone) as connection:
        connection.send(message)
        assert closed_with(connection) == 1003


@pytest.mark.usefixtures("bystander")
def test_a_message_of_more_than_a_megabyte_ends_its_own_connection(alone: Server) -> None:
    large = BackMsg()
    large.rerun_script.query_string = "x" * 1_000_001
    with connected(alone) as connection:
        connection.send(large.SerializeToString())
        assert closed_with(connection) == 1009


@pytest.mark.usefixtures("bystander")
def test_a_frame_of_more_than_ten_megabytes_is_not_read(alone: Server) -> None:
    with connected(alone) as connection:
        connection.socket.settimeout(raw.SECONDS)
        # The head of a frame of a gigabyte, and nothing of it.
        connection.socket.sendall(b"\x82\xff" + (10**9).to_bytes(8, "big") + b"mask")
        assert closed_with(connection) == 1009


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_can_say_what_pages_say_and_nothing_else(alone: Server, kind: str) -> None:
    message = BackMsg()
    field = BackMsg.DESCRIPTOR.fields_by_name[kind]
    if field.message_type:
        getattr(message, kind).SetInParent()
    else:
        setattr(message, kind, True)
    with connected(alone) as connection:
        run(connection, "method")
        connection.send(message.SerializeToString())
        answers = [one.WhichOneof("type") for one in run(connection, "sources")]
    told = {"git_info_changed", "file_urls_response", "backend_operation_response"} & set(answers)
    assert told == set()
