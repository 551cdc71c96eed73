"""From what people say to what is meant: synonyms, and the facets that words point to.

Every entry of the synonym lists, and every label of a facet, is looked for in the question: as a sequence of terms, so that
inflections count (in Japanese what denies is a term too: 動かない is not 動く), and in Chinese and Japanese as it is
written. The longest wins. What is found adds the facet that it points to, for documents of every language, and the other
words of its line, for its own.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from kb.content.library import Library
from kb.content.synonyms import Group
from kb.folding import simplified
from kb.languages import LANGUAGES
from kb.search import analysis
from kb.search.scoring import ANY, Term
from kb.search.topics import Heard, Topics

MIN_SOUND = 4
"""Kana: a shorter sound stands in the middle of many words."""

SYNONYM_WEIGHT = 0.3
FACET_WEIGHT = 3.0
TOPIC_WEIGHTS = {"issue": 16.0, "intent": 7.0}
"""What a facet counts for where a text's words are all like it, beside the phrases that point to it."""
FIRST = (3.0, 3.0, 2.0)
"""What the first steps of a case count for in a text that asks for none."""

SENTENCE = 8
"""Words: so long a text rather tells what happened than names what is wanted."""

LIKELY = 0.3
"""A message of which no phrase points to an issue may be about it when it is as likely as this."""

_DETERMINERS = {
    "en": "a an the my your our his her its their this that these those some any",
    "es": "el la los las lo un una unos unas mi mis tu tus su sus nuestro nuestra vuestro vuestra este esta ese esa",
}
"""Words that tell nothing of the matter: "update her review" is "update your review", and "update review" too."""


@dataclass(slots=True)
class _Trie:
    """Sequences of symbols, and the groups that each belongs to."""

    children: dict[str, _Trie] = field(default_factory=dict)
    groups: list[int] = field(default_factory=list)

    def add(self, symbols: Sequence[str], group: int) -> None:
        node = self
        for symbol in symbols:
            node = node.children.setdefault(symbol, _Trie())
        node.groups.append(group)

    def matches(self, symbols: Sequence[str]) -> Iterator[tuple[int, int, list[int]]]:
        """Where the longest entry at each place begins and ends, and its groups; places do not overlap."""
        end = 0
        for place, first in enumerate(symbols):
            node = self.children.get(first) if place >= end else None
            index, found = place, None
            while node is not None:
                index += 1
                if node.groups:
                    end, found = index, node.groups
                node = node.children.get(symbols[index]) if index < len(symbols) else None
            if found:
                yield place, end, found


class Pointer(NamedTuple):
    """A piece of a text that points to a facet like `issue:refund`, in code points."""

    facet: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """One language's groups, and how to find them in a question."""

    groups: tuple[Group, ...]
    by_terms: _Trie
    by_signs: _Trie
    topics: Topics


class Expander:
    """The synonyms and labels of one state of the library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lexicons: dict[str, _Lexicon] = {}
        self._making = {lang: threading.Lock() for lang in LANGUAGES}
        self._heard: _Trie | None = None

    def _lexicon(self, lang: str) -> _Lexicon:
        """A language's lexicon, made when it is first asked for; who asks meanwhile waits, and does not make it again."""
        found = self._lexicons.get(lang)
        if found is None:
            with self._making[lang]:
                found = self._lexicons.get(lang) or _lexicon(lang, self._library)
                self._lexicons[lang] = found
        return found

    def _by_reading(self, lexicon: _Lexicon) -> _Trie:
        """The Japanese entries as they sound, made for the first question without a kanji."""
        if self._heard is None:
            heard = _Trie()
            for index, group in enumerate(lexicon.groups):
                for entry in group.entries:
                    sound = analysis.prepared("ja", analysis.fold(analysis.reading(entry)).text)
                    if len(sound) >= MIN_SOUND:
                        heard.add(sound, index)
            self._heard = heard
        return self._heard

    def heard(self, text: str, langs: Iterable[str]) -> dict[str, Heard]:
        """A text as each of these languages hears it, the one first that knows most of it."""
        said = {lang: self._lexicon(lang).topics.heard(text) for lang in langs}
        return dict(sorted(said.items(), key=lambda item: -item[1].known))

    def expand(self, lang: str, text: str, terms: Sequence[str], shares: Mapping[str, float]) -> Iterator[Term]:
        """What a question in a language adds to its own terms: synonyms, and the facets it points to.

        `shares` tell how likely it is about each facet.
        """
        if lang in ("ja", "zh") and text.isascii():
            return  # the Latin words of these lists stand in the English one too
        lexicon = self._lexicon(lang)
        words = _telling(lang, [token.term for token in analysis.said(lang, text)] if lang in ("en", "ja") else terms)
        found = Counter(group for _, _, groups in lexicon.by_terms.matches(words) for group in groups)
        if lang in ("ja", "zh"):
            found |= Counter(group for _, _, groups in lexicon.by_signs.matches(_signs(lang, text)) for group in groups)
        if lang == "ja" and analysis.is_kana(text):
            heard = analysis.prepared(lang, _signs(lang, text))
            found |= Counter(group for _, _, groups in self._by_reading(lexicon).matches(heard) for group in groups)
        own = set(terms)
        facets: Counter[str] = Counter()
        for index, count in found.items():
            if lexicon.groups[index].facet:
                facets[lexicon.groups[index].facet] += count
            for word in _words(lang, lexicon.groups[index]):
                if word not in own:
                    yield Term(lang, word, SYNONYM_WEIGHT, "synonym")
        told = shares and len(terms) >= SENTENCE  # only the language that a text is in knows what it asks for
        weights = self._of_message(facets, shares) if told else _weights(facets, shares)
        for facet, weight in weights.items():
            yield Term(ANY, facet, weight, "facet")

    def _of_message(self, pointed: Mapping[str, int], shares: Mapping[str, float]) -> dict[str, float]:
        """What each facet counts for in a text that tells what happened: it is answered from the first steps of a case on.

        A phrase that points to a later one is not enough: "the tracking" in a complaint asks for no progress report.
        """
        weights = _weights({f: n for f, n in pointed.items() if f in shares or not f.startswith("intent:")}, shares)
        unheard = 1 - sum(share for facet, share in shares.items() if facet.startswith("intent:"))
        for id, weight in zip(self._library.taxonomy.intents, FIRST, strict=False):
            weights[f"intent:{id}"] = weights.get(f"intent:{id}", 0.0) + unheard * weight
        return weights

    def issues(self, lang: str, text: str) -> dict[str, list[Pointer]]:
        """The issues that a text in a language is about, with the words that give each away: the likeliest first.

        Those that the whole text speaks of come before those that only a phrase points to, the most pointed to first.
        """
        pointed: dict[str, list[Pointer]] = {}
        for pointer in self.pointers(lang, text):
            pointed.setdefault(pointer.facet, []).append(pointer)
        topics = self._lexicon(lang).topics
        shares = topics.heard(text).shares()
        found: dict[str, list[Pointer]] = {}
        for id in self._library.taxonomy.issues:
            facet = f"issue:{id}"
            if facet in pointed:
                found[id] = pointed[facet]
            elif shares.get(facet, 0) >= LIKELY:
                found[id] = [Pointer(facet, start, end) for start, end in topics.telling(text, facet)]

        def place(id: str) -> tuple[bool, int, int]:
            pointers = pointed.get(f"issue:{id}", [])
            first = min((pointer.start for pointer in found[id]), default=len(text))
            return shares.get(f"issue:{id}", 0) < LIKELY / 2, -len(pointers), first

        return {id: found[id] for id in sorted(found, key=place)}

    def pointers(self, lang: str, text: str) -> list[Pointer]:
        """The words of a text in a language that point to a facet, in the order of the text."""
        lexicon, text = self._lexicon(lang), text[: analysis.MAX_TEXT]
        tokens = [token for token in analysis.said(lang, text) if token.term not in _skipped(lang)]
        places = [
            (tokens[first].start, tokens[last - 1].end, groups)
            for first, last, groups in lexicon.by_terms.matches([token.term for token in tokens])
        ]
        if lang in ("ja", "zh"):
            folded = analysis.fold(text)
            places += [
                (folded.starts[first], folded.ends[last - 1], groups)
                for first, last, groups in lexicon.by_signs.matches(_signs(lang, text))
            ]
        found = {
            Pointer(lexicon.groups[group].facet, start, end)
            for start, end, groups in places
            for group in groups
            if lexicon.groups[group].facet
        }
        return sorted(found, key=lambda pointer: (pointer.start, pointer.end, pointer.facet))


def _lexicon(lang: str, library: Library) -> _Lexicon:
    taxonomy = library.taxonomy
    labels = [Group(f"issue:{id}", (names[lang],)) for id, names in taxonomy.issues.items()]
    labels += [Group(f"intent:{id}", (names[lang],)) for id, names in taxonomy.intents.items()]
    groups = (*library.synonyms.get(lang, ()), *labels)
    by_terms, by_signs = _Trie(), _Trie()
    for index, group in enumerate(groups):
        for entry in group.entries:
            terms = _telling(lang, [token.term for token in analysis.said(lang, entry)])
            if lang in ("ja", "zh") and not entry.isascii():
                by_signs.add(_signs(lang, entry), index)
            if (lang != "zh" or entry.isascii()) and terms:
                by_terms.add(terms, index)
    return _Lexicon(groups, by_terms, by_signs, Topics.read(lang))


def _weights(pointed: Mapping[str, int], shares: Mapping[str, float]) -> dict[str, float]:
    """What each facet counts for, by how many phrases of a text point to it and how likely the whole is about it."""
    weights = {facet: FACET_WEIGHT * (1 + math.log(count)) for facet, count in pointed.items()}
    for facet, share in shares.items():
        weights[facet] = weights.get(facet, 0.0) + TOPIC_WEIGHTS[facet.partition(":")[0]] * share
    return weights


@cache
def _skipped(lang: str) -> frozenset[str]:
    return frozenset(analysis.stem(lang, word) for word in _DETERMINERS.get(lang, "").split())


def _telling(lang: str, terms: Sequence[str]) -> Sequence[str]:
    """The terms without those that tell nothing of the matter."""
    skipped = _skipped(lang)
    return [term for term in terms if term not in skipped] if skipped else terms


@lru_cache(maxsize=4096)
def _words(lang: str, group: Group) -> tuple[str, ...]:
    """The entries of a group that are one term: only they can stand in for a word. Cut when first needed."""
    cut = ([token.term for token in analysis.analyzer_of(lang).words(entry)] for entry in group.entries)
    return tuple(dict.fromkeys(terms[0] for terms in cut if len(terms) == 1))


def _signs(lang: str, text: str) -> str:
    folded = analysis.fold(text[: analysis.MAX_TEXT]).text
    return simplified(folded) if lang == "zh" else folded
