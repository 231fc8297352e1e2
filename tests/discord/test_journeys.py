"""Where a command leads, and in which language."""

from tests.discord.server import interactions, labels, press_again, teaching, texts


async def test_a_command_says_where_the_screen_is_and_leads_there() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        result = await ada.learn()
        assert result.ephemeral
        assert result.response
        assert "private thread" in texts(result.response)
        links = [each.url for each in result.response.message.components[-1].children]  # type: ignore[union-attr]
        assert links == [ada.message.jump_url]


async def test_the_language_of_discord_is_that_of_a_new_person_and_changes_nothing_later() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        seen = interactions(server)
        await ada.learn("t1.l1.quiz")
        await press_again(server, seen[0] | {"locale": "de"})
        assert "Willkommen" in texts(ada.message)
        await ada.press(labels(ada.message)[0])
        german = texts(ada.message)
        assert "Frage 1 von 4" in german
        await press_again(server, seen[0] | {"locale": "en-GB"})
        assert texts(ada.message) == german
