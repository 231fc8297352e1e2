"""The examples of content/README.md are what they say they are."""

import re
import shutil
from pathlib import Path

import pytest

from courseware_core.content import authored
from courseware_core.content.catalog import bundled_content, load_catalog
from courseware_core.content.directives import KINDS, OPTIONS
from courseware_core.content.lint import check
from courseware_core.content.model import Lesson
from courseware_core.content.page import read_page
from courseware_core.content.questions import KINDS as QUESTION_KINDS
from courseware_core.content.yaml import read_yaml
from courseware_core.frozen import Frozen

README = (bundled_content() / "README.md").read_text()
YAML = re.findall(r"^```yaml\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
FILES: dict[str, type[Frozen]] = {
    "modules:": authored.CourseFile,
    "lessons:": authored.ModuleFile,
    "sources:": authored.SourcesFile,
    "penalty:": authored.QuizFile,
    "pick: true": authored.QuizFile,
    "challenges:": authored.ChallengesFile,
    "attempts:": authored.TestFile,
    "mock: true": authored.TestFile,
    "use:": authored.PoolFile,
    "pairs:": authored.PoolFile,
    "persona:": authored.LabFile,
    "recommendations:": authored.DecisionFile,
    "panels:": authored.DemoFile,
    "claims:": authored.ClaimsFile,
}
"""Each kind of file by a key that only its example has at the beginning of a line."""


@pytest.mark.parametrize("key", FILES)
def test_example_of_a_file_is_one(key: str) -> None:
    (example,) = (text for text in YAML if re.search(rf"^ *{key}", text, flags=re.MULTILINE))
    document = read_yaml(example, "README.md")
    assert document.problems == []
    FILES[key].model_validate(document.root)


def test_every_example_is_tested() -> None:
    assert len(YAML) == len(FILES)


def test_example_of_a_lesson_is_one_and_shows_every_directive() -> None:
    (example,) = re.findall(r"^````markdown\n(.*?)^````$", README, flags=re.MULTILINE | re.DOTALL)
    page = read_page(example, "lesson.md", lambda _: ("", ""))
    assert page.problems == []
    authored.LessonFront.model_validate(page.front.root)
    assert set(re.findall(r":::\{(\w+)\}", example)) == set(OPTIONS)


def test_tables_name_every_directive_kind_of_callout_and_kind_of_question() -> None:
    words = set(re.findall(r"`(\w+)`", README))
    assert set(OPTIONS) | set(KINDS) | set(QUESTION_KINDS) <= words


def test_recipe_for_a_lesson_of_your_own_leads_to_a_course_without_errors(tmp_path: Path) -> None:
    course = tmp_path / "llm-course"
    shutil.copytree(bundled_content() / "llm-course", course)
    module = course / "m06-fine-tuning-vs-prompting"
    lesson = module / "l5-my-lesson"
    shutil.copytree(module / "l1-what-fine-tuning-does", lesson)
    for name in ("lesson.md", "quiz.yaml", "lab.yaml"):
        text = (lesson / name).read_text().replace("m06.l1", "m06.l5")
        (lesson / name).write_text(re.sub(r"^(number|exit):.*\n", "", text, flags=re.MULTILINE))
    listed = (module / "module.yaml").read_text()
    last = "  - l4-when-to-fine-tune\n"
    assert last in listed
    (module / "module.yaml").write_text(listed.replace(last, f"{last}  - l5-my-lesson\n"))
    assert {each.rule for each in check(tmp_path)} <= {"CW118", "CW162", "CW163"}
    mine = load_catalog(tmp_path).activity("m06.l5").activity
    assert isinstance(mine, Lesson)
    assert mine.number == 5
