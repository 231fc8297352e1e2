"""Challenges: activities beside a lesson, which say who verified what was done."""

import shutil
from pathlib import Path

import pytest
from tests.app.judges import GRACE, quick_judge
from tests.app.surroundings import ADA, BEA, COURSES, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.engine.progress import ActivityProgress
from courseware_core.identity import Identity
from courseware_core.screen.conformance import satisfies
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import PROFILES, Profile
from courseware_core.testing.journeys import Learner, whole_module

LOGBOOK = COURSES / "logbook"
LOG, SPIN = "g1.c1", "g1.c2"
RIGHT = '{"place": "dunes"}\n{"place": "meadow"}'
WRONG = '{"place": "dunes"}'
QUOTES = {"tail": "Give it a tail", "nose": "the nose turned into the wind"}


def choices(screen: Screen) -> list[tuple[str, str]]:
    return [(each.label, each.note) for each in screen.controls if each.role == "choice"]


def note(screen: Screen, label: str) -> str:
    return next(each.note for each in screen.controls if label in each.label and each.role == "choice")


def words(screen: Screen) -> str:
    return " ".join(plain(rich) for block in screen.blocks for rich in texts(block))


async def standing(app: Courseware, activity: str) -> ActivityProgress:
    report = await app.progress(ADA)
    return next(each for module in report.modules for each in module.activities if each.activity == activity)


async def begun(app: Courseware, activity: str = SPIN, *, agreed: bool = False) -> Learner:
    """Somebody before the first question of a challenge, who chose whether a model reads answers."""
    someone = learner(app)
    await someone.enter(activity)
    if someone.screen.name == "answer.provider":
        await someone.press("Let the model" if agreed else "Send nothing")
    return someone


async def test_challenges_come_last_beside_their_lesson_and_the_course_can_be_done_without() -> None:
    async with opened(LOGBOOK) as app:
        home = await learner(app).enter()
        assert choices(home) == [
            ("Lesson: What Keeps a Model Glider Level", "not started"),
            ("Quiz: Check yourself", "not started"),
            ("Challenge: Mend a log", "not started"),
            ("Challenge: Save a spinning glider", "not started"),
        ]
        report = await app.progress(ADA)
        lesson, quiz, *challenges = report.modules[0].activities
        assert [each.minutes for each in (lesson, quiz, *challenges)] == [1, 1, 5, 5]
        assert all(each.missing == ("g1.l1",) for each in challenges)
        assert quiz.missing == ("g1.l1",)


async def test_a_challenge_can_be_begun_before_anything_else_is_done() -> None:
    async with opened(LOGBOOK) as app:
        someone = await begun(app)
        assert (someone.screen.name, someone.screen.title) == ("question", "Save a spinning glider")
        assert someone.screen.eyebrow.endswith("Challenge")


async def test_whoever_does_everything_is_told_who_verified_what() -> None:
    async with opened(LOGBOOK) as app:
        someone = learner(app)
        await whole_module(someone)
        home = await someone.enter()
        assert note(home, "Mend a log") == "verified by checks"
        assert note(home, "Save a spinning glider") == "verified by yourself"
        assert (await standing(app, LOG)).marked_by == "checks"
        found = await standing(app, SPIN)
        assert (found.kind, found.state, found.marked_by) == ("challenge", "verified", "self_check")
        path = await someone.press("Learning path")
        assert "Challenge: Mend a log · 5 minutes · verified" in words(path)


async def test_what_is_given_up_is_done_and_not_verified() -> None:
    async with opened(LOGBOOK) as app:
        someone = await begun(app)
        await someone.press("Show the model answer")
        await someone.press("See the result")
        home = await someone.press("menu")
        assert note(home, "Save a spinning glider") == "done, not verified"
        found = await standing(app, SPIN)
        assert (found.state, found.is_done) == ("completed", True)


async def test_a_challenge_under_way_is_told_by_its_questions() -> None:
    async with opened(LOGBOOK) as app:
        someone = await begun(app)
        home = await someone.press("menu")
        assert note(home, "Save a spinning glider") == "under way, 0 of 1"
        assert home.controls[0].label == "Go on: Challenge: Save a spinning glider"


async def test_it_can_be_taken_again_and_a_verified_mark_stays() -> None:
    async with opened(LOGBOOK) as app:
        someone = await begun(app, LOG)
        await someone.write(WRONG)
        await someone.press("Show the model answer")
        await someone.press("See the result")
        assert (await standing(app, LOG)).state == "completed"
        await someone.press("Take it again")
        await someone.write(RIGHT)
        await someone.press("See the result")
        assert (await standing(app, LOG)).state == "verified"
        await someone.press("Take it again")
        await someone.press("Show the model answer")
        await someone.press("See the result")
        found = await standing(app, LOG)
        assert (found.state, found.marked_by, found.attempts) == ("verified", "checks", 3)


async def test_what_a_model_verifies_is_called_practice() -> None:
    async with opened(LOGBOOK, model=quick_judge(QUOTES)) as app:
        someone = await begun(app, agreed=True)
        await someone.answer()
        await someone.enter(SPIN)
        await someone.press("See the result")
        home = await someone.press("menu")
        assert note(home, "Save a spinning glider") == "verified by the model, as practice"


async def test_what_a_person_verifies_bears_their_name_also_when_they_read_it_late() -> None:
    async with opened(LOGBOOK, reviewer=GRACE) as app:
        someone = await begun(app)
        await someone.answer()
        await someone.press("See the result")
        assert (await standing(app, SPIN)).state == "completed"
        (waiting,) = (await app.marking.queue(GRACE)).submissions
        await app.marking.mark(BEA, GRACE, waiting.session, 1, 1, ["tail", "nose"])
        home = await someone.enter()
        assert note(home, "Save a spinning glider") == f"verified by {GRACE}"


async def test_of_two_rounds_the_one_counts_that_is_less_practice() -> None:
    async with opened(LOGBOOK, reviewer=GRACE) as app:
        someone = await begun(app)
        for _ in range(2):
            await someone.answer()
            await someone.press("Show the model answer")
            await someone.check_oneself()
            await someone.press("See the result")
            await someone.press("Take it again")
        assert (await standing(app, SPIN)).marked_by == "self_check"
        for waiting in (await app.marking.queue(GRACE)).submissions[:1]:
            await app.marking.mark(BEA, GRACE, waiting.session, 1, 1, ["tail", "nose"])
        assert (await standing(app, SPIN)).marked_by == f"person {GRACE}"


async def test_several_challenges_of_a_lesson_share_a_cell_of_the_overview(tmp_path: Path) -> None:
    content = shutil.copytree(LOGBOOK, tmp_path / "logbook")
    lessons = content / "g1-gliders"
    more = lessons / "l2-more"
    more.mkdir()
    (more / "lesson.md").write_text("---\nid: g1.l2\ntitle: More\n---\nThat is all.\n")
    listed = lessons / "module.yaml"
    listed.write_text(listed.read_text().replace("[l1-lines]", "[l1-lines, l2-more]"))
    async with opened(content) as app:
        someone = await begun(app, LOG)
        await someone.write(RIGHT)
        await someone.press("See the result")
        home = await someone.press("menu")
        assert "Challenge" in words(home)
        assert "1 of 2 done" in words(home)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda each: each.name)
async def test_menus_with_challenges_fit_every_surface(profile: Profile) -> None:
    async with opened(LOGBOOK) as app:
        someone = learner(app)
        await whole_module(someone)
        assert all(satisfies(page, profile) == () for page in fit(await someone.enter(), profile))


async def test_of_two_open_rounds_at_a_challenge_one_is_kept_when_identities_are_linked() -> None:
    in_chat = Identity("chat", "T1", "U1")
    async with opened(LOGBOOK) as app:
        mine = await begun(app)
        await mine.press("hint")
        await learner(app, in_chat).enter(SPIN)
        offer = await app.linking.offer(ADA)
        await app.linking.claim(in_chat, offer.code)
        assert await app.linking.confirm(ADA, keep="mine") == in_chat
        assert (await mine.enter(SPIN)).blocks == (await learner(app, in_chat).enter(SPIN)).blocks
        assert (await standing(app, SPIN)).attempts == 1
