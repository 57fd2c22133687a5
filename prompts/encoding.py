"""A prompt becomes token ids, item rows and labels.

Text is untrusted: it is tokenised with special tokens switched off, so no title and no message can ever become one.
When a prompt is too long the oldest words of the conversation go first; the system message and the target never do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.records import ItemRef
from prompts.prompt import Message, Piece, Prompt, Role, Slot

IGNORE = -100
NO_ITEM = -1
SPECIALS = ("[SYSTEM]", "[USER]", "[AGENT]", "[REC]", "[ITEM]", "[FACT]")
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKS: dict[Role, str] = {"system": "[SYSTEM]", "user": "[USER]", "agent": "[AGENT]"}
_CHAT_ROLES: dict[Role, str] = {"system": "system", "user": "user", "agent": "assistant"}


@dataclass(slots=True)
class Encoded:
    """Four parallel lists, one entry a position.

    `rows` holds an item row where the input embedding is an item vector, else NO_ITEM; `labels` the token to predict at this
    position (not shifted), else IGNORE; `targets` the item row that a `[REC]` at this position should score highest.
    """

    ids: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    user: int | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, token: int, *, row: int = NO_ITEM, learn: bool = False, target: int = NO_ITEM) -> None:
        """Append one position."""
        self.ids.append(token)
        self.rows.append(row)
        self.labels.append(token if learn else IGNORE)
        self.targets.append(target)

    def extend(self, other: Encoded, start: int = 0) -> None:
        """Append the positions of another from `start` on."""
        self.ids += other.ids[start:]
        self.rows += other.rows[start:]
        self.labels += other.labels[start:]
        self.targets += other.targets[start:]


class Encoder:
    """Encodes prompts for one tokenizer. `row` gives an item's row in the catalogue; `title` its words.

    With `vectors` an item is one position that holds its vector, else (title indexing) the words of its title.
    """

    def __init__(
        self, tokenizer: Any, row: Callable[[str], int], title: Callable[[str], str], *, vectors: bool, limit: int,
    ) -> None:
        self.tokenizer = tokenizer
        self.limit = limit
        self._row, self._title, self._vectors = row, title, vectors
        known = tokenizer.get_vocab()
        self.special = {name: known[name] for name in SPECIALS if name in known}
        self.end: int = tokenizer.sep_token_id if tokenizer.sep_token_id is not None else tokenizer.eos_token_id
        self.begin: int | None = tokenizer.cls_token_id if tokenizer.cls_token_id is not None else tokenizer.bos_token_id
        self.pad: int = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else self.end

    def __call__(self, prompt: Prompt, *, learn_context: bool = False) -> Encoded:
        """Encode a prompt. Without a target the agent's message is left open for the LM to continue.

        `learn_context` puts a label on every word of the conversation (dialogue modelling), not on the target alone.
        """
        chat = getattr(self.tokenizer, "chat_template", None) and "[AGENT]" not in self.special
        head, parts, tail = self._chat(prompt) if chat else self._marked(prompt, learn_context)
        room = self.limit - len(head) - len(tail)
        if room < 0:
            raise ValueError(f"the target needs {len(tail)} positions and the model has {self.limit}; shorten the target")
        out = Encoded(user=prompt.user)
        out.extend(head)
        body = Encoded()
        for part in parts:
            body.extend(part)
        out.extend(body, max(0, len(body) - room))
        out.extend(tail)
        return out

    def words(self, text: str) -> list[int]:
        """Token ids of untrusted text; no special token can come of it."""
        text = text.replace(_OPEN, "").replace(_CLOSE, "")
        ids: list[int] = self.tokenizer(text, add_special_tokens=False, split_special_tokens=True)["input_ids"]
        banned = set(self.special.values())
        return [token for token in ids if token not in banned]

    def _marked(self, prompt: Prompt, learn: bool) -> tuple[Encoded, list[Encoded], Encoded]:
        """Role marks of our own: `[USER] words [SEP]`, items of an agent's message follow its end."""
        head = Encoded()
        if self.begin is not None:
            head.add(self.begin)
        parts: list[Encoded] = []
        messages = list(prompt.messages)
        opened = messages.pop().pieces if messages and messages[-1].role == "agent" and not prompt.target else ()
        for message in messages:
            part = self._message(message, learn and message.role != "system")
            if message.role == "system":
                head.extend(part)
            else:
                parts.append(part)
        tail = Encoded()
        self._mark(tail, "agent", learn=False)
        if prompt.target:
            closing = self._pieces(tail, prompt.target, "agent", learn=True)
            tail.add(self.end, learn=True)
            tail.extend(closing)
        else:
            self._pieces(tail, opened, "agent", learn=False)
        return head, parts, tail

    def _message(self, message: Message, learn: bool) -> Encoded:
        part = Encoded()
        self._mark(part, message.role, learn=learn)
        closing = self._pieces(part, message.pieces, message.role, learn=learn)
        part.add(self.end, learn=learn)
        part.extend(closing)
        return part

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
            elif isinstance(piece, ItemRef) and not self._vectors:
                for token in self.words(self._title(piece.item)):
                    out.add(token, learn=learn)
            elif isinstance(piece, ItemRef) and role != "agent":
                out.add(self.special["[ITEM]"], row=self._row(piece.item))
            else:
                name = piece.name if isinstance(piece, Slot) else "REC"
                item = piece.target if isinstance(piece, Slot) else piece.item
                row = self._row(item) if item is not None and self._vectors else NO_ITEM
                asked = isinstance(piece, Slot) and name == "REC" and learn
                out.add(self.special[f"[{name}]"], learn=learn, target=row if asked else NO_ITEM)
                if row != NO_ITEM:
                    closing.add(self.special["[ITEM]"], row=row)
        return closing

    def _chat(self, prompt: Prompt) -> tuple[Encoded, list[Encoded], Encoded]:
        """The model's own chat template: contents stand in it as marks, so only the template itself may use specials."""
        messages = list(prompt.messages)
        opened = messages.pop().pieces if messages and messages[-1].role == "agent" and not prompt.target else ()
        marked = [
            {"role": _CHAT_ROLES[message.role], "content": f"{_OPEN}{place}{_CLOSE}"}
            for place, message in enumerate(messages)
        ]
        text: str = self.tokenizer.apply_chat_template(marked, tokenize=False, add_generation_prompt=True)
        first, *chunks = text.split(_OPEN)
        head, tail = self._literal(first), Encoded()
        parts: list[Encoded] = []
        for place, chunk in enumerate(chunks):
            number, _, literal = chunk.partition(_CLOSE)
            message = messages[int(number)]
            part = head if place == 0 and message.role == "system" else Encoded()
            part.extend(self._pieces(part, message.pieces, message.role, learn=False))
            (tail if place == len(chunks) - 1 else part).extend(self._literal(literal))
            if part is not head:
                parts.append(part)
        closing = self._pieces(tail, prompt.target or opened, "agent", learn=bool(prompt.target))
        if prompt.target:
            tail.add(self.end, learn=True)
            tail.extend(closing)
        return head, parts, tail

    def _literal(self, text: str) -> Encoded:
        """The template's own text, where special tokens are meant."""
        out = Encoded()
        for token in self.tokenizer(text, add_special_tokens=False)["input_ids"]:
            out.add(token)
        return out
