"""What a translation has missed: its source as it was when it was made, beside the source as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.content.changes import Change, changes
from kb.content.freshness import SOURCE
from kb.content.history import History
from kb.content.library import Library
from kb.content.model import Document, Regional
from kb.content.problems import Problems
from kb.content.reading import text_of
from kb.errors import ContentError

UNSTAMPED, SAME, UNKNOWN, CHANGED = "unstamped", "same", "unknown", "changed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A translation beside its source, or a locale's text beside that of its language.

    `changes` are the paragraphs that say something else since. `outcome` is UNSTAMPED where nobody has noted which source
    it was made from, SAME where it was made from the source as it is now, UNKNOWN where the text it was made from is not
    in git here, and CHANGED otherwise.
    """

    source: Document
    translation: Document | Regional
    outcome: str
    changes: tuple[Change, ...] = ()


def compare(library: Library, history: History, id: str, lang: str, locale: str = "") -> Comparison:
    """What changed in a document's source since it was translated; in the text of its language, where a locale is named.

    Raises DocumentNotFound, TranslationNotFound, and ContentError when the language is the source's own, or the locale
    has no text of its own.
    """
    if locale:
        return _regional(history, library.get(id, lang), locale)
    translation, source = library.get(id, lang), source_of(library, id)
    if translation is source:
        raise ContentError(f"{translation.file.path} is the source; name the language of a translation with --lang")
    if translation.stamp is None:
        return Comparison(source, translation, UNSTAMPED)
    if translation.stamp.source == source.file.blob:
        return Comparison(source, translation, SAME)
    before = history.text(translation.stamp.source)
    if before is None:
        return Comparison(source, translation, UNKNOWN)
    now, theirs = (text_now(history, document) for document in (source, translation))
    return Comparison(source, translation, CHANGED, tuple(changes(before, now, theirs)))


def _regional(history: History, base: Document, locale: str) -> Comparison:
    text = regional_of(base, locale)
    if text.stamp is None:
        return Comparison(base, text, UNSTAMPED)
    if text.stamp.source == text.base.source:
        return Comparison(base, text, SAME)
    held = history.held(base.file.path, text.stamp.source)
    before = history.text(held.blob) if held else None
    if before is None:
        return Comparison(base, text, UNKNOWN)
    return Comparison(base, text, CHANGED, tuple(changes(before, *(text_now(history, one) for one in (base, text)))))


def regional_of(document: Document, locale: str) -> Regional:
    """The text that a locale has of its own. Raises ContentError where it has none."""
    if locale not in document.regional:
        known = ", ".join(document.regional) or "no locale"
        raise ContentError(f'{document.path(locale)} is not there; "{document.id}" in {document.lang} has texts for {known}')
    return document.regional[locale]


def changed_sources(library: Library, history: History, revision: str, lang: str = "") -> Iterator[Comparison] | None:
    """Every source that says something else than at a revision, beside its translation into a language if there is one.

    None where git does not know the revision. A source that is new says nothing else: it is left out.
    """
    before = history.blobs_at(revision)
    return None if before is None else _changed(library, history, before, lang)


def _changed(library: Library, history: History, before: Mapping[str, str], lang: str) -> Iterator[Comparison]:
    for id, documents in library.documents.items():
        source = source_of(library, id)
        blob = before.get(source.file.path, source.file.blob)
        old = history.text(blob) if blob != source.file.blob else None
        if old is None:
            continue
        translation = documents.get(lang, source)
        theirs = text_now(history, translation) if translation is not source else ""
        if found := changes(old, text_now(history, source), theirs):
            yield Comparison(source, translation, CHANGED, tuple(found))


def source_of(library: Library, id: str) -> Document:
    """The document that the others are translated from. Raises DocumentNotFound."""
    return next(document for document in library.translations(id).values() if document.freshness == SOURCE)


def text_now(history: History, document: Document | Regional) -> str:
    """What a text's file says on the disk; empty where it cannot be read."""
    return text_of(history.folder / document.file.path, Problems(document.file.path))
