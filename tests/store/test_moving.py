"""Everything goes from either database to either, and nothing but a whole copy is read in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.errors import CopyRefused, StoreError, StoreOutdated
from kb.store import keeping, moving
from kb.store.database import Database
from kb.store.keeping import backup, restore
from kb.store.lines import verify
from kb.store.models import Base
from kb.store.moving import export_to, import_from
from kb.store.opening import store_of
from kb.store.schema import current, upgrade
from kb.store.versions import LATEST, NONE
from tests.store.conftest import KINDS, NOW, Connect, MakeUrl
from tests.store.history import live

Lines = list[bytes]


@pytest.fixture
def exported(new_url: MakeUrl, connect: Connect, tmp_path: Path) -> Path:
    """A whole copy."""
    database = connect(new_url("sqlite"))
    live(database)
    export_to(database, tmp_path / "whole.jsonl")
    return tmp_path / "whole.jsonl"


def rows(file: Path) -> Lines:
    """The lines of a copy without its first, which tells when it was made, and its last, which hashes that."""
    return file.read_bytes().splitlines()[1:-1]


@pytest.mark.parametrize("there", KINDS)
@pytest.mark.parametrize("here", KINDS)
def test_everything_moves_and_comes_back_the_same(
    here: str, there: str, new_url: MakeUrl, connect: Connect, tmp_path: Path
) -> None:
    one, other = connect(new_url(here)), connect(new_url(there))
    live(one)

    out = export_to(one, tmp_path / "out.jsonl")
    assert import_from(other, tmp_path / "out.jsonl") == out
    back = export_to(other, tmp_path / "back.jsonl")

    assert back == out == verify(tmp_path / "back.jsonl")
    assert set(out.rows) == set(Base.metadata.tables) and min(out.rows.values()) > 0, "every table has a row in this test"
    assert rows(tmp_path / "back.jsonl") == rows(tmp_path / "out.jsonl")
    assert store_of(other).people.by_login("mei@shop.example") == store_of(one).people.by_login("mei@shop.example")


@pytest.mark.parametrize("there", KINDS)
def test_what_was_read_in_goes_on_with_new_numbers(there: str, new_url: MakeUrl, connect: Connect, exported: Path) -> None:
    store = store_of(connect(new_url(there)))
    import_from(store.database, exported)

    people = [store.people.add(f"new{number}", "New", "agent", now=NOW).id for number in range(2)]

    assert min(people) > max(person.id for person in store.people.all() if not person.login.startswith("new"))


@pytest.mark.parametrize("there", KINDS)
def test_a_copy_of_an_older_program_is_read_in_and_brought_up_to_date(
    there: str, new_url: MakeUrl, connect: Connect, tmp_path: Path
) -> None:
    old = connect(new_url("sqlite", tables=False))
    upgrade(old, "0001")
    with old.transaction() as session:
        session.execute(text("INSERT INTO pins VALUES ('', 'templates/a', 0, NULL, '2026-11-22 09:30:00.000000')"))
    export_to(old, tmp_path / "old.jsonl")

    new = connect(new_url(there, tables=False))
    import_from(new, tmp_path / "old.jsonl")

    assert (current(new), store_of(new).things.at_hand(0).pins) == (LATEST, ("templates/a",))


def changed(change: Callable[[Lines], Lines]) -> Callable[[bytes], bytes]:
    return lambda whole: b"".join(change(whole.splitlines(keepends=True)))


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut in a line": (lambda whole: whole[: len(whole) // 2], r":\d+: the file is damaged or cut here|is cut"),
    "cut after a line": (changed(lambda lines: lines[:10]), "is cut"),
    "without its last line": (changed(lambda lines: lines[:-1]), "is cut"),
    "only its first line": (changed(lambda lines: lines[:1]), "is cut"),
    "without one row": (changed(lambda lines: lines[:5] + lines[6:]), "is damaged: the rows of"),
    "with one row twice": (changed(lambda lines: lines[:5] + lines[4:]), "is damaged: the rows of"),
    "with rows in another order": (
        changed(lambda lines: lines[:-3] + [lines[-2], lines[-3], lines[-1]]),
        "is damaged: the rows of",
    ),
    "with another word in a row": (lambda whole: whole.replace(b"shop.example", b"ship.example"), "the rows of people"),
    "with another version": (lambda whole: whole.replace(b'"0002"', b'"0001"'), "the first line"),
    "with more behind": (lambda whole: whole + b"{}\n", "is cut"),
    "with a row of a table unheard of": (
        lambda whole: whole.replace(b'"table":"pins"', b'"table":"pans"'),
        'no table "pans"',
    ),
    "with a line that is no object": (changed(lambda lines: [*lines[:3], b"[]\n", *lines[3:]]), ":4: the file is damaged"),
    "of a newer program": (lambda whole: whole.replace(b'"0002"', b'"9999"'), "9999.*newer program"),
    "empty": (lambda _: b"", "is no copy of a database"),
    "something else": (lambda _: b"\x89PNG\r\n\x1a\n", "is no copy of a database"),
    "other JSON": (lambda _: b'{"format": "other"}\n', "is no copy of a database"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_copy_that_is_not_whole_is_refused_and_nothing_is_written(
    damage: str, exported: Path, new_url: MakeUrl, connect: Connect
) -> None:
    change, said = DAMAGE[damage]
    whole = exported.read_bytes()
    exported.write_bytes(change(whole))
    assert exported.read_bytes() != whole
    empty = connect(new_url("sqlite", tables=False))

    with pytest.raises(CopyRefused, match=said) as error:
        import_from(empty, exported, replace=True)

    assert str(exported) in str(error.value)
    assert current(empty) == NONE


def test_a_database_with_rows_is_replaced_only_when_told(database: Database, exported: Path) -> None:
    store = store_of(database)
    store.people.add("kept", "Kept", "admin", now=NOW)

    with pytest.raises(CopyRefused, match=r"is not empty \(people has rows\); say --replace"):
        import_from(database, exported)
    assert [person.login for person in store.people.all()] == ["kept"]

    import_from(database, exported, replace=True)
    assert [person.login for person in store.people.all()] == ["mei@shop.example"]


def test_an_import_that_fails_midway_leaves_the_database_as_it_was(
    database: Database, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_of(database)
    store.people.add("kept", "Kept", "admin", now=NOW)
    taken = moving._taken

    def altered(*arguments: object) -> object:
        return {name: "x" if name == "note" else value for name, value in taken(*arguments).items()}  # type: ignore[arg-type]

    monkeypatch.setattr(moving, "_taken", altered)
    with pytest.raises(CopyRefused, match="was not read in as it is"):
        import_from(database, exported, replace=True)

    assert [person.login for person in store.people.all()] == ["kept"]


def test_a_copy_is_of_one_moment_though_others_write(database: Database, tmp_path: Path) -> None:
    live(database, copies=5)
    store = store_of(database)

    def meanwhile(_done: int, _of: int) -> None:
        store.people.add("late", "Late", "agent", now=NOW)

    tally = export_to(database, tmp_path / "copy.jsonl", meanwhile)

    assert store.people.by_login("late") is not None
    assert tally.rows["people"] == 1 and b"Late" not in (tmp_path / "copy.jsonl").read_bytes()


def test_an_older_copy_stays_until_the_new_one_is_whole(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "copy.jsonl"
    file.write_text("older")

    def fail(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    live(database, copies=2)
    with pytest.raises(KeyboardInterrupt):
        export_to(database, file, fail)

    assert file.read_text() == "older"
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.jsonl"]
    export_to(database, file)
    assert file.stat().st_mode & 0o077 == 0, "it holds what the database holds"


@pytest.mark.parametrize("work", [export_to, backup])
def test_what_cannot_be_written_or_is_not_there_is_told(
    work: Callable[[Database, Path], object], database: Database, empty: Database, tmp_path: Path
) -> None:
    with pytest.raises(CopyRefused, match="cannot be written.*name another file"):
        work(database, tmp_path / "missing" / "copy")
    with pytest.raises(StoreOutdated, match="nothing to copy"):
        work(empty, tmp_path / "copy")


def test_a_backup_is_put_back_as_it_was(database: Database, tmp_path: Path) -> None:
    live(database)
    store = store_of(database)
    before = export_to(database, tmp_path / "before")
    backup(database, tmp_path / "copy")
    store.people.add("after", "After", "agent", now=NOW)
    store.archive.delete("C-1")

    with pytest.raises(CopyRefused, match="not empty"):
        restore(database, tmp_path / "copy")
    restore(database, tmp_path / "copy", replace=True)

    assert export_to(database, tmp_path / "again") == before
    assert store.people.by_login("after") is None


@pytest.fixture
def old_copy(new_url: MakeUrl, connect: Connect, tmp_path: Path) -> Path:
    """An SQLite backup that an older program made."""
    old = connect(new_url("sqlite", tables=False))
    upgrade(old, "0001")
    with old.transaction() as session:
        session.execute(text("INSERT INTO pins VALUES ('', 'templates/a', 0, NULL, '2026-11-22 09:30:00.000000')"))
    backup(old, tmp_path / "old")
    return tmp_path / "old"


def test_a_backup_of_an_older_program_is_put_back_and_brought_up_to_date(
    new_url: MakeUrl, connect: Connect, old_copy: Path, tmp_path: Path
) -> None:
    database = connect(new_url("sqlite"))
    live(database)
    copied, files = old_copy.read_bytes(), {path.name for path in tmp_path.iterdir()}

    restore(database, old_copy, replace=True)

    assert (current(database), store_of(database).things.at_hand(0).pins) == (LATEST, ("templates/a",))
    assert old_copy.read_bytes() == copied
    assert {path.name for path in tmp_path.iterdir()} <= files


def test_a_backup_that_cannot_be_brought_up_to_date_changes_nothing(
    new_url: MakeUrl, connect: Connect, old_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = connect(new_url("sqlite"))
    live(database)
    before = export_to(database, tmp_path / "before")
    files = {path.name for path in tmp_path.iterdir()}

    def fails(*_: object) -> None:
        raise StoreError("rows would refer to what is not there")

    monkeypatch.setattr(keeping, "migrated", fails)
    with pytest.raises(StoreError, match="refer"):
        restore(database, old_copy, replace=True)

    assert export_to(database, tmp_path / "again") == before
    assert {path.name for path in tmp_path.iterdir()} <= {*files, "again"}


def test_a_running_site_sees_what_was_put_back(database: Database, url: str, connect: Connect, tmp_path: Path) -> None:
    site = store_of(connect(url))
    backup(database, tmp_path / "copy")
    site.people.add("mei", "Mei", "agent", now=NOW)

    restore(database, tmp_path / "copy", replace=True)

    assert site.people.all() == ()
    assert site.people.add("new", "New", "agent", now=NOW)


def test_a_backup_of_sqlite_is_taken_while_others_write(new_url: MakeUrl, connect: Connect, tmp_path: Path) -> None:
    database = connect(new_url("sqlite"))
    live(database)
    store, seen = store_of(database), []

    def meanwhile(done: int, of: int) -> None:
        seen.append((done, of))
        store.people.add(f"late{len(seen)}", "Late", "agent", now=NOW)

    backup(database, tmp_path / "copy", meanwhile)

    assert seen and seen[-1][0] == seen[-1][1]
    assert [person.login for person in store_of(connect(f"sqlite:///{tmp_path}/copy")).people.all()] == ["mei@shop.example"]
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda whole: whole[:20_000], "damaged"),
        (lambda whole: whole[:40_960] + b"\xff" * 4096 + whole[45_056:], "damaged"),
        (lambda whole: whole[:100], "damaged"),
    ],
    ids=["cut", "overwritten", "only its head"],
)
def test_a_damaged_backup_of_sqlite_is_refused(
    new_url: MakeUrl, connect: Connect, tmp_path: Path, damage: Callable[[bytes], bytes], said: str
) -> None:
    database = connect(new_url("sqlite"))
    live(database)
    backup(database, tmp_path / "copy")
    (tmp_path / "copy").write_bytes(damage((tmp_path / "copy").read_bytes()))

    with pytest.raises(CopyRefused, match=said):
        restore(database, tmp_path / "copy", replace=True)

    assert [person.login for person in store_of(database).people.all()] == ["mei@shop.example"]


def test_an_sqlite_file_is_not_put_into_postgresql(new_url: MakeUrl, connect: Connect, tmp_path: Path) -> None:
    backup(connect(new_url("sqlite")), tmp_path / "copy")

    with pytest.raises(CopyRefused, match="kb export and kb import"):
        restore(connect(new_url("postgresql")), tmp_path / "copy")


def test_a_database_is_no_backup_of_itself(new_url: MakeUrl, connect: Connect) -> None:
    database = connect(new_url("sqlite"))
    assert database.file is not None
    with pytest.raises(CopyRefused, match="the database itself"):
        backup(database, database.file)


def test_a_line_is_compact_json_in_utf8(exported: Path) -> None:
    person = next(line for line in exported.read_bytes().splitlines() if b'"people"' in line and b'"row"' in line)

    assert "メイ 👋".encode() in person
    assert json.loads(person)["row"]["created_at"] == "2026-11-22T09:30:00+00:00"
