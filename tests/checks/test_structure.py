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
    (ARTICLE, "|A|B|\n|-|-|\n|a|b|", "es", "|A|B|\n|-|-|\n|a|", "table-parity"),
    (ARTICLE, "One.\n\nTwo.", "ja", "一と二です。", "paragraph-parity"),
    (ARTICLE, "Within 12 hours; 3 days; 12 minutes.", "zh", "12天内；3天；12分钟。", "number-parity"),
    (ARTICLE, "Five business days to revoke.", "es", "Quince días hábiles para revocar.", "number-parity"),
    (ARTICLE, "Three years of warranty.", "zh", "保修两年。", "number-parity"),
    (ARTICLE, "Within 14 days, and 14 days more.", "ja", "14日以内、さらに一か月。", "number-parity"),
    (ARTICLE, "3 business days", "es", "3 días", "number-parity"),
    (ARTICLE, "Checked on November 22, 2026; 12 notes.", "ja", "2026年12月22日に確認。12件。", "number-parity"),
    (ARTICLE, "A refund has four dates.", "ja", "返金には五つの日付があります。", "number-parity"),
    (ARTICLE, "Ask three questions.", "zh", "询问两个问题。", "number-parity"),
    (ID, "We refund it in full.", "ja", "全額を返金いたします", "end-punctuation"),
    (ID, "Is it solved?", "zh", "问题是否已经解决", "end-punctuation"),
]

RIGHT = [
    (ARTICLE, "In two weeks; a year later.", "es", "En catorce días; un año después."),
    (ARTICLE, "A warranty of 12 months; those five days.", "ja", "保証は12か月です。5営業日です。"),
    (ARTICLE, "Five business days; the five days count from then.", "zh", "五个工作日；五个工作日从那时起算。"),
    (ARTICLE, "On day 7, after 2 h 30 min.", "ja", "7日目、2時間30分後。"),
    (ARTICLE, "Twenty-two items, enough for a week.", "zh", "二十二个商品，十分充足，够一周用。"),
    (ARTICLE, "Choose one of two options.", "ja", "選択肢は一つか二つです。"),
    (ARTICLE, "Published on 5 March 2026, for 3 to 5 days.", "es", "Publicado el 5 de marzo de 2026, de 3 a 5 días."),
    (ARTICLE, "In 30 minutes, half an hour later.", "zh", "30分钟内，半小时后。"),
    (ID, "Thanks.\n{{ agent.name }}", "ja", "ありがとうございます（本日中）。\n{{ agent.name }}"),
    (ID, "Take care!", "zh", "祝您愉快～"),
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

    assert [(p.line, p.column, '"3日"' in p.message, '"5 days"' in p.message) for p in problems] == [(8, 1, True, True)]


def test_what_differs_is_told_at_its_block(tmp_path: Path) -> None:
    source = "First [one](https://a.example).\n\n- Japan: 8 days\n- China: 7 days\n\nSee [two](https://b.example)."
    text = "[一](https://b.example)です。\n\n- 日本：7日\n- 中国：8日\n\n[二](https://a.example)をご覧ください。"

    problems = found_between(check_structure, tmp_path, source, {"ja": text}, ARTICLE)

    places = {(p.line, p.code) for p in problems}
    assert places == {(5, "link-parity"), (7, "number-parity"), (8, "number-parity"), (10, "link-parity")}
