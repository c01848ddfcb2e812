"""A state as the parameters of queries, and as words."""

from dataclasses import replace
from datetime import date
from typing import Any

from peace_ledger import wording
from peace_ledger.dataset import Dataset
from peace_ledger.state import State

CONFIDENCES: dict[str | None, tuple[str, ...]] = {None: (), "high": ("high",), "medium": ("high", "medium")}
"""The rows that a confidence leaves: "medium" means medium and better."""

Parameters = dict[str, Any]


def parameters(state: State, today: date) -> Parameters:
    """The values of every filter parameter that a query may name; an empty tuple means "any"."""
    return {
        "from": state.since,
        "to": state.until,
        "known": state.known,
        "today": today,
        "actors": state.actors,
        "events": state.events,
        "confidences": CONFIDENCES[state.confidence],
        "stances": state.stances,
        "kinds": state.kinds,
        "sides": state.sides,
        "channels": state.channels,
        "categories": state.categories,
        "directions": state.directions,
        "bases": state.bases,
        "mediators": state.mediators,
        "release_statuses": state.release_statuses,
        "themes": state.themes,
        "makers": state.makers,
        "commitment_statuses": state.commitment_statuses,
        "testable": None if state.testable is None else state.testable == "true",
        "standings": state.standings,
    }


def shared(state: State) -> State:
    """The same place with the filters of every page only: what pages look through that show all tables side
    by side.
    """
    kept = ("since", "until", "actors", "events", "known", "confidence", "mark", "chart")
    return replace(cleared(state), **{name: getattr(state, name) for name in kept})


def without_period(values: Parameters) -> Parameters:
    """The same filters without the period: what counts the rows that have no day."""
    return values | {"from": None, "to": None}


def period(state: State) -> str:
    """The period in words: "7 Dec 2023 – today"."""
    if state.since and state.until:
        return f"{wording.short_day(state.since)} – {wording.short_day(state.until)}"
    if state.since:
        return f"since {wording.short_day(state.since)}"
    if state.until:
        return f"until {wording.short_day(state.until)}"
    return "whole period"


def scope(state: State, dataset: Dataset) -> str:
    """The shared filters in words, for the subtitle of every chart: period, actors, events, the day known,
    confidence.
    """
    parts = [period(state)]
    if state.actors:
        parts.append(f"actor: {wording.listed([dataset.actor_name(actor) for actor in state.actors])}")
    if state.events:
        parts.append(
            f"event: {wording.listed([dataset.event_title(event) for event in state.events], limit=2)}"
        )
    if state.known:
        parts.append(f"as known on {wording.short_day(state.known)}")
    if state.confidence:
        parts.append(
            "only rows of high confidence" if state.confidence == "high" else "without rows of low confidence"
        )
    return " · ".join(parts)


def cleared(state: State) -> State:
    """The same place without filters and open marks; what is not a filter (process, data version, language,
    embedding) stays.
    """
    return replace(
        State(), process=state.process, version=state.version, language=state.language, embed=state.embed
    )
