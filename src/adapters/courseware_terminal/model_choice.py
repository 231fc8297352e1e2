"""Which model a command asks, if any: flags win over the environment, and `--offline` over both."""

from argparse import Namespace
from collections.abc import Mapping

from courseware_core.model_choice import ModelChoice
from courseware_terminal.settings import UsageError


def read(flags: Namespace, environment: Mapping[str, str]) -> ModelChoice:
    """The choice of a command. Raises: UsageError."""
    try:
        choice = ModelChoice.read(
            environment, name=flags.model or "", base=flags.model_base or "", offline=flags.offline
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    if not choice.offline and flags.model_base == "":
        raise UsageError("--model-base is empty: write the address of a server, or leave the option out.")
    if not choice.offline and flags.model_base and not choice.name:
        raise UsageError("--model-base says where a model is served: add --model NAME.")
    return choice
