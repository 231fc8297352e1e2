"""An attempt that is begun in Slack and finished on Discord is one attempt, from one process."""

from tests.app.surroundings import SHIPPED, opened
from tests.app.transcripts import FOLDER
from tests.slack.linking_transcript import QUIZ, story, written

from courseware_core.engine.facts import AnswerGiven


async def test_an_attempt_begun_in_slack_is_finished_on_discord_once_they_are_linked() -> None:
    async with story() as told:
        await told.whole()
        in_slack, on_discord = told.identities
        async with opened(SHIPPED, told.store) as app:
            (attempt,) = await app.operators.attempts(QUIZ)
            assert (attempt.owner, attempt.status, attempt.passed) == (in_slack, "closed", True)
            everything = await app.export(on_discord)
            (facts,) = [each.facts for each in everything if each.session == attempt.session]
            given = [each.actor for each in facts if isinstance(each.fact, AnswerGiven)]
            assert given == [in_slack, in_slack, on_discord]
            assert await app.export(in_slack) == everything
    document = (FOLDER / "slack-to-discord.md").read_text(encoding="utf-8")
    assert document == written(told), "python -m tests.app.transcripts writes it anew"
