"""Where states stand on one event, on a map."""

from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import text
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of

_NOT_FOUND = "Looked for, not found"


def stance_map(rows: Rows, event: str | None, dataset: Dataset) -> Chart:
    """A world map of states' stances towards one event, with the stances of their offices; a sign on each
    state repeats its colour.
    """
    found = [row for row in rows if row["reactions"]]
    blank = [row for row in rows if not row["reactions"]]
    title = (
        f"Where did states stand on: {dataset.event_title(event)}?" if event else "Where did states stand?"
    )
    columns = (
        Column("state", "State"),
        Column("stance", "Latest stance"),
        Column("reactions", "Reactions", "number"),
        Column("low", "Of low confidence", "number"),
    )
    table = [
        row | {"state": dataset.actor_name(row["state_id"]), "stance": row["stance"] or _NOT_FOUND}
        for row in [*found, *blank]
    ]
    traces = [
        trace
        for stance in dataset.codes("reactions", "stance")
        for trace in _map_traces(
            dataset, event or "", stance, [row for row in found if row["stance"] == stance]
        )
    ]
    if blank:
        traces.append(
            {
                "type": "scattergeo",
                "locationmode": "ISO-3",
                "locations": [row["iso3"] for row in blank],
                "mode": "markers",
                "name": _NOT_FOUND,
                "marker": {"symbol": "circle-open", "size": 6, "color": "@muted"},
                "hovertext": [
                    f"{text.lines(dataset.actor_name(row['state_id']))}<br>looked for by name, not found"
                    for row in blank
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return Chart(
        name="stance_map",
        title=title,
        figure={
            "data": traces,
            "layout": style.layout(
                margin={"l": 0, "r": 0, "t": 0, "b": 0},
                showlegend=True,
                geo={
                    "resolution": 50,
                    "projection": {"type": "natural earth"},
                    "showframe": False,
                    "showcoastlines": False,
                    "showland": True,
                    "landcolor": "@land",
                    "showcountries": True,
                    "countrycolor": "@ground",
                    "countrywidth": 0.5,
                    "showocean": False,
                    "showlakes": False,
                    "bgcolor": "@none",
                    "lataxis": {"range": [-56, 80]},
                    "fitbounds": False,
                },
            ),
        }
        if rows
        else None,
        alt=(
            f"World map of {wording.counted(len(found), 'state')} with a stance "
            f"towards {dataset.event_title(event)}: {_map_counts(found, dataset)}; "
            f"{wording.number(len(blank))} looked for and not found; the others were not looked for."
            if event and rows
            else "No state's stance is left by the filters."
        ),
        height=430,
        columns=columns,
        rows=cells(table, columns, {"stance": dataset.labels("reactions", "stance")}),
        marks=[
            mark_of("stance_map", event, row["state_id"]) if row["reactions"] else None
            for row in [*found, *blank]
        ],
        narrow={"height": 190},
        empty="No state reacted under these filters. Choose an event in the filters, or widen the period.",
    )


def _map_traces(dataset: Dataset, event: str, stance: str, rows: Rows) -> list[dict[str, Any]]:
    if not rows:
        return []
    word = dataset.label("reactions", "stance", stance)
    shared = {
        "locationmode": "ISO-3",
        "locations": [row["iso3"] for row in rows],
        "customdata": [mark_of("stance_map", event, row["state_id"]) for row in rows],
        "hovertext": [
            f"{text.lines(dataset.actor_name(row['state_id']))}<br><b>{text.escaped(word)}</b>"
            + (f"<br>{row['stances']} different stances, this is the latest" if row["stances"] > 1 else "")
            + f"<br>{wording.counted(row['reactions'], 'reaction')}, {row['low']} of low confidence"
            for row in rows
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": word,
    }
    fill = shared | {
        "type": "choropleth",
        "z": [1] * len(rows),
        "colorscale": [[0, f"@stance-{stance}"], [1, f"@stance-{stance}"]],
        "showscale": False,
        "showlegend": False,
        "marker": {"line": {"color": "@ground", "width": 0.5}},
    }
    symbol, colour = style.STANCE_SYMBOLS[stance], f"@stance-{stance}"
    points = {"type": "scattergeo", "mode": "markers", "showlegend": False}
    # A sign would be lost on a state of its own colour.
    badge = points | {
        "locationmode": "ISO-3",
        "locations": shared["locations"],
        "name": f"ground of {word}",
        "marker": {"symbol": "circle", "size": 13, "color": "@ground"},
        "hoverinfo": "skip",
    }
    sign = (
        points
        | shared
        | {
            "marker": {
                "symbol": [style.with_open(symbol, row["low"] == row["reactions"]) for row in rows],
                "size": 7,
                "color": colour,
                "line": {"color": "@ink", "width": 1},
            }
        }
    )
    entry = points | {
        "locations": [],
        "name": word,
        "showlegend": True,
        "marker": {"symbol": symbol, "color": colour},
    }
    return [fill, badge, sign, entry]


def _map_counts(rows: Rows, dataset: Dataset) -> str:
    counts = {
        code: sum(1 for row in rows if row["stance"] == code) for code in dataset.codes("reactions", "stance")
    }
    return ", ".join(
        f"{count} {dataset.label('reactions', 'stance', code).lower()}"
        for code, count in counts.items()
        if count
    )
