"""Which translations are built as their source is, and which are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks.structure import check_structure
from tests.checks.writing import ARTICLE, found_between
from tests.small_content import ID

WRONG = [
    (ID, "- one\n- two", "es", "- uno", "list-parity"),
    (ID, "1. one\n2. two", "ja", "1. 一つ目\n2. 二つ目\n3. 三つ目", "list-parity"),
    (ID, "We refund within 5 days.", "ja", "3日以内に返金します。", "number-parity"),
    (ID, "We refund within 5 days.", "zh", "我们会尽快退款。", "number-parity"),
    (ID, "We refund within 5 days.", "es", "Reembolsamos en 15 días.", "number-parity"),
    (ID, "Between 3 and 5 days.", "es", "Entre 5 y 5 días.", "number-parity"),
    (ID, "At most 2.5 kg.", "es", "Como máximo 25 kg.", "number-parity"),
    (ID, "Write to help@shop.example.", "zh", "请写信到hilfe@shop.example。", "address-parity"),
    (ID, "See https://shop.example/a now.", "ja", "https://shop.example/b をご覧ください。", "address-parity"),
    (ID, "See [this](https://shop.example/a).", "es", "Vea [esto](https://shop.example/b).", "link-parity"),
    (ARTICLE, "Text.\n\n## One\n\nText.", "ja", "本文です。", "heading-parity"),
    (ARTICLE, "## One\n\nText.\n\n### Two\n\nText.", "zh", "## 一\n\n正文。\n\n## 二\n\n正文。", "heading-parity"),
    (ARTICLE, "|A|B|\n|-|-|\n|a|b|\n|c|d|", "es", "|A|B|\n|-|-|\n|a|b|", "table-parity"),
    (ARTICLE, "- one\n- two", "zh", "- 一\n- 二\n- 三", "list-parity"),
]

RIGHT = [
    (ID, "Since April 1, 2025.", "ja", "2025年4月1日から。"),
    (ID, "Since April 1, 2025.", "zh", "自2025年4月1日起。"),
    (ID, "Since April 1, 2025.", "es", "Desde el 1 de abril de 2025."),
    (ID, "1,000 bytes or 12,000.5 yen.", "es", "1.000 bytes o 12.000,5 yenes."),
    (ID, "10,000 yen", "ja", "1万円です。"),
    (ID, "10,000 yuan", "zh", "1万元。"),
    (ID, "One of two ways, for three years.", "ja", "2つの方法のうち1つを、3年間。"),
    (ID, "Choose 1 or 2.", "ja", "1か2をお選びください。"),
    (ID, "Five days, by 5 p.m.", "es", "5 días, antes de las 17 horas."),
    (ID, "By 5 p.m.", "zh", "下午5点前。"),
    (ID, "Until 5:00 PM.", "ja", "17:00まで。"),
    (ID, "Size １２.", "zh", "尺码12。"),
    (ID, "{{ order.number }} and {{ order.number }}", "es", "{{ order.number }}"),
    (ID, "See [this](https://shop.example/a).", "ja", "[こちら](https://shop.example/a)です。"),
    (ARTICLE, "## One\n\n40 and 15, so 15.", "ja", "## 一\n\n40と15です。"),
    (ARTICLE, "See [this](/articles/late-delivery#one).", "es", "Vea [esto](/articles/late-delivery#uno)."),
]


def problems_of(folder: Path, id: str, source: str, lang: str, text: str) -> list[str]:
    problems = found_between(check_structure, folder, source, {lang: text}, id)
    assert {problem.path for problem in problems} <= {f"{lang}/{id}.md"}
    return sorted({problem.code for problem in problems})


@pytest.mark.parametrize(("id", "source", "lang", "text", "code"), WRONG)
def test_what_is_built_otherwise_is_told(id: str, source: str, lang: str, text: str, code: str, tmp_path: Path) -> None:
    assert problems_of(tmp_path, id, source, lang, text) == [code]


@pytest.mark.parametrize(("id", "source", "lang", "text"), RIGHT)
def test_what_says_the_same_in_another_form_is_right(id: str, source: str, lang: str, text: str, tmp_path: Path) -> None:
    assert problems_of(tmp_path, id, source, lang, text) == []


def test_a_number_is_told_at_its_place(tmp_path: Path) -> None:
    problems = found_between(check_structure, tmp_path, "Within 5 days.", {"ja": "本文です。\n3日以内です。"})

    assert [(p.line, p.column, '"3"' in p.message, '"5"' in p.message) for p in sorted(problems)] == [
        (5, 1, False, True),
        (8, 1, True, False),
    ]
