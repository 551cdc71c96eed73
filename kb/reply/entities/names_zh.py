"""Names in Chinese messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.reply.entities.message import TITLE_OF, Found, Message, each, lines_of, parts_of

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


def chinese(message: Message) -> Iterator[Found]:
    """Names by which a Chinese message introduces or signs itself."""
    if message.lang != "zh":
        return
    for pattern in _ZH_INTROS:
        for found in each(pattern, message.plain):
            yield from _chinese_name(message, found)
    lines = lines_of(message.plain)
    for before, line in zip(lines[-4:], lines[-3:] if len(lines) > 3 else lines[1:], strict=False):
        closed = _ZH_CLOSING.fullmatch(message.plain, before.start, before.end)
        dashed = message.plain[line.start : line.end].lstrip().startswith("--")
        if closed or dashed:
            signed = _ZH_LINE.fullmatch(message.plain, line.start, min(line.end, line.start + 30))
            if signed:
                yield from _chinese_name(message, signed)


def _chinese_name(message: Message, found: re.Match[str]) -> Iterator[Found]:
    """The person of a match, in the signs of the message itself."""
    parts = found.groupdict()
    group = next(group for group in ("name", "latin", "family") if parts.get(group))
    start, end = found.span(group)
    name = message.original[start:end]
    title = parts.get("title") or parts.get("called") or ""
    if group == "latin":
        first, _, last = name.partition(" ")
        person = parts_of(last, first)
    else:
        length = 2 if re.match(_ZH_DOUBLE, message.plain[start:end]) else 1
        person = parts_of(name[:length], name[length:], TITLE_OF.get(title, ""))
    named = "title" if parts.get("title") else "called"
    inside = bool(title) and found.end(named) <= found.end()
    yield Found(60 + bool(title), start, found.end(named) if inside else end, "customer.name", person)
