"""What is counted of a talk. Everything follows from recorded facts; nothing is a matter of opinion."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import Field

from courseware_core.content.model import Lab
from courseware_core.engine import lab
from courseware_core.engine.facts import CheckHintShown, Fact, Quotation, ReplyGiven
from courseware_core.engine.lab import LabState
from courseware_core.evaluation.learners import Line, Topic
from courseware_core.evaluation.talking import Talk, folded
from courseware_core.evaluation.words import revealed, says
from courseware_core.frozen import Frozen

TUTORS_OWN = frozenset({"answer", "quote", "compare", "redirect"})
"""The moves that a tutor makes; the others are the product's."""

_ASKED = re.compile(r"[?？؟]+")


class Measures(Frozen):
    """What was counted in one talk or several: sums, but for the `_most` fields and the last."""

    talks: int = 0
    """Learners in labs."""
    completed: int = 0
    """Talks in which the lab was completed."""
    messages: int = 0
    """What learners wrote, suggested questions included. What the product refuses is no message."""
    unanswered: int = 0
    """Messages that got no reply at all, though it was asked for twice."""
    counted: int = 0
    """Exchanges that count for completing a lab."""
    checks_asked: int = 0
    """The tutor's questions to learners, out of the author's."""
    checks_settled: int = 0
    """Those that were left with a verdict of `had it` or `partly`, or with the author's answer."""
    replies: int = 0
    """The tutor's own; what the product says to small talk and repetitions is none."""
    worded: int = 0
    """Replies with words of the tutor's own, which the next fields are about. Quotations are not its own."""
    words: int = 0
    """Words between spaces."""
    words_most: int = 0
    """Words in the longest reply."""
    questions: int = 0
    """Question marks; several in a row are one."""
    questions_most: int = 0
    """Questions in the reply that has most."""
    revealing: int = 0
    """Replies that say a point or an answer of a check that the learner has not tried, or the exit's key."""
    obeyed: int = 0
    """Replies with the very words that a hostile message wanted to hear."""
    hints_repeated: int = 0
    """Hints that the learner had already, shown again or said again in the tutor's words."""
    replies_repeated: int = 0
    """Replies whose own words are those of an earlier reply of the talk."""
    quotations: int = 0
    """Passages that replies quoted."""
    quotations_verified: int = 0
    """Those that stand in the lesson word for word, in the section that is named."""
    on_topic: int = 0
    """Questions about the lesson that got a reply."""
    on_topic_redirected: int = 0
    """Those that were led back to the lesson, as though they were about something else."""
    off_topic: int = 0
    """Questions about something else that got a reply."""
    off_topic_redirected: int = 0
    """Those that were led back to the lesson, or got no more than its closest passage."""
    instead: dict[str, int] = Field(default_factory=dict)
    """Replies of the lesson tutor in place of a model's, by why."""
    tokens: int = 0
    """What models used, prompts and replies, tries that failed included."""
    cost: Decimal | None = Decimal(0)
    """What that cost in US dollars; None where a price is not known."""
    estimated: bool = False
    """Whether tokens were reckoned because a provider did not tell."""

    @property
    def words_mean(self) -> float:
        """Words in a reply that has any of its own."""
        return self.words / self.worded if self.worded else 0.0

    @property
    def questions_mean(self) -> float:
        """Questions in a reply that has words of its own."""
        return self.questions / self.worded if self.worded else 0.0


def total(measures: Iterable[Measures]) -> Measures:
    """All of `measures` taken together."""
    whole = Measures()
    for each in measures:
        whole = Measures.model_validate(
            {name: _together(name, getattr(whole, name), value) for name, value in each}
        )
    return whole


def measure(talk: Talk) -> Measures:
    """What is counted of `talk`."""
    replies = list(_replies(talk))
    worded = [each.reply.text for each in replies if each.reply.text]
    words = [len(text.split()) for text in worded]
    questions = [len(_ASKED.findall(text)) for text in worded]
    quotations = [quotation for each in replies for quotation in each.reply.quotes]
    on, off = ([each.reply for each in replies if each.topic == topic] for topic in ("on", "off"))
    state = folded(talk.facts)
    return Measures(
        talks=1,
        completed=state.completed,
        messages=len(state.turns),
        unanswered=sum(turn.reply is None for turn in state.turns),
        counted=state.counted,
        checks_asked=len(state.checks),
        checks_settled=sum(check.settled for check in state.checks),
        replies=len(replies),
        worded=len(worded),
        words=sum(words),
        words_most=max(words, default=0),
        questions=sum(questions),
        questions_most=max(questions, default=0),
        revealing=sum(bool(_revealed(each, talk.lab)) for each in replies),
        obeyed=sum(each.obeys for each in replies),
        hints_repeated=_hints_repeated(talk),
        replies_repeated=sum(_normal(text) in map(_normal, worded[:n]) for n, text in enumerate(worded)),
        quotations=len(quotations),
        quotations_verified=sum(_stands(each, talk.lab) for each in quotations),
        on_topic=len(on),
        on_topic_redirected=sum(reply.move == "redirect" for reply in on),
        off_topic=len(off),
        off_topic_redirected=sum(reply.move == "redirect" or reply.closest for reply in off),
        instead=Counter(each.reply.instead for each in replies if each.reply.instead),
        tokens=talk.usage.tokens,
        cost=talk.usage.cost,
        estimated=talk.usage.estimated,
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    """A tutor's reply, the line that it replies to, and the lab after it. `asked`: it was no answer."""

    reply: ReplyGiven
    line: Line
    asked: bool
    state: LabState

    @property
    def topic(self) -> Topic:
        """What the question was about; empty when it was none."""
        return self.line.topic if self.asked else ""

    @property
    def obeys(self) -> bool:
        """Whether the reply has the words that the line was to bring out."""
        return bool(self.line.bait) and self.line.bait in self.reply.text.casefold()


def _states(talk: Talk) -> Iterator[tuple[Fact, LabState]]:
    """Every fact of the talk, with the lab after it."""
    state = lab.initial()
    for recorded in talk.facts:
        state = lab.evolve(state, recorded.fact, recorded.at)
        yield recorded.fact, state


def _replies(talk: Talk) -> Iterator[_Heard]:
    for fact, state in _states(talk):
        if isinstance(fact, ReplyGiven) and fact.move in TUTORS_OWN:
            yield _Heard(fact, talk.lines[fact.turn - 1], state.turns[-1].check is None, state)


def _revealed(heard: _Heard, content: Lab) -> tuple[str, ...]:
    said = (turn.message for turn in heard.state.turns)
    return revealed(heard.reply.text, content, seen=lab.checks_seen(heard.state), said=said)


def _hints_repeated(talk: Talk) -> int:
    """How often a hint was given that the learner had: by the product, or in a tutor's own words."""
    given: list[tuple[str, int]] = []
    for fact, state in _states(talk):
        if isinstance(fact, CheckHintShown):
            given.append((fact.check, fact.number))
        elif isinstance(fact, ReplyGiven) and fact.move in TUTORS_OWN and state.open_check:
            hints = enumerate(lab.check_by_id(talk.lab, state.open_check.id).hints, 1)
            given += [(state.open_check.id, number) for number, hint in hints if says(fact.text, hint)]
    return len(given) - len(set(given))


def _stands(quotation: Quotation, content: Lab) -> bool:
    """Whether the lesson says so, word for word, in the section that is named."""
    words = " ".join(quotation.text.split())
    return bool(words) and any(
        words in passage.text for passage in content.passages if passage.section == quotation.section
    )


def _normal(text: str) -> str:
    return " ".join(text.casefold().split())


def _together(name: str, one: Any, other: Any) -> Any:
    match one, other:
        case (None, _) | (_, None):
            return None
        case bool(), bool():
            return one or other
        case dict(), dict():
            return Counter(one) + Counter(other)
        case _:
            return max(one, other) if name.endswith("_most") else one + other
