"""Every page without a mouse and without looking: as a screen reader hears it, and by keyboard alone."""

import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.heard import CONTROLS, heard
from tests.browser.reading import PATHS, OpenReader, Reader
from tests.pages import open_page

pytestmark = pytest.mark.browser

SEED = "joint-statement-2023-12-07"
VIEWS = (*PATHS, f"/events?event={SEED}", "/actors?actor=european-union&with=russia")


# By ear


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_is_heard_in_order(standing: Callable[[str], Reader], view: str) -> None:
    one = standing(view)
    whole = heard(one.page)
    assert one.page.evaluate("document.documentElement.lang") == "en"
    assert one.page.title().endswith(" · Peace Ledger")
    # No filter cuts a query of the reader's own.
    filters = [] if view == "/query" else [("complementary", "Filters")]
    assert [(mark.role, mark.name) for mark in whole.all("complementary", "main", "navigation")] == [
        *filters,
        ("main", ""),
        ("navigation", "Pages"),
    ]
    headings = list(whole.all("heading"))
    assert [heading.level for heading in headings].count(1) == 1
    main = next(whole.all("main"))
    levels = [heading.level for heading in main.all("heading")]
    assert levels[0] == 1
    assert all(lower <= upper + 1 for upper, lower in pairwise(levels)), levels
    assert all(heading.name for heading in headings)


@pytest.mark.parametrize("view", VIEWS)
def test_everything_on_a_page_has_a_name_of_its_own(standing: Callable[[str], Reader], view: str) -> None:
    one = standing(view)
    whole = heard(one.page)
    assert [control.role for control in whole.all(*CONTROLS) if not control.name] == []
    cards = list(whole.all("region"))
    assert len(cards) == one.page.locator(".pl-card, section.pl-query").count()
    assert [card.name for card in cards] == [next(card.all("heading")).name for card in cards]
    for card in cards:
        buttons = Counter(button.name for button in card.all("button"))
        assert {name: count for name, count in buttons.items() if count > 1} == {}, card.name
        targets = {(link.name, link.url) for link in card.all("link")}
        twice = Counter(name for name, _ in targets)
        assert {name: count for name, count in twice.items() if count > 1} == {}, card.name


@pytest.mark.parametrize("view", VIEWS)
def test_charts_and_tables_are_told_in_words(standing: Callable[[str], Reader], view: str) -> None:
    one = standing(view)
    whole = heard(one.page)
    plots = one.page.locator(".pl-plot:visible")
    alts = [plot.get_attribute("aria-label") or "" for plot in plots.all()]
    assert [image.name for image in whole.all("image", "img")] == alts
    assert all(re.search(r"\d", alt) for alt in alts), alts
    walked = {way.name: way.description for way in whole.all("application")}
    for card in whole.all("region"):
        for image in card.all("image", "img"):
            assert walked.get(card.name, image.name).startswith(image.name)
    for table in whole.all("table"):
        assert table.name
        assert next(table.all("columnheader"), None)
        assert next(table.all("rowheader"), None)


def test_the_table_of_every_chart_is_a_table_with_heads(reader: OpenReader) -> None:
    one = reader()
    one.open("/commitments")
    buttons = one.page.get_by_role("button", name="Table", exact=True)
    for button in buttons.all():
        button.click()
    regions = [card for card in heard(one.page).all("region") if next(card.all("table"), None)]
    outer = [card for card in regions if not card.name.startswith("Table: ")]
    assert len(outer) == buttons.count() + 1  # the list of all commitments
    for card in outer:
        (table,) = card.all("table")
        assert table.name == card.name
        assert next(table.all("columnheader"), None)
        assert next(table.all("rowheader"), None)
        names = Counter(button.name for button in table.all("button"))
        assert max(names.values()) == 1, names.most_common(3)


# By keyboard


@pytest.mark.parametrize("view", ["/", "/reactions", "/method"])
def test_the_tab_key_goes_through_the_page_in_reading_order(reader: OpenReader, view: str) -> None:
    one = reader()
    one.open(view)
    stops: list[dict[str, Any]] = []
    for _ in range(400):
        one.page.keyboard.press("Tab")
        stop = one.page.evaluate(FOCUSED)
        if stop is None or (stops and stop["first"]):
            break
        stops.append(stop)
    rooms = [stop["room"] for stop in stops]
    assert sorted(set(rooms), key=rooms.index) == list(dict.fromkeys(rooms))
    order = list(dict.fromkeys(rooms))
    assert order[0] == "skip"
    assert order.index("filters") < order.index("menu") < order.index("0")
    cards = [int(room) for room in rooms if room.isdigit()]
    assert cards == sorted(cards)
    assert set(cards) == set(range(one.page.locator(".pl-card").count()))
    assert [stop for stop in stops if not stop["seen"]] == []
    # How Streamlit shows the focus in its own fields is its own affair.
    ours = [stop for stop in stops if stop["room"].isdigit() or stop["room"] in ("menu", "filters")]
    assert [stop for stop in ours if not stop["marked"]] == []


FOCUSED = """() => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    const box = node.getBoundingClientRect();
    const card = node.closest('.pl-card');
    const room = card ? String([...document.querySelectorAll('.pl-card')].indexOf(card))
        : node.closest('.pl-masthead') ? 'menu'
        : node.closest('[data-testid="stSidebar"]') ? 'filters'
        : node.getAttribute('href') === '#stMain' ? 'skip' : 'else';
    return {
        room,
        what: node.outerHTML.slice(0, 160),
        first: room === 'skip',
        seen: box.width >= 8 && box.height >= 8 && box.bottom > 0 && box.top < innerHeight
            && node.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
        marked: getComputedStyle(node).outlineStyle === 'solid'
            && parseFloat(getComputedStyle(node).outlineWidth) >= 2,
    };
}"""


@pytest.mark.parametrize(
    ("path", "chart"),
    [
        ("reactions", "stance_by_event"),  # bars
        ("reactions", "reaction_speed"),  # points
        ("reactions", "actor_by_event"),  # a grid
        ("reactions", "stance_map"),  # a map
        ("", "timeline"),  # lanes
        ("commitments", "lifelines"),  # several points for one mark
    ],
)
def test_the_keyboard_reaches_every_mark_of_a_chart(
    standing: Callable[[str], Reader], path: str, chart: str
) -> None:
    card = open_page(path).cards[chart]
    wanted = Counter(words for _, words in boxes(card["figure"]))
    one = standing(f"/{path}")
    way = one.card(card["title"]).locator(".pl-walk")
    way.focus()
    one.page.keyboard.press("Home")
    reached = [announced(one)]
    total = int(re.search(r"1 of (\d+)\.$", reached[0])[1])  # type: ignore[index]
    for _ in range(total - 1):
        one.page.keyboard.press("ArrowRight")
        reached.append(announced(one))
    assert [text.rsplit(". ", 1)[1] for text in reached] == [f"{i} of {total}." for i in range(1, total + 1)]
    assert Counter(letters(text.rsplit(". ", 1)[0]) for text in reached) == wanted
    expect(one.card(card["title"]).locator(".hoverlayer .hovertext")).to_be_visible()
    last = reached[-1]
    one.page.keyboard.press("ArrowRight")
    assert announced(one) == last
    expect(way.locator(".pl-ring")).to_be_visible()
    one.page.keyboard.press("Escape")
    expect(way.locator(".pl-ring")).to_be_hidden()


def boxes(figure: dict[str, Any]) -> set[tuple[str, str]]:
    """Each mark of a figure with each text that its hover box can have there."""
    found = set()
    for trace in figure["data"]:
        if trace.get("hoverinfo") != "skip" and trace.get("customdata"):
            found |= set(zip(flat(trace["customdata"]), flat(trace["hovertext"]), strict=True))
    return {(mark, letters(unescape(re.sub(r"<[^>]+>", "", text)))) for mark, text in found if mark}


def flat(values: Any) -> list[Any]:
    """The values of a list, or of a list of lists."""
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def letters(text: str) -> str:
    """Without spaces and commas, which a voice sets otherwise than a box."""
    return re.sub(r"[\s,]", "", text)


def announced(one: Reader) -> str:
    """What the page has said last."""
    return one.page.locator("#pl-voice").text_content() or ""


@pytest.mark.parametrize(
    ("path", "title", "begin"),
    [
        ("/reactions", "How did the stances towards each event spread?", "Joint statement"),
        ("/reactions", "Half of the dated reactions came within", "Azerbaijan"),
        ("/reactions", "Who took which stance towards what?", "Russia"),
        ("/reactions", "Where did states stand on", "United States"),
        ("/", "What happened when, and what came of it?", "13 Dec 2023"),
    ],
    ids=["bars", "points", "grid", "map", "lanes"],
)
def test_enter_opens_the_rows_that_a_click_opens(
    reader: OpenReader, path: str, title: str, begin: str
) -> None:
    one = reader()
    one.open(path)
    walk_to(one, title, begin)
    one.page.keyboard.press("Enter")
    by_keyboard = opened(one)
    one.page.keyboard.press("Enter")
    one.page.wait_for_url(lambda url: "mark=" not in url)
    one.settle()

    one.click_middle(one.card(title).locator(".pl-ring"))
    assert opened(one) == by_keyboard


def walk_to(one: Reader, title: str, begin: str) -> None:
    """Go to the first mark of a chart whose words begin so."""
    way = one.card(title).locator(".pl-walk")
    expect(way).to_be_visible()
    way.focus()
    while not announced(one).startswith(begin):
        before = announced(one)
        one.page.keyboard.press("ArrowRight")
        assert announced(one) != before, f"no mark begins with {begin}"


def opened(one: Reader) -> tuple[str, list[str], list[tuple[str, str]]]:
    """The evidence that is open: title, rows, address."""
    one.page.wait_for_url("**mark=**")
    card = one.page.locator(".st-key-evidence .pl-card")
    expect(card.locator("tbody tr").first).to_be_visible()
    one.settle()
    return (
        card.locator(".pl-title").text_content() or "",
        card.locator("tbody tr").all_text_contents(),
        one.query,
    )


def test_a_reader_gets_to_the_evidence_and_back_to_the_mark(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions")
    way = one.card("How did the stances towards each event spread?").locator(".pl-walk")
    way.focus()
    one.page.keyboard.press("ArrowRight")
    before = announced(one)
    one.page.keyboard.press("Enter")
    title = opened(one)[0]
    expect(one.page.locator("#pl-voice")).to_have_text(f"{title}: listed below.")
    expect(way).to_be_focused()
    one.page.keyboard.press("Tab")
    jump = one.page.get_by_role("button", name="Go to the rows")
    expect(jump).to_be_focused()
    expect(jump).to_be_in_viewport()
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_role("region", name=title)).to_be_focused()

    closes_and_returns_to(one, way)
    expect(one.page.locator("#pl-voice")).to_have_text(before)
    one.page.keyboard.press("Enter")
    opened(one)
    one.page.keyboard.press("Enter")
    expect(one.page.locator("#pl-voice")).to_have_text("The rows are closed.")
    expect(way).to_be_focused()


@pytest.mark.parametrize("title", ["How did the stances towards each event spread?", "All reactions"])
def test_a_reader_gets_to_the_evidence_of_a_row_and_back(reader: OpenReader, title: str) -> None:
    one = reader()
    one.open("/reactions")
    card = one.card(title)
    if card.locator(".pl-plot").count():
        card.get_by_role("button", name="Table", exact=True).click()
    row = card.locator(".pl-open").nth(3)
    row.focus()
    one.page.keyboard.press("Enter")
    opened(one)
    expect(row).to_be_focused()
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Enter")
    expect(one.page.locator(".st-key-evidence .pl-card")).to_be_focused()
    closes_and_returns_to(one, row)


def closes_and_returns_to(one: Reader, place: Locator) -> None:
    """Close the evidence by keyboard."""
    one.page.get_by_role("button", name="Close the evidence").focus()
    one.page.keyboard.press("Enter")
    one.page.wait_for_url(lambda url: "mark=" not in url)
    expect(place).to_be_focused()


# Seen in other ways


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_flows_in_320_px_and_its_targets_can_be_hit(
    standing: Callable[[str], Reader], view: str
) -> None:
    one = standing(view)
    one.page.set_viewport_size({"width": 320, "height": 640})
    one.page.wait_for_function("document.documentElement.scrollWidth <= 320")
    assert one.page.evaluate(TOO_SMALL) == []


# Links inside a text may be as high as its lines.
TOO_SMALL = """() => [...document.querySelectorAll('.pl-card :is(button, input, summary)')]
    .filter(node => node.checkVisibility() && getComputedStyle(node).clipPath === 'none')
    .map(node => [node.outerHTML.slice(0, 120), node.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([node, box]) => `${node} ${box.width} ${box.height}`)"""


def test_the_ring_stands_out_in_forced_colours(reader: OpenReader) -> None:
    one = reader(forced_colors="active")
    one.open("/reactions")
    way = one.card("How did the stances towards each event spread?").locator(".pl-walk")
    way.focus()
    one.page.keyboard.press("ArrowRight")
    expect(way.locator(".pl-ring")).to_have_css("outline-style", "solid")
    assert way.locator(".pl-ring").evaluate("ring => getComputedStyle(ring).outlineWidth") == "2px"
