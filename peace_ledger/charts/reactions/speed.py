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
from peace_ledger.translation import N_, _, ngettext, said

DELAYS = ("before", "0", "1", "2", "3", "4-7", "8-14", "15-30", "31+")
"""The classes of `ledger/reactions.sql`, days after the event."""

DELAY_WORDS: Mapping[str, str] = {
    # Translators: before the event.
    "before": N_("before it"),
    "0": N_("same day"),
    "1": N_("1 day"),
    "2": N_("2 days"),
    "3": N_("3 days"),
    "4-7": N_("4–7 days"),
    "8-14": N_("8–14 days"),
    "15-30": N_("15–30 days"),
    "31+": N_("31+ days"),
}
"""The classes in words, to be said."""

_LARGEST, _SMALLEST = 35, 15
"""Diameters in px: of the largest bubble, and the least at which a number of two digits fits."""

Groups = Mapping[tuple[str, str | None], str]
"""The words of each group of actors, by side and kind."""


def reaction_speed(rows: Rows, median: Rows, dataset: Dataset) -> Chart:
    """Bubbles: how many reactions each group of actors gave, by days after the event."""
    groups = _speed_groups(rows, dataset)
    labels = [text.escaped(word) for word in groups.values()]
    dated = median[0]["dated"] if median else 0
    columns = (
        Column("group", _("Who")),
        Column("delay", _("After the event")),
        Column("reactions", _("Reactions"), "number"),
        Column("low", _("Of low confidence"), "number"),
    )
    table = [row | {"group": groups[row["side"], row["kind"]]} for row in rows]
    title = _title(median)
    key = [(_("Low confidence (the hollow part)"), "circle-open", "@muted")]
    return Chart(
        name="reaction_speed",
        title=title,
        figure={
            "data": [
                _filled(rows, groups, dataset),
                _outlines(rows, groups, dataset),
                *traces.key(key if any(row["low"] for row in rows) else []),
            ],
            "layout": style.layout(
                xaxis={
                    "type": "category",
                    "categoryorder": "array",
                    "categoryarray": [_(DELAY_WORDS[delay]) for delay in DELAYS],
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
            f"{_bubbles(dated)} {title}. {_largest(rows, groups)}"
            if rows
            else _("No dated reactions are left by the filters.")
        ),
        height=80 + 44 * max(len(labels), 1),
        columns=columns,
        rows=cells(table, columns, {"delay": said(DELAY_WORDS)}),
        marks=[_mark(row) for row in rows],
        narrow={
            "xaxis.tickangle": -60,
            "yaxis.tickvals": labels,
            "yaxis.ticktext": [
                text.short_lines(word, 18) for word in _speed_groups(rows, dataset, short=True).values()
            ],
            "yaxis.tickfont.size": 11,
        },
        empty=_(
            "No dated reaction is left by these filters; undated ones cannot be placed in time. "
            "Widen the period, or take out an actor or a choice."
        ),
    )


def _title(median: Rows) -> str:
    if not median:
        return _("How soon did who react?")
    days = median[0]["median_days"]
    if days > 0:
        return ngettext(
            "Half of the dated reactions came within {count} day",
            "Half of the dated reactions came within {count} days",
            days,
            count=wording.number(days),
        )
    return _("Half of the dated reactions came on the day itself")


def _bubbles(dated: int) -> str:
    return _(
        "Bubbles of {reactions} by group of actors and days after the event.",
        reactions=wording.counted(dated, "dated reaction"),
    )


def _largest(rows: Rows, groups: Groups) -> str:
    """The largest bubble, as a sentence."""
    most = max(rows, key=lambda row: row["reactions"])
    # Translators: "The largest: Third parties: state, 5 reactions on the day of the event."
    return _(
        "The largest: {group}, {reactions} {when}.",
        group=groups[most["side"], most["kind"]],
        reactions=wording.counted(most["reactions"], "reaction"),
        when=_when(most["delay"]),
    )


def _outlines(rows: Rows, groups: Groups, dataset: Dataset) -> Trace:
    """All reactions of each group and class of days, as outlines with their number."""
    return _places(rows, groups) | {
        "mode": "markers+text",
        "text": [wording.number(row["reactions"]) for row in rows],
        "textfont": {"size": 11, "color": "@ink"},
        "textposition": "middle center",
        "hovertext": [
            f"{text.escaped(groups[row['side'], row['kind']])}"
            f"<br><b>{wording.counted(row['reactions'], 'reaction')}</b>, "
            f"{_when(row['delay'])}<br>{_low(row)}"
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


def _low(row: Mapping[str, Any]) -> str:
    # Translators: {count} counts reactions.
    return _("{count} of low confidence (hollow)", count=wording.number(row["low"]))


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
        "x": [_(DELAY_WORDS[row["delay"]]) for row in rows],
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
        return _("before the event")
    if delay == "0":
        return _("on the day of the event")
    # Translators: {days} is "1 day", "4–7 days".
    return _("{days} after the event", days=_(DELAY_WORDS[delay]))


def _speed_groups(rows: Rows, dataset: Dataset, *, short: bool = False) -> dict[tuple[str, str | None], str]:
    """The groups that occur: the parties' sides in the descriptor's order, then third parties by kind."""
    found = {(row["side"], row["kind"]) for row in rows}
    sides = [(party.side, None) for party in dataset.package.parties]
    others = [
        (side, kind) for side in dataset.codes("actors", "side") for kind in dataset.codes("actors", "kind")
    ]
    apart = len({side for side, _ in found} - {side for side, _ in sides}) > 1
    return {
        (side, kind): _group_word(dataset, side, kind, apart, short)
        for side, kind in [*sides, *others]
        if (side, kind) in found
    }


def _group_word(dataset: Dataset, side: str, kind: str | None, apart: bool, short: bool) -> str:
    """The words for a group; sides that are no party's are named where there are several of them."""
    if kind is None:
        return _("{side} and bodies on its side", side=dataset.label("actors", "side", side))
    word = dataset.label("actors", "kind", kind)
    if apart:
        return f"{dataset.label('actors', 'side', side)}: {wording.in_sentence(word)}"
    return word if short else _("Third parties: {kind}", kind=wording.in_sentence(word))


def _group_colour(dataset: Dataset, side: str) -> str:
    return parties.of_side(side, dataset).colour
