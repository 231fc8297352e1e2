"""`tools/venv.sh` finds a Python for `make learn`, or says what is wrong."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A folder with a space in its name; nothing else is on the PATH of `run`."""
    folder = tmp_path / "some commands"
    folder.mkdir()
    return folder


def python(folder: Path, name: str, *, version: str, has_venv: bool = True) -> Path:
    """A stand-in for a Python of that version, which prints what it was asked to run."""
    old = int(tuple(map(int, version.split("."))) < (3, 11))
    command = folder / name
    command.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        f'*"print("*) echo {version};;\n'
        f"*version_info*) exit {old};;\n"
        f"*ensurepip*) exit {int(not has_venv)};;\n"
        f'*) echo "{version} ran $*";;\n'
        "esac\n"
    )
    command.chmod(0o755)
    return command


def run(root: Path, commands: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    sh = shutil.which("sh")
    assert sh
    return subprocess.run(
        [sh, root / "tools/venv.sh", *arguments],
        env={"PATH": str(commands)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_newest_tested_python_is_taken(root: Path, commands: Path) -> None:
    python(commands, "python3", version="3.14.0")
    python(commands, "python3.12", version="3.12.4")
    done = run(root, commands)
    assert done.returncode == 0
    assert "with Python 3.12.4." in done.stderr
    assert done.stdout.endswith("3.12.4 ran -m venv --clear .venv\n")


def test_a_python_that_is_too_old_is_passed_over_or_named(root: Path, commands: Path) -> None:
    python(commands, "python3", version="3.9.6")
    refused = run(root, commands)
    assert refused.returncode == 1
    assert "needs Python 3.11 or newer" in refused.stderr
    assert "python3 is 3.9.6" in refused.stderr

    python(commands, "python", version="3.11.0")
    assert "3.11.0 ran -m venv" in run(root, commands).stdout


def test_a_python_without_venv_is_named_with_what_to_install(root: Path, commands: Path) -> None:
    python(commands, "python3", version="3.11.2", has_venv=False)
    refused = run(root, commands)
    assert refused.returncode == 1
    assert "has no venv module" in refused.stderr
    assert "apt install python3-venv" in refused.stderr


def test_no_python_at_all_is_said_with_what_was_looked_for(root: Path, commands: Path) -> None:
    refused = run(root, commands)
    assert refused.returncode == 1
    assert "found none of: python3.13 python3.12 python3.11 python3 python" in refused.stderr
    assert "make learn PYTHON=" in refused.stderr


def test_a_command_that_does_not_run_counts_as_missing(root: Path, commands: Path) -> None:
    (commands / "python3.13").write_text("#!/bin/sh\necho 'not this version' >&2\nexit 127\n")
    (commands / "python3.13").chmod(0o755)
    python(commands, "python3", version="3.12.0")
    assert "3.12.0 ran -m venv" in run(root, commands).stdout


def test_a_named_python_is_the_only_one_tried(root: Path, commands: Path, tmp_path: Path) -> None:
    python(commands, "python3", version="3.12.0")
    named = python(commands, "my python", version="3.10.1")
    refused = run(root, commands, named)
    assert refused.returncode == 1
    assert f"{named} is 3.10.1" in refused.stderr


def test_a_real_python_makes_a_real_environment(root: Path, tmp_path: Path) -> None:
    subprocess.run(
        ["sh", root / "tools/venv.sh", sys.executable],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert (tmp_path / ".venv/bin/python").exists()
    # The Makefile knows by this line that an environment was not moved.
    assert f"{tmp_path.resolve()}/.venv" in (tmp_path / ".venv/pyvenv.cfg").read_text()
