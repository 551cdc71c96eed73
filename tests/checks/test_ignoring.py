"""A finding can be excused on the line before, with a reason, and not otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks import check_content
from kb.content.history import History
from kb.content.library import load_library
from kb.content.model import Article, Template
from tests.checks.test_checks import NEUTRAL, stamped_library
from tests.checks.writing import ARTICLE
from tests.small_content import ID, source_file, translation_file, write_content

JA = f"ja/{ID}.md"
NOTE = "<!-- kb-ignore ja-space: the brand writes itself so -->"


def told(folder: Path, body: str, front: str = "") -> list[tuple[int, str]]:
    files: dict[str, str | bytes] = {
        f"en/{ID}.md": source_file("## formal\n\nUSB cable.\n", NEUTRAL),
        JA: translation_file(f"## formal\n\n{body}\n", front),
    }
    stamped_library(folder, files)
    problems, _ = check_content(History(folder), [JA])
    return [(problem.line, problem.code) for problem in problems]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("USB ケーブル。", [(8, "ja-space")]),
        (f"{NOTE}\nUSB ケーブル。", []),
        (f"{NOTE}\n<!-- kb-ignore ja-punctuation: a quotation -->\nUSB ケーブル,です。", []),
        (f"{NOTE}\nはい。\nUSB ケーブル。", [(8, "unused-ignore"), (10, "ja-space")]),
        (f"{NOTE}\nはい。", [(8, "unused-ignore")]),
        ("<!-- kb-ignore ja-space -->\nUSB ケーブル。", [(8, "ignore-reason"), (9, "ja-space")]),
        ("<!-- kb-ignore ja-space: -->\nUSB ケーブル。", [(8, "ignore-reason"), (9, "ja-space")]),
        ("<!-- kb-ignore zh-punctuation: why -->\nUSB ケーブル。", [(8, "unused-ignore"), (9, "ja-space")]),
    ],
)
def test_a_note_excuses_what_it_names_on_the_line_below(body: str, expected: list[tuple[int, str]], tmp_path: Path) -> None:
    assert told(tmp_path, body) == expected


def test_in_the_front_matter_a_note_is_a_comment(tmp_path: Path) -> None:
    front = "# kb-ignore ja-space: a brand\nsubject: USB ケーブル\n"

    assert told(tmp_path, "はい。", front) == [(5, "subject-parity")]


def test_a_note_at_the_head_of_a_file_is_for_the_whole_file(tmp_path: Path) -> None:
    text = source_file(facets=NEUTRAL).replace("---\n", "---\n# kb-ignore path-parity: only for the shop in London\n", 1)
    write_content(tmp_path, {f"en/{ID}.md": text})

    assert check_content(History(tmp_path)).problems == []


def test_a_note_is_no_part_of_what_a_reply_or_a_page_says(tmp_path: Path) -> None:
    bodies = [f"## formal\n\nOne.\n{note}Two.\n\nThree.\n" for note in ("", f"{NOTE}\n")]
    read = []
    for number, body in enumerate(bodies):
        files: dict[str, str | bytes] = {f"en/{ID}.md": source_file(body, NEUTRAL), f"en/{ARTICLE}.md": source_file(body)}
        read.append(load_library(write_content(tmp_path / str(number), files)))

    for id in (ID, ARTICLE):
        plain, noted = (library.get(id, "en") for library in read)
        assert plain.digest == noted.digest
        if isinstance(plain, Article) and isinstance(noted, Article):
            assert plain.html == noted.html
        if isinstance(plain, Template) and isinstance(noted, Template):
            assert [v.outline.paragraphs for v in plain.variants] == [v.outline.paragraphs for v in noted.variants]
            assert "kb-ignore" not in noted.variants[0].outline.compiled
