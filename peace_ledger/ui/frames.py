"""The addresses of views, and the code by which a page or one chart of it stands on another site."""

from dataclasses import replace
from html import escape

from peace_ledger.http import EMBED_SCRIPT
from peace_ledger.state import State, with_query
from peace_ledger.ui.view import View

CHART_HEIGHT, PAGE_HEIGHT = 640, 1200
"""Heights of a frame in px where the script beside it does not run."""


def page(view: View) -> State:
    """The state of the view's page in a frame."""
    return replace(view.state, chart=None, embed=True)


def chart(view: View, name: str) -> State:
    """The state of one chart or list in a frame, with the mark that is open in it."""
    opened = view.mark is not None and view.mark.chart == name
    return replace(page(view), chart=name, mark=view.state.mark if opened else None)


def address(view: View, state: State) -> str:
    """The whole address of the view's page under a state."""
    return with_query(f"{view.origin}/{view.path or ''}", state)


def code(view: View, state: State, title: str, height: int = CHART_HEIGHT) -> str:
    """The HTML of a frame and of the script that gives it its height."""
    return (
        f'<iframe src="{escape(address(view, state))}" title="{escape(title)} · Peace Ledger" width="100%" '
        f'height="{height}" style="border:0" loading="lazy" allow="fullscreen; clipboard-write"></iframe>\n'
        f'<script src="{escape(view.origin)}{EMBED_SCRIPT}" async></script>'
    )
