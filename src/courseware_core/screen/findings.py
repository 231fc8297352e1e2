"""What a check found wrong with an answer in code, or could not see, in the learner's words."""

from courseware_core.content.structure import Finding
from courseware_core.content.structure.sentences import SENTENCES
from courseware_core.screen.words import Words


def finding(words: Words, found: Finding) -> str:
    """The sentence for a finding: where it is and what is wrong; a general one for what is not known here."""
    sentence = SENTENCES.get(found.code)
    if sentence is None:
        return words.say("A check found something that is not as it should be.")
    return words.say(sentence, **found.params)
