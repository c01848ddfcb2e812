"""Days gathered into days, weeks and months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_ledger import translation
from peace_ledger.charts.parts.spans import Count, Span, Unit, counted, span_of, unit_of

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
UNITS = st.sampled_from(["day", "week", "month"])


@given(DAYS, UNITS)
def test_a_day_lies_in_its_span_and_the_next_span_begins_where_it_ends(day: date, unit: Unit) -> None:
    span = span_of(day, unit)
    assert span.first <= day <= span.last
    assert span.first <= span.middle <= span.last
    assert {span_of(span.first, unit), span_of(span.last, unit)} == {span}
    assert span_of(span.last + timedelta(days=1), unit).first == span.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("unit", "span"),
    [
        ("day", Span(date(2024, 2, 29), date(2024, 2, 29))),
        ("week", Span(date(2024, 2, 26), date(2024, 3, 3))),
        ("month", Span(date(2024, 2, 1), date(2024, 2, 29))),
    ],
)
def test_the_spans_of_a_leap_day(unit: Unit, span: Span) -> None:
    assert span_of(date(2024, 2, 29), unit) == span


@pytest.mark.parametrize(
    ("reach", "unit"), [(0, "day"), (90, "day"), (91, "week"), (600, "week"), (601, "month")]
)
def test_the_unit_follows_the_reach_of_the_days(reach: int, unit: Unit) -> None:
    first = date(2023, 1, 1)
    assert unit_of([first + timedelta(days=reach), first]) == unit


def test_no_days_have_a_unit() -> None:
    assert unit_of([]) == "day"


def test_counts_add_up_and_stand_in_the_order_of_days() -> None:
    rows = [
        {"day": date(2024, 3, 2), "stance": "welcomes", "reactions": 2, "low": 1},
        {"day": date(2024, 2, 1), "stance": "rejects", "reactions": 1, "low": 0},
        {"day": date(2024, 3, 30), "stance": "welcomes", "reactions": 3, "low": 1},
    ]
    found = counted(rows, "stance", "reactions", "month")
    assert list(found) == [span_of(date(2024, 2, 1), "month"), span_of(date(2024, 3, 1), "month")]
    assert list(found.values()) == [{"rejects": Count(1, 0)}, {"welcomes": Count(5, 2)}]


def test_words_of_a_span() -> None:
    assert span_of(date(2023, 12, 7), "month").words == "1 Dec 2023 to 31 Dec 2023"
    assert span_of(date(2023, 12, 7), "day").words == "7 Dec 2023"


def test_words_of_a_span_follow_the_language() -> None:
    span = span_of(date(2023, 12, 7), "month")
    said = {}
    for language in translation.LANGUAGES:
        with translation.speaking(language):
            said[language] = span.words
    assert len(set(said.values())) == len(translation.LANGUAGES)
    assert said["en"] == span.words
    assert "31 дек. 2023" in said["ru"]
