"""Markdown that a forge and the site read alike."""

from collections.abc import Iterable, Sequence

MADE = "Made by `python -m docs.site.reference` from the code; a test holds it to that."
"""What every page says of itself."""


def page(title: str, *parts: str) -> str:
    """A page: its title, that it is made, and its parts with a line between."""
    return "\n\n".join([f"# {title}", MADE, *(part for part in parts if part)]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty where it has no rows."""
    lines = [f"| {' | '.join(map(cell, row))} |" for row in rows]
    return "\n".join([f"| {' | '.join(header)} |", "|" + " --- |" * len(header), *lines]) if lines else ""


def cell(text: str) -> str:
    """A text as a cell of a table: what ends a cell, or begins an element, is written out."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;") or "–"


def code(text: str) -> str:
    """A name as it is typed."""
    return f"`{text}`"


def codes(texts: Iterable[str]) -> str:
    """Names with commas."""
    return ", ".join(map(code, texts))
