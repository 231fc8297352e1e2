"""What pydantic found wrong with a document, in sentences for its author, at file:line:column."""

from textwrap import shorten
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from courseware_core.content.problems import Problem, did_you_mean, problem
from courseware_core.content.yaml import Document, Path
from courseware_core.frozen import Frozen

_OWN_RULES = {
    ("missing", "options"): "CW107",
    ("too_short", "options"): "CW107",
    ("missing", "opening"): "CW150",
    ("missing", "starters"): "CW150",
    ("too_short", "starters"): "CW150",
    ("less_than_equal", "min_exchanges"): "CW150",
}
"""Rules with an id of their own, by the kind of error and the last key of its path."""

_PATTERNS = {
    "^[a-z0-9]": "An id is lower-case letters, digits, `.` and `-`.",
    r"^[A-Za-z0-9][\w-]*$": "A key is letters, digits, `-` and `_`.",
    "^[A-Za-z0-9][A-Za-z0-9._-]": "It is the name of a folder here.",
    "^-?[0-9]": "A number is digits, with a point where there are decimals, such as `112` or `-0.5`.",
    "^[0-9]{1,20}": "A tolerance is a number such as `2` or `0.05`, or a percentage such as `5%`.",
    r"^(\.\./)*": "It is a path from this file, with `/` between its parts.",
    r"^$|^[^\d\n": "A unit is words or signs on one line, without digits, such as `km` or `m²`.",
    "^[A-Za-z]{2,3}": "It is a language tag, such as `en` or `pt-BR`.",
    "^CW": "It is the id of a rule, such as `CW104`.",
    r"[^*\s": "It needs more than `*` and spaces.",
}
"""What a value looks like, by how the pattern that it has to match begins."""


MOST = 200
"""Problems of one file that are told. Who has more mends these first."""


def explain(error: ValidationError, document: Document, model: type[Frozen]) -> list[Problem]:
    """The problems that validating `document` against `model` found, one for each value or key.

    Of more than `MOST` the first are told, and that there are more.
    """
    found: dict[tuple[Path, str], Problem] = {}
    for details in error.errors(include_url=False):
        if len(found) >= MOST:
            message = f"this file has more mistakes than the {MOST} that are listed."
            return [*found.values(), problem("CW002", document.place(), message, hint="Mend these first.")]
        context, given = details.get("ctx", {}), details.get("input")
        if details["type"] == "too_short" and _length(given) >= context.get("min_length", 0):
            continue  # items are missing only because they have errors of their own
        path = _path(details["loc"], document)
        key = str(details["loc"][-1]) if details["type"] in ("missing", "extra_forbidden") else ""
        one = _problem(details, document, model)
        other = found.get((path, key))
        if other is not None and other.message != one.message:
            one = one.model_copy(update={"hint": f"{one.hint} Or: {other.message}".strip()})
        found[path, key] = one
    return list(found.values())


def _problem(details: ErrorDetails, document: Document, model: type[Frozen]) -> Problem:
    loc, kind = details["loc"], details["type"]
    path = _path(loc, document)
    last = str(loc[-1]) if loc else ""
    message, hint = _sentence(details, _name(path) or last, last)
    place = document.place(*path)
    if kind == "extra_forbidden":
        known = _keys(model, loc[:-1])
        hint = did_you_mean(last, known) or f"There is: {', '.join(known)}."
        place = document.key_place(*path)
    elif kind == "union_tag_invalid":
        place = document.place(*path, str(details["ctx"]["discriminator"]).strip("'"))
    rule = _OWN_RULES.get((kind, last), "CW002")
    return problem(rule, place, message, hint=hint, at=_item(document, path))


def _sentence(details: ErrorDetails, name: str, last: str) -> tuple[str, str]:
    """What is wrong with the value `name`, and what to do; `last` ends the path of the error."""
    context: dict[str, Any] = details.get("ctx", {})
    given = shorten(str(details.get("input")), 60, placeholder="...")
    match details["type"]:
        case "missing":
            return f"`{last}` is missing here.", ""
        case "extra_forbidden":
            return f"there is no `{last}` here.", ""
        case "literal_error":
            allowed = str(context["expected"]).replace("'", "`")
            return f"`{name}` is {allowed}.", did_you_mean(given, _words(allowed))
        case "union_tag_not_found" if "kind" in str(context.get("discriminator")):
            return "`kind` is missing here; it says what is checked.", ""
        case "union_tag_not_found":
            return "`type` is missing here; it says which kind of question this is.", ""
        case "union_tag_invalid":
            allowed = str(context["expected_tags"]).replace("'", "`")
            tag = shorten(str(context["tag"]), 60, placeholder="...")
            return f"there is no kind `{tag}`; there is {allowed}.", did_you_mean(tag, _words(allowed))
        case "string_pattern_mismatch" if not given.strip():
            return f"`{name}` is empty.", ""
        case "string_pattern_mismatch":
            return f"`{given}` cannot be `{name}`.", _pattern_hint(str(context["pattern"]))
        case "string_too_long":
            return f"`{name}` is longer than {context['max_length']} characters.", ""
        case "string_too_short":
            return f"`{name}` is empty.", ""
        case "too_short":
            has = _length(details.get("input"))
            return f"`{name}` needs {context['min_length']} or more, and has {has}.", ""
        case "too_long":
            has = _length(details.get("input"))
            return f"`{name}` has {has}; {context['max_length']} is the most.", ""
        case "tuple_type":
            return f"`{name}` is a list.", "Write `[one, two]`, or a line `- one` for each."
        case "string_type":
            return f"`{name}` is text.", "Put it in quotes when it holds `: ` or brackets."
        case "model_type" | "model_attributes_type" | "dict_type" | "mapping_type":
            said = f"`{name}` holds `key: value` lines." if name else "`key: value` lines belong here."
            return said, ""
        case "int_parsing" | "int_type" | "int_parsing_size":
            return f"`{name}` is a whole number; `{given}` is not.", ""
        case "bool_parsing" | "bool_type":
            return f"`{name}` is true or false; `{given}` is neither.", ""
        case "greater_than_equal":
            return f"`{name}` is at least {context['ge']}; `{given}` is less.", ""
        case "less_than_equal":
            return f"`{name}` is at most {context['le']}; `{given}` is more.", ""
        case "value_error":
            said = str(context["error"]).rstrip(".")
            whole = not name or isinstance(details.get("input"), dict)
            return f"{said}." if whole else f"`{name}`: {said}.", ""
        case _:
            return f"`{name}`: {details['msg']}.", ""


def _path(loc: Path, document: Document) -> Path:
    """The part of `loc` that leads to something in the document; tags of unions are no part of it."""
    path: Path = ()
    told: Path | None = None
    for number, step in enumerate(loc):
        found = document.at(*path)
        if isinstance(found, dict) and told != path and step in (found.get("kind"), found.get("type")):
            told = path  # a tag may be spelt like a key: `{kind: call, call: json.loads}`
        elif isinstance(step, int) or (isinstance(found, dict) and step in found):
            path = (*path, step)
        elif number == len(loc) - 1:
            break
    return path


def _name(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _item(document: Document, path: Path) -> str:
    """The id of the innermost item on the way to `path`."""
    ids = (document.text(*path[:depth], "id") for depth in range(len(path), -1, -1))
    return next((found for found in ids if found), "")


def _length(given: Any) -> int:
    return len(given) if hasattr(given, "__len__") else 0


def _words(listed: str) -> list[str]:
    return listed.replace("`", "").replace(" or ", ", ").split(", ")


def _pattern_hint(pattern: str) -> str:
    return next((hint for start, hint in _PATTERNS.items() if pattern.startswith(start)), "")


def _keys(model: type[BaseModel], loc: Path) -> list[str]:
    """The keys that may stand where `loc` leads, as an author writes them."""
    models: list[type[BaseModel]] = [model]
    for step in loc:
        if isinstance(step, int):
            continue
        if tagged := [each for each in models if len(models) > 1 and step in _tags(each)]:
            models = tagged
            continue
        fields = [
            field
            for each in models
            for name, field in each.model_fields.items()
            if step in (name, field.alias)
        ]
        models = [found for field in fields for found in _models(field.annotation)] or models
    return [field.alias or name for each in models for name, field in each.model_fields.items()]


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in _models(argument)]


def _tags(model: type[BaseModel]) -> tuple[Any, ...]:
    """How a model is told apart from others that may stand in the same place."""
    kind = model.model_fields.get("type") or model.model_fields.get("kind")
    return get_args(kind.annotation) if kind is not None else ()
