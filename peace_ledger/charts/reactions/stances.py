"""How the stances towards each event spread."""

from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import diverging, event_names, scale, text, traces
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import _


def stance_by_event(rows: Rows, dataset: Dataset) -> Chart:
    """Diverging bars: one line an event, favourable stances to the right of the middle, unfavourable to the
    left, neutral across it.
    """
    stances = dataset.codes("reactions", "stance")
    events = list(dict.fromkeys(row["event_id"] for row in rows))
    labels = [event_names.long(dataset, event) for event in events]
    counts = {(row["event_id"], row["stance"]): row for row in rows}
    bars = [
        trace
        for stance in stances
        for trace in _stance_bars(dataset, stance, stances, events, labels, counts)
    ]
    key = [traces.low_confidence_key()] if any(row["low"] for row in rows) else []
    total = sum(row["reactions"] for row in rows)
    left, right = _extent(events, stances, counts)
    columns = (
        Column("event", _("Event")),
        Column("day", _("Day"), "date"),
        Column("stance", _("Stance")),
        Column("reactions", _("Reactions"), "number"),
        Column("low", _("Of low confidence"), "number"),
    )
    table = [row | {"event": text.coded(dataset.event_title(row["event_id"]), dataset)} for row in rows]
    words = {"stance": dataset.labels("reactions", "stance")}
    return Chart(
        name="stance_by_event",
        title=_("How did the stances towards each event spread?"),
        figure={
            "data": [*bars, *key],
            "layout": style.layout(
                barmode="overlay",
                uniformtext={"mode": "hide", "minsize": 10},
                xaxis=style.count_axis(
                    range=[-left * 1.04 - 0.5, right * 1.04 + 0.5],
                    tickvals=(ticks := _ticks(left, right)),
                    ticktext=[wording.number(abs(tick)) for tick in ticks],
                    title={"text": scale.ends(dataset)},
                ),
                yaxis=style.label_axis(labels),
                showlegend=True,
            ),
        }
        if rows
        else None,
        alt=_stance_sentence(rows, dataset, events, total),
        height=110 + 34 * max(len(events), 1),
        columns=columns,
        rows=cells(table, columns, words),
        marks=[mark_of("stance_by_event", row["event_id"], row["stance"]) for row in rows],
        narrow={
            "yaxis.tickvals": labels,
            "yaxis.ticktext": [event_names.day(dataset, event) for event in events],
            "xaxis.title.text": _("← unfavourable · favourable →"),
        },
        empty=_("No reaction is left by these filters. Widen the period or take out an actor or a stance."),
    )


def _stance_bars(
    dataset: Dataset,
    stance: str,
    stances: tuple[str, ...],
    events: list[str],
    labels: list[str],
    counts: dict[tuple[str, str], dict[str, Any]],
) -> list[dict[str, Any]]:
    """Two traces a stance: its firm rows filled, those of low confidence hollow beside them."""
    word = dataset.label("reactions", "stance", stance)
    solid: dict[str, list[Any]] = {
        "x": [],
        "base": [],
        "y": [],
        "text": [],
        "customdata": [],
        "hovertext": [],
    }
    hollow: dict[str, list[Any]] = {
        "x": [],
        "base": [],
        "y": [],
        "text": [],
        "customdata": [],
        "hovertext": [],
    }
    for event, label in zip(events, labels, strict=True):
        row = counts.get((event, stance))
        if row is None:
            continue
        start = _starts(event, stances, counts)[stance]
        firm = row["reactions"] - row["low"]
        # Translators: of the reactions to an event: "60 % (12 of 20)", or below five "3 of 4".
        share = _("{share} of its reactions", share=wording.share(row["reactions"], _total(event, counts)))
        hover = (
            f"{label}<br><b>{text.escaped(word)}: {wording.number(row['reactions'])}</b>"
            f"<br>{share}<br>{wording.counted(row['low'], 'row of low confidence (hollow)')}"
        )
        for part, size, base in ((solid, firm, start), (hollow, row["low"], start + firm)):
            if size:
                part["x"].append(size)
                part["base"].append(base)
                part["y"].append(label)
                part["text"].append(wording.number(size))
                part["customdata"].append(mark_of("stance_by_event", event, stance))
                part["hovertext"].append(hover)
    look = scale.of(dataset).look(stance)
    shared: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "legendgroup": stance,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "inside",
    }
    pattern = {
        "shape": look.pattern,
        "size": 9,
        "solidity": 0.12,
        "fgcolor": "@ground",
        "bgcolor": look.colour,
    }
    return [
        shared
        | solid
        | {
            "name": word,
            "showlegend": True,
            "marker": {"color": look.colour, "line": {"color": "@ground", "width": 1}, "pattern": pattern},
            "textfont": {"color": look.ink, "size": 11},
        },
        shared
        | hollow
        | {
            "name": _("{stance}, low confidence", stance=word),
            "showlegend": False,
            "marker": {"color": "@ground", "line": {"color": look.colour, "width": 2}},
            "textfont": {"color": "@ink", "size": 11},
        },
    ]


def _extent(
    events: list[str], stances: tuple[str, ...], counts: dict[tuple[str, str], dict[str, Any]]
) -> tuple[float, float]:
    """How far the bars reach to the left and to the right of the middle."""
    left, right = 1.0, 1.0
    for event in events:
        for stance, start in _starts(event, stances, counts).items():
            row = counts.get((event, stance))
            left = max(left, -start)
            right = max(right, start + (row["reactions"] if row else 0))
    return left, right


def _starts(
    event: str, stances: tuple[str, ...], counts: dict[tuple[str, str], dict[str, Any]]
) -> dict[str, float]:
    """Where the bar of each stance towards an event begins."""
    of_event = {stance: counts[event, stance]["reactions"] for stance in stances if (event, stance) in counts}
    return diverging.starts(of_event, stances)


def _total(event: str, counts: dict[tuple[str, str], dict[str, Any]]) -> int:
    return sum(row["reactions"] for (of, _), row in counts.items() if of == event)


def _ticks(left: float, right: float) -> list[int]:
    """Round counts on both sides of zero, at most about eight in all."""
    span = left + right
    step = next(
        (step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if span / step <= 8), int(span // 8) or 1
    )
    return [step * place for place in range(-int(left // step), int(right // step) + 1)]


def _stance_sentence(rows: Rows, dataset: Dataset, events: list[str], total: int) -> str:
    if not rows:
        return _("No reactions are left by the filters.")
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["stance"]] = counts.get(row["stance"], 0) + row["reactions"]
    parts = [
        wording.tallied(count, dataset.label("reactions", "stance", code)) for code, count in counts.items()
    ]
    ordered = [
        part
        for code in dataset.codes("reactions", "stance")
        for part, of in zip(parts, counts, strict=True)
        if of == code
    ]
    return _(
        "Diverging bars of {reactions} to {events}: {counts}.",
        reactions=wording.counted(total, "reaction"),
        events=wording.counted(len(events), "event"),
        counts=", ".join(ordered),
    )
