"""The documents are true: links resolve, Python runs, commands exist and do what is shown.

A `python` block is run as a program of its own, in a folder that holds a copy of `content/` and
`examples/`; a `python fragment` need only compile. Every line of an `sh` block is a command. In a
`console` block commands begin with `$ `, and the lines under one stand in its output; `…` is any. Of a
command that needs a person or a model, or a WORD that the reader puts in, the options are looked up in its
help. The installed command is started as a reader starts it where they begin to learn; the others run here.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courseware_terminal.cli import main

ROOT = Path(__file__).parents[2]
DOCUMENTS = (
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "content/README.md"),
    *("docs/promises.md", "docs/benchmarks.md", "docs/tutor-evaluation.md"),
    *("docs/models.md", "docs/model-faults.md", "docs/items.md", "docs/publishing.md", "docs/asides.md"),
    *("docs/reviewing.md", "docs/attacks.md", "docs/adapters.md", "docs/discord.md"),
    *("docs/slack.md", "docs/discord-faults.md", "docs/slack-faults.md"),
)
INTERACTIVE = {"discord", "learn", "link", "unlink", "model", "run", "slack"}
GROUPS = {"attempt", "db", "eval", "model", "review"}
PLACEHOLDER = re.compile("[A-Z]+")
NOT_RUN = {
    "cd",
    "cp",
    "export",
    "git",
    "pip",
    "python3",
    "source",
    "uvicorn",
    ".venv/bin/pip",
    ".venv/bin/python",
}


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its info string in words, its text, and where it begins."""

    document: str
    line: int
    info: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as a reader would type it, and the lines that are shown under it, wherever it stands."""

    where: str
    words: tuple[str, ...]
    shown: tuple[str, ...]


@cache
def tokens(document: str) -> tuple[Token, ...]:
    path = ROOT / document
    return tuple(MarkdownIt("commonmark").enable("table").parse(path.read_text()) if path.exists() else ())


def fences(language: str) -> list[Fence]:
    found = [
        Fence(document, token.map[0] + 1, tuple(token.info.split()), token.content)
        for document in DOCUMENTS
        for token in tokens(document)
        if token.type == "fence" and token.map
    ]
    return [fence for fence in found if fence.info[:1] == (language,)]


def commands() -> list[Command]:
    """Every command that a reader is told to type, once."""
    found: dict[tuple[str, ...], Command] = {}
    for each in typed():
        before = found.get(each.words, replace(each, shown=()))
        found[each.words] = replace(before, shown=(*before.shown, *each.shown))
    return list(found.values())


def typed() -> Iterator[Command]:
    """Every command as often as it stands there; one may go on over several lines."""
    for fence in fences("sh") + fences("console"):
        text = fence.text.replace("\\\n", "")
        if fence.info[0] == "sh":
            text = re.sub(r"^(?=.)", "$ ", text, flags=re.MULTILINE)
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            line, *shown = part.splitlines()
            if words := shlex.split(line, comments=True):
                yield Command(str(fence), tuple(words), tuple(filter(None, map(str.strip, shown))))


def code_spans(document: str) -> Iterator[str]:
    for token in tokens(document):
        yield from (child.content for child in token.children or () if child.type == "code_inline")


Printed = Callable[..., tuple[int, str]]


@pytest.fixture
def courseware(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Printed:
    """The exit code of a command and all that it prints, run with no terminal and nothing to read."""

    def ran(*words: str, cwd: Path) -> tuple[int, str]:
        with Path(os.devnull).open(encoding="utf-8") as nothing, monkeypatch.context() as patch:
            patch.chdir(cwd)
            patch.setattr(sys, "stdin", nothing)
            for name, value in surroundings(cwd).items():
                patch.setenv(name, value)
            try:
                code = main(words)
            except SystemExit as ended:  # help was asked for, or what was typed is no command
                code = int(ended.code or 0)
        return code, "".join(capsys.readouterr())

    return ran


def surroundings(cwd: Path) -> dict[str, str]:
    return {"COURSEWARE_STORE": f"sqlite:///{cwd}/record.db", "COLUMNS": "120"}


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=cwd,
        env=os.environ | surroundings(cwd),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a reader's, who has begun to learn: it holds a copy of what the documents speak of."""
    folder = tmp_path_factory.mktemp("reader")
    for name in ("content", "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    program = Path(sys.executable).with_name("courseware")
    assert program.exists(), "courseware is not installed beside this Python; run `make test`"
    assert run(str(program), "learn", "--plain", "--learner", "ada", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def reader(begun: Path, tmp_path: Path) -> Path:
    """Such a folder of one's own."""
    return shutil.copytree(begun, tmp_path, dirs_exist_ok=True)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_document_is_there(document: str) -> None:
    assert (ROOT / document).exists()


def test_readme_shows_a_program_and_commands_to_type() -> None:
    assert [fence for fence in fences("python") if fence.document == "README.md"]
    assert [command for command in commands() if command.where.startswith("README.md")]


@pytest.mark.parametrize("fence", fences("python"), ids=str)
def test_python_in_documents_runs(fence: Fence, reader: Path) -> None:
    program = "\n" * fence.line + fence.text
    compile(program, fence.document, "exec", dont_inherit=True)
    if "fragment" not in fence.info:
        (reader / "block.py").write_text(program)
        done = run(sys.executable, "-W", "error", "block.py", cwd=reader)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("command", commands(), ids=lambda command: shlex.join(command.words))
def test_command_in_documents_does_what_is_shown(command: Command, reader: Path, courseware: Printed) -> None:
    match command.words:
        case ("make", target, *_):
            assert run("make", "--dry-run", target, cwd=ROOT).returncode == 0
        case ("courseware" | ".venv/bin/courseware", name, *words) if name in INTERACTIVE or any(
            map(PLACEHOLDER.fullmatch, words)
        ):
            action = words[:1] if name in GROUPS else []
            _, help_text = courseware(name, *action, "--help", cwd=reader)
            options = {word.partition("=")[0] for word in words if word.startswith("-")}
            assert {option for option in options if option not in help_text} == set()
        case ("courseware" | ".venv/bin/courseware", *words):
            code, text = courseware(*words, cwd=reader)
            assert code == 0, text
            printed = {line.strip() for line in text.splitlines()}
            assert [line for line in command.shown if line not in printed | {"…"}] == []
        case ("python" | ".venv/bin/python", script, *_) if script.endswith(".py"):
            assert (ROOT / script).is_file()
        case (program, *_):
            assert program in NOT_RUN, f"{command.where}: say here how {program} is checked"


def test_every_command_that_documents_name_has_help(tmp_path: Path, courseware: Printed) -> None:
    spoken = " \n".join(span for document in DOCUMENTS for span in code_spans(document))
    shown = " \n".join(fence.text for language in ("console", "sh") for fence in fences(language))
    named = set(re.findall(r"(?<![\w-])courseware ([a-z][a-z-]*)", spoken + " \n" + shown))
    assert named
    helped = {name for name in named if courseware(name, "--help", cwd=tmp_path)[0] == 0}
    assert named - helped == set()


def test_every_target_that_documents_name_is_in_the_makefile() -> None:
    spoken = " ".join(span for document in DOCUMENTS for span in code_spans(document))
    named = set(re.findall(r"(?<![\w-])make ([a-z][a-z-]*)", spoken))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named - targets == set()


def headings(document: str) -> set[str]:
    """The anchors of a document's headings, as Git hosts make them."""
    inside = zip(tokens(document), tokens(document)[1:], strict=False)
    titles = [text.content for opening, text in inside if opening.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_relative_link_leads_somewhere(files: list[Path]) -> None:
    dead = []
    for document in (str(name) for name in files if name.suffix == ".md"):
        inline = [child for token in tokens(document) for child in token.children or ()]
        for link in filter(None, (child.attrGet("href") or child.attrGet("src") for child in inline)):
            target, _, anchor = str(link).partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            name = os.path.relpath((ROOT / document).parent / target, ROOT) if target else document
            known = headings(name) if name.endswith(".md") else {anchor}
            if not (ROOT / name).exists() or (anchor and anchor not in known):
                dead.append(f"{document}: {link}")
    assert dead == []
