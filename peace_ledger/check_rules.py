"""The rules by which a package is checked: what each finds, how grave that is, and what to do about it.

The names are stable: programs may rely on them. `docs/checks.md` is this table for readers.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning"]
"""What is refused, and what is only suspicious."""


@dataclass(frozen=True)
class Rule:
    """One rule: its name, what breaks it, and the remedy."""

    name: str
    finds: str
    remedy: str
    severity: Severity = "error"


_FILES = (
    Rule("file-missing", "a file that the descriptor names is not there", "Add the file, or mend `path`."),
    Rule(
        "file-place",
        "a path leads out of the package's folder by a link, or to something that is no file",
        "Put the file itself into the package's folder.",
    ),
    Rule("file-access", "the system does not let a file be read", "Mend what the message names, as rights."),
    Rule(
        "file-kind",
        "a file is something else than the descriptor says: a workbook saved under `.csv`, a page of a web"
        " site, a Parquet file that is cut or none",
        "Save the table again in the form that the descriptor names.",
    ),
    Rule("file-empty", "a CSV file has no line", "Write the header, even where there are no rows."),
    Rule(
        "encoding",
        "a CSV file is not UTF-8; the message says what it looks like",
        "Save the file as UTF-8; with or without a byte order mark.",
    ),
    Rule(
        "control",
        "a CSV file holds NUL bytes or other control characters, which pages and exports cannot show",
        "Delete them; they often come from a file that was written only half.",
    ),
    Rule(
        "delimiter",
        "the cells of a CSV file are separated by another character than the descriptor says",
        "Save the file with the descriptor's delimiter, or name the file's own in `dialect`.",
    ),
    Rule(
        "quotes",
        "a quote is stray or never closed; the row is that in which it opens",
        "Quote the cell whole and double each quote in it.",
    ),
    Rule("line-end", "lines end in different ways", "Save the file with one kind of line end."),
    Rule("blank-line", "a line between rows is blank", "Remove it."),
    Rule(
        "header",
        "a column is missing, unknown, named twice or in another place than the descriptor has it",
        "Let the header name the fields of the descriptor, each once, in their order.",
    ),
    Rule(
        "cells",
        "a row has more or fewer cells than the header",
        "Add the missing delimiters, or quote the cell that holds one.",
    ),
    Rule(
        "cell-size",
        "a cell is longer than 32,767 bytes, the most that a spreadsheet holds",
        "Shorten it; often a quote that is not closed made one cell of many.",
    ),
    Rule(
        "column-type",
        "a column of a Parquet file has another type than the descriptor says",
        "Write the file again with the type that the message names.",
    ),
    Rule(
        "fixity",
        "a file has another length or digest than the descriptor says (`bytes`, `hash`), as after a copy that"
        " broke off",
        "Copy the file again, or mend the descriptor if the file is right.",
    ),
    Rule(
        "changed-meanwhile",
        "a file was changed while it was read",
        "Let the package stand still, then check again.",
    ),
    Rule(
        "not-checked",
        "the rows of a table, or references to it, could not be checked",
        "Mend what is said of the table's files or description, then check again.",
    ),
)

_DESCRIPTOR = (
    Rule(
        "json",
        "`datapackage.json` is no JSON, names a key twice, holds NaN, or is larger than 16 MB",
        "Mend the file where the message says.",
    ),
    Rule(
        "descriptor",
        "a part of `datapackage.json` is missing, of a wrong kind, not supported or contradicts another",
        "Mend the part that the column names; Data Package v2 and Table Schema say what it may hold.",
    ),
    Rule(
        "path-escape",
        "a path in `datapackage.json` is absolute, an address, or leads out of the package's folder",
        "Name a file inside the folder, with forward slashes.",
    ),
    Rule(
        "lost-name",
        "`datapackage.json` names a party that is no actor, or an event to enter by that is none",
        "Mend the name, or add what it names.",
    ),
    Rule(
        "package",
        "the package lacks a table or column that the ledger needs, was not built, or shares its name",
        "Do what the message says.",
    ),
    Rule(
        "version",
        "what is kept of a released version is not what was released",
        "Restore the file from a copy, or raise `version` where the data were changed.",
    ),
)

_CELLS = (
    Rule("type", "a cell does not fit the type of its column", "Write the value as the message says."),
    Rule("required", "a cell is empty where a value is required", "Fill it in, or remove the row."),
    Rule("code-list", "a value is not in the code list of its column", "Use a code of the list."),
    Rule("pattern", "a value does not have the form of its column", "Write it in that form."),
    Rule("range", "a number or day lies outside the bounds of its column", "Mend the value."),
    Rule("address", "an address is none of http or https", "Write the whole web address."),
    Rule(
        "list-item",
        "a list has an empty item, blanks around one, or one twice",
        "Separate ids by one delimiter, without blanks.",
    ),
    Rule("unique", "a value that must stand once returns", "Give the row an id of its own, or remove it."),
    Rule(
        "reference",
        "an id, or an item of a list, is none of the table it points at",
        "Mend the id, or add the row it names.",
    ),
    Rule(
        "useless-pattern",
        "a pattern in the descriptor is no regular expression that can be checked",
        "Write it as RE2 knows it.",
    ),
)

_LEDGER = (
    Rule(
        "date-order",
        "a release before its announcement, an end before the start, a day due before the promise, an update"
        " before the commitment",
        "Look both days up in their sources and mend the wrong one.",
    ),
    Rule(
        "carried-out-day",
        "a handover is carried out and has no `released_on`",
        "Fill in the day; where nobody knows it the status is `announced`.",
    ),
    Rule(
        "release-status",
        "a release is only announced, yet has a day on which it was carried out",
        "Set the status to what happened, or empty `released_on`.",
    ),
    Rule(
        "claimant",
        "an update is `disputed` and does not say who disputes it",
        "Name the side whose claim it is in `claimed_by`.",
    ),
    Rule(
        "initialled",
        "an update calls a promise broken that is only initialled: it cannot be broken yet",
        "Code what happened as `disputed`, or the commitment as `given`.",
    ),
    Rule(
        "meaning",
        "a code means nothing to the rules of counting, in a column where they must know each",
        "Use one of the codes that the message names; its label can be any.",
    ),
    Rule("id-sign", "an id of an actor or event has a sign by which links join ids", "Choose another id."),
    Rule("office-parent", "an office belongs to no state", "Fill in `parent_id`."),
    Rule("parent-circle", "an actor is, over some steps, its own parent", "Mend one `parent_id`."),
    Rule(
        "subject",
        "a dispute is about a row that does not exist, or names only its table or only its id",
        "Mend `subject_table` and `subject_id`, or empty both.",
    ),
    Rule(
        "coverage",
        "an actor counts as looked for and not found for an event it reacted to",
        "Remove the row of `coverage`.",
    ),
    Rule(
        "language",
        "a language is no code of the IANA registry (BCP 47)",
        "Write its code: en, hy, az, ru; not that of the country.",
    ),
    Rule(
        "country",
        "`iso3` is no country of ISO 3166-1 and not set aside there for use by anybody",
        "Write the code of three letters.",
    ),
)

_SUSPICIOUS = (
    Rule("future", "a day on which something happened has not come yet", "Look the day up in its source."),
    Rule(
        "source-before",
        "a source is older, by more than a day, than what it is cited for",
        "Mend the day, or cite the source that reports it.",
    ),
    Rule(
        "before-event",
        "a reaction is more than 31 days older than its event, a commitment older",
        "Mend the day, or the event that the row belongs to.",
    ),
    Rule(
        "outside-event",
        "a release lies outside the days of the event at which it is said to have happened, or was announced"
        " before the event that announced it",
        "Mend the day, or the event.",
    ),
    Rule(
        "id-day",
        "the day in a row's id is not the day of the row",
        "Mend the day; where the id is the old mistake, it may stay.",
    ),
    Rule(
        "undated-announcement",
        "a release is announced, or cites a source for that, without a day",
        "Fill in `announced_on` where it can be known.",
    ),
    Rule(
        "carried-out-part",
        "a handover is partly carried out and has no `released_on`",
        "Fill in the day of the first part.",
    ),
    Rule(
        "status-back",
        "a status goes back: only `pledged` after more than that, `in_progress` after `kept`, anything after"
        " `lapsed`",
        "Look at the order of the days; a new promise is a new commitment.",
    ),
    Rule(
        "same-party",
        "people are released, or held, by those they come from",
        "Mend `releasing_id` or `holder_id`, or `origin_id`.",
    ),
    Rule(
        "acknowledged",
        "a number counts as acknowledged by the holder, and its claimant is somebody else",
        "Code it as `claimed`, or mend the claimant.",
    ),
    Rule(
        "confidence",
        "confidence is high, and the source an aggregator or the row undated",
        "Lower it, or cite the text itself.",
    ),
    Rule(
        "side",
        "an office is on another side, or of another country, than its state",
        "Mend `side` or `iso3`.",
    ),
    Rule("country-missing", "a state has no `iso3`, so maps leave it out", "Fill it in."),
    Rule("country-twice", "two states have one `iso3`", "Mend one, or make one of the two rows."),
    Rule(
        "lone-answer",
        "a disputed question has one answer only, or several that are adopted",
        "Add the other answer, or adopt one.",
    ),
    Rule(
        "question-subject",
        "answers to one disputed question are about different rows, so they do not compete",
        "Mend the subject, or ask about each row in words of its own.",
    ),
    Rule("unused-source", "nothing cites a source", "Cite it, or remove the row."),
    Rule(
        "duplicate",
        "a row says again, in mostly the same words or with the same facts, what a row before it says",
        "Remove one, or say what tells them apart.",
    ),
    Rule(
        "duplicate-address",
        "two sources have one address, but for `www.`, the scheme, what follows # or a / at the end",
        "Make one source of the two.",
    ),
    Rule(
        "undeclared-reference",
        "a column of ids is not declared to point at its table",
        "Add a foreignKey, or to a list an itemReference.",
    ),
    Rule(
        "untranslated",
        "a title or a label lacks a translation into one of the package's `languages`",
        "Add it beside the other, as `label@hy`; or take the language out of `languages`.",
    ),
    Rule(
        "meaning-missing",
        "a code list lacks a code that has a meaning to the rules of counting",
        "Use the code where the package has it under another name; else the warning may stay.",
    ),
    Rule("stray-blank", "a text begins or ends with a blank", "Remove it."),
    Rule(
        "mixed-script",
        "a word mixes Latin with Cyrillic, Greek or Armenian letters that look like it",
        "Type the word anew.",
    ),
    Rule("invisible", "a text holds characters that nobody sees", "Type the text anew."),
    Rule(
        "garbled",
        "a text was read in a wrong encoding once, as Ã© for é, or holds �",
        "Copy it from the source again.",
    ),
)

ERRORS = MappingProxyType({rule.name: rule for rule in (*_FILES, *_DESCRIPTOR, *_CELLS, *_LEDGER)})
"""What makes a package be refused, by name."""

WARNINGS = MappingProxyType(
    {rule.name: Rule(rule.name, rule.finds, rule.remedy, "warning") for rule in _SUSPICIOUS}
)
"""What is only suspicious, by name."""

RULES = MappingProxyType({**ERRORS, **WARNINGS})
