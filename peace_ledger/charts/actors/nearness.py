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
from peace_ledger.translation import N_, _

Row = Mapping[str, Any]

LEAST_SHARED = 3
"""Shared events below which two actors are not compared."""

ENDS_SHOWN = 8
"""How many of the closest, and how many of the furthest, are drawn where there are more."""

STEPS: Mapping[str, str] = {
    "same": N_("same stance"),
    "one_step": N_("one step apart"),
    "further": N_("two steps or more apart"),
}
"""How far two stances are apart: the columns of `actors/nearness.sql`, in words to be said."""

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
        Column("actor", _("Actor")),
        Column("shared", _("Shared events"), "number"),
        *(Column(step, wording.sentence(_(words)), "number") for step, words in STEPS.items()),
    )
    table = [row | {"actor": dataset.actor_name(row["actor_id"])} for row in found]
    shown = drawn(rows)
    return Chart(
        name=name,
        title=_("{actor}: whose stances run closest, and whose furthest?", actor=dataset.actor_name(of)),
        figure=_figure(shown, name, dataset) if shown else None,
        alt=_sentence(found, of, dataset),
        height=64 + _LINE_HEIGHT * max(len(shown), 1),
        columns=columns,
        rows=cells(table, columns),
        marks=[mark_of(name, row["actor_id"]) for row in found],
        narrow={"yaxis.ticktext": [text.short_lines(_name(row, dataset), 20) for row in shown]},
        empty=_(
            "No other actor shares {least} events with {actor} on which these filters leave a dated stance "
            "of both. Widen the period, take out an event, or choose an actor with more reactions.",
            least=wording.number(LEAST_SHARED),
            actor=dataset.actor_name(of),
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
                title={"text": _("shared events")},
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
        "name": wording.sentence(_(STEPS[step])),
        "x": [row[step] for row in rows],
        "y": [row["actor_id"] for row in rows],
        "text": [wording.number(row[step]) for row in rows],
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
    return [f"{_(words)}: {wording.number(row[step])}" for step, words in STEPS.items()]


def _name(row: Row, dataset: Dataset) -> str:
    return dataset.actor_name(row["actor_id"])


def _sentence(found: Rows, of: str, dataset: Dataset) -> str:
    if not found:
        return _("No actor shares enough events for a comparison under the filters.")
    ends = dict.fromkeys((id(found[0]), id(found[-1])))
    told = [_told(row, dataset) for row in found if id(row) in ends]
    bars = _(
        "Stacked bars of shared events: {actors} with at least {least} events shared with {actor}, "
        "closest first.",
        actors=wording.counted(len(found), "actor"),
        least=wording.number(LEAST_SHARED),
        actor=dataset.actor_name(of),
    )
    if len(told) == 1:
        # Translators: the one actor that there is: "From Name (3 shared; same stance: 2, …)."
        reach = _("From {actor}.", actor=told[0])
    else:
        # Translators: the closest actor and the furthest: "From Name (3 shared; …) to Name (4 shared; …)."
        reach = _("From {closest} to {furthest}.", closest=told[0], furthest=told[1])
    return f"{bars} {reach}"


def _told(row: Row, dataset: Dataset) -> str:
    # Translators: {count} counts events, {steps} is "same stance: 2, one step apart: 1".
    return _(
        "{actor} ({count} shared; {steps})",
        actor=_name(row, dataset),
        count=wording.number(row["shared"]),
        steps=", ".join(steps_in_words(row)),
    )
