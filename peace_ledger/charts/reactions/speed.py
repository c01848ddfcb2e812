"""How soon who reacted."""

from collections.abc import Mapping
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import parties, text, traces
from peace_ledger.charts.parts.traces import Trace
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of

DELAYS = ("before", "0", "1", "2", "3", "4-7", "8-14", "15-30", "31+")
"""The classes of `ledger/reactions.sql`, days after the event."""

DELAY_WORDS = {"before": "before it", "0": "same day", "1": "1 day", "2": "2 days", "3": "3 days"} | {
    delay: f"{delay.replace('-', '–')} days" for delay in DELAYS[5:]
}
_THIRD = "Third parties: "
_LARGEST, _SMALLEST = 35, 15
"""Diameters in px: of the largest bubble, and the least at which a number of two digits fits."""

_HOLLOW_PART = (f"{traces.LOW_CONFIDENCE} (the hollow part)", "circle-open", "@muted")

Groups = Mapping[tuple[str, str | None], str]
"""The words of each group of actors, by side and kind."""


def reaction_speed(rows: Rows, median: Rows, dataset: Dataset) -> Chart:
    """Bubbles: how many reactions each group of actors gave, by days after the event."""
    groups = _speed_groups(rows, dataset)
    labels = [text.escaped(word) for word in groups.values()]
    dated = median[0]["dated"] if median else 0
    columns = (
        Column("group", "Who"),
        Column("delay", "After the event"),
        Column("reactions", "Reactions", "number"),
        Column("low", "Of low confidence", "number"),
    )
    table = [row | {"group": groups[row["side"], row["kind"]]} for row in rows]
    title = (
        f"Half of the dated reactions came within {wording.counted(median[0]['median_days'], 'day')}"
        if median and median[0]["median_days"] > 0
        else "Half of the dated reactions came on the day itself"
        if median
        else "How soon did who react?"
    )
    return Chart(
        name="reaction_speed",
        title=title,
        figure={
            "data": [
                _filled(rows, groups, dataset),
                _outlines(rows, groups, dataset),
                *traces.key([_HOLLOW_PART] if any(row["low"] for row in rows) else []),
            ],
            "layout": style.layout(
                xaxis={
                    "type": "category",
                    "categoryorder": "array",
                    "categoryarray": [DELAY_WORDS[delay] for delay in DELAYS],
                    "range": [-0.6, len(DELAYS) - 0.4],
                    "automargin": True,
                },
                yaxis=style.label_axis(labels, showgrid=True, range=[-0.7, len(labels) - 0.3]),
                showlegend=True,
            ),
        }
        if rows
        else None,
        alt=(
            f"Bubbles of {wording.counted(dated, 'dated reaction')} by group of actors "
            f"and days after the event. {title}. {_largest(rows, groups)}"
            if rows
            else "No dated reactions are left by the filters."
        ),
        height=80 + 44 * max(len(labels), 1),
        columns=columns,
        rows=cells(table, columns, {"delay": DELAY_WORDS}),
        marks=[_mark(row) for row in rows],
        narrow={
            "xaxis.tickangle": -60,
            "yaxis.tickvals": labels,
            "yaxis.ticktext": [
                text.short_lines(wording.sentence(word.removeprefix(_THIRD)), 18) for word in groups.values()
            ],
            "yaxis.tickfont.size": 11,
        },
        empty=(
            "No dated reaction is left by these filters; undated ones cannot be placed in time. "
            "Widen the period, or take out an actor or a choice."
        ),
    )


def _largest(rows: Rows, groups: Groups) -> str:
    """The largest bubble, as a sentence."""
    most = max(rows, key=lambda row: row["reactions"])
    return (
        f"The largest: {groups[most['side'], most['kind']]}, "
        f"{wording.counted(most['reactions'], 'reaction')} {_when(most['delay'])}."
    )


def _outlines(rows: Rows, groups: Groups, dataset: Dataset) -> Trace:
    """All reactions of each group and class of days, as outlines with their number."""
    return _places(rows, groups) | {
        "mode": "markers+text",
        "text": [str(row["reactions"]) for row in rows],
        "textfont": {"size": 11, "color": "@ink"},
        "textposition": "middle center",
        "hovertext": [
            f"{text.escaped(groups[row['side'], row['kind']])}"
            f"<br><b>{wording.counted(row['reactions'], 'reaction')}</b>, "
            f"{_when(row['delay'])}<br>{row['low']} of low confidence (hollow)"
            for row in rows
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "symbol": "circle-open",
            "size": _diameters(rows),
            "color": [_group_colour(dataset, row["side"]) for row in rows],
            "line": {"width": 1.5},
        },
    }


def _filled(rows: Rows, groups: Groups, dataset: Dataset) -> Trace:
    """The part of each outline's area that is of better than low confidence."""
    shares = [(row["reactions"] - row["low"]) / row["reactions"] for row in rows]
    return _places(rows, groups) | {
        "mode": "markers",
        "hoverinfo": "skip",
        "marker": {
            "symbol": "circle",
            "size": [diameter * share**0.5 for diameter, share in zip(_diameters(rows), shares, strict=True)],
            "color": [_group_colour(dataset, row["side"]) for row in rows],
            "opacity": 0.5,
            "line": {"width": 0},
        },
    }


def _places(rows: Rows, groups: Groups) -> Trace:
    return {
        "type": "scatter",
        "x": [DELAY_WORDS[row["delay"]] for row in rows],
        "y": [text.escaped(groups[row["side"], row["kind"]]) for row in rows],
        "customdata": [_mark(row) for row in rows],
        "showlegend": False,
    }


def _diameters(rows: Rows) -> list[float]:
    """Diameters in px, areas in proportion to the reactions."""
    most = max(row["reactions"] for row in rows)
    return [max(_SMALLEST, _LARGEST * (row["reactions"] / most) ** 0.5) for row in rows]


def _mark(row: Mapping[str, Any]) -> str:
    return mark_of("reaction_speed", row["side"], row["kind"], row["delay"])


def _when(delay: str) -> str:
    """When a class of delays is, as a sentence says it."""
    if delay == "before":
        return "before the event"
    return "on the day of the event" if delay == "0" else f"{DELAY_WORDS[delay]} after the event"


def _speed_groups(rows: Rows, dataset: Dataset) -> dict[tuple[str, str | None], str]:
    """The groups that occur: the parties' sides in the descriptor's order, then third parties by kind."""
    found = {(row["side"], row["kind"]) for row in rows}
    sides = [(party.side, None) for party in dataset.package.parties]
    others = [
        (side, kind) for side in dataset.codes("actors", "side") for kind in dataset.codes("actors", "kind")
    ]
    apart = len({side for side, _ in found} - {side for side, _ in sides}) > 1
    words = {(side, kind): _group_word(dataset, side, kind, apart) for side, kind in [*sides, *others]}
    return {group: word for group, word in words.items() if group in found}


def _group_word(dataset: Dataset, side: str, kind: str | None, apart: bool) -> str:
    """The words for a group; sides that are no party's are named where there are several of them."""
    if kind is None:
        return f"{dataset.label('actors', 'side', side)} and bodies on its side"
    whose = f"{dataset.label('actors', 'side', side)}: " if apart else _THIRD
    return f"{whose}{dataset.label('actors', 'kind', kind).lower()}"


def _group_colour(dataset: Dataset, side: str) -> str:
    return parties.of_side(side, dataset).colour
