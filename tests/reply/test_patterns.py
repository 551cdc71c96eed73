"""Patterns of concepts over whole texts: their order, their gaps, what bars them and what takes them back."""

from __future__ import annotations

import pytest

from kb.content.guarding import read_rule
from kb.content.problems import Problems
from kb.reply.patterns import SENTENCES_KEPT, Patterns
from kb.reply.sentences import sentences

LISTS = "[refund]\nrefund*, credit\n[review]\nreview*\n[if]\nif, once you\n[not]\nnot, never\n[free]\nwhatever\n"
SIGNS = "[refund]\n返金, 退款\n[review]\nレビュー, 评价\n[if]\nたら, 只要\n[not]\nません, 不\n[free]\nかかわらず, 不管\n"


def lines(text: str, pattern: str, lang: str = "en", *, unless: str = "", nearby: str = "") -> int:
    """How many breaches a text has of one pattern."""
    parts = f"[breaks]\n{pattern}\n[unless]\n{unless}\n[unless nearby]\n{nearby}\n"
    notes = Problems("rule.txt")
    read = read_rule((SIGNS if lang in ("ja", "zh") else LISTS) + parts, notes)
    assert not list(notes)
    patterns = Patterns(lang, {"rule": read})
    return len(patterns.breaches(patterns.read(sentences(text))).get("rule", ()))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("refund if review", "We refund you if you review it.", 1),
        ("refund if review", "If you review it, we refund you.", 0),
        ("refund & review", "If you review it, we refund you.", 1),
        ("refund if review", "We refund you. If you review it, fine.", 0),
        ("refund / review", "We refund you. If you review it, fine.", 1),
        ("refund / review", "We refund you. Good. A review helps.", 0),
        ("if review", "If reviewed, good.", 1),
        ("refund ~2 review", "A refund for your review.", 1),
        ("refund ~2 review", "A refund for the lamp and your review.", 0),
        ("refund -not review", "A refund, not a review.", 0),
        ("refund -not review", "Not a refund for a review.", 1),
        ("-not refund", "We will never refund it.", 0),
        ("refund -not", "A refund it is not.", 0),
        ("refund review !free", "A refund for a review, whatever it says.", 0),
        ('refund "for a" review', "A refund for a review.", 1),
        ("refund|review if", "A credit once you return it.", 1),
        ("refund", "A CRÉDIT note.", 1),
        ("refund", "We refund it. Then we refund that.", 2),
        ("refund", "Refunds refund refunding.", 1),
        ("refund", "A prerefund.", 0),
    ],
)
def test_a_sentence_has_a_pattern_when_it_has_its_steps_in_order(pattern: str, text: str, found: int) -> None:
    assert lines(text, pattern) == found


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("ja", "レビューを直したら返金します。", 1),
        ("ja", "返金します。レビューはご自由です。", 0),
        ("ja", "ﾚﾋﾞｭｰを直したら返金します。", 1),
        ("zh", "只要改评价就退款。", 0),
        ("zh", "评价只要改了就退款。", 1),
        ("zh", "評價只要改了就退款。", 1),
    ],
)
def test_signs_without_spaces_are_read_in_any_script(lang: str, text: str, found: int) -> None:
    assert lines(text, "review if refund", lang) == found


def test_distance_counts_signs_where_there_are_no_spaces() -> None:
    assert lines("退款换评价", "refund ~1 review", "zh") == 1
    assert lines("退款来换评价", "refund ~1 review", "zh") == 0


def test_what_takes_a_breach_back_stands_in_its_own_sentence() -> None:
    assert lines("We refund you for a review, whatever it says.", "refund review", unless="free") == 0
    assert lines("We refund you for a review. Whatever it says.", "refund review", unless="free") == 1


def test_what_takes_a_breach_back_nearby_may_stand_in_the_next_sentence() -> None:
    assert lines("We refund you for a review. Whatever it says.", "refund review", nearby="free") == 0
    assert lines("We refund you for a review. Good. Whatever it says.", "refund review", nearby="free") == 1


def test_a_rules_own_list_stands_in_for_the_shared_one() -> None:
    shared = read_rule("[thing]\nlamp\n", Problems("words.txt"))
    mine = read_rule("[thing]\nchair\n[breaks]\nthing\n", Problems("a.txt"), shared.words)
    other = read_rule("[breaks]\nthing\n", Problems("b.txt"), shared.words)
    patterns = Patterns("en", {"words": shared, "a": mine, "b": other})

    found = patterns.breaches(patterns.read(sentences("A chair. A lamp.")))

    assert {rule: [breach.first for breach in breaches] for rule, breaches in found.items()} == {"a": [0], "b": [1]}


def test_no_rules_find_nothing() -> None:
    patterns = Patterns("en", {})

    assert patterns.breaches(patterns.read(sentences("Anything."))) == {}


def test_as_many_sentences_are_remembered_as_two_generations_hold_and_those_in_use_stay() -> None:
    patterns = Patterns("en", {})
    (used,) = patterns.read(sentences("We write again."))

    for number in range(4 * SENTENCES_KEPT):
        patterns.read(sentences(f"It is number {number}."))
        assert patterns.read(sentences("We write again.")) == [used]

    (first,) = patterns.read(sentences("It is number 0."))
    assert patterns.read(sentences("It is number 0.")) == [first]
    assert len(patterns._kept) + len(patterns._before) <= 2 * (SENTENCES_KEPT + 2)
