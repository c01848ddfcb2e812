"""Readers at the browser: they share what it has stored of the program's files; a stranger brings nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.reading import OpenReader, Reader, unharmed
from tests.server import Server


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """The one context of all readers."""
    made = browser.new_context()
    yield made
    made.close()


@pytest.fixture
def reader(browser: Browser, context: BrowserContext, server: Server) -> Iterator[OpenReader]:
    """New readers of the curated ledger; at the end none may have met a fault or left us."""
    strangers: list[BrowserContext] = []
    with unharmed() as readers:

        def new(*, stranger: bool = False, **look: Any) -> Reader:
            if stranger:
                strangers.append(browser.new_context())
            readers.append(Reader.of(strangers[-1] if stranger else context, server.url, **look))
            return readers[-1]

        yield new
    for alone in strangers:
        alone.close()


@pytest.fixture(scope="module")
def standing(context: BrowserContext, server: Server) -> Iterator[Callable[[str], Reader]]:
    """Pages that stay open from test to test, for tests that only look."""
    views: dict[str, Reader] = {}
    with unharmed() as readers:

        def at(view: str) -> Reader:
            if view not in views:
                views[view] = Reader.of(context, server.url)
                readers.append(views[view])
                views[view].open(view)
            return views[view]

        yield at
