"""A small course that has no fault, copied so that a test can plant one."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from courseware_core.content.lint import check
from courseware_core.content.load import Loaded, load
from courseware_core.content.problems import Problem

TINY = Path(__file__).parents[1] / "data" / "courses" / "tiny"


@dataclass(frozen=True, slots=True)
class CourseCopy:
    """A copy of the course `tiny`, in a folder of its own."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name

    def change(self, name: str, old: str, new: str) -> None:
        """Puts `new` in place of `old`, which stands in the file once."""
        text = self.path(name).read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.path(name).write_text(text.replace(old, new))

    def write(self, name: str, text: str) -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_text(text)

    def load(self, name: str = "") -> Loaded:
        return load(self.path(name))

    def check(self, name: str = "") -> list[Problem]:
        return check(self.path(name))

    def faults(self, name: str = "") -> list[str]:
        """What `check` reports, as `file:line:column rule`, files relative to the course."""
        return [f"{each.file}:{each.line}:{each.column} {each.rule}" for each in self.check(name)]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseCopy:
    """A copy of `tiny` to spoil; the working directory is the course's folder."""
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    monkeypatch.chdir(folder)
    return CourseCopy(folder)
