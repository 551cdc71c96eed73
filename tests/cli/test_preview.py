"""`kb preview`: files as agents and customers will see them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Kb
from tests.conftest import CONTENT
from tests.drifted import GUIDE, LATE, drifted

TEMPLATE = CONTENT / "ja" / f"{LATE}.md"
ARTICLE = CONTENT / "es" / f"{GUIDE}.md"


def test_a_page_holds_every_tone_twice_and_needs_nothing_else(kb_command: Kb, tmp_path: Path) -> None:
    ran = kb_command("preview", TEMPLATE, ARTICLE, "--out", tmp_path / "preview.html")
    page = (tmp_path / "preview.html").read_text("utf-8")

    assert (ran.code, ran.out) == (0, "")
    for tone in ("formal", "friendly", "firm"):
        assert f"{tone} · ja-JP" in page
    assert "田中様" in page and "勅使河原様" in page
    assert '<div class="sheet" lang="es"><h2' in page or '<div class="sheet" lang="es"><p' in page
    assert not re.search(r"<(script|link|img|iframe)\b|url\(|@import", page)


def test_text_says_the_same_on_a_terminal(kb_command: Kb) -> None:
    ran = kb_command("preview", "--text", TEMPLATE)

    assert ran.code == 0
    assert "[formal · ja-JP · example values, for marketplace-message" in ran.out
    assert "<" not in ran.out


def test_a_folder_means_all_that_is_in_it(kb_command: Kb) -> None:
    ran = kb_command("preview", "--text", CONTENT / "zh/articles")

    assert ran.out.count("=" * 72) == len(list((CONTENT / "zh/articles").glob("*.md")))


def test_what_the_guard_says_stands_under_the_text(kb_command: Kb) -> None:
    assert re.search(r"^! warn: .*The subject is long", kb_command("preview", "--text", TEMPLATE).out, re.MULTILINE)


def test_a_broken_file_is_told_and_the_others_are_shown(kb_command: Kb, tmp_path: Path) -> None:
    content = drifted(tmp_path / "content")
    broken = content / "ja" / f"{LATE}.md"
    broken.write_text(broken.read_text("utf-8").replace("{{ due.date }}", "{{ due.dat }}"), "utf-8")

    ran = kb_command("preview", "--text", broken, content / "es" / f"{LATE}.md", content=content)

    assert ran.code == 1
    assert f"{broken.name} is no document that can be read" in ran.err
    assert f"es/{LATE}.md" in ran.out


@pytest.mark.parametrize(("path", "code"), [(Path(__file__), 1), ("no/such/file.md", 2)])
def test_a_file_from_elsewhere_is_refused(path: Path | str, code: int, kb_command: Kb) -> None:
    assert kb_command("preview", path).code == code
