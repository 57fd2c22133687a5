"""What a message says of each thing it names: liked, disliked, seen, wanted, avoided, or named as a likeness.

A walk over the message from left to right. Cue words set the stance, things take it; "but" and the end of a sentence
end it; an evaluation ("... was boring") turns back to what its clause named. So "I loved Heat but not Collateral",
"no horror or gore, something funny" and "I saw it and it was dull" come out as a person means them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Stance = Literal["like", "dislike", "seen", "want", "avoid", "similar", "unlike", "unseen", "drop", "allow", "none"]

_MODAL = (
    r"(?:(?:really|truly|just|also|actually|usually|particularly|especially|so|very|much|all|that|quite|totally"
    r"|absolutely)\s+)*"
)
_NOT = (
    r"(?:do(?:es)?n[o'’]?t|do(?:es)?\s+not|didn['’]?t|did\s+not|don['’]?t|never|not|isn['’]?t|wasn['’]?t|can['’]?t"
    r"|cannot|couldn['’]?t)"
)

_IT_IS = r"(?:\s+(?:it|they)(?:['’]s|['’]re|\s+(?:is|are|has|have|gets?))?)"

_CUES: tuple[tuple[Stance | Literal["neutral", "maybe_want", "fresh", "but"], str], ...] = (
    ("allow", r"(?:(?:i|we)\s+)?(?:do\s+not|don['’]?t|doesn['’]?t|not)\s+(?:really\s+)?mind(?:ed)?"
              rf"(?:\s+(?:if|when|how|whether){_IT_IS})?"
              r"|(?<!not\s)(?<!n['’]t\s)(?:ok(?:ay)?|fine|cool|comfortable|happy|no\s+(?:problem|issue|trouble))\s+with"
              r"|nothing\s+(?:wrong\s+with|against)|no\s+objections?\s+to|open\s+to"
              r"|not\s+(?:bothered\s+by|against|opposed\s+to|afraid\s+of|averse\s+to)"
              r"|(?:i|we|they|he|she)\s+can\s+(?:handle|take|cope\s+with|live\s+with|deal\s+with|stand|tolerate)"
              r"|(?:it|they|that)\s+(?:can|may|might)\s+(?:also\s+|even\s+)?(?:be|have|contain)"
              rf"|(?:doesn['’]?t|does\s+not)\s+(?:matter|bother\s+(?:me|us))\s+(?:if|whether){_IT_IS}"),
    ("neutral", r"not\s+(?:only|just|sure|bad|necessarily|yet)|no\s+(?:problem|idea|worries|preference|thanks|thank"
                r"|matter)|why\s+not"
                r"|no\s*,|nope|you\s+like|would\s+you|you\s+recommend|feel\s+like\s+i|i\s+don['’]?t\s+(?:know|care"
                r"|mind)"),
    ("avoid", r"too\s+(?:much|many)|(?:afraid|scared|frightened|terrified|fear)\s+of|allergic\s+to|neither"
              r"|fed\s+up\s+with"),
    ("allow", rf"{_NOT}\s+{_MODAL}(?:hate|dislike|loathe|detest)"),
    ("want", r"nothing\s+but|wouldn['’]?t\s+mind|can['’]?t\s+(?:wait\s+for|get\s+enough\s+of)"),
    ("avoid", r"(?:anything|everything|all|whatever)\s+(?:but|except)|except(?:\s+for)?|other\s+than|apart\s+from"
              r"|excluding"),
    ("drop", r"(?:instead\s+of|rather\s+than|no\s+longer|forget(?:\s+about)?)"),
    ("unseen", rf"(?:have\s*n['’]?t|haven['’]?t|have\s+not|had\s*n['’]?t|{_NOT})\s+(?:yet\s+)?(?:seen|watched|read"
               rf"|tried|heard\s+of)"
               r"|(?:want|like|love|going|plan|planning|need|'d\s+like)\s+to\s+(?:see|watch|read|try|rewatch)"
               r"|have\s+you\s+(?:seen|watched|read)"
               r"|do\s+you\s+(?:know|like)|heard\s+(?:of|about)"),
    ("dislike", rf"{_NOT}\s+{_MODAL}(?:like|love|enjoy|care\s+(?:for|about)|fancy|get\s+into|stand|dig"
                rf"|appreciate)(?:d)?"
                rf"|{_NOT}\s+(?:a\s+)?{_MODAL}(?:big\s+|huge\s+|great\s+)?(?:fan\s+of|into|fond\s+of|keen\s+on"
                rf"|impressed\s+by)"
                r"|(?:hate[sd]?|dislike[sd]?|loathe[sd]?|despise[sd]?|detest(?:s|ed)?)"),
    ("unlike", rf"(?:nothing|{_NOT}\s+(?:anything|something|movies|films|more|one))\s+{_MODAL}like|(?:unlike"
               rf"|different\s+from)|less\s+like"),
    ("avoid", rf"{_NOT}\s+{_MODAL}(?:in\s+the\s+mood\s+for|want|need|looking\s+for|feel\s+like|show|recommend|give"
              rf"|suggest|another|too|as)"
              r"|none\s+of|(?:sick|tired|bored)\s+of|(?:had\s+)?enough(?:\s+(?:of|with))|without|avoid(?:ing)?|skip"
              r"|leave\s+out|keep\s+out|exclude"
              r"|no\s+more|stop\s+(?:showing|recommending|suggesting|with)(?:\s+me)?|nothing|rather\s+not|minus|less"
              r"|fewer|no|nor|not|isn['’]?t"
              r"|aren['’]?t|never|don['’]?t"),
    ("avoid", r"another(?=\s+\x00+\s*\?\s*(?:no\b|rather\b|please\s+no|i(?:['’]?d|\s+would)\s+(?:much\s+)?rather))"),
    ("similar", r"(?:something|anything|movies?|films?|items?|books?|products?|stuff|things?|ones?|more|lot|bit|much"
                r"|just|those|shows?|kind\s+of)"
                r"\s+like|similar\s+to|like\s+in|along\s+the\s+lines\s+of|in\s+the\s+(?:vein|style|spirit)\s+of"
                r"|remind(?:s|ed)?\s+me\s+of"
                r"|as\s+good\s+as|close\s+to|comparable\s+to|^\s*like|(?<=[.!?;]\s)like(?=\s+\x00)|same\s+(?:\w+\s+)?as|based\s+on"
                r"|because\s+i\s+(?:liked|loved)"),
    ("want", r"(?:would|i['’]?d|we['’]?d)\s+(?:really\s+)?(?:like|love|prefer)(?!d)|(?:looking|search(?:ing)?|look"
             r"|hoping)\s+for|want(?:s|ed)?"
             r"|need|in\s+the\s+mood\s+for|feel(?:ing)?\s+like|fancy|give\s+me|show\s+me|recommend|suggest"
             r"|prefer(?:ably)?|how\s+about|craving"
             r"|i\s+meant?|(?:it|they|there)\s+(?:should|must|has\s+to|have\s+to)|could\s+use|let['’]?s|go\s+for|ready\s+for|find\s+(?:me|us)|try|do\s+you\s+have|have\s+you\s+got"
             r"|instead"),
    ("seen", r"had\s+enough(?!\s+(?:of|with))"),
    ("like", rf"{_MODAL}(?:like|liked|likes|love|loved|loves|enjoy|enjoyed|adore|adored|dig)|(?:big\s+"
             rf"|huge\s+)?fans?\s+of|fond\s+of|(?:blown\s+away|impressed|moved|touched|thrilled|enchanted)\s+by"
             r"|fav(?:ou?rites?)?(?:\s+(?:movies?|films?|books?|ones?|items?|of\s+all\s+time|\w+))?(?:\s+(?:is|are"
             r"|was|were|ever))?|obsessed\s+with"
             r"|(?<!come\s)(?<!comes\s)into"),
    ("seen", r"(?:i['’]?ve|i\s+have|we['’]?ve|have|already|just|recently|yesterday)?\s*(?:just\s+|already\s+"
             r"|recently\s+)?"
             r"(?:seen|watched|saw|rewatched|read|finished|bought)|already\s+(?:know|own|have)|i\s+(?:know|own)"),
    ("maybe_want", r"something|anything|maybe|perhaps|got\s+any|any\s+good|(?<=and\s)(?:with|by|from|about|starring"
                   r"|set)"
                   r"|(?<=and\s)(?:rather|any|more)|(?<=,\s)(?:rather|any|more)"
                   r"|(?<=,\s)(?:with|by|from|about|starring|set)|(?<=but\s)(?:with|by|from|about|starring)"
                   r"|(?<=\.\s)(?:with|by)|but\s+with"),
    ("fresh", r"(?<=,\s)(?:it|he|she|they|there)(?:\s+(?:still|also|really|just))?\s+(?:is|was|makes?|made|has|had"
              r"|does|did|goes|went|said|says)"),
    ("but", r"but|though|although|however|yet|while|whereas"),
)  # fmt: skip

_OF_PRONOUN = re.compile(r"(?:lov|lik|enjoy|ador)ed?\s+(?:it|them|that|both)\b", re.IGNORECASE)
_SEEMS = re.compile(r"\b(?:sounds?|looks?|seems?)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_DOUBTED = re.compile(
    rf"\b{_NOT}\s+(?:really\s+)?(?:think|thought|find|found|believe|consider)\b[^.;]*$", re.IGNORECASE
)
_GOOD = (
    r"(?:lov|lik|enjoy|ador)ed?\s+(?:it|them|that|both)|great|good|nice|amazing|awesome|fantastic|excellent"
    r"|wonderful|brilliant|perfect|superb|fun|lovely|fine|ok|okay|cool|best|masterpiece|favou?rite|incredible"
    r"|enjoyable|gripping|blew\s+me\s+away|a\s+joy|beautiful"
)
_BAD = (
    r"boring|bad|awful|terrible|horrible|worst|dull|overrated|disappoint(?:ing|ed|ment)|let\s+me\s+down|garbage"
    r"|trash|rubbish|sucks?|sucked|meh|stupid|dumb|lame|unwatchable|crap|bored\s+me|hated?\s+(?:it|them|that|both)"
    r"|too\s+much|not\s+for\s+me|not\s+my\s+(?:thing|taste|cup)|isn['’]?t\s+(?:for\s+me|my\s+(?:thing|taste|cup))|a\s+let\s*down|annoying|so\s+bad|mediocre|weak"
    r"|walked\s+out"
)
EVALUATION = re.compile(rf"\b(?:(?P<good>{_GOOD})|(?P<bad>{_BAD}))\b", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bhardly)\s+(?:(?:very|that|so|really|all|too|particularly|a|as"
    r"|the)\s+)*$",
    re.IGNORECASE,
)
_COPULA = re.compile(r"\b(?:is|are|was|were|isn['’]?t|wasn['’]?t|aren['’]?t|weren['’]?t|'s|looks?|sounds?|seems?|been"
                     r"|be|felt|found|thought|it|that|really|"
                     r"so|pretty|too|,)\s*(?:(?:a|an|the|my|just|really|very|so|pretty|quite|kind\s+of|absolutely|not"
                     r"|it|was|bit)\s+)*$", re.IGNORECASE)  # fmt: skip
_WELCOME = re.compile(
    r"(?<=\x00)\s+(?:would\s+be\s+(?:\w+\s+)?(?:better|nice|good|great|fine|perfect|lovely|welcome|fun|ideal|ok(?:ay)?)"
    r"|should\s+(?:come\s+into|be\s+(?:in|part|there)|play|star|have\s+(?:made|directed|written)|direct))\b",
    re.IGNORECASE,
)
"""What asks for the thing named before it: "comedy would be better", "Harrison Ford should be in it"."""

_ALLOWED = re.compile(
    r"(?<=\x00)\s*(?:(?:movies?|films?|books?|stuff|ones?|scenes?|bits?|parts?|things?)\s+)?(?:(?:is|are|['’]?s)\s+"
    r"(?:(?:also|just|totally|absolutely|perfectly|really|quite|completely|actually|still)\s+)*"
    r"(?:fine|ok(?:ay)?|k|alright|all\s+right|cool|allowed|acceptable|welcome|not?\s+(?:an?\s+)?(?:problem|issue|bother))"
    r"\b(?!\s+(?:movies?|films?|books?))"
    r"|(?:does|do)(?:\s+not|n['’]?t)\s+(?:bother|scare|worry|disturb|put)\s+(?:me|us|him|her|them)\b)",
    re.IGNORECASE,
)
"""What lets in the thing named before it, and asks for nothing: "sad is fine"."""

_NEARLY = re.compile(
    r"(?<=\x00)\s+(?:is|was|looks?|seems?|comes|came|goes|gets|feels)\s+(?:(?:very|quite|pretty|rather|already|so)\s+)?"
    r"(?:close|near(?:ly)?|almost|in\s+the\s+right\s+direction|on\s+the\s+right\s+track)\b",
    re.IGNORECASE,
)
"""What says that the item named before it is nearly right: "the third one is close, but"."""

_OWN_VERDICT = re.compile(r"\x00\s+(?:(?:is|are|was|were)\s+(?:(?:really|just|simply|so|far)\s+)*)?$", re.IGNORECASE)
"""What stands between a thing and a verdict that is of it alone: "from the 90s, and horror is not my thing"."""

_TURNING = frozenset({"like", "dislike", "seen"})
_LEFT_OPEN = re.compile(
    r"\s*(?:(?:too|as\s+well|already|a\s+lot|very\s+much|before|yesterday"
    r"|last\s+\w+)\s*)*(?:[.,;!?]|$)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:(?:what|which)\s+(?:could|can|should|would|might|do|\w+\s+(?:could|can|should|would))|(?:is|are)\s+there"
    r"|(?:something|anything)\s+(?:that\s+)?(?:i|we|you|they|both|all|every(?:one|body)))\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\s+(?:it|that|them|this|both|that\s+one)\b(?!\s+\x00)", re.IGNORECASE)
_STOP = re.compile(r"[.!?;\n]+(?=\s|$)|\s[-–—]\s")
_CUE = re.compile(
    "|".join(rf"(?P<c{n}>(?<!\w)(?:{pattern})(?!\w))" for n, (_, pattern) in enumerate(_CUES)), re.IGNORECASE
)
_JOINED = re.compile(r"\x00+(?:[\s,/&]|and|or)*", re.IGNORECASE)
_NEAR_NEGATION = re.compile(r"^[\s,]*(?:(?:or|nor|and|to|see|watch|for|me)\s+)*$", re.IGNORECASE)


@dataclass(slots=True)
class _Thing:
    start: int
    stance: Stance = "none"
    said: bool = False
    """Whether a cue word set the stance, rather than nothing at all."""


def stances(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Stance, ...]:
    """The stance towards each span of the text (spans in reading order, none over another); "none" where nothing says.
    """
    masked = _mask(text, spans)
    events: list[tuple[int, int, str]] = [(start, place, "thing") for place, (start, _) in enumerate(spans)]
    events += [(match.start(), match.end(), "stop") for match in _STOP.finditer(masked)]
    events += [(match.start(), match.end(), f"cue {match.lastgroup}") for match in _CUE.finditer(masked)]
    events += [(m.start(), m.end(), f"eval {'good' if m['good'] else 'bad'}") for m in EVALUATION.finditer(masked)]
    events += [(match.start(), match.end(), "want") for match in _WELCOME.finditer(masked)]
    events += [(match.start(), match.end(), "similar") for match in _NEARLY.finditer(masked)]
    events += [(match.start(), match.end(), "allow") for match in _ALLOWED.finditer(masked)]
    walk = _Walk(masked, [_Thing(start) for start, _ in spans])
    for start, detail, event in sorted(events, key=lambda one: (one[0], one[2] != "stop")):
        walk.take(start, detail, event)
    return tuple(thing.stance for thing in walk.things)


class _Walk:
    def __init__(self, text: str, things: list[_Thing]) -> None:
        self.text, self.things = text, things
        self.stance: Stance = "none"
        self.since = 0
        self.latest = -1
        """Where the latest thing stands."""
        self.clause: list[_Thing] = []
        self.before: list[_Thing] = []

    def take(self, start: int, detail: int, event: str) -> None:
        if event == "thing":
            thing = self.things[detail]
            if self.stance == "allow" and "," in _JOINED.sub("", self.text[self.since : start]):
                # "I don't mind subtitles, a thriller": what is let in ends with the comma.
                self.stance = "none"
            thing.stance, thing.said = self.stance, self.stance != "none"
            self.clause.append(thing)
            self.latest = start
        elif event in ("want", "similar"):
            self.clause[-1].stance, self.clause[-1].said = event, True  # type: ignore[assignment]
        elif event == "allow":
            self._allow()
        elif event == "stop":
            self._end_clause()
            self.stance = "none"
        elif event.startswith("eval"):
            self._evaluate(start, event == "eval good")
        else:
            self._cue(start, detail, _CUES[int(event.removeprefix("cue c"))][0])

    def _cue(self, start: int, end: int, cue: str) -> None:
        negative = self.stance in ("avoid", "dislike", "unlike")
        close = negative and bool(_NEAR_NEGATION.match(self.text[self.since : start])) and not self._named_since()
        if cue == "but":
            self._end_clause()
            self.stance = "none"
        elif cue in ("maybe_want", "want", "similar", "like") and close:
            # "nothing with", "not something scary", "no movies like": the negation still holds.
            self.stance = "unlike" if cue in ("similar",) else self.stance
            self.since = end
        elif cue == "maybe_want":
            if self.stance == "allow" and self.text[self.since : start].strip():
                self.stance = "none"
            elif negative and not re.search(r"\b(?:or|nor)\s*$", self.text[:start], re.IGNORECASE):
                self.stance = "want"
        elif cue == "fresh":
            self.stance = "none"
        elif cue in _TURNING and self.clause and _LEFT_OPEN.match(self.text, end) and not self._asks_since(start):
            self.clause[-1].stance, self.clause[-1].said = cue, True  # type: ignore[assignment]
        elif cue in _TURNING and _PRONOUN.match(self.text, end) and (self.clause or self.before):
            for thing in self.clause or self.before[-1:]:
                thing.stance, thing.said = cue, True  # type: ignore[assignment]
        elif cue != "neutral":
            self.stance = cue  # type: ignore[assignment]
            self.since = end

    def _allow(self) -> None:
        """The thing just named is let in, and those joined to it: "sad or violent is fine"."""
        end = len(self.text)
        for thing in reversed(self.clause):
            if end < len(self.text) and not _JOINED.fullmatch(self.text, thing.start, end):
                break
            thing.stance, thing.said, end = "allow", True, thing.start
        self.stance = "none"

    def _asks_since(self, place: int) -> bool:
        """Whether something is asked for since the last thing: "she hates horror, what could we both enjoy?"."""
        return bool(_ASKS.search(self.text[max(self.latest, 0) : place]))

    def _named_since(self) -> bool:
        return self.latest >= self.since

    def _evaluate(self, start: int, good: bool) -> None:
        before = self.text[:start]
        pronoun = _OF_PRONOUN.match(self.text, start)
        if good and not pronoun and not _COPULA.search(before) and not before.rstrip().endswith(("\x00", ",")):
            return
        if _DENIED.search(before) or _DOUBTED.search(before[max(0, start - 80) :].rpartition(".")[2]):
            good = not good
        if good and _SEEMS.search(before):
            return
        targets = self.clause or self.before[-1:]
        if not good and targets and _OWN_VERDICT.search(before):
            targets[-1].said = False
        for thing in targets:
            if not thing.said or thing.stance in ("seen", "unseen", "similar", "none"):
                thing.stance, thing.said = ("like" if good else "dislike"), True

    def _end_clause(self) -> None:
        if self.clause:
            self.before = self.clause
        self.clause = []


def _mask(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with every span blanked out, so that no word of a title is read as a cue."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = "\x00" * (end - start)
    return "".join(characters)
