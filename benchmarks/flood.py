"""What a flood of requests for pictures or files costs the readers of pages.

Run it by `python -m benchmarks.flood`. It serves the real app in this process without a rate limit, walks
through filters of a page as a reader does, alone and beside clients in another process who ask without a
pause, each time for something new, and prints how much longer the page takes then.
"""

import argparse
import asyncio
import http.client
import itertools
import json
import os
import statistics
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta

from benchmarks import reruns

PAGE = "reactions"
CLIENTS = 8
FLOODS = {
    "pictures": f"/preview/{PAGE}.png?from=",
    "workbooks": f"/api/v1/tables/{PAGE}.xlsx?from=",
}
"""What is asked for, by its address without the day that makes each request a new one."""


@contextmanager
def flooded(address: str) -> Iterator[Counter[str]]:
    """Clients who ask without a pause; afterwards the counter holds how often each status was answered."""
    answered: Counter[str] = Counter()
    command = [sys.executable, "-m", "benchmarks.flood", "--ask", address]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as clients:
        assert clients.stdin  # noqa: S101
        assert clients.stdout  # noqa: S101
        clients.stdout.readline()
        try:
            yield answered
        finally:
            clients.stdin.close()
            answered.update(json.loads(clients.stdout.readline()))


def ask_until_told(address: str) -> None:
    """The clients: print a line when the first is answered, stop when standard input ends, and print how
    often each status was answered.
    """
    answered: Counter[int] = Counter()
    days = itertools.count()
    begun, told = threading.Event(), threading.Event()

    def ask() -> None:
        server = http.client.HTTPConnection("127.0.0.1", reruns.PORT, timeout=60)
        while not told.is_set():
            day = date(1950, 1, 1) + timedelta(days=next(days))
            server.request("GET", f"{address}{day}")
            response = server.getresponse()
            response.read()
            answered[response.status] += 1
            begun.set()

    with ThreadPoolExecutor(CLIENTS) as clients:
        for _ in range(CLIENTS):
            clients.submit(ask)
        begun.wait()
        print("begun", flush=True)
        sys.stdin.read()
        told.set()
    print(json.dumps(answered), flush=True)


async def walked() -> float:
    """The median of the page's runs in ms, on filters whose query results are kept."""
    async with reruns.reader() as connection:
        for query in reruns.walk():
            await reruns.rerun(connection, PAGE, query)
        runs = [await reruns.rerun(connection, PAGE, query) for query in reruns.walk()]
    return statistics.median(run.total for run in runs)


def table() -> str:
    """What was measured, as a Markdown table."""
    alone = asyncio.run(walked())
    lines = [
        "| beside | a run of the page ms | times as long | answered | refused |",
        "| --- | ---: | ---: | ---: | ---: |",
        f"| nobody | {alone:.0f} | 1 | – | – |",
    ]
    for name, address in FLOODS.items():
        with flooded(address) as answered:
            beside = asyncio.run(walked())
        lines.append(
            f"| {CLIENTS} clients asking for {name} | {beside:.0f} | {beside / alone:.1f} "
            f"| {answered['200']:,} | {answered['503']:,} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ask", metavar="ADDRESS", help=argparse.SUPPRESS)
    if address := parser.parse_args().ask:
        ask_until_told(address)
        return
    os.environ["PEACE_LEDGER_RATE_LIMIT"] = ""
    with reruns.served():
        print(f"{reruns.conditions()}\n\n{table()}")


if __name__ == "__main__":
    main()
