"""The model that examples have taught: what it counts, when it speaks, and which patterns it doubts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kb.content.library import load_library
from kb.errors import ModelUnreadable
from kb.languages import LANGUAGES
from kb.reply import learned
from kb.reply.guard import Guard, guard_of
from kb.reply.learned import FEW, TRUST, Learned
from kb.reply.patterns import Breach, Heard, Said
from kb.reply.wording import PLACES, place_of, wording
from tests.conftest import CONTENT

RULES = ("argue-customer", "rights-denial")


@pytest.fixture(scope="module")
def guard() -> Guard:
    """The guard of the bundled content."""
    return guard_of(load_library(CONTENT))


def model(bias: float = -1.0, concepts: tuple[str, ...] = (), **weights: float) -> Learned:
    """A model that gives the first rule some weight for each of these concepts, and nothing else."""
    table = np.zeros((len(RULES), PLACES))
    for name, weight in weights.items():
        table[0, place_of(name)] = weight
    return Learned("en", RULES, table, np.full(len(RULES), bias), concepts)


def heard(*sums: float) -> list[Heard]:
    """Sentences that lean so far to the first rule before the bias, of as many runs as are added."""
    return [Heard(np.array([found, 0.0]) * np.sqrt(2 * FEW), FEW) for found in sums]


@pytest.mark.parametrize(
    ("lang", "line"), [("en", " we are sorry "), ("es", " lo sentimos "), ("ja", "申し訳"), ("zh", "抱歉了")]
)
def test_each_line_is_counted_by_itself(lang: str, line: str) -> None:
    once, twice = wording(lang, [line]), wording(lang, ["", line, line])

    assert len(once.places) > 0
    assert sorted(twice.places[twice.lines == 1]) == sorted(twice.places[twice.lines == 2]) == sorted(once.places)
    assert not (twice.lines == 0).any()


@pytest.mark.parametrize("text", ["", " ", "\ud800", "a", "一", "😀" * 3])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_too_short_or_too_odd_to_be_heard(lang: str, text: str) -> None:
    learned = Learned.read(lang, ())

    assert len(learned.hear([Said(text, [])])) == 1


def test_what_a_concept_weighs_counts_once_a_sentence_and_words_as_they_stand_do_not() -> None:
    said = Said(" ", [])
    said.named = 0b101
    concepts = ("insult", "doubt", '"calm down"')

    (one,) = model(concepts=concepts, insult=2.0, **{'"calm down"': 9.0}).hear([said])

    assert one.sums[0] == 2.0


def test_it_speaks_for_itself_above_zero() -> None:
    assert model().judged({}, heard(0.9, 1.1)) == {"argue-customer": [Breach(1, 1, 0, 0, 0, sure=False)]}


def test_two_sentences_may_break_a_rule_only_together() -> None:
    together = heard(0.9, 0.9)

    assert model().judged({}, together) == {"argue-customer": [Breach(0, 1, 0, 0, 0, sure=False)]}


def test_it_forbids_by_itself_only_where_it_is_sure() -> None:
    (breach,) = model().judged({}, heard(2.5))["argue-customer"]

    assert breach.sure


def test_a_pattern_that_it_is_sure_against_is_not_believed() -> None:
    breach = Breach(0, 0, 3, 9, 12)

    assert model(bias=0.0).judged({"argue-customer": [breach]}, heard(-TRUST - 0.1)) == {}
    assert model(bias=0.0).judged({"argue-customer": [breach]}, heard(-TRUST + 0.1)) == {"argue-customer": [breach]}


def test_what_a_pattern_found_is_not_told_twice() -> None:
    breach = Breach(0, 0, 3, 9, 12)

    assert model().judged({"argue-customer": [breach]}, heard(5.0)) == {"argue-customer": [breach]}


def test_a_rule_that_it_knows_nothing_of_is_left_to_patterns() -> None:
    breach = Breach(0, 0, 3, 9, 12)

    assert model().judged({"of-our-own": [breach]}, heard(0.0)) == {"of-our-own": [breach]}
    assert model().judged({}, []) == {}


@pytest.mark.parametrize(
    ("lang", "text", "rule"),
    [
        ("en", "If the stars on your page happened to grow by two, the refund would find its way to you rather quickly.", "review-incentive"),
        ("ja", "お客様のおっしゃることは、正直なところ少し信じがたいですね。", "argue-customer"),
        ("es", "Abrir una disputa solo retrasaría todo; mejor ciérrela y lo vemos entre nosotros.", "discourage-claim"),
        ("zh", "这款一经拆封就没有任何退路了，不管什么原因。", "rights-denial"),
    ],
)  # fmt: skip
def test_the_shipped_models_hear_what_is_said_round_about(lang: str, text: str, rule: str, guard: Guard) -> None:
    assert rule in guard.read(text, lang).breaches


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", ["o" * 300, "ja" * 200, "!" * 300, "哈" * 200, "ん" * 200, "very " * 100, "。" * 100])
def test_one_thing_over_and_over_breaks_no_rule(text: str, lang: str, guard: Guard) -> None:
    assert guard.read(text, lang).breaches == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_shipped_models_know_the_shipped_rules(lang: str, guard: Guard) -> None:
    assert guard.learned(lang).rules == guard.patterns(lang).rules


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"no model",
        {"weights": np.zeros(3)},
        {"weights": np.zeros(3), "scale": np.ones(1), "rules": ["a"], "bias": [0]},
    ],
    ids=["missing", "empty", "text", "foreign", "misshapen"],
)
def test_a_file_that_is_no_model_is_named_with_what_to_do(
    content: bytes | dict[str, object] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learned, "MODELS", tmp_path)
    if isinstance(content, bytes):
        (tmp_path / "ja.npz").write_bytes(content)
    elif content:
        np.savez(tmp_path / "ja.npz", allow_pickle=False, **{name: np.array(value) for name, value in content.items()})

    with pytest.raises(ModelUnreadable, match=r"ja\.npz.*python -m benchmarks\.guard_learn ja"):
        Learned.read("ja", ())


def test_a_sentence_is_heard_once() -> None:
    said, known = Said(" calm down ", []), Said(" thank you ", [])
    (before,) = model().hear([known])

    heard = model().hear([said, known, said])

    assert heard[0] is heard[2]
    assert heard[1] is before


def test_many_threads_hear_the_same(guard: Guard) -> None:
    texts = [f"Order {number}. {words}" for number, words in enumerate(("You must be mistaken.", "亲改个好评就退款。") * 40)]
    fresh = guard_of(load_library(CONTENT))

    with ThreadPoolExecutor(8) as pool:
        for lang in ("en", "zh"):
            alone = [guard.read(text, lang).breaches for text in texts]
            assert list(pool.map(lambda text, lang=lang: fresh.read(text, lang).breaches, texts)) == alone
