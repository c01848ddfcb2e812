"""The Method page, run by Streamlit without a browser."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pages.method import agreement_words
from peace_ledger import agreement, counting_rules, descriptor
from peace_ledger.agreement import Agreement
from tests import packages
from tests.altered import copy, redescribe, rewrite, serving
from tests.fixtures import CsvRows
from tests.independent.promises import promises
from tests.pages import Shown, open_page

Table = Callable[[str], CsvRows]


@pytest.fixture(scope="module")
def page() -> Shown:
    """The page without filters."""
    return open_page("method")


def labels(page: Shown) -> list[str]:
    """The words of the links of the page, without Markdown."""
    return [element.proto.label.replace("\\", "") for element in page.session.get("page_link")]


def addresses(page: Shown) -> dict[str, str]:
    """Where each link leads, by its words."""
    links = [element.proto for element in page.session.get("page_link")]
    return {link.label.replace("\\", ""): f"{link.page}?{link.query_string}" for link in links}


def test_every_section_can_be_reached(page: Shown) -> None:
    anchors = [header.proto.anchor for header in page.session.header if header.proto.anchor]
    assert anchors == ["rows", "counting", "gaps", "coders", "code-book"]
    for anchor in anchors:
        assert f"](#{anchor})" in page.text


def test_what_the_package_says_of_itself_is_shown(page: Shown, dataset: Any) -> None:
    notes = dataset.package.notes
    assert {note.about for note in notes} == {"inclusion", "gaps", "agreement"}
    for note in notes:
        assert f"**{note.title}.** {note.text}" in page.text


def test_the_figures_of_the_rules_count_what_the_files_hold(page: Shown, table: Table) -> None:
    shown = labels(page)
    promised = [row for row in table("releases") if row["status"] == "announced"]
    announced = [row for row in promised if row["category"] != "remains"]
    people = sum(int(row["people"]) for row in announced)
    assert len(announced) == 1
    assert f"1 release row with {people} people is announced and not seen carried out" in shown
    remains = [
        row
        for row in table("releases")
        if row["category"] == "remains" and row["scope"] == "handover" and row["status"] == "carried_out"
    ]
    bodies = sum(int(row["people"]) for row in remains)
    assert any(
        label.startswith(f"{bodies} remains in {len(remains)} handovers stand apart") for label in shown
    )
    initialled = sum(1 for row in table("commitments") if row["standing"] == "initialled")
    assert f"{initialled} promises of {len(table('commitments'))} are in a text not yet in force" in shown


def test_a_figure_leads_to_its_rows_with_the_filters() -> None:
    shown = addresses(open_page("method", [("from", "2021-01-01"), ("stance", "rejects")]))
    (announced,) = [address for label, address in shown.items() if "not seen carried out" in label]
    assert announced.endswith("?from=2021-01-01&release_status=announced")
    (kept,) = [address for label, address in shown.items() if "testable promises in force" in label]
    assert kept.endswith("?from=2021-01-01&testable=true&standing=given")


def test_no_rule_is_without_words() -> None:
    counts = dict.fromkeys(
        (
            "announced",
            "announced_people",
            "remains",
            "remains_handovers",
            "people",
            "period_totals",
            "not_ahead",
            "handovers",
            "reports",
            "claimants",
            "without_evidence",
            "commitments",
            "disputed_updates",
            "contested",
            "initialled",
            "kept",
            "checkable",
            "overdue",
            "reactions",
            "reacting",
            "split_cells",
            "cells",
            "blanks",
            "searched_events",
        ),
        0,
    )
    found = [
        *counting_rules.of_releases(counts),
        *counting_rules.of_commitments(counts),
        *counting_rules.of_reactions(counts),
    ]
    assert len({rule.title for rule in found}) == len(found) == 13
    for rule in found:
        assert rule.text.endswith(".")
        assert rule.figure[0].isupper() or rule.figure[0].isdigit()


def test_the_agreement_on_the_page_is_that_of_the_raw_file(page: Shown, table: Table, dataset: Any) -> None:
    readings = [
        agreement.Reading(row["coder"], row["reaction_id"], row["stance"]) for row in table("codings")
    ]
    found = agreement.measure(readings, dataset.codes("codings", "stance"))
    assert (
        f"alpha for ordered codes is {found.alpha:.2f} (95 % interval {found.low:.2f} to {found.high:.2f})"
        in page.text
    )
    assert f"{100 * found.same / found.pairs:.0f} % ({found.same} of {found.pairs})" in page.text


def test_every_disagreement_is_listed_the_furthest_first(page: Shown, table: Table, dataset: Any) -> None:
    order = dataset.codes("codings", "stance")
    codes: dict[str, dict[str, str]] = {}
    for row in table("codings"):
        codes.setdefault(row["reaction_id"], {})[row["coder"]] = row["stance"]
    apart = {
        reaction: abs(order.index(one["A"]) - order.index(one["B"]))
        for reaction, one in codes.items()
        if one["A"] != one["B"]
    }
    rows = page.cards["disagreement_list"]["rows"]
    assert {row["id"]: row["cells"][0] for row in rows} == apart
    steps = [row["cells"][0] for row in rows]
    assert steps == sorted(steps, reverse=True)
    for row in rows:
        given = codes[row["id"]]
        words = [dataset.label("codings", "stance", given[coder]) for coder in "AB"]
        assert [cell["text"] for cell in row["cells"][1:3]] == [f"A: {words[0]}", f"B: {words[1]}"]


def test_under_filters_agreement_is_that_of_the_reactions_left(table: Table) -> None:
    page = open_page("method", [("event", "joint-statement-2023-12-07")])
    left = [row for row in table("reactions") if row["event_id"] == "joint-statement-2023-12-07"]
    assert f"gave stances to the same {len(left)} reactions" in page.text


def test_a_cell_of_two_coders_opens_its_reactions(table: Table) -> None:
    page = open_page("method", [("mark", "coder_agreement~A~rejects~B~critical")])
    given = {(row["reaction_id"], row["coder"]): row["stance"] for row in table("codings")}
    expected = {
        reaction
        for (reaction, coder), stance in given.items()
        if coder == "A" and stance == "rejects" and given[reaction, "B"] == "critical"
    }
    card = page.cards["evidence_coder_agreement"]
    assert {row["id"] for row in card["rows"]} == expected
    assert "coder A · Rejects · coder B · Critical" in card["title"]


def test_a_day_before_the_first_source_leaves_words_and_no_error() -> None:
    page = open_page("method", [("known", "2019-01-01")])
    assert not page.session.exception
    assert "none was read by two coders" in page.text
    assert page.cards["rows_by_quarter"].get("figure") is None
    assert len(page.cards["code_tables"]["rows"]) == 11, "the code book stands whatever was known"


def test_a_choice_of_another_page_cuts_nothing_here(page: Shown) -> None:
    chosen = open_page("method", [("stance", "rejects"), ("category", "remains")])
    assert labels(chosen)[-5:] == labels(page)[-5:]
    assert chosen.cards["coder_agreement"]["table"] == page.cards["coder_agreement"]["table"]


def without_codings(folder: Path) -> Path:
    def drop(package: dict[str, Any]) -> None:
        package["resources"] = [each for each in package["resources"] if each["name"] != "codings"]

    redescribe(copy(folder), drop)
    return folder


def test_a_package_without_codings_says_so(tmp_path: Path) -> None:
    with serving(without_codings(tmp_path / "none")):
        page = open_page("method")
    assert not page.session.exception
    assert "has no table of codings" in page.text
    assert "coder_agreement" not in page.cards


def test_a_package_with_one_coder_says_so(tmp_path: Path) -> None:
    folder = copy(tmp_path / "one")
    rewrite(folder, "codings", lambda rows: [row for row in rows if row["coder"] == "A"])
    with serving(folder):
        page = open_page("method")
    assert not page.session.exception
    assert "none was read by two coders" in page.text


def test_three_coders_are_all_measured(tmp_path: Path) -> None:
    folder = copy(tmp_path / "three")
    rewrite(
        folder,
        "codings",
        lambda rows: [*rows, *(row | {"coder": "C"} for row in rows if row["coder"] == "B")],
    )
    with serving(folder):
        page = open_page("method")
    assert "Coders A, B and C gave stances" in page.text
    assert page.cards["coder_agreement"]["title"].startswith("Coders A and B")
    assert {row["cells"][2]["text"][0] for row in page.cards["disagreement_list"]["rows"]} == {"B", "C"}


def test_a_package_that_says_nothing_of_its_making_is_valid(tmp_path: Path) -> None:
    folder = copy(tmp_path / "silent")
    redescribe(folder, lambda package: package.pop("notes"))
    with serving(folder):
        page = open_page("method")
    assert "The data package does not say. Ask whoever publishes it." in page.text


@pytest.mark.parametrize(
    ("note", "problem"),
    [
        ({"about": "gaps", "title": "T", "text": ""}, "notes[0].text: is empty"),
        ({"about": "luck", "title": "T", "text": "x"}, "notes[0].about"),
        ({"about": "gaps", "text": "x"}, "notes[0].title: is missing"),
    ],
)
def test_a_note_that_is_none_is_refused(tmp_path: Path, note: dict[str, str], problem: str) -> None:
    folder = packages.ledger(tmp_path / "wrong", notes=[note])
    (line,) = packages.problems(folder)
    assert problem in line


def test_notes_are_read_in_their_order(tmp_path: Path) -> None:
    notes = [{"about": "gaps", "title": title, "text": "x"} for title in "BA"]
    package = descriptor.read(packages.ledger(tmp_path / "ordered", notes=notes))
    assert [note.title for note in package.notes] == ["B", "A"]


def test_words_for_what_cannot_be_said() -> None:
    few = " ".join(agreement_words(["A", "B"], Agreement(1, 1, 0), ordered=True))
    assert "needs at least two reactions" in few
    unordered = " ".join(agreement_words(["A", "B"], Agreement(9, 9, 3, 0.5, 0.1, 0.8), ordered=False))
    assert "no alpha for ordered codes" in unordered
    assert "0.50" not in unordered


def test_overdue_stands_as_of_today(page: Shown, table: Table) -> None:
    today = datetime.now(UTC).date()
    late = sum(1 for promise in promises(table, today) if promise.overdue)
    assert f"{late} promises are overdue" in labels(page)
