"""Text from the data on its way into a figure or a table."""

from functools import lru_cache
from html import escape
from textwrap import shorten, wrap

from peace_ledger import bidi, translation
from peace_ledger.charts.chart import Coded
from peace_ledger.dataset import Dataset

# The same titles and summaries stand in every figure, whatever the filters.
_kept = lru_cache(maxsize=8192)


def escaped(text: str) -> str:
    """The text as a figure must hold it to show it as it is written: Plotly reads tags and entities, and the
    browser takes a text that names a colour for that colour.
    """
    safe = escape(text, quote=False)
    return f"&#64;{safe[1:]}" if safe.startswith("@") else safe


def coded(text: str, dataset: Dataset) -> str | Coded:
    """A text of the rows as a cell of a table, which says in which language it is where that is not the
    page's.
    """
    language = dataset.package.language
    return text if language == translation.spoken() else Coded(text, language)


@_kept
def label(text: str, limit: int) -> str:
    """The text cut at a word, for an axis. Plotly reads tags in labels: what looks like one is escaped."""
    return escaped(_as_it_was(text, shorten(bidi.bare(text), limit, placeholder=" …")))


@_kept
def short_lines(text: str, width: int) -> str:
    """The text in at most two lines for an axis, cut at a word and escaped likewise."""
    found = bidi.balanced(wrap(text, width, max_lines=2, placeholder=" …"))
    return "<br>".join(escaped(line) for line in found)


@_kept
def lines(text: str, width: int = 58) -> str:
    """The text broken into lines for a hover box, and escaped likewise; a space before each break says to who
    reads it aloud that the sentence goes on.
    """
    return " <br>".join(escaped(line) for line in bidi.balanced(wrap(text, width)))


def _as_it_was(text: str, cut: str) -> str:
    return text if cut == bidi.bare(text) else bidi.isolated(cut)
