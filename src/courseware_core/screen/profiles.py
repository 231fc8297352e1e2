"""What each surface can carry, as data, with the source of each number.

A length is counted as `measure` counts it: as the surface may, escapes and marks included. A number
without a source is our own choice, and its comment says so.

Sources, all as of November 2026:

- Discord's OpenAPI document, github.com/discord/discord-api-spec, and its component reference,
  https://docs.discord.com/developers/components/reference ("components" below)
- Slack's Block Kit reference, https://docs.slack.dev/reference/block-kit ("blocks", "elements" and
  "objects" below are its parts), and https://docs.slack.dev/reference/views ("views" below)
"""

from dataclasses import dataclass, replace
from sys import maxsize
from typing import Literal

UNLIMITED = maxsize

InputKind = Literal[
    "choose_one",
    "choose_several",
    "order",
    "pair",
    "number",
    "short_text",
    "long_text",
    "look_up",
]
"""Every kind of `inputs.Input`."""

EVERY_INPUT: frozenset[InputKind] = frozenset(
    ("choose_one", "choose_several", "order", "pair", "number", "short_text", "long_text", "look_up")
)
CHOICES: frozenset[InputKind] = frozenset(("choose_one", "choose_several"))
TYPED: frozenset[InputKind] = frozenset(("number", "short_text", "long_text", "look_up"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one kind of place to show a screen in can carry. Counts are of one screen.

    page_chars: how much of a lesson's plain text makes a comfortable page.
    characters: everything written on a screen together.
    blocks: the parts of its blocks, as `measure.parts` counts them.
    text_length: the text of one part.
    title_length, line_length: the title; eyebrow, progress and the label or title of a box.
    controls: what can be pressed, submit and two for turning pages included; 0 for a form, whose
        controls stay on the screen that opened it.
    choices: controls of role `choice`, which stand in a list of their own.
    label_length, submit_length, choice_length: the label of a control; of submit; of a choice.
    inputs: the kinds of input that can be answered here.
    form: the profile of a form that submit opens for the kinds that cannot be answered here.
    options, option_length: of an input; the text of one.
    answer_length: a typed answer.
    tables, table_rows, table_columns: tables; 0 where there are none.
    alt_length: the description of a picture; 0 where there are no pictures.
    code_output: a listing and what it prints belong together.
    columns: lists can stand side by side.
    links, link_length: text can be a link; its address.
    notes: a control can have a note beside its label.
    choice_note_length: the note of a choice, where other controls have none.
    file_bytes: a file that is handed to the person alone; 0 where none can be.
    escaped: characters that take more room than one in running text, and how much more.
    """

    name: str
    page_chars: int
    characters: int = UNLIMITED
    blocks: int = UNLIMITED
    text_length: int = UNLIMITED
    title_length: int = UNLIMITED
    line_length: int = UNLIMITED
    controls: int = UNLIMITED
    choices: int = UNLIMITED
    label_length: int = UNLIMITED
    submit_length: int = UNLIMITED
    choice_length: int = UNLIMITED
    inputs: frozenset[InputKind] = EVERY_INPUT
    form: "Profile | None" = None
    options: int = UNLIMITED
    option_length: int = UNLIMITED
    answer_length: int = UNLIMITED
    tables: int = UNLIMITED
    table_rows: int = UNLIMITED
    table_columns: int = UNLIMITED
    alt_length: int = UNLIMITED
    code_output: bool = True
    columns: bool = True
    links: bool = True
    link_length: int = UNLIMITED
    notes: bool = True
    choice_note_length: int = 0
    file_bytes: int = 0
    escaped: tuple[tuple[str, int], ...] = ()

    def accepts(self, kind: InputKind) -> bool:
        """Whether an input of this kind can be answered, here or in a form."""
        return kind in self.inputs or (self.form is not None and self.form.accepts(kind))


# About a screenful: 24 lines of 80 columns hold 1,900 characters, of which blank lines take a part.
TERMINAL = Profile(name="terminal", page_chars=1_500, alt_length=0)

# `text.render_text` lays tables and lists out itself; a link is shown as its address.
PLAIN_TEXT = replace(TERMINAL, name="plain_text", links=False)

WEB = Profile(name="web", page_chars=4_000)  # four minutes of reading

# A backslash, or a zero-width character, before each that may mean something in Markdown; the mark of
# a quotation after each line break.
_DISCORD_ESCAPES = (*((character, 1) for character in "\\*_~`|>#-+[]()<@:"), ("\n", 2))

DISCORD_MODAL = Profile(
    name="discord_modal",
    page_chars=1_800,
    characters=3_800,  # as in a message
    # Its 5 components (https://docs.discord.com/developers/components/using-modal-components) are enough:
    # everything above the input is one Text Display.
    text_length=3_800,
    title_length=45,  # OpenAPI: ModalInteractionCallbackRequestData.title
    line_length=150,  # ours
    controls=0,
    choices=0,
    inputs=CHOICES | TYPED,
    options=25,  # OpenAPI: StringSelectComponentForModalRequest.options; radio and checkbox groups: 10
    option_length=100,  # components: select, radio group and checkbox group options
    answer_length=4_000,  # OpenAPI: TextInputComponentForModalRequest.max_length
    tables=0,
    alt_length=0,
    code_output=False,
    columns=False,
    link_length=512,  # ours, after OpenAPI: ButtonComponentForMessageRequest.url
    notes=False,
    escaped=_DISCORD_ESCAPES,
)

DISCORD_MESSAGE = replace(
    DISCORD_MODAL,
    name="discord_message",
    # Displayed characters of Components V2 in a message: 4,000 (OpenAPI: content of
    # TextDisplayComponentForMessageRequest), less 200 for the page number and space between parts.
    characters=3_800,
    # Components of a message: 40 (components), less 1 container, 3 for title, eyebrow and progress,
    # 2 selects with their 2 rows, and 10 buttons with their 2 rows.
    blocks=20,
    title_length=150,  # ours
    controls=10,  # ours: two rows of 5 (OpenAPI: ActionRowComponentForMessageRequest.components)
    choices=25,  # one select (OpenAPI: StringSelectComponentForMessageRequest.options)
    label_length=80,  # OpenAPI: ButtonComponentForMessageRequest.label
    submit_length=80,
    choice_length=100,  # OpenAPI: StringSelectOptionForRequest.label
    choice_note_length=100,  # OpenAPI: StringSelectOptionForRequest.description
    inputs=CHOICES,
    form=DISCORD_MODAL,
    file_bytes=10 * 1024 * 1024,  # https://docs.discord.com/developers/reference#uploading-files
    alt_length=1_024,  # OpenAPI: ThumbnailComponentForMessageRequest.description
)

# Entities (https://docs.slack.dev/messaging/formatting-message-text), a zero-width character after
# each that may mean something in mrkdwn, and the mark of a quotation after each line break.
_SLACK_ESCAPES = (
    *(("&", 4), ("<", 3), (">", 3)),
    *((character, 1) for character in "*_~`@"),
    ("\n", 2),
)

SLACK_MODAL = Profile(
    name="slack_modal",
    page_chars=2_500,
    # A view: 250 kB (views), 4 bytes a character at most, less a fifth for JSON.
    characters=50_000,
    # views: 100 blocks, less 5 for eyebrow, progress, input, controls and choices.
    blocks=95,
    text_length=3_000,  # blocks: text of a section
    title_length=24,  # views: title of a modal
    line_length=300,  # ours
    controls=25,  # blocks: elements of an actions block
    choices=100,  # elements: options of a select menu
    label_length=75,  # elements: text of a button; objects: text of an option
    submit_length=24,  # views: submit of a modal
    choice_length=75,  # objects: text of an option
    choice_note_length=75,  # objects: description of an option
    inputs=CHOICES | TYPED,
    options=100,  # elements: options of a select menu; radio buttons and checkboxes: 10
    option_length=75,  # objects: text of an option
    answer_length=3_000,  # elements: max_length of a plain-text input
    tables=0,  # blocks: tables are for messages
    alt_length=2_000,  # blocks: alt_text of an image
    code_output=False,
    columns=False,
    link_length=1_000,  # ours: leaves room for text in a section
    notes=False,
    escaped=_SLACK_ESCAPES,
)

SLACK_HOME = replace(
    SLACK_MODAL,
    name="slack_home",
    blocks=94,  # one less, for the title
    title_length=150,  # blocks: text of a header
    submit_length=75,
    inputs=CHOICES,
    form=SLACK_MODAL,
)

SLACK_MESSAGE = replace(
    SLACK_HOME,
    name="slack_message",
    # Measured by others at 11,341 to 13,297 for all blocks together, undocumented
    # (https://github.com/slackapi/bolt-js/issues/2509 and /2867).
    characters=10_000,
    # 50 blocks (https://docs.slack.dev/reference/methods/chat.postMessage), less 6 for title,
    # eyebrow, progress, input, controls and choices.
    blocks=44,
    # 1 GB a file (https://slack.com/help/articles/201330736-Add-files-to-Slack), of which this is ours.
    file_bytes=10 * 1024 * 1024,
    tables=1,  # https://docs.slack.dev/reference/block-kit/blocks/table-block
    table_rows=99,  # 100 with the header
    table_columns=20,
)

PROFILES: tuple[Profile, ...] = (
    *(TERMINAL, PLAIN_TEXT, WEB),
    *(DISCORD_MESSAGE, DISCORD_MODAL),
    *(SLACK_MESSAGE, SLACK_MODAL, SLACK_HOME),
)
"""Every profile."""
