"""What was merged is served at once and whole, or not at all."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kb.content.releases import Releases, served_folder
from kb.errors import ContentError, SyncFailed, SyncRefused
from kb.service import open_kb
from kb.settings import Settings
from kb.sync import answer, roll_back, sync
from tests.repository import BROKEN, LATE, Team, git
from tests.small_content import source_file

SECOND = "en/templates/apology/second.md"


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path / "team")


@pytest.fixture
def settings(team: Team, tmp_path: Path) -> Settings:
    return Settings(content=team.content, data=tmp_path / "data")


def served_title(settings: Settings) -> str:
    kb = open_kb(settings)
    try:
        return kb.document("templates/apology/late-delivery", "en").title
    finally:
        kb.close()


def test_what_was_merged_is_served_and_the_clone_is_left_as_it_is(team: Team, settings: Settings) -> None:
    commit = team.merge(LATE, source_file(title="Very late"))

    attempt = sync(settings)

    assert (attempt.result, attempt.commit) == ("served", commit)
    assert served_title(settings) == "Very late"
    assert git(team.clone, "rev-parse", "HEAD") == team.first
    assert git(team.clone, "status", "--porcelain") == ""
    assert sync(settings).result == "unchanged"


def test_a_running_knowledge_base_takes_the_release_in(team: Team, settings: Settings) -> None:
    kb = open_kb(settings)
    team.merge(LATE, source_file(title="Very late"))
    sync(settings)

    assert kb.refresh()

    served = Releases(settings.data).state().served
    assert served is not None and kb.library.version == served.version
    kb.close()


def test_a_commit_with_an_error_changes_nothing_and_says_what_is_wrong(team: Team, settings: Settings) -> None:
    sync(settings)
    before = Releases(settings.data).state().served
    team.merge(LATE, BROKEN)

    with pytest.raises(SyncRefused) as refused:
        sync(settings)

    assert any("nobody.name" in line and line.startswith(LATE) for line in refused.value.problems)
    state = Releases(settings.data).state()
    assert state.served == before
    assert state.last is not None and state.last.result == "refused"
    assert state.last.problems == refused.value.problems
    assert len(list((settings.data / "releases").iterdir())) == 1, "what was refused does not stay"


def test_a_vocabulary_that_cannot_be_used_is_refused_also_where_the_good_files_are_to_be_served(
    team: Team, settings: Settings
) -> None:
    sync(settings)
    team.merge("taxonomy.yml", "intents: [")

    with pytest.raises(SyncRefused, match="vocabulary"):
        sync(replace(settings, sync="serve-good"))

    assert served_title(settings) == "Late"


def test_a_commit_may_be_served_without_its_broken_files(team: Team, settings: Settings) -> None:
    settings = replace(settings, sync="serve-good")
    sync(settings)
    team.merge(SECOND, source_file(title="Second"))
    team.merge("en/templates/apology/third.md", BROKEN)
    team.merge(LATE, BROKEN)

    attempt = sync(settings)

    assert attempt.result == "served"
    assert {line.partition(":")[0] for line in attempt.problems} >= {LATE, "en/templates/apology/third.md"}
    kb = open_kb(settings)
    assert set(kb.library.documents) == {"templates/apology/late-delivery", "templates/apology/second"}
    assert kb.library.problems == ()
    kb.close()
    served = Releases(settings.data).state().served
    assert served is not None and served.problems == attempt.problems


def test_the_same_release_is_the_same_version_wherever_it_is_made(team: Team, settings: Settings, tmp_path: Path) -> None:
    other = replace(settings, data=tmp_path / "other host")
    team.merge(LATE, source_file(title="Very late"))

    sync(settings)
    sync(other)

    versions = {state.served.version for data in (settings.data, other.data) if (state := Releases(data).state()).served}
    assert len(versions) == 1


def test_one_command_goes_back_and_what_was_left_does_not_return_by_itself(team: Team, settings: Settings) -> None:
    sync(settings)
    bad = team.merge(LATE, source_file(title="Regretted"))
    sync(settings)

    assert roll_back(settings).result == "rolled-back"

    assert served_title(settings) == "Late"
    assert sync(settings).result == "held"
    assert served_title(settings) == "Late"
    assert sync(settings, bad).result == "served"
    assert served_title(settings) == "Regretted"


def test_a_newer_commit_is_served_after_a_rollback(team: Team, settings: Settings) -> None:
    sync(settings)
    team.merge(LATE, source_file(title="Regretted"))
    sync(settings)
    roll_back(settings)
    team.merge(LATE, source_file(title="Better"))

    sync(settings)

    assert served_title(settings) == "Better"


def test_the_first_sync_is_rolled_back_to_the_folder_itself(team: Team, settings: Settings) -> None:
    with pytest.raises(SyncFailed, match="nothing before"):
        roll_back(settings)
    team.merge(LATE, source_file(title="New"))
    sync(settings)

    roll_back(settings)

    assert served_folder(settings.data, settings.content) == settings.content
    assert served_title(settings) == "Late"


def test_only_what_is_served_and_what_was_before_stay_on_the_disk(team: Team, settings: Settings) -> None:
    for number in range(4):
        team.merge(LATE, source_file(title=f"Late {number}"))
        sync(settings)

    assert len(list((settings.data / "releases").iterdir())) == 2
    assert git(team.clone, "worktree", "list").count("\n") == 2


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda team: shutil.rmtree(team.origin), "git fetch failed"),
        (lambda team: shutil.rmtree(team.clone / ".git"), "not a git repository"),
        (lambda team: git(team.clone, "branch", "--unset-upstream"), "upstream"),
    ],
    ids=["remote gone", "no repository", "no upstream"],
)
def test_what_git_cannot_do_is_told_and_kept_and_changes_nothing(
    spoil: object, told: str, team: Team, settings: Settings
) -> None:
    assert callable(spoil)
    spoil(team)

    with pytest.raises(SyncFailed, match=told):
        sync(settings)

    state = Releases(settings.data).state()
    assert state.served is None
    assert state.last is not None and told in state.last.message


def test_a_release_that_was_deleted_is_told_and_made_again(team: Team, settings: Settings) -> None:
    sync(settings)
    kb = open_kb(settings)
    shutil.rmtree(settings.data / "releases")

    with pytest.raises(ContentError, match="run kb sync"):
        kb.refresh()
    assert kb.document("templates/apology/late-delivery", "en").title == "Late", "it is served from memory"

    assert sync(settings).result == "served"
    kb.refresh()
    kb.close()


def test_what_is_asked_for_is_done_by_another_process(team: Team, settings: Settings) -> None:
    commit = team.merge(LATE, source_file(title="Very late"))
    (settings.data / "sync").mkdir(parents=True)
    (settings.data / "sync/wanted").touch()

    answer(settings)

    state = Releases(settings.data).state()
    assert state.served is not None and state.served.commit == commit
    assert not (settings.data / "sync/wanted").exists()
