"""What findings say to learners, and to authors whose own answer has them."""

from collections.abc import Mapping

from courseware_core.blocks import message
from courseware_core.content.structure.findings import Finding

_TEXT = {
    "too_long": message(
        "This has {length} characters, and at most {max} are looked at. Please leave out what is not needed."
    ),
    "odd_sign": message(
        "Line {line} has a sign in column {column} that no text file can hold. Please type that place again."
    ),
    "odd_space": message(
        "Line {line} has a special space in column {column}, which programs do not take for one. Delete"
        " it and type an ordinary space."
    ),
    "fence": message("Line {line} is a mark for formatting and no part of the code. Leave out such lines."),
    "curly_quote": message(
        "Line {line} has a curly quotation mark in column {column}: {sign}. Programs only know the"
        " straight ones."
    ),
    "cannot_follow": message(
        "The check cannot follow your code here: line {line}. So it says neither yes nor no."
    ),
    "newer_python": message(
        "Line {line} may be right in a newer Python than the one that reads it here. So it is left open."
    ),
    "nested": message("There are so many brackets or steps inside each other that this cannot be followed."),
    "more": message("More was found besides: {count}."),
}
_JSON = {
    "too_deep": message(
        "Line {line} has more brackets inside each other than the check follows, which is {most}."
    ),
    "array": message(
        "A square bracket, which begins in line {line}, is put around the objects. In JSON Lines nothing"
        " stands around them and no comma between them; each is a line by itself."
    ),
    "spread": message(
        "The object that begins in line {line} ends in line {last}. Put the whole of it into one line."
    ),
    "several": message("In line {line} another object begins in column {column}. Give it a line of its own."),
    "comma_after": message(
        "Line {line} ends with a comma, in column {column}. The lines are not a list, so leave it out."
    ),
    "no_object": message("Line {line} is JSON, but no object. An object stands in curly brackets."),
    "no_json": message("Line {line} is not JSON: “{text}”. Leave out everything but the objects."),
    "not_json": message("Line {line} is not JSON from column {column} on, where “{text}” stands."),
    "single_quote": message(
        "Line {line} has a single quotation mark in column {column}. JSON puts keys and texts in double ones."
    ),
    "comment": message("Line {line} has a comment in column {column}. JSON has none, so leave it out."),
    "more_text": message(
        "In line {line} something stands after the object, from column {column} on: “{text}”."
    ),
    "unquoted": message(
        "Line {line} has “{word}” in column {column} without double quotation marks around it."
    ),
    "foreign_word": message(
        "Line {line} has {word} in column {column}, which JSON does not know. What it has instead is"
        " {instead}."
    ),
    "odd_number": message(
        "Line {line} has “{text}” in column {column}, which is no number in JSON. It is digits without a zero"
        " before them, and a point among them where there are decimals."
    ),
    "unclosed_text": message(
        "In line {line} the text that begins in column {column} has no quotation mark at its end."
    ),
    "unclosed": message("Line {line} ends before all of its brackets are closed."),
    "extra_bracket": message(
        "Line {line} has a bracket too many in column {column}: {sign} closes nothing that was opened."
    ),
    "wrong_bracket": message(
        "In line {line} the bracket {sign} in column {column} does not fit the one that is open there."
    ),
    "trailing_comma": message(
        "Line {line} has a comma in column {column} that nothing follows. Leave out a comma before a"
        " bracket closes."
    ),
    "comma_missing": message("In line {line} a comma is missing before column {column}."),
    "colon_missing": message("In line {line} a colon is missing before column {column}."),
    "inner_quote": message(
        "In line {line} a text is over before column {column}. Put a backslash before a quotation mark"
        " inside a text, or a comma after its end."
    ),
    "tab_in_text": message(
        "Line {line} has a tab inside a text, in column {column}. Put a space there, or \\t."
    ),
    "escape": message(
        "Line {line} has a backslash in column {column} that begins nothing that JSON knows. Write two"
        " for one."
    ),
    "too_few": message("Objects that were found: {found}. There should be {wanted} or more."),
    "too_many": message("Objects that were found: {found}. There should be no more than {wanted}."),
    "unread": message("What begins in line {line} is not JSON yet, so what is in it could not be looked at."),
    "no_messages": message("The object in line {line} has no “messages”."),
    "other_keys": message("The object in line {line} has {keys}, and no “messages”."),
    "messages_no_list": message(
        "In line {line} “messages” is no list. Put square brackets around the messages."
    ),
    "messages_empty": message("In line {line} the list “messages” is empty."),
    "message_no_object": message(
        "In line {line} message {message} is no object. Give it a “role” and a “content”, in curly brackets."
    ),
    "double_key": message(
        "In line {line} message {message} has “{key}” twice, and only the last one counts. Are these two"
        " messages?"
    ),
    "key_twice": message(
        "The object in line {line} has “{key}” twice, and only the last one counts. Give it once."
    ),
    "message_lacks": message("In line {line} message {message} has no “{key}”."),
    "content_no_text": message("In line {line} the “content” of message {message} is no text."),
    "content_empty": message("In line {line} the “content” of message {message} is empty."),
    "role_no_text": message("In line {line} the “role” of message {message} is no text."),
    "unknown_role": message(
        "In line {line} message {message} has the role “{role}”, which is none of those that are asked for."
    ),
    "roles": message(
        "In line {line} the roles are, in this order: {found}. One is missing, too many, or out of its place."
    ),
    "texts_missing": message(
        "Texts that were to stay as they are, and stand in none of the objects: {count} of {all}."
    ),
    "text_changed": message("In line {line} “{found}” is almost what was to stay, but not word for word."),
}
_PYTHON = {
    "syntax": message("Python cannot read line {line}, column {column} or just before it: “{text}”."),
    "notebook": message("Line {line} is a command of a notebook and no Python: “{text}”. Leave it out."),
    "prompt_signs": message("Line {line} begins with the signs of a Python prompt. Leave them out."),
    "unclosed_bracket": message("The bracket in line {line}, column {column} is never closed."),
    "wrong_bracket_here": message(
        "The bracket in line {line}, column {column} does not fit the one that is open there, if one is."
    ),
    "indent_missing": message("Line {line} has to be indented, because it belongs to the line before it."),
    "indent_uneven": message("Line {line} is not indented as far as any line that it could belong with."),
    "indent_unexpected": message("Line {line} is indented, although nothing before it asks for that."),
    "positional_after_keyword": message(
        "In line {line}, column {column} a value without a name follows one with a name. Give it its"
        " name, too."
    ),
    "parentheses_missing": message(
        "In line {line}, column {column} parentheses are missing after a function."
    ),
    "one_equals": message("In line {line}, column {column} one equals sign stands where two compare."),
    "no_call": message("There is no call of {call}."),
    "not_called": message(
        "Line {line} names {call} without calling it. A call has parentheses after the name."
    ),
    "other_call": message("There is no call of {call}. Line {line} calls {found}."),
    "other_origin": message(
        "There is no call of {call}. Line {line} calls {found}, which comes from somewhere else, or is"
        " not imported."
    ),
    "wrong_owner": message(
        "Line {line} calls {call} on something else than what {maker} gave back. Follow it to where it is"
        " made."
    ),
    "unknown_name": message("Line {line} uses {name}, which was given no value before."),
    "no_argument": message(
        "Line {line} calls {call} without something that it is to be given. What does it need to know?"
    ),
    "other_argument": message(
        "Line {line} gives {call} something as {found}. Something of almost that name is missing there."
    ),
    "wrong_value": message(
        "In line {line} the value of {name} for {call} is “{found}”, and something else is asked for."
    ),
    "unclear_value": message(
        "In line {line} it cannot be seen which value of {name} is given to {call}. Write the value"
        " itself there."
    ),
    "other_source": message("In line {line} the {name} of {call} does not come from what {maker} gave back."),
    "too_early": message("Line {line} calls {call} before {first} is called."),
    "not_caught": message("In line {line} no “try” handles what {call} may raise."),
    "caught_other": message(
        "Around line {line} only {found} is handled, and {call} raises something else when it fails."
    ),
    "no_function": message("There is no function {name}."),
    "other_function": message("There is no function {name}. Line {line} defines {found}."),
    "function_in_function": message(
        "The function {name} in line {line} is inside another function. Define it outside."
    ),
    "function_replaced": message(
        "After line {line} the name {name} no longer stands for a function, or never did."
    ),
    "function_in_class": message("The function {name} in line {line} is inside a class. Define it outside."),
    "parameters": message(
        "The function {name} in line {line} takes {found} values, and it is to be called with another number."
    ),
}
SENTENCES: Mapping[str, str] = _TEXT | _JSON | _PYTHON
"""The message id of each finding, by its code."""


def in_english(found: Finding) -> str:
    """The sentence for a finding that the checks of this version have."""
    return SENTENCES[found.code].format_map(found.params)
