"""A page of a snapshot as HTML."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

Resolve = Callable[[str], str]
"""Where a link leads in the snapshot, by its address in the ledger."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def page(content: Mapping[str, Any], resolve: Resolve) -> str:
    """The whole of a page, from what `page.html` names."""
    environment = Environment(
        loader=PackageLoader("peace_ledger.snapshot", ""), autoescape=True, undefined=StrictUndefined
    )
    by_name: dict[str, Callable[..., str]] = {
        "markdown": lambda text: Markup(markdown(text, resolve)),  # noqa: S704  (HTML in it is text)
        "words": lambda text: Markup(_MARKDOWN.renderInline(text)),  # noqa: S704
        "inline": inline,
        "classname": class_name,
    }
    environment.filters |= by_name
    return environment.get_template("page.html").render(content)


def markdown(text: str, resolve: Resolve) -> str:
    """Markdown as HTML, with its links resolved; HTML in it is shown as text."""
    tokens = _MARKDOWN.parse(text)
    for token in [inner for outer in tokens for inner in outer.children or ()]:
        if token.type == "link_open":
            token.attrSet("href", resolve(str(token.attrGet("href"))))
    rendered: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return rendered


def inline(message: Mapping[str, Any]) -> Markup:
    """JSON that can stand in a script element: no text in it can end the element."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704


def class_name(key: str) -> str:
    """A container's key as Streamlit writes it in a class."""
    return re.sub(r"[^\w-]", "-", key)
