"""Who may be sent here: nobody before the data are loaded, nobody once the process is to end."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from peace_ledger import readiness
from tests.altered import healthz, serving
from tests.asked import ask
from tests.connected import connected, run
from tests.fixtures import CURATED
from tests.records import record
from tests.server import Server, running
from tests.waiting import until


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_stage", readiness.STARTING)


def readyz() -> tuple[int, dict[str, object]]:
    answer = ask("/readyz")
    assert answer.headers["cache-control"] == "no-store"
    return answer.status, json.loads(answer.body)


@pytest.fixture
def _curated() -> Iterator[None]:
    with serving(CURATED):
        yield


@pytest.mark.usefixtures("_curated")
def test_it_is_ready_between_its_start_and_its_end() -> None:
    assert readyz() == (503, {"status": "unready", "reasons": [readiness.STARTING]})
    with readiness.while_serving(0):
        assert readyz() == (200, {"status": "ready"})
    assert readyz() == (503, {"status": "unready", "reasons": [readiness.ENDING]})


def test_without_data_it_is_not_ready_for_the_reasons_that_health_gives(tmp_path: Path) -> None:
    with serving(tmp_path), readiness.while_serving(0):
        status, told = readyz()
        assert healthz() == (503, {"status": "unavailable", "problems": told["reasons"]})
    assert (status, told["status"]) == (503, "unready")
    assert told["reasons"]


def is_deaf(server: Server) -> bool:
    """Whether nobody listens any more."""
    try:
        server.ask("/healthz")
    except OSError:
        return True
    return False


def test_who_is_here_is_served_while_the_process_drains(tmp_path: Path) -> None:
    with running(tmp_path / "log.txt", env={"PEACE_LEDGER_DRAIN": "600"}) as server:
        assert (server.ask("/readyz").status, server.ask("/healthz").status) == (200, 200)
        with connected(server) as connection:
            os.kill(server.pid, signal.SIGTERM)
            record(server, lambda one: one["message"].startswith("The server ends in 600 s"))
            answer = server.ask("/readyz")
            assert (answer.status, json.loads(answer.body)["reasons"]) == (503, [readiness.ENDING])
            assert server.ask("/healthz").status == 200
            assert server.ask("/api/v1/tables/events.csv").status == 200
            assert run(connection, "events")
            # Who asks twice does not want to wait.
            os.kill(server.pid, signal.SIGTERM)
            until(lambda: is_deaf(server), "nobody listens")


def test_a_drained_process_ends_by_itself(tmp_path: Path) -> None:
    with running(tmp_path / "log.txt", env={"PEACE_LEDGER_DRAIN": "1"}) as server:
        os.kill(server.pid, signal.SIGTERM)
        until(lambda: is_deaf(server), "nobody listens")
        record(server, lambda one: one["message"] == "The server has stopped.")
