"""Which words the glossary minds, and that it agrees with the content."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from kb.checks.glossary import check_glossary
from kb.checks.texts import Text, Texts
from kb.content.glossary import COLUMNS, Term, load_glossary, read_glossary
from kb.content.library import Library
from kb.content.problems import Problem, Problems
from kb.languages import LANGUAGES
from tests.checks.writing import found_between, text_of, texts_of
from tests.conftest import CONTENT

GLOSSARY, NOTES = load_glossary(CONTENT)
TERMS = GLOSSARY.terms


def alone(text: Text, library: Library) -> list[Problem]:
    return list(check_glossary(Texts(replace(library, documents={}), {text.path: text}), GLOSSARY))


def test_the_glossary_has_150_terms_in_every_language_and_agrees_with_the_content(library: Library) -> None:
    assert NOTES == []
    assert len(TERMS) >= 150
    assert all(term.allowed[lang] for term in TERMS for lang in LANGUAGES)
    assert list(check_glossary(texts_of(CONTENT, library), GLOSSARY)) == []


@pytest.mark.parametrize(
    ("lang", "sentence", "word"),
    [
        ("ja", "トラッキング番号をお知らせします。", "追跡番号"),
        ("zh", "您的帐号已恢复。", "账号"),
        ("zh", "优惠卷已发放。", "优惠券"),
        ("es", "Le enviamos su tracking number.", "número de seguimiento"),
        ("es", "El plazo es de 5 días de negocios.", "día hábil"),
    ],
)
def test_a_forbidden_word_is_told_with_the_one_to_write(lang: str, sentence: str, word: str, library: Library) -> None:
    (problem,) = alone(text_of(sentence, lang), library)

    assert problem.code == "glossary-forbidden"
    assert f'write "{word}"' in problem.message


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("ja", "追跡番号をお知らせします。"),
        ("zh", "您的订单已寄出。"),
        ("zh", "已确定单价，台风登陆后恢复配送。"),
        ("es", "Su número de seguimiento está aquí."),
        ("es", "Los vouchersitos."),
        ("en", "Your tracking number is here."),
    ],
)
def test_words_that_are_right_or_only_part_of_another_are_not(lang: str, sentence: str, library: Library) -> None:
    assert alone(text_of(sentence, lang), library) == []


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("ja", "番号をお知らせします。", True),
        ("ja", "ご注文番号をお知らせします。", False),
        ("es", "Su número es este.", True),
        ("es", "Su número de pedido es este.", False),
        ("zh", "您的号码在此。", True),
        ("zh", "您的订单编号在此。", False),
    ],
)
def test_a_required_term_is_missed_where_the_source_has_it(lang: str, text: str, told: bool, tmp_path: Path) -> None:
    problems = found_between(lambda t: check_glossary(t, GLOSSARY), tmp_path, "Your order number is here.", {lang: text})

    assert [p.code for p in problems] == (["glossary-term"] if told else [])


def written(**cells: str) -> str:
    row = {"id": "a", "en": "a", "ja": "あ", "es": "a", "zh": "甲"} | cells
    return ",".join(COLUMNS) + "\n" + ",".join(row.get(column, "") for column in COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,en\n", "the first line must be"),
        (written(required="maybe"), '"required" is yes or empty'),
        (written(ja=""), "has no word in ja"),
        (written(es_forbidden="a"), "allowed and forbidden"),
        (written() + "b,c\n", "columns"),
        (written() + written().split("\n")[1], "stands twice"),
    ],
)
def test_a_mistake_in_the_glossary_is_told(text: str, words: str) -> None:
    notes = Problems("glossary.csv")

    read_glossary(text, notes)

    assert [words in problem.message for problem in notes] == [True]


def test_a_term_keeps_its_words_in_order() -> None:
    text = written(ja_allowed="い | う", ja_forbidden="え")

    assert read_glossary(text, Problems(""))[0] == Term(
        "a",
        {"en": ("a",), "ja": ("あ", "い", "う"), "es": ("a",), "zh": ("甲",)},
        {"en": (), "ja": ("え",), "es": (), "zh": ()},
    )


def test_the_glossary_is_in_the_order_of_its_ids() -> None:
    rows = list(csv.DictReader((CONTENT / "glossary.csv").read_text("utf-8").splitlines()))

    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
