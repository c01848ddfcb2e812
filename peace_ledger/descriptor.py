"""`datapackage.json` as typed objects: tables, fields, code lists, parties.

Of Data Package v2 and Table Schema this reads what the ledger uses. Properties it does not know are allowed;
a property that would change what a table means, and is not honoured here, is refused.
"""

import copy
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, Self

import pydantic
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import ErrorDetails, PydanticCustomError

from peace_ledger import translation
from peace_ledger.problems import InvalidPackage, Problem

FILE_NAME = "datapackage.json"

ROW_COLUMN = "row"
"""The column that loading adds to every table; no field may take its name."""

OWN_TABLES = ("codes", "parties")
"""The tables that loading puts beside those of the package; none of them may take their names."""

LARGEST = 16_000_000
"""How many bytes a descriptor may have."""

FieldType = Literal["string", "date", "integer", "boolean", "list"]

_HASHES = "(?:md5:)?[0-9A-Fa-f]{32}|sha1:[0-9A-Fa-f]{40}|sha256:[0-9A-Fa-f]{64}|sha512:[0-9A-Fa-f]{128}"

_CONSTRAINTS_OF: dict[FieldType, frozenset[str]] = {
    "string": frozenset({"required", "unique", "enum", "pattern"}),
    "date": frozenset({"required", "unique", "minimum", "maximum"}),
    "integer": frozenset({"required", "unique", "minimum", "maximum"}),
    "boolean": frozenset({"required"}),
    "list": frozenset({"required"}),
}


def _without_repeats(texts: tuple[str, ...]) -> tuple[str, ...]:
    if repeated := _repeated(texts):
        raise ValueError(f"{repeated[0]!r} stands twice")
    return texts


def _repeated(texts: tuple[str, ...]) -> list[str]:
    return [text for index, text in enumerate(texts) if text in texts[:index]]


def _ascii_character(text: str) -> str:
    if len(text) != 1 or not text.isascii() or text in "\r\n":
        raise ValueError("must be one ASCII character, and no line end")
    return text


_ESCAPE = "path-escape"


def _inner_path(text: str) -> str:
    path = PurePosixPath(text)
    if "://" in text:
        message = "{path} is an address; only files in the package's folder can be read"
        raise PydanticCustomError(_ESCAPE, message, {"path": repr(text)})
    if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in text or not text.isprintable():
        message = "{path} must be relative, use forward slashes and stay inside the package's folder"
        raise PydanticCustomError(_ESCAPE, message, {"path": repr(text)})
    return text


def _one_or_several(given: Any) -> Any:
    return (given,) if isinstance(given, str) else tuple(given) if isinstance(given, list) else given


Text = Annotated[str, pydantic.Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], pydantic.Field(min_length=1), AfterValidator(_without_repeats)]


def _known_hash(text: str) -> str:
    if not re.fullmatch(_HASHES, text):
        raise ValueError(
            "must be a digest in hexadecimal digits, by MD5, or after 'sha1:', 'sha256:', 'sha512:'"
        )
    return text


Character = Annotated[str, AfterValidator(_ascii_character)]
Paths = Annotated[tuple[Annotated[Text, AfterValidator(_inner_path)], ...], pydantic.Field(min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


_GATHERED = "@"
"""The key under which the translations of an object are gathered before it is read."""


class _Translated(_Model):
    """Something that is called in words. What a property is in another language stands beside it, under its
    name, an @ and the language's code: `"label": "welcomes", "label@hy": "ողջունում է"`.
    """

    translations: Mapping[str, Mapping[str, Text]] = pydantic.Field(default={}, alias=_GATHERED)
    """The translated properties, by language and name."""

    def said(self, name: str, language: str | None = None) -> str:
        """A property in a language, by default the spoken one; as the descriptor has it where it has no
        translation.
        """
        translated = self.translations.get(language or translation.spoken(), {})
        return translated.get(name) or str(getattr(self, name))


class Category(_Translated):
    """One code of a code list; `label` is empty where the descriptor gives none."""

    value: Text
    label: str = ""
    description: str = ""

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_bare_code(cls, given: Any) -> Any:
        return {"value": given} if isinstance(given, str) else given


class Constraints(_Model):
    """What a field's values must satisfy. A constraint that is not checked here is refused."""

    model_config = ConfigDict(extra="forbid")

    required: bool = False
    unique: bool = False
    enum: Texts | None = None
    pattern: str | None = None
    minimum: int | str | None = None
    maximum: int | str | None = None


class Reference(_Model):
    """Fields of a table that other fields point at; an empty `resource` is the table itself."""

    resource: str = ""
    fields: Texts


class ItemReference(_Model):
    """The one field that the items of a list point at; an empty `resource` is the table itself."""

    resource: str = ""
    fields: tuple[Text]


class ForeignKey(_Model):
    """Fields whose values must occur, together, in the referenced fields."""

    fields: Texts
    reference: Reference


class Field(_Translated):
    """One column: its name, type, meaning, code list and constraints."""

    name: Text
    type: FieldType
    title: str = ""
    description: str = ""
    format: Literal["default", "uri"] = "default"
    categories: Annotated[tuple[Category, ...], pydantic.Field(min_length=1)] | None = None
    ordered: bool = pydantic.Field(default=False, alias="categoriesOrdered")
    constraints: Constraints = Constraints()
    true_values: Texts = pydantic.Field(default=("true", "True", "TRUE", "1"), alias="trueValues")
    false_values: Texts = pydantic.Field(default=("false", "False", "FALSE", "0"), alias="falseValues")
    delimiter: Text = ","
    item_type: Literal["string"] = pydantic.Field(default="string", alias="itemType")
    item_reference: ItemReference | None = pydantic.Field(default=None, alias="itemReference")
    missing_values: None = pydantic.Field(default=None, alias="missingValues")
    bare_number: Literal[True] = pydantic.Field(default=True, alias="bareNumber")
    group_char: None = pydantic.Field(default=None, alias="groupChar")

    @pydantic.model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        for fault in self._misfits():
            raise ValueError(fault)
        return self

    def _misfits(self) -> Iterator[str]:
        for name in sorted(self.constraints.model_fields_set - _CONSTRAINTS_OF[self.type]):
            yield f"a field of type {self.type} cannot have the constraint {name!r}"
        if self.format != "default" and self.type != "string":
            yield f"a field of type {self.type} cannot have the format {self.format!r}"
        if self.categories and self.type != "string":
            yield f"a field of type {self.type} cannot have categories"
        if self.item_reference and self.type != "list":
            yield f"a field of type {self.type} cannot have an itemReference: use foreignKeys of the table"
        if repeated := _repeated(self.codes):
            yield f"the category {repeated[0]!r} stands twice"
        for name, bound in (("minimum", self.constraints.minimum), ("maximum", self.constraints.maximum)):
            if bound is not None and not _is_bound(bound, self.type):
                yield f"the {name} must be {_BOUND[self.type]}, not {bound!r}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The values of the code list, in its order; empty where the field has none."""
        return tuple(category.value for category in self.categories or ())

    def label_of(self, code: str) -> str:
        """How a code is shown: its label, or where there is none the code with spaces for underscores."""
        labels = (category.said("label") for category in self.categories or () if category.value == code)
        return next(labels, "") or code.replace("_", " ")


_BOUND = {"date": "a day written YYYY-MM-DD", "integer": "a whole number"}


def _is_bound(bound: int | str, field_type: FieldType) -> bool:
    if field_type == "date":
        return isinstance(bound, str) and _is_day(bound)
    return isinstance(bound, int)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Dialect(_Model):
    """How a CSV file is written."""

    delimiter: Character = ","
    quote_char: Character = pydantic.Field(default='"', alias="quoteChar")
    double_quote: Literal[True] = pydantic.Field(default=True, alias="doubleQuote")
    header: Literal[True] = True
    header_rows: tuple[Literal[1]] = pydantic.Field(default=(1,), alias="headerRows")
    skip_initial_space: Literal[False] = pydantic.Field(default=False, alias="skipInitialSpace")
    comment_char: None = pydantic.Field(default=None, alias="commentChar")
    comment_rows: None = pydantic.Field(default=None, alias="commentRows")
    escape_char: None = pydantic.Field(default=None, alias="escapeChar")
    null_sequence: None = pydantic.Field(default=None, alias="nullSequence")


class Schema(_Model):
    """The columns of a table and its keys."""

    fields: Annotated[tuple[Field, ...], pydantic.Field(min_length=1)]
    fields_match: Literal["exact"] = pydantic.Field(default="exact", alias="fieldsMatch")
    missing_values: Annotated[tuple[str, ...], pydantic.Field(min_length=1)] = pydantic.Field(
        default=("",), alias="missingValues"
    )
    primary_key: Texts | None = pydantic.Field(default=None, alias="primaryKey")
    unique_keys: tuple[Texts, ...] = pydantic.Field(default=(), alias="uniqueKeys")
    foreign_keys: tuple[ForeignKey, ...] = pydantic.Field(default=(), alias="foreignKeys")


class Table(_Translated):
    """One resource of the package: its files, columns and keys."""

    name: Text
    paths: Annotated[Paths, BeforeValidator(_one_or_several)] = pydantic.Field(alias="path")
    format: Literal["csv", "parquet"] | None = None
    encoding: Literal["utf-8", "UTF-8"] = "utf-8"
    title: str = ""
    description: str = ""
    dialect: Dialect = Dialect()
    layout: Schema = pydantic.Field(alias="schema")
    bytes: Annotated[int, pydantic.Field(ge=0)] | None = None
    hash: Annotated[str, AfterValidator(_known_hash)] | None = None

    @property
    def label(self) -> str:
        """How the table is shown: its title, or where there is none its name with spaces for underscores."""
        return self.said("title") or self.name.replace("_", " ")

    @property
    def is_csv(self) -> bool:
        """Whether the rows stand in a CSV file; otherwise they stand in Parquet files."""
        return self.format == "csv" if self.format else self.paths[0].lower().endswith(".csv")

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns in order."""
        return self.layout.fields

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(field.name for field in self.layout.fields)

    def field(self, name: str) -> Field:
        """The column of that name. Raises LookupError."""
        for field in self.layout.fields:
            if field.name == name:
                return field
        raise LookupError(f"table {self.name!r} has no field {name!r}; it has {', '.join(self.columns)}")


class Party(_Translated):
    """One side of the process: the code it has in the tables, the actor that stands for it, its name."""

    side: Text
    actor_id: Text
    label: Text


class License(_Model):
    """Under what terms the package may be used."""

    name: str = ""
    title: str = ""
    path: str = ""


class Contributor(_Model):
    """Who made the package: a person, or an organisation."""

    title: Text


class Note(_Translated):
    """What a reader must know of how the tables came about: what makes a row enter, what is missing, or what
    the agreement of coders does and does not say.
    """

    about: Literal["inclusion", "gaps", "agreement"]
    title: Text
    text: Text


class Package(_Translated):
    """A data package: what it is called, which tables it has, who the parties are."""

    name: Text
    title: Text
    version: Text
    created: pydantic.AwareDatetime | None = None
    description: str = ""
    languages: Texts = (translation.DEFAULT,)
    """The languages (BCP 47) of its labels and titles; the first is that of all its texts and of its rows."""
    licenses: tuple[License, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    keywords: tuple[Text, ...] = ()
    tables: Annotated[tuple[Table, ...], pydantic.Field(min_length=1)] = pydantic.Field(alias="resources")
    parties: tuple[Party, ...] = ()
    notes: tuple[Note, ...] = ()
    featured_event: Text | None = None
    """The event through which a reader enters; None lets the ledger take the one with most rows."""

    @property
    def language(self) -> str:
        """The language of its rows."""
        return self.languages[0]

    def called(self) -> "Iterator[tuple[str, str, _Translated]]":
        """What has a name for readers: its place in the descriptor, the property that has it, and itself."""
        yield "package", "title", self
        for party in self.parties:
            yield f"parties.{party.side}", "label", party
        for table in self.tables:
            yield f"resources.{table.name}", "title", table
            for field in table.fields:
                place = f"resources.{table.name}.{field.name}"
                if field.title:
                    yield place, "title", field
                for category in field.categories or ():
                    yield f"{place}.{category.value}", "label", category

    def has_table(self, name: str) -> bool:
        """Whether the package has a table of that name."""
        return any(table.name == name for table in self.tables)

    def table(self, name: str) -> Table:
        """The table of that name. Raises LookupError."""
        for table in self.tables:
            if table.name == name:
                return table
        names = ", ".join(table.name for table in self.tables)
        raise LookupError(f"the package has no table {name!r}; it has {names}")

    def target(self, table: Table, reference: Reference | ItemReference) -> Table:
        """The table that a reference of this table points at. Raises LookupError."""
        return self.table(reference.resource) if reference.resource else table

    def label(self, table: str, field: str, code: str) -> str:
        """How a code of that column is shown. Raises LookupError where table or field do not exist."""
        return self.table(table).field(field).label_of(code)


class InvalidDescriptor(InvalidPackage):
    """A descriptor has faults. `sound` is what it says without the parts that are at fault, so that the rest
    of the package can be checked all the same; None where nothing can be read.
    """

    def __init__(self, folder: Path, problems: Iterable[Problem], sound: Package | None = None) -> None:
        super().__init__(folder, problems)
        self.sound = sound


def read(folder: Path, file_name: str = FILE_NAME) -> Package:
    """Read the descriptor in a folder. Raises InvalidDescriptor with every fault and its place in it."""
    text = _text_of(folder, file_name)
    try:
        package = Package.model_validate_json(_gathered(text))
        faults = [*_json_faults(text), *_contradictions(package, range(len(package.tables)))]
    except pydantic.ValidationError as error:
        faults = [*_as_problems(error), *_json_faults(text)]
        raise InvalidDescriptor(folder, *_rest(text, faults)) from error
    if faults:
        raise InvalidDescriptor(folder, *_rest(text, faults))
    return package


def _gathered(text: str) -> str:
    """The descriptor with the translations of each object in one place; as it is where it is no JSON."""

    def gather(found: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        translations: dict[str, dict[str, Any]] = {}
        for key, value in found.items():
            name, at, language = key.partition("@")
            if at and name and language:
                translations.setdefault(language, {})[name] = value
            else:
                kept[key] = value
        return {**kept, _GATHERED: translations} if translations else kept

    if _GATHERED not in text:
        return text
    try:
        return json.dumps(json.loads(text, object_hook=gather))
    except (ValueError, RecursionError):
        return text


def _text_of(folder: Path, file_name: str) -> str:
    try:
        size = (folder / file_name).stat().st_size
        if size > LARGEST:
            fault = f"has {size:,} bytes; a descriptor has {LARGEST:,} at most: put data into tables"
            raise InvalidDescriptor(folder, [_problem("", fault, rule="json")])
        return (folder / file_name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        fault = f"is not UTF-8 text: byte {error.start + 1} cannot be read; save the file as UTF-8"
        raise InvalidDescriptor(folder, [_problem("", fault, rule="encoding")]) from error
    except OSError as error:
        fault = f"cannot be read: {error.strerror}; a data package is a folder with a {FILE_NAME} in it"
        problem = _problem("", fault, str(folder / file_name), rule="file-access")
        raise InvalidDescriptor(folder, [problem]) from error


def _problem(place: str, message: str, value: str | None = None, rule: str = "descriptor") -> Problem:
    return Problem(FILE_NAME, message, column=place or None, value=value, rule=rule)


def _json_faults(text: str) -> list[Problem]:
    """What JSON forbids, or leaves to chance, and readers of it let pass."""
    found: list[Problem] = []

    def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counts = Counter(name for name, _ in pairs)
        for name in (name for name, count in counts.items() if count > 1):
            message = "is a key that stands twice in one object; only the last would count: remove one"
            found.append(_problem("", message, name, rule="json"))
        return dict(pairs)

    def no_constant(constant: str) -> None:
        message = "is no number that JSON knows: write a number, or null"
        found.append(_problem("", message, constant, rule="json"))

    try:
        json.loads(text, object_pairs_hook=without_repeats, parse_constant=no_constant)
    except (ValueError, RecursionError):
        return []  # It was told already, in better words.
    return found


_AT_A_TABLE = re.compile(r"resources\[(\d+)\]")


def _rest(text: str, faults: list[Problem]) -> tuple[list[Problem], Package | None]:
    """All faults, and the package without the parts that have some; what these hide is looked at as well."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return faults, None
    while True:
        package, indexes = _without(document, [fault.column or "" for fault in faults])
        hidden = list(_contradictions(package, indexes)) if package else []
        hidden = [fault for fault in hidden if fault not in faults]
        if not hidden:
            return faults, package
        faults = [*faults, *hidden]


def _without(document: Any, places: list[str]) -> tuple[Package | None, list[int]]:
    """The package without the parts at these places, and the places that its tables had. A table goes whole,
    and with it what refers to it.
    """
    lost = {int(found[1]) for place in places if (found := _AT_A_TABLE.match(place))}
    gone = {re.split(r"[.\[]", place, maxsplit=1)[0] for place in places} - {"resources"}
    if not isinstance(document, dict) or "resources" in places:
        return None, []
    tables = copy.deepcopy(document.get("resources", []))
    indexes = [index for index in range(len(tables)) if index not in lost]
    tables = [tables[index] for index in indexes]
    names = {"", *(table["name"] for table in tables)}
    for schema in (table["schema"] for table in tables):
        keys = schema.get("foreignKeys", [])
        schema["foreignKeys"] = [key for key in keys if key["reference"].get("resource", "") in names]
        for field in schema["fields"]:
            if (field.get("itemReference") or {}).get("resource", "") not in names:
                del field["itemReference"]
    kept = {name: value for name, value in document.items() if name not in gone}
    named = dict.fromkeys(("name", "title", "version"), "-") | kept | {"resources": tables}
    try:
        return Package.model_validate_json(_gathered(json.dumps(named))), indexes
    except pydantic.ValidationError:
        return None, []


def _as_problems(error: pydantic.ValidationError) -> list[Problem]:
    details = error.errors()
    places = [detail["loc"] for detail in details]
    return [_as_problem(detail) for detail in details if not _is_echo(detail, places)]


def _is_echo(detail: ErrorDetails, places: list[tuple[int | str, ...]]) -> bool:
    """Whether a list counts as too short only because its items are at fault, which is said of the items."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(place == other[: len(place)] != other for other in places)


def _as_problem(detail: ErrorDetails) -> Problem:
    messages = {
        "missing": "is missing",
        "too_short": "is empty",
        "string_too_short": "is empty",
        "extra_forbidden": "is not checked by this program: remove it, or check it elsewhere",
        "none_required": "is not supported: remove it",
    }
    given = detail["input"]
    shown = str(given) if isinstance(given, str | int | float) and detail["type"] != "json_invalid" else None
    message = messages.get(detail["type"], detail["msg"].removeprefix("Value error, "))
    rules = {_ESCAPE: _ESCAPE, "json_invalid": "json"}
    rule = rules.get(detail["type"], "descriptor")
    return _problem(_place(detail["loc"]), message[:1].lower() + message[1:], shown, rule)


def _place(steps: tuple[int | str, ...]) -> str:
    if _GATHERED in steps:
        at = steps.index(_GATHERED)
        steps = (*steps[:at], "@".join(str(step) for step in reversed(steps[at + 1 :])))
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


Faults = Iterator[tuple[str, str]]
"""Places in the descriptor, each with what is wrong there."""


def _contradictions(package: Package, indexes: Sequence[int]) -> Iterator[Problem]:
    """Where parts of a well-formed descriptor do not fit each other; the indexes are those of its tables."""
    return (_problem(place, message) for place, message in _misfits(package, indexes))


def _misfits(package: Package, indexes: Sequence[int]) -> Faults:
    names = tuple(table.name for table in package.tables)
    yield from _name_faults("resources", names, OWN_TABLES, indexes)
    for index, table in zip(indexes, package.tables, strict=True):
        place = f"resources[{index}]"
        if table.is_csv and len(table.paths) > 1:
            yield f"{place}.path", "a CSV table must be one file; several files can be Parquet"
        yield from _under(f"{place}.schema", _schema_faults(package, table))
    for side in _repeated(tuple(party.side for party in package.parties)):
        yield "parties", f"the side {side!r} stands twice"


def _under(place: str, faults: Faults) -> Faults:
    return ((f"{place}.{inner}" if inner else place, message) for inner, message in faults)


def _name_faults(
    place: str, names: tuple[str, ...], taken: tuple[str, ...], indexes: Sequence[int] = ()
) -> Faults:
    # DuckDB does not tell names apart by letter case.
    folded = tuple(name.casefold() for name in names)
    for rank, (index, name) in enumerate(zip(indexes or range(len(names)), names, strict=True)):
        if folded[rank] in folded[:rank]:
            yield f"{place}[{index}].name", f"{name!r} stands twice (capital letters make no difference)"
        if folded[rank] in taken:
            yield f"{place}[{index}].name", f"{name!r} is a name that loading needs itself: choose another"


def _schema_faults(package: Package, table: Table) -> Faults:
    yield from _name_faults("fields", table.columns, (ROW_COLUMN,))
    for index, field in enumerate(table.fields):
        if field.item_reference:
            target = _target_faults(package, table, field.item_reference)
            yield from _under(f"fields[{index}].itemReference", target)
    yield from _under("primaryKey", _key_faults(table, table.layout.primary_key or ()))
    for index, key in enumerate(table.layout.unique_keys):
        yield from _under(f"uniqueKeys[{index}]", _key_faults(table, key))
    for index, foreign in enumerate(table.layout.foreign_keys):
        yield from _under(f"foreignKeys[{index}].fields", _key_faults(table, foreign.fields))
        yield from _under(f"foreignKeys[{index}].reference", _reference_faults(package, table, foreign))


def _key_faults(table: Table, key: tuple[str, ...]) -> Faults:
    for name in key:
        if name not in table.columns:
            yield "", f"{name!r} is no field of table {table.name!r}"
        elif table.field(name).type == "list":
            yield (
                "",
                f"{name!r} is a list, which cannot be part of a key; its items can have an itemReference",
            )


def _reference_faults(package: Package, table: Table, key: ForeignKey) -> Faults:
    unknown = list(_target_faults(package, table, key.reference))
    yield from unknown
    if len(key.fields) != len(key.reference.fields):
        yield "fields", f"{len(key.fields)} fields cannot point at {len(key.reference.fields)}"
    elif not unknown:
        target = package.target(table, key.reference)
        for name, other in zip(key.fields, key.reference.fields, strict=True):
            if name in table.columns and table.field(name).type != target.field(other).type:
                yield "fields", f"{other!r} is not of the type of {name!r}"


def _target_faults(package: Package, table: Table, reference: Reference | ItemReference) -> Faults:
    if reference.resource and not package.has_table(reference.resource):
        yield "resource", f"{reference.resource!r} is no table of this package"
        return
    yield from _under("fields", _key_faults(package.target(table, reference), reference.fields))
