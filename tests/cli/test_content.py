"""`kb check` and `kb stamp`: what writers and translators run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from kb.content.library import load_library
from tests.cli.conftest import Kb
from tests.conftest import CONTENT

JA = "ja/templates/apology/late-delivery.md"
ES = "es/templates/apology/late-delivery.md"
EN = "en/templates/apology/late-delivery.md"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def errors_only(out: str) -> list[str]:
    return [line for line in out.splitlines() if ": error: " in line]


def test_content_with_nothing_wrong_passes(content: Path, kb_command: Kb) -> None:
    ran = kb_command("check", content=content)

    assert ran.code == 0, ran.out
    assert ran.out == ""
    assert ran.err == "4 files: 0 errors, 0 warnings\n"


def test_a_look_at_the_bundled_content_finds_nothing_and_touches_nothing(kb_command: Kb) -> None:
    before = {file: file.stat().st_mtime_ns for file in CONTENT.rglob("*.md")}

    ran = kb_command("check")

    assert ran.out == ""
    assert ran.err.endswith(" files: 0 errors, 0 warnings\n")
    assert len(before) > 500

    assert {file: file.stat().st_mtime_ns for file in CONTENT.rglob("*.md")} == before


def test_a_mistake_is_told_with_its_place_and_what_to_do(content: Path, kb_command: Kb) -> None:
    file = content / JA
    change(file, "{{ order.number }}", "{{ order.nmber }}")
    line = (
        file.read_text("utf-8").split("\n").index(next(t for t in file.read_text("utf-8").split("\n") if "nmber" in t)) + 1
    )

    ran = kb_command("check", content=content)

    assert ran.code == 1
    told = next(each for each in ran.out.splitlines() if "order.nmber" in each)
    assert told.startswith(f"{content}/{JA}:{line}:")
    assert ': error: variable "order.nmber" is not in the vocabulary; did you mean "order.number"?' in told
    assert ran.err.startswith("4 files: ") or ran.err.startswith("3 files: ")


def test_a_warning_alone_is_a_finding_too(content: Path, kb_command: Kb) -> None:
    (content / ES).unlink()

    ran = kb_command("check", content=content)

    assert ran.code == 1
    assert ": warning: there is no es/templates/apology/late-delivery.md" in ran.out
    assert ran.err == "3 files: 0 errors, 1 warnings\n"


def test_only_the_paths_that_are_named_are_told(content: Path, kb_command: Kb) -> None:
    change(content / JA, "{{ order.number }}", "{{ order.nmber }}")
    change(content / ES, "{{ order.number }}", "{{ order.nmber }}")

    everything = kb_command("check", content=content)
    japanese = kb_command("check", content / JA, content=content)
    folder = kb_command("check", content / "es", content=content)
    other = kb_command("check", content / "zh", content=content)

    assert {line.split(":")[0] for line in everything.out.splitlines()} > {f"{content}/{JA}", f"{content}/{ES}"}
    assert {line.split(":")[0] for line in japanese.out.splitlines()} == {f"{content}/{JA}"}
    assert {line.split(":")[0] for line in folder.out.splitlines()} == {f"{content}/{ES}"}
    assert (everything.code, japanese.code, folder.code) == (1, 1, 1)
    assert (other.code, other.out) == (0, "")


def test_problems_can_be_read_by_a_program(content: Path, kb_command: Kb) -> None:
    assert json.loads(kb_command("check", "--json", content=content).out) == []
    change(content / JA, "{{ order.number }}", "{{ order.nmber }}")

    ran = kb_command("check", "--json", content=content)

    assert ran.code == 1
    problem = next(each for each in json.loads(ran.out) if "order.nmber" in each["message"])
    assert list(problem) == ["path", "line", "column", "code", "message", "severity"]
    assert (problem["path"], problem["code"], problem["severity"]) == (JA, "variable", "error")
    assert problem["line"] > 1
    assert ran.err == ""


def test_a_broken_vocabulary_is_one_error(content: Path, kb_command: Kb) -> None:
    (content / "taxonomy.yml").write_text("intents: [")

    ran = kb_command("check", content=content)

    assert ran.code == 1
    assert ran.err.startswith("kb: the vocabulary cannot be used:\ntaxonomy.yml:")


def freshness(content: Path) -> dict[str, str]:
    return {document.lang: document.freshness for document in load_library(content)}


def test_a_named_translation_is_stamped_with_its_source(content: Path, kb_command: Kb) -> None:
    before = (content / JA).read_text("utf-8")

    ran = kb_command("stamp", "--state", "reviewed", content / JA, content=content)

    assert ran.code == 0
    assert ran.out == f"{content / JA}\n"
    assert ran.err == "1 translations stamped as reviewed\n"
    assert freshness(content)["ja"] == "reviewed"
    body = "---\n## formal"
    assert (content / JA).read_text("utf-8").partition(body)[2] == before.partition(body)[2]


def test_without_paths_only_what_has_no_stamp_is_stamped(content: Path, kb_command: Kb) -> None:
    kb_command("stamp", "--state", "reviewed", content / JA, content=content)
    for name in (ES, "zh/templates/apology/late-delivery.md"):
        text = (content / name).read_text("utf-8")
        (content / name).write_text("".join(t for t in text.splitlines(True) if not t.startswith("l10n:")), "utf-8")
    assert freshness(content) == {"en": "source", "ja": "reviewed", "es": "unstamped", "zh": "unstamped"}

    ran = kb_command("stamp", content=content)

    assert freshness(content) == {"en": "source", "ja": "reviewed", "es": "needs-review", "zh": "needs-review"}
    assert sorted(ran.out.split()) == sorted([str(content / ES), str(content / "zh/templates/apology/late-delivery.md")])
    assert kb_command("stamp", content=content).out == ""


def test_a_stamp_tells_when_its_source_says_something_else(content: Path, kb_command: Kb) -> None:
    kb_command("stamp", "--state", "reviewed", content / JA, content=content)

    change(content / EN, "Kind regards", "Best regards")
    assert freshness(content)["ja"] == "stale"

    kb_command("stamp", "--state", "machine", content / JA, content=content)
    assert freshness(content)["ja"] == "machine"


@pytest.mark.parametrize("name", [EN, "../nowhere/else.md"])
def test_what_is_no_translation_is_refused_and_not_written(name: str, content: Path, kb_command: Kb) -> None:
    file = content / name
    if not file.exists():
        file = content.parent / "else.md"
        file.write_text("no translation")
    before = file.read_bytes()

    ran = kb_command("stamp", file, content=content)

    assert ran.code != 0
    assert file.name in ran.err
    assert file.read_bytes() == before


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def test_only_what_changed_since_a_revision_is_told(content: Path, kb_command: Kb) -> None:
    change(content / ES, "{{ order.number }}", "{{ order.nmber }}")
    git(content, "init", "-q")
    git(content, "add", ".")
    git(content, "commit", "-qm", "one")
    change(content / JA, "{{ order.number }}", "{{ order.nmber }}")

    since = kb_command("check", "--changed-since", "HEAD", content=content)
    both = kb_command("check", "--changed-since", "HEAD", content / "es", content=content)
    unknown = kb_command("check", "--changed-since", "nothing", content=content)

    assert {line.split(":")[0] for line in since.out.splitlines()} == {f"{content}/{JA}"}
    assert (both.code, both.out) == (0, "")
    assert (unknown.code, unknown.err.split(";")[0]) == (1, f'kb: git does not know "nothing" in {content}')


def test_what_is_safe_is_mended_and_said(content: Path, kb_command: Kb) -> None:
    before = (content / JA).read_text("utf-8")
    change(content / JA, "荷物が見つからない", "荷物 A が\u200b見つからない")

    ran = kb_command("check", "--fix", content / JA, content=content)

    assert (content / JA).read_text("utf-8") == before.replace("荷物が見つからない", "荷物Aが見つからない")
    assert ": mended: " in ran.err
    assert "[ja-space]" in ran.err and "[invisible]" in ran.err
    assert " places mended in 1 files" in ran.err
    assert (ran.code, ran.out) == (0, "")


@pytest.mark.parametrize(
    ("form", "begins"), [("text", "{content}/"), ("json", "["), ("github", "::warning file="), ("sarif", "{{")]
)
def test_problems_come_in_the_form_that_is_asked_for(form: str, begins: str, content: Path, kb_command: Kb) -> None:
    change(content / JA, "{{ order.number }}", "{{ order.nmber }}")

    ran = kb_command("check", "--format", form, content=content)

    assert ran.code == 1
    assert ran.out.startswith(begins.format(content=content))
