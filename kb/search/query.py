"""A search as people ask it, and the answer as pages and the API show it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce

import numpy as np

from kb.content.library import Library
from kb.content.model import Document
from kb.content.parse import Vocabulary
from kb.search import analysis, syntax
from kb.search.entries import body_text
from kb.search.facets import GROUPS, REPLY, Catalogue, Filter, Mask, in_reply_language
from kb.search.ranking import READER_BONUS, Matches, Ranking
from kb.search.scoring import Snapshot, Term
from kb.search.snippets import Mark, marks_of, snippet
from kb.search.terms import Reader, terms_as_written
from kb.search.words import Words

MAX_QUERY = 2000
"""Code points of a query that are read: a pasted complaint is seldom longer."""

MAX_LIMIT = 100
MAX_MARKS = 24
"""Of a message with more words than these, the rarest show why a document was found."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. `lang` is the reader's language and hides nothing; the others, when given, must hold."""

    text: str = ""
    lang: str = "en"
    reply_lang: str = ""
    """The customer's language: only templates that can be answered in it."""
    kind: str = ""
    intent: str = ""
    issue: str = ""
    channel: str = ""
    tone: str = ""
    platform: str = ""
    limit: int = 20
    offset: int = 0
    exact: bool = False
    """Take the text as it is written, without mending typing errors."""

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The facet values that must hold."""
        given = [(group, value) for group in GROUPS if (value := getattr(self, group))]
        return (*given, (REPLY, self.reply_lang)) if self.reply_lang else tuple(given)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found: `document` in the language that matched, `snippet` as escaped HTML."""

    document: Document
    translations: Mapping[str, Document]
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query: a page of hits, one a document, and how many there are in all."""

    query: Query
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    suggestion: str | None = None
    """The text with its typing errors mended, where there were any: the hits are those of it."""
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """For each group of facets, how many documents each value would leave."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one term adds to a document's score, and the parts of the text that hold it."""

    term: Term
    adds: float
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a document ranks where it does: its entry that matched, and its reasons, the weightiest first."""

    lang: str
    score: float
    bonus: float
    """What the score was multiplied by because the entry is in the reader's language."""
    aptness: float
    """What it was multiplied by because of what the document is: named so, a reply about one issue, or an article."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """A question made ready: its text, mended where that was needed, and its terms.

    `allowed` are the documents that its phrases and excluded words leave, `admitted` those of them that the filters admit.
    """

    text: str
    suggestion: str | None
    terms: list[Term]
    filters: tuple[Filter, ...]
    allowed: Mask
    admitted: Mask


_Ranked = tuple[Document, Mapping[str, Document], float]
"""A document in the language that matched, its translations, and its score."""


class Searcher:
    """Answers questions about one state of the library and its index. Safe to use from many threads."""

    def __init__(self, library: Library, snapshot: Snapshot, words: Words, catalogue: Catalogue) -> None:
        self._library, self._snapshot, self._words, self._catalogue = library, snapshot, words, catalogue
        self._ranking, self._reader = Ranking(library, snapshot, catalogue), Reader(snapshot, words)

    def search(self, query: Query) -> Results:
        """The documents that answer a query, the best first; all that the filters admit where nothing is asked."""
        started = time.perf_counter()
        look = self._look(query)
        if look.text.strip():
            ranked, matched = self._ranked(query, look)
        else:
            ranked, matched = self._listed(query, look)
        hits = self._shown(ranked, look.terms)
        counts = self._catalogue.counts(matched & look.allowed, look.filters)
        total = int(np.count_nonzero(matched & look.admitted))
        took = (time.perf_counter() - started) * 1000
        return Results(query, total, took, hits, look.suggestion, counts)

    def _shown(self, ranked: Sequence[_Ranked], terms: Sequence[Term]) -> tuple[Hit, ...]:
        """The hits with their snippets."""
        wanted = self._worth_marking(terms, {document.lang for document, _, _ in ranked})
        return tuple(
            Hit(document, translations, snippet(document, self._library, wanted[document.lang]), score)
            for document, translations, score in ranked
        )

    def explain(self, query: Query, id: str) -> Explanation | None:
        """Why a document ranks where it does, or None where it is not found."""
        look = self._look(query)
        scores, entries, _ = self._matches(query, look)
        mine = entries[self._ranking.ordinals[entries] == self._catalogue.ordinals.get(id, -1)]
        if not look.text.strip() or not len(mine):
            return None
        docnum = int(mine[np.argmax(scores[mine])])
        stored = self._snapshot.stored[docnum]
        reasons = []
        for term in look.terms:
            ids, impacts = self._snapshot.impacts(term)
            place = int(np.searchsorted(ids, docnum))
            if place < len(ids) and ids[place] == docnum:
                parts = self._snapshot.parts_with(term, docnum) if term.origin not in ("pair", "facet") else ()
                reasons.append(Reason(term, float(term.weight * impacts[place]), tuple(parts)))
        if not reasons:
            return None
        bonus = READER_BONUS if stored.lang == query.lang else 1.0
        aptness = self._ranking.aptness(docnum, look.text)
        score = bonus * aptness * sum(reason.adds for reason in reasons)
        return Explanation(stored.lang, score, bonus, aptness, tuple(sorted(reasons, key=lambda r: -r.adds)))

    def terms(self, query: Query) -> list[Term]:
        """What is looked for to answer a query, in every language."""
        return self._look(query).terms

    def _look(self, query: Query) -> _Look:
        typed = query.text[:MAX_QUERY].strip()
        readings = analysis.read(typed)
        mended = typed if query.exact else self._words.mended(typed, query.lang, readings, self._snapshot)
        asked = syntax.parse(mended, self._words.filter_values)
        if asked.text != typed:
            readings = analysis.read(asked.text)
        filters = in_reply_language((*query.filters, *asked.filters))
        admitted = self._catalogue.admitted(filters)
        terms = self._reader.terms(asked.text, readings)
        allowed = np.ones_like(admitted)
        for phrase in asked.phrases:
            allowed &= self._saying(phrase, allowed)
        for word in asked.without:
            allowed &= ~self._holding(word)
        return _Look(asked.text, mended if mended != typed else None, terms, filters, allowed, admitted & allowed)

    def _saying(self, phrase: str, allowed: Mask) -> Mask:
        """The documents that say a phrase, in just these words, in any language."""
        mask = np.zeros(len(allowed), dtype=bool)
        sought = syntax.plain(phrase)
        for docnum in np.flatnonzero(self._holding_all(phrase)):
            ordinal = self._ranking.ordinals[docnum]
            if allowed[ordinal] and not mask[ordinal]:
                stored = self._snapshot.stored[int(docnum)]
                document = self._library.documents[stored.id][stored.lang]
                mask[ordinal] = syntax.says(_said_by(document, self._library.vocabulary), sought)
        return mask

    def _holding(self, text: str) -> Mask:
        """The documents that hold every term of a text, in any one language."""
        mask = np.zeros(len(self._catalogue.ids), dtype=bool)
        mask[self._ranking.ordinals[np.flatnonzero(self._holding_all(text))]] = True
        return mask

    def _holding_all(self, text: str) -> Mask:
        """The entries that hold every term of a text as their language reads it."""
        found = np.zeros(len(self._ranking.ordinals), dtype=bool)
        for terms in _by_lang(terms_as_written(text)).values():
            holders = [self._snapshot.impacts(term)[0] for term in terms]
            if all(len(ids) for ids in holders):
                found[reduce(np.intersect1d, sorted(holders, key=len))] = True
        return found & (self._ranking.ordinals >= 0)

    def _ranked(self, query: Query, look: _Look) -> tuple[list[_Ranked], Mask]:
        """The page of the documents that are found, and which documents match, whatever the filters."""
        matches = self._matches(query, look)
        places = self._ranking.best(matches, query.offset + query.limit)[query.offset :]
        stored = self._snapshot.stored
        page = [(*self._document(stored[entry].lang, ordinal), score) for ordinal, entry, score in places]
        return page, matches.documents

    def _matches(self, query: Query, look: _Look) -> Matches:
        return self._ranking.matches(query.lang, look.terms, look.admitted, text=look.text)

    def _listed(self, query: Query, look: _Look) -> tuple[list[_Ranked], Mask]:
        """Everything that the filters admit, replies in the order of a case, then articles."""
        order = self._catalogue.listing[look.admitted[self._catalogue.listing]]
        page = order[query.offset : query.offset + query.limit]
        return [(*self._document(query.lang, int(ordinal)), 0.0) for ordinal in page], np.ones_like(look.admitted)

    def _document(self, lang: str, ordinal: int) -> tuple[Document, Mapping[str, Document]]:
        translations = self._library.documents[self._catalogue.ids[ordinal]]
        return translations.get(lang) or next(iter(translations.values())), translations

    def _worth_marking(self, terms: Sequence[Term], langs: Iterable[str]) -> dict[str, list[Mark]]:
        """The terms that explain a hit, by language: not the common ones, unless nothing else was asked."""
        wanted: dict[str, list[Mark]] = {}
        for lang in langs:
            mine = [term for term in terms if term.lang == lang and term.origin != "facet"]
            asked = {term.text for term in mine if term.origin != "synonym"}
            rare = {term.text: term for term in mine if self._snapshot.holds(term) and not self._snapshot.is_common(term)}
            if len(rare) > MAX_MARKS:
                rare = dict(sorted(rare.items(), key=lambda item: len(self._snapshot.impacts(item[1])[0]))[:MAX_MARKS])
            wanted[lang] = marks_of(
                lang, rare.keys() if rare.keys() & asked or len(asked) > MAX_MARKS else rare.keys() | asked
            )
        return wanted


def _by_lang(terms: Iterable[Term]) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for term in terms:
        found.setdefault(term.lang, []).append(term)
    return found


@lru_cache(maxsize=4096)
def _said_by(document: Document, vocabulary: Vocabulary) -> str:
    """All that a document says, as phrases are looked for in it."""
    keywords = (*document.keywords, *document.own_keywords)
    texts = (document.title, document.summary, *keywords, body_text(document, vocabulary))
    return "\n".join(map(syntax.plain, texts))
