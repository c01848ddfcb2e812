"""One row by hand: what may stand in its cells, what would be wrong with it, and one line that changes."""

from pathlib import Path

import pytest

from peace_ledger.curating import rows
from peace_ledger.curating.rows import Desk
from peace_ledger.descriptor import Table
from tests.altered import copy, rewrite


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A copy of the curated package, to work at."""
    return rows.sit_down(copy(tmp_path / "package"))


def table(desk: Desk, name: str) -> Table:
    return desk.package.table(name)


def changed_lines(desk: Desk, name: str, before: str) -> list[str]:
    after = (desk.folder / f"{name}.csv").read_text(encoding="utf-8")
    return [line for line in after.splitlines() if line not in before.splitlines()]


def test_what_may_stand_in_a_cell(desk: Desk) -> None:
    reactions, commitments = table(desk, "reactions"), table(desk, "commitments")
    stances = desk.options(reactions, reactions.field("stance"))
    assert stances is not None
    assert next(iter(stances.items())) == ("supports", "Supports")
    actors = desk.options(reactions, reactions.field("actor_id"))
    assert actors is not None
    assert actors["european-union"] == "European Union (european-union)"
    assert len(actors) == len(desk.rows["actors"])
    makers = desk.options(commitments, commitments.field("made_by"))
    assert makers == actors
    assert desk.options(commitments, commitments.field("testable")) == {"true": "yes", "false": "no"}
    assert desk.options(reactions, reactions.field("summary")) is None


def test_a_row_that_was_changed_is_one_other_line(desk: Desk) -> None:
    events = table(desk, "events")
    before = desk.rows["events"][3]
    text = (desk.folder / "events.csv").read_text(encoding="utf-8")
    cells = {**before, "summary": "Other words, with a comma."}
    tried = desk.try_row(events, cells)
    assert tried.is_sound
    desk.save(events, cells, before)
    assert changed_lines(desk, "events", text) == [tried.line]
    assert len(rows.sit_down(desk.folder).rows["events"]) == len(desk.rows["events"])


def test_a_row_that_is_new_is_one_line_at_the_end(desk: Desk) -> None:
    coverage = table(desk, "coverage")
    pairs = {(row["event_id"], row["actor_id"]) for row in desk.rows["coverage"]}
    reacted = {(row["event_id"], row["actor_id"]) for row in desk.rows["reactions"]}
    event = desk.rows["coverage"][0]["event_id"]
    actor = next(
        row["actor_id"] for row in desk.rows["actors"] if (event, row["actor_id"]) not in pairs | reacted
    )
    text = (desk.folder / "coverage.csv").read_text(encoding="utf-8")
    desk.save(coverage, {"event_id": event, "actor_id": actor}, None)
    assert (desk.folder / "coverage.csv").read_text(encoding="utf-8") == f"{text}{event},{actor}\n"


def test_faults_stand_at_their_columns(desk: Desk) -> None:
    events = table(desk, "events")
    cells = {**desk.rows["events"][3], "start_on": "soon", "source_id": "nowhere", "kind": ""}
    tried = desk.try_row(events, cells)
    assert not tried.is_sound
    assert {"start_on", "source_id", "kind"} <= tried.by_column.keys()
    assert tried.by_column["start_on"][0].problem.value == "soon"
    with pytest.raises(ValueError, match="soon"):
        desk.save(events, cells, desk.rows["events"][3])
    assert rows.sit_down(desk.folder).rows == desk.rows


def test_only_the_row_is_judged_where_the_package_has_other_faults(tmp_path: Path) -> None:
    folder = copy(tmp_path / "package")
    rewrite(folder, "events", lambda found: [*found[:-1], found[-1] | {"kind": "feast"}])
    desk = rows.sit_down(folder)
    assert [problem.severity for problem in desk.known].count("error") == 1
    events = table(desk, "events")
    first, last = desk.rows["events"][0], desk.rows["events"][-1]
    assert desk.try_row(events, {**first, "place": "Elsewhere"}).is_sound
    assert list(desk.try_row(events, last).by_column) == ["kind"]
    desk.save(events, {**first, "place": "Elsewhere"}, first)
    desk.save(events, {**last, "kind": "other"}, last)
    assert [problem for problem in rows.sit_down(folder).known if problem.severity == "error"] == [
        problem for problem in rows.sit_down(folder).known if problem.rule == "version"
    ]


def test_a_row_that_somebody_else_changed_is_not_written_over(desk: Desk) -> None:
    events = table(desk, "events")
    before = desk.rows["events"][3]
    rewrite(desk.folder, "events", lambda found: [*found[:3], found[3] | {"place": "Theirs"}, *found[4:]])
    with pytest.raises(rows.Changed):
        desk.save(events, {**before, "place": "Mine"}, before)
    assert rows.sit_down(desk.folder).rows["events"][3]["place"] == "Theirs"


def test_a_new_row_does_not_take_the_place_of_one_that_is_there(desk: Desk) -> None:
    actors = table(desk, "actors")
    taken = desk.rows["actors"][5]
    with pytest.raises(rows.Changed):
        desk.save(actors, {**taken, "name": "Another"}, None)
