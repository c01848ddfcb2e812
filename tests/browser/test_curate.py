"""The form of `curate` as a curator has it: started by its command, used in a browser, at one machine."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import raw
from tests.altered import copy
from tests.browser.reading import PHONE, WIDE
from tests.connected import handshake
from tests.server import ROOT, Server, free_port, stopped_at_the_end, wait_until_it_answers

SECONDS = 60_000
_UPGRADE = (
    b"GET /_stcore/stream HTTP/1.1",
    b"Host: evil.example",
    b"Origin: http://evil.example",
    b"Connection: Upgrade",
    b"Upgrade: websocket",
    b"Sec-WebSocket-Version: 13",
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    b"",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the curated package."""
    return copy(tmp_path / "package")


@contextmanager
def curated(folder: Path, tmp_path: Path) -> Iterator[Server]:
    """Start the form as its reader starts it, and end it as they do."""
    port, log = free_port(), tmp_path / "log.txt"
    command = [sys.executable, "-m", "peace_ledger", "curate", str(folder), "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    with stopped_at_the_end(process):
        server = Server(f"http://127.0.0.1:{port}", log, process.pid)
        wait_until_it_answers(server, process, "/_stcore/health")
        yield server


@pytest.fixture
def curating(folder: Path, tmp_path: Path) -> Iterator[Server]:
    """The form, started."""
    with curated(folder, tmp_path) as server:
        yield server


def fill(page: Page, column: str, text: str) -> None:
    cell = page.get_by_label(f"{column} *", exact=True)
    cell.fill(text)
    cell.press("Enter")
    expect(page.get_by_test_id("stStatusWidget")).to_be_hidden(timeout=SECONDS)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).click()
    page.keyboard.type(option)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stStatusWidget")).to_be_hidden(timeout=SECONDS)


def test_a_row_is_added_by_keyboard_and_one_line_is_written(
    browser: Browser, curating: Server, folder: Path
) -> None:
    before = (folder / "actors.csv").read_text(encoding="utf-8")
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if "127.0.0.1" not in request.url else None)
    page.goto(curating.url)
    choose(page, "Table", "Actors")
    fill(page, "actor_id", "A body")
    fill(page, "name", "A body")
    expect(page.get_by_text("(A body)")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    expect(page.get_by_text("Still needed: kind, side.")).to_be_visible()
    fill(page, "actor_id", "a-body")
    choose(page, "kind *", "Civil")
    choose(page, "side *", "Third")
    page.get_by_role("button", name="Save", exact=True).click(timeout=SECONDS)
    expect(page.get_by_text("One line was added to actors.csv")).to_be_visible(timeout=SECONDS)
    assert (folder / "actors.csv").read_text(encoding="utf-8") == (
        f"{before}a-body,A body,civil_society,,,third_party\n"
    )
    assert faults == []
    context.close()


def test_it_fits_a_phone(browser: Browser, curating: Server) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(curating.url)
    expect(page.get_by_role("combobox", name="Table", exact=True)).to_be_visible(timeout=SECONDS)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_nobody_else_is_let_in(curating: Server) -> None:
    port = curating.url.rpartition(":")[2]
    assert handshake(curating, Origin=curating.url) == 101
    assert handshake(curating, Origin="http://evil.example") == 403
    # A name of another site that leads to this machine.
    rebound = raw.send(curating, b"".join(line + b"\r\n" for line in _UPGRADE))
    assert rebound.status == 403
    listening = subprocess.run(
        ["cat", "/proc/net/tcp"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    ends = [line.split()[1] for line in listening.splitlines()[1:] if line.split()[3] == "0A"]
    assert f"0100007F:{int(port):04X}" in ends
    assert f"00000000:{int(port):04X}" not in ends


def test_it_ends_with_its_command(folder: Path, tmp_path: Path) -> None:
    with curated(folder, tmp_path) as server:
        assert server.ask("/_stcore/health").status == 200
    with pytest.raises(ConnectionRefusedError):
        server.ask("/_stcore/health")


def test_no_server_of_the_ledger_has_it(server: Server) -> None:
    # Streamlit answers any page's address with the document that then asks for the page.
    with_form = server.ask("/curate").body
    assert with_form == server.ask("/nothing-of-the-kind").body
