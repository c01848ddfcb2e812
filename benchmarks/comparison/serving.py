"""Servers in processes of their own on loopback: started afresh, watched, and stopped by their id."""

import contextlib
import http.client
import os
import re
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

SECONDS_TO_START = 900
SECONDS_TO_STOP = 15
SHARE_OF_MEMORY = 0.9
"""What a peer may take of the machine's memory: it then fails instead of the machine."""


NO_MEMORY = re.compile("MemoryError|bad_alloc|out of memory|unable to allocate", re.IGNORECASE)
"""How servers say that they got no memory."""


class NotServed(Exception):
    """A server ended before its time or did not answer; says why, with the end of its output."""


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, its process, and how many seconds it took to answer 200."""

    url: str
    process: psutil.Process
    log: Path
    seconds_to_start: float

    def cpu_seconds(self) -> float:
        """Processor time that the process and its children have taken so far."""
        return sum(sum(one.cpu_times()[:2]) for one in self._family())

    def memory(self) -> int:
        """Resident memory of the process and its children, in bytes."""
        return sum(one.memory_info().rss for one in self._family())

    def peak_memory(self) -> int:
        """The most resident memory that each of them ever had, in bytes."""
        return sum(_peak(one.pid) for one in self._family())

    def out_of_memory(self) -> bool:
        """Whether it is gone, or has said that it got no memory."""
        return not self.process.is_running() or bool(NO_MEMORY.search(self.log.read_text(errors="replace")))

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def _peak(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


@contextlib.contextmanager
def started(
    command: Sequence[str], folder: Path, env: Mapping[str, str], port: int, ready: str
) -> Iterator[Server]:
    """Start `command` in `folder`, wait until `ready` answers 200, and stop it at the end.

    Raises NotServed where it ends before or takes too long.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PEACE_LEDGER_")}
    with tempfile.TemporaryDirectory() as home:
        log = Path(home) / "log"
        begun = time.perf_counter()
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603
                command,
                cwd=folder,
                env={**inherited, **env},
                stdout=output,
                stderr=output,
                preexec_fn=_bound_memory,
            )
        try:
            _wait(process, port, ready, log)
            seconds = time.perf_counter() - begun
            yield Server(f"http://127.0.0.1:{port}", psutil.Process(process.pid), log, seconds)
        finally:
            _stop(process)


def _bound_memory() -> None:
    most = int(psutil.virtual_memory().total * SHARE_OF_MEMORY)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _wait(process: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            end = log.read_text(errors="replace")[-2000:]
            raise NotServed(f"the server ended with code {process.returncode}:\n{end}")
        if _answers(port, ready):
            return
        time.sleep(0.02)
    raise NotServed(f"no answer within {SECONDS_TO_START} s:\n{log.read_text(errors='replace')[-2000:]}")


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    # A page that is still open holds a Streamlit server back; nothing here has to be saved.
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait()
