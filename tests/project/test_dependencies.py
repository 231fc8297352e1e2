"""What is imported is declared, in the part of the distribution that needs it, and nothing more."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

OURS = {"courseware_core", "courseware_discord", "courseware_slack", "courseware_terminal"}
COMPANIONS = {"pydantic_core": "pydantic"}  # installed with it, in the one version that it works with


@pytest.fixture(scope="session")
def declared(root: Path) -> dict[str, set[str]]:
    """The names of distributions by extra; those of the core are under an empty name."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    parts = {"": project["dependencies"]} | project["optional-dependencies"]
    return {part: {plain(re.split(r"[^\w.-]", line)[0]) for line in lines} for part, lines in parts.items()}


def plain(distribution: str) -> str:
    """The one way to write a name of which there are several."""
    return distribution.lower().replace("_", "-")


def imported(module: Path) -> Iterator[str]:
    """The top-level names that a module imports, at any depth, and not our own."""
    for node in ast.walk(ast.parse(module.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        yield from {name.partition(".")[0] for name in names} - OURS - sys.stdlib_module_names


def distributions(folder: Path, *, without: str = "none") -> set[str]:
    """The distributions that the modules of `folder` import, one of its folders left out."""
    known = packages_distributions()
    modules = (path for path in folder.rglob("*.py") if not path.is_relative_to(folder / without))
    names = {COMPANIONS.get(name, name) for module in modules for name in imported(module)}
    return {plain(known.get(name, [name])[0]) for name in names}


def test_core_imports_all_that_it_declares_and_no_more(root: Path, declared: dict[str, set[str]]) -> None:
    used = distributions(root / "src/courseware_core", without="testing")
    optional = (declared["llm"] | declared["postgres"]) - declared[""]
    assert used - optional == declared[""]


def test_contract_suites_import_what_the_core_or_their_extra_declares(
    root: Path, declared: dict[str, set[str]]
) -> None:
    used = distributions(root / "src/courseware_core/testing")
    assert used - declared[""] == declared["testing"]


@pytest.mark.parametrize("adapter", ["terminal", "slack"])
def test_adapter_imports_what_the_core_or_its_extra_declares(
    adapter: str, root: Path, declared: dict[str, set[str]]
) -> None:
    used = distributions(root / f"src/adapters/courseware_{adapter}")
    assert used - declared[""] - declared["postgres"] == declared[adapter] - declared[""]


def test_extra_all_names_every_extra_that_is_for_use(root: Path) -> None:
    extras = tomllib.loads((root / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    (everything,) = extras.pop("all")
    del extras["testing"]
    assert everything == f"courseware-core[{','.join(extras)}]"


def test_every_declared_dependency_is_pinned(root: Path, declared: dict[str, set[str]]) -> None:
    pins = plain((root / "requirements/constraints.txt").read_text())
    pinned = set(re.findall(r"^([\w.-]+)==", pins, re.MULTILINE))
    tools = set(re.findall(r"^[\w-]+$", (root / "requirements/dev.txt").read_text(), re.MULTILINE))
    extras = ("terminal", "discord", "slack", "postgres", "llm")
    wanted = declared[""].union(*(declared[each] for each in extras), map(plain, tools))
    assert wanted - pinned == set()
