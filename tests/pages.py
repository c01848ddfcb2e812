"""Pages without a browser: Streamlit runs the frame, tests read what it would send."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest

from peace_ledger.snapshot import capture
from peace_ledger.ui import filter_bar, share
from peace_ledger.ui.elements import FOOT, unpacked
from peace_ledger.ui.embed import SOURCE
from peace_ledger.ui.masthead import HEAD

PATHS = ("", "reactions", "releases", "commitments", "events", "actors", "sources", "method")
"""The pages whose charts stand on the rows that the filters leave; the SQL page has tests of its own."""


@dataclass(frozen=True)
class Shown:
    """A page as it was sent: the test session, the messages to the components by chart or list name, and
    those to the head and the foot of the page, to its filters, to the bar above it and to the line under an
    embed (empty where there is none).
    """

    session: AppTest
    cards: dict[str, dict[str, Any]]
    head: dict[str, Any]
    filters: dict[str, Any]
    foot: dict[str, Any]
    bar: dict[str, Any]
    source: dict[str, Any]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The address as the run left it."""
        given = self.session.query_params.items()
        return [(name, value) for name, of in given for value in ([of] if isinstance(of, str) else of)]

    @property
    def text(self) -> str:
        """All prose outside the cards, as written, without Markdown's escapes."""
        blocks = [*self.session.title, *self.session.markdown, *self.session.caption, *self.session.warning]
        return "\n".join(block.value.replace("\\", "") for block in blocks)

    def field(self, label: str) -> dict[str, Any]:
        """The filter of that label."""
        fields = [field for group in self.filters["groups"] for field in group["fields"]]
        (found,) = [field for field in fields if field.get("label") == label]
        return found

    def pick(self, label: str, *options: str) -> "Shown":
        """Choose options of a filter by their words, as the component tells it."""
        field = self.field(label)
        words = dict(field["options"])
        told = (
            words[options[0]] if field["kind"] == "one" else {field["name"]: [words[one] for one in options]}
        )
        return self.tell(filter_bar.BAR, "chosen", told)

    def tell(self, component: str, event: str, value: object) -> "Shown":
        """Run the page on what the browser says of a component, by the name of its message."""
        ids = {_message(element)["id"]: element.proto.id for element in self.session.get("bidi_component")}
        states = self.session._tree.get_widget_states()
        events = states.widgets.add()
        events.id = _make_trigger_id(ids[component], "events")
        events.json_trigger_value = json.dumps([{"event": event, "value": value}])
        self.session._page_hash = ""  # the page that it is on
        return shown(self.session._run(states))


def open_page(path: str, query: list[tuple[str, str]] | None = None) -> Shown:
    """Run a page with an address."""
    return shown(capture.run(path, query or []))


def shown(session: AppTest) -> Shown:
    """What the last run of a session sent."""
    cards = {message["id"]: message for message in map(_message, session.get("bidi_component"))}
    around = (cards.pop(name, {}) for name in (HEAD, filter_bar.BAR, FOOT, share.BAR, SOURCE))
    return Shown(session, cards, *around)


def _message(element: Any) -> Mapping[str, Any]:
    message: Mapping[str, Any] = unpacked(element.proto.bytes)
    return message
