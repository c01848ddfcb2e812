"""The languages of the interface, and how a text is said in the one that is spoken.

A text stands in the code in English, and is its own key in the catalogues (`languages/hy.po`), which Babel
finds by the names of these functions. Values are named, so that each language has its own order of words. A
text that a module or a class holds is marked by `N_` there and said by `_` where it is shown.

What is spoken holds for the thread that makes a page or answers a request: texts are said from everywhere,
and a chart's function need not know in which language.
"""

import gettext
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT = "en"
"""The language in which the texts stand in the code."""
LANGUAGES: Mapping[str, str] = {
    DEFAULT: "English",
    "az": "Azərbaycanca",
    "hy": "Հայերեն",
    "ru": "Русский",
}
"""The languages of the interface by code (BCP 47), each called as it calls itself, in the order to offer."""
CATALOGUES = Path(__file__).parent / "languages"

_spoken: ContextVar[str] = ContextVar("spoken", default=DEFAULT)


def spoken() -> str:
    """The code of the language that is spoken."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it texts are said in a language, one of LANGUAGES."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def chosen(asked: str | None, preferred: str) -> str:
    """The language for a reader: the one asked for by the address, else the first of ours among those that
    the browser prefers, as its header Accept-Language tells them, else English.
    """
    if asked is not None and asked in LANGUAGES:
        return asked
    return next((code for code in _preferred(preferred) if code in LANGUAGES), DEFAULT)


def _preferred(header: str) -> list[str]:
    """The languages of a header "hy-AM, hy;q=0.9, en;q=0.8", without regions, the most wanted first."""
    weighed = []
    for entry in header.split(","):
        tag, _, weight = entry.partition(";")
        try:
            wanted = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if wanted > 0:
            weighed.append((wanted, tag.strip().split("-")[0].lower()))
    # Sorting keeps the order of what is wanted alike.
    return [code for _, code in sorted(weighed, key=lambda entry: -entry[0])]


def locale() -> Locale:
    """How days and numbers are written in the language that is spoken."""
    return _locale(spoken())


@cache
def _locale(language: str) -> Locale:
    return Locale(language)


# Texts


def _(text: str, /, **values: object) -> str:
    """A text in the language that is spoken, with values in the place of their names in braces."""
    language = spoken()
    said = text if language == DEFAULT else _catalogue(language).gettext(text)
    return said.format_map(values) if values else said


def pgettext(context: str, text: str, /, **values: object) -> str:
    """A text that means something else elsewhere; the context is for translators."""
    language = spoken()
    said = text if language == DEFAULT else _catalogue(language).pgettext(context, text)
    return said.format_map(values) if values else said


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The form of a text that goes with a number. The number itself is a value like others, for it is written
    as the language writes numbers (`wording.number`).
    """
    language = spoken()
    if language == DEFAULT:
        said = one if number == 1 else many
    else:
        said = _catalogue(language).ngettext(one, many, number)
    return said.format_map(values) if values else said


def N_(text: str, /) -> str:  # noqa: N802 - as gettext's tools know it
    """A text to be said later, as it stands."""
    return text


def said(texts: Mapping[str, str]) -> dict[str, str]:
    """Marked texts by name, as a component is told its labels."""
    return {name: _(text) for name, text in texts.items()}


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    """The catalogue of a language, compiled when it is first asked for: no second file can go stale."""
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        read = read_po(file, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
