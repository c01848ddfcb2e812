"""The documentation as a site: it builds, leads nowhere else, and shows what a forge shows."""

import html
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from tests.server import ROOT

CONFIG = Path("docs/site/properdocs.yml")
OUTSIDE = ("benchmarks", "data")
"""Folders beside docs/ whose pages stand on the site."""
MARKS = r"<(h[1-6]|li|ul|ol|pre|table|th|td|strong|em|img)\b"


def build(root: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of a copy of the repository."""
    command = [sys.executable, "-m", "properdocs", "build", "--config-file", str(root / CONFIG)]
    return subprocess.run(
        [*command, "--site-dir", str(out)], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site."""
    out = tmp_path_factory.mktemp("site")
    built = build(ROOT, out)
    assert built.returncode == 0, built.stderr
    return out


def source_of(page: Path, site: Path) -> Path:
    """The Markdown that a page was made from."""
    place = page.relative_to(site).with_suffix(".md")
    base = ROOT if place.parts[0] in OUTSIDE else ROOT / "docs"
    return base / place if (base / place).is_file() else base / place.with_name("README.md")


def pages(site: Path) -> Iterator[tuple[Path, Path]]:
    """Every page that is made from Markdown, with its source."""
    for page in sorted(site.rglob("*.html")):
        if page.relative_to(site).as_posix() not in {"404.html", "search.html"}:
            yield page, source_of(page, site)


def test_every_page_of_the_docs_stands_on_the_site(site: Path) -> None:
    shown = {source for _, source in pages(site)}
    written = set((ROOT / "docs").rglob("*.md"))
    assert len(written) > 60
    assert written - shown == set()


def test_the_first_page_leads_to_every_other() -> None:
    """On a forge there is no menu. Decisions follow on one another."""
    docs = ROOT / "docs"
    first = (docs / "index.md").read_text(encoding="utf-8")
    others = [path.relative_to(docs) for path in docs.rglob("*.md") if path.parent.name != "decisions"]
    lost = [str(path) for path in others if f"]({path.as_posix()})" not in first]
    assert lost == ["index.md"]


class Addresses(HTMLParser):
    """What a page fetches without being asked (`fetched`), and where it leads (`links`)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Sort the addresses of an element."""
        given = dict(attrs)
        if src := given.get("src"):
            self.fetched.append(src)
        if href := given.get("href"):
            (self.links if tag == "a" else self.fetched).append(href)


def test_nothing_is_asked_of_another_host(site: Path) -> None:
    asked = {
        one for page in site.rglob("*.html") for one in Addresses(page.read_text(encoding="utf-8")).fetched
    }
    assert any(one.endswith("style.css") for one in asked)
    assert [one for one in asked if re.match(r"(?:[a-z]+:)?//", one)] == []
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert [one for one in re.findall(r"url\(\"?([^)\"]+)", styles) if not (site / one).is_file()] == []


def test_every_link_of_every_page_leads_to_a_file_of_the_site(site: Path) -> None:
    """Those of the theme too, at which the build does not look."""
    lost = []
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue  # served at any address, so that its links begin at the root
        found = Addresses(page.read_text(encoding="utf-8"))
        for address in (*found.fetched, *found.links):
            target = address.partition("#")[0]
            if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
                lost.append((page.name, address))
    assert lost == []


def form(rendered: str) -> tuple[Counter[str], str]:
    """How many of each element, and the text without blanks."""
    rendered = re.sub(r'<a class="headerlink".*?</a>', "", rendered)
    text = html.unescape(re.sub(r"<[^>]+>", "", rendered))
    return Counter(re.findall(MARKS, rendered)), "".join(text.split())


def test_each_page_is_what_a_forge_makes_of_it(site: Path) -> None:
    """Python-Markdown knows fewer lists than CommonMark."""
    forge = MarkdownIt("commonmark").enable("table")
    unlike = []
    for page, source in pages(site):
        match = re.search(r'<main id="content">(.*?)<footer>', page.read_text(encoding="utf-8"), re.DOTALL)
        assert match
        if form(match[1]) != form(forge.render(source.read_text(encoding="utf-8"))):
            unlike.append(source.relative_to(ROOT).as_posix())
    assert unlike == []


@pytest.mark.parametrize(
    ("place", "added", "told"),
    [
        ("docs/hosting.md", "[x](nowhere.md)", "link 'nowhere.md'"),
        ("docs/hosting.md", "[x](api.md#nowhere)", "anchor '#nowhere'"),
        ("docs/decisions/0006-checkers.md", "[x](../../benchmarks/nowhere.md)", "nowhere.md"),
        ("docs/alone.md", "# Alone", 'not included in the "nav"'),
    ],
)
def test_a_lost_link_or_page_breaks_the_build(tmp_path: Path, place: str, added: str, told: str) -> None:
    root = tmp_path / "copy"
    for folder in ("docs", "benchmarks", "data", "peace_ledger/frontend"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    with (root / place).open("a", encoding="utf-8") as file:
        file.write(f"\n{added}\n")
    built = build(root, tmp_path / "site")
    assert built.returncode == 1
    assert told in built.stderr


@pytest.mark.browser
def test_the_search_finds_a_page_and_asks_nobody_else(site: Path, browser: Browser) -> None:
    files = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(site)))
    own = f"http://127.0.0.1:{files.server_port}/"
    Thread(target=files.serve_forever, daemon=True).start()
    context = browser.new_context()
    try:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{own}decisions/0006-checkers.html")
        page.get_by_role("searchbox").fill("garbage collector")
        page.get_by_role("searchbox").press("Enter")
        found = page.locator("#properdocs-search-results a", has_text="Garbage is collected")
        found.first.click()
        page.wait_for_url(f"{own}decisions/0040-*")
        assert [url for url in asked if not url.startswith(own)] == []
    finally:
        context.close()
        files.shutdown()
        files.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_fits_a_telephone_in_light_and_dark(site: Path, browser: Browser, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    try:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        for one, _ in pages(site):
            page.goto(one.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, one
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(22, 24, 28)") is (scheme == "dark")
        assert faults == []
    finally:
        context.close()
