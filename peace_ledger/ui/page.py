"""A page as the frame, previews and embeds know it: what it says and shows, and what draws it."""

from collections.abc import Callable
from dataclasses import dataclass

from peace_ledger import citation
from peace_ledger.ui.cards import Cards
from peace_ledger.ui.view import View


def _as_it_is(view: View) -> View:
    return view


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Page:
    """A page, by its path. `headline` and `cards` need no run of Streamlit; they look through what `seen`
    makes of the reader's view. The first card is the one that stands for the page.
    """

    path: str
    draw: Callable[[View], None]
    headline: Callable[[View], str]
    cards: Callable[[View], Cards]
    seen: Callable[[View], View] = _as_it_is
    is_offered: Callable[[], bool] = _always
    """Whether the menu leads to it."""
    needs_server: bool = False
    """Whether what it shows is asked anew, so that a snapshot cannot have it."""

    @property
    def title(self) -> str:
        """What it is called, in the menu and in citations: in English, to be said where it is shown."""
        return citation.PAGES[self.path]
