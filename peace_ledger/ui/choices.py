"""What filters choose from: the values of a parameter with the words for them, in the order to show."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial, wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from peace_ledger import translation, wording
from peace_ledger.dataset import Actor, Dataset
from peace_ledger.translation import N_, _


@dataclass(frozen=True)
class Choice:
    """A multiple choice over one repeatable parameter: its name in the address, its field in the state, its
    label in English, and in a dataset the words of its codes.
    """

    parameter: str
    field: str
    label: str
    words: Callable[[Dataset], Callable[[str], str]]


def codes(parameter: str, field: str, label: str, table: str, column: str) -> Choice:
    """A choice among the codes of a column."""
    return Choice(parameter, field, label, lambda dataset: partial(dataset.label, table, column))


_Made = TypeVar("_Made")


def once(make: Callable[[Dataset], _Made]) -> Callable[[Dataset], _Made]:
    """What is made of a dataset, made once in each language and kept as long as that is open."""
    made: WeakKeyDictionary[Dataset, dict[str, _Made]] = WeakKeyDictionary()

    @wraps(make)
    def once_made(dataset: Dataset) -> _Made:
        by_language = made.setdefault(dataset, {})
        language = translation.spoken()
        if language not in by_language:
            by_language[language] = make(dataset)
        return by_language[language]

    return once_made


def presets(days: tuple[date, date], as_of: date) -> Mapping[str, tuple[date | None, date | None]]:
    """The periods to pick from on a day: the whole, the last year and quarter, and each year of the data that
    has begun by then, latest first.
    """
    first, last = days
    years = {
        str(year): (date(year, 1, 1), date(year, 12, 31))
        for year in range(min(last, as_of).year, first.year - 1, -1)
    }
    return {
        _("whole period"): (None, None),
        _("last 12 months"): (as_of - timedelta(days=365), None),
        _("last 90 days"): (as_of - timedelta(days=90), None),
        **years,
    }


@once
def actor_order(dataset: Dataset) -> tuple[str, ...]:
    """Actors as a reader looks for them: the parties first, then by kind in the code list's order; bodies
    under what they are part of.
    """
    kinds = {code: rank for rank, code in enumerate(dataset.codes("actors", "kind"))}
    parties = {party.actor_id: rank for rank, party in enumerate(dataset.package.parties)}
    actors = dataset.actors
    roots = {actor_id: _root(actors, actor_id) for actor_id in actors}

    def place(actor_id: str) -> tuple[Any, ...]:
        root = actors[roots[actor_id]]
        return (
            parties.get(root.actor_id, len(parties)),
            kinds[root.kind],
            root.name,
            root.actor_id != actor_id,
            actors[actor_id].name,
        )

    return tuple(sorted(actors, key=place))


def _root(actors: Mapping[str, Any], actor_id: str) -> str:
    seen = {actor_id}
    while (parent := actors[actor_id].parent_id) and parent not in seen:
        seen.add(parent)
        actor_id = parent
    return actor_id


@once
def actor_words(dataset: Dataset) -> Mapping[str, str]:
    """The actors in a menu, by id: each with what it is, or under what it is a part of."""
    bodies = Counter(actor.parent_id for actor in dataset.actors.values())

    def word(actor: Actor) -> str:
        if actor.parent_id:
            return f"{dataset.actor_name(actor.parent_id)} › {dataset.actor_name(actor.actor_id)}"
        kind = wording.in_sentence(dataset.label("actors", "kind", actor.kind))
        count = bodies[actor.actor_id]
        what = f"{kind}, {wording.counted(count, 'with body')}" if count > 1 else kind
        return f"{dataset.actor_name(actor.actor_id)} · {what}"

    return {actor_id: word(actor) for actor_id, actor in dataset.actors.items()}


@once
def event_words(dataset: Dataset) -> Mapping[str, str]:
    """The events in a menu, by id: each with its day."""
    return {
        event_id: f"{event.start_on:%Y-%m-%d} · {event.title}" for event_id, event in dataset.events.items()
    }


ACTORS = Choice("actor", "actors", N_("Actors"), lambda dataset: actor_words(dataset).__getitem__)
EVENTS = Choice("event", "events", N_("Events"), lambda dataset: event_words(dataset).__getitem__)
