"""What an unfurler reads: a plain HTTP client that follows the tags, with no script and no browser."""

import json
import logging
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from pages.menu import MENU
from peace_ledger import head, http, ledger
from peace_ledger.translation import LANGUAGES, _, speaking
from peace_ledger.ui.page import Page
from tests.altered import copy, redescribe, serving
from tests.asked import ask
from tests.pages import open_page
from tests.server import Answer, Server
from tests.test_cards import ADDRESSES
from tests.test_preview import page_of, size_of

INDEX = http._streamlit_index()


async def _index(_: object) -> HTMLResponse:
    return HTMLResponse(INDEX, headers={"etag": '"of the file"', "last-modified": "yesterday"})


async def _other(_: object) -> PlainTextResponse:
    return PlainTextResponse("<title>other</title>")


DOCUMENTS = Starlette(
    routes=[Route("/reactions/raw", _other), Route("/sources/", _other), Route("/{path:path}", _index)],
    middleware=[Middleware(head.HeadTags, pages=MENU)],
)
"""A stand-in for Streamlit: its document at every path, and our middleware around it."""


class Head(HTMLParser):
    """The tags of a document as an unfurler takes them: `named` by name or property, `links` by relation."""

    def __init__(self, html: bytes | str) -> None:
        super().__init__()
        self.named: dict[str, str] = {}
        self.links: dict[str, dict[str, str]] = {}
        self.title = ""
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(html.decode() if isinstance(html, bytes) else html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag
        if tag == "meta" and ("name" in given or "property" in given):
            self.named[given.get("name") or given["property"]] = given["content"]
        if tag == "link":
            self.links.setdefault(given["rel"], {})[given.get("type", "")] = given["href"]
        if tag == "script" and given.get("type") == "application/ld+json":
            self._inside = "data"
            self.scripts.append("")

    def handle_endtag(self, _: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        if self._inside == "data":
            self.scripts[-1] += data

    @property
    def data_set(self) -> dict[str, Any]:
        """The JSON-LD."""
        (script,) = self.scripts
        read: dict[str, Any] = json.loads(script)
        return read


def document(path: str, *query: tuple[str, str], **headers: str) -> Answer:
    """A page's document."""
    return ask(path, *query, app=DOCUMENTS, **headers)


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
@pytest.mark.parametrize("path", ["", "reactions", "commitments"])
def test_the_description_is_the_sentence_that_the_page_shows(
    path: str, address: tuple[tuple[str, str], ...]
) -> None:
    found = Head(document(f"/{path}", *address).body)
    said = found.named["description"]
    assert said in open_page(path, list(address)).text
    assert found.named["og:description"] == found.named["twitter:description"] == said


def test_the_document_is_in_the_language_of_the_address_or_the_browser() -> None:
    prefers = {"accept-language": "hy-AM,hy;q=0.9,en;q=0.5"}
    said = {
        language: document("/reactions", *query, **prefers)
        for language, query in {"hy": (), "ru": (("lang", "ru"),), "en": (("lang", "en"),)}.items()
    }
    for language, answer in said.items():
        found = Head(answer.body)
        with speaking(language):
            assert found.title == f"{_('Reactions')} · Peace Ledger"
        assert f'<html lang="{language}">' in answer.body.decode()
        assert found.named["og:locale"].startswith(language)
        assert found.named["description"] in open_page("reactions", [("lang", language)]).text
        assert "Accept-Language" in answer.headers["vary"]
    assert len({answer.headers["etag"] for answer in said.values()}) == 3


def test_the_document_names_itself_in_all_languages() -> None:
    body = document("/events", ("actor", "russia"), ("lang", "az")).body.decode()
    links = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', body))
    assert links.keys() == {*LANGUAGES, "x-default"}
    for language, link in links.items():
        chosen = [] if language == "x-default" else [("lang", language)]
        assert parse_qsl(urlsplit(link.replace("&amp;", "&")).query) == [("actor", "russia"), *chosen]


@pytest.mark.parametrize("page", MENU, ids=lambda page: page.title)
def test_every_page_has_title_picture_and_addresses_of_its_view(page: Page) -> None:
    found = Head(
        document(f"/{page.path}", ("actor", "russia"), ("mark", "timeline_events~x"), ("bad", "1")).body
    )
    assert found.title == found.named["og:title"] == f"{page.title} · Peace Ledger"
    assert found.named["twitter:card"] == "summary_large_image"
    view = [("actor", "russia"), ("mark", "timeline_events~x")]
    link, picture = urlsplit(found.named["og:url"]), urlsplit(found.named["og:image"])
    assert (link.path, parse_qsl(link.query)) == (f"/{page.path}", view)
    assert (picture.path, parse_qsl(picture.query)) == (f"/preview/{page.path or 'overview'}.png", view)
    assert found.links["canonical"][""] == found.named["og:url"]
    assert urlsplit(found.links["alternate"]["application/atom+xml"]).path == "/feed.atom"


def test_an_unfurler_gets_the_picture_that_the_tags_name() -> None:
    found = Head(document("/reactions", ("actor", "russia"), ("chart", "stance_map")).body)
    picture = urlsplit(found.named["og:image"])
    answer = ask(picture.path, *parse_qsl(picture.query))
    assert answer.headers["content-type"] == found.named["og:image:type"]
    assert size_of(answer.body) == (int(found.named["og:image:width"]), int(found.named["og:image:height"]))


def test_the_data_set_names_version_licence_files_and_how_to_cite_it() -> None:
    found = Head(document("/").body).data_set
    assert (found["@type"], found["version"]) == ("Dataset", ledger.current().dataset.version)
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert found["temporalCoverage"].startswith("2020-11-10/")
    files = {urlsplit(file["contentUrl"]).path for file in found["distribution"]}
    assert {"/api/v1/tables/reactions.csv", "/api/v1/tables/releases.parquet"} <= files
    assert ask("/api/v1/tables/commitments.json").status == 200
    assert "Peace Ledger (2026)" in found["citation"]


def test_the_documents_length_tag_and_conditions_are_those_of_what_is_sent() -> None:
    answer = document("/reactions")
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert answer.headers["cache-control"] == "no-cache"
    assert "last-modified" not in answer.headers
    assert answer.body.count(b"<title>") == 1
    again = document("/reactions", if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert document("/reactions", if_none_match='"of the file"').status == 200
    assert document("/reactions", ("actor", "russia")).headers["etag"] != answer.headers["etag"]
    asked = ask("/reactions", app=DOCUMENTS, method="HEAD")
    assert (asked.headers["content-length"], asked.body) == (answer.headers["content-length"], b"")


@pytest.mark.parametrize("path", ["/reactions/raw", "/sources/", "/static/index.html", "/elsewhere"])
def test_other_answers_pass_untouched(path: str) -> None:
    assert b"og:image" not in document(path).body


def test_text_of_data_and_address_can_neither_leave_its_attribute_nor_its_script(tmp_path: Path) -> None:
    hostile = '</script><script>alert(1)</script>" onload="x & <!--'
    folder = copy(tmp_path / "hostile")

    def rename(package: dict[str, Any]) -> None:
        package["title"] = package["description"] = hostile

    redescribe(folder, rename)
    with serving(folder):
        body = document("/reactions", ("actor", hostile), (hostile, "1")).body
    assert body.count(b"<script>") == INDEX.count("<script>")
    assert Head(body).data_set["name"] == hostile


@pytest.mark.parametrize("host", ['evil"><script>', "a b", "evil.example/path", "x" * 3000 + "/"])
def test_a_host_that_is_none_begins_no_address(host: str) -> None:
    found = Head(document("/reactions", host=host).body)
    assert found.named["og:image"] == "/preview/reactions.png"


def test_the_public_address_begins_every_address_whatever_the_host(tmp_path: Path) -> None:
    with serving(copy(tmp_path / "public"), PEACE_LEDGER_PUBLIC_URL="https://peace.example.org"):
        found = Head(document("/reactions", host="evil.example").body)
    assert found.named["og:image"] == "https://peace.example.org/preview/reactions.png"
    assert found.links["canonical"][""] == "https://peace.example.org/reactions"


def test_without_data_the_document_has_the_tags_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
    with serving(tmp_path):
        answer = document("/reactions")
        assert ask("/preview/reactions.png").status == 503
    found = Head(answer.body)
    assert answer.status == 200
    assert (found.title, found.named["description"]) == ("Reactions · Peace Ledger", head.GENERIC)
    assert "og:image" not in found.named


def test_a_fault_costs_the_tags_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> Callable[[], str]:
        raise ZeroDivisionError

    monkeypatch.setattr(head, "tags_of", fail)
    with caplog.at_level(logging.ERROR):
        answer = document("/events", ("actor", "armenia"))
    assert answer.status == 200
    assert Head(answer.body).named["description"] == head.GENERIC
    assert "ZeroDivisionError" in caplog.text


def test_the_real_server_answers_an_unfurler(server: Server) -> None:
    query = urlencode([("event", "joint-statement-2023-12-07")], quote_via=quote)
    answer = server.ask(f"/{page_of('reactions').path}?{query}")
    found = Head(answer.body)
    picture = urlsplit(found.named["og:image"])
    assert f"{picture.scheme}://{picture.netloc}" == server.url
    drawn = server.ask(f"{picture.path}?{picture.query}")
    assert size_of(drawn.body) == (1200, 630)
    assert "script-src" in answer.headers["content-security-policy"]
