"""A page of a screen as a message, or as the Home tab: what is to be read, and below it what can be pressed.

Pure. What stands on a page is `fit`'s business; here is only how it looks. Nothing relies on colour or on
a sign alone: each has its words beside it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

from courseware_core.blocks import Block, Callout, Heading, RichText, Table, Tone, plain
from courseware_core.inputs import ChooseOne, ChooseSeveral, LookUp
from courseware_core.languages import catalogue
from courseware_core.screen.asking import CHOSEN, lettered
from courseware_core.screen.cut import words as words_of
from courseware_core.screen.letters import letter
from courseware_core.screen.measure import units
from courseware_core.screen.model import Progress, Screen
from courseware_core.screen.safety import clean, visible
from courseware_slack import limits, mrkdwn, pressing
from courseware_slack.forms import option_labels

_SENTENCE = 150
"""Characters of the page in a notification."""

_REPLIES: frozenset[Tone] = frozenset(("right", "partial", "wrong", "tutor"))
"""What is said to what a learner did: the news of a page."""

_RESULT = "result"
"""The screen with replies to answers of long ago, which are no news."""

_BAR = 8
_DONE, _LEFT = "\N{BLACK PARALLELOGRAM}", "\N{WHITE PARALLELOGRAM}"
_NOTHING = mrkdwn.CUT
_BETWEEN = " \N{MIDDLE DOT} "
_APART = "\n\n"

Json = dict[str, Any]
_Part = str | Json
"""A text of mrkdwn, or a block of its own."""


@dataclass(frozen=True, slots=True)
class Message:
    """What chat.postMessage and chat.update take. `text` is what notifications and screen readers say."""

    text: str
    blocks: list[Json]


def message(page: Screen, *, again: str, notice: str = "", live: bool = True) -> Message:
    """One page of a screen that was fitted to a message. `again` is the token that shows it once more.

    `notice` is a sentence about what was just done; of a long one there is as much as fits. What is not
    `live` any more has nothing to press, and options that were pressed stand in the text.
    """
    body = _body(page, again=again, notice=notice, live=live, most=limits.BLOCKS, room=limits.CHARACTERS)
    return Message(_fallback(page, notice, live=live), body)


def home(page: Screen, *, again: str, notice: str = "") -> Json:
    """The view of the Home tab for one page of a screen that was fitted to it, as `message`."""
    room = limits.VIEW_BLOCKS * limits.SECTION
    body = _body(page, again=again, notice=notice, live=True, most=limits.VIEW_BLOCKS, room=room)
    return {"type": "home", "blocks": body}


def _body(page: Screen, *, again: str, notice: str, live: bool, most: int, room: int) -> list[Json]:
    head = [*_head(page)]
    foot = pressing.controls_of(page, again) if live else []
    told = [f"{mrkdwn.EMOJI['notice']} {part}" for part in mrkdwn.packed([_told(notice)], "")]
    shown = [*told, *_texts(page.blocks), *_listed(page, live=live)]
    if not (head or shown):
        shown = [_NOTHING]
    taken = sum(map(_length, (*head, *foot)))
    kept = _within(shown, room - taken)
    return [*head, *_read(kept, most - len(head) - len(foot)), *foot]


def _told(notice: str) -> str:
    """As much of a notice as a section takes whatever is in it."""
    return mrkdwn.line(mrkdwn.shortened(clean(notice), limits.SECTION // 6))


def _texts(blocks: Iterable[Block]) -> Iterator[_Part]:
    """What is to be read of `blocks`, in order: texts that a section has room for, and tables.

    A heading stands together with what follows it.
    """
    held: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            yield from held
            yield _table(block)
            held = []
            continue
        held = [*mrkdwn.packed([*held, *mrkdwn.written(block)], "\n")]
        if not isinstance(block, Heading):
            yield from held
            held = []
    yield from held


def _read(shown: Sequence[_Part], most: int) -> Iterator[Json]:
    """A section for each text, or for several if there are more than `most`, with the tables between."""
    crowded = len(shown) > most
    for _, run in groupby(shown, key=lambda each: isinstance(each, str)):
        parts = list(run)
        texts = [each for each in parts if isinstance(each, str)]
        yield from map(mrkdwn.section, mrkdwn.packed(texts, _APART) if crowded else texts)
        yield from (each for each in parts if not isinstance(each, str))


def _within(shown: Sequence[_Part], room: int) -> list[_Part]:
    """`shown` as Slack takes it together.

    `fit` reckons with nearly all that mrkdwn adds; where every word has marks the end is left out.
    """
    kept: list[_Part] = []
    for each in shown:
        room -= len(_APART) + (units(each) if isinstance(each, str) else _length(each))
        if room < len(_NOTHING):
            return [*kept, _NOTHING]
        kept.append(each)
    return kept


def _length(block: object) -> int:
    """The characters of every text in `block`."""
    if isinstance(block, dict):
        words = block.get("text")
        inside = sum(map(_length, block.values()))
        return inside + units(words) if isinstance(words, str) else inside
    return sum(map(_length, block)) if isinstance(block, list) else 0


def _head(page: Screen) -> Iterator[Json]:
    """Where one is, the title, and how far it is."""
    if clean(page.eyebrow).strip():
        yield _context(page.eyebrow)
    if clean(page.title).strip():
        yield {"type": "header", "text": mrkdwn.plain(page.title, most=limits.HEADER)}
    far = [_progress(page.progress)] if page.progress else []
    if page.pages > 1:
        far.append(_page_of(page))
    if far:
        yield _context(_BETWEEN.join(far))


def _context(words: str) -> Json:
    return {"type": "context", "elements": [mrkdwn.plain(words, most=limits.SECTION)]}


def _page_of(page: Screen) -> str:
    return catalogue(page.locale).say("Page {n} of {total}", n=page.page, total=page.pages)


def _progress(progress: Progress) -> str:
    """A bar, which is full only when everything is done, and the same in words."""
    full = min(_BAR, int(_BAR * progress.done / progress.total))
    return f"{_DONE * full}{_LEFT * (_BAR - full)} {progress.label}"


def _table(table: Table) -> Json:
    rows = [[_cell(cell) for cell in row] for row in (table.header, *table.rows)]
    return {"type": "table", "rows": rows, "column_settings": [{"is_wrapped": True} for _ in table.header]}


def _cell(rich: RichText) -> Json:
    """A cell of a table, in which nothing can mean anything but its own marks."""
    spans = [span for span in rich if visible(span.text)]
    if not any(clean(span.text).strip() for span in spans):
        return {"type": "raw_text", "text": "\N{EN DASH}"}
    if not any(span.bold or span.italic or span.code or span.href for span in spans):
        return {"type": "raw_text", "text": visible(plain(rich))}
    elements: list[Json] = []
    for span in spans:
        marks = {"bold": span.bold, "italic": span.italic, "code": span.code}
        style = {name: True for name, is_so in marks.items() if is_so}
        words = {"text": visible(span.text), **({"style": style} if style else {})}
        linked = span.href is not None and span.href.startswith("https://")
        elements.append({"type": "link", "url": span.href, **words} if linked else {"type": "text", **words})
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _listed(page: Screen, *, live: bool) -> tuple[str, ...]:
    """What stands in the text of the input: options that nothing to press can say, and what is suggested."""
    match page.input:
        case ChooseOne() | ChooseSeveral() as asked:
            if [plain(option) for option in asked.options] == [
                letter(n) for n, _ in enumerate(asked.options)
            ]:
                # `fit` has written them out, with these letters.
                return (f"{CHOSEN} {', '.join(map(letter, asked.chosen))}",) if asked.chosen else ()
            if live and page.submit and option_labels(asked.options):
                return ()
            return mrkdwn.written(lettered(asked.options, asked.chosen))
        case LookUp(suggestions=suggestions):
            return tuple(mrkdwn.packed([mrkdwn.line(_BETWEEN.join(suggestions))], ""))
        case _:
            return ()


def _fallback(page: Screen, notice: str, *, live: bool) -> str:
    """The page in a sentence or two: what a notification shows, and how it is answered."""
    first = _first_words if page.name != _RESULT else _beginning
    said = [mrkdwn.shortened(clean(notice), 2 * _SENTENCE), page.title, first(page.blocks)]
    if live and page.input and page.submit:
        said.append(_how_answered(page))
    return mrkdwn.line(_BETWEEN.join(each for each in said if clean(each).strip())) or _NOTHING


def _first_words(blocks: Sequence[Block]) -> str:
    """What is said to what the learner did, if anything is, else what the page begins with."""
    replies = (each for each in blocks if isinstance(each, Callout) and each.tone in _REPLIES)
    return _in_words(next(chain(replies, blocks), None))


def _beginning(blocks: Sequence[Block]) -> str:
    """What the page begins with, and a callout right after it: of a result the marks, and whether they do."""
    shown = [each for number, each in enumerate(blocks[:2]) if not number or isinstance(each, Callout)]
    return _BETWEEN.join(map(_in_words, shown))


def _in_words(block: Block | None) -> str:
    if block is None:
        return ""
    label = f"{block.label}: " if isinstance(block, Callout) and block.label.strip() else ""
    return mrkdwn.shortened(clean(label + words_of(block)), _SENTENCE)


def _how_answered(page: Screen) -> str:
    assert page.input is not None
    assert page.submit is not None
    if isinstance(page.input, ChooseOne | ChooseSeveral) and (labels := option_labels(page.input.options)):
        return mrkdwn.shortened(" ".join(labels), 2 * _SENTENCE)
    return page.submit.label
