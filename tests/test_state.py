"""The codec between a reader's choices and an address."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_ledger import marks, state
from peace_ledger.dataset import Dataset
from peace_ledger.state import PARAMETERS, Query, Renamed, State, Vocabulary
from peace_ledger.translation import LANGUAGES

CODES = ("alpha", "beta-two", "gamma_3")
OTHERS = ("second@2026.11.1", "third@1.0")
VOCABULARY = Vocabulary(
    values={
        name: ("true", "false") if name == "testable" else CODES
        for name in [
            "actor",
            "event",
            "confidence",
            "stance",
            "kind",
            "side",
            "channel",
            "category",
            "direction",
            "basis",
            "mediator",
            "release_status",
            "theme",
            "maker",
            "commitment_status",
            "testable",
            "standing",
        ]
    }
    | {"beside": OTHERS},
    version="2026.11.1",
    process="first",
    processes=("first", "second"),
    versions=("2026.11.1", "2026.10.1", "2026.9.1"),
    unopened={"2026.9.1": "its files are damaged"},
)
DAYS = st.none() | st.dates(state.FIRST_DAY, state.LAST_DAY)
MARKS = st.none() | st.sampled_from(
    [marks.mark_of(name, *CODES[:0], *(["x"] * len(of.fields))) for name, of in marks.MARKS.items()]
)


def some(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Any choice of a repeatable parameter, in the vocabulary's order, as states hold it."""
    allowed = VOCABULARY.values[name]
    return st.sets(st.sampled_from(allowed)).map(
        lambda chosen: tuple(value for value in allowed if value in chosen)
    )


SINGLE: dict[str, st.SearchStrategy[Any]] = {
    "since": DAYS,
    "until": DAYS,
    "known": DAYS,
    "confidence": st.none() | st.sampled_from(CODES),
    "process": st.sampled_from([None, "second"]),
    "version": st.sampled_from([None, "2026.11.1", "2026.10.1"]),
    "language": st.sampled_from([None, *LANGUAGES]),
    "testable": st.sampled_from([None, "true", "false"]),
    "second_actor": st.none() | st.sampled_from(CODES),
    "bodies_apart": st.booleans(),
    "sql": st.none()
    | st.sampled_from(["SELECT 1", "SELECT stance,\n\tcount(*) AS n -- é & ?=%\nFROM reactions;"]),
    "plot": st.none() | st.sampled_from(state.PLOTS),
    "mark": MARKS,
    "chart": st.none() | st.sampled_from(sorted(marks.MARKS)),
    "embed": st.booleans(),
}
FIELDS = {
    parameter.field: some(parameter.name) if parameter.many else SINGLE[parameter.field]
    for parameter in PARAMETERS
}


@st.composite
def states(draw: Callable[[st.SearchStrategy[Any]], Any]) -> State:
    """Any valid state: the period is never reversed."""
    chosen = {field: draw(values) for field, values in FIELDS.items()}
    if chosen["since"] and chosen["until"]:
        chosen["since"], chosen["until"] = sorted((chosen["since"], chosen["until"]))
    return State(**chosen)


def query_of(pairs: list[tuple[str, str]]) -> Query:
    return {name: [value for key, value in pairs if key == name] for name, _ in pairs}


@given(states())
def test_a_state_comes_back_from_its_address(chosen: State) -> None:
    assert state.decode(query_of(state.encode(chosen)), VOCABULARY) == (chosen, [])


@given(states())
def test_defaults_do_not_appear(chosen: State) -> None:
    default = State()
    by_name = {parameter.name: parameter.field for parameter in PARAMETERS}
    written = {by_name[name] for name, _ in state.encode(chosen)}
    assert written == {field for field in FIELDS if getattr(chosen, field) != getattr(default, field)}


NAMES = st.sampled_from([parameter.name for parameter in PARAMETERS]) | st.text(max_size=12)
VALUES = st.sampled_from(
    [*CODES, "true", "false", "2023-12-07", "2023-02-30", "en", "second", "stance_by_event~a~b"]
) | st.text(max_size=20)


@given(st.dictionaries(NAMES, st.lists(VALUES, max_size=4), max_size=8))
def test_any_address_gives_a_valid_state_and_names_what_it_dropped(query: dict[str, list[str]]) -> None:
    chosen, dropped = state.decode(query, VOCABULARY)
    assert state.decode(query_of(state.encode(chosen)), VOCABULARY) == (chosen, [])
    known = {parameter.name for parameter in PARAMETERS}
    named = {item.name for item in dropped}
    assert {name for name, values in query.items() if name not in known} <= named
    assert bool(state.explain(dropped)) == bool(dropped)


@given(st.permutations(CODES))
def test_equal_choices_have_equal_addresses(order: list[str]) -> None:
    chosen, _ = state.decode({"stance": [*order, order[0]]}, VOCABULARY)
    assert state.encode(chosen) == [("stance", code) for code in CODES]


@pytest.mark.parametrize(
    ("query", "name", "value", "reason"),
    [
        ({"actor": ["alpha", "atlantis"]}, "actor", "atlantis", "no actor"),
        ({"from": ["07.12.2023"]}, "from", "07.12.2023", "not a day"),
        ({"from": ["2023-02-30"]}, "from", "2023-02-30", "not a day"),
        ({"from": ["2024-01-01"], "to": ["2023-01-01"]}, "to", "2023-01-01", "before from"),
        ({"from": ["2024-01-01", "2024-02-01"]}, "from", "2024-02-01", "only one"),
        ({"utm_source": ["mail"]}, "utm_source", "mail", "not a parameter"),
        ({"lang": ["xx"]}, "lang", "xx", "not a language"),
        ({"data": ["2020.1.1"]}, "data", "2020.1.1", "kept here; there is 2026.11.1, 2026.10.1 and 2026.9.1"),
        ({"data": ["2026.9.1"]}, "data", "2026.9.1", "its files are damaged"),
        ({"data": ["../2026.10.1"]}, "data", "../2026.10.1", "no data version that is kept here"),
        ({"mark": ["stance_by_event~one"]}, "mark", "stance_by_event~one", "no mark"),
        ({"embed": ["yes"]}, "embed", "yes", "not true"),
        ({"bodies": ["together"]}, "bodies", "together", "not apart"),
        ({"plot": ["pie"]}, "plot", "pie", "not bar, line, points or none"),
        ({"sql": ["  "]}, "sql", "  ", "empty"),
        ({"sql": ["SELECT 1\x07"]}, "sql", "SELECT 1\x07", "control character"),
    ],
)
def test_what_is_dropped_is_named_in_one_sentence(query: Query, name: str, value: str, reason: str) -> None:
    chosen, dropped = state.decode(query, VOCABULARY)
    assert [(item.name, item.value) for item in dropped] == [(name, value)]
    sentence = state.explain(dropped)
    assert name in sentence
    assert value in sentence
    assert reason in sentence
    assert sentence.count("\n") == 0
    rest = {
        key: [item for item in values if item != value]
        for key, values in query.items()
        if key in {p.name for p in PARAMETERS}
    }
    assert chosen == state.decode(rest, VOCABULARY)[0]


def test_a_query_is_held_as_it_was_written() -> None:
    written = " SELECT 1,\r\n  2 -- +%&\n "
    chosen, dropped = state.decode({"sql": [written]}, VOCABULARY)
    assert (chosen.sql, dropped) == ("SELECT 1,\n  2 -- +%&", [])


def test_a_query_that_is_too_long_is_dropped() -> None:
    chosen, dropped = state.decode({"sql": ["x" * (state.LONGEST_SQL + 1)]}, VOCABULARY)
    assert chosen.sql is None
    assert "longer than 5,000 characters" in state.explain(dropped)


def test_a_long_value_is_shortened_in_the_sentence() -> None:
    _, dropped = state.decode({"actor": ["x" * 5000]}, VOCABULARY)
    assert len(state.explain(dropped)) < 250


def test_the_default_process_is_not_written() -> None:
    chosen, dropped = state.decode({"process": ["first"]}, VOCABULARY)
    assert (state.encode(chosen), dropped) == ([], [])


def test_the_vocabulary_comes_from_the_package(dataset: Dataset) -> None:
    vocabulary = state.vocabulary_of(dataset, (dataset.package.name,))
    assert vocabulary.values["stance"] == dataset.codes("reactions", "stance")
    assert "disputed" not in vocabulary.values["commitment_status"]
    assert vocabulary.values["confidence"] == ("high", "medium")
    assert set(vocabulary.values["actor"]) == set(dataset.actors)
    chosen, dropped = state.decode(
        {"event": ["joint-statement-2023-12-07"], "from": ["2023-12-07"]}, vocabulary
    )
    assert (chosen.events, chosen.since, dropped) == (("joint-statement-2023-12-07",), date(2023, 12, 7), [])


RENAMED = (
    Renamed("since", "from"),
    Renamed("lean", "stance", {"good": "alpha"}),
    Renamed("stance", "stance", {"alpha": "beta-two"}),
)


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ({"since": ["2024-01-01"]}, {"from": ["2024-01-01"]}),
        ({"lean": ["gamma_3"]}, {"stance": ["gamma_3"]}),
        # Each rename acts on what the earlier ones left.
        ({"lean": ["good"], "stance": ["gamma_3"]}, {"stance": ["beta-two", "gamma_3"]}),
        ({"since": ["soon"]}, {"from": ["soon"]}),
    ],
)
def test_old_names_lead_to_what_they_are_called_now(old: Query, now: Query) -> None:
    assert state.decode(old, VOCABULARY, RENAMED) == state.decode(now, VOCABULARY)


def test_every_rename_leads_to_a_parameter() -> None:
    names = {parameter.name for parameter in PARAMETERS}
    left = {one.name for one in state.RENAMED if one.name != one.now}
    assert {one.now for one in state.RENAMED} - left <= names
    assert not left & names
