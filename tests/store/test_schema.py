"""The tables come into being by migrations, and go the way back, from every version to every other."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from kb.errors import StoreError, StoreOutdated
from kb.store.database import Database
from kb.store.models import Base
from kb.store.opening import store_of
from kb.store.schema import current, downgrade, make_file, upgrade
from kb.store.usage import Copy
from kb.store.versions import LATEST, MIGRATIONS, NONE, is_current, version_at
from tests.store.conftest import NOW, Connect, MakeUrl

VERSIONS = (NONE, "0001", "0002")


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))


def tables(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version", "sqlite_sequence"}


def test_the_migrations_are_one_chain_that_ends_at_this_programs_version() -> None:
    chain = [script.revision for script in scripts().walk_revisions()]

    assert (NONE, *reversed(chain)) == VERSIONS
    assert scripts().get_current_head() == LATEST == VERSIONS[-1]


def test_the_migrations_arrive_at_the_tables_of_the_models(empty: Database) -> None:
    upgrade(empty)

    assert differences(empty) == []
    assert tables(empty) == set(Base.metadata.tables)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_can_be_reached_from_empty_and_left_both_ways(empty: Database, version: str) -> None:
    if version != NONE:
        upgrade(empty, version)
    assert current(empty) == version

    upgrade(empty)
    assert (current(empty), differences(empty)) == (LATEST, [])

    downgrade(empty, version)
    assert current(empty) == version
    if version == NONE:
        assert tables(empty) == set()

    upgrade(empty)
    assert (current(empty), differences(empty)) == (LATEST, [])


def test_what_an_older_version_held_is_there_after_the_upgrade_and_after_the_way_back(empty: Database) -> None:
    upgrade(empty, "0001")
    with empty.transaction() as session:
        session.execute(
            text(
                "INSERT INTO people (login, name, role, agent_group, active, created_at, failed_sign_ins) "
                "VALUES ('mei', 'Mei', 'agent', '', true, '2026-11-22 09:30:00+00:00', 0)"
                if empty.kind == "postgresql"
                else "INSERT INTO people (login, name, role, agent_group, active, created_at, failed_sign_ins) "
                "VALUES ('mei', 'Mei', 'agent', '', 1, '2026-11-22 09:30:00.000000', 0)"
            )
        )
        session.execute(text("INSERT INTO choices (person_id, name, value) VALUES (1, 'lang', 'ja')"))

    upgrade(empty)
    store = store_of(empty)
    mei = store.people.by_login("mei")
    assert mei is not None
    assert (mei.created_at, store.things.at_hand(mei.id).choices) == (NOW, {"lang": "ja"})
    store.usage.copied(Copy("k", NOW, "templates/a/b", "v", "ja", person_id=mei.id))

    downgrade(empty, "0001")
    with empty.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM copies")) == 1, "making a table anew keeps its rows"
        assert session.scalar(text("SELECT count(*) FROM choices")) == 1, "nor are those deleted that refer to another"


def test_a_migration_that_fails_changes_nothing(empty: Database) -> None:
    upgrade(empty, "0001")
    with empty.transaction() as session:
        session.execute(text("CREATE TABLE case_events (id INTEGER)"))  # the last table of the next version

    with pytest.raises(Exception, match="case_events"):
        upgrade(empty)

    assert current(empty) == "0001"
    assert "cases" not in tables(empty)


def test_a_copy_of_an_sqlite_file_is_kept_before_its_tables_change(new_url: MakeUrl, connect: Connect) -> None:
    database = connect(new_url("sqlite", tables=False))
    assert upgrade(database, "0001") is None, "there was nothing to keep"

    kept = upgrade(database)

    assert kept is not None and kept.stat().st_mode & 0o077 == 0
    assert current(connect(f"sqlite:///{kept}")) == "0001"
    assert upgrade(database) is None, "nothing is done twice"


def test_of_several_that_start_at_once_one_brings_the_tables_up_to_date(empty: Database) -> None:
    def start(_: int) -> None:
        own = Database(empty.engine.url.render_as_string(hide_password=False))
        upgrade(own)
        own.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(start, range(6)))

    assert current(empty) == LATEST


def test_tables_that_are_missing_are_told_with_the_remedy(empty: Database) -> None:
    make_file(empty)
    with empty.transaction() as session:
        session.execute(text("SELECT 1"))

    with pytest.raises(StoreOutdated, match="run kb db upgrade"):
        store_of(empty).people.all()


def test_tables_of_a_newer_program_are_left_alone(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="9999.*newer program"):
        upgrade(database)


def test_the_version_can_be_told_without_sqlalchemy(new_url: MakeUrl) -> None:
    file = Database(new_url("sqlite")).file
    assert file is not None
    assert is_current(file)
    assert not is_current(file.with_name("none"))
    file.write_bytes(b"no database")
    assert not is_current(file)
    assert version_at(new_url("postgresql")) == LATEST
    assert version_at(new_url("postgresql", tables=False)) == NONE


def test_nothing_is_logged_but_one_line(empty: Database, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="kb"):
        upgrade(empty)

    assert [record.message for record in caplog.records if record.name.startswith("kb")] == [
        f"the tables of {empty.where} were brought from version {NONE} to {LATEST}"
    ]


def test_a_number_is_never_given_twice(database: Database) -> None:
    store = store_of(database)
    first = store.people.add("a", "A", "agent", now=NOW)
    store.people.remove(first.id)

    assert store.people.add("b", "B", "agent", now=NOW + timedelta(1)).id > first.id
