"""Stamps say the truth: each names a text that its source has held, and what that text said."""

from __future__ import annotations

from collections.abc import Iterator

from kb.content.freshness import SOURCE
from kb.content.history import History
from kb.content.library import Library
from kb.content.model import Document
from kb.content.problems import Problem, Severity


def check_stamps(library: Library, history: History) -> Iterator[Problem]:
    """Which translations have no stamp, or one that no tool wrote."""
    for documents in library.documents.values():
        source = next(document for document in documents.values() if document.freshness == SOURCE)
        for document in documents.values():
            if document is not source:
                yield from _stamp(document, source, history)


def _stamp(document: Document, source: Document, history: History) -> Iterator[Problem]:
    path, stamp = document.file.path, document.stamp
    remedy = f"read the translation against the source, then run: kb ack {document.id} --lang {document.lang}"
    if stamp is None:
        message = f"there is no stamp, so nobody knows which source this reflects; {remedy}"
        yield Problem(path, 1, 1, "unstamped", message, Severity.WARNING)
    elif stamp.source == source.file.blob:
        if stamp.digest != source.digest:
            yield Problem(path, 1, 1, "source-rev", f"the digest of the stamp is not that of its source; {remedy}")
    elif history.complete and not history.knows(source.file.path, stamp.source):
        yield Problem(path, 1, 1, "source-rev", f"{source.file.path} was never {stamp.source[:12]}; {remedy}")
