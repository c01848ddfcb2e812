"""What a change of filters costs the server over few rows and over many, page by page and kind of filter.

`python -m benchmarks.sizes SMALL LARGE` serves two packages, each in a process of its own, and changes the
same filters in one after the other, so that whatever else the machine does hits both alike. It prints the
processor time of both servers for a change, queries, figures and Streamlit together, and their ratio. What is
made once for a data version when a kind of filter is first asked for is not in these figures: the first value
of each kind is chosen before and not counted. It reads `/proc`, so it needs Linux.
"""

import argparse
import asyncio
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from websockets.asyncio.client import ClientConnection

from benchmarks.readers import Address, App, change, session, started

PAGES = ("", "reactions", "releases", "commitments", "events", "actors", "sources", "method")
KINDS: dict[str, list[Address]] = {
    "an actor": [[("actor", one)] for one in ("european-union", "russia", "france", "united-states")],
    "a year": [[("from", f"{year}-01-01"), ("to", f"{year}-12-31")] for year in (2022, 2023, 2024, 2025)],
    "a day known": [
        [("known", f"{day}")] for day in ("2025-12-30", "2025-12-20", "2025-10-10", "2024-06-01")
    ],
    "confidence": [[("confidence", "high")], [("confidence", "medium")]],
    "a stance": [[("stance", one)] for one in ("critical", "welcomes", "cautious", "neutral")],
}
"""Choices by kind, of which the first is not counted."""


async def measured(apps: tuple[App, App]) -> list[str]:
    """The lines of the table."""
    lines = []
    for page in PAGES:
        async with AsyncExitStack() as stack:
            sessions = [await stack.enter_async_context(session(app)) for app in apps]
            for kind, choices in KINDS.items():
                if kind == "a stance" and page != "reactions":
                    continue
                small, large = await _costs(apps, sessions, page, choices)
                name = page or "overview"
                lines.append(f"| {name} | {kind} | {small:.0f} | {large:.0f} | {large / small:.2f} |")
                print(lines[-1], flush=True)
    return lines


async def _costs(
    apps: tuple[App, App], sessions: list[ClientConnection], page: str, choices: list[Address]
) -> list[float]:
    """Milliseconds of processor time for a change, of each app."""
    spent = [0.0, 0.0]
    for number, choice in enumerate(choices):
        for place, (app, connection) in enumerate(zip(apps, sessions, strict=True)):
            await change(connection, page, [])
            before = app.use()
            await change(connection, page, choice)
            if number:
                spent[place] += app.use().since(before).processor
    return [1000 * seconds / (len(choices) - 1) for seconds in spent]


def main() -> None:
    """Measure and print; with --out also write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("small", type=Path, help="a package of few rows")
    parser.add_argument("large", type=Path, help="a package of many; built, where it needs that")
    parser.add_argument("--out", type=Path, help="a Markdown file to write the table to")
    chosen = parser.parse_args()
    head = "| page | changed | small, CPU ms | large, CPU ms | ratio |\n| --- | --- | --: | --: | --: |"
    print(head)
    with ExitStack() as stack:
        apps = (stack.enter_context(started(chosen.small)), stack.enter_context(started(chosen.large)))
        lines = asyncio.run(measured(apps))
        memory = f"At most in memory: {apps[0].peak():,.0f} MB and {apps[1].peak():,.0f} MB."
    print(memory)
    if chosen.out:
        chosen.out.write_text("\n".join([head, *lines, "", memory, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
