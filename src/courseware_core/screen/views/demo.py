"""A demo: the task, the ways to do it one after the other, the conclusion, and an input of one's own."""

import re
from collections.abc import Iterator

from courseware_core.blocks import Block, Callout, Code, Paragraph, Quote, Span, text
from courseware_core.content.guides import Demo, Panel
from courseware_core.content.inline import inline
from courseware_core.engine.commands import FinishDemo, RunInput, ShowPanel
from courseware_core.engine.demo import MAX_INPUT, DemoState, Run, owed, prompted
from courseware_core.engine.facts import Instead
from courseware_core.inputs import LongText
from courseware_core.screen.model import Control, Progress, Screen
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.screen.safety import neutral
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import box, paragraph, paragraphs, said
from courseware_core.screen.views.provider import why_no_model
from courseware_core.screen.words import Words


def demo_screen(state: DemoState, demo: Demo, context: Context) -> Screen:
    """The task, the panel that was shown last, the conclusion, or what became of the learner's input."""
    if state.runs:
        return _run(state, state.runs[-1], demo, context)
    if state.finished:
        return _end(demo, context)
    return _panel(state, demo, context) if state.shown else _task(demo, context)


def may_try(state: DemoState, demo: Demo, context: Context) -> bool:
    """Whether the learner may have a model run an input of their own, once they agree to it."""
    return bool(context.provider and state.finished and prompted(demo) and not owed(state))


def try_screen(demo: Demo, context: Context) -> Screen:
    """Asks for an input of one's own, and says once more who gets it."""
    words, provider = context.words, context.provider
    stop = words.say("Send nothing to {provider}", provider=provider)
    return Screen(
        name="demo.try",
        eyebrow=context.eyebrow,
        title=words.say("Your own input"),
        blocks=(
            *paragraphs(demo.task),
            said(words.say("The example was:")),
            _given(demo.input),
            said(
                words.say(
                    "What you write is put into the prompts that you saw, and sent to {provider}."
                    " Do not write what {provider} should not know.",
                    provider=provider,
                )
            ),
        ),
        input=LongText(max_length=MAX_INPUT),
        submit=context.press(RunInput(), words.say("Run it"), "submit"),
        controls=(
            go(Go("enter", demo.id), words.say("Back"), "back"),
            go(Go("decline", demo.id, fingerprint(provider)), stop),
            context.menu(),
        ),
        locale=words.locale,
    )


def _task(demo: Demo, context: Context) -> Screen:
    words = context.words
    show = context.press(ShowPanel(), words.say("Show the first way"), "next")
    return Screen(
        name="demo.task",
        eyebrow=context.eyebrow,
        title=demo.title,
        progress=_progress(0, demo, words),
        blocks=(
            *paragraphs(demo.task),
            said(words.say("The input:")),
            _given(demo.input),
            _note(demo, words),
        ),
        controls=(show, context.menu()),
        locale=words.locale,
    )


def _panel(state: DemoState, demo: Demo, context: Context) -> Screen:
    words = context.words
    shown = len(state.shown)
    panel = demo.panels[shown - 1]
    if shown < len(demo.panels):
        onward = context.press(ShowPanel(), words.say("Show the next way"), "next")
    else:
        onward = context.press(FinishDemo(), words.say("What follows from this"), "next")
    return Screen(
        name="demo.panel",
        eyebrow=context.eyebrow,
        title=demo.title,
        progress=_progress(shown, demo, words),
        blocks=(_note(demo, words), *_written(panel, demo, words)),
        controls=(onward, context.menu()),
        locale=words.locale,
    )


def _written(panel: Panel, demo: Demo, words: Words) -> Iterator[Block]:
    yield Paragraph(text=(Span(text=panel.title, bold=True),))
    if panel.prompt:
        yield Code(title=words.say("The prompt"), text=panel.prompt_for(demo.input))
    else:
        yield said(words.say("The input alone:"))
        yield _given(demo.input)
    yield Callout(tone="case", label=words.say("Written example"), body=tuple(_as_it_stands(panel.output)))
    if panel.comment:
        yield from paragraphs(panel.comment)


def _end(demo: Demo, context: Context) -> Screen:
    words = context.words
    return Screen(
        name="demo.end",
        eyebrow=context.eyebrow,
        title=words.say("{title}: finished", title=demo.title),
        progress=_progress(len(demo.panels), demo, words),
        blocks=(*paragraphs(demo.conclusion), _note(demo, words)),
        controls=_after(demo, context, words.say("Try an input of your own")),
        locale=words.locale,
    )


def _run(state: DemoState, run: Run, demo: Demo, context: Context) -> Screen:
    words = context.words
    blocks: list[Block] = [box(words, "learner", _as_it_stands(run.text))]
    titles = {panel.id: panel.title for panel in demo.panels}
    for output in run.outputs:
        if output.instead:
            said_instead = said(_instead(output.instead, words))
            blocks.append(box(words, "notice", [said_instead], titles[output.panel]))
        else:
            label = words.say("The model's own words")
            body = tuple(
                Paragraph(text=neutral(inline(line))) for line in filter(None, output.text.split("\n"))
            )
            blocks.append(Callout(tone="tutor", label=label, title=titles[output.panel], body=body))
    if any(output.text for output in run.outputs):
        blocks.append(said(words.say("A model wrote this, and nobody checked it. It can be wrong.")))
    if owed(state):
        blocks.append(said(_waiting(context)))
        again = go(Go("enter", demo.id), words.say("Look again"), "next")
        controls: tuple[Control, ...] = (again, context.menu())
    else:
        controls = _after(demo, context, words.say("Try another input"))
    return Screen(
        name="demo.run",
        eyebrow=context.eyebrow,
        title=words.say("Your own input"),
        progress=_progress(len(demo.panels), demo, words),
        blocks=tuple(blocks),
        controls=controls,
        locale=words.locale,
    )


def _after(demo: Demo, context: Context, own: str) -> tuple[Control, ...]:
    """The ways on from the end; `own` leads to an input of one's own, where there is a model."""
    words = context.words
    runs = (go(Go("provider", demo.id), own),) if context.provider and prompted(demo) else ()
    again = go(Go("again", demo.id), words.say("See it again from the start"))
    return (*context.onward(), *runs, again, context.menu())


def _waiting(context: Context) -> str:
    words = context.words
    match context.writing:
        case "here":
            return words.say("The model is at work. Your input is kept.")
        case "elsewhere":
            return words.say(
                "The model is at work in another window, or was when a program ended."
                " Your input is kept. Look again in a moment."
            )
        case _:
            return words.say("There is no output yet. Your input is kept.")


def _instead(reason: Instead, words: Words) -> str:
    """Why there is no output."""
    match reason:
        case "unfit":
            return words.say("The model wrote nothing that can be shown.")
        case "too_long":
            return words.say("This is too long for the model.")
        case "lab_spent":
            return words.say("What can be asked the model in one demo is used up.")
        case _:
            return why_no_model(reason, words)


def _progress(shown: int, demo: Demo, words: Words) -> Progress:
    total = len(demo.panels)
    return Progress(done=shown, total=total, label=words.say("{n} of {total} ways", n=shown, total=total))


def _note(demo: Demo, words: Words) -> Block:
    return box(words, "notice", [paragraph(demo.note)])


_LAID_OUT = re.compile(r"^[ \t]|\t|\S {3,}\S|\n\s*\n\s*\n", re.MULTILINE)
"""Text that means something by its spaces: indented, in columns, or with more than one blank line."""


def _given(words_given: str) -> Block:
    """An input as it stands, whatever in it looks like Markdown."""
    return Code(text=words_given) if _LAID_OUT.search(words_given) else Quote(text=text(words_given))


def _as_it_stands(written: str) -> Iterator[Block]:
    """Text with its lines, and with its layout where that means something."""
    if _LAID_OUT.search(written):
        yield Code(text=written)
    else:
        yield from (said(each) for each in re.split(r"\n\s*\n", written) if each.strip())
