"""A preview shows every screen of an activity, as the product itself would show it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.app.surroundings import COURSES, SHIPPED, TINY, learner, opened

from courseware_core.blocks import plain
from courseware_core.content.authored import PoolFile
from courseware_core.content.guides import Decision
from courseware_core.content.inline import inline
from courseware_core.content.load import load
from courseware_core.content.model import AnyActivity, Lab, Lesson, Quiz, Test
from courseware_core.content.questions.base import Question
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.content.questions.short_text import ShortText
from courseware_core.languages import catalogue
from courseware_core.previewing import Shown, Stage, previewed, previewed_pool
from courseware_core.previewing.files import previewable
from courseware_core.screen.conformance import satisfies
from courseware_core.screen.fit import fit
from courseware_core.screen.profiles import PROFILES
from courseware_core.screen.text import render_text

STAGE = Stage(catalogue("en"), 1500)
FOLDERS = [SHIPPED, TINY, COURSES / "items", COURSES / "logbook"]


@cache
def activities() -> tuple[AnyActivity, ...]:
    return tuple(activity for folder in FOLDERS for activity in load(folder).activities)


def text_of(shown: list[Shown]) -> str:
    """All that is on the screens, without line breaks."""
    return " ".join(" ".join(render_text(each.screen, width=None).split()) for each in shown)


def words(said: str) -> str:
    return " ".join(plain(inline(said)).split())


def said_of(question: Question) -> Iterator[str]:
    """What the product says of a question: all that was written, but for further answers it would accept."""
    unsaid = question.accept[1:] if isinstance(question, ShortText) else ()
    for said in question.said():
        if said not in unsaid:
            yield from re.split(r"\\?\n", said) if isinstance(question, WrittenQuestion) else [said]


@pytest.mark.parametrize("activity", activities(), ids=lambda activity: str(activity.id))
def test_everything_that_an_author_wrote_for_learners_is_on_some_screen(activity: AnyActivity) -> None:
    shown = list(previewed(activity, STAGE))
    everything = text_of(shown)
    if isinstance(activity, Quiz | Test):
        for question in activity.by_id.values():
            for sentence in said_of(question):
                assert words(sentence) in everything, sentence
    if isinstance(activity, Lab):
        if activity.exit:
            assert words(activity.exit.stem) in everything
        for check in activity.checks:
            for sentence in (check.ask, *check.hints, *check.points, check.answer):
                assert words(sentence) in everything, sentence
        for faq in activity.faq:
            assert words(faq.say) in everything
    if isinstance(activity, Lesson):
        assert all(section.title in everything for section in activity.sections)


@pytest.mark.parametrize("activity", activities(), ids=lambda activity: str(activity.id))
def test_every_screen_of_a_preview_fits_every_surface(activity: AnyActivity) -> None:
    lengths = {profile.page_chars for profile in PROFILES}
    shown = {length: list(previewed(activity, Stage(catalogue("en"), length))) for length in lengths}
    for profile in PROFILES:
        for each in shown[profile.page_chars]:
            for page in fit(each.screen, profile):
                assert satisfies(page, profile) == ()


async def test_screens_are_those_that_learners_see() -> None:
    quiz = next(each for each in load(TINY).activities if each.id == "t1.l1.quiz")
    own = {(each.item, each.led.partition(":")[0]): each.screen for each in previewed(quiz, STAGE)}
    async with opened() as app:
        someone = learner(app)
        asked = await someone.enter("t1.l1.quiz")
        assert asked.blocks == own["t1.l1.q1", "asked"].blocks
        assert (await someone.press("hint")).blocks == own["t1.l1.q1", "after hint 1"].blocks
        right = await someone.answer()
        shown = own["t1.l1.q1", "answered, right"]
        assert (right.blocks, right.title, right.progress) == (shown.blocks, shown.title, shown.progress)
        assert [each.label for each in right.controls] == [each.label for each in shown.controls]


def test_decision_shows_every_question_and_every_recommendation_once() -> None:
    decision = next(each for each in activities() if isinstance(each, Decision))
    shown = [each.item for each in previewed(decision, STAGE)]
    assert shown[0] == decision.questions[0].id
    assert set(shown) == {
        *(each.id for each in decision.questions),
        *(each.recommend for each in decision.rules),
    }


def test_who_may_read_an_answer_is_said_where_the_question_is_asked_before_they_read_it() -> None:
    challenge = next(each for each in activities() if each.id == "g1.c2")
    shown = list(previewed(challenge, STAGE))
    said = {each.led: text_of([each]) for each in shown}
    asked = said["asked, where a model and a person may read the answer"]
    assert "(provider)" in asked
    assert "(reviewer) may read it." in asked
    assert "nobody is asked to read it" in said["asked"]
    read = [led for led in said if led.endswith(("sent to a model", "by a model", "reviewed by a person"))]
    assert len(read) == 6
    assert not any("nobody is asked to read it" in said[led] for led in read)


def test_pool_is_shown_question_by_question() -> None:
    (pool,) = previewable(load(TINY / "t1-tea/pools/core.yaml"))
    assert isinstance(pool.content, PoolFile)
    questions = pool.content.questions
    shown = list(previewed_pool("core", questions, STAGE))
    assert list(dict.fromkeys(each.item for each in shown)) == [each.id for each in questions]
    assert all(words(said) in text_of(shown) for each in questions for said in said_of(each))


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("t1-tea/l1-leaves/quiz.yaml", ["t1.l1.quiz"]),
        ("t1-tea/l1-leaves", ["t1.l1", "t1.l1.quiz", "t1.l1.lab"]),
        ("t1-tea/test.yaml", ["t1.test"]),
        ("claims.yaml", []),
    ],
)
def test_path_means_the_files_that_lie_there(path: str, ids: list[str]) -> None:
    assert [each.id for each in previewable(load(TINY / path))] == ids


def test_file_that_needs_another_one_with_errors_is_named_without_screens(tmp_path: Path) -> None:
    pool = "id: p\nquestions: []\n"
    for source in TINY.rglob("*"):
        if source.is_file():
            target = tmp_path / source.relative_to(TINY)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(pool.encode() if source.name == "core.yaml" else source.read_bytes())
    (found,) = previewable(load(tmp_path / "t1-tea/test.yaml"))
    assert (found.id, found.content) == ("t1.test", None)
