"""How long a text is by each channel's own count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.content.taxonomy import BELIEVED, Limit


@dataclass(frozen=True, slots=True)
class Length:
    """A text's count in a unit of `kb.content.taxonomy.UNITS`; `limit` is None where there is none."""

    count: int
    limit: int | None
    unit: str
    source: str = ""

    @property
    def over(self) -> bool:
        """Whether the text is longer than its channel carries."""
        return self.limit is not None and self.count > self.limit

    @property
    def verified(self) -> bool:
        """Whether the limit was read in a source; one that is only believed warns and never blocks."""
        return self.source != BELIEVED


def measure(text: str, limit: Limit | None) -> Length:
    """The length of a text as its channel counts it: characters where no limit is known."""
    if limit is None:
        return Length(len(text), None, "characters")
    return Length(COUNTERS[limit.unit](text), limit.maximum, limit.unit, limit.source)


def count_utf16(text: str) -> int:
    """UTF-16 code units: the cautious count where a platform does not publish its unit."""
    return len(text.encode("utf-16-le")) // 2


def count_bytes(text: str) -> int:
    """UTF-8 bytes."""
    return len(text.encode())


_X_SINGLE = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_X_URL = re.compile(
    r"https?://[^\s\u3000-\u30ff\uff00-\uffef\u2018-\u201f<>\"]*[^\s\u3000-\u30ff\uff00-\uffef\u2018-\u201f<>\".,:;!?'()\[\]{}]",
    re.IGNORECASE,
)
_X_URL_WEIGHT = 23
_PICTURE = (
    "[\u00a9\u00ae](?=\ufe0f)"
    "|[\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa"
    "\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_DRESSED = f"(?:{_PICTURE})[\ufe0f\U0001f3fb-\U0001f3ff]*[\U000e0020-\U000e007f]*"
_X_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # flags of countries
    "|[0-9#*]\ufe0f?\u20e3"  # keycaps
    f"|{_DRESSED}(?:\u200d{_DRESSED})*"
)


def count_x(text: str) -> int:
    """X's weighted count, configuration v3 (V1, V2): Latin weighs 1, CJK and emoji 2, an address 23, after NFC.

    Addresses are those that begin with http:// or https://; X counts bare domain names as addresses too.
    """
    text = unicodedata.normalize("NFC", text)
    text, urls = _X_URL.subn("", text)
    text, emoji = _X_EMOJI.subn("", text)
    weights = (1 if any(low <= ord(sign) <= high for low, high in _X_SINGLE) else 2 for sign in text)
    return sum(weights) + urls * _X_URL_WEIGHT + emoji * 2


COUNTERS: Mapping[str, Callable[[str], int]] = {
    "characters": len,
    "utf16": count_utf16,
    "bytes": count_bytes,
    "x-weighted": count_x,
}
