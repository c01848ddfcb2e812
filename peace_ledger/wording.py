"""Numbers, days and counted nouns, as sentences need them."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache


def day(value: date | None) -> str:
    """7 December 2023; an unknown day is "undated"."""
    return f"{value.day} {value:%B %Y}" if value else "undated"


@lru_cache(maxsize=4096)
def short_day(value: date | None) -> str:
    """7 Dec 2023."""
    return f"{value.day} {value:%b %Y}" if value else "undated"


def number(value: float) -> str:
    """1,234, with a thin reading of thousands."""
    return f"{value:,.0f}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """1 reaction, 2 reactions; 0 reads "no reactions"."""
    noun = one if count == 1 else many or f"{one}s"
    return f"{'no' if count == 0 else number(count)} {noun}"


def share(part: int, whole: int) -> str:
    """A share that never hides its base: "3 of 4" below five cases, "60 % (12 of 20)" from there."""
    fraction = f"{number(part)} of {number(whole)}"
    return fraction if whole < 5 else f"{100 * part / whole:.0f} % ({fraction})"


def listed(words: Sequence[str], limit: int = 3) -> str:
    """a, b and c; past the limit "a, b, c and 4 more"."""
    if len(words) > limit:
        return f"{', '.join(words[:limit])} and {len(words) - limit} more"
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"


def sentence(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]
