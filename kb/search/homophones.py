"""Mending typing errors in Chinese and Japanese: a wrong sign that sounds like the right one.

People type by sound and choose among signs, so what goes wrong is one sign for another that is read alike: 包果 for 包裹,
不漁品 for 不良品. What is looked for are the words of the trade (synonyms, labels, keywords), with one sign exchanged, where
the document base knows neither of the pairs that the sign makes with its neighbours.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache

from kb.folding import simplified, simplified_words
from kb.search import analysis

MAX_LENGTH = 40
"""Signs of a text that is mended: in a long message the other words tell what is meant."""

LONGEST = 8
"""Signs of a word that is compared."""

_RUN = re.compile("[\u30fc\u3040-\u30ff\u3400-\u9fff]+")
_FUNCTION_SIGNS = frozenset("不没有我你您他她它们的了是在和就都也很要会能这那吗呢吧给被把到去来过着得地个一")
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
_UNVOICED = str.maketrans(
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポ", "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホ"
)


class Homophones:
    """The words of the trade in Chinese or Japanese, and the words that sound like them."""

    def __init__(self, lang: str, entries: Iterable[str], right: Collection[str]) -> None:
        """`right` are the words that are left as they are, whatever they sound like."""
        self._lang, self._right = lang, right
        self._entries = {
            word
            for entry in entries
            if 2 <= len(word := analysis.prepared("zh", analysis.fold(entry).text) if lang == "zh" else entry) <= LONGEST
            and _RUN.fullmatch(word)
        }
        self._with_gap: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word in self._entries:
            for place in range(len(word)):
                self._with_gap[place, word[:place] + word[place + 1 :]].append(word)

    def mended(self, text: str, known: Callable[[str], bool]) -> str:
        """The text with signs exchanged where that makes a word of the trade; `known` tells which pairs are used."""
        if len(text) > MAX_LENGTH:
            return text
        return _RUN.sub(lambda match: self._run(match.group(), known), text)

    def _run(self, run: str, known: Callable[[str], bool]) -> str:
        signs = simplified(run) if self._lang == "zh" else run
        texts = (run,) if run == signs else (run, signs)
        unknown = [
            place
            for place, sign in enumerate(signs)
            # what joins words is seldom typed wrong, and its sound is everywhere
            if not (sign in _FUNCTION_SIGNS or "\u3041" <= sign <= "\u3096" or _stands_in_known(texts, place, known))
        ]
        if not unknown:
            return run
        written = simplified_words(run) if self._lang == "zh" else run
        words = [(start, end) for _, start, end in analysis.analyzer_of(self._lang).words(signs) if end - start > 1]
        for place in unknown:
            if len(written) == len(signs) and written[place] != signs[place]:
                continue  # a Traditional sign that is Simplified in its word only
            if any(self._covers(text, place) for text in texts):
                continue
            for start, word in self._candidates(signs, place, words):
                return self._run(run[:place] + word[place - start] + run[place + 1 :], known)
        return run

    def _covers(self, text: str, place: int) -> bool:
        """Whether a right word stands over a place."""
        return any(
            text[start:end] in self._right
            for start in range(max(0, place - LONGEST + 1), place + 1)
            for end in range(place + 1, min(len(text), start + LONGEST) + 1)
            if end - start > 1
        )

    def _candidates(self, signs: str, place: int, words: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
        """Where a word of the trade stands when the sign at `place` is exchanged, the longest words first.

        A right word, one of `words`, is not cut in two for it; and to replace a right word, the tone must be the same.
        """
        for length in range(min(LONGEST, len(signs)), 1, -1):
            for start in range(max(0, place - length + 1), min(place, len(signs) - length) + 1):
                window, gap = signs[start : start + length], place - start
                if any(left < start < right or left < start + length < right for left, right in words):
                    continue
                is_word = (start, start + length) in words
                for word in self._with_gap.get((gap, window[:gap] + window[gap + 1 :]), ()):
                    if self._sounds_alike(window, word, gap, is_word):
                        yield start, word

    def _sounds_alike(self, window: str, word: str, gap: int, tone: bool) -> bool:
        if self._lang == "zh":
            return bool(_pinyin(window[gap], tone) & _pinyin(word[gap], tone))
        said = _said(window[gap])
        return bool(said) and said in _said(word) and (len(word) > 2 or said not in _said(word[1 - gap]))


def _stands_in_known(texts: Iterable[str], place: int, known: Callable[[str], bool]) -> bool:
    """Whether a sign makes a known pair with the one before or after it."""
    return any(known(text[i : i + 2]) for text in texts for i in (place - 1, place) if 0 <= i < len(text) - 1)


@lru_cache(maxsize=4096)
def _pinyin(sign: str, tone: bool) -> frozenset[str]:
    """The syllables that a Chinese sign may stand for, with or without their tones."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # its phrases take 50 MB, and only single signs are asked for
    from pypinyin import Style, pinyin

    said = pinyin(sign, style=Style.TONE3 if tone else Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(said[0]) if said else frozenset()


@lru_cache(maxsize=4096)
def _said(text: str) -> str:
    """How a Japanese text is read, in katakana, small or large, voiced or not."""
    return analysis.reading(text).translate(_SMALL_KANA).translate(_UNVOICED)
