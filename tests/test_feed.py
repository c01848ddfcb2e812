"""The feed: its entries counted again from the CSV files, its form by the rules, and who may follow what."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_ledger import atom, feed, ledger
from peace_ledger.ledger import Served, loaded
from peace_ledger.marks import mark_of
from peace_ledger.state import State
from tests.altered import copy, rewrite, serving
from tests.asked import ask
from tests.fixtures import CURATED, TODAY, CsvRows
from tests.independent.atom_rules import ATOM, faults, root_of
from tests.independent.evidence import ROWS_OF, Choice, Independent
from tests.server import ROOT, Answer, Server

FEED = "/feed.atom"
PROCESS = "armenia-azerbaijan-peace-ledger"
SEED = "joint-statement-2023-12-07"
TREATY = "2023-12-07-peace-treaty"
EXCHANGED = ("2023-12-13-arm-aze-servicemen", "2023-12-13-aze-arm-servicemen")
# Written out, because every reader would get all entries anew if it changed.
NAMESPACE = UUID("6d5c1a52-6f0b-4c0e-9a55-0b8f5f0f6f1e")

Table = Callable[[str], CsvRows]
Query = tuple[tuple[str, str], ...]

CHOICES = {
    "everything": Choice(),
    "an actor with its bodies": Choice(actors=("russia",)),
    "two actors in a period": Choice("2021-06-01", "2024-06-30", ("european-union", "icrc")),
    "an event": Choice(events=(SEED,)),
    "before the exchange": Choice(known="2023-12-10"),
    "an actor on a day": Choice(actors=("azerbaijan",), known="2025-08-09"),
    "without low confidence": Choice(confidence="medium"),
    "nothing": Choice(until="1990-01-01"),
}
_NAMES = {"since": "from", "until": "to", "actors": "actor", "events": "event"}


@pytest.fixture(scope="module", autouse=True)
def _curated() -> Iterator[None]:
    with serving(CURATED):
        yield


def query_of(choice: Choice) -> Query:
    """A choice as parameters of an address."""
    values = {name: value if isinstance(value, tuple) else (value,) for name, value in asdict(choice).items()}
    return tuple((_NAMES.get(name, name), text) for name, texts in values.items() for text in texts if text)


def parsed(answer: Answer) -> Any:
    """A feed as a feed reader takes it; none may need repair."""
    assert answer.status == 200, answer.body
    assert faults(answer.body) == []
    read = feedparser.parse(answer.body)
    assert not read.bozo, read.bozo_exception
    return read


def pages(*query: tuple[str, str]) -> list[Any]:
    """All pages of a feed, by following `next`."""
    found = [parsed(ask(FEED, *query))]
    while following := linked(found[-1].feed, "next"):
        path, _, asked = following.removeprefix("http://ledger.example.org").partition("?")
        found.append(parsed(ask(path, *(tuple(pair.split("=")) for pair in asked.split("&")))))
        assert len(found) < 50
    return found


def entries(*query: tuple[str, str]) -> list[Any]:
    """The entries of all pages, in their order."""
    return [entry for page in pages(*query) for entry in page.entries]


def linked(element: Any, relation: str) -> str | None:
    """Where a feed or an entry leads by that relation."""
    return next((link.href for link in element.links if link.rel == relation), None)


def table_of(entry: Any) -> str:
    """The table that an entry tells of."""
    (table,) = [tag.term.removeprefix("table=") for tag in entry.tags if tag.term.startswith("table=")]
    return str(table)


def id_of(table: str, row: str, step: str = "recorded") -> str:
    """The id that the entry of a row has on every host."""
    return uuid5(NAMESPACE, "\n".join((PROCESS, table, row, step))).urn


def counted(table: Table, choice: Choice) -> tuple[dict[str, str], int]:
    """The days known by the ids of the entries that a choice leaves, and how many rows have no day."""
    count = Independent(table, choice, TODAY)
    found: dict[str, str] = {}
    without = 0
    for name, (key, evidence, *columns) in ROWS_OF.items():
        left = count.behind(evidence, {})
        if name == "detentions" and choice.events:
            continue
        for row in table(name):
            if row[key] not in left:
                continue
            day = next((row[column] for column in columns if row[column]), "")
            steps = {"recorded": count.known_on(row["source_id"], day)}
            if name == "events":
                steps = {"recorded": count.event_known_on[row[key]]}
            if name == "releases":
                steps = release_steps(count, row, steps["recorded"])
            for step, known_on in steps.items():
                if known_on:
                    found[id_of(name, row[key], step)] = known_on
                else:
                    without += 1
    return found, without


def release_steps(count: Independent, row: dict[str, str], told: str) -> dict[str, str]:
    """When a release became known as announced, and when as carried out."""
    if row["status"] == "announced":
        return {"announced": told}
    steps = {"carried_out": told} if count.is_known(told) else {}
    announced = row["announced_source_id"] and count.known_on(row["announced_source_id"], row["announced_on"])
    return steps | ({"announced": announced} if announced and announced < told else {})


# What it holds


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_every_row_that_the_filters_leave_is_an_entry_on_its_day(table: Table, choice: Choice) -> None:
    found = entries(*query_of(choice))
    expected, without = counted(table, choice)
    assert {entry.id: entry.published[:10] for entry in found} == expected
    assert len(found) == len(expected)
    days = [entry.updated for entry in found]
    assert days == sorted(days, reverse=True)
    subtitle = parsed(ask(FEED, *query_of(choice))).feed.subtitle
    assert (f" {without} rows of which no day is known are left out." in subtitle) == (without > 1)


def test_there_are_rows_without_a_day(table: Table) -> None:
    assert counted(table, Choice())[1] > 1


@pytest.mark.parametrize(
    ("query", "tables"),
    [
        ([("stance", "rejects")], {"reactions"}),
        ([("theme", "border")], {"commitments", "commitment_updates"}),
        ([("category", "civilian")], {"releases"}),
        ([("direction", "azerbaijan.armenia")], {"releases", "detentions"}),
        ([("stance", "rejects"), ("theme", "border")], {"reactions", "commitments", "commitment_updates"}),
        ([("testable", "false")], {"commitments", "commitment_updates"}),
    ],
)
def test_a_choice_that_belongs_to_some_tables_leaves_only_those(query: list[Any], tables: set[str]) -> None:
    assert {table_of(entry) for entry in entries(*query)} == tables


def test_a_theme_is_followed_with_all_evidence_about_its_promises(table: Table) -> None:
    promises = {row["commitment_id"] for row in table("commitments") if row["theme"] == "border"}
    updates = [row for row in table("commitment_updates") if row["commitment_id"] in promises]
    expected = {id_of("commitments", promise) for promise in promises}
    expected |= {id_of("commitment_updates", row["update_id"]) for row in updates}
    assert {entry.id for entry in entries(("theme", "border"))} == expected


@pytest.mark.parametrize("chart", ["commitment_list", "lifelines", "due"])
def test_one_promise_is_followed_from_any_of_its_marks(table: Table, chart: str) -> None:
    found = entries(("mark", mark_of(chart, TREATY)))
    history = Independent(table, Choice(), TODAY).history(TREATY)
    assert {entry.id for entry in found} == {
        id_of("commitments" if row == TREATY else "commitment_updates", row) for row in history
    }
    assert all(entry.link.endswith(f"/commitments?mark=commitment_list~{TREATY}") for entry in found)
    told = parsed(ask(FEED, ("mark", mark_of(chart, TREATY)))).feed
    assert told.title.startswith("Peace Ledger · promise: Reach a peace treaty")
    assert told.id == parsed(ask(FEED, ("mark", mark_of("commitment_list", TREATY)))).feed.id


def test_an_announced_exchange_is_told_twice(table: Table) -> None:
    told = {entry.id: entry for entry in entries(("category", "serviceman"))}
    steps = {
        (row, step): told[id_of("releases", row, step)]
        for row in EXCHANGED
        for step in ("announced", "carried_out")
    }
    assert [(entry.published[:10], entry.title) for entry in steps.values()] == [
        ("2023-12-07", "Armenia → Azerbaijan: handover of 2 people (serviceman) announced"),
        ("2023-12-13", "Armenia → Azerbaijan: 2 people (serviceman) handed over"),
        ("2023-12-07", "Azerbaijan → Armenia: handover of 32 people (serviceman) announced"),
        ("2023-12-13", "Azerbaijan → Armenia: 32 people (serviceman) handed over"),
    ]
    urls = {row["source_id"]: row["url"] for row in table("sources")}
    (row,) = [row for row in table("releases") if row["release_id"] == EXCHANGED[0]]
    assert linked(steps[EXCHANGED[0], "announced"], "via") == urls[row["announced_source_id"]]
    assert linked(steps[EXCHANGED[0], "carried_out"], "via") == urls[row["source_id"]]
    assert "Thirty-two servicemen" not in steps[EXCHANGED[1], "announced"].content[0].value


def test_an_entry_tells_who_said_what_how_surely_and_by_which_source(table: Table) -> None:
    (row,) = [
        row
        for row in table("reactions")
        if row["event_id"] == SEED and row["actor_id"] == "european-council" and row["stance"] == "welcomes"
    ]
    told = {entry.id: entry for entry in entries(("event", SEED), ("stance", "welcomes"))}
    entry = told[id_of("reactions", row["reaction_id"])]
    assert entry.title == "European Council – welcomes: Joint statement of the two leaders' offices"
    content = entry.content[0].value
    for said in (row["speaker"], f"“{row['key_phrase']}”", row["summary"], "High confidence"):
        assert said in content
    assert linked(entry, "alternate") == (
        f"http://ledger.example.org/reactions?mark=reaction_list~{row['reaction_id']}"
    )
    terms = {tag.term: tag.label for tag in entry.tags}
    assert terms["actor=european-council"] == "European Council"
    assert f"event={SEED}" in terms


def test_low_confidence_claims_and_disagreement_are_said(table: Table) -> None:
    told = {entry.id: entry for entry in entries()}
    for row in table("reactions"):
        entry = told.get(id_of("reactions", row["reaction_id"]))
        if entry:
            assert entry.title.endswith(" (low confidence)") == (row["confidence"] == "low")
    for row in table("commitment_updates"):
        content = told[id_of("commitment_updates", row["update_id"])].content[0].value
        assert ("a claim of one side" in content) == (row["status"] == "disputed")
    for row in table("disputes"):
        entry = told.get(id_of(row["subject_table"], row["subject_id"]))
        if entry:
            assert f"Sources disagree: {row['question']}" in entry.content[0].value


def test_initialled_is_not_called_promised(table: Table) -> None:
    initialled = [row for row in table("commitments") if row["standing"] == "initialled"]
    told = {entry.id: entry.title for entry in entries(("standing", "initialled"))}
    assert initialled
    assert all(
        told[id_of("commitments", row["commitment_id"])].startswith("Initialled by ") for row in initialled
    )
    assert not any(title.startswith("Promise") for title in told.values())


def test_an_update_of_a_promise_comes_to_who_follows_it(tmp_path: Path) -> None:
    folder = copy(tmp_path / "data")

    def add(rows: CsvRows) -> CsvRows:
        (last, *_) = [row for row in rows if row["commitment_id"] == TREATY][::-1]
        new = {"update_id": f"{TREATY}-new", "status": "kept", "summary": "The treaty is signed."}
        return [*rows, last | new | {"claimed_by": "", "happened_on": "2026-07-01"}]

    query = ("mark", mark_of("commitment_list", TREATY))
    before = {entry.id for entry in entries(query)}
    rewrite(folder, "commitment_updates", add)
    with serving(folder):
        after = entries(query)
    (new,) = [entry for entry in after if entry.id not in before]
    assert before < {entry.id for entry in after}
    assert new.id == id_of("commitment_updates", f"{TREATY}-new")
    assert new.title.startswith("Promise of Armenia and Azerbaijan, kept: The treaty is signed")


# Form


def test_pages_lead_to_each_other_and_hold_everything_once() -> None:
    found = pages()
    ids = [entry.id for page in found for entry in page.entries]
    assert len(found) == -(-len(ids) // feed.PAGE) > 2
    assert len(ids) == len(set(ids))
    assert {page.feed.id for page in found} == {found[0].feed.id}
    for number, page in enumerate(found, start=1):
        own = FEED if number == 1 else f"{FEED}?page={number}"
        assert linked(page.feed, "self") == f"http://ledger.example.org{own}"
        assert (linked(page.feed, "previous") is None) == (number == 1)
        assert linked(page.feed, "last") == f"http://ledger.example.org{FEED}?page={len(found)}"
    assert found[0].feed.updated == found[0].entries[0].updated


def test_an_entry_is_the_same_under_every_filter() -> None:
    every = {entry.id: (entry.title, entry.updated) for entry in entries()}
    for query in ([("actor", "european-union")], [("event", SEED)], [("confidence", "high")]):
        some = {entry.id: (entry.title, entry.updated) for entry in entries(*query)}
        assert some.items() <= every.items()
        assert len(some) < len(every)


def test_a_feed_that_the_filters_empty_is_valid_and_says_so() -> None:
    told = parsed(ask(FEED, ("to", "1990-01-01")))
    assert told.entries == []
    assert "Nothing is left by these filters" in told.feed.subtitle
    created = ledger.current().dataset.package.created
    assert created
    assert told.feed.updated == f"{created.date().isoformat()}T00:00:00Z"


def test_the_feed_names_its_author_licence_and_page() -> None:
    told = parsed(ask(FEED, ("theme", "border"), ("actor", "armenia"))).feed
    assert told.title == "Peace Ledger · actor: Armenia · theme: Border"
    assert told.author == "Peace Ledger"
    assert told.rights == "Creative Commons Attribution 4.0 International"
    assert linked(told, "license") == "https://creativecommons.org/licenses/by/4.0/"
    assert linked(told, "alternate") == "http://ledger.example.org/commitments?actor=armenia&theme=border"


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    folder = copy(tmp_path / "data")
    hostile = "<script>alert(1)</script> & ]]> <img src=x onerror=y> “\u202eabc” 🕊"

    def poison(rows: CsvRows) -> CsvRows:
        return [row | {"summary": hostile} if row["commitment_id"] == TREATY else row for row in rows]

    for name in ("commitments", "commitment_updates"):
        rewrite(folder, name, poison)
    with serving(folder):
        answer = ask(FEED, ("mark", mark_of("commitment_list", TREATY)))
    parsed(answer)
    assert b"<script" not in answer.body
    for entry in root_of(answer.body).iter(f"{ATOM}entry"):
        content = entry.findtext(f"{ATOM}content", "")
        assert html_tags(content) <= {"p", "a"}
        assert hostile in entry.findtext(f"{ATOM}title", "") + text_of(content)


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= {"href"}
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> _Read:
    """HTML as a browser takes it."""
    reader = _Read()
    reader.feed(html)
    reader.close()
    return reader


def html_tags(html: str) -> set[str]:
    """The elements in a piece of HTML."""
    return read(html).tags


def text_of(html: str) -> str:
    """What a reader sees of it."""
    return read(html).text


@given(st.text(), st.text())
def test_any_text_is_written_and_read_back(title: str, content: str) -> None:
    entry = atom.Entry(
        id="urn:uuid:72e7ad47-b7ed-5c87-a737-04d9356e57f0",
        title=title,
        day=TODAY,
        content=content,
        links=[atom.Link("via", "https://example.org/", title=title)],
        categories=[atom.Category("table=events", title)],
    )
    document = atom.written(
        atom.Feed(
            id="urn:uuid:256cf1b6-94ec-5837-a01c-ffeb8349a8e1",
            title=title,
            subtitle=content,
            updated=TODAY,
            author="Peace Ledger",
            rights="",
            generator=("Peace Ledger", "1"),
            links=[atom.Link("first", "https://example.org/feed.atom")],
            entries=[entry],
        )
    )
    assert faults(document) == []
    root = root_of(document)

    def kept(text: str) -> str:
        # XML knows one line end only, and some characters not at all.
        ends = text.replace("\r\n", "\n").replace("\r", "\n")
        return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", ends)

    assert root.findtext(f"{ATOM}title") == kept(title)
    assert root.findtext(f"{ATOM}entry/{ATOM}content") == kept(content)


def test_the_rules_find_faults() -> None:
    broken = b"""<feed xmlns="http://www.w3.org/2005/Atom"><id>no iri</id><updated>2026-01-01</updated>
        <link rel="first" href="/"/><entry><id>urn:a:b</id><title>t</title></entry></feed>"""
    assert faults(broken) == [
        "feed: 0 × title",
        "id: 'no iri' is no IRI",
        "updated: '2026-01-01' is no moment",
        "link: '/' is no IRI",
        "entry: 0 × updated",
        "an entry with neither content nor an alternate link",
        "a feed without an author",
    ]


# Answers


@pytest.mark.parametrize(
    ("query", "name", "reason"),
    [
        ([("stance", "furious")], "stance", "no stance of this ledger"),
        ([("from", "yesterday")], "from", "not a day like 2023-12-07"),
        ([("nonsense", "1")], "nonsense", "not a parameter of this ledger"),
        ([("page", "0")], "page", "not a whole number from 1"),
        ([("page", "two")], "page", "not a whole number from 1"),
        ([("page", "1"), ("page", "2")], "page", "only one can hold"),
        ([("mark", "reaction_list~x")], "mark", "not the mark of one commitment"),
        ([("mark", "due~no-such-promise")], "mark", "no commitment of this ledger"),
        ([("data", "1999.1.1")], "data", "version"),
    ],
)
def test_what_cannot_be_followed_is_refused_by_name(query: list[Any], name: str, reason: str) -> None:
    answer = ask(FEED, *query)
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    (told,) = json.loads(answer.body)["parameters"]
    assert told["name"] == name
    assert reason in told["reason"]


def test_a_page_behind_the_last_is_not_found() -> None:
    answer = ask(FEED, ("theme", "border"), ("page", "2"))
    assert answer.status == 404
    assert json.loads(answer.body)["detail"] == "There is no page 2 of this feed; it has 1 page."


def test_an_older_data_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (served,) = loaded()
    older = replace(served.vocabulary, versions=(served.dataset.version, "2026.1.1"))
    known = Served({served.dataset.folder: replace(served, vocabulary=older)})
    monkeypatch.setattr("peace_ledger.ledger._opened", known)
    assert ask(FEED, ("data", served.dataset.version)).status == 200
    answer = ask(FEED, ("data", "2026.1.1"))
    assert answer.status == 400
    (told,) = json.loads(answer.body)["parameters"]
    assert told["reason"] == "a feed tells of the newest data version; take this out"


def test_a_copy_that_still_holds_is_not_sent_again() -> None:
    first = ask(FEED, ("actor", "russia"))
    assert first.headers["content-type"] == "application/atom+xml"
    assert first.headers["cache-control"] == "no-cache"
    again = ask(FEED, ("actor", "russia"), if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    other = ask(FEED, ("actor", "france"), if_none_match=first.headers["etag"])
    assert other.status == 200
    head = ask(FEED, ("actor", "russia"), method="HEAD")
    assert (head.status, head.headers["etag"]) == (200, first.headers["etag"])


def test_without_data_the_feed_says_that_it_is_not_there(tmp_path: Path) -> None:
    with serving(tmp_path):
        answer = ask(FEED)
    assert answer.status == 503
    assert json.loads(answer.body)["problems"]


def test_the_public_address_stands_in_every_link() -> None:
    ids = {entry.id for entry in parsed(ask(FEED)).entries}
    with serving(CURATED, PEACE_LEDGER_PUBLIC_URL="https://peace.example.org"):
        told = parsed(ask(FEED))
    assert {entry.id for entry in told.entries} == ids
    assert all(entry.link.startswith("https://peace.example.org/") for entry in told.entries)
    assert linked(told.feed, "self") == "https://peace.example.org/feed.atom"


def test_addresses_are_those_of_a_view_without_what_no_entry_depends_on() -> None:
    state = State(
        actors=("russia",), chart="timeline", embed=True, version="2026.11.1", known=date(2024, 1, 2)
    )
    assert feed.address(state) == "/feed.atom?actor=russia&known=2024-01-02"
    assert feed.address(State()) == "/feed.atom"
    opened = State(actors=("russia",), mark=mark_of("lifelines", TREATY))
    assert feed.address(opened) == f"/feed.atom?actor=russia&mark=commitment_list~{TREATY}"
    assert feed.promise_address(opened) == f"/feed.atom?mark=commitment_list~{TREATY}"
    assert feed.address(State(mark="reaction_list~x")) == "/feed.atom"
    assert feed.promise_address(State(mark="reaction_list~x")) is None


def test_the_addresses_in_the_documentation_answer() -> None:
    text = (ROOT / "docs/feed.md").read_text("utf-8")
    found = re.findall(r"`(/feed\.atom[^`]*)`", text)
    assert len(found) > 5
    for address in found:
        path, _, asked = address.partition("?")
        told = parsed(ask(path, *(tuple(pair.split("=")) for pair in asked.split("&") if pair)))
        assert told.entries, address


def test_the_server_sends_it_with_the_headers_of_every_answer(server: Server) -> None:
    answer = server.ask(f"{FEED}?theme=border", accept_encoding="identity")
    told = parsed(answer)
    assert linked(told.feed, "self") == f"{server.url}{FEED}?theme=border"
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    again = server.ask(
        f"{FEED}?theme=border", accept_encoding="identity", if_none_match=answer.headers["etag"]
    )
    assert again.status == 304
    assert server.ask(FEED, "HEAD").body == b""
    assert server.ask(FEED, accept_encoding="gzip").headers["content-encoding"] == "gzip"
