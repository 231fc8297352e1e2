"""The bare parsers of what a course is written in: libyaml's node tree, and markdown-it with our plugins."""

from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

_MARKDOWN = (
    MarkdownIt("commonmark")
    .enable("table")
    .use(colon_fence_plugin)
    .use(myst_block_plugin)
    .use(front_matter_plugin)
)
_FENCE = "---\n"


def parse(course: Path) -> None:
    """Reads and parses every file of the course that is YAML, or Markdown with YAML in front."""
    for path in course.rglob("*.yaml"):
        yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for path in course.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        yaml.compose(text.split(_FENCE, 2)[1], Loader=yaml.CSafeLoader)
        _MARKDOWN.parse(text)
