"""What a question that is being typed may become: titles, and the terms that documents are found by.

All phrases of a language stand in one text, the most used first, and what is typed is looked for in it: at the head of
phrases, then at the head of words, and in Chinese and Japanese anywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Literal

from kb.content.library import Library
from kb.folding import simplified, unaccented
from kb.search import analysis

MAX_TYPED = 80
"""Code points: whoever has typed more needs no completion."""

MAX_LIMIT = 20
MAX_SCANNED = 200
_HEAD = "\n"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A whole question to ask instead of what was typed, in the language it is in; a title names its document."""

    text: str
    lang: str
    kind: Literal["term", "title"]
    id: str = ""


@dataclass(frozen=True, slots=True)
class _Phrases:
    suggestions: tuple[Suggestion, ...]
    text: str
    starts: list[int]

    def at(self, place: int) -> Suggestion:
        return self.suggestions[bisect_right(self.starts, place) - 1]

    def with_part(self, part: str) -> Iterator[Suggestion]:
        place = self.text.find(part)
        while place >= 0:
            yield self.at(place)
            place = self.text.find(part, place + 1)


class Suggester:
    """The phrases of one state of the library; a language's are gathered when it is first typed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._phrases: dict[tuple[str, bool], _Phrases] = {}

    def suggest(self, typed: str, lang: str, limit: int = 6) -> tuple[Suggestion, ...]:
        """Up to `limit` completions of what was typed, in its language; where that may be two, the reader's comes first."""
        text = typed[:MAX_TYPED].lstrip()
        plain = _plain(text)
        limit = min(limit, MAX_LIMIT)
        if not any(map(str.isalnum, plain)) or len(typed) > MAX_TYPED or limit < 1:
            return ()
        found: dict[str, Suggestion] = {}
        for language in _languages(text, lang):
            for suggestion in islice(self._completions(language, text, plain), MAX_SCANNED):
                if _plain(suggestion.text) != plain.strip():
                    found.setdefault(_plain(suggestion.text), suggestion)
                if len(found) >= limit:
                    return tuple(found.values())
        return tuple(found.values())

    def _completions(self, lang: str, text: str, plain: str) -> Iterator[Suggestion]:
        phrases = self._of(lang, traditional=lang == "zh" and simplified(text) != text)
        yield from phrases.with_part(_HEAD + plain)
        yield from phrases.with_part(" " + plain if plain.isascii() or lang in ("en", "es") else plain)
        head, space, last = text.rpartition(" ")
        if space and len(last) > 1:
            for suggestion in phrases.with_part(_HEAD + _plain(last)):
                if suggestion.kind == "term":
                    yield Suggestion(f"{head} {suggestion.text}", lang, "term")

    def _of(self, lang: str, *, traditional: bool) -> _Phrases:
        found = self._phrases.get((lang, traditional))
        if found is None:
            found = self._phrases[lang, traditional] = _gathered(self._library, lang, traditional=traditional)
        return found


def _gathered(library: Library, lang: str, *, traditional: bool) -> _Phrases:
    terms: Counter[str] = Counter()
    own: Counter[str] = Counter()
    places = own if traditional else terms
    titles = []
    for translations in library.documents.values():
        if document := translations.get(lang):
            terms.update(document.keywords)
            if traditional or lang != "zh":  # the words of Taiwan are no use to those who type Simplified signs
                places.update(document.own_keywords)
            titles.append(Suggestion(document.title, lang, "title", document.id))
    taxonomy = library.taxonomy
    terms.update(labels[lang] for group in (taxonomy.issues, taxonomy.intents) for labels in group.values())
    ordered = [term for found in (own, terms) for term in sorted(found, key=lambda term: (-found[term], len(term), term))]
    suggestions = (*(Suggestion(term, lang, "term") for term in ordered), *titles)
    lines = [_HEAD + _plain(suggestion.text) for suggestion in suggestions]
    return _Phrases(suggestions, "".join(lines), [0, *accumulate(map(len, lines[:-1]))] if lines else [])


def _plain(text: str) -> str:
    """A text as it is compared: case, width and accents do not count, nor Traditional signs, nor hiragana for katakana."""
    folded = " ".join(analysis.fold(text).text.split()) + (" " if text[-1:].isspace() else "")
    return folded if folded.isascii() else simplified(analysis.prepared("ja", unaccented(folded)))


def _languages(text: str, lang: str) -> tuple[str, ...]:
    """The languages that a text may be typed in, the reader's first: hers has words in Latin letters too."""
    if analysis.has_kana(text):
        return ("ja",)
    if analysis.has_signs(text):
        return tuple(sorted(("zh", "ja"), key=lambda code: code != lang))
    return tuple(dict.fromkeys((lang, "en", "es")))
