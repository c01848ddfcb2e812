"""How long until something happens, where for some it has not happened yet: the Kaplan–Meier estimate."""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scipy.stats import CensoredData, ecdf

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Step:
    """One day on which something happened, or on which watching one of them ended.

    `at_risk` were still watched when the day began; on it `happened` had it happen and `left` went out of
    sight. `waiting` is the estimated share for which it has not happened by the end of the day, between 0 and
    1, with the bounds of its 95 % interval (log-log); both are None where the formula gives none: while the
    share is 1 or once it is 0.
    """

    day: int
    at_risk: int
    happened: int
    left: int
    waiting: float
    low: float | None
    high: float | None


def curve(days: Sequence[int], happened: Sequence[bool]) -> tuple[Step, ...]:
    """Estimate from one length of time a case, and whether it ended because the thing happened.

    A case that is lost from sight on a day counts as watched for that whole day. Gives one step a distinct
    day, in order; none for no cases. Raises ValueError where the two differ in length.
    """
    cases = list(zip(days, happened, strict=True))
    if not cases:
        return ()
    watched_only = [not event for _, event in cases]
    estimate = ecdf(CensoredData.right_censored([day for day, _ in cases], watched_only)).sf
    with warnings.catch_warnings():
        # It says that there are no bounds at 0 and 1, which is what our None says.
        warnings.filterwarnings("ignore", "The confidence interval is undefined", RuntimeWarning)
        bounds: Any = estimate.confidence_interval(CONFIDENCE, method="log-log")
    steps = []
    for place, day in enumerate(int(value) for value in estimate.quantiles):
        events = sum(1 for other, event in cases if event and other == day)
        steps.append(
            Step(
                day=day,
                at_risk=at_risk(days, day),
                happened=events,
                left=sum(1 for other in days if other == day) - events,
                waiting=float(estimate.probabilities[place]),
                low=_bound(bounds.low.probabilities[place]),
                high=_bound(bounds.high.probabilities[place]),
            )
        )
    return tuple(steps)


def at_risk(days: Sequence[int], day: int) -> int:
    """How many are still watched when a day begins."""
    return sum(1 for other in days if other >= day)


def waiting_after(steps: Sequence[Step], day: int) -> float:
    """The estimated share for which it has not happened by the end of a day."""
    return next((step.waiting for step in reversed(steps) if step.day <= day), 1.0)


def half_by(steps: Sequence[Step]) -> int | None:
    """The first day by which it has happened for half of them, by the estimate; None where it never has."""
    return next((step.day for step in steps if step.waiting <= 0.5), None)


def _bound(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
