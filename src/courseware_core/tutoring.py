"""Asking a tutor for a reply that is owed: with a deadline, checked, and without harm when it fails."""

import asyncio
import logging

from courseware_core.content.model import Lab
from courseware_core.engine.facts import ReplyGiven, decode, encode
from courseware_core.engine.lab import LabState, check_by_id
from courseware_core.engine.machine import Owed
from courseware_core.ports import Exchange, Tutor, TutorRequest

DEADLINE_S = 60.0
LONGEST = 4000
"""The most characters of a reply's own text that are recorded."""

_log = logging.getLogger(__name__)


async def reply_to(owed: Owed, state: LabState, lab: Lab, tutor: Tutor) -> ReplyGiven | None:
    """The tutor's reply as a fact; None when the tutor failed, so that it stays owed.

    A reply that could not be read again from the record counts as a failure too.
    """
    request = TutorRequest(
        move=owed.move,
        lab=lab,
        message=owed.message,
        check=check_by_id(lab, owed.check) if owed.check else None,
        exchanges=tuple(Exchange(turn.message, turn.reply.text) for turn in state.turns if turn.reply),
        locale=lab.locale,
    )
    try:
        async with asyncio.timeout(DEADLINE_S):
            reply = await tutor.reply(request)
        if len(reply.text) > LONGEST:
            raise ValueError(f"a reply has at most {LONGEST} characters, not {len(reply.text)}")
        given = ReplyGiven(
            turn=owed.turn,
            move=reply.move,
            text=reply.text,
            quotes=reply.quotes,
            see=reply.see,
            closest=reply.closest,
            source=reply.source,
        )
        decode(*encode(given))
    except Exception as error:  # noqa: BLE001 - the edge to somebody else's code: the learner goes on
        _log.warning("the tutor of %s failed: %s", lab.id, type(error).__name__)
        return None
    return given
