"""The words by which texts about items show what they claim: liking, wishing, denying, comparing, sharing, taking part.

One list a meaning, as alternatives of a pattern; clauses have marks in place of names (see `agent.reasons.clauses`).
"""

from __future__ import annotations

import re


def either(phrases: str) -> str:
    """Phrases parted by commas as one group of a pattern; each may be a pattern itself."""
    return "(?:" + "|".join(phrase for part in phrases.split(",") if (phrase := " ".join(part.split()))) + ")"


def cue(phrases: str) -> re.Pattern[str]:
    """A pattern that finds any of the phrases as whole words."""
    return re.compile(rf"(?<!\w){either(phrases)}(?!\w)")


LIKING = either(r"""
    lik(?:e|ed|es|ing|ings), lov(?:e|ed|es|ing), enjoy\w*, ador(?:e|ed|ing), favou?r\w*, rated, rating, ratings,
    prais\w+, treasur\w+, cherish\w*, appreciat\w+, admir\w+, fond, fondness, fan, into, rav(?:e|ed), thumbs,
    fell for, fall for, soft spot, weakness, taste, tastes, affection, enthus\w+, keen on, sold on, dig, dug,
    think highly, thought highly, speaks? well, spoke well, spoke (?:so )?warmly, good word, won you, wins you,
    won over, worked for, works for, pleas(?:ed|es), delight\w*, charm\w*, grabbed, hooked, struck a chord,
    hits? (?:the spot|home), had a good time, had fun, good time, warmed to, took to, takes? to, approv\w+,
    regard, recommended, vouch\w*, got on with, get on with, clicked, likes list, heart, credit, score[ds]?,
    impressed, smitten, partial to, happy with, a hit with, landed with, sat well, went down well, goes down
    well, did it for, (?:top|full|high) marks, five stars, acclaim\w*, nod, seal of approval, appeal\w*, went
    for, goes for, good things to say, kind words
""")
"""That a user likes something, beside "you" or "your"."""

DISLIKING = cue(r"""
    dislik\w+, hat(?:e|ed), loath\w+, (?:did|do|does)(?:n't| not) (?:\w+ )?(?:like|love|enjoy|care for|get on
    with), never (?:liked|enjoyed|cared for), couldn't stand, can't stand, (?:were|are) no fan, not a fan,
    thumbs down
""")

WISHING = either(r"""
    ask(?:ed|s|ing)?, want(?:ed|s)?, wish(?:ed|es)?, request(?:ed|s)?, (?:a|')re after, were after, been after,
    look(?:ed|ing) for, search(?:ed|ing) for, hop(?:ed|ing) for, in the mood for, crav\w+, fanc(?:y|ied),
    hanker\w*, told me, tell me, said, say, mention(?:ed)?, named, specif\w+, demand\w*, order(?:ed|s)?,
    call(?:ed)? for, prefer(?:red|ence)?, insist\w*, set out, stipulat\w+, put in for, brief, criteria, words,
    mood, conditions?, plea, shopping list, wish list, terms, rul(?:ed|e|ing) out, aversion, ban, banned,
    veto\w*, barred, distaste, exclu\w+, crossed out, struck (?:out|off), no to, objection, objected, wanted
    none, appetite, hunger\w*, hankering, itch\w*, yen, longing, longed, dreamt of, go for, steer clear, heart
    set on, set the dial to, in mind, mind on, eye on, hunting for, angling for, had enough of, fed up with,
    looking for, as you were, sooner avoid, rather avoid, drew the line at, draw the line at, looked to, felt
    like, feel like, put something
""")
"""That a user asked for something, beside "you" or "your"."""

DENYING = cue(r"""
    no, not, without, nothing, none, never, free (?:of|from), clear of, avoid\w*, skip\w*, leav\w+ out, left
    out, leave, spar(?:e|es|ed|ing), keep\w* (?:away|clear|out), stay\w* (?:away|clear), steer\w*, rul\w+ out,
    lack\w*, isn't, aren't, doesn't, don't, didn't, hasn't, cannot, can't, far from, rather not, instead of,
    barred, bann\w+, exclud\w+, exclusion, shun\w*, dodg\w+, minus, omit\w*, devoid, off the menu, off the
    table, allergic, aversion, wary, zero, neither, nor, hold the, anything but, absent, absence, dislik\w+,
    hate, stand, \w+n't, rul(?:ed|e|ing) out, veto\w*, objection, objected, distaste, allergy, banish\w*, hardly
    a, nowhere, nil, crossed out, struck (?:out|off), no to, empty of, spare, unlike, worried about, afraid of,
    dread\w*
""")

CROWD = cue(r"""
    people, <n\d+> persons?, viewers?, users, fans, others, audiences?, watchers, customers, members, folks?,
    everyone, everybody, somebody else, lovers, admirers, (?:movie|film)-?goers, readers, listeners,
    conversations?, chats, dialogues, discussions, talks, households, raters, reviewers, shoppers, strangers,
    enthusiasts, devotees, <n\d+> of them, of those who, those who, nobody, no one, anyone, the crowd, company,
    visitors, subscribers, <n\d+> who, (?:liked|loved|enjoyed|chosen|picked) by <n\d+>, admirers, followers,
    souls, buffs, cinephiles, crowds, half, a third, a quarter
""")
"""People other than the user."""

MAKING = either(r"""
    direct(?:ed|or|s|ing|ion|orial), helm(?:ed|s|ing)?, film-?maker, behind the camera, call(?:s|ed)? the shots,
    at the wheel, auteur, made by, writ(?:ten|er), author, creator
""")
PLAYING = either(r"""
    star(?:s|red|ring)?, cast, featur(?:es|ed|ing), play(?:s|ed|ing|er|ers)?, leads?, leading, roles?,
    perform\w*, actor, actress, on[ -]screen, screen time, appear\w*, headlin\w*, faces?, acting, turns? up,
    cameo, in front of the camera
""")

SHARING = re.compile(
    r"\b" + either(r"""
        both, same, shar(?:e|es|ed|ing), in common, common (?:ground|thread), alike, reunit\w+, match(?:es|ed|ing)?,
        link(?:s|ed)?, echo\w*, overlap\w*, connect\w*, similar\w*, just (?:like|as), so
        (?:is|does|was|did|has|had|are|do), twin, so too, like (?:its|your), ties?, tied, bridge\w*, thread, meet,
        that and this, this and that, the two, these two, the pair, as (?:<[st]\d+>|it|this|this one|this film|the
        film) (?:is|has|does|did|was|had), more of, (?:theme|mood|tone|genre)s? of <t\d+>, no less <v\d+> than, as
        <v\d+> as
    """) + r"\b|\bas (?:with|in|does|did|was|is) <t"
    r"|(?<!you )(?<!who )(?<!also )(?<!to )\b(?:(?:just|much|rather|exactly|again) )?like <t\d+>"
)
"""That what is said holds of two items."""

ADDING = cue("also, too, as well, again, another, likewise, once more, equally, similarly")
"""That it may hold of two items: "too" may as well add a second thing to one."""

NEWER = either("newer, more recent, later, younger, more modern, fresher")
OLDER = either("older, earlier, less recent")
APPEARED = either("came, come, comes, released, made, arrived, appeared, opened, out")
COMPARING = tuple((re.compile(pattern), kind) for pattern, kind in (
    (rf"\b{NEWER}\b", "newer"),
    (rf"\b{OLDER}\b", "older"),
    (r"\b(?:longer|lengthier|more (?:minutes|running time)|runs? over|past the length of|"
     r"outlasts?|beats?(?= (?:<t\d+>|it) by))\b",
     "longer"),
    (r"\b(?:elder|senior)\b", "older"),
    (r"\bjunior\b", "newer"),
    (r"\bshort of\b", "shorter"),
    (r"\bmore than (?=<t|it\b)", "longer"),
    (r"\bless than (?=<t|it\b)", "shorter"),
    (r"\b(?:shorter|brisker|briefer|less (?:of your )?time|fewer minutes|not (?:quite )?as long)\b",
     "shorter"),
    (rf"\b(?:predates?|preced(?:es?|ed|ing)|{APPEARED} (?:\w+ ){{0,3}}?(?:before|ahead of)|before|ahead of)\b",
     "older"),
    (rf"\b(?:postdates?|{APPEARED} (?:\w+ ){{0,3}}?after|after|followed|follows)\b", "newer"),
    (r"\byears? (?:separates? |apart|(?:lie|stand|pass|passed|lay) between)", "apart"),
    (r"\bsame (?:release )?year\b", "same_year"),
    (rf"\b{either('same (?:running time|length|runtime), (?:just|exactly) as long, equally long')}\b", "same_length"),
))  # fmt: skip
"""How an item compares to another, the surer words first."""
