"""What Slack takes, as of November 2026. The numbers of a whole screen are in its profile.

Sources: the Block Kit reference, https://docs.slack.dev/reference/block-kit ("blocks", "elements" and
"objects" below are its parts).
"""

BLOCKS = 50
"""Of a message: https://docs.slack.dev/reference/block-kit/blocks"""

VIEW_BLOCKS = 100
"""Of a modal or a Home: https://docs.slack.dev/reference/views"""

SECTION = 3_000
"""https://docs.slack.dev/reference/block-kit/blocks/section-block"""

HEADER = 150
"""https://docs.slack.dev/reference/block-kit/blocks/header-block"""

CHARACTERS = 11_000
"""Text of all blocks of a message together; undocumented, refused from 11,341 on as others measured:
https://github.com/slackapi/bolt-js/issues/2509"""

BUTTON = 75
"""Text and accessibility label of
https://docs.slack.dev/reference/block-kit/block-elements/button-element"""

OPTIONS_IN_SIGHT = 10
"""Of radio buttons and checkboxes:
https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element and
https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element"""

OPTION = 75
"""Text and description of
https://docs.slack.dev/reference/block-kit/composition-objects/option-object"""

PLACEHOLDER = 150
"""https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element"""

CONFIRM_TITLE = 100
"""https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object"""

CONFIRM_TEXT = 300
"""Same page."""

CONFIRM_BUTTON = 30
"""Of both buttons; same page."""

INPUT_LABEL = 2_000
"""Label and hint of https://docs.slack.dev/reference/block-kit/blocks/input-block"""

TYPED = 3_000
"""max_length of
https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element"""

MODAL_TITLE = 24
"""Title, submit and close of https://docs.slack.dev/reference/views/modal-views"""

POST_EVERY_S = 1.0
"""Between two messages in a channel: https://docs.slack.dev/apis/web-api/rate-limits"""

RETRIES = 3
"""How often Slack tells of an event again that was not acknowledged: at once, after one minute, after five.
https://docs.slack.dev/apis/events-api#retries"""
