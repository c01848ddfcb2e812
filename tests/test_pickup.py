"""New data are served while the program runs: once they stand still, whole and right, and not before."""

import json
import shutil
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from peace_ledger import dataset as datasets
from peace_ledger import ledger, pickup, settings
from peace_ledger.descriptor import FILE_NAME
from peace_ledger.engine import Engine
from peace_ledger.pickup import Pickup
from peace_ledger.problems import InvalidPackage
from peace_ledger.settings import Settings
from peace_ledger.state import beside
from tests import other_process as other
from tests.altered import GONE, NEW, copy, healthz, newer, redescribe, rewrite, serving
from tests.asked import ask
from tests.fixtures import CURATED
from tests.packages import ledger as small
from tests.pages import open_page, shown
from tests.test_engine import tables

OLD = datasets.load(CURATED).version


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package that can be changed; its version was not released."""
    folder = copy(tmp_path / "data" / "ledger")
    shutil.rmtree(folder / "versions")
    return folder


@contextmanager
def watched(path: Path, **how: Any) -> Iterator[Pickup]:
    """A program that serves a path, and what looks there for new data."""
    with serving(path):
        made = Pickup(settings.read(), **how)
        try:
            ledger.open_all()
        except ledger.NotLoaded:
            assert healthz()[0] == 503
        yield made


def settle(one: Pickup) -> None:
    """Two looks: at the first it is not known yet whether it stands still."""
    one.look()
    one.look()


def version() -> str:
    """The version that is served."""
    return ledger.current().dataset.version


def reactions(*address: tuple[str, str]) -> int:
    """How many reactions the API counts."""
    answer = ask("/api/v1/tables/reactions.json", *address)
    assert answer.status == 200, answer.body
    return len(json.loads(answer.body)["rows"])


def refused() -> Mapping[str, list[str]]:
    """What is refused, by the name of its folder; the program serves all the same."""
    status, health = healthz()
    assert status == 200
    found: Mapping[str, list[str]] = health.get("refused", {})
    return found


# What is taken


def test_a_new_version_is_served_once_it_stands_still(folder: Path) -> None:
    with watched(folder) as one:
        before = reactions()
        newer(folder)
        one.look()
        assert version() == OLD
        rewrite(folder, "reactions", lambda rows: rows)
        one.look()  # it was written again
        assert version() == OLD
        one.look()
        assert version() == NEW
        assert reactions() == before - GONE
        assert refused() == {}


def test_what_is_the_same_stays_as_it_is(folder: Path) -> None:
    with watched(folder) as one:
        served = ledger.current().engine
        (folder / "README.md").write_text("another text", encoding="utf-8")
        (folder / "events.csv").touch()
        settle(one)
        assert ledger.current().engine is served


def test_rows_changed_under_the_same_version_are_served_too(folder: Path) -> None:
    with watched(folder) as one:
        before, tag = reactions(), ask("/api/v1/tables/events.csv").headers["etag"]
        gone: list[str] = []

        def fewer(rows: list[dict[str, str]]) -> list[dict[str, str]]:
            gone.append(rows[-1]["reaction_id"])
            return rows[:-1]

        rewrite(folder, "reactions", fewer)
        rewrite(folder, "codings", lambda rows: [row for row in rows if row["reaction_id"] not in gone])
        settle(one)
        assert (version(), reactions()) == (OLD, before - 1)
        assert ask("/api/v1/tables/events.csv").headers["etag"] != tag


def test_a_link_that_is_set_to_another_folder_is_followed(folder: Path, tmp_path: Path) -> None:
    other = copy(tmp_path / "other")
    newer(other)
    link = tmp_path / "link"
    link.symlink_to(folder)
    with watched(link) as one:
        link.unlink()
        link.symlink_to(other)
        settle(one)
        assert version() == NEW
        assert ledger.current().dataset.folder == other


def test_another_process_is_served_when_its_folder_comes(folder: Path) -> None:
    with watched(folder.parent) as one:
        first = ledger.current().vocabulary.process
        copied = copy(folder.parent / "second")
        redescribe(copied, lambda package: package.update(name="second"))
        settle(one)
        assert [known.vocabulary.process for known in ledger.loaded()] == [first, "second"]
        assert {known.vocabulary.processes for known in ledger.loaded()} == {(first, "second")}
        # The name of another one is refused, and what was served of the folder still is.
        redescribe(copied, lambda package: package.update(name=first))
        settle(one)
        assert "is the name of the package in" in refused()["second"][1]
        assert ledger.current(["second"]).vocabulary.process == "second"


# What is refused


def with_a_wrong_row(folder: Path) -> None:
    rewrite(folder, "reactions", lambda rows: [rows[0] | {"stance": "adores"}, *rows[1:]])


def cut_in_a_row(folder: Path) -> None:
    content = (folder / "reactions.csv").read_bytes()
    (folder / "reactions.csv").write_bytes(content[: len(content) // 2])


def without_a_table(folder: Path) -> None:
    (folder / "releases.csv").unlink()


def with_half_a_descriptor(folder: Path) -> None:
    content = (folder / FILE_NAME).read_bytes()
    (folder / FILE_NAME).write_bytes(content[: len(content) // 2])


def without_a_descriptor(folder: Path) -> None:
    (folder / FILE_NAME).unlink()


def vanished(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))


REFUSALS = {
    with_a_wrong_row: "reactions:1:stance: is not in the code list",
    cut_in_a_row: "reactions:",
    without_a_table: "releases:-:-: ",
    with_half_a_descriptor: "datapackage.json:-:-: ",
    without_a_descriptor: f"datapackage.json:-:-: {pickup.GONE}",
    vanished: f"datapackage.json:-:-: {pickup.GONE}",
}


@pytest.mark.parametrize("change", REFUSALS, ids=lambda change: change.__name__)
def test_what_is_wrong_is_refused_and_the_last_good_version_stays_until_it_is_mended(
    change: Any, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with watched(folder) as one:
        before = reactions()
        change(folder)
        settle(one)
        settle(one)
        lines = refused()["ledger"]
        assert any(line.startswith(REFUSALS[change]) for line in lines), lines
        assert (version(), reactions()) == (OLD, before)
        assert open_page("reactions").cards
        assert caplog.text.count("are refused; what was served still is") == 1
        assert REFUSALS[change] in caplog.text
        shutil.rmtree(folder, ignore_errors=True)
        newer(copy(folder))
        settle(one)
        assert (version(), refused()) == (NEW, {})


def test_of_several_processes_the_others_go_on(folder: Path) -> None:
    copied = copy(folder.parent / "second")
    redescribe(copied, lambda package: package.update(name="second"))
    with watched(folder.parent) as one:
        with_a_wrong_row(copied)
        newer(folder)
        settle(one)
        assert version() == NEW
        assert list(refused()) == ["second"]
        assert ledger.current(["second"]).dataset.version == OLD


def test_what_changes_while_it_is_opened_is_looked_at_again(folder: Path) -> None:
    meanwhile = [lambda: rewrite(folder, "events", lambda rows: rows)]

    def opener(folders: list[Path], chosen: Settings) -> Mapping[Path, Engine | InvalidPackage]:
        opened = ledger.opened_in(folders, chosen)
        for change in meanwhile:
            change()
        meanwhile.clear()
        return opened

    with watched(folder, opener=opener) as one:
        newer(folder)
        settle(one)
        assert not meanwhile
        assert version() == OLD
        settle(one)
        assert version() == NEW


def test_a_package_is_not_read_half_before_and_half_after_a_change(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = datasets.stage

    def slow(*given: Any) -> Any:
        found = staged(*given)
        rewrite(folder, "events", lambda rows: rows[::-1])
        return found

    monkeypatch.setattr(datasets, "stage", slow)
    with pytest.raises(InvalidPackage) as fault:
        datasets.load(folder)
    assert [str(problem) for problem in fault.value.problems] == [
        'events:-:-: was changed while it was read: let it stand still, then try again ("events.csv")'
    ]


def test_a_fault_of_ours_changes_nothing_is_told_and_is_tried_again(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tries = 0

    def opener(folders: list[Path], chosen: Settings) -> Mapping[Path, Engine | InvalidPackage]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise MemoryError("not enough of it")
        return ledger.opened_in(folders, chosen)

    with watched(folder, opener=opener) as one:
        newer(folder)
        settle(one)
        assert (tries, version()) == (1, OLD)
        assert "because of a fault" in refused()["ledger"][1]
        assert "not enough of it" in caplog.text
        for _ in range(pickup.TRIED_AGAIN - 1):
            one.look()
        assert tries == 1
        one.look()
        assert (tries, version(), refused()) == (2, NEW, {})


def test_data_that_were_wrong_at_the_start_are_served_once_they_are_mended(folder: Path) -> None:
    content = (folder / "reactions.csv").read_bytes()
    with_a_wrong_row(folder)
    with watched(folder) as one:
        settle(one)
        assert healthz()[0] == 503
        (folder / "reactions.csv").write_bytes(content[: len(content) // 2])
        settle(one)
        status, health = healthz()
        assert status == 503
        assert any(line.startswith("reactions:") for line in health["problems"])
        (folder / "reactions.csv").write_bytes(content)
        settle(one)
        assert (version(), refused()) == (OLD, {})


# Versions that were replaced


def renumbered(folder: Path, number: int) -> str:
    """Give a package another version, and its name."""
    name = f"2027.{number}.1"
    redescribe(folder, lambda package: package.update(version=name))
    return name


def test_the_last_versions_stay_open_and_older_ones_go(folder: Path) -> None:
    with watched(folder) as one:
        first = weakref.ref(ledger.current().dataset.database)
        names = [OLD]
        for number in range(1, ledger.REPLACED_VERSIONS + 2):
            names.append(renumbered(folder, number))
            settle(one)
        oldest, *still, latest = names
        # Whether or not somebody has asked for those between.
        assert first() is None
        assert version() == latest
        assert ledger.current().vocabulary.versions == (latest, *reversed(still))
        assert [ledger.current([], [name]).dataset.version for name in still] == still
        assert ledger.current([], [oldest]).dataset.version == latest
        assert (
            f"data = “{oldest}” (no data version that is kept here" in open_page("", [("data", oldest)]).text
        )
        assert ask("/api/v1/tables/events.csv", ("data", oldest)).status == 400
        assert ask("/api/v1/tables/events.csv", ("data", still[0])).status == 200


def test_what_was_replaced_keeps_no_answers_and_gives_the_same_ones(folder: Path) -> None:
    with watched(folder) as one:
        old = ledger.current().engine
        at_first = tables(old)
        before = reactions(("actor", "russia"), ("known", "2023-12-10"))
        asked = open_page("releases", [("known", "2025-08-09")]).cards
        assert tables(old) > at_first
        newer(folder)
        settle(one)
        assert tables(old) == at_first
        assert reactions(("actor", "russia"), ("known", "2023-12-10"), ("data", OLD)) == before
        again = open_page("releases", [("known", "2025-08-09"), ("data", OLD)]).cards
        assert [card["title"] for card in again.values()] == [card["title"] for card in asked.values()]
        assert tables(old) > at_first


def test_what_nobody_asks_for_any_more_is_let_go_and_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(folder) as one:
        first = weakref.ref(ledger.current().dataset.database)
        newer(folder)
        settle(one)
        assert first() is not None
        monkeypatch.setattr(ledger, "FORGOTTEN", 0)
        one.look()
        assert first() is None
        page = open_page("", [("data", OLD)])
        assert f"data = “{OLD}” (this data version was replaced by a newer one" in page.text
        assert page.query == []


def test_a_reader_finishes_on_the_version_with_which_they_began(folder: Path) -> None:
    with watched(folder) as one:
        page = open_page("reactions")
        began = page.cards["stance_by_event"]
        newer(folder)
        settle(one)
        page = page.pick("Stance", "Rejects")
        assert page.query == [("data", OLD), ("stance", "rejects")]
        assert f"You see data version {OLD}" in page.text.replace("*", "")
        page = page.pick("Stance")
        assert page.query == [("data", OLD)]
        assert page.cards["stance_by_event"]["table"] == began["table"]
        # Who leaves the version wants the latest.
        (latest,) = [one for one in page.session.button if one.label == "Go to the latest version"]
        page = shown(latest.click().run())
        assert page.query == []
        assert "You see data version" not in page.text.replace("*", "")
        assert page.cards["stance_by_event"]["table"] != began["table"]
        # Who comes now sees the latest.
        assert open_page("reactions").cards["stance_by_event"] == page.cards["stance_by_event"]


def test_a_comparison_finishes_on_the_versions_with_which_it_began(folder: Path) -> None:
    other.write(folder.parent / "a-valleys")
    with watched(folder.parent) as one:
        page = open_page("processes")
        began = page.cards["processes_speed"]
        curated = ledger.loaded()[1].vocabulary.process
        newer(folder)
        settle(one)
        page = page.pick("Confidence", "High and medium")
        assert page.query == [("confidence", "medium"), ("beside", beside(curated, OLD))]
        assert f", data version {OLD}" in page.text
        page = page.pick("Confidence", "All rows")
        assert page.cards["processes_speed"]["table"] == began["table"]
        (latest,) = [one for one in page.session.button if one.label == "See the latest versions"]
        page = shown(latest.click().run())
        assert page.query == []
        assert page.cards["processes_speed"]["table"] != began["table"]
        assert open_page("processes").cards["processes_speed"] == page.cards["processes_speed"]


def test_a_small_package_of_any_kind_is_picked_up(tmp_path: Path) -> None:
    # Without most tables: what pages need is said, and nothing breaks.
    folder = copy(tmp_path / "data")
    with watched(folder) as one:
        shutil.rmtree(folder)
        small(folder)
        settle(one)
        assert version() == OLD
        assert "the ledger needs it" in "\n".join(refused()["data"])
