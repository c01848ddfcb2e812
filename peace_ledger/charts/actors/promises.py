"""How the commitments stand that an actor made, and those made to it."""

from collections.abc import Sequence
from dataclasses import replace

from peace_ledger import marks, wording
from peace_ledger.charts.chart import Chart, Column
from peace_ledger.charts.commitments import statuses
from peace_ledger.charts.parts import text
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Rows
from peace_ledger.translation import _

_SMALL_TEXT = '<span style="font-size:11px">{}</span>'


def by_part(rows: Rows, wholes: Sequence[str], dataset: Dataset, *, apart: bool = False) -> Chart:
    """Stacked bars: what each actor promised, and what it was promised, by status.

    `rows` are those of `actors/commitments.sql` for the actors `wholes`; where `apart`, each body with a part
    has lines of its own.
    """
    placed = [row | {"part": marks.part_of(row["role"], row["actor_id"])} for row in _without_repeats(rows)]
    parts = _parts(placed, wholes)
    words = {part: wording.sentence(marks.part_in_words(part, dataset)) for part in parts}
    kept = {
        part: statuses.kept_of_checkable([row for row in placed if row["part"] == part]) for part in parts
    }
    chart = statuses.status_chart(
        placed,
        dataset,
        name="body_promises" if apart else "actor_promises",
        title=_("What was promised by and to them, and how does it stand?")
        if len(wholes) > 1
        else _("What was promised by and to it, and how does it stand?"),
        group=Column("part", _("Whose part")),
        groups=words,
        lines={
            part: f"{text.label(word, 44)}<br>{_SMALL_TEXT.format(kept[part])}"
            for part, word in words.items()
        },
        alt="",
        line_height=44,
        more=(Column("checkable", _("Of these testable and in force"), "number"),),
    )
    # A promise by one and to the other stands in both lines: lines are told one by one, never as a sum.
    return replace(chart, alt=_sentence(placed, words, kept)) if rows else chart


def _without_repeats(rows: Rows) -> Rows:
    """Each part once, where a body belongs to both actors of the page."""
    seen = {
        (row["role"], row["actor_id"], row["standing"], row["status"], row["contested"]): row for row in rows
    }
    return list(seen.values())


def _parts(rows: Rows, wholes: Sequence[str]) -> list[str]:
    """The lines: what was made by the actors, in the page's order, then what was made to them."""

    def place(row: dict[str, str]) -> tuple[str, int]:
        return row["role"], wholes.index(row["whole_id"])

    return list(dict.fromkeys(row["part"] for row in sorted(rows, key=place)))


def _sentence(rows: Rows, words: dict[str, str], kept: dict[str, str]) -> str:
    told = []
    for part, word in words.items():
        count = sum(row["commitments"] for row in rows if row["part"] == part)
        told.append(f"{word}: {wording.counted(count, 'commitment')}, {kept[part]}")
    bars = _("Stacked bars of commitments by status.")
    return f"{bars} {'; '.join(told)}."
