"""An hour of readers and programs, one after the other without a pause: what the server held, how long each
had to wait, what failed, and whether its memory stays what it is.

Run it by `python -m benchmarks.soak`. Readers come, walk over pages and filters, and go, so that sessions are
begun and left all the time; programs ask for every table and query, citations, pictures, the feed and health;
and the data are replaced after each tenth. Failures are answers other than asked for, runs that show a fault,
and connections that break; where there is one, it ends with exit code 1. It reads `/proc`, so it needs Linux.
"""

import argparse
import asyncio
import contextlib
import http.client
import itertools
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from benchmarks import readers, reruns
from benchmarks.readers import App, Offer
from peace_ledger import settings
from peace_ledger.descriptor import FILE_NAME

READERS, PROGRAMS = 6, 2
HOUR = 14_400
"""Choices that 20 readers make in an hour, one every five seconds each."""
A_VISIT = 40
"""Choices of one reader before they leave."""
TENTHS = 10
FORMATS = ("csv", "json", "parquet", "xlsx")
_SHORT = 4_000
"""Bytes: alerts and the ends of runs are shorter."""


@dataclass
class Seen:
    """What happened: how long each kind of answer took, in ms, and what failed; memory in MB, threads and
    seconds after each tenth of the choices.
    """

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    tenths: list[tuple[float, int, float]] = field(default_factory=list)
    replaced: int = 0


@dataclass
class Soak:
    """All that goes on at one app until so many choices were made."""

    app: App
    offer: Offer
    choices: int
    data: Path
    seen: Seen = field(default_factory=Seen)
    made: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    ended: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.perf_counter)

    async def run(self, seed: int) -> None:
        """Let everybody come, and wait until they have gone."""
        with ThreadPoolExecutor(PROGRAMS) as programs:
            asking = [programs.submit(self._ask, seed + number) for number in range(PROGRAMS)]
            try:
                await asyncio.gather(*(self._read(seed * 1_000 + number) for number in range(READERS)))
            finally:
                self.ended.set()
        for one in asking:
            one.result()

    # Readers

    async def _read(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311
        while not self.ended.is_set():
            try:
                async with readers.session(self.app) as connection:
                    await self._visit(connection, chance)
            except (OSError, TimeoutError, WebSocketException) as fault:
                self.seen.failures[f"a reader: {type(fault).__name__}"] += 1

    async def _visit(self, connection: ClientConnection, chance: random.Random) -> None:
        page = chance.choice(reruns.PAGES)
        await self._change(connection, page, [], "first views")
        for _ in range(A_VISIT):
            if self.ended.is_set():
                return
            page = chance.choice(reruns.PAGES) if chance.random() < readers.PAGE_SWITCHES else page
            await self._change(connection, page, self.offer.choose(chance, page), "choices")
            self._count(next(self.made))

    async def _change(
        self, connection: ClientConnection, page: str, query: readers.Address, kind: str
    ) -> None:
        message = BackMsg()
        message.rerun_script.query_string = urlencode(query)
        message.rerun_script.page_name = page
        start = time.perf_counter()
        async with asyncio.timeout(readers.SECONDS_TO_ANSWER):
            await connection.send(message.SerializeToString())
            while not self._ends(await connection.recv(decode=False)):
                pass
        self.seen.took[kind].append((time.perf_counter() - start) * 1_000)

    def _ends(self, data: bytes) -> bool:
        if len(data) > _SHORT:
            return False
        message = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "delta":
            element = message.delta.new_element
            if element.WhichOneof("type") == "alert" and element.alert.format == Alert.ERROR:
                self.seen.failures[f"a page: {element.alert.body[:80]}"] += 1
        return bool(message.WhichOneof("type") == "script_finished")

    def _count(self, made: int) -> None:
        if made % max(1, self.choices // TENTHS) == 0 and len(self.seen.tenths) < TENTHS:
            seconds = time.perf_counter() - self.began
            self.seen.tenths.append((self.app.memory(), self.app.threads(), seconds))
            print(f"{made:,} choices, {self.app.memory():,.0f} MB", file=sys.stderr, flush=True)
            self._replace()
        if made >= self.choices:
            self.ended.set()

    def _replace(self) -> None:
        file = self.data / FILE_NAME
        package = json.loads(file.read_text(encoding="utf-8"))
        self.seen.replaced += 1
        package["version"] = f"2030.{self.seen.replaced}.1"
        new = file.with_name(".new")
        new.write_text(json.dumps(package), encoding="utf-8")
        new.replace(file)

    # Programs

    def _ask(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311
        connection = http.client.HTTPConnection("127.0.0.1", self.app.port, timeout=readers.SECONDS_TO_ANSWER)
        paths = self._paths(connection)
        while not self.ended.is_set():
            kind, path = chance.choice(paths)
            query = urlencode(self.offer.choose(chance, "")) if kind != "health" else ""
            try:
                self._answer(connection, kind, f"{path}?{query}")
            except (OSError, http.client.HTTPException) as fault:
                self.seen.failures[f"a program: {type(fault).__name__}"] += 1
                connection.close()

    def _paths(self, connection: http.client.HTTPConnection) -> list[tuple[str, str]]:
        """What can be asked for without a parameter of its own: kinds and addresses."""
        connection.request("GET", "/api/v1/openapi.json")
        described = json.loads(connection.getresponse().read())["paths"]
        pages = [page or "overview" for page in reruns.PAGES]
        files = [path for path, how in described.items() if _is_of_rows(path) and _is_open(how)]
        found = [(one, path.replace("{format}", one)) for path in files for one in FORMATS]
        found += [("citations", f"/api/v1/cite/{page}.bib") for page in pages]
        found += [("pictures", f"/preview/{page}.png") for page in pages]
        return [*found, *[("feed", "/feed.atom"), ("health", "/healthz")] * 10]

    def _answer(self, connection: http.client.HTTPConnection, kind: str, path: str) -> None:
        start = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        self.seen.took[kind].append((time.perf_counter() - start) * 1_000)
        self.seen.statuses[answer.status] += 1
        if answer.status != http.HTTPStatus.OK:
            self.seen.failures[f"{path.partition('?')[0]}: {answer.status}"] += 1


def _is_of_rows(path: str) -> bool:
    return path.startswith(("/api/v1/tables/", "/api/v1/queries/")) and path.endswith(".{format}")


def _is_open(how: dict[str, Any]) -> bool:
    """Whether a path can be asked for without a parameter that it needs."""
    return not any(one.get("required") and one["in"] == "query" for one in how["parameters"])


def report(seen: Seen) -> str:
    """What happened, as Markdown."""
    lines = ["| asked | answers | p50 ms | p95 ms | p99 ms |", "| --- | ---: | ---: | ---: | ---: |"]
    for kind, took in seen.took.items():
        shares = (f"{readers.percentile(took, share):,.0f}" for share in (50, 95, 99))
        lines.append(f"| {kind} | {len(took):,} | {' | '.join(shares)} |")
    lines += ["", "| after | seconds | memory MB | threads |", "| --- | ---: | ---: | ---: |"]
    for number, (memory, threads, seconds) in enumerate(seen.tenths, start=1):
        lines.append(f"| {number}/{TENTHS} | {seconds:,.0f} | {memory:,.0f} | {threads} |")
    failed = "; ".join(f"{count} × {what}" for what, count in seen.failures.items()) or "none"
    return "\n".join([*lines, "", f"Data replaced {seen.replaced} times. Failures: {failed}."])


@contextlib.contextmanager
def copied() -> Iterator[Path]:
    """The default data in a folder where they may be replaced."""
    with tempfile.TemporaryDirectory() as place:
        source = next(settings.DEFAULT_DATA.glob(f"*/{FILE_NAME}")).parent
        yield Path(shutil.copytree(source, Path(place) / source.name))


def measure(choices: int, seed: int = 1) -> Seen:
    """Soak an app that was just started."""
    offer = readers.offered()
    with copied() as data, readers.started(data, rate_limit="", refresh="1") as app:
        soak = Soak(app, offer, choices, data)
        asyncio.run(soak.run(seed))
        return soak.seen


def main() -> int:
    """Measure and print; with --out also write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--choices", type=int, default=HOUR, help="how many readers make in all")
    parser.add_argument("--seed", type=int, default=1, help="another one gives another order")
    parser.add_argument("--out", type=Path, help="a Markdown file to write the report to")
    arguments = parser.parse_args()
    seen = measure(arguments.choices, arguments.seed)
    told = (
        f"{reruns.machine()} {READERS} readers and {PROGRAMS} programs at once, without pauses;"
        f" {arguments.choices:,} choices.\n\n{report(seen)}"
    )
    print(told)
    if arguments.out:
        arguments.out.write_text(f"{told}\n", "utf-8")
    return 1 if seen.failures else 0


if __name__ == "__main__":
    sys.exit(main())
