"""Puts a tuned model into the package as the demo LM: text vectors of the demo films, so no encoder is needed.

    promptrec tune demo --base runs/base --store runs/films --out runs/demo --half
    python -m demo.export_lm --model runs/demo/model
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

from data.atomic import replacing_folder
from data.catalogue import Catalogue
from data.store import Store
from prompts.checkpoint_files import CARD, check_files, read_card, write_card
from prompts.item_text import item_text
from prompts.text_encoder import Encodes, find_text_encoder

HERE = Path(__file__).parent
_TEXT = "text.safetensors"
_PROSE = "README.md"


def export(model: Path, catalogue: Catalogue, encoder: Encodes, out: Path) -> None:
    """Copy a checkpoint to `out` (the prose there is kept) and make it the given catalogue's; whole or not at all."""
    card = read_card(model)
    check_files(model, card)
    text = torch.from_numpy(encoder.encode([item_text(item) for item in catalogue])).half()
    # The base is a folder of the machine that tuned it: what ships is whole and needs none.
    card["recipe"]["base"] = ""
    card["catalogue"], card["name"] = catalogue.fingerprint, "demo"
    with replacing_folder(out) as fresh:
        shutil.copytree(model, fresh, ignore=shutil.ignore_patterns(_TEXT, CARD), dirs_exist_ok=True)
        save_file({"text": text}, fresh / _TEXT)
        if (out / _PROSE).is_file():
            shutil.copyfile(out / _PROSE, fresh / _PROSE)
        write_card(fresh, card)
        for file in (fresh, *fresh.rglob("*")):
            file.chmod(0o755 if file.is_dir() else 0o644)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="the folder that `promptrec tune` saved")
    given = parser.parse_args()
    export(given.model, Store.open(HERE / "store").catalogue, find_text_encoder(), HERE / "lm")


if __name__ == "__main__":
    main()
