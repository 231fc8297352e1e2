"""A mistake in a check is named by its own key and place, and a fault of a model answer in a sentence."""

import shutil
from pathlib import Path

import pytest
from tests.content.conftest import TINY, CourseCopy

CHALLENGES = "g1-gliders/l1-lines/challenges.yaml"


@pytest.fixture
def logbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseCopy:
    """A copy of the course `logbook`; the working directory is the course's folder."""
    folder = tmp_path / "logbook"
    shutil.copytree(TINY.with_name("logbook"), folder)
    monkeypatch.chdir(folder)
    return CourseCopy(folder)


@pytest.mark.parametrize(
    ("check", "place", "said"),
    [
        ("{min: 2}", "22:20", "`kind` is missing here; it says what is checked."),
        ("{kind: call, call: f, given: [{made_by: g}]}", "22:51", "there is no `made_by` here."),
        ("{kind: call, call: f, given: [{name: x, position: -1}]}", "22:70", "`position` is at least 0;"),
        ("{kind: call, call: f, given: {name: x}}", "22:49", "`given` is a list."),
        ("{kind: call, call: f(), of: g}", "22:39", "`f()` cannot be `call`."),
        ("{kind: records, min: 3, max: 2}", "22:20", "`max` is 2, less than `min`, 3."),
    ],
)
def test_a_mistake_inside_a_check_is_named_by_its_key(
    logbook: CourseCopy, check: str, place: str, said: str
) -> None:
    logbook.change(CHALLENGES, "{kind: records, min: 2, max: 2}", check)
    found = {f"{each.line}:{each.column}": each for each in logbook.check() if each.rule == "CW002"}
    assert said in found[place].message


def test_an_unknown_key_of_an_argument_lists_the_known_ones(logbook: CourseCopy) -> None:
    check = "{kind: call, call: f, given: [{name: x, colour: red}]}"
    logbook.change(CHALLENGES, "{kind: records, min: 2, max: 2}", check)
    assert "There is: name, position, value, from." in [each.hint for each in logbook.check()]


def test_what_a_check_finds_in_the_model_answer_is_said_in_a_sentence(logbook: CourseCopy) -> None:
    logbook.change(CHALLENGES, "min: 2, max: 2", "min: 3, max: 3")
    (found,) = logbook.check()
    assert "Objects that were found: 2. There should be 3 or more." in found.message
