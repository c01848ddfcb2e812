"""A reader at a real browser: opens pages of the real server, waits until they are drawn, and notes every
fault.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    TimeoutError,
    ViewportSize,
)

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
LOOKS: dict[str, dict[str, Any]] = {
    "wide light": {"viewport": WIDE, "color_scheme": "light"},
    "wide dark": {"viewport": WIDE, "color_scheme": "dark"},
    "phone light": {"viewport": PHONE, "color_scheme": "light"},
    "phone dark": {"viewport": PHONE, "color_scheme": "dark"},
}
PATHS = (
    "/",
    "/reactions",
    "/releases",
    "/commitments",
    "/events",
    "/actors",
    "/sources",
    "/query",
    "/method",
)

# Streamlit's client finds its server by asking beside the page first; on a page below the root that answers
# 404.
PROBES = ("/_stcore/health", "/_stcore/host-config")


SEEN = """() => JSON.stringify([
    [...document.querySelectorAll('h1, h2')].map(heading => heading.textContent),
    [...document.querySelectorAll('.pl-card')].map(card => [
        card.querySelector('.pl-title')?.textContent,
        card.querySelector('.pl-subtitle')?.textContent,
        card.querySelector('.pl-plot')?.getAttribute('aria-label'),
        [...card.querySelectorAll('tbody tr')].map(row => row.textContent),
    ]),
])"""


WHOLE = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const places = document.querySelectorAll('[data-testid="stBidiComponentRegular"]');
    const worded = place => place.querySelector('.pl-title, .pl-news, .pl-said')?.textContent;
    const shown = card => card.checkVisibility({ visibilityProperty: true });
    const drawn = plot => !plot.checkVisibility() || plot.querySelector('.main-svg');
    return app?.dataset.testScriptState === 'notRunning' && places.length > 0
        && !document.querySelector('[data-testid="stSkeleton"], [data-awaits]')
        && [...places].every(worded)
        && [...document.querySelectorAll('.pl-card, .pl-share')].every(shown)
        && [...document.querySelectorAll('.pl-plot')].every(drawn);
}"""

# React hands on what it has drawn, and with that the last messages of a run, in a task of its own after the
# app says that the run has ended.
HANDED_ON = """async () => {
    for (let round = 0; round < 2; round++) {
        await new Promise(resolve => requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = resolve;
            port2.postMessage(null);
        }));
    }
}"""


@dataclass
class Reader:
    """One reader: one page of a browser."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, context: BrowserContext, origin: str, viewport: ViewportSize = WIDE, **media: Any) -> Self:
        """A reader whose faults, and requests to other hosts, are noted from the first moment.

        `media` is what the page is told of its reader's wishes: `color_scheme`, `reduced_motion`, …
        """
        reader = cls(context.new_page(), origin)
        reader.page.set_viewport_size(viewport)
        reader.page.emulate_media(**({"color_scheme": "light"} | media))
        reader.page.on("pageerror", lambda error: reader.faults.append(str(error)))
        reader.page.on("console", reader._listen)
        reader.page.on("request", reader._watch)
        return reader

    def open(self, address: str) -> None:
        """Go to a path with its query, and wait until everything on the page is drawn."""
        self.page.goto(self.origin + address)
        self.settle()

    def settle(self) -> None:
        """Wait until the run has ended, each card has its words, and every chart that should be seen is
        drawn.
        """
        whole = False
        while not whole:
            self.page.wait_for_function(WHOLE, timeout=30_000)
            self.page.evaluate(HANDED_ON)
            whole = self.page.evaluate(WHOLE)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters of the address as it stands."""
        return parse_qsl(urlsplit(self.page.url).query, keep_blank_values=True)

    def asks(self, query: list[tuple[str, str]]) -> None:
        """Wait until the address has exactly these parameters: it may follow what it stands for."""
        try:
            self.page.wait_for_url(lambda _: self.query == query)
        except TimeoutError:
            assert self.query == query

    def seen(self) -> str:
        """What the page says, chart by chart, as one text: headings, subtitles, descriptions and lists."""
        text: str = self.page.evaluate(SEEN)
        return text

    def sees(self, text: str) -> None:
        """Wait until the page says exactly that: after going back, a run begins only in a moment."""
        try:
            self.page.wait_for_function(f"text => ({SEEN})() === text", arg=text, timeout=30_000)
        except TimeoutError:
            assert json.loads(self.seen()) == json.loads(text), self.page.url

    def card(self, title: str) -> Locator:
        """The card of that title."""
        return self.page.locator("section.pl-card").filter(has=self.page.get_by_role("heading", name=title))

    def choose(self, label: str, search: str, option: str) -> None:
        """Search in a multiple choice of the sidebar, and pick the option whose words begin so."""
        box = self.page.get_by_test_id("stSidebar").get_by_role("combobox", name=label)
        box.click()
        box.press_sequentially(search)
        self.page.get_by_role("option").filter(has_text=re.compile(f"^{re.escape(option)}")).first.click()
        box.press("Escape")

    def click_middle(self, target: Locator) -> None:
        """Click where a mark of a chart is, whatever lies above it."""
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(PROBES):
            self.faults.append(message.text)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.foreign.append(request.url)


OpenReader = Callable[..., Reader]
"""Makes a reader: `reader()`, `reader(viewport=PHONE, color_scheme="dark")`, `reader(stranger=True)`."""


@contextmanager
def unharmed() -> Iterator[list[Reader]]:
    """Hold the readers put into it to having met no fault and asked no other host."""
    readers: list[Reader] = []
    yield readers
    for one in readers:
        one.page.close()
    assert [fault for one in readers for fault in one.faults] == []
    assert [url for one in readers for url in one.foreign] == []
