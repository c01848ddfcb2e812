"""Parts of a snapshot: where its links lead, what its files are called, and words and messages in its HTML.
What a whole snapshot shows stands in tests/browser/test_snapshot.py.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from peace_ledger import cli, ledger
from peace_ledger.settings import variable
from peace_ledger.snapshot import NotWritten, capture, files, html, site
from peace_ledger.snapshot.addresses import Addresses, Sheet
from peace_ledger.snapshot.files import Files
from peace_ledger.state import State
from tests import other_process as other
from tests.altered import serving
from tests.asked import ask
from tests.server import ROOT

LIVE = "https://ledger.example.org"
SEED = "joint-statement-2023-12-07"
MARK = "reaction_list~r-1"
BASE = State(confidence="high")


@pytest.fixture(scope="module")
def addresses() -> Addresses:
    """Of a snapshot of what is sure, with a page for one event."""
    made = Addresses(BASE, ledger.current().vocabulary, LIVE)
    made.sheets.add(Sheet("events", SEED))
    return made


@pytest.mark.parametrize(
    ("href", "leads_to"),
    [
        ("#gaps", "#gaps"),
        ("https://example.org/?actor=x", "https://example.org/?actor=x"),
        ("/?confidence=high", "./index.html"),
        ("/reactions?confidence=high", "./reactions.html"),
        (f"/reactions?confidence=high&mark={MARK}", f"./reactions.html?mark={MARK}"),
        (f"/events?event={SEED}&confidence=high", f"./events-{SEED}.html"),
        (f"/events?event={SEED}&confidence=high&mark={MARK}", f"./events-{SEED}.html?mark={MARK}"),
        ("/feed.atom?event=x", f"{LIVE}/feed.atom?event=x"),
        ("/reactions?confidence=great", f"{LIVE}/reactions?confidence=great"),
    ],
)
def test_a_link_leads_to_the_page_that_shows_the_same(addresses: Addresses, href: str, leads_to: str) -> None:
    assert addresses.of(href, Sheet("")) == leads_to


@pytest.mark.parametrize(
    "href",
    [
        "/reactions",
        "/reactions?confidence=high&stance=welcomes",
        f"/reactions?confidence=high&event={SEED}",
        "/events?event=madrid-2023&confidence=high",
    ],
)
def test_what_the_snapshot_has_not_is_linked_to_the_live_ledger_in_its_data_version(
    addresses: Addresses, href: str
) -> None:
    assert addresses.of(href, Sheet("")).startswith(LIVE)


def test_a_live_link_keeps_filters_and_names_the_data_version(addresses: Addresses) -> None:
    version = ledger.current().dataset.version
    href = "/reactions?confidence=high&stance=welcomes"
    assert addresses.of(href, Sheet("")) == f"{LIVE}/reactions?confidence=high&data={version}&stance=welcomes"


def test_a_row_linked_from_the_page_of_an_event_is_shown_in_the_whole(addresses: Addresses) -> None:
    on_its_page = Sheet("events", SEED)
    row = f"/reactions?event={SEED}&confidence=high&mark={MARK}"
    assert addresses.of(row, on_its_page) == f"./reactions.html?mark={MARK}"
    all_of_it = f"/reactions?event={SEED}&confidence=high"
    assert addresses.of(all_of_it, on_its_page).startswith(LIVE)


def test_a_row_is_found_in_a_snapshot_that_the_filters_of_one_page_cut() -> None:
    cut = Addresses(replace(BASE, stances=("welcomes",)), ledger.current().vocabulary, LIVE)
    assert cut.of(f"/releases?confidence=high&mark={MARK}", Sheet("")) == f"./releases.html?mark={MARK}"


def test_what_many_pages_offer_is_one_file() -> None:
    made = Files()
    first = made.stem("/api/v1/queries/reactions/stance_by_event", "confidence=high")
    assert first == "./files/queries_reactions_stance_by_event"
    assert made.stem("/api/v1/queries/reactions/stance_by_event", "confidence=high") == first
    assert made.stem("/api/v1/queries/reactions/stance_by_event", "") == f"{first}-2"
    made.stem("/api/v1/cite/reactions", "")
    names = dict(made)
    assert len(names) == 12
    assert names["cite_reactions.bib"] == "/api/v1/cite/reactions.bib?"
    assert names["queries_reactions_stance_by_event.csv"].endswith("stance_by_event.csv?confidence=high")


def test_a_file_is_what_the_route_answers() -> None:
    address = "/api/v1/tables/events.csv?from=2023-12-07&to=2023-12-07"
    answer = ask("/api/v1/tables/events.csv", ("from", "2023-12-07"), ("to", "2023-12-07"))
    assert files.content(address).splitlines() == answer.body.splitlines()
    assert len(answer.body.splitlines()) > 1


def test_a_file_that_cannot_be_made_is_named_with_the_reason() -> None:
    with pytest.raises(NotWritten, match=r"/api/v1/tables/evnts\.csv\?.*404.*events"):
        files.content("/api/v1/tables/evnts.csv?")


class _Scripts(HTMLParser):
    """What stands in a page's scripts, and its other text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.within = False
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, _: object) -> None:
        self.within = tag == "script"

    def handle_data(self, data: str) -> None:
        if self.within:
            self.scripts.append(data)

    def handle_endtag(self, _: str) -> None:
        self.within = False


@given(some.text())
def test_no_text_ends_the_script_that_holds_it(text: str) -> None:
    held = html.inline({"said": text + "</script><!--<script>"})
    (script,) = _Scripts(f"<script>{held}</script>").scripts
    assert json.loads(script) == {"said": text + "</script><!--<script>"}


def test_markdown_keeps_text_as_text_and_resolves_links() -> None:
    shown = html.markdown("**A** <b>b</b> [c](/events) [d](#e)", lambda href: f"to:{href}")
    assert shown == (
        '<p><strong>A</strong> &lt;b&gt;b&lt;/b&gt; <a href="to:/events">c</a> <a href="to:#e">d</a></p>\n'
    )


def test_a_page_is_captured_whole_without_what_chooses() -> None:
    pieces = capture.page("events", [("event", SEED)])
    names = [part.id for part in capture.parts(pieces)]
    assert names[:3] == ["event_stances", "event_reactions", "event_releases"]
    text = " ".join(piece.text for piece in pieces if isinstance(piece, capture.Prose))
    assert "Source: " in text
    assert f"/events?event={SEED}" not in text


def test_other_processes_are_linked_to_in_the_data_versions_of_the_snapshot() -> None:
    vocabulary = replace(ledger.current().vocabulary, process="second", processes=("first", "second"))
    made = Addresses(State(process="second"), vocabulary, LIVE, {"first": "7"})
    leads_to = {
        "/releases?process=second": "./releases.html",
        "/releases?category=captive": f"{LIVE}/releases?data=7&category=captive",
        "/releases?process=first&data=6": f"{LIVE}/releases?data=6&process=first",
    }
    assert {href: made.of(href, Sheet("processes")) for href in leads_to} == leads_to


def test_a_snapshot_of_several_processes_compares_them(tmp_path: Path) -> None:
    other.write(tmp_path / "data" / "a-valleys")
    other.write(tmp_path / "data" / "b-second", name="second", title="A second process", version="7")
    with serving(tmp_path / "data"):
        live = replace(ledger.current(), public_url=LIVE)
        site.write(tmp_path / "site", live, State())
    page = (tmp_path / "site" / "processes.html").read_text(encoding="utf-8")
    assert f'href="{LIVE}/processes?data={other.VERSION}&amp;beside=second%407"' in page
    evidence = json.loads((tmp_path / "site" / "evidence" / "processes.json").read_text(encoding="utf-8"))
    for process, version in ((other.NAME, other.VERSION), ("second", "7")):
        opened = evidence["opens"][f"processes_releases~{process}~true~announced"]
        assert len(opened["rows"]) == 1
        (way,) = opened["ways"]
        assert way["href"].startswith(f"{LIVE}/releases?data={version}&"), way


def test_nothing_is_written_over(tmp_path: Path) -> None:
    live = replace(ledger.current(), public_url=LIVE)
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(NotWritten, match="is there already and is not an empty folder"):
        site.write(tmp_path, live, State())
    assert [file.name for file in tmp_path.iterdir()] == ["kept.txt"]


def test_what_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "peace_ledger", "snapshot", str(tmp_path / "out")]
    environment = os.environ | {variable("public_url"): LIVE}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as made:
        assert made.stderr
        begun = next(line for line in iter(lambda: made.stderr.read(40), "") if "reading pages" in line)
        assert begun
        made.send_signal(signal.SIGINT)
        said = made.stderr.read()
    assert made.returncode == 1
    assert f"{tmp_path / 'out'}: broken off, nothing is written\n" in said
    assert list(tmp_path.iterdir()) == []


def test_without_a_live_address_the_command_says_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(variable("public_url"), raising=False)
    assert cli.main(["snapshot", str(tmp_path / "out")]) == 1
    assert "PEACE_LEDGER_PUBLIC_URL" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_filters_that_cannot_be_read_are_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["snapshot", str(tmp_path / "out"), "--filters", f"{LIVE}/?actor=xx&from=then"]) == 2
    said = capsys.readouterr().err
    assert "actor = “xx”" in said
    assert "from = “then”" in said
