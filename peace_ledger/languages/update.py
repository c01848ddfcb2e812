"""Bring the catalogues in step with the texts in the code, and say what is still to translate.

    python -m peace_ledger.languages.update

A text that is new stands in each catalogue without a translation, one that was changed with the translation
of the old one, marked as fuzzy: whoever has looked at it takes the mark away. What is not said any more goes.
"""

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po
from babel.numbers import get_decimal_symbol, get_group_symbol

from peace_ledger import catalog
from peace_ledger.sql import copies
from peace_ledger.translation import CATALOGUES, DEFAULT, LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("pages", "peace_ledger")
_KEYWORDS = {**DEFAULT_KEYWORDS, "_forms": (1, 2)}
_TO_TRANSLATORS = ("Translators:",)
CALENDARS = ROOT / "peace_ledger" / "frontend" / "calendars.js"
_PARTS = re.compile(r"(d+|M+|L+|y+)")
_FROM_SUNDAY = (6, 0, 1, 2, 3, 4, 5)


def template() -> Catalog:
    """The texts in the code and the questions of the queries, with the files in which they stand."""
    found = Catalog()
    for folder in FOLDERS:
        texts = extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=_KEYWORDS, comment_tags=_TO_TRANSLATORS
        )
        for name, _line, text, comments, context in texts:
            found.add(
                text, locations=[(f"{folder}/{name}", 1)], auto_comments=comments, context=context or None
            )
    for query in filter(copies.is_named, catalog.read().values()):
        found.add(query.question, locations=[(f"queries/{query.name}.sql", 1)])
    return found


def updated(language: str, texts: Catalog) -> Catalog:
    """The catalogue of a language with these texts, and the translations that it has of them."""
    path = CATALOGUES / f"{language}.po"
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    else:
        catalogue = Catalog(locale=language, fuzzy=False)
    catalogue.update(texts, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """A catalogue as its file has it: sorted by text, without line numbers, which change with every edit."""
    file = io.BytesIO()
    write_po(file, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    # Of Babel's header only what reading it back needs: the rest would name days and people.
    header = (
        f'# {LANGUAGES[str(catalogue.locale)]}\nmsgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    return header.encode() + file.getvalue()


def calendars() -> str:
    """The script by which browsers write days and numbers in our languages: what the CLDR says of them."""
    told = {language: _calendar(Locale(language)) for language in LANGUAGES if language != DEFAULT}
    return (
        "// Written by `python -m peace_ledger.languages.update`, from the CLDR.\n\n"
        f"export const CALENDARS = {json.dumps(told, ensure_ascii=False, indent=2)};\n"
    )


def _calendar(locale: Locale) -> dict[str, Any]:
    months, days = locale.months, locale.days
    return {
        "months": list(months["format"]["wide"].values()),
        "shortMonths": list(months["format"]["abbreviated"].values()),
        "standalone": list(months["stand-alone"]["wide"].values()),
        # Plotly's weeks begin with Sunday, Babel's with Monday.
        "days": [days["format"]["wide"][day] for day in _FROM_SUNDAY],
        "shortDays": [days["format"]["abbreviated"][day] for day in _FROM_SUNDAY],
        "short": _pattern(locale.date_formats["medium"].pattern),
        "long": _pattern(locale.date_formats["long"].pattern),
        "month": _pattern(locale.datetime_skeletons["yMMM"].pattern),
        "group": get_group_symbol(str(locale)),
        "decimal": get_decimal_symbol(str(locale)),
    }


def _pattern(pattern: str) -> str:
    """A pattern of the CLDR with the parts of a day in braces: "d MMM y 'г'." becomes "{d} {MMM} {y} г."."""
    parts = [text if quoted else _PARTS.sub(r"{\1}", text) for quoted, text in _quoted(pattern)]
    return "".join(parts).replace("{dd}", "{d}").replace("{LLL}", "{MMM}")


def _quoted(pattern: str) -> Iterator[tuple[bool, str]]:
    return ((place % 2 == 1, text) for place, text in enumerate(pattern.split("'")))


def missing(catalogue: Catalog) -> Iterator[str]:
    """The texts that have no translation, or one that nobody has looked at."""
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(forms)):
            yield message.id if isinstance(message.id, str) else message.id[0]


def main() -> int:
    """Write all catalogues, and the calendars for browsers. Exit code 1 where one lacks a translation."""
    texts, lacking = template(), 0
    for language in LANGUAGES:
        if language == DEFAULT:
            continue
        catalogue = updated(language, texts)
        (CATALOGUES / f"{language}.po").write_bytes(written(catalogue))
        left = list(missing(catalogue))
        lacking += len(left)
        print(f"{language}: {len(catalogue)} texts, {len(left)} to translate")
    CALENDARS.write_text(calendars(), encoding="utf-8")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
