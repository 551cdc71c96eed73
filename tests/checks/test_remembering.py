"""What a check found is kept, and never told of what has changed since."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.checks import check_content, remembering
from kb.content.history import History, read_history
from kb.errors import ContentError
from tests.checks.test_checks import NEUTRAL, stamped_library
from tests.conftest import CONTENT
from tests.drifted import commit, git
from tests.small_content import ID, source_file, translation_file

OTHER = "templates/offer/no-reason"
JA, GLOSSARY = f"ja/{ID}.md", "glossary.csv"
LONG_AGO = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents, one of which leads to the other; both have something that is told."""
    found = tmp_path / "content"
    (found / "guard/en").mkdir(parents=True)
    (found / "guard/en/over-promise.txt").write_text("[word]\nwe guarantee\n[breaks]\nword\n", "utf-8")
    shutil.copy(CONTENT / GLOSSARY, found / GLOSSARY)
    about = NEUTRAL.replace("[email, social-dm]", "[email]")
    stamped_library(
        found,
        {
            f"en/{ID}.md": source_file(
                "## formal\n\nHello, we have your 2 parcels.\n\nBye.\n", about + f"next: [{OTHER}]\n"
            ),
            JA: translation_file("## formal\n\nこんにちは。お荷物を3個お預かりしています。\n\n失礼します。\n"),
            f"en/{OTHER}.md": source_file("## formal\n\nHello.\n\nBye.\n", about),
        },
    )
    git(found, "init", "-q")
    commit(found, "all")
    grow_old(found)
    return found


def grow_old(folder: Path) -> None:
    """Let every file be one that was written long ago."""
    for file in folder.rglob("*"):
        if file.is_file():
            os.utime(file, (LONG_AGO, LONG_AGO))


def told(folder: Path, kept: Path | None) -> list[str]:
    try:
        return [str(problem) for problem in check_content(read_history(folder), kept=kept).problems]
    except ContentError as error:
        return [str(error)]


def replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def add(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")

    return change


def append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def link(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).rename(folder.parent / "elsewhere.md")
        (folder / name).symlink_to(folder.parent / "elsewhere.md")

    return change


def forget(folder: Path) -> None:
    shutil.rmtree(folder / ".git")


def stamp_of_nothing(folder: Path) -> None:
    text = (folder / JA).read_text("utf-8")
    (folder / JA).write_text(text.replace("source: ", "source: 0"), "utf-8")


CHANGES: dict[str, Callable[[Path], None]] = {
    "a text": replace(f"en/{OTHER}.md", "Hello.", "Hello {{ order.nmber }}."),
    "a translation that is mended": replace(JA, "3個", "2個"),
    "a source that moves on": replace(f"en/{ID}.md", "2 parcels", "3 parcels"),
    "a document that goes": remove(f"en/{OTHER}.md"),
    "a document that cannot be served any more": replace(f"en/{OTHER}.md", "---\ntitle", "--\ntitle"),
    "a translation that comes": add(f"es/{ID}.md", translation_file("## formal\n\nHola!\n", lang="es")),
    "a translation that goes": remove(JA),
    "a document that comes": add("en/templates/offer/new.md", source_file("## formal\n\nHi [TODO].\n")),
    "a text of a locale": add(f"zh/{ID}.zh-Hant.md", "---\n---\n## formal\n\n您好。\n"),
    "a required word": append(GLOSSARY, "parcel,荷物,小包,,,,,,\n"),
    "a rule of the guard": replace("guard/en/over-promise.txt", "we guarantee", "bye"),
    "a limit of a channel": replace("channels.yml", "email:", "email: # as before"),
    "a variable": replace("variables.yml", "\norder.number:", "\nother.number:"),
    "a link in its place": link(f"en/{OTHER}.md"),
    "a stamp by hand": stamp_of_nothing,
    "no history": forget,
}


@pytest.mark.parametrize(("what", "old"), [*((what, True) for what in CHANGES), ("a text", False)])
def test_after_any_change_what_is_told_is_what_a_look_at_everything_tells(
    what: str, old: bool, folder: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.json"
    before = told(folder, kept)
    assert kept.exists()
    assert told(folder, kept) == before == told(folder, None)

    CHANGES[what](folder)
    if old:
        grow_old(folder)

    expected = told(folder, None)
    assert told(folder, kept) == expected
    assert told(folder, kept) == expected


def test_most_of_these_changes_are_seen(folder: Path, tmp_path: Path) -> None:
    before = told(folder, None)
    assert any("number-parity" in line for line in before)
    seen = 0
    for change in CHANGES.values():
        shutil.copytree(folder, copy := tmp_path / f"copy-{change.__name__}-{seen}", symlinks=True, dirs_exist_ok=True)
        change(copy)
        seen += told(copy, None) != before
    assert seen > len(CHANGES) / 2


def test_what_is_as_it_was_is_not_looked_at_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    keep = remembering.Known.keep

    def noted(self: remembering.Known, found: list[remembering.Told], there: frozenset[str]) -> None:
        read.extend(one.id for one in found)
        keep(self, found, there)

    monkeypatch.setattr(remembering.Known, "keep", noted)
    kept = tmp_path / "kept.json"

    told(folder, kept)
    told(folder, kept)
    replace(JA, "3個", "4個")(folder)
    grow_old(folder)
    told(folder, kept)

    assert read == [ID, OTHER, ID]


def test_what_another_question_found_is_not_its_answer(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    alone = check_content(read_history(folder), [JA])

    everything = told(folder, kept)

    assert check_content(read_history(folder), [JA], kept=kept) == alone
    assert check_content(read_history(folder), [JA], kept=kept) == alone
    assert told(folder, kept) == everything


def test_a_file_that_changes_while_it_is_checked_is_looked_at_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.json"
    original = remembering.Known._digest_of

    def digest_of(self: remembering.Known, id: str) -> str:
        found = original(self, id)
        if id == ID and not kept.exists():
            replace(JA, "3個", "2個")(folder)
        return found

    monkeypatch.setattr(remembering.Known, "_digest_of", digest_of)
    told(folder, kept)

    replace(JA, "2個", "3個")(folder)
    grow_old(folder)
    assert told(folder, kept) == told(folder, None)


@pytest.mark.parametrize(
    "nonsense",
    ["", "{", "[]", "3", '{"a": 1}', "wrong entries", "wrong problems", "\x00", "[" * 100_000],
    ids=lambda text: text[:14] or "empty",
)
def test_what_is_kept_and_says_nonsense_is_as_good_as_nothing(nonsense: str, folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    expected = told(folder, kept)
    if nonsense.startswith("wrong"):
        entries = json.loads(kept.read_text("utf-8"))
        for entry in entries.values():
            entry.update({"refers": 3} if nonsense == "wrong entries" else {"problems": [["x", "y"], 3]})
        nonsense = json.dumps(entries)
    kept.write_text(nonsense, "utf-8")

    assert told(folder, kept) == expected
    assert told(folder, kept) == expected


def test_where_nothing_can_be_kept_the_check_says_so_and_tells_all_the_same(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")

    assert told(folder, tmp_path / "file" / "kept.json") == told(folder, None)
    assert "cannot be kept" in caplog.text


def test_what_is_gone_is_forgotten(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    told(folder, kept)
    remove(f"en/{OTHER}.md")(folder)
    grow_old(folder)

    told(folder, kept)

    assert [key.partition(" ")[0] for key in json.loads(kept.read_text("utf-8"))] == [ID]


def test_without_git_what_is_found_is_kept_as_well(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"

    assert check_content(History(folder), kept=kept) == check_content(History(folder), kept=kept)
    assert kept.exists()
