"""The structural rules on sentences of every language: what must trip them, and what comes close and must not."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kb.reply.findings import Facts, Finding
from kb.reply.structure import structure, unjudged

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def found(text: str, lang: str, **facts: Any) -> list[Finding]:
    return structure(text, lang, Facts(now=NOW, **facts))


def rules(text: str, lang: str, **facts: Any) -> set[str]:
    return {span.rule for span in found(text, lang, **facts)}


def check(rule: str, lang: str, text: str, trips: bool, **facts: Any) -> None:
    assert (rule in rules(text, lang, **facts)) is trips, found(text, lang, **facts)


@pytest.mark.parametrize(
    ("lang", "text", "trips"),
    [
        ("en", "Dear {{ customer.name }}, your parcel left today.", True),
        ("en", "Your order [order number] left today.", True),
        ("en", "We will call you at <phone number> tomorrow.", True),
        ("en", "Hello [First Name], good news.", True),
        ("en", "The kettle arrives on TBD.", True),
        ("en", "Please ask for XXXX at the desk.", True),
        ("en", "Your code is ____ and it is valid today.", True),
        ("en", "Dear ,\nthank you for your note.", True),
        ("en", "Hi %name%, thank you.", True),
        ("en", "See [the returns page](https://shop.example/returns) for the steps.", False),
        ("en", "The XXL shirt (left one) is in stock [size chart attached].", False),
        ("en", "Your card ending XXXX 4242 was refunded.", False),
        ("en", "We took 20% off and 100% of the fee is yours.", False),
        ("en", "Love from all of us xxx", False),
        ("es", "Estimada [nombre del cliente]: su pedido salió.", True),
        ("es", "Su pedido <número de pedido> salió ayer.", True),
        ("es", "La entrega será el ___ de mayo.", True),
        ("es", "El modelo (azul) con manual [en español] llega mañana.", False),
        ("ja", "【お名前】様、発送いたしました。", True),
        ("ja", "〇〇様、いつもありがとうございます。", True),
        ("ja", "○月○日にお届けします。", True),
        ("ja", "お届けは（日付を記入）の予定です。", True),
        ("ja", "【重要】型番［AB-12］の部品（黒）が届きました。", False),
        ("ja", "【ご注文番号】250-1234567-1234567 の件でご連絡いたします。", False),
        ("ja", "創業は一九〇〇年です。", False),
        ("ja", "3月8日(日)の発送です。", False),
        ("ja", "お届け日（日付）のご連絡です。", True),
        ("zh", "尊敬的【客户姓名】，您的包裹已寄出。", True),
        ("zh", "您的包裹将于XX月XX日送达。", True),
        ("zh", "退款金额为（请填写）元。", True),
        ("zh", "請聯絡○○小姐。", True),
        ("zh", "【温馨提示】XXL码（黑色）已经到货。", False),
        ("zh", "二〇〇五年的款式已经停产。", False),
    ],
)
def test_a_placeholder_blocks(lang: str, text: str, trips: bool) -> None:
    check("R1", lang, text, trips)


ACK = {"intent": "acknowledgement", "channel": "email"}
OFFER = {"intent": "offer", "channel": "email"}
FOLLOW = {"intent": "follow-up", "channel": "email"}
SORRY = {"intent": "apology", "channel": "email"}
AWAY = {"intent": "acknowledgement", "channel": "email", "stage": "out-of-hours"}
PUBLIC = {"intent": "acknowledgement", "channel": "social-public"}


@pytest.mark.parametrize(
    ("lang", "facts", "text", "trips"),
    [
        ("en", ACK, "Thank you, your photos reached us. We will write again by Thursday.", False),
        ("en", ACK, "Thank you, your photos reached us. We will write again soon.", True),
        ("en", ACK, "We have received your note and will answer by Friday.", True),
        ("en", ACK, "Many thanks! An answer follows within 24 hours.", True),
        ("en", PUBLIC, "Thanks for the nudge! Please send us a DM so we can look into it.", False),
        ("en", PUBLIC, "Thanks for the nudge! We are looking into it.", True),
        ("en", SORRY, "We are sorry. The box was late because the van broke down.", False),
        ("en", SORRY, "The box was late because the van broke down. We are sorry.", True),
        ("en", SORRY, "The new lamp ships today.", True),
        ("en", OFFER, "We can send a new lid on 4 May at our expense.", False),
        ("en", OFFER, "We can send a new lid on 4 May.", True),
        ("en", OFFER, "We can send a new lid at no charge.", True),
        ("en", FOLLOW, "The repair is finished and the shop returns it next week.", False),
        ("en", FOLLOW, "We are still looking and shall be in touch.", True),
        ("en", {"intent": "follow-up", "channel": "review-reply"}, "This has been settled with the customer.", False),
        ("en", AWAY, "Thank you, your note came in. We are back on Monday 3 March at 9:00 am CET.", False),
        ("en", AWAY, "Thank you, your note came in. We are back on Monday 3 March at 9:00 am.", True),
        ("en", AWAY, "Thank you, your note came in. We are back tomorrow (London time).", True),
        ("es", ACK, "Gracias, hemos recibido su consulta. Le contestaremos el jueves.", False),
        ("es", ACK, "Gracias, hemos recibido su consulta. Le contestaremos pronto.", True),
        ("es", SORRY, "Lamentamos la demora. Se debió a una avería.", False),
        ("es", SORRY, "Hubo una demora debido a una avería. Lamentamos lo ocurrido.", True),
        ("es", SORRY, "Discúlpenos por la demora.", False),
        ("es", OFFER, "Podemos enviarle otra tapa el 4 de mayo, sin coste.", False),
        ("es", OFFER, "Podemos enviarle otra tapa el 4 de mayo.", True),
        ("es", FOLLOW, "Seguimos buscando su paquete.", True),
        ("es", FOLLOW, "El taller termina el viernes.", False),
        ("es", AWAY, "Gracias, su mensaje ha llegado. Volvemos el lunes 4 a las 9:00 (hora peninsular).", False),
        ("es", AWAY, "Gracias, su mensaje ha llegado. Volvemos el lunes 4 a primera hora.", True),
        ("ja", ACK, "ご連絡ありがとうございます。確かに承りました。金曜日の正午までにお返事いたします。", False),
        ("ja", ACK, "ご連絡ありがとうございます。確かに承りました。改めてお返事いたします。", True),
        ("ja", SORRY, "申し訳ございません。機械の故障が原因でした。", False),
        ("ja", SORRY, "機械の故障が原因でした。申し訳ございません。", True),
        ("ja", OFFER, "新しい蓋を5月4日に当店の負担でお送りします。", False),
        ("ja", OFFER, "新しい蓋を5月4日にお送りします。", True),
        ("ja", FOLLOW, "ただいま倉庫に照会中です。", True),
        ("ja", FOLLOW, "部品は来週入荷いたします。", False),
        ("ja", AWAY, "ありがとうございます。承りました。3月3日9時（日本時間）に再開します。", False),
        ("ja", AWAY, "ありがとうございます。承りました。3月3日9時に再開します。", True),
        ("zh", ACK, "谢谢，您的照片已收到，周五前回复您。", False),
        ("zh", ACK, "谢谢，您的照片已收到，我们会尽快回复。", True),
        ("zh", ACK, "謝謝您，來信已收到，三天內回覆。", False),
        ("zh", SORRY, "非常抱歉。由于机器故障，发货晚了。", False),
        ("zh", SORRY, "由于机器故障，发货晚了。非常抱歉。", True),
        ("zh", SORRY, "由于我们的疏忽给您添了麻烦，深表歉意。", False),
        ("zh", OFFER, "可以为您补寄一个盖子，5月4日寄出，邮费我们出。", False),
        ("zh", OFFER, "可以为您补寄一个盖子，5月4日寄出。", True),
        ("zh", FOLLOW, "我们还在查，有消息告诉您。", True),
        ("zh", FOLLOW, "维修明天完成。", False),
        ("zh", AWAY, "谢谢，消息已收到。3月3日9:00（北京时间）回复您。", False),
        ("zh", AWAY, "谢谢，消息已收到。明天上班后回复您。", True),
    ],
)
def test_every_intent_has_its_parts(lang: str, facts: dict[str, str], text: str, trips: bool) -> None:
    check("R4", lang, text, trips, **facts)


@pytest.mark.parametrize(
    ("lang", "text", "trips"),
    [
        ("en", "We can replace it, repair it or refund you by 4 May, all at our cost.", True),
        ("en", "You have three options, each free of charge by 4 May.", True),
        ("en", "We can replace it or refund you by 4 May, at our cost.", False),
        ("en", "We can replace it by 4 May. By law you have a right to repair, replacement or refund.", False),
        ("es", "Podemos cambiarlo, repararlo o reembolsarle el importe, sin coste.", True),
        ("es", "Podemos cambiarlo o reembolsarle el importe, sin coste.", False),
        ("ja", "交換、修理、返金からお選びください。", True),
        ("ja", "交換か返金をお選びください。", False),
        ("ja", "交換いたします。修理とクーポンはご用意できません。", False),
        ("zh", "可以换货、退款，也可以维修，费用我们承担。", True),
        ("zh", "可以换货或退款，费用我们承担。", False),
    ],
)
def test_more_than_two_offers_warn(lang: str, text: str, trips: bool) -> None:
    check("R5", lang, text, trips, intent="offer", channel="email")


@pytest.mark.parametrize(
    ("lang", "locale", "text", "trips"),
    [
        ("en", "", "Your 发货 is on its way.", True),
        ("en", "", "The pаrcel left.", True),
        ("en", "", "It costs ￥500.", True),
        ("en", "", "Crème brûlée for Ms Gómez, 10 μm thick, 5 kΩ — “done”…", False),
        ("es", "", "Su pedido está 已发货.", True),
        ("es", "", "El señor Øyvind pidió 2 piñatas.", False),
        ("ja", "", "订单を確認しました。", True),
        ("ja", "", "齋藤様、髙橋様のご注文は國際便です。", False),
        ("zh", "zh-Hans", "您的訂單已经寄出。", True),
        ("zh", "zh-Hant", "您的订單已經寄出。", True),
        ("zh", "", "您的订单已经寄出，請查收。", True),
        ("zh", "", "您的訂單已經寄出，請查收。", False),
        ("zh", "zh-Hans", "乾隆年间的款式，慰藉人心。", False),
        ("zh", "zh-Hant", "里程表與后里店的貼紙都準備好了。", False),
        ("zh", "", "感谢购买まっちゃ套装。", True),
        ("zh", "", "Kärcher配件12日到货。", False),
    ],
)
def test_mixed_scripts_block(lang: str, locale: str, text: str, trips: bool) -> None:
    check("R6", lang, text, trips, locale=locale)


@pytest.mark.parametrize(
    ("text", "trips"),
    [
        ("Llegó bien el paquete?", True),
        ("Qué alegría! Gracias.", True),
        ("¿Llegó bien? Y el cable?", True),
        ("¿Puede enviarnos una foto? Si quieres, mándala por aquí.", True),
        ("Disculpe la espera. Tu lámpara sale hoy.", True),
        ("Estimada Sra. Ruiz: su lámpara sale hoy y le avisarán cuando te venga bien.", True),
        ("¿Llegó bien? ¡Qué alegría!", False),
        ("¡¿De verdad?! Lo miro ahora.", False),
        ("Vea https://tienda.example/ayuda?id=3 para los pasos.", False),
        ("Le escribimos por su lámpara. En la etiqueta pone «Lávame tú».", False),
        ("Tu taller dice que su técnico pasa hoy y te llama.", False),
        ("Su garantía sigue vigente; no existe otro plazo y además le enviamos la tuerca.", False),
    ],
)
def test_spanish_marks_and_address(text: str, trips: bool) -> None:
    check("R7", "es", text, trips)


@pytest.mark.parametrize(
    ("text", "trips"),
    [
        ("あなたのお荷物は届いています。", True),
        ("調査は終わった。", True),
        ("明日発送する。", True),
        ("写真を送ってほしい。", True),
        ("問題はない。", True),
        ("これは交換品だ。", True),
        ("お荷物は届いています。明日発送いたしますね！", False),
        ("「もう待てない。」とのお気持ち、当然です。", False),
        ("お届け日：明日\n交換品を発送する件\nよろしくお願いいたします。", False),
        ("調べたところ、在庫がないため、返金いたします。", False),
        ("ご返信をお待ちしております。どうぞよろしく。", False),
        ("ありがとう。ごめんなさい。いかがでしょう？", False),
    ],
)
def test_japanese_manners(text: str, trips: bool) -> None:
    check("R8", "ja", text, trips)


@pytest.mark.parametrize(
    ("text", "trips"),
    [
        ("We apologise that the color was wrong.", True),
        ("The grey box is at our fulfillment center.", True),
        ("We apologise that the colour was wrong; the centre has the grey one.", False),
        ("We apologize that the color was wrong; the center has the gray one.", False),
        ("We apologise: the “Color Center” box was advertised wisely, at a size you can exercise with.", False),
        ("The colour was wrong at Rockefeller Center.", False),
    ],
)
def test_english_spelling(text: str, trips: bool) -> None:
    check("R9", "en", text, trips)


@pytest.mark.parametrize(
    ("lang", "facts", "text", "trips"),
    [
        ("en", SORRY, "Sorry 😢 the lamp is on its way.", True),
        ("en", SORRY, "Sorry!! The lamp is on its way.", True),
        ("en", {"tone": "firm"}, "This is the LAST reminder.", True),
        ("en", {"tone": "firm"}, "The delivery is PENDING.", True),
        ("en", SORRY, "Sorry! The USB cable, the IKEA lamp and part AB-12 follow by DHL.", False),
        ("en", {"tone": "friendly", "intent": "follow-up"}, "It ships today!! 🎉 YES", False),
        ("es", SORRY, "¡¡Perdona!! Sale hoy.", True),
        ("es", {"tone": "firm"}, "Es URGENTE que responda.", True),
        ("es", SORRY, "Disculpe: el IVA y el NIF eran correctos.", False),
        ("ja", SORRY, "申し訳ございません！！", True),
        ("ja", SORRY, "申し訳ございません✨", True),
        ("ja", SORRY, "申し訳ございません。USBケーブルを発送します！", False),
        ("zh", SORRY, "抱歉🙏马上补寄。", True),
        ("zh", SORRY, "抱歉，请不要 NEVER 使用。", True),
        ("zh", SORRY, "抱歉，HDMI线今天寄出！", False),
    ],
)
def test_a_calm_voice(lang: str, facts: dict[str, str], text: str, trips: bool) -> None:
    check("R10", lang, text, trips, **facts)


@pytest.mark.parametrize(
    ("lang", "text", "trips"),
    [
        ("en", "The code HELLO20 gives you a discount.", True),
        ("en", "We enclose a voucher for your trouble.", True),
        ("en", "Enter the word below at checkout and pay less.", True),
        ("en", "We cannot send coupons here.", False),
        ("en", "The tracking code is on the label and the refund is 10 euros.", False),
        ("es", "Le regalamos un cupón de 5 euros.", True),
        ("es", "Escriba «luna» en la casilla del carrito y verá el total más bajo.", True),
        ("es", "No enviamos cupones por Amazon.", False),
        ("ja", "割引コードをお送りします。", True),
        ("ja", "次回のお買い物でお安くなります。", True),
        ("ja", "クーポンはお渡しできません。", False),
        ("zh", "送您一张优惠券。", True),
        ("zh", "下次购物可享折扣。", True),
        ("zh", "我们不能发送优惠券。", False),
    ],
)
def test_no_coupon_in_an_amazon_message(lang: str, text: str, trips: bool) -> None:
    check("R11", lang, text, trips, platform="amazon", channel="marketplace-message")
    check("R11", lang, text, False, platform="own-shop", channel="email")


@pytest.mark.parametrize(
    ("lang", "text", "trips"),
    [
        ("en", "By the way, our winter sale starts today.", True),
        ("en", "Check out our new arrivals!", True),
        ("en", "You bought it in the winter sale, so the sale price comes back.", False),
        ("en", "The spare part arrives on Friday.", False),
        ("es", "Aprovecha las rebajas de enero.", True),
        ("es", "Eche un vistazo a la nueva colección.", True),
        ("es", "La pieza llega el viernes.", False),
        ("ja", "春の新作が入荷しました。", True),
        ("ja", "セールは終了しました。", False),
        ("zh", "新品上架，全场八折。", True),
        ("zh", "您问的折扣活动已经结束了。", False),
    ],
)
def test_no_promotion_on_whatsapp(lang: str, text: str, trips: bool) -> None:
    check("R12", lang, text, trips, platform="whatsapp", channel="social-dm")
    check("R12", lang, text, False, platform="own-shop", channel="email")


@pytest.mark.parametrize(
    ("channel", "sent", "trips"), [("review-reply", 1, True), ("review-reply", 0, False), ("email", 2, False)]
)
def test_one_reply_to_a_review(channel: str, sent: int, trips: bool) -> None:
    check("R13", "en", "Thank you.", trips, channel=channel, replies_sent=sent)


@pytest.mark.parametrize(
    ("channel", "platform", "hours", "trips"),
    [
        ("social-dm", "whatsapp", 25, True),
        ("social-dm", "whatsapp", 23, False),
        ("social-dm", "instagram", 167, False),
        ("social-dm", "instagram", 169, True),
        ("social-dm", "facebook", 169, True),
        ("social-dm", "x", 500, False),
        ("email", "own-shop", 500, False),
    ],
)
def test_the_window_of_a_direct_message(channel: str, platform: str, hours: int, trips: bool) -> None:
    check("R14", "en", "Thank you.", trips, channel=channel, platform=platform, last_message_at=NOW - timedelta(hours=hours))


def test_a_span_names_its_piece_and_its_weight() -> None:
    text = "Hello [name], the parcel left."
    (span,) = found(text, "en")
    assert (span.rule, span.severity, text[span.start : span.end]) == ("R1", "block", "[name]")
    (missing,) = found("We are looking.", "en", **FOLLOW)
    assert (missing.rule, missing.severity, missing.start, missing.end, missing.part) == (
        "R4",
        "warn",
        0,
        15,
        "missing-date",
    )
    text = "Hola. Qué alegría! Bien."
    (mark,) = found(text, "es")
    assert text[mark.start : mark.end] == "!"
    text = "Disculpe, tu lámpara sale hoy."
    (mixed,) = found(text, "es")
    assert text[mixed.start : mixed.end] == "tu"
    text = "The colour is gray and black."
    assert [text[span.start : span.end] for span in found(text, "en")] == ["gray"]


def test_what_is_unknown_is_named_and_not_judged() -> None:
    assert unjudged(Facts(now=NOW), "en") == ["R4", "R10", "R11", "R12"]
    assert unjudged(Facts(now=NOW, tone="firm", platform="google", channel="review-reply"), "ja") == ["R4", "R13"]
    whole = Facts(now=NOW, intent="apology", platform="whatsapp", channel="social-dm")
    assert unjudged(whole, "zh") == ["R14"]
    assert structure("The parcel left 😢!!", "en", Facts(now=NOW)) == []


@pytest.mark.parametrize("lang", ["en", "es", "ja", "zh"])
@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "{{",
        "¿",
        "a ",
        "X",
        "「",
        "!",
        "_",
        "<name ",
        "[name ",
        "退",
        "た。",
        "part ",
        "10 % ",
        "(",
        "A",
        "we i we ",
        "%",
        "İ",
        "1",
        "1 ",
        "一",
        "colour Gray ",
        "!?",
        "「（",
    ],
)
def test_hostile_text_takes_linear_time(lang: str, piece: str) -> None:
    facts = Facts(now=NOW, intent="offer", tone="firm", channel="social-dm", platform="whatsapp")
    started = time.process_time()
    structure(piece * (40_000 // len(piece)), lang, facts)
    assert time.process_time() - started < 2
