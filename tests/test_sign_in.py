"""A private ledger, with a real OpenID Connect provider: nothing of it without sign-in, all of it with."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from peace_ledger.sign_in import is_let_in
from tests.provider import ALLOWED, private, providing
from tests.server import Server, running

VIEW = "/reactions?from=2023-01-01&actor=european-union"
OF_DATA = (
    "/api/v1/",
    "/api/v1/openapi.json",
    "/api/v1/tables/reactions.csv",
    "/api/v1/queries/reactions/summary.json",
    "/api/v1/cite/reactions.txt",
    "/feed.atom",
    "/preview/reactions.png",
    "//api/v1/tables/reactions.csv",
    "/%61pi/v1/tables/reactions.csv",
)
PAGES = (
    "/",
    VIEW,
    "/sources",
    "/no-such-page",
    "/reactions?embed=true",
    "/reactions?embed=true&chart=stance_map",
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A ledger for a domain and a group, and the provider to which it sends its readers."""
    folder = tmp_path_factory.mktemp("private")
    with providing(folder / "provider.txt") as provider, private(provider, folder, ALLOWED) as server:
        yield server


def signed_in(ledger: Server, person: str, wanted: str = "/") -> tuple[httpx.Client, httpx.Response]:
    """A client as a browser would have it, and the page at which the sign-in ends."""
    page = {"accept": "text/html,*/*"}
    client = httpx.Client(base_url=ledger.url, follow_redirects=True, headers=page)
    assert client.get(wanted).status_code in {401, 403}
    form = client.get("/sign-in/default")
    return client, client.post(form.url, data={"sub": person})


def handshake(ledger: Server, client: httpx.Client | None = None) -> int:
    """The status with which a page's connection is answered."""
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items()) if client else ""
    address = f"{ledger.url.replace('http', 'ws')}/_stcore/stream"
    try:
        with connect(address, additional_headers={"cookie": cookies}, subprotocols=["streamlit"]):  # type: ignore[list-item]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


# Without sign-in


@pytest.mark.parametrize("path", OF_DATA)
def test_a_route_gives_a_problem_and_no_data(ledger: Server, path: str) -> None:
    answer = ledger.ask(path)
    assert answer.status == 401
    told = json.loads(answer.body) if answer.headers["content-type"] == "application/problem+json" else None
    assert told is None or "private" in told["detail"]
    assert b"Armenia" not in answer.body
    assert b"european-union" not in answer.body.replace(b"actor=european-union", b"")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("folder", ["/static", "/assets", "/auth", "/_stcore/bidi-components", "/sign-in"])
@pytest.mark.parametrize("dots", ["/..", "/%2e%2e", "/..%2f", "//"])
def test_no_way_round_by_an_open_folder(ledger: Server, folder: str, dots: str) -> None:
    answer = ledger.ask(f"{folder}{dots}/api/v1/tables/reactions.csv")
    assert answer.status in {400, 401, 404} or answer.headers["content-type"].startswith("text/html")
    assert b"Armenia" not in answer.body


@pytest.mark.parametrize("path", PAGES)
def test_a_page_gives_the_way_in_and_no_data(ledger: Server, path: str) -> None:
    answer = ledger.ask(path)
    assert answer.status == 401
    assert b'href="/sign-in/default"' in answer.body
    assert b"Armenia" not in answer.body
    assert "content-security-policy" in answer.headers


def test_a_page_gets_no_connection(ledger: Server) -> None:
    assert handshake(ledger) == 403


def test_health_says_only_that_it_is_well(ledger: Server) -> None:
    answer = ledger.ask("/healthz")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok"})
    answer = ledger.ask("/readyz")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ready"})


@pytest.mark.parametrize("value", ["x", "eyJ9", '"a.b.c"', "\u00e9"])
def test_a_made_up_cookie_opens_nothing(ledger: Server, value: str) -> None:
    cookie = f"_streamlit_user={value}".encode().decode("latin-1")
    assert ledger.ask("/api/v1/tables/reactions.csv", cookie=cookie).status == 401


# With it


def test_a_reader_comes_back_to_the_link_and_gets_everything(ledger: Server) -> None:
    client, page = signed_in(ledger, "anna", VIEW)
    assert page.status_code == 200
    assert page.url.raw_path.decode() == VIEW
    assert client.get("/").url.path == "/"  # what was wanted is forgotten
    table = client.get("/api/v1/tables/reactions.csv?actor=european-union")
    assert table.status_code == 200
    assert "European Union" in table.text
    assert table.headers["cache-control"] == "private, no-cache"
    assert "cookie" in table.headers["vary"].lower()
    assert client.get("/healthz").json()["process"]
    assert handshake(ledger, client) == 101
    client.get("/auth/logout", follow_redirects=False)
    assert client.get("/api/v1/tables/reactions.csv").status_code == 401


def test_a_group_opens_it_too(ledger: Server) -> None:
    client, page = signed_in(ledger, "boris")
    assert page.status_code == 200
    assert client.get("/api/v1/tables/events.json").status_code == 200


@pytest.mark.parametrize("person", ["clara", "dora"])
def test_who_is_not_named_or_whose_address_is_not_verified_stays_out(ledger: Server, person: str) -> None:
    client, page = signed_in(ledger, person)
    assert page.status_code == 403
    assert f"You have signed in as {person}@" in page.text
    assert 'href="/auth/logout"' in page.text
    answer = client.get("/api/v1/tables/reactions.csv")
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert handshake(ledger, client) == 403


@pytest.mark.parametrize("wanted", ["//elsewhere.net/", "/\\elsewhere.net", "https://elsewhere.net/"])
def test_nobody_is_led_to_another_site(ledger: Server, wanted: str) -> None:
    client, _ = signed_in(ledger, "anna")
    client.cookies.set("peace_ledger_wanted", wanted)
    answer = client.get("/", follow_redirects=False)
    assert answer.status_code == 200


def test_a_ledger_without_a_provider_opens_to_nobody(tmp_path: Path) -> None:
    with running(tmp_path / "log.txt", env={"PEACE_LEDGER_ALLOWED": "*"}) as server:
        page = server.ask("/reactions")
        assert page.status == 401
        assert b"signing in is not set up" in page.body
        assert server.ask("/sign-in/default").status == 404
        assert server.ask("/api/v1/tables/reactions.csv").status == 401


# Rules


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "email": st.one_of(st.none(), st.text(), st.just("a@Example.org"), st.integers()),
            "email_verified": st.sampled_from([True, False, None, "true"]),
            "groups": st.one_of(st.none(), st.text(), st.lists(st.text())),
        },
    )
)
def test_only_a_verified_address_or_a_group_that_is_named_lets_in(claims: dict[str, object]) -> None:
    address = claims.get("email_verified") is True and claims.get("email") == "a@Example.org"
    assert is_let_in(claims, ("@example.org",)) == address
    assert is_let_in(claims, ("a@example.org",)) == address
    assert is_let_in(claims, ("*",))
    assert not is_let_in(claims, ())
    groups = claims.get("groups")
    assert is_let_in(claims, ("group:analysts",)) == (
        groups == "analysts" or (isinstance(groups, list) and "analysts" in groups)
    )
