"""`kb doctor` finds what is wrong, says what to do, and fails when the site cannot be served."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Kb, Ran
from tests.repository import BROKEN, LATE, Team


def lines(ran: Ran) -> dict[str, dict[str, str]]:
    return {line["name"]: line for line in json.loads(ran.out)}


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path / "team")


def test_a_site_with_nothing_wrong_is_told_so_line_by_line(kb_command: Kb, team: Team, tmp_path: Path) -> None:
    kb_command("index", content=team.content)
    kb_command("db", "upgrade", content=team.content)

    ran = kb_command("doctor", content=team.content, KB_WORKERS="2", KB_HOOK_SECRET="0123456789abcdef")

    assert ran.code == 0
    assert [line[:4].strip() for line in ran.out.splitlines()] == ["ok"] * 11, ran.out


def spoil_database(data: Path) -> None:
    file = data / "kotae.sqlite3"
    database = sqlite3.connect(file)
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()


def spoil_state(data: Path) -> None:
    (data / "sync").mkdir()
    (data / "sync/state.json").write_text("{")


WRONG: dict[str, tuple[str, str, Callable[[Team, Path], object], str]] = {
    "a broken file": ("content", "warn", lambda team, data: (team.content / LATE).write_text(BROKEN), "kb check"),
    "no content": ("content", "fail", lambda team, data: (team.content / LATE).unlink(), "KB_CONTENT"),
    "a data folder that others write": ("permissions", "fail", lambda team, data: data.chmod(0o777), "chmod 700"),
    "a data folder that others read": ("permissions", "warn", lambda team, data: data.chmod(0o755), "chmod 700"),
    "tables of another version": ("database", "fail", lambda team, data: spoil_database(data), "newer program"),
    "a state that cannot be read": (
        "sync",
        "fail",
        lambda team, data: spoil_state(data),
        "kb doctor again",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_what_to_do(case: str, kb_command: Kb, team: Team, tmp_path: Path) -> None:
    name, result, spoil, remedy = WRONG[case]
    kb_command("index", content=team.content)
    kb_command("db", "upgrade", content=team.content)
    spoil(team, tmp_path / "data")

    ran = kb_command("doctor", "--json", content=team.content)
    found = lines(ran)[name]

    assert (found["result"], remedy in found["remedy"]) == (result, True), found
    assert ran.code == (1 if result == "fail" else 0)


def test_a_wrong_setting_is_a_failure_too(kb_command: Kb, team: Team) -> None:
    ran = kb_command("doctor", content=team.content, KB_SYNC="perhaps")

    assert ran.code == 1
    assert 'KB_SYNC is "perhaps"; give one of: refuse, serve-good' in ran.out


def test_a_reload_without_a_server_says_so(kb_command: Kb, team: Team) -> None:
    ran = kb_command("reload", content=team.content)

    assert ran.code == 1
    assert "no server runs" in ran.err
