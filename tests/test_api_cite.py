"""The routes of citations."""

import json

import pytest

from peace_ledger import marks
from peace_ledger.ledger import Ledger, Served, loaded
from tests.asked import ask

CITE = "/api/v1/cite/"


@pytest.fixture
def served() -> Ledger:
    """The ledger behind the routes."""
    return loaded()[0]


def test_a_chart_is_cited_by_its_title_with_its_filters_and_link(served: Ledger) -> None:
    answer = ask(f"{CITE}reactions.txt", ("actor", "russia"), ("chart", "stance_by_event"))
    told = answer.body.decode()
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Reactions: Stances by event (whole period · actor: Russia)" in told
    version = served.dataset.version
    assert told.endswith(
        f"http://ledger.example.org/reactions?actor=russia&data={version}&chart=stance_by_event"
    )
    assert f'"peace-ledger_stance_by_event_{version}.txt"' in answer.headers["content-disposition"]


def test_the_overview_and_its_timeline_have_titles() -> None:
    told = ask(f"{CITE}overview.json", ("chart", "timeline")).body
    assert json.loads(told)[0]["title"] == marks.TITLES["timeline"]
    assert json.loads(told)[0]["URL"].startswith("http://ledger.example.org/?data=")


def test_the_public_address_stands_in_every_link(served: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    public = Ledger(served.engine, served.vocabulary, "https://peace.example.org")
    monkeypatch.setattr("peace_ledger.ledger._opened", Served({served.dataset.folder: public}))
    assert " https://peace.example.org/events?" in ask(f"{CITE}events.txt").body.decode()


def test_what_cannot_be_read_is_refused_by_name_value_and_reason() -> None:
    answer = ask(f"{CITE}reactions.bib", ("stance", "furious"), ("chart", "no_chart"), ("data", "1999"))
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    told = json.loads(answer.body)
    assert [(item["name"], item["value"]) for item in told["parameters"]] == [
        ("stance", "furious"),
        ("chart", "no_chart"),
        ("data", "1999"),
    ]
    assert all(item["value"] in told["detail"] for item in told["parameters"])


@pytest.mark.parametrize("name", ["nowhere.txt", "reactions.doc", "reactions", "a/b.txt"])
def test_an_unknown_page_or_format_is_not_found(name: str) -> None:
    answer = ask(CITE + name)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_other_methods_are_told_what_is_possible() -> None:
    answer = ask(f"{CITE}reactions.txt", method="POST")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert ask(f"{CITE}reactions.txt", method="HEAD").status == 200
