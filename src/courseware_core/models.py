"""A model opened to be used: the tutor that asks it, and one call that says whether it answers.

Owns what is imported for a model, and when. Must not know sessions.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from courseware_core.chat import ChatModel
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.ports import Tutor

if TYPE_CHECKING:
    from courseware_core.llm.model_tutor import ModelTutor
    from courseware_core.llm.probe import Probe


async def check_model(name: str, base: str = "", *, deadline_s: float = 30.0) -> "Probe":
    """What came of one tiny call of a model. Raises: NotInstalled, ModelError when it can be no model."""
    from courseware_core.llm.litellm_model import open_model
    from courseware_core.llm.probe import probe

    model = open_model(name, base)
    try:
        return await probe(model, deadline_s=deadline_s)
    finally:
        await model.close()


@asynccontextmanager
async def open_tutor(model: str = "", base: str = "", *, deadline_s: float = 30.0) -> AsyncIterator[Tutor]:
    """A tutor by itself, to be measured: that of the lesson, or of a model, which asks nobody's consent.

    Raises: NotInstalled; ModelError when it can be no model.
    """
    lesson = LessonTutor()
    async with model_tutor(model, base, deadline_s, lesson) as taught:
        yield taught or lesson


@asynccontextmanager
async def model_tutor(
    model: str | ChatModel | None, base: str, deadline_s: float, lesson: Tutor
) -> AsyncIterator["ModelTutor | None"]:
    """The tutor of a model; None when no model is named. A model that was given stays open."""
    if not model:
        yield None
        return
    from courseware_core.llm.litellm_model import open_model
    from courseware_core.llm.model_tutor import ModelTutor

    opened = open_model(model, base) if isinstance(model, str) else model
    try:
        yield ModelTutor(opened, lesson, deadline_s=deadline_s)
    finally:
        if opened is not model:
            await opened.close()
