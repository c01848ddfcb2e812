"""A whole snapshot, written by the command and served by a plain web server below a folder of its own."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pages.menu import MENU
from peace_ledger.settings import variable
from tests.asked import ask
from tests.browser.reading import LOOKS, Reader, unharmed
from tests.pages import open_page
from tests.server import ROOT

pytestmark = pytest.mark.browser

LIVE = "https://ledger.example.org"
PAGES = [page.path for page in MENU if not page.needs_server and page.path != "processes"]
FOLDER = "archive"
FILTERS = [("from", "2024-04-19"), ("to", "2024-04-20")]
AGREEMENT = "delimitation-agreement-2024-04-19"
DATA, CITATIONS = ("csv", "json", "parquet", "xlsx"), ("bib", "ris", "json")
DRAWN = """() => {
    const shown = part => part.querySelector('.pl-title')?.checkVisibility({ visibilityProperty: true });
    const drawn = plot => !plot.checkVisibility() || plot.querySelector('.main-svg');
    return [...document.querySelectorAll('.part')].every(shown)
        && [...document.querySelectorAll('.pl-plot')].every(drawn);
}"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a snapshot of two days."""
    folder = tmp_path_factory.mktemp("site") / FOLDER
    link = f"{LIVE}/reactions?{'&'.join('='.join(pair) for pair in FILTERS)}"
    command = [sys.executable, "-m", "peace_ledger", "snapshot", str(folder), "--filters", link]
    environment = os.environ | {variable("public_url"): LIVE}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf"{folder}: \d+ pages and \d+ other files, \d+ MB\n", done.stdout)
    assert "ScriptRunContext" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def origin(snapshot: Path) -> Iterator[str]:
    """Where a plain web server has it."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(snapshot.parent)))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}"
    site.shutdown()
    site.server_close()


class Document(HTMLParser):
    """What a page of the snapshot links to, and the messages that stand in it."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.messages: dict[str, dict[str, Any]] = {}
        self._within = False
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self._within = given.get("type") == "application/json"
        named = ("href", "src", "data-evidence")
        self.links += [value for name in named if (value := given.get(name)) and tag != "link"]
        self.links += [given["href"] or ""] if tag == "link" and given.get("rel") != "canonical" else []

    def handle_data(self, data: str) -> None:
        if self._within:
            message = json.loads(data)
            self.messages[message["id"]] = message

    def handle_endtag(self, _: str) -> None:
        self._within = False


def addresses(value: Any) -> Iterator[str]:
    """Every address in a message: of links, of files in each format, of what charts are drawn with."""
    if isinstance(value, list):
        for one in value:
            yield from addresses(one)
    if isinstance(value, dict):
        yield from (value[name] for name in ("href", "plotly") if isinstance(value.get(name), str))
        if "stem" in value:
            formats = (
                ("bib", "ris", "json") if "/cite_" in value["stem"] else ("csv", "json", "parquet", "xlsx")
            )
            yield from (f"{value['stem']}.{extension}" for extension in formats)
        for one in value.values():
            yield from addresses(one)


def pages_of(snapshot: Path) -> list[Path]:
    """All its pages."""
    return sorted(snapshot.glob("*.html"))


def test_every_page_stands_there_and_one_for_each_event_and_actor(snapshot: Path) -> None:
    names = {file.stem for file in pages_of(snapshot)}
    assert names >= {path or "index" for path in PAGES}
    assert f"events-{AGREEMENT}" in names
    assert {"actors-armenia", "actors-azerbaijan"} <= names


def test_no_link_is_dead_and_none_leads_elsewhere_than_said(snapshot: Path) -> None:
    for file in pages_of(snapshot):
        document = Document(file)
        read = json.loads((snapshot / "evidence" / f"{file.stem}.json").read_text(encoding="utf-8"))
        found = {*document.links, *addresses([*document.messages.values()]), *addresses(read)}
        found |= set(read["leads"].values())
        for address in found:
            url = urlsplit(address)
            if url.scheme:
                assert url.scheme in {"http", "https"}, (file.name, address)
            elif url.path:
                assert (snapshot / url.path).is_file(), (file.name, address)


def test_the_list_of_sums_has_every_file(snapshot: Path) -> None:
    lines = (snapshot / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: total for total, name in (line.split("  ", 1) for line in lines)}
    files = {file for file in snapshot.rglob("*") if file.is_file()} - {snapshot / "SHA256SUMS"}
    assert listed == {
        file.relative_to(snapshot).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files
    }


@pytest.mark.parametrize("path", PAGES)
def test_a_page_tells_what_the_live_page_tells(snapshot: Path, path: str) -> None:
    live = open_page(path, FILTERS)
    kept = Document(snapshot / f"{path or 'index'}.html").messages
    assert [name for name in kept if name != "page"] == list(live.cards)
    for name, message in live.cards.items():
        assert numbers(kept[name]) == numbers(message)
    assert live.session.title[0].value in (snapshot / f"{path or 'index'}.html").read_text(encoding="utf-8")


def numbers(message: dict[str, Any]) -> dict[str, Any]:
    """What a chart or list shows, without addresses, which a snapshot has of its own."""
    shown = {name: message.get(name) for name in ("title", "subtitle", "caption", "alt", "figure")}
    rows = message.get("rows") or message.get("table", {}).get("rows")
    return shown | {"rows": without_addresses(rows)}


def without_addresses(value: Any) -> Any:
    """The same with links as their text."""
    if isinstance(value, list):
        return [without_addresses(one) for one in value]
    if isinstance(value, dict):
        return {name: without_addresses(one) for name, one in value.items() if name != "href"}
    return value


def test_behind_each_mark_are_the_rows_that_the_live_ledger_finds(snapshot: Path) -> None:
    read = json.loads((snapshot / "evidence" / "reactions.json").read_text(encoding="utf-8"))
    assert len(read["opens"]) > 20
    for mark, opened in read["opens"].items():
        answer = ask("/api/v1/queries/evidence/reactions.json", *FILTERS, ("mark", mark))
        expected = [row["reaction_id"] for row in json.loads(answer.body)["rows"]]
        assert [read["rows"][place]["id"] for place in opened["rows"]] == expected, mark
        assert expected, mark


def test_its_files_have_the_rows_under_its_filters(snapshot: Path) -> None:
    text = (snapshot / "files" / "tables_reactions.csv").read_bytes().decode("utf-8-sig")
    days = [row["reacted_on"] for row in csv.DictReader(io.StringIO(text))]
    with (ROOT / "data" / "armenia-azerbaijan" / "reactions.csv").open(encoding="utf-8") as file:
        curated = [row["reacted_on"] for row in csv.DictReader(file)]
    assert sorted(days) == sorted(day for day in curated if "2024-04-19" <= day <= "2024-04-20")
    assert days


def opened(context: BrowserContext, origin: str, address: str, look: dict[str, Any]) -> Reader:
    """A reader at a page of the snapshot, when all of it is drawn."""
    one = Reader.of(context, origin, **look)
    one.page.goto(f"{origin}/{FOLDER}/{address}")
    drawn(one.page)
    return one


def drawn(page: Page) -> None:
    """Wait until all charts and lists are there."""
    page.wait_for_function(DRAWN, timeout=30_000)


@pytest.mark.parametrize("name", ["wide light", "phone dark"])
def test_pages_are_drawn_whole_without_a_fault(context: BrowserContext, origin: str, name: str) -> None:
    with unharmed() as readers:
        for address in ("index.html", f"events-{AGREEMENT}.html", "reactions.html"):
            one = opened(context, origin, address, LOOKS[name])
            readers.append(one)
            assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            faults = [
                (violation["id"], [node["target"] for node in violation["nodes"]][:3])
                for violation in Axe().run(one.page).response["violations"]
                if violation["impact"] in {"serious", "critical"}
            ]
            assert faults == []


def test_a_click_opens_the_rows_behind_a_mark_and_the_link_restores_them(
    context: BrowserContext, origin: str
) -> None:
    with unharmed() as readers:
        one = opened(context, origin, "reactions.html", LOOKS["wide light"])
        readers.append(one)
        one.card("How did the stances").get_by_role("button", name="Table").click()
        one.card("How did the stances").locator(".pl-open").first.click()
        panel = one.page.locator(".st-key-evidence")
        expect(panel.locator(".pl-title")).to_contain_text("behind “Stances by event”")
        expect(panel.locator("tbody tr").first).to_be_visible()
        (mark,) = one.query
        assert mark[0] == "mark"
        rows = panel.locator("tbody tr").count()

        other = opened(context, origin, one.page.url.rpartition("/")[2], LOOKS["phone dark"])
        readers.append(other)
        expect(other.page.locator(".st-key-evidence tbody tr")).to_have_count(rows)

        panel.get_by_role("button", name="Close the evidence").click()
        expect(panel).to_have_count(0)
        one.asks([])
        one.page.go_back()
        expect(panel.locator("tbody tr")).to_have_count(rows)


def test_an_event_in_the_list_leads_to_its_own_page(context: BrowserContext, origin: str) -> None:
    with unharmed() as readers:
        one = opened(context, origin, "events.html", LOOKS["wide light"])
        readers.append(one)
        one.card("All events").locator(".pl-open").first.click()
        one.page.wait_for_url(f"**/{FOLDER}/events-{AGREEMENT}.html")
        drawn(one.page)
        expect(one.page.get_by_role("navigation").get_by_role("link", name="Events")).to_have_attribute(
            "aria-current", "true"
        )


def test_data_and_citation_are_files_beside_it(context: BrowserContext, origin: str, snapshot: Path) -> None:
    with unharmed() as readers:
        one = opened(context, origin, "reactions.html", LOOKS["wide light"])
        readers.append(one)
        card = one.card("How did the stances")
        card.get_by_role("button", name="Take away").click()
        for name, kind in (("CSV: Numbers of this chart", "csv"), ("BibTeX: Cite", "bib")):
            with one.page.expect_download() as loading:
                card.get_by_role("link", name=name).click()
            loaded = Path(loading.value.path()).read_bytes()
            assert loaded == (snapshot / "files" / loading.value.suggested_filename).read_bytes()
            assert loading.value.suggested_filename.endswith(kind)
        expect(card.get_by_label("Permanent link")).to_have_value(re.compile(rf"^{LIVE}/reactions\?.*data="))
        with one.page.expect_download() as loading:
            card.get_by_role("button", name="SVG: Picture").click()
        assert b"<svg" in Path(loading.value.path()).read_bytes()


def test_without_scripts_titles_and_descriptions_are_read(browser: Browser, origin: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/{FOLDER}/reactions.html")
    expect(page.get_by_role("heading", name="How did the stances towards each event spread?")).to_be_visible()
    told = page.get_by_text("drawn by a script, which has not run")
    expect(told).to_have_css("height", re.compile(r"[1-9]\d+(\.\d+)?px"))
    context.close()
