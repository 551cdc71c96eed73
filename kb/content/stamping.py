"""Writing stamps: the only place that changes a translation's front matter, and the stamp is all it changes."""

from __future__ import annotations

import re

from kb.content.freshness import SOURCE
from kb.content.library import Library
from kb.content.model import Document, Regional, Stamp

_FENCE = re.compile(rb"---[ \t]*\r?\n?")


def stamp_for(library: Library, text: Document | Regional, state: str) -> Stamp:
    """The stamp that says a translation reflects its source as it is now, or a locale's text that of its language."""
    if isinstance(text, Regional):
        return Stamp(*text.base, state)
    source = next(d for d in library.translations(text.id).values() if d.freshness == SOURCE)
    return Stamp(source.file.blob, source.digest, state)


def stamped(data: bytes, stamp: Stamp) -> bytes:
    """The file with this stamp as the last line of its front matter, every other byte as it was."""
    lines = data.splitlines(keepends=True)
    end = next(number for number, line in enumerate(lines[1:], start=1) if _FENCE.fullmatch(line))
    matter: list[bytes] = []
    old = False
    for line in lines[1:end]:
        old = line.startswith(b"l10n:") or (old and line[:1] in b" \t")
        if not old:
            matter.append(line)
    newline = b"\r\n" if lines[0].endswith(b"\r\n") else b"\n"
    written = f"l10n: {{source: {stamp.source}, digest: {stamp.digest}, state: {stamp.state}}}".encode() + newline
    return b"".join([lines[0], *matter, written, *lines[end:]])
