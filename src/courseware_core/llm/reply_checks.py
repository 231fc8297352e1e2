"""Whether a model's words may be shown in a lab, and what of them.

Pure. Only form and words in a row are checked, not what a reply means. A key, a quotation or a verdict in
other words than those that are looked for passes, and so does anything false that is said in plain words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from courseware_core.blocks import plain
from courseware_core.content.inline import inline
from courseware_core.content.model import Lab
from courseware_core.engine.facts import About, Quotation
from courseware_core.engine.lab import MAX_MESSAGE
from courseware_core.llm.folding import fold
from courseware_core.llm.language import language
from courseware_core.llm.markup import tidy
from courseware_core.llm.moves import TutorMove
from courseware_core.llm.phrases import judges, marks, notifies, refuses
from courseware_core.llm.prompt import RULES
from courseware_core.llm.quotations import comparable, quotation, quoted_within, says, stands_alone
from courseware_core.llm.wording import Run, runs, shared_runs, words
from courseware_core.ports import TutorRequest

MOST_WORDS = 90
"""The most words of a reply, quotations included."""

MOST_CHARACTERS = 1200
"""The most characters of a reply, for scripts without spaces and words without end."""

LONGEST_WORD = 60
"""The most characters of a word, unless the lesson has it, in scripts that part words."""

KEY_WORDS = 6
"""How many words in a row of a key give it away; of a shorter key it is all of them."""

SHORTEST_KEY = 4
"""A key of fewer words is no more than a term, which the lesson is full of."""

TELLING_WORDS = 2
"""How many of those words say what a text is about; others follow each other by chance."""

RULES_WORDS = 8
"""How many words in a row of the instructions are a repetition of them."""

Fault = Literal[
    "empty",
    "cut_off",
    "long",
    "format",
    "questions",
    "quotation",
    "link",
    "mention",
    "key",
    "verdict",
    "notice",
    "refusal",
    "instructions",
]
"""What is wrong: no words of its own; no end; too many or too long words; a table or data; more than one
question; a quotation that is not in the lesson; an address that is not in it; a name that a platform would
call; words of what the author expects as an answer; a mark, or in a comparison a judgement; a sentence that
only the product says; a refusal and nothing else; a part of the prompt."""


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with a reply. `complaint` is a sentence that tells the model, and holds no key."""

    fault: Fault
    complaint: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that may be shown. `text` has none of `quotes`; `see` are sections that it has words of."""

    text: str
    quotes: tuple[Quotation, ...] = ()
    see: tuple[str, ...] = ()


def check(
    reply: str, request: TutorRequest, move: TutorMove, *, cut_off: bool = False
) -> Wording | tuple[Violation, ...]:
    """What of `reply` may be shown for `move`, or everything that is wrong with it.

    `cut_off` says that the reply came to the most tokens that it may have. Wrong is what has a forbidden
    form, or words in a row that it may not have or that a quotation should have.
    """
    tidied = tidy(reply)
    text, quoted = _apart(tidied)
    quotes = [_verified(block, request.lab) for block in quoted]
    lines = [inline(line) for line in text.split("\n")]
    shown = "\n".join(plain(line) for line in lines)
    spans = quoted_within(lines)
    hrefs = tuple(span.href for line in lines for span in line if span.href)
    public = (*_public(request.lab), *_shown(request.about))
    said = _Said(request, move, text, shown, fold(shown), quoted, hrefs, public)
    found = [
        *_of_form(said, tidied, cut_off=cut_off),
        *_of_quotations(said, tuple(zip(quoted, quotes, strict=True)), spans),
        *(Violation(fault, complaint) for fault, complaint, is_wrong in _RULES if is_wrong(said)),
    ]
    if found:
        return tuple(found)
    places = (quotation(span, request.lab.passages) for span in spans)
    return Wording(
        text,
        tuple(dict.fromkeys(each for block in quotes for each in block or ())),
        tuple(dict.fromkeys(place.section for place in places if place)),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A reply as it is looked at: its text as it will be kept and as it will be shown, without mark-up.

    `folded` is what is shown in the form that rules look at, `quoted` are its quotations, `hrefs` where its
    links lead. `public` is what every learner of the lab may read at any time.
    """

    request: TutorRequest
    move: TutorMove
    text: str
    shown: str
    folded: str
    quoted: tuple[str, ...]
    hrefs: tuple[str, ...]
    public: tuple[str, ...]


_QUESTION = re.compile(r"[?؟‽⸮][?؟‽⸮!]*")
_DATA = re.compile(r"\s*(?:\{\s*[\"'}]|\[\s*[\[{\"'\]]).*[\]}]\s*", re.DOTALL)
_ROW = re.compile(r"\|[^|\n]+\|[^|\n]+\|.*")
_ROWS = 2
# Scripts that do not part words are left aside: in them a sentence can be this long.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef"
_LONG_WORD = re.compile(rf"[^\s{_UNSPACED}]{{{LONGEST_WORD + 1},}}")
_NO_END = re.compile(
    r"(?:[,;:(\[{–—-]|\b(?:a|an|and|of|or|the|to|with|das|der|die|ein|eine|oder|und))$", re.IGNORECASE
)


def _apart(tidied: str) -> tuple[str, tuple[str, ...]]:
    """The text without its quotations, and these, of which one can have several lines."""
    text: list[str] = []
    quoted: list[list[str]] = []
    quoting = False
    for line in tidied.split("\n"):
        if line.startswith(">"):
            words = line.lstrip("> ").strip()
            if not quoting:
                quoted.append([])
            quoted[-1].append(words)
        elif line:
            text.append(line)
        quoting = line.startswith(">")
    return "\n".join(text), tuple("\n".join(filter(None, lines)) for lines in quoted if any(lines))


def _verified(block: str, lab: Lab) -> tuple[Quotation, ...] | None:
    """The lesson's own words for a quotation: as a whole, else each line by itself; None if it has none.

    Lines from several places must each say something by itself, so that no scraps make a new sentence.
    """
    if whole := quotation(block.replace("\n", " "), lab.passages):
        return (whole,)
    found: list[Quotation] = []
    for line in block.split("\n"):
        place = quotation(line, lab.passages)
        if place is None or not stands_alone(place, lab.passages):
            return None
        found.append(place)
    return tuple(found)


def _of_form(said: _Said, tidied: str, *, cut_off: bool) -> Iterator[Violation]:
    if not re.search(r"\w", said.shown):
        yield Violation("empty", "It has no words of your own.")
        return
    last = tidied.rsplit("\n", 1)[-1]
    if cut_off or (not last.startswith(">") and _NO_END.search(last)):
        yield Violation("cut_off", "It breaks off before its end. Write a shorter one, and end it.")
    whole = "\n".join((said.text, *said.quoted))
    words = len(whole.split())
    if words > MOST_WORDS or len(whole) > MOST_CHARACTERS:
        yield Violation("long", f"It has {words} words; 80 are the most.")
    elif any(not _is_in(said.public, word.strip(_AROUND)) for word in _LONG_WORD.findall(said.shown)):
        yield Violation("long", f"It has a word of more than {LONGEST_WORD} characters.")
    if _is_data(tidied):
        yield Violation("format", "It is a table or data. Write plain sentences.")
    questions = max(len(_QUESTION.findall(each)) for each in (fold(said.text), said.folded))
    if questions > 1:
        yield Violation("questions", f"It asks {questions} questions; one is the most.")


def _is_data(tidied: str) -> bool:
    """Whether a reply is JSON, or has a table."""
    lines = tidied.split("\n")
    rows = sum(bool(_ROW.fullmatch(line)) for line in lines)
    under_head = any("|" in line and "--" in line and not line.strip("|:- ") for line in lines)
    return bool(_DATA.fullmatch(tidied)) or rows >= _ROWS or under_head


def _of_quotations(
    said: _Said, quoted: Sequence[tuple[str, tuple[Quotation, ...] | None]], spans: Sequence[str]
) -> Iterator[Violation]:
    unknown = [words for words, found in quoted if found is None]
    if spans:
        sayable = comparable((*said.public, *_learners(said.request)))
        unknown += [span for span in spans if not says(sayable, span)]
    for span in unknown:
        yield Violation(
            "quotation",
            f"The lesson does not say this in these words: “{span[:200]}”. Copy a quotation exactly, or "
            "say it in your own words and without quotation marks.",
        )
    if said.move == "redirect" and not unknown and any(found for _, found in quoted):
        yield Violation("quotation", "It quotes a lesson that does not say anything about this.")


def _public(lab: Lab) -> tuple[str, ...]:
    """What every learner of the lab may read at any time."""
    return (
        *(passage.text for passage in lab.passages),
        *(sentence for faq in lab.faq for sentence in (*faq.ask, faq.say)),
        *(term.means for term in lab.glossary),
        *(each.ask for each in lab.checks),
        *(goal.text for goal in lab.goals),
        *(lab.title, lab.brief, lab.opening, *lab.starters),
    )


def _shown(about: About | None) -> tuple[str, ...]:
    """What the learner was shown of the question that they ask about."""
    return (about.stem, about.code, *about.feedback, *about.key) if about else ()


def _learners(request: TutorRequest) -> tuple[str, ...]:
    """What the learner wrote in this conversation."""
    messages = (request.message, *(exchange.message for exchange in request.exchanges))
    answer = request.about.answer if request.about else ()
    return tuple(message[:MAX_MESSAGE] for message in (*messages, *answer))


_ADDRESS = re.compile(
    r"(?i:[\w+.-]{0,20}://\S*|\b(?:mailto|tel|javascript):\S+|www\.\S*)"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@.-])(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5}\b\S*|/(?!\d{1,2}(?!\w))\S+)"
    r"|(?<![\w@.-])(?:[\w-]+\.)+(?:[A-Za-z]{2,}|[^\W\d_\u2e80-\u9fff]{2,})(?::\d{2,5})?/\S+"
    # With a capital letter the rest is the next sentence, whose space is missing ("steps.To").
    r"|(?<![\w@.-])(?:[\w-]+\.)+(?:(?i:com|org|net|example)|edu|gov|int|io|ai|dev|app|info|biz|eu|uk|de|ch|fr|nl"
    r"|co|gg|ly|ru|cn|xyz|top|site|online|shop|blog|link|click|tech|cloud|рф|xn--[\w-]+)\b",
)
_AROUND = ".,;:!?\"'()[]{}*_`“”‘’«»<>"
_MENTION = re.compile(r"<[@!#&][^>\s]*>?|(?<![\w.+-])@\w+|@[^\S\n]{0,4}(?:everyone|here)\b", re.IGNORECASE)


def _has_foreign_link(said: _Said) -> bool:
    """Whether an address stands in the reply, as it is or as it looks, that the lesson does not have."""
    written = (said.text, said.shown, fold(said.text), said.folded)
    found = (address for text in written for address in _ADDRESS.findall(text))
    addresses = {address.rstrip(_AROUND) for address in (*said.hrefs, *found)}
    return any(not (_ADDRESS.search(each) and _is_in(said.public, each)) for each in addresses)


def _has_mention(said: _Said) -> bool:
    found = {*_MENTION.findall(fold(said.text)), *_MENTION.findall(said.folded)}
    return any(not _is_in(said.public, mention) for mention in found)


def _is_in(texts: Iterable[str], name: str) -> bool:
    """Whether one of `texts` has `name`, and not only as a part of a longer name."""
    whole = re.compile(rf"(?<![\w.@-]){re.escape(name.casefold())}(?!-|\w|\.\w)")
    return any(whole.search(text.casefold()) for text in texts)


def _has_key(said: _Said) -> bool:
    """Whether the reply has words of a key that the learner has neither earned nor said themselves.

    The key of the exit question, or of a question that is asked about, counts even when the learner said it:
    repeating it would confirm it.
    """
    request, lab = said.request, said.request.lab
    earned = request.seen | ({request.check.id} if request.check else frozenset())
    expected = [
        key for check in lab.checks if check.id not in earned for key in (*check.points, check.answer)
    ]
    learners = _learners(request)
    exits = (*(lab.exit.key(str) if lab.exit else ()), *lab.withheld)

    @cache
    def public(length: int) -> frozenset[Run]:
        return frozenset[Run]().union(*(runs(words(text), length) for text in said.public))

    @cache
    def sayable(length: int) -> frozenset[Run]:
        return public(length).union(*(runs(words(message), length) for message in learners))

    return any(_gives_away(said, key, sayable) for key in expected) or any(
        _gives_away(said, key, public) for key in exits
    )


def _gives_away(said: _Said, key: str, sayable: Callable[[int], frozenset[Run]]) -> bool:
    """Whether the reply has words of `key` in a row that are not `sayable`, given how many they are."""
    spoken = language(said.request.lab.locale)
    shared = {
        run
        for run in shared_runs(words(said.shown), words(key), KEY_WORDS, least=SHORTEST_KEY)
        if sum(not spoken.is_small(word) for word in run) >= TELLING_WORDS
    }
    return bool(shared) and bool(shared - sayable(len(next(iter(shared)))))


def _has_verdict(said: _Said) -> bool:
    return marks(said.folded) or (said.move == "compare" and judges(said.folded))


def _repeats_instructions(said: _Said) -> bool:
    return bool(shared_runs(words("\n".join((said.shown, *said.quoted))), words(RULES), RULES_WORDS))


_RULES: tuple[tuple[Fault, str, Callable[[_Said], bool]], ...] = (
    ("link", "It has a web address that the lesson does not have. Leave it out.", _has_foreign_link),
    ("mention", "It has a name with @, or one that a chat would call out. Leave it out.", _has_mention),
    (
        "key",
        "It gives away what the author expects as an answer. Leave that out; help the learner to find it.",
        _has_key,
    ),
    (
        "verdict",
        "It judges the answer or speaks of passing and marks. That is not yours to decide; leave it out.",
        _has_verdict,
    ),
    (
        "notice",
        "It says what only the program says that runs this lab. Leave that out.",
        lambda said: notifies(said.folded),
    ),
    (
        "refusal",
        "It only refuses. Say what the lesson has on this, or that it says nothing about it.",
        lambda said: refuses(said.folded),
    ),
    ("instructions", "It repeats your instructions. Keep them to yourself.", _repeats_instructions),
)
