"""The public names, and what importing them costs."""

import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType

import courseware_core

HEAVY = {
    "aiohttp",
    "alembic",
    "courseware_terminal",
    "discord",
    "litellm",
    "openai",
    "prompt_toolkit",
    "rich",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
}


def test_importing_the_core_imports_nothing_heavy() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import courseware_core, json, sys; print(json.dumps([*sys.modules]))",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert HEAVY.isdisjoint(json.loads(loaded))


def test_public_names_are_sorted_and_are_all_there() -> None:
    names = courseware_core.__all__
    assert names
    assert list(names) == sorted(set(names))
    assert [name for name in names if not hasattr(courseware_core, name)] == []


def test_public_names_are_listed_where_editors_look() -> None:
    assert {*courseware_core.__all__, "__version__", "__doc__"} <= set(dir(courseware_core))


def modules() -> Iterator[ModuleType]:
    yield courseware_core
    for found in pkgutil.walk_packages(courseware_core.__path__, "courseware_core."):
        if ".migrations" not in found.name:
            yield importlib.import_module(found.name)


def test_every_public_method_and_property_has_a_docstring_of_its_own_or_inherited() -> None:
    silent = [
        f"{module.__name__}.{title}.{name}"
        for module in modules()
        for title, owner in vars(module).items()
        if inspect.isclass(owner) and owner.__module__ == module.__name__
        if not title.startswith("_")
        for name, member in vars(owner).items()
        if isinstance(member, FunctionType | classmethod | staticmethod | property)
        if not name.startswith(("_", "test_")) and not inspect.getdoc(getattr(owner, name))
    ]
    assert silent == []
