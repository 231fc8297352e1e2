"""The course of decisions and demos, and somebody who is about to run an input of their own."""

from pathlib import Path

from tests.app.surroundings import ADA, learner

from courseware_core.app import Courseware
from courseware_core.engine.facts import InputSent, PanelOutput
from courseware_core.identity import Identity
from courseware_core.testing.journeys import Learner

GUIDES = Path(__file__).parents[1] / "data" / "courses" / "guides"
DECISION, DEMO = "g1.l1.decision", "g1.l1.demo"
MINE = "My dough does not rise."


async def watched(app: Courseware, who: Identity = ADA) -> Learner:
    """Somebody at the end of the demo."""
    someone = learner(app, who)
    await someone.enter(DEMO)
    await someone.watch()
    return someone


async def trying(app: Courseware, who: Identity = ADA) -> Learner:
    """Somebody who has agreed to the model and is asked for an input."""
    someone = await watched(app, who)
    await someone.press("Try an input of your own")
    await someone.press("Use the model")
    return someone


async def ran(app: Courseware, who: Identity = ADA) -> tuple[list[str], list[PanelOutput]]:
    """The inputs and the outputs that are recorded of somebody."""
    facts = [recorded.fact for stream in await app.export(who) for recorded in stream.facts]
    inputs = [fact.text for fact in facts if isinstance(fact, InputSent)]
    return inputs, [fact for fact in facts if isinstance(fact, PanelOutput)]
