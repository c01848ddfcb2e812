"""A page as a screen reader hears it: Chromium's accessibility tree in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

CONTROLS = frozenset(
    {
        *("button", "link", "textbox", "searchbox", "combobox", "spinbutton"),
        *("slider", "checkbox", "switch", "radio", "application"),
    }
)


@dataclass(frozen=True)
class Heard:
    """One thing that is read out, and what stands inside it."""

    role: str
    name: str
    description: str
    level: int
    url: str
    inside: "tuple[Heard, ...]"

    def all(self, *roles: str) -> "Iterator[Heard]":
        """What stands inside it with one of these roles, at any depth, in reading order."""
        for one in self.inside:
            if one.role in roles:
                yield one
            yield from one.all(*roles)


def heard(page: Page) -> Heard:
    """The whole page; what a screen reader ignores is left out, and what stands in it moves up."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    root = next(node for node in nodes.values() if "parentId" not in node)
    (whole,) = _read(root, nodes)
    return whole


def _read(node: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> Iterator[Heard]:
    children = (nodes[child] for child in node.get("childIds", ()) if child in nodes)
    inside = tuple(found for child in children for found in _read(child, nodes))
    if node["ignored"]:
        yield from inside
        return
    properties = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
    yield Heard(
        role=_text(node, "role"),
        name=_text(node, "name"),
        description=_text(node, "description"),
        level=int(properties.get("level") or 0),
        url=str(properties.get("url") or ""),
        inside=inside,
    )


def _text(node: dict[str, Any], field: str) -> str:
    return str(node.get(field, {}).get("value") or "").strip()
