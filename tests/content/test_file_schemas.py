"""JSON Schemas agree with the loader: what one takes, the other takes."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.content.conftest import TINY

from courseware_core.content.catalog import bundled_content
from courseware_core.content.schema import FILE_KINDS, FileKind, schema

NAMES: dict[FileKind, str] = {
    "course": "course.yaml",
    "module": "module.yaml",
    "lesson": "lesson.md",
    "decision": "decision.yaml",
    "demo": "demo.yaml",
    "quiz": "quiz.yaml",
    "challenges": "challenges.yaml",
    "test": "test.yaml",
    "pool": "pools/*.yaml",
    "lab": "lab.yaml",
    "sources": "sources.yaml",
    "claims": "claims.yaml",
}


def read(path: Path) -> Any:
    text = path.read_text()
    front = text.split("---")[1] if path.suffix == ".md" else text
    return yaml.load(front, Loader=yaml.CSafeLoader)


def files(kind: FileKind) -> list[Path]:
    return [found for folder in (TINY, bundled_content()) for found in folder.rglob(NAMES[kind])]


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_schema_takes_the_files_that_an_editor_reads_with_plain_yaml(kind: FileKind) -> None:
    Draft202012Validator.check_schema(schema(kind))
    validator = Draft202012Validator(schema(kind))
    assert files(kind)
    for path in files(kind):
        assert [error.message for error in validator.iter_errors(read(path))] == [], path


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_schema_refuses_unknown_keys(kind: FileKind) -> None:
    data = read(files(kind)[0]) | {"unheard-of": 1}
    assert not Draft202012Validator(schema(kind)).is_valid(data)


@pytest.mark.parametrize("title", [True, 1.1, 750, None, "Tea"])
def test_schema_takes_what_yaml_makes_of_text(title: object) -> None:
    data = read(TINY / "t1-tea" / "module.yaml") | {"title": title}
    assert Draft202012Validator(schema("module")).is_valid(data)


@pytest.mark.parametrize("share", ["80%", "12/15", "2/3", 0.25, "0.25", "12.5 %"])
def test_schema_takes_shares_as_authors_write_them(share: object) -> None:
    data = read(TINY / "t1-tea" / "test.yaml") | {"pass": share}
    assert Draft202012Validator(schema("test")).is_valid(data)


@pytest.mark.parametrize(
    ("key", "value"), [("pass", "most"), ("time_limit", "half an hour"), ("overdue", "shout"), ("draw", [])]
)
def test_schema_refuses_what_the_loader_refuses(key: str, value: object) -> None:
    data = read(TINY / "t1-tea" / "test.yaml") | {key: value}
    assert not Draft202012Validator(schema("test")).is_valid(data)
