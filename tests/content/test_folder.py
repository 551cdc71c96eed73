"""A folder is told by a look at its files, and a look says enough only when a file has settled."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kb.content.folder import SETTLED_SECONDS, Look, files_of


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def test_every_file_is_told_by_its_path_in_a_stable_order(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "a/z.md", "a/b/c.md", "a.md", "ä/退款.md", ".hidden/x", "c d.md")
    (tmp_path / "empty").mkdir()

    assert list(files_of(tmp_path)) == [".hidden/x", "a.md", "a/b/c.md", "a/z.md", "b.md", "c d.md", "ä/退款.md"]


def test_a_look_says_time_size_and_which_file_it_is(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    found = (tmp_path / "a.md").stat()

    assert files_of(tmp_path) == {"a.md": Look(found.st_mtime_ns, 4, found.st_ino, True)}


def _append(file: Path) -> None:
    file.write_text(file.read_text() + "x")


def _touch(file: Path) -> None:
    os.utime(file, ns=(1_700_000_000_000_000_000,) * 2)


def _replace(file: Path) -> None:
    before, other = file.stat(), file.with_suffix(".new")
    other.write_text(file.read_text()[::-1])
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


def _rename(file: Path) -> None:
    file.rename(file.with_name("b.md"))


def _link(file: Path) -> None:
    target = file.with_name("b.md")
    file.rename(target)
    file.symlink_to(target)


def _add(file: Path) -> None:
    write(file.parent, "sub/new.md")


@pytest.mark.parametrize("change", [_append, _touch, _replace, _rename, _link, _add, Path.unlink])
def test_any_change_gives_another_look(change: object, tmp_path: Path) -> None:
    assert callable(change)
    write(tmp_path, "a.md")
    before = files_of(tmp_path)
    assert files_of(tmp_path) == before

    change(tmp_path / "a.md")

    assert files_of(tmp_path) != before


def test_links_and_pipes_are_told_as_no_plain_files_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "in/a.md", "out/b.md")
    (tmp_path / "in/file.md").symlink_to(tmp_path / "out/b.md")
    (tmp_path / "in/folder").symlink_to(tmp_path / "out", target_is_directory=True)
    (tmp_path / "in/broken.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in", target_is_directory=True)
    os.mkfifo(tmp_path / "in/pipe.md")

    assert {name: look.is_plain for name, look in files_of(tmp_path / "in").items()} == {
        "a.md": True,
        "broken.md": False,
        "file.md": False,
        "folder": False,
        "loop": False,
        "pipe.md": False,
    }


@pytest.mark.parametrize("name", ["nowhere", "file.md", "nowhere/below"])
def test_where_there_is_no_folder_there_are_no_files(name: str, tmp_path: Path) -> None:
    write(tmp_path, "file.md")

    assert files_of(tmp_path / name) == {}


def test_a_folder_that_vanished_leaves_the_others(tmp_path: Path) -> None:
    write(tmp_path, "a/x.md", "b/y.md")
    before = files_of(tmp_path)
    (tmp_path / "a/x.md").unlink()
    (tmp_path / "a").rmdir()

    assert list(before) == ["a/x.md", "b/y.md"]
    assert list(files_of(tmp_path)) == ["b/y.md"]


@pytest.mark.parametrize(
    ("age", "settled"),
    [(3600.0, True), (SETTLED_SECONDS + 60, True), (0.0, False), (SETTLED_SECONDS - 1.9, False), (-60.0, False)],
    ids=["an hour", "a minute", "now", "shortly", "in the future"],
)
def test_a_file_has_settled_when_it_has_not_changed_for_a_while(age: float, settled: bool) -> None:
    assert Look(time.time_ns() - int(age * 1e9), 1, 1, True).settled() is settled
