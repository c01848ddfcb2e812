"""`datapackage.json` as typed objects: tables, fields, code lists, parties.

Of Data Package v2 and Table Schema this reads what the ledger uses. Properties it does not know are allowed; a property that
would change what a table means, and is not honoured here, is refused.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from peace_ledger.problems import InvalidPackage, Problem

FILE_NAME = "datapackage.json"

ROW = "row"
"""The column that loading adds to every table; no field may take its name."""

FieldType = Literal["string", "date", "integer", "boolean", "list"]

_CONSTRAINTS_OF: dict[FieldType, frozenset[str]] = {
    "string": frozenset({"required", "unique", "enum", "pattern"}),
    "date": frozenset({"required", "unique", "minimum", "maximum"}),
    "integer": frozenset({"required", "unique", "minimum", "maximum"}),
    "boolean": frozenset({"required"}),
    "list": frozenset({"required"}),
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", populate_by_name=True)


def _no_repeats(names: tuple[str, ...]) -> tuple[str, ...]:
    if repeated := _first_repeated(names):
        raise ValueError(f"{repeated!r} stands twice")
    return names


Name = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Name, ...], Field(min_length=1), AfterValidator(_no_repeats)]


class Category(_Model):
    """One code of a code list."""

    value: Name
    label: str = ""
    description: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_bare_code(cls, given: Any) -> Any:
        return {"value": given} if isinstance(given, str) else given


class Constraints(_Model):
    """What a field's values must satisfy. A constraint that is not checked is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    required: bool = False
    unique: bool = False
    enum: Names | None = None
    pattern: str | None = None
    minimum: int | str | None = None
    maximum: int | str | None = None

    def bounds(self) -> Iterator[tuple[str, int | str]]:
        """The lower and upper bound that are given, each with its name."""
        for name, bound in (("minimum", self.minimum), ("maximum", self.maximum)):
            if bound is not None:
                yield name, bound


class Reference(_Model):
    """Fields of a table that other fields point at; without `resource`, of the same table."""

    resource: str = ""
    fields: Names


class ItemReference(Reference):
    """The one field that the items of a list point at."""

    fields: Annotated[Names, Field(max_length=1)]


class ForeignKey(_Model):
    """Fields whose values must occur together in the referenced fields."""

    fields: Names
    reference: Reference


class Field_(_Model):
    """One column: its name, type, meaning and constraints."""

    name: Name
    type: FieldType
    title: str = ""
    description: str = ""
    format: Literal["default", "uri"] = "default"
    categories: Annotated[tuple[Category, ...], Field(min_length=1)] | None = None
    ordered: bool = Field(False, alias="categoriesOrdered")
    constraints: Constraints = Constraints()
    true_values: Names = Field(("true", "True", "TRUE", "1"), alias="trueValues")
    false_values: Names = Field(("false", "False", "FALSE", "0"), alias="falseValues")
    delimiter: Annotated[str, Field(min_length=1)] = ","
    item_type: Literal["string"] = Field("string", alias="itemType")
    item_reference: ItemReference | None = Field(None, alias="itemReference")
    missing_values: None = Field(None, alias="missingValues")
    bare_number: Literal[True] = Field(True, alias="bareNumber")
    group_char: None = Field(None, alias="groupChar")

    @field_validator("categories")
    @classmethod
    def _codes_stand_once(cls, categories: tuple[Category, ...] | None) -> tuple[Category, ...] | None:
        _no_repeats(tuple(category.value for category in categories or ()))
        return categories

    @model_validator(mode="after")
    def _properties_fit_the_type(self) -> Self:
        unfit = sorted(self.constraints.model_fields_set - _CONSTRAINTS_OF[self.type])
        if unfit:
            raise ValueError(f"a {self.type} field cannot have the constraint {unfit[0]!r}")
        if self.format != "default" and self.type != "string":
            raise ValueError(f"a {self.type} field cannot have the format {self.format!r}")
        if self.categories and self.type != "string":
            raise ValueError(f"a {self.type} field cannot have categories")
        if self.item_reference and self.type != "list":
            raise ValueError(f"a {self.type} field cannot have an itemReference; use foreignKeys")
        for name, bound in self.constraints.bounds():
            self._check_bound(name, bound)
        return self

    def _check_bound(self, name: str, bound: int | str) -> None:
        if self.type == "integer" and not isinstance(bound, int):
            raise ValueError(f"the {name} of an integer field must be a whole number, not {bound!r}")
        if self.type == "date" and not _is_day(bound):
            raise ValueError(f"the {name} of a date field must be a day written YYYY-MM-DD, not {bound!r}")

    @property
    def codes(self) -> tuple[str, ...]:
        """The values of the code list in its order; empty where the field has none."""
        return tuple(category.value for category in self.categories or ())

    def label_of(self, code: str) -> str:
        """How a code is shown: its label, or where there is none the code with spaces for underscores."""
        labels = (category.label for category in self.categories or () if category.value == code)
        return next(labels, "") or code.replace("_", " ")


class Dialect(_Model):
    """How a CSV file is written."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    quote_char: Annotated[str, Field(min_length=1, max_length=1)] = Field('"', alias="quoteChar")
    double_quote: Literal[True] = Field(True, alias="doubleQuote")
    header: Literal[True] = True
    header_rows: tuple[Literal[1]] = Field((1,), alias="headerRows")
    skip_initial_space: Literal[False] = Field(False, alias="skipInitialSpace")
    comment_char: None = Field(None, alias="commentChar")
    comment_rows: None = Field(None, alias="commentRows")
    escape_char: None = Field(None, alias="escapeChar")
    null_sequence: None = Field(None, alias="nullSequence")

    @field_validator("delimiter", "quote_char")
    @classmethod
    def _is_ascii(cls, character: str) -> str:
        if not character.isascii() or character in "\r\n":
            raise ValueError("must be one ASCII character, and no line end")
        return character


class Schema(_Model):
    """The columns of a table and its keys."""

    fields: Annotated[tuple[Field_, ...], Field(min_length=1)]
    fields_match: Literal["exact"] = Field("exact", alias="fieldsMatch")
    missing_values: Names = Field(("",), alias="missingValues")
    primary_key: Names | None = Field(None, alias="primaryKey")
    unique_keys: tuple[Names, ...] = Field((), alias="uniqueKeys")
    foreign_keys: tuple[ForeignKey, ...] = Field((), alias="foreignKeys")

    @field_validator("missing_values", mode="before")
    @classmethod
    def _empty_text_is_a_name_here(cls, given: Any) -> Any:
        return given


class Table(_Model):
    """One resource of the package: its files, its columns, its keys."""

    name: Name
    path: Name | Names
    format: Literal["csv", "parquet"] | None = None
    encoding: Literal["utf-8", "UTF-8", "utf8"] = "utf-8"
    title: str = ""
    description: str = ""
    dialect: Dialect = Dialect()
    layout: Schema = Field(alias="schema")
