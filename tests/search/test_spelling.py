"""Typing errors are mended, and only typing errors."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.query import Query
from kb.search.spelling import Speller
from kb.service import KnowledgeBase
from tests.search.conftest import Mend


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("refnud", "refund"),
        ("refudn please", "refund please"),
        ("damagd", "damaged"),
        ("exchagne", "exchange"),
        ("reembolzo", "reembolso"),
        ("devolucón", "devolucion"),
        ("paqeute", "paquete"),
    ],
)
def test_one_slip_is_mended(typed: str, meant: str, mended: Mend) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    "text",
    ["refund", "refunds", "devolución", "devoluciones", "lamp", "xyzzyq", "A-10293", "LX123456789CN", "me@shop.example",
     "退款", "返金してください", "ok", "", "re fund", "ｒｅｆｕｎｄ", "DHL", "Müller"],
)  # fmt: skip
def test_what_is_known_or_beyond_help_stays_as_it_is(text: str, mended: Mend) -> None:
    assert mended(text) == text


def test_the_answer_says_what_was_mended_and_can_be_asked_not_to(kb: KnowledgeBase) -> None:
    mended = kb.search(Query("refnud", "en"))
    exact = kb.search(Query("refnud", "en", exact=True))

    assert mended.suggestion == "refund"
    assert "refund" in mended.hits[0].document.facets.issues
    assert mended.hits[0].document.lang == "en"
    assert [hit.document for hit in mended.hits] == [hit.document for hit in kb.search(Query("refund", "en")).hits]
    assert exact.suggestion is None
    assert exact.total == 0


@given(st.text(max_size=60))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    for counts in (Counter[str](), Counter({"refund": 2, "parcel": 1})):
        assert isinstance(Speller(counts).mended(text, lambda word: False), str)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("refnd", "refund"),
        ("refunnd", "refund"),
        ("rafund", "refund"),
        ("erfund", "refund"),
        ("REFNUD", "refund"),
        ("tefund", "tefund"),  # the first letter is taken for right
        ("rfnd", "rfnd"),  # too short to tell
        ("rafnud", "rafnud"),  # two slips
        ("parce", "parcel"),
        ("parsels", "parsels"),
        ("lodge", "ledge"),  # the more used of two that are as near
        ("known", "known"),
    ],
)
def test_a_word_becomes_the_most_used_word_that_is_one_slip_away(typed: str, meant: str) -> None:
    speller = Speller(Counter({"refund": 2, "parcel": 1, "ledge": 5, "lodged": 2, "knows": 9}))

    assert speller.mended(typed, lambda word: word == "known") == meant
