"""A package whose every text is an attack: nothing of it runs or becomes an element, and readers see it as it
is written.
"""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import BrowserContext, expect

from peace_ledger.state import PARAMETERS
from tests.altered import copy
from tests.browser.reading import PATHS, Reader, unharmed
from tests.hostile import ALL, BLOCKS, ENDING, MORE, SEED, TEXTS, TOKEN, hostile, hostile_ids, small
from tests.server import ROOT, Server, running

pytestmark = pytest.mark.browser


MADE = """() => {
    const scheme = /^[\\s\\u0000-\\u001f]*(?:javascript|vbscript|data:text)/i;
    const led = ["href", "src", "xlink:href", "action", "formaction", "srcdoc", "poster", "data"];
    const handles = (one) => [...one.attributes].some(({ name }) => name.startsWith("on"));
    const leads = (one) => led.some((name) => scheme.test(one.getAttribute(name) ?? ""));
    const beacon = "img[src*=beacon]:not([src^='/qr/'])"; // the code of an address is drawn by our server
    const foreign = `img[src$='/x'], img[src='x'], ${beacon}, base, iframe, meta[http-equiv=refresh]`;
    const away = (one) => /^https?:..(127.0.0.1:9|[w.]*evil.example)/.test(one.href);
    const said = (one) => encodeURI(one.textContent).replace(/^https?:../, "");
    const astray = (one) => away(one) && !one.href.includes(said(one));
    return [...document.querySelectorAll("*")]
        .filter((one) => handles(one) || leads(one) || one.matches(foreign) || astray(one))
        .map((one) => one.outerHTML.slice(0, 300));
}"""
"""Elements that only an attack can have made. An address in prose may be a link, to what it says alone."""


class Target(Reader):
    """A reader who also notes dialogs and requests that only an attack would make."""

    def watch(self) -> None:
        self.page.on("dialog", lambda dialog: (self.faults.append(dialog.message), dialog.dismiss()))
        self.page.on(
            "request", lambda request: re.search(r"/x$", request.url) and self.faults.append(request.url)
        )

    def hold(self) -> None:
        """Nothing has run, nothing from the data has become an element."""
        assert self.page.evaluate("window.pwned ?? null") is None
        assert self.page.evaluate(MADE) == []
        for made in ("strong:text-is('b')", "[aria-label='home icon']", ".katex"):
            assert self.page.locator(made).count() == 0, made
        texts = "all => all.map(one => one.textContent)"
        scripts = self.page.locator("script:not([type$='json'])").evaluate_all(texts)
        assert not [script for script in scripts if "pwned" in script]
        # What machines read of the data is no script: a browser does not run it, and it cannot be left.
        data = self.page.locator("script[type$='json']").evaluate_all(texts)
        assert not [block for block in data if "<" in block]

    def open_everything(self) -> None:
        """Unfold what a page has folded: what can be taken away, code for notebooks, panels of the bar."""
        for name in ("Take away", "Notebook"):
            for button in self.page.get_by_role("button", name=name, exact=True).all():
                button.click()
        bar = self.page.get_by_role("group", name="Share this page")
        for name in ("Cite", "Embed", "QR code"):
            for button in bar.get_by_role("button", name=name, exact=True).all():
                button.click()
                self.hold()

    def hover_everything(self) -> None:
        """Rest on a point of every chart."""
        for plot in self.page.locator(".pl-plot").all():
            plot.scroll_into_view_if_needed()
            for point in plot.locator(".point path, .textpoint, .choroplethlocation").all()[:1]:
                if box := point.bounding_box():
                    self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                    self.hold()


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
    target.hover_everything()
    for button in target.page.get_by_role("button", name="Table", exact=True).all():
        button.click()
    target.hold()
    listed = " ".join(target.page.locator(".pl-card td, .pl-card th").all_text_contents())
    assert all(attack in listed for attack in TEXTS[1:4])
    target.open_everything()
    target.hold()


@pytest.mark.parametrize(
    "path", ["/actors", "/actors?actor=united-states&with=russia", "/sources", "/method"]
)
def test_a_page_of_lists_shows_attacks_as_text(target: Target, path: str) -> None:
    target.open(path)
    expect(target.page.get_by_test_id("stException")).to_have_count(0)
    target.hold()
    listed = " ".join(target.page.locator(".pl-card td, .pl-card th").all_text_contents())
    assert all(attack in listed for attack in TEXTS[1:3])
    for box in target.page.get_by_role("searchbox").all():
        box.fill("<img src=x onerror=window.pwned=5>")
        target.hold()
        box.fill("")
    for row in target.page.locator(".pl-open").all()[:1]:
        row.click()
        target.settle()
        target.hold()
    target.open_everything()
    target.hold()


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
    expect(sidebar.get_by_role("option").first).to_be_visible()
    options = sidebar.get_by_role("option").all_text_contents()
    assert all([option for option in options if text in option] for text in TEXTS[1:4])


@pytest.mark.parametrize(
    "view",
    [*("/?embed=true", "/reactions?embed=true&chart=stance_by_event"), f"/events?event={SEED}&embed=true"],
)
def test_an_embed_shows_attacks_as_text(target: Target, view: str) -> None:
    target.open(view)
    expect(target.page.get_by_test_id("stException")).to_have_count(0)
    target.hover_everything()
    target.hold()


# Addresses

NAMES = [
    *(parameter.name for parameter in PARAMETERS),
    "embed_options",
    "unknown",
    "<svg onload=window.pwned=6>",
]


def attacking(first: int) -> str:
    """A query in which every parameter is an attack, begun with another one: the page names the first few."""
    ordered = NAMES[first:] + NAMES[:first]
    pairs = [
        (name, MORE[(place + first) % len(MORE)].replace("§", name)) for place, name in enumerate(ordered)
    ]
    return urlencode(pairs, quote_via=quote)


@pytest.mark.parametrize(("place", "path"), [*enumerate(PATHS)])
def test_every_parameter_of_an_address_is_shown_as_text(target: Target, place: int, path: str) -> None:
    fragment = quote("\"><svg onload=window.pwned='fragment'>")
    target.open(f"{path}?{attacking(place * 5 % len(NAMES))}#{fragment}")
    warning = target.page.get_by_role("alert").filter(has_text="Not taken over from the link")
    expect(warning).to_contain_text("“")
    assert target.page.get_by_test_id("stException").count() == 0
    target.open_everything()
    target.hold()


@pytest.mark.parametrize(
    "path",
    [
        "/<svg onload=window.pwned=7>",
        "/%22%3E%3Cimg%20src=x%20onerror=window.pwned=8%3E",
        "/javascript:window.pwned=9",
    ],
)
def test_a_path_is_no_markup(target: Target, path: str) -> None:
    target.open(path)
    target.hold()
    # Streamlit's client says so of every page that there is not.
    (said,) = target.faults
    assert said.startswith("The page that you have requested does not seem to exist.")
    target.faults.clear()


# Ids and a snapshot


@pytest.fixture(scope="module")
def all_of_it(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of which the ids are attacks too."""
    return hostile_ids(hostile(copy(tmp_path_factory.mktemp("ids") / "package")))


@pytest.fixture(scope="module")
def with_ids(all_of_it: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of it."""
    log = tmp_path_factory.mktemp("log") / "log.txt"
    with running(log, env={"PEACE_LEDGER_DATA": str(all_of_it)}) as server:
        yield server
        assert "Traceback" not in log.read_text(encoding="utf-8")


@contextmanager
def at(context: BrowserContext, origin: str) -> Iterator[Target]:
    """A reader of another site than that of `target`."""
    with unharmed() as readers:
        one = Target.of(context, origin)
        readers.append(one)
        one.watch()
        yield one
        one.hold()


OF_IDS = (
    *("/releases", f"/events?event={quote(SEED + ENDING)}", f"/actors?actor={quote('france' + ENDING)}"),
    f"/reactions?event={quote(SEED + ENDING)}&mark={quote(f'stance_by_event~{SEED + ENDING}~')}",
)


def test_ids_that_are_attacks_are_ids(context: BrowserContext, with_ids: Server) -> None:
    with at(context, with_ids.url) as reader:
        for view in OF_IDS:
            reader.open(view)
            assert reader.page.get_by_test_id("stException").count() == 0
            assert reader.page.get_by_role("alert").count() == 0
            reader.hover_everything()
            reader.open_everything()
        assert reader.page.locator(".st-key-evidence tbody tr").count()


def test_a_snapshot_shows_attacks_as_text(tmp_path: Path, context: BrowserContext) -> None:
    package = hostile_ids(hostile(small(copy(tmp_path / "package"))))
    folder = tmp_path / "site"
    command = [sys.executable, "-m", "peace_ledger", "snapshot", str(folder)]
    environment = {
        "PEACE_LEDGER_PUBLIC_URL": "https://ledger.example.org",
        "PEACE_LEDGER_DATA": str(package),
    }
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert {file.parent.relative_to(folder).parts[:1] for file in folder.rglob("*") if file.is_file()} <= {
        *((), ("assets",), ("files",), ("evidence",))
    }
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    pages = sorted(folder.glob("*.html"))
    assert len(pages) > len(PATHS)
    with at(context, f"http://127.0.0.1:{site.server_port}") as reader:
        for page in pages:
            reader.page.goto(f"{reader.origin}/{quote(page.name)}")
            reader.page.wait_for_function("document.querySelector('.pl-card .pl-title') !== null")
            reader.hold()
    site.shutdown()
    site.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """A plain web server that says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""
