"""Writing stamps: the only place that changes a translation's front matter, and the stamp is all it changes."""

from __future__ import annotations

import re

from kb.content.freshness import SOURCE
from kb.content.library import Library
from kb.content.model import Document, Stamp

_LINE = re.compile(rb"^l10n:[^\n]*\n(?:[ \t]+[^\n]*\n)*", re.MULTILINE)


def stamp_for(library: Library, document: Document, state: str) -> Stamp:
    """The stamp that says a translation reflects its source as it is now."""
    source = next(d for d in library.translations(document.id).values() if d.freshness == SOURCE)
    return Stamp(source.file.blob, source.digest, state)


def stamped(data: bytes, stamp: Stamp) -> bytes:
    """The file with this stamp as the last line of its front matter, every other byte as it was."""
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    text = data.replace(b"\r\n", b"\n")
    opening, matter, rest = re.split(rb"^---[ \t]*\n", text, maxsplit=2, flags=re.MULTILINE)
    line = f"l10n: {{source: {stamp.source}, digest: {stamp.digest}, state: {stamp.state}}}\n".encode()
    return (opening + b"---\n" + _LINE.sub(b"", matter) + line + b"---\n" + rest).replace(b"\n", newline)
