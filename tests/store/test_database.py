"""A database that is away, read-only or damaged: told in the product's words, and found again when it is back."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.errors import SettingsError, StoreError, StoreReadOnly, StoreUnavailable
from kb.store import database as database_module
from kb.store.database import Database
from kb.store.keeping import backup
from kb.store.opening import open_store, store_of
from kb.store.schema import upgrade
from kb.store.usage import Copy
from kb.store.versions import version_at
from tests.conftest import ROOT
from tests.postgresql import Cluster
from tests.store.conftest import NOW, Connect, MakeUrl

COPY = Copy("k", NOW, "templates/a", "v", "ja")


def test_what_is_acknowledged_is_on_the_disk(database: Database) -> None:
    with database.reading() as session:
        if database.kind == "sqlite":
            settings = [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
            assert settings == ["wal", 2, 1]
        else:
            assert session.scalar(text("SHOW synchronous_commit")) == "on"


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as session:
        session.execute(text("INSERT INTO pins VALUES ('', 'a', 0, NULL, '2026-11-22 09:30:00')"))
        raise RuntimeError

    assert store_of(database).things.at_hand(0).pins == ()


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    store = store_of(database)
    with database.transaction() as session:
        session.execute(text("DELETE FROM copies"))
        assert store.usage.popularity(NOW) == {}


def test_writers_wait_for_each_other(database: Database) -> None:
    store, seen = store_of(database), threading.Event()

    def hold() -> None:
        with database.transaction() as session:
            session.execute(text("DELETE FROM copies"))
            seen.set()
            time.sleep(0.3)

    holder = threading.Thread(target=hold)
    holder.start()
    seen.wait(10)
    assert store.usage.copied(COPY)
    holder.join(10)


def test_a_writer_that_waits_too_long_is_told_so(
    new_url: MakeUrl, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0)
    url = new_url("sqlite")
    with connect(url).transaction() as session:
        session.execute(text("DELETE FROM copies"))
        with pytest.raises(StoreUnavailable, match="locked.*another process holds it"):
            store_of(connect(url)).usage.copied(COPY)


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda file: file.write_bytes(b"no database at all" * 99), "not a database.*KB_DATABASE_URL"),
        (lambda file: file.write_bytes(file.read_bytes()[:5000]), "malformed.*kb restore"),
        (lambda file: (file.unlink(), file.mkdir()), "unable to open.*folder"),
    ],
    ids=["another file", "cut", "a folder"],
)
def test_a_file_that_is_no_database_is_told_with_the_remedy(
    new_url: MakeUrl, connect: Connect, prepare: object, said: str
) -> None:
    url = new_url("sqlite")
    file = Path(url.removeprefix("sqlite:///"))
    prepare(file)  # type: ignore[operator]

    with pytest.raises(StoreUnavailable, match=said) as error:
        store_of(connect(url)).people.all()
    assert str(file) in str(error.value)


def test_a_file_that_is_taken_away_is_not_made_anew_and_is_found_when_it_is_back(new_url: MakeUrl, connect: Connect) -> None:
    url = new_url("sqlite")
    usage, file = store_of(connect(url)).usage, Path(url.removeprefix("sqlite:///"))
    usage.copied(COPY)
    for path in file.parent.glob(f"{file.name}*"):
        path.rename(path.with_name(f"away-{path.name}"))

    with pytest.raises(StoreUnavailable, match="put it back"):
        usage.copied(replace(COPY, key="meanwhile"))
    assert not file.exists()
    for path in file.parent.glob("away-*"):
        path.rename(path.with_name(path.name.removeprefix("away-")))

    assert (usage.copied(COPY), usage.copied(replace(COPY, key="later"))) == (False, True)


def test_another_file_in_its_place_is_the_one_that_is_written(new_url: MakeUrl, connect: Connect, tmp_path: Path) -> None:
    url = new_url("sqlite")
    database, file = connect(url), Path(url.removeprefix("sqlite:///"))
    backup(database, tmp_path / "copy")
    store_of(database).usage.copied(COPY)
    for path in file.parent.glob(f"{file.name}-*"):
        path.unlink()  # they belong to the file that goes
    (tmp_path / "copy").replace(file)

    assert store_of(database).usage.copied(COPY), "the copy does not hold it yet"
    assert not store_of(connect(url)).usage.copied(COPY)


def test_what_is_written_while_the_file_is_taken_away_is_not_acknowledged(new_url: MakeUrl, connect: Connect) -> None:
    url = new_url("sqlite")
    database, file = connect(url), Path(url.removeprefix("sqlite:///"))

    with pytest.raises(StoreUnavailable, match="taken away"), database.transaction() as session:
        session.execute(text("DELETE FROM copies"))
        file.rename(file.with_name("away"))


READS_AND_WRITES = """
import os, pwd, sys
from kb.errors import StoreReadOnly
from kb.store.opening import open_store
from tests.store.test_database import COPY
open_store(sys.argv[1]).usage.copied(COPY)
if os.getuid() == 0:  # who may write everything
    os.setuid(pwd.getpwnam("nobody").pw_uid)
store = open_store(sys.argv[2])
assert store.usage.popularity(COPY.at) == {}
try:
    store.usage.copied(COPY)
except StoreReadOnly as error:
    print(error)
try:
    open_store(sys.argv[2] + ".another")
except StoreReadOnly as error:
    print(error)
"""


def test_a_file_that_can_only_be_read_is_read(new_url: MakeUrl, connect: Connect) -> None:
    other, url = new_url("sqlite"), new_url("sqlite")
    file = connect(url).file
    assert file is not None
    with connect(url).reading() as session:  # a site that may write has it open, beside a report that may not
        session.execute(text("SELECT 1 FROM copies"))
        for path in file.parent.glob(f"{file.name}*"):
            path.chmod(0o444)
        for folder in (folder for folder in file.parents if "pytest" in str(folder)):
            folder.chmod(0o755)
        run = subprocess.run(
            [sys.executable, "-c", READS_AND_WRITES, other, url],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert (run.returncode, run.stderr) == (0, "")
    assert "can only be read" in run.stdout and "let this user write" in run.stdout
    assert "cannot be made (Permission denied)" in run.stdout


def test_a_server_that_takes_no_writes_is_read(new_url: MakeUrl, connect: Connect, cluster: Cluster) -> None:
    url = new_url("postgresql")
    name = url.removeprefix("postgresql://kotae@/").partition("?")[0]
    cluster.sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    store = store_of(connect(url))

    assert store.people.all() == ()
    with pytest.raises(StoreReadOnly, match="takes writes"):
        store.usage.copied(COPY)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda url: url.replace("host=", "host=/nowhere"), "start the server"),
        (lambda url: "postgresql://kotae:secret@127.0.0.1:9/kotae", "start the server"),
        (lambda url: url.replace("kotae@/", "kotae@/none_such_"), "does not exist.*name in KB_DATABASE_URL"),
        (lambda url: url.replace("kotae@", "stranger@"), "stranger.*user, password"),
    ],
    ids=["no socket", "no port", "no database", "no user"],
)
def test_a_server_that_is_not_reached_is_told_without_its_password(
    new_url: MakeUrl, connect: Connect, change: object, said: str
) -> None:
    store = store_of(connect(change(new_url("postgresql"))))  # type: ignore[operator]

    with pytest.raises(StoreUnavailable, match=said) as error:
        store.usage.copied(COPY)
    assert "secret" not in str(error.value)

    with pytest.raises(StoreUnavailable, match="a moment ago"):
        store.usage.copied(COPY)


def test_a_server_that_restarts_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "AWAY_SECONDS", 0.0)
    own = Cluster()
    try:
        database = Database(own.create("restarts"))
        upgrade(database)
        store = store_of(database)
        assert store.usage.copied(COPY)
        own.stop("immediate")
        with pytest.raises(StoreUnavailable):
            store.usage.copied(COPY)

        own.start()

        assert not store.usage.copied(COPY), "what was acknowledged is still there"
        database.close()
    finally:
        own.remove()


def test_a_connection_that_is_ended_while_it_works_is_told_so(new_url: MakeUrl, connect: Connect, cluster: Cluster) -> None:
    database = connect(new_url("postgresql"))
    with pytest.raises(StoreUnavailable), database.transaction() as session:
        number = session.scalar(text("SELECT pg_backend_pid()"))
        cluster.sql(f"SELECT pg_terminate_backend({number})")
        session.execute(text("SELECT 1"))

    assert store_of(database).usage.copied(COPY)


def test_a_mistake_of_the_program_is_not_dressed_up(database: Database) -> None:
    with pytest.raises(Exception, match="syntax|SYNTAX") as error, database.transaction() as session:
        session.execute(text("SELEKT 1"))
    assert not isinstance(error.value, StoreError)


def test_a_store_whose_file_was_there_and_is_gone_does_not_begin_with_an_empty_one(tmp_path: Path) -> None:
    url, data = f"sqlite:///{tmp_path}/base/kotae.sqlite3", tmp_path / "data"
    open_store(url, data).close()
    (tmp_path / "base").rename(tmp_path / "away")

    with pytest.raises(StoreUnavailable, match="is gone; put it back, or run kb db upgrade"):
        open_store(url, data)
    assert not (tmp_path / "base").exists()

    (tmp_path / "away").rename(tmp_path / "base")
    open_store(url, data).close()


def test_a_store_on_sqlite_makes_its_file_for_this_user_alone(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/new/kotae.sqlite3")

    assert store.people.all() == ()
    assert (tmp_path / "new/kotae.sqlite3").stat().st_mode & 0o077 == 0
    store.close()


def test_a_missing_driver_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    for ask in (Database, version_at):
        with pytest.raises(SettingsError, match=r"pip install 'kotae\[postgres\]'"):
            ask("postgresql://kotae@db.example/kotae")
