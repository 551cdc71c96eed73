"""Which tags of a translation do what its source's do, and which signs have no place in a tag."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks.tags import check_liquid, check_tags
from tests.checks.writing import codes_in, found_between, text_of

SHOWN = '{% if return.cost_bearer == "seller" %}Free.{% else %}Not free.{% endif %}'
OPTIONAL = "{% if tracking.number %}No. {{ tracking.number }}{% endif %} {{ product.name | default: 'it' }}"

WAYS = "{% if order.number %}{{ order.number }}{% else %}{% if product.name %}{{ product.name }}{% endif %}{% endif %}"

WRONG = [
    (WAYS, "zh", "{% if order.number %}{{ product.name | default: '无' }}{% else %}{{ order.number }}{% endif %}"),
    (WAYS, "es", "{% if order.number %}{{ order.number }}{% endif %}{% if product.name %}{{ product.name }}{% endif %}"),
    (SHOWN, "es", '{% if return.cost_bearer == "buyer" %}Gratis.{% else %}No.{% endif %}'),
    (SHOWN, "ja", "{% if return.cost_bearer %}無料です。{% else %}有料です。{% endif %}"),
    (SHOWN, "zh", '{% unless return.cost_bearer == "seller" %}免费。{% endunless %}'),
    (OPTIONAL, "ja", "{{ tracking.number }}です。{{ product.name | default: 'it' }}"),
    (OPTIONAL, "es", "{% if tracking.number %}N.º {{ tracking.number }}{% endif %} {{ product.name }}"),
]
RIGHT = [
    (WAYS, "zh", "{% if order.number %}{{ order.number }}{% else %}{{ product.name | default: '无' }}{% endif %}"),
    ("{{ product.name | default: 'it' }}", "zh", "{% if product.name %}{{ product.name }}{% else %}它{% endif %}"),
    (SHOWN, "es", "{% if return.cost_bearer == 'seller' %}Gratis.{%- else -%}No.{% endif %}"),
    (OPTIONAL, "ja", "{{ product.name | default: 'it' }}、{%- if tracking.number -%}{{ tracking.number }}{% endif %}です。"),
    (OPTIONAL, "zh", "{% if product.name %}{{ product.name }}{% endif %}{{ tracking.number | default: '无' }}"),
    ("{{ order.number }}", "es", "{% if order.number %}{{ order.number }}{% endif %}"),
]


@pytest.mark.parametrize(("source", "lang", "text"), WRONG)
def test_a_translation_that_chooses_otherwise_is_told(source: str, lang: str, text: str, tmp_path: Path) -> None:
    assert {p.code for p in found_between(check_tags, tmp_path, source, {lang: text})} == {"tag-parity"}


@pytest.mark.parametrize(("source", "lang", "text"), RIGHT)
def test_a_translation_that_chooses_alike_may_order_and_write_its_tags_as_it_likes(
    source: str, lang: str, text: str, tmp_path: Path
) -> None:
    assert found_between(check_tags, tmp_path, source, {lang: text}) == []


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("番号は｛｛ order.number ｝｝です。", ["fullwidth-liquid"]),
        ("｛% if order.number %｝番号{% endif %}", ["fullwidth-liquid"]),
        ("番号は{{ ｏrder.number }}です。", ["fullwidth-liquid"]),
        ("{{ order.number | default： 'x' }}", ["fullwidth-liquid"]),
        ("{{ customer.name | default: “お客様” }}", ["liquid-quotes"]),
        ("{% if return.cost_bearer == ‘seller’ %}无{% endif %}", ["liquid-quotes"]),
        ('{{ customer.name | default: "お客様（ＶＩＰ）“様”" }}', []),
        ("“{{ order.number }}”（番号）", []),
        ("価格は｛税込｝です。", []),
        ("{{ due.date }}{{ due.date }}までに", ["doubled-word"]),
        ("{{ due.date }}までに、{{ due.date }}から", []),
    ],
)
def test_a_sign_of_another_keyboard_in_a_tag_is_told(sentence: str, codes: list[str]) -> None:
    assert codes_in(check_liquid, text_of(sentence, "ja")) == codes
