"""`courseware discord`: found by the command line, with settings that cannot be meant told in a sentence."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.app.surroundings import TINY

from courseware_core.model_choice import ModelChoice
from courseware_core.surfaces.deployment import SettingsError
from courseware_core.tutoring import Budgets
from courseware_discord.settings import Settings
from courseware_terminal import cli

ROOT = Path(__file__).parents[2]
SECRET = "MTk4NjIy.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What an installation says of itself, on the path of this process."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    line = next(each for each in project.splitlines() if each.startswith('discord = "courseware_discord'))
    said = tmp_path / "courseware_core-9.dist-info"
    said.mkdir()
    (said / "METADATA").write_text("Metadata-Version: 2.1\nName: courseware-core\nVersion: 9\n")
    (said / "entry_points.txt").write_text("[courseware.commands]\n" + line.replace('"', "") + "\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def environment(before: Path) -> dict[str, str]:
    """That of a process that looks for modules in `before` first."""
    path = [str(before), str(ROOT / "src"), str(ROOT / "src" / "adapters")]
    return {"PYTHONPATH": ":".join(path), "HOME": str(before), "DISCORD_TOKEN": SECRET}


def ran(module: str, *arguments: str, before: Path, **more: str) -> tuple[int, str]:
    """The exit code and what was said of a fault, by a process that looks for modules in `before` first."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment(before) | more,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.usefixtures("installed")
def test_the_command_is_listed_beside_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--help"])
    assert left.value.code == 0
    assert "discord   see `courseware discord --help`" in capsys.readouterr().out


@pytest.mark.usefixtures("installed")
def test_it_has_options_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, word in (["discord", "--help"], "--check"), (["discord", "-h"], "DISCORD_API_BASE"):
        with pytest.raises(SystemExit) as left:
            cli.main(arguments)
        assert left.value.code == 0
        assert word in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        cli.main(["discord", "--nonsense"])
    assert left.value.code == 2
    assert "courseware discord: error: unrecognized arguments: --nonsense" in capsys.readouterr().err


@pytest.mark.usefixtures("installed")
def test_a_missing_token_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    assert cli.main(["discord"]) == 2
    assert "DISCORD_TOKEN is missing" in capsys.readouterr().err
    assert cli.main(["discord", "--check"]) == 1
    assert "missing  DISCORD_TOKEN is missing" in capsys.readouterr().out


def test_without_the_extra_a_sentence_names_it(installed: Path) -> None:
    missing = "raise ModuleNotFoundError(\"No module named 'discord'\", name='discord')\n"
    (installed / "discord.py").write_text(missing)
    assert ran("courseware_terminal", "discord", "--help", before=installed) == (0, "")
    sentence = "courseware: Discord needs an optional part: pip install 'courseware-core[discord]'.\n"
    for arguments in (), ("--check",):
        assert ran("courseware_terminal", "discord", *arguments, before=installed) == (1, sentence)


def test_a_fault_in_the_courses_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text("id: [")
    code, said = ran("courseware_discord", before=tmp_path, COURSEWARE_CONTENT=str(tmp_path))
    assert code == 1
    assert "course.yaml:" in said
    assert SECRET not in said


def test_the_log_says_where_discord_cannot_be_reached_and_nothing_of_voice(tmp_path: Path) -> None:
    nowhere = {"DISCORD_API_BASE": "http://127.0.0.1:9", "COURSEWARE_CONTENT": str(TINY)}
    bot = subprocess.Popen(
        [sys.executable, "-m", "courseware_discord"],
        env=environment(tmp_path) | nowhere | {"COURSEWARE_STORE": "memory:"},
        stderr=subprocess.PIPE,
        text=True,
    )
    with bot:
        assert bot.stderr
        said: list[str] = []
        for line in bot.stderr:
            said.append(line)
            if "cannot be reached" in line:
                break
        bot.kill()
    assert "at http://127.0.0.1:9: no connection to 127.0.0.1:9" in said[-1]
    assert "`courseware discord --check`" in said[-1]
    assert not [each for each in said if "voice" in each or "\N{ESCAPE}" in each]


def test_settings_are_read_from_the_environment() -> None:
    read = Settings.read(
        {
            "DISCORD_TOKEN": f" {SECRET}\n",
            "DISCORD_API_BASE": "http://localhost:8000/api/v10/",
            "DISCORD_GATEWAY": "ws://localhost:8000",
            "DISCORD_MESSAGE_CONTENT": "on",
            "COURSEWARE_CONTENT": str(ROOT),
            "COURSEWARE_STORE": "memory:",
            "COURSEWARE_MODEL": "openai/one",
            "COURSEWARE_REVIEWER": "Rita Reed",
        }
    )
    assert read == Settings(
        token=SECRET,
        api_base="http://localhost:8000/api/v10",
        gateway="ws://localhost:8000",
        message_content=True,
        content=ROOT,
        store="memory:",
        model=ModelChoice("openai/one", "", 30.0, Budgets()),
        reviewer="Rita Reed",
    )
    assert SECRET not in repr(read)


def test_without_a_word_everything_is_as_usual() -> None:
    read = Settings.read({"DISCORD_TOKEN": SECRET})
    assert (read.api_base, read.gateway, read.content, read.store, read.reviewer) == ("", "", None, None, "")
    assert not read.message_content
    assert not read.model.name


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DISCORD_TOKEN", "", "DISCORD_TOKEN is missing: set it to the token of the application's bot"),
        ("DISCORD_TOKEN", f"Bot {SECRET}", "DISCORD_TOKEN begins with the word Bot"),
        ("DISCORD_TOKEN", f"{SECRET} {SECRET}", "DISCORD_TOKEN is no token"),
        ("DISCORD_TOKEN", "tökén", "DISCORD_TOKEN is no token"),
        ("DISCORD_API_BASE", "localhost:8000", "write it like https://proxy.example.org/api/v10"),
        ("DISCORD_API_BASE", "ws://localhost", "DISCORD_API_BASE is no address"),
        ("DISCORD_API_BASE", "http://[", "DISCORD_API_BASE is no address"),
        ("DISCORD_API_BASE", "http://localhost:99999", "DISCORD_API_BASE is no address"),
        ("DISCORD_GATEWAY", "https://localhost", "write it like wss://proxy.example.org, or leave it out."),
        ("DISCORD_MESSAGE_CONTENT", "perhaps", "write 1 where the Message Content Intent is switched on"),
        ("COURSEWARE_CONTENT", "nowhere", "COURSEWARE_CONTENT names nowhere, and there is no such folder"),
        ("COURSEWARE_MODEL", "gpt 4", "'gpt 4' is no name of a model"),
        ("COURSEWARE_BUDGET_LAB", "-1", "write a number of tokens such as 200000, or none."),
        ("COURSEWARE_REVIEWER", "x" * 101, "It stands in COURSEWARE_REVIEWER."),
    ],
)
def test_a_setting_that_cannot_be_meant_is_told_in_a_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as told:
        Settings.read({"DISCORD_TOKEN": SECRET, name: value})
    assert sentence in str(told.value)
    assert SECRET not in str(told.value)
