"""How a text is written: scripts, opening signs, address, style, spelling. R6 to R9."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kb.reply.cues import en, es, ja, marks
from kb.reply.cues.expressions import fold
from kb.reply.findings import Facts, Finding
from kb.reply.structure.reply import Reply
from kb.reply.structure.scripts import CHINESE, not_japanese, simplified_only, traditional


def scripts(reply: Reply) -> Iterator[Finding]:
    """R6: signs of another language's script."""
    for match in marks.FOREIGN.get(reply.lang, marks.FOREIGN["latin"]).finditer(reply.text):
        if not _GREEK.fullmatch(match.group()) or _LATIN.search(reply.text, max(0, match.start() - 1), match.end() + 1):
            yield reply.span("R6", "foreign-script", *match.span())
    if reply.lang == "ja":
        for match in not_japanese().finditer(reply.text):
            yield reply.span("R6", "simplified", *match.span())
    if reply.lang == "zh":
        yield from _chinese(reply)


_GREEK = re.compile("[Α-ω]+")
_LATIN = re.compile("[A-Za-z]")


def _chinese(reply: Reply) -> Iterator[Finding]:
    wrong = _wrong_script(reply.facts)
    if not wrong and traditional().search(reply.text):
        simple, full = (sum(map(len, pattern().findall(reply.text))) for pattern in (simplified_only, traditional))
        wrong = "" if not simple else "simplified" if simple < full else "traditional"
    for match in CHINESE[wrong]().finditer(reply.text) if wrong else ():
        yield reply.span("R6", wrong, *match.span())


def _wrong_script(facts: Facts) -> str:
    tag = facts.locale or facts.market
    if re.search(r"Hant|TW|HK|MO", tag):
        return "simplified"
    return "traditional" if re.search(r"Hans|CN|SG|MY", tag) else ""


def spanish_marks(reply: Reply) -> Iterator[Finding]:
    """R7: questions and exclamations without their opening sign."""
    if reply.lang != "es":
        return
    opened = ""
    for match in _MARKS.finditer(reply.text):
        signs = match.group().rstrip("¿¡")
        if signs and signs[0] not in "¿¡" and not _IN_WORD.search(reply.text, max(0, match.start() - 5), match.end() + 1):
            if not any(_OPENING[sign] in opened for sign in signs if sign in _OPENING):
                yield reply.span("R7", "opening-mark", match.start(), match.start() + len(signs))
            opened = ""
        opened = (opened + "".join(sign for sign in match.group() if sign in "¿¡"))[-8:]


_MARKS = re.compile("[¿¡?!]+")
_OPENING = {"?": "¿", "!": "¡"}
_IN_WORD = re.compile(r"(?:[(\s]|Yahoo)[?!]+|[?!][\w=&/]")
"""Marks that end no sentence: a doubt in brackets, a name, an address on the web."""


def mixed_address(reply: Reply) -> Iterator[Finding]:
    """R7: tú and usted in one text."""
    if reply.lang != "es":
        return
    plain = reply.folded if reply.unquoted == reply.text else fold(reply.unquoted)
    if not any(map(_is_familiar, set(plain.split()))):
        return
    familiar = es.FAMILIAR.search(plain)
    formal = es.FORMAL.search(plain)
    if not formal and es.COURTEOUS.search(plain) and len(es.DISTANT.findall(plain)) > 1:
        formal = es.DISTANT.search(plain)
    if familiar and formal:
        later = max(familiar, formal, key=lambda match: match.start())
        yield reply.span("R7", "tu-usted", later.start(), later.end() - 1)


@lru_cache(maxsize=20_000)
def _is_familiar(word: str) -> bool:
    return bool(es.FAMILIAR.match(" " + word))


def japanese(reply: Reply) -> Iterator[Finding]:
    """R8: あなた, and sentences in the plain form."""
    if reply.lang != "ja":
        return
    text = reply.unquoted
    for match in ja.ANATA.finditer(text):
        yield reply.span("R8", "anata", *match.span())
    start = 0
    for match in _FULL_STOP.finditer(text):
        end = match.start()
        if text[end - 2 : end] not in _POLITE and ja.PLAIN_FORM.search(text, max(start, end - 8), end):
            yield reply.span("R8", "plain-form", start, match.end())
        start = match.end()


_FULL_STOP = re.compile(r"[。！？!?…][。！？!?…\s]*")
_POLITE = frozenset({"ます", "です", "せん", "さい", "うか", "すか", "すね", "すよ", "ょう", "ませ", "とう"})


def spelling(reply: Reply) -> Iterator[Finding]:
    """R9: British and American spellings in one text."""
    if reply.lang != "en" or {"uk", "us"} - set(map(_spelled, set(reply.folded.split()))):
        return
    plain = fold(reply.unquoted)
    british, american = (_common(reply, pattern.finditer(plain)) for pattern in (en.BRITISH, en.AMERICAN))
    if british and american:
        for start, end in min(american, british, key=len):
            yield reply.span("R9", "us-uk", start, end)


@lru_cache(maxsize=20_000)
def _spelled(word: str) -> str:
    return "uk" if en.BRITISH.match(" " + word) else "us" if en.AMERICAN.match(" " + word) else ""


def _common(reply: Reply, found: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    """The places of the words that are no part of a proper name: in small letters, or first in a sentence."""
    places = ((match.start(), match.end() - 1) for match in found)
    return [
        place
        for place in places
        if not reply.text[place[0]].isupper() or _FIRST.search(reply.text[max(0, place[0] - 4) : place[0]])
    ]


_FIRST = re.compile(r"(?:^|[.!?\n])\s*$")
