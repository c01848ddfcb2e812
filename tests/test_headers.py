"""What every kind of answer carries: the headers that docs/settings.md lists, and cookies that do what they
are for.
"""

import json
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest

from pages.menu import MENU
from peace_ledger import gate, http
from tests import raw
from tests.provider import ALLOWED, private, providing
from tests.server import ROOT, Answer, Server

SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
SECTION = SETTINGS.split("## What every answer carries")[1].split("\n## ")[0]
DOCUMENTED = re.findall(r"^\| `([a-z-]+)` \| ", SECTION, re.MULTILINE)
REACTIONS = "/api/v1/tables/reactions.csv"
FONT = "/assets/ledger-serif-1.woff2"

KINDS: dict[str, tuple[int, str, str, tuple[str, ...]]] = {
    **{f"page {page.path}": (200, "GET", f"/{page.path}", ()) for page in MENU},
    "embed": (200, "GET", "/reactions?embed=true", ()),
    "embed that is held": (304, "GET", "/reactions?embed=true", ("If-None-Match: {etag}",)),
    "unknown page": (200, "GET", "/no-such-page", ()),
    "head of a page": (200, "HEAD", "/reactions", ()),
    "page that is held": (304, "GET", "/reactions", ("If-None-Match: {etag}",)),
    "asset": (200, "GET", http.plotly_url(), ()),
    "compressed asset": (200, "GET", http.plotly_url(), ("Accept-Encoding: br",)),
    "asset that is held": (304, "GET", http.plotly_url(), ("Accept-Encoding: br", "If-None-Match: {etag}")),
    "part of an asset": (206, "GET", http.plotly_url(), ("Range: bytes=0-9",)),
    "font": (200, "GET", FONT, ()),
    "asset for other sites": (200, "GET", http.EMBED_SCRIPT, ()),
    "unknown asset": (404, "GET", "/assets/nothing", ()),
    "file of Streamlit's client": (200, "GET", "/static/favicon.png", ()),
    "unknown file of Streamlit's client": (200, "GET", "/static/nothing.js", ()),
    "component": (200, "GET", "/_stcore/bidi-components/peace-ledger.chart/chart.js", ()),
    "unknown component": (404, "GET", "/_stcore/bidi-components/x/x.js", ()),
    "health of Streamlit": (200, "GET", "/_stcore/health", ()),
    "configuration of the client": (200, "GET", "/_stcore/host-config", ()),
    "closed address": (404, "GET", "/_stcore/metrics", ()),
    "media": (404, "GET", "/media/nothing.png", ()),
    "health": (200, "GET", gate.ALIVE, ()),
    "table": (200, "GET", REACTIONS, ()),
    "table that is held": (304, "GET", REACTIONS, ("If-None-Match: {etag}",)),
    "head of a table": (200, "HEAD", REACTIONS, ()),
    "feed": (200, "GET", "/feed.atom", ()),
    "preview": (200, "GET", "/preview/method.png", ()),
    "qr": (200, "GET", "/qr/method.svg", ()),
    "cards": (200, "GET", "/cards/0123456789ab/en/overview/numbers", ()),
    "preflight": (204, "OPTIONS", REACTIONS, ()),
    "wrong method": (405, "POST", "/", ()),
    "wrong method of a route": (405, "DELETE", REACTIONS, ()),
    "nothing there": (404, "GET", "/api/v1/nothing.csv", ()),
    "wrong parameter": (400, "GET", f"{REACTIONS}?stance=x", ()),
    "control character": (400, "GET", "/api/v1/%00", ()),
    "way up": (400, "GET", "/static/../app.py", ()),
    "two slashes": (400, "GET", "//evil.example/", ()),
    "redirect": (301, "GET", "/reactions/", ()),
    "sign-in": (302, "GET", "/auth/login", ()),
}
EMBEDS = ("embed", "embed that is held")


def asked(server: Server, kind: str) -> Answer:
    """An answer of that kind."""
    status, method, path, lines = KINDS[kind]
    if "{etag}" in "".join(lines):
        etag = raw.ask(server, path, *lines[:-1]).headers["etag"]
        lines = (*lines[:-1], lines[-1].format(etag=etag))
    answer = raw.ask(server, path, *lines, method=method)
    assert answer.status == status
    return answer


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_what_is_documented(server: Server, kind: str) -> None:
    headers = asked(server, kind).headers
    assert DOCUMENTED
    assert [name for name in DOCUMENTED if name not in headers] == []
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["connect-src"] == policy["base-uri"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert re.fullmatch(r"'self' 'sha256-[\w+/=]+'", policy["script-src"])
    assert policy["frame-ancestors"] == ("*" if kind in EMBEDS else "'none'")


@pytest.mark.parametrize("kind", KINDS)
def test_other_sites_read_the_routes_and_nothing_else(server: Server, kind: str) -> None:
    _, method, path, lines = KINDS[kind]
    for origin in ("https://evil.example", "http://localhost:3000"):
        headers = raw.ask(server, path, *lines, f"Origin: {origin}", method=method).headers
        opened = path.startswith(gate.ROUTES)
        assert headers.get("access-control-allow-origin") == ("*" if opened else None)
        assert "access-control-allow-credentials" not in headers
        shared = opened or kind in (*EMBEDS, "asset for other sites")
        assert headers["cross-origin-resource-policy"] == ("cross-origin" if shared else "same-origin")


@pytest.mark.parametrize("kind", KINDS)
def test_no_answer_tells_the_version_of_what_answers(server: Server, kind: str) -> None:
    headers = asked(server, kind).headers
    assert not re.search(r"\d", headers["server"])
    assert "x-powered-by" not in headers


# Cookies


@pytest.fixture(scope="module")
def signing_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A private ledger."""
    folder = tmp_path_factory.mktemp("private")
    with providing(folder / "provider.txt") as provider, private(provider, folder, ALLOWED) as server:
        yield server


def cookies(answer: Answer) -> SimpleCookie:
    """The cookies that an answer sets."""
    found = SimpleCookie()
    for line in answer.headers.get("set-cookie", "").splitlines():
        found.load(line)
    return found


COOKIES = {
    "_streamlit_xsrf": ("/_stcore/health", False),
    "peace_ledger_wanted": ("/reactions", True),
    "_streamlit_session": ("/auth/login?provider={provider}", True),
}
"""Each cookie, where it is set, and whether it is hidden from scripts: Streamlit's client sends one back."""


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("name", COOKIES)
def test_a_cookie_does_what_it_is_for_and_no_more(signing_in: Server, name: str, scheme: str) -> None:
    path, hidden = COOKIES[name]
    behind = ("Accept: text/html", f"X-Forwarded-Proto: {scheme}")
    if "{provider}" in path:
        path = raw.ask(signing_in, "/sign-in/default", *behind).headers["location"]
    found = cookies(raw.ask(signing_in, path, *behind))
    assert list(found) == [name]
    cookie = found[name]
    assert bool(cookie["httponly"]) is hidden
    assert cookie["samesite"].lower() == "lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert bool(cookie["secure"]) is (scheme == "https")


@pytest.mark.parametrize("kind", KINDS)
def test_a_public_ledger_sets_no_cookie_but_streamlits_own(server: Server, kind: str) -> None:
    expected = ["_streamlit_xsrf"] if kind == "health of Streamlit" else []
    assert list(cookies(asked(server, kind))) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_private_ledger_shows_none_of_its_data_and_lets_nobody_keep_an_answer(
    signing_in: Server, kind: str
) -> None:
    _, method, path, lines = KINDS[kind]
    answer = raw.ask(signing_in, path, *[line for line in lines if "etag" not in line], method=method)
    assert [name for name in DOCUMENTED if name not in answer.headers] == []
    assert b"Armenia-Azerbaijan" not in answer.body
    if answer.status in (401, 403):
        assert answer.headers["cache-control"] == "no-store"
    if path.startswith(gate.ROUTES) and method == "GET" and answer.status == 200:
        assert (path, json.loads(answer.body)) == (gate.ALIVE, {"status": "ok"})
