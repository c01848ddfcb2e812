"""The names of marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_ledger import marks

VALUES = st.none() | st.text(
    alphabet=st.characters(blacklist_characters=marks.SEPARATOR, codec="utf-8"), min_size=1
)


@given(st.data())
def test_a_mark_comes_back_from_its_name(data: st.DataObject) -> None:
    chart = data.draw(st.sampled_from(sorted(marks.MARKS)))
    fields = marks.MARKS[chart].fields
    values = [data.draw(VALUES) for _ in fields]
    mark = marks.read(marks.mark_of(chart, *values))
    assert mark is not None
    assert (mark.chart, mark.evidence) == (chart, marks.MARKS[chart].evidence)
    assert mark.parameters == {f"mark_{field}": value for field, value in zip(fields, values, strict=True)}


@pytest.mark.parametrize(
    "name", ["", "~", "no_chart~x", "stance_by_event", "stance_by_event~a", "stance_by_event~a~b~c"]
)
def test_what_no_chart_has_is_no_mark(name: str) -> None:
    assert marks.read(name) is None


def test_a_mark_with_too_few_values_is_refused() -> None:
    with pytest.raises(ValueError, match="stance_by_event has the fields"):
        marks.mark_of("stance_by_event", "only-one")
