"""Real Chromium: views of a page, choices and a switch of pages, timed inside the page by probe.js."""

import base64
import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, Playwright, ViewportSize
from playwright.sync_api import Error as PlaywrightError

from benchmarks.comparison.products import Product
from benchmarks.comparison.serving import Server
from benchmarks.comparison.walk import Counts, Step

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDE: ViewportSize = {"width": 1440, "height": 900}
PROBE = Path(__file__).with_name("probe.js").read_text("utf-8")
SLOW = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
"""10 Mbit/s both ways and 40 ms until an answer begins."""
TIMEOUT = 120_000
"""Milliseconds: at 10 million rows the everyday version takes many seconds."""

Measured = Mapping[str, float]
"""What one step cost, by the name of the measure; milliseconds, bytes or counts."""


@dataclass
class Wire:
    """What came to a page over the network since it was last emptied."""

    bytes: float = 0
    requests: int = 0
    frames: int = 0

    def empty(self) -> None:
        """Begin again at nothing."""
        self.bytes, self.requests, self.frames = 0, 0, 0

    def listen(self, session: CDPSession) -> None:
        """Count the bodies and headers of answers, and the frames of sockets."""
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._received)

    def _loaded(self, event: Mapping[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]
        self.requests += event["encodedDataLength"] > 0

    def _received(self, event: Mapping[str, Any]) -> None:
        response = event["response"]
        data = response["payloadData"]
        self.bytes += len(base64.b64decode(data)) if response["opcode"] == 2 else len(data)
        self.frames += 1


@dataclass
class Reader:
    """One tab at a product's page of reactions."""

    product: Product
    server: Server
    context: BrowserContext
    page: Page = field(init=False)
    session: CDPSession = field(init=False)
    wire: Wire = field(default_factory=Wire)

    def open(self, counts: Counts, *, slow: bool = False) -> Measured:
        """Go to the page in a new tab and wait until it is whole."""
        self.page = self.context.new_page()
        self.page.set_viewport_size(WIDE)
        self.page.add_init_script(f"{PROBE}\n__bench.expect({json.dumps(asdict(counts))}, 0);")
        self.session = self.context.new_cdp_session(self.page)
        self.session.send("Performance.enable")
        self.wire.empty()
        self.wire.listen(self.session)
        if slow:
            self.session.send("Network.emulateNetworkConditions", SLOW)
        with self._seen_when_it_fails("first view"):
            self.page.goto(self.server.url + self.product.path, timeout=TIMEOUT)
            return self._done()

    def choose(self, step: Step) -> Measured:
        """Make a choice as a reader does, and wait until the page is whole."""
        self.page.bring_to_front()
        with self._seen_when_it_fails(f"{step.control} {step.option}"):
            option = self.product.option(self.page, step.control, step.option)
            option.wait_for()
            self.page.evaluate("counts => __bench.expect(counts, null)", asdict(step.counts))
            measured = self._clicked(option)
        self.page.keyboard.press("Escape")
        return measured

    def switch(self) -> Measured:
        """Go to the page of releases by the product's menu, until its first chart is painted."""
        self.page.bring_to_front()
        with self._seen_when_it_fails("to Releases"):
            link = self.page.get_by_role("link", name="Releases", exact=True)
            self.page.evaluate("name => __bench.expectPage(name)", "Releases")
            return self._clicked(link)

    def back(self, counts: Counts) -> Measured:
        """Come back to the page of reactions by the menu, without filters."""
        self.page.bring_to_front()
        with self._seen_when_it_fails("back to Reactions"):
            link = self.page.get_by_role("link", name="Reactions", exact=True)
            self.page.evaluate("counts => __bench.expect(counts, null)", asdict(counts))
            return self._clicked(link)

    def close(self) -> None:
        """Close the tab."""
        self.page.close()

    @contextlib.contextmanager
    def _seen_when_it_fails(self, what: str) -> Iterator[None]:
        try:
            yield
        except PlaywrightError:
            seen = Path(tempfile.gettempdir()) / f"benchmark-{self.product.name}.png"
            self.page.screenshot(path=seen)
            print(f"{self.product.title}, {what}: failed; the page stands in {seen}", file=sys.stderr)
            raise

    def _clicked(self, target: Locator) -> Measured:
        self.wire.empty()
        server, browser = self.server.cpu_seconds(), self._cpu_seconds()
        target.click()
        measured = self._done()
        return {
            **measured,
            "cpu": (self.server.cpu_seconds() - server) * 1000,
            "browser_cpu": (self._cpu_seconds() - browser) * 1000,
        }

    def _cpu_seconds(self) -> float:
        """Processor time of the process that draws the page, so far."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "ProcessTime"))

    def _done(self) -> Measured:
        self.page.wait_for_function("() => window.__bench?.done()", timeout=TIMEOUT, polling=50)
        told: dict[str, Any] = self.page.evaluate("() => __bench.report()")
        painted = {f"painted_{name}": time for name, time in told.pop("painted").items()}
        wire = {"bytes": self.wire.bytes, "requests": self.wire.requests, "frames": self.wire.frames}
        return {name: value for name, value in {**told, **painted, **wire}.items() if value is not None}


def launched(playwright: Playwright) -> Browser:
    """Headless Chromium of the system. Raises FileNotFoundError where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise FileNotFoundError("no Chromium is installed; install your system's package chromium")
    return playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
