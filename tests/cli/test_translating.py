"""`kb status`, `kb diff`, `kb ack` and `kb new` over a repository whose translations have drifted."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from kb.content.library import load_library
from tests.cli.conftest import Kb
from tests.drifted import GUIDE, LATE, LOST, NEW, OLD, STATES, commit, drifted, git

EN, JA = f"en/{LATE}.md", f"ja/{LATE}.md"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder with documents in every state, for looking at."""
    return drifted(tmp_path_factory.mktemp("repository"))


@pytest.fixture
def folder(repository: Path, tmp_path: Path) -> Path:
    """The same, for changing."""
    shutil.copytree(repository, tmp_path / "repository")
    return tmp_path / "repository"


def state(folder: Path, id: str, lang: str) -> str:
    return load_library(folder).get(id, lang).freshness


def lines_of(table: str) -> list[list[str]]:
    return [line.split() for line in table.splitlines()]


def test_status_tells_every_cell_for_programs_the_neediest_first(repository: Path, kb_command: Kb) -> None:
    ran = kb_command("status", "--json", content=repository)

    rows = json.loads(ran.out)
    assert ran.code == 0
    assert {(row["id"], row["lang"]): row["state"] for row in rows}.items() >= {
        place: state for place, state in STATES.items() if state != "source"
    }.items()
    assert [set(row) for row in rows] == [{"id", "lang", "state", "since", "lines"}] * 11
    assert [row["state"] for row in rows][:5] == ["orphan", "stale", "stale", "stale", "missing"]
    assert all(row["lines"] == 2 and row["since"] for row in rows if row["state"] == "stale")
    assert {row["lines"] for row in rows if row["state"] != "stale"} == {None}


def test_status_shows_who_is_needed_and_how_much_is_covered(repository: Path, kb_command: Kb) -> None:
    ran = kb_command("status", "--lang", "ja", content=repository)

    needed, _, covered = ran.out.partition("\n\n")
    assert [line[:3] for line in lines_of(needed)] == [
        ["id", "lang", "state"],
        ["templates/offer/gone", "ja", "orphan"],
        [LATE, "ja", "stale"],
        [LOST, "ja", "machine"],
        [GUIDE, "ja", "cosmetic"],
    ]
    assert lines_of(covered) == [
        ["current", "ja"],
        ["articles", "0/1"],
        ["templates", "0/2"],
        ["acknowledgement", "0/1"],
        ["apology", "0/1"],
    ]


def test_status_can_show_what_needs_nobody_too(repository: Path, kb_command: Kb) -> None:
    few, all_ = (
        kb_command("status", *more, "--lang", "zh", content=repository).out.partition("\n\n")[0] for more in ([], ["--all"])
    )

    assert ["current" in line for line in lines_of(few)] == [False] * 4
    assert [line[2] for line in lines_of(all_)[1:]] == ["stale", "missing", "cosmetic", "current"]


def test_diff_shows_the_changed_words_beside_the_paragraph_that_they_concern(repository: Path, kb_command: Kb) -> None:
    ran = kb_command("diff", LATE, "--lang", "ja", content=repository)

    changed = next(line for line in ran.out.splitlines() if "[-" in line)
    theirs = [line.strip() for line in ran.out.splitlines() if line.startswith("    ")]
    assert ran.code == 0
    assert changed.replace("[-write to-]{+call+}", "write to") != changed
    assert OLD in changed.replace("{+call+}", "").replace("[-", "").replace("-]", "")
    assert theirs and all(line in (repository / JA).read_text("utf-8") for line in theirs)
    assert ran.err == f"1 paragraphs of {EN} say something else since {JA}\n"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((LOST, "--lang", "zh"), 0, f"zh/{LOST}.md reflects en/{LOST}.md as it is now"),
        ((LATE, "--lang", "zh"), 1, f'"{LATE}" is not written in "zh"'),
        ((LATE, "--lang", "en"), 1, f"{EN} is the source"),
        (("templates/apology/late-deliveri", "--lang", "ja"), 1, f'did you mean "{LATE}"?'),
        (("--since", "nowhere"), 1, 'git does not know "nowhere"'),
        ((LATE,), 2, "name a document and its --lang, or a commit with --since"),
    ],
    ids=["nothing changed", "not written", "the source", "a slip", "no such commit", "half a question"],
)
def test_diff_says_why_there_is_nothing_to_show(
    arguments: tuple[str, ...], code: int, says: str, repository: Path, kb_command: Kb
) -> None:
    ran = kb_command("diff", *arguments, content=repository)

    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err


def test_diff_since_a_commit_is_for_every_source(repository: Path, kb_command: Kb) -> None:
    ran = kb_command("diff", "--since", "HEAD~1", "--lang", "es", content=repository)

    assert EN in ran.out and GUIDE not in ran.out and "{+call+}" in ran.out
    assert any(line.startswith("    ") for line in ran.out.splitlines())
    assert ran.err == "1 sources say something else since HEAD~1\n"


def test_diff_says_so_where_history_is_not_there(folder: Path, tmp_path: Path, kb_command: Kb) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", folder.as_uri(), "shallow")

    ran = kb_command("diff", LATE, "--lang", "ja", content=tmp_path / "shallow")

    assert (ran.code, ran.out) == (1, "")
    assert "git fetch --unshallow" in ran.err


@pytest.mark.parametrize(
    ("id", "lang", "options", "expected"),
    [
        (LATE, "ja", [], "reviewed"),
        (LOST, "ja", [], "needs-review"),
        (LOST, "es", [], "needs-review"),
        (LOST, "es", ["--reviewed"], "reviewed"),
        (GUIDE, "ja", [], "reviewed"),
    ],
    ids=["what was reviewed stays so", "a machine's waits for review", "so does this", "an owner has read it", "cosmetic"],
)
def test_ack_says_that_a_translation_still_holds(
    id: str, lang: str, options: list[str], expected: str, folder: Path, kb_command: Kb
) -> None:
    before = (folder / lang / f"{id}.md").read_text("utf-8")

    ran = kb_command("ack", id, "--lang", lang, *options, content=folder)

    after = (folder / lang / f"{id}.md").read_text("utf-8")
    assert (ran.code, ran.out) == (0, f"{folder / lang / id}.md: {expected}\n")
    assert state(folder, id, lang) == expected
    assert Counter(line for line in before.split("\n") if "l10n" not in line and not line.startswith("  ")) == Counter(
        line for line in after.split("\n") if "l10n" not in line and not line.startswith("  ")
    ), "nothing but the stamp changes"
    assert "stale" not in kb_command("diff", id, "--lang", lang, content=folder).err


def test_ack_takes_many_and_stamps_none_of_them_where_one_is_wrong(folder: Path, kb_command: Kb) -> None:
    ran = kb_command("ack", LATE, "templates/apology/none", "--lang", "ja", content=folder)

    assert (ran.code, ran.out) == (1, "")
    assert state(folder, LATE, "ja") == "stale"
    assert kb_command("ack", LATE, GUIDE, "--lang", "ja", content=folder).out.count("reviewed") == 2


def test_a_translation_that_was_acknowledged_is_told_as_current(folder: Path, kb_command: Kb) -> None:
    kb_command("ack", LATE, "--lang", "ja", content=folder)
    commit(folder, "the translation holds")

    ran = kb_command("diff", LATE, "--lang", "ja", content=folder)

    assert ran.err == f"{JA} reflects {EN} as it is now\n"
    assert NEW in (folder / EN).read_text("utf-8")


def test_a_new_translation_begins_with_what_it_has_to_say(folder: Path, kb_command: Kb) -> None:
    ran = kb_command("new", "--lang", "zh", LATE, content=folder)

    source, mine = ((folder / lang / f"{LATE}.md").read_text("utf-8") for lang in ("en", "zh"))
    assert (ran.code, ran.out) == (0, f"{folder}/zh/{LATE}.md\n")
    assert mine.split("---\n", 2)[2] == source.split("---\n", 2)[2]
    assert not {"intent", "issues", "channels"} & {line.partition(":")[0] for line in mine.split("\n")}
    assert state(folder, LATE, "zh") == "unstamped"
    assert "unstamped" in kb_command("check", folder / f"zh/{LATE}.md", content=folder).out


def test_a_new_source_has_the_facets_that_were_asked_for(folder: Path, kb_command: Kb) -> None:
    id = "templates/follow-up/parcel-found"
    options = ("--intent", "follow-up", "--issue", "lost-parcel", "--issue", "refund")

    ran = kb_command("new", id, *options, content=folder)

    made = load_library(folder).get(id, "en")
    assert ran.out == f"{folder}/en/{id}.md\n"
    assert (made.facets.intent, made.facets.issues) == ("follow-up", ("lost-parcel", "refund"))


def test_the_text_of_a_locale_is_begun_stamped_and_told_as_stale_by_the_same_commands(folder: Path, kb_command: Kb) -> None:
    base, mine, locale = folder / f"es/{LOST}.md", folder / f"es/{LOST}.es-MX.md", ("--lang", "es", "--locale", "es-MX")

    assert kb_command("new", LOST, *locale, content=folder).out == f"{mine}\n"
    assert mine.read_text("utf-8").split("---\n", 2)[2] == base.read_text("utf-8").split("---\n", 2)[2]
    assert f"kb ack {LOST} --lang es --locale es-MX" in kb_command("check", mine, content=folder).out
    assert kb_command("ack", LOST, *locale, "--reviewed", content=folder).out == f"{mine}: reviewed\n"
    assert (
        kb_command("diff", LOST, *locale, content=folder).err == f"es/{LOST}.es-MX.md reflects es/{LOST}.md as it is now\n"
    )

    commit(folder, "a Mexican text")
    base.write_text(base.read_text("utf-8").replace("## formal\n\n", "## formal\n\nAhora: ", 1), "utf-8")

    rows = json.loads(kb_command("status", "--lang", "es", "--json", content=folder).out)
    assert [(row["id"], row["state"]) for row in rows if row["lang"] == "es-MX"] == [(LOST, "stale")]
    assert "{+Ahora: +}" in kb_command("diff", LOST, *locale, content=folder).out
    assert kb_command("ack", LOST, *locale, content=folder).out == f"{mine}: reviewed\n"


@pytest.mark.parametrize("command", ["diff", "ack"])
def test_a_locale_without_a_text_of_its_own_is_refused(command: str, folder: Path, kb_command: Kb) -> None:
    ran = kb_command(command, LOST, "--lang", "es", "--locale", "es-AR", content=folder)

    assert (ran.code, ran.out) == (1, "")
    assert f'es/{LOST}.es-AR.md is not there; "{LOST}" in es has texts for no locale' in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((LATE, "--lang", "ja"), "is there already; edit it"),
        (("templates/Late",), '"templates/Late" is no id'),
        (("../outside",), '"../outside" is no id'),
        (("templates/offer/new", "--intent", "ofer"), '"ofer" is not a known intent; did you mean "offer"?'),
        (("templates/offer/new", "--issue", "lost"), '"lost" is not a known issue'),
        (("templates/offer/gone", "--lang", "es"), "ja/templates/offer/gone.md is there, and its source is not"),
    ],
    ids=["there already", "no id", "a way out", "no intent", "no issue", "an orphan"],
)
def test_new_writes_nothing_that_could_not_be_used(
    arguments: tuple[str, ...], says: str, folder: Path, kb_command: Kb
) -> None:
    before = sorted(folder.rglob("*.md"))

    ran = kb_command("new", *arguments, content=folder)

    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err
    assert sorted(folder.rglob("*.md")) == before


def test_new_never_takes_a_broken_source_for_none(folder: Path, kb_command: Kb) -> None:
    (folder / EN).write_text("no front matter", "utf-8")

    ran = kb_command("new", "--lang", "zh", LATE, content=folder)

    assert (ran.code, ran.out) == (1, "")
    assert f"{EN} is there and cannot be served; mend it first" in ran.err


def test_a_source_that_was_lost_can_be_written_anew(folder: Path, kb_command: Kb) -> None:
    assert kb_command("new", "templates/offer/gone", "--intent", "offer", content=folder).code == 0

    assert state(folder, "templates/offer/gone", "ja") == "unstamped"
