"""The interface in its languages: every text passes translation, and no translation is missing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import pseudo
from tests.altered import redescribe
from tests.pages import PATHS, open_page

SEED = "joint-statement-2023-12-07"
VIEWS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    *((path, ()) for path in (*PATHS, "query")),
    *((path, (("actor", "european-union"), ("known", "2024-01-01"))) for path in PATHS),
    *((path, (("to", "1990-01-01"), ("confidence", "high"))) for path in PATHS),
    ("events", (("event", SEED),)),
    ("actors", (("actor", "armenia"),)),
    ("actors", (("actor", "armenia"), ("with", "azerbaijan"))),
    ("reactions", (("mark", f"stance_by_event~{SEED}~welcomes"), ("stance", "welcomes"), ("ნ", "x"))),
    ("query", (("sql", "SELECT 1 AS n UNION ALL SELECT 2"),)),
    ("query", (("sql", "SELEKT 1"),)),
    ("reactions", (("embed", "true"),)),
    ("releases", (("mark", "who_to_whom~azerbaijan.armenia~~~"),)),
)

UNSAID = (
    # names of the product, of formats and of programs
    *("Peace", "Ledger", "CSV", "JSON", "Parquet", "Excel", "SQL", "XLSX", "BibTeX", "RIS", "CSL", "Atom"),
    *("PNG", "SVG", "QR", "DuckDB", "pandas", "Python", "CC", "BY", "YYYY", "MM", "DD", "ISO", "UTC"),
    # languages, each as it calls itself
    *("English", "Az", "rbaycanca"),
)
"""Words that are the same in every language."""
UNREAD = frozenset(
    [
        "id",
        "at",
        "behind",
        "href",
        "links",
        "link",
        "view",
        "path",
        "page",
        "query",
        "stem",
        "url",
        "qr",
        "cards",
        "geo",
        "plotly",
        "codemirror",
        "mark",
        "marks",
        "customdata",
        "selected",
        "cited",
        "key",
        "token",
        "value",
        "code",
        "codes",
        "embed",
        "sql",
        "version",
        "locale",
        "language",
        "lang",
        "digest",
        "kind",
        "type",
        "width",
        "cite",
        "citation",
        "colors",
        "colorscale",
        "color",
        "bgcolor",
        "fgcolor",
        "fillcolor",
        "symbol",
        "dash",
        "shape",
        "fill",
        "mode",
        "orientation",
        "anchor",
        "align",
        "xanchor",
        "yanchor",
        "xref",
        "yref",
        "layer",
        "side",
        "range",
        "barmode",
        "hovermode",
        "hoverinfo",
        "hovertemplate",
        "hoverformat",
        "tickformat",
        "uirevision",
        "base",
        "textposition",
        "insidetextanchor",
        "constraintext",
        "categoryorder",
        "rangemode",
        "x0",
        "x1",
        "xaxis",
        "yaxis",
        "locationmode",
        "locations",
        "legendgroup",
    ]
)
"""Parts of a message that no reader reads, by name: addresses, ids, citations (which stay in English), how a
figure is drawn.
"""
_UNREAD_PLACES = re.compile(
    r"\.take\.text$"  # a citation
    r"|\.(?:fields|columns|processes)\.\*\.name$"
    r"|\.figure\.data\.\*\.[xy]\.\*$"  # ids, where ticks have texts
    r"|\.(?:code_columns|code_tables|sql_queries)\.rows"  # names of columns, codes, queries
)


@pytest.fixture(scope="module")
def pseudo_spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serves data without Latin letters in the pseudo-language."""
    with pseudo.spoken(pseudo.unreadable(tmp_path_factory.mktemp("pseudo") / "package")):
        yield


@pytest.mark.usefixtures("pseudo_spoken")
@pytest.mark.parametrize(("path", "query"), VIEWS, ids=str)
def test_every_text_of_a_page_passes_translation(path: str, query: tuple[tuple[str, str], ...]) -> None:
    look_for_words(path, query)


def test_every_text_of_the_comparison_passes_translation(tmp_path: Path) -> None:
    pseudo.unreadable(tmp_path / "one")
    redescribe(pseudo.unreadable(tmp_path / "two"), lambda package: package.update(name="2"))
    with pseudo.spoken(tmp_path):
        look_for_words("processes", ())


def look_for_words(path: str, query: tuple[tuple[str, str], ...]) -> None:
    """Open a page in the pseudo-language; fails where words of it were not said."""
    shown = open_page(path, [*query, ("lang", pseudo.LANGUAGE)])
    assert not shown.session.exception
    told = {
        "shown": shown.cards,
        "head": shown.head,
        "filters": shown.filters,
        "foot": shown.foot,
        "source": shown.source,
    }
    texts = [("page", shown.text), *strings({**told, "bar": shown.bar}, "")]
    found = {
        f"{place}: {text[:150]}": words
        for place, text in texts
        if is_read(place) and (words := pseudo.left_over(text, *UNSAID))
    }
    assert not found, "\n".join(f"{words} in {place}" for place, words in found.items())


def is_read(place: str) -> bool:
    """Whether a reader reads what stands there."""
    return UNREAD.isdisjoint(place.split(".")) and not _UNREAD_PLACES.search(place)


def strings(told: Any, place: str) -> Iterator[tuple[str, str]]:
    """All strings in a message, with their places."""
    if isinstance(told, dict):
        for name, inner in told.items():
            if name == "name" and told.get("showlegend") is False:
                continue  # of a trace that no legend names
            # Of what can be chosen, the words and the value.
            words = [option[0] for option in inner] if name == "options" else inner
            yield from strings(words, f"{place}.{name}")
    elif isinstance(told, list):
        for inner in told:
            yield from strings(inner, f"{place}.*")
    elif isinstance(told, str) and not told.startswith("@"):  # as a colour does
        yield place, told
