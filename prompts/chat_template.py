"""The chat template of an instruct model: roles and marks in, the template's own text around the marks out.

Contents never pass through the template: each message stands in it as a mark of private-use characters, which untrusted
text is stripped of, and is put in its place after tokenisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2.exceptions import TemplateError

from prompts.prompt import Role

OPEN, CLOSE = "\ue000", "\ue001"
_ROLES: dict[Role, str] = {"system": "system", "user": "user", "agent": "assistant"}


def templated(tokenizer: Any, roles: Sequence[Role]) -> str:
    """The template's text for messages of these roles and an opened answer; message n stands in it as OPEN n CLOSE.

    Some templates refuse a system message, or two messages of one role in a row: they get the same marks with the
    system message at the head of the user's and neighbours joined. Raises jinja2's TemplateError where that is refused
    too.
    """
    messages = [{"role": _ROLES[role], "content": f"{OPEN}{place}{CLOSE}"} for place, role in enumerate(roles)]
    try:
        return _applied(tokenizer, messages, opened=True)
    except TemplateError:
        return _applied(tokenizer, _alternating(messages), opened=True)


def turn_end(tokenizer: Any) -> int | None:
    """The special token that ends an agent's message in this template; None where there is none."""
    messages = [{"role": "user", "content": "?"}, {"role": "assistant", "content": OPEN}]
    _, _, after = _applied(tokenizer, messages, opened=False).partition(OPEN)
    specials = set(tokenizer.all_special_ids)
    ids: list[int] = tokenizer(after, add_special_tokens=False, verbose=False)["input_ids"]
    return next((token for token in ids if token in specials), None)


def _applied(tokenizer: Any, messages: list[dict[str, str]], *, opened: bool) -> str:
    text: str = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=opened)
    return text


def _alternating(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """User and assistant in turns, the user first."""
    joined: list[dict[str, str]] = [{"role": "user", "content": ""}]
    for message in messages:
        role = "assistant" if message["role"] == "assistant" else "user"
        if role == joined[-1]["role"]:
            before = joined[-1]["content"]
            joined[-1]["content"] = f"{before}\n\n{message['content']}" if before else message["content"]
        else:
            joined.append({"role": role, "content": message["content"]})
    return joined
