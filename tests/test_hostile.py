"""What programs read of a package whose every text is an attack: feeds, heads, pictures, citations and files
are whole, and no text leaves its place.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import rispy
from openpyxl.worksheet.worksheet import Worksheet
from pyarrow import parquet
from pybtex.database import parse_string
from starlette.routing import Route

from pages.menu import MENU
from peace_ledger import card_data, catalog, descriptor, gate, head, http, ledger, preview, state
from peace_ledger.api import PRIVATE
from peace_ledger.api_cite import PATHS
from peace_ledger.ui.page import Page
from tests.altered import copy, serving
from tests.asked import ask
from tests.fixtures import CURATED, TODAY
from tests.hostile import ALL, LICENCE, MORE, columns, formulas, hostile, hostile_ids
from tests.server import Answer

ATOM = "{http://www.w3.org/2005/Atom}"
TABLES = sorted(descriptor.read(CURATED).tables, key=lambda table: table.name)
QUESTIONS = sorted(name for name in catalog.read() if name.partition("/")[0] not in PRIVATE)


@pytest.fixture(scope="module", params=["texts", "texts and ids"])
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Serves a hostile package within it."""
    folder = hostile(copy(tmp_path_factory.mktemp("hostile") / "package"))
    if request.param == "texts and ids":
        hostile_ids(folder)
    with serving(folder, PEACE_LEDGER_PUBLIC_URL="https://ledger.example.org"):
        yield folder


def well(path: str, *query: tuple[str, str]) -> Answer:
    """An answer that must be whole, and whose headers hold no more than they should."""
    answer = ask(path, *query)
    assert answer.status == 200, answer.body[:300]
    for name, value in answer.headers.items():
        assert value.isprintable(), name
        assert value.isascii(), name
        assert "pwned" not in value or name in ("link", "content-disposition"), name
    if found := answer.headers.get("content-disposition"):
        assert re.fullmatch(r'attachment; filename="[\w.-]+"', found)
    return answer


def parsed(document: str | bytes) -> ElementTree.Element:
    """XML that we have made."""
    return ElementTree.fromstring(document)  # noqa: S314


def test_every_text_of_the_package_is_an_attack(package: Path) -> None:
    read = descriptor.read(package)
    named = {table: set(found) for table, found in columns(descriptor.read(CURATED)).items()}
    tried = 0
    for table, found in named.items():
        with (package / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for column in found - {"key_phrase"}:
            texts = [row[column] for row in rows if row[column]]
            tried += len(texts)
            assert all(re.search(r"[<*&#\\[@:\u202e]|https?://|=", text) for text in texts), (table, column)
    print(f"{tried:,} attacks in {sum(map(len, named.values()))} columns")
    for text in (read.name, read.title, read.version, read.licenses[0].path):
        assert "pwned" in text


def test_the_feed_is_whole_and_holds_attacks_as_text(package: Path) -> None:
    assert package
    root = parsed(well("/feed.atom").body)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) > 10
    for link in root.iter(f"{ATOM}link"):
        assert re.match(r"https?://[^\s\"<>]+$", link.attrib["href"])
    for entry in entries:
        html = parsed(f"<div>{entry.findtext(f'{ATOM}content')}</div>")
        assert {element.tag for element in html.iter()} <= {"div", "p", "a"}
        for element in html.iter("a"):
            assert set(element.attrib) == {"href"}
            assert element.attrib["href"].startswith(("https://", "http://"))
    assert LICENCE not in [link.attrib["href"] for link in root.iter(f"{ATOM}link")]


@pytest.mark.parametrize("name", PATHS)
def test_pictures_citations_and_codes_are_whole(package: Path, name: str) -> None:
    assert package
    assert well(f"/preview/{name}.png").body.startswith(b"\x89PNG\r\n")
    picture = parsed(well(f"/qr/{name}.svg").body)
    assert {element.tag.rpartition("}")[2] for element in picture.iter()} <= {"svg", "title", "path", "g"}
    for element in picture.iter():
        assert not [one for one in element.attrib if one.lower().startswith("on") or "href" in one]
    bib, ris, csl, text = (
        well(f"/api/v1/cite/{name}.{kind}").body.decode() for kind in ("bib", "ris", "json", "txt")
    )
    (entry,) = parse_string(bib, "bibtex").entries.values()
    assert set(entry.fields) == {
        *("title", "howpublished", "publisher", "year", "version", "note", "url", "urldate")
    }
    (record,) = rispy.loads(ris)
    assert record["secondary_title"] == " ".join(ALL.split())
    assert set(record["urls"]) == {entry.fields["url"]}
    (item,) = json.loads(csl)
    assert item["container-title"] == ALL
    assert len(text.splitlines()) == 1


def test_the_description_of_the_api_is_whole(package: Path) -> None:
    assert package
    described = json.loads(well("/api/v1/openapi.json").body)
    assert described["openapi"].startswith("3.")
    assert [path for path in described["paths"] if not path.startswith("/")] == []


# Heads of documents


class _Head(HTMLParser):
    """What a browser makes of a head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


KNOWN = {
    "title": set(),
    "meta": {"name", "property", "content"},
    "link": {"rel", "href", "type", "title", "hreflang"},
    "script": {"type"},
}
"""The elements of a head, each with its attributes."""
NAMES = [*(parameter.name for parameter in state.PARAMETERS), "unknown", "<svg onload=window.pwned=6>"]
ATTACKS = [attack.replace("§", "address") for attack in MORE]


@pytest.mark.parametrize("page", MENU, ids=lambda page: page.path)
def test_no_text_leaves_the_head_of_a_document(package: Path, page: Page) -> None:
    assert package
    addresses = [[], [(name, attack) for name in NAMES for attack in ATTACKS]]
    for pairs in addresses:
        query = {name: [value for key, value in pairs if key == name] for name, _ in pairs}
        asked = preview.previewed(page, ledger.current(), query, TODAY)
        found = _Head(head.tags_of(asked, "https://ledger.example.org"))
        assert {tag for tag, _ in found.tags} == set(KNOWN)
        for tag, attributes in found.tags:
            assert set(attributes) <= KNOWN[tag]
            assert not re.match(r"\s*javascript:", attributes.get("href") or "")
        scripts = [text for text in found.texts if text.startswith("{")]
        assert json.loads(scripts[0])["name"] == ALL
        assert len(scripts) == 1
        assert [text for text in found.texts if text and text not in scripts] == [
            f"{page.title} · {head.SITE}"
        ]


# Addresses of routes


def routes() -> list[str]:
    """An address of every route of ours."""
    inside = {
        "/assets/{name:path}": "/assets/nothing",
        "/api/v1/cite/{page}.{extension}": "/api/v1/cite/reactions.txt",
        "/qr/{page}.svg": "/qr/reactions.svg",
        "/api/{path:path}": "/api/v1/tables/events.csv",
        "/preview/{name:path}": "/preview/reactions.png",
        "/cards/{digest}/{language}/{page}/{names}": "/cards/0123456789ab/en/reactions/stance_by_event",
    }
    every = [*preview.routes(MENU), *card_data.routes(MENU), *http.routes()]
    paths = [route.path for route in every if isinstance(route, Route)]
    return sorted({inside.get(path, path.replace("{rest:path}", "/x")) for path in paths})


@pytest.mark.parametrize("path", routes())
def test_no_parameter_of_a_route_leaves_its_place(package: Path, path: str) -> None:
    assert package
    tried = 0
    for name in NAMES:
        for attack in ATTACKS:
            answer = ask(path, (name, attack))
            tried += 1
            # Without a server the process is not ready.
            expected = (503,) if path == gate.READY else (200, 400, 404)
            assert answer.status in expected, (name, attack)
            kind = answer.headers["content-type"]
            assert "html" not in kind
            assert answer.status == 200 or kind == "application/problem+json" or path == gate.READY
            assert all(value.isprintable() and value.isascii() for value in answer.headers.values())
    print(f"{path}: {tried} attacks, none left its place")


PREFIXES = (
    *("/api/v1/tables/", "/api/v1/queries/", "/api/v1/cite/"),
    *("/qr/", "/preview/", "/cards/", "/cards/reactions/", "/assets/"),
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_path_of_a_route_leaves_its_place(package: Path, attack: str) -> None:
    assert package
    for prefix in (
        "/api/v1/tables/",
        "/api/v1/queries/",
        "/api/v1/cite/",
        "/qr/",
        "/preview/",
        "/cards/",
        "/assets/",
    ):
        for path in (f"{prefix}{attack}", f"{prefix}events/{attack}.csv", f"{prefix}{attack}.svg"):
            answer = ask(path)
            # Cards of other names are left out.
            told = "application/x-ndjson" if answer.status == 200 else "application/problem+json"
            assert answer.headers["content-type"] == told
            assert answer.status in (400, 404) or prefix.startswith("/cards/")


# Files

RUN = re.compile(r"[ \u00a0]*[=+\-@＝＋－＠].")
"""What a spreadsheet takes for the beginning of a formula."""
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
BEFORE = re.compile(r"'(?=[ \u00a0]*[=+\-@＝＋－＠]|[\t\r\n])")
"""An apostrophe that was put in: api.md says where."""


FILES = [*(f"tables/{table.name}" for table in TABLES), *(f"queries/{one}" for one in QUESTIONS)]


@pytest.fixture(scope="module")
def spreadsheets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Serves a package whose every text is a formula, within it."""
    folder = formulas(copy(tmp_path_factory.mktemp("formulas") / "package"))
    with serving(folder, PEACE_LEDGER_PUBLIC_URL="https://ledger.example.org"):
        yield folder


@pytest.mark.parametrize("name", FILES)
def test_no_cell_of_a_file_is_run(spreadsheets: Path, name: str) -> None:
    """Every column of every table and of every question that needs nothing."""
    assert spreadsheets
    answer = ask(f"/api/v1/{name}.csv")
    if answer.status == 400 and b"needs" in answer.body:
        return
    assert answer.status == 200, answer.body[:300]
    cells = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))
    assert all(re.fullmatch(r"\w+", column) for column in cells[0])
    # A spreadsheet whose language separates cells by semicolons cuts there too, and at tabs and line ends.
    parts = [part for row in cells for cell in row for part in (cell, *re.split(r"[;\t\r\n]", cell)[1:])]
    assert [part for part in parts if RUN.match(part) and not NUMBER.fullmatch(part)] == []
    # One function writes the workbooks of all.
    if name.startswith("tables/"):
        for sheet in openpyxl.load_workbook(io.BytesIO(ask(f"/api/v1/{name}.xlsx").body)):
            hold(sheet)
    print(f"{name}: {len(parts):,} cells, none is run")


def hold(sheet: Worksheet) -> None:
    """No cell of a sheet is a formula, and links lead to web addresses."""
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f", cell.value
            assert cell.hyperlink is None or re.match("https?://", cell.hyperlink.target)
            text = cell.value if isinstance(cell.value, str) else ""
            assert not RUN.match(text) or NUMBER.fullmatch(text) or cell.quotePrefix, text


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_what_a_file_says_can_be_had_back(spreadsheets: Path, table: str) -> None:
    """JSON and Parquet have the texts as they are; CSV has them once the apostrophes are taken away that were
    put in, and numbers with their sign.
    """
    answers = {kind: ask(f"/api/v1/tables/{table}.{kind}").body for kind in ("json", "parquet", "csv")}
    rows = json.loads(answers["json"])["rows"]
    stored = parquet.read_table(io.BytesIO(answers["parquet"])).to_pylist()
    cells = list(csv.DictReader(io.StringIO(answers["csv"].decode("utf-8-sig"), newline="")))
    with (spreadsheets / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        given = list(csv.DictReader(file))
    for name in columns(descriptor.read(CURATED)).get(table, ()):
        texts = sorted(row[name] for row in given)
        assert sorted(row[name] or "" for row in rows) == texts
        assert sorted(row[name] or "" for row in stored) == texts
        written = sorted(row[name] for row in cells)
        assert sorted(BEFORE.sub("", text) for text in written) == texts
        assert list(filter(NUMBER.fullmatch, written)) == list(filter(NUMBER.fullmatch, texts))
