"""Dash with DuckDB and figures as plain dicts, the quickest that Dash commonly gets.

It reads the package in PEACE_LEDGER_DATA and draws the three charts of reactions, and one of releases, with
the same filters, numbers and marks as the ledger. Run it by `gunicorn plain_dash:server`.
"""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import dash
import duckdb
from dash import Input, Output, dcc, html
from duckdb import DuckDBPyConnection, DuckDBPyRelation

PACKAGE = Path(os.environ["PEACE_LEDGER_DATA"])
COMPRESSED = os.environ.get("DASH_COMPRESS") == "1"
STANCES = ("supports", "welcomes", "cautious", "neutral", "critical", "rejects")
COLOURS = {
    "supports": "#1b6b5a",
    "welcomes": "#6bb39f",
    "cautious": "#e0c27a",
    "neutral": "#b9b4a6",
    "critical": "#d3854d",
    "rejects": "#9c3d2b",
}
SIGNS = {"supports": "▲", "welcomes": "△", "cautious": "◇", "neutral": "○", "critical": "▽", "rejects": "▼"}
SIDES = {"armenia": "#7a5c99", "azerbaijan": "#3f7f93", "third_party": "#77726a"}
DELAYS = ("before", "0", "1", "2", "3", "4-7", "8-14", "15-30", "31+")
TEAM = "if(side = 'third_party', 'third party: ' || kind, side)"
PERIODS = ("whole period", "2026", "2025", "2024", "2023", "2022", "2021", "2020")

Figure = dict[str, Any]
Rows = list[tuple[Any, ...]]


def source(database: DuckDBPyConnection, table: str) -> DuckDBPyRelation:
    """A table of the package."""
    if (file := PACKAGE / f"{table}.csv").exists():
        return database.read_csv(str(file))
    return database.read_parquet(f"{PACKAGE / table}/*.parquet")


def loaded() -> duckdb.DuckDBPyConnection:
    """The tables in memory: codes as enumerations, reactions in the order of their days."""
    database = duckdb.connect()
    for table in ("actors", "events", "coverage", "releases"):
        source(database, table).create(table)
    source(database, "reactions").create_view("coded")
    database.execute("CREATE TYPE event AS ENUM (SELECT event_id FROM events ORDER BY start_on)")
    database.execute("CREATE TYPE actor AS ENUM (SELECT actor_id FROM actors)")
    database.execute(f"CREATE TYPE stance AS ENUM {STANCES}")
    database.execute(f"CREATE TYPE delay AS ENUM {DELAYS}")
    database.execute("CREATE TYPE side AS ENUM (SELECT DISTINCT side FROM actors)")
    database.execute(f"CREATE TYPE team AS ENUM (SELECT DISTINCT {TEAM} FROM actors)")
    database.execute(
        f"""
        CREATE TABLE reactions AS
        SELECT event_id::event AS event, actor_id::actor AS actor, stance::stance AS stance,
            reacted_on AS day, confidence = 'low' AS low, side::side AS side, ({TEAM})::team AS team,
            (CASE WHEN after < 0 THEN 'before' WHEN after <= 3 THEN after::VARCHAR WHEN after <= 7 THEN '4-7'
            WHEN after <= 14 THEN '8-14' WHEN after <= 30 THEN '15-30' ELSE '31+' END)::delay AS delay
        FROM (
            SELECT said.*, side, actors.kind, date_diff('day', start_on, reacted_on) AS after
            FROM (SELECT *, row_number() OVER () AS place FROM coded) AS said
            JOIN actors USING (actor_id) JOIN events USING (event_id)
        )
        ORDER BY reacted_on NULLS FIRST, place
        """
    )
    return database


DATABASE = loaded()


def asked(sql: str, **parameters: Any) -> Rows:
    """The rows of a query, on a cursor of its own, since several threads ask."""
    return DATABASE.cursor().execute(sql, parameters).fetchall()


NAMES: dict[str, str] = dict(asked("SELECT actor_id, name FROM actors ORDER BY name"))
TITLES: dict[str, tuple[str, date]] = {
    event: (title, day)
    for event, title, day in asked("SELECT event_id, title, start_on FROM events ORDER BY start_on")
}
BODIES = asked(
    """
    WITH RECURSIVE parts AS (
        SELECT actor_id AS whole, actor_id AS part FROM actors
        UNION
        SELECT parts.whole, actors.actor_id FROM parts JOIN actors ON actors.parent_id = parts.part
    )
    FROM parts
    """
)
FILTERED = """
    WITH filtered AS (
        SELECT *, rowid AS place FROM reactions
        WHERE (len($actors) = 0 OR list_contains($actors::actor[], actor))
            AND ($since::DATE IS NULL OR day BETWEEN $since AND $until)
    )
"""
BLANKS = """
    , blanks AS (
        FROM coverage JOIN events USING (event_id)
        WHERE (len($actors) = 0 OR list_contains($actors::VARCHAR[], actor_id))
            AND ($since::DATE IS NULL OR start_on BETWEEN $since AND $until
                OR event_id IN (SELECT event::VARCHAR FROM filtered))
    )
"""


def label(event: str) -> str:
    """An event as the lines of charts name it."""
    title, day = TITLES[event]
    return f"{day.day} {day:%b %Y} · {title}"


def stance_by_event(rows: Rows) -> Figure:
    """Stacked bars: the stances towards each event, those of low confidence hatched; from rows of event,
    stance, whether low, count.
    """
    bars = []
    for stance in STANCES:
        for low in (False, True):
            own = [row for row in rows if row[1] == stance and row[2] == low]
            labels = [label(row[0]) for row in own]
            counts = [row[3] for row in own]
            bars.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "name": f"{stance}, low confidence" if low else stance,
                    "x": counts,
                    "y": labels,
                    "text": counts,
                    "hovertext": [
                        f"{name}<br>{stance}: {count}" for name, count in zip(labels, counts, strict=True)
                    ],
                    "marker": {"color": COLOURS[stance], "pattern": {"shape": "/" if low else ""}},
                }
            )
    events = list(dict.fromkeys(label(row[0]) for row in rows))
    layout = {
        "barmode": "relative",
        "height": 110 + 34 * max(len(events), 1),
        "yaxis": {"categoryorder": "array", "categoryarray": events[::-1], "automargin": True},
        "xaxis": {"title": {"text": "reactions"}},
        "margin": {"t": 20},
    }
    return {"data": bars, "layout": layout}


def actor_by_event(rows: Rows, blanks: Rows) -> Figure:
    """A matrix: the latest stance of each actor towards each event, with a sign; a number where there are
    several, a dash where the actor was looked for and not found. From rows of actor, event, latest stance,
    stances, reactions, and of actor and event.
    """
    cells = {(row[0], row[1]): row for row in rows}
    heard: dict[str, tuple[int, int]] = {actor: (0, 0) for actor, _ in blanks}
    for actor, _, _, _, reactions in rows:
        events_before, before = heard.get(actor, (0, 0))
        heard[actor] = (events_before + 1, before + reactions)
    present = {event for _, event, *_ in rows} | {event for _, event in blanks}
    events = [event for event in TITLES if event in present]
    actors = sorted(heard, key=lambda actor: heard[actor], reverse=True)
    actors = actors[: max(40, min(110, 600 // max(len(events), 1)))]
    missing = set(blanks)
    grid: list[list[int | None]] = []
    signs: list[list[str]] = []
    for actor in actors:
        found = [cells.get((actor, event)) for event in events]
        grid.append([STANCES.index(row[2]) if row else None for row in found])
        signs.append(
            [
                (SIGNS[row[2]] if row[3] == 1 else str(row[3])) if row
                else "–" if (actor, event) in missing
                else ""
                for event, row in zip(events, found, strict=True)
            ]
        )  # fmt: skip
    matrix = {
        "type": "heatmap",
        "z": grid,
        "x": [label(event) for event in events],
        "y": [NAMES[actor] for actor in actors],
        "text": signs,
        "texttemplate": "%{text}",
        "hovertemplate": "%{y}<br>%{x}<br>%{text}<extra></extra>",
        "zmin": -0.5,
        "zmax": len(STANCES) - 0.5,
        "colorscale": [
            [(place + step) / len(STANCES), COLOURS[stance]]
            for place, stance in enumerate(STANCES)
            for step in (0, 1)
        ],
        "showscale": False,
        "xgap": 1,
        "ygap": 2,
    }
    days = [TITLES[event][1] for event in events]
    layout = {
        "height": 84 + 20 * max(len(actors), 1),
        "xaxis": {
            "side": "top",
            "tickvals": list(range(len(events))),
            "ticktext": [f"{day.day} {day:%b %Y}" for day in days],
            "tickangle": -60,
        },
        "yaxis": {"autorange": "reversed", "automargin": True},
        "margin": {"t": 84, "b": 20},
    }
    return {"data": [matrix], "layout": layout}


def reaction_speed(rows: Rows) -> Figure:
    """Bubbles: how many reactions each group of actors gave, by days after the event; from rows of side,
    group, class of days, count, count of low confidence.
    """
    most = max((row[3] for row in rows), default=1)
    groups = list(dict.fromkeys(row[1] for row in rows))
    bubbles = [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": side,
            "x": [row[2] for row in own],
            "y": [row[1] for row in own],
            "text": [row[3] for row in own],
            "hovertext": [f"{row[3]} reactions, {row[4]} of low confidence" for row in own],
            "marker": {"size": [max(15, 35 * (row[3] / most) ** 0.5) for row in own], "color": colour},
        }
        for side, colour in SIDES.items()
        if (own := [row for row in rows if row[0] == side])
    ]
    layout = {
        "height": 80 + 44 * max(len(groups), 1),
        "xaxis": {"type": "category", "categoryorder": "array", "categoryarray": DELAYS},
        "yaxis": {"automargin": True},
        "margin": {"t": 20},
    }
    return {"data": bubbles, "layout": layout}


def drawn(period: str, actors: Sequence[str] | None) -> tuple[str, Figure, Figure, Figure]:
    """What stands on the page of reactions under the filters."""
    year = None if period == PERIODS[0] else int(period)
    chosen = {
        "actors": [part for whole, part in BODIES if whole in (actors or ())],
        "since": date(year, 1, 1) if year else None,
        "until": date(year, 12, 31) if year else None,
    }
    counts = asked(
        f"{FILTERED} SELECT event, stance, low, count(*) FROM filtered GROUP BY ALL ORDER BY ALL",
        **chosen,
    )
    cells = asked(
        f"""{FILTERED} SELECT actor, event, arg_max(stance, place), count(DISTINCT stance), count(*)
        FROM filtered GROUP BY ALL""",
        **chosen,
    )
    blanks = asked(f"{FILTERED} {BLANKS} SELECT actor_id, event_id FROM blanks", **chosen)
    delays = asked(
        f"""{FILTERED} SELECT side, team, delay, count(*), count_if(low) FROM filtered
        WHERE day IS NOT NULL GROUP BY ALL ORDER BY ALL""",
        **chosen,
    )
    total = sum(row[3] for row in counts)
    words = f"{len({row[0] for row in cells})} actors reacted in {total} recorded reactions."
    return words, stance_by_event(counts), actor_by_event(cells, blanks), reaction_speed(delays)


def handed_over() -> Figure:
    """Stacked bars: people handed over by year and category."""
    rows = asked(
        "SELECT category, year(released_on), sum(people)::BIGINT FROM releases"
        " WHERE scope = 'handover' AND released_on IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )
    bars = [
        {
            "type": "bar",
            "name": category,
            "x": [row[1] for row in rows if row[0] == category],
            "y": [row[2] for row in rows if row[0] == category],
        }
        for category in dict.fromkeys(row[0] for row in rows)
    ]
    return {"data": bars, "layout": {"barmode": "stack"}}


def reactions() -> html.Div:
    """The page of reactions, with everything drawn once."""
    words, *figures = drawn(PERIODS[0], None)
    options = [{"label": name, "value": actor} for actor, name in NAMES.items()]
    charts = ("stance_by_event", "actor_by_event", "reaction_speed")
    return html.Div(
        [
            html.Div(
                [
                    html.H2("Filters"),
                    html.Label(["Period", dcc.Dropdown(PERIODS, PERIODS[0], id="period", clearable=False)]),
                    html.Label(["Actors", dcc.Dropdown(options, [], id="actors", multi=True)]),
                ],
                style={"width": 320, "flex": "none", "position": "sticky", "top": 0, "alignSelf": "start"},
            ),
            html.Div(
                [
                    html.H1("Reactions"),
                    html.P(words, id="words"),
                    *[
                        dcc.Graph(id=name, figure=figure)
                        for name, figure in zip(charts, figures, strict=True)
                    ],
                ],
                style={"flex": 1, "minWidth": 0},
            ),
        ],
        style={"display": "flex", "gap": 24},
    )


def releases() -> html.Div:
    """The page of releases."""
    return html.Div([html.H1("Releases"), dcc.Graph(id="handed_over", figure=handed_over())])


APP = dash.Dash(
    __name__, use_pages=True, pages_folder="", suppress_callback_exceptions=True, compress=COMPRESSED
)
dash.register_page("reactions", path="/", name="Reactions", layout=reactions)
dash.register_page("releases", path="/releases", name="Releases", layout=releases)
APP.layout = html.Div(
    [
        html.Nav([dcc.Link(page["name"], href=page["path"]) for page in dash.page_registry.values()]),
        dash.page_container,
    ]
)
APP.callback(
    Output("words", "children"),
    Output("stance_by_event", "figure"),
    Output("actor_by_event", "figure"),
    Output("reaction_speed", "figure"),
    Input("period", "value"),
    Input("actors", "value"),
    prevent_initial_call=True,
)(drawn)
server = APP.server
