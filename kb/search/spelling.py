"""Mending typing errors in Latin words: one letter left out, added, changed, or two swapped.

A word is mended only when no language knows it, and to the most used word that is one slip away. Candidates are found by
deletions, as in SymSpell: two words that are one slip apart share a form with at most one letter left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from kb.content.library import Library
from kb.search import analysis
from kb.search.index import body_text

MIN_LETTERS = 5
"""Shorter words have too many neighbours."""

_WORD = re.compile(r"[^\W\d_]+")


class Speller:
    """The Latin words of the documents and synonyms of one state of the library."""

    def __init__(self, library: Library) -> None:
        counts: Counter[str] = Counter()
        for document in library:
            texts = (document.title, document.summary, *document.keywords, body_text(document, library.vocabulary))
            for text in texts:
                counts.update(_words(text))
        for groups in library.synonyms.values():
            for group in groups:
                for entry in group.entries:
                    counts.update(_words(entry))
        for variable in library.vocabulary.variables.values():
            for example in variable.examples.values():
                counts.update(_words(str(example)))
        self._counts = counts
        self._stems = {analysis.stem(lang, word) for lang in ("en", "es") for word in counts}
        self._forms: dict[str, list[str]] = defaultdict(list)
        for word in counts:
            if len(word) >= MIN_LETTERS:
                for form in _forms(word):
                    self._forms[form].append(word)

    def mended(self, text: str) -> str:
        """The text with its unknown words mended where they can be; the text itself when there is nothing to mend."""
        return _WORD.sub(lambda match: self._word(match.group()), text)

    def _word(self, word: str) -> str:
        plain = _plain(word)
        if len(plain) < MIN_LETTERS or not plain.isascii() or self._known(plain):
            return word
        near = {
            found
            for form in _forms(plain)
            for found in self._forms.get(form, ())
            if found[0] in plain[:2] and _one_slip(plain, found)  # the first letter is seldom wrong
        }
        return max(near, key=lambda found: (self._counts[found], found)) if near else word

    def _known(self, word: str) -> bool:
        return word in self._counts or any(analysis.stem(lang, word) in self._stems for lang in ("en", "es"))


def _words(text: str) -> Iterator[str]:
    return (plain for word in _WORD.findall(text) if (plain := _plain(word)).isascii())


def _plain(word: str) -> str:
    return analysis.without_accents(analysis.fold(word).text)


def _forms(word: str) -> Iterator[str]:
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


def _one_slip(left: str, right: str) -> bool:
    """Whether one letter left out, added or changed, or two neighbours swapped, makes one of the other."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    rest, other = left[start:], right[start:]
    if len(left) == len(right):
        return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    longer, shorter = (rest, other) if len(rest) > len(other) else (other, rest)
    return longer[1:] == shorter
