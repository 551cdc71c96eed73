"""Translations drift from their sources in all the ways that git and people have: each must be told for what it is."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.checks.stamps import check_stamps
from kb.content.history import read_history
from kb.content.library import load_library
from kb.content.stamping import stamp_for, stamped
from kb.content.status import rows
from tests.checks.writing import texts_of
from tests.drifted import git
from tests.small_content import write_content

ID = "templates/apology/late-delivery"
EN, JA = f"en/{ID}.md", f"ja/{ID}.md"
FACTS = "intent: apology\nissues: [late-delivery]\nchannels: [email]\n"
BODY = "## formal\n\nWe are **sorry** for the delay of 3 days.\n\nWe will write by {{ due.date }}.\n"
SOURCE = f"---\ntitle: Late\nsummary: For a late parcel.\n{FACTS}---\n{BODY}"
TRANSLATION = "---\ntitle: 遅延\nsummary: 遅れたとき。\n---\n## formal\n\n3日の遅れを**お詫び**いたします。\n\n{{ due.date }}までにご連絡します。\n"


@dataclass
class Desk:
    """A content folder in a repository, and what people do to it."""

    folder: Path

    def git(self, *arguments: str) -> None:
        git(self.folder, *arguments)

    def commit(self, message: str = "a change") -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", message, "--allow-empty")

    def edit(self, name: str, old: str, new: str, *, commit: bool = True) -> None:
        text = (self.folder / name).read_bytes().decode()
        assert old in text
        (self.folder / name).write_bytes(text.replace(old, new).encode())
        if commit:
            self.commit(f"{old} -> {new}")

    def stamp(self, state: str = "reviewed", *, commit: bool = True) -> None:
        library = load_library(self.folder)
        document = library.get(ID, "ja")
        path = self.folder / document.file.path
        path.write_bytes(stamped(path.read_bytes(), stamp_for(library, document, state)))
        if commit:
            self.commit("stamp")


def move_on(desk: Desk) -> None:
    """The source says something else."""
    desk.edit(EN, "3 days", "5 days")


def fix_typo_in_the_translation(desk: Desk) -> None:
    desk.edit(JA, "ご連絡します", "ご連絡いたします")


def rebase(desk: Desk) -> None:
    desk.git("checkout", "-qb", "translators", "HEAD~1")
    desk.edit(JA, "遅延", "遅れ")
    desk.git("rebase", "-q", "main")


def squash(desk: Desk) -> None:
    desk.git("checkout", "-qb", "work")
    desk.edit(EN, "3 days", "4 days")
    desk.stamp()
    desk.edit(EN, "4 days", "5 days")
    desk.git("checkout", "-q", "main")
    desk.git("merge", "-q", "--squash", "work")
    desk.commit("squashed")


def squash_when_current(desk: Desk) -> None:
    desk.git("checkout", "-qb", "work")
    desk.edit(EN, "3 days", "4 days")
    desk.stamp()
    desk.git("checkout", "-q", "main")
    desk.git("merge", "-q", "--squash", "work")
    desk.commit("squashed")


def shallow(desk: Desk) -> None:
    inside = desk.folder / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{desk.folder}", str(inside)], check=True, capture_output=True
    )
    desk.folder = inside


def without_git(desk: Desk) -> None:
    subprocess.run(["rm", "-rf", str(desk.folder / ".git")], check=True)


def rename(desk: Desk) -> None:
    (desk.folder / "en/templates/apology/delayed.md").write_bytes((desk.folder / EN).read_bytes())
    (desk.folder / "ja/templates/apology/delayed.md").write_bytes((desk.folder / JA).read_bytes())
    (desk.folder / EN).unlink()
    (desk.folder / JA).unlink()
    desk.commit("renamed")


def crlf(name: str) -> Callable[[Desk], None]:
    def change(desk: Desk) -> None:
        path = desk.folder / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        desk.commit("CRLF")

    return change


def hand_stamp(old: str, new: str) -> Callable[[Desk], None]:
    def change(desk: Desk) -> None:
        library = load_library(desk.folder)
        stamp = library.get(ID, "ja").stamp
        assert stamp is not None
        desk.edit(JA, getattr(stamp, old), new)

    return change


def then(*steps: Callable[[Desk], None]) -> Callable[[Desk], None]:
    def change(desk: Desk) -> None:
        for step in steps:
            step(desk)

    return change


def editing(old: str, new: str, name: str = EN) -> Callable[[Desk], None]:
    return lambda desk: desk.edit(name, old, new)


def editing_without_commit(old: str, new: str) -> Callable[[Desk], None]:
    return lambda desk: desk.edit(EN, old, new, commit=False)


def restamp(desk: Desk) -> None:
    desk.stamp()


def delete(name: str) -> Callable[[Desk], None]:
    def change(desk: Desk) -> None:
        (desk.folder / name).unlink()
        desk.commit("deleted")

    return change


def revert(desk: Desk) -> None:
    desk.git("revert", "--no-edit", "HEAD")


def merge_both_sides(desk: Desk) -> None:
    desk.git("checkout", "-qb", "other")
    desk.edit(JA, "遅延", "遅れ")
    desk.git("checkout", "-q", "main")
    desk.edit(EN, "3 days", "5 days")
    desk.git("merge", "-q", "--no-edit", "other")


SCENARIOS: dict[str, tuple[Callable[[Desk], None], str, str]] = {
    "nothing happened": (lambda desk: None, "current", ""),
    "the source moved on": (move_on, "stale", ""),
    "a typo is mended in the translation while the source moved": (then(move_on, fix_typo_in_the_translation), "stale", ""),
    "a typo is mended in the translation alone": (fix_typo_in_the_translation, "current", ""),
    "the translation follows and is stamped": (then(move_on, editing("3日", "5日", JA), restamp), "current", ""),
    "the source moved on and came back": (then(move_on, editing("5 days", "3 days")), "current", ""),
    "the source's change is reverted": (then(move_on, revert), "current", ""),
    "a stamped change is reverted": (then(move_on, restamp, editing("5 days", "3 days")), "stale", ""),
    "blank lines between paragraphs": (editing("days.\n\nWe", "days.\n\n\nWe"), "cosmetic", ""),
    "a line is wrapped": (editing("the delay of", "the delay\nof"), "cosmetic", ""),
    "spaces at the end of a line": (editing("days.\n", "days.  \n"), "cosmetic", ""),
    "another emphasis style": (editing("**sorry**", "__sorry__"), "cosmetic", ""),
    "spaces inside a tag": (editing("{{ due.date }}", "{{due.date}}"), "cosmetic", ""),
    "the front matter in another order": (
        editing("title: Late\nsummary: For a late parcel.\n", "summary: For a late parcel.\ntitle: Late\n"),
        "cosmetic",
        "",
    ),
    "a quoted title": (editing("title: Late", 'title: "Late"'), "cosmetic", ""),
    "facets only": (editing("channels: [email]", "channels: [email, live-chat]"), "cosmetic", ""),
    "keywords only": (editing("title: Late\n", "title: Late\nkeywords: [late]\n"), "cosmetic", ""),
    "a cosmetic change, then stamped": (then(editing("**sorry**", "__sorry__"), restamp), "current", ""),
    "a cosmetic change, then a real one": (then(editing("**sorry**", "__sorry__"), move_on), "stale", ""),
    "a real change, then a cosmetic one": (then(move_on, editing("**sorry**", "__sorry__")), "stale", ""),
    "emphasis is added": (editing("the delay", "**the delay**"), "stale", ""),
    "a number changes": (editing("3", "30"), "stale", ""),
    "a variable changes": (editing("due.date", "order.date"), "stale", ""),
    "the title changes": (editing("title: Late", "title: Delayed"), "stale", ""),
    "the summary changes": (editing("late parcel", "delayed parcel"), "stale", ""),
    "a paragraph is added": (editing("## formal\n", "## formal\n\nDear customer,\n"), "stale", ""),
    "punctuation changes": (editing("3 days.", "3 days!"), "stale", ""),
    "a letter's case changes": (editing("We are", "we are"), "stale", ""),
    "rebased onto the change": (then(move_on, rebase), "stale", ""),
    "squashed with a later change of the source": (squash, "stale", "source-rev"),
    "squashed when it was current": (squash_when_current, "current", ""),
    "merged from both sides": (merge_both_sides, "stale", ""),
    "a shallow clone of a current one": (shallow, "current", ""),
    "a shallow clone of a stale one": (then(move_on, shallow), "stale", ""),
    "a shallow clone of a cosmetic one": (then(editing("**sorry**", "__sorry__"), shallow), "cosmetic", ""),
    "no git at all, current": (without_git, "current", ""),
    "no git at all, stale": (then(move_on, without_git), "stale", ""),
    "both files renamed": (rename, "current", ""),
    "both files renamed after the source moved on": (then(move_on, rename), "stale", ""),
    "the source with CRLF": (crlf(EN), "current", ""),
    "the translation with CRLF": (crlf(JA), "current", ""),
    "CRLF and a change": (then(crlf(EN), editing("3 days", "5 days")), "stale", ""),
    "a stamp with an id that was never the source's": (hand_stamp("source", "1" * 40), "cosmetic", "source-rev"),
    "a stamp with another digest": (hand_stamp("digest", "0" * 16), "current", "source-rev"),
    "a stamp whose id and digest are both made up": (
        then(hand_stamp("source", "1" * 40), hand_stamp("digest", "0" * 16)),
        "stale",
        "source-rev",
    ),
    "a machine's draft": (lambda desk: desk.stamp("machine"), "machine", ""),
    "a machine's draft of an older source": (then(lambda desk: desk.stamp("machine"), move_on), "stale", ""),
    "waiting for its review": (lambda desk: desk.stamp("needs-review"), "needs-review", ""),
    "no stamp": (
        lambda desk: desk.edit(JA, (desk.folder / JA).read_text().split("\n")[3] + "\n", ""),
        "needs-review",
        "unstamped",
    ),
    "the translation is deleted": (delete(JA), "missing", ""),
    "the source is deleted": (delete(EN), "orphan", ""),
    "a change that is not committed": (editing_without_commit("3 days", "5 days"), "stale", ""),
    "a stamp on a source that is not committed": (
        then(editing_without_commit("3 days", "5 days"), lambda desk: desk.stamp(commit=False)),
        "current",
        "",
    ),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A source and its reviewed translation, committed."""
    desk = Desk(write_content(tmp_path, {EN: SOURCE, JA: TRANSLATION}))
    desk.git("init", "-qb", "main")
    desk.commit("source")
    desk.stamp()
    return desk


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_translation_is_told_for_what_it_is(name: str, desk: Desk) -> None:
    change, state, code = SCENARIOS[name]
    change(desk)

    library, history = load_library(desk.folder), read_history(desk.folder)
    mine = [row for row in rows(library, history) if row.lang == "ja"]

    assert [row.state for row in mine] == [state]
    assert {problem.code for problem in check_stamps(texts_of(desk.folder, library), history)} == ({code} if code else set())


def test_a_stale_translation_says_since_when_and_how_much(desk: Desk) -> None:
    move_on(desk)

    row = next(row for row in rows(load_library(desk.folder), read_history(desk.folder)) if row.lang == "ja")

    assert (row.state, row.lines) == ("stale", 2)
    assert len(row.since) == len("2026-03-05")
