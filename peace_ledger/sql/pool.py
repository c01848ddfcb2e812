"""Children that wait for a query, each for one. Threads ask, and wait; what they ask for is answered,
refused, or ended at the deadline.
"""

import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

from peace_ledger.problems import Unanswered
from peace_ledger.sql import answer, reasons
from peace_ledger.sql.answer import Answer, Garbled, Refused
from peace_ledger.sql.copies import Copy
from peace_ledger.sql.reasons import Reason

DEADLINE = 5.0
"""Seconds in which a query has to be answered."""
AT_ONCE = 4
"""Queries that run at one time."""
WAITING = 12
"""Queries that may wait for one of these to end."""
WARM = 2
"""Children that are ready before anybody asks."""
BRIEF = 0.3
"""Seconds after which a query gives way to all else that the machine has to do."""
PATIENCE = 20.0
"""Seconds in which a child has to be ready."""

_TRIES = 3
_LOW = 10
_ROOT = Path(__file__).resolve().parents[2]
_START = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from peace_ledger.sql import worker; worker.main()"
_LOG = logging.getLogger(__name__)


class TooSlow(Reason):
    """A query was not answered by the deadline, and was ended."""


class Busy(Reason, Unanswered):
    """Too many wait."""


class Unavailable(Reason):
    """No query can be run on this server."""


class Pool:
    """The children over one copy."""

    def __init__(
        self,
        copied: Copy,
        *,
        deadline: float = DEADLINE,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
        warm: int = WARM,
    ) -> None:
        self.copied = copied
        self._deadline = deadline
        self._waiting = waiting
        self._warm = warm
        self._free = at_once
        self._in_line = 0
        self._ready: deque[_Child] = deque()
        self._missing = 0
        self._failed_starts = 0
        self._unconfined = ""
        self._closed = False
        self._told = False
        self._changed = threading.Condition()
        # The kernel ends a child with the thread that started it, so one thread starts all of them and stays.
        self._keeper = threading.Thread(target=self._keep, name="sql children", daemon=True)
        self._keeper.start()

    @property
    def fault(self) -> str:
        """Why no query is run, as a sentence; empty where they are."""
        return str(self._unavailable()) if self._unconfined else ""

    def _unavailable(self) -> Unavailable:
        if self._unconfined:
            return Unavailable(reasons.UNCONFINED, reason=self._unconfined)
        return Unavailable(reasons.CLOSED)

    def ask(self, sql: str) -> Answer:
        """The answer to a query. Raises answer.Refused, TooSlow, Busy and Unavailable."""
        try:
            text = sql.encode()
        except UnicodeEncodeError:
            raise Refused(reasons.HALF_CHARACTER) from None
        self._enter()
        try:
            child = self._asked(text)
            try:
                return self._answered(child)
            finally:
                child.end()
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()

    def close(self) -> None:
        """End all children; whoever still asks learns that there is none."""
        with self._changed:
            self._closed = True
            ready, self._ready = list(self._ready), deque()
            self._changed.notify_all()
        for child in ready:
            child.end()
        self._keeper.join(PATIENCE)

    def _enter(self) -> None:
        """Wait for one of those that run to end, where all places are taken. Raises Busy."""
        until = time.monotonic() + self._deadline
        with self._changed:
            if self._free <= 0 and self._in_line >= self._waiting:
                raise Busy(reasons.WAITING)
            self._in_line += 1
            try:
                there = self._changed.wait_for(lambda: self._free > 0, until - time.monotonic())
                if not there:
                    raise Busy(reasons.TAKEN)
                self._free -= 1
            finally:
                self._in_line -= 1

    def _taken(self) -> "_Child":
        """A child that is ready, and lives. Raises Unavailable."""
        until = time.monotonic() + PATIENCE
        with self._changed:
            failed = self._failed_starts
            while True:
                while self._ready:
                    child = self._ready.popleft()
                    self._changed.notify_all()
                    if child.lives:
                        return child
                    child.end()
                if self._closed or self._unconfined:
                    raise self._unavailable()
                if self._failed_starts > failed or time.monotonic() > until:
                    raise Unavailable(reasons.NONE_STARTS)
                self._missing += 1
                try:
                    self._changed.notify_all()
                    self._changed.wait(PATIENCE)
                finally:
                    self._missing -= 1

    def _asked(self, text: bytes) -> "_Child":
        """A child that has the query. Raises Unavailable."""
        for _ in range(_TRIES):
            child = self._taken()
            try:
                child.send(text, time.monotonic() + PATIENCE)
            except (Garbled, OSError, TimeoutError):
                # It was ended by somebody else while it waited.
                child.end()
            else:
                return child
        raise Unavailable(reasons.NONE_STARTS)

    def _answered(self, child: "_Child") -> Answer:
        until = time.monotonic() + self._deadline
        try:
            if not child.has_said(BRIEF):
                child.give_way()
            return answer.read(child.message(until))
        except TimeoutError:
            raise TooSlow(reasons.SLOW, seconds=f"{self._deadline:g}") from None
        except (Garbled, OSError) as fault:
            if self._closed:
                raise Unavailable(reasons.CLOSED) from fault
            _LOG.warning("A query ended its process: %s", fault)
            raise answer.TooMuch(reasons.ENDED) from fault

    # The thread that starts children

    def _keep(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: (
                        self._closed or self._unconfined or len(self._ready) < max(self._warm, self._missing)
                    )
                )
                # A system that cannot confine one child cannot confine the next.
                if self._closed or self._unconfined:
                    return
            child = self._started()
            with self._changed:
                if child is not None and not self._closed:
                    self._ready.append(child)
                    child = None
                self._changed.notify_all()
            if child is not None:
                child.end()

    def _started(self) -> "_Child | None":
        try:
            child = _Child(self.copied.told(max(1, round(2 * self._deadline))))
        except OSError as fault:
            self._broken(f"it cannot be started ({fault.strerror})")
            return None
        try:
            child.greet(time.monotonic() + PATIENCE)
        except _Unconfined as reason:
            with self._changed:
                self._unconfined = str(reason)
            _LOG.error("%s", self.fault)
        except Exception as fault:
            # Whatever it is: the thread that starts children must not end.
            self._broken(str(fault) or "it was not ready in time")
        else:
            self._tell_what_holds(child)
            return child
        child.end()
        return None

    def _tell_what_holds(self, child: "_Child") -> None:
        if not self._told:
            walls = "limits, filter and Landlock" if child.held.get("landlock") else "limits and filter alone"
            _LOG.info("Queries of readers are held by %s.", walls)
        self._told = True

    def _broken(self, reason: str) -> None:
        """Tell those who wait, and wait before the next is started: what keeps one from it keeps others
        too.
        """
        _LOG.error("A process for queries did not start: %s", reason)
        with self._changed:
            self._failed_starts += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._closed, 1.0)


class _Unconfined(Exception):
    """A child could not confine itself."""


class _Child:
    """One child: started with nothing of the environment, in a session of its own."""

    def __init__(self, told: str) -> None:
        self.held: dict[str, bool] = {}
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, told by us
            [sys.executable, "-I", "-c", _START, told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
            cwd="/",
            env={"TZ": "UTC", "LC_ALL": "C.UTF-8"},
            start_new_session=True,
            bufsize=0,
        )
        assert self._process.stdin is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._out = self._stdout.fileno()

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def greet(self, until: float) -> None:
        """Wait until it is ready. Raises _Unconfined, Garbled, TimeoutError and OSError."""
        match json.loads(self.message(until)):
            case {"ready": dict(held)}:
                self.held = held
            case {"unconfined": str(reason)}:
                raise _Unconfined(reason)
            case _:
                raise Garbled("not what a child says first")

    def send(self, text: bytes, until: float) -> None:
        """Send it the query, and wait until it has it. Raises Garbled, OSError and TimeoutError."""
        self._stdin.write(len(text).to_bytes(4, "big") + text)
        if json.loads(self.message(until)) != {"begun": True}:
            raise Garbled("not what a child says when it begins")

    def message(self, until: float) -> bytes:
        """What it says next. Raises TimeoutError, and Garbled where it ends or says too much."""
        return self._read(answer.length_of(self._read(4, until)), until)

    def has_said(self, within: float) -> bool:
        """Whether it begins to say something within so many seconds, or ends."""
        return bool(self._polled().poll(1000 * within))

    def give_way(self) -> None:
        """Let all else that the machine has to do go first."""
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _LOW)

    def end(self) -> None:
        """Kill it, and wait for its end."""
        self._process.kill()
        for stream in (self._stdin, self._stdout):
            stream.close()
        self._process.wait()

    def _read(self, size: int, until: float) -> bytes:
        waiting, read = self._polled(), bytearray()
        while len(read) < size:
            left = until - time.monotonic()
            if left <= 0 or not waiting.poll(1000 * left):
                raise TimeoutError
            part = os.read(self._out, min(size - len(read), 1 << 20))
            if not part:
                raise Garbled("it ended before it had said all")
            read += part
        return bytes(read)

    def _polled(self) -> select.poll:
        waiting = select.poll()
        waiting.register(self._out, select.POLLIN)
        return waiting
