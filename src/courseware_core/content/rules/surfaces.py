"""Rules for the texts of questions and labs, which are shown in a chat as a lesson is."""

from collections.abc import Iterator

from courseware_core.blocks import plain
from courseware_core.content.authored import CourseFolder
from courseware_core.content.inline import inline
from courseware_core.content.rules.prose import written
from courseware_core.content.rules.registry import Finding, rule
from courseware_core.content.slips import (
    UNSEEN,
    WHOLE_ADDRESS,
    is_address,
    leads_nowhere,
    slips_in_short_text,
    unseen,
)


@rule("CW018", "error", "Markdown that no surface can show")
def unshowable_text(course: CourseFolder) -> Iterator[Finding]:
    """HTML, pictures, links that lead nowhere and characters that cannot be seen, outside lessons."""
    for item, text, place in written(course):
        rich = inline(text)
        shown = plain(rich)
        wrong = list(slips_in_short_text(text, shown))
        yield from (Finding(place, item, slip.message, slip.hint) for slip in wrong)
        for href in dict.fromkeys(span.href for span in rich if span.href is not None):
            if not is_address(href) and not wrong:
                yield Finding(place, item, leads_nowhere(href), WHOLE_ADDRESS)
        found = UNSEEN.search(shown)
        if found:
            yield Finding(place, item, unseen(found[0]))
