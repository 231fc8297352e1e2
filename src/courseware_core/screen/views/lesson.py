"""Pages of a lesson, its contents, and its end."""

from collections.abc import Sequence

from courseware_core.blocks import Block, List, ListItem, Paragraph, Span, text
from courseware_core.content.model import Lesson, LessonBlock, Source
from courseware_core.engine.commands import GoTo, TurnPage, UpdateLesson
from courseware_core.engine.facts import Place
from courseware_core.engine.lesson import (
    Reading,
    block_index,
    blocks_from,
    place,
    to_read,
    unread_sections,
)
from courseware_core.screen.model import Control, Progress, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.paging import previous_place, take_page
from courseware_core.screen.views.asides import lesson_asides
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import box, labelled, said
from courseware_core.screen.views.standing import extent
from courseware_core.screen.words import Words


def lesson_screen(state: Reading, lesson: Lesson, context: Context) -> Screen:
    """The page at the reader's place, or the end."""
    return _end(state, lesson, context) if state.finished else _page(state, lesson, context)


def contents_screen(state: Reading, lesson: Lesson, context: Context) -> Screen:
    """The sections to go to, with where the reader is and what was not read."""
    words = context.words
    unread = unread_sections(state, lesson)
    here = blocks_from(state, lesson, place(state, lesson))[0].section
    in_round = {block.section for block in to_read(state, lesson)}
    choices = []
    for section in lesson.sections:
        if section.id not in in_round:
            continue
        first = next(index for index, block in enumerate(lesson.blocks) if block.section == section.id)
        if section.id == here:
            note = words.say("you are here")
        else:
            note = words.say("not read") if section.id in unread else words.say("read")
        choices.append(context.press(GoTo(first, 0), section.title, "choice", note=note))
    back = go(Go("enter", lesson.id), words.say("Back to the page"), "back")
    return Screen(
        name="lesson.contents",
        eyebrow=context.eyebrow,
        title=words.say("Contents"),
        blocks=(said(words.say("Where would you like to read?")),),
        controls=(*choices, back, context.menu()),
        locale=words.locale,
    )


def _page(state: Reading, lesson: Lesson, context: Context) -> Screen:
    words = context.words
    here = place(state, lesson)
    round_blocks = to_read(state, lesson)
    left, by_section = blocks_from(state, lesson, here), lesson.pages == "section"
    page = take_page(left, here, context.page_chars, by_section=by_section)
    at_start = here == Place(round_blocks[0].id)
    last = block_index(lesson, page.end) == len(lesson.blocks)
    turn = TurnPage(block_index(lesson, page.end), page.end.offset)
    controls: list[Control] = [
        context.press(turn, words.say("Finish the lesson") if last else words.say("Next"), "next")
    ]
    if not at_start:
        before = previous_place(round_blocks, here, context.page_chars, by_section=by_section)
        controls.append(
            context.press(GoTo(block_index(lesson, before), before.offset), words.say("Back"), "back")
        )
    if context.updated:
        label = words.say("This lesson was updated: go on in the new text")
        controls.append(context.press(UpdateLesson(), label))
    controls.append(go(Go("contents", lesson.id), words.say("Contents")))
    controls += [*lesson_asides(context), context.menu()]
    head = _head(lesson, words) if at_start and state.scope == "whole" else ()
    if by_section:
        progress = _step(round_blocks, left[0].section, lesson, words)
    else:
        progress = _how_far(len(round_blocks) - len(left), len(round_blocks), lesson, words)
    return Screen(
        name="lesson.page",
        eyebrow=context.eyebrow,
        title=lesson.title,
        progress=progress,
        blocks=(*head, *(labelled(shown.block, words) for shown in page.shown)),
        controls=tuple(controls),
        locale=words.locale,
    )


def _step(round_blocks: Sequence[LessonBlock], section: str, lesson: Lesson, words: Words) -> Progress:
    """Which section of those that are read in this round; the opening is a step too."""
    steps = list(dict.fromkeys(block.section for block in round_blocks))
    number = steps.index(section) + 1
    title = next(each.title for each in lesson.sections if each.id == section)
    label = words.say("Step {n} of {total}: {title}", n=number, total=len(steps), title=title)
    return Progress(done=number - 1, total=len(steps), label=label)


def _how_far(done: int, total: int, lesson: Lesson, words: Words) -> Progress:
    left = max(1, round(lesson.minutes * (total - done) / len(lesson.blocks)))
    label = words.count("about {n} minute left", "about {n} minutes left", left)
    return Progress(done=done, total=total, label=label)


def _head(lesson: Lesson, words: Words) -> tuple[Block, ...]:
    head: list[Block] = [said(extent(words, lesson.difficulty, lesson.minutes))]
    if lesson.tagline:
        head.append(Paragraph(text=(Span(text=lesson.tagline, italic=True),)))
    if lesson.question:
        question = Paragraph(text=text(lesson.question))
        head.append(box(words, "key", [question]).model_copy(update={"label": words.say("The question")}))
    return tuple(head)


def _end(state: Reading, lesson: Lesson, context: Context) -> Screen:
    words = context.words
    unread = unread_sections(state, lesson) if state.scope == "whole" else frozenset[str]()
    blocks: list[Block] = [said(words.say("You have reached the end of this lesson."))]
    controls = list(context.onward())
    if unread:
        titles = [section.title for section in lesson.sections if section.id in unread]
        blocks.append(said(words.say("You have not read these parts:")))
        blocks.append(List(items=tuple(ListItem(text=text(title)) for title in titles)))
    if context.missed:
        note = words.say("parts you skipped, and parts that answer what you missed in the quiz")
        controls.append(go(Go("missed", lesson.id), words.say("Read only what I missed"), note=note))
    controls.append(go(Go("again", lesson.id), words.say("Read the whole lesson again")))
    if lesson.sources:
        blocks.append(said(words.say("This lesson rests on:")))
        blocks.append(List(items=tuple(ListItem(text=_cited(source)) for source in lesson.sources)))
    controls.append(context.menu())
    return Screen(
        name="lesson.end",
        eyebrow=context.eyebrow,
        title=words.say("{title}: finished", title=lesson.title),
        blocks=tuple(blocks),
        controls=tuple(controls),
        locale=words.locale,
    )


def _cited(source: Source) -> tuple[Span, ...]:
    who = f"{source.authors} ({source.year}). " if source.authors and source.year else ""
    if source.authors and not source.year:
        who = f"{source.authors}. "
    title = Span(text=source.title, italic=True, href=source.url or None)
    return (Span(text=who), title) if who else (title,)
