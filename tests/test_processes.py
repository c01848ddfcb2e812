"""Other folders than the one that comes with the program: the same tables as Parquet, and two processes side
by side.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pages.menu import MENU
from peace_ledger import ledger
from tests.altered import as_parquet, copy, healthz, redescribe, rewrite, serving
from tests.fixtures import CURATED, CsvRows
from tests.pages import PATHS, Shown, open_page

SEED = "joint-statement-2023-12-07"
VIEWS = [(path, []) for path in PATHS] + [("events", [("event", SEED)])]
LEFT_OUT = 7
"""Rows by which the second process is shorter, of reactions and of updates."""


# The same tables as Parquet


@pytest.fixture(scope="module")
def from_csv() -> list[Shown]:
    """Every page of the package as it comes."""
    with serving(CURATED):
        return [open_page(*view) for view in VIEWS]


def test_parquet_shows_what_csv_shows(from_csv: list[Shown], tmp_path: Path) -> None:
    folder = copy(tmp_path / "package")
    as_parquet(folder, "reactions")
    as_parquet(folder, "commitments", files=3)
    assert len(list((folder / "commitments").iterdir())) == 3
    with serving(folder):
        from_parquet = [open_page(*view) for view in VIEWS]
    for one, other in zip(from_csv, from_parquet, strict=True):
        assert not other.session.exception
        assert other.text == one.text
        assert other.cards == one.cards


# Two processes


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serves the curated package and, after it by name, a shorter one with other names."""
    root = tmp_path_factory.mktemp("processes")
    copy(root / "a-first")
    second = copy(root / "b-second")
    gone: set[str] = set()

    def shorter(rows: CsvRows) -> CsvRows:
        gone.update(row["reaction_id"] for row in rows[-LEFT_OUT:] if "stance" in row)
        return rows[:-LEFT_OUT]

    rewrite(second, "reactions", shorter)
    rewrite(second, "codings", lambda rows: [row for row in rows if row["reaction_id"] not in gone])
    rewrite(second, "commitment_updates", lambda rows: rows[:-LEFT_OUT])
    rewrite(second, "events", lambda rows: [row | {"title": f"Other: {row['title']}"} for row in rows])
    redescribe(second, other_names)
    with serving(root):
        yield


def other_names(package: dict[str, Any]) -> None:
    package |= {"name": "second", "title": "Another process", "version": "7"}
    for party in package["parties"]:
        party["label"] = f"The {party['side']} side"


def first() -> str:
    return ledger.loaded()[0].vocabulary.process


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("path", PATHS)
def test_the_address_chooses_the_process(path: str) -> None:
    without, named, other = (
        open_page(path, query) for query in ([], [("process", first())], [("process", "second")])
    )
    for page in (without, named, other):
        assert not page.session.exception
        assert not page.session.warning
    assert named.cards == without.cards
    assert (without.query, named.query, other.query) == ([], [], [("process", "second")])
    assert other.cards.keys() == without.cards.keys()
    assert other.cards != without.cards
    assert "Another process" in other.head["title"]
    assert "Another process" not in without.head["title"]
    captions = [card["caption"] for card in other.cards.values() if "caption" in card]
    assert captions or path in {"events", "actors"}
    assert all(caption.endswith("Another process, data version 7.") for caption in captions)


@pytest.mark.usefixtures("processes")
def test_numbers_and_labels_are_those_of_the_process() -> None:
    total = len((CURATED / "reactions.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert f"{total} recorded reactions" in open_page("reactions").text
    assert f"{total - LEFT_OUT} recorded reactions" in open_page("reactions", [("process", "second")]).text
    makers = open_page("commitments", [("process", "second")]).cards["status_by_maker"]
    for party in ledger.current(["second"]).dataset.package.parties:
        assert f"{party.label} alone" in {row[0] for row in makers["table"]["rows"]}


@pytest.mark.usefixtures("processes")
def test_links_keep_the_process() -> None:
    page = open_page("reactions", [("process", "second")])
    assert [link["href"] for link in page.head["pages"]] == [f"/{one.path}?process=second" for one in MENU]


@pytest.mark.usefixtures("processes")
def test_a_process_that_is_not_there_is_named_and_the_default_one_shown() -> None:
    page = open_page("reactions", [("process", "atlantis"), ("stance", "rejects")])
    assert "process = “atlantis” (no process of this ledger)" in page.text
    assert page.query == [("stance", "rejects")]
    assert page.cards == open_page("reactions", [("stance", "rejects")]).cards


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("order", [("second", "atlantis"), ("atlantis", "second"), ("second", "{first}")])
def test_of_several_processes_the_first_that_is_there_holds(order: tuple[str, ...]) -> None:
    named = [name.format(first=first()) for name in order]
    page = open_page("reactions", [("process", name) for name in named])
    assert page.query == [("process", "second")]
    assert page.cards == open_page("reactions", [("process", "second")]).cards
    (other,) = [name for name in named if name != "second"]
    assert f"process = “{other}”" in page.text


@pytest.mark.usefixtures("processes")
def test_health_names_every_process() -> None:
    status, document = healthz()
    told = document["process"]
    assert status == 200
    assert [one["name"] for one in told] == [first(), "second"]
    assert told[1]["version"] == "7"
    assert told[0]["digest"] != told[1]["digest"]


def test_two_packages_of_one_name_are_refused(tmp_path: Path) -> None:
    copy(tmp_path / "one")
    copy(tmp_path / "two")
    with serving(tmp_path), pytest.raises(ledger.NotLoaded) as refused:
        ledger.open_all()
    assert refused.value.lines[0] == f"The data package in {tmp_path / 'two'} cannot be used:"
    assert "datapackage.json:-:name: is the name of the package in" in refused.value.lines[1]
    assert "give each process a name of its own" in refused.value.lines[1]
