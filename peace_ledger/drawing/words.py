"""What figures say of a point, and their text as plain words: tags taken out, lines of a given width."""

import html
import re
from collections.abc import Callable
from typing import Any

from peace_ledger import bidi

_BREAK = re.compile(r"<br\s*/?>")
# A line does not begin with the sign of what stands before it.
_SPACE = re.compile(r"\s+(?![%→])")
_TAG = re.compile(r"</?(?:b|i|em|sup|sub|span)\b[^<>]*>")


def item(value: Any, place: int) -> Any:
    """What holds for one point: its own of a list, or what holds for all."""
    if isinstance(value, list):
        return value[place] if place < len(value) else None
    return value


def plain(text: object) -> str:
    """The words of a label, with newlines for its breaks."""
    broken = _BREAK.sub("\n", str(text))
    return html.unescape(_TAG.sub("", broken))


def is_bold(text: object) -> bool:
    """Whether the label begins in bold."""
    return str(text).lstrip().startswith("<b>")


def wrapped(text: str, width: float, most: int, measure: Callable[[str], float]) -> list[str]:
    """The text in lines no wider than `width`, at most `most` of them; what is left out shows as "…"."""
    words = _SPACE.split(text.strip())
    lines: list[str] = []
    while words and len(lines) < most:
        taken = 1
        while taken < len(words) and measure(" ".join(words[: taken + 1])) <= width:
            taken += 1
        lines.append(shortened(" ".join(words[:taken]), width, measure))
        words = words[taken:]
    if words and lines:
        lines[-1] = shortened(f"{lines[-1].rstrip('…')} {' '.join(words)}", width, measure)
    return list(bidi.balanced(lines))


def shortened(text: str, width: float, measure: Callable[[str], float]) -> str:
    """The text, cut with "…" where it is wider."""
    if measure(text) <= width:
        return text
    fits, fails = 0, len(text)
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if measure(f"{text[:middle].rstrip()}…") <= width:
            fits = middle
        else:
            fails = middle
    return f"{text[:fits].rstrip(' ,;:(')}…"
