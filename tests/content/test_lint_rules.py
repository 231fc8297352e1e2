"""Every rule, with a fault planted in a course that has none, and the places that are reported."""

import re
from typing import NamedTuple

import pytest
from tests.content.conftest import CourseCopy

from courseware_core.content.ids import release
from courseware_core.content.lint import meanings

COURSE = "course.yaml"
CLAIMS = "claims.yaml"
SOURCES = "sources.yaml"
MODULE = "t1-tea/module.yaml"
LESSON = "t1-tea/l1-leaves/lesson.md"
SECOND = "t1-tea/l2-brewing/lesson.md"
QUIZ = "t1-tea/l1-leaves/quiz.yaml"
END_QUIZ = "t1-tea/l2-brewing/quiz.yaml"
LAB = "t1-tea/l1-leaves/lab.yaml"
TEST = "t1-tea/test.yaml"
POOL = "t1-tea/pools/core.yaml"

QUESTION = "  - id: t1.l1.q4\n"
"""Before it a question can be put in."""

_ANSWERED = "    see: t1.l1.oxidation\n"
NUMERIC = (
    "  - id: t1.l1.n1\n    type: numeric\n    stem: How many?\n    feedback: {incorrect: Count again.}\n"
    + _ANSWERED
)
ORDERING = (
    "  - id: t1.l1.n1\n    type: ordering\n    stem: Which first?\n    feedback: {incorrect: Think again.}\n"
    + _ANSWERED
    + "    items:\n      - {id: a, text: Leaf}\n      - {id: b, text: Brew}\n"
)
MATCHING = (
    "  - id: t1.l1.n1\n    type: matching\n    stem: What is what?\n"
    + _ANSWERED
    + "    pairs:\n      - {id: a, left: Leaf, right: Solid}\n      - {id: b, left: Brew, right: Liquid}\n"
)

DEAR = "Tea was once dear enough to start a quarrel over."


class Fault(NamedTuple):
    """`new` in place of `old` in `file`, and what is reported, as `file:line:column rule`."""

    file: str
    old: str
    new: str
    reported: list[str]

    def __str__(self) -> str:
        return f"{self.reported[0].split()[1]} {self.new.strip()[:40] or 'nothing'}"


def fault(file: str, old: str, new: str, *reported: str) -> Fault:
    """A fault; of what is reported in the same file, the file's name is left out."""
    places = [each if each.count(":") > 1 else f"{file}:{each}" for each in reported]
    return Fault(file, old, new, places)


FAULTS = [
    fault(QUIZ, "tries: 2", "tries: 2\ntries: 3", "6:1 CW001"),
    fault(QUIZ, "tries: 2", "tries: &two 2", "5:8 CW001"),
    fault(QUIZ, "tries: 2", "tries: *two", "5:8 CW001"),
    fault(QUIZ, "tries: 2", "tries: !!int 2", "5:8 CW001"),
    fault(QUIZ, "tries: 2", "<<: {tries: 2}", "5:1 CW001"),
    fault(QUIZ, "tries: 2", "[tries]: 2", "5:1 CW001"),
    fault(QUIZ, "tries: 2", "tries: 2\n---", "6:1 CW001"),
    fault(QUIZ, "stem: What makes a leaf", "stem: Heat: what makes a leaf", "11:15 CW001"),
    fault(QUIZ, "    type: multiple", "\ttype: multiple", "28:1 CW001"),
    fault(
        QUIZ,
        "feedback: That is made from another plant.}",
        "feedback: That is made from another plant.",
        "35:9 CW001",
    ),
    fault(QUIZ, "hints: [There is more than one.]", "hints: ['There is more than one.]", "37:13 CW001"),
    fault(QUIZ, "pass: 2/3", 'pass: "\\0"', "7:7 CW001"),
    fault(QUIZ, "pass: 2/3", "pass: \x07", "7:7 CW001"),
    fault(QUIZ, "hints: [There is more than one.]", f"hints: {'[' * 30}{']' * 30}", "37:29 CW001"),
    fault(LESSON, "difficulty: easy", "difficulty: easy\ndifficulty: hard", "8:1 CW001"),
    fault(COURSE, "licence: CC0-1.0\n", "", "1:1 CW002"),
    fault(COURSE, "licence: CC0-1.0", "license: CC0-1.0", "1:1 CW002", "4:1 CW002"),
    fault(COURSE, "locale: en", "locale: English language", "5:9 CW002"),
    fault(COURSE, "[t1-tea]", "t1-tea", "6:10 CW002"),
    fault(COURSE, "id: tiny", "id: Tiny", "1:5 CW002"),
    fault(MODULE, "number: 1", "number: one", "2:9 CW002"),
    fault(MODULE, "number: 1", "number: -1", "2:9 CW002"),
    fault(MODULE, "title: Tea", "title:", "3:7 CW002"),
    fault(LESSON, "difficulty: easy", "difficulty: hardd", "7:13 CW002"),
    fault(LESSON, "minutes: auto", "minutes: a while", "8:10 CW002"),
    fault(LESSON, "minutes: auto", "minutes: 601", "8:10 CW002"),
    fault(LESSON, "objectives:\n", "objective:\n", "9:1 CW002"),
    fault(QUIZ, "pass: 2/3", "pass: most", "7:7 CW002"),
    fault(QUIZ, "pass: 2/3", "pass: 1/0", "7:7 CW002"),
    fault(QUIZ, "pass: 2/3", "pass: 120%", "7:7 CW002"),
    fault(QUIZ, "tries: 2", "tries: 0", "5:8 CW002"),
    fault(QUIZ, "tries: 2", "tries: 11", "5:8 CW002"),
    fault(QUIZ, "type: multiple", "type: several", "28:11 CW002"),
    fault(QUIZ, "    type: multiple\n", "", "27:5 CW002"),
    fault(QUIZ, "    answer: true", "    answer: perhaps", "43:13 CW002"),
    fault(QUIZ, "text: Peppermint tea", "txt: Peppermint tea", "34:9 CW002", "34:20 CW002"),
    fault(
        QUIZ,
        '{id: dye, text: It is coloured, feedback: "No colour is added; the leaf keeps its own."}',
        "Coloured",
        "22:9 CW002",
    ),
    fault(
        QUIZ,
        "text: It is heated soon after picking\n        correct: true",
        "text: It is heated soon after picking",
        "9:5 CW002",
    ),
    fault(QUIZ, "    hints: [There is more than one.]", "    hints: There is more than one.", "37:12 CW002"),
    fault(
        QUIZ, "stem: What is the word for the browning of a leaf in the air?", "stem: [What]", "48:11 CW002"
    ),
    fault(QUIZ, 'patterns: ["*oxidi*ing*"]', 'patterns: ["*"]', "52:16 CW002"),
    fault(QUIZ, "accept: [oxidation, oxidisation]", "accept: []", "51:13 CW002"),
    fault(TEST, "time_limit: 30m", "time_limit: half an hour", "6:13 CW002"),
    fault(TEST, "cooldown: 12h", "cooldown: 99999d", "8:30 CW002"),
    fault(TEST, "avoid_seen: true", "avoid_sen: true", "4:42 CW002"),
    fault(TEST, "pool: pools/core.yaml", "pool: /etc/passwd", "4:15 CW002"),
    fault(
        LAB,
        "means: Heating leaves in a dry pan.",
        "mean: Heating leaves in a dry pan.",
        "32:5 CW002",
        "32:42 CW002",
    ),
    fault(LESSON, "(t1.l1.trade)=", "(T1 trade)=", "42:1 CW002", f"{POOL}:47:10 CW017"),
    fault(LESSON, ":id: oxidation", ":id: Oxidation!", "23:1 CW002"),
    fault(
        QUIZ,
        "Think of a cut apple., Something stops it from turning brown.",
        "Think of a cut apple, which turns brown.",
        "25:35 CW003",
    ),
    fault(
        QUIZ,
        "Think of a cut apple., Something stops it from turning brown.",
        "Less than five, I think",
        "25:29 CW003",
    ),
    fault(QUIZ, "text: Peppermint tea,", "text: Peppermint, or mint, tea,", "34:38 CW003", "34:47 CW003"),
    fault(LAB, "[Heat it., Do it soon after picking.]", "[Heat it in a pan, then dry it]", "21:32 CW003"),
    fault(QUIZ, "stem: What makes a leaf", "stem: What in plan #1 and # 2 makes a leaf", "11:24 CW004"),
    fault(
        LAB, "[Heat it., Do it soon after picking.]", "[Heat it., Do it soon # after\n      ]", "21:35 CW004"
    ),
    fault(LESSON, "---\nid: t1.l1\n", "id: t1.l1\n", "1:1 CW010"),
    fault(LESSON, "sources: [labaree1964]\n---", "sources: [labaree1964]", "1:1 CW010"),
    fault(LESSON, ":::{definition} Oxidation", ":::{defnition} Oxidation", "23:1 CW011"),
    fault(LESSON, ":::{definition} Oxidation", ":::definition Oxidation", "23:1 CW011"),
    fault(LESSON, ":also: browning", ":alsoo: browning", "25:1 CW011"),
    fault(LESSON, ":id: oxidation\n", "", "23:1 CW011"),
    fault(LESSON, ":kind: remember", ":kind: rember", "71:1 CW011"),
    fault(LESSON, ":kind: remember\n", "", "71:1 CW011"),
    fault(LESSON, "(t1.l1.trade)=\n", "", "41:1 CW011", f"{POOL}:47:10 CW017"),
    fault(
        LESSON,
        "Tea was once dear enough to start a quarrel over.",
        "(t1.l1.more)=\n\nTea was once dear enough to start a quarrel over.",
        "44:1 CW011",
    ),
    fault(LESSON, 'check="jsonl"', 'chek="jsonl"', "62:1 CW011"),
    fault(LESSON, 'check="jsonl"', 'check="xml"', "62:1 CW011"),
    fault(LESSON, 'check="jsonl"', "checked", "62:1 CW011"),
    fault(LESSON, "```output", "Some text.\n\n```output", "69:1 CW011"),
    fault(LESSON, "can be read elsewhere.\n:::\n", "can be read elsewhere.\n", "71:1 CW021"),
    fault(LESSON, "7 chests\n```", "7 chests\n", "67:1 CW021"),
    fault(SECOND, ":::{step} Is it thin?", ":::{column} Is it thin?", "51:1 CW011"),
    fault(SECOND, ":::{definition} Tannins", ":::{step} Tannins", "26:1 CW011"),
    fault(
        SECOND,
        "::::{compare} Which water?",
        ":::{compare} Which water?",
        "31:1 CW021",
    ),
    fault(SECOND, "Take cooler water or less time.", "::{callout} Hm", "49:1 CW011"),
    fault(SECOND, ":id: tannins\n", ":id: tannins\n\n:also: bitterness\n", "29:1 CW011"),
    fault(SECOND, ":::{step} Is it thin?", "Text between.\n\n:::{step} Is it thin?", "51:1 CW011"),
    fault(
        SECOND,
        "(t1.l2.time)=",
        "(t1.l2.water)=",
        "43:1 CW012",
        f"{END_QUIZ}:19:10 CW017",
        f"{POOL}:24:10 CW017",
    ),
    fault(SECOND, ":id: tannins", ":id: oxidation", "26:1 CW012"),
    fault(POOL, "id: t1.t2", "id: t1.t1", "12:9 CW012"),
    fault(MODULE, "[l1-leaves, l2-brewing]", "[l1-leaves, l2-brewing, l1-leaves]", "5:34 CW012"),
    fault(LAB, "id: c2", "id: c1", "25:9 CW012"),
    fault(LAB, "id: t1.l1.lab", "id: ask.t1.l1", "1:5 CW012"),
    fault(MODULE, "id: t1\n", "id: review\n", "1:5 CW012"),
    fault(
        SOURCES,
        "key: course",
        "key: labaree1964",
        "7:11 CW012",
    ),
    fault(COURSE, "[t1-tea]", "[t1-tea, t2-coffee]", "6:19 CW013"),
    fault(MODULE, "[l1-leaves, l2-brewing]", "[l1-leaves, l2-brewing, l3-milk]", "5:34 CW013"),
    fault(MODULE, "test: test.yaml", "test: tests.yaml", "6:7 CW013", f"{TEST}:1:1 CW019"),
    fault(LESSON, "](leaf.png)", "](leaves.png)", "39:1 CW013"),
    fault(LESSON, "](leaf.png)", "](../../../outside.png)", "39:1 CW013"),
    fault(LESSON, "](leaf.png)", "](lesson.md)", "39:1 CW013"),
    fault(LESSON, "![A tea leaf, drawn as a green square]", "![]", "39:1 CW013"),
    fault(SECOND, "Bitter substances in the leaf that hot water draws out.\n", "", "26:1 CW014"),
    fault(
        SECOND,
        ":kind: insight\nA forgotten pot is bitter whatever the water was.\n",
        ":kind: insight\n",
        "59:1 CW014",
    ),
    fault(LESSON, "- They called it tyranny.", "-", "53:1 CW014"),
    fault(LESSON, "> No taxation without representation!", ">", "56:1 CW014"),
    fault(LESSON, ":year: 1773", ":year:", "47:1 CW014"),
    fault(SECOND, "A bitter cup is hardly ever the leaf's fault.\n", "", "1:1 CW014"),
    fault(
        SECOND,
        "Three things decide how long, and 3 minutes is a good beginning.\n",
        "## Nothing more\n",
        f"{CLAIMS}:20:27 CW160",
        "43:1 CW014",
        "45:1 CW011",
    ),
    fault(
        SECOND,
        ":::{column} Boiling when\n- the leaf is black\n- the cup turned out thin\n:::\n",
        "",
        "31:1 CW014",
    ),
    fault(SECOND, ":::{step} Is it bitter?", ":::{step}", "48:1 CW014"),
    fault(LESSON, "### How it is written down", "###", "58:1 CW015"),
    fault(QUIZ, "see: t1.l1.oxidation\n    answer", "see: t1.l1.oxidisation\n    answer", "42:10 CW017"),
    fault(SECOND, "requires: [t1.l1]", "requires: [t1.l3]", "10:12 CW017"),
    fault(LESSON, "sources: [labaree1964]", "sources: [labaree1965]", "13:11 CW017"),
    fault(LESSON, ":source: labaree1964", ":source: labaree", "46:1 CW017"),
    fault(LAB, "grounding: [t1.l1]", "grounding: [t1.l1, t1.l9]", "5:20 CW017"),
    fault(LAB, "exit: t1.l1.exit", "exit: t1.l1.exam", "33:7 CW017"),
    fault(LAB, "exit: t1.l1.exit", "exit: t1.t1", "33:7 CW017"),
    fault(
        LAB,
        "reaches their juice.\n    see: t1.l1.oxidation",
        "reaches their juice.\n    see: t1.l7",
        "30:10 CW017",
    ),
    fault(
        LAB, "for oolong?\n    see: [t1.l1.oxidation]", "for oolong?\n    see: [t1.l1.heat]", "17:11 CW017"
    ),
    fault(
        LESSON,
        "The maker decides how far this goes.",
        "The maker <b>decides</b> how far this goes.",
        "30:1 CW018",
    ),
    fault(
        LESSON,
        "Tea was once dear enough to start a quarrel over.",
        "<div>\nTea was once dear.\n</div>",
        "44:1 CW018",
    ),
    fault(LESSON, "Tea was once dear enough to start a quarrel over.", "---", "44:1 CW018"),
    fault(
        LESSON,
        "Tea was once dear enough to start a quarrel over.",
        "# Tea was once dear",
        "42:1 CW014",
        "44:1 CW011",
        "44:1 CW018",
    ),
    fault(
        LESSON, "Tea was once dear enough to start a quarrel over.", "    Tea was once dear.", "44:1 CW018"
    ),
    fault(LESSON, "https://example.org/tea", "../l2-brewing/lesson.md", "74:1 CW018"),
    fault(
        LESSON,
        "Tea was once dear enough to start a quarrel over.",
        "Tea ![a leaf](leaf.png) was dear.",
        "44:1 CW018",
    ),
    fault(LESSON, "> No taxation without representation!", "> - No taxation", "56:1 CW018"),
    fault(
        LESSON,
        "- They were angry about a tax.",
        "- They were angry about a tax.\n\n  ```\n  tax\n  ```\n",
        "54:1 CW018",
    ),
    fault(
        LESSON,
        "Tea was once dear enough to start a quarrel over.",
        "> > > > > > > > > > > > Tea was once dear.",
        "44:1 CW018",
    ),
    fault(LESSON, "The plant is the same.\n", "| a |\n| - |\n| b |\n\n", "73:1 CW018"),
    fault(SECOND, "- the leaf is green", "- the leaf is green\n  - very green", "32:1 CW018"),
    fault(SECOND, "- the leaf is green", "The leaf is green.\n", "33:1 CW018"),
    fault(QUIZ, "text: Peppermint tea", "text: green  tea.", "34:26 CW101"),
    fault(QUIZ, "id: mint", "id: green", "34:14 CW102"),
    fault(
        QUIZ,
        "text: It is heated soon after picking",
        "text: It is heated soon after the picking, which is to say on the same day",
        "18:15 CW103",
    ),
    fault(QUIZ, ", feedback: That is made from another plant.}", "}", "34:9 CW104"),
    fault(QUIZ, ', incorrect: "It does; think of a cut apple."}', "}", "39:5 CW104"),
    fault(QUIZ, "text: None of these, pin: last,", "text: None of these,", "23:26 CW105"),
    fault(END_QUIZ, "text: Cooler water,", "text: Water that is not so bitter,", "12:28 CW108"),
    fault(
        QUIZ,
        "stem: What makes a leaf end up as green tea?",
        "stem: Which of these will not end up as green tea?",
        "11:11 CW109",
    ),
    fault(QUIZ, "pass: 2/3", "pass: 80%", "7:7 CW110"),
    fault(QUIZ, "pass: 2/3", "pass: 0%", "7:7 CW110"),
    fault(
        END_QUIZ,
        """    options:
      - {id: cooler, text: Cooler water, correct: true, feedback: "Right: it draws out fewer tannins."}
      - {id: longer, text: More time in the same water, feedback: Time makes it more bitter still.}
      - {id: sugar, text: More leaves, feedback: More leaves give more of everything.}
""",
        "",
        "7:5 CW107",
    ),
    fault(LESSON, 'check="jsonl"', 'check="json"', "64:1 CW120"),
    fault(LESSON, '{"tea": "black", "chests": 5}', '{"tea": "black", "chests": 5', "64:29 CW121"),
    fault(LESSON, '{"tea": "black", "chests": 5}', '{"tea": "black", "chests": NaN}', "64:1 CW121"),
    fault(
        LESSON,
        'check="jsonl"\n{"tea": "green", "chests": 2}',
        'check="python"\ntea = "green" +',
        "63:16 CW122",
    ),
    fault(TEST, "pool: pools/core.yaml", "pool: pools/cor.yaml", "4:15 CW130"),
    fault(QUIZ, QUESTION, f"{NUMERIC}    answer: about half\n\n{QUESTION}", "51:13 CW002"),
    fault(QUIZ, QUESTION, f"{NUMERIC}    answer: 1e3\n\n{QUESTION}", "51:13 CW002"),
    fault(QUIZ, QUESTION, f"{NUMERIC}    answer: 4\n    tolerance: -1\n\n{QUESTION}", "52:16 CW002"),
    fault(
        QUIZ,
        QUESTION,
        f"{NUMERIC}    answer: 4\n    tolerance: 50%\n"
        f"    near: [{{value: 2, feedback: Half.}}]\n\n{QUESTION}",
        "53:20 CW125",
    ),
    fault(QUIZ, QUESTION, f"{NUMERIC}    answer: 4\n    tolerance: 4\n\n{QUESTION}", "52:16 CW126"),
    fault(QUIZ, QUESTION, f"{NUMERIC}    answer: -4\n    tolerance: 120%\n\n{QUESTION}", "52:16 CW126"),
    fault(QUIZ, QUESTION, f"{ORDERING}      - {{id: c, text: Leaf.}}\n\n{QUESTION}", "54:23 CW101"),
    fault(QUIZ, QUESTION, f"{ORDERING}\n{QUESTION}", "52:7 CW002"),
    fault(QUIZ, QUESTION, f"{ORDERING}      - {{id: c, text: {'long ' * 31}}}\n\n{QUESTION}", "54:23 CW170"),
    fault(QUIZ, QUESTION, f"{ORDERING}      - {{id: b, text: Cup}}\n\n{QUESTION}", "54:14 CW012"),
    fault(QUIZ, QUESTION, f"{MATCHING}\n{QUESTION}", "46:5 CW104"),
    fault(
        QUIZ,
        QUESTION,
        f"{MATCHING}    distractors: [{{id: z, text: liquid.}}]\n"
        f"    feedback: {{incorrect: Think again.}}\n\n{QUESTION}",
        "53:33 CW101",
    ),
    fault(TEST, "count: 3", "count: 6", "4:39 CW131"),
    fault(TEST, "count: 3", "count: 5", "4:39 CW133"),
    fault(
        END_QUIZ,
        """    type: true_false
    stem: Boiling water suits every tea.
    see: t1.l2.water
    answer: false
    feedback: {correct: "Right, green tea likes it cooler.", incorrect: Green tea likes it cooler.}
""",
        """    type: open
    stem: Which tea would you not brew with boiling water, and why?
    see: t1.l2.water
    model_answer: Green tea, since hot water draws out its tannins.
    rubric:
      - {id: green, points: 1, criterion: It names green tea, anchors: [green tea]}
      - {id: why, points: 1, criterion: It says what hot water draws out, anchors: [tannins]}
""",
        "5:7 CW110",
        "25:5 CW134",
    ),
    fault(LESSON, "requires: []", "requires: [t1.l2]", "12:12 CW140", f"{SECOND}:10:12 CW140"),
    fault(LESSON, "requires: []", "requires: [t1.l1]", "12:12 CW140"),
    fault(LESSON, "requires: []", "requires: [t1.l1.quiz]", "12:12 CW140"),
    fault(LESSON, "requires: []", "requires: [t1.test]", "12:12 CW140", f"{SECOND}:10:12 CW140"),
    fault(LESSON, "requires: []", "requires: [t1.l7.quiz]", "12:12 CW017"),
    fault(
        MODULE,
        "[l1-leaves, l2-brewing]",
        "[l2-brewing, l1-leaves]",
        f"{LESSON}:3:9 CW024",
        f"{SECOND}:3:9 CW024",
        f"{SECOND}:10:12 CW143",
    ),
    fault(LAB, "opening: Welcome", "# Welcome", "1:1 CW150"),
    fault(
        LAB,
        'starters: ["Why does a leaf turn brown?"]',
        'starters: ["Why does the leaf turn brown?"]',
        "9:12 CW150",
    ),
    fault(LAB, 'starters: ["Why does a leaf turn brown?"]', "starters: []", "9:11 CW150"),
    fault(LAB, "min_exchanges: 3", "min_exchanges: 30", "10:27 CW150"),
    fault(LAB, "What would you like to begin with?", "Begin with one of them.", "8:10 CW151"),
    fault(
        CLAIMS,
        'text: "Labaree counts 342 chests"',
        'text: "Labaree counted 342 chests"',
        "7:27 CW160",
        f"{LESSON}:50:1 CW163",
        f"{LESSON}:50:16 CW162",
    ),
    fault(
        CLAIMS,
        'text: "one night of December 1773"',
        'text: "into the harbour. Labaree counts 342 chests. They were angry"',
        "8:27 CW160",
        f"{LESSON}:47:8 CW162",
    ),
    fault(CLAIMS, "at: t1.t5", "at: t1.t6", "15:14 CW160", f"{POOL}:38:11 CW162"),
    fault(CLAIMS, "    source: labaree1964\n", "", "3:5 CW161", f"{LESSON}:50:1 CW163"),
    fault(CLAIMS, "source: labaree1964", "source: labaree1965", "5:13 CW161", f"{LESSON}:50:1 CW163"),
    fault(CLAIMS, "id: minutes", "id: heat", "16:9 CW161"),
    fault(LESSON, "They were angry about a tax.", "They were angry about a tax of 10%.", "52:34 CW162"),
    fault(
        LESSON,
        "A tea shop sells hundreds of kinds of tea.",
        "A tea shop sells 7 kinds of tea, and 7 more.",
        "15:18 CW162",
        "15:38 CW162",
    ),
    fault(LESSON, "tagline: The same leaf", "tagline: In 1860 the same leaf", "5:10 CW162"),
    fault(QUIZ, "text: It is coloured,", "text: It has 2 colours,", "22:25 CW162"),
    fault(
        QUIZ,
        "What stops a leaf from turning brown?",
        "What stops 2 leaves from turning brown?",
        "24:60 CW162",
    ),
    fault(QUIZ, "hints: [There is more than one.]", "hints: [There are 2 of them.]", "37:13 CW162"),
    fault(
        LAB, "hints: [Look at them after an hour.,", "hints: [Look at them after 60 minutes.,", "28:13 CW162"
    ),
    fault(LESSON, "They called it tyranny.", "They called it tyranny, as Labaree says.", "53:30 CW163"),
    fault(
        POOL,
        "feedback: Nobody complained of that.",
        'feedback: "Labaree says nothing of that."',
        "49:79 CW163",
    ),
    fault(
        QUIZ,
        "text: It is coloured,",
        f"text: It is coloured {'and coloured again ' * 8}at last,",
        "22:25 CW170",
    ),
    fault(
        QUIZ,
        "stem: What makes a leaf end up as green tea?",
        f"stem: {'What makes a leaf end up as green tea? ' * 52}",
        "11:11 CW171",
    ),
    fault(
        LESSON,
        "| kind | heated | colour |\n| --- | --- | --- |",
        "|a|b|c|d|e|f|g|h|i|\n|-|-|-|-|-|-|-|-|-|",
        "33:1 CW172",
    ),
    fault(
        LESSON,
        "| green | at once | green |",
        f"| green | at once | {'green ' * 250}|",
        "33:1 CW172",
    ),
    fault(
        LESSON,
        "in lines that a program can read:\n\n",
        "in lines that a program can read:\n\nBut not here.\n\n",
        "60:1 CW016",
    ),
    fault(
        SECOND,
        "A bitter cup is hardly ever the leaf's fault.",
        "The following three reasons make a cup bitter.",
        "13:1 CW016",
    ),
    fault(SECOND, "minutes: 1", "minutes: 4", "8:10 CW020"),
    fault(LESSON, DEAR, "Tea \x1b[3m was dear.", "44:5 CW001", "44:7 CW162"),
    fault(LESSON, DEAR, "Tea \u202ewas dear.", "44:5 CW001"),
    fault(LESSON, "title: How a Leaf", "title: How a \u2066Leaf", "4:8 CW001"),
    fault(LESSON, DEAR, "Tea &#8238; was dear.", "44:1 CW018"),
    fault(LESSON, DEAR, "Tea\nwas [dear](javascript:alert).", "45:1 CW018"),
    fault(LESSON, DEAR, "Tea was [dear](ftp://example.org/tea).", "44:1 CW018"),
    fault(LESSON, DEAR, "Tea was [dear](mailto:me@example.org).", "44:1 CW018"),
    fault(LESSON, DEAR, "Tea was [dear][nowhere].", "44:1 CW018"),
    fault(LESSON, DEAR, "Tea was dear\n====", "45:1 CW018"),
    fault(LESSON, DEAR, "```{note}\nTea was dear.\n```", "44:1 CW011"),
    fault(LESSON, "is the same.\n", "is the same.\n:kind: tip\n", "74:1 CW011"),
    fault(LESSON, "| at once | green |", "| at once | green | for ever |", "35:1 CW018"),
    fault(LESSON, "The maker decides how far", "```text\nHere\n\nThe maker decides how far", "30:1 CW021"),
    fault(LESSON, ("tastes less of grass.\n:::"), "tastes less of grass.", "23:1 CW021"),
    fault(LESSON, "- They called it tyranny.\n:::", "- They called it tyranny.", "46:1 CW021"),
    fault(SECOND, "cup turned out *bitter*\n:::", "cup turned out *bitter*", "32:1 CW021"),
    fault(SECOND, "cup turned out thin\n:::\n::::", "cup turned out thin\n:::", "31:1 CW021"),
    fault(LESSON, "number: 1\n", "number: 2\n", "3:9 CW024"),
    fault(QUIZ, "title: ", 'title: "', "2:8 CW001"),
    fault(QUIZ, "{id: mint", '{id: "mint', "34:14 CW001"),
    fault(LESSON, "title: How", 'title: "How', "4:8 CW001"),
    fault(LESSON, ":::{definition} Ox", "::{definition} Ox", "23:1 CW011", "28:1 CW021"),
    fault(
        LESSON,
        DEAR,
        "```text\nIt was.\n\nTea was dear.\n\n```json\n{}\n```\n",
        "44:1 CW021",
    ),
    fault(QUIZ, "text: Peppermint tea", "text: <b>Peppermint</b> tea", "34:26 CW018"),
    fault(QUIZ, "text: Peppermint tea", 'text: "![tea](leaf.png)"', "34:26 CW018"),
    fault(QUIZ, "text: Peppermint tea", 'text: "[tea](javascript:alert)"', "34:26 CW018"),
    fault(QUIZ, "text: Peppermint tea", 'text: "[tea](leaf.md)"', "34:26 CW018"),
    fault(QUIZ, "text: Peppermint tea", 'text: "a \\u202e tea"', "34:26 CW001"),
    fault(QUIZ, "stem: What makes a leaf", "stem: What <i>makes</i> a leaf", "11:11 CW018"),
    fault(QUIZ, "feedback: That is made from another plant.", 'feedback: "[That][this] is."', "34:52 CW018"),
    fault(LAB, "opening: Welcome", "opening: <p> Welcome", "8:10 CW018"),
    fault(SOURCES, "cite: [Labaree]", "cite: [Labaree]\n    url: example.org", "7:10 CW002"),
    fault(TEST, "time_limit: 30m\n", "", "6:1 CW002"),
]
TESTWISE = {f"CW{number}" for number in range(113, 120)}
RUBRICS = {*(f"CW{number}" for number in range(136, 140)), *(f"CW{number}" for number in range(144, 150))}
ELSEWHERE = (
    TESTWISE
    | RUBRICS
    | {
        "CW019",
        "CW106",
        "CW111",
        "CW112",
        "CW132",
        "CW135",
        "CW141",
        "CW142",
        "CW152",
        "CW180",
        "CW190",
    }
)
"""Rules that need more than one change; they have tests of their own below."""


@pytest.mark.parametrize("planted", FAULTS, ids=str)
def test_a_planted_fault_is_reported_where_it_is_and_nothing_else_is(
    tiny: CourseCopy, planted: Fault
) -> None:
    tiny.change(planted.file, planted.old, planted.new)
    assert tiny.faults() == planted.reported


def test_course_without_faults_has_no_problems(tiny: CourseCopy) -> None:
    assert tiny.check() == []


def test_every_rule_has_a_planted_fault() -> None:
    planted = {each.split()[-1] for fault in FAULTS for each in fault.reported}
    assert planted | ELSEWHERE == set(meanings())


def single(number: int, *options: str, key: int) -> str:
    """A single-choice question whose right option stands at position `key`."""
    lines = [f"  - id: t1.x{number}", "    type: single", f"    stem: The question number {'x' * number}?"]
    lines += ["    feedback: {incorrect: Look again.}", "    options:"]
    for position, text in enumerate(options):
        more = "correct: true" if position == key else "feedback: That is another thing."
        lines.append(f"      - {{id: o{position}, text: {text}, {more}}}")
    return "\n".join(lines) + "\n"


def quiz_of(*questions: str) -> str:
    return "id: t1.l2.quiz\ntitle: Check\nquestions:\n" + "".join(questions)


def test_right_options_in_one_position_are_reported_from_three_questions_on(tiny: CourseCopy) -> None:
    questions = [
        single(number, "one way", f"{right} way", "no way", key=1) for number, right in enumerate("abc", 1)
    ]
    tiny.change(CLAIMS, '      - {at: t1.l2.q2, text: "3 minutes"}\n', "")
    tiny.write(END_QUIZ, quiz_of(*questions[:2]))
    assert tiny.faults() == []
    tiny.write(END_QUIZ, quiz_of(*questions))
    assert tiny.faults() == [f"{END_QUIZ}:4:3 CW106"]


def test_right_option_may_be_the_longest_in_a_third_of_the_questions(tiny: CourseCopy) -> None:
    tiny.change(CLAIMS, '      - {at: t1.l2.q2, text: "3 minutes"}\n', "")
    long_key = [single(number, "one way", "a way", "no way", key=0) for number in (1, 2)]
    short_key = [single(number, "one way", "a way", "no way", key=number % 3) for number in (4, 5, 7)]
    tiny.write(END_QUIZ, quiz_of(*long_key[:1], *short_key[:2]))
    assert tiny.faults() == []
    tiny.write(END_QUIZ, quiz_of(*long_key, *short_key))
    assert tiny.faults() == [f"{END_QUIZ}:4:3 CW111"]


@pytest.mark.parametrize(
    ("keys", "reported"),
    [
        ([0, 1, 2, 3] * 3, []),
        ([0, 1, 2, 3] * 2 + [0, 0, 1], []),
        ([0, 1, 2, 3] * 2 + [0, 0, 1, 2], [f"{MODULE}:5:10 CW112"]),
    ],
    ids=["even", "too few to tell", "uneven"],
)
def test_right_options_over_a_module_have_a_quarter_of_each_position(
    tiny: CourseCopy, keys: list[int], reported: list[str]
) -> None:
    tiny.change(CLAIMS, '      - {at: t1.l2.q2, text: "3 minutes"}\n', "")
    tiny.change(QUIZ, "    type: single\n", "    type: multiple\n")
    ways = ("one way", "two way", "new way", "old way")
    questions = [single(number, *ways, key=key) for number, key in enumerate(keys, start=1)]
    tiny.write(END_QUIZ, quiz_of(*questions))
    assert tiny.faults() == reported


@pytest.mark.parametrize(
    ("use", "answers", "reported"),
    [
        ("[exam, practice]", "after_pass", [f"{POOL}:4:10 CW135"]),
        ("[practice, exam]", "never", [f"{POOL}:4:10 CW135"]),
        ("[exam, practice]", "after_submit", []),
    ],
)
def test_question_that_a_quiz_shows_and_a_test_hides_is_warned_of(
    tiny: CourseCopy, use: str, answers: str, reported: list[str]
) -> None:
    tiny.change(CLAIMS, '      - {at: t1.l2.q2, text: "3 minutes"}\n', "")
    tiny.write(END_QUIZ, "id: t1.l2.quiz\ntitle: Check\npool: ../pools/core.yaml\n")
    tiny.change(POOL, "  - id: t1.t1\n", f"  - id: t1.t1\n    use: {use}\n")
    tiny.change(TEST, "answers: after_pass", f"answers: {answers}")
    assert tiny.faults() == reported


def test_files_and_folders_that_nothing_reads_are_reported(tiny: CourseCopy) -> None:
    tiny.write("t1-tea/l1-leaves/quizz.yaml", "id: x")
    tiny.write("t1-tea/l1-leaves/README.md", "Notes.")
    tiny.write("t1-tea/l9-lost/lesson.md", "Lost.")
    tiny.write("t9-lost/module.yaml", "id: x")
    assert tiny.faults() == [
        "t1-tea/l1-leaves/quizz.yaml:1:1 CW019",
        "t1-tea/l9-lost/lesson.md:1:1 CW019",
        "t9-lost/module.yaml:1:1 CW019",
    ]


@pytest.mark.parametrize("published", [False, True])
@pytest.mark.parametrize(
    ("file", "renamed", "reported"),
    [
        (
            "t1-tea/l1-leaves",
            "t1-tea/l3-leaves",
            ["t1-tea/l3-leaves/lesson.md:1:1 CW019", "t1-tea/module.yaml:5:11 CW013"],
        ),
        (POOL, "t1-tea/core.yaml", ["t1-tea/core.yaml:1:1 CW019", "t1-tea/test.yaml:4:15 CW130"]),
        (SOURCES, "source.yaml", ["course.yaml:1:1 CW013"]),
        (QUIZ, "t1-tea/l1-leaves/quizz.yaml", ["t1-tea/l1-leaves/quizz.yaml:1:1 CW019"]),
        (LAB, "t1-tea/l1-leaves/labs.yml", ["t1-tea/l1-leaves/labs.yml:1:1 CW019"]),
    ],
)
def test_of_a_file_that_is_not_in_its_place_only_that_is_reported(
    tiny: CourseCopy, file: str, renamed: str, reported: list[str], published: bool
) -> None:
    if published:
        release(tiny.load().folders[0])
    tiny.path(file).rename(tiny.path(renamed))
    assert tiny.faults() == reported


def test_of_a_lesson_that_is_not_listed_only_that_is_reported(tiny: CourseCopy) -> None:
    release(tiny.load().folders[0])
    tiny.change(MODULE, "[l1-leaves, l2-brewing]", "[l2-brewing]")
    (found,) = tiny.check()
    assert (found.rule, found.level, found.file) == ("CW019", "error", LESSON)
    assert "Add `l1-leaves` to `lessons:`" in found.hint


def test_picture_that_is_none_inside_is_reported(tiny: CourseCopy) -> None:
    tiny.path("t1-tea/l1-leaves/leaf.png").write_bytes(b"<svg/>")
    assert tiny.faults() == [f"{LESSON}:39:1 CW013"]


def test_check_of_a_lab_without_hints_is_a_warning(tiny: CourseCopy) -> None:
    text = tiny.path(LAB).read_text()
    tiny.write(LAB, re.sub(r"    hints: .*\n", "", text))
    found = tiny.check()
    assert {(each.rule, each.level) for each in found} == {("CW152", "warning")}
    assert len(found) == text.count("    hints: ")


def test_escaped_marks_and_code_are_no_slips(tiny: CourseCopy) -> None:
    tiny.change(LESSON, DEAR, "Tea `[x][y]` and \\[x\\] `</b>` and\n[dear][y].\n\n[y]: https://example.org")
    tiny.change(QUIZ, "text: Peppermint tea", r"text: 'Peppermint `<b>` \<i> x < y > z'")
    tiny.change(LESSON, "| at once | green |", r"| at \| once | green |")
    assert tiny.faults() == []


def test_listing_that_shows_a_fence_is_closed_when_it_has_more_backticks(tiny: CourseCopy) -> None:
    tiny.change(LESSON, DEAR, "````text\n```json\n{}\n```\n(a.b)=\n:::{case} Of tea\n````")
    assert tiny.faults() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (QUIZ, "    type: multiple", "\ttype: multiple", "use spaces"),
        (QUIZ, "        correct: true\n", "", "and this one has none"),
        (LESSON, "https://example.org/tea", "l2.md", "name another lesson or section in words"),
    ],
)
def test_sentence_says_what_to_do(tiny: CourseCopy, file: str, old: str, new: str, said: str) -> None:
    tiny.change(file, old, new)
    (found,) = tiny.check()
    assert said in f"{found.message} {found.hint}"


IGNORE = "lint_ignore: [{rule: CW110, at: t1.l1.quiz, reason: It is a drill.}]\n"


def test_an_ignored_finding_is_not_reported(tiny: CourseCopy) -> None:
    tiny.change(QUIZ, "pass: 2/3", "pass: 80%")
    tiny.change(COURSE, "locale: en\n", f"locale: en\n{IGNORE}")
    assert tiny.faults() == []


def test_an_ignore_that_ignores_nothing_is_a_note(tiny: CourseCopy) -> None:
    tiny.change(COURSE, "locale: en\n", f"locale: en\n{IGNORE}")
    (found,) = tiny.check()
    assert (found.rule, found.level, found.line, found.column) == ("CW190", "note", 6, 15)


def test_an_ignore_needs_a_reason(tiny: CourseCopy) -> None:
    tiny.change(COURSE, "locale: en\n", f"locale: en\n{IGNORE.replace(', reason: It is a drill.', '')}")
    assert tiny.faults() == [f"{COURSE}:6:15 CW002"]


@pytest.mark.parametrize(
    ("rule", "level", "said"),
    [
        ("CW104", "error", "CW104 is an error, and no error can be ignored."),
        ("CW013", "error", "CW013 is an error, and no error can be ignored."),
        ("CW199", "warning", "there is no rule `CW199`."),
    ],
)
def test_only_warnings_and_notes_can_be_ignored(tiny: CourseCopy, rule: str, level: str, said: str) -> None:
    tiny.change(QUIZ, ", feedback: That is made from another plant.}", "}")
    entry = f"lint_ignore: [{{rule: {rule}, at: t1.l1.q2, reason: It is meant.}}]\n"
    tiny.change(COURSE, "locale: en\n", f"locale: en\n{entry}")
    ignored, left = tiny.check()
    assert (ignored.rule, ignored.level, ignored.message) == ("CW190", level, said)
    assert (ignored.file, ignored.line, ignored.column) == (COURSE, 6, 15)
    assert left.rule == "CW104"


@pytest.mark.parametrize(
    "words",
    [
        "GPT-3 and GPT-3.5 know the BLEU4 of it.",
        "See `x = 42` and [figure 7](https://example.org/7).",
        "See https://example.org/2024/11 for more.",
        "It was picked in Assam 1860 first.",
    ],
)
def test_digits_in_names_code_and_links_need_no_claim(tiny: CourseCopy, words: str) -> None:
    tiny.change(LESSON, "Tea was once dear enough to start a quarrel over.", words)
    assert tiny.faults() == []


@pytest.mark.parametrize("words", ["from 1.3B-175B", "5kB-10", "in 2,048 places", "2-bit", "half of 1/2"])
def test_digits_of_quantities_need_a_claim(tiny: CourseCopy, words: str) -> None:
    tiny.change(LESSON, "Tea was once dear enough to start a quarrel over.", f"It goes {words}.")
    assert {each.split()[1] for each in tiny.faults()} == {"CW162"}
