"""Numbers, days and counted nouns, as sentences in the spoken language need them."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from peace_ledger import translation
from peace_ledger.nouns import NOUNS
from peace_ledger.translation import _, ngettext

# Babel's English has a comma within the day, or a month of four letters.
_LONG = {"en": "d MMMM y"}
_SHORT = {"en": "d MMM y"}
_KEPT = 16_384


def day(value: date | None) -> str:
    """7 December 2023; an unknown day is "undated"."""
    return _day(value, translation.spoken(), is_long=True) if value else _("undated")


def short_day(value: date | None) -> str:
    """7 Dec 2023."""
    return _day(value, translation.spoken(), is_long=False) if value else _("undated")


@lru_cache(maxsize=_KEPT)
def _day(value: date, language: str, *, is_long: bool) -> str:
    form = _LONG.get(language, "long") if is_long else _SHORT.get(language, "medium")
    return format_date(value, form, language)


def month(value: date, *, with_year: bool = True) -> str:
    """December 2023."""
    return format_date(value, "LLLL y" if with_year else "LLLL", translation.spoken())


def number(value: float, digits: int = 0) -> str:
    """1,234, rounded to so many digits after the sign that parts them."""
    written = f"{value:,.{digits}f}"
    group, point = _signs(translation.spoken())
    return written.translate({ord(","): group, ord("."): point})


@lru_cache
def _signs(language: str) -> tuple[str, str]:
    return get_group_symbol(language), get_decimal_symbol(language)


def counted(count: int, noun: str) -> str:
    """1 reaction, 2 reactions; 0 reads "no reactions". Raises KeyError for a noun without forms."""
    one, many = NOUNS[noun]
    if count == 0 and translation.spoken() == translation.DEFAULT:
        return many.format(count="no")
    return ngettext(one, many, count, count=number(count))


def tallied(count: int, label: str) -> str:
    """How many rows have a label, within a sentence: "3 supports", "3 in progress"."""
    # Translators: a number and the label of a code in small letters: "3 supports", "2 kept".
    return _("{count} {label}", count=number(count), label=in_sentence(label))


def share(part: int, whole: int) -> str:
    """A share that never hides its base: "3 of 4" below five cases, "60 % (12 of 20)" from there."""
    fraction = _("{part} of {whole}", part=number(part), whole=number(whole))
    if whole < 5:
        return fraction
    return _("{percent} % ({fraction})", percent=number(100 * part / whole), fraction=fraction)


def listed(words: Sequence[str], limit: int = 3) -> str:
    """a, b and c; past the limit "a, b, c and 4 more"."""
    if len(words) > limit:
        return _(
            "{listed} and {count} more",
            listed=", ".join(words[:limit]),
            count=number(len(words) - limit),
        )
    if len(words) < 2:
        return "".join(words)
    return _("{listed} and {last}", listed=", ".join(words[:-1]), last=words[-1])


def language(code: str) -> str:
    """What a language is called; its code where nobody has called it."""
    return str(translation.locale().languages.get(code, code))


def sentence(text: str) -> str:
    """The text with a capital letter first."""
    first = text[:1]
    # Azerbaijani tells i from ı in capitals too.
    return ("İ" if first == "i" and translation.spoken() == "az" else first.upper()) + text[1:]


def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: with small letters."""
    if translation.spoken() == "az":
        label = label.replace("İ", "i").replace("I", "ı")
    return label.lower()
