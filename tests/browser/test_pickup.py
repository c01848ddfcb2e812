"""Data are replaced while a page is open: its reader finishes on their version, and is led on."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.altered import NEW, copy, newer
from tests.browser.reading import WIDE, Reader, unharmed
from tests.fixtures import CURATED
from tests.server import Server, running
from tests.waiting import until

pytestmark = pytest.mark.browser

OLD = json.loads((CURATED / "datapackage.json").read_text(encoding="utf-8"))["version"]


def replaced(server: Server) -> None:
    """Wait until the server serves the new version."""
    until(lambda: json.loads(server.ask("/healthz").body)["process"][0]["version"] == NEW, NEW)


def test_an_open_page_stays_with_its_data_says_so_and_leads_to_the_latest(
    context: BrowserContext, tmp_path: Path
) -> None:
    folder = copy(tmp_path / "ledger")
    shutil.rmtree(folder / "versions")
    environment = {"PEACE_LEDGER_DATA": str(folder), "PEACE_LEDGER_REFRESH": "0.2"}
    with running(tmp_path / "log.txt", env=environment) as server, unharmed() as readers:
        one, other = (Reader.of(context, server.url, look) for look in (WIDE, WIDE))
        readers += [one, other]
        one.open("/reactions")
        first = one.page.locator("section.pl-card").first
        expect(first).to_contain_text(f"data version {OLD}")
        newer(folder)
        replaced(server)
        one.choose("Stance", "Rej", "Rejects")
        one.page.wait_for_url(f"**?data={OLD}&stance=rejects")
        one.settle()
        strip = one.page.locator(".st-key-older-version")
        expect(strip).to_contain_text(f"You see data version {OLD}")
        expect(first).to_contain_text(f"data version {OLD}")
        pinned = one.page.get_by_role("checkbox", name=f"Keep data version {OLD} in the link")
        expect(pinned).to_be_checked()
        # What the reader copies shows the same to others.
        other.open(one.page.url.removeprefix(server.url))
        assert other.seen() == one.seen()
        strip.get_by_role("button", name="Go to the latest version").click()
        expect(strip).to_have_count(0)
        one.settle()
        one.asks([("stance", "rejects")])
        expect(first).to_contain_text(f"data version {NEW}")
        expect(one.page.get_by_role("checkbox", name=f"Keep data version {NEW}")).not_to_be_checked()
