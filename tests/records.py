"""What a server has logged, read as programs read it."""

import json
from collections.abc import Callable
from typing import Any

from tests.server import Server
from tests.waiting import until

Record = dict[str, Any]

_BANNER = ("You can now view your Streamlit app in your browser.", "URL: http://127.0.0.1:")


def records(server: Server) -> list[Record]:
    """Every record. All that the process has written is one, but for Streamlit's lines to standard output."""
    lines = [line.strip() for line in server.log.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines if line and not line.startswith(_BANNER)]


def record(server: Server, found: Callable[[Record], bool]) -> Record:
    """The one that is looked for, which is written once its request has been answered."""
    (one, *_) = until(lambda: [*filter(found, records(server))], f"a record in {server.log}")
    return one
