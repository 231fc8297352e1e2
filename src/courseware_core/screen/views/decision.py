"""The questions of a decision, and the recommendation that they lead to."""

from collections.abc import Iterator

from courseware_core.blocks import Block, List, ListItem, text
from courseware_core.content.deciding import next_question, ruling
from courseware_core.content.guides import Decision, DecisionRule
from courseware_core.content.inline import inline
from courseware_core.engine.commands import Choose, TakeBack
from courseware_core.engine.decision import DecisionState
from courseware_core.inputs import ChooseOne
from courseware_core.screen.model import Control, Progress, Role, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import box, paragraph, paragraphs, said


def decision_screen(state: DecisionState, content: Decision, context: Context) -> Screen:
    """The next question that makes a difference, or the recommendation."""
    rule = ruling(content, state.chosen)
    return (
        _question(state, content, context) if rule is None else _recommendation(rule, state, content, context)
    )


def _question(state: DecisionState, content: Decision, context: Context) -> Screen:
    words = context.words
    number = next_question(content, state.chosen)
    assert number is not None, "the loader proves that every way through the questions ends"
    question = content.questions[number]
    blocks: list[Block] = [] if state.answers else [*paragraphs(content.intro)]
    blocks.append(paragraph(question.ask))
    if question.note:
        blocks.append(box(words, "notice", [paragraph(question.note)]))
    if state.answers:
        blocks += [said(words.say("Your answers so far:")), _answers(state, content)]
    done, total = len(state.answers), len(content.questions)
    return Screen(
        name="decision.question",
        eyebrow=context.eyebrow,
        title=content.title,
        progress=Progress(
            done=done,
            total=total,
            label=words.say("Question {n} of at most {total}", n=done + 1, total=total),
        ),
        blocks=tuple(blocks),
        input=ChooseOne(options=tuple(inline(option.text) for option in question.options)),
        submit=context.press(Choose(number), words.say("Answer"), "submit"),
        controls=(*_changes(state, content, context), context.menu()),
        locale=words.locale,
    )


def _recommendation(rule: DecisionRule, state: DecisionState, content: Decision, context: Context) -> Screen:
    words = context.words
    recommended = next(each for each in content.recommendations if each.id == rule.recommend)
    advice: list[Block] = [*paragraphs(recommended.say)]
    if recommended.steps:
        steps = tuple(ListItem(text=inline(step)) for step in recommended.steps)
        advice.append(List(items=steps, ordered=True))
    reasons: list[Block] = [*paragraphs(rule.because)]
    reasons += [said(words.say("You answered:")), _answers(state, content)]
    boxes = (
        box(words, "key", advice, recommended.title).model_copy(
            update={"label": words.say("Recommendation")}
        ),
        box(words, "insight", reasons).model_copy(update={"label": words.say("Why")}),
        box(words, "tip", paragraphs(content.measure)).model_copy(update={"label": words.say("Measure")}),
    )
    return Screen(
        name="decision.end",
        eyebrow=context.eyebrow,
        title=content.title,
        blocks=boxes,
        controls=(
            *context.onward(),
            *_changes(state, content, context),
            go(Go("again", content.id), words.say("Begin anew")),
            context.menu(),
        ),
        locale=words.locale,
    )


def _answers(state: DecisionState, content: Decision) -> List:
    """Every question that was answered, with its answer, in the order of the questions."""
    chosen = state.chosen
    items = (
        (*inline(question.ask), *text(" – "), *inline(option.text))
        for question in content.questions
        for option in question.options
        if chosen.get(question.id) == option.id
    )
    return List(items=tuple(ListItem(text=item) for item in items), ordered=True)


def _changes(state: DecisionState, content: Decision, context: Context) -> Iterator[Control]:
    """The ways to take an answer back, by its number in the list; to go back means the one given last."""
    last = state.answers[-1][0] if state.answers else ""
    answered = [number for number, each in enumerate(content.questions) if each.id in state.chosen]
    for position, number in enumerate(answered, start=1):
        label = context.words.say("Change answer {n}", n=position)
        role: Role = "back" if content.questions[number].id == last else "other"
        yield context.press(TakeBack(number), label, role)
