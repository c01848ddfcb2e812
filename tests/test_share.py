"""The bar above every page: its addresses, its citation, and the QR code that it asks for."""

import io
import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
import segno

from pages.menu import MENU
from peace_ledger import ledger, qr, state
from peace_ledger.ui import frames
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View
from tests.asked import ask
from tests.fixtures import TODAY
from tests.pages import PATHS, open_page

SEED = "joint-statement-2023-12-07"
VIEW = [
    ("from", "2021-01-01"),
    ("actor", "armenia"),
    ("actor", "azerbaijan"),
    ("known", "2025-01-01"),
    ("stance", "supports"),
    ("theme", "prisoners"),
    ("mark", f"stance_by_event~{SEED}~supports"),
    ("chart", "stance_by_event"),
]


def parameters(address: str) -> list[tuple[str, str]]:
    """The query of an address, in its order."""
    return parse_qsl(urlsplit(address).query, keep_blank_values=True)


@pytest.mark.parametrize("path", PATHS)
def test_the_link_holds_the_page_and_everything_that_is_chosen(path: str) -> None:
    page = open_page(path, VIEW)
    loose, pinned = page.bar["links"]
    assert urlsplit(loose).path == urlsplit(pinned).path == f"/{path}"
    assert parameters(loose) == VIEW == page.query
    assert sorted(parameters(pinned)) == sorted([*VIEW, ("data", page.bar["version"])])


def test_the_link_is_that_of_this_data_version_only_when_asked() -> None:
    version = ledger.current().dataset.version
    assert not open_page("reactions").bar["pinned"]
    page = open_page("reactions", [("data", version)])
    assert page.bar["pinned"]
    assert [parameters(link) for link in page.bar["links"]] == [[], [("data", version)]]


def test_the_citation_is_short_and_names_version_and_link() -> None:
    page = open_page("reactions", [("stance", "welcomes")])
    version = page.bar["version"]
    link = f"/reactions?data={version}&stance=welcomes"
    assert re.fullmatch(
        rf"Peace Ledger \(\d{{4}}\), “Reactions”, data version {re.escape(version)}\. {re.escape(link)}",
        page.bar["citation"],
    )


@pytest.mark.parametrize("page", MENU, ids=lambda page: page.title)
def test_the_page_and_each_of_its_cards_can_be_framed(page: Page) -> None:
    shown = open_page(page.path, [("known", "2025-01-01")])
    whole, *charts = shown.bar["frames"]
    assert parameters(whole["links"][0]) == [("known", "2025-01-01"), ("embed", "true")]
    named = [dict(parameters(one["links"][0]))["chart"] for one in charts]
    cards = {name for name, card in shown.cards.items() if {"table", "columns"} & card.keys()}
    assert set(named) <= cards
    assert cards - set(named) <= {"code_tables", "code_columns", "sql_queries"}


def test_the_code_is_of_its_link_and_holds_any_title() -> None:
    bar = open_page("reactions", [("stance", "welcomes"), ("from", "2021-01-01")]).bar
    for frame in bar["frames"]:
        for link, code in zip(frame["links"], frame["codes"], strict=True):
            (src,) = re.findall(r'<iframe src="([^"]+)"', code)
            assert unescape(src) == link
            assert "&amp;stance=welcomes" in src
            assert code.endswith('<script src="/assets/embed.js" async></script>')
    view = View(ledger.current(), state.State(), TODAY, path="reactions")
    assert 'title="&lt;b&gt; &amp; &quot;x&quot; · Peace' in frames.code(view, view.state, '<b> & "x"')


def test_an_open_mark_stays_open_in_the_frame_of_its_own_chart_only() -> None:
    frames = {one["label"]: one for one in open_page("reactions", VIEW).bar["frames"]}
    with_mark = [label for label, one in frames.items() if "mark" in dict(parameters(one["links"][0]))]
    assert with_mark == ["This page", "Stances by event"]


# The QR code


def test_the_code_is_of_the_link_in_the_bar() -> None:
    page = open_page("reactions", VIEW)
    for picture, link in zip(page.bar["qr"], page.bar["links"], strict=True):
        answer = ask(urlsplit(picture).path, *parameters(picture))
        assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
        assert answer.body == qr.drawn(f"http://ledger.example.org{link}")


def test_a_code_is_black_on_white_with_the_quiet_zone_that_readers_need() -> None:
    link = "https://ledger.example.org/reactions?stance=welcomes"
    drawn = qr.drawn(link).decode()
    code = segno.make_qr(link, error="m", boost_error=False)
    width = (code.symbol_size(border=0)[0] + 2 * 4) * 4
    assert f'width="{width}" height="{width}"' in drawn
    file = io.BytesIO()
    code.save(file, kind="svg", border=4, scale=4, light="#fff", title=link)
    assert drawn == file.getvalue().decode()


@pytest.mark.parametrize(
    ("address", "query", "status", "told"),
    [
        ("/qr/nowhere.svg", [], 404, "There is no page nowhere"),
        ("/qr/reactions.svg", [("stance", "likes")], 400, "no stance of this ledger"),
        ("/qr/reactions.svg", [("text", "buy now")], 400, "not a parameter"),
    ],
)
def test_no_code_is_drawn_of_anything_but_an_address_of_ours(
    address: str, query: list[tuple[str, str]], status: int, told: str
) -> None:
    answer = ask(address, *query)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.body.decode()


def test_a_link_too_long_for_a_phone_is_refused_with_what_to_do() -> None:
    everyone = ledger.current().vocabulary.values["actor"]
    answer = ask("/qr/reactions.svg", *(("actor", actor) for actor in everyone))
    assert answer.status == 414
    assert "Take out some of the filters" in answer.body.decode()


def test_a_frame_has_no_code_of_itself() -> None:
    framed, whole = (ask("/qr/reactions.svg", *query) for query in ([("embed", "true")], []))
    assert framed.body == whole.body


def test_the_values_of_embed_are_found_as_streamlit_finds_them() -> None:
    assert state.embedding("a=1&Embed=TRUE&embed=&xembed=true") == ["true", ""]
