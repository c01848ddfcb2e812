"""Several processes side by side: the choice among them, and the page that compares them, against counts of
the rows of each.
"""

import csv
import json
import shutil
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from pages import processes as page
from peace_ledger import gate, ledger, marks, state
from peace_ledger.charts.chart import Chart
from peace_ledger.charts.processes import carried_out, compared, kept, spans, speed
from peace_ledger.charts.processes.compared import Process
from peace_ledger.charts.processes.speed import Speed
from peace_ledger.snapshot.site import _menu
from peace_ledger.state import Dropped, State
from peace_ledger.ui.view import View
from tests import other_process as other
from tests.altered import copy, serving
from tests.asked import ask
from tests.charts.drawn import check
from tests.fixtures import CURATED
from tests.independent.promises import promises
from tests.pages import Shown, open_page
from tests.pages import shown as pages_shown

CHARTS = ("processes_releases", "processes_promises", "processes_speed", "processes_spans")
EMPTY = "no-rows-yet"


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serves the curated package, an invented one and one without rows."""
    root = tmp_path_factory.mktemp("processes")
    copy(root / "a-curated")
    other.write(root / "b-valleys")
    other.write_empty(root / "c-empty", name=EMPTY, title="A process without rows")
    with serving(root):
        yield


@pytest.fixture
def alone() -> Iterator[None]:
    """Serves the curated package alone."""
    with serving(CURATED):
        yield


def curated() -> str:
    return ledger.loaded()[0].vocabulary.process


def sound(shown: Shown) -> Shown:
    assert not shown.session.exception
    assert not shown.session.error
    return shown


def table(shown: Shown, name: str) -> list[list[Any]]:
    found: list[list[Any]] = shown.cards[name]["table"]["rows"]
    return found


# The choice


@pytest.mark.usefixtures("processes")
def test_cards_ahead_of_the_page_are_what_the_page_sends() -> None:
    sent = open_page("processes").cards
    digest = ledger.current().dataset.digest
    ahead = ask(f"{gate.CARDS}/{digest}/en/processes/{','.join(CHARTS)}", host="ledger.example.org")
    # A page in a test has no browser, and so no host.
    lines = zlib.decompress(ahead.body).replace(b"http://ledger.example.org", b"").splitlines()
    assert [json.loads(line) for line in lines] == [sent[name] for name in CHARTS]


@pytest.mark.usefixtures("processes")
def test_every_page_offers_the_processes_by_their_titles() -> None:
    for path in ("", "events", "method", "query"):
        offered = open_page(path, [("process", other.NAME)]).head["processes"]
        assert [(one["name"], one["here"]) for one in offered] == [
            (curated(), False),
            (other.NAME, True),
            (EMPTY, False),
        ]
        assert offered[1]["title"] == other.TITLE


@pytest.mark.usefixtures("alone")
def test_one_process_is_no_choice() -> None:
    assert open_page("").head["processes"] == []


def test_what_can_be_embedded_follows_the_processes_that_are_served(tmp_path: Path) -> None:
    def offered() -> list[str]:
        return [frame["label"] for frame in open_page("processes").bar["frames"]]

    copy(tmp_path / "a-curated")
    with serving(tmp_path):
        alone = offered()
    other.write(tmp_path / "b-valleys")
    with serving(tmp_path):
        assert offered()[1:5] == [marks.TITLES[chart] for chart in CHARTS]
    shutil.rmtree(tmp_path / "b-valleys")
    with serving(tmp_path):
        assert offered() == alone == ["This page"]


@pytest.mark.usefixtures("processes")
def test_who_chooses_another_process_keeps_what_it_knows_and_reads_what_it_does_not() -> None:
    begun = open_page(
        "reactions",
        [("from", "1994-01-01"), ("confidence", "medium"), ("stance", "welcomes"), ("actor", "france")],
    )
    switched = sound(begun.tell("masthead", "process", other.NAME))
    assert switched.query == [("from", "1994-01-01"), ("confidence", "medium"), ("process", other.NAME)]
    assert "This process does not know actor = “france”" in switched.text
    assert "stance = “welcomes” (no stance of this ledger). All other filters hold." in switched.text
    assert "endorses" in switched.text
    back = sound(switched.tell("masthead", "process", curated()))
    assert back.query == [("from", "1994-01-01"), ("confidence", "medium")]
    assert not back.session.warning


@pytest.mark.usefixtures("processes")
def test_an_open_mark_and_a_data_version_stay_behind() -> None:
    begun = open_page(
        "releases", [("process", other.NAME), ("data", other.VERSION), ("mark", "release_list~releases-1")]
    )
    assert "evidence_release_list" in begun.cards
    switched = sound(begun.tell("masthead", "process", curated()))
    assert switched.query == []
    assert not switched.session.warning


@pytest.mark.usefixtures("processes")
def test_a_process_that_is_not_there_is_not_chosen() -> None:
    begun = open_page("releases", [("category", "remains")])
    assert sound(begun.tell("masthead", "process", "atlantis")).query == [("category", "remains")]


def test_what_a_process_does_not_know_is_said_in_other_words_than_what_a_link_lacks() -> None:
    dropped = [Dropped("stance", "x", "no stance of this ledger")]
    assert state.explain(dropped, switched=True).startswith("This process does not know stance = “x”")
    assert state.explain(dropped).startswith("Not taken over from the link: stance = “x”")
    assert state.explain([], switched=True) == ""


# The comparison


@pytest.mark.usefixtures("alone")
def test_where_there_is_one_process_the_page_says_so_and_the_menu_does_not_lead_there() -> None:
    shown = sound(open_page("processes"))
    assert page.ALONE in shown.text
    assert not shown.cards
    assert "processes" not in [link["path"] for link in shown.head["pages"]]
    assert "processes" not in [one.path for one in _menu()]


@pytest.mark.usefixtures("processes")
def test_the_page_stands_in_the_menu_and_in_snapshots_where_there_are_several() -> None:
    shown = sound(open_page("processes"))
    assert "processes" in [link["path"] for link in shown.head["pages"]]
    assert "processes" in [one.path for one in _menu()]
    assert list(shown.cards) == [*CHARTS, "processes_bases"]


@pytest.mark.usefixtures("processes")
def test_processes_stand_in_the_order_in_which_their_records_begin() -> None:
    names = [row[0] for row in table(open_page("processes"), "processes_spans")]
    assert [name.strip("\u2068\u2069") for name in names] == [
        other.TITLE,
        ledger.loaded()[0].dataset.package.title,
        "A process without rows",
    ]


@pytest.mark.usefixtures("processes")
def test_releases_are_those_of_each_package() -> None:
    title = ledger.loaded()[0].dataset.title
    found = {tuple(row[:2]): tuple(row[2:]) for row in table(open_page("processes"), "processes_releases")}
    counts: Counter[str] = Counter()
    people: Counter[str] = Counter()
    low: Counter[str] = Counter()
    for row in _rows("releases"):
        ahead = row["status"] == "announced" or ("" < row["announced_on"] < row["released_on"])
        if row["scope"] == "handover" and row["category"] != "remains" and ahead:
            counts[row["status"]] += 1
            people[row["status"]] += int(row["people"])
            low[row["status"]] += row["confidence"] == "low"
    label = ledger.loaded()[0].dataset.label
    assert {key: row for key, row in found.items() if key[0] == title} == {
        (title, label("releases", "status", status)): (counts[status], people[status], low[status])
        for status in counts
    }
    assert sum(counts.values()) >= compared.ENOUGH
    own = [
        row[2:4] for key, row in ((key, [*key, *row]) for key, row in found.items()) if other.TITLE in key[0]
    ]
    assert sorted(own) == [[1, 3], [1, 5], [2, 21]]


@pytest.mark.usefixtures("processes")
def test_promises_are_those_of_each_package() -> None:
    shown = open_page("processes")
    data = ledger.loaded()[0].dataset
    checkable = [one for one in promises(_rows, date.today()) if one.checkable]
    expected = Counter(data.label("commitment_updates", "status", one.status) for one in checkable)
    rows = table(shown, "processes_promises")
    assert {row[1]: row[2] for row in rows if row[0] == data.title} == expected
    assert {row[3] for row in rows if row[0] == data.title} == {len(checkable)}
    own = {row[1]: row[2] for row in rows if other.TITLE in row[0]}
    assert own == {"Kept": 1, "Partly kept": 1, "Broken": 1}


@pytest.mark.usefixtures("processes")
def test_reactions_are_those_of_each_package() -> None:
    rows = table(open_page("processes"), "processes_speed")
    own = {row[1]: row[2] for row in rows if other.TITLE in row[0]}
    starts = {row["event_id"]: date.fromisoformat(row["start_on"]) for row in other.ROWS["events"]}
    days = [
        (date.fromisoformat(row["reacted_on"]) - starts[row["event_id"]]).days
        for row in other.ROWS["reactions"]
        if row["reacted_on"]
    ]
    assert own == {
        "same day": days.count(0),
        "1 day": days.count(1),
        "2 days": days.count(2),
        "3 days": days.count(3),
        "4–7 days": sum(1 for day in days if 4 <= day <= 7),
        "undated": len(other.ROWS["reactions"]) - len(days),
    }
    alt = open_page("processes").cards["processes_speed"]["alt"]
    assert f"median {sorted(days)[(len(days) - 1) // 2]} days; {len(days)} dated, 1 undated" in alt


@pytest.mark.usefixtures("processes")
def test_shares_are_drawn_from_five_cases_on() -> None:
    cards = open_page("processes").cards
    for name in ("processes_releases", "processes_promises"):
        figure = json.dumps(cards[name]["figure"], ensure_ascii=False)
        assert "too few for shares" in figure
        assert f"{name}~{curated()}~" in figure
        assert f"{name}~{other.NAME}~" not in figure
        named = [mark for mark in cards[name]["table"]["marks"] if mark]
        assert any(f"~{other.NAME}~" in mark for mark in named)
    ticks = cards["processes_releases"]["figure"]["layout"]["yaxis"]["ticktext"]
    assert [tick for tick in ticks if "%" in tick and " of 4" in tick] == []


@pytest.mark.usefixtures("processes")
def test_captions_name_every_process_and_its_version() -> None:
    for name in CHARTS:
        card = open_page("processes").cards[name]
        assert " in 3 processes; " in card["caption"]
        for one in ledger.loaded():
            assert f"{one.dataset.title}, data version {one.dataset.version}" in card["caption"]
        assert card["alt"]


@pytest.mark.usefixtures("processes")
def test_filters_that_all_know_hold_and_others_are_kept_and_named() -> None:
    given = [("from", "2021-01-01"), ("actor", "france"), ("confidence", "high"), ("theme", "border")]
    shown = sound(open_page("processes", given))
    assert shown.query == given
    text = shown.text
    assert "Not applied here, because other processes do not know them: actor and theme." in text
    assert {row[0] for row in table(shown, "processes_promises")} == {ledger.loaded()[0].dataset.title}
    without = sound(open_page("processes", [given[0], given[2]]))
    assert "Not applied" not in without.text
    assert {name: card["table"] for name, card in without.cards.items() if name in CHARTS} == {
        name: card["table"] for name, card in shown.cards.items() if name in CHARTS
    }
    known = open_page("processes", [("known", "1994-06-09")])
    assert [row[2] for row in table(known, "processes_promises")] == [3]
    fields = [field["name"] for group in shown.filters["groups"] for field in group["fields"]]
    assert fields == ["period", "from", "to", "known", "step", "confidence"]


@pytest.mark.usefixtures("processes")
def test_every_mark_opens_rows_of_its_own_process() -> None:
    for name in CHARTS:
        for mark in filter(None, open_page("processes").cards[name]["table"]["marks"]):
            process = mark.split("~")[1]
            opened = sound(open_page("processes", [("mark", mark)])).cards[f"evidence_{name}"]
            assert opened["rows"]
            title = next(one.dataset.title for one in ledger.loaded() if one.vocabulary.process == process)
            assert title in opened["title"]
            assert process == curated() or f"process={process}" in json.dumps(opened["take"])


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("name", "column"), [("processes_promises", 2), ("processes_releases", 2), ("processes_speed", 2)]
)
def test_behind_a_mark_stand_as_many_rows_as_it_counts(name: str, column: int) -> None:
    card = open_page("processes").cards[name]
    for mark, row in zip(card["table"]["marks"], card["table"]["rows"], strict=True):
        if mark:
            opened = open_page("processes", [("mark", mark)]).cards[f"evidence_{name}"]
            assert len(opened["rows"]) == row[column], mark


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("process", ["atlantis", "'; DROP TABLE events; --", "second", None])
def test_a_mark_of_no_process_opens_no_row(name: str, process: str | None) -> None:
    values = [None] * (len(marks.MARKS[name].fields) - 1)
    shown = sound(open_page("processes", [("mark", marks.mark_of(name, process, *values))]))
    evidence = shown.cards[f"evidence_{name}"]
    assert not evidence.get("rows")
    assert evidence["empty"]
    assert not any("All " in link.proto.label for link in shown.session.get("page_link"))


@pytest.mark.usefixtures("processes")
def test_a_mark_leads_to_the_page_of_its_process() -> None:
    mark = f"processes_releases~{other.NAME}~true~announced"
    shown = sound(open_page("processes", [("from", "1994-01-01"), ("mark", mark)]))
    (link,) = [one for one in shown.session.get("page_link") if "All releases" in one.proto.label]
    assert link.proto.page == "releases"
    assert link.proto.query_string == f"from=1994-01-01&process={other.NAME}&release_status=announced"


@pytest.mark.usefixtures("processes")
def test_what_is_seen_from_outside_is_the_comparison() -> None:
    picture = ask("/preview/processes.png")
    assert (picture.status, picture.body[:4]) == (200, b"\x89PNG")
    assert ask("/api/v1/cite/processes.txt").status == 200
    embedded = sound(open_page("processes", [("embed", "true"), ("chart", "processes_promises")]))
    assert list(embedded.cards) == ["processes_promises"]
    take = json.dumps(open_page("processes").cards["processes_promises"]["take"], ensure_ascii=False)
    assert f"process={other.NAME}" in take
    assert "queries/processes/promises" in take
    rows = json.loads(ask("/api/v1/queries/processes/promises.json", ("process", other.NAME)).body)["rows"]
    assert {row["status"]: row["commitments"] for row in rows} == {"kept": 1, "partly_kept": 1, "broken": 1}


# Charts by themselves


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_one_that_plotly_draws(name: str) -> None:
    view = page.seen(View(ledger.loaded()[0], State(), date.today()))
    content = page.cards(view)[name](view).content
    assert isinstance(content, Chart)
    check(content)


@pytest.mark.usefixtures("processes")
def test_charts_of_nothing_say_so() -> None:
    dataset = ledger.loaded()[0].dataset
    nothing = [Process("a", "A", []), Process("b", "B", [])]
    for chart in (
        kept.kept(nothing, dataset),
        carried_out.carried_out(nothing, dataset),
        speed.speed([Speed("a", "A", [], None)]),
        spans.spans([spans.Extent("a", "A", None, None, 0, 0, 0, 0, 0)]),
    ):
        assert chart.figure is None
        assert chart.empty
        assert "A" in chart.alt


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(("firm", "low"), [(5, 0), (3, 2), (0, 5), (4, 0), (2, 2)])
def test_bars_of_a_line_are_the_whole_of_it_or_written(firm: int, low: int) -> None:
    dataset = ledger.loaded()[0].dataset
    rows = [{"status": "kept", "commitments": firm + low, "low": low}]
    chart = kept.kept([Process("a", "A", rows)], dataset)
    assert chart.figure is not None
    bars = [trace for trace in chart.figure["data"] if trace.get("customdata")]
    drawn = sum(size for bar in bars for size in bar["x"])
    assert drawn == pytest.approx(100 if firm + low >= compared.ENOUGH else 0)
    assert len(chart.figure["layout"]["annotations"]) == (firm + low < compared.ENOUGH)
    hollow = sum(size for bar in bars if bar["marker"]["color"] == "@ground" for size in bar["x"])
    assert hollow == pytest.approx(100 * low / (firm + low) if firm + low >= compared.ENOUGH else 0)


def _rows(name: str) -> list[dict[str, str]]:
    with (CURATED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Data versions


@pytest.fixture(scope="module")
def kept_versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serves an invented package first, and the curated one, whose earlier versions are kept."""
    root = tmp_path_factory.mktemp("versions")
    other.write(root / "a-valleys")
    copy(root / "b-curated")
    with serving(root):
        yield


OLDER = "2026.11.1"


def _curated() -> str:
    return ledger.loaded()[1].vocabulary.process


def _latest() -> str:
    return ledger.loaded()[1].dataset.version


def captions(shown: Shown) -> list[str]:
    return [shown.cards[name]["caption"] for name in CHARTS]


@pytest.mark.usefixtures("kept_versions")
def test_another_process_is_seen_in_the_data_version_that_the_link_names() -> None:
    given = [("beside", state.beside(_curated(), OLDER))]
    shown = sound(open_page("processes", given))
    assert shown.query == given
    assert all(f", data version {OLDER}." in caption for caption in captions(shown))
    assert "In older data versions, as the link says: Armenia" in shown.text
    (latest,) = [one for one in shown.session.button if one.label == "See the latest versions"]
    there = pages_shown(latest.click().run())
    assert there.query == []
    assert all(f", data version {_latest()}." in caption for caption in captions(there))
    assert "In older data versions" not in there.text
    assert (
        "In older data versions"
        not in open_page("processes", [("beside", state.beside(_curated(), _latest()))]).text
    )


@pytest.mark.usefixtures("kept_versions")
def test_the_process_of_the_address_is_seen_in_its_own_data_version() -> None:
    shown = sound(open_page("processes", [("process", _curated()), ("data", OLDER)]))
    assert all(f", data version {OLDER}." in caption for caption in captions(shown))
    assert "In older data versions" not in shown.text  # the strip above the page says it


@pytest.mark.usefixtures("kept_versions")
@pytest.mark.parametrize("version", [OLDER, None])
def test_permanent_links_and_citations_name_the_data_version_of_every_process(version: str | None) -> None:
    pair = state.beside(_curated(), version or _latest())
    shown = sound(open_page("processes", [("from", "1990-01-01"), *([("beside", pair)] if version else [])]))
    take = shown.foot["take"]
    versions = f"{other.VERSION}, {version or _latest()}"
    assert f"data versions {versions}" in take["text"].replace("Data", "data")
    assert f"{other.TITLE}; {ledger.loaded()[1].dataset.package.title}" in take["text"]
    pinned = parse_qsl(urlsplit(take["link"]).query)
    assert pinned == [("from", "1990-01-01"), ("data", other.VERSION), ("beside", pair)]
    assert captions(open_page("processes", pinned)) == captions(shown)
    loose, kept_link = shown.bar["links"]
    assert parse_qsl(urlsplit(kept_link).query) == pinned
    assert parse_qsl(urlsplit(loose).query) == [pinned[0], *(pinned[2:] if version else [])]
    (unpinned, _) = open_page("processes", pinned).bar["links"]
    assert parse_qsl(urlsplit(unpinned).query) == pinned[:1]
    assert shown.bar["version"] == versions
    assert shown.bar["labels"]["pin"] == "Keep data versions {version} in the link"
    written = ask("/api/v1/cite/processes.txt", *parse_qsl(take["cite"]["query"])).body.decode()
    assert written.split(". Accessed")[0] == take["text"].split(". Accessed")[0]
    (item,) = json.loads(ask("/api/v1/cite/processes.json", *pinned).body)
    assert item["version"] == versions


@pytest.mark.usefixtures("kept_versions")
def test_files_and_ways_of_a_process_in_an_older_version_are_of_that_version() -> None:
    pair = state.beside(_curated(), OLDER)
    mark = f"processes_releases~{_curated()}~true~announced"
    shown = sound(open_page("processes", [("beside", pair), ("mark", mark)]))
    evidence = json.dumps(shown.cards["evidence_processes_releases"]["take"])
    assert f"process={_curated()}&data={OLDER}" in evidence
    (way,) = [one for one in shown.session.get("page_link") if "All releases" in one.proto.label]
    assert f"data={OLDER}" in way.proto.query_string


@pytest.mark.usefixtures("kept_versions")
@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        (["atlantis@1"], "no other process of this ledger in a data version that is kept here"),
        (["OWN"], "no other process of this ledger in a data version that is kept here"),
        (["OLDER", "LATEST"], "only one can hold"),
    ],
)
def test_a_data_version_that_is_not_to_be_had_is_named(pairs: list[str], reason: str) -> None:
    places = {
        "OWN": state.beside(other.NAME, other.VERSION),
        "OLDER": state.beside(_curated(), OLDER),
        "LATEST": state.beside(_curated(), _latest()),
    }
    shown = open_page("processes", [("beside", places.get(pair, pair)) for pair in pairs])
    assert reason in shown.text
    assert all(f", data version {_latest()}." in caption for caption in captions(shown))


def test_a_version_that_cannot_be_opened_is_named_and_the_latest_is_shown(tmp_path: Path) -> None:
    other.write(tmp_path / "a-valleys")
    copy(tmp_path / "b-curated")
    (tmp_path / "b-curated" / "versions" / f"{OLDER}.json").write_text("{")
    with serving(tmp_path):
        shown = sound(open_page("processes", [("beside", state.beside(_curated(), OLDER))]))
        assert f"cannot be opened in data version {OLDER}; you see its latest." in shown.text
        assert all(f", data version {_latest()}." in caption for caption in captions(shown))


@pytest.mark.usefixtures("kept_versions")
def test_the_data_versions_stay_on_other_pages_and_go_with_the_process() -> None:
    given = [("beside", state.beside(_curated(), OLDER))]
    begun = sound(open_page("releases", given))
    assert begun.query == given
    switched = sound(begun.tell("masthead", "process", _curated()))
    assert switched.query == [("process", _curated())]


@pytest.mark.usefixtures("alone")
def test_where_there_is_one_process_no_other_can_be_named() -> None:
    shown = open_page("releases", [("beside", "atlantis@1")])
    assert shown.query == []
    assert "beside = “atlantis@1” (no other process of this ledger" in shown.text
