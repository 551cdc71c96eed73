"""Signs that look right and are others."""

from __future__ import annotations

import pytest

from kb.checks.glyphs import check_glyphs
from tests.checks.writing import codes_in, text_of

WRONG = [
    ("ja", "Аmazonのメッセージ", "script"),
    ("zh", "在WhаtsApp上", "script"),
    ("es", "Αtentamente", "script"),
    ("ja", "メッセ一ジを拝読します。", "script"),
    ("ja", "メッセ−ジを拝読します。", "script"),
    ("ja", "カメ力ラの写真です。", "script"),
    ("ja", "我们の荷物です。", "script"),
    ("zh", "核実包裹。", "script"),
    ("zh", "包裹発送。", "script"),
    ("es", "el artÃ\u00adculo", "encoding"),
    ("en", "the caf\ufffd", "encoding"),
]
RIGHT = [
    ("ja", "コンビニ二カ所、メール口コミ、気温は−5度です。"),
    ("ja", "髙島様、10μm、コーヒー一杯です。"),
    ("ja", "「订单」は注文のことです。"),
    ("zh", "包裹重500μg，王喆女士，無印良品。"),
    ("es", "São Paulo, Ângela; 10 Ω."),
    ("en", "Café, naïve, Łódź."),
]


@pytest.mark.parametrize(("lang", "sentence", "code"), WRONG)
def test_a_sign_that_is_another_is_told(lang: str, sentence: str, code: str) -> None:
    assert codes_in(check_glyphs, text_of(sentence, lang)) == [code]


@pytest.mark.parametrize(("lang", "sentence"), RIGHT)
def test_a_sentence_that_is_right_is_left_alone(lang: str, sentence: str) -> None:
    assert codes_in(check_glyphs, text_of(sentence, lang)) == []


def test_japanese_signs_are_told_in_traditional_texts_too() -> None:
    assert codes_in(check_glyphs, text_of("包裹発送。", "zh", locale="zh-Hant")) == ["script"]
    assert codes_in(check_glyphs, text_of("包裹發送。", "zh", locale="zh-Hant")) == []
