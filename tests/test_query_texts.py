"""The text that runs for a choice of filters says the same as the whole text, and no more than it has to."""

import pytest

from peace_ledger import query_texts
from peace_ledger.query_texts import EMPTY, NULL, SET

ONE_OF = "(len($actors) = 0 OR list_has_any(involved, CAST($actors AS VARCHAR[])))"
SINCE = "(CAST($from AS DATE) IS NULL OR day >= CAST($from AS DATE))"


@pytest.mark.parametrize(
    ("condition", "kinds", "left"),
    [
        (f"WHERE {ONE_OF}", {"actors": EMPTY}, ""),
        (f"WHERE {ONE_OF}", {"actors": SET}, " WHERE (list_has_any(involved, CAST($actors AS VARCHAR[])))"),
        # The length of what is not given is no number, and the condition is not met.
        (f"WHERE {ONE_OF}", {"actors": NULL}, f" WHERE {ONE_OF}"),
        (f"WHERE {SINCE} AND a = ')'", {"from": NULL}, " WHERE a = ')'"),
        (f"WHERE a = '(' AND {SINCE}", {"from": NULL}, " WHERE a = '('"),
        (
            f"WHERE {SINCE} AND {ONE_OF}",
            {"from": SET, "actors": EMPTY},
            " WHERE (day >= CAST($from AS DATE))",
        ),
        (f"WHERE a OR {SINCE}", {"from": NULL}, " WHERE a OR TRUE"),
        (
            "WHERE ((CAST($from AS DATE) IS NULL AND CAST($to AS DATE) IS NULL) OR (a AND (b OR c)))",
            {"from": NULL, "to": NULL},
            "",
        ),
        (
            "WHERE ((CAST($from AS DATE) IS NULL AND CAST($to AS DATE) IS NULL) OR a)",
            {"from": NULL, "to": SET},
            " WHERE (a)",
        ),
        (
            f"WHERE (a OR {SINCE}) -- (len($actors) = 0 OR",
            {"from": SET},
            " WHERE (a OR (day >= CAST($from AS DATE)))",
        ),
    ],
)
def test_conditions_of_what_is_not_set_are_taken_out(
    condition: str, kinds: dict[str, str], left: str
) -> None:
    assert query_texts.without_unset(f"SELECT * FROM ledger_events {condition}", kinds) == (
        f"SELECT * FROM ledger_events{left}"
    )


def test_what_a_value_is() -> None:
    assert [query_texts.kind_of(value) for value in (None, (), ("a",), False, "")] == [
        NULL,
        EMPTY,
        SET,
        SET,
        SET,
    ]


def test_a_relation_that_is_another_as_it_stands_is_seen() -> None:
    assert query_texts.whole_of("SELECT *\nFROM ledger_sources") == "ledger_sources"
    assert (
        query_texts.whole_of("SELECT reactions.*\nFROM filtered_reactions AS reactions")
        == "filtered_reactions"
    )
    assert query_texts.whole_of("SELECT *\nFROM ledger_sources\nWHERE a") is None
    assert query_texts.whole_of("SELECT a\nFROM ledger_sources") is None


def test_a_relation_that_only_filters_is_told_from_one_that_joins() -> None:
    assert query_texts.only_filters("SELECT a FROM ledger_events WHERE a IN (SELECT a FROM filtered_lineage)")
    assert not query_texts.only_filters(
        "SELECT a FROM ledger_events WHERE a IN (SELECT a FROM filtered_rows)"
    )
    assert not query_texts.only_filters("SELECT a FROM ledger_events INNER JOIN actors ON a = b")
    assert not query_texts.only_filters("SELECT a FROM ledger_events UNION ALL SELECT b FROM ledger_releases")


def test_columns_of_another_relation_do_not_count() -> None:
    text = "SELECT cells.stance, events.day FROM filtered_cells AS cells INNER JOIN ledger_events AS events"
    assert query_texts.columns_in([text], ["filtered_cells"], ["day", "stance", "channel"]) == {"stance"}
    bare = "SELECT channel AS day_of FROM filtered_cells WHERE day IS NULL AND $stance"
    assert query_texts.columns_in([bare], ["filtered_cells"], ["day", "stance", "channel"]) == {
        "day",
        "channel",
    }
    assert not query_texts.columns_in(["SELECT day FROM ledger_events"], ["filtered_cells"], ["day"])


def test_rows_of_one_day_are_ordered_by_their_place() -> None:
    ordered = "SELECT a FROM b ORDER BY b.day NULLS LAST, b.row"
    assert query_texts.by_place(ordered) == "SELECT a FROM b ORDER BY b.row"
    assert query_texts.by_place(f"{ordered}, b.a") == f"{ordered}, b.a"
