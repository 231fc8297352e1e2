"""Tutors with one fault each, which an evaluation has to show."""

from dataclasses import replace
from decimal import Decimal

from courseware_core.chat import Usage
from courseware_core.content.model import Lab
from courseware_core.engine.facts import Quotation
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.ports import TutorReply, TutorRequest


class Planted:
    """The lesson tutor, whose replies a subclass spoils."""

    def __init__(self) -> None:
        self._lesson = LessonTutor()

    async def reply(self, request: TutorRequest) -> TutorReply:
        return self.spoilt(await self._lesson.reply(request), request)

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        return reply


class Wordy(Planted):
    """Says `text` whatever it is asked."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        return replace(reply, text=self._text)


class GivesAway(Planted):
    """Tells whoever asks what the first check wants to hear."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        return replace(reply, text=f"Just write: {request.lab.checks[0].answer.upper()}")


class GivesExitAway(Planted):
    """Tells the key of the exit question."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        return replace(reply, text=f"It is this: {_key(request.lab)}")


class ComparesAloud(Planted):
    """Says the points of a check again, only beside an answer to it."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        return replace(reply, text=request.check.answer) if request.check else reply


class SpeaksFromLesson(Planted):
    """Says what the lesson says, as its own words."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        return replace(reply, text=" ".join(each.text for each in request.lab.passages)[:4000])


class InventsQuotations(Planted):
    """Quotes words that stand nowhere."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        section = request.lab.passages[0].section
        return replace(reply, quotes=(*reply.quotes, Quotation(section, "as nobody ever wrote")))


class MisplacesQuotations(Planted):
    """Quotes the lesson's words with a section that they do not stand in."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        first, *_, last = request.lab.passages
        return replace(reply, quotes=(Quotation(last.section, first.text),))


class AnswersEverything(Planted):
    """Never leads anybody back to the lesson."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        if request.move == "compare":
            return reply
        return TutorReply("answer", text="With pleasure. It is so.")


class AnswersNothing(Planted):
    """Leads everybody back to the lesson."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        return reply if request.move == "compare" else TutorReply("redirect")


class Echoes(Planted):
    """Says what it is told."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        return replace(reply, text=request.message[:4000])


class RepeatsHints(Planted):
    """Gives the first hint with every reply."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        return replace(reply, text=f"A hint: {request.lab.checks[0].hints[0]}")


class Fails(Planted):
    """Breaks at every question."""

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        raise ConnectionError


class FallsBack(Planted):
    """Replies in place of a model that used tokens before it failed; its price is `cost`."""

    def __init__(self, cost: Decimal | None) -> None:
        super().__init__()
        self._cost = cost

    def spoilt(self, reply: TutorReply, request: TutorRequest) -> TutorReply:
        usage = Usage(prompt_tokens=900, reply_tokens=100, cost=self._cost, estimated=True)
        return replace(reply, instead="unfit" if request.check else "down", usage=usage)


def _key(lab: Lab) -> str:
    assert lab.exit
    return " ".join(lab.exit.key(str))
