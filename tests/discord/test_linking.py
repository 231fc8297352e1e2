"""An attempt that is begun on Discord and finished in the terminal is one attempt."""

from tests.discord.linking_transcript import HERE, QUIZ, story
from tests.discord.server import texts

from courseware_core.engine.facts import AnswerGiven


async def test_an_attempt_begun_on_discord_is_finished_in_the_terminal_once_they_are_linked() -> None:
    async with story() as told:
        app, there = told.server.app, told.ada.who
        await told.begin()
        await told.link()
        await told.finish()
        (attempt,) = await app.operators.attempts(QUIZ)
        assert (attempt.owner, attempt.status, attempt.passed) == (there, "closed", True)
        (facts,) = [each.facts for each in await app.export(HERE) if each.session == attempt.session]
        given = [each.actor for each in facts if isinstance(each.fact, AnswerGiven)]
        assert given == [there, there, HERE]
        assert await app.export(HERE) == await app.export(there)
        await told.look_again()
        assert "Passed" in texts(told.ada.message)
