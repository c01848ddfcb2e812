"""The bar above a page, and the code that it gives, at work on a page of another site."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.reading import PHONE, OpenReader, Reader
from tests.server import Server

pytestmark = pytest.mark.browser

VIEW = "/reactions?from=2023-12-01&stance=welcomes"


@pytest.fixture
def article() -> Iterator[Callable[[str], str]]:
    """Put code into a page of another site; gives its address. `localhost` and 127.0.0.1 are two sites."""
    code = ""

    class Article(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            page = f"<!doctype html><link rel=icon href='data:,'><title>Article</title><body>{code}</body>"
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Article)
    threading.Thread(target=site.serve_forever, daemon=True).start()

    def write(text: str) -> str:
        nonlocal code
        code = text
        return f"http://localhost:{site.server_port}/"

    yield write
    site.shutdown()
    site.server_close()


def bar_of(one: Reader) -> Locator:
    """The bar of a page."""
    return one.page.get_by_role("group", name="Share this page")


def test_what_the_bar_copies_and_says(reader: OpenReader) -> None:
    one = reader(viewport=PHONE)
    one.open(VIEW)
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=one.origin)
    bar = bar_of(one)
    expect(bar.get_by_role("button", name="Copy link")).to_be_hidden()
    bar.get_by_role("button", name="Share this page").press("Enter")
    bar.get_by_role("button", name="Copy link").press("Enter")
    expect(bar.get_by_role("status")).to_have_text(
        "Link copied: it will show the ledger as it stands when opened."
    )
    assert one.page.evaluate("navigator.clipboard.readText()") == one.origin + VIEW

    bar.get_by_role("checkbox").check()
    bar.get_by_role("button", name="Copy link").press("Enter")
    expect(bar.get_by_role("status")).to_contain_text("it will show these data, whatever changes later")
    assert "&data=" in one.page.evaluate("navigator.clipboard.readText()")

    bar.get_by_role("button", name="QR code").press("Enter")
    picture = bar.get_by_role("img", name="QR code of the link to this page")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("img => img.naturalWidth") > 100
    one.page.keyboard.press("Escape")
    expect(picture).to_have_count(0)
    expect(bar.get_by_role("button", name="QR code")).to_be_focused()


def test_the_code_draws_one_chart_on_another_site_at_its_own_height(
    reader: OpenReader, browser: Browser, server: Server, article: Callable[[str], str]
) -> None:
    one = reader()
    one.open(VIEW)
    bar = bar_of(one)
    bar.get_by_role("button", name="Embed").press("Enter")
    bar.get_by_label("What to embed").select_option("Stances by event")
    code = bar.get_by_label("Code for your page").input_value()

    context = browser.new_context(viewport={"width": 600, "height": 800}, color_scheme="dark")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda told: (
            faults.append(told.text)
            if told.type == "error" and "/_stcore/" not in told.location["url"]
            else None
        ),
    )
    page.goto(article(code))
    framed = page.frame_locator("iframe[title='Stances by event · Peace Ledger']")
    expect(framed.locator(".pl-plot .main-svg").first).to_be_visible(timeout=30_000)
    expect(framed.locator(".pl-card")).to_have_count(1)
    main = framed.get_by_test_id("stMain")
    fits = "main => main.scrollHeight <= main.clientHeight && main.scrollWidth <= main.clientWidth"
    page.wait_for_function("() => document.querySelector('iframe').style.height !== ''")
    assert main.evaluate(fits)

    before = page.locator("iframe").evaluate("frame => frame.clientHeight")
    framed.get_by_role("button", name="Take away").press("Enter")
    page.wait_for_function(f"() => document.querySelector('iframe').clientHeight > {before}")
    assert main.evaluate(fits)

    with context.expect_page() as opened:
        framed.get_by_role("link", name="Open in the ledger").click()
    assert opened.value.url == f"{server.url}{VIEW}&chart=stance_by_event"
    # The browser has the frame's document now, and asks whether it still holds.
    page.reload()
    expect(framed.locator(".pl-plot .main-svg").first).to_be_visible(timeout=30_000)
    assert faults == []
    context.close()
