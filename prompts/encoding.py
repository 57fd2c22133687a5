"""A prompt becomes token ids, item rows and labels.

Text is untrusted: it is tokenised with special tokens switched off, so no title and no message can ever become one.
When a prompt is too long the oldest words of the conversation go first; the system message and the target never do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.records import ItemRef
from prompts.chat_template import CLOSE, OPEN, templated, turn_end
from prompts.encoded import NO_ITEM, Encoded
from prompts.prompt import Message, Piece, Prompt, Role, Slot

SPECIALS = ("[SYSTEM]", "[USER]", "[AGENT]", "[REC]", "[ITEM]", "[FACT]")
SLOT_TOKENS = SPECIALS[3:]
TASK_MARKS = ("[GOAL]", "[TOPIC]", "[NEXT]", "[REPLY]")
"""Tokens that ask for a task at the end of a prompt, known to the models that were tuned on them."""
_MARKS: dict[Role, str] = {"system": "[SYSTEM]", "user": "[USER]", "agent": "[AGENT]"}
_MARKUP = ("<>", "[]", "{}", "||")
_UNWANTED = {ord(OPEN): None, ord(CLOSE): None}


class TooLong(ValueError):
    """What may not be cut, the system message and the target, needs more positions than there are."""


@dataclass(slots=True)
class _Part:
    """One message of the conversation: what opens it (a role mark, which is never cut off) and its words."""

    opening: Encoded = field(default_factory=Encoded)
    words: Encoded = field(default_factory=Encoded)


class Encoder:
    """Encodes prompts for one tokenizer. `row` gives an item's row in the catalogue; `title` its words.

    With `vectors` an item is one position that holds its vector, else its `code` where it has one, else (title
    indexing) the words of its title. A tokenizer with role marks of ours is spoken to with them, any other by its chat
    template, or in plain words where it has none. `inline` puts the vectors of an agent's items where they are said,
    with targets at the positions before them, in place of a `[REC]` and a vector after the message. Raises ValueError
    where the tokenizer lacks `[REC]`, `[ITEM]` or `[FACT]`, or a token that ends a text.
    """

    def __init__(
        self, tokenizer: Any, row: Callable[[str], int], title: Callable[[str], str], *, vectors: bool, limit: int,
        code: Callable[[str], Sequence[int]] | None = None, inline: bool = False,
    ) -> None:
        self.tokenizer, self.vectors, self.limit, self.inline = tokenizer, vectors, limit, inline and vectors
        self._row, self._title, self._code = row, title, code
        known = tokenizer.get_vocab()
        self.special = {name: known[name] for name in (*SPECIALS, *TASK_MARKS) if name in known}
        if lacking := [name for name in SLOT_TOKENS if name not in self.special]:
            raise ValueError(f"the tokenizer lacks {', '.join(lacking)}; call prompts.slot_tokens.add_slot_tokens")
        self._chats = bool(getattr(tokenizer, "chat_template", None)) and "[AGENT]" not in self.special
        self.end = self._ending()
        begin = tokenizer.cls_token_id if tokenizer.cls_token_id is not None else tokenizer.bos_token_id
        self.begin: int | None = begin
        self.pad: int = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else self.end
        self._banned = _banned(tokenizer) | frozenset(self.special.values())

    def __call__(self, prompt: Prompt, *, learn_context: bool = False, limit: int | None = None) -> Encoded:
        """Encode a prompt. Without a target the agent's message is left open for the LM to continue.

        `learn_context` puts a label on every word of the conversation (dialogue modelling), not on the target alone; an
        item that a slot of an agent's earlier message asks for is learned either way. `limit` is how many positions to
        use where that is fewer than the model has. Raises TooLong.
        """
        head, parts, tail = self._chat(prompt) if self._chats else self._marked(prompt, learn_context)
        most = self.limit if limit is None else min(limit, self.limit)
        if (room := most - len(head) - len(tail)) < 0:
            raise TooLong(
                f"the system message needs {len(head)} positions and the answer {len(tail)}, of {most}; shorten them"
            )
        out = Encoded.of(prompt)
        out.extend(head)
        for part in _latest(parts, room):
            out.extend(part.opening)
            out.extend(part.words)
        out.extend(tail)
        if self.inline:
            out.targets = [*out.targets[1:], NO_ITEM]
        return out

    def words(self, text: str) -> list[int]:
        """Token ids of untrusted text; no special token can come of it."""
        # Half of a surrogate pair, which JSON can carry, is refused by tokenizers.
        clean = text.translate(_UNWANTED).encode("utf-8", "replace").decode()
        asked = self.tokenizer(clean, add_special_tokens=False, split_special_tokens=True, verbose=False)
        ids: list[int] = asked["input_ids"]
        return [token for token in ids if token not in self._banned]

    def _name(self, item: str) -> Sequence[int]:
        """What an item without a vector is said with."""
        code = () if self._code is None else self._code(item)
        return code or self.words(self._title(item))

    def _ending(self) -> int:
        tokenizer = self.tokenizer
        found = turn_end(tokenizer) if self._chats else tokenizer.sep_token_id
        if found is None:
            found = tokenizer.eos_token_id if tokenizer.eos_token_id is not None else tokenizer.sep_token_id
        if found is None:
            raise ValueError("the tokenizer has neither an eos nor a sep token; set one, or an answer would never end")
        return int(found)

    def _marked(self, prompt: Prompt, learn: bool) -> tuple[Encoded, list[_Part], Encoded]:
        """Role marks of our own: `[USER] words [SEP]`, items of an agent's message follow its end."""
        head = Encoded()
        if self.begin is not None:
            head.add(self.begin)
        parts: list[_Part] = []
        messages, opened = _opened(prompt)
        for message in messages:
            part = self._message(message, learn and message.said and message.role != "system")
            if message.role == "system":
                head.extend(part.opening)
                head.extend(part.words)
            else:
                parts.append(part)
        tail = Encoded()
        self._mark(tail, "agent", learn=False)
        self._answer(tail, prompt, opened)
        return head, parts, tail

    def _message(self, message: Message, learn: bool) -> _Part:
        part = _Part()
        self._mark(part.opening, message.role, learn=learn)
        closing = self._pieces(part.words, message.pieces, message.role, learn=learn)
        part.words.add(self.end, learn=learn)
        part.words.extend(closing)
        return part

    def _answer(self, tail: Encoded, prompt: Prompt, opened: Sequence[Piece]) -> None:
        """The target, which is learned, or what the agent's open message says so far."""
        closing = self._pieces(tail, prompt.target or opened, "agent", learn=bool(prompt.target))
        if prompt.target:
            tail.add(self.end, learn=True)
            tail.extend(closing)

    def _mark(self, out: Encoded, role: Role, *, learn: bool) -> None:
        if _MARKS[role] in self.special:
            out.add(self.special[_MARKS[role]], learn=learn)
        else:
            for token in self.words(f"\n{role}: "):
                out.add(token, learn=learn)

    def _pieces(self, out: Encoded, pieces: Sequence[Piece], role: Role, *, learn: bool) -> Encoded:
        """Add pieces; returns the item vectors that follow the end of an agent's message."""
        closing = Encoded()
        for piece in pieces:
            if isinstance(piece, str):
                for token in self.words(piece):
                    out.add(token, learn=learn)
            elif isinstance(piece, ItemRef) and not self.vectors:
                for token in self._name(piece.item):
                    out.add(token, learn=learn)
            elif isinstance(piece, ItemRef) and role != "agent":
                out.add(self.special["[ITEM]"], row=self._row(piece.item))
            else:
                name = piece.name if isinstance(piece, Slot) else "REC"
                item = piece.target if isinstance(piece, Slot) else piece.item
                row = self._row(item) if item is not None and self.vectors else NO_ITEM
                if self.inline and row != NO_ITEM:
                    slot = isinstance(piece, Slot) and name == "REC" and learn
                    out.add(self.special["[ITEM]"], row=row, target=row if slot else NO_ITEM)
                    continue
                asked = isinstance(piece, Slot) and name == "REC" and (learn or role == "agent")
                out.add(self.special[f"[{name}]"], learn=learn, target=row if asked else NO_ITEM)
                if row != NO_ITEM:
                    closing.add(self.special["[ITEM]"], row=row)
        return closing

    def _chat(self, prompt: Prompt) -> tuple[Encoded, list[_Part], Encoded]:
        """The model's own chat template: contents stand in it as marks, so it alone may use special tokens."""
        messages, opened = _opened(prompt)
        first, *chunks = templated(self.tokenizer, [message.role for message in messages]).split(OPEN)
        head, opening = Encoded(), self._literal(first)
        if opening.ids[:1] == [self.begin]:
            # The token that begins a text stays, also where the oldest message goes.
            head.add(opening.ids[0])
            rest = Encoded()
            rest.extend(opening, 1)
            opening = rest
        parts: list[_Part] = []
        for chunk in chunks:
            number, _, literal = chunk.partition(CLOSE)
            message = messages[int(number)]
            part = _Part(opening)
            self._pieces(part.words, message.pieces, message.role, learn=False)
            if message.role == "system" and not parts:
                head.extend(part.opening)
                head.extend(part.words)
            else:
                parts.append(part)
            opening = self._literal(literal)
        self._answer(opening, prompt, opened)
        return head, parts, opening

    def _literal(self, text: str) -> Encoded:
        """The template's own text, where special tokens are meant."""
        out = Encoded()
        for token in self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]:
            out.add(token)
        return out


def _opened(prompt: Prompt) -> tuple[list[Message], Sequence[Piece]]:
    """The finished messages, and the pieces of the agent's message that is still open."""
    messages = list(prompt.messages)
    if messages and messages[-1].role == "agent" and not prompt.target:
        return messages, messages.pop().pieces
    return messages, ()


def _latest(parts: Sequence[_Part], room: int) -> list[_Part]:
    """The latest messages that fit into `room` positions; the oldest of them keeps its opening and its last words."""
    kept: list[_Part] = []
    for part in reversed(parts):
        room -= len(part.opening) + len(part.words)
        if room < 0:
            if len(part.words) + room > 0:
                cut = Encoded()
                cut.extend(part.words, -room)
                kept.append(_Part(part.opening, cut))
            break
        kept.append(part)
    return kept[::-1]


def _banned(tokenizer: Any) -> frozenset[int]:
    """Ids that text must never have: all special tokens, and added ones that look like markup (`<think>`).

    Tokenizers that split at blanks alone make them of text even with special tokens switched off.
    """
    ids = set(tokenizer.all_special_ids)
    for token, added in tokenizer.added_tokens_decoder.items():
        if (text := str(added).strip()) and text[0] + text[-1] in _MARKUP:
            ids.add(token)
    marks = {tokenizer.eos_token_id, tokenizer.sep_token_id, tokenizer.bos_token_id, tokenizer.cls_token_id}
    # An unknown word is an unknown word, unless the tokenizer has the one token for everything (GPT-2).
    return frozenset(ids - ({tokenizer.unk_token_id} - marks))
