"""The real pages in a real browser: drawn without a fault, filtered, linked, clicked, read by machine."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.reading import LOOKS, PATHS, SEEN, OpenReader, Reader

pytestmark = pytest.mark.browser

SEED = "joint-statement-2023-12-07"


@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_drawn_fits_and_can_be_read_by_machine(reader: OpenReader, path: str, size: str) -> None:
    one = reader(**LOOKS[f"{size} light"])
    one.open(path)
    expect(one.page.get_by_role("heading", level=1)).to_have_count(1)
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert one.page.get_by_test_id("stException").count() == 0
    assert serious_faults(one) == []
    light = one.page.evaluate(GROUND)
    one.page.emulate_media(color_scheme="dark")
    one.page.wait_for_function(f"light => ({GROUND})() !== light", arg=light)
    one.settle()
    assert serious_faults(one) == []


GROUND = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


def serious_faults(one: Reader) -> list[tuple[str, list[Any]]]:
    """What axe finds on the page as it stands."""
    return [
        (violation["id"], [node["target"] for node in violation["nodes"]][:3])
        for violation in Axe().run(one.page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("path", ["/", "/reactions", "/actors"])
def test_filters_change_page_and_address_and_the_address_restores_them(reader: OpenReader, path: str) -> None:
    one = reader()
    one.open(path)
    before = one.seen()
    one.choose("Actors", "European Union", "European Union ·")
    one.page.wait_for_url("**actor=european-union**")
    one.page.wait_for_function(f"text => ({SEEN})() !== text", arg=before)
    one.settle()
    by_actor = one.seen()

    one.page.get_by_test_id("stSidebar").get_by_role("combobox", name="Period").click()
    one.page.get_by_role("option", name="2023").click()
    one.page.wait_for_url("**to=2023-12-31**")
    one.asks([("from", "2023-01-01"), ("to", "2023-12-31"), ("actor", "european-union")])
    other = reader(stranger=True)
    other.open(one.page.url.removeprefix(one.origin))
    one.sees(other.seen())
    assert one.seen() != by_actor

    one.page.go_back()
    one.page.wait_for_url(lambda url: "from=" not in url)
    one.asks([("actor", "european-union")])
    one.sees(by_actor)


def test_the_menu_keeps_the_filters_and_drops_the_open_mark(reader: OpenReader) -> None:
    one = reader()
    one.open(f"/reactions?event={SEED}&stance=welcomes&mark=stance_by_event~{SEED}~welcomes")
    expect(one.page.locator(".st-key-evidence")).to_be_visible()
    one.page.get_by_role("navigation", name="Pages").get_by_role("link", name="Releases").click()
    one.page.wait_for_url("**/releases?**")
    one.settle()
    one.asks([("event", SEED), ("stance", "welcomes")])


def test_a_click_on_a_bar_lists_the_rows_behind_it(reader: OpenReader) -> None:
    one = reader()
    one.open(f"/reactions?event={SEED}")
    bar = one.card("How did the stances towards each event spread?").locator(".barlayer .point path").first
    one.click_middle(bar)
    one.page.wait_for_url("**mark=stance_by_event**")
    evidence = one.page.locator(".st-key-evidence")
    expect(evidence.locator("tbody tr").first).to_be_visible()
    stance = dict(one.query)["mark"].rsplit("~", 1)[1]
    shown = evidence.locator("tbody tr")
    assert all(stance.capitalize() in text for text in shown.all_text_contents())
    linked = evidence.locator("tbody tr:has(a[href^='https://'])").count()
    assert linked + evidence.locator("tbody tr", has_text="no address known").count() == shown.count()

    evidence.get_by_role("button", name="Close the evidence").click()
    one.page.wait_for_url(lambda url: "mark=" not in url)
    expect(evidence).to_have_count(0)


@pytest.mark.parametrize("look", ["wide light", "phone light"])
def test_evidence_just_chosen_comes_into_sight_and_that_of_a_link_stays(
    reader: OpenReader, look: str
) -> None:
    one = reader(**LOOKS[look])
    one.open("/reactions")
    bar = one.card("How did the stances towards each event spread?").locator(".barlayer .point path").nth(3)
    one.click_middle(bar)
    title = one.page.locator(".st-key-evidence .pl-title")
    expect(title).to_be_in_viewport()

    other = reader(**LOOKS[look])
    other.open(one.page.url.removeprefix(one.origin))
    expect(other.page.locator(".st-key-evidence .pl-title")).to_be_visible()
    assert other.page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0


def test_the_legend_of_the_timeline_is_grouped_by_lane(reader: OpenReader) -> None:
    one = reader()
    one.open("/")
    legend = one.card("What happened when, and what came of it?").locator(".pl-legend")
    expect(legend.locator(".pl-legend-title")).to_have_text(
        ["Handovers", "Updates on commitments", "Reactions"]
    )
    expect(legend.get_by_role("list", name="Reactions").get_by_role("listitem")).to_have_text(
        ["Supports", "Welcomes", "Cautious", "Neutral", "Critical", "Rejects", "Low confidence"]
    )


def test_a_row_of_a_list_opens_its_evidence_by_keyboard(reader: OpenReader) -> None:
    one = reader()
    one.open(f"/reactions?event={SEED}")
    one.card("All reactions").locator(".pl-open").first.focus()
    one.page.keyboard.press("Enter")
    one.page.wait_for_url("**mark=reaction_list**")
    expect(one.page.locator(".st-key-evidence tbody tr")).to_have_count(1)


def test_what_a_link_asks_in_vain_is_named_in_one_sentence(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions?stance=rejects&actor=atlantis&colour=%3Cb%3Ered%3C/b%3E&from=2023-02-30")
    alert = one.page.get_by_test_id("stAlert")
    for part in ("actor = “atlantis”", "colour = “<b>red</b>”", "from = “2023-02-30”"):
        expect(alert).to_contain_text(part)
    one.asks([("stance", "rejects")])


def test_a_theme_that_changes_redraws_the_charts(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions")
    legend = one.page.locator(".pl-legend .pl-swatch path").first
    light = legend.get_attribute("fill")
    one.page.emulate_media(color_scheme="dark")
    expect(legend).not_to_have_attribute("fill", light or "")
