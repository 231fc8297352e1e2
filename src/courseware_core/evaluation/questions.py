"""Questions that somebody asks in a lab, with the section that answers each, as a course's author keeps them.

They lie in `evaluation/labs.yaml` of a course's folder. Somebody who has read the lessons and nothing else
writes them before a tutor is changed, and nothing is worded after them.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from courseware_core.content.catalog import Catalog
from courseware_core.content.explain import explain
from courseware_core.content.files import read_text, shown
from courseware_core.content.model import Lab
from courseware_core.content.problems import Problem, did_you_mean, problem
from courseware_core.content.questions.base import Id
from courseware_core.content.yaml import Document, read_yaml
from courseware_core.engine.lab import MAX_MESSAGE
from courseware_core.errors import ContentError
from courseware_core.frozen import Frozen

PLACE = Path("evaluation", "labs.yaml")
"""Where a course's folder keeps its questions."""

Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_MESSAGE)]


class InLesson(Frozen):
    """A question that the lesson answers, in `section`."""

    ask: Question
    section: Id


class OffLesson(Frozen):
    """A question that the lesson does not answer. `shares` is a word that both have, in other senses."""

    ask: Question
    shares: str = ""


class Questions(Frozen):
    """Questions for labs, by the lab's id."""

    in_lesson: Mapping[Id, tuple[InLesson, ...]] = Field(default_factory=dict)
    off_lesson: Mapping[Id, tuple[OffLesson, ...]] = Field(default_factory=dict)


def read_questions(path: Path, catalog: Catalog) -> Questions:
    """The questions at `path`: a file of them, or else a folder of courses, of one, or inside one.

    In a folder they are those of every course that has any.

    Raises: ContentError with every problem at file:line:column.
    """
    if not path.is_dir():
        return _read(path, catalog)
    above = [each for each in path.absolute().parents if (each / "course.yaml").exists()]
    folders = (*above[:1], path, *sorted(each for each in path.iterdir() if each.is_dir()))
    found = [_read(each / PLACE, catalog) for each in folders if (each / PLACE).exists()]
    return Questions(
        in_lesson={lab: asked for each in found for lab, asked in each.in_lesson.items()},
        off_lesson={lab: asked for each in found for lab, asked in each.off_lesson.items()},
    )


def _read(path: Path, catalog: Catalog) -> Questions:
    text = read_text(path)
    if isinstance(text, Problem):
        raise _refused(path, [text])
    document = read_yaml(text, shown(path))
    if document.root is None or document.problems:
        raise _refused(path, document.problems)
    try:
        questions = Questions.model_validate(document.root)
    except ValidationError as error:
        raise _refused(path, explain(error, document, Questions)) from error
    if strangers := list(_strangers(questions, document, catalog)):
        raise _refused(path, strangers)
    return questions


def _strangers(questions: Questions, document: Document, catalog: Catalog) -> Iterable[Problem]:
    """Labs and sections that are not in the catalog."""
    labs = {each.id: each for each in catalog.activities if isinstance(each, Lab)}
    for key, asked in (("in_lesson", questions.in_lesson), ("off_lesson", questions.off_lesson)):
        for lab in asked:
            if lab not in labs:
                place = document.key_place(key, lab)
                yield problem("CW017", place, f"there is no lab `{lab}`.", hint=did_you_mean(lab, labs))
    for lab, known in questions.in_lesson.items():
        sections = {passage.section for passage in labs[lab].passages} if lab in labs else None
        for number, each in enumerate(known):
            if sections is not None and each.section not in sections:
                place = document.place("in_lesson", lab, number, "section")
                message = f"the lab `{lab}` speaks of no section `{each.section}`."
                yield problem("CW017", place, message, hint=did_you_mean(each.section, sections))


def _refused(path: Path, problems: Iterable[Problem]) -> ContentError:
    return ContentError(f"The questions in {shown(path)} cannot be used.", tuple(map(str, problems)))
