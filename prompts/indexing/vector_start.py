"""Where item vectors start: at the leading directions of the text vectors, in place of a draw.

"The Elephant in the Room" (sec. 3) starts SASRec's item rows at vectors of an encoder that was tuned on behaviour. A
drawn projection keeps such vectors too, but blurs them: it gives every direction the same room.
"""

from __future__ import annotations

import torch
from torch import Tensor

from prompts.indexing.vector import VectorIndexing


@torch.no_grad()
def start_vectors(items: VectorIndexing, text: Tensor) -> None:
    """Start at text vectors (n_items, t), centred and turned to their principal directions, the first `width` of them.

    Where items are made of text its projection starts so, and id rows stay small draws beside it; else the id rows do,
    each as long as a draw of `options.spread`. Where t is below the width, the other places keep what was drawn.
    """
    middle = text.mean(0)
    centred = text - middle
    _, directions = torch.linalg.eigh(centred.T @ centred)
    if items.project is not None:
        width = items.project.weight.shape[0]
        leading = directions.flip(1)[:, :width]
        items.project.weight[: leading.shape[1]] = leading.T
        items.project.bias[: leading.shape[1]] = -middle @ leading
    elif items.ids is not None:
        width = items.ids.weight.shape[1]
        leading = directions.flip(1)[:, :width]
        rows = torch.nn.functional.normalize(centred @ leading, dim=1)
        items.ids.weight[:, : leading.shape[1]] = rows * items.options.spread * width**0.5
