"""Any choices make a link that gives a stranger what its sender saw, and the same rows by the API."""

import html
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import Phase, given, settings
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from peace_ledger import marks, state
from peace_ledger.state import State
from peace_ledger.ui.clock import WITH_OWN_FILTERS
from tests.altered import copy, redescribe, serving
from tests.browser.choosing import CHOICES, PAGES, choices
from tests.browser.reading import Reader, unharmed
from tests.conftest import Start
from tests.server import Server
from tests.test_takeaway import says_count
from tests.test_versions import OLD, newer

pytestmark = pytest.mark.browser

NEEDED: dict[str, set[str]] = {
    "": {"version", "known", "confidence", "actors"},
    "reactions": {"since", "stances", "kinds", "sides", "channels", "mark"},
    "releases": {"categories", "directions", "bases", "mediators", "release_statuses"},
    "commitments": {"themes", "makers", "commitment_statuses", "testable", "standings"},
    "events": {"events", "process", "mark"},
    "actors": {"actors", "second_actor", "bodies_apart"},
    "sources": {"until", "known", "stances", "chart", "embed"},
    "processes": {"confidence", "mark", "beside"},
    "query": {"sql", "plot", "version"},
    "method": {"since", "confidence", "embed"},
}
"""By the path of a page, what each of its links holds, whatever else it holds."""
LINKS = {path: 2 if path in (*WITH_OWN_FILTERS, "actors") else 1 for path in NEEDED}
"""How many links to each page: the first holds what is needed alone. A page takes seconds to load."""

View = dict[str, Any]
"""What a reader sees, as `view_of` reads it."""


def test_no_choice_is_left_out() -> None:
    assert set().union(*NEEDED.values()) == CHOICES
    assert NEEDED.keys() == PAGES.keys()


@pytest.fixture(scope="module")
def site(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two processes in two data versions each, served to browsers and open in this process."""
    folder = tmp_path_factory.mktemp("processes")
    for name in ("first", "second"):
        newer(copy(folder / name))
    redescribe(folder / "second", lambda package: package.update(name="second", title="Another process"))
    with serving(folder), start(PEACE_LEDGER_DATA=str(folder)) as server:
        yield server


@pytest.mark.parametrize("path", NEEDED)
def test_a_link_gives_a_stranger_what_its_sender_saw(
    site: Server, browser: Browser, context: BrowserContext, path: str
) -> None:
    @settings(max_examples=LINKS[path], derandomize=True, phases=[Phase.generate])
    @given(choices(path, NEEDED[path], [OLD]))
    def restores(chosen: State) -> None:
        assert all(getattr(chosen, name) != getattr(State(), name) for name in NEEDED[path])
        with browser.new_context() as elsewhere, unharmed() as readers:
            readers += [Reader.of(context, site.url), Reader.of(elsewhere, site.url)]
            assert_restored(site, path, chosen, *readers)

    restores()


def assert_restored(site: Server, path: str, chosen: State, sender: Reader, stranger: Reader) -> None:
    """The link that a sender takes from the page shows a stranger the same, and gives the same rows."""
    whole = replace(chosen, embed=False)
    sender.open(f"/{path}?{urlencode(state.encode(whole))}")
    sent = view_of(sender)
    assert sent["address"] == state.encode(whole)
    # Otherwise there would be nothing to compare.
    assert any(card["figure"] and card["rows"] and card["data"] for card in sent["cards"])
    # Filters cut no query of the reader's.
    assert sent["filters"] or path == "query"
    assert_rows_by_api(site, sent)
    # The other pages look through the filters of every page only.
    if path in WITH_OWN_FILTERS:
        assert_rows_of_link(site, sent)

    link = framed(sender, chosen.chart) if chosen.embed else copied(sender)
    stranger.open(link.removeprefix(site.url))
    seen = view_of(stranger)
    if chosen.embed:
        assert_framed(seen, sent, chosen)
    else:
        assert seen == sent


def bar_of(sender: Reader) -> Locator:
    """The bar above the page."""
    return sender.page.get_by_role("group", name="Share this page")


def copied(sender: Reader) -> str:
    """The link that the bar above the page copies."""
    sender.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=sender.origin)
    bar = bar_of(sender)
    bar.get_by_role("button", name="Copy link").click()
    expect(bar.get_by_role("status")).to_contain_text("Link copied")
    link: str = sender.page.evaluate("navigator.clipboard.readText()")
    return link


def framed(sender: Reader, chart: str | None) -> str:
    """The address in the code that the bar gives to put a chart, or the whole page, on another site."""
    bar = bar_of(sender)
    bar.get_by_role("button", name="Embed").click()
    bar.get_by_label("What to embed").select_option(marks.TITLES[chart] if chart else "This page")
    link = bar.get_by_role("link", name="See it alone").get_attribute("href")
    assert link
    assert f'src="{html.escape(link)}"' in bar.get_by_label("Code for your page").input_value()
    return link


def rows_by_api(server: Server, href: str) -> list[dict[str, Any]]:
    """The rows at an address of the API."""
    answer = server.ask(href)
    assert answer.status == 200, answer.body
    rows: list[dict[str, Any]] = json.loads(answer.body)["rows"]
    return rows


def assert_rows_by_api(server: Server, sent: View) -> None:
    """Each card says how many rows it stands on; so many the API gives under the same choices."""
    for card in sent["cards"]:
        groups = [hrefs for label, hrefs in card["data"] if label.endswith("sources")]
        # Where a list does not stand on one table, its own rows are what it counts.
        for hrefs in groups or [hrefs for _, hrefs in card["data"]]:
            count = sum(len(rows_by_api(server, href)) for href in hrefs)
            assert says_count(card["subtitle"] or card["title"], count), (card["title"], count)


def assert_rows_of_link(server: Server, sent: View) -> None:
    """The query of the link gives the rows of the page, whatever else it holds."""
    ((_, hrefs),) = sent["foot"]
    for href in hrefs:
        asked = f"{urlsplit(href).path}?{urlencode(sent['address'])}"
        assert rows_by_api(server, asked) == rows_by_api(server, href)


WORDS = ("title", "subtitle", "sources", "alt", "empty", "rows")
"""What stands in a card, however wide it is."""


def assert_framed(seen: View, sent: View, chosen: State) -> None:
    """A frame shows the cards of the page in the same words, or one of them with the rows behind its mark."""
    shown, whole = ([{name: card[name] for name in WORDS} for card in view["cards"]] for view in (seen, sent))
    if chosen.chart:
        assert shown
        # A page may leave out a card that has no rows; in a frame of its own it says why it has none.
        assert all(card in whole or card["empty"] for card in shown)
    else:
        assert shown == whole
    assert seen["filters"] is None
    assert seen["foot"] == []


WHOLE_VIEW = """() => {
    const words = node => node?.textContent ?? '';
    const all = (place, what) => [...place.querySelectorAll(what)];
    const data = card => all(card, '.pl-part').map(part => [
        words(part.querySelector('.pl-part-title')),
        all(part, 'a[href*="/api/"][href*=".json"]').map(link => link.getAttribute('href')),
    ]).filter(([, links]) => links.length && !links[0].includes('/cite/'));
    const tabled = card => {
        const tools = all(card, '.pl-tool');
        const turn = name => tools.find(tool => tool.textContent === name && !tool.hidden)?.click();
        turn('Table');
        const rows = all(card, 'tbody tr');
        turn('Chart');
        return rows;
    };
    // What can be taken away is made when a reader looks for it.
    const taken = card => {
        const take = all(card, '.pl-tool').find(tool => tool.textContent === 'Take away' && !tool.hidden);
        take?.click();
        const found = { data: data(card), permanent: card.querySelector('.pl-address')?.value };
        take?.click();
        return found;
    };
    const read = card => {
        const plot = card.querySelector('.pl-plot');
        const rows = tabled(card);
        return {
            title: words(card.querySelector('.pl-title')),
            subtitle: words(card.querySelector('.pl-subtitle')),
            sources: words(card.querySelector('.pl-source')),
            alt: plot?.getAttribute('aria-label'),
            empty: card.querySelector('.pl-empty:not([hidden])')?.textContent,
            rows: rows.map(words),
            markup: rows.map(row => row.outerHTML),
            figure: plot?.data && [plot.data, plot.layout],
            ...taken(card),
        };
    };
    const fields = place => place && [
        place.innerText,
        all(place, 'input, textarea').map(field => [field.ariaLabel, field.value, field.checked]),
    ];
    return {
        cards: all(document, 'section.pl-card:not(.pl-page)').map(read),
        foot: all(document, 'section.pl-page').flatMap(foot => taken(foot).data),
        main: fields(document.querySelector('[data-testid="stMain"]')),
        filters: fields(document.querySelector('[data-testid="stSidebarUserContent"]')),
    };
}"""


def view_of(one: Reader) -> View:
    """All that a reader sees, in words, figures and fields, with the addresses that lead on from there."""
    return {"address": one.query, "title": one.page.title(), **one.page.evaluate(WHOLE_VIEW)}
