"""The chart of the Overview page: events, handovers, commitments and reactions in lanes over one axis."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import events as event_charts
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column
from peace_ledger.charts.parts import directions, diverging, handovers, lanes, scale, text, traces
from peace_ledger.charts.parts.lanes import Flag, Lane
from peace_ledger.charts.parts.spans import Count, Counts, Span, Unit, counted, unit_of
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import N_, _, pgettext

Row = dict[str, Any]
Trace = dict[str, Any]
Begins = Mapping[Span, Mapping[str, float]]
"""The lower end of each code's part of a span's bar."""

_EVENT_LINE, _DIRECTION_LINE, _BARS = 17, 44, 120
"""Heights in px: of one line of events, of one line of handovers, and of a lane of bars."""

_PEOPLE_DIAMETER = 25
"""Diameter in px of the handover of most people; areas are in proportion."""

_CLOSE = 25
"""Days within which two handovers of one direction would lie on each other."""

_PROMISED, _REMAINS = handovers.ANNOUNCED, "x"
_DAY = 24 * 60 * 60 * 1000
"""Milliseconds, in which Plotly measures the width of bars on an axis of days."""

_PER: Mapping[Unit, str] = {"day": N_("per day"), "week": N_("per week"), "month": N_("per month")}
_MOST: Mapping[Unit, str] = {
    # Translators: {total} as "240 dated reactions", {days} as "1 Dec 2023 to 31 Dec 2023".
    "day": N_("{total} (most in one day: {count}, {days})"),
    "week": N_("{total} (most in one week: {count}, {days})"),
    "month": N_("{total} (most in one month: {count}, {days})"),
}


def timeline(
    events: Rows,
    releases: Rows,
    updates: Rows,
    reactions: Rows,
    dataset: Dataset,
    featured: str | None = None,
) -> Chart:
    """Four lanes over one axis: events by kind, handovers by direction, updates and reactions in bars.

    Updates are stacked by status, reactions by stance, counted per day, week or month as the period allows. A
    line leads from the event that is featured through all lanes.
    """
    days = [row["day"] for row in (*events, *releases, *updates, *reactions)]
    unit = unit_of(days)
    drawn = (
        _events_lane(events, dataset),
        _releases_lane(releases, dataset),
        _updates_lane(updates, unit, dataset),
        _reactions_lane(reactions, unit, dataset),
    )
    flag = _flag(events, featured, dataset)
    columns = (
        Column("day", _("Day, or first day"), "date"),
        Column("until", _("Last day"), "date"),
        Column("lane", _("Lane")),
        Column("what", pgettext("head of a column: what happened", "What")),
        Column("count", pgettext("head of a column: how many", "Number"), "number"),
        Column("unit", pgettext("head of a column: what is counted", "Of")),
        Column("low", _("Of low confidence"), "number"),
    )
    table = [
        *_event_rows(events, dataset),
        *_release_rows(releases, dataset),
        *_bar_rows(counted(updates, "status", "updates", unit), _UPDATES, dataset),
        *_bar_rows(counted(reactions, "stance", "reactions", unit), _REACTIONS, dataset),
    ]
    return Chart(
        name="timeline",
        title=_("What happened when, and what came of it?"),
        figure=lanes.figure(drawn, days, flag) if days else None,
        alt=_sentence(events, releases, updates, reactions, unit)
        if days
        else _("No dated row is left by the filters."),
        height=lanes.height(drawn),
        columns=columns,
        rows=[[row[column.name] for column in columns] for row in table],
        marks=[row["mark"] for row in table],
        narrow=lanes.narrow(drawn, days, flag) if days else {},
        empty=_("No dated row is left by these filters. Widen the period, or take out an actor or an event."),
        lanes=("timeline_events", "timeline_releases", _UPDATES.chart, _REACTIONS.chart),
    )


def _flag(events: Rows, featured: str | None, dataset: Dataset) -> Flag | None:
    row = next((row for row in events if row["event_id"] == featured), None)
    if row is None:
        return None
    title = text.label(dataset.event_title(row["event_id"]), 70)
    return Flag(row["day"], f"{wording.short_day(row['day'])}: {title}")


def _events_lane(rows: Rows, dataset: Dataset) -> Lane:
    labels = event_charts.kinds(rows, dataset)
    return Lane(
        _("Events, by kind"),
        _("Events"),
        _EVENT_LINE * len(labels),
        [event_charts.markers(rows, dataset, chart="timeline_events", sizes=9)],
        style.label_axis(labels, range=[-0.7, max(len(labels), 1) - 0.3], tickfont={"size": 11}),
    )


def _releases_lane(rows: Rows, dataset: Dataset) -> Lane:
    """A line a direction, with remains in a place of their own below the people on it."""
    shown = directions.occurring(rows, dataset)
    most = max((row["people"] for row in rows if row["counted_as"] == "people"), default=1)
    return Lane(
        _("Handovers: the larger, the more people"),
        _("Handovers"),
        _DIRECTION_LINE * len(shown),
        [
            *(_handovers(rows, direction, line, most, dataset) for line, direction in enumerate(shown)),
            *_handover_key(rows),
        ],
        {
            "range": [max(len(shown), 1) - 0.45, -0.5],
            "tickvals": list(range(len(shown))),
            "ticktext": [directions.label(direction, dataset, "<br>→ ") for direction in shown],
            "tickfont": {"size": 11},
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
    )


def _handovers(rows: Rows, direction: str, line: int, most: int, dataset: Dataset) -> Trace:
    look = directions.look(direction, dataset)
    own = [row for row in rows if row["direction"] == direction]
    placed = list(zip(own, _heights(own), strict=True))
    # Large ones first, so that small ones lie on top and can be clicked.
    placed.sort(key=lambda place: -place[0]["people"])
    own = [row for row, _ in placed]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": dataset.direction(direction),
        "showlegend": False,
        "x": [row["day"].isoformat() for row in own],
        "y": [line + below for _, below in placed],
        "customdata": [mark_of("timeline_releases", row["release_id"]) for row in own],
        "hovertext": [
            f"{wording.short_day(row['day'])}<br><b>{text.escaped(_handover_words(row, dataset))}</b>"
            f"<br>{directions.label(direction, dataset)}"
            f"<br>{_confidence(row, dataset)}"
            for row in own
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "symbol": [_handover_symbol(row, look.symbol) for row in own],
            "size": [_handover_size(row, most) for row in own],
            "color": look.colour,
            "opacity": 0.9,
            "line": {"color": "@ground", "width": [2 if row["confidence"] == "low" else 1.2 for row in own]},
        },
        "cliponaxis": False,
    }


def _heights(rows: Rows) -> Iterator[float]:
    """How far below its direction's line each handover stands: people handed over within a few days alternate
    about it, remains keep to the foot of the line.
    """
    last, step = date.min, 0
    for row in rows:
        if row["counted_as"].startswith("remains"):
            yield 0.36
            continue
        step = step + 1 if (row["day"] - last).days <= _CLOSE else 0
        last = row["day"]
        yield (0.0, -0.22, 0.14, -0.34)[step % 4]


def _handover_symbol(row: Row, symbol: str) -> str:
    if row["counted_as"].endswith("_promised"):
        symbol = _PROMISED
    elif row["counted_as"] == "remains":
        symbol = _REMAINS
    return style.with_open(symbol, row["confidence"] == "low")


def _handover_size(row: Row, most: int) -> float:
    """Only handovers of people are sized: a hundred remains would else outweigh all the living."""
    return (
        max(6.0, _PEOPLE_DIAMETER * (row["people"] / most) ** 0.5) if row["counted_as"] == "people" else 8.0
    )


def _handover_key(rows: Rows) -> list[Trace]:
    """Entries of the legend for the shapes that occur; the directions are named on their lines."""
    found = {row["counted_as"] for row in rows}
    entries = (
        (_("People handed over"), "circle", "people" in found),
        (_("Remains handed over (not sized)"), _REMAINS, "remains" in found),
        (_("Announced, not seen carried out"), _PROMISED, any(kind.endswith("_promised") for kind in found)),
    )
    signs = [(words, symbol, "@muted") for words, symbol, occurs in entries if occurs]
    hollow = [traces.low_confidence_sign()] if any(row["confidence"] == "low" for row in rows) else []
    key = traces.key([*signs, *hollow])
    return [entry | {"legendgrouptitle": {"text": _("Handovers")}} for entry in key]


def _confidence(row: Row, dataset: Dataset) -> str:
    label = wording.in_sentence(dataset.label("releases", "confidence", row["confidence"]))
    return text.escaped(_("{level} confidence", level=label))


def _handover_words(row: Row, dataset: Dataset) -> str:
    status = wording.in_sentence(dataset.label("releases", "status", row["status"]))
    return f"{handovers.who(row, dataset)}, {status}"


@dataclass(frozen=True)
class _Bars:
    """What a lane of bars counts: its chart in `marks`, its name, the column of the numbers and what they
    count, and the code list of its parts.
    """

    chart: str
    lane: str
    number: str
    unit: str
    table: str
    field: str


_UPDATES = _Bars(
    "timeline_updates", N_("Updates on commitments"), "updates", N_("updates"), "commitment_updates", "status"
)
_REACTIONS = _Bars("timeline_reactions", N_("Reactions"), "reactions", N_("reactions"), "reactions", "stance")


def _updates_lane(rows: Rows, unit: Unit, dataset: Dataset) -> Lane:
    """Statuses above the line; below it, hatched, what one side disputes, which moves no status."""
    codes = dataset.codes("commitment_updates", "status")
    counts = counted(rows, "status", "updates", unit)
    begins = {span: _stacked(of, codes) for span, of in counts.items()}
    looks = {code: (f"@status-{code}", style.STATUS_PATTERNS.get(code, "")) for code in codes}
    looks["disputed"] = ("@muted", "/")
    return Lane(
        # Translators: {per_month} is "per day", "per week" or "per month".
        _(
            "Updates on commitments, {per_month} (below the line: disputed by one side)",
            per_month=_(_PER[unit]),
        ),
        _("Updates, {per_month}", per_month=_(_PER[unit])),
        _BARS if rows else 0,
        list(_bars(counts, begins, looks, _UPDATES, dataset)),
        _bar_axis(counts, begins),
    )


def _stacked(of: Mapping[str, Count], codes: Sequence[str]) -> dict[str, float]:
    begins: dict[str, float] = {}
    above = 0
    for code in codes:
        count = of.get(code, Count()).rows
        begins[code] = -count if code == "disputed" else above
        above += 0 if code == "disputed" else count
    return begins


def _reactions_lane(rows: Rows, unit: Unit, dataset: Dataset) -> Lane:
    codes = dataset.codes("reactions", "stance")
    counts = counted(rows, "stance", "reactions", unit)
    begins = {
        span: diverging.starts({code: count.rows for code, count in of.items()}, codes)
        for span, of in counts.items()
    }
    looks = {code: ((look := scale.of(dataset).look(code)).colour, look.pattern) for code in codes}
    return Lane(
        # Translators: {per_month} is "per day", "per week" or "per month".
        _("Reactions, {per_month} (up: favourable, down: unfavourable)", per_month=_(_PER[unit])),
        _("Reactions, {per_month}", per_month=_(_PER[unit])),
        _BARS if rows else 0,
        list(_bars(counts, begins, looks, _REACTIONS, dataset)),
        _bar_axis(counts, begins),
    )


def _bars(
    counts: Counts, begins: Begins, looks: Mapping[str, tuple[str, str]], what: _Bars, dataset: Dataset
) -> Iterator[Trace]:
    """Two traces a code: firm rows filled, those of low confidence hollow beyond them."""
    for code, (colour, pattern) in looks.items():
        if not any(code in of for of in counts.values()):
            continue
        label = dataset.label(what.table, what.field, code)
        shared = {"type": "bar", "name": label, "legendgrouptitle": {"text": _(what.lane)}}
        firm = [
            (span, begins[span][code], of[code].rows - of[code].low)
            for span, of in counts.items()
            if code in of and of[code].rows > of[code].low
        ]
        low = [
            (span, begins[span][code] + of[code].rows - of[code].low, of[code].low)
            for span, of in counts.items()
            if code in of and of[code].low
        ]
        for parts, marker in ((firm, _filled(colour, pattern)), (low, _hollow(colour))):
            yield {
                **shared,
                "showlegend": parts is firm,
                "x": [span.middle.isoformat() for span, _, _ in parts],
                "width": [span.days * _DAY * 0.88 for span, _, _ in parts],
                "base": [begin for _, begin, _ in parts],
                "y": [size for _, _, size in parts],
                "customdata": [mark_of(what.chart, span.first, span.last, code) for span, _, _ in parts],
                "hovertext": [_bar_words(span, label, counts[span][code]) for span, _, _ in parts],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "marker": marker,
            }
    if any(count.low for of in counts.values() for count in of.values()):
        yield traces.low_confidence_key() | {"legendgrouptitle": {"text": _(what.lane)}}


def _filled(colour: str, pattern: str) -> dict[str, Any]:
    hatch = {"shape": pattern, "size": 6, "solidity": 0.2, "fgcolor": "@ground", "bgcolor": colour}
    return {"color": colour, "line": {"color": "@ground", "width": 0.5}, "pattern": hatch}


def _hollow(colour: str) -> dict[str, Any]:
    return {"color": "@ground", "line": {"color": colour, "width": 1.2}}


def _bar_words(span: Span, label: str, count: Count) -> str:
    low = _("{rows} of low confidence (hollow)", rows=wording.counted(count.low, "row"))
    return f"{span.words}<br><b>{text.escaped(label)}: {wording.number(count.rows)}</b><br>{low}"


def _bar_axis(counts: Counts, begins: Begins) -> dict[str, Any]:
    parts = [
        (begins[span][code], begins[span][code] + count.rows)
        for span, of in counts.items()
        for code, count in of.items()
    ]
    low = min([0.0, *(begin for begin, _ in parts)])
    high = max([1.0, *(end for _, end in parts)])
    step = next((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if (high - low) / step <= 5), 1000)
    ticks = [step * place for place in range(-int(-low // step), int(high // step) + 1)]
    return style.count_axis(
        range=[low - 0.04 * (high - low), high + 0.04 * (high - low)],
        tickvals=ticks,
        ticktext=[wording.number(abs(tick)) for tick in ticks],
        tickfont={"size": 11},
        rangemode="normal",
    )


def _event_rows(rows: Rows, dataset: Dataset) -> Iterator[Row]:
    for row in rows:
        kind = wording.in_sentence(dataset.label("events", "kind", row["kind"]))
        yield {
            "day": row["day"],
            "until": None,
            "lane": _("Events"),
            "what": f"{dataset.event_title(row['event_id'])} ({kind})",
            "count": None,
            "unit": None,
            "low": None,
            "mark": mark_of("timeline_events", row["event_id"]),
        }


def _release_rows(rows: Rows, dataset: Dataset) -> Iterator[Row]:
    for row in rows:
        yield {
            "day": row["day"],
            "until": None,
            "lane": _("Handovers"),
            "what": f"{dataset.direction(row['direction'])}: {_handover_words(row, dataset)}",
            "count": row["people"],
            "unit": pgettext("what is counted", "remains")
            if row["counted_as"].startswith("remains")
            else pgettext("what is counted", "people"),
            "low": row["people"] if row["confidence"] == "low" else 0,
            "mark": mark_of("timeline_releases", row["release_id"]),
        }


def _bar_rows(counts: Counts, what: _Bars, dataset: Dataset) -> Iterator[Row]:
    for span, of in counts.items():
        for code in dataset.codes(what.table, what.field):
            if code in of:
                yield {
                    "day": span.first,
                    "until": span.last if span.days > 1 else None,
                    "lane": _(what.lane),
                    "what": dataset.label(what.table, what.field, code),
                    "count": of[code].rows,
                    "unit": _(what.unit),
                    "low": of[code].low,
                    "mark": mark_of(what.chart, span.first, span.last, code),
                }


def _sentence(events: Rows, releases: Rows, updates: Rows, reactions: Rows, unit: Unit) -> str:
    days = [row["day"] for row in (*events, *releases, *updates, *reactions)]
    promised = sum(1 for row in releases if row["counted_as"].endswith("_promised"))
    return _(
        "Four lanes from {first} to {last}: {events}; {handovers} and {announcements} not seen carried out; "
        "{updates}; {reactions}.",
        first=wording.day(min(days)),
        last=wording.day(max(days)),
        events=wording.counted(len(events), "event"),
        handovers=wording.counted(len(releases) - promised, "handover"),
        announcements=wording.counted(promised, "announcement"),
        updates=_total(updates, _UPDATES, unit, "update on a commitment"),
        reactions=_total(reactions, _REACTIONS, unit, "dated reaction"),
    )


def _total(rows: Rows, what: _Bars, unit: Unit, noun: str) -> str:
    """240 dated reactions (most in one month: 50, 1 Dec 2023 to 31 Dec 2023)."""
    total = wording.counted(sum(row[what.number] for row in rows), noun)
    sums = {
        span: sum(count.rows for count in of.values())
        for span, of in counted(rows, what.field, what.number, unit).items()
    }
    if len(sums) < 2:
        return total
    span = max(sums, key=lambda key: sums[key])
    return _(_MOST[unit], total=total, count=wording.number(sums[span]), days=span.words)
