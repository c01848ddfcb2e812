"""Tables and queries over HTTP: the same numbers as the pages, and a refusal where a page drops a choice."""

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import openpyxl
import pandas as pd
import pytest
from pyarrow import parquet

from peace_ledger import api, catalog, descriptor, exports, filters, state
from peace_ledger.engine import Engine
from peace_ledger.state import State
from tests.altered import copy, redescribe, rewrite, serving
from tests.asked import ask
from tests.fixtures import CURATED, CsvRows
from tests.independent import filtered
from tests.pages import PATHS as PAGES
from tests.pages import open_page
from tests.server import Answer, Server

VERSION = descriptor.read(CURATED).version
SEED = "joint-statement-2023-12-07"
TREATY = "2023-12-07-peace-treaty"
QUERIES = catalog.read()
TABLES = sorted(name.removeprefix("tables/") for name in QUERIES if name.startswith("tables/"))
QUESTIONS = sorted(name for name in QUERIES if name.partition("/")[0] not in api.PRIVATE)
PATHS = [f"tables/{name}" for name in TABLES] + [f"queries/{name}" for name in QUESTIONS]
# What some queries cannot be asked without.
NEEDED = {"map_event": SEED, "chosen_event": SEED, "chosen_actor": "russia"}

Query = list[tuple[str, str]]
CHOICES: dict[str, Query] = {
    "everything": [],
    "several filters": [
        ("actor", "european-union"),
        ("actor", "azerbaijan"),
        ("from", "2023-01-01"),
        ("to", "2025-12-31"),
        ("confidence", "medium"),
    ],
    "nothing": [("to", "1990-01-01")],
}


@pytest.fixture(scope="module", autouse=True)
def _curated() -> Iterator[None]:
    with serving(CURATED):
        yield


def needed(path: str) -> Query:
    """The parameters that a query needs, with values."""
    query = QUERIES[path.removeprefix("queries/")]
    return [(name, NEEDED[name]) for name in sorted(query.parameters & NEEDED.keys())]


def document(path: str, *query: tuple[str, str]) -> Any:
    """The JSON answer of a route that has one."""
    answer = ask(f"/api/v1/{path}.json", *query)
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


def rows(path: str, *query: tuple[str, str]) -> list[dict[str, Any]]:
    """The rows of a JSON answer."""
    found: list[dict[str, Any]] = document(path, *query)["rows"]
    return found


def problem(answer: Answer) -> Any:
    """The error in an answer."""
    assert answer.headers["content-type"] == "application/problem+json"
    told = json.loads(answer.body)
    assert told["status"] == answer.status
    assert told["detail"].endswith((".", "?"))
    return told


# Every table and query


def read_back(content: bytes, extension: str) -> tuple[list[str], int]:
    """The columns and the number of rows of a file, by a program that readers use."""
    file = io.BytesIO(content)
    match extension:
        case "csv":
            frame = pd.read_csv(file)
            return list(frame.columns), len(frame.dropna(how="all"))
        case "json":
            told = json.loads(content)
            # A sheet has no trace of a row in which nothing is known.
            filled = [row for row in told["rows"] if any(value is not None for value in row.values())]
            return [column["name"] for column in told["columns"]], len(filled)
        case "parquet":
            read = parquet.read_table(file)
            return read.column_names, len(read.to_pandas().dropna(how="all"))
        case _:
            sheet = openpyxl.load_workbook(file, read_only=True)["Data"]
            header, *lines = sheet.iter_rows(values_only=True)
            return list(header), len(lines)


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("path", PATHS)
def test_every_table_and_query_answers_in_every_format(path: str, choice: str) -> None:
    name = path.removeprefix("queries/")
    given = CHOICES[choice] + (needed(path) if path.startswith("queries/") else [])
    counts = set()
    for extension, form in exports.FORMATS.items():
        answer = ask(f"/api/v1/{path}.{extension}", *given)
        assert answer.status == 200, (extension, answer.body)
        assert answer.headers["content-type"] == form.media_type
        columns, count = read_back(answer.body, extension)
        assert columns == [column for column, _ in QUERIES[name].columns]
        counts.add(count)
    assert len(counts) == 1


def test_the_package_has_no_table_without_a_route(engine: Engine) -> None:
    assert sorted(table.name for table in engine.dataset.package.tables) == TABLES


@pytest.mark.parametrize("choice", filtered.CHOICES)
def test_tables_have_the_rows_of_an_independent_count(table: Callable[[str], CsvRows], choice: str) -> None:
    chosen = filtered.CHOICES[choice]
    left = filtered.left(table, **chosen)
    query = [("actor", actor) for actor in chosen.get("actors", ())]
    query += [
        (name, chosen[key].isoformat()) for key, name in (("since", "from"), ("until", "to")) if key in chosen
    ]
    for name, key, expected in (
        ("events", "event_id", left.events),
        ("reactions", "reaction_id", left.reactions),
        ("releases", "release_id", left.releases),
        ("commitments", "commitment_id", left.commitments),
        ("commitment_updates", "update_id", left.updates),
    ):
        found = rows(f"tables/{name}", *query)
        assert sorted(row[key] for row in found) == sorted(row[key] for row in expected), name


def test_a_query_counts_what_the_table_lists(table: Callable[[str], CsvRows]) -> None:
    expected = Counter((row["event_id"], row["stance"]) for row in table("reactions"))
    found = rows("queries/reactions/stance_by_event")
    assert {(row["event_id"], row["stance"]): row["reactions"] for row in found} == expected


def test_all_filters_of_a_page_hold(table: Callable[[str], CsvRows]) -> None:
    kinds = {row["actor_id"]: row["kind"] for row in table("actors")}
    expected = {
        row["reaction_id"]
        for row in table("reactions")
        if row["stance"] in ("welcomes", "supports")
        and kinds[row["actor_id"]] == "state"
        and row["channel"] == "statement"
        and row["confidence"] != "low"
    }
    query = [("stance", "welcomes"), ("stance", "supports"), ("kind", "state"), ("channel", "statement")]
    found = rows("tables/reactions", *query, ("confidence", "medium"))
    assert expected
    assert {row["reaction_id"] for row in found} == expected


def test_actors_are_those_that_the_rows_name_and_whom_they_belong_to(
    table: Callable[[str], CsvRows],
) -> None:
    parents = {row["actor_id"]: row["parent_id"] for row in table("actors")}
    query = [("event", SEED), ("from", "2023-12-07"), ("to", "2023-12-07")]
    named = {
        "events": ("participants", "mediators"),
        "reactions": ("actor_id",),
        "releases": ("releasing_id", "origin_id", "mediators"),
        "detentions": ("holder_id", "origin_id", "claimant_id"),
        "commitments": ("made_by", "made_to"),
        "commitment_updates": ("claimed_by",),
        "coverage": ("actor_id",),
    }
    expected: set[str] = set()
    for name, columns in named.items():
        for row in rows(f"tables/{name}", *query):
            for column in columns:
                value = row[column] or []
                expected.update([value] if isinstance(value, str) else value)
    while more := {parents[actor] for actor in expected if parents[actor]} - expected:
        expected |= more
    found = {row["actor_id"] for row in rows("tables/actors", *query)}
    assert len(found) < len(parents)
    assert found == expected
    assert len(rows("tables/actors")) == len(parents)


def test_codings_go_with_their_reactions(table: Callable[[str], CsvRows]) -> None:
    left = {row["reaction_id"] for row in rows("tables/reactions", ("event", SEED))}
    expected = [row for row in table("codings") if row["reaction_id"] in left]
    assert rows("tables/codings", ("event", SEED)) == expected


# As known on a day


def test_a_release_stands_as_it_was_announced(table: Callable[[str], CsvRows]) -> None:
    found = rows("tables/releases", ("known", "2023-12-10"), ("from", "2023-12-07"))
    assert sorted(row["people"] for row in found) == [2, 32]
    assert {row["status"] for row in found} == {"announced"}
    assert {row["released_on"] for row in found} == {None}
    announcing = {row["announced_source_id"] for row in found}
    assert {row["source_id"] for row in found} == announcing
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    assert all(published[source] <= "2023-12-10" for source in announcing)
    later = {row["release_id"]: row for row in rows("tables/releases", ("from", "2023-12-07"))}
    assert {later[row["release_id"]]["released_on"] for row in found} == {"2023-12-13"}


def test_nothing_published_later_is_in_any_table(table: Callable[[str], CsvRows]) -> None:
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    for name in TABLES:
        for row in rows(f"tables/{name}", ("known", "2023-12-10")):
            if source := row.get("source_id"):
                assert (published[source] or "0") <= "2023-12-10", (name, row)


@pytest.mark.parametrize(
    ("known", "status", "last"),
    [
        ("2023-12-10", "pledged", f"{TREATY}-at-2023-12-07-pledged"),
        ("2025-08-09", "in_progress", f"{TREATY}-at-2025-08-08-in-progress"),
    ],
)
def test_the_treaty_stands_as_it_was_known(known: str, status: str, last: str) -> None:
    (treaty,) = (
        row for row in rows("tables/commitments", ("known", known)) if row["commitment_id"] == TREATY
    )
    updates = rows("tables/commitment_updates", ("known", known))
    assert treaty["status"] == status
    assert [row["update_id"] for row in updates if row["commitment_id"] == TREATY][-1] == last


@pytest.mark.parametrize("known", ["2022-06-30", "2023-12-10", "2025-08-09"])
def test_statuses_are_those_of_the_rule_on_the_files(table: Callable[[str], CsvRows], known: str) -> None:
    found = rows("tables/commitments", ("known", known))
    assert found
    for row in found:
        assert row["status"] == last_status(table, row["commitment_id"], known), row["commitment_id"]


def last_status(table: Callable[[str], CsvRows], commitment: str, known: str) -> str:
    """The status of a commitment on a day, by the rule of the package, from the files."""
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    status, day = "pledged", ""
    for row in table("commitment_updates"):
        seen = published[row["source_id"]] or row["happened_on"]
        tells = row["commitment_id"] == commitment and row["status"] != "disputed" and seen <= known
        if tells and day <= row["happened_on"] <= known:
            status, day = row["status"], row["happened_on"]
    return status


def test_a_day_before_all_sources_gives_empty_tables_with_their_columns() -> None:
    for name in TABLES:
        told = document(f"tables/{name}", ("known", "1999-01-01"))
        assert told["rows"] == []
        assert told["columns"]


# What a file says of itself


def test_a_file_names_its_view(engine: Engine) -> None:
    told = document("tables/reactions", ("stance", "rejects"), ("actor", "russia"), ("known", "2024-01-01"))
    about = told["about"]
    assert about["title"] == "Reactions"
    assert about["process"] == engine.dataset.package.name
    assert about["data_version"] == engine.dataset.version
    assert about["parameters"] == {"actor": ["russia"], "known": ["2024-01-01"], "stance": ["rejects"]}
    assert about["filters"] == "whole period · actor: Russia · stance: Rejects · as known on 1 Jan 2024"
    assert about["licence"].startswith("Creative Commons Attribution 4.0")
    assert about["citation"].endswith(about["permanent_link"])
    assert "not_cut_by" not in about


def test_the_permanent_link_gives_the_same_file() -> None:
    first = document("queries/reactions/stance_map", ("map_event", SEED), ("side", "third_party"))
    link = first["about"]["permanent_link"]
    assert link.startswith("http://ledger.example.org/api/v1/queries/reactions/stance_map.json?")
    path, _, query = link.removeprefix("http://ledger.example.org").partition("?")
    again = ask(path, *(tuple(pair.split("=", 1)) for pair in query.split("&")))
    told = json.loads(again.body)
    assert ("data", VERSION) in [tuple(pair.split("=", 1)) for pair in query.split("&")]
    assert told["rows"] == first["rows"]
    assert told["about"]["permanent_link"] == link


def test_the_public_address_of_the_settings_stands_in_the_link() -> None:
    with serving(CURATED, PEACE_LEDGER_PUBLIC_URL="https://peace.example.org"):
        about = document("tables/actors")["about"]
    assert about["permanent_link"] == f"https://peace.example.org/api/v1/tables/actors.json?data={VERSION}"


def test_what_has_no_effect_is_told_and_left_out() -> None:
    told = document("tables/detentions", ("theme", "border"), ("confidence", "high"), ("actor", "icrc"))
    assert told["about"]["parameters"] == {"actor": ["icrc"]}
    assert told["about"]["not_cut_by"] == "confidence, theme"
    assert told["rows"] == rows("tables/detentions", ("actor", "icrc"))


def test_what_only_shows_a_view_has_no_effect_on_a_table() -> None:
    shown = [("chart", "lifelines"), ("embed", "true"), ("lang", "en"), ("mark", f"event_list~{SEED}")]
    plain, told = document("tables/events"), document("tables/events", *shown)
    assert told["rows"] == plain["rows"]
    assert told["about"] == plain["about"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("tables/reactions.csv", f"peace-ledger_reactions_{VERSION}.csv"),
        ("tables/commitment_updates.xlsx", f"peace-ledger_commitment_updates_{VERSION}.xlsx"),
        ("queries/releases/summary.parquet", f"peace-ledger_releases-summary_{VERSION}.parquet"),
    ],
)
def test_a_file_has_a_name(path: str, name: str) -> None:
    assert ask(f"/api/v1/{path}").headers["content-disposition"] == f'attachment; filename="{name}"'
    known = ask(f"/api/v1/{path}", ("known", "2024-01-01")).headers["content-disposition"]
    assert "_known-2024-01-01_" in known


def test_counts_name_the_sources_of_the_rows_behind_them(table: Callable[[str], CsvRows]) -> None:
    answer = ask("/api/v1/queries/reactions/stance_by_event.xlsx", ("event", SEED))
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    told = {line[0] for line in book["Sources"].iter_rows(min_row=2, values_only=True)}
    assert told == {row["source_id"] for row in table("reactions") if row["event_id"] == SEED}
    facts = dict(line for line in book["About"].iter_rows(min_row=2, values_only=True))
    assert facts["sources"] == "on the sheet Sources, those of the rows that the filters leave in reactions"


# Marks and parameters of queries


def test_a_mark_gives_the_rows_behind_it(table: Callable[[str], CsvRows]) -> None:
    told = document("queries/evidence/reactions", ("mark", f"stance_by_event~{SEED}~welcomes"))
    expected = {
        row["reaction_id"]
        for row in table("reactions")
        if row["event_id"] == SEED and row["stance"] == "welcomes"
    }
    assert expected
    assert {row["reaction_id"] for row in told["rows"]} == expected
    assert told["about"]["title"].startswith("Rows behind “Stances by event”: ")


def test_evidence_without_a_mark_is_all_that_the_filters_leave(table: Callable[[str], CsvRows]) -> None:
    assert len(rows("queries/evidence/events")) == len(table("events"))


def test_a_mark_of_other_rows_is_refused() -> None:
    mark = f"stance_by_event~{SEED}~welcomes"
    told = problem(ask("/api/v1/queries/evidence/releases.csv", ("mark", mark)))
    assert told["parameters"] == [
        {"name": "mark", "value": mark, "reason": "its rows are found by the query evidence/reactions"}
    ]


def test_the_values_of_a_mark_cannot_be_given_by_themselves() -> None:
    told = problem(ask("/api/v1/queries/evidence/reactions.csv", ("mark_event", SEED)))
    assert told["parameters"][0]["name"] == "mark_event"


def test_a_query_takes_its_own_parameters(engine: Engine, parameters: Callable[..., dict[str, Any]]) -> None:
    own = [("counted_as", "people"), ("counted_as", "remains"), ("announced_ahead", "true")]
    given = parameters() | {"counted_as": ("people", "remains"), "announced_ahead": True}
    assert rows("queries/scope/releases", *own) == engine.rows("scope/releases", given)
    assert rows("queries/scope/releases", *own) != rows("queries/scope/releases")


@pytest.mark.parametrize(
    ("path", "query", "name", "reason"),
    [
        ("queries/reactions/stance_map", [], "map_event", "is missing; this query needs it"),
        ("queries/reactions/stance_map", [("map_event", "x")], "map_event", "a value of the parameter event"),
        (
            "queries/reactions/stance_map",
            [("map_event", SEED), ("map_event", SEED)],
            "map_event",
            "only one can hold",
        ),
        ("queries/scope/releases", [("announced_ahead", "yes")], "announced_ahead", "not true or false"),
    ],
)
def test_own_parameters_that_cannot_be_read_are_refused(
    path: str, query: Query, name: str, reason: str
) -> None:
    answer = ask(f"/api/v1/{path}.csv", *query)
    assert answer.status == 400
    (fault,) = problem(answer)["parameters"]
    assert fault["name"] == name
    assert reason in fault["reason"]


def test_own_parameters_have_types_and_names_of_their_own() -> None:
    contract = {parameter.name for parameter in state.PARAMETERS}
    known = set(filters.parameters(State(), date.min))
    for name in QUESTIONS:
        own = api.own_parameters(QUERIES[name])
        assert not own & (contract | known), name
        for parameter in own:
            assert QUERIES[name].casts[parameter] in ("VARCHAR", "VARCHAR[]", "BOOLEAN", "DATE"), name


# Refusals


def test_parameters_that_cannot_be_read_are_refused_by_name() -> None:
    query = [
        ("from", "2023-13-01"),
        ("stance", "nice"),
        ("stance", "welcomes"),
        ("colour", "red"),
        ("known", ""),
    ]
    answer = ask("/api/v1/tables/reactions.csv", *query)
    assert answer.status == 400
    told = problem(answer)
    assert [(fault["name"], fault["value"]) for fault in told["parameters"]] == [
        ("from", "2023-13-01"),
        ("stance", "nice"),
        ("colour", "red"),
        ("known", ""),
    ]
    for name in ("from", "stance", "colour", "known"):
        assert name in told["detail"]


@pytest.mark.parametrize(
    "query",
    [
        [("from", "2024-01-02"), ("to", "2024-01-01")],
        [("known", "2024-01-02"), ("known", "2024-01-03")],
        [("process", "another")],
        [("data", "2020.1.1")],
        [("actor", "'; DROP TABLE actors; --")],
        [("\x00", "\uffff" * 500)],
    ],
)
def test_other_wrong_choices_are_refused_too(query: Query) -> None:
    answer = ask("/api/v1/tables/reactions.json", *query)
    assert answer.status == 400
    assert len(problem(answer)["detail"]) < 1000


@pytest.mark.parametrize(
    ("path", "detail", "listed"),
    [
        ("tables/reaction.csv", "There is no table 'reaction'. Did you mean reactions?", "tables"),
        ("tables/updates.csv", "There is no table 'updates'.", "tables"),
        ("queries/reactions/stance.csv", "There is no query 'reactions/stance'. Did you mean", "queries"),
        ("queries/filtered/reactions.csv", "There is no query 'filtered/reactions'.", "queries"),
        ("queries/ledger/reactions.csv", "There is no query 'ledger/reactions'.", "queries"),
        ("queries/tables/reactions.csv", "There is no query 'tables/reactions'.", "queries"),
        ("queries/../../app.csv", "There is no query '../../app'.", "queries"),
        ("tables/reactions.ods", "There is no format 'ods'; there are csv, json, parquet, xlsx.", "formats"),
        ("tables/reactions", "There is nothing at /api/v1/tables/reactions; there are", "routes"),
        ("nothing", "There is nothing at /api/v1/nothing; there are", "tables"),
        ("x/", "There is nothing at /api/v1/x/; there are", "queries"),
    ],
)
def test_what_there_is_not_is_said_with_what_there_is(path: str, detail: str, listed: str) -> None:
    answer = ask(f"/api/v1/{path}")
    assert answer.status == 404
    told = problem(answer)
    assert told["detail"].startswith(detail)
    assert told[listed]


def test_other_methods_are_refused() -> None:
    answer = ask("/api/v1/tables/reactions.csv", method="POST")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "GET" in problem(answer)["detail"]


def test_without_data_the_reason_is_given(tmp_path: Path) -> None:
    with serving(tmp_path):
        answer = ask("/api/v1/tables/reactions.csv")
    assert answer.status == 503
    assert "datapackage.json" in problem(answer)["problems"][1]


# The reader's copy


def test_a_copy_that_still_holds_is_not_sent_again() -> None:
    first = ask("/api/v1/tables/events.csv", ("event", SEED))
    again = ask("/api/v1/tables/events.csv", ("event", SEED), if_none_match=f'W/{first.headers["etag"]}, "x"')
    assert first.headers["cache-control"] == "no-cache"
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_copies_of_other_files_do_not_hold() -> None:
    asked = [
        ("tables/events.csv", []),
        ("tables/events.json", []),
        ("tables/events.csv", [("event", SEED)]),
        ("tables/releases.csv", []),
        ("tables/events.csv", [("known", "2024-01-01")]),
        ("queries/reactions/stance_map.csv", [("map_event", SEED)]),
        ("queries/reactions/stance_map.csv", [("map_event", "trilateral-statement-2020-11-10")]),
    ]
    tags = [ask(f"/api/v1/{path}", *query).headers["etag"] for path, query in asked]
    assert len(set(tags)) == len(tags)


def test_a_choice_without_effect_changes_the_copy_only_where_it_is_told() -> None:
    plain, shown, ignored = (
        ask("/api/v1/tables/events.csv", *query).headers["etag"]
        for query in ([], [("chart", "lifelines")], [("theme", "border")])
    )
    assert plain == shown != ignored


# Another process


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two processes: the curated one, and after it a shorter one that has no codings."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(CURATED, folder / "a")
    rewrite(copy(folder / "b"), "disputes", lambda found: found[:4])

    def rename(package: dict[str, Any]) -> None:
        package |= {"name": "second", "version": "7 (draft)"}
        package["resources"] = [one for one in package["resources"] if one["name"] != "codings"]

    redescribe(folder / "b", rename)
    return folder


def test_a_process_is_asked_by_its_name(two: Path) -> None:
    with serving(two):
        first, second = rows("tables/disputes"), document("tables/disputes", ("process", "second"))
        answer = ask("/api/v1/tables/disputes.csv", ("process", "second"))
        unknown = problem(ask("/api/v1/tables/codings.csv", ("process", "second")))
    assert len(first) > len(second["rows"]) > 0
    assert second["about"]["process"] == "second"
    assert "process=second&data=7%20%28draft%29" in second["about"]["permanent_link"]
    assert "peace-ledger_second_disputes_7-draft-.csv" in answer.headers["content-disposition"]
    assert "codings" not in unknown["tables"]


# The pages


@pytest.mark.parametrize(
    ("page", "listed", "table"),
    [
        ("reactions", "reaction_list", "reactions"),
        ("releases", "release_list", "releases"),
        ("commitments", "commitment_list", "commitments"),
    ],
)
@pytest.mark.parametrize(
    "query",
    [
        [("known", "2023-12-10")],
        [("actor", "european-union"), ("actor", "russia"), ("from", "2022-01-01"), ("confidence", "medium")],
    ],
)
def test_a_table_has_the_rows_that_the_page_lists(page: str, listed: str, table: str, query: Query) -> None:
    card = open_page(page, query).cards[listed]
    found = rows(f"tables/{table}", *query)
    assert found
    assert len([row for row in card["rows"] if "cells" in row]) == len(found)


def offered(message: Any) -> Iterator[tuple[str, str]]:
    """The files that a card offers: the start of their addresses, and the query."""
    if isinstance(message, dict):
        if "stem" in message:
            yield message["stem"], message["query"]
        message = list(message.values())
    if isinstance(message, list):
        for part in message:
            yield from offered(part)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_offers_is_there(page: str) -> None:
    query = [("event", SEED), ("known", "2025-08-09"), ("mark", f"event_list~{SEED}")]
    stems = {one for card in open_page(page, query).cards.values() for one in offered(card)}
    data = [(stem, query) for stem, query in stems if not stem.startswith("/api/v1/cite/")]
    assert data
    for stem, text in data:
        answer = ask(f"{stem}.csv", *parse_qsl(text, keep_blank_values=True))
        assert answer.status == 200, (stem, text, answer.body)


# A real server


def test_a_server_serves_files_with_all_headers(server: Server) -> None:
    got = server.ask("/api/v1/tables/reactions.csv?actor=russia")
    head = server.ask("/api/v1/tables/reactions.csv?actor=russia", method="HEAD")
    held = server.ask("/api/v1/tables/reactions.csv?actor=russia", if_none_match=got.headers["etag"])
    assert (got.status, head.status, held.status) == (200, 200, 304)
    assert got.headers["x-content-type-options"] == "nosniff"
    assert head.body == held.body == b""
    for name in ("content-type", "content-length", "content-disposition", "etag", "cache-control"):
        assert head.headers[name] == got.headers[name]
    text = got.body.decode("utf-8-sig")
    assert (
        len(list(csv.reader(io.StringIO(text, newline=""))))
        == len(rows("tables/reactions", ("actor", "russia"))) + 1
    )


def test_pandas_reads_a_table_from_its_address(server: Server) -> None:
    query = "?actor=russia&stance=welcomes&stance=supports"
    expected = rows("tables/reactions", ("actor", "russia"), ("stance", "welcomes"), ("stance", "supports"))
    from_csv = pd.read_csv(f"{server.url}/api/v1/tables/reactions.csv{query}")
    from_parquet = pd.read_parquet(f"{server.url}/api/v1/tables/reactions.parquet{query}")
    assert list(from_csv["reaction_id"]) == [row["reaction_id"] for row in expected]
    assert list(from_parquet["reaction_id"]) == [row["reaction_id"] for row in expected]


def test_a_server_refuses_as_problems(server: Server) -> None:
    for path, status in (("tables/x.csv", 404), ("tables/events.csv?from=x", 400), ("x", 404)):
        answer = server.ask(f"/api/v1/{path}")
        assert answer.status == status
        problem(answer)
