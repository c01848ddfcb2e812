"""A choice in the filters shows in the cards at once, beside Streamlit; the page has the last word."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.reading import OpenReader, Reader
from tests.browser.test_filters import chosen
from tests.browser.test_filters import field as field_of
from tests.browser.test_speed import counted, drawn, listening, title

pytestmark = pytest.mark.browser

AHEAD = re.compile("/cards/")


@dataclass
class Connection:
    """A page's connection to Streamlit, whose answers can be kept back."""

    kept: list[Callable[[], None]] = field(default_factory=list)
    keeping: bool = False

    @classmethod
    def of(cls, page: Page) -> Self:
        """That of a page which is not open yet."""
        made = cls()
        page.route_web_socket(re.compile("/_stcore/stream"), made._join)
        return made

    def _join(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def answered(message: str | bytes) -> None:
            if self.keeping:
                self.kept.append(lambda: browser.send(message))
            else:
                browser.send(message)

        server.on_message(answered)

    def release(self) -> None:
        """Let everything through, in its order."""
        self.keeping = False
        for send in self.kept:
            send()
        self.kept.clear()


def pick(one: Reader, *options: str) -> None:
    """Pick options of the open menu."""
    for option in options:
        one.page.get_by_role("option", name=option, exact=True).click(no_wait_after=True)


def subtitle(one: Reader, words: str) -> None:
    """Wait until the first card says so in its subtitle."""
    expect(one.page.locator(".pl-subtitle").first).to_contain_text(words)


def test_a_choice_shows_before_streamlit_has_answered_and_is_drawn_once(reader: OpenReader) -> None:
    one = counted(reader)
    connection = Connection.of(one.page)
    one.open("/reactions")
    field_of(one, "Stance").click()
    drawn(one)
    connection.keeping = True
    with listening(one) as sent:
        pick(one, "Welcomes")
        for place in range(3):
            expect(one.page.locator(".pl-subtitle").nth(place)).to_contain_text("stance: Welcomes")
    one.asks([])
    (path,) = (path for path in sent.requests if AHEAD.search(path))
    asked = "stance_by_event,actor_by_event,reaction_speed"
    assert re.fullmatch(f"/cards/[0-9a-f]{{12}}/en/reactions/{asked}", path)
    connection.release()
    one.page.wait_for_url("**?stance=welcomes")
    one.settle()
    assert sorted(drawn(one)) == sorted(title(one, place) for place in range(4))


def test_what_comes_of_an_earlier_choice_does_not_show_over_a_later_one(reader: OpenReader) -> None:
    one = reader()
    connection = Connection.of(one.page)
    one.open("/reactions")
    field_of(one, "Stance").click()
    connection.keeping = True
    pick(one, "Supports")
    subtitle(one, "stance: Supports")
    one.page.evaluate(NOTED)
    pick(one, "Welcomes")
    subtitle(one, "stance: Supports and Welcomes")
    connection.release()
    one.page.wait_for_url("**?stance=supports&stance=welcomes")
    one.settle()
    said = one.page.evaluate("() => window.said")
    assert len(said) == 1, said
    assert chosen(one, "Stance") == ["Supports", "Welcomes"]


NOTED = """() => {
    const subtitle = document.querySelector('.pl-subtitle');
    window.said = [];
    new MutationObserver(() => {
        if (window.said.at(-1) !== subtitle.textContent) window.said.push(subtitle.textContent);
    }).observe(subtitle, { childList: true, characterData: true, subtree: true });
}"""
"""Notes everything that the first card says from now on."""


@pytest.mark.parametrize("answer", ["none", "nothing", "late"])
def test_the_page_comes_where_the_cards_do_not(reader: OpenReader, answer: str) -> None:
    one = reader()
    kept: list[Route] = []

    def answered(route: Route) -> None:
        if answer == "nothing":
            route.fulfill(status=200, body="")
        else:
            kept.append(route)

    one.page.route(AHEAD, answered)
    one.open("/reactions")
    field_of(one, "Stance").click()
    pick(one, "Welcomes")
    one.page.wait_for_url("**?stance=welcomes")
    subtitle(one, "stance: Welcomes")
    if answer == "late":
        kept[0].continue_()
    one.settle()
    one.page.get_by_role("button", name="Remove Welcomes").click()
    one.page.wait_for_url(re.compile("/reactions$"))
    one.settle()
    expect(one.page.locator(".pl-subtitle").first).not_to_contain_text("stance")


def test_a_choice_is_not_lost_to_a_step_to_another_page(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions")
    field_of(one, "To").fill("2023-12-31")
    one.page.get_by_role("link", name="Releases", exact=True).click()
    one.page.wait_for_url("**/releases?to=2023-12-31")
    one.settle()
    subtitle(one, "Until 31 Dec 2023")


def test_the_day_before_the_first_swaps_with_it(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions?from=2023-12-01")
    day = field_of(one, "To")
    day.fill("2023-11-01")
    day.press("Enter")
    expect(day).to_have_value("2023-12-01")
    expect(field_of(one, "From")).to_have_value("2023-11-01")
    one.page.wait_for_url("**?from=2023-11-01&to=2023-12-01")
    one.settle()
    expect(day).to_have_value("2023-12-01")
    subtitle(one, "1 Nov 2023 – 1 Dec 2023")


def test_a_choice_that_leads_to_other_cards_shows_them(reader: OpenReader) -> None:
    one = reader()
    one.open("/actors")
    field_of(one, "Actors").click()
    one.page.get_by_role("option").filter(has_text=re.compile("^France")).first.click()
    one.page.wait_for_url("**?actor=france")
    one.settle()
    expect(one.page.get_by_role("heading", name="France", exact=True)).to_be_visible()
