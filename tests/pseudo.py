"""A language that nobody speaks, and data without Latin letters: what of the interface passes translation by
stands out.
"""

import gettext
import re
import string
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from peace_ledger import descriptor, translation
from peace_ledger.descriptor import Field
from tests.altered import NEW, copy, redescribe, rewrite, serving
from tests.fixtures import CsvRows

LANGUAGE = "hy"
"""The language in whose place it stands."""
OPEN, CLOSE = "⟦", "⟧"
_PLACE = re.compile(r"(\{[^{}]*\})")
_SAID = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_NOT_READ = (
    re.compile(r"\{\w+\}"),  # what the browser fills in
    re.compile(r"<[^>]*>"),  # tags, and what their attributes say to nobody
    re.compile(r"\]\([^)]*\)"),  # the addresses of links
    re.compile(r"https?://\S+"),
    re.compile(r"&\w+;"),
    re.compile(r":material/\w+:"),
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_LETTERS = "აბგდევზთიკლმნოპჟრსტუფქღყშჩ"
_UNREADABLE = str.maketrans(string.ascii_letters, _LETTERS * 2)
_KEPT = {"url", "iso3", "language"}
"""Columns whose letters have a meaning of their own."""


class _Pseudo(gettext.NullTranslations):
    """Puts a text between brackets, but for the places of its values: these say themselves what they are."""

    def gettext(self, message: str) -> str:
        """The text in brackets."""
        parts = _PLACE.split(message)
        return "".join(part if _PLACE.fullmatch(part) or not part else OPEN + part + CLOSE for part in parts)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for a number, in brackets."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - as gettext asks it
        """The text in brackets."""
        return self.gettext(message)


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Within it LANGUAGE is the pseudo-language, and the data of the package at `folder` are shown."""
    with pytest.MonkeyPatch.context() as patch, serving(folder):
        patch.setattr(translation, "_catalogue", lambda _: _Pseudo())
        yield


def left_over(text: str, *known: str) -> list[str]:
    """The words of a shown text that did not pass translation, apart from those that are known."""
    for unread in _NOT_READ:
        text = unread.sub(" ", text)
    while _SAID.search(text):
        text = _SAID.sub(" ", text)
    return [word for word in _WORD.findall(text) if word not in known]


def unreadable(folder: Path) -> Path:
    """A copy of the curated package in which no text for readers has a Latin letter."""
    package = descriptor.read(copy(folder))
    for table in package.tables:
        texts = [field.name for field in table.fields if _is_prose(field)]

        def masked(rows: CsvRows, texts: list[str] = texts) -> CsvRows:
            return [row | {name: row[name].translate(_UNREADABLE) for name in texts} for row in rows]

        rewrite(folder, table.name, masked)
    redescribe(folder, _mask)
    redescribe(folder, lambda package: package.update(version=NEW, created="2099-01-01T00:00:00Z"))
    return folder


def _is_prose(field: Field) -> bool:
    """Whether it has words for readers: no code, no id, nothing with a form of its own."""
    return (
        field.type == "string"
        and not field.codes
        and (not field.constraints.pattern or field.name == "key_phrase")
        and not field.name.endswith("_id")
        and field.name not in _KEPT
    )


def _mask(described: Any) -> None:
    if isinstance(described, list):
        for one in described:
            _mask(one)
    if not isinstance(described, dict):
        return
    for name in list(described):
        if "@" in name:
            del described[name]
        elif name in {"title", "description", "label", "text"} and isinstance(described[name], str):
            described[name] = described[name].translate(_UNREADABLE)
        else:
            _mask(described[name])
    if "value" in described and "label" not in described:
        described["label"] = str(described["value"]).translate(_UNREADABLE)
