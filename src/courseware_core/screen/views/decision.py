"""The questions of a decision, and the recommendation that they lead to."""

from collections.abc import Iterator

from courseware_core.blocks import Block, List, ListItem, plain, text
from courseware_core.content.deciding import ruling
from courseware_core.content.guides import Choice, Decision, DecisionRule
from courseware_core.content.inline import inline
from courseware_core.engine.commands import Choose, KeepAnswer, TakeBack
from courseware_core.engine.decision import DecisionState, asked, counted
from courseware_core.inputs import ChooseOne
from courseware_core.screen.model import Control, Progress, Role, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import box, paragraph, paragraphs, said


def decision_screen(state: DecisionState, content: Decision, context: Context) -> Screen:
    """The next question that makes a difference, or the recommendation."""
    rule = ruling(content, counted(state, content))
    return (
        _question(state, content, context) if rule is None else _recommendation(rule, state, content, context)
    )


def _question(state: DecisionState, content: Decision, context: Context) -> Screen:
    words = context.words
    number = asked(state, content)
    assert number is not None, "the loader proves that every way through the questions ends"
    question = content.questions[number]
    answers = _answers(state, content)
    before = dict(state.before).get(question.id)
    blocks: list[Block] = [] if answers or before else [*paragraphs(content.intro)]
    blocks.append(paragraph(question.ask))
    if question.note:
        blocks.append(box(words, "notice", [paragraph(question.note)]))
    if answers:
        blocks += [said(words.say("Your answers so far:")), *answers]
    total = len(content.questions)
    chosen = [position for position, option in enumerate(question.options) if option.id == before]
    return Screen(
        name="decision.question",
        eyebrow=context.eyebrow,
        title=content.title,
        progress=Progress(
            done=number,
            total=total,
            label=words.say("Question {n} of at most {total}", n=number + 1, total=total),
        ),
        blocks=tuple(blocks),
        input=ChooseOne(
            options=tuple(inline(option.text) for option in question.options), chosen=tuple(chosen)
        ),
        submit=context.press(Choose(number), words.say("Answer"), "submit"),
        controls=(
            *(_keep(number, question.options[position], context) for position in chosen),
            *_changes(state, content, context),
            context.menu(),
        ),
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
    reasons += [said(words.say("You answered:")), *_answers(state, content)]
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


def _answers(state: DecisionState, content: Decision) -> list[List]:
    """Every question that was asked, with its answer, under the number of the question."""
    chosen = counted(state, content)
    lists: list[List] = []
    for number, question in enumerate(content.questions, start=1):
        option = next((each for each in question.options if each.id == chosen.get(question.id)), None)
        if option is None:
            continue
        item = ListItem(text=(*inline(question.ask), *text(" – "), *inline(option.text)))
        if lists and lists[-1].start + len(lists[-1].items) == number:
            lists[-1] = lists[-1].model_copy(update={"items": (*lists[-1].items, item)})
        else:
            lists.append(List(items=(item,), ordered=True, start=number))
    return lists


def _keep(number: int, option: Choice, context: Context) -> Control:
    """The way to leave the answer as it was."""
    label = context.words.say("Keep: {answer}", answer=plain(inline(option.text)))
    return context.press(KeepAnswer(number), label)


def _changes(state: DecisionState, content: Decision, context: Context) -> Iterator[Control]:
    """The ways to take an answer back, by the number of its question; to go back means the one given last."""
    chosen = counted(state, content)
    last = next((question for question, _ in reversed(state.answers) if question in chosen), "")
    for number, question in enumerate(content.questions):
        if question.id in chosen:
            label = context.words.say("Change answer {n}", n=number + 1)
            role: Role = "back" if question.id == last else "other"
            yield context.press(TakeBack(number), label, role)
