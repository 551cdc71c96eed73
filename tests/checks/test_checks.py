from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kb.checks import check_content
from kb.content.freshness import SOURCE
from kb.content.history import History
from kb.content.library import Library, load_library
from kb.content.problems import Severity
from kb.content.stamping import stamp_for, stamped
from tests.small_content import ID, source_file, translation_file, write_content

NEUTRAL = "intent: review-revision-request\nissues: [late-delivery]\nchannels: [email, social-dm]\n"
"""Of an intent that has no parts which a text must have."""


def stamped_library(folder: Path, files: Mapping[str, str | bytes]) -> Library:
    """A library whose translations are stamped as reviewed."""
    for document in (library := load_library(write_content(folder, files))):
        if document.freshness != SOURCE:
            path = folder / document.file.path
            path.write_bytes(stamped(path.read_bytes(), stamp_for(library, document, "reviewed")))
    return load_library(folder)


def test_a_sound_library_has_no_problems(tmp_path: Path) -> None:
    texts = {"ja": "こんにちは。", "es": "Hola.", "zh": "您好。"}
    files = {f"{lang}/{ID}.md": translation_file(f"## formal\n\n{text}\n", lang=lang) for lang, text in texts.items()}
    files[f"en/{ID}.md"] = source_file(facets=NEUTRAL)

    stamped_library(tmp_path, files)

    assert check_content(History(tmp_path)) == ([], 4)


def test_the_vocabulary_may_be_named_beside_many_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.checks.MIN_SHARED", 1)
    library = stamped_library(tmp_path, {f"en/{ID}.md": source_file(facets=NEUTRAL)})
    named = ["variables.yml", "guard/rules.yml", *(document.file.path for document in library)]

    problems, files = check_content(History(tmp_path), named)

    assert {problem.code for problem in problems} == {"path-parity"}
    assert files == 1


def test_the_problems_of_files_translations_and_examples_are_told_together_in_the_order_of_files(tmp_path: Path) -> None:
    files = {
        f"en/{ID}.md": source_file("## formal\n\nHello.\n\nBye.\n", NEUTRAL),
        f"ja/{ID}.md": translation_file(),
        f"es/{ID}.md": "no front matter",
        "en/templates/offer/no-reason.md": source_file(
            "## formal\n\n" + "o" * 70 + "\n",
            facets="intent: review-revision-request\nissues: [refund]\nchannels: [email]\nsubject: " + "y" * 61 + "\n",
        ),
    }

    stamped_library(tmp_path, files)

    problems, _ = check_content(History(tmp_path))

    assert [(p.path, p.code) for p in problems] == [
        (f"en/{ID}.md", "path-parity"),
        (f"en/{ID}.md", "path-parity"),
        *[("en/templates/offer/no-reason.md", "path-parity")] * 3,
        ("en/templates/offer/no-reason.md", "R3"),
        (f"es/{ID}.md", "front-matter"),
        (f"ja/{ID}.md", "paragraph-parity"),
    ]
    assert problems == sorted(problems)
    assert {p.severity for p in problems if p.code in ("path-parity", "R3")} == {Severity.WARNING}
