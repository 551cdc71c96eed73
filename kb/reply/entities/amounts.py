"""Amounts of money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_precision

from kb.reply.entities.message import Found, Message, each

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


def amounts(message: Message) -> Iterator[Found]:
    """Amounts whose currency is said, or clear from its sign in this language."""
    text = message.plain
    for found in each(_TEN_THOUSAND, text):
        rest = int(found[2]) * 1000 if found[2] else int(found[3] or 0)
        number = Decimal(found[1]) * 10_000 + rest
        yield from _amount(message, found.start(), found.end(), f"{number.normalize():f}", [found[4]])
    words = {found.start(): found for found in each(_SAID, message.low) if _stands(message, found)}
    ends = {found.end(): found for found in words.values()}
    for found in each(_AMOUNT, text) if words else ():
        before, after = _before(text, ends, found.start()), _after(text, words, found.end())
        if not before and not after:
            continue
        start = before[-1].start() if before else found.start()
        end = after[-1].end() if after else found.end()
        outside = text[start - 1 : start] + "|" + text[end : end + 2]
        ranged = _RANGE_AFTER.match(text, end) or _RANGE_BEFORE.search(text, max(0, start - 8), start)
        if not ranged and not re.match(r"[A-Za-z0-9]\||.?\|(?:[A-Za-z0-9%]|-\d)", outside):
            yield from _amount(message, start, end, _decimal(found.group()), [word.group() for word in (*before, *after)])


def _stands(message: Message, found: re.Match[str]) -> bool:
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


def _amount(message: Message, start: int, end: int, number: str, said: list[str]) -> Iterator[Found]:
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
        yield Found(86, start, end, "order.total", {"amount": amount, "currency": currency})


@cache
def _places(currency: str) -> int:
    return get_currency_precision(currency)
