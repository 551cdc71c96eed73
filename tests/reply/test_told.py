from __future__ import annotations

import time

import pytest

from kb.reply.told import Told, told

ENGLISH = (
    "where is my order??",
    "refund pls",
    "Broken item",
    "package never came",
    "hi",
    "hello",
    "wrong size",
    "Where's my stuff?",
    "URGENT!!! MONEY BACK NOW",
    "hey any update?",
    "It arrived cracked.",
    "cancel my order 250-1234567-1234567",
    "thx",
    "item not as described",
    "no tracking update since monday",
    "wheres my parcel",
    "i didnt recieve it",
    "I bought 招财猫 from you and it arrived broken",
    'My order of "ポケモンカード" never arrived, please help me',
    "Hola team, where is my order? It has been two weeks.",
    "can i return this",
    "Do you ship to Canada?",
    "my parcel says delivered but i never got it",
    "This is the worst shop ever, never buying again",
    "good quality, fast shipping",
    "any update on 250-1234567-1234567?",
    "lamp doesn't turn on",
    "The zip is stuck and one sleeve is torn",
    "Sofía's gift has not arrived",
)
SPANISH = (
    "paquete roto",
    "no me llego",
    "No me llegó",
    "donde esta mi pedido",
    "¿Dónde está mi pedido?",
    "hola",
    "gracias",
    "buenas, sigo esperando mi paquete",
    "quiero mi dinero",
    "devolucion",
    "me llego roto el producto",
    "Talla equivocada",
    "necesito factura",
    "no funciona",
    "ya pague y no llega nada",
    "cuando llega?",
    "El paquete llegó dañado, adjunto fotos.",
    "Compré un Bluetooth Speaker Wireless Portable y no funciona",
    "me cobraron dos veces",
    "llego incompleto",
    "Hola buenas tardes",
    "mi pedido",
    "el producto no sirve",
    "¿Me pueden ayudar?",
    "pésimo servicio, nunca más compro aquí",
    "la talla no es la correcta",
    "aún no recibo mi compra",
    "vino con un defecto en la pantalla",
    "¿hacen envíos a Argentina?",
    "gracias por todo, excelente calidad",
)
JAPANESE = (
    "商品まだ？",
    "いつ届きますか",
    "返品希望",
    "注文番号250-1234567-1234567 未着",
    "壊れていました。返金してください。",
    "ﾏﾀﾞ ﾄﾄﾞｷﾏｾﾝ",
    "Amazonで購入したSony WH-1000XM5が届きません",
    "キャンセル希望",
    "お世話になっております。山田と申します。",
    "至急連絡希望",
    "「我是小王」という本が届きません",
    "注文した商品と違う色の物が到着、交換希望",
    "まだ届いていません",
    "サイズ交換をお願いします",
    "領収書ください",
    "色が違う",
    "問い合わせへの返信がありません",
    "iPhoneケースが割れていた",
    "配送状況を教えてください",
    "不良品でした、返金希望です",
    "中国から発送ですか？",
    "送料はいくらですか",
    "のし対応は可能ですか",
    "ありがとうございました",
    "電源が入らない",
    "部品が足りません",
)
SIMPLIFIED = (
    "我的快递怎么还没到",
    "退款",
    "什么时候发货？",
    "我买的ポケモンカード还没收到，请问什么时候发货？",
    "我买了一个「しまじろう」玩具，到现在还没收到",
    "东西坏了",
    "你好",
    "发错货了",
    "鲜の每日的蛋糕坏了",
    "Nintendo Switch OLED 收到的是坏的，要退款",
    "物流信息三天没更新了",
    "质量太差",
    "麻烦尽快处理",
    "请帮我查一下订单",
    "尺码不对，想换一件",
    "客服在吗",
    "还要等多久",
    "退款到账了吗？",
    "这个质量也太差了吧",
    "少发了一件",
    "发票怎么开",
    "屏幕有划痕",
    "麻烦补发",
    "地址写错了",
    "好评",
    "不想要了",
    "不能用",
    "颜色和图片不一样",
)
TRADITIONAL = (
    "我的包裹還沒收到",
    "請問什麼時候出貨？",
    "商品壞掉了，我要退款",
    "訂單編號 240305ABCD1234 尚未收到",
    "退貨",
    "買錯尺寸了想換",
    "在PChome買的任天堂スプラトゥーン3還沒寄到",
    "麻煩盡快處理",
    "請幫我查詢訂單",
    "尺寸不對，想換貨",
    "什麼時候會到貨？",
    "還沒收到退款",
    "貨運狀態沒有更新",
    "請問可以開發票嗎",
    "螢幕有刮痕",
    "謝謝你們的幫忙",
    "顏色跟圖片不一樣",
    "賣家都不回覆",
    "包裝破損嚴重",
    "請盡快處理",
    "電池充不進去",
    "為什麼取消我的訂單",
    "運費怎麼算",
    "客服態度很差",
    "買家秀差很多",
    "寄錯地址了",
)
OTHERS = (
    "onde está meu pedido?",
    "não recebi meu pedido",
    "Meu pacote chegou quebrado",
    "Bom dia, quero meu dinheiro de volta",
    "quero reembolso por favor, ainda não chegou",
    "Où est ma commande ?",
    "Je n'ai pas reçu mon colis",
    "bonjour, article cassé",
    "Wo ist meine Bestellung?",
    "Das Paket ist kaputt angekommen",
    "Ich möchte mein Geld zurück",
    "Dov'è il mio ordine?",
    "Il pacco è arrivato rotto",
    "Non ho ancora ricevuto il prodotto",
    "On és la meva comanda?",
    "El paquet no ha arribat encara",
    "Vull que em retornin els diners",
    "Waar is mijn bestelling?",
    "Het pakket is niet aangekomen",
    "Pesanan saya belum sampai",
    "Barang rusak, tolong uang kembali",
    "Đơn hàng của tôi đâu rồi?",
    "Tôi chưa nhận được hàng",
    "don hang cua toi chua nhan duoc",
    "주문한 상품이 아직 안 왔어요",
    "Где мой заказ?",
    "أين طلبي؟",
    "สินค้ายังไม่มาเลยค่ะ",
    "Siparişim nerede?",
    "Gdzie jest moje zamówienie?",
    "",
    "12345",
    "😡😡😡",
    "???",
    "LX123456789CN",
    "https://example.com/order",
    "Hannah",
    "Ich habe eine falsche Größe bekommen",
    "Le produit ne marche pas",
    "Kapan barang dikirim?",
    "Mijn pakketje is kwijt",
    "Hàng bị lỗi, tôi muốn hoàn tiền",
    "สั่งของไปแล้วยังไม่ได้รับ",
    "환불해 주세요",
    "Верните деньги",
    "Πού είναι η παραγγελία μου;",
    "איפה ההזמנה שלי?",
    "मेरा ऑर्डर कहाँ है?",
    "Vorrei un rimborso, grazie",
    "Obrigado pela ajuda",
)


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_told_in_however_few_words(text: str) -> None:
    assert told(text) == Told("en", "Latn")


@pytest.mark.parametrize("text", SPANISH)
def test_spanish_is_told_with_and_without_its_accents(text: str) -> None:
    assert told(text) == Told("es", "Latn")


@pytest.mark.parametrize("text", JAPANESE)
def test_japanese_is_told_even_with_few_kana(text: str) -> None:
    assert told(text) == Told("ja", "Jpan")


@pytest.mark.parametrize("text", SIMPLIFIED)
def test_simplified_chinese_is_told_even_with_a_japanese_products_name(text: str) -> None:
    assert told(text) == Told("zh", "Hans")


@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional_chinese_is_told_by_its_signs(text: str) -> None:
    assert told(text) == Told("zh", "Hant")


@pytest.mark.parametrize("text", OTHERS)
def test_another_language_or_none_is_und(text: str) -> None:
    assert told(text).lang == "und"


@pytest.mark.parametrize(
    ("text", "script"), [("Wo ist meine Bestellung?", "Latn"), ("Где мой заказ?", ""), ("12345", ""), ("", "")]
)
def test_the_script_of_another_language_is_latin_or_unknown(text: str, script: str) -> None:
    assert told(text).script == script


@pytest.mark.parametrize("text", ["你好", "收到", "少寄一件", "商品有瑕疵"])
def test_chinese_that_both_scripts_write_alike_is_taken_for_simplified(text: str) -> None:
    assert told(text) == Told("zh", "Hans")


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800", "\udfff" * 50, "の", "「」", "@", "'", "i̇" * 9, "\u200b", "٣", "ｱ", "𠮷", "🇯🇵", "ﬁ"]
)
def test_no_text_makes_it_raise(text: str) -> None:
    assert told(text).lang in ("en", "ja", "es", "zh", "und")


@pytest.mark.parametrize(
    "text",
    [
        "My order has not arrived and I want my money back. ",
        "我的快递怎么还没到，訂單編號。",
        "お世話になっております。届きません。",
        "1a@-「",
    ],
)
def test_a_long_message_is_told_in_five_milliseconds(text: str) -> None:
    text = (text * 400)[:2000]
    told(text)

    times = []
    for _ in range(7):
        start = time.perf_counter()
        told(text)
        times.append(time.perf_counter() - start)

    assert min(times) < 0.005
