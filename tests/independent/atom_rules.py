"""What RFC 4287 and RFC 5005 demand of a feed: no maintained validator runs offline."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = ("id", "title", "updated")
AT_MOST_ONCE = {
    "feed": ("generator", "icon", "logo", "rights", "subtitle"),
    "entry": ("content", "published", "rights", "source", "summary"),
}
SEVERAL = ("author", "category", "contributor", "link", "entry")
RELATIONS = ("self", "first", "previous", "next", "last", "alternate", "license", "via")
PAGES = ("first", "previous", "next", "last")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def root_of(document: bytes) -> Element:
    """The document of our own program as XML. Raises ElementTree.ParseError where it is none."""
    return ElementTree.fromstring(document)  # noqa: S314


def faults(document: bytes) -> list[str]:
    """What is wrong with a feed, a line each. Raises ElementTree.ParseError where it is no XML."""
    root = root_of(document)
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    found = [*_container(root, "feed"), *(fault for entry in entries for fault in _container(entry, "entry"))]
    if not root.findall(f"{ATOM}author"):
        found.append("a feed without an author")
    found += (f"several entries {id_}" for id_, count in Counter(map(_id, entries)).items() if count > 1)
    relations = Counter(link.get("rel", "alternate") for link in root.findall(f"{ATOM}link"))
    found += (f"{relations[name]} links {name}" for name in (*PAGES, "self") if relations[name] > 1)
    if not any(relations[name] for name in PAGES):
        found.append("a page of a feed without a link to another")
    return found


def _id(entry: Element) -> str:
    return entry.findtext(f"{ATOM}id", "")


def _container(element: Element, kind: str) -> Iterator[str]:
    counts = Counter(child.tag.removeprefix(ATOM) for child in element)
    yield from (f"{kind}: {counts[name]} × {name}" for name in ONCE if counts[name] != 1)
    yield from (f"{kind}: {counts[name]} × {name}" for name in AT_MOST_ONCE[kind] if counts[name] > 1)
    allowed = {*ONCE, *AT_MOST_ONCE[kind], *SEVERAL}
    yield from (f"{kind}: no element {name}" for name in counts if name not in allowed)
    for child in element:
        yield from _child(child)
    links = [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    targets = Counter((link.get("type"), link.get("hreflang")) for link in links)
    yield from (f"{kind}: {count} alternates {target}" for target, count in targets.items() if count > 1)
    if kind == "entry" and not counts["content"] and not links:
        yield "an entry with neither content nor an alternate link"


def _child(child: Element) -> Iterator[str]:
    name, text = child.tag.removeprefix(ATOM), child.text or ""
    match name:
        case "id" | "icon" | "logo":
            if not _is_iri(text):
                yield f"{name}: {text!r} is no IRI"
        case "updated" | "published":
            if not MOMENT.fullmatch(text) or not datetime.fromisoformat(text).tzinfo:
                yield f"{name}: {text!r} is no moment"
        case "title" | "subtitle" | "rights" | "summary" | "content":
            if child.get("type", "text") not in ("text", "html") or len(child):
                yield f"{name}: not plain text or escaped HTML"
        case "author" | "contributor":
            if len(child.findall(f"{ATOM}name")) != 1 or not child.findtext(f"{ATOM}name"):
                yield f"{name} without a name"
        case "generator":
            if not text:
                yield "a generator without a name"
        case "category":
            if not child.get("term"):
                yield "a category without a term"
        case "link":
            yield from _link(child)


def _link(link: Element) -> Iterator[str]:
    if not _is_iri(link.get("href", "")):
        yield f"link: {link.get('href')!r} is no IRI"
    if link.get("rel", "alternate") not in RELATIONS:
        yield f"link: no relation {link.get('rel')}"
    if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", link.get("type", "text/html")):
        yield f"link: {link.get('type')!r} is no media type"
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", link.get("hreflang", "en")):
        yield f"link: {link.get('hreflang')!r} is no language"


def _is_iri(text: str) -> bool:
    return bool(urlsplit(text).scheme) and not re.search(r"[\s<>\"{}|\\^`]", text)
