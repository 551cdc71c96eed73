"""The synonym lists: read strictly, and what the bundled ones must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.content.library import Library, load_library
from kb.content.problems import Problems
from kb.content.synonyms import Group, read_synonyms
from kb.languages import LANGUAGES
from tests.small_content import write_content


def read(text: str, library: Library) -> tuple[tuple[Group, ...], list[tuple[int, str]]]:
    problems = Problems("synonyms/en.txt")
    groups = read_synonyms(text, library.taxonomy, problems)
    return groups, [(problem.line, problem.message) for problem in problems]


def test_a_line_is_a_group_of_the_heading_above_it(library: Library) -> None:
    groups, problems = read(
        "# words\n[issue late-delivery]\nlate, hasn't arrived\n\n[intent apology]\nsorry\n[general]\nparcel, box\n", library
    )

    assert problems == []
    assert groups == (
        Group("issue:late-delivery", ("late", "hasn't arrived")),
        Group("intent:apology", ("sorry",)),
        Group("", ("parcel", "box")),
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("late, delayed\n", 1, "under no heading"),
        ("[issue late-delivry]\nlate\n", 1, 'did you mean "late-delivery"?'),
        ("[intent late-delivery]\nlate\n", 1, "not a known intent"),
        ("[topic refund]\nmoney back\n", 1, "[general]"),
        ("[general]\nparcel\n", 2, "two entries"),
        ("[general]\nparcel, box\nParcel, carton\n", 3, "stands twice"),
        (f"[issue refund]\n{'x' * 61}\n", 2, "over 60"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_remedy(text: str, line: int, words: str, library: Library) -> None:
    _, problems = read(text, library)

    assert problems[0][0] == line
    assert words in problems[0][1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_at_least_150_groups_and_some_for_every_facet(lang: str, library: Library) -> None:
    groups = library.synonyms[lang]
    facets = {group.facet for group in groups}

    assert len(groups) >= 150
    assert facets >= {f"issue:{id}" for id in library.taxonomy.issues} | {f"intent:{id}" for id in library.taxonomy.intents}


def test_a_broken_list_keeps_its_last_good_state_and_is_reported(tmp_path: Path) -> None:
    folder = write_content(tmp_path, {"synonyms/en.txt": "[general]\nparcel, box\n"})
    before = load_library(folder)
    (folder / "synonyms/en.txt").write_text("parcel, box, carton\n")

    after = load_library(folder, before)

    assert after.synonyms == before.synonyms
    assert [(p.path, p.line) for p in after.problems if p.code == "synonyms"] == [("synonyms/en.txt", 1)]


def test_the_library_is_another_one_when_a_synonym_changes(tmp_path: Path) -> None:
    folder = write_content(tmp_path, {"synonyms/en.txt": "[general]\nparcel, box\n"})
    before = load_library(folder)
    (folder / "synonyms/en.txt").write_text("[general]\nparcel, carton\n")

    assert load_library(folder, before).version != before.version
