"""Events by kind and day, and how each side took one of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peace_ledger.charts.chart import Chart
from peace_ledger.charts.events import calendar, kinds, stances, tied, ties_in_words
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine, Rows
from tests.charts.plotted import plotted, points
from tests.fixtures import CsvRows, Parameters

SEED = "joint-statement-2023-12-07"
Of = Callable[..., Parameters]


@pytest.fixture
def ties(engine: Engine, parameters: Of) -> Rows:
    return engine.rows("events/ties", parameters())


@pytest.fixture
def seed(engine: Engine, parameters: Of, dataset: Dataset) -> Chart:
    return stances(engine.rows("events/stance_by_side", parameters(events=(SEED,))), SEED, dataset)


def test_every_event_is_a_point_on_the_line_of_its_kind(ties: Rows, dataset: Dataset) -> None:
    chart = calendar(ties, dataset)
    plotted(chart)
    assert [mark for mark, _ in points(chart)] == chart.marks
    assert chart.figure
    (trace,) = chart.figure["data"]
    assert (
        set(trace["y"]) == set(chart.figure["layout"]["yaxis"]["categoryarray"]) == set(kinds(ties, dataset))
    )


def test_the_more_is_tied_to_an_event_the_larger_it_is(ties: Rows, dataset: Dataset) -> None:
    figure = calendar(ties, dataset).figure
    assert figure
    sizes = figure["data"][0]["marker"]["size"]
    for size, row in zip(sizes, ties, strict=True):
        for other_size, other in zip(sizes, ties, strict=True):
            assert (size < other_size) == (tied(row) < tied(other))


def test_the_title_names_the_event_with_most_rows(ties: Rows, dataset: Dataset) -> None:
    most = max(ties, key=tied)
    assert dataset.event_title(most["event_id"]) in calendar(ties, dataset).title
    bare = [row | {"reactions": 0, "releases": 0, "commitments": 0} for row in ties]
    chart = calendar(bare, dataset)
    assert chart.title == "What happened when?"
    plotted(chart)


def test_the_sentence_counts_kinds(ties: Rows, dataset: Dataset) -> None:
    sentence = calendar(ties, dataset).alt
    assert "109 events" in sentence
    assert "meeting 30" in sentence


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((53, 2, 12), "53 reactions, 2 release rows, 12 commitments"),
        ((1, 0, 1), "1 reaction, 1 commitment"),
        ((0, 0, 0), "nothing tied to it"),
    ],
)
def test_ties_in_words(counts: tuple[int, int, int], words: str) -> None:
    row = dict(zip(("reactions", "releases", "commitments"), counts, strict=True))
    assert ties_in_words(row) == words


def test_no_events_leave_a_way_out(dataset: Dataset) -> None:
    chart = calendar([], dataset)
    assert chart.figure is None
    assert "Widen the period" in chart.empty


def test_the_sides_of_the_parties_come_first_and_in_their_order(seed: Chart, dataset: Dataset) -> None:
    sides = list(dict.fromkeys(row[0] for row in seed.rows))
    labels = [dataset.label("actors", "side", party.side) for party in dataset.package.parties]
    assert [side.split(" and ")[0] for side in sides[:2]] == labels
    assert len(sides) == 3


def bars(chart: Chart) -> list[dict[str, Any]]:
    """The traces of a chart without those that stand in its legend only."""
    return [trace for trace in (chart.figure or {})["data"] if "customdata" in trace]


def test_bars_and_table_count_the_reactions_of_the_event(
    seed: Chart, table: Callable[[str], CsvRows]
) -> None:
    plotted(seed)
    rows = [row for row in table("reactions") if row["event_id"] == SEED]
    assert sum(row[2] for row in seed.rows) == len(rows)
    assert sum(row[3] for row in seed.rows) == sum(1 for row in rows if row["confidence"] == "low")
    drawn: dict[str, int] = {}
    hollow = 0
    for trace in bars(seed):
        for mark, size in zip(trace["customdata"], trace["x"], strict=True):
            drawn[mark] = drawn.get(mark, 0) + size
            hollow += 0 if trace["showlegend"] else size
    assert drawn == {mark: row[2] for mark, row in zip(seed.marks, seed.rows, strict=True)}
    assert hollow == sum(row[3] for row in seed.rows)


def test_the_legend_says_what_hollow_means(seed: Chart) -> None:
    key = [trace["name"] for trace in (seed.figure or {})["data"] if "customdata" not in trace]
    assert key == ["Low confidence"]


def test_unfavourable_bars_lie_left_of_the_middle(seed: Chart) -> None:
    found = {"left": 0, "right": 0}
    for trace in bars(seed):
        for mark, base, size in zip(trace["customdata"], trace["base"], trace["x"], strict=True):
            if mark.endswith(("~critical", "~rejects")):
                assert base + size <= 0
                found["left"] += 1
            elif not mark.endswith("~neutral"):
                assert base >= 0
                found["right"] += 1
    assert all(found.values())


def test_small_shares_stand_with_their_fraction(seed: Chart) -> None:
    hovers = [hover for trace in bars(seed) for hover in trace["hovertext"]]
    shares = [hover for hover in hovers if "%" in hover]
    assert shares
    assert all(" of " in share.split("%")[1] for share in shares)


def test_the_title_counts_favour_and_criticism(seed: Chart, table: Callable[[str], CsvRows]) -> None:
    rows: list[dict[str, Any]] = [row for row in table("reactions") if row["event_id"] == SEED]
    favourable = sum(1 for row in rows if row["stance"] in ("supports", "welcomes"))
    unfavourable = sum(1 for row in rows if row["stance"] in ("critical", "rejects"))
    assert seed.title.startswith(f"Of {len(rows)} reactions, {favourable} are coded supports or welcomes and")
    assert seed.title.endswith(f" {unfavourable} critical or rejects")


def test_an_event_without_reactions_says_that_none_was_found(
    engine: Engine, parameters: Of, dataset: Dataset
) -> None:
    rows = engine.rows("events/stance_by_side", parameters(events=(SEED,), until=date(1990, 1, 1)))
    chart = stances(rows, SEED, dataset)
    assert chart.figure is None
    assert "does not mean" in chart.empty
    assert chart.alt == "No reactions are left by the filters."
