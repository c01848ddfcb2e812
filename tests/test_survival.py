"""The Kaplan–Meier estimate against examples worked out by hand."""

import math
import warnings

import pytest

from peace_ledger.survival import at_risk, curve, half_by, waiting_after


def log_log(share: float, variance_sum: float) -> tuple[float, float]:
    """The 95 % bounds by the exponential Greenwood formula."""
    half = 1.959964 * math.sqrt(variance_sum) / math.log(share)
    low, high = share ** math.exp(-half), share ** math.exp(half)
    return min(low, high), max(low, high)


def test_the_estimate_is_that_of_a_worked_example() -> None:
    # Five cases: one ends after 1 day, two after 2, one is lost from sight on day 3, the last ends after 4.
    steps = curve([1, 2, 2, 3, 4], [True, True, True, False, True])
    assert [(step.day, step.at_risk, step.happened, step.left) for step in steps] == [
        (1, 5, 1, 0),
        (2, 4, 2, 0),
        (3, 2, 0, 1),
        (4, 1, 1, 0),
    ]
    assert [step.waiting for step in steps] == pytest.approx([4 / 5, 4 / 5 * 2 / 4, 2 / 5, 0])
    first, second, third, last = steps
    assert (first.low, first.high) == pytest.approx(log_log(0.8, 1 / (5 * 4)), rel=1e-5)
    bounds = log_log(0.4, 1 / (5 * 4) + 2 / (4 * 2))
    assert (second.low, second.high) == pytest.approx(bounds, rel=1e-5)
    assert (third.low, third.high) == (second.low, second.high)
    assert (last.low, last.high) == (None, None)


def test_of_one_day_what_happened_counts_before_what_was_lost() -> None:
    (step,) = curve([7, 7, 7, 7], [True, False, False, False])
    assert (step.at_risk, step.happened, step.left) == (4, 1, 3)
    assert step.waiting == pytest.approx(3 / 4)


def test_the_order_of_cases_does_not_matter() -> None:
    assert curve([4, 1, 3, 2, 2], [True, True, False, True, True]) == curve(
        [1, 2, 2, 3, 4], [True, True, True, False, True]
    )


def test_what_happens_on_day_zero_counts() -> None:
    steps = curve([0, 10], [True, False])
    assert [(step.day, step.waiting) for step in steps] == [(0, 0.5), (10, 0.5)]


def test_nothing_gives_no_steps() -> None:
    assert curve([], []) == ()


@pytest.mark.parametrize(("happened", "waiting"), [(True, 0), (False, 1)])
def test_a_single_case_has_no_bounds(happened: bool, waiting: int) -> None:
    (step,) = curve([3], [happened])
    assert (step.waiting, step.low, step.high) == (waiting, None, None)


def test_where_nothing_happened_everybody_waits_and_nobody_is_warned() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        steps = curve([2, 5, 5], [False, False, False])
    assert [(step.at_risk, step.waiting, step.low) for step in steps] == [(3, 1, None), (2, 1, None)]


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="shorter"):
        curve([1, 2], [True])


def test_the_curve_can_be_read_between_its_steps() -> None:
    days = [1, 2, 2, 3, 4]
    steps = curve(days, [True, True, True, False, True])
    assert [at_risk(days, day) for day in (0, 2, 3, 5)] == [5, 4, 2, 0]
    assert [waiting_after(steps, day) for day in (0, 1, 3)] == pytest.approx([1, 0.8, 0.4])
    assert half_by(steps) == 2
    assert half_by(curve([1, 2, 3], [True, False, False])) is None
