"""Texts in the forms in which they are compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.folding import simplified, unaccented, without_accents


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("", ""),
        ("refund", "refund"),
        ("devolución", "devolucion"),
        ("DEVOLUCIÓN", "DEVOLUCION"),
        ("reseñ", "resen"),
        ("resen\u0303", "resen"),
        ("pingüino", "pinguino"),
        ("Straße", "Straße"),  # a letter of its own, and no accent
        ("ǖ", "u"),
        ("\u0301", ""),
    ],
)
def test_a_word_without_accents(word: str, plain: str) -> None:
    assert without_accents(word) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("El último paquete llegó dañado.", "El ultimo paquete llego danado."),
        ("ÑANDÚ", "NANDU"),
        ("ø ß æ", "ø ß æ"),
        ("ế", "e"),
        ("退款 返品が ガ", "退款 返品が ガ"),  # only Latin letters lose their marks
        ("e\u0301", "e\u0301"),  # and only where the mark is no sign of its own
        ("й Ά", "й Ά"),
    ],
)
def test_an_unaccented_text_keeps_every_sign_in_its_place(text: str, plain: str) -> None:
    assert unaccented(text) == plain
    assert len(unaccented(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("退貨", "退货"),
        ("訂單號", "订单号"),
        ("退货", "退货"),
        ("連絡がない", "连络がない"),
        ("refund 返金", "refund 返金"),
        ("🦓𠮷\ud800", "🦓𠮷\ud800"),
        ("", ""),
    ],
)
def test_a_text_in_simplified_signs(text: str, simple: str) -> None:
    assert simplified(text) == simple


@given(st.text())
def test_every_sign_keeps_its_place_and_folding_twice_changes_nothing(text: str) -> None:
    for fold in (unaccented, simplified):
        assert len(fold(text)) == len(text)
        assert fold(fold(text)) == fold(text)
    assert simplified(unaccented(text)) == unaccented(simplified(text))


@given(st.text(st.characters(max_codepoint=0x24F), max_size=20))
def test_a_word_without_accents_has_no_marks(word: str) -> None:
    assert not any(unicodedata.combining(sign) for sign in without_accents(word))
