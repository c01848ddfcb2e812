"""The Method page in a real browser: its sections, the rows behind two coders' codes, the code book."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import PHONE, WIDE, OpenReader, Reader

pytestmark = pytest.mark.browser

CELL = """(plot) => {
    const { xaxis, yaxis } = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    const [x, y] = [xaxis.ticktext.indexOf('Critical'), yaxis.ticktext.indexOf('Rejects')];
    return [box.x + xaxis._offset + xaxis.l2p(x), box.y + yaxis._offset + yaxis.l2p(y)];
}"""
"""The middle of the cell of “rejects” by one coder and “critical” by the other, on the screen."""


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def one(request: pytest.FixtureRequest, reader: OpenReader) -> Reader:
    """A reader of the page, on a wide screen and on a phone."""
    opened = reader(viewport=request.param)
    opened.open("/method?from=2020-12-01")
    return opened


def test_a_section_is_a_step_away_and_the_filters_stay(one: Reader) -> None:
    one.page.get_by_role("link", name="How far two coders agree").first.click()
    expect(one.page.get_by_role("heading", name="How far two coders agree")).to_be_in_viewport()
    one.asks([("from", "2020-12-01")])
    one.page.go_back()
    one.settle()
    one.asks([("from", "2020-12-01")])


def test_a_cell_of_two_coders_lists_its_reactions(one: Reader) -> None:
    plot = one.card("chose the same stance").locator(".js-plotly-plot")
    plot.scroll_into_view_if_needed()
    one.page.mouse.click(*plot.evaluate(CELL))
    evidence = one.card("behind “Agreement of coders”: coder A · Rejects · coder B · Critical")
    expect(evidence.locator("tbody tr").first).to_contain_text("A: Rejects")
    assert ("mark", "coder_agreement~A~rejects~B~critical") in one.query


def test_the_code_book_finds_a_word_of_a_definition(one: Reader) -> None:
    book = one.card("Every column and every code")
    book.get_by_role("searchbox").fill("takes note")
    expect(book.locator("tbody tr")).to_have_count(2)
    expect(book.locator("tbody tr").first).to_contain_text("stance")
