"""Which sentences typography is right about, in each language, and what mends them."""

from __future__ import annotations

import pytest

from kb.checks.fixing import mended
from kb.checks.typography import check_typography
from tests.checks.writing import codes_in, text_of

WRONG = [
    ("ja", "お待たせしております,申し訳ございません。", "ja-punctuation", "お待たせしております、申し訳ございません。"),
    ("ja", "確認しております. ご連絡します。", "ja-punctuation", "確認しております。ご連絡します。"),
    ("ja", "よろしいでしょうか?", "ja-punctuation", "よろしいでしょうか？"),
    ("ja", "担当: {{ agent.name }}", "ja-punctuation", "担当：{{ agent.name }}"),
    ("ja", "ﾒｰﾙをお送りします。", "ja-kana-width", "メールをお送りします。"),
    ("ja", "USB ケーブルを交換します。", "ja-space", "USBケーブルを交換します。"),
    ("ja", "商品は Amazon で確認できます。", "ja-space", "商品はAmazonで確認できます。"),
    ("ja", "返金は 3 日かかります。", "ja-space", "返金は3日かかります。"),
    ("zh", "您好,包裹已寄出。", "zh-punctuation", "您好，包裹已寄出。"),
    ("zh", "已经联系eBay,请稍候。", "zh-punctuation", "已经联系eBay，请稍候。"),
    ("zh", "我们已退款. 请查收。", "zh-punctuation", "我们已退款。请查收。"),
    ("zh", "请选择(退款或补发)。", "zh-punctuation", "请选择（退款或补发）。"),
    ("zh", "美客多(Mercado Libre)的消息", "zh-punctuation", "美客多（Mercado Libre）的消息"),
    ("zh", "是否收到?", "zh-punctuation", "是否收到？"),
    ("ja", "いつでしょうか?1の場合は返金です。", "ja-punctuation", "いつでしょうか？1の場合は返金です。"),
    ("ja", "24時間(土日を含む)です。", "ja-punctuation", "24時間（土日を含む）です。"),
    ("ja", "現在，荷物を調べています．", "ja-punctuation", "現在、荷物を調べています。"),
    ("ja", "お待ちください...", "ja-punctuation", "お待ちください……"),
    ("ja", '"追って連絡します"とお伝えします。', "ja-punctuation", "「追って連絡します」とお伝えします。"),
    ("ja", "お待ちください。。", "ja-punctuation", ""),
    ("ja", "当店がが調査します。", "doubled-word", ""),
    ("ja", "１２時間です。", "full-width", "12時間です。"),
    ("ja", "「追って連絡します。", "brackets", ""),
    ("ja", "誠に\t申し訳ございません。", "invisible", "誠に 申し訳ございません。"),
    ("zh", "{{ customer.name }}:\n您好。", "zh-punctuation", "{{ customer.name }}：\n您好。"),
    ("zh", '请说"您好"。', "zh-punctuation", ""),
    ("zh", "请稍候...", "zh-punctuation", ""),
    ("zh", "请稍候。。", "zh-punctuation", ""),
    ("zh", "请稍候。--客服", "zh-punctuation", ""),
    ("zh", "您好“请稍候“。", "brackets", ""),
    ("zh", "您 好。", "zh-space", "您好。"),
    ("zh", "我们我们会处理。", "doubled-word", ""),
    ("zh", "ＡＢＣ型号", "full-width", "ABC型号"),
    ("zh", "⽆法送达。", "non-nfc", "无法送达。"),
    ("es", "Lo lamentamos . Le escribiremos.", "spacing", ""),
    ("es", "Lo lamentamos.Le escribiremos.", "spacing", ""),
    ("en", "We are sorry , and we will write.", "spacing", ""),
    ("es", "¿Cuál prefiere.", "es-opening", ""),
    ("es", "El 20％ del precio.", "full-width", "El 20% del precio."),
    ("es", "Dice «pronto.", "brackets", ""),
    ("en", "We will will write.", "doubled-word", ""),
    ("en", "The the parcel is late.", "doubled-word", ""),
    ("es", "Le escribiremos a a más tardar mañana con con datos.", "doubled-word", ""),
    ("en", "Zero\u200bwidth", "invisible", "Zerowidth"),
    ("es", "Le escribimos\u202e ya", "invisible", "Le escribimos ya"),
    ("ja", "返金\u200bします。", "invisible", "返金します。"),
    ("zh", "退款\ufeff已完成。", "invisible", "退款已完成。"),
    ("en", "Soft\u00adhyphen", "invisible", "Softhyphen"),
    ("en", "Dear\u00a0customer", "invisible", "Dear customer"),
    ("es", "Devolucio\u0301n", "non-nfc", "Devolución"),
    ("ja", "か\u3099ございます。", "non-nfc", "がございます。"),
]

RIGHT = [
    ("ja", "返送先は〒150-0002 東京都渋谷区渋谷2丁目21番1号です。"),
    ("ja", "型番（AB-1234/C）の『説明書』、12ページです。"),
    ("ja", "第5条1項(c)によります。"),
    ("ja", "桃（もも）と、その他ののし紙です。"),
    ("ja", "お待ちください……。"),
    ("ja", "URLは https://shop.example/a?b=1 です。"),
    ("zh", "“您好”，他说。请稍候……"),
    ("zh", "包裹已签收——由前台代收。"),
    ("zh", "王女士，您好：的的确确是我们的错。"),
    ("zh", "客服时间9:00—18:00，请稍候。"),
    ("es", "¿¡Cómo!? Sí, ¡gracias! ¿Le parece bien?"),
    ("es", "En EE. UU., el Sr. García y la Dra. Ruiz, n.º 45, 3.º B."),
    ("es", "Rojo, verde... y azul; a las 5 p. m. Gracias."),
    ("en", "Mr. Lee, Dr. Ruiz and J.R. Smith, i.e., three people. Node.js and U.S. offices."),
    ("en", "“Where is it?” is what we're asked."),
    ("ja", "荷物は1,000円、3.5kgです。"),
    ("ja", "1. 返金\n2. 再発送"),
    ("ja", "- **返金**：全額です。"),
    ("ja", "詳しくは https://shop.example/a をご覧ください。"),
    ("ja", "Mercado Libreのページ（iPhone 15）です。"),
    ("ja", '{{ customer.name | name: "greeting" | default: "お客様" }} {{ order.number }}、'),
    ("ja", "午前9:00から受け付けます。"),
    ("ja", "申し訳ございません！　お待ちください。"),
    ("zh", "包裹重3.5kg，共1,000元，17:00前送达。"),
    ("zh", "请见[凭证](/articles/evidence-and-records)。"),
    ("zh", "型号A和Mercado Libre (Global Selling) 页面"),
    ("zh", "1. 退款\n2. 补发"),
    ("zh", "订单250-1234567-1234567，共2件。"),
    ("zh", "请写信到help@shop.example，我们会回复。"),
    ("en", "That that was late had had an effect."),
    ("en", "It costs 10\u00a0000 yen and 25\u202f%."),
    ("en", "Thank you! \u2764\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467"),
    ("en", "No, no. {{ product.name }} {{ product.name }}"),
    ("es", "La garantía de la A a la Z y el 25\u00a0%."),
    ("es", "Es muy muy tarde, ¿no?"),
    ("es", "Devolución del artículo."),
]


@pytest.mark.parametrize(("lang", "sentence", "code", "right"), WRONG)
def test_a_sentence_against_its_languages_typography_is_told_and_mended(
    lang: str, sentence: str, code: str, right: str
) -> None:
    text = text_of(sentence, lang)

    assert codes_in(check_typography, text) == [code]
    found = mended(text, text.written.encode())
    if right:
        assert found is not None
        assert found.data.decode() == text_of(right, lang).written
        assert {problem.code for problem in found.told} == {code}
        assert codes_in(check_typography, text_of(right, lang)) == []
    else:
        assert found is None


@pytest.mark.parametrize(("lang", "sentence"), RIGHT)
def test_a_sentence_that_is_right_is_left_alone(lang: str, sentence: str) -> None:
    text = text_of(sentence, lang)

    assert codes_in(check_typography, text) == []
    assert mended(text, text.written.encode()) is None


def test_a_problem_names_its_place_the_words_and_the_remedy() -> None:
    (problem,) = check_typography([text_of("最初の行です。\n商品は Amazonで、確認できます。", "ja")])

    assert (problem.line, problem.column) == (8, 4)
    assert '"商品は Amaz' in problem.message
    assert "no space stands" in problem.message


def test_titles_and_summaries_are_looked_at_and_keywords_are_not() -> None:
    text = text_of("はい。", "ja")
    changed = type(text)(
        text.path,
        "ja",
        text.id,
        "",
        "---\ntitle: USB ケーブル\nsummary: '遅れ,です'\nkeywords: [USB 充電, 遅延, 届かない]\n---\n## formal\n\nはい。\n",
    )

    assert [(p.line, p.column, p.code) for p in check_typography([changed])] == [
        (2, 11, "ja-space"),
        (3, 13, "ja-punctuation"),
    ]


def test_mending_keeps_line_ends_and_what_is_excused() -> None:
    text = text_of("<!-- kb-ignore ja-space: a brand writes itself so -->\nUSB ケーブル\nUSB 端子", "ja")

    found = mended(text, text.written.replace("\n", "\r\n").encode())

    assert found is not None
    assert found.data.decode() == text.written.replace("USB 端子", "USB端子").replace("\n", "\r\n")
