"""How long promises take to be kept: the Kaplan–Meier curve of those not yet kept."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Any

from peace_ledger import survival, wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import promises, text
from peace_ledger.charts.parts.traces import LOW_CONFIDENCE
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.survival import Step
from peace_ledger.translation import N_, _, ngettext

ASSUMES = N_(
    "promises still open, lapsed or broken count as unkept until their last day; that they would be kept "
    "like the others is an assumption"
)
"""What the estimate takes for granted, as a note beside the chart."""

_YEAR = 365
_TICKS = {
    1: (1, "day"),
    7: (1, "week"),
    30: (1, "month"),
    90: (3, "month"),
    _YEAR: (1, "year"),
    1096: (3, "year"),
    2192: (6, "year"),
}
_NARROW_TICKS = (1, 7, 30, _YEAR, 2192)
_SAME_DAY = 0.6
"""Where the day of the promise itself stands on the logarithmic axis, which has no zero."""
_START = 0.5
_FEWEST = 5
"""Cases below which the title gives no share."""


def time_to_keep(rows: Rows, dataset: Dataset) -> Chart:
    """A falling curve: the share of testable promises in force not yet kept, by time since they were made."""
    days = [row["days"] for row in rows]
    steps = survival.curve(days, [row["kept"] for row in rows])
    kept = [step for step in steps if step.happened]
    weak = _weak(rows)
    columns = (
        Column("day", _("Days since the promise"), "number"),
        # Translators: how many promises.
        Column("at_risk", _("Open until then"), "number"),
        Column("happened", _("Kept on that day"), "number"),
        Column("weak", _("Of these on low-confidence evidence alone"), "number"),
        Column("waiting", _("Not yet kept, %"), "number"),
        Column("low", _("95 % interval from, %"), "number"),
        Column("high", _("95 % interval to, %"), "number"),
    )
    return Chart(
        name="time_to_keep",
        title=_finding(steps, days),
        figure=_figure(rows, steps, days, dataset) if rows else None,
        alt=_sentence(steps, days, weak.total()),
        height=400,
        columns=columns,
        rows=cells([_table_row(step, weak[step.day]) for step in kept], columns),
        marks=[_mark(step.day) for step in kept],
        narrow={
            "height": 360,
            "xaxis.tickvals": list(_NARROW_TICKS),
            "xaxis.ticktext": [_tick_text(day, days) for day in _NARROW_TICKS],
            "xaxis.title.text": _("time since the promise (log scale); below: still open"),
        },
        empty=_(
            "No testable commitment in force is left by these filters. Texts only initialled and promises "
            "that nobody could check are not counted here."
        ),
    )


def weak_note(rows: Rows) -> str:
    """How many of the kept promises are known to be kept by evidence of low confidence alone; empty where
    none is.
    """
    weak = _weak(rows).total()
    kept = sum(1 for row in rows if row["kept"])
    if not weak:
        return ""
    # Translators: "3 of 40 kept" promises.
    return ngettext(
        "{weak} of {kept} kept rests on evidence of low confidence alone",
        "{weak} of {kept} kept rest on evidence of low confidence alone",
        weak,
        weak=wording.number(weak),
        kept=wording.number(kept),
    )


def _weak(rows: Rows) -> Counter[int]:
    """How many promises are known to be kept by evidence of low confidence alone, by days."""
    return Counter(row["days"] for row in rows if row["kept"] and row["status_low"])


def _mark(day: int) -> str:
    return mark_of("time_to_keep", day)


def _table_row(step: Step, weak: int) -> dict[str, Any]:
    return {
        "day": step.day,
        "at_risk": step.at_risk,
        "happened": step.happened,
        "weak": weak,
        "waiting": _percent(step.waiting),
        "low": _percent(step.low),
        "high": _percent(step.high),
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _finding(steps: Sequence[Step], days: Sequence[int]) -> str:
    if len(days) < _FEWEST or survival.at_risk(days, _YEAR) == 0:
        return _("How long does it take until a promise is kept?")
    share = 1 - survival.waiting_after(steps, _YEAR)
    return _(
        "An estimated {percent} % of testable promises are kept within a year",
        percent=wording.number(100 * share),
    )


def _sentence(steps: Sequence[Step], days: Sequence[int], weak: int) -> str:
    if not steps:
        return _("No testable commitments in force are left by the filters.")
    curve = ngettext(
        "Falling curve of the estimated share of {count} testable commitment not yet kept, by days since "
        "they were made: {kept} were kept, {weak} of them on evidence of low confidence alone.",
        "Falling curve of the estimated share of {count} testable commitments not yet kept, by days since "
        "they were made: {kept} were kept, {weak} of them on evidence of low confidence alone.",
        len(days),
        count=wording.number(len(days)),
        kept=wording.number(sum(step.happened for step in steps)),
        weak=wording.number(weak),
    )
    return " ".join([curve, *_latest(steps), _half(steps)])


def _latest(steps: Sequence[Step]) -> list[str]:
    latest = max((step.day for step in steps if step.happened), default=None)
    if latest is None:
        return []
    return [_("The latest was kept after {days}.", days=wording.counted(latest, "day"))]


def _half(steps: Sequence[Step]) -> str:
    half = survival.half_by(steps)
    if half is None:
        return _("The point where half are kept is not reached.")
    return _("The point where half are kept is after {days}.", days=wording.counted(half, "day"))


def _figure(rows: Rows, steps: Sequence[Step], days: Sequence[int], dataset: Dataset) -> dict[str, Any]:
    ticks = [_SAME_DAY, *_TICKS]
    return {
        "data": [*_band(steps), _curve(steps), *_left(rows, steps, dataset), *_kept(rows, steps)],
        "layout": style.layout(
            showlegend=True,
            margin={"l": 8, "r": 20, "t": 8, "b": 64},
            xaxis={
                "type": "log",
                "range": [math.log10(_START), math.log10(max(_YEAR, *days) * 1.1)],
                "tickvals": ticks,
                "ticktext": [_tick_text(day, days) for day in ticks],
                "showgrid": True,
                "zeroline": False,
                "title": {
                    "text": _("time since the promise (logarithmic); below it: how many were still open then")
                },
            },
            yaxis={
                "range": [0, 1.03],
                "tickformat": ".0%",
                "dtick": 0.25,
                "showgrid": True,
                "zeroline": True,
                "title": {"text": _("not yet kept")},
            },
        ),
    }


def _tick_text(day: float, days: Sequence[int]) -> str:
    if day == _SAME_DAY:
        name, still_open = _("same day"), len(days)
    else:
        name, still_open = wording.counted(*_TICKS[int(day)]), survival.at_risk(days, int(day))
    return f"{name}<br>{wording.number(still_open)}"


def _place(day: int) -> float:
    return max(day, _SAME_DAY)


def _curve(steps: Sequence[Step]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": _("Not yet kept (estimate)"),
        "x": [_START, *(_place(step.day) for step in steps)],
        "y": [1, *(step.waiting for step in steps)],
        "line": {"shape": "hv", "color": "@status-kept", "width": 2},
        "hoverinfo": "skip",
    }


def _band(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The 95 % interval: its lower edge, and the upper one with what lies between."""
    bounded = [step for step in steps if step.low is not None and step.high is not None]
    if not bounded:
        return []
    shared: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": [_place(step.day) for step in bounded],
        "line": {"shape": "hv", "width": 0, "color": "@land"},
        "hoverinfo": "skip",
    }
    low = shared | {"y": [step.low for step in bounded], "showlegend": False}
    high = shared | {
        "y": [step.high for step in bounded],
        "fill": "tonexty",
        "fillcolor": "@land",
        "name": _("95 % interval"),
        "line": {"shape": "hv", "width": 6, "color": "@land"},
    }
    return [low, high]


def _kept(rows: Rows, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The days on which promises were kept: what a reader can open. Hollow where all that was kept on a day
    is known by evidence of low confidence alone.
    """
    weak = _weak(rows)
    firm = [step for step in steps if step.happened > weak[step.day]]
    hollow = [step for step in steps if 0 < step.happened == weak[step.day]]
    drawn = []
    for found, name, low in (
        (firm, _("Kept (opens these promises)"), False),
        (hollow, _(LOW_CONFIDENCE), True),
    ):
        if found:
            drawn.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": name,
                    "x": [_place(step.day) for step in found],
                    "y": [step.waiting for step in found],
                    "customdata": [_mark(step.day) for step in found],
                    "hovertext": [_hover(step, weak[step.day]) for step in found],
                    "hovertemplate": "%{hovertext}<extra></extra>",
                    "marker": _sign("kept", low),
                }
            )
    return drawn


def _sign(status: str, low: bool) -> dict[str, Any]:
    """The sign of a status, hollow where it is of low confidence."""
    return {
        "symbol": style.with_open(style.STATUS_SYMBOLS[status], low),
        "size": 9,
        "color": f"@status-{status}",
        "line": {"color": "@ground", "width": 2 if low else 1},
    }


def _hover(step: Step, weak: int) -> str:
    told = [
        _when(step),
        # Translators: follows "3 kept after 12 days": how many promises were open until that day.
        _("of {count} still open until then", count=wording.number(step.at_risk)),
        _waiting(step),
        _("{count} on evidence of low confidence alone", count=wording.number(weak)),
    ]
    return "<br>".join(told)


def _when(step: Step) -> str:
    kept = wording.number(step.happened)
    if not step.day:
        return _("<b>{count} kept</b> on the day of the promise", count=kept)
    return _("<b>{count} kept</b> after {days}", count=kept, days=wording.counted(step.day, "day"))


def _waiting(step: Step) -> str:
    percent = wording.number(100 * step.waiting)
    if step.low is None or step.high is None:
        return _("{percent} % not yet kept", percent=percent)
    # Translators: with an interval of confidence: "40 % not yet kept (95 %: 30–50 %)".
    return _(
        "{percent} % not yet kept (95 %: {low}–{high} %)",
        percent=percent,
        low=wording.number(100 * step.low),
        high=wording.number(100 * step.high),
    )


def _left(rows: Rows, steps: Sequence[Step], dataset: Dataset) -> list[dict[str, Any]]:
    """Where watching ended: a tick where a promise is still open, a sign where it lapsed or was broken."""
    unkept = [row for row in rows if not row["kept"]]
    still_open = [row for row in unkept if row["status"] not in ("lapsed", "broken")]
    traces = []
    if still_open:
        marker = {"symbol": "line-ns-open", "size": 9, "color": "@muted", "line": {"width": 1.5}}
        traces.append(_ends(still_open, steps, dataset, _("Still open on the day looked at"), marker))
    for status, low in product(("lapsed", "broken"), (False, True)):
        ended = [row for row in unkept if row["status"] == status and row["status_low"] == low]
        if ended:
            word = dataset.label("commitment_updates", "status", status)
            name = promises.in_words(word, contested=False, low=low)
            traces.append(_ends(ended, steps, dataset, name, _sign(status, low)))
    return traces


def _ends(
    rows: Rows, steps: Sequence[Step], dataset: Dataset, name: str, marker: dict[str, Any]
) -> dict[str, Any]:
    labels = dataset.labels("commitment_updates", "status")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [_place(row["days"]) for row in rows],
        "y": [survival.waiting_after(steps, row["days"]) for row in rows],
        "hovertext": [
            # Translators: "Lapsed after 12 days": a promise.
            _(
                "{status} after {days}",
                status=text.escaped(labels[row["status"]]),
                days=wording.counted(row["days"], "day"),
            )
            for row in rows
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": marker,
    }
