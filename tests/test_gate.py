"""What stands before the routes: refusals before any work, readers on other sites, limits, compression."""

import gzip
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import brotli  # type: ignore[import-untyped]
import limits
import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit import config

from peace_ledger import gate
from tests.altered import serving
from tests.asked import ask
from tests.fixtures import CURATED
from tests.server import Answer, Server, running
from tests.test_api import problem

REACTIONS = "/api/v1/tables/reactions"


@pytest.fixture(scope="module", autouse=True)
def _curated() -> Iterator[None]:
    with serving(CURATED):
        yield


# Readers on other sites


@pytest.mark.parametrize("path", ["/healthz", f"{REACTIONS}.csv", "/api/v1/nothing", "/feed.atom"])
def test_other_sites_may_read_without_credentials(path: str) -> None:
    headers = ask(path, origin="https://example.org").headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    for exposed in ("etag", "link", "x-total-count", "retry-after"):
        assert exposed in headers["access-control-expose-headers"].split(", ")


def test_a_preflight_is_answered() -> None:
    answer = ask(
        f"{REACTIONS}.csv",
        method="OPTIONS",
        origin="https://example.org",
        access_control_request_method="GET",
        access_control_request_headers="if-none-match",
    )
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-methods"] == answer.headers["allow"] == gate.METHODS
    assert answer.headers["access-control-allow-headers"] == "if-none-match, if-range, range"


def test_pages_and_assets_are_not_opened(server: Server) -> None:
    for path in ("/", "/reactions", "/assets/nothing.js"):
        assert "access-control-allow-origin" not in server.ask(path, origin="https://example.org").headers


# Refusals


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", ["/healthz", f"{REACTIONS}.csv", "/feed.atom"])
def test_other_methods_are_refused(path: str, method: str) -> None:
    answer = ask(path, method=method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert method in problem(answer)["detail"]


def test_a_long_address_is_refused() -> None:
    answer = ask(f"{REACTIONS}.csv", ("actor", "x" * gate.LONGEST_ADDRESS))
    assert answer.status == 414
    assert "16,384" in problem(answer)["detail"]


def test_too_many_parameters_are_refused() -> None:
    query = [("kind", "x")] * (gate.MOST_PARAMETERS + 1)
    answer = ask(f"{REACTIONS}.csv", *query)
    assert answer.status == 400
    assert "1,000 parameters" in problem(answer)["detail"]


def test_a_control_character_is_refused() -> None:
    answer = ask("/api/v1/tables/reactions\n.csv")
    assert answer.status == 400
    assert "control character" in problem(answer)["detail"]


@pytest.fixture
def _two_hosts() -> Iterator[None]:
    config.set_option("server.allowedHosts", ["ledger.example.org", "*.mirror.example"])
    yield
    config.set_option("server.allowedHosts", [])


@pytest.mark.usefixtures("_two_hosts")
@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("ledger.example.org", 200),
        ("LEDGER.example.org:8501", 200),
        ("a.mirror.example", 200),
        ("mirror.example", 421),
        ("evil.example", 421),
        ("ledger.example.org.evil.example", 421),
        ("ledger.example.org@evil.example", 421),
        ("[", 421),
        ("", 421),
    ],
)
def test_only_our_hosts_are_answered(host: str, status: int) -> None:
    answer = ask("/api/v1/cite/reactions.txt", host=host)
    assert answer.status == status
    assert b"evil" not in answer.body
    assert ask("/healthz", host=host).status == 200
    assert ask("/readyz", host=host).status in {200, 503}


def test_a_hostile_host_is_in_no_link_where_the_address_is_set() -> None:
    with serving(CURATED, PEACE_LEDGER_PUBLIC_URL="https://ledger.example.org"):
        for path in ("/api/v1/cite/reactions.txt", f"{REACTIONS}.json"):
            answer = ask(path, ("limit", "1"), host="evil.example") if "cite" not in path else ask(path)
            assert b"https://ledger.example.org/" in answer.body
            assert "evil" not in str(answer)


@pytest.mark.parametrize(
    "path",
    [
        *("/qr", "/qr/x.png", "/qr/unknown.svg", "/preview", "/preview/x.svg", "/api", "/api/unknown"),
        *("/feed", "/feed.xml", "/feed.atom/", "/healthz/", "/healthz/ready"),
    ],
)
def test_an_address_of_ours_at_which_there_is_nothing_is_a_problem_that_names_what_there_is(
    server: Server, path: str
) -> None:
    answer = server.ask(path)
    assert answer.status == 404
    told = problem(answer)
    assert told.get("routes") or told.get("pages")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ratelimit" in answer.headers
    assert server.ask(path, "POST").status == 405


# How often


def test_a_client_has_its_limit_and_no_more() -> None:
    limiter = gate.Limiter(limits.parse("3/minute"))
    allowances = [limiter.take("192.0.2.1") for _ in range(5)]
    assert [one.is_spent for one in allowances] == [False, False, False, True, True]
    assert [one.headers["ratelimit"].split(";")[1] for one in allowances[:3]] == ["r=2", "r=1", "r=0"]
    assert all(1 <= one.seconds <= 60 for one in allowances)
    assert allowances[0].headers["ratelimit-policy"] == '"client";q=3;w=60'


def test_the_memory_of_clients_is_bounded() -> None:
    limiter = gate.Limiter(limits.parse("3/minute"))
    for number in range(20_000):
        limiter.take(f"client {number}")
    storage = limiter._windows.storage
    assert len(storage.storage) <= gate._COUNTERS  # type: ignore[attr-defined]


@given(some.ip_addresses(v=6).filter(lambda address: address.ipv4_mapped is None))
def test_one_network_of_ipv6_is_one_client(address: object) -> None:
    last = str(address.exploded)[:19] + ":ffff:ffff:ffff:ffff"  # type: ignore[attr-defined]
    assert gate.client({"client": (str(address), 1)}) == gate.client({"client": (last, 2)})


@given(some.ip_addresses(v=4))
def test_each_address_of_ipv4_is_a_client(address: object) -> None:
    assert gate.client({"client": (str(address), 1)}) == str(address)


def test_a_client_of_unknown_address_is_one_too() -> None:
    assert gate.client({"client": None}) == gate.client({}) == ""


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that answers few requests of a client."""
    log = tmp_path_factory.mktemp("strict") / "log.txt"
    with running(log, env={"PEACE_LEDGER_RATE_LIMIT": "8/hour"}) as server:
        yield server


def test_a_burst_is_refused_and_pages_stay_quick(strict: Server) -> None:
    def request(_: int) -> Answer:
        return strict.ask(f"{REACTIONS}.xlsx", x_forwarded_for="192.0.2.7")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(request, range(60)))
        asked = time.monotonic()
        burst = [threads.submit(request, number) for number in range(60)]
        page = strict.ask("/reactions")
        waited = time.monotonic() - asked
        answers += [one.result() for one in burst]
    assert (page.status, waited < 2) == (200, True)
    assert sorted({answer.status for answer in answers}) == [200, 429]
    assert sum(answer.status == 200 for answer in answers) == 8
    refused = next(answer for answer in answers if answer.status == 429)
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert problem(refused)["detail"].startswith("This server answers 8 requests of one client in 3600 s.")
    # Another client, behind the same proxy, has a limit of its own; health and pages have none.
    assert strict.ask(f"{REACTIONS}.csv", x_forwarded_for="192.0.2.8").status == 200
    for probe in ("/healthz", "/readyz"):
        answer = strict.ask(probe, x_forwarded_for="192.0.2.7")
        assert (answer.status, "ratelimit" in answer.headers) == (200, False)


@pytest.mark.parametrize(("chosen", "amount"), [("300/minute", 300), ("5/second", 5), ("", None)])
def test_the_limit_is_that_of_the_settings(chosen: str, amount: int | None) -> None:
    with serving(CURATED, PEACE_LEDGER_RATE_LIMIT=chosen):
        limit = gate.rate_limit()
    assert (limit and limit.amount) == amount


# Compression


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
@pytest.mark.parametrize("path", [f"{REACTIONS}.csv", f"{REACTIONS}.json", "/api/v1/nothing", "/feed.atom"])
def test_text_is_compressed(server: Server, path: str, encoding: str, unpack: object) -> None:
    same = {"x_forwarded_for": "192.0.2.9", "x_request_id": "one-and-the-same"}
    plain = server.ask(path, **same)
    packed = server.ask(path, accept_encoding=f"{encoding}, deflate", **same)
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == encoding
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    assert len(packed.body) < len(plain.body) / 2
    assert unpack(packed.body) == plain.body  # type: ignore[operator]


@pytest.mark.parametrize("extension", ["parquet", "xlsx"])
def test_files_that_are_compressed_are_left_as_they_are(server: Server, extension: str) -> None:
    answer = server.ask(f"{REACTIONS}.{extension}", accept_encoding="gzip, br")
    assert "content-encoding" not in answer.headers
    assert answer.headers["etag"].startswith('"')


def test_a_compressed_copy_holds_by_a_weak_tag(server: Server) -> None:
    plain, packed = server.ask(f"{REACTIONS}.csv"), server.ask(f"{REACTIONS}.csv", accept_encoding="br")
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    for tag in (plain.headers["etag"], packed.headers["etag"], "*"):
        again = server.ask(f"{REACTIONS}.csv", accept_encoding="br", if_none_match=tag)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["vary"] == "accept-encoding"


def test_head_tells_what_get_would(server: Server) -> None:
    for encoding in ("identity", "br"):
        got = server.ask(f"{REACTIONS}.csv", accept_encoding=encoding)
        head = server.ask(f"{REACTIONS}.csv", "HEAD", accept_encoding=encoding)
        assert head.body == b""
        assert int(head.headers["content-length"]) == len(got.body)
        own = {"ratelimit", "date", "x-request-id"}
        assert {name: value for name, value in head.headers.items() if name not in own} == {
            name: value for name, value in got.headers.items() if name not in own
        }
