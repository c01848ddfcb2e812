"""The whole of a snapshot: every page, and a page for each event and each actor, with what they need."""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tqdm import tqdm  # type: ignore[import-untyped]

import peace_ledger
from pages.menu import MENU
from peace_ledger import filters, http, wording
from peace_ledger import state as codec
from peace_ledger.ledger import Ledger, others
from peace_ledger.snapshot import NotWritten, capture, html
from peace_ledger.snapshot.addresses import Addresses, Sheet
from peace_ledger.snapshot.capture import Part, Piece
from peace_ledger.snapshot.evidence import Evidence, marks_of
from peace_ledger.snapshot.files import FOLDER, Files, content
from peace_ledger.state import State
from peace_ledger.ui import elements, takeaway
from peace_ledger.ui.page import Page
from peace_ledger.ui.view import View

SUMS = "SHA256SUMS"
"""The file that lists all others, as `sha256sum --check` reads it."""
_FRONTEND = Path(peace_ledger.__file__).parent / "frontend"
_LISTS = {"event_list": "events", "actor_list": "actors"}
"""The lists of all that have a page of their own, each with the path of that page."""
_DRAWN = ("chart", "records")
_PAGES = {page.path: page for page in MENU}


def _menu() -> tuple[Page, ...]:
    """The pages that a snapshot has."""
    return tuple(page for page in MENU if not page.needs_server and page.is_offered())


# AppTest asks for the context of a run before there is a run, and Streamlit warns of that, once a page.
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").addFilter(lambda _: False)


@dataclass(frozen=True)
class Written:
    """What there is now: how many pages, other files and bytes."""

    pages: int
    files: int
    size: int


def write(folder: Path, ledger: Ledger, state: State) -> Written:
    """Write the snapshot of a state of a ledger into a folder, in English, whole or not at all, with an open
    mark and a chosen chart left out. Raises NotWritten and OSError.
    """
    if not ledger.public_url:
        raise NotWritten(
            "set PEACE_LEDGER_PUBLIC_URL to where the live ledger is: citations and links lead there"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotWritten(f"{folder} is there already and is not an empty folder; name another, or empty it")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        site = Path(made) / folder.name
        site.mkdir()
        written = _Site(
            site, ledger, replace(state, mark=None, chart=None, embed=False, language=None)
        ).write()
        if folder.exists():
            folder.rmdir()
        site.rename(folder)
    return written


class _Site:
    """A snapshot that is being written."""

    def __init__(self, folder: Path, ledger: Ledger, state: State) -> None:
        self.folder = folder
        self.ledger = ledger
        self.state = state
        self.today = datetime.now(UTC).date()
        versions = {one.vocabulary.process: one.dataset.version for one in others(ledger, state.beside)}
        self.addresses = Addresses(state, ledger.vocabulary, ledger.public_url, versions)
        self.files = Files()

    def write(self) -> Written:
        pages = [Sheet(page.path) for page in _menu()]
        bodies = {sheet: self._captured(sheet) for sheet in tqdm(pages, "reading pages", unit="page")}
        subjects = [sheet for body in bodies.values() for sheet in _subjects(body)]
        self.addresses.sheets |= set(subjects)
        for sheet in tqdm([*pages, *subjects], "writing pages", unit="page"):
            self._write_page(sheet, bodies.get(sheet) or self._captured(sheet))
        for name, address in tqdm(list(self.files), "writing files", unit="file"):
            self._write(f"{FOLDER}/{name}", content(address))
        self._write_assets()
        return self._sum_up(len(pages) + len(subjects))

    def _captured(self, sheet: Sheet) -> tuple[Piece, ...]:
        return capture.page(sheet.path, codec.encode(sheet.state(self.state)))

    def _write_page(self, sheet: Sheet, body: tuple[Piece, ...]) -> None:
        page = _PAGES[sheet.path]
        view = View(self.ledger, sheet.state(self.state), self.today, path=sheet.path)
        seen = page.seen(view)
        evidence = self._evidence(page, seen, body, sheet)
        name = f"evidence/{sheet.file.removesuffix('.html')}.json"
        self._write(name, json.dumps(self._here(evidence, sheet), ensure_ascii=False).encode())
        take = takeaway.of_page(seen)
        # The tables of a page about one thing are those of its charts and lists.
        take = replace(take, groups={}) if sheet.subject else take
        foot = json.loads(elements.encoded(elements.foot_message(take)))
        written = html.page(
            {
                "title": _title(page, sheet, view),
                "headline": page.headline(seen),
                "here": sheet,
                "menu": [(Sheet(other.path), other.title) for other in _menu()],
                "live": self.addresses.live(sheet.path, seen.pinned(view.state)),
                "process": view.dataset.package.title,
                "version": view.dataset.version,
                "filters": filters.scope(self.state, view.dataset),
                "made_on": wording.day(self.today),
                "evidence": f"./{name}",
                "body": self._placed(body, sheet),
                "foot": Part("takeaway", self._here(foot, sheet)),
            },
            lambda href: self.addresses.of(href, sheet),
        )
        self._write(sheet.file, written.encode())

    def _evidence(self, page: Page, seen: View, body: tuple[Piece, ...], sheet: Sheet) -> dict[str, Any]:
        evidence = Evidence()
        made = {name: make(seen) for name, make in page.cards(seen).items()}
        for part in capture.parts(body):
            picks = made[part.id].picks if part.id in made else None
            for mark in marks_of(part):
                if picks:
                    wanted = replace(seen.state, **picks(mark))
                    evidence.leads[mark.name] = self.addresses.of_state(page.path, wanted, sheet)
                elif mark.name not in evidence.opens:
                    evidence.add(seen, part, mark)
        return evidence.message

    def _placed(self, pieces: tuple[Piece, ...], sheet: Sheet) -> tuple[Piece, ...]:
        """The pieces that a snapshot can show, with their links and files in it."""
        placed: list[Piece] = []
        for piece in pieces:
            if isinstance(piece, capture.Group):
                children = self._placed(piece.children, sheet)
                placed += [replace(piece, children=children)] if children else []
            elif not isinstance(piece, Part):
                placed.append(piece)
            elif piece.name in _DRAWN:
                placed.append(replace(piece, message=self._here(piece.message, sheet)))
        return tuple(placed)

    def _here(self, value: Any, sheet: Sheet) -> Any:
        """A message with the addresses that it has in the snapshot."""
        if isinstance(value, list):
            return [self._here(one, sheet) for one in value]
        if value in (http.plotly_url(), http.geo_url()):
            return f".{value}"
        if not isinstance(value, dict):
            return value
        if value.keys() >= {"stem", "query"}:
            return {**value, "stem": self.files.stem(value["stem"], value["query"]), "query": ""}
        here = {name: self._here(one, sheet) for name, one in value.items()}
        if isinstance(href := here.get("href"), str):
            here["href"] = self.addresses.of(href, sheet)
        return here

    def _write_assets(self) -> None:
        for address, file in http.packaged_files().items():
            self._write(address.removeprefix("/"), file.read_bytes())
        for file in (*_FRONTEND.glob("*.js"), *_FRONTEND.glob("*.css"), _FRONTEND / "icon.png"):
            self._write(f"assets/{file.name}", file.read_bytes())

    def _write(self, name: str, written: bytes) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(written)

    def _sum_up(self, pages: int) -> Written:
        files = sorted(file for file in self.folder.rglob("*") if file.is_file())
        sums = [
            f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(self.folder).as_posix()}"
            for file in files
        ]
        self._write(SUMS, "\n".join([*sums, ""]).encode())
        return Written(pages, len(files) + 1 - pages, sum(file.stat().st_size for file in files))


def _subjects(body: tuple[Piece, ...]) -> Iterator[Sheet]:
    """The pages about one thing each, for all that a list on a page has."""
    for part in capture.parts(body):
        if part.id in _LISTS:
            for mark in marks_of(part):
                (subject,) = filter(None, mark.parameters.values())
                yield Sheet(_LISTS[part.id], subject)


def _title(page: Page, sheet: Sheet, view: View) -> str:
    if not sheet.subject:
        return page.title
    name = view.dataset.event_title if sheet.path == "events" else view.dataset.actor_name
    return f"{page.title}: {name(sheet.subject)}"
