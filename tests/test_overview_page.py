"""The Overview page, run by Streamlit without a browser."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.fixtures import CsvRows
from tests.independent.promises import promises
from tests.pages import Shown, open_page

Table = Callable[[str], CsvRows]


def labels(page: Shown) -> list[str]:
    """The words of the links of the page, without Markdown."""
    links = [element.proto.label for element in page.session.get("page_link")]
    return [label.replace("\\", "").replace("**", "") for label in links]


def people(table: Table, direction: tuple[str, str]) -> int:
    return sum(
        int(row["people"])
        for row in table("releases")
        if (row["releasing_id"], row["origin_id"]) == direction
        and row["scope"] == "handover"
        and row["status"] == "carried_out"
        and row["category"] != "remains"
    )


def test_the_figures_count_what_the_files_hold(table: Table) -> None:
    shown = labels(open_page(""))
    today = datetime.now(UTC).date()
    checkable = [promise for promise in promises(table, today) if promise.checkable]
    kept = sum(1 for promise in checkable if promise.status == "kept")
    reactions = table("reactions")
    actors = len({row["actor_id"] for row in reactions})
    there, back = people(table, ("armenia", "azerbaijan")), people(table, ("azerbaijan", "armenia"))
    assert f"{there} people handed over Armenia → Azerbaijan" in shown
    assert f"{back} people handed over Azerbaijan → Armenia" in shown
    assert f"{kept} of {len(checkable)} testable commitments in force are kept" in shown
    assert f"{len(reactions)} reactions by {actors} actors" in shown
    assert f"{len(table('events'))} events" in shown


def test_both_directions_are_named_though_one_is_empty() -> None:
    shown = labels(open_page("", [("from", "2024-01-01"), ("to", "2024-12-31")]))
    assert "1 person handed over Armenia → Azerbaijan" in shown
    assert "0 people handed over Azerbaijan → Armenia" in shown


def test_the_figures_lead_on_with_the_filters() -> None:
    page = open_page("", [("from", "2023-01-01"), ("actor", "russia"), ("stance", "rejects")])
    (figure,) = [link.proto for link in page.session.get("page_link") if "reactions by" in link.proto.label]
    assert figure.query_string == "from=2023-01-01&actor=russia"


def test_a_choice_of_another_page_cuts_no_lane_and_stays_in_the_address() -> None:
    whole, chosen = open_page(""), open_page("", [("stance", "rejects"), ("category", "remains")])
    assert chosen.cards["timeline"]["subtitle"] == whole.cards["timeline"]["subtitle"]
    assert chosen.query == [("stance", "rejects"), ("category", "remains")]


def test_the_overdue_are_listed_latest_missed_first(table: Table) -> None:
    today = datetime.now(UTC).date()
    late = sorted(
        (promise.due_in or 0, promise.row["due_on"]) for promise in promises(table, today) if promise.overdue
    )
    card = open_page("").cards["due"]
    assert card["title"].startswith(f"{len(late)} commitments are overdue")
    listed = [row["cells"][0] for row in card["rows"] if "past" in row["cells"][1]]
    assert listed == [due_on for _, due_on in reversed(late)]


def test_a_mark_of_a_lane_opens_its_rows() -> None:
    page = open_page("", [("mark", "timeline_events~joint-statement-2023-12-07")])
    rows = page.cards["evidence_timeline_events"]["rows"]
    assert [row["id"] for row in rows] == ["joint-statement-2023-12-07"]
    assert "All that is tied to it: Joint statement of the two leaders' offices" in labels(page)


def test_the_way_in_is_the_event_that_the_package_features() -> None:
    said = open_page("").text.replace("**", "")
    assert "Start here: Joint statement of the two leaders' offices, 7 December 2023" in said
    elsewhere = open_page("", [("from", "2025-01-01")])
    assert "Start here: Washington summit" in elsewhere.text
