"""A search as people ask it, and the answer as pages and the API show it."""

from __future__ import annotations

import html
import math
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from kb.content.library import Library
from kb.content.model import Document, Template
from kb.languages import LANGUAGES
from kb.search import analysis
from kb.search.expansion import Expander
from kb.search.index import body_text
from kb.search.scoring import Snapshot, Term
from kb.search.spelling import Speller

MAX_QUERY = 2000
"""Code points of a query that are read: a pasted complaint is seldom longer."""

MAX_LIMIT = 100
PAIR_WEIGHT, SHORT_PAIR_WEIGHT = 0.18, 0.6
SHORT_QUERY = 4
"""Characters: so short a Chinese or Japanese query leans on pairs, for a dictionary cuts it by chance."""

COMPLETION_WEIGHT = 0.4
MAX_COMPLETIONS = 12
READER_BONUS = 1.04
"""Between two equal hits the one in the reader's language comes first."""

NOISE = 0.12
"""In a long question, a hit below this share of the best one has met a stray word and not what is asked."""

FEW_WORDS = 24
"""Code points: so short a question means each of its words, and whatever holds one is listed."""

SNIPPET = {"en": 180, "es": 180, "ja": 90, "zh": 90}
_KANA = re.compile("[\u3040-\u30ff\uff66-\uff9f]")


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

    def admits(self, document: Document, translations: Mapping[str, Document]) -> bool:
        """Whether a document, by its facets, may be an answer."""
        facets = document.facets
        wanted = (
            (self.kind, (document.kind,)),
            (self.intent, (facets.intent,)),
            (self.issue, facets.issues),
            (self.channel, facets.channels),
            (self.tone, document.tones if isinstance(document, Template) else ()),
        )
        if any(value and value not in offered for value, offered in wanted):
            return False
        if self.platform and (
            self.platform in facets.not_on or (facets.platforms and self.platform not in facets.platforms)
        ):
            return False
        return not self.reply_lang or (isinstance(document, Template) and self.reply_lang in translations)


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


class Words:
    """What one state of the library knows of words beside the index: their meaning, and their spelling."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.expander = Expander(library)

    @cached_property
    def speller(self) -> Speller:
        """Made for the first question with a word that the index does not know."""
        return Speller(self._library)

    def mended(self, text: str, snapshot: Snapshot) -> str:
        """The text with its typing errors mended; the text itself when the index knows every word of it."""
        plain = {lang: {token.term for token in analysis.analyzer_of(lang).words(text)} for lang in ("en", "es")}
        unknown = [term for term in plain["en"] if term.isalpha() and not snapshot.knows("en", term)]
        if not unknown or not any(not snapshot.knows("es", term) for term in plain["es"]):
            return text
        return self.speller.mended(text)


def search(query: Query, library: Library, snapshot: Snapshot, words: Words) -> Results:
    """The documents that answer a query, the best first; all that the filters admit where nothing is asked."""
    started = time.perf_counter()
    asked = query.text[:MAX_QUERY]
    text = asked if query.exact else words.mended(asked, snapshot)
    terms = _merged(_terms(text, snapshot, words.expander))
    found = _ranked(query, text, library, snapshot, terms) if text.strip() else _listed(query, library)
    page = found[query.offset : query.offset + query.limit]
    wanted = _worth_marking(terms, snapshot)
    hits = tuple(
        Hit(document, library.translations(document.id), _snippet(document, library, wanted[document.lang]), score)
        for document, score in page
    )
    took = (time.perf_counter() - started) * 1000
    return Results(query, len(found), took, hits, text if text != asked else None)


def _terms(text: str, snapshot: Snapshot, expander: Expander) -> Iterator[Term]:
    """What to look for, in every language that the text may be in."""
    japanese = bool(_KANA.search(text))
    short = len("".join(text.split())) <= SHORT_QUERY
    for lang in LANGUAGES:
        if lang == "zh" and japanese:
            continue
        analyzer = analysis.analyzer_of(lang)
        words = analyzer.words(text)
        for token in words:
            yield Term(lang, token.term)
        yield from expander.expand(lang, text, [token.term for token in words])
        for token in analyzer.pairs(text):
            yield Term(lang, token.term, SHORT_PAIR_WEIGHT if short else PAIR_WEIGHT, pair=True)
            if len(token.term) == 1:
                for completion in snapshot.completions(f"pairs_{lang}", token.term, MAX_COMPLETIONS):
                    yield Term(lang, completion, SHORT_PAIR_WEIGHT, pair=True)
        last = words[-1] if words and words[-1].end == len(text) and len(words) <= 6 else None
        if last and last.term.isascii() and last.end - last.start > 1:
            typed = analysis.fold(text[last.start : last.end]).text
            for completion in snapshot.completions(f"words_{lang}", typed, MAX_COMPLETIONS):
                if completion != last.term:
                    yield Term(lang, completion, COMPLETION_WEIGHT)


def _merged(terms: Iterable[Term]) -> list[Term]:
    """Each term once; one that is said again counts more, but ever less so."""
    counts = Counter(terms)
    return [replace(term, weight=term.weight * (1 + math.log(count))) for term, count in counts.items()]


def _worth_marking(terms: list[Term], snapshot: Snapshot) -> dict[str, set[str]]:
    """The terms that explain a hit, by language: not the common ones, unless nothing else was asked."""
    wanted: dict[str, set[str]] = {}
    for lang in LANGUAGES:
        mine = [term for term in terms if term.lang == lang and not term.facet]
        asked = {term.text for term in mine if term.weight >= 1 or term.pair}
        telling = {term.text for term in mine if not snapshot.is_common(term)}
        wanted[lang] = telling if telling & asked else telling | asked
    return wanted


def _ranked(
    query: Query, text: str, library: Library, snapshot: Snapshot, terms: list[Term]
) -> list[tuple[Document, float]]:
    scores = snapshot.score(terms)
    best: dict[str, tuple[float, str]] = {}
    for docnum in np.flatnonzero(scores):
        stored = snapshot.stored[int(docnum)]
        score = float(scores[docnum]) * (READER_BONUS if stored.lang == query.lang else 1.0)
        if stored.id not in best or score > best[stored.id][0]:
            best[stored.id] = (score, stored.lang)
    found = []
    for id, (score, lang) in best.items():
        translations = library.documents.get(id, {})
        document = translations.get(lang)
        if document and query.admits(document, translations):
            found.append((document, score))
    found.sort(key=lambda pair: (-pair[1], pair[0].id))
    top = found[0][1] if found else 0.0
    if len(text.strip()) <= FEW_WORDS:
        return found
    return [(document, score) for document, score in found if score >= NOISE * top]


def _listed(query: Query, library: Library) -> list[tuple[Document, float]]:
    """Everything that the filters admit, replies in the order of a case, then articles."""
    order = {intent: place for place, intent in enumerate(library.taxonomy.intents)}
    found = []
    for translations in library.documents.values():
        document = translations.get(query.lang) or next(iter(translations.values()))
        if query.admits(document, translations):
            found.append(document)
    found.sort(key=lambda d: (d.kind != "template", order.get(d.facets.intent, len(order)), d.id))
    return [(document, 0.0) for document in found]


def _snippet(document: Document, library: Library, terms: set[str]) -> str:
    """The summary when it holds what was asked, else the place in the text that holds most of it."""
    summary = _spans(document.lang, document.summary, terms)
    if summary or not terms:
        return _marked(document.summary, 0, len(document.summary), summary)
    body = body_text(document, library.vocabulary)
    spans = _spans(document.lang, body, terms)
    if not spans:
        return _marked(document.summary, 0, len(document.summary), [])
    start, end = _window(body, spans, SNIPPET[document.lang])
    text = _marked(body, start, end, spans)
    return ("… " if start else "") + text + (" …" if end < len(body) else "")


@lru_cache(maxsize=4096)
def _tokens(lang: str, text: str) -> tuple[analysis.Token, ...]:
    analyzer = analysis.analyzer_of(lang)
    pairs = (token for token in analyzer.pairs(text) if not _only_hiragana(token.term))
    return (*analyzer.words(text), *pairs)


def _only_hiragana(term: str) -> bool:
    return all("\u3040" <= sign <= "\u309f" for sign in term)


def _spans(lang: str, text: str, terms: set[str]) -> list[tuple[int, int]]:
    """The places of the terms in a text, overlapping ones joined."""
    found = sorted((token.start, token.end) for token in _tokens(lang, text) if token.term in terms)
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _window(text: str, spans: list[tuple[int, int]], size: int) -> tuple[int, int]:
    """The piece of about `size` characters that begins at a line or sentence and holds most spans."""
    best = max(spans, key=lambda span: sum(1 for other in spans if span[0] <= other[0] < span[0] + size))
    breaks = [m.end() for m in re.finditer(r"[.!?。！？\n]\s*", text[: best[0]])]
    start = breaks[-1] if breaks and best[0] - breaks[-1] < size // 2 else max(0, best[0] - size // 4)
    end = min(len(text), start + size)
    if end < len(text) and (space := text.rfind(" ", start + size // 2, end)) > 0:
        end = space
    return start, end


def _marked(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> str:
    parts, position = [], start
    for left, right in spans:
        if left >= start and right <= end:
            parts += [html.escape(text[position:left]), "<mark>", html.escape(text[left:right]), "</mark>"]
            position = right
    return " ".join("".join([*parts, html.escape(text[position:end])]).split())
