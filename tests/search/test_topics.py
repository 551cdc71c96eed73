"""What a text is likely about, word by word."""

from __future__ import annotations

import pytest

from kb.search.topics import Topics, features_of

EXAMPLES = [
    ("issue:refund", ["my", "money", "back"]),
    ("issue:refund", ["money", "not", "received"]),
    ("issue:late-delivery", ["parcel", "not", "received"]),
    ("issue:late-delivery", ["parcel", "late"]),
    ("", ["parcel", "box"]),
]


@pytest.mark.parametrize(
    ("features", "likeliest"),
    [(["money"], "issue:refund"), (["late"], "issue:late-delivery"), (["where", "money", "gone"], "issue:refund")],
)
def test_a_word_leads_to_the_facet_whose_phrases_hold_it(features: list[str], likeliest: str) -> None:
    shares = Topics(EXAMPLES).shares(features)

    assert max(shares, key=lambda facet: shares[facet]) == likeliest


def test_words_that_no_phrase_holds_tell_nothing() -> None:
    assert Topics(EXAMPLES).shares(["zebra"]) == {}


def test_the_shares_are_parts_of_one() -> None:
    assert 0 < sum(Topics(EXAMPLES).shares(["money", "parcel"]).values()) <= 1


@pytest.mark.parametrize(
    ("lang", "words", "text", "features"),
    [
        ("en", ["stop", "charg"], "stopped charging", ["stop", "charg", "stop charg"]),
        ("zh", ["退款"], "退款 ok", ["退款", "退款"]),
        ("ja", ["カメラ"], "カメラ", ["カメラ", "かめ", "めら"]),
        ("zh", ["devolución"], "devolución", ["devolución"]),
    ],
)
def test_what_stands_side_by_side_is_a_feature_too(lang: str, words: list[str], text: str, features: list[str]) -> None:
    assert features_of(lang, words, text) == features
