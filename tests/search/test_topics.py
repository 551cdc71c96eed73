"""What a text is likely about, told from its words."""

from __future__ import annotations

import numpy as np
import pytest

from kb.languages import LANGUAGES
from kb.search import topics
from kb.search.topics import PLACES, Topics


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
    assert said_in("en", "it doesn't charge") >= said_in("en", "not charge")


def said_in(lang: str, text: str) -> set[int]:
    return topics.places(lang, text, topics.words(lang, text))


def told_by(lang: str, *words: str) -> Topics:
    """A model to which these words alone say something: "zebra"."""
    weights = np.zeros((PLACES, 2), np.int8)
    weights[sorted(place for word in words for place in said_in(lang, word)), 1] = 9
    known = {hashed for word in words for hashed in topics.hashes(lang, topics.words(lang, word))}
    return Topics(lang, ["issue:horse", "issue:zebra"], weights, np.ones(2), np.zeros(2), known)


def test_a_facet_is_told_by_its_weights() -> None:
    model = told_by("en", "zebra")

    assert model.heard("zebra").known > 0
    assert list(model.heard("zebra").shares()) == ["issue:zebra"]


def test_what_one_sentence_of_a_message_says_is_heard_among_all_the_others() -> None:
    model = told_by("en", "zebra")
    aside = "We were at home that day and my sister had come by with her two boys to see the new garden"

    in_one = model.heard(f"{aside}. A zebra. {aside}.").shares()["issue:zebra"]
    anywhere = model.heard(f"{aside} a zebra {aside}").shares().get("issue:zebra", 0)

    assert in_one > anywhere


@pytest.mark.parametrize(
    ("lang", "text", "words", "telling"),
    [
        ("en", "I saw a Zebra there, and zebras!", ["zebra"], ["Zebra", "zebras"]),
        ("en", "black striped horse", ["black", "striped"], ["black striped"]),
        ("es", "Vi una cebra allí", ["cebra"], ["cebra"]),
        ("ja", "昨日、動物園で縞馬を見た", ["縞馬"], ["縞馬"]),
        ("zh", "昨天在動物園看到斑馬了", ["斑马"], ["斑馬"]),
        ("en", "\uff3a\uff45\uff42\uff52\uff41 \U0001f993 here", ["zebra"], ["\uff3a\uff45\uff42\uff52\uff41"]),
        ("en", "nothing of the kind", ["zebra"], []),
        ("en", "", ["zebra"], []),
        ("zh", "\ud800", ["斑马"], []),
        ("en", "zebra " * 400, ["zebra"], ["zebra zebra zebra"]),
    ],
)
def test_the_words_that_speak_for_a_facet_are_shown(lang: str, text: str, words: list[str], telling: list[str]) -> None:
    pieces = told_by(lang, *words).telling(text, "issue:zebra")

    assert [text[start:end] for start, end in pieces] == telling
