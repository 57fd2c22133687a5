from __future__ import annotations

import torch

from finetune.precision import usable


def test_a_machine_without_bfloat16_tunes_in_float32() -> None:
    has = torch.ops.mkldnn._is_mkldnn_bf16_supported() if not torch.cuda.is_available() else True
    assert usable("bf16") == ("bf16" if has else "no")


def test_float32_stays_float32() -> None:
    assert usable("no") == "no"
