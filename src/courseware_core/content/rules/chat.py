"""Rules for what has to fit into a chat."""

from collections.abc import Iterator

from courseware_core.blocks import Table, plain
from courseware_core.content.authored import CourseFolder
from courseware_core.content.problems import Place
from courseware_core.content.rules.asked import offered_in, questions_of
from courseware_core.content.rules.registry import Finding, rule

LONGEST_OPTION = 150
LONGEST_STEM = 2000
MOST_COLUMNS = 8
LONGEST_ROW = 1500
"""A row is shown as a list with a line for each column; a message of 2,000 characters holds one."""


@rule("CW170", "error", "an option is too long for a chat")
def long_option(course: CourseFolder) -> Iterator[Finding]:
    """An option, item, side of a pair or criterion of more than 150 characters."""
    for at, side in offered_in(course):
        for shown in side:
            if len(shown.text) > LONGEST_OPTION:
                message = f"{shown.name} has {len(shown.text)} characters; 150 is the most."
                yield Finding(shown.place, at, message)


@rule("CW171", "error", "a question is too long for a chat")
def long_stem(course: CourseFolder) -> Iterator[Finding]:
    """A stem of more than 2,000 characters."""
    for asked in questions_of(course):
        stem = asked.question.stem
        if len(stem) > LONGEST_STEM:
            message = f"the stem has {len(stem)} characters; 2,000 is the most."
            yield Finding(asked.place("stem"), asked.question.id, message)


@rule("CW172", "warning", "a table is too wide to be shown as a list for each row")
def wide_table(course: CourseFolder) -> Iterator[Finding]:
    """More than 8 columns, or a row that no message holds."""
    for lesson in course.lessons:
        for section in lesson.page.sections:
            for placed in section.blocks:
                table = placed.block
                if not isinstance(table, Table):
                    continue
                heads = sum(len(plain(cell)) for cell in table.header)
                longest = max(
                    (sum(len(plain(cell)) for cell in row) + heads for row in table.rows), default=0
                )
                place = Place(lesson.page.file, placed.line)
                if len(table.header) > MOST_COLUMNS:
                    message = f"the table has {len(table.header)} columns; {MOST_COLUMNS} is the most."
                    yield Finding(place, lesson.page.id, message)
                elif longest > LONGEST_ROW:
                    message = f"a row of the table has {longest} characters, with its headings."
                    yield Finding(place, lesson.page.id, message, "Shorten it, or write a list.")
