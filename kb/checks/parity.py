"""Translations say the same: the same documents, tones, paragraphs and variables in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kb.checks.blocks import paired
from kb.checks.texts import Text, Texts
from kb.content.freshness import SOURCE
from kb.content.model import Document, Template
from kb.content.outline import Outline
from kb.content.problems import Problem, Severity
from kb.languages import LANGUAGES


def check_parity(texts: Texts) -> Iterator[Problem]:
    """What a language lacks or has over its source."""
    for translations in texts.library.documents.values():
        source = next(document for document in translations.values() if document.freshness == SOURCE)
        for lang in LANGUAGES:
            if lang not in translations:
                message = f"there is no {lang}/{source.id}.md; translate it"
                yield Problem(source.file.path, 1, 1, "path-parity", message, Severity.WARNING)
        if isinstance(source, Template):
            yield from _templates(source, translations, texts)


def _templates(source: Template, translations: Mapping[str, Document], texts: Texts) -> Iterator[Problem]:
    twins = {variant.tone: variant.outline for variant in source.variants if not variant.locale}
    for document in translations.values():
        text = texts.files.get(document.file.path)
        if not isinstance(document, Template) or text is None:
            continue
        if set(document.tones) != set(source.tones):
            message = f"the tones are {', '.join(document.tones)}; the source has {', '.join(source.tones)}"
            extra = next((tone for tone in document.tones if tone not in source.tones), document.tones[0])
            yield text.problem(_heading(text, extra), "tone-parity", message)
        if document.subject and source.subject:
            yield from _variables(text, "subject", document.subject, source.subject)
        elif document.subject or source.subject:
            message = "the source has a subject; add one" if source.subject else "the source has no subject; delete it"
            yield text.problem(_heading(text, "subject"), "subject-parity", message)
        yield from _own_subjects(document, source, texts)
        for variant in document.variants:
            own = texts.files.get(document.path(variant.locale))
            twin = twins.get(variant.tone)
            if own and twin and twin is not variant.outline:
                yield from _outlines(own, variant.tone, variant.outline, twin, texts.files.get(source.file.path))


def _own_subjects(document: Template, source: Template, texts: Texts) -> Iterator[Problem]:
    """What is wrong with the subjects of locales: one of another script cannot do with its base's."""
    for locale in dict.fromkeys(variant.locale for variant in document.variants if variant.locale):
        text, subject = texts.files.get(document.path(locale)), document.own_subjects.get(locale)
        if text is None:
            continue
        if subject and source.subject:
            yield from _variables(text, "subject", subject, source.subject)
        elif subject:
            message = "the source has no subject; delete it"
            yield text.problem(_heading(text, "subject"), "subject-parity", message)
        elif source.subject and not document.subject_of(locale):
            message = f"the source has a subject; add one for {locale}, which is of another script than the base"
            yield text.problem(0, "subject-parity", message)


def _heading(text: Text, where: str) -> int:
    """The place of a tone's heading, or of a text of the front matter; the file's beginning where it has none."""
    piece = text.section(where)
    return piece.heading if piece else 0


def _outlines(text: Text, tone: str, mine: Outline, theirs: Outline, source: Text | None) -> Iterator[Problem]:
    if mine.paragraphs != theirs.paragraphs:
        message = f'"{tone}" has {mine.paragraphs} paragraphs; the source has {theirs.paragraphs}'
        yield text.problem(_heading(text, tone), "paragraph-parity", f"{message}; agents read them side by side")
    yield from _variables(text, tone, mine, theirs, source)


def _variables(text: Text, where: str, mine: Outline, theirs: Outline, source: Text | None = None) -> Iterator[Problem]:
    names, wanted = set(mine.names), set(theirs.names)
    piece = text.section(where)
    for name in sorted(names - wanted):
        found = re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", piece.text) if piece else None
        place = piece.start + found.start() if piece and found else _heading(text, where)
        yield text.problem(place, "variable-parity", f'"{where}" uses "{name}", which the source does not; take it out')
    for name in sorted(wanted - names):
        message = f'"{where}" does not use "{name}", which the source does; put it where it belongs'
        yield text.problem(_belongs(name, text, where, source), "variable-parity", message)


def _belongs(name: str, text: Text, where: str, source: Text | None) -> int:
    """The place of the paragraph whose twin in the source has a blank; the heading's where no paragraph is its twin."""
    piece, other = text.section(where), source.section(where) if source else None
    for own, its in paired(piece, other) if piece and other else ():
        if name in its.piece.text and name not in own.piece.text:
            return own.piece.start
    return _heading(text, where)
