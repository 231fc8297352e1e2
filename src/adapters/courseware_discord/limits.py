"""What Discord takes, as of November 2026. The numbers of a whole screen are in its profile.

Source: the OpenAPI document, https://github.com/discord/discord-api-spec ("OpenAPI" below, with the name of
the schema).
"""

from typing import Final

CHARACTERS = 4_000
"""Text Displays of a message or a form together (OpenAPI: content of
TextDisplayComponentForMessageRequest)."""

ROW = 5
"""Buttons of an action row (OpenAPI: components of ActionRowComponentForMessageRequest)."""

PICTURES = 5
"""Pictures of a message; ours. Discord takes 10 files of 10 MiB
(https://docs.discord.com/developers/reference#uploading-files), but each may come with a text below it, and a
message has 40 components."""

CHECKBOXES = 10
"""Options of a checkbox group (OpenAPI: options of CheckboxGroupComponentForModalRequest)."""

OPTION_LABEL = 100
"""OpenAPI: label of StringSelectOptionForRequest and of CheckboxGroupOptionForRequest."""

PLACEHOLDER = 150
"""Of a select (OpenAPI: placeholder of StringSelectComponentForMessageRequest)."""

FIELD_LABEL = 45
"""OpenAPI: label of LabelComponentForModalRequest."""

FIELD_NOTE = 100
"""OpenAPI: description of LabelComponentForModalRequest."""

FORM_TITLE = 45
"""OpenAPI: title of ModalInteractionCallbackRequestData."""

CUSTOM_ID = 100
"""OpenAPI: custom_id of every component and of ModalInteractionCallbackRequestData."""

THREAD_NAME = 100
"""https://docs.discord.com/developers/resources/channel#start-thread-without-message"""

THREAD_ARCHIVE_MIN: Final = 10_080
"""Minutes without a message after which a thread is archived, at most: a week (same page)."""

CHOICES = 25
"""Choices that a command suggests while somebody types (OpenAPI:
ApplicationCommandAutocompleteCallbackRequest data)."""

CHOICE = 100
"""Characters of the name and of the value of such a choice (OpenAPI:
ApplicationCommandOptionStringChoice)."""

DESCRIPTION = 100
"""Of a command and of its options (OpenAPI: description of ApplicationCommandCreateRequest)."""
