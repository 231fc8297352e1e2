"""What a message shows, with the pictures that are attached to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice

import discord
from discord import MediaGalleryItem
from discord.ui import LayoutView, MediaGallery

from courseware_core.app import Courseware
from courseware_core.blocks import images
from courseware_core.content.pictures import Picture
from courseware_core.errors import StoreError
from courseware_core.screen.model import Screen
from courseware_discord.limits import PICTURES


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a message shows. Whatever is not attached anew, or `kept` of what was, is there no more.

    `pictures` are bytes by the name that the view has for them. `described` is the same without them, for
    where the bot may attach nothing; None where it shows none.
    """

    view: LayoutView
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    described: "Drawn | None" = None
    kept: Sequence[discord.Attachment] = ()

    def files(self) -> list[discord.File]:
        """The pictures to attach. discord.py closes them after a request, so each one needs its own."""
        return [discord.File(BytesIO(content), filename=name) for name, content in self.pictures.items()]

    def attachments(self) -> list[discord.Attachment | discord.File]:
        """All that is attached to a message when it was edited; for one request, as `files`."""
        return [*self.kept, *self.files()]


async def pictures_of(app: Courseware, page: Screen) -> dict[str, Picture]:
    """The pictures of a page by their digest: the first ones, as many as a message shows.

    One that cannot be read is left out, and described in words.
    """
    shown: dict[str, Picture] = {}
    digests = dict.fromkeys(each.digest for block in page.blocks for each in images(block) if each.digest)
    for digest in islice(digests, PICTURES):
        try:
            found = await app.picture(digest)
        except StoreError:  # what is to be shown was recorded, so that nothing needs doing again
            found = None
        if found:
            shown[digest] = found
    return shown


def named(digest: str, picture: Picture) -> str:
    """The name of a picture's file, the same wherever it is attached."""
    return f"{digest}.{picture.media_type.partition('/')[2]}"


def attached(message: discord.Message) -> LayoutView:
    """What the bot's own message shows, its pictures being those that are attached to it.

    Discord tells their addresses, which are good for a day.
    """
    view: LayoutView = LayoutView.from_message(message, timeout=None)
    names = {each.id: each.filename for each in message.attachments}
    for gallery in view.walk_children():
        if isinstance(gallery, MediaGallery):
            gallery.items = [
                MediaGalleryItem(
                    f"attachment://{names[each.media.attachment_id]}", description=each.description
                )
                if each.media.attachment_id in names
                else each
                for each in gallery.items
            ]
    return view
