"""Puts a tuned model into the package as the demo LM: text vectors of the demo films, so no encoder is needed.

    promptrec tune demo --base runs/base --store runs/films --out runs/demo --half
    python -m demo.export_lm --model runs/demo/model
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

from data.catalogue import Catalogue
from data.store import Store
from prompts.checkpoint import CARD, read_card
from prompts.item_text import item_text
from prompts.text_encoder import Encodes, find_text_encoder

HERE = Path(__file__).parent
_PROSE = "README.md"


def export(model: Path, catalogue: Catalogue, encoder: Encodes, out: Path) -> None:
    """Copy a checkpoint to `out` (its model card is kept) and make it the given catalogue's."""
    card = read_card(model)
    kept = (out / _PROSE).read_text(encoding="utf-8") if (out / _PROSE).is_file() else None
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(model, out, ignore=shutil.ignore_patterns("text.safetensors"))
    text = torch.from_numpy(encoder.encode([item_text(item) for item in catalogue])).half()
    save_file({"text": text}, out / "text.safetensors")
    # The base is a folder of the machine that tuned it: what ships is whole and needs none.
    card["recipe"]["base"] = ""
    card["catalogue"], card["name"] = catalogue.fingerprint, "demo"
    (out / CARD).write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for file in out.rglob("*"):
        file.chmod(0o755 if file.is_dir() else 0o644)
    if kept is not None:
        (out / _PROSE).write_text(kept, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="the folder that `promptrec tune` saved")
    given = parser.parse_args()
    export(given.model, Store.open(HERE / "store").catalogue, find_text_encoder(), HERE / "lm")


if __name__ == "__main__":
    main()
