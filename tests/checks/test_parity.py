from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks.parity import check_parity
from kb.content.library import load_library
from kb.content.problems import Problem, Severity
from tests.checks.writing import texts_of
from tests.small_content import FACETS, ID, source_file, translation_file, write_content

EN, JA, ES, ZH = (f"{lang}/{ID}.md" for lang in ("en", "ja", "es", "zh"))
SOURCE = "## formal\n\nOrder {{ order.number }}.\n\nBye.\n\n## firm\n\nNo.\n"


def found(folder: Path, *, source: str = SOURCE, more: str = "", **translations: str) -> list[Problem]:
    """What is wrong with translations of this source; those not given say the same as it."""
    files: dict[str, str | bytes] = {EN: source_file(source, FACETS + more)}
    for lang in ("ja", "es", "zh"):
        files[f"{lang}/{ID}.md"] = translations.get(lang, translation_file(source, more))
    library = load_library(write_content(folder, files))
    assert library.problems == ()
    return list(check_parity(texts_of(folder, library)))


def test_translations_that_say_the_same_have_no_problems(tmp_path: Path) -> None:
    assert (
        found(tmp_path, ja=translation_file("## firm\n\nいいえ。\n\n## formal\n\n番号{{ order.number }}。\n\nでは。\n"))
        == []
    )


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("## formal\n\n{{ order.number }}\n\nBye.\n", "tone-parity", "formal, firm"),
        (SOURCE + "\n## friendly\n\nHi.\n", "tone-parity", "friendly"),
        (
            "## formal\n\nOrder {{ order.number }}. Bye.\n\n## firm\n\nNo.\n",
            "paragraph-parity",
            "1 paragraphs; the source has 2",
        ),
        ("## formal\n\nOrder {{ order.number }}.\n\nBye.\n\n## firm\n\nNo.\n\nNever.\n", "paragraph-parity", '"firm"'),
        ("## formal\n\nOrder.\n\nBye.\n\n## firm\n\nNo.\n", "variable-parity", 'does not use "order.number"'),
        ("## formal\n\n{{ order.number }} {{ case.id }}.\n\nBye.\n\n## firm\n\nNo.\n", "variable-parity", 'uses "case.id"'),
    ],
)
def test_what_a_translation_lacks_or_has_over_its_source_is_told(body: str, code: str, words: str, tmp_path: Path) -> None:
    problems = found(tmp_path, es=translation_file(body))

    assert [(p.path, p.code) for p in problems] == [(ES, code)]
    assert words in problems[0].message


def test_a_subject_stands_in_every_language_or_in_none(tmp_path: Path) -> None:
    lacking, surplus = tmp_path / "a", tmp_path / "b"
    lacking.mkdir()
    surplus.mkdir()

    one = found(lacking, more="subject: Hello\n", zh=translation_file(SOURCE))
    two = found(surplus, zh=translation_file(SOURCE, "subject: 您好\n"))

    assert [(p.path, p.code) for p in one + two] == [(ZH, "subject-parity")] * 2
    assert ["add one" in one[0].message, "delete it" in two[0].message] == [True, True]


def test_a_variable_that_only_the_subject_of_one_language_uses_is_told(tmp_path: Path) -> None:
    problems = found(tmp_path, more="subject: Hello\n", zh=translation_file(SOURCE, "subject: 您好 {{ case.id }}\n"))

    assert [(p.path, p.code) for p in problems] == [(ZH, "variable-parity")]


@pytest.mark.parametrize(
    ("name", "subject", "words"),
    [
        (f"zh/{ID}.zh-Hant.md", "subject: 您好\n", []),
        (f"zh/{ID}.zh-Hant.md", "", ["add one for zh-Hant"]),
        (f"zh/{ID}.zh-Hant.md", "subject: 您好 {{ case.id }}\n", ['uses "case.id"']),
        (f"es/{ID}.es-MX.md", "", []),
    ],
)
def test_a_text_of_another_script_needs_a_subject_of_its_own(
    name: str, subject: str, words: list[str], tmp_path: Path
) -> None:
    files: dict[str, str | bytes] = {EN: source_file(facets=f"{FACETS}subject: Hello\n")}
    files |= {path: translation_file(stamp="subject: Hi\n") for path in (JA, ES, ZH)}
    files[name] = f"---\nkeywords: []\n{subject}---\n## formal\n\nHi.\n"

    problems = list(check_parity(texts_of(tmp_path, load_library(write_content(tmp_path, files)))))

    assert [p.path for p in problems] == [name] * len(words)
    assert [word in p.message for p, word in zip(problems, words, strict=True)] == [True] * len(words)


def test_a_locale_has_no_subject_where_the_source_has_none(tmp_path: Path) -> None:
    name = f"zh/{ID}.zh-Hant.md"
    files: dict[str, str | bytes] = {EN: source_file(), **{path: translation_file() for path in (JA, ES, ZH)}}
    files[name] = "---\nkeywords: []\nsubject: Hi\n---\n## formal\n\nHi.\n"

    problems = check_parity(texts_of(tmp_path, load_library(write_content(tmp_path, files))))

    assert [(p.path, p.line, p.code) for p in problems] == [(name, 3, "subject-parity")]


def test_a_missing_translation_is_a_warning_at_the_source(tmp_path: Path) -> None:
    library = load_library(write_content(tmp_path, {EN: source_file(), JA: translation_file(), ZH: translation_file()}))

    problems = list(check_parity(texts_of(tmp_path, library)))

    assert [(p.path, p.code, p.severity) for p in problems] == [(EN, "path-parity", Severity.WARNING)]
    assert f"es/{ID}.md" in problems[0].message


@pytest.mark.parametrize("name", [f"es/{ID}.es-MX.md", f"en/{ID}.en-GB.md"])
def test_an_alternate_has_the_paragraphs_of_the_source_too(name: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        EN: source_file(),
        JA: translation_file(),
        ES: translation_file(),
        ZH: translation_file(),
    }
    files[name] = "---\nkeywords: []\n---\n## formal\n\nOne.\n\nTwo.\n"
    library = load_library(write_content(tmp_path, files))

    assert [p.code for p in check_parity(texts_of(tmp_path, library))] == ["paragraph-parity"]
