"""The questions of the Method page, against counts from the CSV files."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from peace_ledger.engine import Engine
from tests.fixtures import CsvRows, Parameters
from tests.independent.filtered import CHOICES, Left, Table, left
from tests.independent.promises import promises

Ask = Callable[..., list[dict[str, Any]]]
TODAY = date(2026, 11, 24)


@pytest.fixture
def ask(engine: Engine, parameters: Callable[..., Parameters]) -> Ask:
    """Ask a question of the page under a choice of filters."""

    def of(name: str, choice: Mapping[str, Any]) -> list[dict[str, Any]]:
        return engine.rows(f"method/{name}", parameters(**choice))

    return of


def detentions(table: Table, choice: Mapping[str, Any]) -> CsvRows:
    """The reports of people still held that a choice leaves."""
    since, until = choice.get("since", date.min), choice.get("until", date.max)
    actors = {row["actor_id"]: row["parent_id"] for row in table("actors")}

    def chosen(actor: str) -> bool:
        while actor:
            if actor in choice["actors"]:
                return True
            actor = actors[actor]
        return False

    return [
        row | {"day": row["as_of"]}
        for row in table("detentions")
        if since.isoformat() <= row["as_of"] <= until.isoformat()
        and (
            not choice.get("actors")
            or any(chosen(row[column]) for column in ("holder_id", "origin_id", "claimant_id"))
        )
    ]


def tables(table: Table, choice: Mapping[str, Any]) -> dict[str, CsvRows]:
    """The rows of each table that a choice leaves."""
    rows: Left = left(table, **choice)
    return {
        "events": rows.events,
        "reactions": rows.reactions,
        "releases": rows.releases,
        "detentions": detentions(table, choice),
        "commitments": rows.commitments,
        "commitment_updates": rows.updates,
    }


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_stances_by_side(ask: Ask, table: Table, choice: dict[str, Any]) -> None:
    sides = {row["actor_id"]: row["side"] for row in table("actors")}
    rows = left(table, **choice).reactions
    expected = Counter((sides[row["actor_id"]], row["stance"]) for row in rows)
    low = Counter((sides[row["actor_id"]], row["stance"]) for row in rows if row["confidence"] == "low")
    found = ask("stance_by_side", choice)
    assert {(row["side"], row["stance"]): row["reactions"] for row in found} == expected
    assert {(row["side"], row["stance"]): row["low"] for row in found if row["low"]} == low


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_rows_by_quarter(ask: Ask, table: Table, choice: dict[str, Any]) -> None:
    expected = Counter(
        (name, int(row["day"][:4]), (int(row["day"][5:7]) - 1) // 3)
        for name, rows in tables(table, choice).items()
        for row in rows
        if row["day"]
    )
    found = ask("rows_by_quarter", choice)
    assert all(row["quarter"].day == 1 and row["quarter"].month in (1, 4, 7, 10) for row in found)
    assert {
        (row["table_name"], row["quarter"].year, row["quarter"].month // 3): row["row_count"] for row in found
    } == expected


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_missing_days(ask: Ask, table: Table, choice: dict[str, Any]) -> None:
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    expected = {
        name: (
            len(rows),
            sum(1 for row in rows if not row["day"]),
            sum(1 for row in rows if not published[row["source_id"]]),
        )
        for name, rows in tables(table, choice).items()
        if rows
    }
    assert {
        row["table_name"]: (row["row_count"], row["undated_row"], row["undated_source"])
        for row in ask("missing_days", choice)
    } == expected


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_codings_are_those_of_the_reactions_that_are_left(
    ask: Ask, table: Table, choice: dict[str, Any]
) -> None:
    final = {row["reaction_id"]: row["stance"] for row in left(table, **choice).reactions}
    expected = {
        (row["reaction_id"], row["coder"], row["stance"], final[row["reaction_id"]])
        for row in table("codings")
        if row["reaction_id"] in final
    }
    found = ask("codings", choice)
    assert {tuple(row.values()) for row in found} == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_the_figures_of_rules(ask: Ask, table: Table, choice: dict[str, Any]) -> None:
    (found,) = ask("counts", choice)
    by_table = tables(table, choice)
    rows = [row for own in by_table.values() for row in own]
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    cells: dict[tuple[str, str], set[str]] = {}
    for row in by_table["reactions"]:
        cells.setdefault((row["actor_id"], row["event_id"]), set()).add(row["stance"])
    graded = [row for row in rows if "confidence" in row]
    known = {promise.id: promise for promise in promises(table, TODAY)}

    def has_evidence(row: dict[str, str]) -> bool:
        return any(update["status"] != "disputed" for update in known[row["commitment_id"]].updates)

    def undated(row: dict[str, str]) -> bool:
        announced = row.get("announced_source_id", "")
        return not (row["day"] or published[row["source_id"]] or published.get(announced))

    expected = {
        "period_totals": sum(1 for row in by_table["releases"] if row["scope"] == "period_total"),
        "reports": len(by_table["detentions"]),
        "claimants": len({row["claimant_id"] or row["reported_by"] for row in by_table["detentions"]}),
        "without_evidence": sum(1 for row in by_table["commitments"] if not has_evidence(row)),
        "disputed_updates": sum(1 for row in by_table["commitment_updates"] if row["status"] == "disputed"),
        "cells": len(cells),
        "split_cells": sum(1 for stances in cells.values() if len(stances) > 1),
        "actors": len(table("actors")),
        "parts": sum(1 for row in table("actors") if row["parent_id"]),
        "row_count": len(rows),
        "undated": sum(1 for row in rows if not row["day"]),
        "timeless": sum(1 for row in rows if undated(row)),
        "graded": len(graded),
        "low": sum(1 for row in graded if row["confidence"] == "low"),
    }
    assert {name: found[name] for name in expected} == expected


def test_the_figures_of_searches_sources_and_disputes(ask: Ask, table: Table) -> None:
    (found,) = ask("counts", {})
    coverage, sources = table("coverage"), table("sources")
    adopted = {row["question"] for row in table("disputes") if row["adopted"] == "true"}
    questions = {row["question"] for row in table("disputes")}
    expected = {
        "blanks": len(coverage),
        "searched_events": len({row["event_id"] for row in coverage}),
        "sources": len(sources),
        "undated_sources": sum(1 for row in sources if not row["published_on"]),
        "publishers": len({row["publisher"] for row in sources if row["publisher"]}),
        "questions": len(questions),
        "unsettled": len(questions - adopted),
    }
    assert {name: found[name] for name in expected} == expected
