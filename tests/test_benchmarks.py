"""What the benchmark makes of its samples, and that its walk knows what the charts have to show."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.comparison import plot, report, walk
from benchmarks.comparison.walk import Counts, Step
from peace_ledger import cli
from tests.fixtures import CURATED

ROOT = Path(__file__).parents[1]
TITLES = {"ledger": "Ours", "everyday": "Theirs", "dash": "Dash"}
SAMPLES = {
    "ledger": {"filter.last": [100.0, 300.0, 200.0], "start": [3.0]},
    "everyday": {"filter.last": [800.0, 400.0]},
    "dash": {"filter.last": [160.0]},
}


def test_the_median_stands_for_samples_and_the_mean_for_processor_time() -> None:
    assert report.middle("filter.last", [1, 2, 90]) == 2
    assert report.middle("filter.cpu", [1, 2, 90]) == 31
    assert report.middle("filter.last", []) is None


@pytest.mark.parametrize(
    ("samples", "expected"),
    [([], None), ([7], 7), ([3, 1, 2], 3), (range(1, 21), 19), (range(1, 101), 95), (range(1, 102), 96)],
)
def test_p95_is_a_sample_that_no_more_than_a_twentieth_exceeds(
    samples: list[float], expected: float | None
) -> None:
    assert report.p95(samples) == expected


def test_a_ratio_is_of_medians_and_missing_where_one_is() -> None:
    assert report.ratio(SAMPLES, "filter.last", "everyday") == pytest.approx(200 / 600)
    assert report.ratio(SAMPLES, "start", "dash") is None
    assert report.ratio({"ledger": {"x": [1]}, "dash": {"x": [-0.1]}}, "x", "dash") is None


def test_verdicts_name_each_target_and_whether_it_is_met() -> None:
    lines = report.verdicts(SAMPLES, TITLES).splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert [(limit, found, met) for _, limit, found, met in cells] == [
        ("1", "1.25", "no"),
        ("0.35", "0.33", "yes"),
        ("1", "", "not measured"),
        ("0.5", "", "not measured"),
    ]
    assert cells[1][0] == "filter: third chart painted, by Theirs"


def test_the_table_holds_what_was_measured_and_notes_in_place_of_figures() -> None:
    lines = report.table(SAMPLES, TITLES, {"dash": "does not fit"}).splitlines()
    assert lines[0] == "|  | Ours | Theirs | Dash | ÷ Theirs | ÷ Dash |"
    assert lines[2:] == [
        "| start of the process until healthy, s | 3.0 |  | does not fit |  |  |",
        "| filter: third chart painted, ms | 200 (300) | 600 (800) | does not fit | 0.33 | 1.25 |",
    ]


def test_every_measure_of_a_target_is_printed() -> None:
    assert {target.measure for target in report.TARGETS} <= {measure.name for measure in report.MEASURES}


@pytest.mark.parametrize(
    ("peaks", "expected"),
    [
        ({}, None),
        ({1_000: [1e9]}, None),
        ({0: [1e9], 1_000: [2e9, 1.5e9]}, "does not fit: would take 10 GiB"),
        ({0: [1e9], 1_000: []}, None),
        ({0: [1e8], 1_000: [1.1e8]}, None),
    ],
    ids=["nothing known", "one size", "growing", "not measured", "hardly growing"],
)
def test_what_needs_more_memory_than_there_is_is_not_tried(
    peaks: dict[int, list[float]], expected: str | None
) -> None:
    assert report.too_large(10_000, peaks, memory=8e9) == expected


def test_lines_of_the_picture_have_a_point_where_there_is_a_figure() -> None:
    runs = {
        10_000: {"ledger": {"peak": [4e6]}, "dash": {"peak": []}},
        300: {"ledger": {"peak": [1e6, 3e6]}, "dash": {"peak": [9e6]}},
    }
    assert plot.lines(runs, ["ledger", "everyday", "dash"], "peak", 1e6) == [
        plot.Line("ledger", ((300, 2.0), (10_000, 4.0))),
        plot.Line("dash", ((300, 9.0),)),
    ]


@pytest.mark.parametrize(
    ("heights", "expected"),
    [
        ([], []),
        ([1.0, 5.0], [1.0, 5.0]),
        ([5.0, 4.5, 1.0], [5.5, 4.5, 1.0]),
        ([2.0, 2.0, 2.0], [2.0, 3.0, 4.0]),
    ],
)
def test_names_at_lines_do_not_cover_each_other(heights: list[float], expected: list[float]) -> None:
    assert plot.spread(heights, 1.0) == expected


def test_the_picture_is_written_and_names_the_products(tmp_path: Path) -> None:
    runs = {rows: {"ledger": {"filter.last": [90.0], "peak": [1e8]}} for rows in (300, 10_000)}
    plot.save(runs, TITLES, tmp_path / "rows.svg")
    assert "Ours" in (tmp_path / "rows.svg").read_text("utf-8")


def test_the_walk_knows_what_filters_leave() -> None:
    walked = walk.read(CURATED)
    assert walked.rows == walked.start.bars
    assert any(step.control == "Period" and step.timed for step in walked.steps)
    assert [step.control for step in walked.steps].count("Actors") == walk.ACTORS
    assert all(step.counts.bars < walked.rows for step in walked.steps if step.timed)


def test_steps_that_a_chart_would_not_show_are_left_out() -> None:
    steps = [
        Step("Period", "2021", Counts(9, 5, 7)),
        Step("Period", "2022", Counts(8, 5, 6)),
        Step("Period", "2023", Counts(8, 4, 6)),
    ]
    assert walk.telling(Counts(30, 20, 25), steps) == (steps[0], steps[2])


def test_bench_is_the_benchmark_of_the_repository(capfd: pytest.CaptureFixture[str]) -> None:
    wrong = ["--rows", "many"]
    direct = subprocess.run(
        [sys.executable, "-m", "benchmarks", *wrong], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert direct.returncode != 0
    assert cli.main(["bench", *wrong]) == direct.returncode
    assert capfd.readouterr().err == direct.stderr
