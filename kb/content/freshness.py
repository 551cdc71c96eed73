"""Which source text a translation reflects, told by content and never by date.

A stamp in a translation's front matter holds git's id of the source file it was made from and a digest of
what that file said. The id leads to the difference in git's history; the digest tells, without any history,
whether the source says something else now, or was only laid out anew.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from kb.content.model import Stamp

SOURCE = "source"
STATES = ("machine", "needs-review", "reviewed")
"""What a stamp may say: who has looked at the translation."""

UNSTAMPED, STALE, COSMETIC = "unstamped", "stale", "cosmetic"

_TAG = re.compile(r"\{([{%])-?\s*(.*?)\s*-?([%}])\}", re.DOTALL)
_STRONG = re.compile(r"__(?=\S)(.+?)(?<=\S)__")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+)(?<=[^\s*])\*(?![\w*])")
_BULLET = re.compile(r"^\s*[*+-]\s+", re.MULTILINE)


def blob_id(data: bytes) -> str:
    """Git's id of a file with this content, line ends being LF."""
    data = data.replace(b"\r\n", b"\n")
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


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
    text = _TAG.sub(lambda tag: f"{{{tag[1]} {' '.join(tag[2].split())} {tag[3]}}}", text)
    text = _BULLET.sub("- ", text)
    text = _STRONG.sub(r"**\1**", text)
    text = _EMPHASIS.sub(r"_\1_", text)
    return " ".join(text.split())
