"""Where states stand on one event, on a map."""

from collections.abc import Mapping
from typing import Any

from peace_ledger import wording
from peace_ledger.charts import style
from peace_ledger.charts.chart import Chart, Column, cells
from peace_ledger.charts.parts import places, scale, text, traces
from peace_ledger.charts.parts.places import Region
from peace_ledger.charts.parts.traces import Trace
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import mark_of
from peace_ledger.translation import N_, _

Row = Mapping[str, Any]

_NOT_FOUND = N_("Looked for, not found")
_HEIGHT, _HEIGHT_OF_ONE, _NARROW_HEIGHT, _NARROW_HEIGHT_OF_ONE = 330, 430, 430, 190
"""In px: of both maps, and of that of the world alone where no party has a place on it."""
_WORLD, _REGION = [0.0, 0.58], [0.6, 1.0]
"""The parts of the width that the two maps take, side by side."""

_NARROW_REGION, _NARROW_WORLD = [0.0, 0.58], [0.63, 1.0]
"""The parts of the height that they take on a narrow card, one below the other."""


def stance_map(rows: Rows, event: str | None, dataset: Dataset) -> Chart:
    """A world map of states' stances towards one event, with the stances of their offices; a sign on each
    state repeats its colour. Beside it the region around the parties is drawn larger, and holds the signs of
    its states, which would lie on one another on a map of the world.
    """
    found = [row for row in rows if row["reactions"]]
    blank = [row for row in rows if not row["reactions"]]
    title = (
        _("Where did states stand on: {event}?", event=dataset.event_title(event))
        if event
        else _("Where did states stand?")
    )
    parties = [party.actor_id for party in dataset.package.parties]
    region = places.around(row["iso3"] for row in rows if row["state_id"] in parties)
    columns = (
        Column("state", _("State")),
        Column("stance", _("Latest stance")),
        Column("reactions", _("Reactions"), "number"),
        Column("low", _("Of low confidence"), "number"),
    )
    table = [
        row | {"state": dataset.actor_name(row["state_id"]), "stance": row["stance"] or _(_NOT_FOUND)}
        for row in [*found, *blank]
    ]
    return Chart(
        name="stance_map",
        title=title,
        figure={
            "data": [
                *_world(rows, event or "", region, dataset),
                *_legend(rows, dataset),
            ],
            "layout": style.layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, showlegend=True, **_maps(region)),
        }
        if rows
        else None,
        alt=_sentence(rows, event, dataset),
        height=_HEIGHT if region else _HEIGHT_OF_ONE,
        columns=columns,
        rows=cells(table, columns, {"stance": dataset.labels("reactions", "stance")}),
        marks=[
            mark_of("stance_map", event, row["state_id"]) if row["reactions"] else None
            for row in [*found, *blank]
        ],
        narrow=_narrow(region),
        empty=_("No state reacted under these filters. Choose an event in the filters, or widen the period."),
    )


def _sentence(rows: Rows, event: str | None, dataset: Dataset) -> str:
    if not event or not rows:
        return _("No state's stance is left by the filters.")
    found = [row for row in rows if row["reactions"]]
    told = _(
        "World map of {states} with a stance towards {event}: {counts}; {blank} looked for and not found; "
        "the others were not looked for.",
        states=wording.counted(len(found), "state"),
        event=dataset.event_title(event),
        counts=_map_counts(found, dataset),
        blank=wording.number(len(rows) - len(found)),
    )
    note = unplaced_note(rows)
    return f"{told} {wording.sentence(note)}." if note else told


def unplaced_note(rows: Rows) -> str:
    """How many states the map has no outline of; empty where it has all."""
    count = places.are_drawn(row["iso3"] for row in rows).count(False)
    if not count:
        return ""
    return _("{states} without an outline here: in the table only", states=wording.counted(count, "state"))


def _maps(region: Region | None) -> dict[str, Any]:
    world = _GEO | {
        "projection": {"type": "natural earth"},
        "lataxis": {"range": [-56, 80]},
        "domain": {"x": _WORLD if region else [0, 1], "y": [0, 1]},
    }
    if region is None:
        return {"geo": world}
    larger = _GEO | {
        "projection": {"type": "mercator"},
        "lonaxis": {"range": region.longitudes},
        "lataxis": {"range": region.latitudes},
        "domain": {"x": _REGION, "y": [0, 1]},
        "showframe": True,
        "framecolor": "@muted",
    }
    return {"geo": world, "geo2": larger}


_GEO = {
    "resolution": 50,
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
    "fitbounds": False,
}


def _narrow(region: Region | None) -> dict[str, Any]:
    if region is None:
        return {"height": _NARROW_HEIGHT_OF_ONE}
    return {
        "height": _NARROW_HEIGHT,
        "geo.domain": {"x": [0, 1], "y": _NARROW_WORLD},
        "geo2.domain": {"x": [0, 1], "y": _NARROW_REGION},
    }


def _world(rows: Rows, event: str, region: Region | None, dataset: Dataset) -> list[Trace]:
    """Fills on both maps, and each state's sign on one of them."""
    inside = [row for row in rows if region and region.holds(row["iso3"])]
    outside = [row for row in rows if row not in inside]
    drawn = [*_fills(rows, event, dataset), *_signs(outside, event, dataset)]
    if region:
        larger = [*_fills(inside, event, dataset), *_signs(inside, event, dataset)]
        drawn += [_frame(region), *(trace | {"geo": "geo2"} for trace in larger)]
    return drawn


def _frame(region: Region) -> Trace:
    """Where the region of the second map lies on the first."""
    (west, east), (south, north) = region.longitudes, region.latitudes
    return {
        "type": "scattergeo",
        "mode": "lines",
        "name": _("Part drawn larger"),
        "lon": [west, east, east, west, west],
        "lat": [south, south, north, north, south],
        "line": {"color": "@muted", "width": 1},
        "hoverinfo": "skip",
        "showlegend": True,
    }


def _is_low(row: Row) -> bool:
    """Whether all that a state is known to have said is of low confidence."""
    return bool(row["low"] == row["reactions"])


def _fills(rows: Rows, event: str, dataset: Dataset) -> list[Trace]:
    """States in the colour of their stance, hollow where all of its evidence is of low confidence. One trace
    holds them all: for each, plotly.js would build the outlines of the whole world anew.
    """
    looks = scale.of(dataset)
    stances = looks.stances
    # What is hollow has its outline drawn over its neighbours'.
    own = sorted((row for row in rows if row["stance"]), key=_is_low)
    if not own:
        return []
    codes = [2 * stances.index(row["stance"]) + _is_low(row) for row in own]
    insides = [inside for stance in stances for inside in (looks.look(stance).colour, "@ground")]
    fill = {
        "type": "choropleth",
        "name": "stances",
        "z": [code + 0.5 for code in codes],
        "zmin": 0,
        "zmax": len(insides),
        "colorscale": [
            [place / len(insides), inside]
            for code, inside in enumerate(insides)
            for place in (code, code + 1)
        ],
        "showscale": False,
        "marker": {
            "line": {
                "color": [looks.look(row["stance"]).colour if _is_low(row) else "@ground" for row in own],
                "width": [1.5 if _is_low(row) else 0.5 for row in own],
            }
        },
    }
    return [_shared(own, event, dataset) | fill]


def _signs(rows: Rows, event: str, dataset: Dataset) -> list[Trace]:
    """Signs of stances, each on a badge of the ground: it would be lost on a state of its own colour. States
    without a stance have a dash.
    """
    looks = scale.of(dataset)
    own = [row for row in rows if row["stance"]]
    blank = [row for row in rows if not row["stance"]]
    shared = _shared(own, event, dataset) | {"type": "scattergeo", "mode": "markers"}
    badges = {
        "type": "scattergeo",
        "mode": "markers",
        "locationmode": shared["locationmode"],
        "locations": shared["locations"],
        "name": "ground of signs",
        "marker": {"symbol": "circle", "size": 13, "color": "@ground"},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    signs = shared | {
        "name": "signs",
        "marker": {
            "symbol": [style.with_open(looks.look(row["stance"]).symbol, _is_low(row)) for row in own],
            "size": 7,
            "color": [looks.look(row["stance"]).colour for row in own],
            "line": {"color": "@ink", "width": 1},
        },
    }
    return [*([badges, signs] if own else []), *([_dashes(blank, dataset)] if blank else [])]


def _dashes(rows: Rows, dataset: Dataset) -> Trace:
    not_found = _("looked for by name, not found")
    return {
        "type": "scattergeo",
        "mode": "markers",
        "locationmode": "ISO-3",
        "locations": [row["iso3"] for row in rows],
        "name": _(_NOT_FOUND),
        "marker": {
            "symbol": "line-ew-open",
            "size": 7,
            "color": "@muted",
            "line": {"color": "@muted", "width": 2},
        },
        "hovertext": [f"{text.lines(dataset.actor_name(row['state_id']))}<br>{not_found}" for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _shared(rows: Rows, event: str, dataset: Dataset) -> Trace:
    return {
        "locationmode": "ISO-3",
        "locations": [row["iso3"] for row in rows],
        "customdata": [mark_of("stance_map", event, row["state_id"]) for row in rows],
        "hovertext": [_hover(row, dataset) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _hover(row: Row, dataset: Dataset) -> str:
    word = text.escaped(dataset.label("reactions", "stance", row["stance"]))
    name = text.lines(dataset.actor_name(row["state_id"]))
    return f"{name}<br><b>{word}</b>{scale.behind_latest(row)}"


def _legend(rows: Rows, dataset: Dataset) -> list[Trace]:
    """The stances that occur, what hollow means, and the dash, where there are any."""
    found = [row for row in rows if row["reactions"]]
    looks = scale.of(dataset)
    entries = [
        (dataset.label("reactions", "stance", stance), looks.look(stance).symbol, looks.look(stance).colour)
        for stance in dataset.codes("reactions", "stance")
        if any(row["stance"] == stance for row in found)
    ]
    if any(_is_low(row) for row in found):
        entries.append(traces.low_confidence_sign())
    if len(found) < len(rows):
        entries.append((_(_NOT_FOUND), "line-ew-open", "@muted"))
    return [
        {
            "type": "scattergeo",
            "mode": "markers",
            "name": words,
            "locations": [],
            "marker": {"symbol": symbol, "color": colour},
            "showlegend": True,
        }
        for words, symbol, colour in entries
    ]


def _map_counts(rows: Rows, dataset: Dataset) -> str:
    counts = {
        code: sum(1 for row in rows if row["stance"] == code) for code in dataset.codes("reactions", "stance")
    }
    return ", ".join(
        wording.tallied(count, dataset.label("reactions", "stance", code))
        for code, count in counts.items()
        if count
    )
