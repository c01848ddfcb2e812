"""Taking away what a page of the real program shows: files, pictures, and the link that brings it back."""

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from tests.browser.reading import PHONE, WIDE, Reader
from tests.server import Server

pytestmark = pytest.mark.browser

VIEW = "/reactions?from=2023-12-01&actor=european-union"


def saved(reader: Reader, target: Locator) -> tuple[str, bytes]:
    """Press, and read the file that comes."""
    with reader.page.expect_download() as download:
        target.press("Enter")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def opened(reader: Reader, title: str) -> Locator:
    """What can be taken away of a card, opened by keyboard."""
    card = reader.card(title)
    card.get_by_role("button", name="Take away").press("Enter")
    return card.get_by_role("group", name="Take away")


def test_files_and_link_give_what_the_chart_shows(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport=WIDE)
    reader = Reader.of(context, server.url)
    reader.open(VIEW)
    title = reader.page.locator("section.pl-card .pl-title").first.inner_text()
    subtitle = reader.card(title).locator(".pl-subtitle").inner_text()
    taken = opened(reader, title)

    name, content = saved(reader, taken.get_by_role("link", name="CSV: Rows behind it, with sources"))
    assert name.startswith("peace-ledger_reactions_")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert f"{len(rows)} reactions" in subtitle
    assert all(row["reacted_on"] >= "2023-12-01" for row in rows)

    name, content = saved(reader, taken.get_by_role("link", name="CSL-JSON: Cite"))
    (item,) = json.loads(content)
    link = taken.get_by_role("textbox", name="Permanent link").input_value()
    assert item["URL"] == link
    assert link.startswith(f"{server.url}/reactions?")
    assert link in taken.locator(".pl-citation").inner_text()

    name, content = saved(reader, taken.get_by_role("button", name="SVG: Picture"))
    assert all(part in content.decode() for part in (title, "data version", f"{server.url}/reactions?"))

    another = browser.new_context(viewport=PHONE)
    fresh = Reader.of(another, server.url)
    fresh.open(link.removeprefix(server.url))
    fresh.sees(reader.seen())
    assert reader.faults == fresh.faults == []
    another.close()
    context.close()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/reactions?chart=stance_map", "Where did states stand"),
        ("/?chart=last_changes", "became known last"),
    ],
)
def test_a_link_leads_to_its_chart(
    browser: Browser, server: Server, address: str, title: str, viewport: ViewportSize
) -> None:
    context = browser.new_context(viewport=viewport)
    reader = Reader.of(context, server.url)
    reader.open(address)
    expect(reader.page.locator("section.pl-card .pl-title").filter(has_text=title)).to_be_in_viewport()
    assert reader.faults == []
    context.close()


def test_the_evidence_is_cited_with_its_mark(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport=WIDE)
    reader = Reader.of(context, server.url)
    reader.open("/reactions?mark=stance_by_event~joint-statement-2023-12-07~welcomes")
    evidence = reader.page.locator(".st-key-evidence section.pl-card")
    evidence.get_by_role("button", name="Take away").press("Enter")
    link = evidence.get_by_role("textbox", name="Permanent link").input_value()
    seen = reader.seen()
    reader.open(link.removeprefix(server.url))
    reader.sees(seen)
    expect(evidence).to_be_visible()
    assert reader.faults == []
    context.close()
