"""The environment variables that the Peace Ledger reads, validated; `docs/settings.md` explains them."""

import difflib
import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "PEACE_LEDGER_"
DEFAULT_DATA = Path(__file__).resolve().parents[1] / "data"


class InvalidSettings(ValueError):
    """One or more variables are wrong; `problems` holds one sentence for each, ready to be shown."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """What the environment says.

    `data` is an existing folder, absolute: one process, or a folder of them. `engine` runs the queries.
    `public_url` is scheme and host under which readers reach the site, without a slash at the end; empty
    where each request tells it.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, validate_default=True)

    data: Path = DEFAULT_DATA
    engine: Literal["duckdb"] = "duckdb"
    public_url: str = ""

    @field_validator("data", mode="before")
    @classmethod
    def _existing_folder(cls, value: str | Path) -> Path:
        allowed = "set it to a folder that holds a datapackage.json, or one such folder per process"
        if "://" in str(value):
            raise ValueError(f"object stores are not supported by this version; {allowed}")
        if not str(value).strip():
            raise ValueError(
                f"it is empty; {allowed}, or leave it out for the data that come with the program"
            )
        if not Path(value).is_dir():
            raise ValueError(f"there is no such folder; {allowed}")
        return Path(value).resolve()

    @field_validator("engine", mode="before")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if value.startswith("sc://"):
            raise ValueError("Spark Connect is not supported by this version; the only engine is duckdb")
        if value != "duckdb":
            raise ValueError("there is no such engine; the only engine is duckdb")
        return value

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if not value:
            return value
        remedy = "set it to scheme and host alone, such as https://ledger.example.org"
        try:
            parts = urlsplit(value)
            host, _port = parts.hostname, parts.port
        except ValueError as error:
            raise ValueError(f"it is no address ({error}); {remedy}") from None
        if (
            parts.scheme not in {"http", "https"}
            or not host
            or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc)
        ):
            raise ValueError(f"it is no web address; {remedy}")
        if parts.path not in {"", "/"} or "?" in value or "#" in value:
            raise ValueError(f"it has more than scheme and host; {remedy}")
        return f"{parts.scheme}://{parts.netloc}"


def read() -> Settings:
    """Read the environment; raise `InvalidSettings` with every problem found."""
    problems = _unknown_variables()
    try:
        settings = Settings()
    except ValidationError as error:
        raise InvalidSettings(problems + [_sentence(wrong) for wrong in error.errors()]) from None
    if problems:
        raise InvalidSettings(problems)
    return settings


def variable(field: str) -> str:
    """The environment variable behind a field of `Settings`."""
    return PREFIX + field.upper()


def _unknown_variables() -> list[str]:
    known = [variable(field) for field in Settings.model_fields]
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    return [
        f"{name} is {os.environ[name]!r}: there is no such setting{_suggestion(name, known)}; "
        f"unset it, the settings are {', '.join(known[:-1])} and {known[-1]}."
        for name in unknown
    ]


def _suggestion(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _sentence(wrong: ErrorDetails) -> str:
    return f"{variable(str(wrong['loc'][0]))} is {str(wrong['input'])!r}: {wrong['ctx']['error']}."
