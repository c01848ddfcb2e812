"""Text from the data on its way into a figure."""

import pytest

from peace_ledger import translation
from peace_ledger.charts.parts import text


@pytest.mark.parametrize(
    ("language", "label", "expected"),
    [
        ("en", "In progress", "in progress"),
        ("az", "İcra edilir", "icra edilir"),
        ("az", "Işıq", "ışıq"),
        ("ru", "Выполнено", "выполнено"),
        ("hy", "Ազատված", "ազատված"),
    ],
)
def test_a_label_within_a_sentence_has_the_small_letters_of_its_language(
    language: str, label: str, expected: str
) -> None:
    with translation.speaking(language):
        assert text.inside(label) == expected
