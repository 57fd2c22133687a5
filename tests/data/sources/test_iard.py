import json
from pathlib import Path
from typing import Any

import pytest

from data.problems import DataError, Problems
from data.reading import Reading
from data.records import ItemRef, Mark, Turn
from data.sources.iard import SOURCE


def said(role: str, text: str, *labels: str) -> dict[str, Any]:
    return {"role": role, "utterance_text": text, "sub-intent/action": list(labels)}


TALK = {
    "S1": said("seeker", "I loved @11 <Heat  (1995)>  ! And you?", "PRO", "ASK"),
    "R2": said("recommender", "@30 <Heat (1995)>  &amp; @7 or @heat", "RESP"),
}
REDIAL = {
    "conversationId": "20001",
    "initiatorWorkerId": 0,
    "respondentWorkerId": 1,
    "movieMentions": {"9": "Heat (1995)", "7": "Up (2009)"},
    "messages": [{"senderWorkerId": 0, "text": "hi @9"}],
    "initiatorQuestions": {"9": {"suggested": 0, "seen": 1, "liked": 1}},
}


def read(folder: Path, talks: dict[str, Any], **mapping: str) -> tuple[Reading, Problems]:
    (folder / "umap2020_IARD_Cai.json").write_text(json.dumps(talks))
    problems = Problems()
    return SOURCE.read(folder, problems, mapping=mapping, seed=0), problems


def test_utterances_keep_their_labels_and_films_become_items(tmp_path: Path) -> None:
    reading, problems = read(tmp_path, {"474": {"dialogue_info": TALK}})
    (dialogue,) = reading.dialogues
    assert dialogue.turns == (
        Turn("user", ("I loved ", ItemRef("11"), " ! And you?"), intents=("PRO", "ASK")),
        Turn("agent", (ItemRef("11"), " & @7 or @heat"), intents=("RESP",)),
    )
    assert [(item.id, item.title, item.year) for item in reading.items] == [("11", "Heat", 1995)]
    assert problems.count == 0


def test_a_conversations_number_tells_redials_test_set(tmp_path: Path) -> None:
    reading, _ = read(tmp_path, {"474": {"dialogue_info": TALK}, "20001": {"dialogue_info": TALK}})
    assert [dialogue.split for dialogue in reading.dialogues] == ["train", "test"]
    assert reading.notes == ("of ReDial's conversations these are 1 of its test set, 1 of its train set",)


def test_a_folder_of_redial_gives_its_films_marks_and_splits(tmp_path: Path) -> None:
    (folder := tmp_path / "redial").mkdir()
    (folder / "train_data.jsonl").write_text(json.dumps(REDIAL))
    reading, _ = read(tmp_path, {"20001": {"dialogue_info": TALK}, "474": {"dialogue_info": TALK}}, redial=str(folder))
    first, second = reading.dialogues
    assert [(item.id, item.title) for item in reading.items] == [("7", "Up"), ("9", "Heat")]
    assert first.turns[1].items() == ("9", "7") and first.turns[0].intents == ("PRO", "ASK")
    assert (first.split, first.marks) == ("train", {"9": Mark(False, True, True)})
    assert (second.split, second.marks) == ("train", {})
    assert reading.notes[-1].endswith(f"1 of them are in {folder}") and len(reading.files) == 2
    with pytest.raises(DataError, match="looked for train_data.jsonl"):
        read(tmp_path, {}, redial=str(tmp_path))


WRONG = [{"role": "bot"}, {"utterance_text": " "}, {"sub-intent/action": [3]}, {"role": ["seeker"]}]


@pytest.mark.parametrize("change", WRONG)
def test_a_conversation_with_a_wrong_utterance_is_left_out_by_name(tmp_path: Path, change: dict[str, Any]) -> None:
    wrong = {"S1": TALK["S1"] | change}
    reading, problems = read(tmp_path, {"8": {"dialogue_info": wrong}, "9": {"dialogue_info": TALK}})
    assert [dialogue.id for dialogue in reading.dialogues] == ["9"]
    assert [problem.column for problem in problems.listed] == ["conversation 8"]
