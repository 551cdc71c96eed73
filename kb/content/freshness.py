"""Which source text a translation reflects, told by content and never by date.

A stamp in a translation's front matter holds git's id of the source file it was made from and a digest of
what that file said. The id leads to the difference in git's history; the digest tells, without any history,
whether the source says something else now, or was only laid out anew. The text of a locale is stamped alike
with the text of its language, whose own stamp does not count: it changes whenever that is found to hold.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable

from kb.content.model import Stamp

SOURCE = "source"
STATES = ("machine", "needs-review", "reviewed")
"""What a stamp may say: who has looked at the translation."""

UNSTAMPED, STALE, COSMETIC = "unstamped", "stale", "cosmetic"
FRESH = (SOURCE, COSMETIC, "reviewed")
"""A text that says what its source says, as somebody has found."""

_STAMP = re.compile(r"\A(---[ \t]*\n(?:(?!---[ \t]*\n).*\n)*?)l10n:.*\n(?:[ \t].*\n)*")
_TAG_OPENS, _TAG_CLOSES = re.compile(r"\{[{%]"), re.compile(r"[%}]\}")
_STRONG_OPENS, _STRONG_CLOSES = re.compile(r"__(?=\S)"), re.compile(r"(?<=\S)__")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+)(?<=[^\s*])\*(?![\w*])")
_BULLET = re.compile(r"^[^\S\n]*[*+-]\s+", re.MULTILINE)


def blob_id(data: bytes) -> str:
    """Git's id of a file with this content, line ends being LF."""
    data = data.replace(b"\r\n", b"\n")
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def without_stamp(text: str) -> str:
    """A file's text as it is without its stamp."""
    return _STAMP.sub(r"\1", text.removeprefix("\ufeff"), count=1)


def unstamped_id(text: str) -> str:
    """Git's id of a file with this text, without its stamp."""
    return blob_id(without_stamp(text).encode("utf-8", "surrogatepass"))


def digest(*texts: str) -> str:
    """Equal for texts that say the same: layout, emphasis style and spaces within tags do not count."""
    return hashlib.sha256("\0".join(_normalised(text) for text in texts).encode()).hexdigest()[:16]


def freshness(stamp: Stamp | None, source_blob: str, source_digest: str) -> str:
    """How well a translation reflects its source as it is now: one of STATES, or unstamped, stale, cosmetic."""
    if stamp is None:
        return UNSTAMPED
    if stamp.source == source_blob:
        return stamp.state
    if stamp.digest == source_digest:
        return COSMETIC
    return STALE


def _normalised(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = _between(text, _TAG_OPENS, _TAG_CLOSES, 0, lambda a, said, z: f"{a} {' '.join(_undashed(said).split())} {z}")
    text = _BULLET.sub("- ", text)
    lines = (
        _between(line, _STRONG_OPENS, _STRONG_CLOSES, 1, lambda _a, said, _z: f"**{said}**") for line in text.split("\n")
    )
    text = "\n".join(lines)
    text = _EMPHASIS.sub(r"_\1_", text)
    return " ".join(text.split())


def _undashed(said: str) -> str:
    """What stands in a tag, without the dashes that take away white space around it."""
    return said.removeprefix("-").removesuffix("-")


def _between(
    text: str, opens: re.Pattern[str], closes: re.Pattern[str], least: int, written: Callable[[str, str, str], str]
) -> str:
    """The text with each piece from an opening sign to the next closing one written anew.

    One pattern for the whole piece would look for the closing sign from every opening one: an hour for a hostile text.
    """
    parts, at = [], 0
    while opened := opens.search(text, at):
        closed = closes.search(text, opened.end() + least)
        if closed is None:
            break
        said = text[opened.end() : closed.start()]
        parts += [text[at : opened.start()], written(opened[0], said, closed[0])]
        at = closed.end()
    return "".join([*parts, text[at:]])
