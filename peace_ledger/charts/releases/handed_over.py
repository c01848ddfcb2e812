"""Charts of the Releases page: who was handed over when, how soon after the promise, and, apart from the
living, remains. Signs and words are those of `handovers`.
"""

from collections.abc import Sequence
from statistics import median_low
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import directions, handovers, panels, traces
from peace_ledger.charts.parts import lines as numbered
from peace_ledger.charts.parts.handovers import Row
from peace_ledger.charts.parts.traces import Trace
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import N_, _, ngettext, pgettext


def people_over_time(rows: Rows, dataset: Dataset) -> Chart:
    """Steps: the people handed over in each direction, added up. Every handover is a point; promises stand
    above the line and add nothing to it.
    """
    columns = (
        Column("day", _("Day"), "date"),
        Column("from_to", _("From → to")),
        Column("people", _("People"), "number"),
        Column("category", _("Category")),
        Column("status", _("Status")),
        Column("people_so_far", _("Handed over so far"), "number"),
        Column("confidence", _("Confidence")),
    )
    return Chart(
        name="people_over_time",
        title=_("How many people were handed over, and when?"),
        figure=_steps_figure(rows, dataset) if rows else None,
        alt=_steps_sentence(rows, dataset),
        height=430,
        columns=columns,
        rows=cells(handovers.worded(rows, dataset), columns),
        marks=[mark_of("people_over_time", row["release_id"]) for row in rows],
        narrow={"height": 360, "yaxis.title.text": "", "xaxis.nticks": 5},
        empty=_("No release of people is left by these filters. Widen the period, or take out a choice."),
    )


def _steps_figure(rows: Rows, dataset: Dataset) -> dict[str, Any]:
    highest = _highest(rows)
    return {
        "data": [
            *(trace for each in directions.occurring(rows, dataset) for trace in _steps(rows, each, dataset)),
            _end_numbers(rows, dataset),
            *handovers.key(rows, dataset),
        ],
        "layout": style.layout(
            xaxis=style.time_axis(range=handovers.period(rows)),
            yaxis=style.count_axis(
                title={"text": _("people, added up")}, range=[-0.02 * highest, 1.06 * highest]
            ),
            showlegend=True,
            margin={"l": 8, "r": 40, "t": 12, "b": 32},
        ),
    }


def _steps(rows: Rows, direction: str, dataset: Dataset) -> list[Trace]:
    """A direction's line, its handovers on it, and its promises above it."""
    colour = directions.look(direction, dataset).colour
    own = handovers.of(rows, direction)
    done, promised = handovers.added(own), handovers.promised(own)
    line: Trace = {
        "type": "scatter",
        "mode": "lines",
        "x": [row["day"].isoformat() for row in (*done[:1], *done, rows[-1])],
        "y": [0, *(row["people_so_far"] for row in done), handovers.people(done)],
        "line": {"shape": "hv", "color": colour, "width": 2},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    tops = [_top(row) for row in promised]
    stems = [
        (row["day"], row["people_so_far"], row["day"], top) for row, top in zip(promised, tops, strict=True)
    ]
    return [
        *([line] if done else []),
        traces.strokes(stems, colour, dash="dot"),
        handovers.points(done, dataset, "people_over_time", [row["people_so_far"] for row in done]),
        handovers.points(promised, dataset, "people_over_time", tops),
    ]


def _top(row: Row) -> int:
    """How high a release reaches: on the line, or above it by what is promised."""
    return int(row["people_so_far"] + (0 if row["counted_as"] == "people" else row["people"]))


def _highest(rows: Rows) -> int:
    return max(_top(row) for row in rows)


def _end_numbers(rows: Rows, dataset: Dataset) -> Trace:
    """Each line's sum at its end, pushed up where it would lie on the one below."""
    ends = sorted(
        (handovers.people(handovers.added(handovers.of(rows, each))), directions.look(each, dataset).colour)
        for each in directions.occurring(rows, dataset)
    )
    heights: list[float] = []
    for people, _colour in ends:
        heights.append(max(people, heights[-1] + 0.05 * _highest(rows)) if heights else people)
    return {
        "type": "scatter",
        "mode": "text",
        "x": [rows[-1]["day"].isoformat()] * len(ends),
        "y": heights,
        "text": [f"   <b>{wording.number(people)}</b>" for people, _ in ends],
        "textposition": "middle right",
        "textfont": {"size": 13, "color": [colour for _, colour in ends]},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _steps_sentence(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return _("No release of people is left by the filters.")
    # Translators: days: "7 December 2023 to 3 March 2024"; sums: "Armenia → Azerbaijan 2; …".
    steps = _(
        "Steps of people handed over, {days}, {rows_added_up}: {sums}.",
        days=handovers.between(rows),
        rows_added_up=wording.counted(len(handovers.added(rows)), "row added up"),
        sums=handovers.sums(rows, dataset),
    )
    return steps + handovers.promised_words(rows, dataset)


def announced_to_carried_out(rows: Rows, dataset: Dataset) -> Chart:
    """Lines from the announcement to the handover, in days, of releases announced ahead; remains below."""
    people = [row for row in rows if row["category"] != "remains"]
    remains = [row for row in rows if row["category"] == "remains"]
    lines = [*people, *([None] if remains else []), *remains]
    longest = max((row["days"] or 0 for row in rows), default=0) or 1
    columns = (
        Column("announced_on", pgettext("column of days", "Announced"), "date"),
        Column("released_on", pgettext("column of days", "Carried out"), "date"),
        Column("days", _("Days between"), "number"),
        Column("from_to", _("From → to")),
        Column("people", _("How many"), "number"),
        Column("category", _("Category")),
        Column("status", _("Status")),
        Column("confidence", _("Confidence")),
    )
    return Chart(
        name="announced_to_carried_out",
        title=_kept_title(people, remains),
        figure=_spans_figure(rows, lines, longest, dataset) if rows else None,
        alt=_spans_sentence(people, remains),
        height=80 + 30 * len(lines),
        columns=columns,
        rows=cells(handovers.worded([*people, *remains], dataset), columns),
        marks=[mark_of("announced_to_carried_out", row["release_id"]) for row in [*people, *remains]],
        narrow={
            "height": 80 + 42 * len(lines),
            "yaxis.ticktext": [_span_label(row, dataset, "<br>") for row in lines],
            "yaxis.tickfont.size": 11,
            "xaxis.range": [-0.02 * longest, 1.5 * longest],
            "xaxis.dtick": max(1, longest // 4),
            "xaxis.title.text": _("days to the handover"),
        },
        empty=_(
            "No release that these filters leave was announced ahead: most handovers became known on the day "
            "itself. Widen the period, or take out a choice."
        ),
    )


def _spans_figure(rows: Rows, lines: Sequence[Row | None], longest: int, dataset: Dataset) -> dict[str, Any]:
    shown = directions.occurring(rows, dataset)
    return {
        "data": [
            *(trace for each in shown for trace in _spans(lines, each, longest, dataset)),
            *handovers.key(rows, dataset),
        ],
        "layout": style.layout(
            xaxis=style.count_axis(
                title={"text": _("days from the announcement to the handover")},
                range=[-0.02 * longest, _EDGE * longest],
                dtick=max(1, longest // 8),
            ),
            yaxis=numbered.axis([_span_label(row, dataset, ", ") for row in lines]),
            showlegend=True,
        ),
    }


_EDGE = 1.15
"""Where the axis ends, by the longest time: room for the words behind the last point."""


def _spans(lines: Sequence[Row | None], direction: str, longest: int, dataset: Dataset) -> list[Trace]:
    """One direction's lines: whole to the handover, dotted to the edge where none is seen."""
    colour = directions.look(direction, dataset).colour
    own = [(y, row) for y, row in enumerate(lines) if row and row["direction"] == direction]
    done = [(y, row) for y, row in own if row["days"] is not None]
    unseen = [(y, row) for y, row in own if row["days"] is None]
    name = "announced_to_carried_out"
    return [
        traces.strokes([(0, y, row["days"], y) for y, row in done], colour, width=3),
        traces.strokes([(0, y, _EDGE * longest, y) for y, _ in unseen], colour, dash="dot"),
        handovers.points(
            [row for _, row in done],
            dataset,
            name,
            [y for y, _ in done],
            x=[row["days"] for _, row in done],
            text=[f"  {handovers.days_after(row)}" for _, row in done],
            position="middle right",
        ),
        handovers.points(
            [row for _, row in unseen],
            dataset,
            name,
            [y for y, _ in unseen],
            x=[0] * len(unseen),
            text=["  " + _("not seen carried out")] * len(unseen),
            position="top right",
        ),
    ]


def _span_label(row: Row | None, dataset: Dataset, joint: str) -> str:
    if row is None:
        # Translators: a heading: remains stand apart from the living.
        return _("<b>Remains, apart:</b>")
    head = f"{wording.short_day(row['announced_on'])}: <b>{wording.number(row['people'])}</b>"
    return f"{head}{joint}{directions.label(row['direction'], dataset)}"


def _kept_title(people: Rows, remains: Rows) -> str:
    if not people:
        return _("Announced ahead: only remains") if remains else _("Announced ahead: what became of it?")
    done = handovers.added(people)
    unseen = sum(1 for row in people if row["status"] == "announced")
    in_part = len(people) - len(done) - unseen
    parts = [_done_words(done, len(people))]
    if in_part:
        # Translators: releases that were carried out in part: "2 in part".
        parts.append(_("{count} in part", count=wording.number(in_part)))
    if unseen:
        parts.append(_not_seen(unseen))
    return _("Announced ahead: {what_became_of_it}", what_became_of_it="; ".join(parts))


def _not_seen(unseen: int) -> str:
    # Translators: of releases: "2 not seen carried out".
    return _("{count} not seen carried out", count=wording.number(unseen))


def _done_words(done: Rows, whole: int) -> str:
    """How many, and how soon, in words that hold for few cases: up to two are named, of more the lower
    middle.
    """
    days = sorted(row["days"] for row in done)
    carried_out = {"done": wording.number(len(done)), "count": wording.number(whole)}
    if not days:
        return ngettext(
            "{done} of {count} release carried out",
            "{done} of {count} releases carried out",
            whole,
            **carried_out,
        )
    if len(days) < 3:
        return ngettext(
            "{done} of {count} release carried out after {days}",
            "{done} of {count} releases carried out after {days}",
            whole,
            days=wording.listed([wording.counted(each, "day") for each in days]),
            **carried_out,
        )
    # Translators: "… half of them within 5 days and all within 12".
    return ngettext(
        "{done} of {count} release carried out, half of them {within_days} and all within {most}",
        "{done} of {count} releases carried out, half of them {within_days} and all within {most}",
        whole,
        within_days=wording.counted(median_low(days), "within day"),
        most=wording.number(days[-1]),
        **carried_out,
    )


def _spans_sentence(people: Rows, remains: Rows) -> str:
    groups = (("release of people", people), ("release of remains", remains))
    sentences = [
        f"{wording.sentence(wording.counted(len(rows), noun))}: {_spans_words(rows)}."
        for noun, rows in groups
        if rows
    ]
    if not sentences:
        return _("No release announced ahead is left by the filters.")
    return " ".join([_("Lines from announcement to handover."), *sentences])


def _spans_words(rows: Rows) -> str:
    days = sorted(row["days"] for row in rows if row["days"] is not None)
    unseen = len(rows) - len(days)
    parts = [_after(days)] if days else []
    return "; ".join([*parts, *([_not_seen(unseen)] if unseen else [])])


def _after(days: Sequence[int]) -> str:
    # Translators: the word for days goes with the last of the numbers: "carried out after 3, 5 and 12 days".
    return ngettext(
        "carried out after {days} day",
        "carried out after {days} days",
        days[-1],
        days=wording.listed([wording.number(each) for each in days], len(days)),
    )


_KINDS = {
    "remains": N_("one handover"),
    "remains_promised": N_("promised, adds nothing"),
    "remains_total": N_("total over a period, never added"),
}


def remains(rows: Rows, dataset: Dataset) -> Chart:
    """Stems: remains handed over, a panel a direction; totals over a period in a lane of their own below."""
    columns = (
        Column("day", _("Day"), "date"),
        Column("from_to", _("From → to")),
        Column("people", _("Remains"), "number"),
        Column("kind", _("Kind of number")),
        Column("status", _("Status")),
        Column("confidence", _("Confidence")),
    )
    table = [row | {"kind": _(_KINDS[row["counted_as"]])} for row in handovers.worded(rows, dataset)]
    shown = directions.occurring(rows, dataset)
    return Chart(
        name="remains",
        title=_("How many remains were handed over, apart from the living?"),
        figure=_remains_figure(rows, shown, dataset) if rows else None,
        alt=_remains_sentence(rows, dataset),
        height=380,
        columns=columns,
        rows=cells(table, columns),
        marks=[mark_of("remains", row["release_id"]) for row in rows],
        narrow=panels.stacked(len(shown), 270, lane=bool(_totals(rows))),
        empty=_("No handover of remains is left by these filters. Widen the period, or take out a choice."),
    )


def _totals(rows: Rows) -> Rows:
    return [row for row in rows if row["counted_as"] == "remains_total"]


def _remains_figure(rows: Rows, shown: Sequence[str], dataset: Dataset) -> dict[str, Any]:
    largest = max((row["people"] for row in rows if row["counted_as"] != "remains_total"), default=1)
    return {
        "data": [
            *(
                trace
                for panel, direction in enumerate(shown)
                for trace in _remains_panel(handovers.of(rows, direction), panel, len(shown), dataset)
            ),
            *handovers.key(rows, dataset),
        ],
        "layout": style.layout(
            **panels.axes(
                len(shown),
                style.time_axis(range=handovers.period(rows), nticks=6),
                style.count_axis(range=[0, 1.15 * largest]),
                numbered.axis([_("totals")]) if _totals(rows) else None,
            ),
            annotations=panels.headings([directions.label(direction, dataset) for direction in shown]),
            showlegend=True,
            margin={"l": 8, "r": 12, "t": 30, "b": 32},
        ),
    }


def _remains_panel(rows: Rows, panel: int, count: int, dataset: Dataset) -> list[Trace]:
    """A panel's handovers and promises as stems, and its totals in the lane below."""
    colour = directions.look(rows[0]["direction"], dataset).colour
    place = panels.place(panel)
    single = [row for row in rows if row["counted_as"] != "remains_total"]
    totals = _totals(rows)

    def stems(of: Rows, dash: str) -> Trace:
        parts = [(row["day"], 0, row["day"], row["people"]) for row in of]
        return traces.strokes(parts, colour, dash=dash, axes=place) | {"opacity": 0.5}

    return [
        stems(handovers.added(single), "solid"),
        stems(handovers.promised(single), "dot"),
        handovers.points(
            single,
            dataset,
            "remains",
            [row["people"] for row in single],
            text=[wording.number(row["people"]) for row in single],
            axes=place,
        ),
        handovers.points(
            totals,
            dataset,
            "remains",
            [0] * len(totals),
            text=[f"  {wording.number(row['people'])}" for row in totals],
            position="middle right",
            axes=panels.place(panel, lane=count),
        ),
    ]


def _remains_sentence(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return _("No handover of remains is left by the filters.")
    stems = _(
        "Stems of remains handed over, {days}, {rows}: {sums}.",
        days=handovers.between(rows),
        rows=wording.counted(len(handovers.added(rows)), "row"),
        sums=handovers.sums(rows, dataset),
    )
    totals = [
        # Translators: "12 Armenia → Azerbaijan, reported on 7 December 2023": remains.
        _(
            "{count} {direction}, reported on {day}",
            count=wording.number(row["people"]),
            direction=dataset.direction(row["direction"]),
            day=wording.day(row["day"]),
        )
        for row in _totals(rows)
    ]
    not_added = _("Totals over a period, not added: {totals}.", totals="; ".join(totals))
    return stems + handovers.promised_words(rows, dataset) + (f" {not_added}" if totals else "")
