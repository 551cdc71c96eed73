"""Which sentences speak to people as the language asks, in its own script and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks.register import check_register, check_untranslated
from tests.checks.writing import ARTICLE, codes_in, found_between, text_of
from tests.small_content import ID

WRONG = [
    ("zh", "formal", "你的包裹已寄出。", "zh-register"),
    ("zh", "friendly", "我们会帮你查。", "zh-register"),
    ("es", "formal", "Te escribiremos mañana.", "es-register"),
    ("es", "firm", "Puedes elegir un reembolso, pero tienes que decidir hoy.", "es-register"),
    ("es", "friendly", "Le pedimos que usted espere; tu pedido va en camino.", "es-register"),
    ("ja", "formal", "あなたの荷物を確認いたします。", "ja-register"),
    ("ja", "friendly", "荷物はまだ届いていない。確認します。", "ja-register"),
    ("ja", "formal", "商品は明日届く。", "ja-register"),
    ("es", "formal", "Ha llegado el paquete?", "es-opening"),
    ("es", "friendly", "Gracias por su paciencia!", "es-opening"),
    ("en", "formal", "We will send the 返金 today.", "script"),
    ("en", "formal", "Your pаrcel is late.", "script"),
    ("es", "formal", "El 包裹 llegará mañana.", "script"),
    ("ja", "formal", "请您确认。", "script"),
    ("ja", "formal", "我們會在收到您的回覆以後為您辦理退款手續並且寄出新的商品給您。", "script"),
    ("zh", "formal", "お客様的包裹已寄出。", "script"),
    ("zh", "formal", "我們會為您退款。", "script"),
    ("en", "formal", "We apologise for the color.", "en-spelling"),
    ("zh", "formal", "您好，亲，包裹已寄出。", "zh-register"),
    ("es", "friendly", "Decímelo y veremos qué opciones tenés.", "es-register"),
    ("es", "friendly", "Lleváis esperando dos días.", "es-register"),
    ("es", "friendly", "Vuestro pedido llega hoy.", "es-register"),
    ("ja", "formal", "返金と再発送のどちらかを選べる。", "ja-register"),
    ("ja", "formal", "説明書をお読みになられたかと存じます。", "ja-register"),
    ("ja", "friendly", "そうおっしゃられました。", "ja-register"),
    ("ja", "friendly", "すぐに決めれます。", "ja-register"),
]

RIGHT = [
    ("zh", "formal", "您的包裹已寄出，我们会继续跟进。"),
    ("zh", "firm", "您说“你们太慢”，我们深表歉意。"),
    ("zh", "friendly", "亲，您好！母亲节的订单，我们会亲自跟进。"),
    ("zh", "formal", "请您亲自签收，亲友代收也可以。"),
    ("es", "formal", "Son dieciséis artículos, seis meses y el país de origen; instale macOS."),
    ("es", "friendly", "Dígame qué prefiere; se lo enviamos."),
    ("ja", "formal", "いつもお世話になられている方へのギフトと承りました。"),
    ("ja", "formal", "受け取れる時間帯をお知らせください。内容を変えれば届きます。"),
    ("ja", "friendly", "お読みになりましたか。ご覧になれます。"),
    ("es", "formal", "Le escribiremos mañana. ¿Ha llegado el paquete? ¡Gracias!"),
    ("es", "firm", "Puede elegir un reembolso."),
    ("es", "friendly", "Dígamelo y veremos qué opciones tiene."),
    ("es", "formal", "Su pedido está en camino (¿lo ha visto?)."),
    ("ja", "formal", "荷物の所在を確認しております。ご連絡いたします。"),
    ("ja", "friendly", "「届いていない」とのご連絡、ありがとうございます。"),
    ("ja", "firm", "当日中の返金はいたしかねます。"),
    ("ja", "formal", "- ご注文内容が分かるもの\n- 写真"),
    ("en", "formal", "We apologize for the color of the lamp."),
    ("en", "formal", "See https://shop.example/返金 please."),
]

MENTIONS = [
    ("en", "In Japanese, refuse with いたしかねます and say what is possible."),
    ("es", "En chino, 不可能 empeora las cosas."),
    ("zh", "日文用いたしかねます婉拒。"),
    ("ja", "箇条書きでは、事実だけを書く。"),
]


@pytest.mark.parametrize(("lang", "tone", "sentence", "code"), WRONG)
def test_a_form_that_the_language_does_not_use_is_told(lang: str, tone: str, sentence: str, code: str) -> None:
    assert codes_in(check_register, text_of(sentence, lang, tone)) == [code]


@pytest.mark.parametrize(("lang", "tone", "sentence"), RIGHT)
def test_a_sentence_that_is_right_is_left_alone(lang: str, tone: str, sentence: str) -> None:
    assert codes_in(check_register, text_of(sentence, lang, tone)) == []


@pytest.mark.parametrize(("lang", "sentence"), MENTIONS)
def test_an_article_may_name_words_of_another_language_and_has_a_style_of_its_own(lang: str, sentence: str) -> None:
    assert codes_in(check_register, text_of(sentence, lang, id=ARTICLE)) == []


def test_traditional_chinese_is_right_in_a_file_of_its_own() -> None:
    assert codes_in(check_register, text_of("我們會為您退款。", "zh", locale="zh-Hant")) == []
    assert codes_in(check_register, text_of("我们会为您退款。", "zh", locale="zh-Hant")) == ["script"]


UNTRANSLATED = [
    ("ja", "We have received your message."),
    ("zh", "We have received your message."),
    ("es", "We have received your message."),
    ("es", "Please tell us if you want to have your money."),
    ("ja", "Please tell us if you want to have your money."),
    ("es", "Hasta entonces we are not able to give you una fecha."),
    ("zh", "我们 will refund the price to you 哦。"),
]
TRANSLATED = [
    ("es", "La política se llama «The refund is on us, and you choose»."),
    ("zh", "请下载App“Find My”，或购买The North Face的商品。"),
    ("ja", "メッセージを拝受しました。"),
    ("zh", "我们已收到您的消息。"),
    ("es", "Hemos recibido su mensaje."),
    ("ja", "Mercado Libre Global Selling Support Center"),
    ("zh", "{{ brand.name }}\n{{ agent.name }}"),
]


@pytest.mark.parametrize(("lang", "sentence"), UNTRANSLATED)
def test_what_is_left_in_english_is_told(lang: str, sentence: str, tmp_path: Path) -> None:
    problems = found_between(check_untranslated, tmp_path, "We have received your message.", {lang: sentence})

    assert [(p.path, p.code) for p in problems] == [(f"{lang}/{ID}.md", "untranslated")]


@pytest.mark.parametrize(("lang", "sentence"), TRANSLATED)
def test_what_is_translated_or_a_name_is_not(lang: str, sentence: str, tmp_path: Path) -> None:
    source = "We have received your message.\n{{ brand.name }}\n{{ agent.name }}"

    assert found_between(check_untranslated, tmp_path, source, {lang: sentence}) == []
