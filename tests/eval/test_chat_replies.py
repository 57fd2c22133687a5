"""The chat is led through conversations that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Store, write_store
from eval.options import Options
from eval.protocols import chat_replies


@pytest.mark.parametrize(("dialogues", "way_out"), [
    (False, "name a store with test dialogues by --dialogues"), (True, "no agent speaks in a test dialogue"),
])  # fmt: skip
def test_a_chat_is_led_through_dialogues_that_are_there(
    dialogues: bool, way_out: str, world_store: Store, tmp_path: Path
) -> None:
    bare = write_store(tmp_path / "bare", world_store.catalogue, name="bare", source="made up")
    options = Options(world_store.path, model="scripted", dialogues=bare.path if dialogues else None)
    with pytest.raises(ValueError, match=way_out):
        chat_replies.run(options)
