"""What a server has logged, read as programs read it."""

import json
import time
from collections.abc import Callable
from typing import Any

from tests.server import Server

Record = dict[str, Any]

SECONDS = 30
_BANNER = ("You can now view your Streamlit app in your browser.", "URL: http://127.0.0.1:")


def records(server: Server) -> list[Record]:
    """Every record. All that the process has written is one, but for Streamlit's lines to standard output."""
    lines = [line.strip() for line in server.log.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines if line and not line.startswith(_BANNER)]


def record(server: Server, found: Callable[[Record], bool]) -> Record:
    """The one that is looked for, which is written once its request has been answered."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        for one in records(server):
            if found(one):
                return one
        time.sleep(0.05)
    raise AssertionError(f"No such record in {server.log.read_text(encoding='utf-8')}")
