"""When too many come: who is too many is told so at once, who is here is served, and there is room again."""

import asyncio
import json
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from websockets.exceptions import InvalidStatus

from peace_ledger import crowd, gate
from tests.altered import awaited
from tests.connected import connected, run
from tests.records import records
from tests.server import Server, running
from tests.waiting import until

MORE = 5
SESSIONS = 3
SECONDS_TO_REFUSE = 30
SECONDS_TO_END = 60


def within_reason(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run it; who is never let in would wait for ever."""
    awaited(asyncio.wait_for(coroutine, SECONDS_TO_END))


class Work:
    """An app whose answers wait until they may begin, and then until they may end."""

    def __init__(self) -> None:
        self.begun = 0
        self.may_begin, self.may_end = asyncio.Event(), asyncio.Event()

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.begun += 1
        await self.may_begin.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.may_end.wait()
        await send({"type": "http.response.body", "body": b""})


async def ask(app: ASGIApp, path: str) -> list[Message]:
    """Send a request, and note what is sent back."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    headers: list[Any] = []
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    await app(scope, receive, send)
    return sent


async def refused(app: ASGIApp, path: str) -> bool:
    """Whether a request is refused at once, while others wait."""
    start, _ = await asyncio.wait_for(ask(app, path), SECONDS_TO_REFUSE)
    assert ((b"retry-after", b"5") in start["headers"]) == (start["status"] == 503)
    return bool(start["status"] == 503)


async def crowded(app: ASGIApp, work: Work, path: str, most: int) -> None:
    """Fill the room, be refused, empty it, come in again."""
    waiting = [asyncio.create_task(ask(app, path)) for _ in range(most)]
    while work.begun < most:
        await asyncio.sleep(0)
    assert [await refused(app, path) for _ in range(MORE)] == [True] * MORE
    assert work.begun == most
    work.may_begin.set()
    # Those readers take their answers slowly, and keep nobody out.
    await asyncio.sleep(0)
    late = [asyncio.create_task(ask(app, path)) for _ in range(most)]
    while work.begun < 2 * most:
        await asyncio.sleep(0)
    work.may_end.set()
    answers = await asyncio.gather(*waiting, *late)
    assert [start["status"] for start, *_ in answers] == [200] * 2 * most
    assert not await refused(app, path)


@pytest.mark.parametrize("path", ["/api/v1/tables/events.csv", "/preview/reactions.png", "/cards/x/y"])
def test_requests_beside_the_pages_are_bounded(path: str) -> None:
    async def whole() -> None:
        work = Work()
        await crowded(gate.Gate(work, limit=None), work, path, crowd.ROUTES_AT_ONCE)

    within_reason(whole())


def test_documents_are_bounded() -> None:
    async def whole() -> None:
        work = Work()
        await crowded(crowd.Pages(work, sessions=1), work, "/reactions", crowd.DOCUMENTS_AT_ONCE)

    within_reason(whole())


@pytest.mark.parametrize("probe", ["/healthz", "/readyz"])
def test_in_a_crowd_the_process_can_still_be_watched(probe: str) -> None:
    async def whole() -> None:
        work = Work()
        work.may_end.set()
        app = gate.Gate(work, limit=None)
        waiting = [asyncio.create_task(ask(app, "/feed.atom")) for _ in range(crowd.ROUTES_AT_ONCE)]
        while work.begun < crowd.ROUTES_AT_ONCE:
            await asyncio.sleep(0)
        watching = [asyncio.create_task(ask(app, probe)) for _ in range(MORE)]
        while work.begun < crowd.ROUTES_AT_ONCE + MORE:
            await asyncio.sleep(0)
        work.may_begin.set()
        assert {(await one)[0]["status"] for one in [*waiting, *watching]} == {200}

    within_reason(whole())


def test_a_fault_leaves_no_place_taken() -> None:
    async def faulty(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError("an inner detail")

    async def whole() -> None:
        room = crowd.Room(1)
        for _ in range(3):
            with pytest.raises(RuntimeError, match="an inner detail"):
                await room.answered(faulty, {"type": "websocket"}, None, None)  # type: ignore[arg-type]
        assert room.taken == 0

    within_reason(whole())


def test_assets_are_there_for_those_who_are_in() -> None:
    async def whole() -> None:
        work = Work()
        work.may_begin.set()
        work.may_end.set()
        app = crowd.Pages(work, sessions=0)
        for path in ("/static/js/x.js", "/assets/x.js", "/_stcore/health", "/feed.atom"):
            assert not await refused(app, path)
        (start, _) = await ask(app, "/reactions")
        assert start["status"] == 503

    within_reason(whole())


# A server


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with room for few readers."""
    env = {"PEACE_LEDGER_SESSIONS": str(SESSIONS)}
    with running(tmp_path_factory.mktemp("small") / "log.txt", env=env) as server:
        yield server


def comes_in(server: Server, stack: ExitStack) -> bool:
    """Open a page's connection; whether it was let in."""
    try:
        connection = stack.enter_context(connected(server))
    except InvalidStatus as refusal:
        answer = refusal.response
    else:
        answer = None
    if answer is not None:
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        return False
    assert run(connection, "events")
    return True


def opened(server: Server, path: str = "/reactions?actor=russia") -> None:
    """Wait until the document of a page is answered: a connection takes a moment to end."""
    until(lambda: server.ask(path).status == 200, path)


def test_readers_beyond_the_bound_are_refused_at_once_and_come_in_when_others_leave(small: Server) -> None:
    with ExitStack() as first:
        connection = first.enter_context(connected(small))
        with ExitStack() as others, ThreadPoolExecutor(8) as threads:
            begun = time.monotonic()
            let_in = list(threads.map(lambda _: comes_in(small, others), range(SESSIONS - 1 + MORE)))
            assert (let_in.count(True), let_in.count(False)) == (SESSIONS - 1, MORE)
            busy = small.ask("/reactions?actor=russia")
            assert time.monotonic() - begun < SECONDS_TO_REFUSE
            assert (busy.status, busy.headers["retry-after"]) == (503, "60")
            assert busy.headers["content-type"].startswith("text/html")
            assert busy.headers["cache-control"] == "no-store"
            assert "content-security-policy" in busy.headers
            assert b"The ledger is busy" in busy.body
            assert b"<script" not in busy.body
            # Who is in goes on, and programs are served.
            assert run(connection, "reactions", [("actor", "russia")])
            assert small.ask("/api/v1/tables/events.csv").status == 200
            assert json.loads(small.ask("/readyz").body) == {"status": "ready"}
        opened(small)
        with ExitStack() as later:
            assert comes_in(small, later)
    told = [one for one in records(small) if one.get("refusal") == "sessions"]
    routes = [one["route"] for one in told]
    assert (routes.count("/_stcore/stream"), routes.count("/{page}")) == (MORE, 1)


@pytest.mark.browser
def test_a_reader_comes_in_once_there_is_room(small: Server, browser: Browser) -> None:
    page = browser.new_context().new_page()
    with ExitStack() as all_of_them:
        for _ in range(SESSIONS):
            assert comes_in(small, all_of_them)
        page.goto(f"{small.url}/reactions?actor=russia")
        expect(page.get_by_role("heading", name="The ledger is busy")).to_be_visible()
    opened(small, "/")
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page).to_have_url(f"{small.url}/reactions?actor=russia")
    page.context.close()
