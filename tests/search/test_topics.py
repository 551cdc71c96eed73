"""What a text is likely about, told from its words."""

from __future__ import annotations

import numpy as np
import pytest

from kb.languages import LANGUAGES
from kb.search.topics import PLACES, Topics, features


@pytest.fixture(scope="module", params=LANGUAGES)
def shipped(request: pytest.FixtureRequest) -> Topics:
    return Topics.read(request.param)


PLAIN = {
    "en": [("my package has not arrived", "late-delivery"), ("my package hasn't arrived", "late-delivery")],
    "ja": [("荷物がまだ届きません", "late-delivery"), ("返金してください", "refund")],
    "es": [("no me ha llegado el paquete", "late-delivery"), ("quiero mi dinero", "refund")],
    "zh": [("包裹还没到", "late-delivery"), ("包裹還沒到", "late-delivery"), ("我要退款", "refund")],
}


@pytest.mark.parametrize(("lang", "text", "issue"), [(lang, *row) for lang, rows in PLAIN.items() for row in rows])
def test_what_everybody_says_is_known(lang: str, text: str, issue: str) -> None:
    shares = Topics.read(lang).heard(text).shares()
    issues = {facet: share for facet, share in shares.items() if facet.startswith("issue:")}

    assert max(issues, key=lambda facet: issues[facet]) == f"issue:{issue}"


@pytest.mark.parametrize("text", ["", " ", "?!", "\n", "😀", "\ud800"])
def test_a_text_without_words_is_about_nothing(text: str, shipped: Topics) -> None:
    assert shipped.heard(text).shares() == {}


def test_the_shares_of_a_group_are_parts_of_one(shipped: Topics) -> None:
    for text in ("refund 返金 reembolso 退款", "x" * 5000, "退" * 5000, "no " * 2000):
        shares = shipped.heard(text).shares()
        for group in ("issue", "intent"):
            assert sum(share for facet, share in shares.items() if facet.startswith(group)) <= 1.0001


def test_a_denial_is_the_same_contracted_or_not() -> None:
    assert features("en", "it doesn't charge").places >= features("en", "not charge").places


def test_a_facet_is_told_by_its_weights() -> None:
    weights = np.zeros((PLACES, 2), np.int8)
    said = features("en", "zebra")
    weights[sorted(said.places), 1] = 9
    topics = Topics("en", ["issue:horse", "issue:zebra"], weights, np.ones(2), np.zeros(2), [word for word, _ in said.words])

    assert topics.heard("zebra").known > 0
    assert list(topics.heard("zebra").shares()) == ["issue:zebra"]
