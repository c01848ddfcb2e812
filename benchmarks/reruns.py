"""What a change of filters costs the server, page by page: queries, figures, and Streamlit with the rest.

Run it by `python -m benchmarks.reruns`. It serves the real app in this process, connects to it as a browser
does, walks through filters, and prints medians in milliseconds. Results of queries are kept by the engine, so
each page is measured twice: on filters not asked before ("new"), and on filters asked before ("again").
"""

import argparse
import asyncio
import contextlib
import importlib
import inspect
import os
import pkgutil
import platform
import statistics
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import uvicorn
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from peace_ledger import charts, engine, ledger
from peace_ledger.ui import elements

PORT = 8657
PAGES = ("", "reactions", "releases", "commitments", "events")
CHARTS = tuple(module.name for module in pkgutil.walk_packages(charts.__path__, "peace_ledger.charts."))


@dataclass
class Clock:
    """Seconds spent in one kind of work, and how often it was called."""

    seconds: float = 0.0
    calls: int = 0

    def around(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same work, with its time added here; calls within a call are not counted twice."""
        depth = threading.local()

        def timed(*args: Any, **kwargs: Any) -> Any:
            if getattr(depth, "inside", False):
                return work(*args, **kwargs)
            depth.inside, start = True, time.perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                depth.inside = False
                self.seconds += time.perf_counter() - start
                self.calls += 1

        return timed

    def reset(self) -> None:
        """Start again at nothing."""
        self.seconds, self.calls = 0.0, 0


@dataclass(frozen=True)
class Rerun:
    """One rerun: milliseconds in all, in queries and in figures; queries asked; messages and bytes sent."""

    total: float
    queries: float
    figures: float
    asked: int
    messages: int
    sent: int


QUERIES, FIGURES = Clock(), Clock()


def instrument() -> None:
    """Put the clocks around every query, every chart function and the encoding of messages."""
    engine.Engine.rows = QUERIES.around(engine.Engine.rows)  # type: ignore[method-assign]
    for name in CHARTS:
        _clock_functions(importlib.import_module(name))
    elements.encoded = FIGURES.around(elements.encoded)


def _clock_functions(module: ModuleType) -> None:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__ and not name.startswith("_"):
            setattr(module, name, FIGURES.around(function))


@contextlib.contextmanager
def served() -> Iterator[None]:
    """The real app on loopback, in a thread of this process."""
    app = importlib.import_module("app").app
    config = uvicorn.Config(app, host="127.0.0.1", port=PORT, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@contextlib.asynccontextmanager
async def reader() -> AsyncIterator[ClientConnection]:
    """A reader's connection."""
    address = f"ws://127.0.0.1:{PORT}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as connection:  # type: ignore[list-item]
        yield connection


async def rerun(connection: ClientConnection, page: str, query: list[tuple[str, str]]) -> Rerun:
    """Ask for a page with filters, and wait until its run has ended."""
    QUERIES.reset()
    FIGURES.reset()
    message = BackMsg()
    message.rerun_script.query_string = urlencode(query)
    message.rerun_script.page_name = page
    messages, sent, start = 0, 0, time.perf_counter()
    await connection.send(message.SerializeToString())
    while True:
        data = await connection.recv()
        messages, sent = messages + 1, sent + len(data)
        answer = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        if answer.WhichOneof("type") == "script_finished":
            total = time.perf_counter() - start
            return Rerun(
                total * 1000, QUERIES.seconds * 1000, FIGURES.seconds * 1000, QUERIES.calls, messages, sent
            )


def walk() -> list[list[tuple[str, str]]]:
    """Filters as a reader might try them one after the other: every actor that reacted often, then years."""
    vocabulary = ledger.current().vocabulary
    actors = [[("actor", actor)] for actor in vocabulary.values["actor"][:16]]
    years = [[("from", f"{year}-01-01"), ("to", f"{year}-12-31")] for year in range(2021, 2026)]
    return [*actors, *years]


async def measure() -> dict[str, tuple[list[Rerun], list[Rerun]]]:
    """The reruns of each page: on new filters, and on filters asked before."""
    results: dict[str, tuple[list[Rerun], list[Rerun]]] = {}
    for page in PAGES:
        async with reader() as connection:
            await rerun(connection, page, [])
            first = [await rerun(connection, page, query) for query in walk()]
            again = [await rerun(connection, page, query) for query in walk()]
        results[page or "overview"] = (first, again)
    return results


def table(results: dict[str, tuple[list[Rerun], list[Rerun]]]) -> str:
    """The medians as a Markdown table."""
    lines = [
        "| page | filters | server ms | queries ms | figures ms | Streamlit ms | queries | messages | kB |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for page, both in results.items():
        for name, reruns in zip(("new", "again"), both, strict=True):
            total, queries, figures = (
                statistics.median(getattr(one, part) for one in reruns)
                for part in ("total", "queries", "figures")
            )
            asked, messages, sent = (
                statistics.median(getattr(one, part) for one in reruns)
                for part in ("asked", "messages", "sent")
            )
            lines.append(
                f"| {page} | {name} | {total:.1f} | {queries:.1f} | {figures:.1f} "
                f"| {total - queries - figures:.1f} | {asked:.0f} | {messages:.0f} | {sent / 1000:.0f} |"
            )
    return "\n".join(lines)


def machine() -> str:
    """Day, machine and versions of a run."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "duckdb", "plotly"))
    return (
        f"One run on {date.today().isoformat()}: {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, {versions}."
    )


def conditions() -> str:
    """Under what conditions the figures were taken."""
    return f"Medians. {machine()} New: filters not asked before; again: filters whose query results are kept."


def main() -> None:
    """Measure and print; with --out also write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, help="a Markdown file to write the table to")
    arguments = parser.parse_args()
    instrument()
    with served():
        printed = table(asyncio.run(measure()))
    print(printed)
    if arguments.out:
        arguments.out.write_text(f"{conditions()}\n\n{printed}\n", "utf-8")


if __name__ == "__main__":
    main()
