"""Where links in a snapshot lead: to its own pages where these have what is asked for, else to the live
ledger.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from peace_ledger import citation, filters, state
from peace_ledger.state import State, Vocabulary

SUBJECTS: Mapping[str, str] = {"events": "events", "actors": "actors"}
"""The pages that can be about one thing, each with the field of the state that picks it."""


@dataclass(frozen=True)
class Sheet:
    """A page of the snapshot: the page of the ledger, and the thing it is about, if it is about one."""

    path: str
    subject: str = ""

    @property
    def file(self) -> str:
        """Its file. Ids of the package have letters, digits and hyphens; what else one has is not kept."""
        if not self.subject:
            return f"{self.path or 'index'}.html"
        return f"{self.path}-{quote(self.subject, safe='')}.html"

    def state(self, base: State) -> State:
        """What it shows, in a snapshot of that state."""
        chosen: dict[str, Any] = {SUBJECTS[self.path]: (self.subject,)} if self.subject else {}
        return replace(base, **chosen)


@dataclass
class Addresses:
    """The addresses of one snapshot: of that state of one ledger, beside the live one at `origin`. `others`
    has the data version of each other process that the ledger is compared with.
    """

    base: State
    vocabulary: Vocabulary
    origin: str
    others: Mapping[str, str] = field(default_factory=dict)
    sheets: set[Sheet] = field(default_factory=lambda: {Sheet(path) for path in citation.PAGES})

    def of(self, href: str, seen_on: Sheet) -> str:
        """Where a link on a page of the snapshot leads: relative where the snapshot has it, else to the live
        ledger. Links within a page and to other sites stay.
        """
        if not href.startswith("/"):
            return href
        url = urlsplit(href)
        path, given = url.path.strip("/"), parse_qs(url.query)
        (process, *_) = given.get("process", self.vocabulary.processes)
        if process in self.others:
            # Its values are not those of the vocabulary.
            pinned = urlencode({"data": [self.others[process]]} | given, doseq=True, quote_via=quote)
            return f"{self.origin}{url.path}?{pinned}"
        asked, dropped = state.decode(given, self.vocabulary)
        if path not in citation.PAGES or dropped:
            return self.origin + href
        return self.of_state(path, asked, seen_on)

    def of_state(self, path: str, asked: State, seen_on: Sheet) -> str:
        """The same for a page in a state."""
        sheet = self._sheet(path, asked, seen_on)
        if sheet is None:
            return self.live(path, asked)
        query = urlencode({"mark": asked.mark}, quote_via=quote) if asked.mark else ""
        return f"./{sheet.file}{f'?{query}' if query else ''}"

    def live(self, path: str, asked: State) -> str:
        """The address of a view in the live ledger, in the data version of the snapshot."""
        return citation.permanent_link(self.origin, path, asked, self.vocabulary.version)

    def _sheet(self, path: str, asked: State, seen_on: Sheet) -> Sheet | None:
        wanted = replace(asked, mark=None, chart=None)
        wholes = (self.base, filters.shared(self.base))
        if path in SUBJECTS and len(chosen := getattr(wanted, SUBJECTS[path])) == 1:
            sheet = Sheet(path, chosen[0])
            if sheet in self.sheets and wanted in map(sheet.state, wholes):
                return sheet
        # What a page about one thing links to is narrowed to this; the row that is meant stands in the whole.
        narrowed = tuple(map(seen_on.state, wholes)) if asked.mark else ()
        return Sheet(path) if wanted in wholes + narrowed else None
