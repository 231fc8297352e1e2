"""What is kept of a person: their language, what is stored and who may read it, and forgetting it all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from courseware_core.blocks import Block, List, ListItem, text
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.screen.refusals import refusal
from courseware_core.screen.views.context import go
from courseware_core.screen.views.parts import said
from courseware_core.screen.views.welcome import SeenBy, stored
from courseware_core.screen.views.you import ways_out
from courseware_core.screen.words import Words


@dataclass(frozen=True, slots=True)
class Readers:
    """Who else may read what the person writes.

    `provider` is whose model could, empty when none could, and `agreed` whether the person wants that; until
    they were `asked` it reads nothing. `reviewer` reads answers, empty when nobody does.
    """

    provider: str = ""
    agreed: bool = False
    asked: bool = False
    reviewer: str = ""


def told(words: Words, code: str, params: Mapping[str, str]) -> str:
    """The sentence for what was done, or for why it was not; empty for no `code`."""
    match code:
        case "":
            return ""
        case "forgotten":
            return words.say("Everything that was recorded of you is deleted.")
        case "exported":
            return words.say("Here is the file with all that is recorded of you. Nobody else gets it.")
        case "file_too_large":
            return words.say(
                "What is recorded of you makes a file of {size} MB, which is too large to be sent here. Ask"
                " whoever runs this for an export.",
                size=params["size"],
            )
        case "linked":
            return words.say("You are one learner in both places now.")
        case "refused":
            return words.say("Nothing was linked, and the code is used up.")
        case "parted":
            return words.say("You are a learner of your own again. What each side recorded stays with it.")
        case _:
            return refusal(words, code, params)


def settings_screen(words: Words, languages: Sequence[tuple[str, str]]) -> Screen:
    """The choice of a language; `languages` are tags, each with what it is called in itself."""
    spoken = words.locale.partition("-")[0]
    controls = [
        go(Go("speak", choice=tag), name, "choice", note=words.say("chosen") if tag == spoken else "")
        for tag, name in languages
    ]
    now = (name for tag, name in languages if tag == spoken)
    return Screen(
        name="settings",
        title=words.say("Settings"),
        blocks=(
            said(words.say("In which language should buttons and notices be? Courses stay in their own.")),
            *(said(words.say("Now they are in this one: {language}.", language=name)) for name in now),
        ),
        controls=(*controls, *ways_out(words)),
        locale=words.locale,
    )


def privacy_screen(
    words: Words,
    *,
    location: str,
    seen_by: SeenBy | None,
    readers: Readers,
    others: str,
    exports: bool,
) -> Screen:
    """What is stored, where, who may read it, and what stays of it; the way to have it, if it `exports`.

    `others` are the other places where the person is the same learner; empty when there is none.
    """
    blocks = [*stored(words, location=location, seen_by=seen_by), *_readers(words, readers)]
    if others:
        blocks.append(said(words.say("It is all one with what you do in {others}.", others=others)))
    counts = words.say(
        "Apart from that it is counted how often each answer was given in a month, and how much use was"
        " made of models. These counts name nobody, and stay when you are forgotten."
    )
    if exports:
        own = words.say("You can have all that is recorded of you as a file.")
        export: tuple[Control, ...] = (go(Go("export"), words.say("Get the file")),)
    else:
        own = words.say(
            "You can have all that is recorded of you as a file: ask whoever runs this for an export."
        )
        export = ()
    return Screen(
        name="privacy",
        title=words.say("Privacy"),
        blocks=(*blocks, said(counts), said(own)),
        controls=(*export, go(Go("forget"), words.say("Forget me")), *ways_out(words)),
        locale=words.locale,
    )


def forget_screen(words: Words, *, facts: int, others: str, what: str) -> Screen:
    """Says what goes, and asks. `what` stands for all that is recorded now, which is what was told of.

    `others` is as in `privacy_screen`.
    """
    going = (
        words.say("your place in every lesson, and what you read"),
        words.say("your answers and results"),
        words.say("your conversations with the tutor"),
        words.say("what you reported and chose"),
    )
    blocks: list[Block] = [
        said(
            words.count(
                "Is everything to be deleted that is recorded of you? That is {n} entry:",
                "Is everything to be deleted that is recorded of you? These are {n} entries:",
                facts,
            )
        ),
        List(items=tuple(ListItem(text=text(each)) for each in going)),
    ]
    if others:
        blocks.append(said(words.say("What you did in {others} is deleted, too.", others=others)))
    blocks.append(
        said(words.say("It cannot be brought back. Only counts stay that name nobody. Courses begin anew."))
    )
    return Screen(
        name="forget",
        title=words.say("Forget me"),
        blocks=tuple(blocks),
        controls=(
            go(Go("privacy"), words.say("Keep everything"), "back"),
            Control(
                token=Go("erase", choice=fingerprint(what)).token(),
                label=words.say("Delete everything"),
                danger=True,
            ),
            go(Go("menu"), words.say("Menu"), "menu"),
        ),
        locale=words.locale,
    )


def _readers(words: Words, readers: Readers) -> Iterator[Block]:
    provider, reviewer = readers.provider, readers.reviewer
    if not provider:
        yield said(words.say("No language model gets what you write here."))
    elif readers.agreed:
        yield said(
            words.say(
                "As you agreed, a model of {provider} gets what you write to the tutor, inputs of your own in"
                " demos, and answers in your own words; your name is not sent. You can change your mind"
                " in any lab.",
                provider=provider,
            )
        )
    elif readers.asked:
        yield said(
            words.say(
                "As you chose, the model of {provider} gets nothing of what you write. You can change your"
                " mind in any lab.",
                provider=provider,
            )
        )
    else:
        yield said(
            words.say("A model of {provider} could reply to you. You are asked before.", provider=provider)
        )
    if reviewer:
        yield said(
            words.say(
                "{reviewer} may read answers to questions that say so before you submit them.",
                reviewer=reviewer,
            )
        )
    yield said(words.say("Problems that you report are read by those who look after the course."))
