"""Pages and charts in frames: what is drawn, what is computed, who may frame them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from pages.menu import MENU
from peace_ledger import http, ledger, settings
from peace_ledger.engine import Engine, Rows
from peace_ledger.ledger import NotLoaded
from peace_ledger.ui.page import Page
from tests.altered import copy, serving
from tests.pages import PATHS, Shown, open_page, shown
from tests.server import Server
from tests.test_versions import NEW, OLD, counted, newer

EMBED = ("embed", "true")
SEED = "joint-statement-2023-12-07"


def embedded(path: str, *query: tuple[str, str]) -> Shown:
    """A page or a chart as it is sent into a frame."""
    return open_page(path, [*query, EMBED])


def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that are asked from now on, by name."""
    names: list[str] = []
    ask = Engine.rows

    def rows(self: Engine, name: str, parameters: Mapping[str, Any]) -> Rows:
        names.append(name)
        return ask(self, name, parameters)

    monkeypatch.setattr(Engine, "rows", rows)
    return names


@pytest.mark.parametrize("path", PATHS)
def test_a_page_in_a_frame_has_its_cards_and_its_source_and_nothing_around_them(path: str) -> None:
    whole, framed = open_page(path), embedded(path)
    assert framed.cards.keys() == whole.cards.keys()
    assert framed.session.title[0].value == whole.session.title[0].value
    assert (framed.head, framed.filters, framed.foot, framed.bar) == ({}, {}, {}, {})
    assert not framed.session.sidebar.children
    assert "Peace Ledger" not in framed.text
    version = ledger.current().dataset.version
    assert framed.source["source"] == f"Peace Ledger · data version {version}"
    assert framed.source["whole"] == {"text": "Open in the ledger", "href": f"/{path}"}


@pytest.mark.parametrize("page", MENU, ids=lambda page: page.title)
def test_each_chart_stands_alone_with_its_source(page: Page) -> None:
    for name in open_page(page.path).bar["frames"][1:]:
        (chart,) = (value for key, value in parse_qsl(urlsplit(name["links"][0]).query) if key == "chart")
        framed = embedded(page.path, ("chart", chart))
        assert list(framed.cards) == [chart]
        assert framed.source["whole"]["href"] == f"/{page.path}?chart={chart}"
        assert not framed.session.title


def test_only_the_chart_that_is_framed_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    names = asked(monkeypatch)
    # A period of its own: what was computed for another reader is not computed again.
    embedded("reactions", ("chart", "stance_by_event"), ("to", "2025-11-11"))
    assert set(names) == {"reactions/stance_by_event", "scope/reactions", "sources/disputed"}


def test_a_chart_in_a_frame_looks_through_the_filters_of_its_page() -> None:
    query = [("stance", "welcomes"), ("event", SEED)]
    framed = embedded("reactions", ("chart", "stance_by_event"), *query)
    whole = open_page("reactions", query)
    for part in ("title", "subtitle", "caption", "table"):
        assert framed.cards["stance_by_event"][part] == whole.cards["stance_by_event"][part]
    # A card that an address cites comes into sight: it would pull the page around the frame.
    assert "cited" not in framed.cards["stance_by_event"]


def test_an_open_mark_has_its_rows_below_and_stays_open_in_the_ledger() -> None:
    mark = f"stance_by_event~{SEED}~welcomes"
    framed = embedded("reactions", ("chart", "stance_by_event"), ("mark", mark))
    assert list(framed.cards) == ["stance_by_event", "evidence_stance_by_event"]
    assert dict(parse_qsl(urlsplit(framed.source["whole"]["href"]).query))["mark"] == mark


def test_a_click_that_would_lead_to_another_view_of_the_page_opens_rows_in_a_frame() -> None:
    framed = embedded("events", ("chart", "event_calendar"), ("mark", f"event_list~{SEED}"))
    assert list(framed.cards) == ["event_calendar", "evidence_event_list"]
    assert f"](/events?event={SEED})" in framed.text


@pytest.mark.parametrize(
    ("path", "chart", "query", "there"),
    [
        ("events", "event_calendar", [], "a click opens the event"),
        ("events", "event_list", [], "a row opens the event"),
        ("actors", "actor_list", [], "a row opens the actor"),
        ("actors", "nearness", [("actor", "armenia")], "a click sets the two side by side"),
        ("sources", "dispute_list", [], "a question opens with the row that it is about"),
    ],
)
def test_a_subtitle_says_what_a_click_does_where_it_stands(
    path: str, chart: str, query: list[tuple[str, str]], there: str
) -> None:
    whole = open_page(path, query).cards[chart]["subtitle"]
    alone = embedded(path, ("chart", chart), *query).cards[chart]["subtitle"]
    assert whole.endswith(f" · {there}")
    assert alone == whole.replace(there, "a click opens the rows behind it")


def test_a_click_that_opens_rows_on_the_page_too_is_told_in_the_same_words() -> None:
    framed = embedded("", ("chart", "due"))
    assert framed.cards["due"]["subtitle"].endswith(" · a row opens its history")


def test_links_to_other_pages_open_the_ledger_in_a_new_tab() -> None:
    # Streamlit opens what is linked in Markdown in a new tab, and a link of its own in the frame.
    framed = embedded("", ("confidence", "high"))
    assert "](/reactions?confidence=high)" in framed.text
    assert not framed.session.get("page_link")


def test_an_empty_chart_in_a_frame_says_why() -> None:
    framed = embedded("reactions", ("chart", "stance_by_event"), ("to", "1990-01-01"))
    assert framed.cards["stance_by_event"]["empty"]


def test_a_chart_of_another_page_is_named_with_a_link_to_it() -> None:
    framed = embedded("reactions", ("chart", "lifelines"), ("from", "2023-01-01"))
    assert framed.cards == {}
    assert "“Lifelines of commitments” does not stand on the page “Reactions”" in framed.text
    assert "](/commitments?from=2023-01-01&chart=lifelines)" in framed.text


def test_an_unknown_chart_is_dropped_with_a_sentence() -> None:
    framed = embedded("reactions", ("chart", "pie"))
    assert "chart = “pie” (no chart of this ledger)" in framed.text
    assert "stance_by_event" in framed.cards


@pytest.mark.parametrize("value", ["false", "1", ""])
def test_another_value_of_embed_is_dropped_with_a_sentence(value: str) -> None:
    page = open_page("reactions", [("embed", value), ("stance", "rejects")])
    assert "embed" in page.session.warning[0].value
    assert "not true" in page.session.warning[0].value
    assert page.bar
    assert page.foot


@pytest.mark.parametrize(("name", "value"), [("embed", "TRUE"), ("Embed", "true")])
def test_embed_is_read_in_any_case_as_streamlits_client_does(name: str, value: str) -> None:
    page = open_page("reactions", [(name, value)])
    assert page.source
    assert not page.session.warning


def test_a_choice_in_a_frame_keeps_it_a_frame() -> None:
    framed = embedded("events", ("mark", f"event_list~{SEED}"), ("chart", "event_list"))
    again = framed.session.button(key="close evidence").click().run()
    assert shown(again).source
    assert "mark" not in again.query_params


def test_without_data_a_frame_says_so_and_takes_its_height(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_opened", NotLoaded(("the table events is missing",)))
    framed = embedded("reactions")
    assert framed.session.title[0].value == "The ledger cannot be shown"
    assert framed.session.get("bidi_component")
    assert not open_page("reactions").session.get("bidi_component")


@pytest.mark.parametrize("query", [(), (("chart", "stance_by_event"),)], ids=["page", "chart"])
def test_an_older_version_in_a_frame_is_named_in_a_line_that_leads_to_the_latest(
    query: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    folder = copy(tmp_path / "ledger")
    newer(folder)
    with serving(folder):
        framed = embedded("reactions", *query, ("data", OLD), ("stance", "rejects"))
        (line,) = [line for line in framed.text.splitlines() if line.startswith("Older")]
        assert line.startswith(f"Older **data version {OLD}** of ")
        assert line.endswith(f"In the latest, {NEW}, {counted()[0]} rows differ.")
        chart = "".join(f"&{name}={value}" for name, value in query)
        assert f"[See the latest version](/reactions?stance=rejects{chart})" in framed.text
        assert not framed.session.toggle
        latest = embedded("reactions", *query)
    assert "Older" not in latest.text


# Who may frame what


def ancestors(policy: str) -> str:
    """What a content-security-policy lets stand around a page."""
    (sources,) = (one.split(" ", 1)[1] for one in policy.split("; ") if one.startswith("frame-ancestors "))
    return sources


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/?embed=true", "*"),
        ("/reactions?stance=welcomes&Embed=TRUE", "*"),
        ("/reactions?embed=1&embed=true", "*"),
        ("/", "'none'"),
        ("/reactions?embed=false", "'none'"),
        ("/reactions?xembed=true", "'none'"),
        ("/healthz?embed=true", "'none'"),
        ("/assets/embed.js?embed=true", "'none'"),
        ("/api/v1/tables/events.json?embed=true", "'none'"),
    ],
)
def test_only_pages_asked_for_as_embeds_may_be_framed(server: Server, address: str, expected: str) -> None:
    assert ancestors(server.ask(address).headers["content-security-policy"]) == expected


def test_the_operator_says_who_may_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("frame_ancestors"), "'self' https://news.example.org")
    assert ancestors(http.content_security_policy("", http.frame_ancestors())) == (
        "'self' https://news.example.org"
    )
    assert ancestors(http.content_security_policy("")) == "'none'"


def test_as_long_as_the_settings_are_wrong_nobody_may_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("frame_ancestors"), "https://news.example.org;")
    assert http.frame_ancestors() == "'none'"


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_any_site_may_load_the_script_beside_an_embed(server: Server, encoding: str) -> None:
    answer = server.ask(http.EMBED_SCRIPT, accept_encoding=encoding)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age" in answer.headers["cache-control"]
