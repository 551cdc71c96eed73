"""Who may sign in, and which programs act for whom, by the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.cli import kb

PASSWORD = "seven calm zebras\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("KB_DATA", str(tmp_path))

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(kb, words, input=typed)

    return run


def test_a_person_comes_changes_and_goes(run) -> None:  # type: ignore[no-untyped-def]
    added = run("user", "add", "Mei@Shop.example", "--role", "editor", "--name", "Mei", "--password-stdin", typed=PASSWORD)
    run("user", "role", "mei@shop.example", "admin")
    listed = json.loads(run("user", "list", "--json").stdout)
    removed = run("user", "remove", "mei@shop.example")

    assert added.stdout == "mei@shop.example may sign in, as editor\n"
    assert listed == [{"login": "mei@shop.example", "name": "Mei", "role": "admin", "group": "", "state": "active"}]
    assert removed.exit_code == 0
    assert json.loads(run("user", "list", "--json").stdout)[0]["state"] == "removed"


def test_a_password_is_asked_for_twice(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("user", "add", "mei", typed=PASSWORD + PASSWORD)

    assert ran.exit_code == 0
    assert PASSWORD.strip() not in ran.output
    assert "Repeat for confirmation" in ran.output


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("user", "add", "mei", "--password-stdin"), "short\n", "has 5 characters"),
        (("user", "role", "nobody", "admin"), "", 'nobody has the login "nobody"'),
        (("user", "password", "local", "--password-stdin"), PASSWORD, 'nobody has the login "local"'),
        (("token", "add", "nobody", "x"), "", 'nobody has the login "nobody"'),
    ],
)
def test_what_cannot_be_done_is_told(run, words: tuple[str, ...], typed: str, said: str) -> None:  # type: ignore[no-untyped-def]
    ran = run(*words, typed=typed)

    assert said in str(ran.exception)


def test_a_token_is_written_once_listed_by_its_beginning_and_revoked(run) -> None:  # type: ignore[no-untyped-def]
    run("user", "add", "mei", "--password-stdin", typed=PASSWORD)
    made = run("token", "add", "mei", "helpdesk", "--scope", "read", "--days", "30").stdout.strip()
    listed = run("token", "list", "mei").stdout
    run("token", "revoke", "mei", "1")

    assert made.startswith("kotae_") and len(made) > 40
    assert made not in listed and made[:12] in listed
    assert "revoked" in run("token", "list", "mei").stdout
