"""Text from the data on its way into a figure."""

from html import escape
from textwrap import shorten, wrap


def label(text: str, limit: int) -> str:
    """The text cut at a word, for an axis. Plotly reads tags in labels: what looks like one is escaped."""
    return escape(shorten(text, limit, placeholder=" …"), quote=False)


def short_lines(text: str, width: int) -> str:
    """The text in at most two lines for an axis, cut at a word and escaped likewise."""
    found = wrap(text, width, max_lines=2, placeholder=" …")
    return "<br>".join(escape(line, quote=False) for line in found)


def lines(text: str, width: int = 58) -> str:
    """The text broken into lines for a hover box, and escaped likewise."""
    return "<br>".join(escape(line, quote=False) for line in wrap(text, width))
