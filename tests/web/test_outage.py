"""A database that is away or can only be read: searching, rendering and copying go on, and a line says what does not."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.web import create_app
from tests.postgresql import Cluster
from tests.security.team import Browser, team_of

ZEBRA = "templates/offer/zebra"
AWAY, READ_ONLY = "The database does not answer", "The database can only be read"


def made_read_only(kb: KnowledgeBase) -> None:
    """As a disk that is mounted for reading: every new connection is one that cannot write."""
    from sqlalchemy import event

    event.listen(kb.store.database.engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only=ON"))
    kb.store.database.engine.dispose()


def folder_removed(kb: KnowledgeBase) -> None:
    kb.store.database.engine.dispose()
    shutil.rmtree(Path(kb.store.database.where).parent)


@pytest.fixture
def apart(content: Path, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """A knowledge base whose database has a folder of its own."""
    (tmp_path / "base").mkdir()
    kb = open_kb(Settings(content=content, data=tmp_path / "data", database_url=f"sqlite:///{tmp_path}/base/kotae.sqlite3"))
    yield kb
    kb.close()


TROUBLES: list[tuple[str, Callable[[KnowledgeBase], None], str]] = [
    ("read-only", made_read_only, READ_ONLY),
    ("folder removed", folder_removed, AWAY),
]


def everything_else_works(agent: Browser, said: str) -> None:
    """What needs no database is answered to who was signed in, what needs it is told to be away."""
    client, csrf = agent.client, agent.csrf
    page = client.get(f"/{ZEBRA}")
    rendered = client.post(f"/api/v1/{ZEBRA}/render", json={"lang": "en", "values": {"brand.name": "Acme"}})
    saved = client.put(f"/api/v1/me/favourites/{ZEBRA}", headers={"X-CSRF-Token": csrf})
    told = client.post("/api/v1/events", json={"searches": []}, headers={"X-CSRF-Token": csrf})

    assert said in client.get("/").text
    assert client.get("/api/v1/search?q=zebra").get_json()["total"] == 1
    assert page.status_code == 200
    assert "Hello, this is Acme." in rendered.get_json()["text"]
    assert (saved.status_code, saved.content_type) == (503, "application/problem+json")
    assert saved.get_json()["code"].startswith("store-")
    assert told.status_code in (200, 503)


def at_work(kb: KnowledgeBase) -> Browser:
    """Somebody who is signed in when the trouble begins."""
    return team_of(kb, create_app(kb)).browser("agent")


@pytest.mark.parametrize(("trouble", "said"), [row[1:] for row in TROUBLES], ids=[row[0] for row in TROUBLES])
def test_who_is_signed_in_goes_on_answering_customers(
    apart: KnowledgeBase, trouble: Callable[[KnowledgeBase], None], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.web.state.LOOK_SECONDS", 0.0)
    monkeypatch.setattr("kb.web.state.WRITING_SECONDS", 0.0)
    agent = at_work(apart)
    trouble(apart)

    everything_else_works(agent, said)


@pytest.mark.parametrize(("trouble", "said"), [row[1:] for row in TROUBLES], ids=[row[0] for row in TROUBLES])
def test_the_local_person_goes_on_answering_customers(
    apart: KnowledgeBase, trouble: Callable[[KnowledgeBase], None], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.web.state.LOOK_SECONDS", 0.0)
    monkeypatch.setattr("kb.web.state.WRITING_SECONDS", 0.0)
    client = create_app(apart).test_client()
    assert AWAY not in client.get("/").text
    trouble(apart)

    assert said in client.get("/").text
    assert client.get("/api/v1/search?q=zebra").get_json()["total"] == 1
    assert client.put(f"/api/v1/me/favourites/{ZEBRA}").status_code == 503
    assert client.get("/", environ_overrides={"REMOTE_ADDR": "10.0.0.1"}).status_code == 403


def test_a_site_whose_database_was_never_there_serves_this_machine_and_nobody_else(content: Path, tmp_path: Path) -> None:
    (tmp_path / "none").write_text("where the folder of the database should be")
    kb = open_kb(Settings(content=content, data=tmp_path / "data", database_url=f"sqlite:///{tmp_path}/none/kotae.sqlite3"))
    client = create_app(kb).test_client()

    assert AWAY in client.get("/").text
    assert client.get("/", environ_overrides={"REMOTE_ADDR": "10.0.0.1"}).status_code == 503
    kb.close()


def test_a_postgresql_server_that_stops_and_starts_again(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.store.database import Database
    from kb.store.schema import upgrade

    monkeypatch.setattr("kb.web.state.LOOK_SECONDS", 0.0)
    monkeypatch.setattr("kb.web.state.WRITING_SECONDS", 0.0)
    monkeypatch.setattr("kb.store.database.AWAY_SECONDS", 0.1)
    cluster = Cluster()
    try:
        made = Database(cluster.create("team"))
        upgrade(made)
        made.close()
        kb = open_kb(Settings(content=content, data=tmp_path / "data", database_url=cluster.url("team")))
        agent = at_work(kb)
        cluster.stop()
        everything_else_works(agent, AWAY)
        cluster.start()
        time.sleep(0.2)  # it is not asked again at once
        assert AWAY not in agent.client.get("/").text
        kb.close()
    finally:
        cluster.remove()
