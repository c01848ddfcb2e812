"""The chart card and the list of rows, in a real browser, on the made-up page `elements_page.py`."""

import html
import re
import shutil
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Route,
    ViewportSize,
    expect,
)

from peace_ledger.ui.elements import TAKE_WORDS, Download, TakeAway, encoded
from tests.server import ROOT, Server, running

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# As `elements_page.py` gives them.
ADDRESS = f"https://ledger.example.org/reactions?actor=russia&data=1.0{'&event=made-up' * 20}"
TEXT = f"Peace Ledger (2026). Reactions: Stances by event. Made-up data. {ADDRESS}"
PLOTS = ("bars", "timeline", "grid", "world")


@pytest.fixture(scope="module")
def elements(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page of elements, under the theme and the settings of the real program."""
    folder = tmp_path_factory.mktemp("elements")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    for name in ("elements_app.py", "elements_page.py"):
        shutil.copy(Path(__file__).with_name(name), folder)
    with running(folder / "log.txt", script=folder / "elements_app.py", ready="/_stcore/health") as started:
        yield started


@pytest.fixture
def open_page(browser: Browser, context: BrowserContext, elements: Server) -> Iterator[Callable[..., Page]]:
    """Open the page, with a mouse or, by options of a context, on another device, and wait until all is
    drawn; no page may report an error.
    """
    devices: list[BrowserContext] = []
    pages: list[Page] = []
    faults: list[str] = []

    def open_one(
        viewport: ViewportSize = WIDE, color_scheme: Literal["light", "dark"] = "light", **device: Any
    ) -> Page:
        if device:
            devices.append(browser.new_context(**device))
        page = (devices[-1] if device else context).new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        pages.append(page)
        page.on("console", lambda message: faults.extend(_fault(message)))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(elements.url)
        for name in PLOTS:
            expect(plot(page, name).locator(".main-svg").first).to_be_visible(timeout=30_000)
        expect(plot(page, "world").locator(".choroplethlayer path").first).to_be_attached()
        expect(rows(page).first).to_be_visible()
        return page

    yield open_one
    for page in pages:
        page.close()
    for device in devices:
        device.close()
    assert faults == []


def _fault(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type in {"error", "warning"} else []


TITLES = {
    "bars": "How do the stances towards each event spread?",
    "timeline": "What happened when?",
    "grid": "Who said what of which event?",
    "world": "Where do states stand?",
    "nothing": "How long did each promise take?",
    "reactions": "All reactions",
}


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=TITLES[name], exact=True).and_(page.locator("section"))


def plot(page: Page, name: str) -> Locator:
    return card(page, name).locator(".pl-plot")


def tool(page: Page, name: str, label: str) -> Locator:
    return card(page, name).locator(".pl-foot").get_by_role("button", name=label, exact=True)


def taken(page: Page, name: str) -> Locator:
    return card(page, name).locator(".pl-take")


def picture(page: Page, name: str, kind: str) -> Locator:
    tool(page, name, "Take away").click()
    return taken(page, name).get_by_role("button", name=f"{kind}: Picture")


def rows(page: Page) -> Locator:
    return card(page, "reactions").locator("tbody").get_by_role("row")


def opened(page: Page) -> Locator:
    return page.get_by_test_id("stText")


def click_bar(page: Page, mark_number: int) -> None:
    bar = plot(page, "bars").locator(".trace").first.locator(".point").nth(mark_number)
    at_the_centre_of(bar, page.mouse.click)


def at_the_centre_of(target: Locator, act: Callable[[float, float], None]) -> None:
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    act(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


# Charts


def test_a_card_says_what_it_shows(open_page: Callable[..., Page]) -> None:
    page = open_page()
    bars = card(page, "bars")
    expect(bars.get_by_role("heading", level=2)).to_have_text(TITLES["bars"])
    expect(bars.locator(".pl-subtitle")).to_have_text(
        "7 Dec 2023 to 30 Nov 2024 · 298 reactions (+ 58 undated)"
    )
    expect(plot(page, "bars")).to_have_role("img")
    expect(plot(page, "bars")).to_have_accessible_name("The joint statement was supported most often.")
    expect(bars.locator(".pl-source")).to_contain_text("41 sources from 17 publishers")


def test_a_chart_without_rows_says_so_in_its_place(open_page: Callable[..., Page]) -> None:
    page = open_page()
    expect(card(page, "nothing").locator(".pl-empty")).to_have_text(
        "No promise was kept in this period. Widen the period or clear the filters."
    )
    expect(card(page, "nothing").get_by_role("button")).to_have_count(0)


def test_new_data_reach_the_same_plot_and_keep_the_zoom(open_page: Callable[..., Page]) -> None:
    page = open_page()
    timeline = plot(page, "timeline")
    timeline.evaluate("node => { node.isTheOldOne = true; }")
    whole = axis_range(timeline)
    drag_across(page, timeline)
    eventually(page, lambda: axis_range(timeline) != whole)
    zoomed = axis_range(timeline)

    length = longest_axis(plot(page, "bars"))
    page.get_by_test_id("stButtonGroup").get_by_text("2", exact=True).click()
    eventually(page, lambda: longest_axis(plot(page, "bars")) > length)
    assert timeline.evaluate("node => node.isTheOldOne")
    assert axis_range(timeline) == zoomed


def test_the_end_of_a_call_that_was_overtaken_leaves_what_came_after(open_page: Callable[..., Page]) -> None:
    seen = open_page().evaluate(OVERTAKEN, [message("first"), message("second")])
    assert seen == {"overtaken": "second", "gone": 0}


# As Streamlit does when new data come before the script of the last has run to its end.
OVERTAKEN = """async ([first, second]) => {
    const { default: call } = await import('/_stcore/bidi-components/peace-ledger.takeaway/takeaway.js');
    const parentElement = document.body.appendChild(document.createElement('div'));
    const show = text => call({ data: new TextEncoder().encode(text), parentElement, setTriggerValue() {} });
    const [endFirst, endSecond] = [show(first), show(second)];
    endFirst();
    const overtaken = parentElement.querySelector('.pl-title')?.textContent;
    parentElement.remove();
    endSecond();
    return { overtaken, gone: parentElement.childElementCount };
}"""


def message(title: str) -> str:
    """What the foot of a page is told."""
    take = TakeAway({}, Download("/api/v1/cite/reactions", ""), TEXT, ADDRESS)
    return encoded({"title": title, "take": take, "labels": TAKE_WORDS}).decode()


def test_a_click_on_a_mark_opens_it_and_a_second_closes_it(open_page: Callable[..., Page]) -> None:
    page = open_page()
    click_bar(page, 1)
    expect(opened(page)).to_have_text("open: bars~1~supports · answered: ['bars~1~supports']")
    eventually(page, lambda: faded(plot(page, "bars")) == 23)
    click_bar(page, 1)
    expect(opened(page)).to_have_text("open: None · answered: ['']")
    eventually(page, lambda: faded(plot(page, "bars")) == 0)


def test_a_clicked_cell_is_outlined(open_page: Callable[..., Page]) -> None:
    page = open_page()
    at_the_centre_of(plot(page, "grid").locator(".nsewdrag"), page.mouse.click)
    expect(opened(page)).to_contain_text("open: grid~")
    expect(plot(page, "grid").locator(".shapelayer path")).to_have_count(2)  # a line, and a rim around it


def test_a_clicked_state_is_opened(open_page: Callable[..., Page]) -> None:
    page = open_page()
    at_the_centre_of(plot(page, "world").locator(".choroplethlayer path").nth(2), page.mouse.click)
    expect(opened(page)).to_contain_text("open: world~IRN")


def test_marks_show_that_they_can_be_clicked(open_page: Callable[..., Page]) -> None:
    page = open_page()
    bar = plot(page, "bars").locator(".trace").first.locator(".point").nth(1)
    at_the_centre_of(bar, page.mouse.move)
    expect(plot(page, "bars").locator(".nsewdrag")).to_have_css("cursor", "pointer")


def test_the_keyboard_reaches_the_rows_behind_a_chart(open_page: Callable[..., Page]) -> None:
    page = open_page()
    tool(page, "bars", "Table").focus()
    page.keyboard.press("Enter")
    expect(plot(page, "bars")).to_be_hidden()
    table = card(page, "bars").get_by_role("table", name=TITLES["bars"])
    expect(table.get_by_role("row")).to_have_count(25)
    expect(table.get_by_role("columnheader")).to_have_text(["Event", "Stance", "Reactions"])

    first = table.get_by_role("button", name="Joint statement, Supports: Show rows")
    first.focus()
    page.keyboard.press("Enter")
    expect(opened(page)).to_contain_text("open: bars~0~supports")
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(first).to_be_focused()
    tool(page, "bars", "Chart").click()
    expect(plot(page, "bars").locator(".main-svg").first).to_be_visible()


def test_pictures_carry_title_subtitle_and_sources(open_page: Callable[..., Page]) -> None:
    page = open_page()
    name, content = saved(page, picture(page, "bars", "SVG"))
    assert name == "peace-ledger-bars.svg"
    text = html.unescape(re.sub(r"<[^>]+>", "", content.decode()))
    for part in (
        TITLES["bars"],
        "298 reactions (+ 58 undated)",
        "Made-up data, version 1.0.",
        ADDRESS,
        "Joint statement",
        "Supports",
    ):
        assert part in text
    assert "@stance" not in content.decode()

    name, content = saved(page, taken(page, "bars").get_by_role("button", name="PNG: Picture"))
    assert name == "peace-ledger-bars.png"
    width, height = struct.unpack(">II", content[16:24])
    assert width == 2200
    assert height > 2 * 280


# What can be taken away


def test_the_keyboard_opens_and_leaves_what_can_be_taken_away(open_page: Callable[..., Page]) -> None:
    page = open_page()
    button = tool(page, "bars", "Take away")
    expect(taken(page, "bars")).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(taken(page, "bars").get_by_role("link").first).to_be_focused()
    expect(page.locator(":focus")).to_have_accessible_name("CSV: Numbers of this chart")
    page.keyboard.press("Escape")
    expect(taken(page, "bars")).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("name", ["bars", "reactions"])
def test_each_format_is_a_link_of_its_own_name(open_page: Callable[..., Page], name: str) -> None:
    page = open_page()
    tool(page, name, "Take away").click()
    links = taken(page, name).get_by_role("link")
    numbers = "/api/v1/queries/reactions/stance_by_event"
    assert [link.get_attribute("href") for link in links.all()] == [
        *(f"{numbers}.{kind}?actor=russia" for kind in ("csv", "json", "parquet", "xlsx")),
        *(f"/api/v1/tables/events.{kind}" for kind in ("csv", "json", "parquet", "xlsx")),
        *(f"/api/v1/tables/reactions.{kind}?actor=russia" for kind in ("csv", "json", "parquet", "xlsx")),
        *(
            f"/api/v1/cite/reactions.{kind}?actor=russia&chart=stance_by_event"
            for kind in ("bib", "ris", "json")
        ),
    ]
    names = links.evaluate_all("links => links.map(link => link.getAttribute('aria-label'))")
    assert len(set(names)) == len(names) == 15
    assert {"Excel: Reactions", "CSL-JSON: Cite"} < set(names)


def test_a_file_is_saved_under_the_name_that_the_route_gives(open_page: Callable[..., Page]) -> None:
    page = open_page()
    tool(page, "reactions", "Take away").click()
    name, content = saved(page, taken(page, "reactions").get_by_role("link", name="RIS: Cite"))
    assert re.fullmatch(r"peace-ledger_stance_by_event_[\d.]+\.ris", name)
    assert content.startswith(b"TY  - DATA")


def test_citation_and_link_are_copied(open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    tool(page, "bars", "Take away").click()
    expect(taken(page, "bars").locator(".pl-citation")).to_have_text(TEXT)
    taken(page, "bars").get_by_role("button", name="Copy text").click()
    expect(taken(page, "bars").get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == TEXT
    taken(page, "bars").get_by_role("button", name="Copy link").click()
    eventually(page, lambda: page.evaluate("navigator.clipboard.readText()") == ADDRESS)


def test_without_leave_to_copy_the_text_is_selected(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no leave')); }")
    tool(page, "bars", "Take away").click()
    for label, text in (("Copy text", TEXT), ("Copy link", ADDRESS)):
        taken(page, "bars").get_by_role("button", name=label).click()
        expect(taken(page, "bars").get_by_role("status")).to_contain_text(
            "The text is selected: press Ctrl+C"
        )
        assert page.evaluate("String(getSelection())") == text


def test_what_can_be_taken_away_fits_the_whole_screen_and_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page()
    tool(page, "bars", "Full screen").click()
    tool(page, "bars", "Take away").click()
    expect(taken(page, "bars").get_by_role("link").first).to_be_in_viewport()
    phone = open_page(viewport=PHONE)
    tool(phone, "bars", "Take away").click()
    assert taken(phone, "bars").evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    assert phone.locator("body").evaluate("body => body.scrollWidth <= body.clientWidth")


def test_the_foot_of_a_page_offers_it_as_a_whole(open_page: Callable[..., Page]) -> None:
    page = open_page()
    foot = page.get_by_role("region", name="Cite and share this page")
    foot.get_by_role("button", name="Take away").click()
    expect(foot.get_by_role("link", name="BibTeX: Cite")).to_be_visible()
    expect(foot.get_by_role("textbox", name="Permanent link")).to_have_value(ADDRESS)
    expect(foot.get_by_role("button", name="PNG: Picture")).to_have_count(0)


def test_full_screen_gives_the_chart_the_whole_screen_and_back(open_page: Callable[..., Page]) -> None:
    page = open_page()
    bars = plot(page, "bars")
    before = height_of(bars)
    tool(page, "bars", "Full screen").click()
    eventually(page, lambda: height_of(bars.locator(".main-svg").first) > before + 200)
    tool(page, "bars", "Leave full screen").click()
    eventually(page, lambda: height_of(bars.locator(".main-svg").first) == before)


def test_the_theme_is_followed_without_a_reload(open_page: Callable[..., Page]) -> None:
    page = open_page()
    bar = plot(page, "bars").locator(".trace .point path").first
    expect(bar).to_have_css("fill", "rgb(31, 90, 133)")
    page.emulate_media(color_scheme="dark")
    expect(bar).to_have_css("fill", "rgb(134, 197, 241)")


def test_a_missing_drawing_script_leaves_a_sentence_and_the_table(browser: Browser, elements: Server) -> None:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    page.route("**/assets/plotly*", lambda route: route.abort())
    page.goto(elements.url)
    expect(card(page, "bars").get_by_role("status")).to_contain_text("its drawing script did not run")
    expect(card(page, "bars").get_by_role("table").get_by_role("row")).to_have_count(25)
    context.close()


# On a phone


def test_a_narrow_card_uses_its_narrow_layout_and_fits(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    assert height_of(plot(page, "bars")) == 340
    expect(plot(page, "bars").locator(".xtitle")).to_have_count(0)
    overflow = page.locator("body").evaluate(
        "body => [...body.querySelectorAll('.pl-card')]"
        ".filter(card => card.scrollWidth > card.clientWidth).length"
    )
    assert overflow == 0


@pytest.mark.parametrize("name", PLOTS)
def test_a_finger_scrolls_the_page_over_a_chart(open_page: Callable[..., Page], name: str) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    target = plot(page, name)
    target.scroll_into_view_if_needed()
    before = position(target)
    at_the_centre_of(target, lambda x, y: swipe_up(page, x, y))
    eventually(page, lambda: position(target) < before - 50)


def test_a_tap_opens_a_mark(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    bar = plot(page, "bars").locator(".trace").first.locator(".point").nth(3)
    at_the_centre_of(bar, page.touchscreen.tap)
    expect(opened(page)).to_contain_text("open: bars~3~supports")


# Lists


def test_a_list_is_paged_searched_and_sorted(open_page: Callable[..., Page]) -> None:
    page = open_page()
    listed = card(page, "reactions")
    count = listed.get_by_role("status")
    expect(count).to_have_text("1–20 of 45")
    expect(tool(page, "reactions", "Previous")).to_have_attribute("aria-disabled", "true")
    following = tool(page, "reactions", "Next")
    following.click()
    following.click()
    expect(count).to_have_text("41–45 of 45")
    following.dispatch_event("click")
    expect(count).to_have_text("41–45 of 45")
    expect(rows(page)).to_have_count(5)

    listed.get_by_role("searchbox").fill("elysee")
    expect(count).to_have_text("1–9 of 9 found, 45 in all")
    listed.get_by_role("searchbox").fill("10 Dec 2023")
    expect(rows(page)).to_have_count(1)
    listed.get_by_role("searchbox").fill("no such word")
    expect(listed.locator(".pl-empty")).to_have_text(
        "No row contains “no such word”. Clear the search to see all 45 rows."
    )
    expect(page.locator("#pl-voice")).to_contain_text("No row contains “no such word”.")
    listed.get_by_role("searchbox").fill("")

    stance = listed.get_by_role("columnheader", name="Stance")
    stance.get_by_role("button").click()
    expect(stance).to_have_attribute("aria-sort", "ascending")
    expect(rows(page).first).to_contain_text("Supports")
    stance.get_by_role("button").click()
    expect(stance).to_have_attribute("aria-sort", "descending")
    expect(rows(page).first).to_contain_text("Rejects")
    expect(stance.get_by_role("button")).to_be_focused()


def test_unknown_cells_come_last_whichever_way_a_list_is_sorted(open_page: Callable[..., Page]) -> None:
    page = open_page()
    people = card(page, "reactions").get_by_role("columnheader", name="People")
    number = rows(page).first.get_by_role("cell").nth(3)
    people.get_by_role("button").click()
    expect(number).to_have_text("-1,200")
    people.get_by_role("button").click()
    expect(number).to_have_text("-1,156")


def test_text_of_the_data_stays_text(open_page: Callable[..., Page]) -> None:
    page = open_page()
    listed = card(page, "reactions")
    expect(rows(page).nth(2)).to_contain_text("<b>Foreign ministry</b> 3")
    expect(listed.locator("b")).to_have_count(0)
    links = rows(page).first.get_by_role("link")
    expect(links).to_have_text(["Ministry, press release", "Here"])
    expect(links.first).to_have_attribute("rel", "noopener noreferrer")
    expect(links.first).to_have_attribute("href", "https://example.org/0")
    expect(links.last).not_to_have_attribute("target", "_blank")


def test_a_row_opens_by_a_click_and_by_its_button(open_page: Callable[..., Page]) -> None:
    page = open_page()
    rows(page).nth(1).get_by_role("cell").nth(5).click()
    expect(opened(page)).to_contain_text("open: reactions~1")
    button = rows(page).nth(3).locator(".pl-open")
    button.focus()
    page.keyboard.press("Enter")
    expect(opened(page)).to_contain_text("open: reactions~3")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()


def test_weak_rows_say_so_in_words(open_page: Callable[..., Page]) -> None:
    page = open_page()
    expect(rows(page).nth(3)).to_contain_text("low confidence")
    expect(rows(page).nth(5)).to_contain_text("contested")


def test_a_narrow_list_is_stacked_with_its_headings(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    cell = rows(page).first.get_by_role("cell").first
    assert "Day" in cell.evaluate("node => getComputedStyle(node, '::before').content")
    assert page.locator("body").evaluate("body => body.scrollWidth <= body.clientWidth")


# Everything


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    open_page: Callable[..., Page], viewport: ViewportSize, scheme: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme)
    rows(page).nth(1).locator(".pl-open").click()
    expect(rows(page).nth(1).locator(".pl-open")).to_have_attribute("aria-pressed", "true")
    tool(page, "grid", "Table").click()
    tool(page, "bars", "Take away").click()
    found = Axe().run(page).response["violations"]
    serious = [fault for fault in found if fault["impact"] in {"serious", "critical"}]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in serious] == []


def test_nothing_is_asked_of_another_host(browser: Browser, elements: Server) -> None:
    context = browser.new_context(viewport=WIDE)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(elements.url)
    expect(plot(page, "world").locator(".choroplethlayer path").first).to_be_attached(timeout=30_000)
    saved(page, picture(page, "world", "PNG"))
    hosted = (elements.url, "data:", "blob:")
    assert [url for url in asked if not url.startswith(hosted)] == []
    assert any("/assets/geo-" in url for url in asked)
    context.close()


def test_the_room_for_a_card_is_kept_before_it_is_drawn(browser: Browser, elements: Server) -> None:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    held: list[Route] = []
    page.route("**/chart.js", lambda route: held.append(route))
    page.goto(elements.url, wait_until="commit")  # a document is not loaded while something of it is held
    room = page.locator(".st-key-bars")
    eventually(page, lambda: bool(held) and height_of(room) > 0, seconds=30)
    reserved = height_of(room)
    for route in held:
        route.continue_()
    page.unroute("**/chart.js")
    expect(plot(page, "bars").locator(".main-svg").first).to_be_visible()
    eventually(page, lambda: abs(height_of(room) - reserved) <= 3)
    context.close()


# What the tests above stand on


def eventually(page: Page, condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        page.evaluate("() => new Promise(requestAnimationFrame)")  # whatever changes, changes a frame


def axis_range(target: Locator) -> list[Any]:
    return list(target.evaluate("node => node._fullLayout.xaxis.range"))


def longest_axis(target: Locator) -> float:
    return float(target.evaluate("node => node._fullLayout.xaxis.range[1]"))


def faded(target: Locator) -> int:
    return int(
        target.evaluate(
            "node => [...node.querySelectorAll('.trace .point path')]"
            ".filter(path => path.style.opacity < 1).length"
        )
    )


def height_of(target: Locator) -> float:
    box = target.bounding_box()
    return box["height"] if box else 0


def position(target: Locator) -> float:
    box = target.bounding_box()
    assert box is not None
    return box["y"]


def drag_across(page: Page, target: Locator) -> None:
    target.scroll_into_view_if_needed()
    box = target.locator(".nsewdrag").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=5)
    page.mouse.up()


def swipe_up(page: Page, x: float, y: float) -> None:
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for way in range(15, 151, 15):
        finger.send(
            "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - way}]}
        )
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
