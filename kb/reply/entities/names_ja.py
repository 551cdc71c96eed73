"""Names in Japanese messages."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from kb.reply.entities.message import Found, Message, each, lines_of, parts_of

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


def japanese(message: Message) -> Iterator[Found]:
    """Names by which a Japanese message introduces or signs itself."""
    if message.lang != "ja":
        return
    text = message.plain
    for found in each(_JA_HUMBLE, text):
        sure = found["verb"] in ("申し", "申す", "もうし")
        yield from _japanese_name(found, known=not sure)
    for found in each(_JA_IS, text):
        if not _JA_TOPIC.search(text, max(0, found.start() - 3), found.start()):
            yield from _japanese_name(found, known=True)
    for found in each(_JA_LABEL, text):
        yield from _japanese_name(found, known=False)
    lines = lines_of(text)
    for line in lines[-2:] if len(lines) > 1 else ():
        signed = _JA_LINE.fullmatch(text, line.start, min(line.end, line.start + 40))
        if signed:
            yield from _japanese_name(signed, known=True)


def _japanese_name(found: re.Match[str], *, known: bool) -> Iterator[Found]:
    """The person of a match; with `known` only where the dictionary has the words as names."""
    name = found["name"]
    parts = _japanese_parts(name, known)
    if parts:
        yield Found(60, found.start("name"), found.end("name"), "customer.name", parts)


def _japanese_parts(name: str, known: bool) -> dict[str, str] | None:
    """Family and given name: by a space, by the dictionary, or by how long names are."""
    if name[0].isascii():
        first, _, last = name.partition(" ")
        return None if known else parts_of(first, last) if first.isupper() and not last.isupper() else parts_of(last, first)
    if "・" in name or "=" in name:
        first, _, last = name.replace("=", "・").partition("・")
        return None if known else parts_of(last, first)
    family, space, given = name.partition(" ")
    tokens = _words_of(name.replace(" ", ""))
    surname = next((one for one in _SURNAMES_TOO if name.startswith(one)), "")
    is_name = all(kind in ("姓", "名") for _, kind in tokens) and tokens[0][1] == "姓"
    if known and not is_name and not (surname and (name == surname or tokens[-1][1] in ("姓", "名"))):
        return None
    if space:
        return parts_of(family, given)
    if tokens[0][1] == "姓" or surname:
        family = tokens[0][0] if tokens[0][1] == "姓" else surname
    elif _KANJI_ONLY.fullmatch(name):
        family = name[:2] if len(name) > 2 else name
    return parts_of(family, name[len(family) :])


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
