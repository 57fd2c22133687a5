"""What DuRecDial calls its goals, relations and the entries of a profile, in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_UNSPACED = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_BLANK = re.compile(rf"(?<=[{_UNSPACED}])\s+|\s+(?=[{_UNSPACED}])")
_FACTS: Mapping[str, tuple[str, str]] = {
    "cast": ("Stars", "主演"),
    "artist": ("Sings", "演唱"),
    "director": ("Director", "导演"),
    "genre": ("Type", "类型"),
    "country": ("Country", "国家地区"),
    "speciality": ("Specials", "特色菜"),
    "ingredient": ("Ingredients", "成分"),
    "address": ("Address", "地址"),
    "achievement": ("Achievement", "成就"),
    "award": ("Awards", "获奖"),
    "birthday": ("Birthday", "生日"),
    "star sign": ("Star sign", "星座"),
    "height": ("Height", "身高"),
    "weight": ("Weight", "体重"),
    "blood type": ("Blood Type", "血型"),
    "birthplace": ("Birthplace", "出生地"),
    "rating": ("Rating", "评分"),
    "price": ("Price per person", "人均价格"),
}
OF_PEOPLE = frozenset(
    {"achievement", "award", "birthday", "star sign", "height", "weight", "blood type", "birthplace"}
)
"""Facts whose head is a person; the others are of items."""
NUMBERS = frozenset({"rating", "price"})
BACKWARDS = {"cast": "film", "artist": "song"}
"""Facts whose head is the person and whose tail the item, and what that is."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language. A goal that recommends, plays or orders something says its kind; a profile's entry by a word in it.

    `agent_opens` is the one goal that the agent begins a conversation with; with any other the user does. `facts` name
    the relations that are facts of items and people; the others are remarks, the weather, or about the user.
    """

    agent_opens: str
    kinds: Mapping[str, str]
    profile: Mapping[str, str]
    facts: Mapping[str, str]
    genre: re.Pattern[str]
    situation: str
    values: re.Pattern[str] = field(default=re.compile(r"[、,]"))

    def tidy(self, text: str) -> str:
        """One blank between words, and none beside letters of a script without blanks, where the data puts them."""
        return _BLANK.sub("", " ".join(text.split()))

    def kind_of_entry(self, name: str) -> str | None:
        """What a profile's entry lists: `Accepted Music` are songs; None for anything else."""
        return next((kind for word, kind in self.profile.items() if word in name.casefold()), None)


ENGLISH = Words(
    agent_opens="Greetings",
    kinds={
        "Movie recommendation": "film",
        "Music recommendation": "song",
        "Play music": "song",
        "Music on demand": "song",
        "POI recommendation": "restaurant",
        "Food recommendation": "food",
    },
    profile={"music": "song", "movie": "film", "poi": "restaurant", "food": "food"},
    facts={names[0]: fact for fact, names in _FACTS.items()},
    genre=re.compile(r"song and dance|\S+ film|\S+"),
    situation="Situation",
)
CHINESE = Words(
    agent_opens="寒暄",
    kinds={
        "电影推荐": "film",
        "音乐推荐": "song",
        "播放音乐": "song",
        "音乐点播": "song",
        "兴趣点推荐": "restaurant",
        "美食推荐": "food",
    },
    profile={"音乐": "song", "电影": "film", "poi": "restaurant", "兴趣点": "restaurant", "美食": "food"},
    facts={names[1]: fact for fact, names in _FACTS.items()},
    genre=re.compile(r"\S+"),
    situation="情境",
)
LANGUAGES = {"en": ENGLISH, "zh": CHINESE}
