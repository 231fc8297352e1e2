"""The topics of a mock exam: what it will ask, what it came to, and what to review."""

from collections.abc import Iterable, Sequence

from courseware_core.blocks import Block, List, ListItem, RichText, Span, Table, text
from courseware_core.content.model import Test
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.topics import TopicResult, by_topic, to_review
from courseware_core.screen.model import Control
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import said
from courseware_core.screen.words import Words


def topics_to_come(test: Test, words: Words) -> Table:
    """How many questions there will be about each topic."""
    counts: dict[str, int] = {}
    for draw in test.draw:
        counts[draw.topic] = counts.get(draw.topic, 0) + draw.count
    rows = [(_name(topic, words), words.number(count)) for topic, count in counts.items()]
    return _table((words.say("Topic"), words.say("Questions")), rows)


def topic_report(state: AttemptState, test: Test, context: Context) -> list[Block]:
    """The marks of a closed attempt by topic, beside those of the last time, and what to review."""
    topics, words = by_topic(test, state), context.words
    if not topics:
        return []
    below = to_review(topics, test.pass_mark)
    blocks: list[Block] = [_marks_by_topic(topics, context.last_time, words)]
    if not below:
        return [*blocks, said(words.say("No topic is below the pass mark."))]
    advice = words.count(
        "This topic is below the pass mark. Read about it again:",
        "These topics are below the pass mark, the weakest first. Read about them again:",
        len(below),
    )
    items = tuple(ListItem(text=_advice(each, context)) for each in below)
    return [*blocks, said(advice), List(items=items, ordered=True)]


def ways_to_review(state: AttemptState, test: Test, context: Context) -> list[Control]:
    """The ways to the lessons that teach what is below the pass mark, that of the weakest topic first."""
    ways: dict[str, list[str]] = {}
    for each in to_review(by_topic(test, state), test.pass_mark):
        lesson = context.lessons.get(each.see or "")
        if lesson:
            ways.setdefault(lesson, []).append(_name(each.topic, context.words))
    return [
        go(
            Go("enter", lesson),
            context.words.say("Read again: {lesson}", lesson=context.sections[lesson]),
            note="; ".join(topics),
        )
        for lesson, topics in ways.items()
    ]


def _marks_by_topic(topics: Sequence[TopicResult], last: Sequence[TopicResult], words: Words) -> Table:
    """A row for each topic, and one for all; a second column where there was an attempt before."""
    before = {each.topic: each for each in last}
    rows = [
        (
            _name(each.topic, words),
            _marks([each], words),
            _marks([before[each.topic]], words) if each.topic in before else "–",
        )
        for each in topics
    ]
    rows.append((words.say("All topics"), _marks(topics, words), _marks(last, words)))
    header = (words.say("Topic"), words.say("This time"), words.say("Last time"))
    columns = 3 if last else 2
    return _table(header[:columns], (row[:columns] for row in rows))


def _marks(topics: Sequence[TopicResult], words: Words) -> str:
    score, out_of = sum(each.score for each in topics), sum(each.out_of for each in topics)
    return words.say("{n} of {total}", n=words.number(score), total=out_of)


def _advice(each: TopicResult, context: Context) -> RichText:
    """The topic, and where it is taught."""
    words, topic = context.words, Span(text=_name(each.topic, context.words), bold=True)
    lesson = context.lessons.get(each.see or "")
    if each.see is None or lesson is None:
        return (topic,)
    title = context.sections[lesson]
    if each.see == lesson:
        return (topic, *text(": " + title))
    place = words.say("{section}, in {lesson}", section=context.sections[each.see], lesson=title)
    return (topic, *text(": " + place))


def _name(topic: str, words: Words) -> str:
    return topic or words.say("Other questions")


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    return Table(
        header=tuple(text(each) for each in header),
        rows=tuple(tuple(text(each) for each in row) for row in rows),
    )
