"""Taking away what a page of the real program shows: files, pictures, and the link that brings it back."""

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.browser.reading import PHONE, WIDE, OpenReader, Reader

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


def test_files_and_link_give_what_the_chart_shows(reader: OpenReader) -> None:
    one = reader()
    one.open(VIEW)
    title = one.page.locator("section.pl-card .pl-title").first.inner_text()
    subtitle = one.card(title).locator(".pl-subtitle").inner_text()
    taken = opened(one, title)

    name, content = saved(one, taken.get_by_role("link", name="CSV: Rows behind it, with sources"))
    assert name.startswith("peace-ledger_reactions_")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert f"{len(rows)} reactions" in subtitle
    assert all(row["reacted_on"] >= "2023-12-01" for row in rows)

    notebook = taken.get_by_role("button", name="Notebook: Rows behind it, with sources")
    notebook.press("Enter")
    code = taken.get_by_role("group", name="How to read this in a notebook")
    assert f'pd.read_parquet(\n    "{one.origin}/api/v1/tables/reactions.parquet?' in code.inner_text()
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    code.get_by_role("button", name="Copy: Python, pandas").press("Enter")
    expect(taken.get_by_role("status")).to_have_text("Copied.")
    assert one.page.evaluate("navigator.clipboard.readText()") == code.locator("pre").first.inner_text()
    notebook.press("Enter")
    expect(code).to_have_count(0)

    name, content = saved(one, taken.get_by_role("link", name="CSL-JSON: Cite"))
    (item,) = json.loads(content)
    link = taken.get_by_role("textbox", name="Permanent link").input_value()
    assert item["URL"] == link
    assert link.startswith(f"{one.origin}/reactions?")
    assert link in taken.locator(".pl-citation").inner_text()

    taken.get_by_role("button", name="Copy code").press("Enter")
    expect(taken.get_by_role("status")).to_have_text("Copied.")
    frame = one.page.evaluate("navigator.clipboard.readText()")
    assert frame == taken.get_by_role("textbox", name="Code for your page").input_value()
    assert frame.startswith(f'<iframe src="{one.origin}/reactions?')

    name, content = saved(one, taken.get_by_role("button", name="SVG: Picture"))
    assert all(part in content.decode() for part in (title, "data version", f"{one.origin}/reactions?"))

    fresh = reader(stranger=True, viewport=PHONE)
    fresh.open(link.removeprefix(one.origin))
    fresh.sees(one.seen())


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/reactions?chart=stance_map", "Where did states stand"),
        ("/?chart=last_changes", "became known last"),
    ],
)
def test_a_link_leads_to_its_chart(
    reader: OpenReader, address: str, title: str, viewport: ViewportSize
) -> None:
    one = reader(viewport=viewport)
    one.open(address)
    expect(one.page.locator("section.pl-card .pl-title").filter(has_text=title)).to_be_in_viewport()


def test_the_evidence_is_cited_with_its_mark(reader: OpenReader) -> None:
    one = reader()
    one.open("/reactions?mark=stance_by_event~joint-statement-2023-12-07~welcomes")
    evidence = one.page.locator(".st-key-evidence section.pl-card")
    evidence.get_by_role("button", name="Take away").press("Enter")
    link = evidence.get_by_role("textbox", name="Permanent link").input_value()
    seen = one.seen()
    one.open(link.removeprefix(one.origin))
    one.sees(seen)
    expect(evidence).to_be_visible()
