from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.cli import kb
from kb.settings import Settings
from kb.store.board import Board, Narrowed
from kb.store.cases import Closing, NewCase
from kb.store.opening import Store, open_store
from kb.store.usage import Copy, Search

NOW = datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The database that the command line works on."""
    monkeypatch.setenv("KB_DATA", str(tmp_path))
    opened = open_store(Settings(data=tmp_path).database)
    yield opened
    opened.close()


def closed(store: Store, reference: str, days: int) -> int:
    """A case that was closed so many days ago."""
    at = NOW - timedelta(days=days)
    case = store.cases.open(NewCase(reference, "email", at), person_id=None, now=at)
    store.cases.note(case.id, "A note.", person_id=None, now=at)
    store.cases.close(case.id, Closing("packing"), person_id=None, now=at)
    return case.id


def run(*arguments: str) -> Result:
    return CliRunner().invoke(kb, ["case", *arguments])


def references(store: Store) -> list[str]:
    return sorted(case.reference for case in Board(store.database).closed(Narrowed()))


def test_old_cases_are_anonymised_and_older_ones_deleted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_CASE_RETENTION", "30")
    for reference, days in (("new", 10), ("old", 40), ("ancient", 70)):
        closed(store, reference, days)

    before, dry = run("purge", "--dry-run"), references(store)
    done = run("purge")

    assert (before.output, dry) == ("1 cases would be anonymised, 1 would be deleted\n", ["ancient", "new", "old"])
    assert (done.output, references(store)) == ("1 cases anonymised, 1 deleted\n", ["", "new"])
    assert run("purge", "--dry-run").output == "0 cases would be anonymised, 0 would be deleted\n"


def test_everything_that_was_kept_long_enough_is_put_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    mei = store.people.add("mei", "Mei", "agent", now=NOW)
    for days in (1, 40):
        at = NOW - timedelta(days=days)
        closed(store, f"C-{days}", days)
        store.usage.copied(Copy(f"k{days}", at, "templates/a", "v", "ja", person_id=mei.id))
        store.usage.searched(Search(f"s{days}", at, None, "en", "ja", 0))
        store.sessions.start(mei.id, f"h{days}", now=at, expires_at=at + timedelta(days=30))

    def purged(*arguments: str) -> list[str]:
        return CliRunner().invoke(kb, ["purge", *arguments]).output.splitlines()

    unset = purged("--dry-run")
    monkeypatch.setenv("KB_CASE_RETENTION", "30")
    monkeypatch.setenv("KB_USAGE_RETENTION", "30")
    dry, done, again = purged("--dry-run"), purged(), purged()

    assert unset == ["1 sessions would be deleted"]
    assert dry == [
        "1 cases would be anonymised, 0 would be deleted",
        "2 copies and questions would be deleted",
        "1 sessions would be deleted",
    ]
    assert done == ["1 cases anonymised, 0 deleted", "2 copies and questions deleted", "1 sessions deleted"]
    assert again == ["0 cases anonymised, 0 deleted", "0 copies and questions deleted", "0 sessions deleted"]
    assert (references(store), store.usage.popularity(NOW - timedelta(days=99))) == (["", "C-1"], {"templates/a": 1})


def test_how_long_cases_are_kept_must_be_said(store: Store) -> None:
    answer = run("purge")

    assert answer.exit_code == 2
    assert "KB_CASE_RETENTION" in answer.output


def test_everything_about_a_reference_is_handed_out(store: Store) -> None:
    closed(store, "C-1", 1)

    found = json.loads(run("export", "C-1").output)

    assert [one["case"]["reference"] for one in found] == ["C-1"]
    assert "A note." in [step["note"] for step in found[0]["steps"]]


@pytest.mark.parametrize(
    ("arguments", "said", "left"),
    [
        (("--dry-run",), "1 cases would be deleted\n", ["C-1", "C-2"]),
        (("--anonymise", "--dry-run"), "1 cases would be anonymised\n", ["C-1", "C-2"]),
        (("--yes",), "1 cases deleted\n", ["C-2"]),
        (("--yes", "--anonymise"), "1 cases anonymised\n", ["", "C-2"]),
    ],
)
def test_a_reference_is_forgotten(store: Store, arguments: tuple[str, ...], said: str, left: list[str]) -> None:
    closed(store, "C-1", 1)
    closed(store, "C-2", 1)

    answer = run("forget", "C-1", *arguments)

    assert (answer.output, references(store)) == (said, left)


def test_nothing_is_forgotten_unasked(store: Store) -> None:
    closed(store, "C-1", 1)

    answer = CliRunner().invoke(kb, ["case", "forget", "C-1"], input="n\n")

    assert (answer.exit_code, references(store)) == (1, ["C-1"])


@pytest.mark.parametrize("command", ["export", "forget"])
def test_a_reference_that_nobody_uses_is_told(store: Store, command: str) -> None:
    answer = run(command, "C-404")

    assert answer.exit_code == 1
    assert "C-404" in str(answer.exception)
