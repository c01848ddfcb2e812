"""How many readers one process holds: real sessions over WebSocket that each change a filter now and then.

Run it by `python -m benchmarks.readers`. For each number of readers it starts the real app in a process of
its own. Readers arrive ten a second, open a page, and change a filter after pauses drawn from an exponential
distribution; in the middle of the time that is measured, ten more arrive within a second. As the browser
does, a change asks for the cards in sight, and when they have come tells Streamlit. It prints how long both
took together, until the run had ended, and the cards alone; what the server needed for it, and how much
memory one more session takes. It reads `/proc`, so it needs Linux.
"""

import argparse
import asyncio
import contextlib
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from benchmarks import reruns
from pages.menu import MENU
from peace_ledger import filters, ledger, settings
from peace_ledger.gate import CARDS
from peace_ledger.state import State
from peace_ledger.ui.view import View

ROOT = Path(__file__).resolve().parents[1]
COUNTS = (10, 40, 80, 160)
SECONDS = 40
"""How long is measured, once all readers are there."""
PAUSE = 5.0
"""Seconds between two changes of one reader, on average."""
ARRIVALS = 10
"""New readers a second while the room fills, and all of those in the burst."""
PAGE_SWITCHES = 0.1
"""The share of changes that lead to another page too."""
SESSIONS = 100
"""How many are opened to see what one takes."""
SECONDS_TO_ANSWER = 60
IN_SIGHT = 3
"""Cards that a browser asks for ahead of their page."""
_LARGEST_END = 300
"""Bytes: the message that ends a run is shorter, so longer ones need not be read."""
_TICKS = os.sysconf("SC_CLK_TCK")

Address = list[tuple[str, str]]


@dataclass(frozen=True)
class Offer:
    """What a reader may choose, each value as often as it stands in the data."""

    values: Mapping[str, Sequence[str]]
    years: Sequence[int]

    def choose(self, chance: random.Random, page: str) -> Address:
        """None, one or two filters; an actor most often, a stance only where the page offers it."""
        kinds = ["actor", "actor", "actor", "year", "event", "known"]
        kinds += ["stance"] if page == "reactions" else []
        (count,) = chance.choices((0, 1, 2), (1, 6, 3))
        chosen = dict.fromkeys(chance.sample(kinds, count))
        return [pair for kind in chosen for pair in self._pairs(chance, kind)]

    def _pairs(self, chance: random.Random, kind: str) -> Address:
        if kind == "year":
            year = chance.choice(self.years)
            return [("from", f"{year}-01-01"), ("to", f"{year}-12-31")]
        return [(kind, chance.choice(self.values[kind]))]


def offered() -> Offer:
    """The filters of the product, weighed by the package that is served."""
    served = ledger.current()
    today = date.today()
    unfiltered = filters.parameters(State(), today)
    reactions = served.engine.rows("tables/reactions", unfiltered)
    known = served.engine.rows("known/days", unfiltered)
    values = {
        "actor": [row["actor_id"] for row in reactions],
        "event": [row["event_id"] for row in reactions],
        "stance": [row["stance"] for row in reactions],
        "known": [str(row["known_on"]) for row in known if row["known_on"]],
    }
    first, last = served.dataset.days
    return Offer(values, range(first.year, min(last, today).year + 1))


@dataclass(frozen=True)
class Use:
    """What a process has used up to a moment: seconds of wall clock, seconds of processor."""

    wall: float
    processor: float

    def since(self, earlier: "Use") -> "Use":
        """What it has used between two moments."""
        return Use(self.wall - earlier.wall, self.processor - earlier.processor)

    @property
    def cores(self) -> float:
        """How many cores were in use."""
        return self.processor / self.wall


@dataclass(frozen=True)
class App:
    """The real app in a process of its own."""

    port: int
    pid: int

    def use(self) -> Use:
        """What it has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return Use(time.monotonic(), (int(fields[11]) + int(fields[12])) / _TICKS)

    def memory(self) -> float:
        """What it holds in memory now, in MB."""
        return self._status("VmRSS") / 1024

    def peak(self) -> float:
        """The most that it held in memory, in MB."""
        return self._status("VmHWM") / 1024

    def threads(self) -> int:
        """How many threads it has now."""
        return self._status("Threads")

    def _status(self, name: str) -> int:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])


@contextlib.contextmanager
def started(data: Path | None = None, **others: str) -> Iterator[App]:
    """Start the app as its README says, on other data and with other settings where they are given, wait
    until it is healthy, and stop it at the end.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    given = {**others, **({"data": str(data)} if data else {})}
    environment = {**os.environ, **{settings.variable(name): value for name, value in given.items()}}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}/healthz", process)
            yield App(port, process.pid)
        finally:
            process.terminate()
            process.wait()


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address):  # noqa: S310
            return
        time.sleep(0.1)
    raise RuntimeError(f"The app did not become healthy: {address}")


async def cards(app: App, page: str, query: Address) -> tuple[float, bool]:
    """Ask for the cards in sight of a page with filters, and wait for the last of them: in ms, and whether
    all came. Raises ConnectionError where they are refused.
    """
    start = time.perf_counter()
    async with asyncio.timeout(SECONDS_TO_ANSWER):
        # Pauses are longer than the server keeps a connection.
        answers, request = await asyncio.open_connection("127.0.0.1", app.port)
        names = in_sight()[page]
        digest = ledger.current().dataset.digest
        address = f"{CARDS}/{digest}/{page or 'overview'}/{','.join(names)}?{urlencode(query)}"
        # By the older protocol the answer comes in one piece.
        request.write(f"GET {address} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
        answer = await answers.read()
        request.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 200 " not in head[:20]:
        raise ConnectionError(answer[:1000].decode())
    came = zlib.decompress(body).count(b"\n")
    return (time.perf_counter() - start) * 1000, came == len(names)


@cache
def in_sight() -> Mapping[str, Sequence[str]]:
    """The first cards of each page, by its path."""
    view = View(ledger.current(), State(), date.today())
    return {page.path: list(page.cards(page.seen(view)))[:IN_SIGHT] for page in MENU}


@contextlib.asynccontextmanager
async def session(app: App) -> AsyncIterator[ClientConnection]:
    """A reader's connection."""
    address = f"ws://127.0.0.1:{app.port}/_stcore/stream"
    async with connect(
        address,
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        compression=None,
        open_timeout=SECONDS_TO_ANSWER,
    ) as connection:
        yield connection


async def change(connection: ClientConnection, page: str, query: Address) -> float:
    """Ask for a page with filters, and wait until its run has ended: in ms."""
    message = BackMsg()
    message.rerun_script.query_string = urlencode(query)
    message.rerun_script.page_name = page
    start = time.perf_counter()
    async with asyncio.timeout(SECONDS_TO_ANSWER):
        await connection.send(message.SerializeToString())
        while not ends_a_run(await connection.recv(decode=False)):
            pass
    return (time.perf_counter() - start) * 1000


def ends_a_run(data: bytes) -> bool:
    """Whether a message says that the page is whole."""
    if len(data) > _LARGEST_END:
        return False
    return bool(ForwardMsg.FromString(data).WhichOneof("type") == "script_finished")


@dataclass
class Met:
    """What readers met: milliseconds of each change, of the cards in sight in it, and of each first view in
    the burst; how often these cards came with their page only; failures by kind.
    """

    changes: list[float] = field(default_factory=list)
    cards: list[float] = field(default_factory=list)
    left_to_the_page: int = 0
    arrivals: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Room:
    """The readers of one app, and between which moments of the monotonic clock they are measured."""

    app: App
    offer: Offer
    begins: float
    ends: float
    met: Met = field(default_factory=Met)

    async def visit(self, seed: int, arrives: float, *, in_burst: bool = False) -> None:
        """One reader, who comes at a moment and stays to the end."""
        chance = random.Random(seed)  # noqa: S311
        await _until(arrives)
        try:
            await self._read(chance, in_burst)
        except (OSError, TimeoutError, WebSocketException) as fault:
            self.met.failures[type(fault).__name__] += 1

    async def _read(self, chance: random.Random, in_burst: bool) -> None:
        page, came = chance.choice(reruns.PAGES), time.perf_counter()
        async with session(self.app) as connection:
            await change(connection, page, [])
            if in_burst:
                self.met.arrivals.append((time.perf_counter() - came) * 1000)
            while (next_at := time.monotonic() + chance.expovariate(1 / PAUSE)) < self.ends:
                await _until(next_at)
                another = chance.choice(reruns.PAGES) if chance.random() < PAGE_SWITCHES else page
                query = self.offer.choose(chance, another)
                first, whole = await cards(self.app, page, query) if another == page else (0.0, True)
                took = first + await change(connection, another, query)
                if next_at >= self.begins:
                    self.met.changes.append(took)
                    self.met.cards += [first if whole else took] if another == page else []
                    self.met.left_to_the_page += not whole
                page = another
            await _until(self.ends)


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


@dataclass(frozen=True)
class Stage:
    """What a number of readers met, and what the server and this script used meanwhile; memory in MB and
    threads at the end.
    """

    readers: int
    met: Met
    server: Use
    script: Use
    memory: float
    threads: int


async def stage(app: App, offer: Offer, readers: int, seconds: float) -> Stage:
    """Let readers come, and measure them once all are there."""
    now = time.monotonic()
    begins = now + readers / ARRIVALS + PAUSE
    room = Room(app, offer, begins, begins + seconds)
    coming = [room.visit(number, now + number / ARRIVALS) for number in range(readers)]
    middle = begins + seconds / 2
    coming += [
        room.visit(readers + number, middle + number / ARRIVALS, in_burst=True) for number in range(ARRIVALS)
    ]
    visits = asyncio.gather(*coming)
    await _until(begins)
    server, script = app.use(), _own_use()
    await _until(room.ends - 0.5)
    used = app.use().since(server), _own_use().since(script)
    memory, threads = app.memory(), app.threads()
    await visits
    return Stage(readers, room.met, *used, memory, threads)


def _own_use() -> Use:
    return Use(time.monotonic(), time.process_time())


async def session_size(app: App, sessions: int = SESSIONS) -> float:
    """MB that one more session takes while its reader is there: each walks over filters that others have
    asked for already, so that what is kept for all of them does not grow.
    """
    queries = reruns.walk()[:3]

    async def walk(connection: ClientConnection) -> None:
        for page in reruns.PAGES:
            for query in queries:
                await change(connection, page, query)

    async with contextlib.AsyncExitStack() as open_ones:
        # What only the first sessions take (threads' arenas, grown heaps) is no session's.
        for _ in range(10):
            await walk(await open_ones.enter_async_context(session(app)))
        before = app.memory()
        for _ in range(sessions):
            await walk(await open_ones.enter_async_context(session(app)))
        return (app.memory() - before) / sessions


def table(stages: Sequence[Stage]) -> str:
    """The stages as a Markdown table."""
    lines = [
        "| readers | changes | p50 ms | p95 ms | p99 ms | cards in sight p50, p95 ms, left to the page "
        "| first view in the burst p50, slowest ms | failures "
        "| server cores | server ms a change | this script's cores | memory MB | threads |",
        f"| {' | '.join(['---:'] * 13)} |",
    ]
    for one in stages:
        p50, p95, p99 = (f"{percentile(one.met.changes, share):,.0f}" for share in (50, 95, 99))
        ahead, late = (f"{percentile(one.met.cards, share):,.0f}" for share in (50, 95))
        alone = one.met.left_to_the_page
        first, slowest = (f"{percentile(one.met.arrivals, share):,.0f}" for share in (50, 100))
        failed = ", ".join(f"{count} {kind}" for kind, count in one.met.failures.items()) or "none"
        a_change = one.server.processor / len(one.met.changes) if one.met.changes else float("nan")
        lines.append(
            f"| {one.readers} | {len(one.met.changes):,} | {p50} | {p95} | {p99} | {ahead}, {late}, {alone} "
            f"| {first}, {slowest} "
            f"| {failed} | {one.server.cores:.2f} | {a_change * 1000:.0f} | {one.script.cores:.2f} "
            f"| {one.memory:,.0f} | {one.threads} |"
        )
    return "\n".join(lines)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of them, of 100, lies; NaN where there is none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def measure(counts: Sequence[int], seconds: float) -> str:
    """All stages, each on an app that was just started, and the size of a session, as Markdown."""
    offer, stages = offered(), []
    for readers in counts:
        with started() as app:
            stages.append(asyncio.run(stage(app, offer, readers, seconds)))
            print(table(stages[-1:]), file=sys.stderr, flush=True)
    with started() as app:
        size = asyncio.run(session_size(app))
    return f"{table(stages)}\n\nOne more session takes {size:.2f} MB ({SESSIONS} of them on one server)."


def main() -> None:
    """Measure and print; with --out also write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", default=",".join(map(str, COUNTS)), help="their numbers, with commas")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each number is measured")
    parser.add_argument("--out", type=Path, help="a Markdown file to write the report to")
    arguments = parser.parse_args()
    counts = [int(number) for number in arguments.readers.split(",")]
    printed = measure(counts, arguments.seconds)
    print(printed)
    if arguments.out:
        arguments.out.write_text(f"{conditions(arguments.seconds)}\n\n{printed}\n", "utf-8")


def conditions(seconds: float) -> str:
    """Under what conditions the figures were taken."""
    return (
        f"{reruns.machine()} Each reader changes a filter every {PAUSE:.0f} s on average; "
        f"{seconds:.0f} s measured, with {ARRIVALS} more readers within a second in the middle. "
        "From a choice to the end of its run."
    )


if __name__ == "__main__":
    main()
