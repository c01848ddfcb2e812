"""Parts of tables: together they are the whole table, and each says where the others are."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from peace_ledger import api
from tests.altered import serving
from tests.asked import ask
from tests.fixtures import CURATED
from tests.server import Answer
from tests.test_api import PATHS, needed, problem, rows

REACTIONS = "/api/v1/tables/reactions.json"


@pytest.fixture(scope="module", autouse=True)
def _curated() -> Iterator[None]:
    with serving(CURATED):
        yield


def linked(answer: Answer) -> dict[str, str]:
    """The addresses in a Link header, by relation."""
    found = re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers.get("link", ""))
    return {relation: address for address, relation in found}


def followed(address: str) -> Answer:
    """What a link leads to."""
    parts = urlsplit(address)
    return ask(parts.path, *parse_qsl(parts.query))


def part(answer: Answer) -> list[dict[str, Any]]:
    """The rows in an answer."""
    found: list[dict[str, Any]] = json.loads(answer.body)["rows"]
    return found


@pytest.mark.parametrize("path", PATHS)
def test_the_parts_are_the_whole(path: str) -> None:
    own = needed(path)
    whole = rows(path, *own)
    limit = max(1, len(whole) // 3)
    found = []
    for offset in range(0, len(whole), limit):
        found += rows(path, *own, ("limit", str(limit)), ("offset", str(offset)))
    assert found == whole


@pytest.mark.parametrize("relation", ["next", "prev"])
def test_links_lead_through_the_table(relation: str) -> None:
    query = [("confidence", "medium"), ("limit", "60")]
    whole = rows("tables/reactions", ("confidence", "medium"))
    answer = ask(REACTIONS, *query)
    if relation == "prev":
        answer = followed(linked(answer)["last"])
    parts = [part(answer)]
    while relation in linked(answer):
        answer = followed(linked(answer)[relation])
        assert answer.headers["x-total-count"] == str(len(whole))
        parts.append(part(answer))
    ordered = parts if relation == "next" else parts[::-1]
    assert len(parts) > 2
    assert [row for rows_ in ordered for row in rows_] == whole


def test_links_name_no_host_and_hold_the_data_version() -> None:
    for address in linked(ask(REACTIONS, ("limit", "5"), host="evil.example")).values():
        assert address.startswith("/api/v1/tables/reactions.json?")
        assert "data=" in address


def test_a_part_says_which_it_is() -> None:
    answer = ask(REACTIONS, ("limit", "10"), ("offset", "20"))
    about = json.loads(answer.body)["about"]
    total = int(answer.headers["x-total-count"])
    assert about["part"] == f"rows 21 to 30 of {total}"
    assert (about["offset"], about["limit"], about["total"]) == (20, 10, total)
    assert "_rows-21-30_" in answer.headers["content-disposition"]
    assert part(followed(about["permanent_link"])) == part(answer)


def test_the_whole_table_has_its_count_and_no_links() -> None:
    answer = ask(REACTIONS)
    assert "link" not in answer.headers
    about = json.loads(answer.body)["about"]
    assert len(part(answer)) == int(answer.headers["x-total-count"]) == about["total"]
    assert "part" not in about


def test_beyond_the_end_there_are_no_rows_and_a_way_back() -> None:
    answer = ask(REACTIONS, ("limit", "100"), ("offset", "100000"))
    assert part(answer) == []
    assert linked(answer).keys() == {"first", "last", "prev"}
    assert part(followed(linked(answer)["prev"]))
    assert json.loads(answer.body)["about"]["part"].startswith("no rows: the table ends with row ")


def test_every_part_has_a_tag_of_its_own() -> None:
    found = {ask(REACTIONS, ("limit", "5"), ("offset", str(offset))).headers["etag"] for offset in range(4)}
    assert len(found) == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", str(api.LIMIT + 1)),
        ("limit", "-1"),
        ("limit", "ten"),
        ("limit", "1e3"),
        ("limit", ""),
        ("limit", "٣"),
        ("limit", "9" * 5000),
        ("offset", "-1"),
        ("offset", "1.5"),
    ],
)
def test_what_is_no_number_or_too_large_is_refused_with_the_bound(name: str, value: str) -> None:
    answer = ask(REACTIONS, (name, value))
    assert answer.status == 400
    (fault,) = problem(answer)["parameters"]
    bounds = {"limit": "from 1 to 10000", "offset": "from 0 to 999999999"}
    assert (fault["name"], fault["reason"]) == (name, f"not a whole number {bounds[name]}")


def test_only_one_limit_can_hold() -> None:
    told = problem(ask(REACTIONS, ("limit", "5"), ("limit", "6")))
    assert told["parameters"] == [{"name": "limit", "value": "6", "reason": "only one can hold"}]


# Ranges of bytes, by which readers of Parquet look at its end first

PARQUET = "/api/v1/tables/events.parquet"


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("bytes=0-3", slice(0, 4)),
        ("bytes=-8", slice(-8, None)),
        ("bytes=100-", slice(100, None)),
        ("bytes=10-99999999", slice(10, None)),
        ("bytes=-99999999", slice(0, None)),
    ],
)
def test_a_range_is_those_bytes_of_the_file(asked: str, wanted: slice) -> None:
    whole, found = ask(PARQUET), ask(PARQUET, range=asked)
    start, stop, _ = wanted.indices(len(whole.body))
    assert (found.status, found.body) == (206, whole.body[wanted])
    assert found.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(whole.body)}"
    assert int(found.headers["content-length"]) == stop - start
    assert found.headers["etag"] == whole.headers["etag"]
    assert whole.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("asked", ["bytes=0-3,8-9", "bytes=9-3", "bytes=-", "rows=0-3", "bytes=a-b"])
def test_a_range_that_cannot_be_read_is_left_out_of_account(asked: str) -> None:
    assert ask(PARQUET, range=asked).status == 200


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_outside_the_file_is_refused_with_its_size(asked: str) -> None:
    answer = ask(PARQUET, range=asked)
    assert answer.status == 416
    problem(answer)
    assert answer.headers["content-range"] == f"bytes */{len(ask(PARQUET).body)}"


def test_a_range_of_another_copy_is_not_given() -> None:
    tag = ask(PARQUET).headers["etag"]
    assert ask(PARQUET, range="bytes=0-3", if_range=tag).status == 206
    assert ask(PARQUET, range="bytes=0-3", if_range='"other"').status == 200


def test_text_comes_whole() -> None:
    assert ask("/api/v1/tables/events.csv", range="bytes=0-3").status == 200


@settings(max_examples=25)
@given(limit=some.integers(1, 400), offset=some.integers(0, 400))
def test_any_part_is_that_slice(limit: int, offset: int) -> None:
    whole = rows("tables/events")
    found = rows("tables/events", ("limit", str(limit)), ("offset", str(offset)))
    assert found == whole[offset : offset + limit]
