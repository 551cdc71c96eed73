"""Where a text shows the number of an order, a parcel, a card: as a code, behind a word for it, or written out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kb.reply.details.signs import Pattern, Worded, digits_in, listed
from kb.reply.details.ways_out import is_ours

_CODE = re.compile(
    r"(?=[A-Z0-9])(?<![\w@#.,/:$€£¥-])(?=[A-Za-z0-9_ -]{0,30}\d)[A-Z0-9]{1,60}+"
    r"(?:[-_ ][A-Z0-9]{1,60}+){0,5}[-_ ]?(?![\w@/-]|[.,:]\d)",
    re.ASCII,
)
"""Each run of signs is taken whole: where runs can be cut anywhere, a message of digits takes minutes."""

_MIN_CODE = 7
"""Digits of the shortest number of an order or a parcel."""
_CASE = re.compile(r"[A-Z]{1,3}-\d{2,6}")
_DATE = re.compile(r"(?:19|20)\d\d[-/ ]?[01]?\d[-/ ]?[0-3]?\d|[0-3]?\d[-/ ][01]?\d[-/ ](?:19|20)\d\d")
_ENDING: Mapping[str, Worded] = {
    "en": Worded(
        re.compile(
            r"(?:ending|ends|finishing|finishes|beginning|begins|starting|starts|last (?:four |three |two )?digits|numbered)"
            r"(?: in| with| are| is)? (?:\w{1,12} ){0,2}?\d[\d -]{1,12}+(?!st\b|nd\b|rd\b|th\b)",
            re.IGNORECASE,
        ),
        ("ending", "ends", "finish", "begin", "starting", "starts", "digits", "numbered"),
    ),
    "es": Worded(
        re.compile(
            r"(?:terminad[oa]s?|termina|terminan|acabad[oa]s?|acaba|acaban|empieza|finalizad[oa]) (?:en|por"
            r"|con) ?-?\d[\d -]{1,12}",
            re.IGNORECASE,
        ),
        ("termina", "acaba", "empieza", "finaliza"),
    ),
    "ja": Worded(
        re.compile(
            r"(?:末尾|下[0-9一二三四]桁|先頭|(?<!製造)(?<!型)(?<!電話)番号)[がはのを]{0,2}\d[\d -]{1,12}"
            r"|\d{2,40}で(?:終わ|始ま)"
        ),
        ("末尾", "下", "先頭", "番号", "終わ", "始ま"),
    ),
    "zh": Worded(
        re.compile(r"(?:尾[号號]|[后後][四4三]位|[结結]尾|[开開][头頭])[是为為]{0,1} ?\d[\d -]{1,24}"),
        ("尾", "位", "头", "頭"),
    ),
}
_LABELLED: Mapping[str, Pattern] = {
    "en": re.compile(
        r"\b(?:order|purchase|tracking|parcel|invoice|shipment|booking|account|customer|member|membership)"
        r"(?: (?:number|no\.?|id|code|ref(?:erence)?|#))?[ :#]{1,3}(?:is "
        r"|was )?(?=[A-Z0-9-]{0,20}\d{3})[A-Z0-9][A-Z0-9-]{2,24}(?![\w-])",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:pedidos?|compra|orden|seguimiento|gu[ií]a|env[ií]o|factura|cuenta|reserva|dni|nif|rfc|c[oó]digo postal)"
        r"(?: (?:n[uú]m(?:ero)?\.?|n\.?[oº]|id"
        r"|#))?[ :#]{1,3}(?:es )?(?=[A-Z0-9-]{0,20}\d{3})[A-Z0-9][A-Z0-9-]{2,24}(?![\w-])",
        re.IGNORECASE,
    ),
    "ja": re.compile(
        r"(?:注文|受注|お?伝票|追跡|送り状|会員|口座|記号|予約)(?:番号|No\.?"
        r"|の数字)?[はがのを:、 ]{0,2}(?=[A-Z0-9-]{0,20}\d{3})[A-Z0-9][A-Z0-9-]{2,24}"
    ),
    "zh": re.compile(
        r"(?:订单|訂單|运单|運單|单号|單號|快递|包裹|会员|會員|交易|账户|帳戶|编号|編號)(?:编号|編號|号码|號碼"
        r"|号|號)?[是为為:：, ]{0,2}(?=[A-Z0-9-]{0,20}\d{3})[A-Z0-9][A-Z0-9-]{2,24}"
    ),
}
_NUMBER_WORDS: Mapping[str, Pattern] = {
    "en": re.compile(
        r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|nought|double|treble|triple|dash"
        r"|hyphen)[ ,-]{1,3}){3,}"
        r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|nought)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:(?:cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince"
        r"|veinti\w{2,6}|guion"
        r"|(?:treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)(?: y \w{2,6})?)[ ,-]{1,3}){3,}"
        r"(?:cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|\w{5,9}nta(?: y \w{2,6})?)\b",
        re.IGNORECASE,
    ),
    "ja": re.compile("[〇零一二三四五六七八九]{2,}(?:[・、の-]?[〇零一二三四五六七八九]{2,}){1,4}"),
    "zh": re.compile("[〇零一二三四五六七八九幺么兩两]{2,}(?:[、，. -]?[〇零一二三四五六七八九幺么兩两]{2,}){1,5}"),
}
_MIN_SPOKEN = 5
_DIGIT_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(listed("zero oh one two three four five six seven eight nine nought double treble triple dash hyphen")),
    "es": frozenset(
        listed(
            "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince guion"
            " treinta cuarenta cincuenta sesenta setenta ochenta noventa"
        )
    ),
}
_MIN_WORDS = 2
"""Of these words so many stand in every number between spaces, commas and hyphens."""


def labelled(flat: str, small: str, lang: str) -> Iterator[tuple[int, int]]:
    """Where numbers stand behind a word that says what they are, or how they begin or end."""
    for match in (*_LABELLED[lang].finditer(flat), *_ENDING[lang].find(flat, small)) if digits_in(flat) else ():
        if not _CASE.search(match.group()):
            yield match.span()


def codes(flat: str) -> Iterator[tuple[int, int]]:
    """Where numbers stand that are somebody's and not the shop's."""
    for match in _CODE.finditer(flat) if digits_in(flat) >= _MIN_CODE else ():
        if _is_code(match.group().strip()) and not is_ours(flat, match.start(), match.end()):
            yield match.start(), match.start() + len(match.group().rstrip())


def spoken(flat: str, small: str, lang: str) -> Iterator[tuple[int, int]]:
    """Where numbers are written out; they are looked for where a text has words for enough of their digits."""
    if not _may_spell(small, lang):
        return
    for match in _NUMBER_WORDS[lang].finditer(flat):
        if lang in ("en", "es") or sum(sign not in "・、の-，. " for sign in match.group()) >= _MIN_SPOKEN:
            yield match.span()


def _may_spell(small: str, lang: str) -> bool:
    words = _DIGIT_WORDS.get(lang)
    if words is None or "veinti" in small:
        return True
    said = small.replace(",", " ").replace("-", " ").split()
    return sum(map(words.__contains__, said)) >= _MIN_WORDS


def _is_code(text: str) -> bool:
    """Whether signs are the number of something that belongs to one person, rather than a date, a model or an amount."""
    digits = sum(sign.isdigit() for sign in text)
    if digits < _MIN_CODE or _DATE.fullmatch(text) or _CASE.fullmatch(text):
        return False
    return all(any(sign.isdigit() for sign in part) or len(part) <= 3 for part in re.split("[-_ ]", text))
