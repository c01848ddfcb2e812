"""Requests that no browser sends: ways out of folders, hosts of others, heads and bodies without end, half
requests. What they try stands in lists, and each is sent to every route that there is.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import MagicMock
from urllib.parse import quote

import pytest
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

from pages.menu import MENU
from peace_ledger import card_data, gate, http, preview
from tests import raw
from tests.proxy import proxied
from tests.server import ROOT, Server, running

CANARY = "a canary that nobody may be served"
SECRETS = {
    "the canary": CANARY.encode(),
    "accounts of this machine": b"root:x:0:0",
    "our settings for the project": b"[build-system]",
    "our program": b"Run it by `streamlit run app.py`",
    "the descriptor": b'"foreignKeys"',
    "the environment": b"PATH=",
}
_UPS = (
    "..",
    "%2e%2e",
    ".%2e",
    "%252e%252e",
    "%c0%ae%c0%ae",
    "%e0%80%ae%e0%80%ae",
    "%uff0e%uff0e",
    "....//..",
)
_SLASHES = ("/", "%2f", "%5c", "%252f", "%c0%af", "//", "/./", ";/")


def ways_to(file: Path) -> list[str]:
    """Ways to write the path of a file so that careless code would find it."""
    inner = str(file).strip("/")
    up = [slash.join([*[dots] * 12, ""]) + inner.replace("/", slash) for dots in _UPS for slash in _SLASHES]
    return [
        *up,
        *(
            f"{start}{file}"
            for start in ("", "/", "%2f", "file:", "file://", "file%3a%2f%2f", "C:", "c%3a", "%00")
        ),
        *(f"{dots}/{dots}/app.py" for dots in _UPS),
        *(f"{dots}/{dots}/{dots}/pyproject.toml" for dots in _UPS),
        *(f"../../../{inner}%00.{end}" for end in ("png", "js", "csv")),
        *(f"%5c%5c127.0.0.1%5c{quote(inner)}", "~root/.bashrc", "%7eroot", "proc/self/environ"),
        "/proc/self/environ",
    ]


def prefixes() -> list[str]:
    """Where a path can begin: every route of ours and of Streamlit up to its first parameter, every page."""
    routes = [
        *preview.routes(MENU),
        *card_data.routes(MENU),
        *http.routes(),
        *create_streamlit_routes(MagicMock()),
    ]
    starts = {getattr(route, "path", "").split("{")[0].rstrip("/") for route in routes}
    known = {
        "/api/v1/tables",
        "/api/v1/queries/reactions",
        "/_stcore/bidi-components/peace-ledger.chart",
        "/static/js",
    }
    return sorted(
        starts | known | {f"/{page.path}" for page in MENU if page.path} | {http.geo_url().rstrip("/")}
    )


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of which the log is read."""
    with running(tmp_path_factory.mktemp("log") / "log.txt") as server:
        yield server
        assert "Traceback" not in server.log.read_text(encoding="utf-8")


# Ways out of folders


@pytest.mark.parametrize("prefix", prefixes())
def test_no_path_leads_out_of_what_is_served(alone: Server, tmp_path: Path, prefix: str) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY, encoding="utf-8")
    tried = [f"{prefix}/{way}" for way in ways_to(canary)]
    got_out = []
    for target in tried:
        answer = raw.ask(alone, target)
        got_out += [f"{target}: {what}" for what, text in SECRETS.items() if text in answer.body]
        assert answer.status < 500, target
    print(f"{prefix}: {len(tried)} ways tried, {len(got_out)} led out")
    assert got_out == []


# Hosts

HOSTS = (
    "evil.example",
    'a"><script>alert(1)</script>',
    "a' onload='alert(1)",
    "evil.example/x?y",
    "user@evil.example",
    "javascript:alert(1)",
    "\u00e9.example",
    "x" * 5000,
    "127.0.0.1:99999999",
    "[::1",
    "",
)
FORWARDED = (
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Proto: javascript",
    "X-Forwarded-Prefix: /evil.example",
    "X-Forwarded-Port: 666",
    "Forwarded: host=evil.example;proto=javascript",
    "X-Original-URL: /evil.example",
    "X-Rewrite-URL: /evil.example",
    "X-HTTP-Method-Override: DELETE",
)
TELLING = (
    "/api/v1/cite/reactions.txt",
    "/api/v1/tables/reactions.json?limit=1",
    "/feed.atom",
    "/qr/method.svg",
    "/",
)


@pytest.mark.parametrize("path", TELLING)
@pytest.mark.parametrize("host", HOSTS)
def test_a_host_of_others_makes_no_fault_and_no_markup(alone: Server, host: str, path: str) -> None:
    answer = raw.ask(alone, path, host=host)
    assert answer.status in (200, 400, 414)
    for markup in (b"<script>alert", b"onload='alert", b'href="javascript:'):
        assert markup not in answer.body
    assert "evil" not in answer.headers.get("location", "")


@pytest.mark.parametrize("path", TELLING)
def test_what_a_proxy_might_say_of_hosts_and_paths_is_not_believed(alone: Server, path: str) -> None:
    answer = raw.ask(alone, path, *FORWARDED)
    assert answer.status == 200
    assert b"evil.example" not in answer.body
    assert b"javascript:" not in answer.body
    assert b":666" not in answer.body


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / x HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64) + b"\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused_in_a_word(alone: Server, head: bytes) -> None:
    answer = raw.send(alone, head)
    assert (answer.status, answer.body) == (400, b"Invalid HTTP request received.")


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/healthz/",
        "/\\evil.example/",
        "/%5cevil.example/",
        "/reactions//evil.example/",
        "/;@evil.example/",
    ],
)
def test_no_redirect_leads_to_another_site(alone: Server, target: str) -> None:
    location = raw.ask(alone, target).headers.get("location", "/")
    assert re.match(r"/(?![/\\])", location), location


# Sizes


def test_a_head_without_end_is_cut_off(alone: Server) -> None:
    sent = 0
    with raw.connection(alone) as opened:
        opened.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        try:
            while sent < 64_000_000:
                opened.sendall(b"X-More: " + b"x" * 8_000 + b"\r\n")
                sent += 8_010
        except ConnectionError:
            pass
    print(f"cut off after {sent:,} bytes that lay in buffers of the system")
    assert sent < 64_000_000


@pytest.mark.parametrize(
    "path", ["/", gate.ALIVE, "/api/v1/tables/events.csv", "/_stcore/health", "/assets/embed.js"]
)
@pytest.mark.parametrize("line", ["Content-Length: 100000000000", "Transfer-Encoding: chunked"])
def test_a_body_is_not_waited_for(alone: Server, path: str, line: str) -> None:
    """Nobody reads one: the answer comes while it is still being sent."""
    assert raw.ask(alone, path, line).status == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/tables/events.csv", "/_stcore/upload_file/a/b"])
def test_a_large_body_is_refused_unread(alone: Server, path: str) -> None:
    with raw.connection(alone) as opened:
        opened.sendall(f"PUT {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {10**11}\r\n\r\n".encode())
        assert opened.recv(1000).startswith(b"HTTP/1.1 405 ")


def test_many_headers_make_no_fault(alone: Server) -> None:
    assert raw.ask(alone, "/healthz", *(f"X-{number}: y" for number in range(3_000))).status in (200, 400)


# Half requests


def test_readers_are_served_while_hundreds_of_half_requests_hang(alone: Server) -> None:
    with ExitStack() as hanging:
        for _ in range(300):
            opened = hanging.enter_context(raw.connection(alone))
            opened.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        assert raw.ask(alone, gate.ALIVE).status == 200
        assert raw.ask(alone, "/reactions").status == 200


def test_nginx_drops_half_requests_and_large_bodies(alone: Server, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "hosting" / "nginx.conf").read_text(encoding="utf-8")
    (seconds,) = re.findall(r"client_header_timeout (\d+)s;", text)
    with proxied((alone, alone), tmp_path) as proxy, raw.connection(proxy) as opened:
        opened.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        assert raw.ask(proxy, "/", "Content-Length: 1000000", method="POST").status == 413
        opened.settimeout(int(seconds) * 6)
        while opened.recv(1000):
            pass
