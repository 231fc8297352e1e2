"""The commands about models: `model check`, `model off`, `model on`, `model status`."""

import asyncio

from courseware_core.app import Courseware
from courseware_core.model_choice import ModelChoice
from courseware_core.models import check_model
from courseware_terminal.command import with_courses
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError, tenant


def check(choice: ModelChoice) -> int:
    """Asks the model for next to nothing, and says what came. The exit code is 1 when no reply did.

    Raises: UsageError when there is no model to ask, or none may be asked.
    """
    if choice.offline:
        raise UsageError(
            "--offline or COURSEWARE_OFFLINE=1 forbids asking any model: leave it out to check one."
        )
    if not choice.name:
        raise UsageError(
            "There is no model to ask: write --model NAME or set COURSEWARE_MODEL, such as "
            "openai/gpt-4o-mini."
        )
    probed = asyncio.run(check_model(choice.name, choice.base, deadline_s=choice.deadline_s))
    say(probed.sentence)
    return 0 if probed.ok else 1


def switch(settings: Settings, where: str, *, on: bool, reason: str) -> int:
    """Lets models reply to learners of the tenant `where`, or forbids it. Raises: UsageError."""
    named = tenant(where)

    async def done(app: Courseware) -> None:
        await app.operators.switch_models(named, on=on, reason=reason)
        say(_standing(named, allowed=on))

    return with_courses(settings, done, create=True)


def status(settings: Settings, where: str) -> int:
    """Says whether models may reply to learners of the tenant `where`. Raises: UsageError."""
    named = tenant(where)

    async def said(app: Courseware) -> None:
        say(_standing(named, allowed=await app.people.models_allowed(named)))

    return with_courses(settings, said)


def _standing(named: str, *, allowed: bool) -> str:
    if allowed:
        return f"Models are on for {named}: where one is set, it replies to learners who agreed."
    return f"Models are off for {named}: the lesson replies to everybody, and nothing is sent."
