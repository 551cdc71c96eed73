"""Typing errors are mended, and only typing errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content.library import Library
from kb.search.query import Query
from kb.search.spelling import Speller
from kb.service import KnowledgeBase


@pytest.fixture(scope="module")
def speller(library: Library) -> Speller:
    return Speller(library)


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
def test_one_slip_is_mended(typed: str, meant: str, speller: Speller) -> None:
    assert speller.mended(typed) == meant


@pytest.mark.parametrize(
    "text",
    ["refund", "refunds", "devolución", "devoluciones", "lamp", "xyzzyq", "A-10293", "LX123456789CN", "me@shop.example",
     "退款", "返金してください", "ok", "", "re fund", "ｒｅｆｕｎｄ", "DHL", "Müller"],
)  # fmt: skip
def test_what_is_known_or_beyond_help_stays_as_it_is(text: str, speller: Speller) -> None:
    assert speller.mended(text) == text


def test_the_answer_says_what_was_mended_and_can_be_asked_not_to(kb: KnowledgeBase) -> None:
    mended = kb.search(Query("refnud", "en"))
    exact = kb.search(Query("refnud", "en", exact=True))

    assert mended.suggestion == "refund"
    assert mended.hits[0].document.id == "templates/follow-up/refund-issued"
    assert exact.suggestion is None
    assert exact.total == 0


@given(st.text(max_size=60))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    assert isinstance(_EMPTY.mended(text), str)


class _NoWords(Speller):
    def __init__(self) -> None:
        self._counts, self._stems, self._forms = {}, set(), {}  # type: ignore[assignment]


_EMPTY = _NoWords()
