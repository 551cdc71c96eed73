"""What the making of a text left in it, and what only looks so."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks.traces import check_traces, check_words
from kb.content.glossary import Glossary, load_glossary
from tests.checks.writing import codes_in, found_between, text_of

CONTENT = Path(__file__).parents[2] / "content"

WRONG = [
    ("es", "<<<<<<< HEAD\nAtentamente,\n=======\nSaludos,\n>>>>>>> main", "conflict"),
    ("ja", "お詫び申し上げます。\n>>>>>>> main", "conflict"),
    ("ja", "お詫び申し上げます。【要確認】", "to-do"),
    ("zh", "我们深表歉意。（待翻译）", "to-do"),
    ("es", "Lo sentimos. [PENDIENTE]", "to-do"),
    ("en", "We are sorry. [needs translation]", "to-do"),
    ("ja", "[X0X]をお送りします。", "to-do"),
    ("ja", "翻訳は以下のとおりです：お詫び申し上げます。", "to-do"),
    ("es", "Aquí tiene la traducción: lo sentimos.", "to-do"),
    ("ja", "深く&nbsp;お詫びします。", "html"),
    ("en", "We <b>apologize</b>.", "html"),
]
RIGHT = [
    ("ja", "ご確認が必要な項目（要返信）があります。A < B、C > D です。"),
    ("zh", "请确认（必填）。R&D部门；Q&A页面。"),
    ("es", "El pago está pendiente (de confirmar). [Ver](/articles/a)"),
    ("en", "The refund is pending; see [revisar](/articles/a). AT&T; x < y."),
    ("en", "Total\n======\n"),
]


@pytest.mark.parametrize(("lang", "sentence", "code"), WRONG)
def test_what_was_left_in_a_text_is_told(lang: str, sentence: str, code: str) -> None:
    assert codes_in(check_traces, text_of(sentence, lang)) == [code]


@pytest.mark.parametrize(("lang", "sentence"), RIGHT)
def test_a_sentence_that_is_right_is_left_alone(lang: str, sentence: str) -> None:
    assert codes_in(check_traces, text_of(sentence, lang)) == []


def test_keywords_are_divided_by_commas() -> None:
    text = text_of("正文。", "zh")
    written = text.written.replace("summary: S", "summary: S\nkeywords: [没收到，物流慢]")

    problem = next(check_traces([type(text)(text.path, text.lang, text.id, text.locale, written)]))

    assert (problem.code, problem.line) == ("keywords", 4)


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary(CONTENT)[0]


SOURCE = 'The parcel for {{ carrier.name | default: "the carrier" }}, total {{ product.name | default: "order" }}.'


@pytest.mark.parametrize(
    ("lang", "text", "left"),
    [
        ("ja", "現在、parcelを調べています。", ['"parcel"']),
        ("zh", "核实parcel的位置。", ['"parcel"']),
        ("es", "Buscamos el parcel.", ['"parcel"']),
        ("ja", '{{ product.name | default: "order" }}です。', ['"order"']),
        ("es", '{{ carrier.name | default: "the carrier" }}', ['"the carrier"']),
        ("ja", "Parcel社のapp.parcel.exampleです。", []),
        ("es", "El total del pedido.", []),
        ("es", '{{ product.name | default: "pedido" }}', []),
    ],
)
def test_a_word_of_the_source_is_told(lang: str, text: str, left: list[str], glossary: Glossary, tmp_path: Path) -> None:
    problems = found_between(lambda texts: check_words(texts, glossary), tmp_path, SOURCE, {lang: text})

    assert [problem.message.split(" is left")[0] for problem in problems] == left
