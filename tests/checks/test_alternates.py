"""A locale's own text is held to the same as a translation, and told by its own path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kb.checks.emphasis import check_emphasis
from kb.checks.glossary import check_glossary
from kb.checks.structure import check_structure
from kb.checks.tags import check_tags
from kb.checks.texts import Texts
from kb.content.glossary import load_glossary
from kb.content.library import load_library
from kb.content.problems import Problem
from tests.checks.writing import texts_of
from tests.conftest import CONTENT
from tests.small_content import ID, source_file, translation_file, write_content

Check = Callable[[Texts], Iterable[Problem]]
CHOICE = '{% if return.cost_bearer == "buyer" %}You pay.{% else %}We pay.{% endif %}'
ELIGE = '{{% if return.cost_bearer == "{who}" %}}Lo paga usted.{{% else %}}Lo pagamos nosotros.{{% endif %}}'

WRONG: list[tuple[Check, str, str, str, str]] = [
    (check_structure, "Within 2 days.", "En 2 días.", "En 7 días.", "number-parity"),
    (check_structure, "1. one\n2. two", "1. uno\n2. dos", "1. uno", "list-parity"),
    (
        check_structure,
        "See [it](https://shop.example/a).",
        "Vea [esto](https://shop.example/a).",
        "Vea esto.",
        "link-parity",
    ),
    (check_tags, CHOICE, ELIGE.format(who="buyer"), ELIGE.format(who="seller"), "tag-parity"),
    (check_emphasis, "By **Monday**.", "El **lunes**.", "** El lunes**.", "emphasis"),
]


def told(check: Check, folder: Path, source: str, base: str, alternate: str) -> set[tuple[str, str]]:
    files: dict[str, str | bytes] = {
        f"en/{ID}.md": source_file(f"## formal\n\n{source}\n"),
        f"es/{ID}.md": translation_file(f"## formal\n\n{base}\n", lang="es"),
        f"es/{ID}.es-MX.md": f"---\nkeywords: [paquetería]\n---\n## formal\n\n{alternate}\n",
    }
    library = load_library(write_content(folder, files))
    assert library.problems == ()
    return {(problem.path, problem.code) for problem in check(texts_of(folder, library))}


@pytest.mark.parametrize(("check", "source", "base", "alternate", "code"), WRONG)
def test_what_differs_from_the_source_is_told(
    check: Check, source: str, base: str, alternate: str, code: str, tmp_path: Path
) -> None:
    assert told(check, tmp_path, source, base, alternate) == {(f"es/{ID}.es-MX.md", code)}


@pytest.mark.parametrize(("check", "source", "base", "alternate", "code"), WRONG)
def test_a_text_of_its_own_that_says_the_same_is_right(
    check: Check, source: str, base: str, alternate: str, code: str, tmp_path: Path
) -> None:
    assert told(check, tmp_path, source, base, base) == set()


def test_the_words_of_the_country_are_the_glossarys_too(tmp_path: Path) -> None:
    glossary, _ = load_glossary(CONTENT)

    def check(texts: Texts) -> Iterable[Problem]:
        return check_glossary(texts, glossary)

    source, base = "Please send a video.", "Envíe un vídeo, por favor."
    assert told(check, tmp_path / "right", source, base, "Mande un video, por favor.") == set()
    assert told(check, tmp_path / "wrong", source, base, "Mande una foto, por favor.") == {
        (f"es/{ID}.es-MX.md", "glossary-term")
    }


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("請提供訂單編號。", False),
        ("請提供影片與訂單編號。", False),
        ("請提供編號。", True),
    ],
)
def test_the_words_of_taiwan_are_the_glossarys_whatever_the_signs(sentence: str, wrong: bool, tmp_path: Path) -> None:
    glossary, _ = load_glossary(CONTENT)
    files: dict[str, str | bytes] = {
        f"en/{ID}.md": source_file(f"## formal\n\nSend the {'video and the ' if '影片' in sentence else ''}order number.\n"),
        f"zh/{ID}.md": translation_file("## formal\n\n请提供视频和订单号。\n", lang="zh"),
        f"zh/{ID}.zh-Hant.md": f"---\nkeywords: []\n---\n## formal\n\n{sentence}\n",
    }
    library = load_library(write_content(tmp_path, files))

    problems = [(p.path, p.code) for p in check_glossary(texts_of(tmp_path, library), glossary)]

    assert problems == [(f"zh/{ID}.zh-Hant.md", "glossary-term")] * wrong
