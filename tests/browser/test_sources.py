"""From a row about which sources disagree to the question and back, by the links that a reader clicks."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.reading import PHONE, WIDE, OpenReader

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_reader_goes_from_a_row_to_its_question_and_back(reader: OpenReader, size: ViewportSize) -> None:
    one = reader(viewport=size)
    one.open("/reactions?actor=azerbaijan")
    flag = one.page.locator(".pl-disputed a").first
    words = (flag.get_attribute("aria-label") or "").removeprefix("≠ sources disagree: ")
    flag.click()
    one.page.wait_for_url("**/sources?actor=azerbaijan&mark=dispute_list~*")
    one.settle()
    question = one.card("The question that is open")
    expect(question).to_contain_text(words)
    expect(question.locator(".pl-claims li")).not_to_have_count(1)
    expect(one.card("The row it is about")).to_be_visible()
    asked = one.page.url

    question.locator("td a", has_text="Reaction,").click()
    one.page.wait_for_url("**/reactions?actor=azerbaijan&mark=reaction_list~*")
    one.settle()
    row = one.page.locator(".st-key-evidence .pl-disputed a")
    expect(row).to_have_attribute("title", words)

    one.page.go_back()
    one.page.wait_for_url(asked)
    one.settle()
    one.page.get_by_role("button", name="Close the question").click()
    expect(one.card("The question that is open")).to_have_count(0)
    one.asks([("actor", "azerbaijan")])
