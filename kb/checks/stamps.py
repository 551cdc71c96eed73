"""Stamps say the truth: each names a text that its source has held, and what that text said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from kb.checks.texts import Text, Texts
from kb.content.freshness import SOURCE
from kb.content.history import History
from kb.content.model import Base, Document, Regional
from kb.content.problems import Problem, Severity

_STAMP = re.compile(r"^l10n:", re.MULTILINE)


def check_stamps(texts: Texts, history: History) -> Iterator[Problem]:
    """Which translations, and which texts of locales, have no stamp, or one that no tool wrote."""
    for documents in texts.library.documents.values():
        source = next(document for document in documents.values() if document.freshness == SOURCE)
        for document in documents.values():
            acked = f"kb ack {document.id} --lang {document.lang}"
            if document is not source:
                known = partial(history.knows, source.file.path)
                remedy = f"read the translation against the source, then run: {acked}"
                now = Base(source.file.blob, source.digest)
                told = _stamp(document, now, source.file.path, remedy, known if history.complete else None)
                yield from _placed(told, texts.files.get(document.file.path))
            for text in document.regional.values():
                held = partial(history.held, document.file.path)
                remedy = f"read the text against {document.file.path}, then run: {acked} --locale {text.locale}"
                told = _stamp(text, text.base, document.file.path, remedy, held if history.complete else None)
                yield from _placed(told, texts.files.get(text.file.path))


def _placed(problems: Iterator[Problem], text: Text | None) -> Iterator[Problem]:
    """The problems at the line of the stamp, where there is one."""
    found = _STAMP.search(text.written) if text else None
    for problem in problems:
        yield text.problem(found.start(), problem.code, problem.message, problem.severity) if text and found else problem


def _stamp(
    text: Document | Regional, now: Base, source: str, remedy: str, known: Callable[[str], object] | None
) -> Iterator[Problem]:
    """What is wrong with the stamp of a text whose source is `now`; `known` tells what that has been, where it is known."""
    path, stamp = text.file.path, text.stamp
    if stamp is None:
        message = f"there is no stamp, so nobody knows which source this reflects; {remedy}"
        yield Problem(path, 1, 1, "unstamped", message, Severity.WARNING)
    elif stamp.source == now.source:
        if stamp.digest != now.digest:
            yield Problem(path, 1, 1, "source-rev", f"the digest of the stamp is not that of its source; {remedy}")
    elif known and not known(stamp.source):
        yield Problem(path, 1, 1, "source-rev", f"{source} was never {stamp.source[:12]}; {remedy}")
