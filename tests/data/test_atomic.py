import os
from pathlib import Path

import pytest

from data.atomic import finish_swap, replacing_folder, write_file


def test_a_folder_takes_the_targets_place_only_when_the_block_ends_well(tmp_path: Path) -> None:
    for text in ("old", "new"):
        with replacing_folder(tmp_path / "deep" / "x") as fresh:
            (fresh / "a").write_text(text)
    with pytest.raises(KeyboardInterrupt), replacing_folder(tmp_path / "deep" / "x") as fresh:
        (fresh / "a").write_text("broken")
        raise KeyboardInterrupt
    assert (tmp_path / "deep" / "x" / "a").read_text() == "new"
    assert os.listdir(tmp_path / "deep") == ["x"]


def test_the_old_folder_comes_back_when_the_last_rename_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with replacing_folder(tmp_path / "x") as fresh:
        (fresh / "a").write_text("old")
    rename = os.rename

    def failing(source: Path, target: Path) -> None:
        if ".new-" in Path(source).name:
            raise OSError("no space left")
        rename(source, target)

    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(OSError, match="no space"), replacing_folder(tmp_path / "x") as fresh:
        (fresh / "a").write_text("new")
    assert (tmp_path / "x" / "a").read_text() == "old"
    assert os.listdir(tmp_path) == ["x"]


def test_a_leftover_of_a_finished_swap_is_removed(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / ".x.before").mkdir()
    finish_swap(tmp_path / "x")
    assert os.listdir(tmp_path) == ["x"]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(tmp_path / "a", b"old")

    def failing(source: Path, target: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="no space"):
        write_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_two_links_to_one_folder_stay_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with replacing_folder(tmp_path / "link") as fresh:
        (fresh / "a").write_text("new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real" / "a").read_text() == "new"
