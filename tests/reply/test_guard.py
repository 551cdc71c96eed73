"""The bundled guard: each rule where it holds and where it does not, with the very words that break it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from kb.content.library import load_library
from kb.reply.findings import Facts, Finding
from kb.reply.guard import Guard, guard_of
from tests.conftest import CONTENT

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@cache
def guard() -> Guard:
    return guard_of(load_library(CONTENT))


def check(text: str, lang: str = "en", **facts: Any) -> list[Finding]:
    """What is found apart from the build of the reply."""
    found = guard().check(guard().read(text, lang), Facts(now=NOW, **facts))
    return [finding for finding in found if not finding.rule.startswith("R")]


def rules(text: str, lang: str = "en", **facts: Any) -> dict[str, str]:
    return {finding.rule: finding.severity for finding in check(text, lang, **facts)}


BREAKING = [
    ("review-incentive", "en", "We will refund you once you have changed your review."),
    ("review-incentive", "ja", "レビューを変更していただけましたら、全額返金いたします。"),
    ("review-incentive", "es", "Le reembolsamos en cuanto cambie su reseña."),
    ("review-incentive", "zh", "只要您修改评价，我们就给您退款。"),
    ("review-change-ask", "en", "Could you please update your review?"),
    ("review-change-ask", "ja", "レビューのご変更をお願いできませんでしょうか。"),
    ("review-change-ask", "es", "¿Podría modificar su reseña?"),
    ("review-change-ask", "zh", "请您修改一下评价。"),
    ("rating-steering", "en", "Please leave us five stars."),
    ("rating-steering", "ja", "ぜひ星5つの評価をお願いいたします。"),
    ("rating-steering", "es", "Déjenos cinco estrellas, por favor."),
    ("rating-steering", "zh", "麻烦给我们五星好评。"),
    ("discourage-claim", "en", "Please do not open a case."),
    ("discourage-claim", "ja", "申請を取り下げてください。"),
    ("discourage-claim", "es", "Por favor, cierre el reclamo."),
    ("discourage-claim", "zh", "请您撤销纠纷。"),
    ("legal-threat", "en", "Our lawyer will contact you."),
    ("legal-threat", "ja", "法的措置を取らせていただきます。"),
    ("legal-threat", "es", "Tomaremos acciones legales contra usted."),
    ("legal-threat", "zh", "我们将起诉您。"),
]


@pytest.mark.parametrize(("rule", "lang", "text"), BREAKING)
def test_what_breaks_a_rule_bluntly_is_found(rule: str, lang: str, text: str) -> None:
    assert rule in rules(text, lang, channel="marketplace-message", platform="shopee")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "We refund you whatever you decide about your review."),
        ("en", "You may open a case at any time; it changes nothing in our help."),
        ("en", "Thank you for the five stars."),
        ("ja", "レビューの内容にかかわらず、返金いたします。"),
        ("ja", "レビューをお読みし、説明書を改めました。"),
        ("es", "Le reembolsamos decida lo que decida sobre su reseña."),
        ("es", "Gracias por sus cinco estrellas."),
        ("zh", "无论您如何评价，我们都会退款。"),
        ("zh", "感谢您的评价，我们已经改进了说明书。"),
    ],
)
def test_what_comes_near_is_left_alone(lang: str, text: str) -> None:
    assert rules(text, lang, channel="marketplace-message", platform="ebay") == {}


@pytest.mark.parametrize(
    ("facts", "severity"),
    [
        ({"channel": "email", "platform": "own-shop", "intent": "review-revision-request"}, None),
        ({"channel": "marketplace-message", "platform": "ebay", "intent": "review-revision-request"}, None),
        ({"channel": "marketplace-message", "platform": "ebay", "intent": "follow-up"}, "block"),
        (
            {
                "channel": "marketplace-message",
                "platform": "amazon",
                "intent": "review-revision-request",
                "review_kind": "seller",
            },
            None,
        ),
        (
            {
                "channel": "marketplace-message",
                "platform": "amazon",
                "intent": "review-revision-request",
                "review_kind": "product",
            },
            "block",
        ),
        ({"channel": "review-reply", "platform": "trustpilot", "intent": "review-revision-request"}, "block"),
        ({"channel": "marketplace-message", "platform": "rakuten", "intent": "review-revision-request"}, "block"),
    ],
)
def test_a_change_of_a_review_may_be_mentioned_only_where_the_platform_allows_it(
    facts: dict[str, str], severity: str | None
) -> None:
    assert rules("Could you please update your review?", **facts).get("review-change-ask") == severity


@pytest.mark.parametrize(("channel", "severity"), [("social-public", "block"), ("email", "warn"), ("review-reply", "block")])
def test_blame_blocks_in_public_and_warns_in_private(channel: str, severity: str) -> None:
    assert rules("The courier is to blame for this.", channel=channel)["blame-third-party"] == severity


@pytest.mark.parametrize(
    ("channel", "found"),
    [("marketplace-message", True), ("review-reply", True), ("email", False), ("live-chat", False), ("social-dm", False)],
)
def test_leading_off_the_platform_is_forbidden_only_on_one(channel: str, found: bool) -> None:
    assert ("off-platform" in rules("Write to help@shop.example.com instead.", channel=channel)) is found


def test_a_promise_with_a_date_warns_and_one_without_blocks() -> None:
    assert rules("We guarantee that it will never happen again.", channel="email")["over-promise"] == "block"
    assert rules("We guarantee that it arrives by March 6.", channel="email")["over-promise"] == "warn"


def test_personal_data_blocks_only_in_public() -> None:
    text = "Your order 112-1234567-1234567 left today."

    assert rules(text, channel="social-public") == {"pii-in-public": "block"}
    assert rules(text, channel="email") == {}


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        (
            "en",
            "Dear Ann.  We’ll refund you 12.50 once you've changed your review! Bye.",
            "refund you 12.50 once you've changed your review",
        ),
        ("zh", "您好！只要您修改评价，我们就给您退款。", "修改评价，我们就给您退"),
    ],
)
def test_a_finding_stands_at_the_words_that_break_the_rule(lang: str, text: str, words: str) -> None:
    found = next(finding for finding in check(text, lang, channel="email") if finding.rule == "review-incentive")

    assert words in text[found.start : found.end] or text[found.start : found.end] in words
    assert text[found.start : found.end].strip() == text[found.start : found.end] != ""


@pytest.mark.parametrize("lang", ["en", "ja", "es", "zh"])
def test_a_blank_that_a_preview_shows_blocks_under_whatever_label(lang: str) -> None:
    variables = load_library(CONTENT).vocabulary.variables.values()
    for label in {label for variable in variables for label in variable.labels.values()}:
        text = f"A [{label}] B"
        found = guard().check(guard().read(text, lang), Facts(now=NOW))
        blanks = [(finding.start, finding.end) for finding in found if finding.rule == "R1"]
        assert blanks == [(2, 4 + len(label))], label


def test_a_text_is_read_once_for_all_channels() -> None:
    reading = guard().read("We will refund you once you have changed your review.", "en")
    first = reading.breaches

    for channel in ("email", "social-public", "review-reply"):
        guard().check(reading, Facts(now=NOW, channel=channel))

    assert reading.breaches is first


@pytest.mark.parametrize("lang", ["en", "ja", "es", "zh"])
@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "!", "😀" * 50, "a" * 5000, "评" * 3000, "（" * 500, "@" * 2000, "1 " * 2000]
)
def test_strange_texts_are_read_without_an_error(text: str, lang: str) -> None:
    check(text, lang, channel="review-reply")
