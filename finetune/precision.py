"""The precision to tune in: the recipe's, where this machine computes in it."""

from __future__ import annotations

import torch


def usable(precision: str) -> str:
    """`precision`, but "no" (float32) for "bf16" on a machine without bfloat16 arithmetic.

    Such a machine emulates it: a matrix product of 1024 x 512 x 512 took 65 times as long as in float32 on a CPU with
    AVX2 alone. float32 is the more exact of the two, so nothing is lost but memory.
    """
    return "no" if precision == "bf16" and not _has_bf16() else precision


def _has_bf16() -> bool:
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
