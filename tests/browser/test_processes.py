"""The choice among processes and their comparison, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import other_process as other
from tests.altered import copy
from tests.browser.reading import LOOKS, Reader
from tests.conftest import Start
from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The program on the curated package and an invented one."""
    root: Path = tmp_path_factory.mktemp("processes")
    copy(root / "a-curated")
    other.write(root / "b-valleys")
    with start(PEACE_LEDGER_DATA=str(root)) as server:
        yield server


@pytest.mark.parametrize("look", LOOKS)
def test_a_process_is_chosen_by_keyboard_on_any_screen(two: Server, browser: Browser, look: str) -> None:
    context = browser.new_context(**LOOKS[look])
    reader = Reader.of(context, two.url)
    page = reader.page
    page.set_viewport_size(LOOKS[look]["viewport"])
    reader.open("/reactions?stance=rejects&from=1994-01-01")
    choice = page.get_by_role("combobox", name="Peace process")
    expect(choice).to_be_visible()
    box = choice.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= LOOKS[look]["viewport"]["width"]
    choice.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url(f"**from=1994-01-01&process={other.NAME}")
    expect(page.get_by_text("This process does not know stance = “rejects”")).to_be_visible()
    expect(choice).to_have_value(other.NAME)
    page.go_back()
    page.wait_for_url("**stance=rejects")
    expect(choice).not_to_have_value(other.NAME)
    context.close()


def test_a_mark_of_the_comparison_opens_its_rows_and_leads_to_its_process(
    two: Server, browser: Browser
) -> None:
    context = browser.new_context()
    reader = Reader.of(context, two.url)
    reader.open(f"/processes?mark=processes_speed~{other.NAME}~0")
    evidence = reader.page.locator(".st-key-evidence")
    expect(evidence).to_contain_text("2 reactions behind “Speed of reactions, by process”")
    evidence.get_by_role("link", name="All reactions").click()
    reader.page.wait_for_url(f"**/reactions?process={other.NAME}&mark=reaction_speed~~~0")
    expect(reader.page.locator(".st-key-evidence")).to_contain_text("2 reactions behind")
    context.close()
