"""Where the rows of code tokens start: at the vectors of the items that are said with them, in place of a draw.

Items that people meet together then lie together before the first step, which is worth many epochs of tuning
("The Elephant in the Room", sec. 3, starts item rows at vectors of text).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from prompts.indexing.behaviour import unit
from prompts.indexing.codes import Codes
from prompts.indexing.material import Vectors


@torch.no_grad()
def start_rows(lm: Any, tokenizer: Any, codes: Codes, vectors: Vectors, spread: float) -> None:
    """Set each code token's row to the mean vector of its items, (n_items, d), at the length of a draw of deviation
    `spread`. A token whose items have no vector keeps its row. Vectors wider than the rows lose their last places.
    """
    table = lm.get_input_embeddings().weight
    width = table.shape[1]
    ids = tokenizer.convert_tokens_to_ids(codes.tokens)
    place = {token: number for number, token in enumerate(codes.tokens)}
    sums = np.zeros((len(ids), vectors.shape[1]), np.float32)
    for said, vector in zip(codes.sequences, vectors, strict=True):
        for token in said:
            sums[place[token]] += vector
    rows = torch.from_numpy(unit(sums[:, :width])) * spread * width**0.5
    known = rows.norm(dim=1) > 0
    tables = [table]
    if (head := lm.get_output_embeddings()) is not None and head.weight is not table:
        tables.append(head.weight)
    for one in tables:
        one[torch.tensor(ids)[known], : rows.shape[1]] = rows[known].to(one.dtype)
