"""Lifelines: the status of each commitment over time."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from peace_ledger.charts.chart import Chart
from peace_ledger.charts.commitments.lifelines import LINES_SHOWN, Segment, drawn_note, lifelines, segments
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine, Rows
from tests.charts.plotted import plotted, points
from tests.fixtures import TODAY, CsvRows, Parameters
from tests.independent.promises import promises

Of = Callable[..., Parameters]
TREATY = "2023-12-07-peace-treaty"
MADE = date(2023, 1, 1)
END = date(2023, 12, 1)


def update(day: date, status: str, confidence: str = "high") -> dict[str, Any]:
    return {"update_day": day, "update_status": status, "confidence": confidence}


@pytest.fixture
def rows(engine: Engine, parameters: Of) -> Rows:
    return engine.rows("commitments/lifelines", parameters())


@pytest.fixture
def chart(rows: Rows, dataset: Dataset) -> Chart:
    return lifelines(rows, dataset, TODAY)


def traces(chart: Chart, name: str) -> dict[str, Any]:
    assert chart.figure
    (trace,) = [trace for trace in chart.figure["data"] if trace.get("name") == name]
    found: dict[str, Any] = trace
    return found


def test_a_promise_without_updates_is_pledged_from_the_day_it_was_made() -> None:
    assert segments([], MADE, END) == [Segment(MADE, END, "pledged", False, False)]


def test_a_status_holds_from_its_update_until_the_next() -> None:
    march, june = date(2023, 3, 1), date(2023, 6, 1)
    assert segments([update(march, "in_progress"), update(june, "kept")], MADE, END) == [
        Segment(MADE, march, "pledged", False, False),
        Segment(march, june, "in_progress", False, False),
        Segment(june, END, "kept", False, False),
    ]


def test_a_dispute_contests_the_status_until_later_evidence() -> None:
    march, june = date(2023, 3, 1), date(2023, 6, 1)
    assert segments([update(march, "disputed"), update(june, "pledged")], MADE, END) == [
        Segment(MADE, march, "pledged", False, False),
        Segment(march, june, "pledged", True, False),
        Segment(june, END, "pledged", False, False),
    ]


def test_of_one_day_a_dispute_contests_whichever_comes_first_in_the_file() -> None:
    march = date(2023, 3, 1)
    orders = [("disputed", "partly_kept"), ("partly_kept", "disputed")]
    for order in orders:
        assert segments([update(march, status) for status in order], MADE, END) == [
            Segment(MADE, march, "pledged", False, False),
            Segment(march, END, "partly_kept", True, False),
        ]


def test_of_one_day_the_later_status_in_the_file_holds() -> None:
    march = date(2023, 3, 1)
    found = segments([update(march, "in_progress"), update(march, "kept")], MADE, END)
    assert found[-1] == Segment(march, END, "kept", False, False)
    assert len(found) == 2


def test_evidence_that_says_the_same_again_makes_no_new_stretch() -> None:
    days = [MADE, date(2023, 3, 1), date(2023, 6, 1)]
    found = segments([update(day, "kept") for day in days], MADE, END)
    assert found == [Segment(MADE, END, "kept", False, False)]


def test_what_happens_on_the_last_day_leaves_no_stretch_of_no_days() -> None:
    assert segments([update(END, "kept")], MADE, END) == [Segment(MADE, END, "pledged", False, False)]


def test_every_life_ends_as_the_commitment_stands(rows: Rows, table: Callable[[str], CsvRows]) -> None:
    for one in promises(table, TODAY):
        own = [row for row in rows if row["commitment_id"] == one.id and row["update_id"]]
        found = segments(own, one.made_on, TODAY)
        assert (found[0].start, found[-1].end) == (one.made_on, TODAY)
        assert found[-1].look == (one.status, one.contested, one.low)
        for earlier, later in pairwise(found):
            assert earlier.end == later.start
            assert earlier.look != later.look


def test_a_status_is_hollow_until_better_evidence_says_the_same() -> None:
    march, june = date(2023, 3, 1), date(2023, 6, 1)
    weak = [update(march, "kept", "low"), update(june, "kept", "medium"), update(END, "kept", "low")]
    assert segments(weak, MADE, date(2023, 12, 31)) == [
        Segment(MADE, march, "pledged", False, False),
        Segment(march, june, "kept", False, True),
        Segment(june, date(2023, 12, 31), "kept", False, False),
    ]
    assert [one.low for one in segments([update(march, "pledged", "low")], MADE, END)] == [False]
    back = [update(march, "kept"), update(june, "pledged", "low")]
    assert [one.low for one in segments(back, MADE, END)] == [False, False, True]


def test_hollow_stretches_have_the_ground_inside_and_the_legend_says_why(chart: Chart) -> None:
    hollow = traces(chart, "Partly kept, low confidence")["marker"]
    assert (hollow["color"], hollow["line"]["color"]) == ("@ground", "@status-partly_kept")
    assert traces(chart, "Low confidence")["marker"]["color"] == "@ground"


def test_those_with_most_updates_are_drawn_and_the_table_has_all(chart: Chart, rows: Rows) -> None:
    updates = dict.fromkeys((row["commitment_id"] for row in rows), 0)
    for row in rows:
        updates[row["commitment_id"]] += row["update_id"] is not None
    drawn = {mark.split("~")[1] for mark, _ in points(chart)}
    assert len(drawn) == LINES_SHOWN
    assert min(updates[one] for one in drawn) >= max(
        count for one, count in updates.items() if one not in drawn
    )
    assert TREATY in drawn
    assert [mark.split("~")[1] for mark in chart.marks if mark] == list(updates)
    assert "the table has all 111" in drawn_note(rows)
    plotted(chart)


def test_a_filter_that_leaves_few_draws_them_all(engine: Engine, parameters: Of, dataset: Dataset) -> None:
    rows = engine.rows("commitments/lifelines", parameters(themes=("peace_treaty",)))
    drawn = {mark for mark, _ in points(lifelines(rows, dataset, TODAY))}
    assert drawn == set(lifelines(rows, dataset, TODAY).marks)
    assert drawn_note(rows) == ""


def test_the_promise_of_a_treaty_shows_its_disputes_its_weak_evidence_and_its_progress(
    chart: Chart, table: Callable[[str], CsvRows]
) -> None:
    own = [row for row in table("commitment_updates") if row["commitment_id"] == TREATY]
    signs = {
        (day, symbol)
        for name in ("Update", "Disputed by one side")
        for trace in [traces(chart, name)]
        for mark, day, symbol in zip(trace["customdata"], trace["x"], trace["marker"]["symbol"], strict=True)
        if mark == f"lifelines~{TREATY}"
    }
    assert signs == {
        (
            row["happened_on"],
            ("diamond" if row["status"] == "disputed" else "circle")
            + ("-open" if row["confidence"] == "low" else ""),
        )
        for row in own
    }
    stretches = sorted(
        (start, length // 86_400_000, trace["name"])
        for _, trace in points(chart)
        if trace["type"] == "bar"
        for mark, start, length in zip(trace["customdata"], trace["base"], trace["x"], strict=True)
        if mark == f"lifelines~{TREATY}"
    )
    names = list(dict.fromkeys(name for _, _, name in stretches))
    assert names == ["Pledged", "In progress", "In progress, contested"]
    first, last = stretches[0], stretches[-1]
    assert first[0] == "2023-12-07"
    assert date.fromisoformat(last[0]) + timedelta(days=last[1]) == TODAY


def test_deadlines_stand_on_the_line_of_their_promise(chart: Chart, rows: Rows) -> None:
    due = {row["commitment_id"]: row["due_on"] for row in rows if row["due_on"]}
    trace = traces(chart, "Deadline")
    drawn = {mark.split("~")[1] for mark, _ in points(chart)}
    found = {mark.split("~")[1]: day for mark, day in zip(trace["customdata"], trace["x"], strict=True)}
    assert found == {one: day.isoformat() for one, day in due.items() if one in drawn}
    places = {
        mark: line
        for _, bars in points(chart)
        if bars["type"] == "bar"
        for mark, line in zip(bars["customdata"], bars["y"], strict=True)
    }
    assert all(places[mark] == line for mark, line in zip(trace["customdata"], trace["y"], strict=True))


def test_the_sentence_tells_the_longest_history(chart: Chart) -> None:
    assert chart.alt.startswith("Lifelines of 60 commitments out of 111")
    assert "Reach a peace treaty" in chart.alt
    assert chart.alt.endswith("in progress on 8 June 2026.")


def test_without_rows_the_chart_explains_itself(dataset: Dataset) -> None:
    empty = lifelines([], dataset, TODAY)
    assert empty.figure is None
    assert (empty.rows, empty.marks) == ([], [])
    assert empty.alt.endswith("left by the filters.")
    assert len(empty.empty) > 30


def test_the_legend_names_what_occurs(rows: Rows, dataset: Dataset) -> None:
    promised = next(row for row in rows if row["due_on"] is None)
    drawn = lifelines([promised | {"update_id": None, "status": "pledged"}], dataset, TODAY)
    assert drawn.figure
    assert {trace["name"] for trace in drawn.figure["data"]} == {"Pledged"}
