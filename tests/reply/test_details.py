"""Personal data and contact details: what is one person's, and what only looks like it."""

from __future__ import annotations

import pytest

from kb.reply.details import contacts, personal

PERSONAL = [
    ("en", "Order 404-7719283-1120 was packed without the lid.", "404-7719283-1120"),
    ("en", "We wrote to joni.brandt@mailhaven.example today.", "joni.brandt@mailhaven.example"),
    ("en", "We wrote to joni at mailhaven dot example.", "joni at mailhaven dot example"),
    ("en", "We rang 07700 900481 twice.", "07700 900481"),
    ("en", "Tracking is 1Z998AA10123456784.", "1Z998AA10123456784"),
    ("en", "It went to the card ending 4417.", "ending 4417"),
    ("en", "Sorry, Theodore Blankenship!", "Theodore Blankenship"),
    ("en", "The box went to 882 Alder Court, Reno.", "882 Alder Court"),
    ("en", "It is seven-seven-one, dash, four-oh-two.", "seven-seven-one, dash, four-oh-two"),
    ("ja", "ご注文 250-8841907-3321145 は明日発送です。", "250-8841907-3321145"),
    ("ja", "小野寺真由美様、失礼いたしました。", "小野寺真由美様"),
    ("ja", "大阪府吹田市青葉丘3-14-202宛てに送ります。", "府吹田市青葉丘3-14-202"),
    ("ja", "六七三〇・一二八八・四四一五でご覧いただけます。", "六七三〇・一二八八・四四一五"),
    ("es", "Tu pedido 4028817-55 llega el 6 de marzo.", "4028817-55"),
    ("es", "Gracias, Sra. Dolores Quintanar Ibáñez.", "Sra. Dolores Quintanar Ibáñez"),
    ("es", "Se entregó en la calle Almendro 14.", "calle Almendro 14"),
    ("zh", "您的订单 20260418-77351 预计明天送达。", "20260418-77351"),
    ("zh", "致电13907714468，无人接听。", "13907714468"),
    ("zh", "宋雨桐女士您好。", "宋雨桐女士"),
    ("zh", "寄到文三路18号3单元。", "路18号"),
]


@pytest.mark.parametrize(("lang", "text", "words"), PERSONAL)
def test_what_belongs_to_one_person_is_found(lang: str, text: str, words: str) -> None:
    found = [text[start:end] for start, end in personal(text, lang)]

    assert any(words in piece for piece in found), found


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Case C-1042 is open, @birdie_knits, and Ravi has sent you a direct message."),
        ("en", "Thanks Miro, we'll write by 6 March 2026, 14:30 (CET)."),
        ("en", "Sorry Ana, the refund of $1,234.50 was made on 2026-03-05."),
        ("en", "Ring the shop on 0117 496 0000."),
        ("en", "The Solo 3000 comes with 24 months of guarantee."),
        ("ja", "お客様、担当者様へは3月5日14:30までにご連絡します。受付番号はC-1042です。"),
        ("ja", "真由美さん、色違いの件ごめんなさい。"),
        ("es", "Hola, @mireia_l. Tu caso es el C-1042 y el 6 de marzo te escribimos."),
        ("es", "El sillón gris va en camino y el 8 de junio te escribimos."),
        ("es", "Hola, Juan Luis. Llámenos al 900 100 200."),
        ("zh", "王女士您好，案件C-1042将在3月5日14:30前更新，金额￥1,234.50。"),
    ],
)
def test_what_is_nobodys_in_particular_is_left_alone(lang: str, text: str) -> None:
    assert [text[start:end] for start, end in personal(text, lang)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to help@shop.example.com.", True),
        ("Write to help (at) shop (dot) com.", True),
        ("See https://shop.example.com/x.", True),
        ("See our-shop.com for more.", True),
        ("Call us on 555 010 9987.", True),
        ("加微信：13907714468", True),
        ("Order 112-1234567-1234567 arrives on 6 March.", False),
        ("Follow it at https://www.dhl.com/track?id=1.", False),
        ("Use the return page at amazon.com/returns.", False),
        ("It costs 12.50 or 1.234,50.", False),
    ],
)
def test_a_way_off_the_platform_is_found(text: str, found: bool) -> None:
    assert bool(list(contacts(text))) is found
