"""A view in words: what cuts a table is said, what does not is said to leave it whole."""

from datetime import date

import pytest

from peace_ledger import catalog, filters
from peace_ledger.dataset import Dataset
from peace_ledger.state import State

CHOSEN = State(
    since=date(2023, 1, 1),
    actors=("france", "russia"),
    events=("joint-statement-2023-12-07",),
    known=date(2023, 12, 10),
    confidence="medium",
    stances=("critical", "rejects"),
    categories=("serviceman",),
    directions=("azerbaijan.armenia",),
    testable="true",
    second_actor="united-states",
)
EVENT = "event: Joint statement of the two leaders' offices"
SHARED = ["since 1 Jan 2023", "actor: France and Russia", EVENT]


def test_the_words_of_a_table_name_what_cuts_it(dataset: Dataset) -> None:
    assert filters.words(CHOSEN, dataset, "reactions") == [
        *SHARED,
        "stance: Critical and Rejects",
        "as known on 10 Dec 2023",
        "without rows of low confidence",
    ]
    assert filters.words(CHOSEN, dataset, "detentions") == [
        "since 1 Jan 2023",
        "actor: France and Russia",
        "from → to: Azerbaijan → Armenia",
        "as known on 10 Dec 2023",
    ]
    assert filters.words(CHOSEN, dataset, "commitments") == [
        *SHARED,
        "testable: yes",
        "as known on 10 Dec 2023",
    ]


def test_without_a_table_every_choice_is_named(dataset: Dataset) -> None:
    words = filters.words(CHOSEN, dataset)
    assert {
        "beside: United States",
        "stance: Critical and Rejects",
        "category: Serviceman",
        "testable: yes",
        "without rows of low confidence",
    } <= {*words}
    assert filters.scope(CHOSEN, dataset) == " · ".join(words)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("reactions", ""),
        ("releases", ""),
        ("events", "not cut by confidence"),
        ("detentions", "not cut by event, category and confidence"),
        ("commitments", "not cut by confidence · statuses by updates of high or medium confidence"),
        ("timeline", "events bear no confidence and all stay"),
        ("sources", ""),
    ],
)
def test_what_does_not_cut_a_table_is_said(dataset: Dataset, table: str, said: str) -> None:
    assert filters.uncut(CHOSEN, dataset, table) == said


@pytest.mark.parametrize("table", ["events", "reactions", "releases", "detentions", "commitments", "updates"])
def test_nothing_is_said_where_nothing_is_chosen(dataset: Dataset, table: str) -> None:
    assert filters.words(State(), dataset, table) == ["whole period"]
    assert filters.uncut(State(), dataset, table) == ""


def test_which_tables_bear_a_confidence_comes_from_the_descriptor(dataset: Dataset) -> None:
    assert filters.graded(dataset) == (
        ["reactions", "releases", "updates"],
        ["events", "detentions", "commitments"],
    )


def test_every_parameter_of_a_query_has_words(dataset: Dataset) -> None:
    """A filter that a table's count depends on changes its words, or it would cut in silence."""
    values = {
        "stances": ("critical",),
        "kinds": ("state",),
        "sides": ("third_party",),
        "channels": ("tweet",),
        "categories": ("serviceman",),
        "directions": ("azerbaijan.armenia",),
        "bases": ("exchange",),
        "mediators": ("russia",),
        "release_statuses": ("announced",),
        "themes": ("prisoners",),
        "makers": ("armenia",),
        "commitment_statuses": ("kept",),
        "testable": "true",
        "standings": ("given",),
        "actors": ("russia",),
        "events": ("joint-statement-2023-12-07",),
    }
    for table in ("events", "reactions", "releases", "detentions", "commitments", "updates"):
        named = catalog.read()[f"scope/{table}"].parameters
        for field, value in values.items():
            chosen = State(**{field: value})
            cut = filters.words(chosen, dataset, table) != ["whole period"]
            assert cut == (field in named), (table, field)
