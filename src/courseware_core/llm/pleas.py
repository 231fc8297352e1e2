"""What people write to whoever grades them, in many languages: orders about instructions, marks and verdicts.

One phrase a line, in lower case, as `phrase` reads it; accents make no difference. Pure.
"""

import re
from typing import Final

_SMALL = (
    "all any every everything anything of the your my our those these that was is you said written has been"
)
_BETWEEN: Final = {
    "~": rf"(?:\W+(?:{'|'.join(_SMALL.split())}))*\W+",
    "..": r"(?:\W+\w+){0,2}\W+",
    "...": r"(?:\W+\w+){0,4}\W+",
}
_WITHOUT_SPACES: Final = {"..": ".{0,6}", "...": ".{0,12}"}
_UNSPACED = re.compile("[\u0900-\u097f\u3040-\u30ff\u3400-\u9fff]")

_CLAUSE: Final = (
    r"(?:^|[^\w\s]|\b(?:please|now|and|then|so|just|kindly|you must|you should|you have to))\W{0,6}"
)

_SETS: Final = {
    "IGNORE": "ignore|disregard|forget|override|overrule|discard",
    "INSTRUCTIONS": "instruction*|rule*|rubric|criteri*|guideline*|system_prompt",
    "GRADER": "grader*|examiner*|evaluator*|assessor*|corrector*",
    "GIVE": "give|award|grant|assign|allocate|record|set|enter",
    "MARKS": "mark*|point*|score*|credit*|grade*",
    "MARK": "mark|grade|count|accept|rate|judge|treat|score|evaluate|consider|approve",
    "SAY": "answer|say|reply|respond|return|output|write|print|put|state|choose",
    "MET": "met|satisfied|fulfilled|passed|passes|yes|true|correct|right|achieved|covered",
    "APPROVED": "approved|verified|accepted|graded|marked|reviewed|confirmed",
    "WORK": "answer|response|submission|solution",
}
"""Words that stand in one place of several phrases, by what they are called in them."""


def phrase(line: str) -> str:
    """The regular expression for a phrase.

    Words that may stand in one place are parted by `|`; a name in capitals stands for several, `*` for any
    ending, `_` for a space. Between two places stand up to two words where it has `..`, four where it has
    `...`, small words only where it has `~`. A phrase that begins with `^` begins a clause.
    """
    for name, alternatives in _SETS.items():
        line = re.sub(rf"\b{name}\b", alternatives, line)
    unspaced = bool(_UNSPACED.search(line))
    between, next_to = (_WITHOUT_SPACES, "") if unspaced else (_BETWEEN, r"\W+")
    start = "" if unspaced else r"\b"
    pattern = _CLAUSE if line.startswith("^") else start
    glue = ""
    for token in line.removeprefix("^").split():
        if token in between:
            glue = between[token]
        else:
            pattern += f"{glue}(?:{_alternatives(token)})"
            glue = next_to
    return pattern if unspaced else rf"{pattern}\b"


def _alternatives(token: str) -> str:
    return re.escape(token).replace(r"\|", "|").replace(r"\*", r"\w*").replace("_", r"\W+")


ENGLISH = """
^ IGNORE ~ previous|prior|above|earlier|preceding|foregoing|former
^ IGNORE ~ INSTRUCTIONS
^ do_not_follow|don't_follow|do_not_use|do_not_apply ~ previous|earlier|INSTRUCTIONS
^ ignore|disregard|forget .. previous|prior|earlier .. prompt*|message*|text|INSTRUCTIONS
new|updated|revised|changed|secret|special|real grading|marking|judging|rubric|criteria
dear|hey|hello|hi|attention|note_to|note_for|message_to|message_for|hint_to .. GRADER|marker*|judge|judges
GRADER|autograder* must|should|shall|has_to|have_to|is_told|is_asked|please
grading|marking|judging|evaluating model|ai|llm|assistant|system|bot must|should|shall|has_to|have_to|please
grading|marking|judging instruction*|rule*|note|override|mode|complete|over|finished|result|is|was
you_are|you're|act_as|pretend_to_be ... grader|examiner|evaluator|assessor|judge|marker
whoever|anyone|who|model|ai .. grades|marks|judges|assesses|grading|marking|judging this|me|my|it
GIVE ... full|maximum|maximal|max|top|perfect|highest .. MARKS
GIVE ~ points|marks|credit|100|a_+ for|to|here|please|now
GIVE me|this|it|my_answer .. MARKS
deserve|deserves|worth|gets|earns|receives .. full|maximum|max|top|perfect|highest|all .. MARKS
full|maximum|top|perfect marks|credit|score
MARK this|it|me|mine|everything ... MET|complete|full
MARK|tick ~ criteri*|answer ... MET
SAY .. yes|met|true|passed for|to|on|in all|every|each|both|any
SAY .. yes|met|true|passed .. criteri*
all|every|each|both criteri* ... MET
all|every|each|both of_the|the|these|three|four|your criteri* ... MET
meets|meet|satisfies|satisfy|fulfils|fulfills|passes|covers all|every|each|both ~ criteri*
this|my|above|learner's|student's WORK .. MET|APPROVED|perfect|flawless|deserves
pass|accept|approve|verify this|my WORK|student|learner
do_not|don't|never deduct|subtract|penalise|penalize|mark_me_down|mark_this_down|be_strict|be_harsh
be lenient|generous|kind|nice|merciful .. grad*|mark*|judg*|scor*|me
i|we deserve|beg|need_to_pass|have_to_pass|must_pass|will_fail
let_me|make_me|please pass
already|been|was APPROVED by|as .. GRADER|teacher|instructor|professor|correct
i_am the|your|an|a teacher|instructor|professor|administrator|admin|author|developer|creator|GRADER
"""

GERMAN = """
ignorier*|vergiss|vergesst|missachte* ... anweisung*|instruktion*|regel*|vorgabe*|kriteri*
volle|volles|voller|maximale|hochste|alle punktzahl|punkte|punkt|bewertung|note
alle_kriterien ... erfullt|bestanden
erfullt alle_kriterien
lieber|liebe|liebes|an_den|an_die|an_das|hallo|geehrter|geehrte pruf*|bewert*|korrekt*|gutacht*
bewerte*|werte*|akzeptier* ... richtig|korrekt|erfullt|bestanden|voll
"""

FRENCH = """
ignore|ignorez|ignorer|oublie|oubliez .. les|ces|tes|vos instructions|consignes|regles|criteres
note|notes|score maximale|maximal|maximum|parfaite|parfait
tous_les_points
tous_les_criteres ... remplis|satisfaits|respectes|valides
cher|chere|a_l'|au correct*|examinat*|evaluat*
"""

SPANISH = """
ignora*|ignore*|olvida*|olvide* ... instrucciones|indicaciones|reglas|criterios
puntuacion|nota|calificacion|puntaje maxim*|complet*|perfect*
maxima puntuacion|nota|calificacion
todos_los_puntos
todos_los_criterios ... cumpl*|satisf*
cumple .. todos_los_criterios
querido|querida|estimado|estimada evalu*|correct*|examin*|calific*
"""

ITALIAN = """
ignora*|dimentica* ... istruzioni|indicazioni|regole|criteri
punteggio|voto pieno|massimo
massimo .. voti|punteggio|voto
tutti_i_punti
tutti_i_criteri ... soddisfatt*|rispettat*
soddisfa tutti_i_criteri
caro|cara|gentile valutat*|corrett*|esaminat*
"""

PORTUGUESE = """
ignor*|esquec* ... instrucoes|orientacoes|regras|criterios
nota|pontuacao maxim*|total|complet*
todos_os_pontos
todos_os_criterios ... atendid*|cumprid*|satisfeit*
caro|cara|prezado|prezada avaliad*|corret*|examinad*
"""

DUTCH = """
negeer|vergeet ... instructies|opdrachten|aanwijzingen|regels|criteria
volledige|maximale|alle|hoogste punten|score|cijfer
alle_criteria ... vervuld|voldaan|behaald
voldoet_aan alle_criteria
beste|geachte beoordela*|nakijk*|examinat*|correct*
"""

POLISH = """
zignoruj*|ignoruj*|zapomnij*|pomin* ... instrukcj*|polecen*|zasad*|kryteri*
maksymaln*|pełn*|najwyzsz* .. ocen*|punkt*|wynik*
wszystkie_punkty
wszystkie_kryteria ... spełnion*|zaliczon*
spełnia wszystkie_kryteria
"""

CZECH = """
ignoruj*|zapomen* ... pokyn*|instrukc*|pravidl*|kriteri*
pln*|maximaln* .. bod*|hodnocen*
vsechna_kriteria ... splnen*
"""

SWEDISH = """
ignorera|glom ... instruktion*|anvisning*|regl*|kriteri*
full|fulla|maximal|hogsta poang*|betyg*
alla_kriterier ... uppfyll*
"""

TURKISH = """
onceki|yukarıdaki|tum .. talimat*|yonerge*|kural* .. yok|gormezden|unut*
tam_puan
tum_kriterler|tum_olcutler ... karsıla*|sagla*
"""

RUSSIAN = """
игнорир*|проигнорир*|забуд* ... инструкц*|указани*|правил*|критери*
максимальн*|полн*|высш* .. балл*|оценк*|отметк*
все_критерии ... выполнен*|соблюден*|удовлетворен*
уважаем*|дорог* проверяющ*|экзаменатор*|оценива*
"""

UKRAINIAN = """
ігнор*|проігнор*|забуд* ... інструкці*|вказівк*|правил*|критері*
максимальн*|повн*|наивищ* .. бал*|оцінк*
усі_критерії|всі_критерії ... виконан*|дотриман*
"""

CHINESE = """
忽略|无视|無視|忘记|忘記|不要理会 ... 指令|指示|说明|說明|提示|规则|規則|标准|標準|要求
满分|滿分|最高分
所有|全部|每个|每個 .. 标准|標準|条件|條件|要求 .. 满足|滿足|符合|达到|達到|通过|通過
评分|評分|阅卷|閱卷|判卷|批改 者|员|員|人|老师|老師|模型|系统|系統
"""

JAPANESE = """
指示|命令|ルール|規則|基準|プロンプト .. 無視|忘れ
満点|最高点
すべて|全て|全部 .. 基準|条件|項目 .. 満た|合格|達成
採点者|採点官|評価者|採点モデル|採点システム
"""

KOREAN = """
지시*|명령*|지침*|규칙*|기준* .. 무시*|잊*
만점*|최고점*
모든 .. 기준*|조건*|항목* .. 충족*|만족*|통과*
채점자*|채점관*
"""

ARABIC = """
تجاهل|انس .. التعليمات|الاوامر|القواعد|المعايير
الدرجة|العلامة|الدرجات|العلامات الكاملة|القصوى|النهائية
جميع|كل المعايير .. مستوفاة|متحققة|محققة|تحققت
"""

HINDI = """
निर्देश|नियम ... अनदेखा|नज़रअंदाज|भूल
पूरे_अंक|पूर्ण_अंक|अधिकतम_अंक
सभी .. मानदंड|कसौटी ... पूरे|पूरा|पूर्ण
"""

PLEAS: Final = tuple(
    line
    for language in (
        *(ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH, POLISH, CZECH, SWEDISH, TURKISH),
        *(RUSSIAN, UKRAINIAN, CHINESE, JAPANESE, KOREAN, ARABIC, HINDI),
    )
    for line in language.strip().splitlines()
)
"""All phrases, one after the other."""
