"""The command `define`: what the courses mean by a term."""

from courseware_core.blocks import plain
from courseware_core.content.catalog import bundled_content, load_catalog
from courseware_core.content.definitions import Definition
from courseware_core.content.inline import inline
from courseware_core.glossary import glossary
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError


def define(settings: Settings, term: str) -> int:
    """Says every definition of a term. The exit code is 1 when there is none.

    Raises: UsageError, ContentError.
    """
    if not term.strip():
        raise UsageError("Name a term, such as `courseware define fine-tuning`.")
    found = glossary(load_catalog(settings.content or bundled_content())).look_up(term)
    for each in found.definitions:
        say(_defined(each))
    if found.definitions:
        return 0
    say(f"There is no definition of {term.strip()!r} in the courses.")
    if found.close:
        say(f"Near to it are: {', '.join(found.close)}.")
    return 1


def _defined(each: Definition) -> str:
    also = f" (also: {', '.join(each.term.also)})" if each.term.also else ""
    where = f"{each.course_title}: {each.lesson_title} ({each.lesson})"
    return f"{each.term.term}{also}\n  {plain(inline(each.term.means))}\n  {where}\n"
