"""What stands in a question beside its words: phrases, excluded words and filters; all else is text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.syntax import MAX_LENGTH, Asked, is_question, parse
from kb.search.words import Words

VALUES = {
    "kind": ("template", "article"),
    "intent": ("offer", "follow-up"),
    "issue": ("refund", "late-delivery"),
    "tone": ("firm",),
}


def asked(text: str) -> Asked:
    found = parse(text, VALUES)
    return Asked(" ".join(found.text.split()), found.phrases, found.without, found.filters)


@pytest.mark.parametrize(
    ("text", "words", "phrases"),
    [
        ('"late delivery"', "late delivery", ("late delivery",)),
        ('my "late delivery" now', "my late delivery now", ("late delivery",)),
        ('" late delivery "', "late delivery", ("late delivery",)),
        ('"one two" "three"', "one two three", ("one two", "three")),
        ('"one""two"', "one two", ("one", "two")),
        ("“late delivery”", "late delivery", ("late delivery",)),
        ("„late delivery”", "late delivery", ("late delivery",)),
        ("«paquete roto»", "paquete roto", ("paquete roto",)),
        ("＂营业时间＂", "营业时间", ("营业时间",)),
        ('退款"营业时间"退款', "退款 营业时间 退款", ("营业时间",)),
        ('"-10%"', "-10%", ("-10%",)),
        ('"intent:offer"', "intent:offer", ("intent:offer",)),
    ],
)
def test_what_stands_in_quotes_is_a_phrase_and_is_looked_for_too(text: str, words: str, phrases: tuple[str, ...]) -> None:
    assert asked(text) == Asked(words, phrases)


@pytest.mark.parametrize(
    ("text", "words", "without"),
    [
        ("refund -late", "refund", ("late",)),
        ("-late refund", "refund", ("late",)),
        ("-late -lost", "", ("late", "lost")),
        ("退款 -换货", "退款", ("换货",)),
        ("退款　-换货", "退款", ("换货",)),
        ("返金 －破損", "返金", ("破損",)),
        ("reembolso -envío", "reembolso", ("envío",)),
        ("refund -e-mail", "refund", ("e-mail",)),
        ('refund -"late delivery"', "refund", ("late delivery",)),
        ("refund -“late delivery”", "refund", ("late delivery",)),
        ("返金 －＂営業時間＂", "返金", ("営業時間",)),
    ],
)
def test_a_dash_before_a_word_or_phrase_excludes_it(text: str, words: str, without: tuple[str, ...]) -> None:
    assert asked(text) == Asked(words, (), without)


@pytest.mark.parametrize(
    ("text", "words", "filters"),
    [
        ("intent:offer", "", (("intent", "offer"),)),
        ("refund intent:offer", "refund", (("intent", "offer"),)),
        ("INTENT:Offer", "", (("intent", "offer"),)),
        ("intent：offer", "", (("intent", "offer"),)),
        ("issue:late-delivery 退款", "退款", (("issue", "late-delivery"),)),
        ("intent:follow-up kind:template tone:firm", "", (("intent", "follow-up"), ("kind", "template"), ("tone", "firm"))),
        ('"late delivery" -lost intent:offer', "late delivery", (("intent", "offer"),)),
    ],
)
def test_a_known_value_after_its_group_is_a_filter(text: str, words: str, filters: tuple[tuple[str, str], ...]) -> None:
    found = asked(text)

    assert (found.text, found.filters) == (words, filters)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        '"',
        "-",
        ":",
        '""',
        '" "',
        '"..."',
        "- -",
        "- refund",
        "refund - late",
        "refund -",
        "refund -, late",
        'the "refund',
        'refund"',
        '6" lamp',
        "refund “late",
        "e-mail",
        "follow-up",
        "250-1234567",
        "-10%",
        "-5",
        "--late",
        "(-late)",
        "refund,-late",
        "退款-换货",
        "intent:nothing",
        "intent:",
        "intent: offer",
        ":offer",
        "intent:offer.",
        "intent:offer,",
        "(intent:offer)",
        "my intent:offer:now",
        "topic:offer",
        "http://shop.example/x",
        "12:30",
        "intent:offre",
        "issue:offer",
        "「退款」",
        "『返金』",
        "‘refund’",
        "it's the customer's",
        "refund AND late OR lost NOT found",
        "refund* ref?nd refund~2 refund^9",
        "title:refund",
        "{{ order.number }}",
    ],
)
def test_everything_else_is_text_and_stays_as_it_was_typed(text: str) -> None:
    assert parse(text, VALUES) == Asked(text)


@pytest.mark.parametrize("text", ['-"', '-""', '-"late delivery', "－“late delivery"])
def test_a_dash_before_a_quote_that_is_not_closed_is_text(text: str) -> None:
    assert parse(text, VALUES) == Asked(text)


def test_an_excluded_filter_is_an_excluded_word() -> None:
    assert asked("refund -intent:offer") == Asked("refund", (), ("intent:offer",))


@pytest.mark.parametrize(
    "text",
    [
        'It said "two days" and that was a lie!',
        "Como decía «desde 9 euros», pensé que costaba 9.",
        "页面写着“三天内退款”，-到现在没有。",
    ],
)
def test_a_sentence_with_its_full_stop_is_text_however_short(text: str) -> None:
    assert parse(text, VALUES) == Asked(text)


MESSAGES = {
    "two lines": 'My parcel is late\n-really- and you said "two days"',
    "a quoted reply": '> "We will refund you"\n> -Mei\nNothing came. intent:offer',
    "one long line": 'You wrote "we will refund you" and -nothing- came ' + "and I wait and wait " * 5,
    "long Chinese": "你们说“三天内退款”，-结果什么都没有 " + "我等了很久" * 25,
}


@pytest.mark.parametrize("text", MESSAGES.values(), ids=MESSAGES.keys())
def test_in_a_pasted_message_quotes_and_dashes_mean_nothing(text: str) -> None:
    assert not is_question(text)
    assert parse(text, VALUES) == Asked(text)


@pytest.mark.parametrize(
    "text",
    [
        'Nobody answers. I read "in transit" -nothing more',
        "Sigue «en preparación». ¿Qué hago?",
        "每次问都是“正在处理”。哪天能退？",
        "まだ”集荷待ち”です！いつ届きますか",
    ],
)
def test_a_text_of_two_sentences_is_a_message_however_short(text: str) -> None:
    assert parse(text, VALUES) == Asked(text)


def test_a_question_ends_where_a_message_begins() -> None:
    longest = '"ab" ' + "x" * (MAX_LENGTH - 5)

    assert parse(longest, VALUES).phrases == ("ab",)
    assert parse(longest + "x", VALUES).phrases == ()
    assert parse('\n"ab" \n', VALUES).phrases == ("ab",), "a line end around a question does not make it a message"


def test_the_values_of_a_filter_are_those_of_the_content(words: Words) -> None:
    found = parse(
        "kind:article intent:apology issue:refund channel:email tone:firm platform:amazon lang:en", words.filter_values
    )

    assert [group for group, _ in found.filters] == ["kind", "intent", "issue", "channel", "tone", "platform"]
    assert found.text.split() == ["lang:en"]


ODD = st.text(st.sampled_from("\"“”„«»＂-－:：'(). \nab1é退款のー\u0301\u3099"), max_size=40)


@given(ODD)
def test_no_text_is_an_error_and_nothing_is_made_up(text: str) -> None:
    found = parse(text, VALUES)

    assert all(part in text for part in (*found.phrases, *found.without))
    assert set("".join(found.text.split())) <= set(text)
    assert found.text == text or found.phrases or found.without or found.filters
    assert all(any(sign.isalnum() for sign in phrase) for phrase in found.phrases)
