"""JSON Schema for each kind of file, so that an editor completes and checks while an author types.

Editors read `Yes` as a boolean and `1.10` as a number; the loader keeps every value as the text that
stands there. So where the model wants text, the schema allows what YAML makes of text as well.
"""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from courseware_core.content.authored import (
    ChallengesFile,
    ClaimsFile,
    CourseFile,
    DecisionFile,
    DemoFile,
    LabFile,
    LessonFront,
    ModuleFile,
    PoolFile,
    QuizFile,
    SourcesFile,
    TestFile,
)
from courseware_core.frozen import Frozen

FileKind = Literal[
    "course",
    "module",
    "lesson",
    "decision",
    "demo",
    "quiz",
    "challenges",
    "test",
    "pool",
    "lab",
    "sources",
    "claims",
]
FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)
"""The kinds of files; `lesson` is the front matter of lesson.md."""

_FILES: Mapping[FileKind, type[Frozen]] = {
    "course": CourseFile,
    "module": ModuleFile,
    "lesson": LessonFront,
    "decision": DecisionFile,
    "demo": DemoFile,
    "quiz": QuizFile,
    "challenges": ChallengesFile,
    "test": TestFile,
    "pool": PoolFile,
    "lab": LabFile,
    "sources": SourcesFile,
    "claims": ClaimsFile,
}
_FORMATS = {
    "duration": r"^[0-9]+[smhd]$",
    "fraction": r"^[0-9]+(/[0-9]+|(\.[0-9]+)?\s*%?)$",
}
"""How authors write what JSON Schema knows in another form, or not at all."""

_NO_KEYWORDS = ("ge", "gt", "le")
"""Bounds of such values, which pydantic passes on although JSON Schema has no word for them."""


def schema(kind: FileKind) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a kind of file."""
    found = _FILES[kind].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_as_authored(found)}


def _as_authored(node: Any) -> Any:
    """`node` with text, numbers and booleans allowed in every form that YAML gives them."""
    if isinstance(node, list):
        return [_as_authored(each) for each in node]
    if not isinstance(node, dict):
        return node
    changed = {
        key: _as_authored(value)
        for key, value in node.items()
        if key not in _NO_KEYWORDS or isinstance(value, dict)
    }
    if node.get("type") == "string" and not {"const", "enum"} & node.keys():
        changed["type"] = ["string", "number", "boolean", "null"]
    if changed.get("format") in _FORMATS:
        changed["pattern"] = _FORMATS[changed.pop("format")]
    return changed
