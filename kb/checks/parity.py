"""Translations say the same: the same documents, tones, paragraphs and variables in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kb.content.freshness import SOURCE
from kb.content.library import Library
from kb.content.model import Document, Template
from kb.content.outline import Outline
from kb.content.problems import Problem, Severity
from kb.languages import LANGUAGES


def check_parity(library: Library) -> Iterator[Problem]:
    """What a language lacks or has over its source."""
    for translations in library.documents.values():
        source = next(document for document in translations.values() if document.freshness == SOURCE)
        for lang in LANGUAGES:
            if lang not in translations:
                message = f"there is no {lang}/{source.id}.md; translate it"
                yield Problem(source.file.path, 1, 1, "path-parity", message, Severity.WARNING)
        if isinstance(source, Template):
            yield from _templates(source, translations)


def _templates(source: Template, translations: Mapping[str, Document]) -> Iterator[Problem]:
    twins = {variant.tone: variant.outline for variant in source.variants if not variant.locale}
    for document in translations.values():
        if not isinstance(document, Template):
            continue
        path = document.file.path
        if set(document.tones) != set(source.tones):
            message = f"the tones are {', '.join(document.tones)}; the source has {', '.join(source.tones)}"
            yield Problem(path, 1, 1, "tone-parity", message)
        if document.subject and source.subject:
            yield from _variables(path, "subject", document.subject, source.subject)
        elif document.subject or source.subject:
            message = "the source has a subject; add one" if source.subject else "the source has no subject; delete it"
            yield Problem(path, 1, 1, "subject-parity", message)
        for variant in document.variants:
            twin = twins.get(variant.tone)
            if twin and twin is not variant.outline:
                yield from _outlines(path, variant.tone, variant.outline, twin)


def _outlines(path: str, tone: str, mine: Outline, theirs: Outline) -> Iterator[Problem]:
    if mine.paragraphs != theirs.paragraphs:
        message = f'"{tone}" has {mine.paragraphs} paragraphs; the source has {theirs.paragraphs}'
        yield Problem(path, 1, 1, "paragraph-parity", f"{message}; agents read them side by side")
    yield from _variables(path, tone, mine, theirs)


def _variables(path: str, where: str, mine: Outline, theirs: Outline) -> Iterator[Problem]:
    names, wanted = set(mine.names), set(theirs.names)
    for name in sorted(names - wanted):
        yield Problem(path, 1, 1, "variable-parity", f'"{where}" uses "{name}", which the source does not')
    for name in sorted(wanted - names):
        yield Problem(path, 1, 1, "variable-parity", f'"{where}" does not use "{name}", which the source does')
