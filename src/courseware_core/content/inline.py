"""Inline Markdown as rich text: emphasis, strong words, code, links, line breaks; nothing else."""

from functools import lru_cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

from courseware_core.blocks import RichText, Span

_parser = MarkdownIt("zero").enable(["emphasis", "backticks", "link", "escape", "entity"])


@lru_cache(maxsize=4096)
def inline(source: str) -> RichText:
    """`source` as rich text. Text that is no Markdown, HTML included, comes out as it stands."""
    return spans(_parser.parseInline(source)[0].children or [])


def spans(tokens: list[Token]) -> RichText:
    """The spans of a parsed inline token's children; neighbours with the same marks are one span.

    A link without words shows its address.
    """
    runs: list[tuple[str, tuple[bool, bool, bool, str | None]]] = []
    bold = italic = 0
    href: str | None = None
    before_link = 0
    for token in tokens:
        match token.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "em_open":
                italic += 1
            case "em_close":
                italic -= 1
            case "link_open":
                href, before_link = str(token.attrs["href"]), len(runs)
            case "link_close":
                if href and len(runs) == before_link:
                    runs.append((href, (bold > 0, italic > 0, False, href)))
                href = None
            case _:
                content = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
                if not content:
                    continue
                marks = (bold > 0, italic > 0, token.type == "code_inline", href)
                runs.append((content, marks))
    return tuple(
        Span(text="".join(content for content, _ in run), bold=b, italic=i, code=c, href=link)
        for (b, i, c, link), run in groupby(runs, key=lambda run: run[1])
    )
