"""From what a course's files hold to the course and its activities, each closed over what it uses."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from courseware_core.blocks import Block, Callout, Code, Paragraph, Span, plain, texts
from courseware_core.content.authored import (
    Challenge,
    CourseFolder,
    DecisionFile,
    DemoFile,
    LabFile,
    LessonFolder,
    ModuleFolder,
    QuizFile,
    TestFile,
    Written,
)
from courseware_core.content.deciding import faults, unknown_names
from courseware_core.content.drawing import Pools, mistaken
from courseware_core.content.guides import INPUT, Decision, Demo
from courseware_core.content.ids import Named
from courseware_core.content.model import (
    AnyActivity,
    Course,
    Lab,
    Lesson,
    LessonBlock,
    Module,
    Part,
    Quiz,
    Section,
    Source,
    Term,
    Test,
)
from courseware_core.content.order import lessons_in_circles
from courseware_core.content.page import Page
from courseware_core.content.passages import passages
from courseware_core.content.problems import Place, Problem, did_you_mean, problem
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.content.unmarked import misplaced
from courseware_core.content.yaml import Document
from courseware_core.frozen import Frozen

WORDS_A_MINUTE = 200
CODE_LINES_A_MINUTE = 20

_ACTIVITIES = ("lesson", "decision", "demo", "quiz", "lab", "challenge", "test")

_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)

A = TypeVar("A", Quiz, Test, Lab, Lesson, Decision, Demo)


@dataclass(slots=True)
class Compiled:
    """A course with its activities in order. `course` is None when course.yaml cannot be used."""

    course: Course | None = None
    activities: list[AnyActivity] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def compile_course(folder: CourseFolder, ids: Sequence[Named]) -> Compiled:
    """The course of `folder`, whose ids are `ids`, as far as its files can be used."""
    return _Compiler(folder, ids).compile()


def minutes_to_read(blocks: Iterable[Block]) -> int:
    """How long the blocks take to read: 200 words a minute, 20 lines of code a minute, at least 1."""
    words = code = 0
    for block in blocks:
        if isinstance(block, Code):
            code += block.text.count("\n") + 1
        words += sum(len(plain(text).split()) for text in texts(block))
    return max(1, math.ceil(words / WORDS_A_MINUTE + code / CODE_LINES_A_MINUTE))


class _Compiler:
    """Compiles one course."""

    def __init__(self, folder: CourseFolder, ids: Sequence[Named]) -> None:
        self.folder = folder
        self.done = Compiled()
        self.names: dict[str, set[str]] = defaultdict(set)
        for each in ids:
            self.names[each.type].add(each.id)
        written = folder.sources.value if folder.sources else None
        self.sources: dict[str, Source] = {}
        self.all_sources_known = written is not None
        for number, source in enumerate(written.sources if written else ()):
            if source.key in self.sources and folder.sources:
                place = folder.sources.document.place("sources", number, "key")
                self._complain("CW012", place, f"the source `{source.key}` stands here twice.")
                self.all_sources_known = False
            if source.url and not _ADDRESS.fullmatch(source.url) and folder.sources:
                place = folder.sources.document.place("sources", number, "url")
                hint = "Write the whole address, which begins with https://."
                self._complain("CW002", place, f"`{source.url}` is no address of the web.", hint)
            self.sources[source.key] = source
        self.pools = Pools(folder)
        self.pages = {lesson.page.id: lesson.page for lesson in folder.lessons}
        self.pool_questions: dict[str, AnyQuestion] = {
            question.id: question
            for pool in folder.pools.values()
            for question in (pool.value.questions if pool.value else ())
        }

    def compile(self) -> Compiled:
        file = self.folder.file.value
        modules = [self._module(module) for module in self.folder.modules]
        if self.folder.sources is None and self._cites():
            message = "there is no sources.yaml beside course.yaml; lessons and claims name keys of it."
            place = Place(self.folder.file.document.file)
            self._complain("CW013", place, message, "Write it: a `key` and a `title` for each source.")
        self.done.problems += misplaced(self.folder, self.pools)
        self.done.problems += lessons_in_circles(self.folder)
        for pool in self.folder.pools.values():
            self._see_of_questions(pool.document, pool.value.questions if pool.value else ())
        if file is not None:
            self.done.course = Course(
                id=file.id,
                version=file.version,
                title=file.title,
                licence=file.licence,
                locale=file.locale,
                after=file.after,
                modules=tuple(module for module in modules if module is not None),
            )
        return self.done

    def _cites(self) -> bool:
        """Whether a lesson or a claim names a source."""
        claims = self.folder.claims.value if self.folder.claims else None
        placed = (
            each for page in self.pages.values() for section in page.sections for each in section.blocks
        )
        return (
            any(lesson.front.value and lesson.front.value.sources for lesson in self.folder.lessons)
            or any(claim.source for claim in (claims.claims if claims else ()))
            or any(each.source for each in placed)
        )

    def _module(self, module: ModuleFolder) -> Module | None:
        parts = []
        for number, lesson in enumerate(module.lessons, start=1):
            if self._lesson(module, lesson, number):
                part = Part(
                    lesson=lesson.page.id,
                    decision=self._decision(module, lesson.decision) if lesson.decision else None,
                    demo=self._demo(module, lesson.demo) if lesson.demo else None,
                    quiz=self._quiz(module, lesson.quiz) if lesson.quiz else None,
                    lab=self._lab(module, lesson.lab) if lesson.lab else None,
                    challenges=tuple(self._challenges(module, lesson.challenges)),
                )
                parts.append(part)
        self.done.problems += mistaken(module)
        test = self._test(module, module.test) if module.test else None
        mock = self._test(module, module.mock) if module.mock else None
        file = module.file.value
        if file is None:
            return None
        return Module(
            id=file.id,
            number=file.number,
            label=file.label,
            title=file.title,
            tagline=file.tagline,
            syllabus=file.syllabus,
            parts=tuple(parts),
            test=test,
            mock=mock,
        )

    def _add(self, module: ModuleFolder, model: type[A], values: dict[str, Any]) -> str:
        """Adds the activity, unless the files above it cannot be used. Returns: its id."""
        course, file = self.folder.file.value, module.file.value
        if course is not None and file is not None:
            values |= {"course": course.id, "module": file.id, "locale": course.locale}
            self.done.activities.append(model.model_validate(values))
        return str(values["id"])

    def _lesson(self, module: ModuleFolder, lesson: LessonFolder, number: int) -> bool:
        page, front = lesson.page, lesson.front.value
        for section in page.sections:
            for placed in section.blocks:
                if placed.source:
                    self._source(placed.source, Place(page.file, placed.line), page.id)
        if front is None:
            return False
        document = lesson.front.document
        for position, required in enumerate(front.requires):
            self._names(_ACTIVITIES, required, document.place("requires", position), front.id, "activity")
        for position, key in enumerate(front.sources):
            self._source(key, document.place("sources", position), front.id)
        if page.problems:
            return False
        blocks = tuple(self._blocks(page))
        minutes = front.minutes
        if minutes == "auto":
            minutes = minutes_to_read(each.block for each in blocks)
        values = _given(front) | {
            "number": number if front.number is None else front.number,
            "minutes": minutes,
            "sources": [self.sources[key] for key in front.sources if key in self.sources],
            "sections": [Section(id=each.id, title=each.title) for each in page.sections],
            "blocks": blocks,
            "terms": [term for term, _ in page.terms],
        }
        self._add(module, Lesson, values)
        return True

    def _blocks(self, page: Page) -> Iterator[LessonBlock]:
        for section in page.sections:
            for number, placed in enumerate(section.blocks, start=1):
                block = placed.block
                if isinstance(block, Callout):
                    block = _dated(block, placed.year, self.sources.get(placed.source))
                yield LessonBlock(id=f"{section.id}/{number}", section=section.id, block=block)

    def _decision(self, module: ModuleFolder, decision: Written[DecisionFile]) -> str | None:
        file = decision.value
        if file is None:
            return None
        unknown = list(unknown_names(file))
        rule, wrong = ("CW017", unknown) if unknown else ("CW141", list(faults(file)))
        for path, message, hint in wrong:
            self._complain(rule, decision.document.place(*path), message, hint, file.id)
        return self._add(module, Decision, _given(file))

    def _demo(self, module: ModuleFolder, demo: Written[DemoFile]) -> str | None:
        file = demo.value
        if file is None:
            return None
        for number, panel in enumerate(file.panels):
            if panel.prompt and INPUT not in panel.prompt:
                place = demo.document.place("panels", number, "prompt")
                hint = f"Write {INPUT} where it belongs."
                self._complain("CW142", place, "this prompt has no place for the input.", hint, file.id)
        return self._add(module, Demo, _given(file))

    def _quiz(self, module: ModuleFolder, quiz: Written[QuizFile]) -> str | None:
        file = quiz.value
        if file is None:
            return None
        self._see_of_questions(quiz.document, file.questions)
        if file.pool is None:
            return self._add(module, Quiz, _given(file))
        questions = self.pools.for_practice(quiz.path, file.pool)
        if questions is None:
            return None
        if not questions:
            place = quiz.document.place("pool")
            hint = "Give questions of it `use: [practice]`."
            self._complain("CW131", place, f"`{file.pool}` has no questions for practice.", hint, file.id)
            return None
        return self._add(module, Quiz, _given(file, without=("pool",)) | {"questions": questions})

    def _challenges(self, module: ModuleFolder, challenges: Iterable[Written[Challenge]]) -> Iterator[str]:
        for each in challenges:
            if each.value is not None:
                self._see_of_questions(each.document, each.value.questions)
                yield self._add(module, Quiz, _given(each.value) | {"kind": "challenge"})

    def _test(self, module: ModuleFolder, test: Written[TestFile]) -> str | None:
        if test.value is None:
            return None
        if test.value.grace is not None and test.value.time_limit is None:
            place = test.document.key_place("grace")
            self._complain("CW002", place, "`grace` means nothing without a `time_limit`.", at=test.value.id)
        for number, draw in enumerate(test.value.draw):
            self._see(draw.see, test.document.place("draw", number, "see"), test.value.id)
        draws, problems = self.pools.draws(test)
        self.done.problems += problems
        if draws is None:
            return None
        return self._add(module, Test, _given(test.value) | {"draw": draws})

    def _lab(self, module: ModuleFolder, lab: Written[LabFile]) -> str | None:
        file, document = lab.value, lab.document
        if file is None:
            return None
        for number, lesson in enumerate(file.grounding):
            self._names(("lesson",), lesson, document.place("grounding", number), file.id)
        for number, faq in enumerate(file.faq):
            for position, section in enumerate(faq.see):
                self._see(section, document.place("faq", number, "see", position), file.id)
        for number, check in enumerate(file.checks):
            self._see(check.see, document.place("checks", number, "see"), file.id)
        pages = [self.pages[lesson] for lesson in file.grounding if lesson in self.pages]
        values = _given(file, without=("grounding",)) | {
            "glossary": _glossary(file.glossary, pages),
            "passages": [passage for page in pages for passage in passages(page)],
            "exit": self._exit(file, document),
        }
        if any(page.problems for page in pages):
            return None
        return self._add(module, Lab, values)

    def _exit(self, lab: LabFile, document: Document) -> AnyQuestion | None:
        if lab.exit is None:
            return None
        found = self.pool_questions.get(lab.exit)
        if found is not None and "practice" in found.use:
            return found
        if found is not None:
            hint = "Give it `use: [practice]`, or the test may ask it."
            said = f"`{lab.exit}` is a question for tests."
            self._complain("CW017", document.place("exit"), said, hint, lab.id)
        elif self._is_known_only_broken(lab.exit):
            return None
        elif self.folder.complete:
            practice = (each.id for each in self.pool_questions.values() if "practice" in each.use)
            said = f"no pool has a question `{lab.exit}`."
            self._complain("CW017", document.place("exit"), said, did_you_mean(lab.exit, practice), lab.id)
        return None

    def _is_known_only_broken(self, question: str) -> bool:
        """Whether a pool that cannot be used has the question; that pool's problems are reported."""
        return any(
            pool.value is None and pool.document.text("questions", number, "id") == question
            for pool in self.folder.pools.values()
            for number in range(len(pool.document.at("questions") or ()))
        )

    def _see_of_questions(self, document: Document, questions: Sequence[AnyQuestion]) -> None:
        for number, question in enumerate(questions):
            self._see(question.see, document.place("questions", number, "see"), question.id)
            for position, each in enumerate(question.rubric if isinstance(question, WrittenQuestion) else ()):
                self._see(
                    each.see, document.place("questions", number, "rubric", position, "see"), question.id
                )

    def _see(self, section: str | None, place: Place, at: str) -> None:
        if section is not None:
            self._names(("section", "lesson"), section, place, at)

    def _names(self, types: tuple[str, ...], name: str, place: Place, at: str, what: str = "") -> None:
        """Complain when nothing of one of `types`, together called `what`, has the id `name`."""
        known = set().union(*(self.names[kind] for kind in types))
        if name not in known and self.folder.complete:
            message = f"there is no {what or ' or '.join(types)} `{name}`."
            self._complain("CW017", place, message, did_you_mean(name, known), at)

    def _source(self, key: str, place: Place, at: str) -> None:
        if key in self.sources or not self.all_sources_known:
            return
        message = f"sources.yaml has no source `{key}`."
        self._complain("CW017", place, message, did_you_mean(key, self.sources), at)

    def _complain(self, rule: str, place: Place, message: str, hint: str = "", at: str = "") -> None:
        self.done.problems.append(problem(rule, place, message, hint=hint, at=at))


def _given(file: Frozen, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the author wrote, by the names that a model is built with."""
    fields = type(file).model_fields
    return {
        fields[name].alias or name: getattr(file, name)
        for name in file.model_fields_set
        if name not in without
    }


def _dated(case: Callout, year: str, source: Source | None) -> Callout:
    """A case with its year behind the title and its source under the text."""
    title = f"{case.title} ({year})" if year and year not in case.title else case.title
    body = case.body
    if source is not None:
        cited = Span(text=_cited(source), italic=True, href=source.url or None)
        body = (*body, Paragraph(text=(cited,)))
    return case.model_copy(update={"title": title, "body": body})


def _cited(source: Source) -> str:
    who = " ".join(filter(None, (source.authors, f"({source.year})" if source.year else "")))
    return f"{who}: {source.title}" if who else source.title


def _glossary(own: Sequence[Term], pages: Iterable[Page]) -> list[Term]:
    """A lab's own words, then those that its lessons define; of a term in both, one entry."""
    found = {term.term.casefold(): term for term in own}
    for page in pages:
        for term, _ in page.terms:
            known = found.setdefault(term.term.casefold(), term)
            also = tuple(dict.fromkeys((*known.also, *term.also)))
            found[term.term.casefold()] = known.model_copy(update={"also": also, "id": term.id})
    return list(found.values())
