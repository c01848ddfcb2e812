"""The Actors page, run by Streamlit without a browser."""

from collections.abc import Callable

import pytest

from pages import actors
from peace_ledger import marks
from peace_ledger.dataset import Dataset
from peace_ledger.engine import Engine
from peace_ledger.state import State
from peace_ledger.ui import actor_words
from tests.fixtures import CsvRows, Parameters
from tests.pages import Shown, open_page, shown

SEED = "joint-statement-2023-12-07"
Table = Callable[[str], CsvRows]


def box(page: Shown, label: str) -> object:
    """The menu of that label."""
    (found,) = [each for each in page.session.selectbox if each.label == label]
    return found


def panels(page: Shown, card: str) -> list[str]:
    """The headings of a chart's panels."""
    notes = page.cards[card]["figure"]["layout"]["annotations"]
    return [note["text"].removeprefix("<b>").removesuffix("</b>") for note in notes]


def test_before_an_actor_is_chosen_all_are_listed_parties_first(table: Table, dataset: Dataset) -> None:
    page = open_page("actors")
    rows = page.cards["actor_list"]["rows"]
    whole = [row["actor_id"] for row in table("actors") if not row["parent_id"]]
    assert sorted(row["id"] for row in rows) == sorted(whole)
    assert [row["id"] for row in rows[:2]] == [party.actor_id for party in dataset.package.parties]
    blank = sum(1 for row in rows if row["cells"][-1] == 0)
    assert f"{len(whole) - blank} actors in the rows: " in page.text
    assert f"{blank} more were looked for by name and not found, which is not silence." in page.text
    assert "Choose an actor" in page.text


def test_all_actors_apart_are_each_body_for_itself(table: Table) -> None:
    page = open_page("actors", [("bodies", "apart")])
    assert page.query == [("bodies", "apart")]
    rows = {row["id"]: row["cells"] for row in page.cards["actor_list"]["rows"]}
    assert rows.keys() == {row["actor_id"] for row in table("actors")}
    own = sum(1 for row in table("reactions") if row["actor_id"] == "european-council")
    assert rows["european-council"][3] == own


def test_one_actor_has_everything_on_its_page(table: Table) -> None:
    page = open_page("actors", [("actor", "russia")])
    reactions = [row for row in table("reactions") if row["actor_id"] == "russia"]
    assert f"{len(reactions)} recorded reactions to " in page.text
    assert len(page.cards["actor_reactions"]["rows"]) == len(reactions)
    promised = [
        row for row in table("commitments") if "russia" in (row["made_by"] + row["made_to"]).split(";")
    ]
    assert len(page.cards["actor_commitments"]["rows"]) >= len(promised)
    bodies = {"russia", "russian-peacekeepers"}
    mediated = [row for row in table("releases") if bodies & set(row["mediators"].split(";"))]
    assert len(page.cards["actor_releases"]["rows"]) == len(mediated)
    assert "**Mediated by Russia:**" in page.text
    assert {"actor_stances", "nearness", "actor_promises"} <= page.cards.keys()
    assert "nearness_second" not in page.cards


def test_two_actors_stand_side_by_side_in_the_order_chosen() -> None:
    page = open_page("actors", [("actor", "united-states"), ("with", "russia")])
    assert [header.value for header in page.session.main.header] == ["United States", "Russia"]
    assert panels(page, "actor_stances") == ["United States", "Russia"]
    assert {"nearness", "nearness_second"} <= page.cards.keys()
    told = "On 8 events both have a dated stance; their latest ones are the same on 1, one step apart on 0"
    assert told in page.text
    assert page.query == [("actor", "united-states"), ("with", "russia")]


@pytest.mark.parametrize("whole", ["united-states", "russia"])
def test_the_marks_of_both_open_their_own_rows(table: Table, whole: str) -> None:
    query = [("actor", "united-states"), ("with", "russia")]
    offered = open_page("actors", query).cards["actor_stances"]["table"]["marks"]
    mark = next(mark for mark in offered if mark and f"~{whole}~" in mark)
    page = open_page("actors", [*query, ("mark", mark)])
    _, _, event, stance = mark.split("~")
    expected = {
        row["reaction_id"]
        for row in table("reactions")
        if (row["actor_id"], row["event_id"], row["stance"]) == (whole, event, stance)
    }
    assert {row["id"] for row in page.cards["evidence_actor_stances"]["rows"]} == expected


def test_every_mark_of_a_comparison_opens_what_it_counts(
    engine: Engine, parameters: Callable[..., Parameters]
) -> None:
    query = [("actor", "european-union"), ("with", "armenia"), ("bodies", "apart")]
    cards = open_page("actors", query).cards
    given = parameters(actors=("european-union", "armenia"))
    for card, count in (("body_stances", 5), ("body_promises", 4)):
        table = cards[card]["table"]
        for name, cells in zip(table["marks"], table["rows"], strict=True):
            if name:
                mark = marks.read(name)
                assert mark
                rows = engine.rows(f"evidence/{mark.evidence}", given | dict(mark.parameters))
                assert len(rows) == cells[count], name


def test_bodies_are_shown_apart_on_demand() -> None:
    page = open_page("actors", [("actor", "european-union")])
    assert "actor_stances" in page.cards
    (switch,) = page.session.toggle
    page = shown(switch.set_value(True).run())
    assert page.query == [("actor", "european-union"), ("bodies", "apart")]
    actors_told = {row[0] for row in page.cards["body_stances"]["table"]["rows"]}
    assert {"European Council", "European Commission", "European Union"} <= actors_told


def test_the_filters_of_other_pages_do_not_cut_and_stay_in_the_address() -> None:
    query = [("actor", "russia"), ("stance", "rejects"), ("theme", "prisoners")]
    page = open_page("actors", query)
    assert page.query == query
    assert len(page.cards["actor_reactions"]["rows"]) == 16


def test_an_actor_without_rows_is_not_called_silent(table: Table) -> None:
    page = open_page("actors", [("actor", "spain")])
    (note,) = page.session.info
    assert (
        note.value == f"Nothing found for Spain in {len(table('sources'))} sources, which is not silence\\."
    )
    assert "It was looked for by name, and not found, on 1 event:" in page.text
    assert page.cards == {}
    (link,) = [link for link in page.session.get("page_link") if "Joint statement" in link.proto.label]
    assert SEED in link.proto.query_string


def test_an_actor_that_nobody_looked_for_under_the_filters_says_so() -> None:
    page = open_page("actors", [("actor", "spain"), ("from", "2025-01-01")])
    assert "under these filters" in page.session.info[0].value
    assert "For no event under these filters was it looked for by name." in page.text


def test_beside_one_without_rows_the_other_has_its_page() -> None:
    page = open_page("actors", [("actor", "spain"), ("with", "iran")])
    assert len(page.session.info) == 1
    assert "Spain (no reaction found)" in page.cards["actor_stances"]["title"]
    assert len(page.cards["actor_reactions"]["rows"]) == 18
    assert "On no event do these filters leave a dated stance of both." in page.text


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (State(), ()),
        (State(actors=("russia",)), ("russia",)),
        (State(actors=("russia",), second_actor="iran"), ("russia", "iran")),
        (State(second_actor="iran"), ("iran",)),
        (State(actors=("iran",), second_actor="iran"), ("iran",)),
        (State(actors=("iran", "russia"), second_actor="iran"), ("russia", "iran")),
        (State(actors=("armenia", "azerbaijan", "european-union")), ("armenia", "azerbaijan")),
        (State(actors=("european-union", "russia", "turkiye"), second_actor="iran"), ("russia", "iran")),
    ],
)
def test_which_actors_an_address_shows(dataset: Dataset, chosen: State, expected: tuple[str, ...]) -> None:
    assert actors.looked_at(chosen, dataset) == expected


def test_more_actors_than_two_are_named_and_stay_in_the_filter() -> None:
    query = [("actor", "armenia"), ("actor", "european-union"), ("actor", "russia")]
    page = open_page("actors", query)
    assert page.query == query
    assert "The filter names 3 actors. Two fit side by side; not shown: European Union." in page.text


def test_an_actor_beside_itself_is_refused_in_words() -> None:
    page = open_page("actors", [("actor", "iran"), ("with", "iran")])
    assert [header.value for header in page.session.main.header] == ["Iran"]
    assert "An actor cannot be compared with itself." in page.text


def test_an_unknown_actor_is_dropped_and_named() -> None:
    page = open_page("actors", [("actor", "atlantis"), ("with", "iran")])
    assert page.query == [("with", "iran")]
    assert "atlantis" in page.session.warning[0].value
    assert [header.value for header in page.session.main.header] == ["Iran"]


def test_the_reader_picks_compares_and_takes_back() -> None:
    page = open_page("actors")
    page = shown(box(page, "Actor").set_value("russia").run())  # type: ignore[attr-defined]
    assert page.query == [("actor", "russia")]
    page = shown(box(page, "Compare with").set_value("iran").run())  # type: ignore[attr-defined]
    assert page.query == [("actor", "russia"), ("with", "iran")]
    assert panels(page, "actor_stances") == ["Russia", "Iran"]
    page = shown(box(page, "Actor").set_value(None).run())  # type: ignore[attr-defined]
    assert page.query == [("actor", "iran")]
    assert "actor_list" not in page.cards


def test_a_body_leads_to_its_own_page_and_back_to_its_whole() -> None:
    page = open_page("actors", [("actor", "european-union"), ("with", "russia")])
    (link,) = [each for each in page.session.button if each.label == "European Council"]
    page = shown(link.click().run())
    assert page.query == [("actor", "european-council"), ("with", "russia")]
    (link,) = [each for each in page.session.button if each.label == "European Union"]
    page = shown(link.click().run())
    assert page.query == [("actor", "european-union"), ("with", "russia")]


def test_a_whole_beside_its_body_says_that_rows_count_for_both() -> None:
    page = open_page("actors", [("actor", "european-union"), ("with", "european-council")])
    assert "European Council is part of European Union: its rows count for both." in page.text


def test_a_body_of_both_is_told_once_where_bodies_stand_apart() -> None:
    query = [("actor", "european-union"), ("with", "european-council"), ("bodies", "apart")]
    page = open_page("actors", query)
    assert "**Mediated by European Council:** 15 people in 1 handover." in page.text
    listed = [mark for mark in page.cards["body_stances"]["table"]["marks"] if mark]
    assert len(listed) == len(set(listed))


def test_as_known_before_the_exchange_it_is_a_promise() -> None:
    query = [("actor", "azerbaijan"), ("with", "armenia"), ("event", SEED), ("known", "2023-12-10")]
    text = open_page("actors", query).text
    assert (
        "**Handed over by Azerbaijan:** nothing seen carried out. "
        "Not added: 32 people announced and not seen carried out." in text
    )
    assert (
        "**Handed over by Armenia:** nothing seen carried out. "
        "Not added: 2 people announced and not seen carried out." in text
    )


def test_remains_and_totals_are_not_added_to_people(dataset: Dataset) -> None:
    def row(counted_as: str, status: str, releases: int, people: int) -> dict[str, object]:
        part = {"role": "mediated", "whole_id": "russia", "actor_id": "russia"}
        return part | {"counted_as": counted_as, "status": status, "releases": releases, "people": people}

    rows = [
        row("people", "carried_out", 2, 7),
        row("people_promised", "announced", 1, 15),
        row("people_promised", "partly_carried_out", 1, 9),
        row("remains", "carried_out", 1, 1),
        row("remains_total", "carried_out", 1, 173),
    ]
    assert actor_words.of_releases(rows, dataset) == [
        (
            "Mediated by Russia",
            "7 people in 2 handovers and the remains of 1 person in 1 handover. Not added: 15 people "
            "announced and not seen carried out, 1 handover carried out in part and 1 total of remains over "
            "a period.",
        )
    ]
