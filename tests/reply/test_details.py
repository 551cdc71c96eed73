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
    ("en", "Thanks for telling us, Daniel Reyes!", "Daniel Reyes"),
    ("en", "Our driver called 07700 900481 twice.", "07700 900481"),
    ("en", "Our warehouse sent it to 882 Alder Court.", "882 Alder Court"),
    ("en", "The model you bought with 250-8841907-3321145 is sold out.", "250-8841907-3321145"),
    ("en", "We wrote to joni@support-desk.example.", "joni@support-desk.example"),
    ("en", "We wrote to contact.brandt@mailhaven.example.", "contact.brandt@mailhaven.example"),
    ("en", "Yours is 8001234567.", "8001234567"),
    ("es", "El suyo es el 901234567.", "901234567"),
    ("es", "Gracias por contarlo, Marta Ruiz Peña.", "Marta Ruiz Peña"),
    ("ja", "番号20240513777の件です。", "20240513777"),
    ("zh", "快递送到您公司（朝阳路12号）。", "路12号"),
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
        ("en", "Our freephone line is 0800 123 4567, open 9:00-18:00 GMT."),
        ("en", "Call 1-800-555-0199 toll free, or our desk on +44 20 7946 0958."),
        ("en", "Mails from no-reply@northlight.example are ours; press@northlight.example answers journalists."),
        ("en", "Our London store at 221B Baker Street is open until 8 pm, our office: 350 Fifth Avenue, New York."),
        ("en", "The recall covers batches 20240513 to 20240610; VAT number GB123456789 applies."),
        ("en", "We're sorry, Mr Patel. Our head of support, Daniel Reyes, is looking into it."),
        ("en", "Everything ships before Black Friday, by Royal Mail. Kind regards, Maya Lindqvist, Northlight"),
        ("es", "Nuestro teléfono gratuito es el 900 123 456. La Sra. García le responde hoy."),
        ("es", "Nuestra tienda de Gran Vía 32 abre hasta las 20:00; lotes 20240513 a 20240610."),
        ("ja", "フリーダイヤル 0120-555-070 で承ります。お客様相談室の電話番号は03-1234-5678です。"),
        ("ja", "対象は製造番号20240513から20240610です。新宿店（東京都新宿区西新宿1-1-1）でも承ります。"),
        ("zh", "客服热线400-820-1234，公司总机021-12345678，召回批次20240513至20240610。"),
        ("zh", "上海市南京西路100号门店营业至20:00。"),
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


FOUND = [
    ("en", "The one ENDING in 4421 is yours.", "ENDING in 4421"),
    ("en", "It is the card with last four digits 4421.", "last four digits 4421"),
    ("en", "It is numbered 20 33.", "numbered 20 33"),
    ("en", "Dial one-two-three-four now.", "one-two-three-four"),
    ("en", "It is (double four, six, six, nine).", "double four, six, six, nine"),
    ("en", "We come to 12 Baker Street at noon.", "12 Baker Street"),
    ("en", "You are at SW1A 1AA.", "SW1A 1AA"),
    ("es", "El pedido terminado en 44 21 sale hoy.", "terminado en 44 21"),
    ("es", "Marque veintidós, treinta y cinco, doce, uno.", "veintidós, treinta y cinco, doce, uno"),
    ("es", "Llega a C.P. 28013 mañana.", "C.P. 28013"),
    ("es", "Llega a la CALLE, a calle Mayor 5.", "calle Mayor 5"),
    ("es", "Usted vive justo enfrente.", "vive justo enfrente"),
    ("ja", "1234で終わる番号です。", "1234で終わ"),
    ("ja", "２丁目にお届けします。", "２丁目"),
    ("zh", "送到朝阳路12号。", "路12号"),
    ("zh", "您住在小区里。", "小区"),
    ("zh", "尾号是 1234。", "尾号是 1234"),
]


@pytest.mark.parametrize(("lang", "text", "piece"), FOUND)
def test_what_belongs_to_one_person_is_found_with_its_words(lang: str, text: str, piece: str) -> None:
    assert piece in [text[start:end].strip() for start, end in personal(text, lang)]


WAYS_OUT = [
    ("Write to ana at shop dot example.", "ana at shop dot example"),
    ("请写 ana艾特shop点com", "ana艾特shop点com"),
    ("Write to ANA＠shop．example.", "ANA＠shop．example"),
    ("See WWW.elsewhere.example/a", "WWW.elsewhere.example/a"),
    ("See elsewhere.SHOP now", "elsewhere.SHOP"),
    ("Ring +44 20 7946 0958 today.", "+44 20 7946 0958"),
    ("Our telephone, open from nine to five every day, is 020 7946 0958.", "020 7946 0958"),
    ("お電話は 03-1234-5678 まで。", "03-1234-5678"),
]


@pytest.mark.parametrize(("text", "piece"), WAYS_OUT)
def test_ways_out_are_found_with_their_signs(text: str, piece: str) -> None:
    assert piece in [text[start:end] for start, end in contacts(text)]


def test_a_number_without_a_word_for_telephones_near_it_is_no_telephone() -> None:
    assert not list(contacts("Call us when you can, for we have looked at all of it again and: 020 7946 0958."))
