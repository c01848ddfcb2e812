"""Citations, re-read by the programs that readers use."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string

from peace_ledger import citation, marks, state
from peace_ledger.citation import Cited
from peace_ledger.dataset import Dataset
from peace_ledger.state import State

ORIGIN = "https://ledger.example.org"
DAY = date(2026, 11, 24)
CITED = Cited(
    page="Reactions",
    chart="Stances by event",
    filters="since 7 Dec 2023 · actor: Russia",
    process="Two states: reactions, 2020–2026",
    versions=("2026.11.1",),
    published=date(2025, 3, 9),
    accessed=DAY,
    link=f"{ORIGIN}/reactions?from=2023-12-07&actor=russia&data=2026.11.1&chart=stance_by_event",
    licence="CC-BY-4.0",
)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)
NASTY = (
    "50 % & more_or {less}",
    "{open",
    "close}",
    r"C:\new",
    "~^#$",
    "Նորություններ – Xəbərlər",
    'say "no"',
)


def entry_of(cited: Cited) -> Entry:
    """The one entry of the BibTeX, as pybtex reads it."""
    (entry,) = parse_string(citation.bibtex(cited), "bibtex").entries.values()
    return entry


def written(latex: str) -> str:
    """LaTeX as a reader sees it printed."""
    words = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}
    printed = re.sub(r"\\text(\w+)\{\}|\\([&%$#_])", lambda found: words.get(found[1]) or found[2], latex)
    return " ".join(printed.split())


def ris_of(cited: Cited) -> dict[str, Any]:
    """The one entry of the RIS, as rispy reads it."""
    (entry,) = rispy.loads(citation.ris(cited))
    return dict(entry)


def csl_of(cited: Cited) -> dict[str, Any]:
    """The one item of the CSL-JSON."""
    (item,) = json.loads(citation.csl(cited))
    return dict(item)


def test_the_text_says_what_when_and_where() -> None:
    assert citation.text(CITED) == (
        "Peace Ledger (2025). Reactions: Stances by event (since 7 Dec 2023 · actor: Russia). "
        "In: Two states: reactions, 2020–2026. Data version 2026.11.1. Licence CC-BY-4.0. "
        f"Accessed 24 November 2026. {CITED.link}"
    )


def test_a_whole_page_is_cited_by_its_title() -> None:
    page = replace(CITED, chart=None, licence="")
    assert citation.text(page).startswith(
        "Peace Ledger (2025). Reactions (since 7 Dec 2023 · actor: Russia)."
    )
    assert "Licence" not in citation.text(page)
    assert written(entry_of(page).fields["title"]) == "{Reactions}"


def test_bibtex_is_read_back() -> None:
    entry = entry_of(CITED)
    assert entry.type == "misc"
    assert [str(person) for person in entry.persons["author"]] == ["{Peace Ledger}"]
    assert entry.fields["title"] == "{Stances by event}"
    assert entry.fields["year"] == "2025"
    assert entry.fields["version"] == "2026.11.1"
    assert entry.fields["url"] == CITED.link
    assert entry.fields["urldate"] == "2026-11-24"
    for part in (CITED.page, CITED.filters, "Data version 2026.11.1", "CC-BY-4.0", "24 November 2026"):
        assert part in entry.fields["note"]


def test_ris_is_read_back() -> None:
    entry = ris_of(CITED)
    assert entry["type_of_reference"] == "DATA"
    assert entry["authors"] == ["Peace Ledger"]
    assert entry["title"] == "Stances by event"
    assert entry["secondary_title"] == CITED.process
    assert entry["year"] == "2025"
    assert entry["date"] == "2025/03/09"
    assert entry["edition"] == "Data version 2026.11.1"
    assert entry["access_date"] == "2026/11/24"
    assert entry["urls"] == [CITED.link]
    assert CITED.filters in entry["notes"][0]
    assert citation.ris(CITED).startswith("TY  - DATA\n")


def test_csl_has_the_shape_of_its_schema() -> None:
    item = csl_of(CITED)
    assert item["id"]
    assert item["type"] == "dataset"
    assert item["title"] == "Stances by event"
    assert item["author"] == [{"literal": "Peace Ledger"}]
    assert item["issued"] == {"date-parts": [[2025, 3, 9]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 24]]}
    assert item["version"] == "2026.11.1"
    assert item["URL"] == CITED.link


def test_without_a_day_of_publication_the_day_of_access_gives_the_year() -> None:
    undated = replace(CITED, published=None)
    assert citation.text(undated).startswith("Peace Ledger (2026).")
    assert "date" not in ris_of(undated)
    assert csl_of(undated)["issued"] == {"date-parts": [[2026]]}


@pytest.mark.parametrize("title", NASTY)
def test_signs_of_the_formats_stay_text(title: str) -> None:
    cited = replace(CITED, chart=title, filters=title, process=title)
    entry = entry_of(cited)
    assert written(entry.fields["title"]) == f"{{{title}}}"
    assert written(entry.fields["howpublished"]) == f"In: {title}"
    assert ris_of(cited)["title"] == title
    assert csl_of(cited)["title"] == title


@given(WORDS, WORDS)
def test_any_text_is_read_back(title: str, words: str) -> None:
    cited = replace(CITED, chart=title, process=words)
    line, process = " ".join(title.split()), " ".join(words.split())
    entry = entry_of(cited)
    assert written(entry.fields["title"]) == f"{{{line}}}"
    assert written(entry.fields["howpublished"]) == f"In: {process}"
    assert entry.fields["url"] == CITED.link
    assert ris_of(cited)["title"] == line
    assert ris_of(cited)["urls"] == [CITED.link]
    assert csl_of(cited)["title"] == title


def test_a_permanent_link_has_every_filter_the_version_and_the_chart(dataset: Dataset) -> None:
    shown = State(
        since=date(2023, 12, 7), actors=("armenia", "russia"), mark="stance_map~x~", chart="stance_map"
    )
    link = citation.permanent_link(ORIGIN, "reactions", shown, dataset.version)
    assert link.startswith(f"{ORIGIN}/reactions?")
    vocabulary = state.vocabulary_of(dataset, (dataset.package.name,))
    read, dropped = state.decode(parse_qs(urlsplit(link).query), vocabulary)
    assert read == replace(shown, version=dataset.version)
    assert not dropped


def test_a_view_is_cited_with_its_chart_and_open_mark(dataset: Dataset) -> None:
    event, stance = "joint-statement-2023-12-07", "welcomes"
    mark = marks.mark_of("stance_by_event", event, stance)
    whole = citation.cited(dataset, "reactions", State(chart="stance_by_event"), ORIGIN, DAY)
    behind = citation.cited(dataset, "reactions", State(chart="stance_by_event", mark=mark), ORIGIN, DAY)
    elsewhere = citation.cited(dataset, "reactions", State(chart="stance_map", mark=mark), ORIGIN, DAY)
    assert whole.chart == "Stances by event"
    assert behind.chart == f"Stances by event: {dataset.event_title(event)} · Welcomes"
    assert elsewhere.chart == "Stances on the map"
    assert (whole.version, whole.licence) == (dataset.version, "CC-BY-4.0")
    created = dataset.package.created
    assert created
    assert whole.published == created.date()


@pytest.mark.parametrize("path", citation.PAGES)
def test_every_page_can_be_cited(dataset: Dataset, path: str) -> None:
    cited = citation.cited(dataset, path, State(), ORIGIN, DAY)
    assert citation.text(cited).endswith(f" {ORIGIN}/{path}?data={dataset.version}")
