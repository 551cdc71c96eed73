"""`kb feedback`: what the team thinks, read in a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.content.library import load_library
from kb.settings import Settings
from kb.store.opening import Store, open_store
from kb.store.usage import Opinion
from tests.cli.conftest import Kb

LATE, GONE = "templates/apology/late-delivery", "templates/offer/gone"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(content: Path, tmp_path: Path) -> Iterator[Store]:
    """A database with an opinion that was attended to, and two that are to be read."""
    (tmp_path / "data").mkdir()
    opened = open_store(Settings(data=tmp_path / "data").database)
    mei = opened.people.add("mei", "Mei", "agent", now=NOW)
    same = load_library(content).get(LATE, "ja").file.blob
    said = opened.usage.said
    said(Opinion("a", NOW, LATE, same, "ja", False, "Too stiff\nin the \x1b[2Jsecond\u202e paragraph.", mei.id))
    said(Opinion("b", NOW - timedelta(1), LATE, "an earlier one", "es", True))
    said(Opinion("c", NOW - timedelta(2), GONE, "v", "ja", True, "Thanks."))
    opened.usage.resolve(opened.usage.feedback(lang="es")[0].id, person_id=None, now=NOW)
    yield opened
    opened.close()


def test_what_is_to_be_read_stands_in_a_table_the_newest_first(store: Store, kb_command: Kb, content: Path) -> None:
    ran = kb_command("feedback", content=content)

    assert ran.code == 0
    assert ran.out.splitlines() == [
        "no.  day         lang  thumb  text  document",
        f"1    2026-11-22  ja    down   same  {LATE}",
        "    Mei: Too stiff in the [2Jsecond paragraph.",
        f"3    2026-11-20  ja    up     gone  {GONE}",
        "    Thanks.",
    ]


def test_what_was_attended_to_is_listed_when_asked_for(store: Store, kb_command: Kb, content: Path) -> None:
    ran = kb_command("feedback", "--all", "--lang", "es", content=content)

    assert ran.out.splitlines()[1:] == [f"2    2026-11-21  es    up     changed  {LATE} (done)"]


def test_opinions_of_one_document_can_be_read_by_a_program(store: Store, kb_command: Kb, content: Path) -> None:
    (found,) = json.loads(kb_command("feedback", "--json", "--document", LATE, content=content).out)

    assert found["note"].startswith("Too stiff\nin the")
    assert {name: found[name] for name in ("id", "document", "lang", "changed", "helpful", "by", "resolved_at")} == {
        "id": 1,
        "document": LATE,
        "lang": "ja",
        "changed": False,
        "helpful": False,
        "by": "Mei",
        "resolved_at": None,
    }


def test_that_there_is_nothing_is_told_beside(store: Store, kb_command: Kb, content: Path) -> None:
    ran = kb_command("feedback", "--lang", "zh", content=content)

    assert (ran.code, ran.out) == (0, "")
    assert "no opinion to be read" in ran.err
    assert json.loads(kb_command("feedback", "--lang", "zh", "--json", content=content).out) == []
