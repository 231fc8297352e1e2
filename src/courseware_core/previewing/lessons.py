"""Every page of a lesson, its contents and its end."""

from collections.abc import Iterator

from courseware_core.content.model import Lesson
from courseware_core.engine import lesson as lessons
from courseware_core.engine.commands import TurnPage
from courseware_core.engine.machine import Rejected
from courseware_core.previewing.rehearsal import Rehearsal, Shown, Stage
from courseware_core.screen.views.lesson import contents_screen, lesson_screen


def lesson_screens(lesson: Lesson, stage: Stage) -> Iterator[Shown]:
    """The pages in order, the contents, the end."""
    first = lessons.start(lesson, "")
    assert not isinstance(first, Rejected)
    begun = reader = Rehearsal.begun(lessons, lesson_screen, lesson, stage, first)
    page = 1
    while not reader.state.finished:
        yield Shown(lesson.id, f"page {page}", reader.screen())
        following = reader.after(TurnPage)
        assert following, "every page can be turned"
        reader, page = following, page + 1
    context = stage.context(lesson, begun.step)
    yield Shown(lesson.id, "contents", contents_screen(begun.state, lesson, context))
    yield Shown(lesson.id, "the end", reader.screen())
