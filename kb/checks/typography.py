"""Punctuation, width and spaces as each language writes them, and signs that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kb.checks.texts import Piece, Text
from kb.content.problems import Problem, Severity

_HAN = "\u3400-\u4dbf\u4e00-\u9fff々〆"
_JAPANESE = f"ぁ-ゖゝゞァ-ヺー{_HAN}"
_FULL = str.maketrans({",": "，", ".": "。", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"})
_FULL_JA = _FULL | str.maketrans({",": "、", "，": "、", "．": "。"})


class Mend(NamedTuple):
    """A place of a text and what should stand there; `code` is the check's that says so."""

    start: int
    end: int
    instead: str
    code: str


@dataclass(frozen=True, slots=True)
class _Rule:
    code: str
    langs: tuple[str, ...]
    pattern: re.Pattern[str]
    says: str
    instead: Callable[[str], str] | None = None
    """What should stand there, where that is sure."""
    only_replies: bool = False

    def concerns(self, text: Text) -> bool:
        return text.lang in self.langs and (text.is_template or not self.only_replies)

    def places(self, prose: str) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(prose)


_RULES = (
    _Rule(
        "ja-punctuation",
        ("ja",),
        re.compile(
            rf"(?<=[{_JAPANESE}」』）])(?:[,.:;](?![A-Za-z0-9.,!?:;]) ?|[!?](?![A-Za-z.,!?:;]) ?)"
            rf"|(?<=\ufffc)[,:;?!](?=[{_JAPANESE}\n])"
            rf"|\((?=[^()\n\ufffc]*[{_JAPANESE}])[^()\n\ufffc]*\)|(?<=[ぁ-ヺー])[，．]|，(?=[ぁ-ヺ])"
        ),
        "Japanese punctuation is full-width, with 、 and 。",
        lambda found: _wide(found.rstrip(), _FULL_JA),
    ),
    _Rule(
        "ja-punctuation",
        ("ja",),
        re.compile(rf'"(?=[^"\n]*[{_JAPANESE}])[^"\n]+"'),
        "Japanese quotes in 「 」",
        lambda found: f"「{found[1:-1]}」",
    ),
    _Rule(
        "ja-punctuation",
        ("ja",),
        re.compile(rf"(?<=[{_JAPANESE}。、])\.{{2,}}|(?<=[{_JAPANESE}])・{{3,}}"),
        "Japanese leaves open with ……",
        lambda found: "……",
    ),
    _Rule(
        "ja-punctuation",
        ("ja",),
        re.compile(rf"(?<=[{_JAPANESE}])(?:。{{2,}}|、{{2,}}|、。|。、)"),
        "two signs stand where one is enough",
    ),
    _Rule(
        "ja-punctuation",
        ("ja",),
        re.compile(rf"(?<=[{_HAN}])[，．](?![ぁ-ヺ])"),
        "Japanese punctuation is 、 and 。",
        lambda found: found.translate(_FULL_JA),
        only_replies=True,  # guides quote Chinese
    ),
    _Rule(
        "full-width",
        ("ja", "zh"),
        re.compile("[０-９Ａ-Ｚａ-ｚ]+"),
        "figures and Latin letters are written in half width",
        lambda found: unicodedata.normalize("NFKC", found),
    ),
    _Rule(
        "ja-kana-width",
        ("ja",),
        re.compile("[\uff61-\uff9f]+"),
        "kana are written in full width",
        lambda found: unicodedata.normalize("NFKC", found),
    ),
    _Rule(
        "ja-space",
        ("ja",),
        re.compile(
            rf"(?<=[{_JAPANESE}])[ \u3000]+(?=[A-Za-z0-9])|(?<!〒\d{{3}}-\d{{4}})(?<=[A-Za-z0-9])[ \u3000]+(?=[{_JAPANESE}])"
        ),
        "no space stands between Japanese and Latin signs",
        lambda found: "",
    ),
    _Rule(
        "zh-punctuation",
        ("zh",),
        re.compile(
            rf"(?<=[{_HAN}”》）])[,.:;?!](?![A-Za-z0-9.,!?:;]) ?|(?<=[A-Za-z0-9])[,:;?!] ?(?=[{_HAN}])"
            rf"|(?<=[{_HAN}])\([^()\n\ufffc]*\)|\((?=[^()\n\ufffc]*[{_HAN}])[^()\n\ufffc]*\)"
            rf"|(?<=\ufffc)[,:;?!](?=[{_HAN}\n])|[\uff61\uff64]"
        ),
        "punctuation beside Chinese is full-width",
        lambda found: _wide(found.rstrip(), _FULL),
    ),
    _Rule(
        "zh-punctuation",
        ("zh",),
        re.compile(rf'"(?=[^"\n]*[{_HAN}])[^"\n]+"'),
        "Chinese quotes in “ ”, Traditional texts in 「 」",
    ),
    _Rule(
        "zh-punctuation",
        ("zh",),
        re.compile(
            rf"(?<=[{_HAN}。，])\.{{2,}}|(?<=[{_HAN}。，！？])-{{2,}}|(?<=[{_HAN}])(?:。{{2,}}|，{{2,}}|、{{2,}}|，。|。，)"
        ),
        "this is no Chinese punctuation; it has …… and ——, and one sign at a time",
    ),
    _Rule(
        "zh-space",
        ("zh",),
        re.compile(rf"(?<=[{_HAN}])[ \t]+(?=[{_HAN}])"),
        "no space stands between Chinese signs",
        lambda found: "",
    ),
    _Rule(
        "full-width",
        ("en", "es"),
        re.compile("(?<=[A-Za-zÀ-ÿ0-9])[％，．：；！？＆＋＝]"),
        "this sign is written in half width",
        lambda found: unicodedata.normalize("NFKC", found),
    ),
    _Rule(
        "spacing",
        ("en", "es"),
        re.compile(
            r"(?<=\w) +(?=[,;.](?:\s|$))|(?<=[^\W\d_]{2}[.,;])(?<![A-Z][A-Za-z][.])(?=[¿¡]|[A-ZÁÉÍÓÚÑ][^\W\d_A-Z])",
            re.MULTILINE,
        ),
        "a space stands after punctuation, and none before",
    ),
    _Rule(
        "es-opening",
        ("es",),
        re.compile(r"¿(?=[\w\ufffc«“*¡][^?\n]*$)|¡(?=[\w\ufffc«“*¿][^!\n]*$)|(?<=\w)[¿¡](?=\s|$)", re.MULTILINE),
        "this is never closed; write ? or ! where it ends",
    ),
    _Rule(
        "doubled-word",
        ("ja",),
        re.compile(r"(?<=[一-龥ァ-ヺー])([がをのにはでへ])\1(?=[一-龥ァ-ヺー])"),
        "the word stands twice; delete one",
    ),
    _Rule(
        "doubled-word",
        ("zh",),
        re.compile("(您|我们|我們|订单|訂單|包裹|商品|退款|已经|已經|可以|请您|請您|如果|因为|因為)\\1|的的(?![确確])"),
        "the word stands twice; delete one",
    ),
    _Rule(
        "doubled-word",
        ("en", "es"),
        re.compile(
            r"(?<![\w'’-])(?!(?:that|had|muy|bla|no|sí|sobre|traje|para)\b)([^\W\d_]{2,})[ \t]+\1(?![\w'’-])", re.IGNORECASE
        ),
        "the word stands twice; delete one",
    ),
)


def _wide(found: str, full: dict[int, str]) -> str:
    """Brackets or a single sign in full width; what stands in the brackets stays."""
    if found[0] == "(":
        return f"（{found[1:-1]}）"
    return unicodedata.normalize("NFKC", found).translate(full) if found in "｡､" else found.translate(full)


_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f"
    "\u3164\ufe0e\ufe0f\ufeff\uffa0\U000e0000-\U000e007f]+|[\u00a0\u2007\u202f]|(?<=[^ \n\t|])\t+(?=[^ \n\t|])"
)
_PICTURE = re.compile("[\u203c-\u3299\U0001f000-\U0001faff]")
_SPACES = "\u00a0\u2007\u202f"
_LOOKING_LIKE = re.compile("[\u2e80-\u2fd5]+")
"""Radicals, which look like the signs of words and are not."""


def check_typography(texts: Iterable[Text]) -> Iterator[Problem]:
    """What is written against a language's typography, and signs that nobody sees."""
    for text in texts:
        for mend in _unseen(text.written):
            names = ", ".join(dict.fromkeys(_name(sign) for sign in text.written[mend.start : mend.end]))
            if mend.code == "invisible":
                message = (
                    f"{names}: nobody sees it; {'type a plain space' if mend.instead else 'delete it'} (kb check --fix)"
                )
            else:
                shown = text.written[mend.start : mend.end]
                message = f'"{shown}" is not in the composed form NFC, so searches miss it; type it anew (kb check --fix)'
            yield text.problem(mend.start, mend.code, message)
        for piece in text.pieces:
            yield from _wording(text, piece)
            yield from _unclosed(text, piece)


def _wording(text: Text, piece: Piece) -> Iterator[Problem]:
    for rule in _RULES:
        if rule.concerns(text):
            for match in rule.places(piece.prose):
                around = piece.text[max(0, match.start() - 4) : match.end() + 4].strip().replace("\n", " ")
                instead = f'; write "{rule.instead(match.group())}"' if rule.instead and rule.instead(match.group()) else ""
                message = f'"{around}": {rule.says}{instead}' + (" (kb check --fix)" if rule.instead else "")
                yield text.problem(piece.start + match.start(), rule.code, message, Severity.WARNING)


_PAIRS = ("「」", "『』", "（）", "《》", "【】", "“”", "«»")
_PARAGRAPH = re.compile(r"[^\n|]+")


def _unclosed(text: Text, piece: Piece) -> Iterator[Problem]:
    """A line where a bracket or quotation mark lacks its other half."""
    for line in _PARAGRAPH.finditer(piece.prose):
        for pair in _PAIRS:
            opening, closing = pair[0], pair[1]
            if line.group().count(opening) != line.group().count(closing):
                place = max(line.group().rfind(opening), line.group().find(closing))
                message = f"{opening} and {closing} do not stand equally often here; write the one that is missing"
                yield text.problem(piece.start + line.start() + place, "brackets", message, Severity.WARNING)


def mends(text: Text) -> list[Mend]:
    """What of a file can be mended safely, in its order, no two of them in one place."""
    found = [*_unseen(text.written)]
    for piece in text.pieces:
        for rule in _RULES:
            if rule.instead and rule.concerns(text):
                for match in rule.places(piece.prose):
                    start, end = (piece.start + place for place in match.span())
                    found.append(Mend(start, end, rule.instead(match.group()), rule.code))
    kept: list[Mend] = []
    for mend in sorted(found):
        if not kept or mend.start >= kept[-1].end:
            kept.append(mend)
    return kept


def _unseen(written: str) -> Iterator[Mend]:
    """Signs that nobody sees, and those that are not composed."""
    for match in _UNSEEN.finditer(written):
        before, after = written[match.start() - 1 : match.start()], written[match.end() : match.end() + 1]
        sign = match.group()
        if sign[0] == "\t":
            yield Mend(*match.span(), " ", "invisible")
        elif sign in _SPACES:
            if not (before.isdigit() or after.isdigit()):  # 10 000, 25 €: their space must not break
                yield Mend(*match.span(), " ", "invisible")
        elif not (set(sign) <= {"\ufe0e", "\ufe0f", "\u200d"} and _PICTURE.fullmatch(before)):
            yield Mend(*match.span(), "", "invisible")
    for match in _LOOKING_LIKE.finditer(written):
        yield Mend(*match.span(), unicodedata.normalize("NFKC", match.group()), "non-nfc")
    if not unicodedata.is_normalized("NFC", written):
        for match in _COMPOSING.finditer(written):
            composed = unicodedata.normalize("NFC", match.group())
            if composed != match.group():
                yield Mend(*match.span(), composed, "non-nfc")


_COMPOSING = re.compile(
    "[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+|[\u1100-\u11ff]+|[\u0340-\u0387\u1f71-\u1ffd\u2000-\u212b\uf900-\ufaff]"
)
"""What NFC may write otherwise: a sign with marks after it, and signs that stand for another one."""


def _name(sign: str) -> str:
    return f"{unicodedata.name(sign, 'a control character').lower()} (U+{ord(sign):04X})"
