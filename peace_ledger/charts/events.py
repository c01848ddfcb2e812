"""Charts of the Events page: all events by kind and day, and how each side took one of them."""

from collections import Counter
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import diverging, scale, text, traces
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _, ngettext

Row = dict[str, Any]

_LINE_HEIGHT = 26
_SIDE_HEIGHT = 46
_SMALLEST, _LARGEST = 7, 26
"""Diameters in px of an event with nothing tied to it, and of the one with most."""


def calendar(rows: Rows, dataset: Dataset) -> Chart:
    """Events on a line of days for each kind, each as large as the number of rows that are tied to it."""
    most = max((tied(row) for row in rows), default=0)
    columns = (
        Column("event", _("Event")),
        Column("day", _("Day"), "date"),
        Column("kind", _("Kind")),
        Column("reactions", _("Reactions"), "number"),
        Column("releases", _("Release rows"), "number"),
        Column("commitments", _("Commitments"), "number"),
    )
    table = [row | {"event": text.coded(dataset.event_title(row["event_id"]), dataset)} for row in rows]
    labels = kinds(rows, dataset)
    return Chart(
        name="event_calendar",
        title=_calendar_title(rows, dataset),
        figure={
            "data": [
                markers(
                    rows,
                    dataset,
                    chart="event_list",
                    sizes=[
                        _SMALLEST + (_LARGEST - _SMALLEST) * (tied(row) / (most or 1)) ** 0.5 for row in rows
                    ],
                )
            ],
            "layout": style.layout(
                xaxis=style.time_axis(),
                yaxis=style.label_axis(labels, range=[-0.7, len(labels) - 0.3], showgrid=True),
            ),
        }
        if rows
        else None,
        alt=_calendar_sentence(rows, dataset),
        height=60 + _LINE_HEIGHT * max(len(labels), 1),
        columns=columns,
        rows=cells(table, columns, {"kind": dataset.labels("events", "kind")}),
        marks=[mark_of("event_list", row["event_id"]) for row in rows],
        empty=_("No event is left by these filters. Widen the period, or take out an actor or an event."),
        lanes=("event_list",),
    )


def markers(
    rows: Rows, dataset: Dataset, *, chart: str, sizes: list[float] | float, **own: Any
) -> dict[str, Any]:
    """One trace: events by day on the line of their kind; `chart` names their marks."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "events",
        "showlegend": False,
        "x": [row["day"].isoformat() for row in rows],
        "y": [text.escaped(dataset.label("events", "kind", row["kind"])) for row in rows],
        "customdata": [mark_of(chart, row["event_id"]) for row in rows],
        "hovertext": [_event_words(row, dataset) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "symbol": "circle",
            "size": sizes,
            "color": "@accent",
            "opacity": 0.8,
            "line": {"color": "@ground", "width": 1},
        },
    } | own


def kinds(rows: Rows, dataset: Dataset) -> list[str]:
    """The labels of the kinds that occur, in the code list's order, for an axis."""
    found = {row["kind"] for row in rows}
    return [text.escaped(label) for code, label in dataset.labels("events", "kind").items() if code in found]


def tied(row: Row) -> int:
    """How many rows of other tables are tied to an event."""
    return int(row["reactions"] + row["releases"] + row["commitments"])


def ties_in_words(row: Row) -> str:
    """53 reactions, 2 release rows, 12 commitments; "nothing tied to it" where there is none."""
    parts = [
        wording.counted(row["reactions"], "reaction") if row["reactions"] else "",
        wording.counted(row["releases"], "release row") if row["releases"] else "",
        wording.counted(row["commitments"], "commitment") if row["commitments"] else "",
    ]
    return ", ".join(part for part in parts if part) or _("nothing tied to it")


def _event_words(row: Row, dataset: Dataset) -> str:
    return (
        f"{wording.short_day(row['day'])}<br><b>{text.lines(dataset.event_title(row['event_id']))}</b>"
        f"<br>{text.escaped(dataset.label('events', 'kind', row['kind']))} · {ties_in_words(row)}"
    )


def _calendar_title(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return _("What happened when?")
    most = max(rows, key=tied)
    if not tied(most):
        return _("What happened when?")
    # Translators: what is most tied to: "5 reactions, 1 commitment".
    return _(
        "Most is tied to {day}: {event} ({tied})",
        day=wording.short_day(most["day"]),
        event=dataset.event_title(most["event_id"]),
        tied=ties_in_words(most),
    )


def _calendar_sentence(rows: Rows, dataset: Dataset) -> str:
    if not rows:
        return _("No events are left by the filters.")
    labels = dataset.labels("events", "kind")
    counts = [
        f"{wording.in_sentence(label)} {wording.number(sum(1 for row in rows if row['kind'] == code))}"
        for code, label in labels.items()
        if any(row["kind"] == code for row in rows)
    ]
    told = _(
        "Events by kind and day, from {first} to {last}: {events} ({counts}).",
        first=wording.day(rows[0]["day"]),
        last=wording.day(rows[-1]["day"]),
        events=wording.counted(len(rows), "event"),
        counts=", ".join(counts),
    )
    return f"{told} {_calendar_title(rows, dataset)}."


def stances(rows: Rows, event: str | None, dataset: Dataset) -> Chart:
    """Diverging bars: how each side took one event, or all of them (None); the parties' sides in their order,
    then others.
    """
    order = dataset.codes("reactions", "stance")
    sides = [side for side in _sides(dataset) if any(row["side"] == side for row in rows)]
    counts = {side: {row["stance"]: row for row in rows if row["side"] == side} for side in sides}
    bars = [bar for side in sides for bar in _side_bars(side, counts[side], event, order, dataset)]
    total = sum(row["reactions"] for row in rows)
    left = max([1.0, *(-bar["start"] for bar in bars)])
    right = max([1.0, *(bar["start"] + bar["size"] for bar in bars)])
    columns = (
        Column("side", _("Side of who reacted")),
        Column("stance", _("Stance")),
        Column("reactions", _("Reactions"), "number"),
        Column("low", _("Of low confidence"), "number"),
    )
    ordered = [counts[side][stance] for side in sides for stance in order if stance in counts[side]]
    words = {"side": _side_words(dataset), "stance": dataset.labels("reactions", "stance")}
    return Chart(
        name="event_stances",
        title=_stances_title(rows, total, dataset),
        figure={
            "data": [
                *(
                    _bar_trace(
                        [bar for bar in bars if bar["stance"] == stance and bar["hollow"] == hollow],
                        stance,
                        hollow,
                        dataset,
                    )
                    for stance in order
                    for hollow in (False, True)
                ),
                *([traces.low_confidence_key()] if any(bar["hollow"] for bar in bars) else []),
            ],
            "layout": style.layout(
                barmode="overlay",
                bargap=0.3,
                uniformtext={"mode": "hide", "minsize": 10},
                xaxis=style.count_axis(
                    range=[-left * 1.04 - 0.5, right * 1.04],
                    showticklabels=False,
                    title={"text": scale.ends(dataset)},
                ),
                yaxis=style.label_axis([_side_labels(dataset)[side] for side in sides]),
                showlegend=True,
            ),
        }
        if rows
        else None,
        alt=_stances_sentence(counts, total, dataset),
        height=70 + _SIDE_HEIGHT * max(len(sides), 1),
        columns=columns,
        rows=cells(ordered, columns, words),
        marks=[mark_of("event_stances", event, row["side"], row["stance"]) for row in ordered],
        narrow={"xaxis.title.text": _("← unfavourable · favourable →")},
        empty=_(
            "No reaction to this event is recorded under these filters. That none was found does not mean "
            "that nobody reacted."
        ),
    )


def _side_bars(
    side: str, counts: dict[str, Row], event: str | None, order: tuple[str, ...], dataset: Dataset
) -> list[Row]:
    """The parts of one side's bar: firm rows first, those of low confidence beyond them."""
    begins = diverging.starts({stance: row["reactions"] for stance, row in counts.items()}, order)
    total = sum(row["reactions"] for row in counts.values())
    bars = []
    for stance, row in counts.items():
        firm = row["reactions"] - row["low"]
        word = text.escaped(dataset.label("reactions", "stance", stance))
        # Translators: a share of reactions: "60 % (12 of 20)", or below five "3 of 4".
        share = _("{share} of this side's reactions", share=wording.share(row["reactions"], total))
        hover = (
            f"{_side_labels(dataset)[side]}<br><b>{word}: {wording.number(row['reactions'])}</b>"
            f"<br>{share}<br>{wording.counted(row['low'], 'row of low confidence (hollow)')}"
        )
        shared = {
            "side": _side_labels(dataset)[side],
            "stance": stance,
            "hover": hover,
            "mark": mark_of("event_stances", event, side, stance),
        }
        bars += [
            shared | {"hollow": hollow, "start": start, "size": size}
            for hollow, start, size in (
                (False, begins[stance], firm),
                (True, begins[stance] + firm, row["low"]),
            )
            if size
        ]
    return bars


def _bar_trace(bars: list[Row], stance: str, hollow: bool, dataset: Dataset) -> dict[str, Any]:
    word = dataset.label("reactions", "stance", stance)
    look = scale.of(dataset).look(stance)
    return {
        "type": "bar",
        "orientation": "h",
        "name": _("{stance}, low confidence", stance=word) if hollow else word,
        "legendgroup": stance,
        "showlegend": not hollow,
        "x": [bar["size"] for bar in bars],
        "base": [bar["start"] for bar in bars],
        "y": [bar["side"] for bar in bars],
        "text": [wording.number(bar["size"]) for bar in bars],
        "customdata": [bar["mark"] for bar in bars],
        "hovertext": [bar["hover"] for bar in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "inside",
        "textfont": {"color": "@ink" if hollow else look.ink, "size": 11},
        "marker": style_of_bar(look.colour, look.pattern, hollow),
    }


def style_of_bar(colour: str, pattern: str, hollow: bool) -> dict[str, Any]:
    """A bar's marker: filled with its pattern, or hollow for rows of low confidence."""
    if hollow:
        return {"color": "@ground", "line": {"color": colour, "width": 2}}
    return {
        "color": colour,
        "line": {"color": "@ground", "width": 1},
        "pattern": {"shape": pattern, "size": 9, "solidity": 0.12, "fgcolor": "@ground", "bgcolor": colour},
    }


def _sides(dataset: Dataset) -> list[str]:
    """The parties' sides in the descriptor's order, then the others in the code list's."""
    parties = [party.side for party in dataset.package.parties]
    return [*parties, *(side for side in dataset.codes("actors", "side") if side not in parties)]


def _side_words(dataset: Dataset) -> dict[str, str]:
    parties = {party.side for party in dataset.package.parties}
    return {
        side: _("{side} and bodies on its side", side=label) if side in parties else label
        for side, label in dataset.labels("actors", "side").items()
    }


def _side_labels(dataset: Dataset) -> dict[str, str]:
    """The words for an axis, in two lines where they are long."""
    parties = {party.side for party in dataset.package.parties}
    labels = {side: text.escaped(label) for side, label in dataset.labels("actors", "side").items()}
    # Translators: <br> breaks the line.
    return {
        side: _("{side} and bodies<br>on its side", side=label) if side in parties else label
        for side, label in labels.items()
    }


def by_stance(rows: Rows) -> Counter[str]:
    """How many reactions have each stance."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row["stance"]] += row["reactions"]
    return counts


def _stances_title(rows: Rows, total: int, dataset: Dataset) -> str:
    if not rows:
        return _("How was it received?")
    favour, good = scale.favour(by_stance(rows), dataset)
    blame, bad = scale.blame(by_stance(rows), dataset)
    # Translators: {reactions} is "20 reactions", {good} "supports or welcomes", {bad} "critical or rejects".
    return ngettext(
        "Of {reactions}, {favour} is coded {good} and {blame} {bad}",
        "Of {reactions}, {favour} are coded {good} and {blame} {bad}",
        favour,
        reactions=wording.counted(total, "reaction"),
        favour=wording.number(favour),
        good=good,
        blame=wording.number(blame),
        bad=bad,
    )


def _stances_sentence(counts: dict[str, dict[str, Row]], total: int, dataset: Dataset) -> str:
    if not total:
        return _("No reactions are left by the filters.")
    labels = dataset.labels("reactions", "stance")
    parts = [
        f"{_side_words(dataset)[side]}: "
        + ", ".join(
            wording.tallied(rows[code]["reactions"], label) for code, label in labels.items() if code in rows
        )
        for side, rows in counts.items()
    ]
    told = _("Diverging bars of {reactions} by side.", reactions=wording.counted(total, "reaction"))
    return f"{told} {'; '.join(parts)}."
