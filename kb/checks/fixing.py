"""Mending what is safe: width, punctuation, spaces and signs that nobody sees. Nothing that a sentence says changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kb.checks.texts import Text
from kb.checks.typography import Mend, mends
from kb.content.ignores import ignores_of
from kb.content.problems import Problem, Severity


class Mended(NamedTuple):
    """A file's bytes as they should be, and what was mended in it."""

    data: bytes
    told: tuple[Problem, ...]


def mended(text: Text, data: bytes) -> Mended | None:
    """The file with all that is safe mended; None where nothing is. Its line ends and its first mark stay as they are."""
    excused = {(note.line + 1, note.code) for note in ignores_of(text.written)}
    found = [mend for mend in mends(text) if (text.problem(mend.start, mend.code, "").line, mend.code) not in excused]
    if not found:
        return None
    written, done = [], 0
    for mend in found:
        written += [text.written[done : mend.start], mend.instead]
        done = mend.end
    written.append(text.written[done:])
    ends = "\r\n" if b"\r\n" in data else "\n"
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    return Mended(mark + "".join(written).replace("\n", ends).encode(), tuple(_told(text, mend) for mend in found))


def fix(folder: Path, texts: Mapping[str, Text]) -> list[Problem]:
    """What was mended in the files of a folder, each with the place where it stood."""
    told: list[Problem] = []
    for text in texts.values():
        found = mended(text, (folder / text.path).read_bytes())
        if found:
            (folder / text.path).write_bytes(found.data)
            told += found.told
    return told


def _told(text: Text, mend: Mend) -> Problem:
    was = text.written[mend.start : mend.end]
    shown = was if was.isprintable() and was.strip() else " ".join(f"U+{ord(sign):04X}" for sign in was)
    message = f'"{shown}" is now "{mend.instead}"' if mend.instead else f'"{shown}" is gone'
    return text.problem(mend.start, mend.code, message, Severity.WARNING)
