"""Lifelines: the status of each commitment over time, with its evidence, its disputes and its deadline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, product
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import lines as axes
from peace_ledger.charts.parts import promises, text
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, ngettext, pgettext

LINES_SHOWN = 60
"""Commitments that are drawn, those with most updates first; the table holds all."""

_SETTLED = ("kept", "lapsed", "broken")
_OPEN_WIDTH, _SETTLED_WIDTH = 0.46, 0.18
_OUTLINE = 1.2
"""In px: the outline of a bar that is hollow."""
_DAY = 86_400_000
"""Milliseconds: the unit in which Plotly measures a bar on an axis of days."""


@dataclass(frozen=True)
class Segment:
    """Days on which a commitment had one status, contested or not, of low confidence or not; `end` is the
    first day after them.
    """

    start: date
    end: date
    status: str
    contested: bool
    low: bool

    @property
    def look(self) -> tuple[str, bool, bool]:
        """What its bar shows: the status, whether it is contested, whether it is of low confidence."""
        return self.status, self.contested, self.low


def segments(updates: Rows, made_on: date, as_of: date) -> list[Segment]:
    """The stretches of a commitment's life from the day it was made until the day looked at.

    `updates` are its rows of `commitments/lifelines`, oldest first. A status holds from the day of its
    update. A disputed update contests the status that stands at the end of its day, until evidence of a later
    day confirms or moves it. A status is of low confidence until better evidence says the same.
    """
    changes = [(made_on, "pledged", False, False)]
    status, low, told, disputed = "pledged", False, date.min, date.min
    for day, rows in groupby(updates, key=lambda row: row["update_day"]):
        for row in rows:
            if row["update_status"] == "disputed":
                disputed = day
            else:
                low = row["confidence"] == "low" and (low or row["update_status"] != status)
                status, told = row["update_status"], day
        changes.append((max(day, made_on), status, disputed > date.min and disputed >= told, low))
    ends = [start for start, *_ in changes[1:]] + [as_of]
    found: list[Segment] = []
    for (start, state, contested, weak), end in zip(changes, ends, strict=True):
        segment = Segment(start, end, state, contested, weak)
        if found and found[-1].look == segment.look:
            found[-1] = replace(found[-1], end=end)
        elif end > start:
            found.append(segment)
    return found


@dataclass(frozen=True)
class _Life:
    """One commitment with its updates, oldest first."""

    row: Mapping[str, Any]
    updates: Rows

    @property
    def mark(self) -> str:
        return mark_of("lifelines", self.row["commitment_id"])


_Line = _Life | str
"""A line of the chart: a commitment, or the heading of a theme."""


def lifelines(rows: Rows, dataset: Dataset, as_of: date) -> Chart:
    """One line a commitment, grouped by theme: broad while it is open, thin once it is settled."""
    lives = _lives(rows)
    lines = _lines(_most_told(lives), dataset)
    columns = (
        Column("summary", _("Promise"), "long"),
        Column("theme", _("Theme")),
        # Translators: whether a commitment is given or only initialled.
        Column("standing", _("Standing")),
        Column("day", pgettext("column of days", "Made"), "date"),
        Column("due_on", pgettext("column of days", "Due"), "date"),
        Column("status", _("Status")),
        Column("status_on", pgettext("column of days", "Since"), "date"),
        Column("contested", _("Contested")),
        Column("evidence", _("Evidence for the status")),
        Column("updates", _("Updates"), "number"),
        # Translators: how many of the updates are disputed.
        Column("disputed", _("Of these disputed"), "number"),
    )
    words = {
        "theme": dataset.labels("commitments", "theme"),
        "standing": dataset.labels("commitments", "standing"),
        "status": dataset.labels("commitment_updates", "status"),
    }
    return Chart(
        name="lifelines",
        title=_("What became of each promise over time?"),
        figure=_figure(lines, dataset, as_of) if lives else None,
        alt=_sentence(lives, dataset),
        height=60 + 19 * max(len(lines), 1),
        columns=columns,
        rows=cells([_table_row(life, dataset) for life in lives], columns, words),
        marks=[life.mark for life in lives],
        narrow={
            "yaxis.showticklabels": False,
            "annotations": axes.names_above(
                [_label(line, 48) for line in lines],
                headings=[place for place, line in enumerate(lines) if isinstance(line, str)],
            ),
            "height": 60 + 36 * max(len(lines), 1),
            "xaxis.nticks": 8,
        },
        empty=_(promises.NONE_LEFT),
    )


def drawn_note(rows: Rows) -> str:
    """Which commitments are drawn, where not all are; empty where they are."""
    total = len(_lives(rows))
    if total <= LINES_SHOWN:
        return ""
    return _(
        "drawn: the {drawn} with most updates, of equals the latest made; the table has all {total}",
        drawn=wording.number(LINES_SHOWN),
        total=wording.number(total),
    )


def _lives(rows: Rows) -> list[_Life]:
    return [
        _Life(found[0], [row for row in found if row["update_id"] is not None])
        for _commitment, group in groupby(rows, key=lambda row: row["commitment_id"])
        for found in [list(group)]
    ]


def _most_told(lives: Sequence[_Life]) -> list[_Life]:
    """Those to draw, in the order they came in."""
    ranked = sorted(lives, key=lambda life: (len(life.updates), life.row["day"]), reverse=True)[:LINES_SHOWN]
    chosen = {life.mark for life in ranked}
    return [life for life in lives if life.mark in chosen]


def _lines(lives: Sequence[_Life], dataset: Dataset) -> list[_Line]:
    """The lines of the chart from top to bottom: each theme's heading, then its commitments."""
    lines: list[_Line] = []
    for theme, group in groupby(lives, key=lambda life: life.row["theme"]):
        lines.append(dataset.label("commitments", "theme", theme))
        lines += group
    return lines


def _label(line: _Line, limit: int) -> str:
    if isinstance(line, str):
        return f"<b>{text.label(line, limit)}</b>"
    return text.label(line.row["summary"], limit)


def _table_row(life: _Life, dataset: Dataset) -> dict[str, Any]:
    return {
        **life.row,
        "summary": text.coded(life.row["summary"], dataset),
        "contested": _("contested") if life.row["contested"] else None,
        "evidence": _(promises.ONLY_LOW) if life.row["status_low"] else None,
        "updates": len(life.updates),
        "disputed": sum(1 for update in life.updates if update["update_status"] == "disputed"),
    }


def _figure(lines: Sequence[_Line], dataset: Dataset, as_of: date) -> dict[str, Any]:
    drawn = [(place, line) for place, line in enumerate(lines) if isinstance(line, _Life)]
    due = [life.row["due_on"] for _, life in drawn if life.row["due_on"]]
    first = min(life.row["day"] for _, life in drawn)
    last = max([as_of, *due])
    margin = timedelta(days=max(10, (last - first).days // 80))
    # The legend names what occurs.
    signs = (_updates(drawn, dataset), _disputes(drawn, dataset), _deadlines(drawn))
    return {
        "data": [
            *_bars(drawn, dataset, as_of),
            *(points for points in signs if points["x"]),
        ],
        "layout": style.layout(
            barmode="overlay",
            showlegend=True,
            margin={"l": 8, "r": 8, "t": 28, "b": 8},
            xaxis=style.time_axis(
                side="top", range=[(first - margin).isoformat(), (last + margin).isoformat()]
            ),
            yaxis=axes.axis([_label(line, 56) for line in lines]),
        ),
    }


def _bars(drawn: Sequence[tuple[int, _Life]], dataset: Dataset, as_of: date) -> list[dict[str, Any]]:
    """A trace for each look of a status, contested or not, of low confidence or not, after their legend."""
    found = [
        (place, life, segment)
        for place, life in drawn
        for segment in segments(life.updates, life.row["day"], as_of)
    ]
    traces = promises.legend(
        dataset,
        {segment.status for _, _, segment in found},
        contested=any(segment.contested for _, _, segment in found),
        low=any(segment.low for _, _, segment in found)
        or any(row["confidence"] == "low" for _, _, row in _told(drawn)),
    )
    for look in product(promises.STACKED, (False, True), (False, True)):
        bars = [item for item in found if item[2].look == look]
        if bars:
            traces.append(_status_bars(bars, dataset))
    return traces


def _status_bars(bars: Sequence[tuple[int, _Life, Segment]], dataset: Dataset) -> dict[str, Any]:
    """Stretches of one look, whoever made the promise."""
    status, contested, low = bars[0][2].look
    label = dataset.label("commitment_updates", "status", status)
    word = promises.in_words(label, contested=contested, low=low)
    width = _SETTLED_WIDTH if status in _SETTLED else _OPEN_WIDTH
    marker = promises.fill(status, contested=contested, low=low)
    return {
        "type": "bar",
        "orientation": "h",
        "name": word,
        "showlegend": False,
        "base": [segment.start.isoformat() for _, _, segment in bars],
        "x": [(segment.end - segment.start).days * _DAY for _, _, segment in bars],
        "y": [place for place, _, _ in bars],
        "width": width,
        "customdata": [life.mark for _, life, _ in bars],
        "hovertext": [
            f"{text.lines(life.row['summary'])}<br><b>{text.escaped(word)}</b><br>"
            f"{wording.short_day(segment.start)} – {wording.short_day(segment.end)}"
            for _, life, segment in bars
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": marker | {"line": marker["line"] | {"width": _OUTLINE if low else 0}},
    }


def _updates(drawn: Sequence[tuple[int, _Life]], dataset: Dataset) -> dict[str, Any]:
    told = [item for item in _told(drawn) if item[2]["update_status"] != "disputed"]
    return _points(told, dataset, _("Update"), "circle", 6)


def _disputes(drawn: Sequence[tuple[int, _Life]], dataset: Dataset) -> dict[str, Any]:
    told = [item for item in _told(drawn) if item[2]["update_status"] == "disputed"]
    return _points(told, dataset, _("Disputed by one side"), "diamond", 9)


def _told(drawn: Sequence[tuple[int, _Life]]) -> list[tuple[int, _Life, Mapping[str, Any]]]:
    """The updates with their lines, those of low confidence last: the legend shows the sign of the first."""
    told = [(place, life, row) for place, life in drawn for row in life.updates]
    return sorted(told, key=lambda item: item[2]["confidence"] == "low")


def _points(
    found: Sequence[tuple[int, _Life, Mapping[str, Any]]], dataset: Dataset, name: str, symbol: str, size: int
) -> dict[str, Any]:
    """Updates as signs on their lines, hollow where of low confidence."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [row["update_day"].isoformat() for _, _, row in found],
        "y": [place for place, _, _ in found],
        "customdata": [life.mark for _, life, _ in found],
        "hovertext": [_update_hover(row, dataset) for _, _, row in found],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "symbol": [style.with_open(symbol, row["confidence"] == "low") for _, _, row in found],
            "size": size,
            "color": "@ink",
            "line": {"color": "@ground", "width": 1},
        },
    }


def _update_hover(row: Mapping[str, Any], dataset: Dataset) -> str:
    word = dataset.label("commitment_updates", "status", row["update_status"])
    if row["claimed_by"]:
        # Translators: what a commitment is, as an actor claims: "Kept by Armenia".
        word = _("{status} by {actor}", status=word, actor=dataset.actor_name(row["claimed_by"]))
    confidence = wording.in_sentence(dataset.label("commitment_updates", "confidence", row["confidence"]))
    told = [
        wording.day(row["update_day"]),
        f"<b>{text.escaped(word)}</b>",
        text.lines(row["update_summary"]),
        # Translators: how well a row is known: "high confidence".
        _("{confidence} confidence", confidence=text.escaped(confidence)),
    ]
    return "<br>".join(told)


def _deadlines(drawn: Sequence[tuple[int, _Life]]) -> dict[str, Any]:
    found = [(place, life) for place, life in drawn if life.row["due_on"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _("Deadline"),
        "x": [life.row["due_on"].isoformat() for _, life in found],
        "y": [place for place, _ in found],
        "customdata": [life.mark for _, life in found],
        "hovertext": [f"{text.lines(life.row['summary'])}<br>{_due(life.row)}" for _, life in found],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"symbol": "line-ns-open", "size": 15, "color": "@accent", "line": {"width": 2.5}},
    }


def _due(row: Mapping[str, Any]) -> str:
    day = wording.day(row["due_on"])
    return _("<b>due {day}</b>, overdue", day=day) if row["overdue"] else _("<b>due {day}</b>", day=day)


def _sentence(lives: Sequence[_Life], dataset: Dataset) -> str:
    if not lives:
        return _("No commitments are left by the filters.")
    shown = min(len(lives), LINES_SHOWN)
    longest = max(lives, key=lambda life: len(life.updates))
    labels = dataset.labels("commitment_updates", "status")
    lifelines = ngettext(
        "Lifelines of {count} commitment out of {total}, grouped by theme.",
        "Lifelines of {count} commitments out of {total}, grouped by theme.",
        shown,
        count=wording.number(shown),
        total=wording.number(len(lives)),
    )
    summary = _("The one with most updates: {promise}", promise=longest.row["summary"])
    steps = [
        # Translators: of a commitment.
        _("Made on {day}", day=wording.day(longest.row["day"])),
        *(
            # Translators: what became of a commitment: "partly kept on 7 December 2023".
            _(
                "{status} on {day}",
                status=wording.in_sentence(labels[row["update_status"]]),
                day=wording.day(row["update_day"]),
            )
            for row in longest.updates
        ),
    ]
    return f"{lifelines} {summary} {'; '.join(steps)}."
