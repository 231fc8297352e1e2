"""Which model is asked, if any, and within which bounds: what an operator sets for every surface alike."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from courseware_core.tutoring import Budgets

_DEADLINE_S = 30.0
_LONGEST_S = 600.0
_LONGEST_NAME = 200
_MOST_DIGITS = 12
_ON, _OFF = ("1", "yes", "true", "on"), ("", "0", "no", "false", "off")


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The model that is asked, and within which bounds.

    `name` is empty when none is. `base` is the address of the server, empty for the provider's own.
    `offline` says that none may be asked, whichever was named.
    """

    name: str
    base: str
    deadline_s: float
    budgets: Budgets
    offline: bool = False

    @classmethod
    def read(
        cls, environment: Mapping[str, str], *, name: str = "", base: str = "", offline: bool = False
    ) -> "ModelChoice":
        """The choice that the environment says, where `name`, `base` and `offline` do not say another.

        Raises: ValueError, with a sentence that names what to change.
        """
        offline = offline or switched(environment, "COURSEWARE_OFFLINE", "1 to ask no model, or 0")
        name = name or environment.get("COURSEWARE_MODEL", "").strip()
        base = base or environment.get("COURSEWARE_MODEL_BASE", "").strip()
        if offline:
            name = base = ""
        return cls(
            name=_name(name),
            base=_base(base) if name else "",
            deadline_s=_deadline(environment.get("COURSEWARE_MODEL_DEADLINE", "")),
            budgets=_budgets(environment),
            offline=offline,
        )


def switched(environment: Mapping[str, str], variable: str, meant: str) -> bool:
    """Whether a variable switches something on; not when it is empty or missing. `meant` is what to write.

    Raises: ValueError.
    """
    said = environment.get(variable, "").strip().casefold()
    if said not in (*_ON, *_OFF):
        raise ValueError(f"{variable} is {said!r}: write {meant}.")
    return said in _ON


def _name(name: str) -> str:
    if name.split() != [name] * bool(name) or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise ValueError(f"{name!r} is no name of a model: write it like openai/gpt-4o-mini.")
    return name


def _base(base: str) -> str:
    try:
        parts = urlsplit(base)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and base.isprintable()
    except ValueError:
        is_address = False
    if base and not is_address:
        raise ValueError(f"{base!r} is no address of a server: write it like http://localhost:8000/v1.")
    return base


def _deadline(said: str) -> float:
    try:
        seconds = float(said) if said.strip() else _DEADLINE_S
    except ValueError:
        seconds = math.nan
    if not 1 <= seconds <= _LONGEST_S:
        raise ValueError(
            f"COURSEWARE_MODEL_DEADLINE is {said!r}: write a number of seconds from 1 to {_LONGEST_S:.0f}."
        )
    return seconds


def _budgets(environment: Mapping[str, str]) -> Budgets:
    usual = Budgets()
    return Budgets(
        learner_day=_tokens(environment, "COURSEWARE_BUDGET_LEARNER", usual.learner_day),
        tenant_day=_tokens(environment, "COURSEWARE_BUDGET_TENANT", usual.tenant_day),
        lab=_tokens(environment, "COURSEWARE_BUDGET_LAB", usual.lab),
    )


def _tokens(environment: Mapping[str, str], name: str, usual: int | None) -> int | None:
    said = environment.get(name, "").strip().casefold()
    if said in ("", "none"):
        return None if said else usual
    if not (said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS):
        raise ValueError(f"{name} is {said!r}: write a number of tokens such as 200000, or none.")
    return int(said)
