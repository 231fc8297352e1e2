"""What every screen of the shipped courses must hold, whoever shows it."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.app.surroundings import COURSES, SHIPPED, TINY, catalog_at, learner, opened
from tests.app.wandering import SAID, Seen, wander

from courseware_core.blocks import Callout, Paragraph, Span, plain, texts
from courseware_core.content.catalog import Catalog
from courseware_core.content.inline import inline
from courseware_core.content.model import Lab, Lesson, Quiz, Test
from courseware_core.content.questions.base import Question, Response
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine import attempt
from courseware_core.engine.commands import GiveAnswer, OpenQuestion, ShowHint
from courseware_core.engine.facts import AttemptStarted, Slot
from courseware_core.engine.lab import LabState
from courseware_core.engine.machine import fold
from courseware_core.inputs import ChooseSeveral, Order, Pair
from courseware_core.screen import token as tokens
from courseware_core.screen.conformance import satisfies
from courseware_core.screen.fit import fit
from courseware_core.screen.match import Matched, entries, match
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import PROFILES, Profile
from courseware_core.screen.text import render_text
from courseware_core.screen.views import context
from courseware_core.screen.views.attempt import attempt_screen
from courseware_core.screen.views.context import Context
from courseware_core.screen.views.lab import lab_screen
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.testing.journeys import whole_module
from courseware_core.testing.leaks import leaks
from courseware_core.testing.words import MarkedWords, unmarked

CATALOG = catalog_at(SHIPPED)
TINY_CATALOG = catalog_at(TINY)


ONESELF = ("you", "progress", "settings", "privacy", "forget")
LINKING = ("link", "link.code", "link.claim", "link.claimed", "link.agree")
BEFORE = (
    *(
        "home",
        "menu",
        "path",
        "exams",
        "pick",
        "intro",
        "report",
        "glossary",
        "welcome",
        "ask.pick",
        "voided",
    ),
    *(*ONESELF, *LINKING),
)
"""Screens that nothing was answered on, which hold nothing of any answer."""

NAMES = frozenset(
    (
        *("welcome", "home", "menu", "path", "exams", "glossary", "report", "voided", "ask", "ask.pick"),
        *(*ONESELF, *LINKING),
        *("lesson.page", "lesson.contents", "lesson.end"),
        *("pick", "intro", "question", "answer.provider", "feedback", "summary", "result"),
        *("lab.provider", "lab.talk", "lab.exit", "lab.end"),
        *("decision.question", "decision.end"),
        *("demo.task", "demo.panel", "demo.end", "demo.provider", "demo.try", "demo.run"),
    )
)
"""Every kind of screen."""


@pytest.fixture(scope="module")
def wandered() -> Seen:
    """Every screen that somebody comes by who leaves nothing out of small courses, with their courses."""
    return asyncio.run(wander())


@pytest.fixture(scope="module")
def seen(wandered: Seen) -> list[Screen]:
    """Those, and every screen of a whole journey through the shipped courses, with some wrong answers."""

    async def journey() -> list[Screen]:
        async with opened(SHIPPED) as app:
            someone = learner(app)
            await whole_module(someone)
            await someone.press("Learning path")
            await someone.enter("m06.l1.quiz")
            await someone.press("Take it again")
            await someone.take_assessment(wrong=2)
            return someone.seen

    return [*asyncio.run(journey()), *(screen for _, screen in wandered)]


def test_every_kind_of_screen_is_looked_at(wandered: Seen) -> None:
    views = Path(str(context.__file__)).parent
    written = {
        name for file in views.glob("*.py") for name in re.findall(r'name="([a-z.]+)"', file.read_text())
    }
    assert written == NAMES
    assert {screen.name for _, screen in wandered} == NAMES


def test_every_control_fits_into_the_token_of_every_surface(seen: list[Screen]) -> None:
    for screen in seen:
        for control in (*screen.controls, *((screen.submit,) if screen.submit else ())):
            assert 0 < len(control.token) <= tokens.MAX_LENGTH
            assert tokens.decode(control.token)


def questions(catalog: Catalog) -> Iterator[tuple[str, Question]]:
    for activity in catalog.activities:
        if isinstance(activity, Quiz | Test):
            for question in activity.by_id.values():
                yield activity.id, question
        elif isinstance(activity, Lab) and activity.exit:
            yield activity.id, activity.exit


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_every_screen_fits_every_surface_and_loses_no_word(seen: list[Screen], profile: Profile) -> None:
    for screen in seen:
        pages = fit(screen, profile)
        assert [satisfies(page, profile) for page in pages] == [()] * len(pages)
        shown = squeezed("".join(render_text(page, width=None) for page in pages))
        for block in screen.blocks:
            for rich in texts(block):
                for word in plain(rich).split():
                    assert squeezed(word) in shown


def squeezed(words: str) -> str:
    return re.sub(r"\W", "", words)


def test_every_choice_of_every_screen_can_be_typed(seen: list[Screen]) -> None:
    for screen in seen:
        for entry in entries(screen):
            if entry.control is None and isinstance(screen.input, Order | Pair):
                continue  # these are typed all at once
            for typed in (f"#{entry.number}", f"/{entry.number}"):
                found = match(screen, typed)
                if isinstance(found, Matched):
                    break
            assert isinstance(found, Matched), (screen.name, entry)


def test_no_screen_relies_on_a_callouts_colour_alone(seen: list[Screen]) -> None:
    for screen in seen:
        for block in screen.blocks:
            assert not isinstance(block, Callout) or block.label


@pytest.mark.parametrize("catalog", [CATALOG, TINY_CATALOG], ids=["shipped", "tiny"])
def test_no_screen_holds_what_was_not_earned(catalog: Catalog) -> None:
    """Every question is shown unanswered, with each hint, and after each wrong try."""
    looked_at = 0
    for activity in catalog.activities:
        if not isinstance(activity, Quiz | Test):
            continue
        for question in activity.by_id.values():
            looked_at += 1
            _look_for_leaks(activity, question)
    assert looked_at >= 5


def test_nothing_that_stands_beside_a_question_holds_its_answer(wandered: Seen) -> None:
    looked_at = Counter[str]()
    for catalog, screen in wandered:
        asked = list({each.id: each for _, each in questions(catalog)}.values())
        if screen.name == "question":
            stems = {plain(rich) for block in screen.blocks for rich in texts(block)}
            asked = [each for each in asked if plain(inline(each.stem)) in stems]
            assert len(asked) == 1
            assert leaks(screen, asked[0], hints_shown=9) == ()
        elif screen.name in BEFORE:
            for each in asked:
                # A word that is accepted as an answer may be one of the course's own titles or terms.
                assert [secret for secret in leaks(screen, each) if len(secret.split()) > 3] == []
        looked_at[screen.name] += 1
    assert looked_at["question"] > looked_at["pick"] > 0


def _look_for_leaks(activity: attempt.Assessment, question: Question) -> None:
    now = FixedClock().now()
    slots = attempt.draw(activity, RepeatableChance().shuffle)
    slot = Slot(question.id, question.order(None))
    started = attempt.start(activity, "d", (slot, *slots[:1]), now)
    assert isinstance(started, AttemptStarted)
    facts = [(started, now)]
    context = Context(words=MarkedWords(), now=now, session="s", step=1, page_chars=1500)

    def shown() -> Screen:
        return attempt_screen(fold(attempt, facts), activity, context)

    def do(command: object) -> None:
        decided = attempt.decide(fold(attempt, facts), command, activity, now)  # type: ignore[arg-type]
        if isinstance(decided, tuple):
            facts.extend((fact, now) for fact in decided)  # type: ignore[misc]

    assert leaks(shown(), question) == ()
    for number in range(1, len(question.hints) + 1):
        do(ShowHint(0))
        assert leaks(shown(), question, hints_shown=number) == ()
    do(GiveAnswer(0, question.fabricate()[1]))
    state = fold(attempt, facts)
    if attempt.stepwise(activity) and attempt.may_try_again(state, activity):
        given = state.slots[0].response
        assert given is not None
        earned = {*question.feedback_on(given, reveal=False), question.feedback.incorrect}
        assert set(leaks(shown(), question, hints_shown=9, answered=True)) <= earned
        do(OpenQuestion(0))
        assert leaks(shown(), question, hints_shown=9, answered=True) == ()


def test_a_leak_would_be_found() -> None:
    _, question = next(questions(CATALOG))
    hint = question.hints[0]
    assert leaks(Screen(name="", title=f"so {hint}"), question) == (hint,)


def test_a_leak_of_a_model_answer_or_a_criterion_would_be_found_however_it_is_marked() -> None:
    catalog = catalog_at(COURSES / "readers")
    written = {each.id: each for _, each in questions(catalog)}["r1.l1.q1"]
    assert isinstance(written, WrittenQuestion)
    of_the_answer = Paragraph(text=(Span(text="It leaves out the "), Span(text="reason", bold=True)))
    rest = Span(text=", so that nobody can learn from it.")
    screen = Screen(name="", title="", blocks=(Paragraph(text=(*of_the_answer.text, rest)),))
    assert leaks(screen, written) == (written.model_answer,)
    criterion, missing = written.rubric[0].criterion, written.rubric[0].missing
    options = ChooseSeveral(options=(inline(criterion), inline(missing)))
    screen = Screen(name="", title="", input=options)
    assert leaks(screen, written) == (criterion, missing)
    assert leaks(screen, written, answered=True) == (criterion,)


async def test_every_sentence_of_the_product_goes_through_the_catalogue() -> None:
    """With a catalogue that marks its sentences, all that is not marked is the course's own."""
    authored: dict[int, set[str]] = {}
    for catalog, screen in await wander(words_in=lambda _: MarkedWords()):
        known = authored.setdefault(id(catalog), set(_course_texts(catalog)))
        for piece in _unmarked(screen):
            is_said = piece.startswith(SAID) or piece[0].isdecimal()  # a number that was typed
            assert is_said or any(piece in words for words in known), (screen.name, piece)


def _course_texts(catalog: Catalog) -> Iterator[str]:
    def strings(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield from (value.casefold(), plain(inline(value)).casefold())
        elif isinstance(value, dict):
            for each in value.values():
                yield from strings(each)
        elif isinstance(value, list):
            for each in value:
                yield from strings(each)

    for each in (*catalog.activities, *catalog.courses):
        yield from strings(each.model_dump(mode="json"))
        if isinstance(each, Lesson):
            for block in each.blocks:
                yield from (plain(rich).casefold() for rich in texts(block.block))


def _unmarked(screen: Screen) -> Iterator[str]:
    """Runs of words on the screen that did not come from the catalogue."""
    shown = [screen.title, screen.eyebrow, screen.progress.label if screen.progress else ""]
    shown += [text for control in screen.controls for text in (control.label, control.note)]
    for block in screen.blocks:
        shown += [plain(rich) for rich in texts(block)]
        shown += [block.label] if isinstance(block, Callout) else []
    for text in shown:
        for piece in re.split(r"[;·()→\n]| – |: | {2,}", unmarked(text)):
            if re.search(r"[^\W\d_]{2,}", piece):
                yield piece.strip(" –:,.").casefold()


@pytest.mark.parametrize(
    "content",
    [each for each in (*CATALOG.activities, *TINY_CATALOG.activities) if isinstance(each, Lab)],
    ids=lambda content: content.id,
)
def test_no_screen_of_an_exit_question_holds_what_was_not_earned(content: Lab) -> None:
    question = content.exit
    assert question is not None
    order = question.order(None)
    opened_lab = LabState(exit_order=order, completed=True, phase="exit")
    wrong = question.read(question.fabricate()[1], order)
    assert isinstance(wrong, Response)
    once_wrong = replace(opened_lab, exit_response=wrong, exit_outcome="wrong", exit_wrong=(wrong,))
    context = Context(words=MarkedWords(), now=FixedClock().now(), session="s", step=1, page_chars=1500)
    assert leaks(lab_screen(opened_lab, content, context), question) == ()
    earned = set(question.feedback_on(wrong, reveal=False))
    assert set(leaks(lab_screen(once_wrong, content, context), question)) == earned
