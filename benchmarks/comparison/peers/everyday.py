"""The everyday version: Streamlit, pandas and Plotly Express on Streamlit's own settings.

It reads the package in PEACE_LEDGER_DATA and draws the three charts of reactions, and one of releases, with
the same filters, numbers and marks as the ledger. Run it by `streamlit run everyday.py`.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]
import plotly.express as px  # type: ignore[import-untyped]
import plotly.graph_objects as go  # type: ignore[import-untyped]
import streamlit as st

PACKAGE = Path(os.environ["PEACE_LEDGER_DATA"])
COLUMNS = ["event_id", "actor_id", "reacted_on", "stance", "confidence"]
STANCES = ["supports", "welcomes", "cautious", "neutral", "critical", "rejects"]
COLOURS = {
    "supports": "#1b6b5a",
    "welcomes": "#6bb39f",
    "neutral": "#b9b4a6",
    "cautious": "#e0c27a",
    "critical": "#d3854d",
    "rejects": "#9c3d2b",
}
SIGNS = {"supports": "▲", "welcomes": "△", "neutral": "○", "cautious": "◇", "critical": "▽", "rejects": "▼"}
DELAYS = ["before", "0", "1", "2", "3", "4-7", "8-14", "15-30", "31+"]
PERIODS = ["whole period", "2026", "2025", "2024", "2023", "2022", "2021", "2020"]


@dataclass(frozen=True)
class Package:
    """The tables that the page needs: reactions joined with their actors and events, and the small ones."""

    reactions: pd.DataFrame
    actors: pd.DataFrame
    events: pd.DataFrame
    coverage: pd.DataFrame
    releases: pd.DataFrame


@st.cache_data
def table(name: str) -> pd.DataFrame:
    """A small table of the package, with its days as dates."""
    days = {"events": ["start_on"], "releases": ["released_on"]}.get(name, [])
    return pd.read_csv(PACKAGE / f"{name}.csv", parse_dates=days)


@st.cache_data
def joined_reactions() -> pd.DataFrame:
    """Reactions with what their actor is and how many days after the event they came; codes as categories."""
    if (file := PACKAGE / "reactions.csv").exists():
        rows = pd.read_csv(file, usecols=COLUMNS)
    else:
        rows = pd.read_parquet(PACKAGE / "reactions", columns=COLUMNS)
    rows["reacted_on"] = pd.to_datetime(rows["reacted_on"])
    rows = rows.astype({name: "category" for name in COLUMNS if name != "reacted_on"})
    actors = table("actors").set_index("actor_id")
    third = actors["side"] == "third_party"
    groups = actors["side"].where(~third, "third party: " + actors["kind"])
    begun = rows["event_id"].map(table("events").set_index("event_id")["start_on"])
    after = (rows["reacted_on"] - begun.astype("datetime64[ns]")).dt.days
    edges = [-100_000, -1, 0, 1, 2, 3, 7, 14, 30, 100_000]
    rows["side"] = rows["actor_id"].map(actors["side"]).astype("category")
    rows["group"] = rows["actor_id"].map(groups).astype("category")
    rows["delay"] = pd.cut(after, edges, labels=DELAYS)
    rows["low"] = rows["confidence"] == "low"
    return rows


def load() -> Package:
    """Everything, from the cache where it is there."""
    return Package(joined_reactions(), table("actors"), table("events"), table("coverage"), table("releases"))


def with_bodies(actors: pd.DataFrame, chosen: list[str]) -> set[str]:
    """The actors chosen and all that are part of them."""
    found: set[str] = set()
    fresh = set(chosen)
    while fresh:
        found |= fresh
        fresh = set(actors.loc[actors["parent_id"].isin(fresh), "actor_id"]) - found
    return found


def filtered(package: Package, actors: list[str], period: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The reactions, and the actors looked for and not found, that the filters leave."""
    rows, blanks = package.reactions, package.coverage
    if actors:
        bodies = with_bodies(package.actors, actors)
        rows = rows[rows["actor_id"].isin(bodies)]
        blanks = blanks[blanks["actor_id"].isin(bodies)]
    if period != PERIODS[0]:
        rows = rows[rows["reacted_on"].dt.year == int(period)]
        events = package.events
        inside = events.loc[events["start_on"].dt.year == int(period), "event_id"]
        blanks = blanks[blanks["event_id"].isin({*inside, *rows["event_id"].unique()})]
    return rows, blanks


def stance_by_event(rows: pd.DataFrame, events: pd.DataFrame) -> go.Figure:
    """Stacked bars: the stances towards each event, those of low confidence hatched."""
    counts = rows.groupby(["event_id", "stance", "low"], as_index=False, observed=True).size()
    counts = counts.merge(events[["event_id", "title", "start_on"]], on="event_id")
    counts["event"] = counts["start_on"].dt.strftime("%-d %b %Y") + " · " + counts["title"]
    order = counts.sort_values("start_on")["event"].unique()
    return px.bar(
        counts,
        x="size",
        y="event",
        color="stance",
        pattern_shape="low",
        text="size",
        orientation="h",
        height=110 + 34 * max(len(order), 1),
        color_discrete_map=COLOURS,
        category_orders={"stance": STANCES, "event": list(order), "low": [False, True]},
        pattern_shape_map={False: "", True: "/"},
        hover_data=["title"],
        labels={"size": "reactions"},
    )


def actor_by_event(rows: pd.DataFrame, blanks: pd.DataFrame, package: Package) -> go.Figure:
    """A matrix: the latest stance of each actor towards each event, with a sign; a number where there are
    several, a dash where the actor was looked for and not found.
    """
    ordered = rows.sort_values("reacted_on", kind="stable", na_position="first")
    cells = ordered.groupby(["actor_id", "event_id"], observed=True).agg(
        stance=("stance", "last"), stances=("stance", "nunique"), reactions=("stance", "size")
    )
    # Few are left, and plain words are easier to put together than categories.
    words = dict.fromkeys(("actor_id", "event_id", "stance"), "str")
    cells = cells.reset_index().astype(words).set_index(["actor_id", "event_id"])
    heard = cells.groupby("actor_id").agg(events=("stance", "size"), reactions=("reactions", "sum"))
    missing = pd.Index(blanks["actor_id"].unique()).difference(heard.index)
    heard = heard.reindex(heard.index.append(missing), fill_value=0)
    heard = heard.sort_values(["events", "reactions"], ascending=False)
    events = package.events[
        package.events["event_id"].isin({*cells.index.get_level_values("event_id"), *blanks["event_id"]})
    ].sort_values("start_on")
    shown = heard.index[: max(40, min(110, 600 // max(len(events), 1)))]
    codes = cells["stance"].map({stance: place for place, stance in enumerate(STANCES)})
    grid = codes.unstack("event_id").reindex(index=shown, columns=events["event_id"])
    signs = cells["stance"].map(SIGNS).where(cells["stances"] == 1, cells["stances"].astype("str"))
    text = signs.unstack("event_id").reindex(index=shown, columns=events["event_id"]).fillna("")
    for event_id, actor_id in blanks[["event_id", "actor_id"]].itertuples(index=False):
        if actor_id in text.index and not text.at[actor_id, event_id]:
            text.at[actor_id, event_id] = "–"
    names = package.actors.set_index("actor_id")["name"]
    scale = [
        [(place + step) / len(STANCES), COLOURS[stance]]
        for place, stance in enumerate(STANCES)
        for step in (0, 1)
    ]
    figure = px.imshow(
        grid.to_numpy(),
        x=(events["start_on"].dt.strftime("%-d %b %Y") + " · " + events["title"]).tolist(),
        y=[names[actor] for actor in shown],
        zmin=-0.5,
        zmax=len(STANCES) - 0.5,
        color_continuous_scale=scale,
        aspect="auto",
        height=84 + 20 * max(len(shown), 1),
        labels={"x": "event", "y": "actor", "color": "stance"},
    )
    figure.update_traces(text=text.to_numpy(), texttemplate="%{text}", xgap=1, ygap=2)
    figure.update_xaxes(
        tickvals=list(range(len(events))),
        ticktext=events["start_on"].dt.strftime("%-d %b %Y").tolist(),
        tickangle=-60,
        side="top",
    )
    return figure.update_layout(coloraxis_showscale=False)


def reaction_speed(rows: pd.DataFrame) -> go.Figure:
    """Bubbles: how many reactions each group of actors gave, by days after the event."""
    dated = rows[rows["reacted_on"].notna()]
    counts = dated.groupby(["side", "group", "delay"], as_index=False, observed=True).agg(
        reactions=("stance", "size"), low=("low", "sum")
    )
    figure = px.scatter(
        counts,
        x="delay",
        y="group",
        size="reactions",
        color="side",
        text="reactions",
        hover_data=["low"],
        size_max=18,
        height=80 + 44 * max(counts["group"].nunique(), 1),
        category_orders={"delay": DELAYS},
    )
    return figure.update_xaxes(type="category")


def reactions() -> None:
    """The page of reactions."""
    package = load()
    names = package.actors.set_index("actor_id")["name"]
    with st.sidebar:
        st.header("Filters")
        period = st.selectbox("Period", PERIODS)
        actors = st.multiselect("Actors", names.index, format_func=names.get)
    rows, blanks = filtered(package, actors, period)
    st.title("Reactions")
    st.write(f"{rows['actor_id'].nunique()} actors reacted in {len(rows)} recorded reactions.")
    st.plotly_chart(stance_by_event(rows, package.events), key="stance_by_event")
    st.plotly_chart(actor_by_event(rows, blanks, package), key="actor_by_event")
    st.plotly_chart(reaction_speed(rows), key="reaction_speed")


def releases() -> None:
    """The page of releases: people handed over by year and category."""
    st.title("Releases")
    rows = table("releases")
    handed = rows[rows["scope"] == "handover"].assign(year=lambda all: all["released_on"].dt.year)
    counts = handed.groupby(["year", "category"], as_index=False)["people"].sum()
    st.plotly_chart(px.bar(counts, x="year", y="people", color="category", text="people"), key="handed_over")


def main() -> None:
    """The frame of both pages."""
    st.set_page_config(page_title="Reactions", layout="wide")
    st.navigation([st.Page(reactions, title="Reactions"), st.Page(releases, title="Releases")]).run()


main()
