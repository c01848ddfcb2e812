"""The Events page, run by Streamlit without a browser."""

from tests.pages import open_page, shown

SEED = "joint-statement-2023-12-07"
EXCHANGE = "prisoner-exchange-2023-12-13"


def test_the_releases_of_the_seed_event_are_told_with_both_days() -> None:
    text = open_page("events", [("event", SEED)]).text
    told = "announced 7 December 2023, carried out 13 December 2023, 6 days later"
    assert f"Azerbaijan → Armenia: 32 people (serviceman), {told}" in text
    assert f"Armenia → Azerbaijan: 2 people (serviceman), {told}" in text
    assert text.index("Armenia → Azerbaijan") < text.index("Azerbaijan → Armenia")


def test_as_known_before_the_handover_the_releases_are_promises() -> None:
    text = open_page("events", [("event", SEED), ("known", "2023-12-10")]).text
    assert "32 people (serviceman), announced 7 December 2023, not seen carried out" in text
    assert "13 December 2023" not in text


def test_the_treaty_promise_has_its_later_history() -> None:
    promise = "2023-12-07-peace-treaty"
    page = open_page("events", [("event", SEED), ("mark", f"event_commitments~{promise}")])
    history = page.cards["evidence_event_commitments"]["rows"]
    days = [row["cells"][0] for row in history]
    assert days == sorted(days)
    assert (days[0], days[-1]) == ("2023-12-07", "2026-06-08")
    assert f"lifelines~{promise}" in page.cards["lifelines"]["table"]["marks"]


def test_an_event_without_releases_and_commitments_says_so() -> None:
    text = open_page("events", [("event", "st-petersburg-meeting-2023-12-26")]).text
    assert "No release is tied to this event." in text
    assert "No commitment was made at this event." in text


def test_the_event_stands_where_the_period_leaves_it_out() -> None:
    page = open_page("events", [("event", SEED), ("from", "2024-01-01")])
    assert "7 December 2023 · Joint statement" in page.text
    assert "No release is tied to this event under these filters." in page.text


def test_an_event_not_yet_known_is_not_told() -> None:
    page = open_page("events", [("event", SEED), ("known", "2023-12-01")])
    assert page.session.info[0].value == "This event was not yet known on 1 December 2023."
    assert set(page.cards) == {"clock"}


def test_the_reader_picks_one_event_and_takes_it_back() -> None:
    page = open_page("events", [("mark", f"event_list~{SEED}")])
    (picker,) = [box for box in page.session.selectbox if box.label == "Event"]
    page = shown(picker.set_value(SEED).run())
    assert page.query == [("event", SEED)]
    assert "event_reactions" in page.cards
    (picker,) = [box for box in page.session.selectbox if box.label == "Event"]
    page = shown(picker.set_value(None).run())
    assert page.query == []
    assert "event_list" in page.cards


def test_a_link_leads_to_the_event_after_it_and_writes_the_address() -> None:
    page = open_page("events", [("event", SEED), ("actor", "armenia")])
    (link,) = [button for button in page.session.button if button.label.startswith("6 days later")]
    page = shown(link.click().run())
    assert page.query == [("actor", "armenia"), ("event", EXCHANGE)]
    assert any(header.value.replace("\\", "").startswith("Exchange of 32") for header in page.session.header)


def test_several_events_are_listed_to_choose_from() -> None:
    page = open_page("events", [("event", SEED), ("event", EXCHANGE)])
    assert sorted(row["id"] for row in page.cards["event_list"]["rows"] if "id" in row) == [SEED, EXCHANGE]
    assert "2 events: 2 with recorded reactions, 2 with releases and 1 with commitments." in page.text


def test_all_events_stand_latest_first() -> None:
    rows = [row for row in open_page("events").cards["event_list"]["rows"] if "cells" in row]
    days = [row["cells"][0] for row in rows]
    assert days == sorted(days, reverse=True)
    assert len(days) == 109
