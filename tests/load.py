"""Readers and programs who use a running server at the same time, and hold every answer against counts that
were made without it.
"""

import csv
import io
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import WebSocketException

from tests.connected import Open, connected
from tests.server import Answer, Server

PROGRAMS, READERS = 2, 3
STAY = 4
"""How many choices a reader makes before another one comes."""

Truth = dict[str, Mapping[str, int]]
"""How many reactions have each stance, by data version."""


@dataclass
class Tally:
    """What was asked, by kind, and what went wrong."""

    asked: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        asked = ", ".join(f"{count} {kind}" for kind, count in sorted(self.asked.items()))
        versions = ", ".join(f"{count} of {name}" for name, count in sorted(self.versions.items()))
        return f"{asked} ({versions}): {len(self.wrong)} wrong, {len(self.failed)} failed"


class Load:
    """What is going on at a server; `truth` may grow meanwhile, before the server can know a version."""

    def __init__(self, server: Server, truth: Truth, seed: int = 1) -> None:
        self.tally = Tally()
        self._server = server
        self._truth = truth
        self._ended = Event()
        works = [self._ask] * PROGRAMS + [self._read] * READERS
        chances = [random.Random(seed * 100 + number) for number in range(len(works))]  # noqa: S311
        self._threads = [
            Thread(target=work, args=(chance,)) for work, chance in zip(works, chances, strict=True)
        ]

    @contextmanager
    def going_on(self) -> Iterator[Tally]:
        """Within it everybody is busy; afterwards all have ended."""
        for thread in self._threads:
            thread.start()
        try:
            yield self.tally
        finally:
            self._ended.set()
            for thread in self._threads:
                thread.join()

    # A program asks routes

    def _ask(self, chance: random.Random) -> None:
        while not self._ended.is_set():
            stance = chance.choice(self._stances())
            for kind, path in (
                ("CSV", f"/api/v1/tables/reactions.csv?stance={stance}"),
                ("JSON", f"/api/v1/queries/scope/reactions.json?stance={stance}"),
                ("health", "/healthz"),
            ):
                self._held(kind, path, stance)

    def _held(self, kind: str, path: str, stance: str) -> None:
        try:
            answer = self._server.ask(path)
        except OSError as fault:
            self.tally.failed.append(f"{path}: {fault!r}")
            return
        self.tally.asked[kind] += 1
        if answer.status != 200:
            self.tally.failed.append(f"{path}: {answer.status} {answer.body[:300]!r}")
        elif kind != "health":
            self._compare(kind, *_counted(kind, answer), stance)

    def _compare(self, what: str, version: str, count: int, stance: str) -> None:
        self.tally.versions[version] += 1
        if self._truth[version].get(stance, 0) != count:
            self.tally.wrong.append(f"{what}: {count} reactions that {stance} in version {version}")

    def _stances(self) -> list[str]:
        return sorted({stance for counts in list(self._truth.values()) for stance in counts})

    # A reader goes over a page

    def _read(self, chance: random.Random) -> None:
        while not self._ended.is_set():
            try:
                self._visit(chance)
            except (OSError, TimeoutError, WebSocketException) as fault:
                self.tally.failed.append(f"a reader: {fault!r}")

    def _visit(self, chance: random.Random) -> None:
        with connected(self._server) as connection:
            page = Open(connection, "reactions")
            page.go([])
            began = _version_shown(page)
            for _ in range(STAY):
                stance = chance.choice(self._stances())
                self._ahead(page, began, stance)
                page.choose("stance", stance)
                self.tally.asked["choices"] += 1
                version = _version_shown(page)
                if version != began:
                    self.tally.wrong.append(f"a reader began with {began} and saw {version}")
                for name in ("stance_by_event", "actor_by_event"):
                    self._compare(name, version, _shown(page.told[name]), stance)

    def _ahead(self, page: Open, began: str, stance: str) -> None:
        """Ask for a card ahead of its page, as the browser does; once the data are others, the page's own run
        brings it.
        """
        address = urlencode([*(pair for pair in page.address if pair[0] != "stance"), ("stance", stance)])
        path = f"{page.told['filters']['cards']}/stance_by_event?{address}"
        answer = self._server.ask(path)
        if answer.status != 200:
            self.tally.failed.append(f"{path}: {answer.status} {answer.body[:300]!r}")
            return
        lines = zlib.decompress(answer.body).splitlines()
        self.tally.asked["cards" if lines else "cards left to the page"] += 1
        for line in lines:
            self._compare("a card ahead", began, _shown(json.loads(line)), stance)


def _counted(kind: str, answer: Answer) -> tuple[str, int]:
    """The version of an answer and how many reactions it tells of."""
    if kind == "JSON":
        document = json.loads(answer.body)
        return document["about"]["data_version"], document["rows"][0]["row_count"]
    (version,) = re.findall(r"_reactions_(.+)\.csv", answer.headers["content-disposition"])
    return version, sum(1 for _ in csv.DictReader(io.StringIO(answer.body.decode())))


def _shown(card: dict[str, Any]) -> int:
    (count,) = re.findall(r"([\d,]+) reactions?", card["subtitle"])
    return int(count.replace(",", ""))


def _version_shown(page: Open) -> str:
    (version,) = re.findall(r"data version (\S+)\.$", page.told["stance_by_event"]["caption"])
    return str(version)
