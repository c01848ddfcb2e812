"""Pages as they are sent to a reader, run without a browser: prose, containers and the messages to the
components, in their order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamlit.proto.Block_pb2 import Block as BlockProto
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block
from streamlit.util import calc_hash

from pages import menu
from peace_ledger.snapshot import NotWritten
from peace_ledger.ui import elements

_SHELL = Path(menu.__file__).with_name("shell.py")
_LONGEST_RUN = 120
_HEADINGS = ("title", "header", "subheader")
_PROSE = ("markdown", "caption", "info", "warning")
_CHOICES = ("button", "selectbox", "toggle")
"""What a reader chooses by; there is nothing to choose in a snapshot."""


@dataclass(frozen=True)
class Prose:
    """Words in Markdown. `kind` is that of Streamlit's command; a heading has its `level` and may have an
    `anchor`.
    """

    kind: str
    text: str
    level: int = 0
    anchor: str = ""


@dataclass(frozen=True)
class Part:
    """A chart, a list or another component of ours, with its message."""

    name: str
    message: dict[str, Any]

    @property
    def id(self) -> str:
        """Its name on the page."""
        return str(self.message["id"])


@dataclass(frozen=True)
class Group:
    """A container, by the key that style sheets know."""

    key: str
    side_by_side: bool
    border: bool
    children: tuple["Piece", ...]


Piece = Prose | Part | Group


def run(path: str, query: Sequence[tuple[str, str]]) -> AppTest:
    """A session of a reader who opened the page of that path with an address."""
    session = AppTest.from_file(str(_SHELL), default_timeout=_LONGEST_RUN)
    # AppTest switches between page files only; this is the name that Streamlit gives to a page of its own
    # path.
    session._page_hash = calc_hash(path)
    for name in dict.fromkeys(name for name, _ in query):
        session.query_params[name] = [value for key, value in query if key == name]
    return session.run()


def page(path: str, query: Sequence[tuple[str, str]]) -> tuple[Piece, ...]:
    """What stands on a page under an address, without menu, filters, share bar and foot, and without what a
    reader could choose by. Raises NotWritten.
    """
    # An embed is the page alone, and its links are addresses.
    session = run(path, [*query, ("embed", "true")])
    if session.exception:
        faults = "; ".join(fault.message for fault in session.exception)
        raise NotWritten(f"the page {path or 'overview'} could not be made: {faults}")
    return tuple(_pieces(session.main))


def parts(pieces: Sequence[Piece]) -> Iterator[Part]:
    """The components among pieces, in their order."""
    for piece in pieces:
        if isinstance(piece, Part):
            yield piece
        elif isinstance(piece, Group):
            yield from parts(piece.children)


def _pieces(block: Block) -> Iterator[Piece]:
    for node in block.children.values():
        if isinstance(node, Block):
            yield _group(node)
        elif node.type == "bidi_component":
            proto = node.proto
            yield Part(proto.component_name.rpartition(".")[2], elements.unpacked(proto.bytes))
        elif node.type == "page_link":
            yield Prose("markdown", f"[{node.proto.label}]({node.proto.page})")
        elif node.type in _HEADINGS:
            yield Prose(node.type, node.proto.body, int(node.proto.tag[1:]), node.proto.anchor)
        elif node.type in _PROSE:
            yield Prose(node.type, node.proto.body)
        elif node.type not in _CHOICES:
            raise NotWritten(f"a page has a part that a snapshot cannot show: {node.type}")


def _group(block: Block) -> Group:
    container = getattr(block.proto, "flex_container", None)
    return Group(
        key=block.key or "",
        side_by_side=container is not None and container.direction == BlockProto.FlexContainer.HORIZONTAL,
        border=container is not None and container.border,
        children=tuple(_pieces(block)),
    )
