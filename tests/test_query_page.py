"""The SQL page without a browser: what it shows for an address, and what running a query does."""

from collections.abc import Iterator
from datetime import date

import pytest

from pages import query
from pages.menu import MENU
from peace_ledger import ledger, preview, translation
from peace_ledger.charts import query as charts
from peace_ledger.sql import service
from peace_ledger.sql.answer import Answer, Column
from peace_ledger.ui.query import HEAD
from tests.altered import serving
from tests.fixtures import CURATED
from tests.pages import Shown, open_page, shown

COUNTED = "SELECT stance, count(*) AS n FROM reactions GROUP BY stance ORDER BY n DESC"


@pytest.fixture(scope="module", autouse=True)
def _curated() -> Iterator[None]:
    with serving(CURATED):
        yield
    service.close()


def told(shown: Shown) -> list[str]:
    """The errors and warnings."""
    return [block.value for block in (*shown.session.error, *shown.session.warning)]


def test_an_address_with_a_query_shows_its_answer() -> None:
    page = open_page("query", [("sql", COUNTED)])
    assert page.query == [("sql", COUNTED)]
    assert page.cards[HEAD]["sql"] == COUNTED
    answer = page.cards["sql_answer"]
    assert [column["label"] for column in answer["columns"]] == ["stance", "n"]
    assert answer["rows"][0]["cells"] == ["supports", 117]
    assert answer["subtitle"].startswith("6 rows · ")
    (rows,) = answer["take"]["groups"]["Rows of this answer"]
    assert rows["stem"] == "/api/v1/sql"
    assert rows["query"].startswith(f"data={ledger.current().dataset.version}&sql=SELECT%20stance")
    assert page.cards[charts.NAME]["title"] == "N by stance"


def test_running_a_query_makes_it_the_address() -> None:
    page = open_page("query", [("sql", "SELECT 1"), ("plot", "none")])
    ran = page.tell(HEAD, "asked", COUNTED)
    assert ran.query == [("sql", COUNTED)]
    assert ran.cards["sql_answer"]["rows"][0]["cells"] == ["supports", 117]
    assert ran.tell(HEAD, "asked", " ").query == []


def test_the_head_names_every_table_and_named_query_with_its_columns() -> None:
    tables = {table["name"]: table["columns"] for table in open_page("query").cards[HEAD]["tables"]}
    package = ledger.current().dataset.package
    for table in package.tables:
        assert [column[0] for column in tables[table.name]] == [*table.columns, "row"]
    assert {"codes", "parties", "queries.reactions_summary"} <= tables.keys()


def test_a_named_query_is_taken_over_by_a_link() -> None:
    rows = {row["id"]: row["cells"] for row in open_page("query").cards["sql_queries"]["rows"]}
    run = rows["reactions/stance_by_event"][1]
    assert run["href"] == "/query?sql=SELECT%20%2A%0AFROM%20queries.reactions_stance_by_event"
    asked = open_page("query", [("sql", "SELECT *\nFROM queries.reactions_stance_by_event")])
    (whole,) = [one for one in asked.session.button if "whole text" in one.label]
    taken = shown(whole.click().run())
    assert "GROUP BY" in dict(taken.query)["sql"]
    assert taken.cards["sql_answer"]["rows"] == asked.cards["sql_answer"]["rows"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DROP TABLE reactions", "Write one SELECT"),
        ("SELECT foo FROM reactions", "foo"),
        ("SELECT repeat('x', 2000000000)", "more memory"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(sql: str, said: str) -> None:
    page = open_page("query", [("sql", sql)])
    assert not page.session.exception
    (words,) = told(page)
    assert said in words
    assert "sql_answer" not in page.cards


def test_an_empty_answer_says_what_to_do() -> None:
    page = open_page("query", [("sql", "SELECT * FROM reactions WHERE false")])
    assert "found no rows" in page.cards["sql_answer"]["empty"]
    assert charts.NAME not in page.cards


def test_what_is_cut_is_said() -> None:
    page = open_page("query", [("sql", "SELECT * FROM range(20000)")])
    answer = page.cards["sql_answer"]
    assert len(answer["rows"]) == query.MOST_SHOWN
    assert "the query has more" in answer["subtitle"]


def test_leaving_the_page_leaves_the_query_behind() -> None:
    page = open_page("query", [("actor", "russia"), ("sql", COUNTED)])
    others = [link["href"] for link in page.head["pages"] if link["path"] != "query"]
    assert {href.partition("?")[2] for href in others} == {"actor=russia"}
    assert page.tell("masthead", "page", "reactions").query == [("actor", "russia")]


def test_off_the_page_says_so_and_the_menu_does_not_lead_to_it() -> None:
    with serving(CURATED, PEACE_LEDGER_SQL="off"):
        page = open_page("query", [("sql", COUNTED)])
        assert service.OFF in page.text
        assert HEAD not in page.cards
        assert "query" not in [link["path"] for link in page.head["pages"]]


def test_a_preview_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a preview has asked")

    monkeypatch.setattr(service, "ask", never)
    (page,) = [page for page in MENU if page.path == "query"]
    asked = preview.previewed(page, ledger.current(), {"sql": [COUNTED]}, date(2026, 11, 24))
    assert asked.seen.state.sql is None
    assert preview.canvas_of(asked)
    assert asked.headline.startswith("Ask the 11 tables")


# The quick chart

DAYS: list[tuple[str, charts.ColumnType]] = [("day", "date"), ("stance", "string"), ("n", "integer")]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([("stance", "string"), ("n", "integer")], ("bar", "points")),
        (DAYS, ("bar", "line", "points")),
        ([("year", "integer"), ("n", "integer")], ("line", "points", "bar")),
        ([("a", "number"), ("b", "number")], ("points", "line", "bar")),
        ([("title", "string"), ("url", "string")], ()),
        ([("n", "integer")], ()),
        ([], ()),
    ],
)
def test_how_it_is_drawn_follows_the_types(
    columns: list[tuple[str, charts.ColumnType]], expected: tuple[str, ...]
) -> None:
    assert charts.plots(columns, []) == expected


def test_long_rows_are_parted_by_their_second_word() -> None:
    rows = [["2024-01-01", "supports", 2], ["2023-01-01", "supports", 1], ["2023-01-01", "rejects", 3]]
    drawn = charts.quick(DAYS, rows, "bar")
    assert drawn.figure
    traces = {trace["name"]: trace for trace in drawn.figure["data"]}
    assert traces["supports"]["x"] == ["2023-01-01", "2024-01-01"]
    assert traces["supports"]["marker"]["color"] == "@stance-supports"
    assert traces["rejects"]["y"] == [3]
    assert drawn.alt == "Bars by day. supports: 2023-01-01 1, 2024-01-01 2; rejects: 2023-01-01 3."


def test_series_of_codes_stand_in_the_order_of_their_list() -> None:
    def named(*names: str) -> list[str]:
        figure = charts.quick(DAYS, [["2024-01-01", name, 1] for name in names], "bar").figure
        return [trace["name"] for trace in figure["data"]] if figure else []

    assert named("rejects", "cautious", "supports") == ["supports", "cautious", "rejects"]
    assert named("rejects", "something else", "supports") == ["rejects", "something else", "supports"]


def test_sides_have_their_own_colours_and_nothing_else_that_of_a_stance() -> None:
    shown = open_page("query", [("sql", "SELECT kind, side, count(*) AS n FROM actors GROUP BY ALL")])
    sides = {trace["name"]: trace["marker"]["color"] for trace in shown.cards[charts.NAME]["figure"]["data"]}
    assert {one: sides[one] for one in ("armenia", "azerbaijan", "third_party")} == {
        "armenia": "@party-1",
        "azerbaijan": "@party-2",
        "third_party": "@third",
    }
    figure = charts.quick(DAYS, [["2024-01-01", f"kind {i}", 1] for i in range(8)], "bar").figure
    used = [trace["marker"]["color"] for trace in figure["data"]] if figure else []
    assert len(used) == charts.MOST_SERIES
    assert not any("stance" in colour or colour in ("@party-1", "@party-2") for colour in used)


def test_values_that_share_a_place_are_not_added_up() -> None:
    assert charts.plots(DAYS, [["2024-01-01", "supports", 2], ["2024-01-01", "supports", 3]]) == ("points",)
    drawn = charts.quick([("a", "string"), ("n", "integer"), ("m", "integer")], [["x", 3, 2]], "bar")
    assert drawn.figure
    assert drawn.figure["layout"]["barmode"] == "group"


def test_series_that_are_not_drawn_are_counted() -> None:
    rows = [["2024-01-01", f"kind {i}", 1] for i in range(11)]
    assert charts.quick(DAYS, rows, "bar").title == "N by day and stance, without 3 more in stance"


def test_words_stay_in_order_and_may_be_empty() -> None:
    drawn = charts.quick([("a", "string"), ("n", "integer")], [["z", 1], ["", 2], [None, 3]], "points")
    assert drawn.figure
    assert drawn.figure["data"][0]["x"] == ["z", "", "not known"]


def test_rows_without_a_day_are_counted() -> None:
    drawn = charts.quick(DAYS, [["2024-01-01", "supports", 2], [None, "supports", 3]], "line")
    assert drawn.title == "N by day and stance, without 1 row of unknown day"


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (1234.5678, "1,235", "1\N{NO-BREAK SPACE}235"),
        (0.123456, "0.1235", "0,1235"),
        (2.5e9, "2.5e+09", "2.5e+09"),
        (1234, "1,234", "1\N{NO-BREAK SPACE}234"),
    ],
)
def test_numbers_are_written_as_the_language_does(value: float, english: str, russian: str) -> None:
    for language, written in (("en", english), ("ru", russian)):
        with translation.speaking(language):
            drawn = charts.quick([("a", "string"), ("n", "number")], [["x", value]], "bar")
        assert drawn.figure
        assert drawn.figure["data"][0]["hovertext"] == [f"x<br><b>n: {written}</b>"]


def test_no_text_becomes_markup() -> None:
    drawn = charts.quick([("a", "string"), ("n", "integer")], [["<a href='https://x.org'>x</a>", 1]], "bar")
    assert drawn.figure
    (trace,) = drawn.figure["data"]
    assert "<a" not in trace["y"][0] + trace["hovertext"][0]


def test_only_the_first_bars_are_drawn_and_it_is_said() -> None:
    drawn = charts.quick([("name", "string"), ("n", "integer")], [[f"a{i}", i] for i in range(60)], "bar")
    assert drawn.title == "N by name: the first 40 bars"
    assert drawn.figure
    assert len(drawn.figure["data"][0]["x"]) == charts.MOST_BARS


def test_a_year_is_no_quantity() -> None:
    given = Answer((Column("year", "integer"), Column("n", "integer")), [[2023, 1200]], "", 0.1)
    assert [column.kind for column in query.listed(given).columns] == ["text", "number"]
