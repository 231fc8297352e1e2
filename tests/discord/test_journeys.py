"""Where a command leads, and in which language."""

import discord
from tests.discord.server import Person, interactions, labels, parts, press_again, teaching, texts


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


def shown_pictures(message: discord.Message) -> list[tuple[int | None, str | None]]:
    """The attachments that a message shows, with what is said of them."""
    galleries = [each for each in parts(message) if isinstance(each, discord.MediaGalleryComponent)]
    return [(item.media.attachment_id, item.description) for each in galleries for item in each.items]


async def looks_at_the_leaf(ada: Person) -> None:
    await ada.begin("t1.l1")
    while not ada.message.attachments:
        await ada.press("Next")


async def test_a_picture_is_shown_as_long_as_its_page_is() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await looks_at_the_leaf(ada)
        (leaf,) = ada.message.attachments
        assert leaf.filename.endswith(".png")
        assert shown_pictures(ada.message) == [(leaf.id, "A tea leaf, drawn as a green square")]
        await ada.press("Page 2")
        assert ada.message.attachments == []
        await ada.press("Page 1")
        assert len(shown_pictures(ada.message)) == 1


async def test_a_message_that_is_no_longer_pressed_keeps_its_picture() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await looks_at_the_leaf(ada)
        await ada.learn("t1.l1")
        former, newest = (each for each in ada.messages if each.author.bot)
        assert labels(former) == []
        for each in (former, newest):
            assert shown_pictures(each) == [
                (each.attachments[0].id, "A tea leaf, drawn as a green square"),
            ]


async def test_where_no_file_may_be_attached_a_picture_is_described() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await looks_at_the_leaf(ada)
        place = f"/channels/{ada.thread.id}/messages"
        server.env.inject_error("POST", place, times=1, status=403, code=50013)
        await ada.learn("t1.l1")
        newest = ada.message
        assert newest.attachments == []
        assert "A tea leaf, drawn as a green square" in texts(newest)
