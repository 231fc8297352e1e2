"""Pictures of lessons: handed out by digest, and kept for everybody who began the lesson with them."""

import shutil
from pathlib import Path

from tests.app.surroundings import ADA, TINY, learner, opened
from tests.content.drawn import gif

from courseware_core.blocks import Image, images
from courseware_core.content.pictures import digest
from courseware_core.screen.model import Screen
from courseware_core.screen.text import render_text

LEAF = (TINY / "t1-tea/l1-leaves/leaf.png").read_bytes()
LESSON = "t1.l1"


async def test_picture_on_a_page_is_had_by_its_digest() -> None:
    async with opened() as app:
        reader = learner(app)
        await reader.enter(LESSON)
        await reader.read_lesson()
        (shown,) = {image.digest for screen in reader.seen for image in _images(screen)}
        found = await app.picture(shown)
        assert found is not None
        assert (found.media_type, found.content) == ("image/png", LEAF)


async def test_lesson_under_way_keeps_its_picture_when_the_course_has_another(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/record.db"
    course = shutil.copytree(TINY, tmp_path / "tiny")
    async with opened(course, store) as app:
        await learner(app).enter(LESSON)
    (course / "t1-tea/l1-leaves/leaf.png").unlink()
    (course / "t1-tea/l1-leaves/leaf.gif").write_bytes(gif())
    text = (course / "t1-tea/l1-leaves/lesson.md").read_text()
    (course / "t1-tea/l1-leaves/lesson.md").write_text(text.replace("leaf.png", "leaf.gif"))
    async with opened(course, store) as app:
        reader = learner(app)
        await reader.enter(LESSON)
        await reader.read_lesson()
        (shown,) = {image.digest for screen in reader.seen for image in _images(screen)}
        assert shown == digest(LEAF)
        kept, new = await app.picture(shown), await app.picture(digest(gif()))
        assert kept is not None
        assert kept.content == LEAF
        assert new is not None
        assert new.media_type == "image/gif"


async def test_what_is_kept_and_no_picture_is_not_handed_out() -> None:
    async with opened() as app:
        await learner(app).enter(LESSON)
        assert await app.picture(app.catalog.activity(LESSON).digest) is None
        assert await app.picture("0" * 32) is None


async def test_picture_is_shown_as_its_text_where_none_can_be_shown() -> None:
    async with opened() as app:
        reader = learner(app)
        await reader.enter(LESSON)
        await reader.read_lesson()
        shown = "\n".join(render_text(screen) for screen in reader.seen)
        assert "[A tea leaf, drawn as a green square]" in shown


async def test_forgetting_a_person_leaves_pictures_alone() -> None:
    async with opened() as app:
        await learner(app).enter(LESSON)
        await app.forget(ADA)
        assert await app.picture(digest(LEAF)) is not None


def _images(screen: Screen) -> list[Image]:
    return [image for block in screen.blocks for image in images(block)]
