"""The tutor that needs no network: it gives the author's answers and quotes the lesson.

It knows a question by its words and says nothing of its own, so what the lesson does not say stays
unanswered. It never judges what a learner says. The thresholds were measured on the questions in
`tests/data/questions/lesson_tutor.yaml`.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from math import fsum
from operator import itemgetter

from courseware_core.content.model import Faq, Lab, Passage, Term
from courseware_core.engine.facts import About, Move, Quotation
from courseware_core.llm.language import language
from courseware_core.llm.retrieval import Glossary, Match, Query, Ranking, excerpt
from courseware_core.ports import TutorReply, TutorRequest

SAME_QUESTION = 0.9
"""The likeness, 0 to 1, at which a message is taken for a question that the author answered."""

SMALL_WORD = 0.25
"""What a small word counts for in likeness; other words count the more the rarer they are."""

SURE = 0.35
"""What shared words times coverage must come to for a passage to be more than the closest one."""

ONE_WORD = 1.0
"""What one word counts for; a passage that shares no more with a question is never sure."""

LONE_COVERAGE = 0.1
"""How much of a question, by weight, a lone shared word must be, or it is about something else."""

QUOTED_WORDS = 60
"""The most words of a quotation; a single longer sentence is quoted all the same."""

SEE_ALSO = 2
"""How many other sections are offered beside a quotation."""

MAIN_SECTIONS = 4
"""How many sections are offered to somebody who asked about something else."""


class LessonTutor:
    """A `Tutor` made of the lab itself: the author's answers, the glossary, the passages."""

    async def reply(self, request: TutorRequest) -> TutorReply:
        """The author's answer, words of the lesson and where they stand, or the way back to it."""
        match request.move:
            case "compare":
                see = request.check.see if request.check else None
                return TutorReply("compare", see=(see,) if see else ())
            case "respond":
                # The first question in a lab takes some hundredths of a second: not on the loop.
                return await asyncio.to_thread(_respond, request.lab, request.message, request.about)


@dataclass(frozen=True, slots=True)
class Related:
    """What of a lab shares words with a message: passages and authored answers, best first.

    `move` and `closest` are those of the lesson tutor's reply.
    """

    move: Move
    closest: bool
    passages: tuple[Passage, ...]
    answers: tuple[Faq, ...]


def related(lab: Lab, message: str) -> Related:
    """What `lab` has on `message`. The first question in a lab takes some hundredths of a second."""
    return _of(lab).related(message)


def _respond(lab: Lab, message: str, about: About | None) -> TutorReply:
    return _of(lab).respond(message, about)


def _of(lab: Lab) -> "_Prepared":
    return _prepared(lab.passages, lab.faq, lab.glossary, lab.locale)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that the author answered, in one of its wordings, and what its words weigh together."""

    words: tuple[str, ...]
    weight: float
    faq: Faq


@dataclass(frozen=True, slots=True)
class _Found:
    """What a message asks for, by its words, and what there is on it: an author's answer, passages."""

    words: tuple[str, ...]
    query: Query
    answer: Faq | None
    matches: Sequence[Match]


class _Prepared:
    """What a lab speaks from, its words looked at once. It never changes: threads may share it."""

    def __init__(
        self,
        passages: tuple[Passage, ...],
        faq: tuple[Faq, ...],
        glossary: tuple[Term, ...],
        locale: str,
    ) -> None:
        self._passages = passages
        self._faq = faq
        self._language = language(locale)
        words, content = self._language.words, self._language.content
        self._compounds = self._language.compounds([each.text for each in passages])
        lesson_first = sorted(glossary, key=lambda term: term.id is None)
        self._glossary = Glossary(lesson_first, self._language)
        self._ranking = Ranking(
            [content(words(passage.text)) for passage in passages], self._language.everyday
        )
        self._answers = Ranking(
            [content(words(" ".join((*each.ask, each.say)))) for each in faq], self._language.everyday
        )
        asked = [(words(wording), each) for each in faq for wording in each.ask]
        self._asked = [_Asked(wording, self._weigh(wording), each) for wording, each in asked]

    def respond(self, message: str, about: About | None = None) -> TutorReply:
        """The reply to `message`; where that hardly says what it is about, on the question `about`."""
        reply = self._reply(self._found(message))
        is_vague = (reply.move == "redirect" or reply.closest) and self._language.leans(message)
        return self._on_question(about, message) if about and is_vague else reply

    def related(self, message: str) -> Related:
        """What shares words with `message`; an answer that the author gave to it comes first."""
        found = self._found(message)
        reply = self._reply(found)
        ranked = [self._faq[match.text] for match in self._answers.matches(found.query)]
        return Related(
            reply.move,
            reply.closest,
            tuple(self._passages[match.text] for match in found.matches),
            tuple(dict.fromkeys([found.answer, *ranked] if found.answer else ranked)),
        )

    def _found(self, message: str) -> _Found:
        words = self._opened(self._language.words(message))
        query = self._glossary.query(words)
        return _Found(words, query, self._answered_by_author(words), self._ranking.matches(query))

    def _reply(self, found: _Found) -> TutorReply:
        matches = found.matches
        if found.answer:
            return TutorReply("answer", text=found.answer.say, see=found.answer.see)
        if term := self._term_to_define(found.words):
            return self._define(term, matches)
        if not matches or (_lone(matches[0]) and matches[0].coverage < LONE_COVERAGE):
            return TutorReply("redirect", see=self._main_sections())
        return self._quote(found.query, matches)

    def _on_question(self, about: About, message: str) -> TutorReply:
        """Of the section that answers a question, what is nearest to the question and the message."""
        found = self._found(f"{about.stem}\n{message}")
        ranked = [self._passages[match.text] for match in found.matches]
        answering = (each for each in (*ranked, *self._passages) if each.section == about.see)
        best = next(answering, None)
        if best is None:
            return self._reply(found)
        wanted = {word: self._ranking.weight(word) for same in found.query.values() for word in same}
        return self._quoting(best, wanted, found.matches)

    def _opened(self, words: Sequence[str]) -> tuple[str, ...]:
        """`words`, with those apart that the lesson joins by a hyphen and the learner did not."""
        return tuple(part for word in words for part in self._compounds.get(word, (word,)))

    def _answered_by_author(self, words: tuple[str, ...]) -> Faq | None:
        """The authored answer whose question has these words, or nearly."""
        different, weight = frozenset(words), self._weigh(words)

        def likeness(asked: _Asked) -> float:
            """How nearly they have the same words, 0 to 1: Dice's coefficient, by weight."""
            both = weight + asked.weight
            return 2 * self._weigh(different.intersection(asked.words)) / both if both else 0.0

        near = [(likeness(asked), asked.words == words, asked.faq) for asked in self._asked]
        best = max(near, key=itemgetter(0, 1), default=None)
        return best[2] if best and best[0] >= SAME_QUESTION else None

    def _weigh(self, words: Iterable[str]) -> float:
        """What the different `words` tell together; in whatever order they come, it is the same."""
        small, weight = self._language.small, self._ranking.weight
        return fsum(SMALL_WORD if word in small else weight(word) for word in set(words))

    def _term_to_define(self, words: Sequence[str]) -> Term | None:
        """The term that is asked for when the message is hardly more than its name."""
        if self._language.asks_more.intersection(words):
            return None
        return self._glossary.named(words)

    def _define(self, term: Term, matches: Sequence[Match]) -> TutorReply:
        """The lesson's own definition, or else the glossary's."""
        heading = f"{term.term}: ".casefold()
        for passage in self._passages:
            if passage.text.casefold().startswith(heading) or term.means in passage.text:
                return self._quoting(passage, {}, matches)
        return TutorReply("answer", text=term.means, see=self._sections(matches)[:SEE_ALSO])

    def _quote(self, query: Query, matches: Sequence[Match]) -> TutorReply:
        """The best passage; the `closest` one when it may be about something else."""
        best = matches[0]
        sure = not _lone(best) and best.shared * best.coverage >= SURE
        wanted = {word: self._ranking.weight(word) for same in query.values() for word in same}
        reply = self._quoting(self._passages[best.text], wanted, matches)
        return reply if sure else replace(reply, closest=True)

    def _quoting(self, passage: Passage, wanted: Mapping[str, float], matches: Sequence[Match]) -> TutorReply:
        words = excerpt(passage.text, wanted, self._language, most_words=QUOTED_WORDS)
        see = (section for section in self._sections(matches) if section != passage.section)
        return TutorReply(
            "quote",
            quotes=(Quotation(passage.section, words),),
            see=tuple(islice(see, SEE_ALSO)),
        )

    def _sections(self, matches: Iterable[Match]) -> tuple[str, ...]:
        """The different sections of `matches`, best first."""
        return tuple(dict.fromkeys(self._passages[match.text].section for match in matches))

    def _main_sections(self) -> tuple[str, ...]:
        """The first sections with a heading of their own, in the order of the lessons."""
        headed = (each.section for each in self._passages if each.section != each.lesson)
        return tuple(islice(dict.fromkeys(headed), MAIN_SECTIONS))


def _lone(match: Match) -> bool:
    return match.shared <= ONE_WORD


@lru_cache(maxsize=64)
def _prepared(
    passages: tuple[Passage, ...], faq: tuple[Faq, ...], glossary: tuple[Term, ...], locale: str
) -> _Prepared:
    return _Prepared(passages, faq, glossary, locale)
