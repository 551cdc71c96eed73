"""From text to the terms that are indexed, searched and highlighted: one analyzer a language.

The same code reads documents, queries and snippets, so what is found is what was meant. Everything is NFKC
and case-folded first. Then, by script:

- Latin words are stemmed by Snowball; Spanish loses its accents after stemming, because customers leave them
  out and the stemmer needs them. Order numbers, tracking numbers and addresses stay whole.
- Chinese is cut into words by rjieba, Traditional being folded to Simplified first.
- Japanese is cut into words by Sudachi, in its normalized forms (届かない and とどかない meet in 届く);
  particles, endings and signs are left out.
- Chinese and Japanese also give overlapping pairs of characters, a second set of terms that finds what the
  dictionary cut differently; kana are folded to hiragana there.

A question may be in any language, so it is read in each: `read` folds it once and cuts it only where it can differ.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from kb.folding import simplified, without_accents
from kb.languages import LANGUAGES

VERSION = 2
"""Raise it when any analyzer gives other terms: indexes of another version are built anew."""

MAX_TEXT = 20_000
"""Code points of a text that are read; no article is longer, and a pasted message is far shorter."""


MAX_RUN = 4000
"""Characters without a break that are cut at once: Sudachi refuses over 49,149 bytes."""


class Token(NamedTuple):
    """A term and the place in the original text that it comes from, in code points."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analyzer:
    """How one language is read: its words, and for languages without spaces its character pairs."""

    name: str
    words: Callable[[str], list[Token]]
    pairs: Callable[[str], list[str]]


class Reading:
    """A text as one language reads it; it is cut when its words or pairs are first asked for."""

    def __init__(self, lang: str, text: str, signs: bool) -> None:
        """`signs`: whether there are pairs. Latin words alone are read in Chinese and Japanese as in English."""
        self._text, self.signs = text, signs
        self._analyzer = analyzer_of(lang if signs or lang == "es" else "en")

    @cached_property
    def words(self) -> list[Token]:
        """The words of the text."""
        return self._analyzer.words(self._text)

    @cached_property
    def pairs(self) -> list[str]:
        """The pairs of characters of the text, where the language has any."""
        return self._analyzer.pairs(self._text)


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text in NFKC and folded case; `starts` and `ends` lead from each of its characters to the original."""

    text: str
    starts: tuple[int, ...] | range
    ends: tuple[int, ...] | range

    def token(self, term: str, start: int, end: int) -> Token:
        return Token(term, self.starts[start], self.ends[end - 1])


_CJK = "\u3005\u3006\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK_RUN = re.compile(f"[{_CJK}ー]+")
_KANA = re.compile("[\u3040-\u30ff\uff66-\uff9f]")
_KANJI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = rf"(?P<word>[^\W_{_CJK}]+(?:['’][^\W_{_CJK}]+)?)"
_LATIN = re.compile(
    r"[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}"  # an address
    r"|(?=[a-z0-9_/.-]{0,40}[0-9])[a-z0-9]+(?:[-_/.][a-z0-9]+)*"  # a number or code, kept whole
    rf"|{_LATIN_WORD}"
)
_LATIN_WITHOUT_CODES, _OF_A_CODE = re.compile(_LATIN_WORD), re.compile("[0-9@]")
SENTENCE_END = re.compile(r"(?<=[.!?。！？…\n])\s*")
"""Where a sentence has ended, the space after it included."""

_LATIN_SIGN = re.compile(f"[^\\W_{_CJK}]")
_START = itemgetter(1)
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width signs and space, which stand for one sign each."""

_NOT_ASCII = re.compile("[\x00-\x7f]?[^\x00-\x7f]+")
"""Signs that are not ASCII, with the one before them, which they may be marks of."""

_WIDE_RUN = re.compile("[\uff01-\uff5e\u3000]+")
_KATAKANA_RUN = re.compile("[\u30a1-\u30f6]+")

_KANA_SHIFT = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


@lru_cache(maxsize=16)
def fold(text: str) -> _Folded:
    """The text in NFKC and folded case, with the way back to the original."""
    if text.isascii():
        return _Folded(text.lower(), range(len(text)), range(1, len(text) + 1))
    narrow = _WIDE_RUN.sub(lambda run: run.group().translate(_NARROW), text)
    if unicodedata.is_normalized("NFKC", narrow) and len(low := narrow.casefold()) == len(text):
        return _Folded(low, range(len(text)), range(1, len(text) + 1))  # sign for sign, as nearly all text is
    out, starts, ends, done = [], list[int](), list[int](), 0
    for stretch in _NOT_ASCII.finditer(text):
        out.append(text[done : stretch.start()].lower())
        starts += range(done, stretch.start())
        ends += range(done + 1, stretch.start() + 1)
        for start, end in _clusters(text, *stretch.span()):
            folded = unicodedata.normalize("NFKC", text[start:end]).casefold()
            out.append(folded)
            starts += [start] * len(folded)
            ends += [end] * len(folded)
        done = stretch.end()
    out.append(text[done:].lower())
    starts += range(done, len(text))
    ends += range(done + 1, len(text) + 1)
    return _Folded("".join(out), tuple(starts), tuple(ends))


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Each base character of a stretch with the marks that follow it, half-width voicing marks among them."""
    for index in range(start + 1, end + 1):
        if index == end or not (unicodedata.combining(text[index]) or text[index] in "\uff9e\uff9f"):
            yield start, index
            start = index


@lru_cache(maxsize=16)
def _latin(text: str) -> tuple[tuple[str, bool, int, int], ...]:
    """The Latin words and codes of a text, cut once for all languages: each one, whether it is a word, and its place."""
    folded = fold(text)
    starts, ends = folded.starts, folded.ends
    pattern = _LATIN if _OF_A_CODE.search(folded.text) else _LATIN_WITHOUT_CODES
    return tuple(
        (match.group(), match.lastgroup is not None, starts[match.start()], ends[match.end() - 1])
        for match in pattern.finditer(folded.text)
    )


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer

    lock, stemmer = threading.Lock(), snowballstemmer.stemmer(language)
    if hasattr(stemmer, "maxCacheSize"):
        stemmer.maxCacheSize = 0  # PyStemmer's own cache loses words while it is pruned; ours is below

    @lru_cache(maxsize=20_000)
    def stem(word: str) -> str:
        with lock:
            return str(stemmer.stemWord(word.replace("’", "'")))

    return stem


_WORDS_OF_THEIR_OWN = {"customs": "customs"}
"""English words that the stemmer takes for another: customs is not what customers are."""


def _english(word: str) -> str:
    return _WORDS_OF_THEIR_OWN.get(word) or without_accents(_stemmer("english")(word))


def _spanish(word: str) -> str:
    return without_accents(_stemmer("spanish")(word))


def stem(lang: str, word: str) -> str:
    """The term of one folded Latin word in English or Spanish."""
    return _spanish(word) if lang == "es" else _english(word)


def _cut_chinese(text: str) -> Iterator[tuple[str, int, int]]:
    import rjieba

    position = 0
    for word in rjieba.cut(text, False):
        yield word, position, position + len(word)
        position += len(word)


_idle = deque[Any]()
"""Sudachi's tokenizers that nobody uses: one must not be used by two threads at once, and each takes most of a megabyte."""


@cache
def _sudachi() -> Callable[[], Any]:
    import sudachipy

    dictionary = sudachipy.Dictionary(dict="small")
    return lambda: dictionary.tokenizer(mode=sudachipy.SplitMode.A)


_SILENT = {"助詞", "助動詞", "補助記号", "記号", "空白"}


@contextmanager
def _tokenizer() -> Iterator[Any]:
    """A tokenizer of one's own for a while; there are as many as were ever used at the same time."""
    try:
        tokenizer = _idle.pop()
    except IndexError:
        tokenizer = _sudachi()()
    try:
        yield tokenizer
    finally:
        _idle.append(tokenizer)


_silent: dict[int, bool] = {}
"""Whether a part of speech, by its number in the dictionary, is left out."""


class _Morpheme(NamedTuple):
    """A piece of a Japanese text: its term, where it stands, and whether it is left out of what is indexed."""

    term: str
    start: int
    end: int
    silent: bool


@lru_cache(maxsize=16)
def _morphemes(text: str) -> tuple[_Morpheme, ...]:
    """The pieces of a text; a question is read twice, for its words and for what it denies, and cut once."""
    found = []
    with _tokenizer() as tokenizer:
        morphemes = tokenizer.tokenize(text)
    for morpheme in morphemes:
        part = morpheme.part_of_speech_id()
        silent = _silent.get(part)
        if silent is None:
            silent = _silent[part] = morpheme.part_of_speech()[0] in _SILENT
        found.append(_Morpheme(_folded_term(morpheme.normalized_form()), morpheme.begin(), morpheme.end(), silent))
    return tuple(found)


def _cut_japanese(text: str) -> Iterator[tuple[str, int, int]]:
    return ((term, start, end) for term, start, end, silent in _morphemes(text) if not silent)


_NOT = {"ない", "無い", "ぬ", "ず"}
"""The forms in which Japanese denies, in the dictionary's normal forms."""


def _cut_with_denials(text: str) -> Iterator[tuple[str, int, int]]:
    for term, start, end, silent in _morphemes(text):
        if term in _NOT:
            yield "ない", start, end
        elif not silent:
            yield term, start, end


@lru_cache(maxsize=20_000)
def _folded_term(word: str) -> str:
    return fold(word).text


def reading(text: str) -> str:
    """How a Japanese text is read, in katakana; empty where the dictionary cannot tell."""
    with _tokenizer() as tokenizer:
        morphemes = tokenizer.tokenize(text)
    return "".join(morpheme.reading_form() for morpheme in morphemes)


def _latin_words(stem: Callable[[str], str]) -> Callable[[str], list[Token]]:
    @lru_cache(maxsize=16)
    def read(text: str) -> tuple[Token, ...]:
        return tuple(Token(stem(said) if is_word else said, start, end) for said, is_word, start, end in _latin(text))

    return lambda text: list(read(text[:MAX_TEXT]))


_english_words = _latin_words(_english)


def _cjk_words(
    cut: Callable[[str], Iterator[tuple[str, int, int]]], prepare: Callable[[str], str]
) -> Callable[[str], list[Token]]:
    @lru_cache(maxsize=8)
    def read(text: str) -> tuple[Token, ...]:
        folded = fold(text)
        found = _english_words(text) if _LATIN_SIGN.search(folded.text) else []
        latin = len(found)
        for run in _CJK_RUN.finditer(folded.text):
            for base in range(run.start(), run.end(), MAX_RUN):
                piece = folded.text[base : min(base + MAX_RUN, run.end())]
                found += [folded.token(term, base + start, base + end) for term, start, end in cut(prepare(piece))]
        return tuple(sorted(found, key=_START) if 0 < latin < len(found) else found)

    return lambda text: list(read(text[:MAX_TEXT]))


def _cjk_pairs(prepare: Callable[[str], str]) -> Callable[[str], list[str]]:
    def pairs(text: str) -> list[str]:
        found = []
        for run in _CJK_RUN.findall(fold(text[:MAX_TEXT]).text):
            signs = prepare(run)
            found += [signs[i : i + 2] for i in range(len(signs) - 1)] or [signs]
        return found

    return pairs


def _no_pairs(text: str) -> list[str]:
    return []


def _as_is(text: str) -> str:
    return text


def _to_hiragana(text: str) -> str:
    return _KATAKANA_RUN.sub(lambda run: run.group().translate(_KANA_SHIFT), text)


_PREPARE: Mapping[str, Callable[[str], str]] = {"zh": simplified, "ja": _to_hiragana}

ANALYZERS: Mapping[str, Analyzer] = {
    analyzer.name: analyzer
    for analyzer in (
        Analyzer("english", _english_words, _no_pairs),
        Analyzer("spanish", _latin_words(_spanish), _no_pairs),
        Analyzer("chinese", _cjk_words(_cut_chinese, simplified), _cjk_pairs(simplified)),
        Analyzer("japanese", _cjk_words(_cut_japanese, _as_is), _cjk_pairs(_to_hiragana)),
    )
}


_japanese_said = _cjk_words(_cut_with_denials, _as_is)

_VERBS = ("has", "have", "had", "is", "are", "was", "were", "do", "does", "did", "could", "would", "should", "must", "need")
_DENIED = {"ca": "can", "wo": "will"} | {verb: verb for verb in _VERBS}


@cache
def _denials() -> Mapping[str, str]:
    """The terms of contracted denials, with or without their apostrophe, and the term of what each denies."""
    forms = {stem("en", verb + end): stem("en", denied) for verb, denied in _DENIED.items() for end in ("n't", "nt")}
    return forms | {stem("en", "cannot"): "can"}


@lru_cache(maxsize=32)
def said(lang: str, text: str) -> tuple[Token, ...]:
    """The words of a text where it matters what is denied: 届きません is 届く and ない, "hasn't" is "has" and "not".

    Whoever looks at a question asks for them; they are cut once.
    """
    if lang == "ja":
        return tuple(_japanese_said(text))
    words = analyzer_of(lang).words(text)
    if lang != "en" or _denials().keys().isdisjoint(word.term for word in words):
        return tuple(words)
    return tuple(part for word in words for part in _denied(word))


def _denied(word: Token) -> tuple[Token, ...]:
    denied = _denials().get(word.term)
    return (word,) if denied is None else (word._replace(term=denied), word._replace(term="not"))


def has_kana(text: str) -> bool:
    """Whether a text can only be Japanese."""
    return bool(_KANA.search(text))


def may_be_japanese(text: str) -> bool:
    """Whether Japanese has every sign of a text: it lacks most of what Chinese has simplified."""
    return all(map(_is_japanese, _KANJI.findall(text)))


@lru_cache(maxsize=20_000)
def _is_japanese(sign: str) -> bool:
    try:
        sign.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def is_kana(text: str) -> bool:
    """Whether a text is Japanese and has no kanji: what was meant is known by its sound only."""
    return has_kana(text) and not _KANJI.search(text)


def word_at(lang: str, folded: str, place: int) -> tuple[str, str] | None:
    """The Latin word or code that begins at a place of a folded text, and its term in a language."""
    match = _LATIN.match(folded, place)
    if match is None:
        return None
    word = match.group("word")
    return match.group(), match.group() if word is None else stem(lang, word)


def read(text: str) -> dict[str, Reading]:
    """A question as each language reads it."""
    text = text[:MAX_TEXT]
    signs = has_signs(text)
    return {lang: Reading(lang, text, signs and lang in _PREPARE) for lang in LANGUAGES}


def has_signs(text: str) -> bool:
    """Whether a text has signs that may be Chinese or Japanese."""
    return not text.isascii() and bool(_CJK_RUN.search(fold(text).text))


def pair_counts(lang: str, text: str) -> Counter[str]:
    """How often each pair stands in a document's text; the last sign of a run, which begins no pair, stands alone."""
    found: Counter[str] = Counter()
    if lang in _PREPARE:
        for run in _CJK_RUN.finditer(fold(text[:MAX_TEXT]).text):
            signs = prepared(lang, run.group())
            found.update(map("".join, zip(signs, signs[1:], strict=False)))
            found[signs[-1]] += 1
    return found


_PLAIN_WORD = re.compile(rf"[^\W\d_{_CJK}]+")


def spellings(text: str) -> Iterator[str]:
    """The words in Latin letters as people spell them, in small letters without accents."""
    for word in _PLAIN_WORD.findall(fold(text[:MAX_TEXT]).text):
        if (plain := without_accents(word)).isascii():
            yield plain


def prepared(lang: str, folded: str) -> str:
    """A folded text as the pairs of a language are read from it, sign for sign."""
    return _PREPARE.get(lang, _as_is)(folded)


def analyzer_of(lang: str) -> Analyzer:
    """The analyzer of a content language."""
    return ANALYZERS[LANGUAGES[lang].analyzer]


def warm() -> None:
    """Load every dictionary, so that no searcher waits for one."""
    for analyzer in ANALYZERS.values():
        analyzer.words("refund 退款 返金")
        analyzer.pairs("退款 返金")
