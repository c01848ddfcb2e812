"""The real program in a process of its own, for tests that speak HTTP to it or open it in a browser."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15


@dataclass(frozen=True)
class Answer:
    """An HTTP answer as it came over the wire; the names of `headers` are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running server: `url` without a slash at its end, `log` its output, `pid` its process."""

    url: str
    log: Path
    pid: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Send one request; an underscore in a header's name stands for a hyphen."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            response = connection.getresponse()
            received = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, received, response.read())
        finally:
            connection.close()


@contextmanager
def running(
    log: Path,
    *,
    script: Path = ROOT / "app.py",
    env: Mapping[str, str] | None = None,
    ready: str = "/healthz",
    port: int | None = None,
) -> Iterator[Server]:
    """Start `script` by Streamlit in its own folder, wait until it answers at `ready`, stop it at the end; on
    `port`, where the test needs to know it before.

    `env` is put on top of the environment, from which the tester's own PEACE_LEDGER_ variables are taken out.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=script.parent, env=_environment(env or {}), stdout=output, stderr=output
        )
    with stopped_at_the_end(process):
        server = Server(f"http://127.0.0.1:{port}", log, process.pid)
        wait_until_it_answers(server, process, ready)
        yield server


@contextmanager
def left_running(
    command: str, folder: Path, log: Path, env: Mapping[str, str], port: int, ready: str = "/healthz"
) -> Iterator[Server]:
    """Type a command that serves on `port` into a shell in `folder`, wait until it answers at `ready`, and
    stop it at the end with all that it has started.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["bash", "-euc", command],
            cwd=folder,
            env=env,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        server = Server(f"http://127.0.0.1:{port}", log, process.pid)
        wait_until_it_answers(server, process, ready)
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(SECONDS_TO_STOP)


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PEACE_LEDGER_")}
    return {**inherited, **env}


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(server: Server, process: subprocess.Popen[bytes], path: str) -> None:
    """Ask until there is an answer, whatever it is. Raises RuntimeError with the log where there is none."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        with suppress(OSError):
            server.ask(path)
            return
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(timeout=0.1)
            raise RuntimeError(f"The server ended with code {code}:\n{server.log.read_text()}")
    raise RuntimeError(f"No answer within {SECONDS_TO_START} s:\n{server.log.read_text()}")


@contextmanager
def stopped_at_the_end(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Stop a process that the test has started, whatever happens."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
