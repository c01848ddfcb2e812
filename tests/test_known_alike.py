"""As known on a day, the page, the file that it offers and the route beside it tell the same; and under any
choice of parameters a route has the rows that a page draws from.
"""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from peace_ledger import api, filters, ledger, state
from peace_ledger.marks import mark_of
from peace_ledger.state import State
from tests.asked import ask
from tests.pages import Shown, open_page

SEED = "joint-statement-2023-12-07"
TREATY = "2023-12-07-peace-treaty"
BEFORE_THE_EXCHANGE = "2023-12-10"
AFTER_THE_INITIALLING = "2025-08-09"

Rows = list[dict[str, Any]]


def offered(page: Shown, card: str, kind: str) -> Rows:
    """The rows of the file that a card offers, read from the CSV with empty cells as None."""
    downloads = page.cards[card]["take"]["groups"].values()
    (download,) = [one for group in downloads for one in group if one["stem"].endswith(kind)]
    answer = ask(f"{download['stem']}.csv", *parse_qsl(download["query"]))
    assert answer.status == 200
    lines = csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig")))
    return [{name: value or None for name, value in line.items()} for line in lines]


def routed(table: str, *query: tuple[str, str]) -> Rows:
    """The rows of a table's route."""
    answer = ask(f"/api/v1/tables/{table}.json", *query)
    assert answer.status == 200
    rows: Rows = json.loads(answer.body)["rows"]
    return rows


def test_before_the_exchange_it_stands_as_announced() -> None:
    query = [("event", SEED), ("known", BEFORE_THE_EXCHANGE)]
    page = open_page("events", query)
    assert "Armenia → Azerbaijan: 2 people (serviceman), announced 7 December 2023, not seen" in page.text
    assert "Azerbaijan → Armenia: 32 people (serviceman), announced 7 December 2023, not seen" in page.text
    rows = offered(page, "event_releases", "releases")
    of_route = routed("releases", *query)
    for found in (rows, of_route):
        assert sorted(int(row["people"]) for row in found) == [2, 32]
        assert {row["status"] for row in found} == {"announced"}
        assert {row["released_on"] for row in found} == {None}
        assert {row["announced_on"] for row in found} == {"2023-12-07"}
    listed = page.cards["event_releases"]["rows"]
    assert sorted(row["cells"][0] for row in listed) == [2, 32]
    assert {row["cells"][4] for row in listed} == {None}


def test_without_the_day_the_exchange_is_carried_out() -> None:
    page = open_page("events", [("event", SEED)])
    assert "announced 7 December 2023, carried out 13 December 2023, 6 days later" in page.text
    for found in (offered(page, "event_releases", "releases"), routed("releases", ("event", SEED))):
        assert {row["released_on"] for row in found} == {"2023-12-13"}


@pytest.mark.parametrize(
    ("known", "status"), [(BEFORE_THE_EXCHANGE, "pledged"), (AFTER_THE_INITIALLING, "in_progress")]
)
def test_the_treaty_stands_as_it_did(known: str, status: str) -> None:
    query = [("event", SEED), ("known", known)]
    page = open_page("events", query)
    (listed,) = [row for row in page.cards["event_commitments"]["rows"] if row["id"] == TREATY]
    label = {"pledged": "Pledged", "in_progress": "In progress"}[status]
    assert listed["cells"][2]["text"] == label
    for found in (offered(page, "event_commitments", "commitments"), routed("commitments", *query)):
        (treaty,) = [row for row in found if row["commitment_id"] == TREATY]
        assert treaty["status"] == status


def test_after_the_initialling_it_is_the_last_step_of_the_treaty() -> None:
    query = [("event", SEED), ("known", AFTER_THE_INITIALLING)]
    page = open_page("events", [*query, ("mark", mark_of("event_commitments", TREATY))])
    *_, shown = page.cards["evidence_event_commitments"]["rows"]
    *_, taken = offered(page, "evidence_event_commitments", "histories")
    *_, of_route = [row for row in routed("commitment_updates", *query) if row["commitment_id"] == TREATY]
    assert shown["id"] == taken["step_id"] == of_route["update_id"] == f"{TREATY}-at-2025-08-08-in-progress"
    assert "initial" in taken["summary"].lower()


def test_later_reactions_are_gone_and_none_of_the_earlier_ones() -> None:
    query = [("event", SEED), ("known", BEFORE_THE_EXCHANGE)]
    page = open_page("events", query)
    listed = {row["id"] for row in page.cards["event_reactions"]["rows"]}
    taken = {row["reaction_id"] for row in offered(page, "event_reactions", "reactions")}
    all_rows = routed("reactions", ("event", SEED))
    known = {
        row["reaction_id"]
        for row in all_rows
        if (row["published_on"] or row["reacted_on"] or "9999") <= BEFORE_THE_EXCHANGE
    }
    assert 0 < len(known) < len(all_rows)
    assert listed == taken == {row["reaction_id"] for row in routed("reactions", *query)} == known


QUERIES = (
    "reactions/stance_by_event",
    "releases/people_over_time",
    "commitments/status_by_theme",
    "overview/timeline_updates",
    "sources/publishers",
)
DAYS = some.dates(state.FIRST_DAY, state.LAST_DAY)


@some.composite
def addresses(draw: some.DrawFn) -> list[tuple[str, str]]:
    """Any choice of the parameters that rows depend on, as an address has it."""
    vocabulary = ledger.current().vocabulary
    pairs = []
    for parameter in state.PARAMETERS:
        values = vocabulary.values.get(parameter.name)
        if parameter.name in ("from", "to", "known"):
            chosen = [day.isoformat() for day in draw(some.lists(DAYS, max_size=1))]
        elif values:
            chosen = draw(some.lists(some.sampled_from(values), max_size=3 if parameter.many else 1))
        else:
            chosen = []
        pairs += [(parameter.name, value) for value in chosen]
    return draw(some.permutations(pairs))


@settings(max_examples=60)
@given(data=some.data())
def test_a_route_has_the_rows_that_a_page_draws_from(data: some.DataObject) -> None:
    pairs = data.draw(addresses())
    chosen = ledger.current()
    asked = {name: [value for key, value in pairs if key == name] for name, _ in pairs}
    view, dropped = state.decode(asked, chosen.vocabulary)
    tables = [f"tables/{name}" for name in api.tables_of(chosen)]
    query = data.draw(some.sampled_from([*tables, *QUERIES]))
    path = query if query in tables else f"queries/{query}"
    answer = ask(f"/api/v1/{path}.json", *pairs)
    if dropped:
        assert answer.status == 400
        return
    drawn = chosen.engine.rows(query, filters.parameters(view, datetime.now(UTC).date()))
    assert json.loads(answer.body)["rows"] == json.loads(json.dumps(drawn, default=str))
    assert (view == State()) == (not pairs)
