"""The rows behind every mark of every chart are exactly those that an independent count gives."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

from peace_ledger import marks
from peace_ledger.engine import Engine
from tests.fixtures import CsvRows, Parameters
from tests.independent.citations import Citations
from tests.independent.evidence import Choice
from tests.pages import PATHS, open_page

CHOICES = {
    "whole": Choice(),
    "an actor and a period": Choice("2021-01-01", "2025-06-30", ("russia", "united-nations")),
    "an event": Choice(events=("joint-statement-2023-12-07",)),
    "as known before the exchange": Choice(known="2023-12-10"),
    "as known after the initialling": Choice(known="2025-08-09"),
    "without low confidence": Choice(confidence="medium"),
    "much at once": Choice("2021-01-01", "", ("azerbaijan",), known="2024-06-30", confidence="high"),
}
MARKS_DRAWN = 25
ID = {
    "reactions": "reaction_id",
    "releases": "release_id",
    "detentions": "detention_id",
    "commitments": "commitment_id",
    "updates": "update_id",
    "events": "event_id",
    "actors": "actor_id",
    "codings": "reaction_id",
    "rows": "id",
    "sources": "source_id",
    "disputes": "dispute_id",
}


def address(choice: Choice) -> list[tuple[str, str]]:
    """A choice as an address."""
    pairs = [("from", choice.since), ("to", choice.until)]
    pairs += [("actor", actor) for actor in choice.actors] + [("event", event) for event in choice.events]
    pairs += [("known", choice.known), ("confidence", choice.confidence)]
    return [(name, value) for name, value in pairs if value]


def drawn(offered: list[str], seed: str) -> list[str]:
    """The marks to look behind: of a long page some, drawn at random and always alike."""
    return offered if len(offered) <= MARKS_DRAWN else Random(seed).sample(offered, MARKS_DRAWN)  # noqa: S311


def day_of(text: str) -> date | None:
    """A day, or None for none."""
    return date.fromisoformat(text) if text else None


def marks_of(card: dict[str, Any]) -> list[str]:
    """Every mark that a card offers: in its figure, in its table, in its list."""
    names: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                collect(item)
        elif isinstance(value, str):
            names.append(value)

    for trace in (card.get("figure") or {}).get("data", []):
        collect(trace.get("customdata", []))
    collect(card.get("table", {}).get("marks", []))
    collect([row.get("mark") for row in card.get("rows", [])])
    return list(dict.fromkeys(names))


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
@pytest.mark.parametrize("path", PATHS)
def test_evidence_is_exactly_what_the_files_hold(
    engine: Engine,
    parameters: Callable[..., Parameters],
    table: Callable[[str], CsvRows],
    path: str,
    choice: Choice,
) -> None:
    today = datetime.now(UTC).date()
    count = Citations(table, choice, today)
    filters = parameters(
        since=day_of(choice.since),
        until=day_of(choice.until),
        actors=choice.actors,
        events=choice.events,
        known=day_of(choice.known),
        confidence=choice.confidence or None,
    ) | {"today": today}
    offered = [mark for card in open_page(path, address(choice)).cards.values() for mark in marks_of(card)]
    assert offered
    for name in drawn(offered, f"{path} {choice}"):
        mark = marks.read(name)
        assert mark, name
        rows = engine.rows(f"evidence/{mark.evidence}", filters | dict(mark.parameters))
        values = {key.removeprefix("mark_"): value or "" for key, value in mark.parameters.items()}
        if mark.evidence == "histories":
            assert sorted(row["step_id"] for row in rows) == sorted(count.history(values["commitment"])), name
            continue
        found = {row[ID[mark.evidence]] for row in rows}
        assert found, f"{name} opens nothing"
        assert len(found) == len(rows), name
        assert found == count.behind(mark.evidence, values), name
