"""Signs that look right and are others: letters of another alphabet, shapes of another country."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kb.checks.texts import HIDDEN, Text
from kb.content.problems import Problem, Severity
from kb.reply.cues import marks

_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧορυ"
_CYRILLIC = "\u0400-\u052f"
_MIXED = re.compile(rf"[A-Za-z]*[{_CYRILLIC}{_GREEK}](?=[A-Za-z])|(?<=[A-Za-z])[{_CYRILLIC}{_GREEK}]")
_KATAKANA = "ァ-ヺー"
_LIKE_KATAKANA = re.compile(
    rf"(?<=[{_KATAKANA}])(?:[一−―‐](?=[{_KATAKANA}])|[力工夕卜](?=[{_KATAKANA}])|口(?!コミ)(?=[{_KATAKANA}])|[二八](?![カヵヶケ])(?=[{_KATAKANA}])|−(?!\d))"
)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_BROKEN = re.compile("\ufffd|[\u00c2\u00c3][\u0080-\u00bf]|ã[\u0080-\u00bf]{2}")


def check_glyphs(texts: Iterable[Text]) -> Iterator[Problem]:
    """Letters of two alphabets in one word, signs that only another language writes, and what a wrong encoding left."""
    for text in texts:
        for match in _BROKEN.finditer(text.written):
            message = f'"{match.group()}" is what a wrong encoding left; write the letter that was there'
            yield text.problem(match.start(), "encoding", message)
        for piece in text.pieces:
            prose = marks.QUOTED.sub(lambda quoted: HIDDEN * len(quoted.group()), piece.prose)
            for match in _MIXED.finditer(piece.prose):
                yield _problem(
                    text,
                    piece.start + match.start(),
                    match.group(),
                    "this word has letters of another alphabet; type it anew",
                )
            if text.lang == "ja":
                for match in _LIKE_KATAKANA.finditer(piece.prose):
                    yield _problem(
                        text,
                        piece.start + match.start(),
                        match.group(),
                        "this only looks like the katakana or the long mark; type the word anew",
                    )
            if text.lang in ("ja", "zh") and text.is_template:
                for match in _HAN.finditer(prose):
                    if _is_foreign(match.group(), text.lang):
                        yield _problem(
                            text,
                            piece.start + match.start(),
                            match.group(),
                            "this sign is written so in another language; write its form of this one",
                        )


@lru_cache(maxsize=20_000)
def _is_foreign(sign: str, lang: str) -> bool:
    """Whether a Chinese sign is of the other country alone: 们 in Japanese, 発 in Chinese."""
    ja, zh = _can(sign, "cp932", "euc_jis_2004"), _can(sign, "gb2312", "big5")
    return zh and not ja if lang == "ja" else ja and not zh and _can(sign, "shift_jis")


def _can(sign: str, *encodings: str) -> bool:
    for encoding in encodings:
        try:
            sign.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _problem(text: Text, place: int, sign: str, says: str) -> Problem:
    return text.problem(place, "script", f'"{sign}": {says}', Severity.WARNING)
