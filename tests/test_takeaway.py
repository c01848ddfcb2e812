"""What pages, charts and lists offer to take away: every address answers, and holds what the page counts."""

import json
import re
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from peace_ledger import marks, wording
from peace_ledger.nouns import NOUNS
from peace_ledger.ui.view import NOUN
from tests.asked import ask
from tests.pages import PATHS, Shown, open_page
from tests.server import Answer

SEED = "joint-statement-2023-12-07"
DATA = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CITATIONS = {
    "txt": "text/plain",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/vnd.citationstyles.csl+json",
}
CHOICES: dict[str, list[tuple[str, str]]] = {
    "whole": [],
    "one event": [("event", SEED)],
    "filtered": [
        ("from", "2021-01-01"),
        ("to", "2026-06-30"),
        ("actor", "armenia"),
        ("actor", "azerbaijan"),
        ("known", "2025-01-01"),
        ("confidence", "medium"),
        ("stance", "supports"),
        ("category", "serviceman"),
        ("theme", "prisoners"),
        ("testable", "true"),
    ],
    "nothing left": [("to", "1990-01-01")],
}
MARKS = {
    "": f"timeline_events~{SEED}",
    "reactions": f"stance_by_event~{SEED}~welcomes",
    "events": f"event_stances~{SEED}~third_party~welcomes",
}
CODE_BOOK = {"code_tables", "code_columns"}
"""Lists of words of the descriptor: they can be cited."""
Take = dict[str, Any]


@cache
def answer(href: str) -> Answer:
    """What an address of the API answers."""
    parts = urlsplit(href)
    return ask(parts.path, *parse_qsl(parts.query, keep_blank_values=True))


def hrefs(download: dict[str, str], formats: dict[str, str]) -> dict[str, str]:
    """The addresses of one download, each with the media type to expect."""
    query = f"?{download['query']}" if download.get("query") else ""
    return {f"{download['stem']}.{extension}{query}": kind for extension, kind in formats.items()}


def takes(page: Shown) -> dict[str, Take]:
    """What is offered, by chart and list; the foot's is "page", and the last."""
    return {name: card["take"] for name, card in charts_and_lists(page).items()} | {"page": page.foot["take"]}


def charts_and_lists(page: Shown) -> dict[str, dict[str, Any]]:
    """The cards with rows of any kind."""
    return {name: card for name, card in page.cards.items() if {"table", "columns"} & card.keys()}


def row_count(downloads: list[dict[str, str]]) -> int:
    """How many rows the downloads hold together."""
    return sum(
        len(json.loads(answer(next(iter(hrefs(one, {"json": ""})))).body)["rows"]) for one in downloads
    )


def says_count(words: str, count: int) -> bool:
    """Whether the words of a card say that it stands on so many rows."""
    nouns = "|".join(
        sorted({re.escape(form.removeprefix("{count} ")) for noun in NOUN.values() for form in NOUNS[noun]})
    )
    said = re.search(rf"(?:^|· )(no|[\d,]+) (?:{nouns})\b", words, re.IGNORECASE)
    return said is not None and said[1].lower() == (wording.number(count) if count else "no")


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("path", PATHS)
def test_every_address_answers(path: str, choice: str) -> None:
    for name, take in takes(open_page(path, CHOICES[choice])).items():
        assert take.get("groups") or name in CODE_BOOK, name
        for downloads in take.get("groups", {}).values():
            for download in downloads:
                for href, kind in hrefs(download, DATA).items():
                    assert (answer(href).status, href) == (200, href)
                    assert answer(href).headers["content-type"].startswith(kind)
                    assert "attachment" in answer(href).headers["content-disposition"]
        for href, kind in hrefs(take["cite"], CITATIONS).items():
            assert (answer(href).status, href) == (200, href)
            assert answer(href).headers["content-type"].startswith(kind)


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("path", PATHS)
def test_the_rows_behind_a_card_are_those_it_counts(path: str, choice: str) -> None:
    cards = charts_and_lists(open_page(path, CHOICES[choice]))
    for name, card in cards.items():
        if name in CODE_BOOK:
            continue
        groups = card["take"]["groups"]
        # Where a list does not stand on one table, its own rows are what it counts.
        (rows,) = [of for label, of in groups.items() if label.endswith("sources")] or groups.values()
        assert says_count(card["subtitle"], row_count(rows)), (name, card["subtitle"])


@pytest.mark.parametrize("path", PATHS)
def test_the_code_of_a_frame_is_that_of_the_bar(path: str) -> None:
    page = open_page(path, [("from", "2021-01-01"), ("actor", "armenia")])
    in_bar = [frame["codes"][0] for frame in page.bar["frames"][1:]]
    offered = takes(page)
    assert set(in_bar) >= {take["embed"] for take in offered.values() if "embed" in take}
    assert [name for name, take in offered.items() if "embed" not in take] == [
        name for name in offered if name in {*CODE_BOOK, "page"}
    ]


def test_the_code_of_a_frame_keeps_the_data_version_of_the_address() -> None:
    version = open_page("reactions").bar["version"]
    card = open_page("reactions", [("data", version)]).cards["stance_by_event"]
    assert f"?data={version}&amp;chart=stance_by_event&amp;embed=true" in card["take"]["embed"]


def test_rows_behind_a_mark_have_no_frame_of_their_own() -> None:
    page = open_page("reactions", [("mark", MARKS["reactions"])])
    assert "embed" not in page.cards["evidence_stance_by_event"]["take"]
    assert f"mark={MARKS['reactions']}" in page.cards["stance_by_event"]["take"]["embed"]


@pytest.mark.parametrize("path", MARKS)
def test_the_evidence_is_taken_away_as_it_is_listed(path: str) -> None:
    event = [("event", SEED)] if path == "events" else []
    page = open_page(path, [*event, ("mark", MARKS[path])])
    (evidence,) = (card for name, card in page.cards.items() if name.startswith("evidence_"))
    (downloads,) = evidence["take"]["groups"].values()
    assert row_count(downloads) == len(evidence["rows"]) > 0
    assert "mark=" in evidence["take"]["link"]
    chart = MARKS[path].partition(marks.SEPARATOR)[0]
    assert marks.TITLES[chart] in evidence["take"]["text"]
    assert f"“{marks.TITLES[chart]}”" in evidence["title"]
    others = (card for name, card in charts_and_lists(page).items() if not name.startswith("evidence_"))
    assert all("mark=" not in card["take"]["link"] for card in others)


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("path", PATHS)
def test_the_link_of_a_citation_restores_the_view(path: str, choice: str) -> None:
    page = open_page(path, CHOICES[choice])
    for name, take in takes(page).items():
        parts = urlsplit(take["link"])
        assert parts.path == f"/{path}"
        assert take["link"] in take["text"]
        assert dict(parse_qsl(parts.query))["data"], name
    last = next(reversed(takes(page).values()))
    restored = open_page(path, parse_qsl(urlsplit(last["link"]).query))
    assert not restored.session.warning
    assert seen(restored) == seen(page)


def seen(page: Shown) -> str:
    """What charts and lists say, apart from their address, what can be taken away and links: these name the
    version.
    """
    cards = {name: card | {"at": None, "take": None} for name, card in charts_and_lists(page).items()}
    return re.sub(r'"href": "/[^"]*"', "", json.dumps(cards))


@pytest.mark.parametrize("path", PATHS)
def test_the_citation_of_a_route_is_the_one_on_the_page(path: str) -> None:
    for name, take in takes(open_page(path, CHOICES["filtered"])).items():
        (href,) = hrefs(take["cite"], {"txt": ""})
        told = answer(href).body.decode()
        assert told.replace("http://ledger.example.org", "") == take["text"], name


def test_every_card_has_a_title_to_be_cited_by() -> None:
    for path in PATHS:
        for name in charts_and_lists(open_page(path)):
            assert name in marks.TITLES, (path, name)


def test_another_data_version_is_dropped_with_a_sentence() -> None:
    page = open_page("reactions", [("data", "2019.1.1"), ("stance", "rejects")])
    assert "2019" in page.session.warning[0].value
    assert page.query == [("stance", "rejects")]
    assert seen(page) == seen(open_page("reactions", [("stance", "rejects")]))
