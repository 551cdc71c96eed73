"""What is indexed of a library: each document in one language as an entry, and the terms that an entry is found by.

It is the same for every engine (`kb.search.engine`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kb.content.model import Article, Document, Template
from kb.content.parse import Vocabulary
from kb.search import analysis

WEIGHTS: Mapping[str, float] = {"title": 4.0, "keywords": 3.0, "labels": 2.5, "summary": 2.0, "body": 0.5}
"""What one occurrence counts for in each part: people search for what a reply is called and when it is used."""

PARTS = tuple(WEIGHTS)

WORDS, PAIRS, FACETS = "words", "pairs", "facets"
"""Terms are looked for in groups: the words and the pairs of signs of a language, `words_ja` and `pairs_ja`, and what an
entry is about, whatever its language."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in one language, as text to index. Equal fingerprints mean equal texts."""

    id: str
    lang: str
    fingerprint: str
    read: Callable[[], Mapping[str, str]]
    """Gives the text of each of PARTS; called only when the entry has to be written."""
    facets: tuple[str, ...] = ()
    """What the document is about, like `issue:refund`: the same in every language."""

    @property
    def key(self) -> str:
        """What names the entry in the index."""
        return f"{self.lang}/{self.id}"


def entry_of(document: Document, vocabulary: Vocabulary) -> Entry:
    """What is indexed of a document: its own words, and the labels of its facets in its language."""
    facets, taxonomy, lang = document.facets, vocabulary.taxonomy, document.lang

    def read() -> Mapping[str, str]:
        labels = [taxonomy.intents[facets.intent][lang]] if facets.intent else []
        labels += [taxonomy.issues[issue][lang] for issue in facets.issues]
        return {
            "title": document.title,
            "keywords": "\n".join((*document.keywords, *document.own_keywords)),
            "labels": "\n".join(labels),
            "summary": document.summary,
            "body": body_text(document, vocabulary),
        }

    about = tuple(f"issue:{issue}" for issue in facets.issues)
    if facets.intent:
        about = (f"intent:{facets.intent}", *about)
    variants = document.variants if isinstance(document, Template) else ()
    others = "".join(variant.outline.compiled for variant in variants if variant.locale)
    others += "\n".join(document.own_keywords)
    alternates = hashlib.sha1(others.encode(), usedforsecurity=False).hexdigest() if others else ""
    fingerprint = f"{document.file.blob}:{alternates}:{vocabulary.version}:{','.join(about)}"
    return Entry(document.id, lang, fingerprint, read, about)


@lru_cache(maxsize=4096)
def body_text(document: Document, vocabulary: Vocabulary) -> str:
    """Everything a document says, as plain text; blanks are shown by their labels."""
    if isinstance(document, Article):
        return document.text
    assert isinstance(document, Template)
    labels = {name: variable.labels[document.lang] for name, variable in vocabulary.variables.items()}
    return "\n".join(variant.outline.words(labels) for variant in document.variants)


class Tokens(NamedTuple):
    """The terms of an entry: the words of each part in their order, its pairs, and the words that errors are mended to."""

    parts: Mapping[str, Sequence[str]]
    pairs: Counter[str]
    spellings: frozenset[str]

    @property
    def length(self) -> float:
        """How many words there are, each counting what its part does."""
        return sum(WEIGHTS[part] * len(words) for part, words in self.parts.items())


def tokens_of(entry: Entry) -> Tokens:
    """An entry as its language's analyzer reads it. Errors are not mended to words of the body: any may stand there."""
    analyzer, texts = analysis.analyzer_of(entry.lang), entry.read()
    pairs: Counter[str] = Counter()
    for text in texts.values():
        pairs.update(analysis.pair_counts(entry.lang, text))
    words = {part: [token.term for token in analyzer.words(text)] for part, text in texts.items()}
    told = (text for part, text in texts.items() if part != "body")
    return Tokens(words, pairs, frozenset(word for text in told for word in analysis.spellings(text)))
