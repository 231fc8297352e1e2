"""What loading makes of a course's files."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.content.conftest import CourseCopy
from tests.content.drawn import png

from courseware_core.blocks import Callout, Code, Heading, Image, Paragraph, plain
from courseware_core.content.load import load
from courseware_core.content.model import AnyActivity, Lab, Lesson, Module, Part, Test

COURSES = Path(__file__).parents[1] / "data" / "courses"


def activity(tiny: CourseCopy, wanted: str) -> AnyActivity:
    return next(each for each in tiny.load().activities if each.id == wanted)


def lesson(tiny: CourseCopy, wanted: str = "t1.l1") -> Lesson:
    found = activity(tiny, wanted)
    assert isinstance(found, Lesson)
    return found


def lab(tiny: CourseCopy) -> Lab:
    found = activity(tiny, "t1.l1.lab")
    assert isinstance(found, Lab)
    return found


def test_course_lists_its_activities_in_the_order_they_are_taken(tiny: CourseCopy) -> None:
    (course,) = tiny.load().courses
    assert course.modules == (
        Module(
            id="t1",
            number=1,
            title="Tea",
            tagline="One plant, many cups.",
            parts=(
                Part(lesson="t1.l1", quiz="t1.l1.quiz", lab="t1.l1.lab"),
                Part(lesson="t1.l2", quiz="t1.l2.quiz"),
            ),
            test="t1.test",
        ),
    )
    assert [each.id for each in tiny.load().activities] == list(course.modules[0].activities())


def test_blocks_are_numbered_within_their_section_headings_included(tiny: CourseCopy) -> None:
    blocks = lesson(tiny).blocks
    assert [each.id for each in blocks[:5]] == [
        "t1.l1/1",
        "t1.l1/2",
        "t1.l1.oxidation/1",
        "t1.l1.oxidation/2",
        "t1.l1.oxidation/3",
    ]
    assert isinstance(blocks[2].block, Heading)
    assert blocks[2].section == "t1.l1.oxidation"


def test_opening_is_a_section_with_the_title_of_the_lesson(tiny: CourseCopy) -> None:
    assert [(each.id, each.title) for each in lesson(tiny).sections] == [
        ("t1.l1", "How a Leaf Becomes Tea"),
        ("t1.l1.oxidation", "Oxidation"),
        ("t1.l1.trade", "A leaf worth a quarrel"),
    ]


def test_definition_is_a_callout_and_a_term(tiny: CourseCopy) -> None:
    (term,) = lesson(tiny).terms
    assert (term.term, term.also, term.id) == ("Oxidation", ("browning", "oxidising"), "oxidation")
    assert term.means.startswith("A change that begins when the air")
    block = lesson(tiny).blocks[3].block
    assert isinstance(block, Callout)
    assert (block.tone, block.title, block.label) == ("definition", "Oxidation", "")


def test_case_shows_its_year_and_its_source(tiny: CourseCopy) -> None:
    case = next(
        each.block
        for each in lesson(tiny).blocks
        if isinstance(each.block, Callout) and each.block.tone == "case"
    )
    assert case.title == "The Boston Tea Party (1773)"
    source = case.body[-1]
    assert isinstance(source, Paragraph)
    assert plain(source.text) == "Benjamin W. Labaree (1964): The Boston Tea Party"


def test_output_belongs_to_the_listing_before_it(tiny: CourseCopy) -> None:
    (code,) = [each.block for each in lesson(tiny).blocks if isinstance(each.block, Code)]
    assert (code.language, code.title) == ("jsonl", "Two lines of a merchant's book")
    assert code.output == "7 chests"


def test_picture_has_the_digest_of_its_file(tiny: CourseCopy) -> None:
    (before,) = [each.block for each in lesson(tiny).blocks if isinstance(each.block, Image)]
    assert before.alt == "A tea leaf, drawn as a green square"
    assert len(before.digest) == 32
    tiny.path("t1-tea/l1-leaves/leaf.png").write_bytes(png(b"another picture"))
    (after,) = [each.block for each in lesson(tiny).blocks if isinstance(each.block, Image)]
    assert after.digest != before.digest


def test_minutes_are_computed_from_words_and_lines_of_code(tiny: CourseCopy) -> None:
    assert lesson(tiny).minutes == 2
    tiny.change("t1-tea/l1-leaves/lesson.md", "7 chests\n", "7 chests\n" + "\n")
    tiny.change("t1-tea/l1-leaves/lesson.md", "(t1.l1.trade)=", "word " * 400 + "\n\n(t1.l1.trade)=")
    assert lesson(tiny).minutes == 4


def test_sources_of_a_lesson_are_whole(tiny: CourseCopy) -> None:
    (source,) = lesson(tiny).sources
    assert (source.key, source.year) == ("labaree1964", 1964)


def test_test_holds_the_questions_that_it_may_draw(tiny: CourseCopy) -> None:
    test = activity(tiny, "t1.test")
    assert isinstance(test, Test)
    (draw,) = test.draw
    assert (draw.count, draw.avoid_seen) == (3, True)
    assert [each.id for each in draw.questions] == ["t1.t1", "t1.t2", "t1.t3", "t1.t4", "t1.t5"]
    assert test.pass_mark == Fraction(2, 3)
    assert test.time_limit is not None
    assert test.time_limit.total_seconds() == 1800


def test_lab_holds_its_exit_question_and_the_words_of_its_lessons(tiny: CourseCopy) -> None:
    assert lab(tiny).exit is not None
    assert lab(tiny).exit.id == "t1.l1.exit"  # type: ignore[union-attr]
    assert [each.term for each in lab(tiny).glossary] == ["roasting", "Oxidation"]


def test_lab_may_quote_paragraphs_items_rows_and_callouts_of_its_lessons(tiny: CourseCopy) -> None:
    passages = lab(tiny).passages
    assert {each.lesson for each in passages} == {"t1.l1"}
    texts = {each.text: (each.section, each.title) for each in passages}
    trade = ("t1.l1.trade", "A leaf worth a quarrel")
    assert texts["They were angry about a tax."] == trade
    assert texts["kind: oolong; heated: half-way; colour: amber"] == ("t1.l1.oxidation", "Oxidation")
    assert "A leaf worth a quarrel" not in texts
    assert not any("Labaree (1964)" in text for text in texts)


def test_whole_definition_is_one_passage(tiny: CourseCopy) -> None:
    (term,) = lesson(tiny).terms
    assert any(term.means in passage.text for passage in lab(tiny).passages)


def test_two_glossary_entries_of_one_term_become_one(tiny: CourseCopy) -> None:
    tiny.change("t1-tea/l1-leaves/lab.yaml", "term: roasting, also: [pan-firing]", "term: oxidation")
    (term,) = lab(tiny).glossary
    assert (term.term, term.also, term.id) == ("oxidation", ("browning", "oxidising"), "oxidation")
    assert term.means == "Heating leaves in a dry pan."


@pytest.mark.parametrize(
    "where", ["", "t1-tea", "t1-tea/l1-leaves", "t1-tea/l1-leaves/quiz.yaml", "course.yaml"]
)
def test_a_path_inside_a_course_loads_the_whole_course(tiny: CourseCopy, where: str) -> None:
    loaded = tiny.load(where)
    assert [course.id for course in loaded.courses] == ["tiny"]
    assert len(loaded.activities) == 6


def test_folder_of_courses_loads_all_of_them() -> None:
    folders = sorted(path.parent.name for path in COURSES.glob("*/course.yaml"))
    assert "tiny" in folders
    assert [course.id for course in load(COURSES).courses] == folders


def test_only_problems_under_the_path_are_reported(tiny: CourseCopy) -> None:
    tiny.change("t1-tea/l1-leaves/quiz.yaml", "pass: 2/3", "pass: 80%")
    tiny.change("t1-tea/l2-brewing/quiz.yaml", "see: t1.l2.time", "see: t1.l2.tim")
    assert tiny.faults("t1-tea/l1-leaves") == ["t1-tea/l1-leaves/quiz.yaml:7:7 CW110"]
    assert tiny.faults("t1-tea/l2-brewing/quiz.yaml") == ["t1-tea/l2-brewing/quiz.yaml:19:10 CW017"]
    assert tiny.faults("t1-tea/l2-brewing/lesson.md") == []


def test_errors_in_one_file_do_not_hide_those_of_others(tiny: CourseCopy) -> None:
    tiny.change("t1-tea/l1-leaves/quiz.yaml", "tries: 2", "tries: [2")
    tiny.change("t1-tea/l2-brewing/quiz.yaml", "feedback: end", "feedback: never")
    tiny.change("t1-tea/l2-brewing/lesson.md", ":::{definition}", ":::{definitoin}")
    tiny.change("claims.yaml", "342 chests, 1773", "[342]")
    assert {each.split(":")[0] for each in tiny.faults()} == {
        "claims.yaml",
        "t1-tea/l1-leaves/quiz.yaml",
        "t1-tea/l2-brewing/quiz.yaml",
        "t1-tea/l2-brewing/lesson.md",
    }


def test_an_unreadable_file_brings_no_complaints_about_what_may_stand_in_it(tiny: CourseCopy) -> None:
    tiny.change("t1-tea/l1-leaves/lesson.md", "id: t1.l1\n", "id: [t1.l1\n")
    assert {each.rsplit(" ", 1)[1] for each in tiny.faults()} == {"CW001"}


def test_two_courses_cannot_share_an_id(tiny: CourseCopy) -> None:
    other = tiny.folder.parent / "other"
    other.mkdir()
    for path in sorted(tiny.folder.rglob("*")):
        target = other / path.relative_to(tiny.folder)
        target.mkdir() if path.is_dir() else target.write_bytes(path.read_bytes())
    rules = {each.rule for each in load(tiny.folder.parent).problems}
    assert rules == {"CW012", "CW102"}


def test_pool_of_another_module_can_be_drawn_from(tiny: CourseCopy) -> None:
    tiny.change("course.yaml", "[t1-tea]", "[t1-tea, t2-exam]")
    tiny.write("t2-exam/module.yaml", "id: t2\nnumber: 2\ntitle: Exam\nlessons: [l1]\ntest: test.yaml\n")
    front = "---\nid: t2.l1\nnumber: 1\ntitle: Before the exam\n---\nSleep well.\n"
    tiny.write("t2-exam/l1/lesson.md", front)
    draw = "draw: [{pool: ../t1-tea/pools/core.yaml, count: 4}]"
    tiny.write("t2-exam/test.yaml", f"id: t2.test\ntitle: Exam\npass: 3/5\n{draw}\n")
    assert tiny.faults() == []
    assert isinstance(activity(tiny, "t2.test"), Test)


def test_a_pool_whose_name_is_longer_than_that_of_any_file_is_a_mistake_in_the_file_that_names_it(
    tiny: CourseCopy,
) -> None:
    quiz = f"id: t1.l1.quiz\ntitle: Leaves\npool: {'9' * 300}\n"
    tiny.write("t1-tea/l1-leaves/quiz.yaml", quiz)
    assert "CW002" in {each.rsplit(" ", 1)[1] for each in tiny.faults()}


def test_text_stays_what_the_author_wrote(tiny: CourseCopy) -> None:
    for title in ("Yes", "12:30", "1.10", "null", "2024-01-01"):
        tiny.write(
            "t1-tea/module.yaml",
            f"id: t1\nnumber: 1\ntitle: {title}\nlessons: [l1-leaves, l2-brewing]\ntest: test.yaml\n",
        )
        assert tiny.load().courses[0].modules[0].title == title
