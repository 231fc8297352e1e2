"""Feeds one family of inputs after another to the parsers, within limits of time and memory for each.

Arguments: an empty folder, how many characters a lesson has, and how many a quiz. Prints the name of
each family before it.
The system ends the process when a family takes more than its share.
"""

import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from courseware_core.blocks import text
from courseware_core.content.lint import check
from courseware_core.content.markdown import markdown_blocks
from courseware_core.engine.facts import decode
from courseware_core.errors import UnreadableFact
from courseware_core.inputs import ChooseOne, ChooseSeveral, Number, Order, Pair
from courseware_core.llm.language import language
from courseware_core.screen.match import match
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.safety import clean, neutral

TINY = Path(__file__).parents[2] / "data" / "courses" / "tiny"
SECONDS = 15
"""Of the processor, for a family. What is linear takes less than one."""

MEMORY = 700 << 20
"""Bytes that the whole process may map."""

LESSON = "t1-tea/l1-leaves/lesson.md"
QUIZ = "t1-tea/l1-leaves/quiz.yaml"
QUESTION = "id: a\ntitle: b\nquestions:\n- id: x\n  type: true_false\n  answer: true\n  stem: "

RUNS = (
    "a",
    "a.",
    "a-",
    "a@",
    "www.",
    "1 ",
    "1,",
    "1a,",
    "a and ",
    ",",
    " ",
    "\n",
    "?",
    "\u0300\u0323",
    "e\u0301",
)
MARKDOWN = (
    "[",
    "![",
    "[a](",
    "[a](<b",
    "<a",
    "<?a",
    "<!--",
    "`",
    "``` ",
    "*_",
    "**a ",
    "&#",
    "|a",
    "> ",
    "- ",
    "(",
)
LINES = ("- 1\n", "12 ab\n", ":::\n", "| 1 | 2 |\n", "Labaree `1` 2\n", "1. a\n", "(t1.x)=\n", "# \n", "\\\n")


def families(folder: Path, lesson: int, yaml: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every family by name, with what to do."""
    own = (TINY / LESSON).read_text(encoding="utf-8")

    def file(name: str, content: str) -> Callable[[], object]:
        def read() -> None:
            before = (folder / name).read_bytes()
            (folder / name).write_text(content, encoding="utf-8")
            check(folder)
            (folder / name).write_bytes(before)

        return read

    for each in (*MARKDOWN, *LINES):
        head = "| a | b |\n| - | - |\n" if each.startswith("| ") else ""
        yield f"lesson of {each!r}", file(LESSON, f"{own}\n\n{head}{(each * lesson)[:lesson]}\n")
    for each in ('"', "'", "k: a\n", "k: 'a\n", "[", "[a, ", "- ", "? ", "{a: ", "a: ", "#\n", "\n", "&a "):
        yield f"quiz of {each!r}", file(QUIZ, (each * yaml)[:yaml])
    for each in ("- {}\n", "- {type: single}\n"):
        yield (
            f"questions of {each!r}",
            file(QUIZ, "id: a\ntitle: b\nquestions:\n" + each * (yaml // len(each))),
        )
    for each in ("12 a ", "`1` 2 ", "Labaree ", "[a](b "):
        yield f"stem of {each!r}", file(QUIZ, f'{QUESTION}"{(each * yaml)[:yaml]}"\n')
    yield from of_text()
    yield from of_facts()


def of_text() -> Iterator[tuple[str, Callable[[], object]]]:
    """What people type and paste."""
    pair = (text("a"), text("b"))
    inputs = (
        *(None, Number(), ChooseOne(options=pair), ChooseSeveral(options=pair), Order(items=pair)),
        Pair(left=pair, right=pair),
    )
    press = Control(token="x", label="Next", role="next")
    for each in RUNS:
        long = (each * 200_000)[:200_000]
        yield f"clean {each!r}", partial(clean, long)
        yield f"neutral {each!r}", partial(neutral, text(long))
        yield f"words {each!r}", partial(language("en").words, long)
        yield f"short {each!r}", partial(markdown_blocks, long[:4000])
        for asked in inputs:
            screen = Screen(
                name="x", title="x", input=asked, submit=press if asked else None, controls=(press,)
            )
            for before in ("", "/"):
                line = before + long
                yield f"match {each!r}", partial(match, screen, line)


def of_facts() -> Iterator[tuple[str, Callable[[], object]]]:
    """What a damaged record may hold."""
    payloads = ("[" * 10**6, '{"text":' * 10**5, '{"text": "' + "x" * 10**6, '{"slot": ' + "9" * 10**6 + "}")
    marks = ('"1e999999999"', '"1e-999999999"', '"1/' + "9" * 10**6 + '"', "9" * 10**6)
    facts = [("MessageSent", each) for each in payloads] + [("QuestionOpened", each) for each in payloads]
    facts += [
        ("AttemptClosed", f'{{"score": {mark}, "out_of": 1, "passed": null, "cause": "submitted"}}')
        for mark in marks
    ]
    for name, payload in facts:
        yield f"{name} {payload[:40]}", partial(refused, name, payload)


def refused(name: str, payload: str) -> None:
    """Decodes what cannot be read."""
    try:
        decode(name, 1, payload)
    except UnreadableFact:
        return
    raise AssertionError("that was read as a fact")


def main() -> None:
    """Runs every family."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder = Path(shutil.copytree(TINY, Path(sys.argv[1]) / "tiny"))
    for name, work in families(folder, int(sys.argv[2]), int(sys.argv[3])):
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        spent = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(spent.ru_utime + spent.ru_stime) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        work()
    sys.stdout.write("done\n")


main()
