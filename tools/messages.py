"""Keeps the catalogues of the product's sentences current: collects, merges and compiles.

    python tools/messages.py            what the sources say goes into the template and every language
    python tools/messages.py --check    writes nothing; fails with a line for each file that is behind

A translator edits the .po files and runs this again. A new language is a folder with an empty .po file.
"""

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src"
LOCALES = SOURCES / "courseware_core" / "locales"
DOMAIN = "courseware"
TEMPLATE = LOCALES / f"{DOMAIN}.pot"

# Headers that would change although no sentence did, or say nothing.
DROPPED = (
    *("Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date"),
    *("Last-Translator", "Language-Team", "Generated-By"),
)
HEADER = "# The sentences that courseware says. Kept current by tools/messages.py."


def template() -> Catalog:
    """Every sentence that the sources hand to a catalogue, in the order of files and of their text."""
    found = Catalog(fuzzy=False, header_comment=HEADER)
    for path in sorted(SOURCES.rglob("*.py")):
        for (line, _), ids in sorted(sentences(path.read_text(encoding="utf-8"))):
            found.add(ids, locations=[(path.relative_to(SOURCES).as_posix(), line)])
    return found


def sentences(source: str) -> Iterator[tuple[tuple[int, int], str | tuple[str, str]]]:
    """The line and column, and the id, of each sentence in Python source, with its plural if it has one.

    A function `say` that the module imports is some other one, which prints.
    """
    nodes = list(ast.walk(ast.parse(source)))
    imported = {name.name for node in nodes if isinstance(node, ast.ImportFrom) for name in node.names}
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
        match node.func, texts:
            case ast.Name("say"), _ if "say" in imported:
                continue
            case ast.Name("say" | "message") | ast.Attribute(attr="say"), [str(sentence), *_]:
                yield (node.lineno, node.col_offset), sentence
            case ast.Attribute(attr="count"), [str(one), str(many), *_]:
                yield (node.lineno, node.col_offset), (one, many)


def languages() -> Iterator[tuple[str, Path]]:
    """Every language that has a .po file, and the file."""
    for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        yield path.parent.parent.name, path


def merged(locale: str, path: Path, collected: Catalog) -> Catalog:
    """The translations of a language with exactly the sentences of `collected`.

    A sentence that resembles a former one gets its translation, marked fuzzy, to be looked at.
    """
    translations = read_po(BytesIO(path.read_bytes()), locale=locale, domain=DOMAIN)
    translations.update(collected)
    translations.fuzzy = False
    translations.header_comment = HEADER
    return translations


def written(messages: Catalog) -> bytes:
    """`messages` as a file that changes only when a sentence does."""
    out = BytesIO()
    write_po(out, messages, width=100, include_lineno=False, ignore_obsolete=True)
    dropped = tuple(f'"{name}:'.encode() for name in DROPPED)
    return b"".join(line for line in out.getvalue().splitlines(True) if not line.startswith(dropped))


def compiled(messages: Catalog) -> bytes:
    """`messages` as gettext reads them at run time; fuzzy ones are left out."""
    messages.creation_date = messages.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = BytesIO()
    write_mo(out, messages)
    return out.getvalue()


def means_the_same(one: bytes, other: bytes) -> bool:
    """Whether two compiled catalogues hold the same translations, whatever version of Babel wrote them."""
    held = [
        {str(message.id): message.string for message in read_mo(BytesIO(each)) if message.id}
        for each in (one, other)
    ]
    return held[0] == held[1]


def outdated() -> Iterator[tuple[Path, bytes]]:
    """Every file that is not what it should be, with what it should hold."""
    collected = template()
    wanted = [(TEMPLATE, written(collected))]
    for locale, path in languages():
        translations = merged(locale, path, collected)
        wanted.append((path, written(translations)))
        binary, fresh = path.with_suffix(".mo"), compiled(translations)
        if not (binary.is_file() and means_the_same(binary.read_bytes(), fresh)):
            yield binary, fresh
    for path, content in wanted:
        if not path.is_file() or path.read_bytes() != content:
            yield path, content


def main(arguments: list[str]) -> int:
    """Writes what is outdated, or with `--check` says so and returns 1."""
    behind = list(outdated())
    for path, content in behind:
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is behind the sources: run `python tools/messages.py`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(f"{path.relative_to(ROOT)} is written")
    return 1 if behind and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
