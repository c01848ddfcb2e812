"""A reader of a private ledger in a real browser: from a link over the provider and back to the link."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.reading import Reader
from tests.provider import ALLOWED, private, providing

pytestmark = pytest.mark.browser

VIEW = "/commitments?actor=russia"


def test_a_link_leads_over_the_sign_in_to_what_it_shows(browser: Browser, tmp_path: Path) -> None:
    with providing(tmp_path / "provider.txt") as provider, private(provider, tmp_path, ALLOWED) as ledger:
        context = browser.new_context()
        one = Reader.of(context, ledger.url)
        one.page.goto(ledger.url + VIEW)
        one.page.get_by_role("link", name="Sign in").click()
        one.page.get_by_role("button", name="anna").click()
        one.page.wait_for_url(ledger.url + VIEW)
        one.settle()
        expect(one.page.get_by_role("heading", level=1)).to_have_text("Commitments")
        one.asks([("actor", "russia")])
        expect(one.page.locator(".pl-card").first).to_be_visible()

        one.page.get_by_role("button", name="Sign out").click()
        one.page.wait_for_url(lambda url: not url.startswith(ledger.url + VIEW))
        one.page.goto(ledger.url + VIEW)
        expect(one.page.get_by_role("link", name="Sign in")).to_be_visible()
        context.close()
