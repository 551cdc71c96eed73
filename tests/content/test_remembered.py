"""A library that was put away is used again when it is right, and never when it may not be."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from kb.content import remembered as module
from kb.content.library import Library, load_library
from kb.content.model import Template
from kb.content.remembered import NAME, remember, remembered
from kb.reply.compose import Choices, compose
from tests.conftest import CONTENT
from tests.small_content import ID, source_file, translation_file, write_content

EN, JA, ES = (f"{lang}/{ID}.md" for lang in ("en", "ja", "es"))
OLD_NS = 1_700_000_000_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder of two good files and a broken one."""
    (tmp_path / "content").mkdir()
    return write_content(
        tmp_path / "content", {EN: source_file("## formal\n\nFirst.\n"), JA: translation_file(), ES: "just text"}
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def words_of(library: Library, lang: str = "en") -> str:
    template = library.get(ID, lang)
    assert isinstance(template, Template)
    return compose(template, Choices(lang), {}, library.vocabulary).text


def test_what_was_put_away_says_the_same(folder: Path, data: Path) -> None:
    library = load_library(folder)
    remember(library, data, folder)

    found = remembered(data, folder)

    assert found is not None
    assert found is not library
    assert found.version == library.version
    assert found.problems == library.problems != ()
    assert list(found.documents) == list(library.documents)
    assert (words_of(found), words_of(found, "ja")) == (words_of(library), words_of(library, "ja"))


def test_with_and_without_it_the_library_of_the_bundled_content_is_equal(library: Library, data: Path) -> None:
    remember(library, data, CONTENT)

    found = load_library(CONTENT, remembered(data, CONTENT))

    assert found.version == library.version
    assert found.problems == library.problems
    assert found.synonyms == library.synonyms
    assert found.taxonomy == library.taxonomy
    assert [(d.id, d.lang, d.digest, d.freshness, d.facets) for d in found] == [
        (d.id, d.lang, d.digest, d.freshness, d.facets) for d in library
    ]
    for document in library:
        if isinstance(document, Template):
            twin = found.get(document.id, document.lang)
            assert isinstance(twin, Template)
            choices = Choices(document.lang)
            assert compose(twin, choices, {}, found.vocabulary, preview=True) == compose(
                document, choices, {}, library.vocabulary, preview=True
            )


def test_the_documents_of_files_that_did_not_change_are_those_put_away(folder: Path, data: Path) -> None:
    remember(load_library(folder), data, folder)
    before = remembered(data, folder)
    assert before is not None

    library = load_library(folder, before)

    assert library.documents[ID] is before.documents[ID]


@pytest.mark.parametrize("age", [OLD_NS, None], ids=["long ago", "just now"])
def test_a_file_that_has_changed_since_is_read_anew(age: int | None, folder: Path, data: Path) -> None:
    if age:
        for name in (EN, JA, ES):
            os.utime(folder / name, ns=(age, age))
    remember(load_library(folder), data, folder)
    write_content(folder, {EN: source_file("## formal\n\nOther.\n"), ES: translation_file("## formal\n\nHola.\n")})

    library = load_library(folder, remembered(data, folder))

    assert (words_of(library), words_of(library, "ja"), words_of(library, "es")) == ("Other.", "こんにちは。", "Hola.")
    assert library.problems == ()
    assert library.version == load_library(folder).version


def test_an_edit_that_keeps_size_and_time_is_seen_where_it_came_shortly_after_the_last(folder: Path, data: Path) -> None:
    remember(load_library(folder), data, folder)
    before = (folder / EN).stat()
    write_content(folder, {EN: source_file("## formal\n\nOther.\n")})
    os.utime(folder / EN, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert words_of(load_library(folder, remembered(data, folder))) == "Other."


def test_added_and_deleted_files_are_taken_in(folder: Path, data: Path) -> None:
    remember(load_library(folder), data, folder)
    (folder / JA).unlink()
    write_content(folder, {"en/templates/apology/lost-parcel.md": source_file()})

    library = load_library(folder, remembered(data, folder))

    assert list(library.documents) == [ID, "templates/apology/lost-parcel"]
    assert list(library.translations(ID)) == ["en"]


def test_a_broken_file_keeps_its_last_good_version_over_a_restart(folder: Path, data: Path) -> None:
    remember(load_library(folder), data, folder)
    write_content(folder, {EN: source_file("## formal\n\nOther {{ order.no }}\n")})

    library = load_library(folder, remembered(data, folder))

    assert words_of(library) == "First."
    assert EN in {problem.path for problem in library.problems}


def test_where_nothing_was_put_away_there_is_nothing(folder: Path, data: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert remembered(data, folder) is None
    data.mkdir()
    assert remembered(data, folder) is None
    assert caplog.text == ""


def test_it_holds_for_its_own_folder_only(folder: Path, data: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = write_content(tmp_path / "other", {EN: source_file("## formal\n\nFirst.\n"), JA: translation_file()})
    remember(load_library(folder), data, folder)

    assert remembered(data, other) is None
    assert remembered(data, folder) is not None


def test_another_way_to_the_same_folder_leads_to_it(
    folder: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(load_library(folder), data, folder)
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(tmp_path)

    assert remembered(data, tmp_path / "link") is not None
    assert remembered(data, Path("content")) is not None
    assert remembered(data, folder / ".." / "content") is not None


def test_it_holds_for_the_code_that_wrote_it_only(folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(load_library(folder), data, folder)
    monkeypatch.setattr(module, "_code", lambda: "another version")

    assert remembered(data, folder) is None
    remember(load_library(folder), data, folder)
    assert remembered(data, folder) is not None


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _only_the_mark(data: bytes) -> bytes:
    return data.split(b"\n")[0] + b"\n"


def _garbage(data: bytes) -> bytes:
    return _only_the_mark(data) + b"\x80\x04garbage" * 20


def _text(data: bytes) -> bytes:
    return _only_the_mark(data) + b"garbage\n" * 20


def _flipped(data: bytes) -> bytes:
    return data[:200] + bytes(255 - byte for byte in data[200:400]) + data[400:]


@pytest.mark.parametrize("damage", [_cut, _only_the_mark, _garbage, _text, _flipped])
def test_a_damaged_file_is_not_used_and_warned_of(
    damage: object, folder: Path, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(damage)
    remember(load_library(folder), data, folder)
    (data / NAME).write_bytes(damage((data / NAME).read_bytes()))

    with caplog.at_level(logging.WARNING, logger="kb"):
        assert remembered(data, folder) is None

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert str(data / NAME) in caplog.text
    remember(load_library(folder), data, folder)
    assert remembered(data, folder) is not None


@pytest.mark.parametrize("text", [b"", b"\n", b"something else\n", b"x" * 200])
def test_a_file_without_the_mark_is_not_used(text: bytes, folder: Path, data: Path) -> None:
    data.mkdir()
    (data / NAME).write_bytes(text)

    assert remembered(data, folder) is None


def test_what_is_put_away_is_private(folder: Path, data: Path) -> None:
    before = os.umask(0)
    try:
        remember(load_library(folder), data, folder)
    finally:
        os.umask(before)

    assert data.stat().st_mode & 0o077 == 0
    assert (data / NAME).stat().st_mode & 0o077 == 0
    assert [file.name for file in data.iterdir()] == [NAME], "nothing else is left there"


def test_a_file_that_a_crash_left_half_written_harms_nobody(folder: Path, data: Path) -> None:
    library = load_library(folder)
    remember(library, data, folder)
    whole = (data / NAME).read_bytes()
    for pid in (os.getpid(), 999_999):
        (data / f"{NAME}.{pid}").write_bytes(_cut(whole))

    assert remembered(data, folder) is not None
    remember(library, data, folder)

    found = remembered(data, folder)
    assert found is not None
    assert found.version == library.version


def test_a_folder_that_cannot_be_written_is_an_error_and_leaves_the_old_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")

    with pytest.raises(OSError, match="data"):
        remember(load_library(folder), tmp_path / "data", folder)

    assert (tmp_path / "data").read_text() == "a file where a folder should be"
