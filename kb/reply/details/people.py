"""Where a text shows somebody's home or whole name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kb.reply.details.signs import Pattern, Worded, listed

_STREET_KINDS = (
    "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Row|Court|Ct|Drive|Dr|Way|Grove|Place|Pl|Terrace|Crescent|Square|Sq"
    "|Boulevard|Blvd|Gardens|Hill|Mews|Parkway|Alley|Quay|Walk"
)
_HOME: Mapping[str, Worded] = {
    "en": Worded(
        re.compile(
            rf"\b\d{{1,5}}[A-Za-z]? (?:[A-Z][\w'’]{{1,20}} ){{1,3}}(?:{_STREET_KINDS})\b"
            rf"|\bnumber \d{{1,5}} (?:on|in) (?:[A-Z][\w'’]{{1,20}} ){{1,3}}(?:{_STREET_KINDS})\b"
            r"|\b(?:flat|apartment|apt\.?|unit|blk|block|room|suite)\s#?\d{1,5}[A-Za-z]?\b"
            r"|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b"
        ),
        tuple("0123456789"),
    ),
    "es": Worded(
        re.compile(
            r"\b(?:[Cc]alle|[Aa]venida|[Aa]vda\.?|[Aa]v\.|[Pp]aseo|[Tt]raves[ií]a|[Cc]alzada|[Cc]arrer|[Rr]onda|C/)\s"
            r"(?:\w[\w'’.]{0,20}\s?){1,4}(?:,? ?(?:n\.?[ºo]|n[uú]mero)? ?\d{1,5})"
            r"|\b(?:n[uú]mero|n\.º) (?:\w{3,10}|\d{1,4}) de la (?:[Cc]alle|[Tt]raves[ií]a|[Aa]venida|[Pp]laza)"
            r"|\bhabitaci[oó]n \d{1,4}|\bpuerta \d{1,3}\b|\bC\.?P\.? ?\d{5}\b|c[oó]digo postal \d{5}"
            r"|\bviv\w{1,6} (?:justo |exactamente )?(?:encima|enfrente|al lado|frente|junto)"
        ),
        listed("calle avenida avda av. paseo traves calzada carrer ronda c/ plaza habitaci puerta cp c.p postal viv"),
    ),
    "ja": Worded(
        re.compile(
            r"(?<![\d-])〒?\d{3}-\d{4}(?!-?\d)|[都道府県市区町村郡][^\s、。]{1,16}?\d{1,4}(?:-\d{1,4}){1,3}|\d{1,3}丁目|\d{1,4}号室"
        ),
        tuple("0123456789"),
    ),
    "zh": Worded(
        re.compile(
            r"[路街道巷弄里村段][\d一二三四五六七八九十百零]{1,6}[号號弄巷]|[\d一二三四五六七八九十百零]{1,5}(?:号楼"
            r"|號樓|单元|單元|栋|棟|幢)|\d{3,4}[室房]|[路街][^，。]{0,6}\d{1,5}[号號]|小区"
        ),
        listed("号 號 弄 巷 单元 單元 栋 棟 幢 室 房 小区"),
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
_TWO_NAMES = re.compile(rf"{_NAME_LATIN} [A-ZÁÉÍÓÚÑÜ]")
"""What every name has that somebody is called by."""
_TWO_GIVEN = re.compile(
    r"(?:Juan|Jos[eé]|Luis|Ana|Mar[ií]a|Miguel|Carlos|Rosa|Mary|Anna?|Jean|Francisco|Marco|Pedro|Jorge)"
    r" (?:Luis|Jos[eé]|Mar[ií]a|Carlos|Miguel|[AÁ]ngel|Antonio|Pablo|Manuel|Isabel|Carmen|Elena|Laura|Paula|Ann"
    r"|Jo|Lou|Luc|Paul)"
)
_NO_PERSON_JA = re.compile(
    "(?:お客|皆|購入者|会員|利用者|担当者|店長|業者|会社|各位|関係者|奥|旦那|一同|読者|注文者|消費者|落札者"
    "|出品者|社長|部長|課長|責任者|店舗)(?:様|さま|さん|名義)$"
)
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎阎余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)


_PREMISES: Mapping[str, tuple[Pattern, Pattern]] = {
    "en": (
        re.compile(
            r"\b(?:visit|come|bring|drop|pop|stop by|open(?:ing|s)?|hours|stores?|shops?|showrooms?|offices?|counter"
            r"|branch(?:es)?|headquarters|outlets?|pick-?up points?|find us|see us|doors?|weekdays?"
            r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
            r"|\d{1,2}(?::\d\d)? ?(?:am|pm)? ?(?:to|-) ?\d{1,2})\b",
            re.IGNORECASE,
        ),
        re.compile(
            r"\b(?:send|sent|sending|ship\w*|deliver\w*|left|leave|went|dispatch\w*|posted|parcel|package|box|courier|driver"
            r"|we(?:.ll| will| can)? (?:come|bring|collect|pick)|you live|living|registered|forward\w*"
            r"|your (?:home|house|flat|address|door|place|parcel|order)"
            r"|redirect\w*)\b",
            re.IGNORECASE,
        ),
    ),
    "es": (
        re.compile(
            r"\b(?:visit\w+|veng\w+|ven|venir|pas[ea]n?|acérq\w+|acerca\w+|tráig\w+|tra[ei]\w*|abr[ei]\w*|abiert\w+|horario"
            r"|tiendas?|local|sucursal(?:es)?|mostrador|oficinas?|almac[eé]n|sede|punto de recogida|lunes|sábados?"
            r"|de \d{1,2})\b",
            re.IGNORECASE,
        ),
        re.compile(
            r"env[ií]|entreg|mand[aó]|paquete|pedido|repartidor|domicilio|(?:su|tu) casa|viv[ei]|reparto|mensajer|remit",
            re.IGNORECASE,
        ),
    ),
    "ja": (
        re.compile("店|来店|お越し|営業|本社|窓口|ショールーム|会場|事務所|倉庫|お持ち"),
        re.compile("届|配|送|宛|自宅|お住まい"),
    ),
    "zh": (
        re.compile("店|光临|光臨|营业|營業|门市|門市|总部|總部|前台|办公室|辦公室|专柜|專櫃|自提点"),
        re.compile("寄|送|派|快[递遞]|包裹|收[货貨]|您(?:家|住|公司|的(?:家|地址|住))|[签簽]收|投[递遞]"),
    ),
}
"""Words around an address that make it one where anybody may come, and those that make it somebody's home all the same."""


_NO_WHOLE_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Sra?|Srta|Don|Doña"
    r"|El|La|Los|Las|Un|Una|Nuestr[oa]s?|Su|The|Our|Your|This|New|San"
    r"|Hong|Saint|Black|Cyber|Prime|Boxing|Bank|Royal|Customer|Happy|Merry|Buenos|Feliz|Gran|Atención|North|South|East"
    r"|West|Northern|Southern|United|Great|Labou?r|Christmas|Mother's|Father's|Valentine's|Independence|Memorial) "
    r"|\S+ (?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mail|Post|Express|Sale|Team|Support|Service"
    r"|Kingdom|States|Republic|Islands|City|Store|Shop|Group|Desk)\b)"
)
"""Two words in capitals that name no person, or one by the family's name alone."""
_OF_THE_SHOP = re.compile(
    r"\b(?:our (?:\w{2,15} ){0,3}\w{2,12}(?:er|or|ist|ian|man|chef|colleague)(?<!customer)(?<!order)(?<!offer)(?<!letter)"
    r"|Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sra?|Srta|regards|sincerely|yours|wishes|warmly|signed|saludos?|atentamente|cordialmente|abrazo"
    r"|(?:head|manager|director|lead|leader|colleague|founder|chief|officer|advis[eo]r|specialist|engineer|compañer[oa]"
    r"|responsable|directora|encargad[oa]|jef[ea]|fundadora?)(?: (?:of|for|de) (?:[a-zñáéíóú]+ ?){1,3})?)$",
    re.IGNORECASE,
)
"""Words before a name that make it one of the shop's own people."""


_ANSWERS = re.compile(
    r",? (?:will|is going to|can) (?:personally )?"
    r"(?:respond|reply|answer|help|assist|get back|contact you|write|call you|look|inspect)"
    r"|,? (?:le|te|les|os) (?:responder|contestar|atender|escribir|llamar|ayudar)á"
)
"""Words after a name that make it one of the shop's own people."""


def homes(flat: str, small: str, lang: str) -> Iterator[tuple[int, int]]:
    """Where addresses of homes stand, rather than of shops."""
    for match in _HOME[lang].find(flat, small):
        around = flat[max(0, match.start() - 90) : match.end() + 25]
        shop, home = _PREMISES[lang]
        if home.search(around) or not shop.search(around):
            yield match.span()


def names(flat: str, lang: str) -> Iterator[tuple[int, int]]:
    """Where whole names stand."""
    for match in _FULL_NAME[lang].finditer(flat):
        if _ANSWERS.match(flat, match.end()) or _OF_THE_SHOP.search(
            flat[max(0, match.start() - 60) : match.start()].rstrip(", ")
        ):
            continue
        if lang == "ja" and _NO_PERSON_JA.search(match.group()):
            continue
        if lang == "zh":
            start = next((place for place in range(match.start(), match.start() + 2) if flat[place] in _SURNAMES), None)
            if start is None or not 4 <= match.end() - start <= 6:
                continue
        yield match.span()
    if lang in _VOCATIVE and _TWO_NAMES.search(flat):
        for match in _VOCATIVE[lang].finditer(flat):
            said = match.group().strip(" ,.!?")
            before = flat[max(0, match.start() - 40) : match.start()]
            if not _TWO_GIVEN.fullmatch(said) and not _NO_WHOLE_NAME.match(said) and not _OF_THE_SHOP.search(before):
                yield match.span()
