"""What one actor said, promised and carried out, or two side by side."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import streamlit as st

from peace_ledger import filters, state, wording
from peace_ledger.charts.actors import nearness, promises, stances
from peace_ledger.charts.parts import scale
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.marks import Mark
from peace_ledger.state import State
from peace_ledger.translation import N_, _, ngettext
from peace_ledger.ui import actor_words, choices, filter_bar, links, listings, session, takeaway
from peace_ledger.ui.cards import Card, Cards, Picks, card, draw
from peace_ledger.ui.page import Page
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View

Row = dict[str, Any]

ALL_SOURCES: Row = {"from": None, "to": None, "actors": (), "events": (), "confidences": ()}
"""Query parameters that take every filter away but the day known."""

_BODIES_HELP = N_(
    "Ministries, parliaments, courts and other bodies count with what they are a part of. Switched on, each "
    "of them stands for itself."
)


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view)
    st.title(_("Actors"))
    shown = looked_at(view.state, view.dataset)
    _pickers(view, shown)
    if note := left_out(view.state, shown, view.dataset):
        st.caption(plain(note))
    through = seen(view)
    if shown:
        _chosen(view, through, shown)
    else:
        _all(through)
    takeaway.foot(through)


def seen(view: View) -> View:
    """Through the filters of every page: each table stands here, and a choice that belongs to one page would
    cut one part and not the others; and of the actors through those of the page.
    """
    return replace(view, state=_narrowed(view, looked_at(view.state, view.dataset)))


def headline(view: View) -> str:
    """What the rows of the actor or the two that are chosen say, or those of all."""
    shown = looked_at(view.state, view.dataset)
    if not shown:
        return actor_words.of_all(_all_actors(view))
    if len(shown) > 1:
        return f"{_names(view, shown)}: {_both(view, shown)}"
    return f"{_names(view, shown)}: {_one(view, shown[0])}"


def _names(view: View, shown: Sequence[str]) -> str:
    return wording.listed([view.dataset.actor_name(actor) for actor in shown])


def cards(view: View) -> Cards:
    """What stands on the page."""
    shown = looked_at(view.state, view.dataset)
    if not shown:
        return {"actor_list": actor_list}
    nearest = {name: _nearness_of(place) for place, name in enumerate(_NEAREST[: len(shown)])}
    return {
        "actor_stances": actor_stances,
        "actor_reactions": actor_reactions,
        **nearest,
        "actor_promises": actor_promises,
        "actor_commitments": actor_commitments,
        "actor_releases": actor_releases,
    }


def looked_at(chosen: State, dataset: Dataset) -> tuple[str, ...]:
    """The actors of the page, none to two: the one to compare with comes second, and of several actors in the
    filter those that stand first in the menu of actors are taken.
    """
    order = choices.actor_order(dataset)
    second = chosen.second_actor
    others = sorted((actor for actor in chosen.actors if actor != second), key=order.index)
    return (*others[:1], second) if second else tuple(others[:2])


def left_out(chosen: State, shown: Sequence[str], dataset: Dataset) -> str:
    """What the page does not show of what the address names, in a sentence; empty where it shows all."""
    rest = [dataset.actor_name(actor) for actor in chosen.actors if actor not in shown]
    if rest:
        return ngettext(
            "The filter names {count} actor. Two fit side by side; not shown: {actors}. Choose above who is.",
            "The filter names {count} actors. Two fit side by side; not shown: {actors}. Choose above who "
            "is.",
            len(chosen.actors),
            count=wording.number(len(chosen.actors)),
            actors=wording.listed(rest, limit=6),
        )
    if chosen.second_actor and chosen.actors == (chosen.second_actor,):
        return _("An actor cannot be compared with itself. Choose another one to compare it with.")
    return ""


def _narrowed(view: View, shown: Sequence[str]) -> State:
    """The state through which the page looks, and that its links and downloads restore."""
    return replace(
        filters.shared(view.state),
        actors=state.in_order(shown, "actor", view.ledger.vocabulary),
        second_actor=shown[1] if len(shown) > 1 else None,
        bodies_apart=view.state.bodies_apart,
    )


def _pickers(view: View, shown: Sequence[str]) -> None:
    order = choices.actor_order(view.dataset)
    word = choices.actor_words(view.dataset).__getitem__
    first, second = (*shown, None, None)[:2]
    left, right = st.columns(2)
    st.session_state["picked actor"] = first
    left.selectbox(
        _("Actor"),
        order,
        index=None,
        format_func=word,
        key="picked actor",
        placeholder=_("Choose an actor"),
        on_change=_picked,
    )
    if first:
        st.session_state["picked second actor"] = second
        right.selectbox(
            _("Compare with"),
            [actor for actor in order if actor != first],
            index=None,
            format_func=word,
            key="picked second actor",
            placeholder=_("Choose a second actor"),
            on_change=_picked,
        )
    st.session_state["bodies apart"] = view.state.bodies_apart
    # Translators: ministries, parliaments and other bodies of a state or an organisation.
    label = _("Show bodies apart")
    st.toggle(label, key="bodies apart", help=_(_BODIES_HELP), on_change=_bodies_switched)


def _picked() -> None:
    """One or two actors were picked; where the first is taken back, the second stands alone."""
    picked = [st.session_state["picked actor"], st.session_state.get("picked second actor")]
    first, second = (*dict.fromkeys(actor for actor in picked if actor), None, None)[:2]
    session.choose(actors=(first,) if first else (), second_actor=second, mark=None)


def _bodies_switched() -> None:
    session.choose(bodies_apart=st.session_state["bodies apart"], mark=None)


def _actor_of(mark: Mark) -> dict[str, Any]:
    return {"actors": (mark.parameters["mark_actor"],), "second_actor": None, "mark": None}


def _beside(first: str) -> Picks:
    """What a click on another actor does: it stands beside the first."""
    return lambda mark: {"actors": (first,), "second_actor": mark.parameters["mark_actor"], "mark": None}


def _all(view: View) -> None:
    st.markdown(plain(headline(view)))
    st.markdown(
        _(
            "Choose an actor to see which stance it took towards each event, what it "
            "said, what it promised and was promised, and which releases it carried out, received or "
            "mediated. A second actor stands beside it."
        )
    )
    draw(view, actor_list)


def _all_actors(view: View) -> Rows:
    return view.rows("evidence/actors", apart=view.state.bodies_apart)


def actor_list(view: View) -> Card:
    """Every actor."""
    apart = view.state.bodies_apart
    listed = listings.actors(
        view.dataset, _all_actors(view), name="actor_list", title=_("All actors"), opens=True
    )
    return card(
        listed,
        "actors",
        _bodies(apart=apart),
        _("the parties first, then by number of sources"),
        query="evidence/actors",
        click=_("a row opens the actor"),
        picks=_actor_of,
        apart=apart,
    )


def _bodies(*, apart: bool) -> str:
    """How bodies are counted, for the line under a title."""
    return _("each body for itself") if apart else _("bodies counted with what they are a part of")


def _chosen(view: View, seen: View, shown: Sequence[str]) -> None:
    told = seen.rows("actors/stances", apart=seen.state.bodies_apart)
    found = []
    for place, column in enumerate(st.columns(len(shown))):
        with column:
            blanks = [row for row in told if row["whole_id"] == shown[place] and not row["stance"]]
            found.append(_head(view, shown, place, blanks))
    if not any(found):
        return
    if len(shown) > 1:
        st.markdown(plain(_both(seen, shown)))
    made = cards(seen)
    for name in ("actor_stances", "actor_reactions", *_NEAREST):
        if name in made:
            draw(seen, made[name])
    _commitments(seen)
    _releases(seen)


def _head(view: View, shown: Sequence[str], place: int, blanks: Rows) -> bool:
    """Who an actor of the page is, and what its rows say; whether there are any."""
    dataset, actor = view.dataset, shown[place]
    known = dataset.actors[actor]
    st.header(plain(dataset.actor_name(actor)))
    facts = [
        dataset.label("actors", "kind", known.kind),
        dataset.label("actors", "side", known.side),
    ]
    st.caption(plain(" · ".join(facts)))
    _kin(view, shown, place)
    counts = _counts(view, actor)
    if not counts["sources"]:
        _nothing_found(view, actor, blanks)
        return False
    st.markdown(plain(_one(view, actor)))
    if counts["hosted"] or counts["took_part"]:
        label = _("The events in which it had a part")
        links.to_page(view, "events", label, actors=(actor,), second_actor=None)
    return True


def _of_it(view: View, actor: str) -> View:
    return replace(view, state=_narrowed(view, (actor,)))


def _counts(view: View, actor: str) -> Row:
    (counts,) = _of_it(view, actor).rows("evidence/actors", mark_actor=actor)
    return counts


def _one(view: View, actor: str) -> str:
    """What an actor's rows say."""
    counts = _counts(view, actor)
    if not counts["sources"]:
        return _none_found(view, actor)
    own = _of_it(view, actor)
    (summary,) = own.rows("reactions/summary")
    spread = {row["stance"]: row["reactions"] for row in own.rows("reactions/by_stance")}
    return actor_words.of_one(counts, summary["events"], scale.spread(spread, view.dataset))


def _kin(view: View, shown: Sequence[str], place: int) -> None:
    """Links to what an actor is a part of, and to the bodies that belong to it."""
    dataset, actor = view.dataset, shown[place]
    bodies = [each.actor_id for each in dataset.actors.values() if each.parent_id == actor]
    ties = (
        # Translators: links to actors follow.
        ("part", _("Part of:"), [dataset.actors[actor].parent_id]),
        # Translators: to an actor; links to those that are a part of it follow.
        ("bodies", _("Belonging to it:"), bodies),
    )
    for tie, words, kin in ties:
        if not any(kin):
            continue
        with st.container(horizontal=True, gap="small", key=f"kin {tie} {place}"):
            st.markdown(words, width="content")
            for one in kin:
                if one:
                    first, second = (*(one if other == actor else other for other in shown), None)[:2]
                    label = plain(dataset.actor_name(one))
                    links.to_page(view, "actors", label, actors=(first,), second_actor=second)


def _none_found(view: View, actor: str) -> str:
    (searched,) = view.shared().rows("actors/sources_searched", **ALL_SOURCES)
    sources = wording.counted(searched["sources"], "source")
    name = view.dataset.actor_name(actor)
    if _is_cut(view):
        return _(
            "Nothing found for {actor} in {sources} under these filters, which is not silence.",
            actor=name,
            sources=sources,
        )
    return _("Nothing found for {actor} in {sources}, which is not silence.", actor=name, sources=sources)


def _nothing_found(view: View, actor: str, blanks: Rows) -> None:
    st.info(plain(_none_found(view, actor)))
    events = list(dict.fromkeys(row["event_id"] for row in blanks))
    if not events:
        # Translators: it is an actor.
        st.markdown(_("For no event under these filters was it looked for by name."))
        return
    counted = wording.counted(len(events), "event")
    # Translators: it is an actor; links to the events follow.
    st.markdown(_("It was looked for by name, and not found, on {events}:", events=counted))
    for event in events:
        named = view.dataset.events[event]
        label = plain(f"{named.title}, {wording.short_day(named.start_on)}")
        links.to_page(view, "events", label, actors=(), second_actor=None, events=(event,))


def _is_cut(view: View) -> bool:
    """Whether a filter may leave out something of an actor's."""
    return bool(view.state.since or view.state.until or view.state.events or view.state.confidence)


def _both(view: View, shown: Sequence[str]) -> str:
    """How far the two actors' stances are apart, event by event; and whether one is a part of the other."""
    dataset = view.dataset
    first, second = shown
    rows = view.rows("actors/nearness", actors=(), chosen_actor=first, other_actor=second)
    sentences = [actor_words.of_both(rows[0] if rows else None)]
    for part, whole in ((first, second), (second, first)):
        if whole in _ancestors(dataset, part):
            sentences.append(
                _(
                    "{part} is part of {whole}: its rows count for both.",
                    part=dataset.actor_name(part),
                    whole=dataset.actor_name(whole),
                )
            )
    return " ".join(sentences)


def _ancestors(dataset: Dataset, actor: str) -> list[str]:
    found: list[str] = []
    parent = dataset.actors[actor].parent_id
    while parent and parent not in found:
        found.append(parent)
        parent = dataset.actors[parent].parent_id
    return found


def actor_stances(view: View) -> Card:
    """Which stance they took towards each event."""
    apart = view.state.bodies_apart
    shown = looked_at(view.state, view.dataset)
    return card(
        stances.stances(view.rows("actors/stances", apart=apart), shown, view.dataset, apart=apart),
        "reactions",
        _("a number: so many reactions"),
        _("no sign: not looked for"),
        _bodies(apart=apart),
        query="actors/stances",
        apart=apart,
    )


_NEAREST = ("nearness", "nearness_second")


@cache
def _nearness_of(place: int) -> Callable[[View], Card]:
    """Whose stances run closest to those of the first actor of the page, or of the second."""

    def nearest(view: View) -> Card:
        actor = looked_at(view.state, view.dataset)[place]
        rows = view.rows("actors/nearness", actors=(), chosen_actor=actor)
        few = len(rows) - len(nearness.enough(rows))
        cut = len(nearness.enough(rows)) - len(nearness.drawn(rows))
        return card(
            nearness.nearness(rows, actor, view.dataset, second=place > 0),
            "reactions",
            _("of all actors, compared on events on which both have a dated stance, by the latest of each"),
            _(
                "closest first: by the share of events at most one step apart, "
                "then by that of the same stance"
            ),
            _few_shared(few),
            _only_in_table(cut) if cut else "",
            _bodies(apart=False),
            query="actors/nearness",
            click=_("a click sets the two side by side"),
            picks=_beside(actor),
            actors=(),
            chosen_actor=actor,
        )

    return nearest


def _few_shared(count: int) -> str:
    return ngettext(
        "{actors} with fewer than {least} shared events left out",
        "{actors} with fewer than {least} shared events left out",
        count,
        actors=wording.counted(count, "other actor"),
        least=wording.number(nearness.LEAST_SHARED),
    )


def _only_in_table(count: int) -> str:
    # Translators: a list is cut in its middle for the chart.
    return _("{actors} from the middle in the table only", actors=wording.counted(count, "actor"))


def actor_reactions(view: View) -> Card:
    """What was said."""
    found = view.listed("evidence/reactions", latest_first=True)
    listed = listings.reactions(
        view.dataset, found.rows, name="actor_reactions", title=_("What was said"), opens=True
    )
    return card(replace(listed, page_size=10), "reactions", _("latest first, undated last"), found.note)


def _commitments(view: View) -> None:
    st.subheader(_("Commitments"))
    draw(view, actor_promises)
    if view.rows("evidence/commitments"):
        draw(view, actor_commitments)


def actor_promises(view: View) -> Card:
    """What they promised and were promised, and how it stands."""
    apart = view.state.bodies_apart
    rows = view.rows("actors/commitments", apart=apart)
    shown = looked_at(view.state, view.dataset)
    return card(
        promises.by_part(rows, shown, view.dataset, apart=apart),
        "commitments",
        _on_the_day(view),
        _("a promise stands in the line of each who made it and of each to whom it was made"),
        query="actors/commitments",
        apart=apart,
    )


def actor_commitments(view: View) -> Card:
    """Each promise by or to them."""
    listed = listings.commitments(
        view.dataset,
        view.listed("evidence/commitments", latest_first=True).rows,
        name="actor_commitments",
        title=_("Each promise, and how it stands"),
        opens=True,
    )
    return card(
        replace(listed, page_size=10),
        "commitments",
        _on_the_day(view),
        _("latest first"),
        click=_("a row opens its history"),
    )


def _on_the_day(view: View) -> str:
    return _("status on {day}", day=wording.day(view.as_of))


def _releases(view: View) -> None:
    st.subheader(_("Releases"))
    parts = view.rows("actors/releases", apart=view.state.bodies_apart)
    if not parts:
        none = _("No release row under these filters names them as releasing, receiving or mediating.")
        st.markdown(none)
        return
    lines = [
        f"- **{plain(words)}:** {plain(numbers)}"
        for words, numbers in actor_words.of_releases(parts, view.dataset)
    ]
    st.markdown("\n".join(lines))
    draw(view, actor_releases)


def actor_releases(view: View) -> Card:
    """What the sources report of releases in which they had a part."""
    listed = listings.releases(
        view.dataset,
        view.rows("evidence/releases")[::-1],
        name="actor_releases",
        title=_("What the sources report of these releases"),
        opens=True,
    )
    return card(replace(listed, page_size=10), "releases", _("latest first"))


PAGE = Page("actors", page, headline, cards, seen)
