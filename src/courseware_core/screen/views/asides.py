"""What can be done beside an activity: looking up, asking, reporting a problem."""

from collections.abc import Sequence

from courseware_core.blocks import Block, Callout, Paragraph, Span, plain
from courseware_core.content.definitions import Definition
from courseware_core.content.inline import inline
from courseware_core.engine.attempt import Assessment
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.earned import seen_slots
from courseware_core.engine.person import LONGEST_REPORT
from courseware_core.inputs import LongText, LookUp
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Aside, AsideVerb, Go
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import outcome_tone, paragraph, said, tone_name
from courseware_core.screen.words import Words


def lesson_asides(context: Context) -> tuple[Control, ...]:
    """What can be done beside a page of a lesson."""
    words = context.words
    ask = go(Go("ask", context.here), words.say("Ask a question"))
    return (ask, definition_control(words, context.here), _problem(context))


def feedback_asides(slot: int, context: Context) -> tuple[Control, ...]:
    """What can be done beside the feedback on question `slot`."""
    words = context.words
    ask = _aside("ask", words.say("Ask about this"), context, slot)
    return (ask, definition_control(words, context.here), _problem(context, slot))


def result_asides(state: AttemptState, content: Assessment, context: Context) -> tuple[Control, ...]:
    """What can be done beside a result. A question of which nothing may be seen cannot be asked about."""
    words = context.words
    ask = _aside("ask", words.say("Ask about a question"), context)
    seen = (ask,) if seen_slots(state, content) else ()
    return (*seen, definition_control(words, context.here), _problem(context))


def definition_control(words: Words, back: str) -> Control:
    """The way to look a term up, and from there to `back`: an activity, a session, or the menu when empty."""
    return go(Go("define", back), words.say("Look up a term"))


def pick_screen(state: AttemptState, content: Assessment, context: Context) -> Screen:
    """The questions that can be asked about, to choose one."""
    words = context.words
    choices = []
    for slot in seen_slots(state, content):
        stem = plain(inline(content.by_id[state.slots[slot].question].stem))
        label = words.say("{n}. {question}", n=slot + 1, question=stem)
        control = _aside("ask", label, context, slot)
        note = tone_name(words, outcome_tone(state.slots[slot].outcome))
        choices.append(control.model_copy(update={"role": "choice", "note": note}))
    return Screen(
        name="ask.pick",
        eyebrow=context.eyebrow,
        title=words.say("Ask about a question"),
        blocks=(said(words.say("Which one would you like to ask about?")),),
        controls=(*choices, go(Go("enter", context.here), words.say("Back"), "back"), context.menu()),
        locale=words.locale,
    )


def report_screen(subject: str, slot: int | None, context: Context) -> Screen:
    """The form to say what is wrong with `subject`, a section's title or a stem."""
    words = context.words
    return Screen(
        name="report",
        eyebrow=context.eyebrow,
        title=words.say("Report a problem"),
        blocks=(
            Paragraph(text=tuple(span.model_copy(update={"bold": True}) for span in inline(subject))),
            said(words.say("What is wrong here? Those who look after this course will read what you write.")),
        ),
        input=LongText(max_length=LONGEST_REPORT, label=words.say("Your report")),
        submit=_aside("report", words.say("Send the report"), context, slot).model_copy(
            update={"role": "submit"}
        ),
        controls=(go(Go("enter", context.here), words.say("Back"), "back"), context.menu()),
        locale=words.locale,
    )


def glossary_screen(
    words: Words,
    asked: str,
    found: Sequence[Definition],
    suggested: Sequence[str],
    *,
    place: Go,
    back: Go,
    reads: bool = True,
) -> Screen:
    """What `asked` means in each course that defines it, and the field to look up another term.

    `suggested` are terms to choose from: like the one asked for, where there is no definition of that.
    `place` looks up; `back` leads to where the person was. Only where one `reads` there are ways to lessons.
    """
    blocks: list[Block] = [_definition(each, words) for each in found]
    if asked and not found:
        blocks.append(said(words.say("There is no definition of “{term}” in the courses here.", term=asked)))
        if suggested:
            blocks.append(said(words.say("Did you mean one of these?")))
    lessons = {each.lesson: each.lesson_title for each in found if reads}
    ways = [
        go(Go("enter", lesson), words.say("Read: {lesson}", lesson=title))
        for lesson, title in lessons.items()
    ]
    menu = go(back if back.verb == "menu" else Go("menu"), words.say("Menu"), "menu")
    ways += [menu] if back.verb == "menu" else [go(back, words.say("Back"), "back"), menu]
    return Screen(
        name="glossary",
        title=words.say("Look up a term"),
        blocks=tuple(blocks),
        input=LookUp(suggestions=tuple(suggested)),
        submit=Control(token=place.token(), label=words.say("Look up"), role="submit"),
        controls=tuple(ways),
        locale=words.locale,
    )


def _definition(each: Definition, words: Words) -> Callout:
    where = words.say("{course}: {lesson}", course=each.course_title, lesson=each.lesson_title)
    body: list[Block] = [paragraph(each.term.means)]
    if each.term.also:
        body.append(said(words.say("Also called: {names}", names=", ".join(each.term.also))))
    body.append(Paragraph(text=(Span(text=where, italic=True),)))
    return Callout(
        tone="definition", title=each.term.term, label=tone_name(words, "definition"), body=tuple(body)
    )


def _problem(context: Context, slot: int | None = None) -> Control:
    return _aside("problem", context.words.say("Report a problem"), context, slot)


def _aside(verb: AsideVerb, label: str, context: Context, slot: int | None = None) -> Control:
    return Control(token=Aside(verb, context.session, context.step, slot).token(), label=label)
