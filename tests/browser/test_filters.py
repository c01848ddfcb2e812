"""The filters as a reader handles them: by pointer, by keyboard, with slips, and faster than pages come."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.reading import PHONE, OpenReader, Reader

pytestmark = pytest.mark.browser


def field(one: Reader, label: str) -> Locator:
    """The field of that label."""
    labelled = one.page.get_by_test_id("stSidebar").get_by_label(label, exact=True)
    return labelled.and_(one.page.locator("input"))


def chosen(one: Reader, label: str) -> list[str]:
    """What is chosen in a multiple choice, as it is written on its chips."""
    return one.page.get_by_role("list", name=f"{label}: chosen").locator("li > span").all_inner_texts()


def test_a_menu_is_handled_by_keyboard(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions")
    box = field(one, "Actors")
    box.focus()
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press_sequentially("turkiye")
    options = one.page.get_by_test_id("stSidebar").get_by_role("option")
    expect(options.first).to_have_text(re.compile("^Türkiye"))
    active = box.get_attribute("aria-activedescendant")
    assert active == options.first.get_attribute("id")
    box.press("Enter")
    one.page.wait_for_url("**?actor=turkiye")
    expect(options.nth(1)).to_be_visible()  # the list stays open, with everything again
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_be_focused()
    box.press("Backspace")
    one.page.wait_for_url(re.compile("/reactions$"))
    one.settle()
    assert chosen(one, "Actors") == []


def test_a_chip_takes_its_choice_away(reader: OpenReader) -> None:
    one = reader(viewport=PHONE, stranger=True)  # the browser remembers that the sidebar was opened
    one.open("/reactions?actor=france&actor=russia")
    one.page.get_by_test_id("stExpandSidebarButton").click()
    one.page.get_by_role("button", name="Remove France").click()
    one.page.wait_for_url("**?actor=russia")
    one.settle()
    assert [word.split(" ·")[0] for word in chosen(one, "Actors")] == ["Russia"]


def test_choices_that_are_quicker_than_the_page_all_count(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions")
    box = field(one, "Stance")
    box.click()
    names = ["Supports", "Welcomes", "Cautious"]
    for name in names:
        one.page.get_by_role("option", name=name, exact=True).click(no_wait_after=True)
    assert chosen(one, "Stance") == names
    one.page.wait_for_url("**?stance=supports&stance=welcomes&stance=cautious")
    one.settle()
    assert chosen(one, "Stance") == names
    expect(one.page.locator(".pl-subtitle").first).to_contain_text("Supports, Welcomes and Cautious")


def test_an_answer_between_press_and_release_takes_no_choice_away(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions")
    field(one, "Stance").click()
    one.page.get_by_role("option", name="Supports", exact=True).click()
    one.page.get_by_role("option", name="Welcomes", exact=True).hover()
    one.page.mouse.down()
    one.page.wait_for_url("**?stance=supports")
    one.settle()
    one.page.mouse.up()
    one.page.wait_for_url("**?stance=supports&stance=welcomes")
    one.page.get_by_role("option", name="Cautious", exact=True).click()
    one.page.get_by_role("button", name="Remove Welcomes").hover()
    one.page.mouse.down()
    one.page.wait_for_url("**?stance=supports&stance=welcomes&stance=cautious")
    one.settle()
    one.page.mouse.up()
    one.page.wait_for_url("**?stance=supports&stance=cautious")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("7.12.2023", "Write a day like 2023-12-07."),
        ("2023-02-30", "Write a day like 2023-12-07."),
        ("1023-12-07", "Choose a day from 2019-01-01 to"),
    ],
)
def test_what_is_no_day_is_said_at_the_field_and_asks_nothing(
    reader: OpenReader, written: str, said: str
) -> None:
    one = reader()
    one.open("/reactions?to=2024-01-01")
    day = field(one, "To")
    expect(day).to_have_value("2024-01-01")
    day.fill(written)
    day.press("Enter")
    expect(one.page.get_by_role("status").filter(has_text=said)).to_be_visible()
    expect(day).to_have_attribute("aria-invalid", "true")
    one.asks([("to", "2024-01-01")])
    day.fill("2023-12-31")
    day.press("Enter")
    one.page.wait_for_url("**?to=2023-12-31")
    expect(day).to_have_attribute("aria-invalid", "false")
    day.fill("")
    day.press("Enter")
    one.page.wait_for_url(re.compile("/reactions$"))


def test_help_opens_beside_its_field_and_all_filters_are_cleared_at_once(reader: OpenReader) -> None:
    one = reader()
    one.open("/releases?actor=armenia&category=prisoner-of-war&known=2024-01-01")
    one.page.get_by_role("button", name="About Confidence").click()
    expect(one.page.get_by_text("Events, reports and commitments bear none")).to_be_visible()
    one.page.get_by_role("button", name="Clear all filters").click()
    one.page.wait_for_url(re.compile("/releases$"))
    one.settle()
    assert chosen(one, "Actors") == []
    expect(field(one, "As known on")).to_have_value("")
    expect(one.page.get_by_role("button", name="Clear all filters")).to_be_hidden()


def test_the_menu_adds_one_entry_to_the_history_also_where_a_mark_is_open(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions?stance=welcomes&mark=stance_by_event~joint-statement-2023-12-07~welcomes")
    marked = one.page.url
    before = one.page.evaluate("history.length")
    menu = one.page.get_by_role("navigation", name="Pages")
    menu.get_by_role("link", name="Releases").click()
    one.page.wait_for_url("**/releases?stance=welcomes")
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Releases")
    one.settle()
    assert one.page.evaluate("history.length") == before + 1
    expect(menu.get_by_role("link", name="Releases")).to_have_attribute("aria-current", "page")
    one.page.go_back()
    one.page.wait_for_url(marked)
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Reactions")
    one.settle()
    expect(one.page.locator(".st-key-evidence")).to_be_visible()
