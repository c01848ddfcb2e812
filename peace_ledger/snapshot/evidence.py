"""What is behind the marks of a page: the rows that a click shows, or the page that it leads to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from peace_ledger import marks
from peace_ledger.marks import Mark
from peace_ledger.snapshot.capture import Part
from peace_ledger.ui import cards, elements, links
from peace_ledger.ui.elements import RecordList
from peace_ledger.ui.view import View


@dataclass
class Evidence:
    """That of one page, as `frontend/snapshot.js` reads it. Rows and frames of lists are kept once, however
    many marks have them. `opens` says what stands where for each mark, and `leads` has the addresses of those
    that open another page.
    """

    frames: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    opens: dict[str, dict[str, Any]] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    colors: dict[str, Any] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)

    def add(self, view: View, part: Part, mark: Mark) -> None:
        """What a click on a mark of a chart or list shows below it."""
        thing = "mark" if part.name == "chart" else "row"
        listed = cards.behind(view, mark, thing)
        message = _message(listed)
        self.colors |= message.get("colors", {})
        self.opens[mark.name] = {
            "below": part.id,
            "title": listed.title,
            "search": listed.search,
            "frame": self._place(self.frames, _frame(listed)),
            "rows": [self._place(self.rows, row) for row in message["rows"]],
            "ways": [
                {
                    "text": f"All that is tied to it: {title}",
                    "href": links.address(view, "events", events=(event,)),
                }
                for event, title in cards.events_behind(view, mark).items()
            ]
            + [
                {"text": lead.label, "href": links.address(lead.view, lead.path, **lead.changes)}
                for lead in view.leads(mark)
            ],
        }

    @property
    def message(self) -> dict[str, Any]:
        """What is written for the browser."""
        return {
            "frames": [{**frame, "colors": self.colors} for frame in self.frames],
            "rows": self.rows,
            "opens": self.opens,
            "leads": self.leads,
        }

    def _place(self, kept: list[dict[str, Any]], one: dict[str, Any]) -> int:
        name = json.dumps(one, sort_keys=True)
        if name not in self._places:
            self._places[name] = len(kept)
            kept.append(one)
        return self._places[name]


def marks_of(part: Part) -> list[Mark]:
    """The marks that a reader can click in a chart or list, each once, in its order."""
    message = part.message
    named = [*_strings([trace.get("customdata") for trace in message.get("figure", {}).get("data", [])])]
    named += [name for name in message.get("table", {}).get("marks") or [] if name]
    named += [row["mark"] for row in message.get("rows", []) if row.get("mark")]
    return [mark for name in dict.fromkeys(named) if (mark := marks.read(name))]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _message(listed: RecordList) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(elements.encoded(elements.records_message(listed)))
    return message


def _frame(listed: RecordList) -> dict[str, Any]:
    """The message of a list without what differs from mark to mark."""
    return _message(replace(listed, title="", rows=[], search=False))
