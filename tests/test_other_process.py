"""A process that the program knows nothing of, and packages with little or nothing in them: every page, route
and filter, with counts of the rows as the test wrote them.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from pages.menu import MENU
from peace_ledger import api, bidi, check, ledger, marks
from peace_ledger import dataset as datasets
from peace_ledger.charts.parts import directions
from peace_ledger.charts.parts.scale import Scale
from peace_ledger.ledger_tables import COLUMNS, MEANINGS, NEEDED
from peace_ledger.problems import Problem
from peace_ledger.ui.page import Page
from tests import other_process as other
from tests.altered import redescribe, serving
from tests.asked import ask
from tests.fixtures import CsvRows
from tests.pages import PATHS, Shown, open_page

SIDES = list(other.PARTIES)
PACKAGES = {
    "three parties": lambda folder: other.write(folder),
    "one party": lambda folder: other.write(folder, parties=SIDES[:1]),
    "no party": lambda folder: other.write(folder, parties=[]),
    "only parties": lambda folder: other.write_empty(folder),
    "nothing": lambda folder: other.write_empty(folder, parties=[]),
    "needed tables only": lambda folder: other.write(
        folder, {table: other.ROWS[table] for table in ("sources", "actors", "events")}, parquet=False
    ),
}
KNOWN = ("1994-03-01", "1994-06-09", "1994-06-10", "1995-02-02")


@pytest.fixture(scope="module", params=PACKAGES)
def any_package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Each of the packages, served."""
    folder = tmp_path_factory.mktemp("package") / "process"
    PACKAGES[request.param](folder)
    with serving(folder):
        yield folder


@pytest.fixture(scope="module")
def three_valleys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The full package, served."""
    folder = other.write(tmp_path_factory.mktemp("three-valleys") / "process")
    with serving(folder):
        yield folder


def rows(table: str, **cells: str) -> CsvRows:
    """The rows of a table that have these cells."""
    return [row for row in other.ROWS[table] if all(row.get(name) == cell for name, cell in cells.items())]


def sound(page: Shown) -> Shown:
    assert not page.session.exception
    assert not page.session.error
    return page


# Every package opens


@pytest.mark.usefixtures("any_package")
@pytest.mark.parametrize("page", MENU, ids=lambda page: page.path or "overview")
def test_every_page_opens(page: Page) -> None:
    opened = sound(open_page(page.path))
    assert page.title in [*(title.value for title in opened.session.title), "SQL", page.title]
    assert other.TITLE in opened.head["title"]
    for known in KNOWN[1:3]:
        assert sound(open_page(page.path, [("known", known)])).query == [("known", known)]


@pytest.mark.usefixtures("any_package")
def test_every_event_and_actor_opens() -> None:
    values = ledger.current().vocabulary.values
    for event in values["event"]:
        shown = bidi.bare(sound(open_page("events", [("event", event)])).text)
        assert bidi.bare(ledger.current().dataset.events[event].title) in shown
    for actor in values["actor"]:
        assert not sound(open_page("actors", [("actor", actor)])).session.warning


def test_every_table_is_a_file_with_its_rows(any_package: Path) -> None:
    del any_package
    opened = ledger.current()
    sizes = opened.engine.sizes()
    assert api.tables_of(opened) == list(sizes)
    for table, size in sizes.items():
        answer = ask(f"/api/v1/tables/{table}.csv")
        assert answer.status == 200
        assert len(list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))) == size
        for form in ("json", "xlsx"):
            assert ask(f"/api/v1/tables/{table}.{form}").status == 200
        whole = parquet.read_table(io.BytesIO(ask(f"/api/v1/tables/{table}.parquet").body))
        assert whole.num_rows == size


@pytest.mark.usefixtures("any_package")
def test_every_question_is_answered() -> None:
    own = {
        "actors/nearness": "chosen_actor",
        "events/neighbours": "chosen_event",
        "reactions/stance_map": "map_event",
    }
    values = ledger.current().vocabulary.values
    for name in api.questions_of(ledger.current()):
        needed = own.get(name)
        known = values["actor" if needed == "chosen_actor" else "event"]
        if needed and not known:
            continue
        query = [(needed, known[0])] if needed else []
        for form in ("csv", "json", "parquet"):
            assert ask(f"/api/v1/queries/{name}.{form}", *query).status == 200, name


@pytest.mark.usefixtures("any_package")
def test_what_is_seen_from_outside_is_answered() -> None:
    assert ask("/healthz").status == 200
    assert ask("/api/v1/openapi.json").status == 200
    assert ask("/feed.atom").status == 200
    for page in MENU:
        name = page.path or "overview"
        picture = ask(f"/preview/{name}.png")
        assert (picture.status, picture.body[:4]) == (200, b"\x89PNG")
        for form in ("txt", "bib", "ris", "json"):
            assert ask(f"/api/v1/cite/{name}.{form}").status == 200
        assert sound(open_page(page.path, [("embed", "true")])).source
    absent = ask("/api/v1/sql.json", ("sql", "SELECT count(*) AS n FROM coverage"))
    assert absent.status == 200


def test_every_value_of_every_filter_is_taken(any_package: Path) -> None:
    del any_package
    vocabulary = ledger.current().vocabulary
    for name, values in vocabulary.values.items():
        for value in values:
            assert ask("/api/v1/queries/evidence/rows.json", (name, value)).status == 200, (name, value)
    paths = {
        "stance": "reactions",
        "direction": "releases",
        "theme": "commitments",
        "actor": "",
        "event": "sources",
    }
    for name, path in paths.items():
        for value in vocabulary.values[name][:1]:
            assert (name, value) in sound(open_page(path, [(name, value)])).query


# The full one shows what is in it, under its own names


@pytest.mark.usefixtures("three_valleys")
def test_counts_of_the_pages_are_those_of_the_rows() -> None:
    stances = Counter(row["stance"] for row in rows("reactions"))
    told = ", ".join(f"{stances[code]} {code.replace('_', ' ')}" for code in other.MOSTLY_OPPOSED[:-1])
    text = open_page("reactions").text
    assert f"{len({row['actor_id'] for row in rows('reactions')})} actors reacted to" in text
    assert (
        f"in {len(rows('reactions'))} recorded reactions: {told} and {stances['condemns']} condemns" in text
    )

    done = [
        row
        for row in rows("releases", status="carried_out", scope="handover")
        if row["category"] != "remains"
    ]
    people = sum(int(row["people"]) for row in done)
    days = len({row["released_on"] for row in done})
    assert f"{people} people were handed over on {days} days" in open_page("releases").text

    checkable = rows("commitments", testable="true", standing="given")
    text = open_page("commitments").text
    assert f"Of {len(checkable)} testable commitments in force: 1 kept, 1 partly kept and 1 broken." in text
    assert f"Of all {len(rows('commitments'))} commitments" in text
    text = open_page("").text
    assert f"1 of {len(checkable)} are kept" in text
    assert f"{len(rows('events'))} events" in text
    assert f"{len(rows('sources'))} sources from 4 publishers" in open_page("sources").text


@pytest.mark.usefixtures("three_valleys")
@pytest.mark.parametrize(
    ("name", "value", "table", "column"),
    [
        ("stance", "condemns", "reactions", "stance"),
        ("channel", "sealed_letter", "reactions", "channel"),
        ("category", "hostage_child", "releases", "category"),
        ("basis", "swap", "releases", "basis"),
        ("release_status", "partly_carried_out", "releases", "status"),
        ("theme", "mine_maps", "commitments", "theme"),
        ("standing", "initialled", "commitments", "standing"),
        ("testable", "false", "commitments", "testable"),
    ],
)
def test_a_filter_leaves_the_rows_with_its_value(name: str, value: str, table: str, column: str) -> None:
    answer = ask(f"/api/v1/tables/{table}.json", (name, value))
    key = other.columns(table)[0]
    found = {row[key] for row in json.loads(answer.body)["rows"]}
    assert found == {row[key] for row in rows(table, **{column: value})} != set()


@pytest.mark.usefixtures("three_valleys")
@pytest.mark.parametrize("known", KNOWN)
def test_on_a_day_known_later_sources_are_gone(known: str) -> None:
    published = {row["source_id"]: row["published_on"] for row in rows("sources")}
    expected = {
        row["reaction_id"]
        for row in rows("reactions")
        if "" < (published[row["source_id"]] or row["reacted_on"]) <= known
    }
    answer = ask("/api/v1/tables/reactions.json", ("known", known))
    assert {row["reaction_id"] for row in json.loads(answer.body)["rows"]} == expected


@pytest.mark.usefixtures("three_valleys")
def test_names_and_codes_are_the_packages_own() -> None:
    reactions = open_page("reactions")
    zard, sands, zghap = (label for _, label in other.PARTIES.values())
    speeds = {row[0] for row in reactions.cards["reaction_speed"]["table"]["rows"]}
    assert {f"{zard} and bodies on its side", f"{bidi.isolated(sands)} and bodies on its side"} < speeds
    words = [word for word, _ in reactions.field("Channel")["options"]]
    assert words == ["sealed letter", "radio address"]
    assert [word for word, _ in reactions.field("Side")["options"]] == [
        zard,
        bidi.isolated(sands),
        zghap,
        "bystander",
    ]
    makers = open_page("commitments").cards["status_by_maker"]["table"]["rows"]
    assert {f"{zard} alone", f"{bidi.isolated(sands)} alone"} < {row[0] for row in makers}
    themes = open_page("commitments").cards["status_by_theme"]["table"]["rows"]
    assert {row[0] for row in themes} == {"water sharing", "market days", "Карты мин"}


def test_directions_that_are_not_between_parties_have_signs_of_their_own(tmp_path: Path) -> None:
    dataset = datasets.load(other.write(tmp_path / "package", parties=[]))
    looks = [directions.look(direction, dataset) for direction in dataset.directions]
    assert {look.colour for look in looks} == {"@third"}
    assert len({look.symbol for look in looks}) == len(looks) == 6


@pytest.mark.usefixtures("three_valleys")
def test_three_parties_have_three_colours_and_six_directions_six_looks() -> None:
    dataset = ledger.current().dataset
    actors = [actor for actor, _ in other.PARTIES.values()]
    pairs = [f"{one}.{two}" for one in actors for two in actors if one != two]
    looks = {pair: directions.look(pair, dataset) for pair in pairs}
    assert len({look.colour for look in looks.values()}) == 3
    assert len({look.symbol for look in looks.values()}) == 6
    assert {look.symbol for look in looks.values()}.isdisjoint(
        {"triangle-up", "triangle-down", "x", "square"}
    )
    assert directions.look("zardania.far-isle", dataset).colour == "@third"
    shown = json.dumps(open_page("sources").cards["rows_by_side"]["figure"])
    assert all(f'"@party-{number}"' in shown for number in (1, 2, 3))


@pytest.mark.usefixtures("three_valleys")
def test_every_mark_leads_to_rows() -> None:
    opened = 0
    for path in PATHS:
        for card in open_page(path).cards.values():
            names = [name for name in card.get("table", {}).get("marks", []) if name]
            for name in names[:1]:
                mark = marks.read(name)
                assert mark is not None
                page = sound(open_page(path, [("mark", name)]))
                evidence = page.cards.get(f"evidence_{mark.chart}")
                if evidence is not None:
                    assert evidence["rows"], name
                    opened += 1
    assert opened >= 10


@pytest.mark.usefixtures("three_valleys")
def test_the_feed_names_every_row_that_became_known() -> None:
    body = ask("/feed.atom").body.decode()
    assert body.count("<entry>") > len(rows("reactions"))
    assert "مملكة الرمال الفضية" in body


@pytest.mark.usefixtures("three_valleys")
def test_what_is_empty_or_left_out_says_so() -> None:
    releases = open_page("releases").cards
    assert "figure" not in releases["still_held"]
    assert releases["still_held"]["empty"] == "This ledger has no reports: its data package holds none."
    method = sound(open_page("method"))
    assert "coder_agreement" not in method.cards
    assert ask("/api/v1/tables/coverage.csv").status == 404
    assert "codings" not in json.loads(ask("/api/v1/").body)["tables"]


# What the rules must know


def problems(folder: Path, rule: str) -> list[Problem]:
    (found,) = check.check(folder).values()
    return [problem for problem in found if problem.rule == rule]


def test_a_sound_package_has_no_problem_but_what_it_lacks(tmp_path: Path) -> None:
    (found,) = check.check(other.write(tmp_path / "p")).values()
    left = [problem for problem in found if problem.rule != "undeclared-reference"]
    assert [(problem.rule, problem.column) for problem in left] == [
        ("meaning-missing", "resources.commitment_updates.status")
    ]
    assert "lacks lapsed in its code list" in left[0].message


@pytest.mark.parametrize(
    ("table", "column", "code"),
    [
        ("commitment_updates", "status", "honoured"),
        ("releases", "status", "done"),
        ("releases", "scope", "sum"),
        ("reactions", "confidence", "sure"),
    ],
)
def test_a_code_that_rules_would_count_wrongly_is_refused(
    tmp_path: Path, table: str, column: str, code: str
) -> None:
    changed = [row | ({column: code} if place == 0 else {}) for place, row in enumerate(other.ROWS[table])]
    folder = other.write(tmp_path / "p", {**other.ROWS, table: changed}, parquet=False)

    def allow(package: dict[str, Any]) -> None:
        (resource,) = [one for one in package["resources"] if one["name"] == table]
        (field,) = [one for one in resource["schema"]["fields"] if one["name"] == column]
        field["categories"].append(code)

    redescribe(folder, allow)
    (problem,) = problems(folder, "meaning")
    assert (problem.table, problem.row, problem.column, problem.value) == (table, 1, column, code)
    assert not problems(folder, "code-list")
    with serving(folder), pytest.raises(ledger.NotLoaded):
        ledger.open_all()


def test_a_renamed_code_is_suspicious(tmp_path: Path) -> None:
    renamed = [
        row | {"category": row["category"].replace("remains", "bodies")} for row in other.ROWS["releases"]
    ]
    folder = other.write(tmp_path / "p", {**other.ROWS, "releases": renamed}, parquet=False)

    def rename(package: dict[str, Any]) -> None:
        (resource,) = [one for one in package["resources"] if one["name"] == "releases"]
        (field,) = [one for one in resource["schema"]["fields"] if one["name"] == "category"]
        field["categories"] = ["captive", "hostage_child", "bodies"]

    redescribe(folder, rename)
    told = {problem.column: problem.message for problem in problems(folder, "meaning-missing")}
    assert "lacks remains" in told["resources.releases.category"]


def test_a_column_without_a_code_list_shows_the_codes_that_occur(tmp_path: Path) -> None:
    folder = other.write(tmp_path / "p", parquet=False)

    def without_lists(package: dict[str, Any]) -> None:
        for resource in package["resources"]:
            for field in resource["schema"]["fields"]:
                field.pop("categories", None)

    redescribe(folder, without_lists)
    with serving(folder):
        assert ledger.current().dataset.codes("releases", "category") == (
            "remains",
            "captive",
            "hostage_child",
        )
        for page in MENU:
            sound(open_page(page.path))
        assert [word for word, _ in open_page("releases").field("Category")["options"]] == [
            "remains",
            "captive",
            "hostage child",
        ]


@pytest.mark.parametrize("table", ["sources", "actors", "events"])
def test_a_package_without_a_needed_table_is_refused_in_words(tmp_path: Path, table: str) -> None:
    left = {name: of for name, of in other.ROWS.items() if name != table}
    folder = other.write(tmp_path / "p", left, parquet=False)
    (found,) = check.check(folder).values()
    assert f"{table}:-:-: this table is missing from datapackage.json; the ledger needs it" in map(str, found)


def test_a_column_of_another_type_is_refused_in_words(tmp_path: Path) -> None:
    folder = other.write(tmp_path / "p", parquet=False)

    def as_text(package: dict[str, Any]) -> None:
        (resource,) = [one for one in package["resources"] if one["name"] == "releases"]
        (field,) = [one for one in resource["schema"]["fields"] if one["name"] == "people"]
        field["type"] = "string"

    redescribe(folder, as_text)
    lines = [str(problem) for problem in check.check(folder)[folder]]
    assert "releases:-:people: is of type string in datapackage.json; the ledger needs integer" in lines


def test_the_list_for_readers_is_that_of_the_code() -> None:
    text = (Path(__file__).parent.parent / "docs/packages.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)\.(\w+)` \| `(\w+)` \| (.*) \|$", text, re.MULTILINE)
    assert listed == [
        (one.table, one.column, code, does) for one in MEANINGS for code, does in one.codes.items()
    ]
    tables = re.findall(r"^\| `(\w+)` \| (needed|may be left out) \| (.*) \|$", text, re.MULTILINE)
    assert tables == [
        (
            table,
            "needed" if table in NEEDED else "may be left out",
            " · ".join(f"`{column}`" for column in columns),
        )
        for table, columns in COLUMNS.items()
    ]


# Parts


@pytest.mark.parametrize(
    ("stances", "favourable", "middle", "unfavourable"),
    [
        ("supports welcomes cautious neutral critical rejects", 3, "neutral", 2),
        ("yes neutral no", 1, "neutral", 1),
        ("neutral no never", 0, "neutral", 2),
        ("yes perhaps no", 1, "perhaps", 1),
        ("endorses half_endorses objects condemns", 2, None, 2),
        ("only", 0, "only", 0),
        ("", 0, None, 0),
    ],
)
def test_the_middle_of_a_scale(stances: str, favourable: int, middle: str | None, unfavourable: int) -> None:
    codes = tuple(stances.split())
    scale = Scale(codes)
    assert (len(scale.favourable), scale.middle, len(scale.unfavourable)) == (
        favourable,
        middle,
        unfavourable,
    )
    assert (*scale.favourable, *([middle] if middle else []), *scale.unfavourable) == codes
    looks = [scale.look(code) for code in codes]
    assert len({(look.colour, look.symbol) for look in looks}) == len(codes)


def test_names_from_right_to_left_keep_to_themselves() -> None:
    assert bidi.isolated("Зардания") == "Зардания"
    name = bidi.isolated("مملكة الرمال")
    assert bidi.isolated(name) == name != bidi.bare(name) == "مملكة الرمال"
    broken = list(bidi.balanced(["3 \u2068مملكة", "الرمال\u2069: 12"]))
    assert broken == ["3 \u2068مملكة\u2069", "\u2068الرمال\u2069: 12"]
