"""A model learns from examples which act a sentence performs, also in words that it has not seen together."""

from __future__ import annotations

import pytest

from kb.reply.acts import Example, Model, trained
from kb.reply.concepts import Concepts, plain

BENEFIT = {
    "en": {
        "benefit": ["coupon*", "refund*", "gift*", "discount*"],
        "review": ["review*", "feedback"],
        "negation": ["not", "never"],
    },
    "zh": {"benefit": ["优惠券", "退款", "礼品"], "review": ["评价", "好评"], "negation": ["不", "没有"]},
}
EXAMPLES = {
    "en": [
        ("We send you a coupon for your review.", "Your coupon has nothing to do with any review."),
        ("Write a review and get a gift.", "We read every review with care."),
        ("A discount waits for those who leave feedback.", "The discount does not depend on feedback."),
    ],
    "zh": [
        ("写评价就送您优惠券。", "优惠券与评价没有关系。"),
        ("给好评可以得到礼品。", "我们认真看每一条评价。"),
        ("留下评价，我们给您退款。", "退款不取决于您的评价。"),
    ],
}


def model(lang: str) -> Model:
    rows = [
        Example("bribe", does, text) for pair in EXAMPLES[lang] * 8 for does, text in zip((True, False), pair, strict=True)
    ]
    return trained(lang, ["bribe"], Concepts(lang, BENEFIT[lang]), rows, frozenset())


@pytest.mark.parametrize(
    ("lang", "does", "does_not"),
    [
        ("en", "Leave a review and a refund is yours.", "The refund does not hang on a review."),
        ("zh", "写好评，送您礼品。", "礼品与评价没有关系。"),
    ],
)
def test_what_was_learnt_is_told_in_other_words(lang: str, does: str, does_not: str) -> None:
    learnt = model(lang)
    scores = [max(float(window.scores[0]) for window in learnt.windows(text)) for text in (does, does_not)]
    assert scores[0] > scores[1]


def test_every_sentence_and_every_two_neighbours_are_windows() -> None:
    text = "One is here. Two is there. Three ends it."
    spans = [(window.start, window.end) for window in model("en").windows(text)]
    assert [text[start:end] for start, end in spans] == [
        "One is here.", "One is here. Two is there.", "Two is there.", "Two is there. Three ends it.", "Three ends it.",
    ]  # fmt: skip


def test_the_same_examples_make_the_same_model() -> None:
    assert (model("en").pairs == model("en").pairs).all()


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Two REVIEWS, no Gift-cards", {"review", "benefit"}),
        ("en", "a preview of regifting", set()),
        ("zh", "給好評送優惠券", {"review", "benefit"}),
    ],
)
def test_concepts_are_found_in_the_forms_that_people_write(lang: str, text: str, expected: set[str]) -> None:
    concepts = Concepts(lang, BENEFIT[lang])
    assert {concepts.names[mention.concept] for mention in concepts.mentions(plain(lang, text))} == expected
