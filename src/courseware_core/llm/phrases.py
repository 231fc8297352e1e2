"""Phrases that are not a tutor's to say, in English and German: marks, verdicts, notices, refusals. Pure.

They are known by their form alone. The same thing in other words is not noticed. Texts are given as `fold`
leaves them.
"""

import re

_START = r"(?:^|[.!?:(\[-])\W{0,4}"
_LAB = r"(?:lab|laboratory|test|quiz|exit question|exit|module|course|exam|exercise)"
_LAB_DE = r"(?:lab|labor|modul|test|quiz|kurs|übung|prüfung)"
_UNLESS_ASKED = "".join(
    f"(?<!{word} )" for word in ("whether", "if", "when", "once", "until", "after", "before", "unless")
)

_MARKED = re.compile(
    rf"{_UNLESS_ASKED}\byou(?:'ve| have)?(?: now| just| already| successfully)? passed"
    rf"(?= with| (?:the|this|your) {_LAB}|\s*[.!,]|$)"
    rf"|{_UNLESS_ASKED}\byou(?:'ve| have)?(?: now| just| already| successfully)? (?:completed|finished)"
    rf" (?:the|this|your) {_LAB}\b"
    r"|\bI(?:'ve| have)?(?: hereby)? (?:give|gave|given|award|awarded|grant|granted) you (?:full|top|\d)"
    rf"|\b(?:the|this|your) {_LAB} (?:is|has been)(?: now| hereby)? (?:marked|passed|completed?)\b"
    rf"|{_START}{_LAB} (?:is |has been )?(?:now )?(?:completed?|passed|finished)(?=\W*(?:[.!,:;(-]|with|$))"
    rf"|(?:\byou(?:'ve| have)?(?: now| just)? |{_START})scored"
    r" (?:\d[\d.,]* ?(?:%|percent\b|per cent\b|points?\b|marks?\b|/|(?:out )?of \d)"
    r"|(?:full|top) marks|a perfect)"
    r"|\byour (?:score|mark|grade) (?:is|would be)\b"
    rf"|(?:{_START}|\b(?:this|it|your \w+|the {_LAB}) (?:is|was|has been) )marked automatically\b"
    r"|\b(?:du hast|sie haben)(?: \w+){0,3} bestanden\b"
    rf"|{_UNLESS_ASKED}\b(?:du hast|sie haben)(?: \w+)? (?:das|dieses|dein|ihr|den|die|diesen|diese)"
    rf" {_LAB_DE}(?: \w+){{0,2}} (?:abgeschlossen|beendet|geschafft)\b"
    r"|\b(?:du hast|sie haben)(?: \w+){0,2} \d+ ?(?:%|prozent|punkte?n?)(?: \w+){0,2} (?:erreicht|erzielt)\b"
    rf"|\b(?:das|dieses) {_LAB_DE} (?:ist|wurde)(?: \w+)? (?:bestanden|abgeschlossen|bewertet)\b"
    rf"|{_START}(?:lab|labor|modul) (?:abgeschlossen|bestanden)\b"
    rf"|(?:{_START}|\b(?:das|dies|{_LAB_DE}|antwort) (?:ist|wird|wurde) )automatisch bewertet\b",
    re.IGNORECASE | re.MULTILINE,
)

_JUDGED = re.compile(
    r"(?:^|[.!?])\W{0,4}(?:(?:yes|no|ja|nein|great|good|nice)\W{1,4})?"
    r"(?:(?:absolutely|exactly|completely|genau|ganz)\W{1,4})?"
    r"(?:correct|right|wrong|incorrect|perfect|exactly|spot on|well done|bingo"
    r"|(?:great|good|nice) (?:job|answer|work)|excellent|not quite|almost"
    r"|richtig|falsch|genau|perfekt|sehr gut|gut gemacht|fast richtig|stimmt)"
    r"(?=\s*(?:[.!,:;-]|$))"
    r"|\b(?:that(?:'s| is)|this is|you(?:'re| are)|your (?:answer|explanation) is|das ist)"
    r"(?: absolutely| exactly| completely| quite| not| partly| mostly| genau| völlig| fast| ganz){0,2}"
    r" (?:correct|right|wrong|incorrect|perfect|complete|incomplete|richtig|falsch|vollständig)\b"
    r"|\byou(?:'ve| have)? (?:got (?:it|this)(?: right| wrong)?|nailed it)(?=\s*(?:[.!,:;-]|$))"
    r"|\bdas stimmt\b|\bdu hast es (?:richtig|getroffen|verstanden)\b",
    re.IGNORECASE | re.MULTILINE,
)

_NOTICE = re.compile(
    r"\b(?:the model (?:was switched off here|cannot be reached just now|has too many questions just now"
    r"|does not let us in|did not want to answer this)"
    r"|this conversation is too long for the model|what the model wrote did not fit"
    r"|das modell (?:wurde hier abgeschaltet|ist gerade nicht zu erreichen|hat gerade zu viele fragen"
    r"|lässt uns nicht herein|wollte darauf nicht antworten)"
    r"|dieses gespräch ist zu lang für das modell|was das modell schrieb, passte nicht)\b"
    r"|\bso the lesson replies\s*:|\bdeshalb antwortet die lektion\s*:",
    re.IGNORECASE,
)

_SORRY = (
    r"(?:(?:I'm|I am)(?: very| really)? sorry|sorry|(?:I|my) apologi[sz]e?s?|unfortunately"
    r"|as an AI(?: language)?(?: model| assistant)?|(?:es )?tut mir leid|leider|entschuldigung)"
)
_MORE_HELP = (
    r"(?:is there (?:something|anything) else|let me know if|how else can I|can I help (?:you )?with"
    r" something else|kann ich (?:dir|ihnen) (?:sonst|anders))"
)
_REFUSAL = re.compile(
    rf"\W*(?:{_SORRY}[\s,.;:-]*)*(?:(?:but|aber)[\s,]+)?"
    r"(?:I(?: am|'m)? (?:can(?:no|')t|can not|not able to|unable to|"
    r"(?:won't|will not)(?: be able to)?|must decline to)"
    r" (?:help|assist|answer|discuss|provide|comply|do|continue|fulfil+|respond|engage)\b"
    r"(?!.*\b(?:lesson|course|text|module|lab)\b)[^.!?,;:\n]{0,80}"
    r"|(?:ich kann|kann ich|(?:dabei|damit|das) kann ich)(?!.*\b(?:lektion|kurs|text|modul|lab)\b)"
    r"[^.!?,;:\n]{0,40} nicht [^.!?,;:\n]{0,20}(?:helfen|beantworten|antworten|weiterhelfen|unterstützen))"
    rf"[.!\s]*(?:{_MORE_HELP}[^\n]*)?",
    re.IGNORECASE,
)


def marks(text: str) -> bool:
    """Whether `text` says that something is passed, completed, marked or scored."""
    return bool(_MARKED.search(text))


def judges(text: str) -> bool:
    """Whether `text` says whether an answer is right."""
    return bool(_JUDGED.search(text))


def notifies(text: str) -> bool:
    """Whether `text` has a notice about the model, which only the product itself gives."""
    return bool(_NOTICE.search(text))


def refuses(text: str) -> bool:
    """Whether `text` is a refusal and nothing else."""
    return bool(_REFUSAL.fullmatch(text.strip()))
