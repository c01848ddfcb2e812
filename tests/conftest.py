"""What tests share: one server of the real program and one browser, each started when first asked for."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NoReturn

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.proxy import replicated
from tests.server import Server, running

pytest_plugins = ["tests.fixtures"]

# What a test proves does not depend on how busy the machine is.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


_LONG = (
    "test_spark.py",
    "test_swaps.py",
    "test_corruptions.py",
    "test_attacks.py",
    "test_commands.py",
    "test_openapi.py",
    "test_new_process.py",
    "test_pickup.py",
)
"""Files that take longest: begun first, so that no worker is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file the order stays."""
    ranks = {name: rank for rank, name in enumerate(_LONG)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(ranks)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Tests of the one server can be run through a proxy."""
    parser.addoption(
        "--replicas", action="store_true", help="put the server of the tests behind nginx, twice"
    )


Start = Callable[..., AbstractContextManager[Server]]
"""Runs the program with settings: `start(PEACE_LEDGER_DATA="…")`."""


@pytest.fixture(scope="session")
def start(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """What runs the program as these tests were told to: alone, or twice behind a proxy."""

    @contextmanager
    def started(**env: str) -> Iterator[Server]:
        folder = tmp_path_factory.mktemp("server")
        if request.config.getoption("--replicas"):
            with replicated(folder, env) as site:
                yield site.proxy
        else:
            with running(folder / "log.txt", env=env) as alone:
                yield alone

    return started


@pytest.fixture(scope="session")
def server(start: Start) -> Iterator[Server]:
    """The program on the data that come with it."""
    with start() as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium. Make a context of your own from it, and close that."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        _without_browser(
            f"none of {', '.join(BROWSERS)} is installed; install your system's package chromium"
        )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        yield started
        started.close()


def _without_browser(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"browser tests must run in CI, but {reason}")
    pytest.skip(reason)
