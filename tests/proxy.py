"""Two replicas of the real program behind a real nginx, with the configuration of docs/hosting."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.server import ROOT, Server, free_port, running, stopped_at_the_end, wait_until_it_answers

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
SEAT = "peace_ledger_seat"
OWN_LOG = "access_log /var/log/nginx/peace-ledger.log peace_ledger;"
OWN_ERRORS = "error_log /var/log/nginx/peace-ledger-errors.log crit;"


@dataclass(frozen=True)
class Site:
    """The proxy, and the replicas behind it."""

    proxy: Server
    replicas: tuple[Server, Server]


@contextmanager
def replicated(folder: Path, env: Mapping[str, str] | None = None) -> Iterator[Site]:
    """Start the site on free ports, `env` on top of the environment; all that it writes lands in `folder`."""
    if NGINX is None:
        reason = "nginx is not installed; install your system's package nginx-light"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with (
        running(folder / "one.txt", env=env) as one,
        running(folder / "two.txt", env=env) as two,
        proxied((one, two), folder) as proxy,
    ):
        yield Site(proxy, (one, two))


@contextmanager
def proxied(replicas: tuple[Server, Server], folder: Path) -> Iterator[Server]:
    """Run nginx on the configuration, with the ports put in, and everything that it writes in `folder`."""
    port = free_port()
    text = (ROOT / "docs" / "hosting" / "nginx.conf").read_text(encoding="utf-8")
    local = {"127.0.0.1:8080": f"127.0.0.1:{port}"} | {
        f"127.0.0.1:{written}": replica.url.removeprefix("http://")
        for written, replica in zip((8501, 8502), replicas, strict=True)
    }
    # Beside its own log, which stays, one by which tests tell the seats apart.
    local |= {
        OWN_LOG: f"access_log {folder}/requests.txt peace_ledger;\n    access_log {folder}/seats.txt seats;",
        OWN_ERRORS: f"error_log {folder}/nginx.txt crit;",
    }
    for written, real in local.items():
        assert text.count(written) == 1
        text = text.replace(written, real)
    whole = f"pid {folder}/nginx.pid;\nerror_log {folder}/nginx.txt;\nevents {{}}\nhttp {{\n"
    whole += f"log_format seats '$cookie_{SEAT} $upstream_addr';\n"
    for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        whole += f"{kind}_temp_path {folder}/{kind};\n"
    (folder / "nginx.conf").write_text(f"{whole}{text}}}\n", encoding="utf-8")
    command = [str(NGINX), "-c", str(folder / "nginx.conf"), "-e", f"{folder}/nginx.txt", "-g", "daemon off;"]
    process = subprocess.Popen(command, cwd=folder)
    with stopped_at_the_end(process):
        server = Server(f"http://127.0.0.1:{port}", folder / "nginx.txt", process.pid)
        wait_until_it_answers(server, process, "/healthz")
        yield server
