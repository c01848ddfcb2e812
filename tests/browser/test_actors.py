"""The Actors page in a real browser: pick an actor, compare, open a stance, and send the link."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import PHONE, OpenReader, Reader

pytestmark = pytest.mark.browser


def pick(one: Reader, label: str, search: str, option: str) -> None:
    """Search in a menu of the page, and pick an actor."""
    box = one.page.get_by_test_id("stMain").get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(search)
    one.page.get_by_role("option", name=option).first.click()


def test_an_actor_is_picked_compared_opened_and_sent(reader: OpenReader) -> None:
    one = reader()
    one.open("/actors")
    pick(one, "Actor", "United St", "United States · state")
    one.page.wait_for_url("**actor=united-states")
    one.settle()
    pick(one, "Compare with", "Russ", "Russia · state")
    one.page.wait_for_url("**with=russia")
    one.settle()

    card = one.card("Supports or welcomes: United States")
    signs = card.locator(".scatterlayer .trace .point")
    one.click_middle(signs.first)
    one.page.wait_for_url("**mark=actor_stances**")
    evidence = one.page.locator(".st-key-evidence")
    expect(evidence.locator("tbody tr").first).to_be_visible()
    one.settle()

    other = reader(stranger=True)
    other.open(one.page.url.removeprefix(one.origin))
    other.sees(one.seen())

    one.page.go_back()
    one.page.wait_for_url(lambda url: "mark=" not in url)
    expect(evidence).to_have_count(0)


def test_a_bar_of_the_closest_sets_two_actors_side_by_side(reader: OpenReader) -> None:
    one = reader()
    one.open("/actors?actor=russia")
    bars = one.card("Russia: whose stances run closest").locator(".barlayer .point path")
    one.click_middle(bars.first)
    one.page.wait_for_url("**with=**")
    one.settle()
    found = one.page.get_by_role("heading", level=2).all_text_contents()
    assert found[found.index("Russia") + 1] in one.card("Supports or welcomes").inner_text()


def test_a_row_of_the_list_opens_the_actor_and_the_way_back_the_list(reader: OpenReader) -> None:
    one = reader()
    one.open("/actors")
    one.page.locator("section.pl-records tbody tr[data-mark$='~iran']").click()
    one.page.wait_for_url("**actor=iran")
    expect(one.page.get_by_role("heading", name="Iran", exact=True)).to_be_visible()
    one.page.go_back()
    expect(one.page.get_by_role("heading", name="All actors")).to_be_visible(timeout=30_000)


def test_two_panels_fit_a_phone(reader: OpenReader) -> None:
    one = reader(viewport=PHONE)
    one.open("/actors?actor=european-union&with=russia&bodies=apart")
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    card = one.card("Supports or welcomes: European Union")
    whole = card.bounding_box()
    assert whole
    for heading in ("European Union", "Russia"):
        box = card.locator(".annotation-text", has_text=heading).first.bounding_box()
        assert box
        assert whole["x"] <= box["x"]
        assert box["x"] + box["width"] <= whole["x"] + whole["width"]
