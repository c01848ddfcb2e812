"""Pages without a browser: Streamlit runs the frame, tests read what it would send."""

from dataclasses import dataclass
from typing import Any

from streamlit.testing.v1 import AppTest

from peace_ledger.snapshot import capture
from peace_ledger.ui.elements import FOOT, unpacked
from peace_ledger.ui.embed import SOURCE
from peace_ledger.ui.share import BAR

PATHS = ("", "reactions", "releases", "commitments", "events", "actors", "sources", "method")


@dataclass(frozen=True)
class Shown:
    """A page as it was sent: the test session, the messages to the components by chart or list name, and
    those to the foot of the page, to the bar above it and to the line under an embed (empty where there is
    none).
    """

    session: AppTest
    cards: dict[str, dict[str, Any]]
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


def open_page(path: str, query: list[tuple[str, str]] | None = None) -> Shown:
    """Run a page with an address."""
    return shown(capture.run(path, query or []))


def shown(session: AppTest) -> Shown:
    """What the last run of a session sent."""
    messages = [unpacked(element.proto.bytes) for element in session.get("bidi_component")]
    cards = {message["id"]: message for message in messages}
    return Shown(session, cards, cards.pop(FOOT, {}), cards.pop(BAR, {}), cards.pop(SOURCE, {}))
