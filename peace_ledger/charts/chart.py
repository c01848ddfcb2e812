"""What a chart function gives back: one question, its figure, its words and its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from peace_ledger.engine import Rows

Kind = Literal["text", "long", "lines", "blocks", "number", "date", "code", "quote", "link", "id"]
"""How a cell is set; "lines" sets each item of a list on a line of its own, the first one foremost; "blocks"
sets lists of such lines side by side.
"""


@dataclass(frozen=True)
class Column:
    """One column of a table on a page: the key in the rows, the heading, and how its cells are set."""

    name: str
    label: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Coded:
    """A cell, or one of a list, that is a text of the rows, in another language (BCP 47) than the page. Who
    has the page read aloud would else hear it with the sounds of the page's language.
    """

    text: str
    lang: str


@dataclass(frozen=True)
class Chart:
    """A figure with everything a reader needs who cannot see it.

    `figure` is Plotly JSON (`data`, `layout`) whose colours are tokens of `style`; None when there is nothing
    to draw, and then `empty` says why and what to do. `rows` holds one list of cells a table row, in the
    order of `columns`; `marks` holds, for each of these rows, the mark that opens its evidence, or None.
    `narrow` holds what changes below 560 px, in one flat dict: `height`, and dotted layout paths such as
    `xaxis.title.text`.
    """

    name: str
    title: str
    figure: dict[str, Any] | None
    alt: str
    height: int
    columns: tuple[Column, ...]
    rows: list[list[Any]]
    marks: list[str | None]
    narrow: dict[str, Any] = field(default_factory=dict)
    empty: str = ""
    lanes: tuple[str, ...] = ()
    """The charts of `marks.MARKS` whose marks are drawn here, where that is not the one of its name."""

    @property
    def mark_names(self) -> tuple[str, ...]:
        """The charts of `marks.MARKS` whose marks it draws."""
        return self.lanes or (self.name,)


def cells(
    rows: Rows, columns: Sequence[Column], words: Mapping[str, Mapping[str, str]] | None = None
) -> list[list[Any]]:
    """Lay rows out as table cells; `words` gives, for a column's name, the label of each code."""
    words = words or {}
    return [
        [words.get(column.name, {}).get(row[column.name], row[column.name]) for column in columns]
        for row in rows
    ]
