"""Stepping and playing through the days known, in a real browser."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.reading import LOOKS, OpenReader, Reader

pytestmark = pytest.mark.browser

ANNOUNCED, EXCHANGED, FOUR_DAYS_LATER = "2023-12-08", "2023-12-13", "2024-05-16"


def strip(one: Reader) -> Locator:
    """The control in the strip above the page."""
    return one.page.get_by_role("region", name="What became known when")


def known(one: Reader) -> str:
    """The day known in the address."""
    return dict(one.query).get("known", "")


def reaches(one: Reader, day: str) -> None:
    """Wait until the page of a day is whole."""
    one.page.wait_for_url(f"**known={day}**")
    said = one.page.get_by_text(f"As known on {words_of(day)}", exact=True)
    expect(said).to_be_visible(timeout=30_000)
    expect(strip(one).get_by_role("slider")).to_have_attribute("aria-valuetext", day_in_words(day))
    one.settle()


def words_of(day: str) -> str:
    """A day as the page writes it."""
    return f"{date.fromisoformat(day):%-d %B %Y}"


def day_in_words(day: str) -> re.Pattern[str]:
    """How the slider begins to say a day."""
    return re.compile(f"^{words_of(day)}: ")


def entries(one: Reader) -> int:
    """How many entries the browser's history has."""
    length: int = one.page.evaluate("history.length")
    return length


def test_steps_move_the_whole_page_and_share_one_entry_of_the_history(reader: OpenReader) -> None:
    one = reader()
    one.open(f"/releases?known={ANNOUNCED}")
    before = one.seen()
    length = entries(one)
    strip(one).get_by_role("button", name="Next day").click()
    reaches(one, EXCHANGED)
    assert "2 announced releases carried out" in strip(one).get_by_role("status").inner_text()
    other = reader()
    other.open(f"/releases?known={EXCHANGED}")
    one.sees(other.seen())
    assert entries(one) == length + 1

    # Faster than the pages come.
    for _ in range(4):
        strip(one).get_by_role("button", name="Next day").click()
    reaches(one, FOUR_DAYS_LATER)
    assert entries(one) == length + 1
    one.page.go_back()
    reaches(one, ANNOUNCED)
    one.sees(before)


def test_the_play_goes_on_by_itself_until_it_is_paused(reader: OpenReader) -> None:
    one = reader(reduced_motion="reduce")
    one.page.clock.install()
    one.open("/releases")
    one.page.get_by_role("button", name="Step through what became known").click()
    one.page.wait_for_url("**known=**")
    one.settle()
    first = known(one)
    expect(strip(one)).to_be_visible()
    height = one.page.locator(".st-key-clock").evaluate("strip => strip.getBoundingClientRect().height")
    strip(one).get_by_role("button", name="Play").click()
    days = [first]
    while len(days) < 4:
        one.page.wait_for_url(lambda url: f"known={days[-1]}" not in url, timeout=30_000)
        days.append(known(one))
        assert one.page.locator(".st-key-clock").evaluate(
            "strip => strip.getBoundingClientRect().height"
        ) == pytest.approx(height)
    assert days == sorted(set(days))
    strip(one).get_by_role("button", name="Pause").click()
    expect(strip(one).get_by_role("button", name="Play")).to_be_visible()
    one.settle()
    paused = known(one)
    # Whatever still waits for its moment comes now; a step writes its day into the address at once.
    one.page.clock.fast_forward(10_000)
    one.settle()
    assert known(one) == paused
    one.page.go_back()
    reaches(one, first)


def test_a_filter_ends_the_play(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions?known=2023-01-10")
    strip(one).get_by_role("button", name="Play").click()
    expect(strip(one).get_by_role("button", name="Pause")).to_be_visible()
    one.choose("Stance", "Welc", "Welcomes")
    one.page.wait_for_url("**stance=welcomes**")
    expect(strip(one).get_by_role("button", name="Play")).to_be_visible(timeout=30_000)


def test_the_play_ends_on_the_last_day(reader: OpenReader) -> None:
    one = reader()
    one.open("/releases?known=2026-01-01")
    slider = strip(one).get_by_role("slider")
    slider.press("End")
    one.page.wait_for_url(lambda url: "known=2026-01-01" not in url)
    one.settle()
    last = known(one)
    strip(one).get_by_role("button", name="Previous day").click()
    one.page.wait_for_url(lambda url: f"known={last}" not in url)
    one.settle()
    strip(one).get_by_role("button", name="Play").click()
    reaches(one, last)
    expect(strip(one).get_by_role("button", name="Play")).to_be_visible()
    expect(strip(one).get_by_role("button", name="Next day")).to_have_attribute("aria-disabled", "true")


def test_the_slider_goes_by_day_month_and_end(reader: OpenReader) -> None:
    one = reader()
    one.open(f"/releases?known={ANNOUNCED}")
    slider = strip(one).get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    reaches(one, EXCHANGED)
    expect(slider).to_be_focused()
    slider.press("ArrowLeft")
    reaches(one, ANNOUNCED)
    slider.press("PageUp")
    one.page.wait_for_url(lambda url: f"known={ANNOUNCED}" not in url)
    assert known(one) >= "2024-01"
    slider.press("Home")
    reaches(one, "2020-11-14")
    expect(strip(one).get_by_role("button", name="Previous day")).to_have_attribute("aria-disabled", "true")


def test_a_click_on_the_slider_takes_the_nearest_day(reader: OpenReader) -> None:
    one = reader()
    one.open(f"/releases?known={ANNOUNCED}")
    box = strip(one).get_by_role("slider").bounding_box()
    assert box
    one.page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    one.page.wait_for_url(lambda url: f"known={ANNOUNCED}" not in url)
    assert known(one)[:4] in {"2021", "2022"}
    one.settle()


@pytest.mark.parametrize("look", LOOKS)
def test_the_strip_fits_and_can_be_read_by_machine(reader: OpenReader, look: str) -> None:
    one = reader(**LOOKS[look])
    one.open(f"/?known={ANNOUNCED}")
    expect(one.page.get_by_text("As known on 8 December 2023", exact=True)).to_be_visible()
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in strip(one).get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
    found = Axe().run(one.page, context=".st-key-clock").response["violations"]
    assert [violation["id"] for violation in found] == []


def test_everything_known_today_comes_back(reader: OpenReader) -> None:
    one = reader()
    one.open(f"/commitments?known={ANNOUNCED}")
    one.page.get_by_role("button", name="Show everything known today").click()
    one.page.wait_for_url(lambda url: "known=" not in url)
    expect(strip(one)).to_have_count(0)
