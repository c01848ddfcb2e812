"""The Commitments queries against counts from the CSV files."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger import marks
from peace_ledger.engine import Engine, Rows
from tests.fixtures import TODAY, CsvRows, Parameters
from tests.independent.promises import Promise, promises

Table = Callable[[str], CsvRows]
Of = Callable[..., Parameters]

FILTERS: dict[str, dict[str, Any]] = {
    "full": {},
    "one actor with its bodies": {"actors": ("european-union",)},
    "a period": {"since": date(2022, 1, 1), "until": date(2023, 12, 31)},
    "as known after the joint statement": {"known": date(2023, 12, 20)},
    "without rows of low confidence": {"confidence": "medium"},
    "nothing": {"until": date(1990, 1, 1)},
}


@pytest.fixture(params=FILTERS.values(), ids=FILTERS)
def chosen(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


@pytest.fixture
def asked(chosen: dict[str, Any], parameters: Of) -> Parameters:
    return parameters(**chosen)


@pytest.fixture
def expected(chosen: dict[str, Any], table: Table) -> list[Promise]:
    confidence = {"confidences": ("high", "medium")} if "confidence" in chosen else {}
    own = {name: value for name, value in chosen.items() if name != "confidence"}
    return promises(table, TODAY, **own, **confidence)


def test_every_commitment_stands_as_its_updates_say(
    engine: Engine, asked: Parameters, expected: list[Promise]
) -> None:
    found = {
        row["commitment_id"]: (
            row["status"],
            row["status_on"],
            row["contested"],
            row["overdue"],
            row["due_in"],
            row["status_low"],
        )
        for row in engine.rows("filtered/commitments", asked)
    }
    assert found == {
        one.id: (one.status, one.status_on, one.contested, one.overdue, one.due_in, one.low)
        for one in expected
    }


def test_the_summary_counts_them(engine: Engine, asked: Parameters, expected: list[Promise]) -> None:
    checkable = Counter(one.status for one in expected if one.checkable)
    statuses = ("kept", "partly_kept", "in_progress", "pledged", "broken", "lapsed")
    (summary,) = engine.rows("commitments/summary", asked)
    assert summary == {
        "commitments": len(expected),
        "checkable": checkable.total(),
        **{status: checkable[status] for status in statuses},
        "overdue": sum(one.overdue for one in expected),
        "due_soon": sum(one.due_in is not None and 0 <= one.due_in <= 90 for one in expected),
        "contested": sum(one.contested for one in expected),
        "initialled": sum(one.row["standing"] == "initialled" for one in expected),
    }


def test_themes_are_counted_with_the_most_promised_first(
    engine: Engine, asked: Parameters, expected: list[Promise]
) -> None:
    rows = engine.rows("commitments/status_by_theme", asked)
    found = {
        (row["theme"], row["standing"], row["status"], row["contested"]): (
            row["commitments"],
            row["overdue"],
            row["low"],
        )
        for row in rows
    }
    groups = [(one.row["theme"], one.row["standing"], one.status, one.contested) for one in expected]
    overdue = Counter(group for group, one in zip(groups, expected, strict=True) if one.overdue)
    low = Counter(group for group, one in zip(groups, expected, strict=True) if one.low)
    assert found == {group: (count, overdue[group], low[group]) for group, count in Counter(groups).items()}
    totals = Counter(one.row["theme"] for one in expected)
    order = [totals[theme] for theme in dict.fromkeys(row["theme"] for row in rows)]
    assert order == sorted(order, reverse=True)


def test_makers_are_counted_apart_and_the_parties_come_in_their_order(
    engine: Engine, asked: Parameters, expected: list[Promise]
) -> None:
    rows = engine.rows("commitments/status_by_maker", asked)
    found = {
        (row["maker"], row["standing"], row["status"], row["contested"]): (
            row["commitments"],
            row["checkable"],
            row["low"],
        )
        for row in rows
    }
    groups = [(one.maker, one.row["standing"], one.status, one.contested) for one in expected]
    checkable = Counter(group for group, one in zip(groups, expected, strict=True) if one.checkable)
    low = Counter(group for group, one in zip(groups, expected, strict=True) if one.low)
    assert found == {group: (count, checkable[group], low[group]) for group, count in Counter(groups).items()}
    order = list(dict.fromkeys(row["maker"] for row in rows))
    assert order == [maker for maker in ("armenia", "azerbaijan", "joint", "others") if maker in order]


def test_lifelines_hold_each_promise_with_its_updates(
    engine: Engine, asked: Parameters, expected: list[Promise]
) -> None:
    found: dict[str, list[str]] = {}
    for row in engine.rows("commitments/lifelines", asked):
        updates = found.setdefault(row["commitment_id"], [])
        updates += [row["update_id"]] if row["update_id"] else []
    assert found == {one.id: [update["update_id"] for update in one.updates] for one in expected}


def test_deadlines_are_those_of_open_promises(
    engine: Engine, asked: Parameters, expected: list[Promise]
) -> None:
    found = [(row["commitment_id"], row["due_in"]) for row in engine.rows("commitments/deadlines", asked)]
    assert sorted(found) == sorted((one.id, one.due_in) for one in expected if one.due_in is not None)
    assert [days for _, days in found] == sorted(days for _, days in found)


def test_times_run_from_the_promise_to_its_end_or_to_the_day_looked_at(
    engine: Engine, asked: Parameters, expected: list[Promise]
) -> None:
    found = {
        row["commitment_id"]: (row["days"], row["kept"], row["status_low"])
        for row in engine.rows("commitments/time_to_keep", asked)
    }
    settled = ("kept", "lapsed", "broken")
    assert found == {
        one.id: (
            ((one.status_on if one.status in settled else one.as_of) - one.made_on).days,
            one.status == "kept",
            one.low,
        )
        for one in expected
        if one.checkable
    }


def evidence_of(engine: Engine, asked: Parameters, name: str) -> Rows:
    mark = marks.read(name)
    assert mark is not None
    return engine.rows(f"evidence/{mark.evidence}", asked | mark.parameters)


def test_a_mark_of_a_status_opens_the_commitments_it_counts(
    engine: Engine, asked: Parameters, expected: list[Promise]
) -> None:
    for row in engine.rows("commitments/status_by_theme", asked):
        group = (row["theme"], row["standing"], row["status"], row["contested"])
        name = marks.mark_of("status_by_theme", *group[:3], str(row["contested"]).lower())
        assert {found["commitment_id"] for found in evidence_of(engine, asked, name)} == {
            one.id
            for one in expected
            if (one.row["theme"], one.row["standing"], one.status, one.contested) == group
        }
    for row in engine.rows("commitments/status_by_maker", asked):
        group = (row["maker"], row["standing"], row["status"], row["contested"])
        name = marks.mark_of("status_by_maker", *group[:3], str(row["contested"]).lower())
        assert {found["commitment_id"] for found in evidence_of(engine, asked, name)} == {
            one.id for one in expected if (one.maker, one.row["standing"], one.status, one.contested) == group
        }


def test_a_mark_of_a_day_opens_what_was_kept_after_as_many(
    engine: Engine, asked: Parameters, expected: list[Promise]
) -> None:
    days = {row["days"] for row in engine.rows("commitments/time_to_keep", asked) if row["kept"]}
    for day in days:
        found = evidence_of(engine, asked, marks.mark_of("time_to_keep", day))
        assert {row["commitment_id"] for row in found} == {
            one.id
            for one in expected
            if one.checkable and one.status == "kept" and (one.status_on - one.made_on).days == day
        }


def test_a_promise_opens_itself_and_its_whole_history(
    engine: Engine, asked: Parameters, expected: list[Promise]
) -> None:
    steps: dict[str, list[str]] = {one.id: [] for one in expected}
    for row in engine.rows("evidence/histories", asked):
        steps[row["commitment_id"]].append(row["step_id"])
    assert steps == {one.id: [one.id, *(update["update_id"] for update in one.updates)] for one in expected}
    for one in expected[:3]:
        found = evidence_of(engine, asked, marks.mark_of("lifelines", one.id))
        assert [row["step_id"] for row in found] == steps[one.id]
        assert found[0]["promise"]


def test_the_releases_promised_on_7_december_2023_were_kept_six_days_later(
    engine: Engine, parameters: Of
) -> None:
    rows = {row["commitment_id"]: row for row in engine.rows("filtered/commitments", parameters())}
    for promise in ("2023-12-07-aze-release-32", "2023-12-07-arm-release-2"):
        row = rows[promise]
        assert (row["day"], row["status"], row["status_on"], row["kept_after"]) == (
            date(2023, 12, 7),
            "kept",
            date(2023, 12, 13),
            6,
        )


def test_the_promise_of_a_treaty_is_shown_with_its_later_history(engine: Engine, parameters: Of) -> None:
    history = evidence_of(engine, parameters(), "lifelines~2023-12-07-peace-treaty")
    assert [row["day"] for row in history] == sorted(row["day"] for row in history)
    assert (history[0]["promise"], history[0]["day"]) == (True, date(2023, 12, 7))
    assert history[-1]["day"] > date(2026, 1, 1)
    claims = {row["claimed_by"] for row in history if row["status"] == "disputed"}
    assert claims == {"armenia-mfa", "azerbaijan-mfa", "azerbaijan-president"}


def test_the_offer_to_host_the_foreign_ministers_is_answered_and_the_answer_kept(
    engine: Engine, parameters: Of
) -> None:
    asked = parameters(actors=("united-states",), events=("joint-statement-2023-12-07",))
    (promise,) = engine.rows("filtered/commitments", asked)
    assert promise["made_to"] == ["united-states"]
    assert "offer to host" in promise["summary"]
    assert promise["status"] == "kept"


def test_a_status_is_low_where_no_better_evidence_says_so(engine: Engine, parameters: Of) -> None:
    low = {
        row["commitment_id"] for row in engine.rows("filtered/commitments", parameters()) if row["status_low"]
    }
    # Reported as kept by an aggregator alone; what it confirms of a treaty in progress was known before.
    assert "2022-10-06-arm-eu-mission" in low
    assert "2023-12-07-peace-treaty" not in low
    # Only "pledged" was said, by the promise itself and by an aggregator.
    assert "2025-08-08-treaty-diplomatic-relations" not in low
    firm = engine.rows("filtered/commitments", parameters(confidence="medium"))
    assert not any(row["status_low"] for row in firm)


def test_a_status_confirmed_later_holds_since_it_was_first_reported(engine: Engine, parameters: Of) -> None:
    rows = {row["commitment_id"]: row for row in engine.rows("filtered/commitments", parameters())}
    assert rows["2021-01-11-working-group"]["status_on"] == date(2021, 1, 30)
