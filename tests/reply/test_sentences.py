"""Texts are cut into sentences where people would cut them."""

from __future__ import annotations

import pytest

from kb.reply.sentences import sentences

CUT = [
    ("I'm so sorry! It is 5.5 cm. OK?", ["I'm so sorry!", "It is 5.5 cm.", "OK?"]),
    ("Mr. Lee wrote at 3 p.m. on Monday.", ["Mr. Lee wrote at 3 p.m. on Monday."]),
    ("申し訳ございません。返金いたします！", ["申し訳ございません。", "返金いたします！"]),
    ("「はい。」次です。", ["「はい。」", "次です。"]),
    ("Sr. Ruiz, cuesta 1.234,50 €. ¿Le parece?", ["Sr. Ruiz, cuesta 1.234,50 €.", "¿Le parece?"]),
    ("您好！包裹已寄出。\n请稍等", ["您好！", "包裹已寄出。", "请稍等"]),
    ("", []),
    (" \n ", []),
]


@pytest.mark.parametrize(("text", "expected"), CUT)
def test_a_text_is_cut_where_its_sentences_end(text: str, expected: list[str]) -> None:
    found = sentences(text)
    assert [sentence.text for sentence in found] == expected
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)
