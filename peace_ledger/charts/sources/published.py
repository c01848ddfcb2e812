"""When the sources were published, and what is not known of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from peace_ledger import translation, wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import lanes, publishers, spans
from peace_ledger.charts.parts.lanes import Lane
from peace_ledger.charts.parts.spans import Counts, Span, Unit
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import N_, _, pgettext

Trace = dict[str, Any]

_DAY = 86_400_000
"""Milliseconds: the unit in which Plotly measures a bar on an axis of days."""
_LANE_HEIGHT = 84
_LINE_HEIGHT = 38

_PER: Mapping[Unit, str] = {"day": N_("per day"), "week": N_("per week"), "month": N_("per month")}


def over_time(rows: Rows, dataset: Dataset) -> Chart:
    """Bars of the dated sources, a lane a side and all lanes on one scale, by day, week or month."""
    sides = publishers.sides(dataset)
    days = [row["day"] for row in rows]
    unit = spans.unit_of(days)
    # Sources bear no confidence of their own.
    counts = spans.counted([row | {"low": 0} for row in rows], "perspective", "sources", unit)
    drawn = [_lane(side, counts, unit, dataset) for side in sides]
    columns = (
        Column("first", pgettext("first day", "From"), "date"),
        Column("last", pgettext("last day", "To"), "date"),
        Column("perspective", _("Publisher's side")),
        Column("count", _("Sources"), "number"),
    )
    table = [
        {"first": span.first, "last": span.last, "perspective": side, "count": of[side].rows}
        for span, of in counts.items()
        for side in sides
        if side in of
    ]
    return Chart(
        name="sources_by_month",
        title=_peak(counts, unit),
        figure=_unkeyed(lanes.figure(drawn, days, None)) if rows else None,
        alt=_sentence(rows, counts, unit, sides, dataset),
        height=lanes.height(drawn),
        columns=columns,
        rows=cells(table, columns, {"perspective": dataset.labels("sources", "perspective")}),
        marks=[mark_of("sources_by_month", row["first"], row["last"], row["perspective"]) for row in table],
        narrow=lanes.narrow(drawn, days, None) if rows else {},
        empty=_(
            "No dated source is left by these filters. Widen the period, or take out an actor or an event."
        ),
    )


def _unkeyed(figure: dict[str, Any]) -> dict[str, Any]:
    """Without a legend: each lane bears its name."""
    return {**figure, "layout": figure["layout"] | {"showlegend": False}}


def _lane(side: str, counts: Counts, unit: Unit, dataset: Dataset) -> Lane:
    found = [(span, of[side].rows) for span, of in counts.items() if side in of]
    most = max((count.rows for of in counts.values() for count in of.values()), default=1)
    label = publishers.label(side, dataset)
    total = wording.counted(sum(count for _span, count in found), "dated source")
    heading = f"{label}: {total}, {_(_PER[unit])}"
    return Lane(
        heading,
        heading,
        _LANE_HEIGHT if found else 0,
        [_bars(side, found, label, dataset)] if found else [],
        style.count_axis(range=[0, 1.08 * most], nticks=4),
    )


def _bars(side: str, found: Sequence[tuple[Span, int]], label: str, dataset: Dataset) -> Trace:
    return {
        "type": "bar",
        "name": label,
        "x": [span.middle.isoformat() for span, _ in found],
        "y": [count for _, count in found],
        "width": [span.days * _DAY * 0.88 for span, _ in found],
        "customdata": [mark_of("sources_by_month", span.first, span.last, side) for span, _ in found],
        "hovertext": [
            f"{span.words}<br><b>{label}: {wording.counted(count, 'source')}</b>" for span, count in found
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": publishers.fill(side, dataset),
    }


def _peak(counts: Counts, unit: Unit) -> str:
    sums = {span: sum(count.rows for count in of.values()) for span, of in counts.items()}
    if len(sums) < 2:
        return _("When were the sources published?")
    span = max(sums, key=lambda key: sums[key])
    count = wording.number(sums[span])
    if unit == "month":
        month = wording.month(span.first)
        return _("Most of the dated sources in one month are from {month}: {count}", month=month, count=count)
    if unit == "week":
        # Translators: {days} is "4 Dec 2023 to 10 Dec 2023".
        return _(
            "Most of the dated sources in one week are from {days}: {count}", days=span.words, count=count
        )
    return _("Most of the dated sources in one day are from {day}: {count}", day=span.words, count=count)


def _sentence(rows: Rows, counts: Counts, unit: Unit, sides: Sequence[str], dataset: Dataset) -> str:
    if not rows:
        return _("No dated sources are left by the filters.")
    days = [row["day"] for row in rows]
    parts = [
        f"{dataset.label('sources', 'perspective', side)} "
        f"{wording.number(sum(of[side].rows for of in counts.values() if side in of))}"
        for side in sides
    ]
    # Translators: {per} is "per day", "per week" or "per month".
    told = _(
        "Bars of dated sources {per}, {first} to {last}, a lane a side: {counts}.",
        per=_(_PER[unit]),
        first=wording.day(min(days)),
        last=wording.day(max(days)),
        counts=", ".join(parts),
    )
    return f"{told} {_peak(counts, unit)}."


_GAPS: Mapping[str, str] = {
    "published_on": N_("Day of publication"),
    "url": N_("Address"),
    "publisher": N_("Publisher"),
    "language": N_("Language"),
}


def gaps(rows: Rows, total: int, dataset: Dataset) -> Chart:
    """Bars: of how many sources the day, the address, the publisher or the language is not known; `total` is
    the number of all sources.
    """
    sides = publishers.sides(dataset)
    counts = {(row["missing"], row["perspective"]): row["sources"] for row in rows}
    sums = {gap: sum(counts.get((gap, side), 0) for side in sides) for gap in _GAPS}
    labels = {gap: f"{_(words)}, {wording.number(sums[gap])}" for gap, words in _GAPS.items()}
    columns = (
        Column("missing", pgettext("of a source", "Not known")),
        Column("perspective", _("Publisher's side")),
        Column("count", _("Sources"), "number"),
    )
    table = [
        {"missing": gap, "perspective": side, "count": counts[gap, side]}
        for gap in _GAPS
        for side in sides
        if (gap, side) in counts
    ]
    words = {"missing": translation.said(_GAPS), "perspective": dataset.labels("sources", "perspective")}
    return Chart(
        name="source_gaps",
        title=_gaps_title(sums, total),
        figure={
            "data": [_gap_bars(side, counts, labels, dataset) for side in sides],
            "layout": style.layout(
                barmode="stack",
                bargap=0.3,
                uniformtext={"mode": "hide", "minsize": 10},
                xaxis=style.count_axis(title={"text": _("sources")}, range=[0, 1.05 * max(sums.values())]),
                yaxis=style.label_axis(list(labels.values())),
                showlegend=True,
            ),
        }
        if rows
        else None,
        alt=_gaps_sentence(sums, total),
        height=70 + _LINE_HEIGHT * len(_GAPS),
        columns=columns,
        rows=cells(table, columns, words),
        marks=[mark_of("source_gaps", row["missing"], row["perspective"]) for row in table],
        empty=_("Of every source that these filters leave, day, address, publisher and language are known.")
        if total
        else _("No source is left by these filters. Widen the period, or take out an actor or an event."),
    )


def _gap_bars(
    side: str, counts: Mapping[tuple[str, str], int], labels: Mapping[str, str], dataset: Dataset
) -> Trace:
    found = [gap for gap in _GAPS if (gap, side) in counts]
    most = max(counts.values())
    name = publishers.label(side, dataset)
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": [counts[gap, side] for gap in found],
        "y": [labels[gap] for gap in found],
        "text": [
            wording.number(counts[gap, side]) if counts[gap, side] >= 0.03 * most else "" for gap in found
        ],
        "customdata": [mark_of("source_gaps", gap, side) for gap in found],
        "hovertext": [
            f"{_unknown(gap)}<br><b>{name}: {wording.counted(counts[gap, side], 'source')}</b>"
            for gap in found
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": "@ground", "size": 12},
        "marker": publishers.fill(side, dataset),
    }


def _unknown(gap: str) -> str:
    # Translators: {what} is "Day of publication", "Address", "Publisher" or "Language".
    return _("{what} not known", what=_(_GAPS[gap]))


def _gaps_title(sums: Mapping[str, int], total: int) -> str:
    if not total:
        return _("What is not known of the sources?")
    # Translators: {share} is "60 % (12 of 20)".
    undated = _(
        "The day of publication is not known for {share} sources",
        share=wording.share(sums["published_on"], total),
    )
    return f"{undated}; {wording.counted(sums['url'], 'source has no address')}"


def _gaps_sentence(sums: Mapping[str, int], total: int) -> str:
    if not total:
        return _("No sources are left by the filters.")
    parts = [
        # Translators: what is not known, of how many sources: "day of publication of 5".
        _("{what} of {count}", what=wording.in_sentence(_(words)), count=wording.number(sums[gap]))
        for gap, words in _GAPS.items()
    ]
    return _(
        "What is not known, of {sources}: {counts}.",
        sources=wording.counted(total, "source"),
        counts=", ".join(parts),
    )
