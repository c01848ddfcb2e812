"""The charts of the Releases page: what is drawn where, what it says, and how it looks with little."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from peace_ledger.charts.chart import Chart
from peace_ledger.charts.parts import claimants, directions, handovers, panels
from peace_ledger.charts.releases import differing, handed_over, held, mediation
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine, Rows
from peace_ledger.marks import mark_of
from tests.charts.drawn import check, check_empty, legend, points
from tests.fixtures import CsvRows, Parameters

Of = Callable[..., Parameters]
Row = dict[str, Any]

CHARTS: dict[str, Callable[[Rows, Dataset], Chart]] = {
    "people_over_time": handed_over.people_over_time,
    "announced_to_carried_out": handed_over.announced_to_carried_out,
    "who_to_whom": mediation.who_to_whom,
    "still_held": lambda rows, dataset: held.still_held(rows, [], dataset),
    "remains": handed_over.remains,
}
FORTH, BACK, AWAY = "armenia.azerbaijan", "azerbaijan.armenia", "armenia.syria"


def release(number: int, **values: Any) -> Row:
    """A release carried out, with what the queries of this page say of one."""
    return {
        "release_id": f"release-{number}",
        "direction": FORTH,
        "day": date(2023, 1, number),
        "category": "serviceman",
        "people": 3,
        "status": "carried_out",
        "counted_as": "people",
        "confidence": "high",
    } | values


def promise(number: int, **values: Any) -> Row:
    """A release that is announced and not seen carried out."""
    return release(number, **({"status": "announced", "counted_as": "people_promised"} | values))


def ahead(row: Row, days: int | None) -> Row:
    """The same release, announced on its day and carried out so many days later."""
    released = date(2023, 1, row["day"].day + days) if days is not None else None
    return row | {"announced_on": row["day"], "released_on": released, "days": days}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_the_whole_ledger(name: str, engine: Engine, dataset: Dataset, parameters: Of) -> None:
    rows = engine.rows(f"releases/{name}", parameters())
    chart = CHARTS[name](rows, dataset)
    check(chart)
    assert chart.name == name
    assert len(chart.rows) == len(rows)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize(
    "chosen",
    [
        {"directions": (AWAY,)},
        {"since": date(2023, 12, 1), "until": date(2023, 12, 31)},
        {"known": date(2023, 12, 10)},
        {"release_statuses": ("announced",)},
    ],
    ids=str,
)
def test_a_chart_of_little(
    name: str, chosen: dict[str, Any], engine: Engine, dataset: Dataset, parameters: Of
) -> None:
    chart = CHARTS[name](engine.rows(f"releases/{name}", parameters(**chosen)), dataset)
    if chart.figure is None:
        check_empty(chart)
    else:
        check(chart)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_nothing(name: str, dataset: Dataset) -> None:
    check_empty(CHARTS[name]([], dataset))


def test_directions_from_party_to_party_come_first_and_look_like_the_party_that_releases(
    dataset: Dataset,
) -> None:
    rows = [{"direction": direction} for direction in (AWAY, BACK, FORTH, BACK)]
    assert directions.occurring(rows, dataset) == [FORTH, BACK, AWAY]
    looks = [directions.look(direction, dataset) for direction in (FORTH, BACK, AWAY)]
    assert [look.colour for look in looks] == ["@party-1", "@party-2", "@third"]
    assert len({look.symbol for look in looks}) == 3


def test_a_promise_stands_above_the_line_and_adds_nothing(dataset: Dataset) -> None:
    rows = [
        release(1, people_so_far=3),
        promise(2, people=15, people_so_far=3),
        release(3, people_so_far=6, confidence="low"),
    ]
    chart = handed_over.people_over_time(rows, dataset)
    traces = check(chart)
    placed = points(traces)
    assert placed[mark_of("people_over_time", "release-2")] == ("2023-01-02", 18, handovers.ANNOUNCED)
    assert placed[mark_of("people_over_time", "release-3")] == ("2023-01-03", 6, "circle-open")
    (line,) = [trace for trace in traces if trace.get("line", {}).get("shape") == "hv"]
    assert line["y"] == [0, 3, 6, 6]
    assert "6" in chart.alt
    assert "Promised and not added: 15" in chart.alt
    assert legend(traces) == [
        dataset.direction(FORTH),
        "Announced, not seen carried out: adds nothing",
        "Low confidence",
    ]


def test_every_sign_is_hollow_at_low_confidence_and_at_no_other() -> None:
    for kind, status in (
        ("people", "carried_out"),
        ("people_promised", "announced"),
        ("people_promised", "partly_carried_out"),
        ("remains_total", "carried_out"),
    ):
        for confidence in ("high", "medium", "low"):
            row = release(1, counted_as=kind, status=status, confidence=confidence)
            assert handovers.symbol_of(row, "circle").endswith("-open") == (confidence == "low")


def test_sums_at_the_ends_of_lines_do_not_lie_on_one_another(dataset: Dataset) -> None:
    rows = [
        release(1, people=50, people_so_far=50),
        release(2, people=50, people_so_far=50, direction=BACK),
        release(3, people=51, people_so_far=51, direction=AWAY),
    ]
    (ends,) = [
        trace for trace in check(handed_over.people_over_time(rows, dataset)) if trace["mode"] == "text"
    ]
    assert ends["y"][0] == 50
    assert ends["y"][1] - ends["y"][0] > 2
    assert ends["y"][2] - ends["y"][1] > 2


def test_the_title_of_promises_is_what_was_found(engine: Engine, dataset: Dataset, parameters: Of) -> None:
    chart = handed_over.announced_to_carried_out(
        engine.rows("releases/announced_to_carried_out", parameters()), dataset
    )
    assert chart.title == (
        "Announced ahead: 6 of 7 releases carried out, half of them within 1 day and all within 10; "
        "1 not seen carried out"
    )
    assert "3 releases of remains" in chart.alt.lower()


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([ahead(release(1), 6)], "Announced ahead: 1 of 1 release carried out after 6 days"),
        (
            [ahead(release(1), 6), ahead(release(2), 1)],
            "Announced ahead: 2 of 2 releases carried out after 1 day and 6 days",
        ),
        ([ahead(promise(1), None)], "Announced ahead: 0 of 1 release carried out; 1 not seen carried out"),
        (
            [ahead(promise(1, status="partly_carried_out"), 4)],
            "Announced ahead: 0 of 1 release carried out; 1 in part",
        ),
        (
            [ahead(release(1, category="remains", counted_as="remains"), 2)],
            "Announced ahead: only remains",
        ),
    ],
)
def test_the_title_of_few_promises(rows: Rows, title: str, dataset: Dataset) -> None:
    chart = handed_over.announced_to_carried_out(rows, dataset)
    check(chart)
    assert chart.title == title


def test_a_promise_without_a_handover_is_open_and_one_in_part_is_marked(dataset: Dataset) -> None:
    rows = [
        ahead(promise(1), None),
        ahead(promise(2, status="partly_carried_out"), 4),
        ahead(release(3), 6),
        ahead(release(4, category="remains", counted_as="remains"), 2),
    ]
    traces = check(handed_over.announced_to_carried_out(rows, dataset))
    placed = points(traces)
    name = "announced_to_carried_out"
    assert placed[mark_of(name, "release-1")] == (0, 0, handovers.ANNOUNCED)
    assert placed[mark_of(name, "release-2")] == (4, 1, handovers.IN_PART)
    assert placed[mark_of(name, "release-3")] == (6, 2, "circle")
    # A line of its own heads the remains.
    assert placed[mark_of(name, "release-4")] == (2, 4, "circle")
    assert "Carried out in part, how many is not known: adds nothing" in legend(traces)


def test_who_to_whom_draws_everybody_once(engine: Engine, dataset: Dataset, parameters: Of) -> None:
    rows = engine.rows("releases/who_to_whom", parameters())
    traces = check(mediation.who_to_whom(rows, dataset))
    bars = [trace for trace in traces if trace["type"] == "bar" and "customdata" in trace]
    total = sum(row["people"] for row in rows)
    assert sum(people for trace in bars for people in trace["x"]) == total
    hollow = [trace for trace in bars if "base" in trace]
    assert sum(people for trace in hollow for people in trace["x"]) == sum(row["low_people"] for row in rows)
    assert all(trace["marker"]["color"] == "@ground" for trace in hollow)


def test_a_basis_with_several_kinds_of_mediation_is_headed_by_its_sum(dataset: Dataset) -> None:
    def row(basis: str, mediated_by: str, people: int, direction: str = FORTH) -> Row:
        return {
            "direction": direction,
            "basis": basis,
            "mediated_by": mediated_by,
            "people": people,
            "low_people": 0,
            "handovers": 1,
        }

    rows = [
        row("unilateral", mediation.NO_MEDIATOR, 1),
        row("exchange", "icrc.russia", 2),
        row("exchange", mediation.NO_MEDIATOR, 3),
        row("exchange", mediation.NO_MEDIATOR, 4, BACK),
    ]
    chart = mediation.who_to_whom(rows, dataset)
    check(chart)
    assert chart.figure is not None
    icrc, russia = dataset.actor_name("icrc"), dataset.actor_name("russia")
    labels = [
        " ".join(label.replace("<br>", " ").split()) for label in chart.figure["layout"]["yaxis"]["ticktext"]
    ]
    assert labels == [
        "<b>Unilateral:</b> no mediator named",
        "<b>Exchange</b>",
        "no mediator named",
        f"{icrc} and {russia}",
    ]
    numbers = [trace for trace in chart.figure["data"] if trace.get("mode") == "text"]
    sums = [
        text.strip()
        for trace in numbers
        for text, mark in zip(trace["text"], trace["customdata"], strict=True)
        if "~~" in mark
    ]
    assert sums == ["<b>5</b>", "<b>4</b>"]
    assert "exchange 90 % (9 of 10)" in chart.alt


def report(number: int, **values: Any) -> Row:
    return {
        "detention_id": f"report-{number}",
        "direction": BACK,
        "day": date(2023, 1, number),
        "people": 10 * number,
        "basis": "claimed",
        "claimant_id": None,
        "reported_by": "A lawyer",
        "claimant": "A lawyer",
    } | values


def test_only_figures_of_one_claimant_and_kind_are_joined(dataset: Dataset) -> None:
    rows = [
        report(1),
        report(2, claimant_id="icrc", claimant="icrc"),
        report(3),
        report(4, basis="verified"),
        report(5, direction=FORTH),
    ]
    traces = check(held.still_held(rows, [], dataset))
    joined = [trace for trace in traces if trace.get("mode") == "lines" and trace["x"]]
    assert [(trace["x"], trace["y"]) for trace in joined] == [
        (["2023-01-01", "2023-01-03", None], [10, 30, None])
    ]
    shapes = {symbol for _, _, symbol in points(traces).values()}
    assert len(shapes) == 2


def test_a_line_joins_no_figures_of_a_claimant_more_than_a_year_apart(dataset: Dataset) -> None:
    rows = [report(1), report(2, day=date(2023, 12, 31)), report(3, day=date(2025, 6, 1))]
    traces = check(held.still_held(rows, [], dataset))
    (joined,) = [trace for trace in traces if trace.get("mode") == "lines" and trace["x"]]
    assert joined["x"] == ["2023-01-01", "2023-12-31", None]


def of_claimant(number: int, claimant: str, **values: Any) -> Row:
    return report(number, claimant=claimant, reported_by=claimant, **values)


def test_figures_of_several_claimants_within_a_month_are_a_range() -> None:
    rows = [of_claimant(1, "A"), of_claimant(2, "B"), of_claimant(20, "C", people=15)]
    (found,) = claimants.ranges(rows, [])
    assert (found.low, found.high, found.first, found.last) == (10, 20, date(2023, 1, 1), date(2023, 1, 20))
    assert found.mark == f"claimant_ranges~{BACK}~2023-01-01~2023-01-20"


@pytest.mark.parametrize(
    "rows",
    [
        [of_claimant(1, "A"), of_claimant(2, "A")],
        [of_claimant(1, "A", people=7), of_claimant(2, "B", people=7)],
        [of_claimant(1, "A"), of_claimant(2, "B", day=date(2023, 2, 2))],
    ],
    ids=["one claimant", "one number", "more than 31 days"],
)
def test_what_is_no_range(rows: Rows) -> None:
    assert claimants.ranges(rows, []) == []


@pytest.mark.parametrize("day", [1, 3, 5])
def test_a_handover_by_the_holder_parts_figures(day: int) -> None:
    rows = [of_claimant(1, "A"), of_claimant(5, "B")]
    assert claimants.ranges(rows, [{"direction": FORTH, "day": date(2023, 1, day)}])
    assert not claimants.ranges(rows, [{"direction": BACK, "day": date(2023, 1, day)}])
    same_day = [of_claimant(1, "A"), of_claimant(1, "B", people=20)]
    assert claimants.ranges(same_day, [{"direction": BACK, "day": date(2023, 1, 1)}])


def test_a_long_row_of_figures_makes_no_long_range() -> None:
    rows = [
        of_claimant(1, "AB"[number % 2], people=number, day=date(2023, 1, 1) + timedelta(20 * number))
        for number in range(9)
    ]
    for found in claimants.ranges(rows, []):
        assert (found.last - found.first).days <= claimants.TOGETHER


def test_ranges_of_the_ledger_name_their_claimants(
    engine: Engine, dataset: Dataset, parameters: Of, table: Callable[[str], CsvRows]
) -> None:
    rows = engine.rows("releases/still_held", parameters())
    released = engine.rows("releases/handover_days", parameters())
    chart = differing.claimant_ranges(rows, released, dataset)
    traces = check(chart)
    assert chart.figure
    (bands,) = [trace for trace in traces if trace["type"] == "bar"]
    for mark, low, span in zip(bands["customdata"], bands["base"], bands["x"], strict=True):
        _, direction, first, last = mark.split("~")
        inside = [
            int(row["people"])
            for row in table("detentions")
            if f"{row['holder_id']}.{row['origin_id']}" == direction and first <= row["as_of"] <= last
        ]
        assert (low, low + span) == (min(inside), max(inside))
    assert bands["x"]
    names = {
        " ".join(line["text"].replace("<br>", " ").split()) for line in chart.figure["layout"]["annotations"]
    }
    assert {"Acknowledged by Azerbaijan: 23", "Claimed by European Parliament: 80"} <= names
    headings = [line["text"] for line in chart.figure["layout"]["annotations"] if "<b>" in line["text"]]
    assert len(headings) == 2
    assert headings[0].startswith("<b>Held by Armenia")
    assert "at no time" in headings[0]
    held_chart = held.still_held(rows, released, dataset)
    assert held_chart.figure
    bands_there = [(shape["y0"], shape["y1"]) for shape in held_chart.figure["layout"]["shapes"]]
    assert sorted(bands_there) == sorted(
        (low, low + span) for low, span in zip(bands["base"], bands["x"], strict=True)
    )
    assert "Range of claimants at about the same time" in legend(check(held_chart))


def test_two_parties_are_drawn_alike_where_claimants_differ(dataset: Dataset) -> None:
    mirrored = [
        of_claimant(number, name, direction=direction)
        for number, name in ((1, "A"), (2, "B"))
        for direction in (FORTH, BACK)
    ]
    chart = differing.claimant_ranges(mirrored, [], dataset)
    (bands,) = [trace for trace in check(chart) if trace["type"] == "bar"]
    assert bands["x"][0] == bands["x"][1]
    assert [mark.split("~")[1] for mark in bands["customdata"]] == [FORTH, BACK]
    assert chart.narrow["height"] > chart.height


def test_without_ranges_the_chart_says_what_it_looked_for(dataset: Dataset) -> None:
    check_empty(differing.claimant_ranges([report(1)], [], dataset))
    check_empty(differing.claimant_ranges([], [], dataset))


def test_figures_held_stand_in_the_panel_of_their_holder_on_one_scale(
    engine: Engine, dataset: Dataset, parameters: Of
) -> None:
    chart = held.still_held(engine.rows("releases/still_held", parameters()), [], dataset)
    traces = check(chart)
    assert chart.figure is not None
    layout = chart.figure["layout"]
    assert layout["yaxis"]["range"] == layout["yaxis2"]["range"]
    axes = {trace["xaxis"]: trace["customdata"] for trace in traces if trace.get("customdata")}
    assert set(axes) == {"x", "x2"}
    assert [heading["xref"] for heading in layout["annotations"]] == ["x domain", "x2 domain"]
    assert "not merged" in chart.alt


def test_what_reporters_are_called_is_not_read_as_markup(dataset: Dataset) -> None:
    traces = check(held.still_held([report(1, reported_by="<b>Bold</b>")], [], dataset))
    (hover,) = [text for trace in traces for text in trace.get("hovertext", ())]
    assert "&lt;b&gt;Bold" in hover


def test_totals_of_remains_stand_in_a_lane_and_in_no_sum(dataset: Dataset) -> None:
    def remains(number: int, **values: Any) -> Row:
        return release(number, **({"category": "remains", "counted_as": "remains"} | values))

    rows = [
        remains(1, people=7),
        remains(2, people=2, status="announced", counted_as="remains_promised"),
        remains(3, people=170, counted_as="remains_total", confidence="low"),
    ]
    chart = handed_over.remains(rows, dataset)
    traces = check(chart)
    placed = points(traces)
    assert placed[mark_of("remains", "release-1")] == ("2023-01-01", 7, "circle")
    assert placed[mark_of("remains", "release-2")] == ("2023-01-02", 2, handovers.ANNOUNCED)
    assert placed[mark_of("remains", "release-3")] == ("2023-01-03", 0, f"{handovers.TOTAL}-open")
    lanes = {
        trace["yaxis"] for trace in traces if mark_of("remains", "release-3") in trace.get("customdata", ())
    }
    assert lanes == {"y2"}
    assert f"{dataset.direction(FORTH)} 7." in chart.alt
    assert "Totals over a period, not added: 170" in chart.alt


@pytest.mark.parametrize("lane", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_panels_never_overlap(count: int, lane: bool) -> None:
    axis: dict[str, Any] = {}
    wide = panels.axes(count, axis, axis, axis if lane else None)
    across = [wide[panels.axis("x", panel)]["domain"] for panel in range(count)]
    assert across[0][0] == 0
    assert across[-1][1] == pytest.approx(1)
    assert all(left[1] < right[0] for left, right in pairwise(across))
    narrow = panels.stacked(count, 280, lane=lane)
    down = sorted(domain for name, domain in narrow.items() if name.startswith("y"))
    assert len(down) == count * (2 if lane else 1)
    assert all(0 <= start < end <= 1 for start, end in down)
    assert all(lower[1] < upper[0] for lower, upper in pairwise(down))
