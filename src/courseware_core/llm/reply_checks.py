"""Whether a model's words may be shown in a lab, and what of them.

Pure. Every check is one of form or of words in a row: what a reply means is not judged here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from courseware_core.blocks import plain
from courseware_core.content.inline import inline
from courseware_core.content.model import Lab
from courseware_core.engine.facts import Quotation
from courseware_core.engine.lab import MAX_MESSAGE
from courseware_core.llm.language import language
from courseware_core.llm.markup import tidy
from courseware_core.llm.moves import TutorMove
from courseware_core.llm.prompt import RULES
from courseware_core.llm.quotations import quotation, says
from courseware_core.llm.wording import runs, shared_runs
from courseware_core.ports import TutorRequest

MOST_WORDS = 90
"""The most words of a reply, quotations included."""

MOST_CHARACTERS = 1200
"""The most characters of a reply, for scripts without spaces and words without end."""

QUOTED_WORDS = 5
"""From how many words on something in quotation marks is a quotation, and no term or turn of phrase."""

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
    "questions",
    "quotation",
    "link",
    "mention",
    "key",
    "verdict",
    "instructions",
]
"""What is wrong: no words of its own; no end; too many words; more than one question; a quotation that is not
in the lesson; an address that is not in it; a name that a platform would call; what the author expects as an
answer; a mark, or in a comparison a judgement; a part of the prompt."""


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

    `cut_off` says that the reply came to the most tokens that it may have.
    """
    tidied = tidy(reply)
    text, quoted = _apart(tidied)
    quotes = [_verified(block, request.lab) for block in quoted]
    shown = "\n".join(plain(inline(line)) for line in text.split("\n"))
    spans = [span for span in _SPAN.findall(_straight(shown)) if len(span.split()) >= QUOTED_WORDS]
    hrefs = tuple(span.href for line in text.split("\n") for span in inline(line) if span.href)
    said = _Said(request, move, text, shown, quoted, hrefs, _public(request.lab))
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

    `quoted` are its quotations, `hrefs` where its links lead. `public` is what every learner of the lab
    may read at any time.
    """

    request: TutorRequest
    move: TutorMove
    text: str
    shown: str
    quoted: tuple[str, ...]
    hrefs: tuple[str, ...]
    public: tuple[str, ...]


_QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_SPAN = re.compile(r'(?<!\w)"(?=\S)([^"\n]+)(?<=\S)"(?!\w)')
_QUESTION = re.compile(r"[?？؟]+")
_NO_END = re.compile(
    r"(?:[,;:(\[{–—-]|\b(?:a|an|and|of|or|the|to|with|das|der|die|ein|eine|oder|und))$", re.IGNORECASE
)


def _straight(text: str) -> str:
    return text.translate(_QUOTATION_MARKS)


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
    """The lesson's own words for a quotation: as a whole, else each line by itself; None if it has none."""
    if whole := quotation(block.replace("\n", " "), lab.passages):
        return (whole,)
    lines = [quotation(line, lab.passages) for line in block.split("\n")]
    found = tuple(line for line in lines if line)
    return found if len(found) == len(lines) else None


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
    questions = len(_QUESTION.findall(said.shown))
    if questions > 1:
        yield Violation("questions", f"It asks {questions} questions; one is the most.")


def _of_quotations(
    said: _Said, quoted: Sequence[tuple[str, tuple[Quotation, ...] | None]], spans: Sequence[str]
) -> Iterator[Violation]:
    sayable = (*said.public, *_learners(said.request))
    unknown = [words for words, found in quoted if found is None]
    unknown += [span for span in spans if not any(says(text, span) for text in sayable)]
    for words in unknown:
        yield Violation(
            "quotation",
            f"The lesson does not say this in these words: “{words[:200]}”. Copy a quotation exactly, or "
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


def _learners(request: TutorRequest) -> tuple[str, ...]:
    """What the learner wrote in this conversation."""
    messages = (request.message, *(exchange.message for exchange in request.exchanges))
    return tuple(message[:MAX_MESSAGE] for message in messages)


_ADDRESS = re.compile(
    r"(?i:[\w+.-]{0,20}://\S*|\b(?:mailto|tel|javascript):\S+|www\.\S*)"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@.-])(?:[\w-]+\.)+[A-Za-z]{2,}/\S+"
    # With a capital letter the rest is the next sentence, whose space is missing ("steps.To").
    r"|(?<![\w@.-])(?:[\w-]+\.)+(?:(?i:com|org|net|example)|edu|gov|int|io|ai|dev|app|info|biz|eu|uk|de|ch|fr|nl"
    r"|co|gg|ly|ru|cn|xyz|top|site|online|shop|blog|link|click|tech|cloud)\b",
)
_AFTER_ADDRESS = ".,;:!?\"')]}*_`”’»>"
_MENTION = re.compile(r"<[@!#&][^>\s]*>?|(?<![\w.+-])[@＠]\w+|[@＠](?:everyone|here)\b", re.IGNORECASE)


def _has_foreign_link(said: _Said) -> bool:
    found = (*said.hrefs, *_ADDRESS.findall(said.text), *_ADDRESS.findall(said.shown))
    addresses = (address.rstrip(_AFTER_ADDRESS).casefold() for address in found)
    return not all(any(address in text.casefold() for text in said.public) for address in addresses)


def _has_mention(said: _Said) -> bool:
    found = (*_MENTION.findall(said.text), *_MENTION.findall(said.shown))
    return not all(any(mention in text for text in said.public) for mention in found)


def _has_key(said: _Said) -> bool:
    """Whether the reply has words of a key that the learner has neither earned nor said themselves.

    The key of the exit question counts even when the learner said it: repeating it would confirm it.
    """
    request, lab = said.request, said.request.lab
    earned = request.seen | ({request.check.id} if request.check else frozenset())
    expected = [
        key for check in lab.checks if check.id not in earned for key in (*check.points, check.answer)
    ]
    learners = _learners(request)
    exits = lab.exit.key(str) if lab.exit else ()
    return any(_gives_away(said, key, learners) for key in expected) or any(
        _gives_away(said, key) for key in exits
    )


def _gives_away(said: _Said, key: str, learners: Iterable[str] = ()) -> bool:
    spoken = language(said.request.lab.locale)
    shared = {
        run
        for run in shared_runs(said.shown, key, KEY_WORDS, least=SHORTEST_KEY)
        if sum(not spoken.is_small(word) for word in run) >= TELLING_WORDS
    }
    length = len(next(iter(shared), ()))
    return bool(shared) and bool(
        shared.difference(*(runs(each, length) for each in (*said.public, *learners)))
    )


_MARKED = re.compile(
    r"(?<!whether )(?<!if )\byou(?:['’]ve| have)?(?: now| just| already)? passed"
    r"(?= with| (?:the|this|your) (?:lab|test|quiz|module|course|exam|exit)|\s*[.!,]|$)"
    r"|\bI(?:['’]ve| have)?(?: hereby)? (?:give|gave|given|award|awarded|grant|granted) you (?:full|top|\d)"
    r"|\b(?:the|this|your) (?:lab|test|quiz|exit question|module|course|exercise)"
    r" (?:is|has been)(?: now| hereby)? (?:marked|passed|complete|completed)\b"
    r"|\byour (?:score|mark|grade) (?:is|would be)\b"
    r"|\b(?:du hast|sie haben)(?: \w+){0,3} bestanden\b"
    r"|\b(?:das|dieses) (?:lab|labor|modul) ist(?: jetzt| nun)? (?:bestanden|abgeschlossen)\b",
    re.IGNORECASE | re.MULTILINE,
)
_JUDGED = re.compile(
    r"^\W*(?:(?:yes|no|ja|nein|great|good|nice)\W+)?(?:(?:absolutely|exactly|completely|genau|ganz)\W+)?"
    r"(?:correct|right|wrong|incorrect|perfect|exactly|spot on|well done"
    r"|(?:great|good|nice) (?:job|answer|work)|excellent|not quite|almost"
    r"|richtig|falsch|genau|perfekt|sehr gut|gut gemacht|fast richtig)"
    r"(?=\s*(?:[.!,:;–—]|$))"
    r"|\b(?:that(?:['’]s| is)|this is|you(?:['’]re| are)|your (?:answer|explanation) is|das ist)"
    r"(?: absolutely| exactly| completely| quite| not| partly| mostly| genau| völlig| fast| ganz){0,2}"
    r" (?:correct|right|wrong|incorrect|perfect|complete|incomplete|richtig|falsch|vollständig)\b",
    re.IGNORECASE,
)


def _has_verdict(said: _Said) -> bool:
    judges = said.move == "compare" and _JUDGED.search(said.shown)
    return bool(judges or _MARKED.search(said.shown))


def _repeats_instructions(said: _Said) -> bool:
    return bool(shared_runs("\n".join((said.shown, *said.quoted)), RULES, RULES_WORDS))


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
    ("instructions", "It repeats your instructions. Keep them to yourself.", _repeats_instructions),
)
