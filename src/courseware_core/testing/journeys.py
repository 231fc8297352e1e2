"""Journeys: scripted learners that any surface can be taken through, in intents.

A surface shows screens and takes intents; a `Learner` presses what it sees there. The same journey on
another surface leaves the same facts in the same order.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import uuid4

from courseware_core.blocks import plain, texts
from courseware_core.content.catalog import Catalog
from courseware_core.content.inline import inline
from courseware_core.content.model import Lab, Quiz, Test
from courseware_core.content.questions.base import Question
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.inputs import Answer, ChooseOne, ChooseSeveral, Input, Order, Pair
from courseware_core.screen.model import Control, Intent, Role, Screen


class Surface(Protocol):
    """One learner's view of a surface."""

    async def enter(self, activity: str = "") -> Screen:
        """Comes in, by the surface's own way, and returns what is shown."""
        ...

    async def send(self, intent: Intent) -> Screen:
        """Does what `intent` says, by the surface's own means, and returns what is shown then."""
        ...


Journey = Callable[["Learner"], Awaitable[None]]

_MODEL_ANSWER = "Show the model answer"


class Learner:
    """Somebody who reads the screen and presses what is there. Knows the keys of the courses.

    Every step raises AssertionError with the screen's name and controls when it is not possible.
    """

    def __init__(self, surface: Surface, catalog: Catalog) -> None:
        self._surface = surface
        self._questions = {question.id: question for question in _questions(catalog)}
        self.screen = Screen(name="", title="")
        self.seen: list[Screen] = []

    async def enter(self, activity: str = "") -> Screen:
        """Comes in; goes past the welcome of a new person and the introduction of a test."""
        self._show(await self._surface.enter(activity))
        while self.screen.name in ("welcome", "intro"):
            await self.press("next")
        return self.screen

    async def press(self, what: Role | str) -> Screen:
        """Presses the first control of that role, or with those words in its label."""
        for control in self._controls():
            if what == control.role or what in control.label:
                return await self._send(control)
        raise AssertionError(f"nothing to press for {what!r} on {self._here()}")

    def offers(self, words: str) -> bool:
        """Whether a control has those words in its label."""
        return any(words in control.label for control in self._controls())

    async def choose(self, *positions: int) -> Screen:
        """Submits the options at these shown positions, counted from 0."""
        return await self._submit(Answer(values=positions))

    async def write(self, words: str) -> Screen:
        """Submits text."""
        return await self._submit(Answer(text=words))

    async def answer(self, *, rightly: bool = True) -> Screen:
        """Answers the question on the screen, by its key."""
        question = self.question()
        right, wrong, _ = question.fabricate()
        answer = right if rightly else wrong
        shown = _choices(self.screen.input)
        if shown:
            authored = _choices(question.input(question.order(None), str))
            return await self.choose(
                # True and False are the product's words, in its language and always in this order.
                *(shown.index(authored[n]) if authored[n] in shown else n for n in answer.values)
            )
        return await self.write(answer.text or "")

    async def check_oneself(self) -> Screen:
        """Says that one's own answer meets every criterion on the screen."""
        assert isinstance(self.screen.input, ChooseSeveral), f"nothing to check on {self._here()}"
        return await self.choose(*range(len(self.screen.input.options)))

    def question(self) -> Question:
        """The question on the screen, recognised by its stem."""
        words = {plain(rich) for block in self.screen.blocks for rich in texts(block)}
        for question in self._questions.values():
            if plain(inline(question.stem)) in words:
                return question
        raise AssertionError(f"no question on {self._here()}")

    async def read_lesson(self) -> Screen:
        """Reads on to the end of the lesson."""
        while self.screen.name == "lesson.page":
            await self.press("next")
        return self.screen

    async def take_assessment(self, *, wrong: int = 0) -> Screen:
        """Answers every question, the first `wrong` of those that a rule marks wrongly, and sees the result.

        What no rule marks is answered by its model answer, shown to no model, and checked.
        """
        while self.screen.name != "result":
            match self.screen.name:
                case "question" if isinstance(self.question(), WrittenQuestion):
                    await self.answer()
                case "question":
                    await self.answer(rightly=wrong <= 0)
                    wrong -= 1
                case "feedback" if self.screen.submit:
                    await self.check_oneself()
                case "feedback" if self.offers(_MODEL_ANSWER):
                    await self.press(_MODEL_ANSWER)
                case "answer.provider":
                    await self.press("Send nothing")
                case "summary":
                    await self.press("Hand in")
                case _:
                    await self.press("next")
        return self.screen

    async def decide(self, *, option: int = 0) -> Screen:
        """Answers every question on the way to a recommendation with the option at that position."""
        while self.screen.name == "decision.question":
            await self.choose(option)
        return self.screen

    async def watch(self) -> Screen:
        """Has every way of a demo shown, and comes to its end."""
        while self.screen.name in ("demo.task", "demo.panel"):
            await self.press("next")
        return self.screen

    async def talk(self, *messages: str) -> Screen:
        """Writes these messages to the tutor, one after the other."""
        for message in messages:
            await self.write(message)
        return self.screen

    async def _submit(self, answer: Answer) -> Screen:
        if self.screen.submit is None:
            raise AssertionError(f"nothing to answer on {self._here()}")
        return await self._send(self.screen.submit, answer)

    async def _send(self, control: Control, answer: Answer | None = None) -> Screen:
        intent = Intent(token=control.token, answer=answer or Answer(), delivery=uuid4().hex)
        return self._show(await self._surface.send(intent))

    def _show(self, screen: Screen) -> Screen:
        self.screen = screen
        self.seen.append(screen)
        return screen

    def _controls(self) -> tuple[Control, ...]:
        return self.screen.controls

    def _here(self) -> str:
        labels = ", ".join(control.label for control in self._controls())
        return f"{self.screen.name} ({labels})"


async def whole_module(learner: Learner) -> None:
    """Every activity of every course at hand, to its end, in the order that is suggested."""
    await learner.enter()
    while True:
        while learner.screen.name in ("home", "menu") and learner.screen.controls[0].role == "next":
            await learner.press("next")
            await _one_activity(learner)
            await learner.press("menu")
        if not any(control.role == "menu" for control in learner.screen.controls):
            return
        await learner.press("menu")


async def _one_activity(learner: Learner) -> None:
    match learner.screen.name:
        case "lesson.page":
            await learner.read_lesson()
        case "intro" | "pick" | "answer.provider" | "question" | "feedback" | "summary":
            await learner.take_assessment()
        case "decision.question":
            await learner.decide()
        case "demo.task":
            await learner.watch()
        case _:
            await _lab(learner)


async def _lab(learner: Learner) -> None:
    if learner.screen.name == "lab.provider":
        await learner.press("choice")
    await learner.press("choice")
    part = 0
    while not learner.offers("Finish the lab"):
        part += 1
        await learner.write(f"Why does that matter, part {part}?")
    await learner.press("Finish the lab")


def _choices(asked: Input | None) -> list[str]:
    """What the positions of an answer stand for; nothing where it is text."""
    match asked:
        case ChooseOne(options=shown) | ChooseSeveral(options=shown):
            return list(map(plain, shown))
        case Order(items=shown) | Pair(right=shown):
            return list(map(plain, shown))
        case _:
            return []


def _questions(catalog: Catalog) -> list[Question]:
    found: list[Question] = []
    for activity in catalog.activities:
        match activity:
            case Quiz():
                found += activity.questions
            case Test():
                found += [question for pool in activity.draw for question in pool.questions]
            case Lab() if activity.exit:
                found.append(activity.exit)
            case _:
                pass
    return found
