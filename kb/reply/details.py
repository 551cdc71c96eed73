"""Personal data and contact details that stand in a reply: what must not be read by everyone, or leads off a platform.

Every pattern is bounded in its repetitions, so that no text takes long. What a team calls a case itself (C-1042) is nobody's
personal data, and neither is a first name, a @handle, a date, a time or an amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

Pattern = re.Pattern[str]

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2011: 0x2D, 0x2013: 0x2D, 0xA0: 0x20}
"""Full-width signs and unusual spaces and hyphens, sign for sign, as the plain ones."""

_AT = r"(?:@|\s?[(\[（【]\s?(?:at|arroba|アット|艾特)\s?[)\]）】]\s?)"
_DOT = r"(?:\.|\s?[(\[（]\s?(?:dot|punto|ドット|点|點)\s?[)\]）]\s?|\s(?:dot|punto)\s|\s?ドット\s?|\s?[点點]\s?)"
_SPOKEN_AT = r"(?:\s(?:at|arroba)\s|\s?艾特\s?|\s?アット(?:マーク)?\s?)"
_SPOKEN_DOT = r"(?:\s(?:dot|punto)\s|\s?ドット\s?|\s?[点點]\s?)"
_LOCAL, _LABEL, _END = "[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}", "[A-Za-z0-9-]{1,40}", "[A-Za-z]{2,12}(?![A-Za-z])"
_MAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+-]){_LOCAL}(?:{_AT}(?:{_LABEL}{_DOT}){{1,3}}|{_SPOKEN_AT}(?:{_LABEL}{_SPOKEN_DOT}){{1,3}}){_END}"
)
_AT_SIGN = re.compile("@|arroba|艾特|アット|[ (\\[]at[ )\\]]")
_LINK = re.compile(r"(?:https?://|www\.)[!-~]{2,300}", re.IGNORECASE)
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
_PHONE = re.compile(r"(?<![\w.-])(?:\+\d{1,3}[ .-]?)?\(?\d{1,5}\)?(?:[ .-]?\d{2,5}){1,4}(?![\w-]|[.,]\d)", re.ASCII)
_NEAR = 45
"""Signs between a word for telephones and the number."""

_CODE = re.compile(
    r"(?<![\w@#.,/:$€£¥-])(?=[A-Za-z0-9_ -]{0,30}\d)[A-Z0-9]{1,60}+(?:[-_ ][A-Z0-9]{1,60}+){0,5}[-_ ]?(?![\w@/-]|[.,:]\d)",
    re.ASCII,
)
"""Each run of signs is taken whole: where runs can be cut anywhere, a message of digits takes minutes."""

_MIN_CODE = 7
"""Digits of the shortest number of an order or a parcel."""
_CASE = re.compile(r"[A-Z]{1,3}-\d{2,6}")
_DATE = re.compile(r"(?:19|20)\d\d[-/ ]?[01]?\d[-/ ]?[0-3]?\d|[0-3]?\d[-/ ][01]?\d[-/ ](?:19|20)\d\d")
_ENDING: Mapping[str, Pattern] = {
    "en": re.compile(
        r"(?:ending|ends|finishing|finishes|beginning|begins|starting|starts|last (?:four |three |two )?digits|numbered)"
        r"(?: in| with| are| is)? (?:\w{1,12} ){0,2}?\d[\d -]{1,12}",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"(?:terminad[oa]s?|termina|terminan|acabad[oa]s?|acaba|acaban|empieza|finalizad[oa]) (?:en|por"
        r"|con) ?-?\d[\d -]{1,12}",
        re.IGNORECASE,
    ),
    "ja": re.compile(r"(?:末尾|下[0-9一二三四]桁|先頭|番号)[がはのを]{0,2}\d[\d -]{1,12}|\d{2,40}で(?:終わ|始ま)"),
    "zh": re.compile(r"(?:尾[号號]|[后後][四4三]位|[结結]尾|[开開][头頭])[是为為]{0,1} ?\d[\d -]{1,24}"),
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
_STREET_KINDS = (
    "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Row|Court|Ct|Drive|Dr|Way|Grove|Place|Pl|Terrace|Crescent|Square|Sq"
    "|Boulevard|Blvd|Gardens|Hill|Mews|Parkway|Alley|Quay|Walk"
)
_HOME: Mapping[str, Pattern] = {
    "en": re.compile(
        rf"\b\d{{1,5}}[A-Za-z]? (?:[A-Z][\w'’]{{1,20}} ){{1,3}}(?:{_STREET_KINDS})\b"
        rf"|\bnumber \d{{1,5}} (?:on|in) (?:[A-Z][\w'’]{{1,20}} ){{1,3}}(?:{_STREET_KINDS})\b"
        r"|\b(?:flat|apartment|apt\.?|unit|blk|block|room|suite)\s#?\d{1,5}[A-Za-z]?\b"
        r"|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b",
        re.IGNORECASE if False else 0,
    ),
    "es": re.compile(
        r"\b(?:[Cc]alle|[Aa]venida|[Aa]vda\.?|[Aa]v\.|[Pp]aseo|[Tt]raves[ií]a|[Cc]alzada|[Cc]arrer|[Rr]onda|C/)\s"
        r"(?:\w[\w'’.]{0,20}\s?){1,4}(?:,? ?(?:n\.?[ºo]|n[uú]mero)? ?\d{1,5})"
        r"|\b(?:n[uú]mero|n\.º) (?:\w{3,10}|\d{1,4}) de la (?:[Cc]alle|[Tt]raves[ií]a|[Aa]venida|[Pp]laza)"
        r"|\bhabitaci[oó]n \d{1,4}|\bpuerta \d{1,3}\b|\bC\.?P\.? ?\d{5}\b|c[oó]digo postal \d{5}"
        r"|\bviv\w{1,6} (?:justo |exactamente )?(?:encima|enfrente|al lado|frente|junto)"
    ),
    "ja": re.compile(
        r"〒?\d{3}-\d{4}(?!-?\d)|[都道府県市区町村郡][^\s、。]{1,16}?\d{1,4}(?:-\d{1,4}){1,3}|\d{1,3}丁目|\d{1,4}号室"
    ),
    "zh": re.compile(
        r"[路街道巷弄里村段][\d一二三四五六七八九十百零]{1,6}[号號弄巷]|[\d一二三四五六七八九十百零]{1,5}(?:号楼"
        r"|號樓|单元|單元|栋|棟|幢)|\d{3,4}[室房]|[路街][^，。]{0,6}\d{1,5}[号號]|小区"
    ),
}
_NAME_LATIN = r"[A-ZÁÉÍÓÚÑÜ][\w'’]{1,20}(?:-[A-Z]\w{1,20})?"
_FULL_NAME: Mapping[str, Pattern] = {
    "en": re.compile(
        rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam)\.? {_NAME_LATIN}(?: {_NAME_LATIN}){{1,2}}"
        rf"|(?:\b[A-Z]\. {_NAME_LATIN})(?= of )|\b(?:name|named|name of),? {_NAME_LATIN} {_NAME_LATIN}"
    ),
    "es": re.compile(
        rf"\b(?:Sra?\.|Srta\.|Don|Doña|don|doña|D\.|Dña\.|señora?|notario|titular) (?:{_NAME_LATIN}"
        rf"|[A-Z]\.)(?: (?:de |del |la )?{_NAME_LATIN}){{1,3}}"
    ),
    "ja": re.compile("(?:[一-龥々]{4,6}|[一-龥々]{1,3}[ 　・][一-龥々ぁ-んァ-ヶ]{1,4})(?:様|さま|さん|名義)"),
    "zh": re.compile("(?:[一-龥]{3,4})(?:女士|先生|小姐|同学|同學)"),
}
_GREETING = (
    "Hi|Hello|Hey|Dear|Sorry|Thanks|Thank|Cheers|Hola|Gracias|Estimad[oa]|Querid[oa]|Perd[oó]n|Buen[oa]s|Lo|Mil|Ya|Many"
)
_VOCATIVE: Mapping[str, Pattern] = {
    "en": re.compile(
        rf"(?:^|[,.!?] ?|\b(?:{_GREETING}"
        rf"|you) )(?!(?:{_GREETING})\b){_NAME_LATIN} [A-Z][a-z'’]{{2,20}}(?:-[A-Z]\w+)?(?=[!,.])"
    ),
    "es": re.compile(
        rf"(?:^|[,.!] ?"
        rf"|\b(?:{_GREETING}) )(?!(?:{_GREETING})\b){_NAME_LATIN}(?: (?!(?:{_GREETING})\b){_NAME_LATIN}){{1,2}}(?=[!,.])"
    ),
}
_TWO_GIVEN = re.compile(
    r"(?:Juan|Jos[eé]|Luis|Ana|Mar[ií]a|Miguel|Carlos|Rosa|Mary|Anna?|Jean|Francisco|Marco|Pedro|Jorge)"
    r" (?:Luis|Jos[eé]|Mar[ií]a|Carlos|Miguel|[AÁ]ngel|Antonio|Pablo|Manuel|Isabel|Carmen|Elena|Laura|Paula|Ann"
    r"|Jo|Lou|Luc|Paul)"
)
_OURS = re.compile(
    r"(?:ring|call|phone|write to|reach|contact|e-?mail|drop)\b[^.!?]{0,30}\b(?:us|me|shop|our|store)\b"
    r"|ll[aá]m[ea]nos|escr[ií]b[ea]nos"
    r"|cont[aá]ct[ea]nos|(?:へ|まで)ご?(?:連絡|電話)ください|弊社|当店|致电我们|联系我们|聯絡我們|客服",
    re.IGNORECASE,
)
"""Words before or after an address that make it the shop's own: it leads somewhere, but it is nobody's personal data."""
_NO_PERSON_JA = re.compile(
    "(?:お客|皆|購入者|会員|利用者|担当者|店長|業者|会社|各位|関係者|奥|旦那|一同|読者|注文者|消費者|落札者"
    "|出品者|社長|部長|課長|責任者|店舗)(?:様|さま|さん|名義)$"
)
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎阎余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)


def contacts(text: str) -> Iterator[tuple[int, int]]:
    """Where a text shows a way to go on outside a marketplace: addresses of sites and mails, telephone numbers."""
    flat = text.translate(_WIDE)
    yield from _mails(flat)
    for pattern in (_LINK, _DOMAIN):
        for match in pattern.finditer(flat) if "." in flat else ():
            if not _KNOWN.search(match.group()):
                yield match.span()
    cues = [cue.end() for cue in _PHONE_CUE.finditer(flat)]
    for match in _PHONE.finditer(flat) if cues or "+" in flat else ():
        digits = sum(sign.isdigit() for sign in match.group())
        called = any(cue <= match.start() <= cue + _NEAR for cue in cues)
        if 7 <= digits <= 15 and (called or match.group().startswith("+")):
            yield match.span()


def personal(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Where a text shows what belongs to one person: order and parcel numbers, addresses, telephones, cards, whole names."""
    flat = text.translate(_WIDE)
    for start, end in _mails(flat):
        if not _is_ours(flat, start, end):
            yield start, end
    digits = sum(map(flat.count, "0123456789"))
    for pattern in (_LABELLED[lang], _ENDING[lang]) if digits else ():
        for match in pattern.finditer(flat):
            if not _CASE.search(match.group()):
                yield match.span()
    for match in _CODE.finditer(flat) if digits >= _MIN_CODE else ():
        if _is_code(match.group().strip()) and not _is_ours(flat, match.start(), match.end()):
            yield match.start(), match.start() + len(match.group().rstrip())
    for match in _NUMBER_WORDS[lang].finditer(flat):
        if lang in ("en", "es") or sum(sign not in "・、の-，. " for sign in match.group()) >= _MIN_SPOKEN:
            yield match.span()
    for match in _HOME[lang].finditer(flat):
        yield match.span()
    yield from _names(flat, lang)


def _mails(flat: str) -> Iterator[tuple[int, int]]:
    if _AT_SIGN.search(flat):
        for match in _MAIL.finditer(flat):
            yield match.span()


def _is_ours(flat: str, start: int, end: int) -> bool:
    return bool(_OURS.search(flat, max(0, start - _NEAR), min(len(flat), end + 14)))


def _is_code(text: str) -> bool:
    """Whether signs are the number of something that belongs to one person, rather than a date, a model or an amount."""
    digits = sum(sign.isdigit() for sign in text)
    if digits < _MIN_CODE or _DATE.fullmatch(text) or _CASE.fullmatch(text):
        return False
    return all(any(sign.isdigit() for sign in part) or len(part) <= 3 for part in re.split("[-_ ]", text))


def _names(flat: str, lang: str) -> Iterator[tuple[int, int]]:
    for match in _FULL_NAME[lang].finditer(flat):
        if lang == "ja" and _NO_PERSON_JA.search(match.group()):
            continue
        if lang == "zh":
            start = next((place for place in range(match.start(), match.start() + 2) if flat[place] in _SURNAMES), None)
            if start is None or not 4 <= match.end() - start <= 6:
                continue
        yield match.span()
    if lang in _VOCATIVE:
        for match in _VOCATIVE[lang].finditer(flat):
            if not _TWO_GIVEN.fullmatch(match.group().strip(" ,.!?")):
                yield match.span()
