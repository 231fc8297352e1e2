"""What a command was asked to do: flags win over the environment, and both over what is usual."""

import getpass
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from courseware_core.identity import Identity

_LONGEST_NAME = 200


class UsageError(Exception):
    """The command cannot be meant so; the sentence says what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the courses are and the record is kept, who learns, and in which language.

    `content` is None for the courses that come with the package, `store` for a file in the user's own
    folder; `locale` is empty when nobody chose one.
    """

    content: Path | None
    store: str | None
    who: Identity
    locale: str

    @classmethod
    def read(cls, flags: Namespace, environment: Mapping[str, str]) -> "Settings":
        """The settings of a command. Raises: UsageError."""
        content = _given(flags, "content") or environment.get("COURSEWARE_CONTENT", "")
        if content and not Path(content).exists():
            raise UsageError(f"There is no folder {content}: --content names a folder of courses.")
        return cls(
            content=Path(content) if content else None,
            store=_given(flags, "store") or environment.get("COURSEWARE_STORE") or None,
            who=identity(_given(flags, "learner")),
            locale=_language(_given(flags, "lang") or environment.get("COURSEWARE_LANG", "")),
        )


def identity(learner: str) -> Identity:
    """The learner of that name in the terminal, or of any surface when all three parts are named.

    Without a name it is the user of the computer. Raises: UsageError.
    """
    name = learner or name_of_user()
    if not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise UsageError(
            f"A learner's name is a line of 1 to {_LONGEST_NAME} characters: write --learner NAME."
        )
    if name.count(":") < 2:
        return Identity("terminal", "local", name)
    try:
        return Identity.parse(name)
    except ValueError as error:
        raise UsageError(f"{error}: write --learner NAME or --learner surface:tenant:user.") from None


def reviewer(flags: Namespace, environment: Mapping[str, str]) -> str:
    """The person who may read answers, as learners are told; empty when nobody may. Raises: UsageError."""
    if flags.reviewer is not None and not flags.reviewer.strip():
        raise UsageError("--reviewer names nobody. Write a name, or leave the option out for nobody.")
    from courseware_core.readers import reviewer_name

    given = flags.reviewer or environment.get("COURSEWARE_REVIEWER", "")
    try:
        return reviewer_name(given if given.strip() else "")
    except ValueError as error:
        raise UsageError(f"{error} It stands in --reviewer or COURSEWARE_REVIEWER.") from None


def tenant(words: str) -> str:
    """The tenant that is written `surface:tenant`. Raises: UsageError."""
    words = words.strip()
    surface, _, name = words.partition(":")
    try:
        if words.isprintable() and len(words) <= _LONGEST_NAME:
            return Identity(surface, name, "-").scope
    except ValueError:
        pass
    raise UsageError(f"{words!r} is no tenant: write it surface:tenant, such as terminal:local.")


def _given(flags: Namespace, name: str) -> str:
    return getattr(flags, name, None) or ""


def name_of_user() -> str:
    """The name of the user of the computer."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return "learner"


def _language(wanted: str) -> str:
    from courseware_core.languages import SOURCE, available, negotiate

    found = negotiate(wanted)
    if wanted and found == SOURCE and not wanted.casefold().startswith(SOURCE):
        raise UsageError(f"There is no language {wanted!r}; there are: {', '.join(available())}.")
    return found if wanted else ""
