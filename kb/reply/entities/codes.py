"""The numbers of orders and parcels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.reply.entities.message import Found, Message, calendar, each

_NUMBER_WORD = r"(?:numbers?|nos?\b\.?|nums?\b\.?|nbr\b\.?|ids?\b|reference|ref\b\.?|code)"
_NUMERO = r"(?:numeros?|num\b\.?|nros?\b\.?|nos?\b\.?|n\.? ?[oº°]\.?|id\b|codigo|ref\b\.?|referencia)"
_LABELS = re.compile(
    r"(?:(?<![a-z])(?=[acdfgimnoprstuwyze])|(?=[^\x00-\x7f]))(?:(?P<order_no>(?<![a-z])(?:(?:order"
    r"|purchase|po|transaction) ?#? ?" + _NUMBER_WORD + r"|orders? ?#"
    r"|" + _NUMERO + r"(?: del?| de la| de mi)? (?:pedidos?|orden|compra)"
    r"|(?:pedidos?|orden|compra)(?: de compra)? ?(?:#|" + _NUMERO + r"))"
    r"|(?:注文|受注|オーダー|購入|取引)(?:番号|no\.?|id|ナンバー)|(?:订单|訂單|定单|訂購)(?:编号|編號|号码|號碼|号|號|id))"
    r"|(?P<tracking>(?<![a-z])(?:tracking(?: ?#?"
    + _NUMBER_WORD
    + r")?|waybill|awb\b|consignment|shipment (?:number|id)|parcel number"
    r"|(?:" + _NUMERO + r"(?: de)? )?(?:seguimiento|rastreo|guia|envio))"
    r"|追跡番号|追跡|伝票番号|伝票|送り状番号|送り状|問い?合わ?せ(?:伝票)?番号|荷物番号|配送番号"
    r"|(?:快递|快遞|运单|運單|物流|包裹|追踪|追蹤|跟踪|配送|寄件)(?:单|單)?(?:号码|號碼|编号|編號|号|號)|运单|運單)"
    r"|(?P<carrier>(?<![a-z])(?:usps|fedex|dhl|ups|royal mail|correos|estafeta|seur|mrw|yamato|sagawa)(?![a-z])"
    r"|ヤマト運輸|ヤマト|佐川急便|佐川|日本郵便|ゆうパック|ゆうパケット|クロネコ"
    r"|顺丰|順豐|圆通|中通|申通|韵达|极兔|邮政|黑猫|黑貓)"
    r"|(?P<other>(?<![a-z])(?:phone|mobile|cell|tel|telefono|movil|celular|whatsapp|wechat|skus?|asin|models?|modelo|"
    r"item (?:number|no\b\.?|id)|serial(?: number)?|s/n|imei|coupon|cupon|code|codigo(?: postal)?|zip"
    r"|postcode|ticket|case|caso|"
    r"invoice|factura|ref|referencia|reference|card|tarjeta|account|cuenta|iban|dni|rfc|pin|fax|refund id)(?![a-z])"
    r"|電話|携帯|型番|品番|商品番号|商品コード|会員番号|クーポン|郵便番号|口座|カード番号|製造番号|問い?合わ?せ受付番号|受付番号|〒"
    r"|电话|手机|微信|货号|型号|商品编号|优惠码|邮编|身份证|银行卡|账号|卡号|工单|序列号|會員|會員編號)"
    r"|(?P<order>(?<![a-z])(?:orders?|pedidos?|orden|compra)(?![a-z])|订单|訂單|注文))"
)
_CONNECT = re.compile(
    r"(?:[\s:;#=,，、.*\"'()\[\]「」【】-]|(?:is|was|are|es|son|the|el|numbers?|numero|num|nro|no|id|n[º°])(?![a-z])|[はがのは是为為°º]|号|番号){0,8}"
)
_CODE = r"[A-Za-z0-9](?:[A-Za-z0-9]|[-_](?=[A-Za-z0-9])){2,39}(?![A-Za-z0-9_]|-[A-Za-z0-9]|[.,/:]\d)"
_ORDER_CODE = re.compile(_CODE)
_NEXT_CODE = re.compile(r" ?(?:,|，|、|&|/|and|y|と|和|及) ?#?(" + _CODE + ")")
_UNITS = re.compile(
    r" ?(?:%|[$€£¥]|(?:usd|eur|gbp|mxn|units?|unidades|pcs|pieces?|piezas|items?|more|of|days?|dias"
    r"|hours?|horas|euros?|dollars?"
    r"|dolares|pesos|yen|cm|mm|kg|g|ml|l|gb|am|pm|times|veces|articulos|productos)(?![a-z])|[元円块万个個件枚本台天日年月点])"
)
_SIZE = re.compile(r"\d+(?:x\d+)*(?:cm|mm|m|kg|g|mg|ml|l|gb|tb|mb|mah|w|v|hz|k|am|pm|st|nd|rd|th|pcs|x)?\Z", re.IGNORECASE)
_DATE_LIKE = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}\Z|\d{1,2}-\d{1,2}-(?:\d\d){1,2}\Z")
_WANTS = re.compile(r"(?:\bto|\bi|\bwe|can|want|wanna|would|quiero|hacer un|minimum|every) \Z")


def labelled(message: Message) -> Iterator[Found]:
    """Codes behind a word that says what they are."""
    labels = list(each(_LABELS, message.low))
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        kind = label.lastgroup or ""
        if kind in ("order_no", "order"):
            yield from _ordered(message, label, kind == "order_no")
        elif kind == "other":
            code = _ORDER_CODE.match(message.plain, _joined(message, label.end()))
            if code and any(sign.isdigit() for sign in code.group()):
                yield Found(85, code.start(), code.end(), "", "")
        else:
            limit = (
                following.start() if following and following.lastgroup not in ("tracking", "carrier") else len(message.low)
            )
            yield from _tracked(message, label, limit)


def _joined(message: Message, end: int) -> int:
    """Where a code would begin that follows a label."""
    connected = _CONNECT.match(message.low, end)
    return connected.end() if connected else end


def _ordered(message: Message, label: re.Match[str], explicit: bool) -> Iterator[Found]:
    start = _joined(message, label.end())
    between = message.low[label.end() : start]
    code = _ORDER_CODE.match(message.plain, start)
    if not code:
        return
    explicit = explicit or bool(re.search(r"no|num|nro|id|n[º°]|号", between))
    wanted = _WANTS.search(message.low, max(0, label.start() - 12), label.start())
    if "\n\n" in between or (wanted and not explicit):
        return
    for _ in range(10):
        if not code or not _plausible(message, code, explicit, marked=bool(re.search("[:#]", between))):
            return
        group = code.lastindex or 0
        yield Found(94, code.start(group), code.end(group), "order.number", code.group(group), label.start())
        code = _NEXT_CODE.match(message.plain, code.end())


def _plausible(message: Message, code: re.Match[str], explicit: bool, marked: bool) -> bool:
    """Whether what follows the word "order" is its number rather than a quantity, a size or a day."""
    text = code.group(code.lastindex or 0)
    digits = sum(sign.isdigit() for sign in text)
    if _DATE_LIKE.match(text) or digits < (3 if explicit else 4 if marked else 5):
        return False
    if text.isdigit():
        if _is_card(text) or (not explicit and not marked and re.match(r"20\d{6}\Z|0\d{9,10}\Z|1[3-9]\d{9}\Z", text)):
            return False
        return not _UNITS.match(message.low, code.end()) or (explicit and digits > 5)
    return not _SIZE.match(text)


_PARCEL = re.compile(
    r"(?<![A-Za-z0-9.,#+-])(?:\d{4}[ -]\d{4}[ -]\d{4}(?:(?:[ -]\d{4}){2}(?:[ -]\d{2})?)?|\d{10,22}"
    r"|[A-Z]{1,5}\d{8,24}[A-Z]{0,3})"
    r"(?![A-Za-z0-9]|[ -]\d|[.,]\d)"
)
_STOPS = re.compile(r"(?<!no)[.!?] |[。！？]|\n\s*\n|phone|call|電話|电话|tel\b|whatsapp|card|tarjeta")
_IS_NUMBER = re.compile(r"(?:\)|,| )? ?(?:is|was|es|is the|is my|es el|es mi|が|は|是)?(?: the| my| el| mi)? ?\(?\Z")


def _tracked(message: Message, label: re.Match[str], limit: int) -> Iterator[Found]:
    carrier = label.lastgroup == "carrier"
    code = _PARCEL.search(message.plain, label.end(), min(len(message.plain), label.end() + 70))
    if code and code.start() <= min(limit, label.end() + (12 if carrier else 30)):
        between = message.low[label.end() : code.start()]
        if not _STOPS.search(between) and _is_parcel(code.group(), carrier):
            yield Found(95, code.start(), code.end(), "tracking.number", code.group().replace(" ", ""))
            return
    if not carrier:
        near = max(0, label.start() - 50)
        for before in _PARCEL.finditer(message.plain, near, label.start()):
            if _IS_NUMBER.fullmatch(message.low, before.end(), label.start()) and _is_parcel(before.group(), carrier):
                yield Found(95, before.start(), before.end(), "tracking.number", before.group().replace(" ", ""))


def _is_parcel(code: str, carrier: bool) -> bool:
    digits = re.sub(r"\D", "", code)
    if not code.isdigit():
        return not digits.startswith(("0120", "0800", "0570"))
    if _is_card(digits) or re.match(r"(?:0\d{9,10}|1[3-9]\d{9})\Z", digits):
        return False
    return len(digits) > 11 or not carrier or len(digits) == 10


_S10 = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2}) ?(\d{3}) ?(\d{3}) ?(\d{3}) ?([A-Z]{2})(?![A-Za-z0-9])", re.ASCII)
_CARRIERS = re.compile(
    r"(?<![A-Za-z0-9-])(?:1Z[0-9A-Z]{16}|SF\d{12,15}|(?:YT|JT)\d{13,18}|LP\d{14,17}|TBA\d{12,15}|4PX\d{13,16}(?:CN)?"
    r"|SPX[A-Z]{2}\d{9,15}|JD(?:VB|AP|KA|X)\d{10,15}|CNG\d{14,18}|(?:ZTO|STO|YD)\d{12,15}|JJD\d{16,20})(?![A-Za-z0-9-])"
)


def parcels(message: Message) -> Iterator[Found]:
    """Tracking numbers that show by themselves what they are."""
    for found in each(_S10, message.plain):
        code = "".join(found.groups())
        if _s10_checks(code[2:11]):
            yield Found(93, found.start(), found.end(), "tracking.number", code)
    for found in each(_CARRIERS, message.plain):
        if sum(sign.isdigit() for sign in found.group()) >= 8:
            yield Found(92, found.start(), found.end(), "tracking.number", found.group())


def _s10_checks(digits: str) -> bool:
    """Whether the ninth digit is the check digit of the standard S10 of the Universal Postal Union."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=False)) % 11
    return int(digits[8]) == {10: 0, 11: 5}.get(rest, rest)


_PLATFORMS = re.compile(
    r"(?<![A-Za-z0-9_#-])(?:(?:\d{3}|D\d\d)-\d{7}-\d{7}"  # Amazon
    r"|\d{2}-\d{5}-\d{5}"  # eBay
    r"|\d{5,7}-(?P<day>20\d{6})-\d{8,12}"  # Rakuten
    r"|(?P<short>\d{6})-\d{15}"  # Pinduoduo
    r"|PO-\d{3}-\d{15,20}"  # Temu
    r"|(?P<shopee>\d{6})(?=[A-Z0-9]{0,7}[A-Z])[A-Z0-9]{8}"
    r"|(?P<long>[1-9]\d{15,18})"  # AliExpress, Mercado Libre, Taobao, TikTok
    r")(?![A-Za-z0-9_]|-[A-Za-z0-9]|[.,]\d)"
)
_HASH = re.compile(r"(?<![A-Za-z0-9&/#])#(\d{4,8})(?![A-Za-z0-9_%]|[-.,/:]\d)")


def orders(message: Message) -> Iterator[Found]:
    """Order numbers that show by themselves what they are."""
    for found in each(_PLATFORMS, message.plain):
        code = found.group()
        parts = found.groupdict()
        if parts["long"]:
            if not _is_card(code) and not _is_identity(code):
                yield Found(50, found.start(), found.end(), "order.number", code)
        elif _is_day(parts["day"] or (f"20{parts['short'] or parts['shopee'] or '260101'}")):
            yield Found(91, found.start(), found.end(), "order.number", code)
    for found in each(_HASH, message.plain):
        before = message.low[max(0, found.start() - 8) : found.start()]
        if not re.match(r"(?:19|20)\d\d\Z", found[1]) and not re.search(r"colou?r|tono|色|カラー", before):
            yield Found(45, found.start(), found.end(), "order.number", found.group())


def _is_day(digits: str) -> bool:
    return calendar(int(digits[:4]), int(digits[4:6]), int(digits[6:])) is not None


def _is_card(digits: str) -> bool:
    """Whether sixteen digits are those of a payment card, which no one may be led to paste into a reply."""
    prefix = r"4|5[1-5]|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)|35|6(?:2|0|5|4[4-9])"
    if len(digits) != 16 or not re.match(prefix, digits):
        return False
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _is_identity(digits: str) -> bool:
    """Whether eighteen digits are those of a Chinese identity card: a day of birth and a check digit stand in them."""
    if len(digits) != 18 or not re.match(r"(?:19|20)\d\d", digits[6:]) or not _is_day(digits[6:14]):
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    return "10X98765432"[rest] == digits[17]
