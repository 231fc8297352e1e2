"""Small activities to play with, built by hand."""

from datetime import timedelta
from fractions import Fraction

from courseware_core.blocks import Heading, Paragraph, text
from courseware_core.content.model import (
    Attempts,
    Check,
    Draw,
    Goal,
    Lab,
    Lesson,
    LessonBlock,
    Persona,
    Quiz,
    Section,
    Shuffling,
    Test,
)
from courseware_core.content.questions.base import Feedback
from courseware_core.content.questions.choice import Option
from courseware_core.content.questions.multiple import MultipleChoice
from courseware_core.content.questions.short_text import Rejection, ShortText
from courseware_core.content.questions.single import SingleChoice
from courseware_core.content.questions.true_false import TrueFalse


def single(name: str) -> SingleChoice:
    return SingleChoice(
        id=name,
        stem=f"Which one is right in {name}?",
        hints=(f"First hint of {name}.", f"Second hint of {name}."),
        feedback=Feedback(correct="Well seen.", incorrect="Look again."),
        see="l.two",
        options=(
            Option(id="a", text="Alpha", feedback="Alpha comes too early."),
            Option(id="b", text="Beta", correct=True, feedback="Beta it is.", missed="It was Beta."),
            Option(id="c", text="Gamma", feedback="Gamma comes too late."),
            Option(id="none", text="None of these", pin="last", feedback="One of them is."),
        ),
    )


def multiple(name: str) -> MultipleChoice:
    return MultipleChoice(
        id=name,
        stem=f"Which are right in {name}?",
        options=(
            Option(id="a", text="One", correct=True, feedback="Yes.", missed="One as well."),
            Option(id="b", text="Two", feedback="Two is not."),
            Option(id="c", text="Three", correct=True, feedback="Yes.", missed="Three as well."),
        ),
    )


def true_false(name: str) -> TrueFalse:
    return TrueFalse(id=name, stem=f"{name} is false.", answer=False)


def short_text(name: str) -> ShortText:
    return ShortText(
        id=name,
        stem=f"What is it called in {name}?",
        accept=("low-rank adaptation", "LoRA"),
        patterns=("*low*rank*",),
        reject=(Rejection(match="*full rank*", feedback="The rank is what shrinks."),),
    )


QUESTIONS = (single("q1"), multiple("q2"), true_false("q3"), short_text("q4"))

QUIZ = Quiz(
    id="l.quiz",
    title="Quiz",
    course="c",
    module="m",
    tries=3,
    penalty=Fraction(1, 4),
    pass_mark=Fraction(2, 3),
    questions=QUESTIONS,
)

END_QUIZ = QUIZ.model_copy(update={"id": "l.endquiz", "feedback": "end"})

TEST = Test(
    id="m.test",
    title="Test",
    course="c",
    module="m",
    pass_mark=Fraction(4, 5),
    draw=(Draw(questions=tuple(single(f"t{n}") for n in range(1, 21)), count=15, avoid_seen=True),),
    time_limit=timedelta(minutes=30),
    grace=timedelta(seconds=60),
    attempts=Attempts(max=3, cooldown=timedelta(hours=12)),
    shuffle=Shuffling(questions=True, options=True),
)

LESSON = Lesson(
    id="l",
    title="Lesson",
    course="c",
    module="m",
    number=1,
    minutes=3,
    sections=(
        Section(id="l.open", title="Lesson"),
        Section(id="l.one", title="One"),
        Section(id="l.two", title="Two"),
    ),
    blocks=(
        LessonBlock(id="l.open/1", section="l.open", block=Paragraph(text=text("It begins. " * 20))),
        LessonBlock(id="l.one/1", section="l.one", block=Heading(text=text("One"))),
        LessonBlock(id="l.one/2", section="l.one", block=Paragraph(text=text("First part. " * 40))),
        LessonBlock(id="l.two/1", section="l.two", block=Heading(text=text("Two"))),
        LessonBlock(id="l.two/2", section="l.two", block=Paragraph(text=text("Second part. " * 40))),
        LessonBlock(id="l.two/3", section="l.two", block=Paragraph(text=text("The end. " * 10))),
    ),
)

LAB = Lab(
    id="l.lab",
    title="Lab",
    course="c",
    module="m",
    brief="Talk about it.",
    persona=Persona(name="Tutor"),
    goals=(Goal(id="g", text="Talk about it"),),
    opening="What would you like to know?",
    starters=("How does it begin?",),
    checks=tuple(
        Check(
            id=name,
            ask=f"What do you think of {name}?",
            points=("It is one point.",),
            hints=("A nudge.", "A push."),
            answer=f"This is what one may think of {name}.",
        )
        for name in ("c1", "c2", "c3")
    ),
    exit=single("exit"),
)
