"""Every test of the store runs on both databases, each on an empty one of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from kb.store.database import Database
from kb.store.opening import Store, store_of
from kb.store.people import Person
from kb.store.schema import upgrade
from tests.postgresql import Cluster

KINDS = ("sqlite", "postgresql")

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

_numbers = count()


@pytest.fixture(scope="session")
def ready_database(cluster: Cluster) -> str:
    """The name of a PostgreSQL database that has the tables."""
    made = Database(cluster.create("ready"))
    upgrade(made)
    made.close()
    return "ready"


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that has the tables."""
    made = Database(f"sqlite:///{tmp_path_factory.mktemp('ready')}/ready.sqlite3")
    upgrade(made)
    made.close()
    assert made.file is not None
    return made.file


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database it is."""
    found: str = request.param
    return found


MakeUrl = Callable[..., str]


@pytest.fixture
def new_url(tmp_path: Path, cluster: Cluster, ready_file: Path, ready_database: str) -> Iterator[MakeUrl]:
    """Makes a database of a kind, with tables or without; its address."""
    made: list[str] = []

    def make(kind: str, *, tables: bool = True) -> str:
        name = f"t{next(_numbers)}"
        if kind == "postgresql":
            made.append(name)
            return cluster.create(name, ready_database if tables else "template0")
        file = tmp_path / f"{name}.sqlite3"
        if tables:
            shutil.copy(ready_file, file)
        return f"sqlite:///{file}"

    yield make
    for name in made:
        cluster.drop(name)


@pytest.fixture
def url(kind: str, new_url: MakeUrl) -> str:
    """The address of a database with tables and without rows."""
    return new_url(kind)


Connect = Callable[[str], Database]


@pytest.fixture
def connect(new_url: MakeUrl) -> Iterator[Connect]:
    """Opens the database at an address, and closes it after the test."""
    opened: list[Database] = []

    def one(url: str) -> Database:
        opened.append(Database(url))
        return opened[-1]

    yield one
    for database in opened:
        database.close()


@pytest.fixture
def database(url: str, connect: Connect) -> Database:
    """A database with tables and without rows."""
    return connect(url)


@pytest.fixture
def empty(kind: str, new_url: MakeUrl, connect: Connect) -> Database:
    """A database without tables."""
    return connect(new_url(kind, tables=False))


@pytest.fixture
def store(database: Database) -> Store:
    """The repositories, with nothing kept yet."""
    return store_of(database)


@pytest.fixture
def mei(store: Store) -> Person:
    """An agent."""
    return store.people.add("mei@shop.example", "Mei", "agent", now=NOW, group="ja-desk")
