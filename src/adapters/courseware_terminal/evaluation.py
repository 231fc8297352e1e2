"""The command `eval labs`: how whoever replies in labs does."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from courseware_core.content.catalog import Catalog, bundled_content, load_catalog
from courseware_core.evaluation import Report, evaluate_labs, render
from courseware_core.evaluation.questions import PLACE, read_questions
from courseware_core.model_choice import ModelChoice
from courseware_core.models import check_model, open_tutor
from courseware_terminal import report_file
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError


def labs(
    settings: Settings,
    choice: ModelChoice,
    *,
    labs: Sequence[str],
    questions: str | None,
    file: str | None,
) -> int:
    """Evaluates a tutor in labs. The exit code is 1 when there is a model that does not reply.

    Raises: UsageError, UnknownActivity, ContentError.
    """
    place = None if file is None else report_file.tried(file)
    content = settings.content or bundled_content()
    catalog = load_catalog(content)
    asked = content if questions is None else _questions(questions, catalog, labs)

    async def evaluated() -> Report | None:
        if choice.name:
            probed = await check_model(choice.name, choice.base, deadline_s=choice.deadline_s)
            if not probed.ok:
                sys.stderr.write(f"courseware: {probed.sentence} Nothing was evaluated.\n")
                return None
        async with open_tutor(choice.name, choice.base, deadline_s=choice.deadline_s) as tutor:
            return await evaluate_labs(
                catalog,
                tutor,
                labs=labs,
                questions=asked,
                progress=_say_progress,
            )

    report = asyncio.run(evaluated())
    if report is None:
        return 1
    say(render(report))
    if place:
        report_file.write(place, report.model_dump_json(indent=1) + "\n")
    return 0


def _questions(given: str, catalog: Catalog, labs: Sequence[str]) -> Path:
    """Where the questions are that somebody named, who expects them to be asked."""
    path = Path(given)
    if not given or not path.exists():
        raise UsageError(f"--questions {given!r} names no file or folder that is there.")
    found = read_questions(path, catalog)
    parts = (found.in_lesson, found.off_lesson)
    if not any(asked for part in parts for lab, asked in part.items() if lab in labs or not labs):
        whose = f" for {', '.join(labs)}" if labs else ""
        raise UsageError(
            f"There are no questions{whose} in {given}: a course has them in {PLACE.as_posix()}."
        )
    return path


def _say_progress(what: str) -> None:
    sys.stderr.write(f"{what}\n")
