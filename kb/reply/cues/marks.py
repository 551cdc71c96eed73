"""Signs that tell something in every language: gaps, quotations, emoji, capitals."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.reply.cues.expressions import Pattern

_OPEN, _CLOSE = r"[\[［【〔<＜《（(｛]", r"[\]］】〕>＞》）)｝]"
_GAP_WORDS = (
    r"names?|date|dates|time|day|order|orders?|number|no|nr|id|product|item|amount|price|sum|address|"
    r"e ?mail|phone|customers?|client|buyer|agent|link|url|tracking|carrier|courier|company|brand|"
    r"shop|store|code|reason"
    r"|insert|your|our|the|here|first|last|full|fill|in|add|enter|text|surname|title|city|signature|"
    r"x+|of|and|or|reference|ref|issue|problem|department|hours?|refund|delivery|due"
    r"|nombre|fecha|pedido|n[úu]mero|n[ºo°]|producto|art[íi]culo|importe|direcci[óo]n|correo|"
    r"tel[ée]fono|client[ea]|agente|enlace|empresa|tienda|marca|apellidos?|insertar|indicar|completar|"
    r"aqu[íi]|rellenar|hora|d[íi]a|del?|la|el|su|tu|motivo|plazo|seguimiento|transportista"
)
_GAP_NOUNS = (
    r"(?:ご|お)?(?:客様|客さま|名前|氏名|名|日付|日時|日|時間|商品|品名|商品名|注文|"
    r"受注|番号|注文番号|受注番号|金額|住所|電話番号|担当|担当者|担当者名|店名|店舗名|"
    r"会社名|理由|期限|追跡番号|型番|リンク|URL|件名)+(?:様)?"
    r"|(?:客户|客戶|顾客|顧客|买家|買家|您的?|先生/女士|姓名|姓氏|名字|名称|名稱|姓|"
    r"日期|时间|時間|订单|訂單|编号|編號|号|號|号码|號碼|商品|产品|產品|品名|型号|"
    r"型號|金额|金額|地址|电话|電話|单号|單號|快递|快遞|物流|公司|店铺|店鋪|店名|客服|链接|連結|原因|具体|具體)+"
)
GAP_START = re.compile("[{$%\\[<＜［〔｛【《（(XxＸTFLDH様_＿〇○◯●△□▲■×＊]")
"""The signs that a placeholder begins with."""
PLACEHOLDER = re.compile(
    r"\{\{.{0,60}?\}\}|\{%.{0,60}?%\}|\$?\{[^{}\n]{0,40}\}|%[A-Za-z][A-Za-z_]{2,30}%|"
    r"%\([a-z_]{1,30}\)s|(?<![\w%])%[sd]\b|\[\[[^\[\]\n]{1,40}\]\]"
    rf"|\[(?:\s?(?i:{_GAP_WORDS})[\s_./'’-]{{0,2}}){{1,6}}\](?!\()|"
    rf"[<＜](?:\s?(?i:{_GAP_WORDS})[\s_./'’-]{{0,2}}){{1,6}}[>＞]"
    r"|[\[<][A-Za-z]+(?:_[A-Za-z]+)+[\]>]|[\[(](?i:insert|fill in|enter|add|your|insertar|indicar|"
    r"completar|rellenar|poner) [^\]\n()]{1,30}[\])]|\((?i:nombre|fecha|name|date|order number|"
    r"customer name)\)"
    rf"|[\[［〔＜<｛](?:{_GAP_NOUNS})[\]］〕＞>｝](?!\()"
    rf"|(?:(?!(?<=[日0-9０-９])[（(]日[）)])[【《（(](?:{_GAP_NOUNS})[】》）)](?=\s?(?:様|"
    rf"さま|さん|先生|女士|小姐|您好|你好|的|[をはにのがで,，。、！!?？]))|"
    rf"(?<=[的爱愛])[【（](?:{_GAP_NOUNS})[】）])"
    rf"|{_OPEN}[^()（）\[\]【】\n]{{0,14}}(?:を入力|を記入|を挿入|をご記入|"
    rf"要入力|要記入|ここに|未定稿|待补|待補|待填|待定|请填|請填|此处|此處|填写|"
    rf"填寫|填入|插入)[^()（）\[\]【】\n]{{0,10}}{_CLOSE}"
    r"|(?<![A-Za-z0-9\-*•])(?:X{3,}|x{4,}|Ｘ{2,})(?![A-Za-z]|[\s-]?[0-9])|"
    r"(?<![A-Za-z0-9])[Xx]{2}(?=\s?(?:[先女小様さ月日号號点點元円年家公快产產商店]|[)）]))|"
    r"(?<![A-Za-z0-9])[XＸ](?=[月日号號][XＸ0-9]?|年[XＸ])"
    r"|(?<![一二三四五六七八九零])[〇○]{2,}(?![一二三四五六七八九])|[◯●△□▲■×＊]{2,}(?=[^\s]?)(?<!\n)|"
    r"[○〇●△×](?=[月日様](?![本曜]))|_{3,}|＿{2,}"
    r"|\b(?:TBD|TODO|FIXME|TBA)\b|(?i:\blorem ipsum\b)|(?m:^(?:Dear |(?:Hi|Hello|Hola|"
    r"Estimad[oa]) )[,:])|(?m:^様[、，\s])",
)
"""What a writer puts where something is still to be filled in."""

FOREIGN: Mapping[str, Pattern] = {
    "latin": re.compile(r"[\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u0400-\u052fΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορτυχ]+"),
    "ja": re.compile(r"[\uac00-\ud7af]+"),
    "zh": re.compile(r"[\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fd-\u30ff\uff66-\uff9f\uac00-\ud7af]+"),
}
"""Writing that has no place in a language; "latin" stands for English and Spanish."""

EMOJI = re.compile(
    r"[\u203c\U0001f1e6-\U0001faff\u2600-\u2604\u2607-\u26ff\u2705\u2708-\u270f\u2728\u2744\u274c\u274e\u2753-\u2757\u2763\u2764\u2b50\u2b55][\ufe0f\u200d\U0001f1e6-\U0001faff\u2640\u2642]*"
)
EXCLAIMED = re.compile("[!！][!！?？]*[!！]")
_LOUD = (
    r"NOT|NEVER|VERY|ONLY|MUST|ALWAYS|PLEASE|SORRY|IMPORTANT|URGENT|WARNING|ATTENTION|NOW|FINAL|FREE|"
    r"REALLY|EXTREMELY|IMMEDIATE|STOP|EVERY|ANY|DO|DON'T|CANNOT|WILL|LAST|BEFORE|AFTER|TODAY|TWICE|"
    r"AGAIN|BOTH|EXACTLY|SO|TOO|MANY|MOST|NOTHING|ALL|NO|YES|YOU|YOUR|OUR|WE|IS|ARE|THE|AND|READ|"
    r"CLEARLY|TRULY|DEEPLY"
    r"|SÓLO|SOLO|NUNCA|SIEMPRE|NADIE|NADA|MUY|IMPORTANTE|URGENTE|ATENCIÓN|AVISO|ÚLTIMA|ÚLTIMO|GRATIS|"
    r"HOY|AHORA|DEBE|TODO|TODOS|TODA|TODAS|ÚNICA|ÚNICO|MUCHO|MÁS|JAMÁS|NINGÚN|NINGUNA|YA|INMEDIATO|"
    r"PROHIBIDO|OBLIGATORIO"
)
CAPITALS = re.compile("[A-ZÁÉÍÓÚÑÜ]{2,}")
SHOUTED = re.compile(
    rf"(?<![\w.&/-])(?:(?:{_LOUD})|[A-ZÁÉÍÓÚÑÜ]{{3,}}(?:ING|LY|ED|TION|TIONS|ABLE|IBLE|MENT|NESS|FUL|"
    rf"MENTE|CIÓN|CIONES|ADO|ADA|ADOS|ADAS|IDO|IDA|IDOS|IDAS|BLE|DAD|EMOS|AMOS|TANTE))(?![\w&/-])"
    r"|(?<![\w.&/-])[A-ZÁÉÍÓÚÑÜ]{3,}(?:[ ,]+[A-ZÁÉÍÓÚÑÜ]{2,}){2,}(?![\w&/-])"
)

QUOTE_START = re.compile('[「『“«"（(‘]')
QUOTED = re.compile(
    r"「[^「」\n]{0,300}」|『[^『』\n]{0,300}』|“[^“”\n]{0,300}”|«[^«»\n]{0,300}»|\"[^\"\n]{0,300}\"|"
    r"[（(][^（）()\n]{0,300}[)）]|‘[^‘’\n]{0,80}’"
)
CODE = re.compile(r"(?<![\w-])[A-Z]{4,}[0-9]{1,4}(?![\w-])")
"""What looks like the code of a coupon: SORRY15."""
