"""The deadline clock: how long promises are overdue, and what is due next."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import lines, promises, text, traces
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, ngettext, pgettext

_STEM, _CONTESTED_STEM = 0.12, 0.36
"""How broad a stem is, in lines."""

SOON = 90
"""Days: what is due within them is due soon; `commitments/summary.sql` counts by the same number."""


def deadlines(rows: Rows, dataset: Dataset, as_of: date) -> Chart:
    """Lollipops: days from the day looked at to each open commitment's deadline; overdue ones lie left."""
    columns = (
        Column("summary", _("Promise"), "long"),
        Column("theme", _("Theme")),
        Column("day", pgettext("column of days", "Made"), "date"),
        Column("due_on", pgettext("column of days", "Due"), "date"),
        Column("due_in", _("Days left (negative: overdue)"), "number"),
        Column("status", _("Status")),
        Column("contested", _("Contested")),
        Column("evidence", _("Evidence for the status")),
    )
    words = {
        "theme": dataset.labels("commitments", "theme"),
        "status": dataset.labels("commitment_updates", "status"),
    }
    table = [
        row
        | {
            "summary": text.coded(row["summary"], dataset),
            "contested": _("contested") if row["contested"] else None,
            "evidence": _(promises.ONLY_LOW) if row["status_low"] else None,
        }
        for row in rows
    ]
    finding = _deadline_finding(rows)
    return Chart(
        name="deadlines",
        title=finding,
        figure=_deadline_figure(rows, dataset, as_of) if rows else None,
        alt=_("{finding}, counted from {day}.", finding=finding, day=wording.day(as_of))
        + _longest_overdue(rows)
        if rows
        else _("No open commitments with a deadline are left by the filters."),
        height=64 + 30 * max(len(rows), 1),
        columns=columns,
        rows=cells(table, columns, words),
        marks=[mark_of("deadlines", row["commitment_id"]) for row in rows],
        narrow={
            "yaxis.showticklabels": False,
            "annotations": lines.names_above([text.label(row["summary"], 50) for row in rows]),
            "height": 64 + 48 * max(len(rows), 1),
            "xaxis.range": _deadline_range(rows, 0.24),
            "xaxis.title.text": _("← overdue · due → (shaded: {days} days)", days=wording.number(SOON)),
        },
        empty=_(
            "No open commitment with a deadline is left by these filters. Most promises name none; "
            "those that were kept, have lapsed or were broken wait for no deadline."
        ),
    )


def _deadline_finding(rows: Rows) -> str:
    if not rows:
        return _("What is overdue, and what is due next?")
    overdue = sum(1 for row in rows if row["overdue"])
    soon = sum(1 for row in rows if 0 <= row["due_in"] <= SOON)
    # Translators: follows "2 commitments are overdue, ".
    due = ngettext(
        "{count} is due in the next {days} days",
        "{count} are due in the next {days} days",
        soon,
        count=wording.number(soon),
        days=wording.number(SOON),
    )
    return f"{wording.sentence(wording.counted(overdue, 'commitment is overdue'))}, {due}"


def _longest_overdue(rows: Rows) -> str:
    late = [row for row in rows if row["overdue"]]
    if not late:
        return ""
    days = -late[0]["due_in"]
    return " " + ngettext(
        "Longest overdue, by {count} day: {promise}",
        "Longest overdue, by {count} days: {promise}",
        days,
        count=wording.number(days),
        promise=late[0]["summary"],
    )


def _deadline_figure(rows: Rows, dataset: Dataset, as_of: date) -> dict[str, Any]:
    ticks = _day_ticks(*_deadline_reach(rows))
    lollipops = [
        trace
        for status in promises.STACKED
        if any(row["status"] == status for row in rows)
        for trace in _lollipops(rows, dataset, status)
    ]
    key = promises.legend(
        dataset,
        (),
        contested=any(row["contested"] for row in rows),
        low=any(row["status_low"] for row in rows),
    )
    return {
        "data": [*lollipops, *key],
        "layout": style.layout(
            barmode="overlay",
            showlegend=True,
            margin={"l": 8, "r": 8, "t": 8, "b": 44},
            xaxis={
                "range": _deadline_range(rows, 0.13),
                "tickvals": list(ticks),
                "ticktext": list(ticks.values()),
                "zeroline": True,
                # Translators: an axis of days, counted from a day, with a part that is shaded.
                "title": {
                    "text": _(
                        "← overdue · from {day} · due → (shaded: {days} days)",
                        day=wording.day(as_of),
                        days=wording.number(SOON),
                    )
                },
            },
            yaxis=lines.axis([text.label(row["summary"], 62) for row in rows]),
            shapes=[
                {
                    "type": "rect",
                    "x0": 0,
                    "x1": SOON,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "layer": "below",
                    "fillcolor": "@land",
                    "line": {"width": 0},
                }
            ],
        ),
    }


def _deadline_reach(rows: Rows) -> tuple[int, int]:
    """The earliest and the latest day to show, counted from the day looked at."""
    days = [row["due_in"] for row in rows]
    return min([0, *days]), max([SOON, *days])


def _deadline_range(rows: Rows, room: float) -> list[float]:
    """The axis with room for the numbers beside the heads, as a share of its reach."""
    low, high = _deadline_reach(rows)
    return [low - (high - low) * (room if low else 0.02), high + (high - low) * room]


def _day_ticks(low: int, high: int) -> dict[int, str]:
    """Round numbers of days between two, in words."""
    step, unit, one = (365, 365, "year") if high - low > 730 else (90, 1, "day")
    stride = step * max(1, (high - low) // step // 6)
    places = range(-(-low // stride) * stride, high + 1, stride)
    return {place: _("today") if place == 0 else wording.counted(abs(place) // unit, one) for place in places}


def _lollipops(rows: Rows, dataset: Dataset, status: str) -> list[dict[str, Any]]:
    """The stems of one status, hatched and broader where contested, and their heads, hollow where of low
    confidence.
    """
    found = [(place, row) for place, row in enumerate(rows) if row["status"] == status]
    word = dataset.label("commitment_updates", "status", status)
    stems = [
        _shared([item for item in found if item[1]["contested"] == contested], word)
        | {
            "type": "bar",
            "orientation": "h",
            "width": _CONTESTED_STEM if contested else _STEM,
            "showlegend": False,
            "marker": promises.fill(status, contested=True) if contested else {"color": f"@status-{status}"},
        }
        for contested in (False, True)
    ]
    drawn = [row for _, row in found]
    symbol, colour = style.STATUS_SYMBOLS[status], f"@status-{status}"
    head = _shared(found, word) | {
        "type": "scatter",
        "mode": "markers+text",
        "showlegend": False,
        # Hollow with the ground inside, not open: the stem would show through.
        "marker": {
            "symbol": symbol,
            "size": 12,
            "color": ["@ground" if row["status_low"] else colour for row in drawn],
            "line": {
                "color": [colour if row["status_low"] else "@ink" for row in drawn],
                "width": [2 if row["status_low"] else 1 for row in drawn],
            },
        },
        "text": [f"  {_days(row)}  " for row in drawn],
        "textposition": ["middle left" if row["due_in"] < 0 else "middle right" for row in drawn],
        "textfont": {"size": 11, "color": "@muted"},
        "cliponaxis": False,
    }
    return [*(stem for stem in stems if stem["y"]), head, *traces.key([(word, symbol, colour)])]


def _shared(found: Sequence[tuple[int, Mapping[str, Any]]], word: str) -> dict[str, Any]:
    return {
        "x": [row["due_in"] for _, row in found],
        "y": [place for place, _ in found],
        "name": word,
        "customdata": [mark_of("deadlines", row["commitment_id"]) for _, row in found],
        "hovertext": [_deadline_hover(row, text.escaped(word)) for _, row in found],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _days(row: Mapping[str, Any]) -> str:
    days = wording.counted(abs(row["due_in"]), "day")
    return _("{days}, contested", days=days) if row["contested"] else days


def _deadline_hover(row: Mapping[str, Any], status: str) -> str:
    left = wording.counted(abs(row["due_in"]), "overdue by day" if row["overdue"] else "day left")
    named = promises.in_words(status, contested=row["contested"], low=row["status_low"])
    # Translators: "due 7 December 2023, 12 days left" or "…, overdue by 12 days".
    due = _("due {day}, {days_left}", day=wording.day(row["due_on"]), days_left=left)
    return f"{text.lines(row['summary'])}<br><b>{named}</b><br>{due}"
