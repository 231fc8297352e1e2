"""Which model is asked: what flags and the environment say, and what they cannot mean."""

import argparse

import pytest
from tests.terminal.test_commands import Said, failed

from courseware_core.model_choice import ModelChoice
from courseware_core.tutoring import Budgets
from courseware_terminal.model_choice import read
from courseware_terminal.options import model

HERE = "http://localhost:8000/v1"


def chosen(*flags: str, **environment: str) -> ModelChoice:
    parser = argparse.ArgumentParser(parents=[model()])
    return read(parser.parse_args(flags), environment)


def test_without_a_word_no_model_is_asked() -> None:
    assert chosen() == ModelChoice("", "", 30.0, Budgets())
    assert chosen(COURSEWARE_MODEL="", COURSEWARE_MODEL_BASE=HERE).base == ""


def test_flags_win_over_the_environment() -> None:
    environment = {"COURSEWARE_MODEL": "openai/one", "COURSEWARE_MODEL_BASE": HERE}
    assert chosen(**environment) == ModelChoice("openai/one", HERE, 30.0, Budgets())
    both = chosen("--model", "openai/two", "--model-base", "https://example.org", **environment)
    assert (both.name, both.base) == ("openai/two", "https://example.org")


@pytest.mark.parametrize("said", ["1", "yes", "TRUE", "on"])
def test_offline_wins_over_every_model(said: str) -> None:
    for given in (
        chosen("--model", "openai/one", "--model-base", HERE, COURSEWARE_OFFLINE=said),
        chosen("--offline", "--model-base", HERE, COURSEWARE_MODEL="openai/one"),
    ):
        assert (given.name, given.base) == ("", "")
    assert chosen(COURSEWARE_MODEL="openai/one", COURSEWARE_OFFLINE="0").name == "openai/one"


def test_an_empty_variable_is_not_set() -> None:
    assert chosen("--model", "openai/one", COURSEWARE_MODEL_BASE="").base == ""


def test_bounds_come_from_the_environment() -> None:
    given = chosen(
        COURSEWARE_MODEL_DEADLINE="12.5",
        COURSEWARE_BUDGET_LEARNER="5000",
        COURSEWARE_BUDGET_TENANT="None",
        COURSEWARE_BUDGET_LAB="0",
    )
    assert given.deadline_s == 12.5
    assert given.budgets == Budgets(learner_day=5000, tenant_day=None, lab=0)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("COURSEWARE_MODEL", "gpt 4", "'gpt 4' is no name of a model: write it like openai/gpt-4o-mini."),
        ("COURSEWARE_MODEL", "m" * 201, "is no name of a model"),
        ("COURSEWARE_MODEL_BASE", "localhost:8000", "write it like http://localhost:8000/v1."),
        ("COURSEWARE_MODEL_BASE", "http://[", "is no address of a server"),
        ("COURSEWARE_OFFLINE", "perhaps", "COURSEWARE_OFFLINE is 'perhaps': write 1 to ask no model, or 0."),
        ("COURSEWARE_MODEL_DEADLINE", "soon", "write a number of seconds from 1 to 600."),
        ("COURSEWARE_MODEL_DEADLINE", "nan", "write a number of seconds from 1 to 600."),
        ("COURSEWARE_MODEL_DEADLINE", "0", "write a number of seconds from 1 to 600."),
        ("COURSEWARE_BUDGET_LEARNER", "-1", "write a number of tokens such as 200000, or none."),
        ("COURSEWARE_BUDGET_TENANT", "lots", "COURSEWARE_BUDGET_TENANT is 'lots'"),
        ("COURSEWARE_BUDGET_LAB", "9" * 5000, "write a number of tokens such as 200000, or none."),
    ],
)
def test_what_a_setting_cannot_mean_is_said(
    store: str, capsys: Said, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv("COURSEWARE_MODEL", "openai/one")
    monkeypatch.setenv(name, value)
    assert sentence in failed(capsys, 2, "learn")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("learn", "--model-base", HERE), "--model-base says where a model is served: add --model NAME."),
        (("model", "check"), "There is no model to ask: write --model NAME or set COURSEWARE_MODEL"),
        (("model", "check", "--model", "openai/one", "--offline"), "forbids asking any model"),
        (("model", "check", "--model", "/", "--model-base", HERE), "'/' does not name a model."),
        (("learn", "--model", "openai/"), "'openai/' does not name a model."),
        (("eval", "labs", "--model", "openai/one", "--model-base", "http://me:key@localhost"), "no base URL"),
        (("learn", "--model", "openai/one", "--model-base", ""), "--model-base is empty"),
        (("model", "off", "slack"), "'slack' is no tenant: write it surface:tenant"),
        (("model", "on", ":T1"), "':T1' is no tenant"),
        (("model", "status", "slack:T1:U1"), "'slack:T1:U1' is no tenant"),
        (("usage", "--days", "0"), "--days takes a number of days from 1 to 36,500."),
        (("usage", "--since", "monday"), "'monday' is no day: write it like 2"),
        (("usage", "--since", "9999-12-31"), "--since 9999-12-31 is still to come: in UTC, today is 2"),
        (("eval", "labs", "--lab", "t1.l9.lab"), "There is no lab `t1.l9.lab`. Did you mean `t1.l1.lab`?"),
        (("eval", "labs", "--questions", ""), "--questions '' names no file or folder"),
        (("eval", "labs", "--questions", "nowhere"), "--questions 'nowhere' names no file or folder"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(
    store: str, capsys: Said, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in failed(capsys, 2, *arguments)
