"""Who reacted, and how?"""

from typing import Any

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts.reactions import matrix, speed, stances, world
from peace_ledger.ui import cards, filter_bar, listings, takeaway
from peace_ledger.ui.filter_bar import codes
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

FILTERS = (
    codes("stance", "stances", "Stance", "reactions", "stance"),
    codes("kind", "kinds", "Kind of actor", "actors", "kind"),
    codes("side", "sides", "Side", "actors", "side"),
    codes("channel", "channels", "Channel", "reactions", "channel"),
)


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view, FILTERS)
    st.title("Reactions")
    st.markdown(plain(headline(view)))
    cards.chart(
        view,
        stances.stance_by_event(view.rows("reactions/stance_by_event"), view.dataset),
        "reactions",
        query="reactions/stance_by_event",
    )
    cards.chart(
        view,
        matrix.actor_by_event(view.rows("reactions/actor_by_event"), view.dataset),
        "reactions",
        "blank: not looked for; dash: looked for by name, not found",
        "a number: so many different stances, the latest on the right",
        query="reactions/actor_by_event",
    )
    cards.chart(
        view,
        speed.reaction_speed(
            view.rows("reactions/reaction_speed"), view.rows("reactions/delay_median"), view.dataset
        ),
        "reactions",
        view.undrawn("reactions"),
        query={"By delay": "reactions/reaction_speed", "Medians": "reactions/delay_median"},
    )
    event = map_event(view)
    narrowed: dict[str, Any] = {"events": (event,), "map_event": event} if event else {}
    cards.chart(
        view,
        world.stance_map(view.rows("reactions/stance_map", map_event=event), event, view.dataset),
        "reactions",
        "states with the stances of their offices",
        "outlines: United Nations Geospatial, without any view on borders or status",
        query="reactions/stance_map" if event else "",
        **narrowed,
    )
    listed = listings.reactions(
        view.dataset, view.rows("evidence/reactions"), name="reaction_list", title="All reactions", opens=True
    )
    cards.listing(view, listed, "reactions")
    takeaway.foot(view)


def headline(view: View) -> str:
    """What the filtered rows say, in one sentence."""
    counts = view.rows("reactions/summary")[0]
    if not counts["reactions"]:
        return "No reaction is left by these filters. That none was found does not mean that nobody reacted."
    return (
        f"{wording.sentence(wording.counted(counts['actors'], 'actor'))} reacted to "
        f"{wording.counted(counts['events'], 'event')} in "
        f"{wording.counted(counts['reactions'], 'recorded reaction')}: "
        f"{wording.number(counts['favourable'])} support or welcome, "
        f"{wording.number(counts['cautious'])} are cautious, {wording.number(counts['neutral'])} neutral, "
        f"{wording.number(counts['unfavourable'])} critical or rejecting."
    )


def map_event(view: View) -> str | None:
    """The event of the map: the one that is chosen, else the one with most reactions under the filters."""
    if len(view.state.events) == 1:
        return view.state.events[0]
    most = view.rows("reactions/most_reactions")
    return most[0]["event_id"] if most else None
