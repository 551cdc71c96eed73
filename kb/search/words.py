"""What one state of the library knows of words beside the index: their meaning, and their spelling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from kb.content.library import Library
from kb.folding import simplified
from kb.search import analysis, syntax
from kb.search.analysis import Reading
from kb.search.expansion import Expander
from kb.search.facets import GROUPS
from kb.search.homophones import Homophones
from kb.search.scoring import Snapshot, Term
from kb.search.spelling import Speller


class Words:
    """The synonyms, labels and words of the trade; what is slow to make is made when it is first needed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.expander = Expander(library)
        self._spellers: tuple[Snapshot, Speller] | None = None
        self._homophones: dict[str, Homophones] = {}

    def still_true(self, library: Library) -> bool:
        """Whether the words of another state of the library are these."""
        return library.vocabulary is self._library.vocabulary and library.synonyms == self._library.synonyms

    @cached_property
    def filter_values(self) -> Mapping[str, Collection[str]]:
        """The values that may stand after `intent:` and the like in a question."""
        known = {"kind": ("template", "article"), **self._library.taxonomy.ids}
        return {group: known[group] for group in GROUPS}

    def mended(self, text: str, lang: str, readings: Mapping[str, Reading], snapshot: Snapshot) -> str:
        """The text with its typing errors mended; the text itself when every word of it is known.

        Signs that may be Chinese or Japanese are taken for the reader's language, `lang`. Operators stay as they are.

        A message is left as it is: its other words tell what is meant, and its names would be taken for errors.
        """
        if not syntax.is_question(text):
            return text
        parts = syntax.OPERATORS.split(text)
        if readings["ja"].signs:
            parts[::2] = [self._homophones_mended(part, lang, snapshot) for part in parts[::2]]
        if any(not _holds_any(terms, snapshot) for terms in _alphabetic(readings)):
            speller = self._speller(snapshot)
            parts[::2] = [speller.mended(part, lambda word: self._is_known(word, snapshot)) for part in parts[::2]]
        return "".join(parts)

    def _homophones_mended(self, text: str, lang: str, snapshot: Snapshot) -> str:
        written = "ja" if lang == "ja" or analysis.has_kana(text) else "zh"
        return self._homophones_of(written).mended(text, lambda pair: _pair_is_used(pair, snapshot))

    def _is_known(self, word: str, snapshot: Snapshot) -> bool:
        stems = [(lang, analysis.stem(lang, word)) for lang in ("en", "es")]
        return any(stem in self._own_stems or snapshot.holds(Term(lang, stem)) for lang, stem in stems)

    def _speller(self, snapshot: Snapshot) -> Speller:
        made = self._spellers
        if made is None or made[0] is not snapshot:
            made = self._spellers = (snapshot, Speller(snapshot.spellings() + self._own))
        return made[1]

    @cached_property
    def _own(self) -> Counter[str]:
        """The Latin words of the synonyms, and of the examples that fill blanks."""
        texts = [entry for groups in self._library.synonyms.values() for group in groups for entry in group.entries]
        for variable in self._library.vocabulary.variables.values():
            texts += [str(example) for example in variable.examples.values()]
        return Counter(word for text in texts for word in analysis.spellings(text))

    @cached_property
    def _own_stems(self) -> frozenset[str]:
        return frozenset(analysis.stem(lang, word) for word in self._own for lang in ("en", "es"))

    def _homophones_of(self, lang: str) -> Homophones:
        found = self._homophones.get(lang)
        if found is None:
            found = self._homophones[lang] = Homophones(lang, self._trade_words(lang), self._right_words)
        return found

    @cached_property
    def _right_words(self) -> frozenset[str]:
        """The words of the trade in Chinese and Japanese as they are written, and in Simplified signs."""
        words = {analysis.fold(word).text for lang in ("ja", "zh") for word in self._trade_words(lang)}
        return frozenset(words | {simplified(word) for word in words})

    def _trade_words(self, lang: str) -> Iterator[str]:
        taxonomy = self._library.taxonomy
        for groups in (taxonomy.issues, taxonomy.intents):
            yield from (names[lang] for names in groups.values())
        for group in self._library.synonyms.get(lang, ()):
            yield from group.entries


def _alphabetic(readings: Mapping[str, Reading]) -> list[tuple[str, str]]:
    """The words in Latin letters, as an English and as a Spanish term."""
    pairs = zip(readings["en"].words, readings["es"].words, strict=True)
    return list({(english.term, spanish.term) for english, spanish in pairs if english.term.isalpha()})


def _holds_any(terms: tuple[str, str], snapshot: Snapshot) -> bool:
    """Whether a word's English or Spanish term is in the index."""
    return any(snapshot.holds(Term(lang, term)) for lang, term in zip(("en", "es"), terms, strict=True))


def _pair_is_used(pair: str, snapshot: Snapshot) -> bool:
    return any(snapshot.holds(Term(lang, analysis.prepared(lang, pair), origin="pair")) for lang in ("zh", "ja"))
