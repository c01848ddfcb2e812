"""The SQL page in a browser: typing, completion, running by keyboard, taking over, and what a screen reader
needs.
"""

import re

import pytest
from playwright.sync_api import expect

from peace_ledger.sql.examples import EXAMPLES
from tests.browser.reading import LOOKS, OpenReader

pytestmark = pytest.mark.browser

COUNTED = "SELECT stance, count(*) AS n FROM reactions GROUP BY stance ORDER BY n DESC"


def test_a_query_is_written_completed_and_run_by_keyboard(reader: OpenReader) -> None:
    one = reader()
    one.open("/query")
    field = one.page.locator(".pl-query .cm-content")
    field.click()
    one.page.keyboard.type("SELECT count(*) AS n FROM reac")
    option = one.page.locator(".cm-tooltip-autocomplete li", has_text="reactions").first
    expect(option).to_be_visible()
    option.click()
    expect(field).to_contain_text("FROM reactions")
    one.page.keyboard.press("Control+Enter")
    expect(one.card("Answer to a query in SQL").locator("tbody")).to_contain_text("298")
    one.asks([("sql", "SELECT count(*) AS n FROM reactions")])
    one.settle()
    one.page.go_back()
    expect(one.card("Answer to a query in SQL")).to_have_count(0)


def test_tab_leaves_the_editor(reader: OpenReader) -> None:
    one = reader()
    one.open("/query")
    one.page.locator(".pl-query .cm-content").click()
    one.page.keyboard.press("Tab")
    expect(one.page.get_by_role("button", name="Run", exact=True)).to_be_focused()


def test_a_question_to_begin_with_runs_at_a_click(reader: OpenReader) -> None:
    one = reader()
    one.open("/query")
    one.page.get_by_role("button", name=EXAMPLES[0].title).click()
    expect(one.card("Reactions by stance")).to_be_visible()
    one.asks([("sql", EXAMPLES[0].sql)])


def test_a_column_is_put_where_the_cursor_is(reader: OpenReader) -> None:
    one = reader()
    one.open("/query")
    one.page.locator(".pl-tables summary", has_text="detentions").first.click()
    one.page.get_by_role("button", name="Put as_of into the query").click()
    expect(one.page.locator(".pl-query .cm-content")).to_contain_text("as_of")


def test_the_chart_is_drawn_as_chosen(reader: OpenReader) -> None:
    one = reader()
    one.open(f"/query?sql={EXAMPLES[0].sql.replace(' ', '%20')}".replace("\n", "%0A"))
    one.page.get_by_role("button", name="No chart").click()
    expect(one.page.locator(".pl-plot")).to_have_count(0)
    assert ("plot", "none") in one.query


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_nothing_leaves_the_page_at_any_width(reader: OpenReader, look: str) -> None:
    one = reader(**LOOKS[look])
    one.open(f"/query?sql={COUNTED.replace(' ', '%20')}")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not one.page.evaluate(wide)
    expect(one.page.locator(".pl-query")).to_be_visible()
    assert re.search(r"6 rows", one.card("Answer to a query in SQL").inner_text())
