"""From what people say to what is meant: synonyms, and the facets that words point to.

Every entry of the synonym lists, and every label of a facet, is looked for in the question: as a sequence of terms, so
that inflections count, and in Chinese and Japanese as written, so that 動かない is not 動く. The longest wins. What is found
adds the facet that it points to, for documents of every language, and the other words of its line, for its own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kb.content.library import Library
from kb.content.synonyms import Group
from kb.folding import simplified
from kb.languages import LANGUAGES
from kb.search import analysis
from kb.search.scoring import Term

SYNONYM_WEIGHT = 0.3
FACET_WEIGHT = 3.5


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

    def matches(self, symbols: Sequence[str]) -> Iterator[list[int]]:
        """The groups of the longest entry at each place, places not overlapping."""
        place = 0
        while place < len(symbols):
            node, end, found = self, place, list[int]()
            for index in range(place, len(symbols)):
                child = node.children.get(symbols[index])
                if child is None:
                    break
                node = child
                if node.groups:
                    end, found = index + 1, node.groups
            if found:
                yield found
            place = end if found else place + 1


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """One language's groups, and how to find them in a question."""

    groups: tuple[Group, ...]
    by_terms: _Trie
    by_signs: _Trie


class Expander:
    """The synonyms and labels of one state of the library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lexicons: dict[str, _Lexicon] = {}

    def _lexicon(self, lang: str) -> _Lexicon:
        """A language's lexicon, made when it is first asked for: two threads at once make the same one."""
        found = self._lexicons.get(lang)
        if found is None:
            found = self._lexicons[lang] = _lexicon(lang, self._library)
        return found

    def expand(self, lang: str, text: str, terms: Sequence[str]) -> Iterator[Term]:
        """What a question in a language adds to its own terms: synonyms, and the facets it points to."""
        if lang in ("ja", "zh") and text.isascii():
            return  # the Latin words of these lists stand in the English one too
        lexicon = self._lexicon(lang)
        found = Counter(group for groups in lexicon.by_terms.matches(terms) for group in groups)
        if lang in ("ja", "zh"):
            found |= Counter(group for groups in lexicon.by_signs.matches(_signs(lang, text)) for group in groups)
        own = set(terms)
        facets: Counter[str] = Counter()
        for index, count in found.items():
            if lexicon.groups[index].facet:
                facets[lexicon.groups[index].facet] += count
            for word in _words(lang, lexicon.groups[index]):
                if word not in own:
                    yield Term(lang, word, SYNONYM_WEIGHT, "synonym")
        for facet, count in facets.items():
            for other in LANGUAGES:
                yield Term(other, facet, FACET_WEIGHT * (1 + math.log(count)), "facet")


def _lexicon(lang: str, library: Library) -> _Lexicon:
    taxonomy = library.taxonomy
    labels = [Group(f"issue:{id}", (names[lang],)) for id, names in taxonomy.issues.items()]
    labels += [Group(f"intent:{id}", (names[lang],)) for id, names in taxonomy.intents.items()]
    groups = (*library.synonyms.get(lang, ()), *labels)
    by_terms, by_signs = _Trie(), _Trie()
    analyzer = analysis.analyzer_of(lang)
    for index, group in enumerate(groups):
        for entry in group.entries:
            if lang in ("ja", "zh") and not entry.isascii():
                by_signs.add(_signs(lang, entry), index)
            elif terms := [token.term for token in analyzer.words(entry)]:
                by_terms.add(terms, index)
    return _Lexicon(groups, by_terms, by_signs)


@lru_cache(maxsize=4096)
def _words(lang: str, group: Group) -> tuple[str, ...]:
    """The entries of a group that are one term: only they can stand in for a word. Cut when first needed."""
    cut = ([token.term for token in analysis.analyzer_of(lang).words(entry)] for entry in group.entries)
    return tuple(dict.fromkeys(terms[0] for terms in cut if len(terms) == 1))


def _signs(lang: str, text: str) -> str:
    folded = analysis.fold(text[: analysis.MAX_TEXT]).text
    return simplified(folded) if lang == "zh" else folded
