"""Any address, however hostile, is answered by a whole page: what cannot be read is named and dropped, and no
value ever becomes a part of SQL.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peace_ledger import catalog, codebook, ledger, marks, state
from peace_ledger import dataset as datasets
from peace_ledger.engine import Engine
from peace_ledger.ledger import Ledger, Served
from peace_ledger.state import PARAMETERS, Vocabulary
from peace_ledger.ui.text import plain
from tests.fixtures import CURATED
from tests.pages import PATHS, Shown, open_page

SEED = "joint-statement-2023-12-07"
QUERIES = catalog.read()
MAKES_OR_DROPS = re.compile(r"CREATE TABLE filtered_[a-z_0-9]+ AS |DROP TABLE filtered_[a-z_0-9]+$")
STANDS_BEFORE = re.compile(r"(?:^WITH\n|,\n\n)filtered_[a-z_]+ AS NOT MATERIALIZED (?=\()")
WORD = re.compile(r"'[^']*'|\w+|[^\s\w]")
Address = list[tuple[str, str]]

STREAMLITS = ("embed", "embed_options")
"""Parameters that Streamlit takes for itself: a page never sees them."""

NASTY = (
    "",
    " ",
    "'",
    "'; DROP TABLE events; --",
    "') OR 1=1 --",
    "$from",
    "$$x$$",
    "{{7*7}}",
    "%00",
    "\x00",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    ":red[x] $x^2$ **b** `c`",
    "../../etc/passwd",
    "nan",
    "-1",
    "9" * 400,
    "a" * 5000,
    "Ёлка 鳥 🕊️ \u202e\u0301",
    "~",
    ".",
    "true",
    "en",
)
DAYS = (
    "0001-01-01",
    "1900-01-01",
    "2199-12-31",
    "9999-12-31",
    "2023-02-30",
    "2023-12-07",
    "２０２３-12-07",
    "2023-12-07T00:00",
    "infinity",
)


def words_of(text: str) -> tuple[str, ...]:
    """What a text is made of, whichever relations it reads."""
    code = re.sub(r"--[^\n]*", "", text)
    return tuple(re.sub(r"^(?:filtered|ledger)_\w+$", "relation", word) for word in WORD.findall(code))


OURS = {words_of(query.body) for query in QUERIES.values()}


def pieces_of(text: str) -> Iterator[str]:
    """The relations that stand before a text that was run, and what is left of it."""
    while found := STANDS_BEFORE.search(text):
        depth, end = 0, found.end()
        for bracket in re.finditer(r"'[^']*'|[()]", text[found.end() :]):
            depth += {"(": 1, ")": -1}.get(bracket[0], 0)
            end = found.end() + bracket.end()
            if not depth:
                break
        yield text[found.end() + 1 : end - 1]
        text = text[: found.start()] + text[end:]
    yield text.lstrip(",\n")


@cache
def is_ours(piece: tuple[str, ...]) -> bool:
    """Whether a text is one of ours from which conditions were taken out, without a word put in."""
    return any(_is_left_of(piece, whole) for whole in OURS)


def _is_left_of(piece: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    left = iter(whole)
    return all(word == "TRUE" or word in left for word in piece)


def foreign(executed: set[str]) -> set[str]:
    """Those texts, or parts of them, that are no query of ours."""
    pieces = {piece for text in executed for piece in pieces_of(text)}
    return {piece for piece in pieces if not is_ours(words_of(piece))}


def test_a_value_in_a_text_would_be_found() -> None:
    body = QUERIES["filtered/events"].body
    assert not foreign({body})
    for hostile in (body.replace("$events", "['x']"), f"{body} OR 1 = 1", f"{body}; DROP TABLE events"):
        assert foreign({hostile})


class Recorded:
    """A DuckDB connection, or a cursor of one, that notes every text it is given to run."""

    def __init__(self, connection: Any, texts: set[str]) -> None:
        self._connection = connection
        self._texts = texts

    def __enter__(self) -> "Recorded":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def cursor(self) -> "Recorded":
        return Recorded(self._connection.cursor(), self._texts)

    def execute(self, text: Any, *values: Any) -> Any:
        written = text if isinstance(text, str) else text.query
        # What fills the tables of relations is a query of ours.
        if of_query := MAKES_OR_DROPS.sub("", written, count=1):
            self._texts.add(of_query)
        return self._connection.execute(text, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@pytest.fixture(scope="module")
def vocabulary() -> Iterator[Vocabulary]:
    """The values that an address of the ledger served here may have."""
    dataset = datasets.load(CURATED)
    yield state.vocabulary_of(dataset, (dataset.package.name,))
    dataset.database.close()


@pytest.fixture(scope="module")
def executed(vocabulary: Vocabulary) -> Iterator[set[str]]:
    """Serves the curated package; holds every text that DuckDB was given to run for a page."""
    texts: set[str] = set()
    dataset = datasets.load(CURATED)
    engine = Engine(replace(dataset, database=Recorded(dataset.database, texts)), QUERIES)
    # The code book is counted by the names of the descriptor alone, once; what it runs is no page's.
    codebook.entries(engine.dataset)
    texts.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "_opened", Served({dataset.folder: Ledger(engine, vocabulary)}))
        yield texts
    dataset.database.close()


def check(path: str, address: Address, vocabulary: Vocabulary, executed: set[str]) -> Shown:
    """Open a page and hold it against what the codec says of the address."""
    page = open_page(path, address)
    assert not page.session.exception
    assert len(page.session.title) == 1
    query = {name: [value for key, value in address if key == name] for name, _ in address}
    read, dropped = state.decode(query, vocabulary)
    assert page.query == state.encode(read)
    assert [said.value for said in page.session.warning] == (
        [plain(state.explain(dropped))] if dropped else []
    )
    assert not foreign(executed)
    return page


@pytest.mark.parametrize(
    "address",
    [
        [("from", "0001-01-01"), ("to", "9999-12-31")],
        [("from", "1900-01-01"), ("to", "2199-12-31"), ("known", "2199-12-31")],
        [("from", "2199-12-31"), ("to", "2199-12-31")],
        [("known", "1900-01-01")],
        [("known", "1900-01-01"), ("event", SEED)],
        [("event", SEED), ("actor", "armenia"), ("confidence", "high"), ("to", "1900-01-01")],
    ],
    ids=str,
)
@pytest.mark.parametrize("path", PATHS)
def test_days_far_from_all_data_give_a_page(
    path: str, address: Address, vocabulary: Vocabulary, executed: set[str]
) -> None:
    check(path, address, vocabulary, executed)


@st.composite
def addresses(draw: st.DrawFn, vocabulary: Vocabulary) -> Address:
    """Up to eight parameters with good, bad and hostile values, some of them repeated."""
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    nasty = st.sampled_from(NASTY) | text
    ours = [parameter.name for parameter in PARAMETERS if parameter.name not in STREAMLITS]
    names = st.sampled_from(ours) | nasty.filter(lambda name: name and name.lower() not in STREAMLITS)
    address: Address = []
    for name in draw(st.lists(names, min_size=1, max_size=8, unique=True)):
        values = [nasty, st.sampled_from(DAYS)]
        if vocabulary.values.get(name):
            values.append(st.sampled_from(vocabulary.values[name]))
        if name == "mark":
            values.append(hostile_marks(vocabulary, nasty))
        address += [(name, value) for value in draw(st.lists(st.one_of(values), min_size=1, max_size=3))]
    return address


@st.composite
def hostile_marks(draw: st.DrawFn, vocabulary: Vocabulary, nasty: st.SearchStrategy[str]) -> str:
    """A mark of any chart, each field with a good value of any field, or with a hostile one."""
    chart = draw(st.sampled_from(sorted(marks.MARKS)))
    good = st.sampled_from([value for values in vocabulary.values.values() for value in values])
    value = (good | nasty | st.sampled_from(DAYS)).filter(lambda each: marks.SEPARATOR not in each)
    return marks.mark_of(chart, *(draw(value) for _ in marks.MARKS[chart].fields))


@settings(max_examples=20, deadline=None)
@given(choice=st.data())
def test_any_address_gives_a_page_that_names_what_it_dropped(
    vocabulary: Vocabulary, executed: set[str], choice: st.DataObject
) -> None:
    check(choice.draw(st.sampled_from(PATHS)), choice.draw(addresses(vocabulary)), vocabulary, executed)


@pytest.fixture(scope="module")
def places(executed: set[str]) -> dict[str, tuple[str, Address]]:
    """The page and the address at which each chart's marks can be clicked."""
    compared = [("actor", "united-states"), ("with", "russia")]
    views: list[tuple[str, Address]] = [
        ("events", [("event", SEED)]),
        ("actors", compared),
        ("actors", [*compared, ("bodies", "apart")]),
        *((path, []) for path in PATHS),
    ]
    drawn = {chart: view for view in views for chart in marks_in(open_page(*view))}
    assert not foreign(executed)
    return drawn


def marks_in(page: Shown) -> set[str]:
    """The charts and lists whose marks a page has sent."""
    return {chart for chart in marks.MARKS if f'"{chart}{marks.SEPARATOR}' in json.dumps(page.cards)}


SHOWN_ELSEWHERE = {"dispute_list", "nearness", "nearness_second"}
"""A question opens above its list; an actor that is near another is set beside it."""


OF_SEVERAL = {chart for chart, of in marks.MARKS.items() if "process" in of.fields}
"""Marks of the comparison of processes, which has tests of its own."""


@pytest.mark.parametrize("chart", sorted(marks.MARKS.keys() - OF_SEVERAL))
def test_a_mark_of_nonsense_opens_no_row(
    chart: str, places: dict[str, tuple[str, Address]], vocabulary: Vocabulary, executed: set[str]
) -> None:
    path, address = places[chart]
    mark = marks.mark_of(chart, *(["'; DROP TABLE events; --"] * len(marks.MARKS[chart].fields)))
    page = check(path, [*address, ("mark", mark)], vocabulary, executed)
    if chart in SHOWN_ELSEWHERE:
        assert f"evidence_{chart}" not in page.cards
        return
    evidence = page.cards[f"evidence_{chart}"]
    assert not evidence.get("rows")
    assert evidence["empty"]
