"""The workflows' shell steps, read from the files themselves and run against a small repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import CONTENT, ROOT
from tests.drifted import LATE, LOST, commit, drifted, git

WORKFLOWS = ROOT / ".github/workflows"
GH = """#!/bin/sh
printf '%s\\n' "$*" >> gh.log
case "$1" in api) echo "$CURRENT_HEAD";; esac
"""


def workflow(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((WORKFLOWS / name).read_text("utf-8"))
    return read


def step(name: str, title: str) -> str:
    """The shell lines of a step."""
    (job,) = workflow(name)["jobs"].values()
    (found,) = [step["run"] for step in job["steps"] if step.get("name") == title]
    assert isinstance(found, str)
    return found


@dataclass
class Runner:
    """A checked-out repository in which steps are run as the forge runs them."""

    root: Path

    def run(self, name: str, title: str, **environment: str) -> subprocess.CompletedProcess[str]:
        (job,) = workflow(name)["jobs"].values()
        plain = {key: value for key, value in job["env"].items() if "${{" not in value}
        path = os.pathsep.join([str(self.root / ".tools"), os.environ["PATH"]])
        summary = str(self.root / "summary.md")
        env = {**os.environ, **plain, "PATH": path, "PYTHONPATH": str(ROOT), "GITHUB_STEP_SUMMARY": summary, **environment}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step(name, title)]
        return subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, timeout=120, check=False)

    def text(self, name: str) -> str:
        return (self.root / name).read_text("utf-8")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A repository whose last commit changes one source word by word; `kb` is this tree's."""
    root = tmp_path / "repository"
    root.mkdir()
    drifted(root / "content", root)
    (root / "content/ja/templates/offer/gone.md").unlink()
    commit(root, "a translation of nothing")
    source = root / "content/en" / f"{LOST}.md"
    source.write_text(source.read_text("utf-8").replace("now checking", "now examining", 1), "utf-8")
    commit(root, "a change")
    tools = root / ".tools"
    tools.mkdir()
    for name, lines in (("kb", f'#!/bin/sh\nexec "{sys.executable}" -m kb "$@"\n'), ("gh", GH)):
        (tools / name).write_text(lines)
        (tools / name).chmod(0o755)
    return Runner(root)


def test_what_runs_the_pull_request_may_only_read_and_gets_no_text_of_it_in_its_shell() -> None:
    checks, says = workflow("content.yml"), workflow("content-comment.yml")

    assert checks["permissions"] == {"contents": "read"}
    assert says["permissions"] == {"actions": "read", "pull-requests": "write"}
    for name in ("content.yml", "content-comment.yml"):
        (job,) = workflow(name)["jobs"].values()
        assert [step["run"] for step in job["steps"] if "${{" in step.get("run", "")] == []
    (job,) = says["jobs"].values()
    assert [step["uses"] for step in job["steps"] if "uses" in step] == ["actions/download-artifact@v4"]
    (job,) = checks["jobs"].values()
    assert job["steps"][0]["with"] == {"fetch-depth": 0, "persist-credentials": False}


def test_the_check_passes_what_is_right_and_annotates_what_is_wrong(runner: Runner) -> None:
    right = runner.run("content.yml", "Check")
    path = f"content/es/{LOST}.md"
    text = runner.text(path)
    (runner.root / path).write_text(text.replace("{{ agent.name }}", "{{ agent.nam }}", 1), "utf-8")
    commit(runner.root, "a mistake")
    wrong = runner.run("content.yml", "Check")

    assert (right.returncode, right.stdout) == (0, ""), right.stdout
    assert wrong.returncode == 1
    assert f"::error file={path},line=" in wrong.stdout


def test_the_preview_holds_the_files_that_changed(runner: Runner) -> None:
    ran = runner.run("content.yml", "Preview", NUMBER="7")

    assert ran.returncode == 0, ran.stderr
    assert runner.text("report/number") == "7\n"
    assert f"en/{LOST}.md" in runner.text("report/preview.html")
    assert LATE not in runner.text("report/preview.txt")


def test_without_a_change_of_a_document_there_is_no_preview(runner: Runner) -> None:
    (runner.root / "content/note.txt").write_text("note")
    commit(runner.root, "a note")

    assert runner.run("content.yml", "Preview", NUMBER="7").returncode == 0
    assert [path.name for path in (runner.root / "report").iterdir()] == ["number"]


def test_a_name_with_blanks_and_signs_is_only_a_name(runner: Runner) -> None:
    (runner.root / "content/en/templates/offer").mkdir(parents=True, exist_ok=True)
    (runner.root / "content/en/templates/offer/$(touch owned) '; touch owned.md").write_text("x")
    commit(runner.root, "a hostile name")

    ran = runner.run("content.yml", "Preview", NUMBER="7")

    assert ran.returncode == 1 and "is no document" in ran.stderr
    assert not list(runner.root.rglob("owned"))


def test_the_changed_words_are_kept_for_the_comment(runner: Runner) -> None:
    ran = runner.run("content.yml", "Changed words")

    assert ran.returncode == 0, ran.stderr
    assert "[-checking-]{+examining+}" in runner.text("report/diff.txt")
    assert LATE not in runner.text("report/diff.txt")
    assert "stale" in runner.text("summary.md")


def report(runner: Runner, diff: str, number: str = "7") -> None:
    (runner.root / "report").mkdir()
    (runner.root / "report/diff.txt").write_text(diff, "utf-8")
    (runner.root / "report/number").write_text(number)


def comment(runner: Runner, head: str = "abc") -> subprocess.CompletedProcess[str]:
    return runner.run("content-comment.yml", "Comment", REPOSITORY="team/desk", HEAD_SHA="abc", CURRENT_HEAD=head)


def test_the_comment_shows_the_changed_words_and_replaces_the_one_before(runner: Runner) -> None:
    report(runner, "formal 2\nWe [-check-]{+look+}\n~~~\n@everyone\n")

    assert comment(runner).returncode == 0
    assert "pr comment 7 --repo team/desk --edit-last --create-if-none" in runner.text("gh.log")
    assert runner.text("comment.md").count("~~~") == 2


@pytest.mark.parametrize(
    ("diff", "number", "head", "code"),
    [("", "7", "abc", 0), ("x", "7", "def", 0), ("x", "7; rm -rf .", "abc", 1), ("x", "", "abc", 1)],
    ids=["nothing changed", "a newer commit", "no number", "empty"],
)
def test_nothing_is_said_where_there_is_nothing_or_nobody_to_say_it_to(
    diff: str, number: str, head: str, code: int, runner: Runner
) -> None:
    report(runner, diff, number)

    assert comment(runner, head).returncode == code
    assert not (runner.root / "comment.md").exists()


def test_a_long_change_is_cut_between_characters(runner: Runner) -> None:
    report(runner, "返金" * 20_000)

    assert comment(runner).returncode == 0
    assert len(runner.text("comment.md").encode()) < 61_000


def test_every_language_folder_has_an_owner() -> None:
    lines = [line.split() for line in (ROOT / ".github/CODEOWNERS").read_text().splitlines() if line[:1] not in ("#", "")]
    owners = {path: names for path, *names in lines}

    for lang in ("en", "ja", "es", "zh"):
        assert owners[f"/content/{lang}/"] == [f"@OWNER/{lang}"]
    assert [path for path in owners if path != "*" and not (ROOT / path.strip("/")).exists()] == []


def test_the_hook_runs_a_command_that_exists() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

    assert hook["entry"] == "kb check"
    assert CONTENT.is_dir() and hook["files"].startswith("^content/")


STEPS = {"en": "ja", "ja": "ja", "es": "es", "zh": "zh"}
"""The language that each guide's example is in."""


def example(guide: str) -> list[str]:
    """The commands of the steps, without what is said about them."""
    name = "translators.md" if guide == "en" else f"translators.{guide}.md"
    block = (ROOT / "docs" / name).read_text("utf-8").split("```sh\n")[1].split("```")[0]
    return [line.partition("   #")[0].strip() for line in block.splitlines()]


@pytest.mark.parametrize("guide", STEPS)
def test_the_steps_of_a_new_translator_are_the_same_in_every_language(guide: str) -> None:
    def plain(lines: list[str], lang: str) -> list[str]:
        named = [
            line.replace(f"/{lang}/", "/L/").replace(f" {lang} ", " L ").replace(f"{lang}-late", "L-late") for line in lines
        ]
        return [re.sub('-m ".+"', "-m MESSAGE", line.removesuffix(f" {lang}")) for line in named]

    assert plain(example(guide), STEPS[guide]) == plain(example("en"), "ja")


@pytest.mark.parametrize("guide", STEPS)
def test_the_steps_of_a_new_translator_work(guide: str, runner: Runner) -> None:
    lang = STEPS[guide]
    path = os.pathsep.join([str(runner.root / ".tools"), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    told = {}
    for line in example(guide):
        verb = " ".join(line.split()[:2])
        if line.startswith("kb ") and (verb != "kb new" or lang == "zh"):
            ran = subprocess.run(["bash", "-c", line], cwd=runner.root, env=env, capture_output=True, text=True, check=False)
            told[verb] = ran
            assert ran.returncode == 0 or verb in ("kb diff", "kb check"), ran.stderr
    assert "late-delivery" in told["kb status"].stdout
    assert (runner.root / "preview.html").exists()
    git(runner.root, "add", "content")
    if lang != "zh":
        assert "{+call+}" in told["kb diff"].stdout
        assert told["kb check"].returncode == 0, told["kb check"].stdout
