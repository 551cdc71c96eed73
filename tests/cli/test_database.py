"""The commands that look after the database, as an operator runs them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kb.cli.serving import prepare_database
from kb.settings import Settings
from kb.store.database import Database
from kb.store.opening import store_of
from kb.store.schema import current, upgrade
from kb.store.versions import LATEST
from tests.cli.conftest import Kb, Ran
from tests.postgresql import Cluster
from tests.store.conftest import NOW


@pytest.fixture
def run(kb_command: Kb, tmp_path: Path) -> Kb:
    """Runs `kb` with a database and a data folder of this test's own."""

    def one(*arguments: object) -> Ran:
        return kb_command(*arguments, KB_DATA=str(tmp_path), KB_DATABASE_URL=f"sqlite:///{tmp_path}/kotae.sqlite3")

    return one


def logins(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [login for (login,) in connection.execute("SELECT login FROM people ORDER BY id")]


def add(file: Path, login: str) -> None:
    database = Database(f"sqlite:///{file}")
    store_of(database).people.add(login, login, "agent", now=NOW)
    database.close()


def test_the_tables_are_made_and_told_of(run: Kb, tmp_path: Path) -> None:
    before, made, after = run("db", "status"), run("db", "upgrade"), run("db", "status")

    assert (before.code, before.out.split(": ")[1]) == (1, f"version 0000 of {LATEST}\n")
    assert "run kb db upgrade" in before.err
    assert (made.code, made.out) == (0, f"{tmp_path}/kotae.sqlite3: version {LATEST}\n")
    assert (after.code, after.out) == (0, f"{tmp_path}/kotae.sqlite3: version {LATEST} of {LATEST}\n")


def test_everything_is_exported_and_imported(run: Kb, tmp_path: Path) -> None:
    run("db", "upgrade")
    add(tmp_path / "kotae.sqlite3", "mei")

    out = run("export", tmp_path / "all.jsonl")
    add(tmp_path / "kotae.sqlite3", "later")
    refused = run("import", tmp_path / "all.jsonl")
    done = run("import", tmp_path / "all.jsonl", "--replace")

    assert out.out == f"{tmp_path}/all.jsonl: 1 rows\n"
    assert refused.code == 1 and "say --replace" in refused.err
    assert (done.code, done.out) == (0, f"{tmp_path}/kotae.sqlite3: 1 rows, compared with {tmp_path}/all.jsonl\n")
    assert logins(tmp_path / "kotae.sqlite3") == ["mei"]
    (kept,) = tmp_path.glob("replaced-*")
    assert logins(kept) == ["mei", "later"] and str(kept) in done.err


def test_a_backup_is_put_back_by_one_command(run: Kb, tmp_path: Path) -> None:
    run("db", "upgrade")
    add(tmp_path / "kotae.sqlite3", "mei")

    copied = run("backup", tmp_path / "monday")
    add(tmp_path / "kotae.sqlite3", "later")
    done = run("restore", tmp_path / "monday", "--replace")

    assert (copied.code, done.code) == (0, 0)
    assert logins(tmp_path / "kotae.sqlite3") == ["mei"]
    assert [logins(kept) for kept in tmp_path.glob("replaced-*")] == [["mei", "later"]]


def test_a_backup_is_put_back_where_nothing_is_any_more(run: Kb, tmp_path: Path) -> None:
    run("db", "upgrade")
    add(tmp_path / "kotae.sqlite3", "mei")
    run("backup", tmp_path / "monday")
    for file in tmp_path.glob("kotae.sqlite3*"):
        file.unlink()

    assert run("restore", tmp_path / "monday").code == 0
    assert logins(tmp_path / "kotae.sqlite3") == ["mei"]


@pytest.mark.parametrize("command", ["import", "restore"])
def test_a_copy_that_cannot_be_used_changes_nothing_and_leaves_nothing(run: Kb, tmp_path: Path, command: str) -> None:
    run("db", "upgrade")
    add(tmp_path / "kotae.sqlite3", "mei")
    (tmp_path / "bad").write_text("no copy")

    done = run(command, tmp_path / "bad", "--replace")

    assert done.code == 1 and done.err.startswith("kb: ") and "is no copy of a database" in done.err
    assert logins(tmp_path / "kotae.sqlite3") == ["mei"]
    assert list(tmp_path.glob("replaced-*")) == []


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "something else": lambda _: b"no database" * 999,
    "cut": lambda whole: whole[: len(whole) // 2],
    "overwritten": lambda whole: whole[:8192] + b"\xff" * 16384 + whole[24576:],
}


@pytest.fixture
def damaged(run: Kb, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A database that was damaged after it had been copied, once as SQLite and once as lines."""
    file = tmp_path / "kotae.sqlite3"
    run("db", "upgrade")
    add(file, "mei")
    run("backup", tmp_path / "monday")
    run("export", tmp_path / "monday.jsonl")
    add(file, "later")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.write_bytes(DAMAGE[request.param](file.read_bytes()))
    file.with_name("kotae.sqlite3-wal").write_bytes(b"a log")
    return file


@pytest.mark.parametrize("damaged", DAMAGE, indirect=True)
@pytest.mark.parametrize("command", ["restore monday", "restore monday.jsonl", "import monday.jsonl"])
def test_a_damaged_database_makes_room_for_a_copy_and_is_kept(run: Kb, damaged: Path, command: str) -> None:
    verb, copy = command.split()
    was = damaged.read_bytes()

    done = run(verb, damaged.with_name(copy), "--replace")

    assert (done.code, logins(damaged)) == (0, ["mei"]), done.err
    kept, log = sorted(path for path in damaged.parent.glob("kotae.sqlite3.damaged-*") if not path.name.endswith("-shm"))
    assert (kept.read_bytes(), log.read_bytes()) == (was, b"a log")
    assert f"{kept} is what was there" in done.err


@pytest.mark.parametrize("damaged", ["something else", "cut"], indirect=True)
def test_a_damaged_database_stays_until_it_may_be_replaced_by_a_good_copy(run: Kb, damaged: Path) -> None:
    was, bad = damaged.read_bytes(), damaged.with_name("bad")
    bad.write_text("no copy")

    asked, refused = run("restore", damaged.with_name("monday")), run("restore", bad, "--replace")

    assert (asked.code, refused.code) == (1, 1)
    assert "kb restore FILE --replace" in asked.err and "is no copy of a database" in refused.err
    assert damaged.read_bytes() == was
    assert list(damaged.parent.glob("*damaged-*")) == []


@pytest.mark.parametrize("command", ["export", "backup"])
def test_nothing_can_be_copied_where_nothing_is(run: Kb, tmp_path: Path, command: str) -> None:
    done = run(command, tmp_path / "copy")

    assert done.code == 1 and "no tables" in done.err
    assert not (tmp_path / "copy").exists()


def test_serving_brings_an_sqlite_file_up_to_date_and_keeps_a_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data=tmp_path)
    database = Database(settings.database)
    upgrade(database, "0001")
    database.close()

    prepare_database(settings)
    told = capsys.readouterr().err
    prepare_database(settings)

    assert f"{tmp_path}/kotae.sqlite3.version-0001 is a copy of it as it was" in told
    assert capsys.readouterr().err == ""
    assert current(database) == LATEST
    database.close()


def test_serving_leaves_the_tables_of_a_server_to_its_operator(cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    url = cluster.create("served")
    prepare_database(Settings(database_url=url))
    assert capsys.readouterr().err == f"The database has version 0000 of the tables, not {LATEST}: run kb db upgrade\n"

    database = Database(url)
    upgrade(database)
    database.close()
    prepare_database(Settings(database_url=url.replace("postgresql:", "postgresql+psycopg:")))
    assert capsys.readouterr().err == ""
    cluster.drop("served")


def test_serving_goes_on_without_its_database_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kotae.sqlite3").write_bytes(b"no database" * 999)

    prepare_database(Settings(data=tmp_path))
    prepare_database(Settings(database_url="postgresql://kotae:secret@127.0.0.1:9/kotae"))

    first, second = capsys.readouterr().err.splitlines()
    assert "kotae.sqlite3" in first and "restore a backup" in first and "search and copying work without it" in first
    assert "start it" in second and "search and copying work without it" in second and "secret" not in second
