"""What is published: the wheel holds what it should and works without the repository."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

HOMES = {
    Path("src/courseware_core"): Path("courseware_core"),
    Path("src/adapters/courseware_discord"): Path("courseware_discord"),
    Path("src/adapters/courseware_slack"): Path("courseware_slack"),
    Path("src/adapters/courseware_terminal"): Path("courseware_terminal"),
    Path("content"): Path("courseware_core/_content"),
}


@pytest.fixture(scope="session")
def project(root: Path) -> tuple[str, str]:
    """The distribution's name and version."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return project["name"].replace("-", "_"), project["version"]


@pytest.fixture(scope="session")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the source distribution and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command: list[str | Path] = [sys.executable, "-m", "build", "--no-isolation"]
    command += ["--outdir", folder, root]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a new environment with the wheel; other packages are lent by this one."""
    environment = tmp_path_factory.mktemp("environment")
    bin_folder = environment / "bin"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    install: list[str | Path] = [sys.executable, "-m", "pip", "--python", bin_folder / "python"]
    install += ["install", "-q", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True)
    packages = next(environment.glob("lib/*/site-packages"))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return bin_folder


def run(*command: str | Path, cwd: Path, said: str = "") -> str:
    """What the command prints in `cwd`, with `said` typed in and nothing of ours in sight."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=surroundings | {"COURSEWARE_STORE": f"sqlite:///{cwd}/record.db"},
        input=said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_wheel_holds_packages_courses_and_licences_and_nothing_else(
    files: list[Path], wheel: Path, project: tuple[str, str]
) -> None:
    expected = {
        str(target / name.relative_to(source))
        for source, target in HOMES.items()
        for name in files
        if name.is_relative_to(source)
    }
    metadata = "{}-{}.dist-info".format(*project)
    expected |= {f"{metadata}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")}
    expected |= {f"{metadata}/licenses/{name}" for name in ("LICENSE", "content/LICENSE")}
    with ZipFile(wheel) as archive:
        assert set(archive.namelist()) == expected
    packages = {name.partition("/")[0] for name in expected if name.endswith(".py")}
    assert {f"{package}/py.typed" for package in packages} <= expected
    assert "courseware_core/_content/llm-course/course.yaml" in expected


def test_every_translation_in_the_wheel_is_compiled(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    catalogues = {name for name in names if name.endswith(".po")}
    assert {name.removesuffix("po") + "mo" for name in catalogues} <= names


def test_source_distribution_holds_what_the_wheel_is_built_from(
    files: list[Path], built: Path, project: tuple[str, str]
) -> None:
    folder = "{}-{}".format(*project)
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        held = set(archive.getnames())
    assert {f"{folder}/{name}" for name in ("LICENSE", "README.md", "pyproject.toml")} <= held
    wanted = [f"{folder}/{name}" for name in files if name.parts[0] in {"content", "src", "tests"}]
    assert set(wanted) - held == set()


def test_installed_wheel_says_what_it_can_do(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import courseware_core as c; print(c.__file__)", cwd=tmp_path)
    assert where.startswith(str(installed.parent))
    assert "learn" in run(installed / "courseware", "--help", cwd=tmp_path)


def test_installed_wheel_teaches_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    shown = run(installed / "courseware", "learn", "--plain", cwd=tmp_path, said="1\n1\n1\n")
    assert "LLM Course" in shown
