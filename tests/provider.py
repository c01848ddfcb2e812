"""A real OpenID Connect provider, and a private ledger that sends its readers there."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server import Server, free_port, running, stopped_at_the_end, wait_until_it_answers

PEOPLE = (
    {"sub": "anna", "email": "anna@example.org", "email_verified": True},
    {"sub": "boris", "email": "boris@elsewhere.net", "email_verified": True, "groups": ["analysts"]},
    {"sub": "clara", "email": "clara@elsewhere.net", "email_verified": True},
    {"sub": "dora", "email": "dora@example.org", "email_verified": False},
)
ALLOWED = "@example.org group:analysts"


@contextmanager
def providing(log: Path) -> Iterator[Server]:
    """A provider that knows these people."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    for person in PEOPLE:
        command += ["--user-claims", json.dumps(person)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    with stopped_at_the_end(process):
        server = Server(f"http://127.0.0.1:{port}", log, process.pid)
        wait_until_it_answers(server, process, "/.well-known/openid-configuration")
        yield server


@contextmanager
def private(provider: Server, folder: Path, allowed: str) -> Iterator[Server]:
    """A private ledger that sends its readers to the provider."""
    port = free_port()
    secrets = folder / "secrets.toml"
    secrets.write_text(
        "[auth]\n"
        f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        'cookie_secret = "a secret of this test alone"\n'
        'client_id = "ledger"\nclient_secret = "of this test"\n'
        f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n',
        encoding="utf-8",
    )
    env = {"PEACE_LEDGER_ALLOWED": allowed, "STREAMLIT_SECRETS_FILES": str(secrets)}
    with running(folder / "log.txt", env=env, port=port) as server:
        yield server
