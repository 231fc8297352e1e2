"""lesson.md: front matter, an opening, and sections with their ids."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from courseware_core.blocks import Heading, plain
from courseware_core.content.directives import Digest, LessonReader, is_id, lesson_markdown
from courseware_core.content.markdown import Placed, Sample, too_deep
from courseware_core.content.model import Term
from courseware_core.content.problems import Place, Problem, problem
from courseware_core.content.slips import UNSEEN, unseen
from courseware_core.content.yaml import Document, read_yaml

_PARSER = lesson_markdown().use(front_matter_plugin)


@dataclass(slots=True)
class PageSection:
    """A section with its blocks. The opening has the lesson's id and title, and stands on line 1."""

    id: str
    title: str
    line: int
    blocks: list[Placed] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """What a lesson's text holds, before it is checked against the rest of the course.

    `front` is the front matter; its root is None when it could not be read. `terms` come with the
    line they stand on.
    """

    file: str
    lines: list[str]
    front: Document
    sections: list[PageSection] = field(default_factory=list)
    terms: list[tuple[Term, int]] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The lesson's id as it is written; empty when there is none."""
        return self.front.text("id")

    @property
    def swallowed(self) -> bool:
        """Whether an unclosed fence has swallowed a part of the text."""
        return any(each.rule == "CW021" for each in self.problems)


def read_page(text: str, file: str, digest: Digest) -> Page:
    """`text` as a page; what is wrong with it is in its `problems`."""
    lines = text.split("\n")
    tokens = _PARSER.parse(text)
    front = _front(tokens, lines, file)
    page = Page(file, lines, front, problems=[*front.problems])
    if not tokens or tokens[0].type != "front_matter":
        return page
    reader = LessonReader(
        lines,
        samples=page.samples,
        file=file,
        lesson=page.id,
        find_digest=digest,
        terms=page.terms,
        problems=page.problems,
    )
    deep = too_deep(tokens)
    if deep is not None and deep.map:
        reader.complain("CW018", deep.map[0] + 1, "this is nested too deeply.")
    _divide(page, reader.read(tokens), reader)
    end = tokens[0].map[1] if tokens[0].map else 0
    for number, line in enumerate(lines, start=1):
        found = UNSEEN.search(line)
        if found and number > end:
            place = Place(file, number, found.start() + 1)
            page.problems.append(problem("CW001", place, unseen(found[0]), at=page.id))
    unclosed = [each.line for each in page.problems if each.rule == "CW021"]
    if unclosed:
        # Below an unclosed fence nothing is what it seems.
        first = min(unclosed)
        page.problems = [each for each in page.problems if each.line <= first]
    return page


def _front(tokens: Sequence[Token], lines: Sequence[str], file: str) -> Document:
    if tokens and tokens[0].type == "front_matter" and tokens[0].content.strip():
        return read_yaml(tokens[0].content, file, first_line=2)
    if tokens and tokens[0].type == "front_matter":
        message = "the front matter is empty."
    elif lines[0].rstrip() == "---":
        message = "the front matter is never closed."
    else:
        message = "the lesson has no front matter."
    front = Document(file)
    hint = "It stands first in the file, between two lines `---`."
    front.problems.append(problem("CW010", Place(file), message, hint=hint))
    return front


def _divide(page: Page, blocks: Sequence[Placed], reader: LessonReader) -> None:
    """Put every block into its section; complain of sections without an id or a text."""
    page.sections.append(PageSection(page.id, page.front.text("title"), 1))
    for placed in blocks:
        block = placed.block
        if isinstance(block, Heading) and block.level == 2:
            title = plain(block.text)
            if not placed.target:
                hint = "Write `(an.id)=` on the line above the heading."
                reader.complain("CW011", placed.line, f"the section `{title}` has no id.", hint)
            elif not is_id(placed.target):
                hint = "An id is at most 40 lower-case letters, digits, `.` and `-`."
                reader.complain("CW002", placed.line, f"`{placed.target}` cannot be an id.", hint)
            page.sections.append(PageSection(placed.target, title, placed.line))
        elif placed.target:
            hint = "Only sections (`##`) have one."
            reader.complain("CW011", placed.line, f"`{placed.target}` is no section's id.", hint)
        page.sections[-1].blocks.append(placed)
    for number, section in enumerate(page.sections):
        if all(isinstance(placed.block, Heading) for placed in section.blocks):
            if number:
                reader.complain("CW014", section.line, f"the section `{section.title}` is empty.")
            else:
                hint = "Write a paragraph before the first heading."
                reader.complain("CW014", section.line, "the lesson has no opening.", hint)
