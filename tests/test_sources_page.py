"""The Sources page: what the ledger rests on, and every question on which sources disagree."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from peace_ledger import marks
from peace_ledger.engine import Engine
from tests.fixtures import CsvRows, Parameters
from tests.pages import Shown, open_page, shown

Table = Callable[[str], CsvRows]
SIDES = ("armenia", "azerbaijan", "third_party")
LISTS = {
    "events": ("events", "event_list"),
    "reactions": ("reactions", "reaction_list"),
    "releases": ("releases", "release_list"),
    "commitments": ("commitments", "commitment_list"),
}
"""Where each table's rows are listed."""


def questions_of(table: Table) -> dict[str, CsvRows]:
    """The claims of each question, under the id of the first of them."""
    found: dict[str, CsvRows] = {}
    for row in table("disputes"):
        found.setdefault(row["question"], []).append(row)
    return {claims[0]["dispute_id"]: claims for claims in found.values()}


def follow(href: str) -> tuple[str, list[tuple[str, str]]]:
    """The path and the parameters of a link on the site."""
    parts = urlsplit(href)
    return parts.path.removeprefix("/"), parse_qsl(parts.query)


def flat(cell: Any) -> list[Any]:
    """What stands in a cell, however deep in lists."""
    return [item for part in cell for item in flat(part)] if isinstance(cell, list) else [cell]


def titled(source: dict[str, str]) -> Any:
    """How a source is named: a link, or without an address what is known of it, and no dead link."""
    if source["url"]:
        return {"text": source["title"], "href": source["url"]}
    return f"{source['title']} (no address known)"


@pytest.fixture(scope="module")
def page() -> Shown:
    """The page without filters."""
    return open_page("sources")


def test_the_headline_counts_the_sources(page: Shown, table: Table) -> None:
    sources = table("sources")
    sides = Counter(row["perspective"] for row in sources)
    publishers = {row["publisher"] for row in sources} - {""}
    undated = sum(1 for row in sources if not row["published_on"])
    assert (
        f"The ledger rests on {len(sources)} sources from {len(publishers)} publishers, by the publisher's "
        f"side: Armenia {sides['armenia']}, Azerbaijan {sides['azerbaijan']}, Third party "
        f"{sides['third_party']}. {undated} of them bear no date, 1 no address."
    ) in page.text


def test_every_source_is_listed_with_what_rests_on_it(page: Shown, table: Table) -> None:
    cited = Counter(
        source
        for name in (
            "events",
            "reactions",
            "releases",
            "detentions",
            "commitments",
            "commitment_updates",
            "disputes",
        )
        for row in table(name)
        for source in {row["source_id"], row.get("announced_source_id") or row["source_id"]}
    )
    listed = {row["id"]: row["cells"] for row in page.cards["source_list"]["rows"]}
    assert listed.keys() == {row["source_id"] for row in table("sources")}
    for row in table("sources"):
        published, (title, _), _, _, rows, tables = listed[row["source_id"]]
        assert published == (row["published_on"] or "undated")
        assert rows == cited[row["source_id"]] == sum(int(words.split(": ")[1]) for words in tables)
        assert title == titled(row)


def test_every_question_stands_with_its_claims_and_their_sources(page: Shown, table: Table) -> None:
    sources = {row["source_id"]: row for row in table("sources")}
    listed = {row["id"]: row["cells"] for row in page.cards["dispute_list"]["rows"]}
    questions = questions_of(table)
    assert listed.keys() == questions.keys()
    assert len(listed) == 71
    for question, claims in questions.items():
        words, blocks, about = listed[question]
        assert words == claims[0]["question"]
        ordered = sorted(claims, key=lambda row: SIDES.index(sources[row["source_id"]]["perspective"]))
        assert [block[0] for block in blocks] == [row["claim"] for row in ordered]
        for block, row in zip(blocks, ordered, strict=True):
            source = sources[row["source_id"]]
            assert block[1] == titled(source)
            assert block[2].startswith(source["publisher"] or "publisher not named")
            followed = [item for item in block if isinstance(item, dict) and item.get("token")]
            assert bool(followed) == (row["adopted"] == "true")
        none = not any(row["adopted"] == "true" for row in claims)
        assert ("The tables follow none of these answers." in about) == none


def test_the_title_counts_what_the_tables_follow(page: Shown, table: Table) -> None:
    followed = sum(any(row["adopted"] == "true" for row in claims) for claims in questions_of(table).values())
    assert page.cards["dispute_list"]["title"] == (
        f"Sources disagree on 71 questions: the tables follow one answer in {followed} and none in "
        f"{71 - followed}"
    )


def test_every_question_leads_to_its_row(
    page: Shown, engine: Engine, parameters: Callable[..., Parameters], table: Table
) -> None:
    listed = {row["id"]: row["cells"] for row in page.cards["dispute_list"]["rows"]}
    reached = 0
    for question, claims in questions_of(table).items():
        subject_table, subject = claims[0]["subject_table"], claims[0]["subject_id"]
        about = listed[question][2]
        if not subject:
            assert about == ["No row of the tables depends on it.", *about[1:]]
            continue
        path, query = follow(about[0]["href"])
        if subject_table == "events":
            assert (path, query) == ("events", [("event", subject)])
        else:
            mark = marks.read(dict(query)["mark"])
            assert mark is not None
            rows = engine.rows(f"evidence/{mark.evidence}", parameters() | dict(mark.parameters))
            assert subject in {value for row in rows for value in row.values() if isinstance(value, str)}
        reached += 1
    assert reached == 67


@pytest.mark.parametrize("name", LISTS)
def test_every_row_in_dispute_leads_to_its_questions(page: Shown, table: Table, name: str) -> None:
    path, listed = LISTS[name]
    wanted: dict[str, set[str]] = {}
    for question, claims in questions_of(table).items():
        if claims[0]["subject_table"] == name:
            wanted.setdefault(claims[0]["subject_id"], set()).add(question)
    found = {}
    for row in open_page(path, [("from", "2020-01-01")]).cards[listed]["rows"]:
        if links := row.get("disputed"):
            ways = [follow(link["href"]) for link in links]
            assert {(way, dict(query)["from"]) for way, query in ways} == {("sources", "2020-01-01")}
            found[row["id"]] = {dict(query)["mark"].removeprefix("dispute_list~") for _, query in ways}
    # The period leaves out rows without a day, and nothing else.
    undated = {row["reaction_id"] for row in table("reactions") if not row["reacted_on"]}
    assert found == {subject: of for subject, of in wanted.items() if subject not in undated}
    offered = {row["mark"] for row in page.cards["dispute_list"]["rows"]}
    assert {f"dispute_list~{question}" for of in found.values() for question in of} <= offered


def test_a_figure_of_people_held_leads_to_its_question(table: Table) -> None:
    wanted = {
        row["subject_id"]: row["question"]
        for row in table("disputes")
        if row["subject_table"] == "detentions"
    }
    card = open_page("releases").cards["still_held"]
    assert card["table"]["columns"][-1]["label"] == "≠ Sources disagree"
    found = {
        mark.removeprefix("still_held~"): row[-1][0]
        for mark, row in zip(card["table"]["marks"], card["table"]["rows"], strict=True)
        if row[-1]
    }
    assert found == wanted
    one = next(iter(wanted))
    (row,) = open_page("releases", [("mark", f"still_held~{one}")]).cards["evidence_still_held"]["rows"]
    assert row["disputed"][0]["text"] == wanted[one]


@pytest.mark.parametrize("subject_table", ["events", "reactions", "releases", "detentions", "commitments"])
def test_a_question_opens_above_the_list_with_its_row(table: Table, subject_table: str) -> None:
    question, claims = next(
        (key, of) for key, of in questions_of(table).items() if of[0]["subject_table"] == subject_table
    )
    page = open_page("sources", [("mark", f"dispute_list~{question}")])
    (row,) = page.cards["open_question"]["rows"]
    assert row["cells"][0] == claims[0]["question"]
    (about,) = page.cards["question_row"]["rows"]
    assert about["id"] == claims[0]["subject_id"]
    assert claims[0]["question"] in [link["text"] for link in about["disputed"]]
    assert page.cards["dispute_list"]["selected"] == f"dispute_list~{question}"
    (close,) = [button for button in page.session.button if button.label == "Close the question"]
    assert shown(close.click().run()).query == []


def test_a_question_stands_though_the_filters_leave_out_its_row() -> None:
    page = open_page("sources", [("from", "2024-01-01"), ("mark", "dispute_list~all-pows-returned-2021-a")])
    assert "all-pows-returned-2021-a" not in [row["id"] for row in page.cards["dispute_list"]["rows"]]
    assert len(page.cards["open_question"]["rows"]) == 1
    (link,) = [item for item in flat(page.cards["open_question"]["rows"][0]["cells"][2]) if "href" in item]
    assert follow(link["href"])[1] == [("mark", "still_held~held-2021-03-15-azerbaijan-acknowledged")]
    assert "Your filters leave out the row" in page.session.info[0].value


def test_a_question_stands_once_two_of_its_claims_were_known(table: Table) -> None:
    published = {row["source_id"]: row["published_on"] for row in table("sources")}
    day = "2025-03-31"
    known = {
        question
        for question, claims in questions_of(table).items()
        if sum("" < published[row["source_id"]] <= day for row in claims) > 1
    }
    page = open_page("sources", [("known", day)])
    listed = {row["id"] for row in page.cards["dispute_list"]["rows"]}
    assert listed <= known
    # What is missing is about a row that was not known itself.
    assert len(listed) > 0.8 * len(known)
    flagged = {
        link["text"]
        for row in open_page("reactions", [("known", day)]).cards["reaction_list"]["rows"]
        for link in row.get("disputed", ())
    }
    assert flagged <= {questions_of(table)[question][0]["question"] for question in known}


def test_an_unknown_question_is_said_to_be_none() -> None:
    page = open_page("sources", [("mark", "dispute_list~no-such-question")])
    assert page.session.info[0].value == "No such question is in this data version. All that are stand below."


def test_a_source_opens_the_rows_that_cite_it(table: Table) -> None:
    announced = next(row for row in table("releases") if row["announced_source_id"])
    source = announced["announced_source_id"]
    page = open_page("sources", [("mark", f"source_list~{source}")])
    rows = page.cards["evidence_source_list"]["rows"]
    release = next(row for row in rows if announced["release_id"] in row["id"])
    assert release["cells"][2][1] == "cited for its announcement"
    path, query = follow(release["cells"][2][0]["href"])
    assert (path, dict(query)["mark"]) == ("releases", f"release_list~{announced['release_id']}")


def test_a_release_shows_the_source_of_its_announcement_too(table: Table) -> None:
    sources = {row["source_id"]: row for row in table("sources")}
    listed = {row["id"]: row["cells"][-1] for row in open_page("releases").cards["release_list"]["rows"]}
    for row in table("releases"):
        cell = listed[row["release_id"]]
        links = [item["text"] for item in cell if isinstance(item, dict)]
        wanted = [sources[row["source_id"]]["title"]]
        if row["announced_source_id"]:
            wanted.insert(0, sources[row["announced_source_id"]]["title"])
            assert (cell[0], cell[3]) == ("Announced:", "Carried out:")
        assert links == wanted


def test_a_day_before_the_first_source_leaves_an_empty_page_that_says_why() -> None:
    page = open_page("sources", [("known", "2020-01-01")])
    assert "No source is left by these filters." in page.text
    assert page.cards["dispute_list"].get("rows", []) == []
    assert page.cards["rows_by_side"]["empty"].startswith("No row is left by these filters.")


def test_the_event_page_names_the_questions_about_the_event() -> None:
    page = open_page("events", [("event", "joint-statement-2023-12-07")])
    labels = [link.proto.label.replace("\\", "") for link in page.session.get("page_link")]
    assert sum(label.startswith("≠ Sources disagree: ") for label in labels) == 3
