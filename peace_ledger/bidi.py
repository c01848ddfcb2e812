"""Names that are written from right to left, set apart from the numbers and signs around them.

Without that, "مملكة: 12 people" shows its 12 on the far side of the name, where it reads as another's number.
The marks are those of Unicode's bidirectional algorithm; nobody sees them.
"""

import re
from collections.abc import Iterable, Iterator

_FIRST_STRONG, _END = "\u2068", "\u2069"
# Hebrew, Arabic, Syriac, Thaana, NKo and their presentation forms.
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def isolated(text: str) -> str:
    """The text so that what stands around it keeps its order; as it is where it runs from left to right."""
    if not _FROM_RIGHT.search(text) or text.startswith(_FIRST_STRONG):
        return text
    return f"{_FIRST_STRONG}{text}{_END}"


def bare(text: str) -> str:
    """The text without the marks of `isolated`."""
    return text.replace(_FIRST_STRONG, "").replace(_END, "") if _FIRST_STRONG in text else text


def balanced(lines: Iterable[str]) -> Iterator[str]:
    """Lines of one text, each of which sets its own part of a name apart."""
    still_open = 0
    for line in lines:
        whole = _FIRST_STRONG * still_open + line
        still_open = max(whole.count(_FIRST_STRONG) - whole.count(_END), 0)
        yield whole + _END * still_open
