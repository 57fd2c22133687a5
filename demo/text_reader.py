"""Tunes the reader of explanations that ships with promptrec: python -m demo.text_reader

It learns what is said with each name and figure from texts whose labels are known by construction: frames by several
writers (`eval.planted`, the training sets) filled with items of the demo's store, true and false ones alike, and
reasons in our own wordings with their claims. The loop is that of transformers' Trainer, the adapter PEFT's.
Settings were chosen on the `choosing` wordings; `promptrec eval explain-checker` judges on `held_out`.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.explainer import Explainer
from agent.finding.co_liking import CoLiking
from agent.reasons.labels import LABELS
from agent.reasons.marks import marked
from agent.reasons.mentions import Names
from data.store import Store
from eval.planted.cases import planted_cases
from eval.planted.labelled import Labelled, labelled_case, labelled_reason
from eval.planted.scene import World, drawn_scene
from eval.protocols.explain_checker import known_likes
from prompts.adapter import quietly
from prompts.mark_reader import CARD, batched, coded, places, split, tokenizer, untuned

if TYPE_CHECKING:
    from torch import Tensor

HERE = Path(__file__).parent
BASE = "sentence-transformers/all-MiniLM-L6-v2"
_CARD = """# Reader of explanations

A LoRA adapter (rank {rank}) and a linear layer over all-MiniLM-L6-v2, in half precision. For every name and figure
that is marked in an explanation it tells what the text says with it: that it holds of the item, of another one or of
both, that the user asked for it or would be spared it, that other people liked it, or nothing. It knows no items: names
are marks of their sort.

Made by `python -m demo.text_reader` from texts whose labels are known by construction (`eval/planted`, and the
product's own wordings), {texts} of them in the last run. Judged by `promptrec eval explain-checker` on wordings of
writers that it did not learn from.
English only. Apache-2.0.
"""
_BARE = 0.5
"""Share of texts in which values are their sorts alone, so that no value's own words decide."""

_OURS = 0.2
"""Share of texts in our own wordings."""

Row = dict[str, Any]


def main() -> None:
    """Run the command."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--out", type=Path, default=HERE.parent / "agent" / "reasons" / "reader")
    ask.add_argument("--texts", type=int, default=42_000)
    ask.add_argument("--batch", type=int, default=24)
    ask.add_argument("--rank", type=int, default=16, help="of the LoRA adapter")
    ask.add_argument("--lr", type=float, default=1e-3)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--go-on", action="store_true", help="tune the reader that is there further")
    given = ask.parse_args()
    tune(
        given.out, texts=given.texts, batch=given.batch, rank=given.rank, lr=given.lr, seed=given.seed,
        further=given.go_on,
    )


def tune(
    out: Path, *, texts: int, batch: int, rank: int, lr: float, seed: int, further: bool = False
) -> None:
    """Tune a reader, or with `further` the one in `out`, and save it: the adapter in half precision, and its labels."""
    import torch
    from peft import LoraConfig, PeftModel, get_peft_model
    from safetensors.torch import load_file, save_file
    from transformers import TrainingArguments

    torch.manual_seed(seed)
    store = Store.open(HERE / "store")
    words = tokenizer()
    rows = list(_rows(labelled_texts(store, texts, seed=seed), words, seed))
    config = LoraConfig(
        task_type="TOKEN_CLS", r=rank, lora_alpha=2 * rank, target_modules=["query", "key", "value", "dense"],
        trainable_token_indices={"word_embeddings": list(places(LABELS))},
    )
    with quietly():
        plain = untuned(LABELS, words)
        model = PeftModel.from_pretrained(plain, out, is_trainable=True) if further else get_peft_model(plain, config)
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder, per_device_train_batch_size=batch, num_train_epochs=1, learning_rate=lr,
            lr_scheduler_type="linear", warmup_steps=50, weight_decay=0.01, logging_steps=50, save_strategy="no",
            report_to=[], seed=seed, remove_unused_columns=False, use_cpu=True, disable_tqdm=True,
        )
        _trainer()(model=model, args=arguments, train_dataset=rows, data_collator=collated).train()
    # Else PEFT looks the base up on the hub, to see whether words were added to it.
    model.save_pretrained(str(out), save_embedding_layers=False)
    weights = out / "adapter_model.safetensors"
    save_file({name: value.half() for name, value in load_file(weights).items()}, weights)
    written = json.loads((out / "adapter_config.json").read_text("utf-8"))
    (out / "adapter_config.json").write_text(
        json.dumps({**written, "base_model_name_or_path": BASE}, indent=1, sort_keys=True) + "\n", "utf-8"
    )
    (out / "README.md").write_text(_CARD.format(texts=texts, rank=rank), "utf-8")
    card = {**LABELS._asdict(), "texts": texts, "seed": seed}
    (out / CARD).write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def labelled_texts(store: Store, count: int, *, seed: int) -> Iterator[Labelled]:
    """Texts with known labels: planted ones in the training wordings, and ours."""
    liking, names = known_likes(store, seed=seed), Names(store.catalogue)
    ours = int(count * _OURS)
    half = (count - ours) // 2
    for case in planted_cases(store, liking, wordings="training", true=half, false=half, seed=seed):
        yield labelled_case(case, names)
    yield from _ours(store, liking, names, ours, seed)


def _ours(store: Store, liking: CoLiking, names: Names, count: int, seed: int) -> Iterator[Labelled]:
    rng = random.Random(seed)
    world = World.of(store.catalogue, liking, store.item_noun)
    made = 0
    while made < count:
        explainer = Explainer(store.catalogue, liking, noun=store.item_noun, seed=rng.randrange(1000))
        for _ in range(40):
            scene = drawn_scene(world, rng)
            found = explainer.reasons(scene.item.id, scene.preferences, 8)
            for reason in rng.sample(found, min(3, len(found), count - made)):
                made += 1
                yield labelled_reason(reason, scene.item.id, scene.preferences, names)


def _rows(texts: Iterable[Labelled], words: Any, seed: int) -> Iterator[Row]:
    """Token ids, places of marks, and for each the numbers of its labels."""
    rng = random.Random(seed)
    for text, marks, labels in texts:
        ids, found = coded(words, LABELS, marked(text, marks), bare=rng.random() < _BARE)
        yield {"ids": ids, "marks": [
            (place, is_title, sorted(labels[number])) for number, (place, is_title) in enumerate(found)
        ]}  # fmt: skip


def collated(rows: Sequence[Row]) -> dict[str, Tensor]:
    """Rows -> input_ids, attention_mask (n, longest), `values` (n, longest) with the number of a value's label or -100,
    and `titles` (n, longest, labels of titles) with 1 or 0, or -1 where no title stands."""
    import torch

    batch = batched([row["ids"] for row in rows])
    values = torch.full(batch["input_ids"].shape, -100)
    titles = torch.full((*values.shape, len(LABELS.of_titles)), -1.0)
    for number, row in enumerate(rows):
        for place, is_title, labels in row["marks"]:
            if is_title:
                titles[number, place] = torch.tensor([float(one in labels) for one in LABELS.of_titles])
            else:
                values[number, place] = LABELS.of_values.index(labels[0])
    return {**batch, "values": values, "titles": titles}


def _trainer() -> Any:
    import torch.nn.functional as nn
    from transformers import Trainer

    class Reading(Trainer):
        """Cross-entropy over the labels of values, and a binary one over each label of titles, weighted 3."""

        def compute_loss(
            self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
        ) -> Any:
            wanted, titles = inputs.pop("values"), inputs.pop("titles")
            found, of_titles = split(model(**inputs).logits, LABELS)
            loss = nn.cross_entropy(found.flatten(0, 1), wanted.flatten(), ignore_index=-100)
            named = titles[..., 0] >= 0
            if named.any():
                loss = loss + 3 * nn.binary_cross_entropy_with_logits(of_titles[named], titles[named])
            return (loss, None) if return_outputs else loss

    return Reading


if __name__ == "__main__":
    main()
