"""An old link in a browser: the strip above the page, what differs, and the way to the latest version."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.altered import NEW, copy, newer
from tests.browser.reading import PHONE, Reader, unharmed
from tests.server import running
from tests.test_versions import OLD, counted

pytestmark = pytest.mark.browser


def test_an_old_link_tells_what_differs_and_leads_to_the_latest(
    context: BrowserContext, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("versions")
    newer(copy(folder / "ledger"))
    everywhere, here = counted()
    environment = {"PEACE_LEDGER_DATA": str(folder)}
    with running(folder / "log.txt", env=environment) as server, unharmed() as readers:
        one = Reader.of(context, server.url, PHONE)
        readers.append(one)
        one.open(f"/reactions?stance=rejects&data={OLD}")
        strip = one.page.locator(".st-key-older-version")
        expect(strip).to_contain_text(f"{everywhere} rows differ")
        strip.get_by_text("Show what differs").click()
        listed = one.card("Rows of Reactions and Coverage that differ")
        expect(listed.locator("tbody tr")).to_have_count(here)
        expect(listed).to_contain_text("confidence: ")
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        strip.get_by_role("button", name="Go to the latest version").click()
        expect(strip).to_have_count(0)
        one.settle()
        one.asks([("stance", "rejects")])
        expect(one.page.locator("section.pl-card").first).to_contain_text(f"data version {NEW}")
