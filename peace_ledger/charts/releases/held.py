"""How many are still held, as each claimant reports it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import claimants, directions, handovers, panels, text, traces
from peace_ledger.charts.parts.claimants import Range, Row
from peace_ledger.charts.parts.traces import Trace
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, ngettext, pgettext

LABELLED = 8
"""Points of a panel up to which each bears its number."""

JOINED = 366
"""Days up to which a line joins a claimant's figure to the next."""

_BAND = 0.012
"""How far a band reaches beyond its first and last figure, as a share of the time shown: else that of one day
would not be seen.
"""


def still_held(rows: Rows, released: Rows, dataset: Dataset) -> Chart:
    """Points: the figure of every report, a panel a holder, all on one scale. Shape and colour say whose kind
    of figure it is; nothing is merged, only figures of one claimant are joined, and bands span those of
    several claimants of about the same time.

    `released` are the days of handovers, which part figures; see `claimants.ranges`.
    """
    columns = (
        Column("day", pgettext("column of days", "As of"), "date"),
        Column("from_to", _("Held by → from")),
        Column("people", _("People"), "number"),
        Column("basis", _("Kind of figure")),
        Column("whose", _("Whose figure")),
        # Translators: how the source calls whoever gives the figure.
        Column("reported_by", _("Reported as")),
    )
    table = [
        row | {"from_to": dataset.direction(row["direction"]), "whose": claimants.whose(row, dataset)}
        for row in rows
    ]
    shown = directions.occurring(rows, dataset)
    return Chart(
        name="still_held",
        title=_("How many are still held, as each claimant reports it?"),
        figure=_figure(rows, released, shown, dataset) if rows else None,
        alt=_sentence(rows, shown, dataset),
        height=380,
        columns=columns,
        rows=cells(table, columns, {"basis": dataset.labels("detentions", "basis")}),
        marks=[mark_of("still_held", row["detention_id"]) for row in rows],
        narrow=panels.stacked(len(shown), 280),
        empty=_(
            "No report of people still held is left by these filters. Widen the period, or take out an actor "
            "or a direction."
        ),
    )


def _figure(rows: Rows, released: Rows, shown: Sequence[str], dataset: Dataset) -> dict[str, Any]:
    largest = max(row["people"] for row in rows) or 1
    found = {row["basis"] for row in rows}
    words, looks = dataset.labels("detentions", "basis"), claimants.looks(dataset)
    bands = [
        _band(one, panel, rows)
        for panel, direction in enumerate(shown)
        for one in claimants.ranges(handovers.of(rows, direction), released)
    ]
    return {
        "data": [
            *(
                trace
                for panel, direction in enumerate(shown)
                for trace in _reports(handovers.of(rows, direction), panel, dataset)
            ),
            *traces.key((words[basis], *look) for basis, look in looks.items() if basis in found),
            *(
                traces.key([(_("Range of claimants at about the same time"), "square", "@band")])
                if bands
                else []
            ),
        ],
        "layout": style.layout(
            **panels.axes(
                len(shown),
                style.time_axis(range=handovers.period(rows), nticks=6),
                style.count_axis(range=[-0.03 * largest, 1.1 * largest]),
            ),
            annotations=panels.headings(
                [text.escaped(claimants.heading(direction, dataset)) for direction in shown]
            ),
            shapes=bands,
            showlegend=True,
            margin={"l": 8, "r": 12, "t": 30, "b": 32},
        ),
    }


def _band(one: Range, panel: int, rows: Rows) -> dict[str, Any]:
    days = [row["day"] for row in rows]
    room = max((max(days) - min(days)) * _BAND, timedelta(days=1))
    place = panels.place(panel)
    return {
        "type": "rect",
        "xref": place["xaxis"],
        "yref": place["yaxis"],
        "x0": (one.first - room).isoformat(),
        "x1": (one.last + room).isoformat(),
        "y0": one.low,
        "y1": one.high,
        "layer": "below",
        "fillcolor": "@band",
        "line": {"width": 0},
    }


def _reports(rows: Rows, panel: int, dataset: Dataset) -> list[Trace]:
    """A panel's figures: thin lines between those of one claimant and kind, and the points."""
    place = panels.place(panel)
    drawn: list[Trace] = []
    for basis, (symbol, colour) in claimants.looks(dataset).items():
        own = [row for row in rows if row["basis"] == basis]
        joined = traces.strokes(_same_claimant(own), colour, dash="dot", width=1, axes=place)
        drawn.append(joined | {"opacity": 0.6})
        drawn.append(
            traces.points(
                [row["day"] for row in own],
                [row["people"] for row in own],
                marks=[mark_of("still_held", row["detention_id"]) for row in own],
                hovers=[_hover(row, dataset) for row in own],
                symbols=[symbol] * len(own),
                colour=colour,
                text=[f"  {wording.number(row['people'])}" for row in own] if len(rows) <= LABELLED else None,
                position="middle right",
                axes=place,
            )
        )
    return drawn


def _same_claimant(rows: Rows) -> list[traces.Stroke]:
    """From each figure to the next one of the same claimant, where it is near enough."""
    before: dict[str, Row] = {}
    parts: list[traces.Stroke] = []
    for row in rows:
        earlier = before.get(row["claimant"])
        if earlier and (row["day"] - earlier["day"]).days <= JOINED:
            parts.append((earlier["day"], earlier["people"], row["day"], row["people"]))
        before[row["claimant"]] = row
    return parts


def _hover(row: Row, dataset: Dataset) -> str:
    whose = claimants.whose(row, dataset)
    people = wording.counted(row["people"], "person")
    kind = text.escaped(wording.in_sentence(dataset.label("detentions", "basis", row["basis"])))
    told = [
        text.escaped(claimants.heading(row["direction"], dataset)),
        # Translators: a figure: how many are held, of what kind it is ("claimed"), for which day it holds.
        _("<b>{people}</b>, {kind}, as of {day}", people=people, kind=kind, day=wording.day(row["day"])),
        text.lines(_("figure of {claimant}", claimant=whose)),
    ]
    if row["reported_by"] != whose:
        # Translators: how the source calls whoever gives the figure.
        told.append(text.lines(_("reported as: {name}", name=row["reported_by"])))
    return "<br>".join(told)


def _sentence(rows: Rows, shown: Sequence[str], dataset: Dataset) -> str:
    if not rows:
        return _("No report of people still held is left by the filters.")
    holders = [
        f" {claimants.heading(direction, dataset)}: {_kinds(handovers.of(rows, direction), dataset)}."
        for direction in shown
    ]
    reports = ngettext(
        "Points of {count} report of people still held, not merged.",
        "Points of {count} reports of people still held, not merged.",
        len(rows),
        count=wording.number(len(rows)),
    )
    return reports + "".join(holders)


def _kinds(rows: Rows, dataset: Dataset) -> str:
    """How many figures of each kind, and the latest of each with whose it is."""
    parts = []
    for basis in dataset.codes("detentions", "basis"):
        own = [row for row in rows if row["basis"] == basis]
        if own:
            latest = own[-1]
            # Translators: "12 figures claimed, the latest 23 by Armenia on 7 December 2023".
            told = ngettext(
                "{count} figure {kind}, the latest {people} by {claimant} on {day}",
                "{count} figures {kind}, the latest {people} by {claimant} on {day}",
                len(own),
                count=wording.number(len(own)),
                kind=wording.in_sentence(dataset.label("detentions", "basis", basis)),
                people=wording.number(latest["people"]),
                claimant=claimants.whose(latest, dataset),
                day=wording.day(latest["day"]),
            )
            parts.append(told)
    return "; ".join(parts)
