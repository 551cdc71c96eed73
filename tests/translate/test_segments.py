"""A text is taken apart and masked so that joined and restored it is the same, letter for letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.translate.masking import BRACKETS, DOLLARS, TAGS, Form, mask
from kb.translate.memory import memory_of, plain, respoken, spoken
from kb.translate.punctuation import with_end
from kb.translate.segments import read_text
from kb.translate.verify import same_numbers
from tests.conftest import CONTENT

FILES = sorted(
    path.relative_to(CONTENT).as_posix()
    for group in ("articles", "templates")
    for path in CONTENT.glob(f"*/{group}/**/*.md")
)
MATTER = "---\ntitle: T\nsummary: S\n---\n"


def said(body: str, path: str) -> list[list[str]]:
    """The words to translate of each unit."""
    paragraphs = read_text(MATTER + body, path).body
    return [[piece.text for piece in unit.pieces if piece.said] for paragraph in paragraphs for unit in paragraph.units]


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_library_joined_again_is_the_file(name: str) -> None:
    text = plain(CONTENT / name)
    read = read_text(text, name)
    parts = (part for pair in zip((p.text for p in read.body), read.breaks[1:], strict=True) for part in pair)
    assert text.endswith("\n---\n" + "".join([read.breaks[0], *parts]))
    for paragraph in read.paragraphs:
        for unit in paragraph.units:
            for piece in unit.pieces:
                masked = mask(piece.text, {})
                for form in (BRACKETS, DOLLARS, TAGS):
                    assert str(masked.restored(masked.written(form), form)) == str(masked) == piece.text


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [
        ("## formal\n\nA line.\nAnother.\n", "en/templates/a/b.md", [[], ["A line."], ["Another."]]),
        (
            "## formal\n\n{% if x %}One{% else %}two {{ y }}{% endif %}.\n",
            "en/templates/a/b.md",
            [[], ["One", "two {{ y }}", "."]],
        ),
        (
            "## formal\n\n{% comment %}\n\nNot this.\n{% endcomment %}\n\nBut this.\n",
            "en/templates/a/b.md",
            [[], [], ["But this."]],
        ),
        ("## A heading\n\nWrapped\nlines.\n", "en/articles/a.md", [["A heading"], ["Wrapped lines."]]),
        ("- one\n  goes on\n- two\n\n1. three\n", "en/articles/a.md", [["one goes on"], ["two"], ["three"]]),
        ("|A|B c|\n|-|-|\n|d|`e`|\n", "en/articles/a.md", [["A", "B c"], [], ["d", "`e`"]]),
        ("```\nnot this\n\nnor this\n```\n\nBut this.\n", "en/articles/a.md", [[], ["But this."]]),
        ("---\n\n> quoted\n", "en/articles/a.md", [[], ["quoted"]]),
    ],
)
def test_only_words_are_translated(body: str, path: str, expected: list[list[str]]) -> None:
    assert said(body, path) == expected


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Order {{ order.number }} of {{ x }}", "Order [X0X] of [X1X]"),
        ("Use [this page](/templates/a/b) now", "Use [X0X]this page[X1X] now"),
        ("**Bold** and *soft* and _too_", "[X0X]Bold[X1X] and [X2X]soft[X3X] and [X4X]too[X5X]"),
        ("Run `kb check` at https://example.com/a.", "Run [X0X] at [X1X]."),
        ("Write to a.b@example.com, snake_case_word", "Write to [X0X], snake_case_word"),
        ("On Mercado Libre and eBay", "On [X0X] and [X1X]"),
        ("5 * 3 * 2", "5 * 3 * 2"),
    ],
)
def test_what_no_machine_may_touch_is_a_token(text: str, written: str) -> None:
    assert mask(text, {"Mercado Libre": "Mercado Libre", "eBay": "eBay"}).written(BRACKETS) == written


def test_a_name_comes_back_as_it_is_called_there() -> None:
    masked = mask("On Amazon we answer.", {"Amazon": "亚马逊"})
    assert str(masked.restored("在[X0X]上我们回复。", BRACKETS)) == "在亚马逊上我们回复。"


@pytest.mark.parametrize(
    ("answer", "form", "found"),
    [
        ("el [X0X] y [ x1x ]", BRACKETS, True),
        ("【Ｘ０Ｘ】と（×１×）", BRACKETS, True),
        ("{ $ 0 } y ｛＄１｝", DOLLARS, True),
        ('<m id = "0" /> y <m id=“1”></m>', TAGS, True),
        ("[X1X] y [X0X]", BRACKETS, True),
        ("solo [X0X]", BRACKETS, False),
        ("[X0X] [X1X] [X0X]", BRACKETS, False),
        ("[X0X] [X2X]", BRACKETS, False),
        ("[X0X] X1X", BRACKETS, False),
    ],
)
def test_tokens_are_read_tolerantly_and_each_must_be_there_once(answer: str, form: Form, found: bool) -> None:
    assert (mask("the {{ a }} and {{ b }}", {}).restored(answer, form) is not None) is found


def test_what_opens_must_not_close() -> None:
    masked = mask("a **bold** word", {})
    assert masked.restored("una palabra [X1X]negrita[X0X]", BRACKETS) is None
    assert masked.restored("una palabra [X0X][X1X] negrita", BRACKETS) is None


@given(st.text(alphabet="ab [](){}*_`\\|<>$%X01.\n", max_size=60))
def test_any_text_masked_and_restored_is_the_same(text: str) -> None:
    masked = mask(text, {})
    assert str(masked) == text
    restored = masked.restored(masked.written(BRACKETS), BRACKETS)
    assert restored is None or str(restored) == text


@pytest.mark.parametrize(
    ("text", "source", "lang", "expected"),
    [
        ("Gracias", "Thanks.", "es", "Gracias."),
        ("Hecho. Está listo", "Done. Is it ready?", "es", "Hecho. ¿Está listo?"),
        ("分かりました.", "I see.", "ja", "分かりました。"),
        ("分かりますか？?", "Do you see?", "ja", "分かりますか？"),
        ("题目。", "A title", "zh", "题目"),
        ("texto (nota)", "text (note).", "es", "texto (nota)."),
        ("dijo «sí.»", "he said “yes.”", "es", "dijo «sí.»"),
        ("您好", "Hello,", "zh", "您好，"),
    ],
)
def test_a_sentence_ends_as_its_source_does_in_its_own_signs(text: str, source: str, lang: str, expected: str) -> None:
    assert with_end(text, source, lang) == expected


@pytest.mark.parametrize(
    ("source", "translation", "same"),
    [
        ("within 14 days", "en 14 días", True),
        ("within 14 days", "１４日以内", True),
        ("1,000 yen", "1.000 yenes", True),
        ("three years", "3 años", True),
        ("November 22, 2026", "2026年11月22日", True),
        ("within 3 days", "en 5 días", False),
        ("within 3 days", "en días", False),
        ("within days", "en 3 días", False),
        ("3 or 3", "3", False),
    ],
)
def test_numbers_are_the_same_however_they_are_written(source: str, translation: str, same: bool) -> None:
    assert same_numbers(source, translation) is same


def test_the_words_within_a_variable_are_translated_too() -> None:
    token = '{{ days | plural: "business day", "business days" }}'
    assert spoken(token) == [("days", ["business day", "business days"])]
    assert respoken(token, {"business day": "día hábil", "business days": "días hábiles"}) == (
        '{{ days | plural: "día hábil", "días hábiles" }}'
    )


@pytest.mark.parametrize(("lang", "order", "regards"), [("es", "pedido", "Atentamente,"), ("ja", "ご注文の商品", None)])
def test_what_was_reviewed_is_remembered(lang: str, order: str, regards: str | None) -> None:
    from kb.content.library import load_library

    memory = memory_of(load_library(CONTENT), Path(CONTENT), lang)
    assert memory.spoken("product.name", "order") == order
    if regards:
        assert memory.said("formal", "Kind regards,") == regards
    assert memory.said("formal", "Nobody has ever said this.") is None
