"""Two replicas behind a real nginx with the configuration of docs/hosting: one site, and one is killed."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPException
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.reading import Reader
from tests.proxy import SEAT, Site, replicated
from tests.server import Server

pytestmark = pytest.mark.browser

VIEW = "/reactions?from=2023-01-01"
ACTORS = ("european-union", "france", "russia", "united-states")
ASKED = ("/healthz", VIEW)
ASKING = 2


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The site as docs/hosting.md has it, on free ports."""
    with replicated(tmp_path) as started:
        yield started


def test_the_proxy_gives_what_a_replica_gives(site: Site) -> None:
    for path in ("/healthz", "/api/v1/tables/reactions.csv?actor=russia", "/reactions", "/assets/nothing"):
        through = site.proxy.ask(path)
        asked_by_the_proxy = {"x_forwarded_for": "127.0.0.1", "x_request_id": through.headers["x-request-id"]}
        direct = site.replicas[0].ask(path, host=site.proxy.url.removeprefix("http://"), **asked_by_the_proxy)
        assert (through.status, through.body) == (direct.status, direct.body)
        own = {"date", "server", "connection", "set-cookie", "transfer-encoding", "ratelimit"}
        assert {name: value for name, value in through.headers.items() if name not in own} == {
            name: value for name, value in direct.headers.items() if name not in own
        }
    logged = site.proxy.log.with_name("requests.txt").read_text(encoding="utf-8")
    assert f" {through.headers['x-request-id']} GET 404 " in logged
    assert "russia" not in logged
    seat = site.proxy.ask("/healthz").headers["set-cookie"]
    assert seat.startswith(f"{SEAT}=")
    assert "HttpOnly" in seat
    assert "set-cookie" not in site.proxy.ask("/healthz", cookie=seat.partition(";")[0]).headers


def test_a_replica_killed_under_load_costs_its_readers_one_reload_and_no_state(
    site: Site, browser: Browser
) -> None:
    first, second = seats_of(site)
    readers = [seated(site, browser, seat) for seat in (first, first, second, second)]
    answered, waiting, *elsewhere = readers
    connections = [connections_of(one) for one in readers]
    for one, actor in zip(readers, ACTORS, strict=True):
        one.open(f"{VIEW}&actor={actor}")
    asking = Asking(site.proxy)
    asking.begin()
    for one in (answered, elsewhere[0]):
        chooses_welcomes(one)
    # It stalls, so that one reader's choice is surely under way when it dies.
    os.kill(site.replicas[0].pid, signal.SIGSTOP)
    before = waiting.query
    waiting.choose("Stance", "Welc", "Welcomes")
    chooses_welcomes(elsewhere[1])
    os.kill(site.replicas[0].pid, signal.SIGKILL)

    reconnected(answered, connections[0])
    reconnected(waiting, connections[1])
    # What was not answered is not chosen, and the page says so.
    assert waiting.query == before
    same_as_fresh(waiting, site, browser, second)
    chooses_welcomes(waiting)
    statuses = asking.end()
    assert statuses[200] > ASKING
    assert sum(statuses.values()) - statuses[200] <= ASKING, statuses
    for one, actor in zip(readers, ACTORS, strict=True):
        one.asks([("from", "2023-01-01"), ("actor", actor), ("stance", "welcomes")])
    for one in (answered, waiting):
        same_as_fresh(one, site, browser, second)
    # Who sat at the other replica has noticed nothing.
    assert [len(opened) for opened in connections] == [2, 2, 1, 1]
    assert [one.faults for one in elsewhere] == [[], []]
    for one in readers:
        one.page.context.close()


def chooses_welcomes(one: Reader) -> None:
    """Choose a stance, and see it in the address."""
    one.choose("Stance", "Welc", "Welcomes")
    one.page.wait_for_url("**stance=welcomes**")


def same_as_fresh(one: Reader, site: Site, browser: Browser, seat: str) -> None:
    """Hold a page to what a new reader sees at its address."""
    fresh = seated(site, browser, seat)
    fresh.open(one.page.url.removeprefix(site.proxy.url))
    one.sees(fresh.seen())
    assert filters_of(one) == filters_of(fresh)
    expect(one.page.get_by_test_id("stException")).to_have_count(0)
    fresh.page.context.close()


def filters_of(one: Reader) -> str:
    """What the sidebar says."""
    return one.page.get_by_test_id("stSidebarUserContent").inner_text()


def seats_of(site: Site) -> list[str]:
    """A seat at each replica."""
    for seat in range(20):
        site.proxy.ask("/healthz", cookie=f"{SEAT}=seat-{seat}")
    lines = site.proxy.log.with_name("seats.txt").read_text(encoding="utf-8").splitlines()
    found = {address: seat for seat, address in (line.split() for line in lines) if seat != "-"}
    return [found[replica.url.removeprefix("http://")] for replica in site.replicas]


def seated(site: Site, browser: Browser, seat: str) -> Reader:
    """A reader who has a seat."""
    context = browser.new_context()
    context.add_cookies([{"name": SEAT, "value": seat, "url": site.proxy.url}])
    return Reader.of(context, site.proxy.url)


def connections_of(one: Reader) -> list[str]:
    """The connections that a page opens for its runs, as they come."""
    opened: list[str] = []
    one.page.on("websocket", lambda socket: opened.append(socket.url))
    return opened


def reconnected(one: Reader, connections: list[str]) -> None:
    """Wait until a page has a connection again, and has run on it."""
    if len(connections) == 1:
        one.page.wait_for_event("websocket")
    expect(one.page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    one.settle()


class Asking:
    """Programs that ask the site all the while."""

    def __init__(self, proxy: Server) -> None:
        self._proxy = proxy
        self._statuses: Counter[int] = Counter()
        self._begun = threading.Barrier(ASKING + 1)
        self._enough = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(ASKING)]

    def begin(self) -> None:
        """Come back once every program has had its first answer."""
        for thread in self._threads:
            thread.start()
        self._begun.wait()

    def end(self) -> Counter[int]:
        """How often each status was answered; 0 stands for a broken connection."""
        self._enough.set()
        for thread in self._threads:
            thread.join()
        return self._statuses

    def _ask(self) -> None:
        for number in count():
            try:
                status = self._proxy.ask(ASKED[number % len(ASKED)]).status
            except (OSError, HTTPException):
                status = 0
            self._statuses[status] += 1
            if number == 0:
                self._begun.wait()
            if self._enough.is_set():
                return
