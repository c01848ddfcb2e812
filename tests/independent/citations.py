"""What rests on which source, and on which questions sources disagree, in plain Python on the CSV files."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from tests.independent.evidence import ROWS_OF, Independent, Row


@dataclass(frozen=True)
class Cited:
    """A row as it cites a source; `announces` where the source only tells of a release beforehand."""

    table: str
    id: str
    source: str
    confidence: str
    announces: bool = False


class Citations(Independent):
    """Also the sources that a choice leaves, the rows that cite each, and the claims in dispute."""

    @cached_property
    def cited(self) -> list[Cited]:
        """Every row that the choice leaves, once for each source it names; claims last."""
        rows = [*self._cited_rows]
        rows += [Cited("disputes", row["dispute_id"], row["source_id"], "") for row in self.claims]
        return rows

    @cached_property
    def _cited_rows(self) -> list[Cited]:
        found = []
        for table, (key, evidence, *_) in ROWS_OF.items():
            left = self.behind(evidence, {})
            for row in self.releases() if table == "releases" else self.table(table):
                if row[key] not in left:
                    continue
                confidence = row.get("confidence", "")
                found.append(Cited(table, row[key], row["source_id"], confidence))
                if row.get("announced_source_id") not in (None, "", row["source_id"]):
                    found.append(Cited(table, row[key], row["announced_source_id"], confidence, True))
        return found

    @cached_property
    def claims(self) -> list[Row]:
        """The claims in dispute: of questions of which two claims are known, about a row that is left, or
        about none while no period, actor or event is chosen.
        """
        known = [row for row in self.table("disputes") if self.is_known(self.published[row["source_id"]])]
        answers = defaultdict(int)
        for row in known:
            answers[row["question"]] += 1
        left = {(row.table, row.id) for row in self._cited_rows}
        choice = self.choice
        narrowed = bool(choice.since or choice.until or choice.actors or choice.events)
        return [
            row
            for row in known
            if answers[row["question"]] > 1
            and ((row["subject_table"], row["subject_id"]) in left if row["subject_id"] else not narrowed)
        ]

    @cached_property
    def _by_id(self) -> dict[str, Row]:
        return {row["source_id"]: row for row in self.table("sources")}

    @cached_property
    def sources(self) -> dict[str, Row]:
        """The sources that the choice leaves, by id: published in the period, and cited by what it leaves."""
        choice = self.choice
        citing = {row.source for row in self.cited}
        narrowed = bool(choice.actors or choice.events or choice.confidence)
        return {
            key: row
            for key, row in self._by_id.items()
            if self._in_period(row["published_on"])
            and self.is_known(row["published_on"])
            and (not narrowed or key in citing)
        }

    def _in_period(self, day: str) -> bool:
        since, until = self.choice.since, self.choice.until
        return not (since or until) or (bool(day) and since <= day <= (until or "9999"))

    @cached_property
    def question_of(self) -> dict[str, str]:
        """For each claim the id of its question: that of its first claim in the file."""
        first: dict[str, str] = {}
        for row in self.table("disputes"):
            first.setdefault(row["question"], row["dispute_id"])
        return {row["dispute_id"]: first[row["question"]] for row in self.table("disputes")}

    def behind(self, chart: str, values: dict[str, str]) -> set[str]:
        given = {name: value for name, value in values.items() if value}
        if chart == "sources":
            return {key for key, row in self.sources.items() if _fits(row, given)}
        if chart == "disputes":
            return {
                row["dispute_id"]
                for row in self.claims
                if self.question_of[row["dispute_id"]] == given["question"]
            }
        if chart == "rows" and not given.keys() & {"first", "last", "undated"}:
            return {row.id for row in self.cited if self._cites(row, given)}
        return super().behind(chart, values)

    def _cites(self, row: Cited, given: dict[str, str]) -> bool:
        if "source" in given:
            return row.source == given["source"]
        source = self._by_id
        tests = {
            "table": row.table,
            "perspective": source[row.source]["perspective"],
            "confidence": row.confidence,
        }
        wanted = dict(given)
        if first := wanted.pop("first_source", ""):
            tests["publisher"] = source[row.source]["publisher"]
            wanted["publisher"] = source[first]["publisher"]
        return not row.announces and all(tests[name] == value for name, value in wanted.items())


def _fits(row: Row, given: dict[str, str]) -> bool:
    day = row["published_on"]
    tests = {
        "first": bool(day) and day >= given.get("first", ""),
        "last": bool(day) and day <= given.get("last", "9999"),
        "perspective": row["perspective"] == given.get("perspective"),
        "missing": not row.get(given.get("missing", ""), "not a column"),
    }
    return all(tests[name] for name in given)
