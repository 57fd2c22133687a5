"""Everything that is kept of a user by name: events, profile, conversations, a prompt; shown and forgotten whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agent.sessions import Sessions
from data.leaving import leave
from data.store import Store

if TYPE_CHECKING:
    from prompts.personal_prompts import PersonalPrompts


@dataclass(frozen=True, slots=True)
class Users:
    """Where users are kept; what is None is not looked at."""

    store: Store | None = None
    sessions: Sessions | None = None
    prompts: PersonalPrompts | None = None

    def known(self, user: str) -> dict[str, Any]:
        """What is kept of a user, as JSON values: `profile`, `events`, `sessions`, `prompt` (its size and model)."""
        events = () if self.store is None else self.store.interactions.history(user)
        profile = None if self.store is None else self.store.profiles.get(user)
        kept = self.sessions
        ids = () if kept is None else kept.of_user(user)
        own = None if self.prompts is None else self.prompts.get(user)
        return {
            "user": user,
            "profile": {} if profile is None else {kind: list(told) for kind, told in profile.attributes.items()},
            "events": [{"item": one.item, "value": one.value, "time": one.time} for one in events],
            "sessions": [] if kept is None else [{"id": one, **kept.export(one)} for one in ids],
            "prompt": None if own is None or self.prompts is None
            else {"bytes": self.prompts.bytes_each, "model": self.prompts.model},
        }

    def forget(self, user: str) -> dict[str, int]:
        """Erase all of it; how many events, profiles, sessions and prompts went. What is not there is no error."""
        ids = () if self.sessions is None else self.sessions.of_user(user)
        for one in ids:
            assert self.sessions is not None
            self.sessions.forget(one)
        gone = {} if self.store is None else leave(self.store.path, user)
        return {
            "events": gone.get("interactions.jsonl", 0), "profiles": gone.get("profiles.jsonl", 0),
            "sessions": len(ids), "prompts": int(self.prompts is not None and self.prompts.erase(user)),
        }


def keep_prompts(lm: Any, prompts: PersonalPrompts, profiles: Mapping[str, Sequence[str]]) -> int:
    """Make prompts of profiles (user -> traits, "age: 25-34") by a model's soft prompt and keep them; how many.

    Raises ValueError where the model's soft prompt does not read profiles, or knows none of somebody's traits.
    """
    from prompts.kept_prompt import made_prompts, tuned_soft
    from prompts.prompt import Prompt

    soft = tuned_soft(lm)
    if not soft.reads_traits:
        raise ValueError(f"the soft prompt of {lm.name!r} does not read profiles; tune ppr_light or ppr_private")
    known = getattr(soft, "traits", ())
    for user, traits in profiles.items():
        if strange := [trait for trait in traits if trait not in known]:
            said = f"{user!r} has {strange[0]!r}, which the model {lm.name!r} was not tuned on"
            raise ValueError(f"{said}; it knows {', '.join(map(str, known[:12]))} ...")
    told = [replace(Prompt.of(""), profile=tuple(traits)) for traits in profiles.values()]
    if told:
        prompts.keep(list(profiles), made_prompts(lm, told))
    return len(told)
