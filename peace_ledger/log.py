"""What the server logs, to standard error: one record a line, as JSON for programs or as text for people.

A record says what was asked for and how it went, never who asked: no address of a client, no name, cookie or
token, no query of an address. A request has an id, which stands in all that is logged while it is answered.
"""

import logging
import re
import secrets
import sys
import threading
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

JSON, TEXT = "json", "text"

# What a proxy may call a request: long enough to be one of its own, and nothing that a log could trip over.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_REFERENCE = "peace_ledger_reference"
# Uvicorn repeats its messages with colours.
_NOT_TOLD = (*RESERVED_ATTRS, "color_message")


@dataclass
class Request:
    """A request that is being answered; `refusal` is why it was refused, in one word."""

    id: str
    refusal: str | None = None


current: ContextVar[Request | None] = ContextVar("the request that is being answered", default=None)


def request_of(named: str | None) -> Request:
    """The request of that id, or of a new one where `named` is none."""
    return Request(named if named and _ID.fullmatch(named) else secrets.token_hex(16))


def reference(fault: BaseException) -> str:
    """What a reader may name to whoever runs the site: it stands in the log beside the fault's traceback."""
    return str(fault.__dict__.setdefault(_REFERENCE, secrets.token_hex(4)))


def begin(form: str = "") -> None:
    """From now on write all that is logged in one form: ours, Streamlit's, the server's, Python's warnings.
    Without a choice that is text at a terminal and JSON elsewhere.
    """
    # Commands of the program do without it: it takes a second.
    import streamlit.logger

    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_complete)
    handler.setFormatter(_formatter(form or (TEXT if sys.stderr.isatty() else JSON)))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    logging.getLogger("peace_ledger").setLevel(logging.INFO)
    _hand_on(logging.getLogger("uvicorn"))
    for name in ("uvicorn.error", "uvicorn.access"):
        # Their notes on requests hold the client's address and all of the address that was asked for.
        logging.getLogger(name).setLevel(logging.WARNING)
    # Streamlit gives each of its loggers a handler of its own, also those that it makes later.
    streamlit.logger.setup_formatter = _hand_on
    streamlit.logger.update_formatter()
    threading.excepthook = _of_a_thread


def _formatter(form: str) -> logging.Formatter:
    if form == TEXT:
        return _Text()
    return JsonFormatter(
        ["levelname", "name", "message"],
        timestamp="time",
        rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
        reserved_attrs=_NOT_TOLD,
        json_ensure_ascii=False,
    )


def _hand_on(logger: logging.Logger) -> None:
    logger.handlers.clear()
    logger.propagate = True


def _complete(record: logging.LogRecord) -> bool:
    """Put into a record what it does not know itself."""
    request = current.get()
    if request is not None:
        record.request = request.id
    fault = record.exc_info[1] if record.exc_info else None
    if fault is not None:
        record.reference = reference(fault)
    return True


class _Text(logging.Formatter):
    """A line for people: time, level, message, and then what else there is by its name."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        told = " ".join(f"{name}={value}" for name, value in _beside(record).items())
        line = super().formatMessage(record)
        return f"{line} {told}" if told else line


def _beside(record: logging.LogRecord) -> Mapping[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _NOT_TOLD}


def _of_a_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        name = args.thread.name if args.thread else "a thread"
        logging.getLogger(__name__).error("A fault ended %s.", name, exc_info=args.exc_value)
