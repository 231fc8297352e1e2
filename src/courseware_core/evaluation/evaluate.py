"""The whole evaluation: every learner in every lab, and every question."""

from collections.abc import Callable, Sequence
from pathlib import Path

from courseware_core.content.catalog import Catalog
from courseware_core.content.model import Lab
from courseware_core.content.problems import did_you_mean
from courseware_core.engine.facts import ReplyGiven
from courseware_core.errors import UnknownActivity
from courseware_core.evaluation.learners import Learner, Line, learners
from courseware_core.evaluation.measures import TUTORS_OWN, measure, total
from courseware_core.evaluation.questions import InLesson, OffLesson, Questions, read_questions
from courseware_core.evaluation.report import QUESTIONS, Asked, Heard, Report, goals
from courseware_core.evaluation.talking import Talk, folded, talk
from courseware_core.ports import Tutor


async def evaluate_labs(
    catalog: Catalog,
    tutor: Tutor,
    *,
    labs: Sequence[str] = (),
    questions: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """How `tutor` does in `labs`, or without any named in all labs of `catalog`.

    `questions` is a file of questions, or a folder of courses whose own files are read; None asks none.
    `progress` is told what is done next, in a few words. Nothing is kept: every talk has a record that
    ends with it.

    Raises: UnknownActivity when there is no such lab; ContentError when the questions cannot be used.
    """
    chosen = _chosen(catalog, labs)
    known = read_questions(questions, catalog) if questions else Questions()
    heard: list[Heard] = []
    asked: list[Asked] = []
    talks: list[Talk] = []
    for content in chosen:
        for learner in learners(content, known):
            if progress:
                progress(f"{content.id}: {learner.name}")
            talks.append(await talk(catalog, tutor, content, learner))
            heard.append(Heard(lab=content.id, learner=learner.name, measures=measure(talks[-1])))
        put: tuple[InLesson | OffLesson, ...] = (
            *known.in_lesson.get(content.id, ()),
            *known.off_lesson.get(content.id, ()),
        )
        if put and progress:
            progress(f"{content.id}: {len(put)} questions")
        visits = [await _ask(catalog, tutor, content, question) for question in put]
        if visits:
            measures = total(map(measure, visits))
            heard.append(Heard(lab=content.id, learner=QUESTIONS, measures=measures))
        asked += [_asked(question, visit) for question, visit in zip(put, visits, strict=True)]
        talks += visits
    return Report(
        tutors=tuple(dict.fromkeys(source for each in talks for source in _sources(each))),
        heard=tuple(heard),
        asked=tuple(asked),
        goals=goals(asked),
    )


def _chosen(catalog: Catalog, names: Sequence[str]) -> tuple[Lab, ...]:
    labs = {each.id: each for each in catalog.activities if isinstance(each, Lab)}
    for name in names:
        if name not in labs:
            said = f"There is no lab `{name}`. {did_you_mean(name, labs)}".rstrip()
            raise UnknownActivity(f"{said} There is: {', '.join(labs) or 'nothing'}.")
    return tuple(labs[name] for name in dict.fromkeys(names)) if names else tuple(labs.values())


async def _ask(catalog: Catalog, tutor: Tutor, content: Lab, question: InLesson | OffLesson) -> Talk:
    """The visit of somebody who asks this and goes."""
    line = Line(question.ask, "on" if isinstance(question, InLesson) else "off")
    return await talk(catalog, tutor, content, Learner(QUESTIONS, (line,)))


def _asked(question: InLesson | OffLesson, visit: Talk) -> Asked:
    section = question.section if isinstance(question, InLesson) else ""
    state = folded(visit.facts)
    reply = state.turns[0].reply if state.turns else None
    if reply is None:
        return Asked(lab=visit.lab.id, ask=question.ask, section=section)
    return Asked(
        lab=visit.lab.id,
        ask=question.ask,
        section=section,
        move=reply.move,
        closest=reply.closest,
        instead=reply.instead,
        sections=_sections(reply),
    )


def _sections(reply: ReplyGiven) -> tuple[str, ...]:
    """Where the learner is sent for an answer; on the way back to the lesson, nowhere."""
    if reply.move == "redirect":
        return ()
    return tuple(dict.fromkeys((*(quotation.section for quotation in reply.quotes), *reply.see)))


def _sources(visit: Talk) -> list[str]:
    replies = (each.fact for each in visit.facts if isinstance(each.fact, ReplyGiven))
    return [reply.source for reply in replies if reply.move in TUTORS_OWN]
