"""Which emphasis becomes one, and which leaves its stars to be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks.emphasis import check_emphasis
from tests.checks.writing import ARTICLE, found_between
from tests.small_content import ID


@pytest.mark.parametrize("id", [ID, ARTICLE])
@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("ja", "これは**「重要なこと」**です。", False),
        ("zh", "这是**我想做的事。**所以", False),
        ("es", "Es **importante** hoy.", False),
        ("ja", "これは** 重要 **です。", True),
        ("zh", "这是**重要的。", True),
        ("es", "Es **importante hoy.", True),
        ("es", "Dos * tres", False),
    ],
)
def test_stars_that_are_left_are_told(id: str, lang: str, text: str, told: bool, tmp_path: Path) -> None:
    problems = found_between(check_emphasis, tmp_path, "It matters.", {lang: text}, id)

    assert [(p.path, p.code) for p in problems] == ([(f"{lang}/{id}.md", "emphasis")] if told else [])
    if told:
        assert problems[0].column == text.index("**") + 1
