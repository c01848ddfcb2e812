"""The products that are measured: how each is started, where its page of reactions is, and how a reader
handles its controls.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[2]
PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Product:
    """One product. `command` gets its port; `streamlit_page` is what its sessions ask for, None where it is
    no Streamlit; `opens` turns the label of a control into a list of options, searched by some words.
    """

    name: str
    title: str
    port: int
    command: Callable[[int], list[str]]
    folder: Path
    ready: str
    path: str
    opens: Callable[[Page, str, str], None]
    streamlit_page: str | None = None
    env: tuple[tuple[str, str], ...] = ()
    only_views: bool = False
    """Whether it is there for its first views alone."""

    def option(self, page: Page, control: str, words: str) -> Locator:
        """Open a control, search in it, and find the option of those words."""
        self.opens(page, control, words)
        # The ledger says after an actor's name what it is.
        return page.get_by_role("option").filter(has_text=re.compile(rf"^{re.escape(words)}( ·|$)")).first


def _streamlit(script: str, *more: str) -> Callable[[int], list[str]]:
    def command(port: int) -> list[str]:
        return [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), *more]

    return command


def _gunicorn(port: int) -> list[str]:
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "--timeout", "900"]
    return [sys.executable, "-m", "gunicorn", *options, "plain_dash:server"]


def _open_streamlit(page: Page, control: str, words: str) -> None:
    box = page.get_by_test_id("stSidebar").get_by_role("combobox", name=control)
    box.click()
    box.press_sequentially(words)


def _open_dash(page: Page, control: str, words: str) -> None:
    page.locator(f"#{control.lower()}").click()
    page.locator(".dash-dropdown-search").fill(words)


LEDGER = Product(
    "ledger",
    "Peace Ledger",
    8703,
    _streamlit("app.py"),
    ROOT,
    "/healthz",
    "/reactions",
    _open_streamlit,
    streamlit_page="reactions",
)
EVERYDAY = Product(
    "everyday",
    "everyday Streamlit",
    8704,
    # Streamlit's defaults, apart from where it listens and what it would open or send.
    _streamlit(
        "everyday.py",
        *("--server.address", "127.0.0.1", "--server.headless", "true"),
        *("--browser.gatherUsageStats", "false"),
    ),
    PEERS,
    "/_stcore/health",
    "/",
    _open_streamlit,
    streamlit_page="",
)
DASH = Product("dash", "Dash, dict figures", 8705, _gunicorn, PEERS, "/", "/", _open_dash)
DASH_COMPRESSED = Product(
    "dash_compressed",
    "Dash, compressed",
    8706,
    _gunicorn,
    PEERS,
    "/",
    "/",
    _open_dash,
    env=(("DASH_COMPRESS", "1"),),
    only_views=True,
)
PRODUCTS = (LEDGER, EVERYDAY, DASH, DASH_COMPRESSED)
