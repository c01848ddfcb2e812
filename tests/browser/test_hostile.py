"""A package whose every text is an attack: nothing of it runs or becomes an element, and readers see it as it
is written.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.altered import copy, redescribe, rewrite
from tests.browser.reading import Reader, unharmed
from tests.server import running

pytestmark = pytest.mark.browser

SEED = "joint-statement-2023-12-07"
BLOCKS = "brussels-meeting-2021-12-14"
"""An event whose texts have several lines, each of which Markdown would make a block."""
ALL = (
    '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>[x](javascript:window.pwned=1) **b**'
    ' $x^2$ "quotes" @ink'
)
TEXTS = (
    ALL,
    '<img src=x onerror="window.pwned=1">',
    "<script>window.pwned=1</script>",
    '<b>bold</b><a href="javascript:window.pwned=1">a</a>',
    "[x](javascript:window.pwned=1) ![y](x)",
    "**b** _i_ `c` ~~s~~ :red[r] :smile: $x^2$",
    "# heading\n===\n- item\n\n    code",
    "&lt;i&gt; &amp; %{x} {y} \\ 'single' \"double\"",
)
FREE = {
    "sources": ("title", "publisher"),
    "actors": ("name",),
    "events": ("title", "place", "summary"),
    "reactions": ("speaker", "speaker_role", "summary"),
    "releases": ("place", "summary"),
    "detentions": ("reported_by", "summary"),
    "commitments": ("summary",),
    "commitment_updates": ("summary",),
}
TOKEN = "@ink"  # noqa: S105
"""The whole name of one actor: in a figure, colours are named so."""


def hostile(folder: Path) -> Path:
    """Put attacks into every text of a package that a page can show, those of its descriptor included."""
    for table, columns in FREE.items():
        rewrite(
            folder,
            table,
            lambda rows, columns=columns: [attacked(n, row, columns) for n, row in enumerate(rows)],
        )
    rewrite(
        folder,
        "events",
        lambda rows: [row | ({"title": ALL} if row["event_id"] == SEED else {}) for row in rows],
    )
    rewrite(
        folder,
        "actors",
        lambda rows: [row | ({"name": TOKEN} if row["actor_id"] == "france" else {}) for row in rows],
    )
    rewrite(
        folder,
        "reactions",
        lambda rows: [row | ({"key_phrase": ALL} if row["key_phrase"] else {}) for row in rows],
    )
    rewrite(
        folder,
        "sources",
        lambda rows: [
            row | ({"url": f'{row["url"]}?"><img/src=x/onerror=window.pwned=1>'} if row["url"] else {})
            for row in rows
        ],
    )
    redescribe(folder, hostile_words)
    return folder


def attacked(number: int, row: dict[str, str], columns: tuple[str, ...]) -> dict[str, str]:
    text = f"{TEXTS[number % len(TEXTS)]} {number}"
    return row | {column: text for column in columns if row[column]}


def hostile_words(package: dict[str, Any]) -> None:
    package["title"] = ALL
    for party in package["parties"]:
        party["label"] = f"<b>{party['label']}</b> **x**"
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            for number, category in enumerate(field.get("categories", ())):
                category["label"] = f"{TEXTS[1 + number % 3]} {category['value']}"


class Target(Reader):
    """A reader who also notes dialogs and requests that only an attack would make."""

    def watch(self) -> None:
        self.page.on("dialog", lambda dialog: (self.faults.append(dialog.message), dialog.dismiss()))
        self.page.on(
            "request", lambda request: re.search(r"/x$", request.url) and self.faults.append(request.url)
        )

    def hold(self) -> None:
        """Nothing has run, nothing from the data has become an element."""
        assert self.page.evaluate("window.pwned === undefined")
        for made in (
            "img[src$='/x']",
            "img[src='x']",
            "[onerror]",
            "a[href^='javascript' i]",
            "strong:text-is('b')",
        ):
            assert self.page.locator(made).count() == 0, made
        texts = "all => all.map(one => one.textContent)"
        scripts = self.page.locator("script:not([type='application/ld+json'])").evaluate_all(texts)
        assert not [script for script in scripts if "pwned" in script]
        # What machines read of the data is no script: a browser does not run it, and it cannot be left.
        data = self.page.locator("script[type='application/ld+json']").evaluate_all(texts)
        assert not [block for block in data if "<" in block]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the hostile package."""
    folder = hostile(copy(tmp_path_factory.mktemp("hostile") / "package"))
    log = tmp_path_factory.mktemp("log") / "log.txt"
    with running(log, env={"PEACE_LEDGER_DATA": str(folder)}) as server:
        assert server.ask("/healthz").status == 200
        yield server.url
        assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def target(context: BrowserContext, address: str) -> Iterator[Target]:
    with unharmed() as readers:
        one = Target.of(context, address)
        readers.append(one)
        one.watch()
        yield one
        one.hold()


VIEWS = ("/", "/reactions", "/releases", "/commitments", "/events", f"/events?event={SEED}")


@pytest.mark.parametrize("path", VIEWS)
def test_a_page_shows_attacks_as_text(target: Target, path: str) -> None:
    target.open(path)
    expect(target.page.locator(".st-key-masthead")).to_contain_text(ALL)
    expect(target.page.get_by_test_id("stException")).to_have_count(0)
    target.hold()
    expect(target.page.locator(".main-svg text").filter(has_text="window.pwned=1").first).to_be_attached()
    assert target.page.locator(".main-svg a").count() == 0
    texts = target.page.locator(".main-svg text").all_text_contents()
    assert [text for text in texts if "bold" in text and "<b>bold" not in text] == []
    assert [text for text in texts if re.fullmatch(r"#[0-9A-F]{6}", text)] == []
    for button in target.page.get_by_role("button", name="Table", exact=True).all():
        button.click()
    target.hold()
    listed = " ".join(target.page.locator(".pl-card td, .pl-card th").all_text_contents())
    assert all(attack in listed for attack in TEXTS[1:4])


@pytest.mark.parametrize(
    "path", ["/actors", "/actors?actor=united-states&with=russia", "/sources", "/method"]
)
def test_a_page_of_lists_shows_attacks_as_text(target: Target, path: str) -> None:
    target.open(path)
    expect(target.page.get_by_test_id("stException")).to_have_count(0)
    target.hold()
    listed = " ".join(target.page.locator(".pl-card td, .pl-card th").all_text_contents())
    assert all(attack in listed for attack in TEXTS[1:3])


def test_the_page_of_an_event_shows_its_texts_as_they_are(target: Target) -> None:
    target.open(f"/events?event={BLOCKS}")
    title = " ".join(TEXTS[6].split())
    main = target.page.get_by_test_id("stMain")
    expect(main.get_by_role("heading", level=2).first).to_contain_text(title)
    assert main.locator("code, pre, li:has-text('item'), h1:has-text('heading')").count() == 0


def test_hover_evidence_and_filters_show_attacks_as_text(target: Target) -> None:
    target.open(f"/reactions?event={SEED}&actor=france&actor=united-states&mark=stance_by_event~{SEED}~")
    card = target.card("How did the stances towards each event spread?")
    card.locator(".barlayer .point path").first.hover(force=True)
    hover = card.locator(".hoverlayer .hovertext")
    expect(hover).to_contain_text(f"{TEXTS[1]} supports: ")
    assert hover.locator("a").count() == 0

    evidence = target.page.locator(".st-key-evidence")
    expect(evidence.locator(".pl-title")).to_contain_text(ALL)
    rows = evidence.locator("tbody tr")
    expect(rows.filter(has_text=f"“{ALL}”").first).to_be_visible()
    expect(rows.filter(has=target.page.get_by_text(TOKEN, exact=True)).first).to_be_visible()
    links = rows.locator("a[target=_blank]").evaluate_all("all => all.map(one => one.href)")
    assert links
    attack = r"%22%3E%3Cimg/src=x/onerror=window\.pwned=1%3E"
    assert all(re.fullmatch(rf"https?://[^\s\"<>]+{attack}", link) for link in links)

    sidebar = target.page.get_by_test_id("stSidebar")
    expect(sidebar).to_contain_text(ALL)
    expect(sidebar).to_contain_text(TOKEN)
    sidebar.get_by_role("combobox", name="Events").click()
    expect(target.page.get_by_role("option").first).to_be_visible()
    options = target.page.get_by_role("option").all_text_contents()
    assert all([option for option in options if text in option] for text in TEXTS[1:4])
