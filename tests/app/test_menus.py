"""The start menu, the menu of a course and the learning path, with two courses that belong together."""

import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.app.surroundings import ADA, TINY, learner, opened

from courseware_core.blocks import plain, texts
from courseware_core.content.catalog import load_catalog
from courseware_core.engine.path import paths
from courseware_core.engine.progress import progress
from courseware_core.errors import UnknownActivity
from courseware_core.languages import catalogue
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Control, Intent, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.profiles import DISCORD_MESSAGE, PLAIN_TEXT, SLACK_MESSAGE, TERMINAL, Profile
from courseware_core.screen.views.home import home_screen
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import Learner, whole_module
from courseware_core.testing.surfaces import CoreSurface

HARBOUR = TINY.parent / "harbour"


def labels(screen: Screen) -> list[str]:
    return [control.label for control in screen.controls]


def words(screen: Screen) -> str:
    return " ".join(plain(rich) for block in screen.blocks for rich in texts(block))


def control(screen: Screen, label: str, nth: int = 0) -> Control:
    return [each for each in screen.controls if label in each.label][nth]


async def test_the_start_menu_offers_to_go_on_the_courses_the_path_and_the_mock_exams() -> None:
    async with opened(HARBOUR) as app:
        home = await learner(app).enter()
        assert home.name == "home"
        assert labels(home) == [
            "Go on: Lesson: The Parts of a Boat",
            "Ships",
            "Knots",
            "Learning path",
            "Look up a term",
            "You",
            "Mock exam",
        ]
        assert control(home, "Ships").note == "Hard · about 9 minutes · not started"
        assert control(home, "Mock exam").note == "Ships · not started"
        assert home.progress is not None
        assert (home.progress.done, home.progress.total) == (0, 7)


async def test_a_course_has_a_menu_of_its_own_with_a_way_back() -> None:
    async with opened(HARBOUR) as app:
        someone = learner(app)
        await someone.enter()
        menu = await someone.press("Knots")
        assert (menu.name, menu.eyebrow, menu.title) == ("menu", "Knots", "First Knots")
        assert labels(menu) == [
            "Go on: L1 · Lesson: The Bowline",
            "L1 · Lesson: The Bowline",
            "L1 · Quiz: Check: the bowline",
            "L2 · Lesson: The Reef Knot",
            "Learning path",
            "Look up a term",
            "All courses",
        ]
        await someone.press("L2")
        assert (await someone.press("menu")) == await someone.enter("knots")
        assert (await someone.press("menu")).name == "home"


async def test_a_module_is_called_by_its_own_label_and_shows_its_syllabus() -> None:
    async with opened(HARBOUR) as app:
        someone = learner(app)
        await someone.enter()
        menu = await someone.press("Ships")
        assert "Lecture 7: Sailing" in words(menu)
        assert "Topics 3 and 4 · about 8 minutes" in words(menu)
        assert (await someone.enter("bo.parts")).eyebrow == "Ships · Lecture 7"
        assert (await someone.enter("bo.parts.quiz")).eyebrow == "Ships · Lecture 7 · Quiz"
        assert (await someone.enter("bh.mooring")).eyebrow == "Ships · In Harbour"
        assert (await someone.enter("kn.reef")).eyebrow == "Knots · Lesson 2"


async def test_a_title_that_course_and_module_share_is_shown_once(tmp_path: Path) -> None:
    content = shutil.copytree(HARBOUR / "knots", tmp_path / "knots")
    course = content / "course.yaml"
    course.write_text(course.read_text().replace("title: Knots", "title: First Knots"))
    async with opened(content) as app:
        home = await learner(app).enter()
        assert (home.title, home.eyebrow) == ("First Knots", "")


async def test_a_lesson_under_way_is_told_by_its_share() -> None:
    async with opened(TINY) as app:
        someone = learner(app)
        await someone.enter("t1.l1")
        await someone.press("next")
        menu = await someone.press("menu")
        note = control(menu, "How a Leaf Becomes Tea", 1).note
        assert re.fullmatch(r"under way, [1-9][0-9]?%", note)


async def test_with_one_course_the_start_menu_is_that_of_the_course() -> None:
    async with opened(HARBOUR / "knots") as app:
        home = await learner(app).enter()
        assert (home.name, home.title) == ("menu", "First Knots")
        assert labels(home)[-3:] == ["Learning path", "Look up a term", "You"]
        assert "All courses" not in labels(home)


def test_what_is_due_for_review_is_offered_when_it_is_known() -> None:
    catalog = load_catalog(HARBOUR)
    activities = {each.id: each for each in catalog.activities}
    untouched = {each.id: progress(each.id, each.kind, each.title, ()) for each in catalog.activities}
    courses = paths(catalog.courses, activities, untouched)
    assert "Review" not in labels(home_screen(catalogue("en"), courses))
    assert control(home_screen(catalogue("en"), courses, due=3), "Review").note == "3 due"


async def test_the_path_says_what_comes_next_and_why_and_what_comes_first() -> None:
    clock = FixedClock()
    async with opened(HARBOUR, clock=clock) as app:
        someone = learner(app)
        await someone.enter()
        path = await someone.press("Learning path")
        assert (path.name, path.controls[0].label) == ("path", "Go on: Lesson: The Parts of a Boat")
        assert "It comes first." in words(path)
        assert "Best taken after: Ships" in words(path)
        assert (
            "L2 · Lesson: The Reef Knot · 1 minute · not started · first: L1 · Quiz: Check: the bowline"
            in words(path)
        )
        assert "Mock exam · 5 minutes · not started" in words(path)

        await someone.enter("bh.mooring")
        clock.move(timedelta(minutes=1))
        path = await see_path(someone)
        assert path.controls[0].label == "Go on: Lesson: Mooring"
        assert "You stopped in the middle of it." in words(path)
        await someone.enter("bh.mooring")
        await someone.read_lesson()

        await someone.enter("bo.parts")
        await someone.read_lesson()
        path = await see_path(someone)
        assert "Everything before it is done." in words(path)
        assert "Lesson: The Parts of a Boat · 1 minute · completed" in words(path)

        await someone.enter("bo.parts.quiz")
        await someone.take_assessment(wrong=2)
        path = await see_path(someone)
        assert "You have not passed it yet. Read “The Parts of a Boat” again first." in words(path)
        assert "Quiz: Practice · 2 minutes · not passed yet" in words(path)


async def see_path(someone: Learner) -> Screen:
    await someone.enter()
    return await someone.press("Learning path")


async def test_all_courses_are_walked_to_the_end_and_then_there_is_nothing_left() -> None:
    async with opened(HARBOUR) as app:
        someone = learner(app)
        await whole_module(someone)
        assert someone.screen.name == "home"
        assert "You have done everything there is." in words(someone.screen)
        report = await app.progress(ADA)
        assert [course.state for course in report.courses] == ["completed", "completed"]
        assert report.next is None
        assert {each.name for each in someone.seen} >= {"home", "menu", "lesson.page", "question", "result"}


async def test_an_old_button_to_the_menu_leads_home_and_one_to_a_course_that_is_gone_too() -> None:
    async with opened(HARBOUR) as app:
        await learner(app).enter()
        for going in (Go("menu"), Go("menu", "gone"), Go("menu", "bo.parts")):
            turn = await app.handle(ADA, Intent(token=going.token()))
            assert (turn.screen.name, turn.notice) == ("home", "")


async def test_a_course_can_be_entered_and_what_is_there_not_is_told_with_what_was_meant() -> None:
    async with opened(HARBOUR) as app:
        await learner(app).enter()
        assert (await app.enter(ADA, "ships")).screen.title == "Ships"
        with pytest.raises(UnknownActivity, match="Did you mean `knots`"):
            await app.enter(ADA, "knot")


@pytest.mark.parametrize("where", ["home", "path", "menu"])
@pytest.mark.parametrize(
    "profile", [TERMINAL, PLAIN_TEXT, DISCORD_MESSAGE, SLACK_MESSAGE], ids=lambda profile: profile.name
)
async def test_menus_keep_every_control_on_every_surface(where: str, profile: Profile) -> None:
    async with opened(HARBOUR) as app:
        someone = learner(app)
        screen = await someone.enter("ships" if where == "menu" else "")
        if where == "path":
            screen = await someone.press("Learning path")
        kept = {each.token for page in fit(screen, profile) for each in page.controls}
        assert kept == {each.token for each in screen.controls}


async def test_a_lesson_of_steps_says_which_step_it_is_and_begins_with_what_to_expect() -> None:
    async with opened(HARBOUR) as app:
        someone = learner(app)
        page = await someone.enter("kn.bowline")
        assert page.progress is not None
        assert page.progress.label == "Step 1 of 4: The Bowline"
        assert words(page).startswith("Easy · about 1 minute")
        steps = []
        while someone.screen.name == "lesson.page":
            assert someone.screen.progress is not None
            steps.append(someone.screen.progress.label)
            await someone.press("next")
        assert steps[1:] == [
            "Step 2 of 4: What it is",
            "Step 3 of 4: Why it matters",
            "Step 4 of 4: Picture this",
        ]


async def test_a_step_is_gone_on_with_on_a_surface_with_smaller_pages_and_back_again(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'record.db'}"
    small = replace(PLAIN_TEXT, page_chars=120)
    async with opened(HARBOUR, store, profile=TERMINAL) as app:
        someone = learner(app)
        await someone.enter("kn.bowline")
        await someone.press("next")
        why = words(await someone.press("next"))
    async with opened(HARBOUR, store, profile=small) as app:
        someone = learner(app)
        await someone.enter("kn.bowline")
        pages, shown = [], ""
        while True:
            assert someone.screen.progress is not None
            if someone.screen.progress.label != "Step 3 of 4: Why it matters":
                break
            pages.append(words(someone.screen))
            shown = f"{shown} {pages[-1]}".strip()
            await someone.press("next")
        assert len(pages) > 1
        assert shown == why
        await someone.press("back")
        assert words(someone.screen) == pages[-1]
    async with opened(HARBOUR, store, profile=TERMINAL) as app:
        someone = Learner(CoreSurface(app, ADA), app.catalog)
        await someone.enter("kn.bowline")
        assert words(someone.screen) == pages[-1]


async def test_contents_lead_to_any_step() -> None:
    async with opened(HARBOUR) as app:
        someone = learner(app)
        await someone.enter("kn.bowline")
        await someone.press("Contents")
        page = await someone.press("Picture this")
        assert page.progress is not None
        assert page.progress.label == "Step 4 of 4: Picture this"
