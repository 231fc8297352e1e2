"""What is missing before a surface can be served, as far as it is the same on every one."""

import sys
from collections.abc import AsyncIterator, Container
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from courseware_core.app import Courseware, look_at_record
from courseware_core.chat import ModelError
from courseware_core.errors import ContentError, CoursewareError, StoreServed
from courseware_core.surfaces.deployment import Deployment


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about one thing that was looked at. `ok` is None for what is good to know."""

    ok: bool | None
    sentence: str

    def __str__(self) -> str:
        return f"{ {True: 'ok', False: 'missing', None: 'note'}[self.ok]:<8} {self.sentence}"


async def said(findings: AsyncIterator[Finding]) -> int:
    """The exit code: 0 when nothing is missing. Writes every finding as it is made."""
    missing = 0
    async for finding in findings:
        sys.stdout.write(f"{finding}\n")
        sys.stdout.flush()
        missing += finding.ok is False
    return 1 if missing else 0


async def of_deployment(
    deployment: Deployment, wrong: Container[str] = frozenset()
) -> AsyncIterator[Finding]:
    """Whether the courses, the record and the model can be used; not of a field that is `wrong`.

    Nothing is made or changed.
    """
    if "content" not in wrong:
        yield await _of_content(deployment)
    yield await _of_store(deployment)
    if "model" not in wrong:
        yield await _of_model(deployment)


async def _of_content(deployment: Deployment) -> Finding:
    try:
        async with Courseware.open(content=deployment.content, store="memory:") as app:
            courses = len(app.catalog.courses)
            where = deployment.content or "the package"
            return Finding(bool(courses), f"{courses} course{'s' * (courses != 1)} in {where}.")
    except ContentError as error:
        return Finding(False, str(error))


async def _of_store(deployment: Deployment) -> Finding:
    try:
        found = await look_at_record(deployment.store)
    except StoreServed:
        return Finding(None, "The record is in use by another program. If that is this one, all is well.")
    except CoursewareError as error:
        return Finding(False, str(error))
    match found.condition:
        case "ready":
            return Finding(True, f"The record can be used: {found.location or 'memory, until the end'}.")
        case "older":
            return Finding(
                None,
                f"The record in {found.location} is of an older version. It is brought to this one at the "
                "start.",
            )
        case "missing":
            return Finding(None, _not_begun(Path(found.location)))
        case _:
            assert_never(found.condition)


def _not_begun(record: Path) -> str:
    sentence = f"There is no record yet. One is begun at the start: {record}."
    if record.parent.exists():
        return sentence
    return f"{sentence} The folder is made, too: see that it is the one you mean."


async def _of_model(deployment: Deployment) -> Finding:
    choice = deployment.model
    if not choice.name:
        return Finding(None, "No model is named in COURSEWARE_MODEL: the lesson itself replies in labs.")
    try:
        async with Courseware.open(
            content=deployment.content, store="memory:", model=choice.name, model_base=choice.base
        ):
            return Finding(
                True, f"The model {choice.name} is set; `courseware model check` says whether it replies."
            )
    except ContentError:
        return Finding(None, "The model is looked at once the courses can be read.")
    except (CoursewareError, ModelError) as error:
        return Finding(False, str(error))
