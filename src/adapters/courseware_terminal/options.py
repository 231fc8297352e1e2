"""Options that several commands have, each as the parent of a parser, and what they are read into."""

import os
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from courseware_core.model_choice import ModelChoice
    from courseware_terminal.settings import Settings

Commands: TypeAlias = "_SubParsersAction[ArgumentParser]"
"""Where commands are added."""


def content() -> ArgumentParser:
    """`--content`, for commands that read courses."""
    parser = ArgumentParser(add_help=False)
    parser.add_argument(
        "--content", metavar="DIR", help="folder of courses (the ones that come with courseware)"
    )
    return parser


def store() -> ArgumentParser:
    """`--store`, for commands that read or write the record."""
    parser = ArgumentParser(add_help=False)
    parser.add_argument(
        "--store", metavar="URL", help="where the record is kept (a file in your own data folder)"
    )
    return parser


def learner() -> ArgumentParser:
    """`--learner`, for commands about one learner."""
    parser = ArgumentParser(add_help=False)
    parser.add_argument(
        "--learner", metavar="NAME", help="who learns (you), or surface:tenant:user of any surface"
    )
    return parser


def model() -> ArgumentParser:
    """`--model` and what goes with it, for commands that may ask a model."""
    parser = ArgumentParser(add_help=False)
    parser.add_argument(
        "--model", metavar="NAME", help="the model that replies in labs, such as openai/gpt-4o-mini (none)"
    )
    parser.add_argument(
        "--model-base", metavar="URL", help="where it is served, if not where its name says: your own server"
    )
    parser.add_argument("--offline", action="store_true", help="ask no model, whatever else is set")
    return parser


def reviewer() -> ArgumentParser:
    """`--reviewer`, for commands that name who reads answers."""
    parser = ArgumentParser(add_help=False)
    parser.add_argument(
        "--reviewer",
        metavar="NAME",
        help="who may read answers in words and code; learners are told (nobody)",
    )
    return parser


def settings(flags: Namespace) -> "Settings":
    """Where the courses are and the record is kept, and who learns. Raises: UsageError."""
    from courseware_terminal.settings import Settings

    return Settings.read(flags, os.environ)


def named_reviewer(flags: Namespace) -> str:
    """Who may read answers; empty when nobody may. Raises: UsageError."""
    from courseware_terminal.settings import reviewer

    return reviewer(flags, os.environ)


def choice(flags: Namespace) -> "ModelChoice":
    """The model to ask, if any. Raises: UsageError."""
    from courseware_terminal.model_choice import read

    return read(flags, os.environ)
