"""Words that say how good something is, as plain English has them, and the words that turn or strengthen them.

Written for this project: no published sentiment lexicon is in it. `GOOD` and `BAD` have a sign wherever they stand;
`PLAIN` words describe ("thin"), and blame only after "too" or "so ... that"; `TURNING` words turn the sign of what they
stand before ("not bad", "isn't great").
"""

from __future__ import annotations

GOOD = frozenset(
    """
    accurate adequate adjustable adorable affordable amazing attractive authentic awesome beautiful beautifully best
    better bargain brilliant charming clean clear clearly comfortable comfortably comfy compact consistent
    consistently convenient convincing cool correct crisp cute decent delicious delightful dependable durable easier
    easily easy effective effectively efficient elegant enjoyable excellent exceptional exceptionally exciting
    fabulous fair fantastic fast faultless favorite favourite fine flawless flawlessly flexible friendly full fun
    functional funny genuine gem good gorgeous great handy happy helpful high-quality honest ideal impressed
    impressive incredible incredibly inexpensive ingenious innovative intuitive invaluable killer lifelike lovely
    lively lush magnificent memorable moving neat nice ok okay nicely nicer outstanding perfect perfectly phenomenal
    pleasant pleased pleasing plush portable powerful precise precisely premium priceless pristine professional proper
    properly quick quickly realistic reasonable reasonably recommended reliable reliably responsive rich robust rugged
    satisfactory satisfied satisfying secure securely sensitive sharp-looking sexy silky simple sleek slick smart
    smooth smoother smoothly snug snugly solid solidly spectacular splendid stable stellar stiff-enough
    straightforward strong strongly sturdier sturdy stunning stylish super superb superior supple sweet terrific
    thrilled tidy top-notch touching tough true trustworthy ultimate unbeatable unbelievable unique unmatched useful
    useable usable user-friendly valuable versatile vibrant vivid warm warmer well well-made wonderful wonderfully
    wonders workable world-class worth worthwhile worthy wow yummy gripping witty clever compelling engaging
    enchanting hilarious heartfelt ace champ charm breeze sparkling punchy transparent articulate ergonomic classy
    captivating well-developed relatable intriguing heartwarming suspenseful entertaining well-written thrilling
    fast-paced interesting impactful thought-provoking action-packed beloved well-crafted believable immersive
    unforgettable endearing enticing lovable humorous addictive well-rounded feel-good irresistible well-paced
    appealing skillful skilful inspiring uplifting refreshing fascinating likable likeable well-drawn enthralling
    well-executed fulfilling exquisite thoughtful informative insightful imaginative masterful poignant creative
    absorbing riveting page-turning
    """.split()
)
BAD = frozenset(
    """
    annoying average awful awkward bad badly bland blurry boring bogus breakable brittle broken buggy bulky bummer
    cheaply cheesy clumsy clunky complicated confusing crackly crap crappy cumbersome damaged dead deal-breaker
    defective difficult dim dirty disappointed disappointing disappointment dismal dreadful dull dumb embarrassing
    excessive expensive fail failed fails failure fake faulty fiddly flat flawed flimsier flimsy foul fragile
    frustrating fussy garbage gimmicky grainy harsh horrible horrid hollow impossible inaccurate inadequate
    inconsistent inconvenient inferior insufficient intermittent junk junky lacking lackluster lame lifeless limited
    loose lousy mediocre messy misleading muddy muffled nasty negative noisy numb odd overpriced painful pathetic
    pointless poor poorly pricey questionable rattly rough rude scratchy scratched shabby shoddy shrill sketchy
    slippery sloppy slow sluggish stale sticky stiff stupid subpar sub-par sucks tedious temperamental terrible
    terribly thin-sounding tinny tiresome tricky trash troublesome ugly unacceptable unbalanced uncomfortable uneven
    unhappy unpleasant unreliable unresponsive unstable unusable useless wasted weak weaker weird wobbly wimpy wooden
    worn worse worst worthless wrong clumsily stilted predictable forgettable shallow dated iffy repetitive unlikable
    unlikeable unconvincing implausible unrealistic disturbing
    """.split()
)
PLAIN = frozenset(
    """
    balanced big bigger bright brighter cheap cheaper dark darker deep deeper dry fat flashy hard heavier heavy high
    higher huge large larger lightweight light lighter long longer loud louder low lower massive mellow narrow natural
    plain quiet quieter short shorter small smaller soft softer sharp subtle tall thick thicker thin thinner tight
    tighter tiny wet wide wider complex intense emotional intricate steamy passionate quirky
    """.split()
)
LIKING = frozenset("love loves loved loving enjoy enjoys enjoyed adore appreciate appreciated recommend dig".split())
DISLIKING = frozenset("hate hates hated dislike disliked regret returned".split())
LIKE = frozenset("like likes liked".split())
"""Verbs of liking only after a person: "sounds like a bell" likes nothing."""
TROUBLE = frozenset(
    "problem problems issue issues trouble troubles complaint complaints fault faults flaw flaws downside drawback "
    "regrets hassle defect defects".split()
)
"""Nouns of blame: "no problems with the tuner"."""
CONTENT = frozenset("happy pleased satisfied impressed thrilled disappointed unhappy".split())
"""What a person is with something."""
TURNING = frozenset(
    """
    not no never none nothing nor neither without hardly barely scarcely isn't isnt aren't arent wasn't wasnt weren't
    werent don't dont doesn't doesnt didn't didnt won't wont wouldn't wouldnt can't cant cannot couldn't couldnt ain't
    haven't hasn't hadn't shouldn't lacks lack lacked
    """.split()
)
STRENGTH = frozenset(
    """
    very really so too quite pretty extremely super fairly rather somewhat incredibly surprisingly amazingly just also
    always still much more most less even a an the as absolutely totally completely truly exceptionally reasonably
    relatively particularly especially plenty all that only bit little kind sort of far way actually definitely
    remarkably nearly almost consistently overly ridiculously insanely perfectly well both already
    """.split()
)
"""Words that may stand between a verb and what it says."""
PRICES = frozenset("price prices priced cost costs pricing".split())
"""What is good when it is low."""
WELL = frozenset(
    "well nicely perfectly flawlessly smoothly beautifully reliably great fine poorly badly terribly".split()
)
"""How something goes."""
