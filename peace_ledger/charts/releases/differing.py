"""Where claimants differ on how many are still held: the range of their figures of about the same time."""

from collections.abc import Sequence
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import claimants, directions, handovers, text, traces
from peace_ledger.charts.parts import lines as numbered
from peace_ledger.charts.parts.claimants import Range
from peace_ledger.charts.parts.traces import Trace
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.translation import _, ngettext, pgettext

_Line = Range | str
"""A line of the chart: a range, or the heading of a holder."""

_ROOM = 0.75
"""Room for the names on either side of the bands, as a share of the highest figure."""

_LINE, _NARROW_LINE, _FRAME = 44, 92, 70
"""Heights in px: of a line on wide and on narrow cards, and of what stands around them."""

_BAND = 0.28
"""How broad a band is, in lines."""

_WIDTH, _NARROW_WIDTH = 34, 44
"""Letters of a name: in a line of it beside a band, and in all above one on a narrow card."""


def claimant_ranges(rows: Rows, released: Rows, dataset: Dataset) -> Chart:
    """Bands from the lowest to the highest figure, with whose they are at their ends, a group a holder.

    `rows` are reports of people held, `released` the days of handovers, which part figures; see
    `claimants.ranges`.
    """
    shown = directions.occurring(rows, dataset)
    lines: list[_Line] = []
    for direction in shown:
        found = claimants.ranges(handovers.of(rows, direction), released)
        lines += [_heading(direction, found, dataset), *found]
    found = [line for line in lines if isinstance(line, Range)]
    columns = (
        Column("first", pgettext("column of days", "From"), "date"),
        Column("last", pgettext("column of days", "To"), "date"),
        Column("from_to", _("Held by → from")),
        Column("low", pgettext("figure", "Lowest"), "number"),
        # Translators: whose figure it is.
        Column("whose_low", _("Whose lowest")),
        Column("high", pgettext("figure", "Highest"), "number"),
        Column("whose_high", _("Whose highest")),
        Column("figures", _("Figures"), "number"),
    )
    return Chart(
        name="claimant_ranges",
        title=_title(found),
        figure=_figure(lines, dataset) if found else None,
        alt=_sentence(found, dataset),
        height=_FRAME + _LINE * len(lines),
        columns=columns,
        rows=cells([_table_row(one, dataset) for one in found], columns),
        marks=[one.mark for one in found],
        narrow=_narrow(lines, dataset) if found else {},
        empty=_(
            "Under these filters no two claimants gave different figures within {days} days with no handover "
            "between them. Widen the period, or take out an actor or a direction.",
            days=wording.number(claimants.TOGETHER),
        ),
    )


def _heading(direction: str, found: Sequence[Range], dataset: Dataset) -> str:
    words = text.escaped(claimants.heading(direction, dataset))
    # Translators: "Held by Armenia, from Azerbaijan: at no time" do claimants differ.
    return f"<b>{words}</b>" if found else _("<b>{heading}:</b> at no time", heading=words)


def _figure(lines: Sequence[_Line], dataset: Dataset) -> dict[str, Any]:
    drawn = [(place, line) for place, line in enumerate(lines) if isinstance(line, Range)]
    highest = max(line.high for _, line in drawn)
    bases = {row["basis"] for _, line in drawn for row in line.rows}
    words, looks = dataset.labels("detentions", "basis"), claimants.looks(dataset)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if highest / step <= 6)
    return {
        "data": [
            _bands(drawn, dataset),
            *(_points(drawn, basis, dataset) for basis in looks if basis in bases),
            *traces.key((words[basis], *look) for basis, look in looks.items() if basis in bases),
        ],
        "layout": style.layout(
            xaxis=style.count_axis(
                title={"text": _("people still held")},
                range=[-_ROOM * highest, (1 + _ROOM) * highest],
                tickvals=list(range(0, highest + step, step)),
                rangemode="normal",
            ),
            yaxis=numbered.axis(
                [_days(line) if isinstance(line, Range) else "" for line in lines], fixedrange=True
            ),
            annotations=[*_headings(lines), *(end for each in drawn for end in _ends(*each, dataset))],
            showlegend=True,
            margin={"l": 8, "r": 8, "t": 8, "b": 44},
        ),
    }


def _bands(drawn: Sequence[tuple[int, Range]], dataset: Dataset) -> Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [line.low for _, line in drawn],
        "x": [line.high - line.low for _, line in drawn],
        "y": [place for place, _ in drawn],
        "width": _BAND,
        "customdata": [line.mark for _, line in drawn],
        "hovertext": [_hover(line, dataset) for _, line in drawn],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"color": "@land", "line": {"color": "@muted", "width": 0.5}},
        "showlegend": False,
    }


def _points(drawn: Sequence[tuple[int, Range]], basis: str, dataset: Dataset) -> Trace:
    """The figures of one kind; a click on one opens all of its range."""
    symbol, colour = claimants.looks(dataset)[basis]
    own = [(place, line, row) for place, line in drawn for row in line.rows if row["basis"] == basis]
    return traces.points(
        [row["people"] for _, _, row in own],
        [place for place, _, _ in own],
        marks=[line.mark for _, line, _ in own],
        hovers=[_hover(line, dataset) for _, line, _ in own],
        symbols=[symbol] * len(own),
        colour=colour,
        text=[
            wording.number(row["people"]) if line.low < row["people"] < line.high else ""
            for _, line, row in own
        ],
        position="bottom center",
    )


def _ends(place: int, line: Range, dataset: Dataset) -> list[dict[str, Any]]:
    return [
        {
            "text": text.lines(_end(line, people, dataset), _WIDTH),
            "x": people,
            "y": place,
            "xanchor": anchor,
            "xshift": shift,
            "bgcolor": "@ground",
            "borderpad": 0,
            "align": anchor,
            "showarrow": False,
            "font": {"size": 11, "color": "@ink"},
        }
        for people, anchor, shift in ((line.low, "right", -8), (line.high, "left", 8))
    ]


def _end(line: Range, people: int, dataset: Dataset) -> str:
    """Whose figure stands at an end of a band, and the figure."""
    return f"{_names(line, people, dataset)}: {wording.number(people)}"


def _short_end(line: Range, people: int, dataset: Dataset) -> str:
    return f"{text.label(_names(line, people, dataset), _NARROW_WIDTH)}: {wording.number(people)}"


def _names(line: Range, people: int, dataset: Dataset) -> str:
    return "; ".join(claimants.named(row, dataset) for row in line.at(people))


def _headings(lines: Sequence[_Line]) -> list[dict[str, Any]]:
    return [
        {
            "text": line,
            "xref": "paper",
            "x": 0,
            "y": place,
            "xanchor": "left",
            "yanchor": "middle",
            "showarrow": False,
            "font": {"size": 12, "color": "@ink"},
        }
        for place, line in enumerate(lines)
        if isinstance(line, str)
    ]


def _narrow(lines: Sequence[_Line], dataset: Dataset) -> dict[str, Any]:
    """On a narrow card the days and the names stand above each band."""
    highest = max(line.high for line in lines if isinstance(line, Range))
    above = [
        {
            "text": "<br>".join(
                [
                    f"<b>{_days(line)}</b>",
                    *(_short_end(line, people, dataset) for people in (line.low, line.high)),
                ]
            ),
            "xref": "paper",
            "x": 0,
            "y": place,
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": _BAND / 2 * _NARROW_LINE + 6,
            "align": "left",
            "showarrow": False,
            "font": {"size": 12, "color": "@ink"},
        }
        for place, line in enumerate(lines)
        if isinstance(line, Range)
    ]
    return {
        "height": _FRAME + _NARROW_LINE * len(lines),
        "annotations": [*_headings(lines), *above],
        "yaxis.showticklabels": False,
        "xaxis.range": [-0.04 * highest, 1.06 * highest],
        "margin.t": 8,
    }


def _days(line: Range) -> str:
    if line.first == line.last:
        return wording.short_day(line.first)
    return f"{wording.short_day(line.first)} – {wording.short_day(line.last)}"


def _hover(line: Range, dataset: Dataset) -> str:
    figures = [
        text.lines(
            f"{claimants.named(row, dataset)}: {wording.number(row['people'])}, "
            f"{wording.short_day(row['day'])}"
        )
        for row in line.rows
    ]
    return "<br>".join([text.escaped(claimants.heading(line.direction, dataset)), *figures])


def _table_row(line: Range, dataset: Dataset) -> dict[str, Any]:
    return {
        "first": line.first,
        "last": line.last,
        "from_to": dataset.direction(line.direction),
        "low": line.low,
        "whose_low": _names(line, line.low, dataset),
        "high": line.high,
        "whose_high": _names(line, line.high, dataset),
        "figures": len(line.rows),
    }


def _title(found: Sequence[Range]) -> str:
    if not found:
        return _("Where do claimants differ on how many are held?")
    widest = max(line.high - line.low for line in found)
    if len(found) == 1:
        return ngettext(
            "Once claimants differ at about the same time on how many are held, by {people} person",
            "Once claimants differ at about the same time on how many are held, by {people} people",
            widest,
            people=wording.number(widest),
        )
    return ngettext(
        "{count} time claimants differ at about the same time on how many are held, {by_up_to}",
        "{count} times claimants differ at about the same time on how many are held, {by_up_to}",
        len(found),
        count=wording.number(len(found)),
        by_up_to=wording.counted(widest, "by up to person"),
    )


def _sentence(found: Sequence[Range], dataset: Dataset) -> str:
    if not found:
        return _("No two claimants differ at about the same time under the filters.")
    widest = max(found, key=lambda line: line.high - line.low)
    latest = max(found, key=lambda line: line.last)
    bands = ngettext(
        "{count} band from the lowest to the highest figure.",
        "{count} bands from the lowest to the highest figure.",
        len(found),
        count=wording.number(len(found)),
    )
    # Translators: "Held by Armenia, from Azerbaijan, 3 Mar 2021, from Acknowledged by Armenia: 3 to …: 5."
    told = [_("Widest: {heading}, {days}, from {low} to {high}.", **_values(widest, dataset))]
    if latest is not widest:
        told.append(_("Latest: {heading}, {days}, from {low} to {high}.", **_values(latest, dataset)))
    return " ".join([bands, *told])


def _values(line: Range, dataset: Dataset) -> dict[str, str]:
    return {
        "heading": claimants.heading(line.direction, dataset),
        "days": _days(line),
        "low": _end(line, line.low, dataset),
        "high": _end(line, line.high, dataset),
    }
