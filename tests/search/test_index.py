"""The index on disk says what it was told, whatever happens to the process that writes it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from kb.content.library import Library
from kb.errors import SearchUnavailable
from kb.search import analysis
from kb.search.entries import Entry, body_text, entry_of
from kb.search.index import FORMAT, Index
from kb.search.scoring import Snapshots, Term


def entry(id: str, title: str, *, lang: str = "en", body: str = "", fingerprint: str = "") -> Entry:
    def read() -> Mapping[str, str]:
        return {"title": title, "keywords": "", "labels": "", "summary": "", "body": body}

    return Entry(id, lang, fingerprint or title + body, read)


def indexed(index: Index) -> set[tuple[str, str]]:
    return {(stored.lang, stored.id) for stored in Snapshots(index).refresh().stored.values()}


def found(index: Index, term: str, lang: str = "en") -> set[str]:
    snapshot = Snapshots(index).refresh()
    scores = snapshot.score([Term(lang, term)])
    return {stored.id for docnum, stored in snapshot.stored.items() if scores[docnum] > 0}


LATE, LOST = entry("templates/a/late", "Late parcel"), entry("templates/a/lost", "Lost parcel")


def test_a_new_index_holds_what_it_is_told(tmp_path: Path) -> None:
    index = Index(tmp_path)

    assert index.sync([LATE, LOST, entry("templates/a/late", "配送延误", lang="zh")]) == 3

    assert indexed(index) == {("en", "templates/a/late"), ("en", "templates/a/lost"), ("zh", "templates/a/late")}
    assert found(index, "late") == {"templates/a/late"}
    assert found(index, "parcel") == {"templates/a/late", "templates/a/lost"}


@pytest.mark.parametrize("before", [[], [LATE, LOST]], ids=["new", "emptied"])
def test_an_empty_index_finds_nothing(before: list[Entry], tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.sync(before)

    assert index.sync([]) == len(before)

    assert indexed(index) == set()
    assert found(index, "parcel") == set()


def test_a_sync_without_changes_writes_nothing(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.sync([LATE, LOST])
    generation, files = index.generation, sorted(index.folder.iterdir())

    assert index.sync([LOST, LATE]) == 0

    assert index.generation == generation
    assert sorted(index.folder.iterdir()) == files


def test_a_sync_writes_and_reads_only_what_differs(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.sync([LATE, LOST])

    def never() -> Mapping[str, str]:
        raise AssertionError("an entry that did not change was read")

    unchanged = Entry(LOST.id, LOST.lang, LOST.fingerprint, never)
    seen: list[tuple[int, int]] = []
    changed = index.sync([unchanged, entry(LATE.id, "Overdue parcel")], lambda done, of: seen.append((done, of)))

    assert changed == 1
    assert seen == [(1, 1)]
    assert found(index, "late") == set()
    assert found(index, analysis.analyzer_of("en").words("overdue")[0].term) == {LATE.id}


def test_what_is_no_longer_told_vanishes(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.sync([LATE, LOST])

    assert index.sync([LOST]) == 1

    assert indexed(index) == {("en", LOST.id)}
    assert found(index, "late") == set()
    assert found(index, "parcel") == {LOST.id}


def test_a_snapshot_stays_as_it_was_while_the_index_changes(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.sync([LATE, LOST])
    snapshots = Snapshots(index)
    before = snapshots.refresh()

    index.sync([LOST])

    assert snapshots.current is before
    assert {stored.id for stored in before.stored.values()} == {LATE.id, LOST.id}
    assert (before.score([Term("en", "parcel")]) > 0).sum() == 2
    assert {stored.id for stored in snapshots.refresh().stored.values()} == {LOST.id}


def test_many_small_commits_end_where_one_large_one_ends(tmp_path: Path) -> None:
    entries = [entry(f"templates/a/n{number}", f"Parcel number{number}x") for number in range(25)]
    once, often = Index(tmp_path / "once"), Index(tmp_path / "often")
    once.sync(entries)
    snapshots = Snapshots(often)
    for count in range(1, len(entries) + 1):
        often.sync(entries[:count])
        snapshots.refresh()

    def scores(snapshots: Snapshots) -> dict[str, float]:
        snapshot = snapshots.refresh()
        values = snapshot.score([Term("en", "parcel"), Term("en", "number7x")])
        return {stored.id: round(float(values[docnum]), 4) for docnum, stored in snapshot.stored.items()}

    assert scores(snapshots) == scores(Snapshots(once))


def test_an_index_is_found_again_by_the_next_process(tmp_path: Path) -> None:
    Index(tmp_path).sync([LATE])

    again = Index(tmp_path)

    assert indexed(again) == {("en", LATE.id)}
    assert again.sync([LATE]) == 0


def test_a_removed_index_is_empty_and_can_be_filled(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.sync([LATE, LOST])

    index.remove()

    assert index.sync([LATE, LOST]) == 2
    assert found(index, "parcel") == {LATE.id, LOST.id}


def test_an_index_of_another_version_stands_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = Index(tmp_path)
    older.sync([LATE])
    monkeypatch.setattr(analysis, "VERSION", analysis.VERSION + 1)

    newer = Index(tmp_path)

    assert newer.folder != older.folder
    assert older.folder.name == f"index-{FORMAT}.{analysis.VERSION - 1}"
    assert newer.sync([LOST]) == 1
    assert indexed(newer) == {("en", LOST.id)}
    assert indexed(older) == {("en", LATE.id)}


def test_the_folder_is_private(tmp_path: Path) -> None:
    assert Index(tmp_path / "data").folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")

    with pytest.raises(SearchUnavailable, match="KB_DATA"):
        Index(tmp_path / "data")


def _garbage(file: Path) -> None:
    file.write_bytes(b"\x80\x04garbage" * 20)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


# Whoosh does not close a file that it fails to read; that is not what is tested here.
unclosed = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")

DAMAGES = {"garbage": _garbage, "empty": _empty, "cut": _cut}


@unclosed
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_table_of_contents_is_set_aside_and_the_index_built_anew(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    written = Index(tmp_path)
    written.sync([LATE, LOST])
    for file in written.folder.glob("*.toc"):
        damage(file)

    index = Index(tmp_path)

    assert index.sync([LATE, LOST]) == 2
    assert found(index, "parcel") == {LATE.id, LOST.id}
    aside = [folder for folder in tmp_path.iterdir() if "damaged" in folder.name]
    assert len(aside) == 1
    assert (aside[0] / "reason.json").is_file()


@unclosed
@pytest.mark.parametrize("damage", [*DAMAGES.values(), Path.unlink], ids=[*DAMAGES, "deleted"])
def test_a_damaged_segment_does_not_keep_the_index_from_being_built_anew(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    written = Index(tmp_path)
    written.sync([LATE, LOST])
    for file in written.folder.glob("*.seg"):
        damage(file)

    index = Index(tmp_path)
    index.sync([LATE, LOST])

    assert found(index, "parcel") == {LATE.id, LOST.id}


MANY = """
import os, signal, sys, threading
from pathlib import Path
from kb.search.entries import Entry
from kb.search.index import Index

def entry(number, word):
    texts = {"title": f"{word} {number}", "keywords": "", "labels": "", "summary": "", "body": "a parcel that is late " * 20}
    return Entry(f"templates/a/n{number}", "en", f"{word}{number}", lambda: texts)

def entries(word):
    return [entry(number, word) for number in range(60)]

folder = Path(sys.argv[1])
"""

# Each round is a process of its own, so that the memory it dies with is its own too. Every other round builds an index from
# nothing, the others commit to the one that stands; each dies at a moment that its whole run, measured first, may reach.
KILLED = (
    MANY
    + """
import random, shutil, time
from kb.search.scoring import Snapshots

def stored_in(folder):
    index = Index(folder)
    return index, list(Snapshots(index).refresh().stored.values())

def words_in(index):
    with index.reader() as reader:
        return {fields["fingerprint"].rstrip("0123456789") for _, fields in reader.iter_docs()}

def begun(word, target):
    child = os.fork()
    if not child:
        Index(target).sync(entries(word))
        signal.pause()
    return child

standing = folder / "standing"
Index(standing).sync(entries("before"))  # also loads what is slow to load
seconds = {}
for kind, target in (("build", folder / "timed"), ("commit", standing)):
    started = time.monotonic()
    Index(target).sync(entries("timed"))
    seconds[kind] = time.monotonic() - started

unfinished = {"build": 0, "commit": 0}
before = "timed"
for turn in range(30):
    kind, word = ("build", "commit")[turn % 2], f"turn{chr(97 + turn % 26)}{'x' * (turn // 26)}"
    target = folder / f"fresh{turn}" if kind == "build" else standing
    child = begun(word, target)
    time.sleep(random.uniform(0, 1.2 * seconds[kind]))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, status

    index, stored = stored_in(target)
    assert len({s.id for s in stored}) == len(stored), "an entry stands twice"
    assert len(stored) in ((0, 60) if kind == "build" else (60,)), (kind, len(stored))
    assert words_in(index) <= ({word} if kind == "build" else {before, word}) and len(words_in(index)) <= 1, words_in(index)
    unfinished[kind] += words_in(index) != {word}

    Index(target).sync(entries(word))
    index, stored = stored_in(target)
    assert sorted(s.id for s in stored) == sorted(f"templates/a/n{n}" for n in range(60)), (kind, len(stored))
    assert words_in(index) == {word}
    assert not list(target.glob("*.damaged-*")), "nothing was taken for damaged"
    if kind == "commit":
        before = word
assert all(unfinished.values()), f"no kill came before the end: {unfinished}"
print(unfinished)
"""
)


def python(script: str, *args: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, args)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(processes: Iterable[subprocess.Popen[str]]) -> list[str]:
    results = [(process.communicate(timeout=60), process.returncode) for process in processes]
    assert [code for _, code in results] == [0] * len(results), results
    return [out for (out, _), _ in results]


def test_a_killed_writer_leaves_a_whole_index_that_the_next_sync_completes(tmp_path: Path) -> None:
    finished([python(KILLED, tmp_path)])

    index = Index(tmp_path / "standing")
    wanted = [entry(f"templates/a/n{number}", f"after {number}") for number in range(60)]
    index.sync(wanted)

    assert indexed(index) == {("en", item.id) for item in wanted}
    assert found(index, "late") == set()
    assert found(index, analysis.analyzer_of("en").words("after")[0].term) == {item.id for item in wanted}
    assert not list(tmp_path.glob("*.damaged-*")), "nothing was taken for damaged"


TOGETHER = (
    MANY
    + """
print("ready", flush=True)
sys.stdin.readline()
print(Index(folder).sync(entries("same")))
"""
)


@unclosed
@pytest.mark.parametrize("before", ["nothing", "a damaged index"])
def test_two_processes_that_sync_at_once_both_end_right(before: str, tmp_path: Path) -> None:
    if before == "a damaged index":
        folder = Index(tmp_path).folder
        for file in folder.glob("*.toc"):
            _garbage(file)
    command = [sys.executable, "-c", TOGETHER, str(tmp_path)]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()

    written = sorted(int(out) for out in finished(processes))

    index = Index(tmp_path)
    assert {id for _, id in indexed(index)} == {f"templates/a/n{number}" for number in range(60)}
    assert written == [0, 60]


def test_whoever_searches_while_another_commits_finds_an_edited_document_exactly_once(tmp_path: Path) -> None:
    index = Index(tmp_path)
    kept = [entry(f"templates/a/n{number}", f"Parcel number{number}x") for number in range(20)]

    def state(turn: int) -> list[Entry]:
        edited = entry("templates/a/edited", f"Parcel edition{turn}x", body="zebra " * (1 + turn % 5))
        passing = [entry(f"templates/a/passing{turn}", "Passing parcel")] if turn % 2 else []
        return [*kept, edited, *passing]

    index.sync(state(0))
    snapshots, committed, wrong = Snapshots(index), threading.Event(), list[str]()
    editions: list[set[int]] = [set(), set()]

    def look(seen: set[int]) -> None:
        snapshot = snapshots.refresh()
        titles = [Term("en", f"edition{turn}x") for turn in range(41)]
        found = [turn for turn, title in enumerate(titles) if (snapshot.score([title]) > 0).sum()]
        for term in (Term("en", "parcel"), Term("en", "zebra")):
            scores = snapshot.score([term])
            ids = [stored.id for docnum, stored in snapshot.stored.items() if scores[docnum] > 0]
            if ids.count("templates/a/edited") != 1 or len(set(ids)) != len(ids):
                wrong.append(f"{term.text}: {sorted(ids)}")
        everything = [stored.id for stored in snapshot.stored.values()]
        passing = [int(id.removeprefix("templates/a/passing")) for id in everything if "passing" in id]
        if len(found) != 1 or passing != [turn for turn in found if turn % 2] or not {e.id for e in kept} <= set(everything):
            wrong.append(f"editions {found} beside {passing}")
        seen.update(found)

    def search(seen: set[int]) -> None:
        try:
            while not committed.is_set():
                look(seen)
            look(seen)
        except Exception as error:  # noqa: BLE001 - a thread of a test must not die unheard
            wrong.append(repr(error))

    searchers = [threading.Thread(target=search, args=(seen,)) for seen in editions]
    for searcher in searchers:
        searcher.start()
    for turn in range(1, 41):
        index.sync(state(turn))
    committed.set()
    for searcher in searchers:
        searcher.join()

    assert wrong == []
    assert all(40 in seen and len(seen) > 2 for seen in editions), "they saw states on the way"


def test_the_bundled_content_is_indexed_whole(library: Library, tmp_path: Path) -> None:
    index = Index(tmp_path)
    entries = [entry_of(document, library.vocabulary) for document in library]

    assert index.sync(entries) == len(entries)

    assert indexed(index) == {(document.lang, document.id) for document in library}


def test_an_entry_says_the_words_and_the_labels_of_its_document(library: Library) -> None:
    document = library.get("templates/apology/late-delivery", "ja")

    texts = entry_of(document, library.vocabulary).read()

    assert texts["title"] == document.title
    assert texts["labels"].split("\n") == ["お詫び", "配送の遅れ", "提携先による遅れ"]
    assert set(texts["keywords"].split("\n")) == set(document.keywords)
    assert texts["summary"] == document.summary
    assert texts["body"] == body_text(document, library.vocabulary)
    assert "誠に申し訳ございません" in texts["body"]
    assert "[追跡番号]" in texts["body"]
    assert "{{" not in texts["body"]
    assert "{%" not in texts["body"]
