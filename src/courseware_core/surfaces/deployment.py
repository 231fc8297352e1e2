"""What an operator sets in the environment for every surface alike, and how its words are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from courseware_core.model_choice import ModelChoice
from courseware_core.readers import reviewer_name
from courseware_core.storage import default_store_url

T = TypeVar("T")


class SettingsError(Exception):
    """Settings cannot be meant so; a sentence for each, a line each, says what to write instead."""


class Reading:
    """Settings read one after the other. `wrong` has a sentence for each that cannot be meant, by field."""

    def __init__(self) -> None:
        self.wrong: dict[str, str] = {}

    def taken(self, field: str, usual: T, reading: Callable[[], T]) -> T:
        """What `reading` says; `usual` where it raises SettingsError or ValueError, as if left out."""
        try:
            return reading()
        except (SettingsError, ValueError) as error:
            self.wrong[field] = str(error)
            return usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Where the courses are and the record is kept, which model replies, and who reads answers.

    `content` is None for the courses that come with the package, `store` for a file in the user's own
    folder. `reviewer` is empty when nobody may read answers.
    """

    content: Path | None
    store: str | None
    model: ModelChoice
    reviewer: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Deployment":
        """What the environment says. Raises: SettingsError."""
        reading = Reading()
        deployment = Deployment.looked_at(environment, reading)
        if reading.wrong:
            raise SettingsError("\n".join(reading.wrong.values()))
        return deployment

    @staticmethod
    def looked_at(environment: Mapping[str, str], reading: Reading) -> "Deployment":
        """What the environment says, and `reading` notes what cannot be meant."""
        return Deployment(
            content=reading.taken(
                "content", None, lambda: _content(environment.get("COURSEWARE_CONTENT", ""))
            ),
            store=environment.get("COURSEWARE_STORE") or None,
            model=reading.taken("model", ModelChoice.read({}), lambda: ModelChoice.read(environment)),
            reviewer=reading.taken(
                "reviewer", "", lambda: _reviewer(environment.get("COURSEWARE_REVIEWER", ""))
            ),
        )

    @property
    def record(self) -> str:
        """The URL of the store."""
        return self.store or default_store_url()

    @property
    def is_shared(self) -> bool:
        """Whether other processes may serve the record as well: they may where a database server has it."""
        return not self.record.startswith(("memory:", "sqlite:"))


def address(environment: Mapping[str, str], variable: str, *, schemes: tuple[str, ...], example: str) -> str:
    """The address that a variable holds, without a slash at its end; empty where it is not set.

    `example` is one as it is meant. Raises: SettingsError.
    """
    said = environment.get(variable, "").strip().rstrip("/")
    try:
        parts = urlsplit(said)
        is_address = parts.scheme in schemes and bool(parts.hostname) and said.isprintable()
        is_address = is_address and (parts.port is None or parts.port > 0)
    except ValueError:
        is_address = False
    if said and (not is_address or " " in said):
        raise SettingsError(f"{variable} is no address: write it like {example}, or leave it out.")
    return said


def _content(folder: str) -> Path | None:
    if folder and not Path(folder).exists():
        raise SettingsError(f"COURSEWARE_CONTENT names {folder}, and there is no such folder of courses.")
    return Path(folder) if folder else None


def _reviewer(said: str) -> str:
    try:
        return reviewer_name(said if said.strip() else "")
    except ValueError as error:
        raise SettingsError(f"{error} It stands in COURSEWARE_REVIEWER.") from None
