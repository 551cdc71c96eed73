"""Where a text shows a way out of a marketplace: mail addresses, sites, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.reply.details.signs import digits_in, has

_AT = r"(?:@|\s?[(\[（【]\s?(?:at|arroba|アット|艾特)\s?[)\]）】]\s?)"
_DOT = r"(?:\.|\s?[(\[（]\s?(?:dot|punto|ドット|点|點)\s?[)\]）]\s?|\s(?:dot|punto)\s|\s?ドット\s?|\s?[点點]\s?)"
_SPOKEN_AT = r"(?:\s(?:at|arroba)\s|\s?艾特\s?|\s?アット(?:マーク)?\s?)"
_SPOKEN_DOT = r"(?:\s(?:dot|punto)\s|\s?ドット\s?|\s?[点點]\s?)"
_LOCAL, _LABEL, _END = "[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}", "[A-Za-z0-9-]{1,40}", "[A-Za-z]{2,12}(?![A-Za-z])"
_MAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+-]){_LOCAL}(?:{_AT}(?:{_LABEL}{_DOT}){{1,3}}|{_SPOKEN_AT}(?:{_LABEL}{_SPOKEN_DOT}){{1,3}}){_END}"
)
_AT_WORDS = ("@", "arroba", "艾特", "アット", *(f"{left}at{right}" for left in " ([" for right in " )]"))
_DOT_WORDS = ("dot", "punto", "ドット", "点", "點")
_INNER_DOT = re.compile(r"\.[A-Za-z0-9-]")
"""Every mail address has one of the words for an at, and this or one of the words for a dot."""
_DOT_LETTERS = re.compile(r"\.[A-Za-z]{2}")
"""What every name of a site has."""
_LINK = re.compile(r"(?:https?://|www\.)[!-~]{2,300}", re.IGNORECASE)
_LINK_SIGN = re.compile(r"://|[wW]\.")
"""What every link has."""
_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,40}[A-Za-z0-9])?\.){1,3}"
    r"(?:com|net|org|shop|store|info|io|co|me|cn|jp|es|mx|ar|uk|de|eu|app|link|site|online|biz|top|tw|hk|example|test)"
    r"(?:\.[a-z]{2})?(?:/[!-~]{0,200})?(?![\w@-])",
    re.IGNORECASE | re.ASCII,
)
_KNOWN = re.compile(
    r"amazon|ebay|aliexpress|shopee|rakuten|mercadoli[bv]re|"
    r"dhl|ups\.com|fedex|usps|royalmail|correos|seur|gls|estafeta|kuronekoyamato|sagawa-exp|japanpost|post\."
    r"|sf-express|yamato",
    re.IGNORECASE,
)
"""The marketplaces' own pages, and the carriers' where a parcel is followed."""

_PHONE_CUE = re.compile(
    r"\b(?:call|phone|ring|dial|tel|telephone|mobile|cell|text|whats ?app|telegram|signal|viber|hotline|"
    r"llam\w{0,8}|tel[eé]fono|m[oó]vil|celular|marc[ae]\w{0,4}|wasap\w{0,4})\b|電話|携帯|お?でんわ|TEL|电话|手机"
    r"|手機|致电|來電|热线|熱線|微信|LINE",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?=[+(\d])(?<![\w.-])(?:\+\d{1,3}[ .-]?)?\(?\d{1,5}\)?(?:[ .-]?\d{2,5}){1,4}(?![\w-]|[.,]\d)", re.ASCII
)
_MIN_PHONE, _MAX_PHONE = 7, 15
_NEAR, _LONGEST_CUE = 45, 20
"""Signs between a word for telephones and the number, and signs of such a word."""


def mails(flat: str) -> Iterator[tuple[int, int]]:
    """Where mail addresses stand, written or spoken."""
    if has(flat, _AT_WORDS) and (_INNER_DOT.search(flat) or has(flat, _DOT_WORDS)):
        for match in _MAIL.finditer(flat):
            yield match.span()


def sites(flat: str) -> Iterator[tuple[int, int]]:
    """Where addresses of sites stand that are neither a marketplace's nor a carrier's."""
    for pattern, sign in ((_LINK, _LINK_SIGN), (_DOMAIN, _DOT_LETTERS)):
        for match in pattern.finditer(flat) if "." in flat and sign.search(flat) else ():
            if not _KNOWN.search(match.group()):
                yield match.span()


def phones(flat: str) -> Iterator[tuple[int, int]]:
    """Where telephone numbers stand: those of another country, or with a word for telephones before."""
    for match in _PHONE.finditer(flat) if digits_in(flat) >= _MIN_PHONE else ():
        number = match.group()
        if not _MIN_PHONE <= digits_in(number) <= _MAX_PHONE:
            continue
        if number.startswith("+") or _is_called(flat, match.start()):
            yield match.span()


def _is_called(flat: str, start: int) -> bool:
    """Whether a word for telephones stands near before a number."""
    cues = _PHONE_CUE.finditer(flat, max(0, start - _NEAR - _LONGEST_CUE), start)
    return any(start - cue.end() <= _NEAR for cue in cues)


_OURS = re.compile(
    r"(?:ring|call|phone|write to|reach|contact|e-?mail|drop)\b[^.!?]{0,30}\b(?:us|me|shop|our|store)\b"
    r"|ll[aá]m[ea]nos|escr[ií]b[ea]nos"
    r"|cont[aá]ct[ea]nos|(?:へ|まで)ご?(?:連絡|電話)ください|弊社|当店|致电我们|联系我们|聯絡我們|客服",
    re.IGNORECASE,
)
"""Words before or after an address that make it the shop's own: it leads somewhere, but it is nobody's personal data."""


_ROLE = re.compile(
    r"(?:no-?reply|do-?not-?reply|press|media|info|help|support|service|care|contact|hello|hi|sales|orders?|returns?|refunds?"
    r"|billing|privacy|legal|team|shop|store|office|admin|cs|ventas|soporte|ayuda|atencion|contacto|tienda|kefu|otoiawase)"
    r"(?:[._+-][A-Za-z]{2,4})?@",
    re.IGNORECASE,
)
"""A mailbox of a post and not of a person, as RFC 2142 names them."""

_FREE_CALL = re.compile(
    r"(?:\+?44[ -]?|0)80[08][ -]?\d{3}[ -]?\d{3,4}|(?:\+?1[ -]?)?\(?8(?:00|33|44|55|66|77|88)\)?[ -]\d{3}[ -]\d{4}"
    r"|(?:\+34[ -]?)?90[0-2][ -]\d{3}[ -]\d{3}|(?:01[ -]?)?800[ -]\d{3}[ -]\d{4}|0(?:120|570|800)-\d{2,3}-\d{3,4}"
    r"|[48]00-\d{3}-\d{4}"
)
"""Numbers that cost the caller nothing or are those of businesses, by the numbering plans of the markets."""

_LINE = re.compile(
    r"(?:\bour (?:\w{1,15} ){0,2}(?:line|number|phone|team|store|shop|office|desk|service|support|care)"
    r"|hot ?line|help ?line|helpdesk|freephone|toll[- ]free|switchboard|customer (?:service|care|support)"
    r"|head office|nuestr[oa] (?:\w{1,15} ){0,2}(?:l[ií]nea|n[uú]mero|tel[eé]fono|equipo|tienda|oficina|servicio)"
    r"|atenci[oó]n al cliente|l[ií]nea gratuita|centralita"
    r"|お客様相談室|相談窓口|カスタマー|フリーダイヤル|当社|弊社|代表電話"
    r"|总机|總機|热线|熱線|客服|公司(?:电话|電話)|门店(?:电话|電話))[^.!?。！？]{0,45}$",
    re.IGNORECASE,
)
"""Words before a telephone number that make it the shop's."""

_PRODUCT = re.compile(
    r"\b(?:EAN|GTIN|UPC|ISBN|JAN|SKU|ASIN|VAT|EORI|CIF|batch(?:es)?|lots?|models?|firmware|recall|lotes?|modelos?)"
    r"(?:\W{1,3}(?:numbers?|no|n[uú]mero|from|to|del?|al?|and|y|[A-Z]{0,4}+\d[\dA-Z-]{2,19}+)){0,5}\W{0,3}$"
    r"|(?:型番|型号|型號|製造番号|ロット|批次|批号|批號|条码|條碼|税号|稅號)"
    r"(?:[はがのを是为為:、 ]|番号|号码|號碼|から|至|到|和|\d[\d-]{3,19}+){0,5}$",
    re.IGNORECASE,
)
"""Words before a number that make it one of a thing that many have."""


def is_ours(flat: str, start: int, end: int) -> bool:
    """Whether an address or a number is the shop's, or that of a thing, by the words around it or by how it is made."""
    before = flat[max(0, start - 2 * _NEAR) : start].removesuffix("+")
    return bool(
        _OURS.search(flat, max(0, start - _NEAR), min(len(flat), end + 14))
        or _ROLE.match(flat, start)
        or _FREE_CALL.fullmatch(flat[start:end].strip())
        or _PRODUCT.search(before)
        or (_PHONE.fullmatch(flat[start:end].strip()) and _LINE.search(before))
    )
