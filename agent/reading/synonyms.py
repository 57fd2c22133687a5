"""What people call the things that catalogues have other names for.

`SYNONYMS` maps everyday words to lists of catalogue values, best first: the first list of which the catalogue has every
value is meant ("scary" is the mood "scary" where there are moods, else the genre "Horror"). Values and words are
compared folded and in the singular. `PEOPLES` maps countries to what comes from there.
"""

from __future__ import annotations

Meanings = tuple[tuple[str, ...], ...]

_TABLE: tuple[tuple[str, Meanings], ...] = (
    (
        "sci-fi, scifi, sci fi, sf, science-fiction, space movie, space film, space opera",
        (("science fiction",), ("sci-fi",)),
    ),
    ("romcom, rom-com, rom com, romantic comedy", (("romance", "comedy"), ("romantic", "funny"))),
    ("dramedy, comedy drama", (("comedy", "drama"),)),
    ("love story, romance, romance movie, chick flick", (("romance",), ("romantic",))),
    ("romantic, romantic movie", (("romantic",), ("romance",))),
    ("scary movie, scary film, horror flick, slasher, horror", (("horror",), ("scary",))),
    ("scary, frightening, terrifying, creepy, spooky, eerie, nightmarish", (("scary",), ("horror",))),
    ("cartoon, animated, animation, anime, animated movie", (("animation",), ("animated",))),
    (
        "funny, hilarious, humorous, laugh, a laugh, laughs, make me laugh, humour, humor, witty",
        (("funny",), ("comedy",)),
    ),
    ("comedy, comedic", (("comedy",), ("funny",))),
    (
        "family movie, family film, family-friendly, family friendly, with the kids, for kids, kids, kid, children, "
        "for "
        "children, "
        "my kids, our kids, our children, my son, my daughter, year old, year olds, toddler, toddlers, little ones, "
        "grandchildren, grandkids, grandson, granddaughter, nephew, niece, whole family, with the family, "
        "my family, kid-friendly",
        (("family-friendly",), ("family",), ("children's",), ("children",)),
    ),
    ("action-packed, action packed, action flick, action", (("action",),)),
    ("action adventure", (("action", "adventure"),)),
    ("whodunit, whodunnit, mystery, murder mystery", (("mystery",),)),
    ("crime", (("crime",),)),
    ("gangster movie, gangster film, mafia movie, mob movie", (("gangster",), ("mafia",), ("crime",))),
    ("gangster, mafia, mob, mobster", (("gangster",), ("mafia",), ("organized crime",), ("crime",))),
    ("noir, film noir, film-noir", (("film noir",), ("film-noir",), ("noir",), ("neo-noir",))),
    ("musical, music movie", (("musical",), ("music",))),
    ("docu, documentary, doc, non-fiction", (("documentary",),)),
    ("biopic, biography, biographical", (("biography",), ("biopic",))),
    (
        "true story, real story, real events, true events, based on a true story",
        (("true story",), ("based on true story",), ("biography",)),
    ),
    (
        "historical, history, period piece, period drama, costume drama",
        (("history",), ("historical",), ("period drama",)),
    ),
    ("war movie, war film, war", (("war",),)),
    ("cowboy, cowboys, western", (("western",),)),
    ("sports, sport, sports movie", (("sport",), ("sports",))),
    ("superhero, super hero, superheroes, comic book", (("superhero",), ("based on comic",), ("comic book",))),
    ("space, outer space, in space", (("space",), ("space travel",), ("astronaut",), ("science fiction",))),
    ("robot, robots, android", (("robot",), ("robots",), ("android",), ("artificial intelligence",))),
    ("ai", (("artificial intelligence",),)),
    ("time loop", (("time loop",), ("time travel",))),
    ("heist, robbery, bank robbery", (("heist",), ("robbery",))),
    ("zombie, zombies", (("zombies",), ("zombie",), ("undead",))),
    ("vampire, vampires", (("vampires",), ("vampire",))),
    ("ghost, ghosts, haunted", (("ghosts",), ("ghost",), ("haunted house",), ("supernatural",))),
    ("christmas, xmas, holiday movie", (("christmas",),)),
    ("teen movie, high school, teen comedy", (("high school",), ("teenagers",), ("coming of age",))),
    (
        "violence, violent, brutal, fights, killing, bloodshed, guns, shooting, explosions",
        (("violent",), ("violence",)),
    ),
    ("gore, gory, blood, bloody, splatter", (("gory",), ("gore",))),
    (
        "sad, sadness, tearjerker, tear-jerker, depressing, sorrowful, cry, make me cry, heartbreaking, heart-breaking",
        (("sad",), ("drama",)),
    ),
    (
        "uplifting, feel-good, feelgood, feel good, heartwarming, heart-warming, cheerful, happy, light, lighthearted, "
        "light-hearted, "
        "feeling down, bit down, feeling blue, feeling low, bad day, terrible day, awful day, rough day, hard day, "
        "cheer me up, cosy, cozy, upbeat, wholesome",
        (("feel-good",), ("comedy",)),
    ),
    ("inspiring, inspirational, motivational", (("inspiring",),)),
    ("dark, gritty, bleak, grim, heavy, disturbing", (("dark",), ("film-noir",))),
    (
        "tense, intense, stressful, nerve-wracking, gripping, edge of my seat, nail-biting, edge-of-your-seat",
        (("tense",), ("suspenseful",), ("thriller",)),
    ),
    ("suspense, suspenseful, thrilling", (("suspenseful",), ("tense",), ("thriller",))),
    ("thriller", (("thriller",), ("suspenseful",))),
    (
        "confusing, complicated, complex, mind-bending, mindbending, mind bending, mind-blowing, trippy, twist, "
        "twists, plot twist, mindfuck",
        (("mind-bending",), ("twist ending",), ("plot twist",), ("mystery",)),
    ),
    (
        "thought-provoking, thought provoking, deep, philosophical, makes me think, make me think, smart, intelligent, "
        "clever, cerebral",
        (("thought-provoking",),),
    ),
    ("slow, slow-burn, slow burn, slow-paced, quiet, meditative", (("slow-burn",),)),
    ("fast, fast-paced, fast paced", (("fast-paced",), ("action",))),
    ("epic, grand, big epic", (("epic",),)),
    ("quirky, weird, offbeat, odd, strange, bizarre", (("quirky",),)),
    ("gentle, calm, relaxing, soothing, soft, sweet", (("gentle",), ("feel-good",))),
    ("bittersweet, melancholy, melancholic", (("bittersweet",), ("sad",))),
    ("stylish, beautiful looking, visually stunning", (("stylish",),)),
    ("nostalgic, nostalgia", (("nostalgic",),)),
    ("raunchy, dirty jokes, crude, vulgar", (("raunchy",),)),
    ("satire, satirical", (("satirical",), ("satire",))),
    ("pixar", (("pixar",),)),
    ("bollywood", (("india",),)),
    ("hollywood", (("united states",), ("usa",))),
    ("black and white, black-and-white, b&w", (("black and white",),)),
)

SYNONYMS: dict[str, Meanings] = {word.strip(): meanings for words, meanings in _TABLE for word in words.split(",")}

PEOPLES: dict[str, str] = {
    "united states": "american, usa, us, u.s., america", "united kingdom": "british, uk, scottish, britain, england",
    "france": "french", "germany": "german", "west germany": "german", "italy": "italian", "spain": "spanish",
    "japan": "japanese", "south korea": "korean, south korean, korea", "china": "chinese", "hong kong": "hong kong",
    "india": "indian", "mexico": "mexican", "brazil": "brazilian", "argentina": "argentinian, argentine",
    "sweden": "swedish", "denmark": "danish", "norway": "norwegian", "finland": "finnish", "iceland": "icelandic",
    "ireland": "irish", "australia": "australian, aussie", "new zealand": "kiwi", "canada": "canadian",
    "russia": "russian",
    "soviet union": "soviet", "poland": "polish", "austria": "austrian", "switzerland": "swiss", "belgium": "belgian",
    "netherlands": "dutch", "greece": "greek", "turkey": "turkish", "iran": "iranian, persian", "israel": "israeli",
    "hungary": "hungarian", "czech republic": "czech", "czechoslovakia": "czech", "romania": "romanian",
    "taiwan": "taiwanese", "thailand": "thai", "vietnam": "vietnamese", "south africa": "south african",
    "chile": "chilean",
    "colombia": "colombian", "portugal": "portuguese", "ukraine": "ukrainian", "egypt": "egyptian",
    "lebanon": "lebanese",
    "indonesia": "indonesian", "cuba": "cuban", "peru": "peruvian", "serbia": "serbian", "nigeria": "nigerian",
}  # fmt: skip
