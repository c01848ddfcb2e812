"""Whose stances run closest to an actor's, and whose furthest."""

from collections.abc import Mapping
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import text
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of

Row = Mapping[str, Any]

LEAST_SHARED = 3
"""Shared events below which two actors are not compared."""

ENDS_SHOWN = 8
"""How many of the closest, and how many of the furthest, are drawn where there are more."""

STEPS: Mapping[str, str] = {
    "same": "same stance",
    "one_step": "one step apart",
    "further": "two steps or more apart",
}
"""How far two stances are apart: the columns of `actors/nearness.sql`, in words."""

_PATTERNS = {"same": "", "one_step": ".", "further": "-"}
_LINE_HEIGHT = 30


def nearness(rows: Rows, of: str, dataset: Dataset, *, second: bool = False) -> Chart:
    """Stacked bars of shared events, one line an actor, closest first.

    `rows` are those of `actors/nearness.sql` for the actor `of`; `second` tells the chart of the second actor
    on a page from that of the first.
    """
    name = "nearness_second" if second else "nearness"
    found = enough(rows)
    columns = (
        Column("actor", "Actor"),
        Column("shared", "Shared events", "number"),
        *(Column(step, wording.sentence(words), "number") for step, words in STEPS.items()),
    )
    table = [row | {"actor": dataset.actor_name(row["actor_id"])} for row in found]
    shown = drawn(rows)
    return Chart(
        name=name,
        title=f"{dataset.actor_name(of)}: whose stances run closest, and whose furthest?",
        figure=_figure(shown, name, dataset) if shown else None,
        alt=_sentence(found, of, dataset),
        height=64 + _LINE_HEIGHT * max(len(shown), 1),
        columns=columns,
        rows=cells(table, columns),
        marks=[mark_of(name, row["actor_id"]) for row in found],
        narrow={"yaxis.ticktext": [text.short_lines(_name(row, dataset), 20) for row in shown]},
        empty=(
            f"No other actor shares {LEAST_SHARED} events with {dataset.actor_name(of)} on which these "
            "filters leave a dated stance of both. Widen the period, take out an event, or choose an actor "
            "with more reactions."
        ),
    )


def enough(rows: Rows) -> Rows:
    """The actors that share enough events to be compared."""
    return [row for row in rows if row["shared"] >= LEAST_SHARED]


def drawn(rows: Rows) -> Rows:
    """Of those, the closest and the furthest, each once, closest first."""
    found = enough(rows)
    return found if len(found) <= 2 * ENDS_SHOWN else found[:ENDS_SHOWN] + found[-ENDS_SHOWN:]


def _figure(shown: Rows, name: str, dataset: Dataset) -> dict[str, Any]:
    names = [text.label(_name(row, dataset), 44) for row in shown]
    return {
        "data": [_bars(shown, step, name, dataset) for step in STEPS],
        "layout": style.layout(
            barmode="stack",
            showlegend=True,
            uniformtext={"mode": "hide", "minsize": 10},
            xaxis=style.count_axis(
                dtick=1,
                range=[0, max(row["shared"] for row in shown) * 1.02],
                title={"text": "shared events"},
            ),
            yaxis=style.label_axis(
                [row["actor_id"] for row in shown],
                tickvals=[row["actor_id"] for row in shown],
                ticktext=names,
                range=[-0.5, len(shown) - 0.5],
            ),
        ),
    }


def _bars(shown: Rows, step: str, name: str, dataset: Dataset) -> dict[str, Any]:
    rows = [row for row in shown if row[step]]
    colour = f"@apart-{step}"
    return {
        "type": "bar",
        "orientation": "h",
        "name": wording.sentence(STEPS[step]),
        "x": [row[step] for row in rows],
        "y": [row["actor_id"] for row in rows],
        "text": [str(row[step]) for row in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": f"@on-apart-{step}"},
        "customdata": [mark_of(name, row["actor_id"]) for row in rows],
        "hovertext": [_hover(row, dataset) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": colour,
            "line": {"color": "@ground", "width": 1},
            "pattern": {
                "shape": _PATTERNS[step],
                "size": 9,
                "solidity": 0.1,
                "fgcolor": "@ground",
                "bgcolor": colour,
            },
        },
    }


def _hover(row: Row, dataset: Dataset) -> str:
    shared = wording.counted(row["shared"], "shared event")
    return f"<b>{text.lines(_name(row, dataset))}</b><br>{shared}<br>{'<br>'.join(steps_in_words(row))}"


def steps_in_words(row: Row) -> list[str]:
    """On how many shared events two stances are how far apart: 3 same stance, 1 one step apart."""
    return [f"{words}: {wording.number(row[step])}" for step, words in STEPS.items()]


def _name(row: Row, dataset: Dataset) -> str:
    return dataset.actor_name(row["actor_id"])


def _sentence(found: Rows, of: str, dataset: Dataset) -> str:
    if not found:
        return "No actor shares enough events for a comparison under the filters."
    ends = dict.fromkeys((id(found[0]), id(found[-1])))
    told = [_told(row, dataset) for row in found if id(row) in ends]
    return (
        f"Stacked bars of shared events: {wording.counted(len(found), 'actor')} with at least {LEAST_SHARED} "
        f"events shared with {dataset.actor_name(of)}, closest first. From {' to '.join(told)}."
    )


def _told(row: Row, dataset: Dataset) -> str:
    return f"{_name(row, dataset)} ({row['shared']} shared; {', '.join(steps_in_words(row))})"
