"""The command `eval labs`: how whoever replies in labs does."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from courseware_core.app import check_model, open_tutor
from courseware_core.content.catalog import bundled_content, load_catalog
from courseware_core.evaluation import Report, evaluate_labs, render
from courseware_terminal.model_choice import ModelChoice
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError


def labs(
    settings: Settings,
    choice: ModelChoice,
    *,
    labs: Sequence[str],
    questions: Path | None,
    file: Path | None,
) -> int:
    """Evaluates a tutor in labs. The exit code is 1 when there is a model that does not reply.

    Raises: UsageError, UnknownActivity, ContentError.
    """
    if file and not file.parent.is_dir():
        raise UsageError(f"There is no folder {file.parent}: --json names a file in one.")
    content = settings.content or bundled_content()

    async def evaluated() -> Report | None:
        if choice.name:
            probed = await check_model(choice.name, choice.base, deadline_s=choice.deadline_s)
            if not probed.ok:
                sys.stderr.write(f"courseware: {probed.sentence} Nothing was evaluated.\n")
                return None
        async with open_tutor(choice.name, choice.base, deadline_s=choice.deadline_s) as tutor:
            return await evaluate_labs(
                load_catalog(content),
                tutor,
                labs=labs,
                questions=questions or content,
                progress=_say_progress,
            )

    report = asyncio.run(evaluated())
    if report is None:
        return 1
    say(render(report))
    if file:
        _write_whole(file, report.model_dump_json(indent=1) + "\n")
    return 0


def _say_progress(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def _write_whole(file: Path, text: str) -> None:
    """Writes `file`, so that whoever looks sees all of it or what was there before."""
    partial = file.with_name(f"{file.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
