"""Atom feeds (RFC 4287) as XML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

MEDIA_TYPE = "application/atom+xml"

_NAMESPACE = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Link:
    """A link and what it leads to; an empty attribute is left out."""

    rel: str
    href: str
    type: str = ""
    hreflang: str = ""
    title: str = ""


@dataclass(frozen=True)
class Category:
    """What an entry is about: a word for programs, and one for readers."""

    term: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One entry: `id` is an IRI that never changes, `content` is HTML, `day` begins at midnight UTC."""

    id: str
    title: str
    day: date
    content: str
    links: Sequence[Link]
    categories: Sequence[Category]


@dataclass(frozen=True)
class Feed:
    """One page of a feed; `updated` is the day of its newest entry, `generator` a name and a version."""

    id: str
    title: str
    subtitle: str
    updated: date
    author: str
    rights: str
    generator: tuple[str, str]
    links: Sequence[Link]
    entries: Sequence[Entry]
    language: str = "en"


def written(feed: Feed) -> bytes:
    """The feed as a UTF-8 document. Text is escaped; a character that XML cannot hold becomes U+FFFD."""
    root = ElementTree.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _midnight(feed.updated))
    _add(ElementTree.SubElement(root, "author"), "name", feed.author)
    if feed.rights:
        _add(root, "rights", feed.rights)
    name, version = feed.generator
    _add(root, "generator", name, version=version)
    _add_links(root, feed.links)
    for entry in feed.entries:
        _add_entry(root, entry)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(root: ElementTree.Element, entry: Entry) -> None:
    element = ElementTree.SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", _midnight(entry.day))
    _add(element, "updated", _midnight(entry.day))
    _add_links(element, entry.links)
    for category in entry.categories:
        _add(element, "category", term=category.term, label=category.label)
    _add(element, "content", entry.content, type="html")


def _add_links(parent: ElementTree.Element, links: Sequence[Link]) -> None:
    for link in links:
        _add(parent, "link", **vars(link))


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    given = {key: _legal(value) for key, value in attributes.items() if value}
    ElementTree.SubElement(parent, name, given).text = _legal(text) or None


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
