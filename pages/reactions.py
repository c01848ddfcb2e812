"""Who reacted, and how?"""

from typing import Any

import streamlit as st

from peace_ledger import wording
from peace_ledger.charts import events as event_charts
from peace_ledger.charts.parts import scale
from peace_ledger.charts.reactions import matrix, speed, stances, world
from peace_ledger.translation import N_, _, ngettext
from peace_ledger.ui import filter_bar, listings, takeaway
from peace_ledger.ui.cards import Card, Cards, card, draw_all
from peace_ledger.ui.choices import codes
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

FILTERS = (
    codes("stance", "stances", N_("Stance"), "reactions", "stance"),
    codes("kind", "kinds", N_("Kind of actor"), "actors", "kind"),
    codes("side", "sides", N_("Side"), "actors", "side"),
    codes("channel", "channels", N_("Channel"), "reactions", "channel"),
)


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view, FILTERS)
    st.title(_("Reactions"))
    st.markdown(plain(headline(view)))
    draw_all(view, cards(view))
    takeaway.foot(view)


def cards(_: View) -> Cards:
    """What stands on the page."""
    return {
        "stance_by_event": stance_by_event,
        "actor_by_event": actor_by_event,
        "reaction_speed": reaction_speed,
        "stance_map": stance_map,
        "reaction_list": reaction_list,
    }


def stance_by_event(view: View) -> Card:
    """How the stances towards each event spread."""
    return card(
        stances.stance_by_event(view.rows("reactions/stance_by_event"), view.dataset),
        "reactions",
        query="reactions/stance_by_event",
    )


def actor_by_event(view: View) -> Card:
    """Who took which stance towards what."""
    return card(
        matrix.actor_by_event(view.rows("reactions/actor_by_event"), view.dataset),
        "reactions",
        _("blank: not looked for; dash: looked for by name, not found"),
        _("a number: so many different stances, the latest on the right"),
        query="reactions/actor_by_event",
    )


def reaction_speed(view: View) -> Card:
    """How soon each reaction came."""
    medians = view.rows("reactions/delay_median")
    return card(
        speed.reaction_speed(view.rows("reactions/reaction_speed"), medians, view.dataset),
        "reactions",
        view.undrawn("reactions"),
        query={_("By delay"): "reactions/reaction_speed", _("Medians"): "reactions/delay_median"},
    )


def stance_map(view: View) -> Card:
    """Where states stood on one event."""
    event = map_event(view)
    narrowed: dict[str, Any] = {"events": (event,), "map_event": event} if event else {}
    rows = view.rows("reactions/stance_map", map_event=event)
    return card(
        world.stance_map(rows, event, view.dataset),
        "reactions",
        world.unplaced_note(rows),
        _("states with the stances of their offices"),
        _("outlines: United Nations Geospatial, without any view on borders or status"),
        query="reactions/stance_map" if event else "",
        **narrowed,
    )


def reaction_list(view: View) -> Card:
    """Every reaction."""
    found = view.listed("evidence/reactions")
    listed = listings.reactions(
        view.dataset, found.rows, name="reaction_list", title=_("All reactions"), opens=True
    )
    return card(listed, "reactions", found.note)


def headline(view: View) -> str:
    """What the filtered rows say, in one sentence."""
    counts = view.rows("reactions/summary")[0]
    if not counts["reactions"]:
        return view.none_left(
            "reactions",
            _("No reaction is left by these filters. That none was found does not mean that nobody reacted."),
        )
    by_stance = event_charts.by_stance(view.rows("reactions/stance_by_event"))
    return wording.sentence(
        # Translators: {to_events} as "to 5 events"; {stances} as "3 supports, 12 welcomes".
        ngettext(
            "{actors} reacted {to_events} in {reactions}: {stances}.",
            "{actors} reacted {to_events} in {reactions}: {stances}.",
            counts["actors"],
            actors=wording.counted(counts["actors"], "actor"),
            to_events=wording.counted(counts["events"], "to event"),
            reactions=wording.counted(counts["reactions"], "recorded reaction"),
            stances=scale.spread(by_stance, view.dataset),
        )
    )


def map_event(view: View) -> str | None:
    """The event of the map: the one that is chosen, else the one with most reactions under the filters."""
    if len(view.state.events) == 1:
        return view.state.events[0]
    most = view.rows("reactions/most_reactions")
    return most[0]["event_id"] if most else None


PAGE = Page("reactions", page, headline, cards)
