"""What a message does beside naming things: greets, thanks, refuses, accepts, asks for more, asks why, wanders off."""

from __future__ import annotations

import re
from typing import Literal

Act = Literal[
    "greet", "thanks", "bye", "like", "dislike", "seen", "similar", "want", "avoid", "allow", "critique", "different",
    "refuse", "accept",
    "more", "again", "complain", "ponder", "ask_fact", "ask_why", "ask_known", "ask_who", "forget", "recommend", "chat",
    "off_topic", "language", "unclear",
]  # fmt: skip

_THING = (
    r"(?:movies?|films?|items?|products?|books?|shows?|ones?|picks?|suggestions?|recommendations?|titles?"
    r"|options?|ideas?)"
)

_OF_YOU = r"^\W*(?:haha\W+|lol\W+)?you(?:['’]re|\s+are)\s+(?:(?:so|very|really|too)\s+)?[^\W\d]+\W*$"
"""What is said of who is talked to: "you're funny" asks for nothing funny."""

_PONDERS = (
    r"(?:h+m+|uh+m*|um+|er+m*|well|let\s+me\s+(?:think|see)|i['’]?m\s+not\s+sure(?:\s+yet)?|not\s+sure(?:\s+yet)?|maybe"
    r"|perhaps|interesting|i\s+see)"
)

_PATTERNS: tuple[tuple[Act, str], ...] = (
    ("greet", r"^\W*(?:hi|hello|hey|hiya|howdy|greetings|yo|good\s+(?:morning|evening|afternoon|day))\b"),
    ("thanks", r"\b(?:merci|gracias|danke|grazie|obrigad[oa]|thanks|thank\s+you|thx|cheers|ty"
               r"|much\s+appreciated)\b(?!.*\bno\b)"),
    ("bye", r"\b(?:au\s+revoir|adi[oó]s|auf\s+wiedersehen|tsch[uü]ss|arrivederci|bye|goodbye|good\s*night|see\s+you"
            r"|see\s+ya|that['’]?s\s+all|that\s+is\s+all|take\s+care|i['’]?m\s+done|have\s+a\s+(?:good|nice))\b"),
    ("ask_why", r"\bwhy\b(?!\s+(?:not|don['’]?t\s+(?:you|we|i)|(?:did|do|is|was|are|were|have|has)n['’]?t)\b)"
                r"|\bhow\s+come\b|\bwhat\s+makes\b"
                r"|\bwhat(?:['’]?s|\s+is)\s+so\s+\w+\s+about\b|\bexplain\b"
                r"|\breasons?\b"),
    ("ask_known", r"\bwhat\s+(?:do|did|have)\s+you\s+(?:know|learn|learnt|learned|remember|noted?|stored?"
                  r"|got)\b(?:.*\b(?:me|my|i)\b|\s*(?:now|so\s+far)?\W*$)"
                  r"|\bwhat\s+(?:have\s+i|did\s+i)\s+(?:told?|said?|say|tell)|\b(?:show"
                  r"|list)\s+(?:me\s+)?my\s+(?:preferences|profile|likes|tastes?|filters)"
                  r"|\bmy\s+profile\b|\bwhat\s+(?:are|is)\s+my\s+(?:preferences|likes|tastes?|filters)"
                  r"|\bdo\s+you\s+remember\b"),
    ("forget", r"\bforget\b(?!\s+it\s*[,.]?\s*$)|\bstart\s+(?:over|again|afresh|fresh|from\s+scratch)\b|\breset\b"
               r"|\bclear\s+(?:everything|all|my|the)\b"
               r"|\b(?:remove|drop|delete|lift|cancel|undo)\s+(?:the|my|all|that|it|this)\b|\bno\s+longer\s+(?:want"
               r"|care|mind|need)\b|\bnew\s+conversation\b"
               r"|\bdon['’]?t\s+care\s+about\s+the\b|\bwipe\b|\bignore\s+(?:that|what)\s+i\s+(?:said|told)"),
    ("different", r"\bthe\s+(?:exact\s+|complete\s+|total\s+)?opposite\b"
                  r"|\b(?:completely|totally|entirely|something|very|quite|wholly|a\s+bit|bit)\s+different\b"
                  r"|\bchange\s+of\s+(?:pace|scene)\b|\bsurprise\s+me\b"
                  r"|\bsomething\s+(?:completely\s+)?(?:else\s+entirely|unusual)\b"),
    ("more", rf"\b(?:another|other|different|further|additional)\s+(?:one|{_THING})\b|\b(?:any(?:thing)?|something"
             rf"|what|who)\s+else\b|\belse\s*\?"
             rf"|^\W*(?:(?:and|ok(?:ay)?|yes|so|now)\W+)?(?:more|next|another|again|others?|continue|go\s+on|keep\s+going|more\s+please|some\s+more"
             rf"|show\s+me\s+more|give\s+me\s+more|any\s+more|any\s+others?)(?:\s+(?:one|ones))?(?:[\s,]+please)?\W*$"
             rf"|\b(?:more|any\s+other|some\s+other|few\s+more)\s+{_THING}\b|\bmore\s+(?:like|of)\s+(?:that|this"
             rf"|these|those|it|them)\b|\b(?:show|give)\s+me\s+(?:some\s+)?(?:more|others)\b"
             r"|\bone\s+more\b|\btry\s+again\b|\bkeep\s+(?:them|it)\s+coming\b"),
    ("again", r"\b(?:show|list|give|tell)\s+(?:me\s+)?(?:those|these|them|that\s+list|the\s+list|that)\s+again\b"
              r"|\bwhat\s+were\s+(?:those|they|the)\b|\brepeat\s+(?:that|the\s+list|them)\b"
              r"|\bthe\s+list\s+again\b|\bgo\s+back\s+to\s+the\b"),
    ("refuse", r"\bnot?\s+(?:that|this|those|these|the)\s+(?:one|ones|movie|film|first|last|second)\b|^\W*(?:no|nope"
               r"|nah|naw|next|pass|skip|not\s+(?:that|this|those|these|really|interested|for\s+me|my\s+thing))\b"
               r"(?!\s+(?:preference|idea|problem|worries|matter|more|one\s+is))|\b(?:don['’]?t|do\s+not)\s+(?:want"
               r"|like|fancy)\s+(?:that|this|it|any\s+of|those|these|them)\b|\bnot\s+interested\b"
               r"|\b(?:doesn['’]?t|does\s+not|don['’]?t|do\s+not)\s+(?:appeal|interest|sound|look)\b"
               r"|\bnot\s+(?:feeling|in\s+the\s+mood\s+for)\s+(?:it|that|this|these|those|any\s+of)\b"
               r"|\bnot\s+(?:really\s+)?convinced\b|^\W*(?:meh|not\s+great)\b"
               r"|\bnone\s+of\s+(?:these|those|them)\b|\b(?:not|hate|dislike)\s+(?:all|any)\s+of\s+(?:these|those"
               r"|them)\b"),
    ("accept", r"\b(?:sounds?|looks?|seems?)\s+(?:really\s+|very\s+|so\s+|pretty\s+|quite\s+)?(?:great|good|perfect"
               r"|interesting|nice|fun|lovely|amazing|cool|awesome|wonderful|intriguing|promising|fine)\b"
               r"|\b(?:i|we)['’]?ll\s+(?:take|watch|try|go\s+(?:with|for)|check|buy|see|get|give|read|pick)\b|\b(?:i"
               r"|we|ok(?:ay)?|sure|yes)\W+(?:i\s+)?will\s+(?:take|watch|try|go|check|buy|read)\b"
               r"|\b(?:i|we)(?:['’]ll|\s+will)\s+(?:definitely|certainly|surely|probably|totally|have\s+to)\s+(?:take"
               r"|watch|try|go|check|buy|see|get|give|read|look)\b|\bit\s+is\W*$|\bthat['’]?s\s+(?:the\s+one|it"
               r"|perfect|great)\b|\blet['’]?s\s+(?:go\s+with|watch|do|take|try)\b"
               r"|\b(?:those|these|they)\s+are\s+(?:\w+\s+){0,2}(?:great|good|nice|excellent|perfect|awesome)"
               r"\s+(?:choices|picks|ideas|suggestions|recommendations|options|ones)\b"
               r"|^\W*(?:oh\W+)?(?:perfect|great|awesome|excellent|sold|deal|wonderful|lovely|brilliant|nice|sweet|cool"
               r"|good\s+(?:idea|choice|one|pick)|great\s+(?:idea|choice|one|pick)|love\s+it|yes|yep|yeah|sure|ok"
               r"|okay|fine)"
               r"(?:\s+(?:one|pick|choice|idea|suggestion|please|thanks|thank\s+you|that\s+(?:one|works)))?[\s.!,]*$"
               r"|\b(?:good|great|nice|excellent|perfect)\s+(?:choice|pick|idea|suggestion|recommendation|call)\b"
               r"|\b(?:that|this|it)\s+(?:will\s+do|works|one\s+it\s+is)\b|\bi['’]?m\s+in\b|\badd(?:ing)?\s+(?:it"
               r"|that)\s+to\b|\bon\s+my\s+(?:watch)?list\b"),
    ("ask_who", r"\bwho\s+are\s+you\b|\bwhat\s+are\s+you\b|\bwhat\s+can\s+you\s+do\b|\bhow\s+do(?:es)?\s+(?:you"
                r"|this)\s+work\b|\bare\s+you\s+(?:a\s+)?(?:robot|bot|human|ai|real|chatgpt|person)\b|^\W*help\W*$"
                r"|\byour\s+name\b|\bhow\s+can\s+you\s+help\b"),
    ("chat", r"\bhow\s+(?:about|are)\s+(?:you|yourself|things)\b"
             r"(?!\s+(?:show|recommend|suggest|give|find|pick|choose|decide))"
             r"|^\W*(?:\w+\W+)?i['’ ]?a?m\s+(?:doing\s+)?(?:very\s+|pretty\s+|so\s+)?(?:great|good|fine|well|okay|ok"
             r"|alright)\W*(?:$|thank|how|and\s+you)"
             r"|\bhow\s+(?:are\s+)?you\s+doing\b|\bhow['’]?s\s+it\s+going\b|\bwhat['’]?s\s+up\b|\bnice\s+to\s+meet\b"
             r"|\bhow\s+do\s+you\s+do\b|^\W*(?:haha|lol|wow|ha)\W*$"
             rf"|{_OF_YOU}"),
    ("complain", r"^\W*(?:(?:no|but|hey|sorry)\W+)?(?:that|this|it|you)(?:['’]s|['’]re|\s+(?:is|are|was|were))?\s+"
                 r"(?:just\s+|simply\s+|so\s+)?(?:wrong|not\s+(?:true|right|correct)|incorrect|false|a\s+lie|lying|mistaken"
                 r"|nonsense)\W*$|\byou\s+(?:keep|are)\s+repeating\b"
                 r"|\byou(?:['’]ve|\s+have)?\s+already\s+(?:said|told|showed|shown|suggested|recommended|mentioned)\b"),
    ("ponder", rf"^\W*{_PONDERS}(?:\W+{_PONDERS})*\W*$"),
    ("recommend", rf"\b(?:recommend|suggest|suggestions?|recommendations?|pick|choose|find|show|give|need|want|prefer"
                  rf"|looking\s+for|look\s+for|search|help\s+me\s+(?:find|pick|choose|decide))\b"
                  rf"|\b(?:something|anything|whatever|surprise\s+me|in\s+the\s+mood)\b|\bwhat\s+(?:should|could|can"
                  rf"|do\s+you|to|would|about|{_THING}|else|(?:is|are)\s+(?:a\s+)?good|have\s+you\s+got)\b"
                  rf"|\bany\s+(?:good|great|nice|{_THING}|ideas?|thoughts|tips)\b|\bfancy\b|\bfeel(?:ing)?\s+like\b"
                  rf"|\b(?:watch|read|see)\s+tonight\b|\bdo\s+you\s+have\b|\bgot\s+any\b|\bwhat['’]?s\s+(?:good|popular|hot|trending|on|out|new)\b|\bbest\s+(?:\w+\s+)?(?:movies?|films?|books?|ones?)\b|\bi\s+don['’]?t\s+(?:know"
                  rf"|care|mind)\b"
                  r"|\b(?!(?:that|this|it|which|everything|all|these|those)\b)\w{4,}\s+(?:is|are)\s+(?:fine|ok(?:ay)?|no\s+problem)\W*$"
                  r"|^\W*(?:a\s+|some\s+)?(?:movies?|films?)(?:\W+please)?\W*$"
                  r"|\byou\s+(?:decide|choose|pick)\b|\bjust\s+(?:recommend|pick|choose|give|show|tell)\b"
                  r"|\bi['’]?d\s+like\b"),
)  # fmt: skip
_COMPILED = tuple((act, re.compile(pattern, re.IGNORECASE)) for act, pattern in _PATTERNS)

_INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|your\s+|the\s+|previous\s+|prior\s+|above\s+"
    r"|these\s+)+(?:instructions?|rules?|prompts?|messages?|guidelines)"
    r"|\bsystem\s*(?:prompt|message|:)|\byou\s+are\s+now\b|\bjailbreak|\bdeveloper\s+mode|\bpretend\s+(?:to\s+be|you)"
    r"|\bact\s+as\b|\brole\s*play|<\|?\w+\|?>"
    r"|\[/?(?:inst|sys|system|rec|item|fact)\]|\bprompt\s+injection|\breveal\b.*\b(?:prompt|instructions)"
    r"|\bdrop\s+table\b|\bselect\s+\*|<script|\{\{|\bapi\s+key\b|\bpassword",
    re.IGNORECASE,
)  # fmt: skip
_OFF_TOPIC = re.compile(
    r"\b(?:weather|stock(?:s|\s+price)?|bitcoin|capital\s+of|president\s+of|prime\s+minister|recipe|homework|essay"
    r"|poem|javascript|python|sql"
    r"|translate|football\s+score|mortgage|diagnos\w+|solve|equation|calculate|\d+\s*[+*/x]\s*\d+|(?:tell"
    r"|know)\s+.{0,12}joke|what\s+time\s+is"
    r"|meaning\s+of\s+life|square\s+root)\b"
    r"|\b(?:book|reserve|order|buy|get)\s+(?:me\s+|us\s+)?(?:a\s+|an\s+|some\s+)?"
    r"(?:table|flight|hotel|taxi|room|pizza|tickets?|food)\b"
    r"|^\W*(?:do|can|could|did|have|are|would)\s+you\s+(?:ever\s+)?(?:like|love|eat|drink|sleep|dream|feel|believe\s+in"
    r"|speak|play|sing|dance|married|been\s+to|live|work|vote|hate|enjoy)\s+"
    r"(?!(?:to\s+)?(?:recommend|suggest|show|find|give|help))"
    r"(?!(?:any|some|this|that|it|the|horror|comed|action|movies?|films?)\b)[^,.!?]*\?*\W*$",
    re.IGNORECASE,
)  # fmt: skip
_FOREIGN = frozenset(
    """
    que una por para como pero quiero busco pelicula peliculas gusta encanto encanta hola gracias muy bueno una
    recomiendame je un une des les pour avec mais cherche veux film aime bonjour merci j'aime quel quelle moi est tu
    vous dans recommande ich und der die das ein eine nicht mit fur aber suche mochte gerne hallo danke bitte
    gefallt mir kannst empfehlen du ist il lo gli che per con ma cerco voglio ciao grazie piace mi del della um uma
    com nao quero filme filmes ola obrigado gosto ik een het niet met voor maar zoek wil graag hoi bedankt en van je
    jag och inte med merci revoir bonsoir salut danke tschuss adios gracias ciao grazie quien dirigio
    """.split()
)
_SHARED = frozenset("film filme die i me are is all come main des per con van met salut chance".split())
"""Words of the foreign ones that English has too: alone they tell no language."""

_ENGLISH = frozenset(
    """
    the a an i is are was you me my it that this of to and or but with for in on like love want not no something any
    more less what who how why have has seen do does did good movie movies please from by about think can would
    could show give
    """.split()
)


def find_acts(text: str) -> frozenset[Act]:
    """The acts that fixed phrases of a text perform. Things named in it are judged in `stance.py`."""
    return frozenset(act for act, pattern in _COMPILED if pattern.search(text))


def speaks_of_agent(sentence: str) -> bool:
    """Whether a sentence says something of who is talked to, and nothing else."""
    return bool(re.search(_OF_YOU, sentence, re.IGNORECASE))


def is_injection(text: str) -> bool:
    """Whether a text tries to give the agent orders or to write its markup."""
    return bool(_INJECTION.search(text))


def is_off_topic(text: str) -> bool:
    """Whether a text asks for something that no recommender does."""
    return bool(_OFF_TOPIC.search(text))


def is_foreign(words: tuple[str, ...], text: str) -> bool:
    """Whether a message is in another language than English: another script, or its small words."""
    if "¿" in text or "¡" in text:
        return True
    letters = [character for character in text if character.isalpha()]
    if letters and sum(character > "\u024f" for character in letters) > 0.4 * len(letters):
        return True
    foreign = sum(word in _FOREIGN for word in words)
    english = sum(word in _ENGLISH - _FOREIGN for word in words)
    alone = not any(word in _FOREIGN - _SHARED for word in words)
    return foreign >= min(2, len(words)) and foreign > english and not alone
