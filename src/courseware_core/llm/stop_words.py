"""Words that say little or nothing of what a question is about, by language."""

ENGLISH = frozenset(
    """
    a about above across actually after again against all along also always am among an and
    any anyone anything are around as at basically be because been before behind being below
    beneath beside besides between beyond both but by ca can come comes coming could define
    defined definition despite did do does doing done down during each either else even ever
    every everyone everything exactly except explain few find finding finds for from further
    get gets getting give gives go goes going got had happen happens has have having he
    hello help her here hers hey hi him his how hows i if in inside into is it its itself
    just keep know less let like ll look lot m made make makes making many may maybe me mean
    meaning means might mine more most much must my myself near need needs of off often ok
    okay on once one only onto or other others our ours out outside over own perhaps please
    put question quite rather re really s said same say says see shall she should show
    simply since so some somebody someone something soon still such sure take takes taking
    tell than thank thanks that the their theirs them themselves then there these they thing
    things think this those though through throughout till to too toward towards under
    understand until up upon us use used uses using usually ve versus very via want wants
    was way we well were what whats when where wheres whether which while who whole whom
    whos whose why will wish with within wo wonder would yes yet you your yours yourself
    """.split()
)
"""Words of grammar and of asking."""

ENGLISH_MANNERS = (
    "in simple words",
    "in simple terms",
    "in plain words",
    "in plain terms",
    "in plain english",
    "in layman terms",
    "in other words",
    "in a nutshell",
    "for beginners",
    "for a beginner",
    "for dummies",
)
"""Phrases that say how an answer should sound."""

ENGLISH_NEGATIONS = frozenset(
    """
    cannot cant couldnt didnt doesnt dont isnt neither never no nobody none nor not nothing
    shouldnt without wont wouldnt
    """.split()
)

ENGLISH_EVERYDAY = frozenset(
    """
    able answer ask bad bed begin best better big body book build buy call car case change
    cheap child choose city clean close cold compare correct cost country cut dark day deal
    difference different difficult early easy eat end enough example eye face fact family
    far fast feel first follow food free friend full girl good great group grow hand hard
    head health hear heavy high hold home hope hot hour house human idea important job keep
    kind large last late lead learn leave life light live long low man market matter mind
    minute miss money month morning move name new news next nice night number old open order
    page paper part party pay people person place plan play point poor possible power
    present price problem quick quiet read ready real reason rest rich right room run safe
    save school second send sense set short side simple sit size sleep slow small sort sound
    speak special spend stand start state stay step stop story strange street strong study
    talk teach team test third time today tomorrow top town travel true try turn type visit
    wait walk watch water week white wide word work world worse worst write wrong year young
    """.split()
)
"""Words that turn up whatever people talk about."""

GERMAN = frozenset(
    """
    ab aber alle allem allen aller alles als also am an andere anderen anderer anderes auch
    auf aus bedeutet bedeutung bei beim bevor bin bis bist bitte da dabei dadurch dafür
    dagegen daher damit danach danke dann daran darauf daraus darf darin darum das dass
    davon dazu definiere definition dein deine deinem deinen deiner dem den denn der deren
    des deshalb dessen dich die dies diese diesem diesen dieser dieses dir doch dort du
    durch eben ein eine einem einen einer eines einige er erklär erkläre erst es etwas euch
    eure für gar geben gegen geht genau gibt habe haben hallo hat hatte heißt hier hinter
    hätte ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins irgend ist ja jede
    jedem jeden jeder jedes jetzt kann kannst kommen kommt können könnte machen macht mal
    man manche mehr mein meine meinem meinen meiner mich mir mit muss müssen nach neben noch
    nun nur ob oder ohnehin sag sage schon sehr sein seine seinem seinen seiner seit selbst
    sich sie sind so solche soll sollen sollte sondern sonst sowie um und uns unser unsere
    unter viel viele vom von vor war waren warum was weder weg weil weiter welche welchem
    welchen welcher welches wem wen wenig wenn wer werde werden weshalb wie wieder wieso
    will wir wird wirklich wissen wo wofür woher wohin womit worum wozu wurde wurden würde
    zu zum zur zwar zwischen über
    """.split()
)
"""Words of grammar and of asking."""

GERMAN_MANNERS = (
    "in einfachen worten",
    "mit einfachen worten",
    "in eigenen worten",
    "kurz gesagt",
    "einfach gesagt",
    "für anfänger",
    "für laien",
)
"""Phrases that say how an answer should sound."""

GERMAN_NEGATIONS = frozenset(
    "kein keine keinem keinen keiner keines nein nicht nichts nie niemals niemand ohne".split()
)

GERMAN_EVERYDAY = frozenset(
    """
    alt anfang antwort arbeit arbeiten auge beispiel besser beste billig buch ende erste
    essen fall falsch familie fragen frau freund früh ganz gehen geld genug geschichte
    gesicht gleich groß grund gut hand haus hoch hören jahr jung kalt kaufen kind klein kopf
    kosten kurz land lang langsam leben leicht lernen lesen letzte licht liegen mann mensch
    minute monat morgen möglich nacht name neu nächste ort platz preis problem recht richtig
    sache sagen schlecht schnell schreiben schule schwer sehen seite sicher spielen sprechen
    stadt stark stehen stelle stellen stunde suchen tag teil teuer tief tragen unterschied
    versuchen wahr warm wasser weg weit welt wert wichtig woche wohnen wort zahl zahlen
    zeigen zeit ziehen zweite
    """.split()
)
"""Words that turn up whatever people talk about."""
