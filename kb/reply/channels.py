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
_X_URL = re.compile(r"https?://[^\s\u3000-\u30ff\uff00-\uffef]+", re.IGNORECASE)
_X_URL_WEIGHT = 23
_EMOJI = (
    "[\U0001f1e6-\U0001f1ff]{2}"  # flags
    "|[0-9#*]\ufe0f?\u20e3"  # keycaps
    "|(?:[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]?"
    "(?:\u200d[\u2640\u2642\u2600-\u27bf\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]?)*)"
)
_X_EMOJI = re.compile(_EMOJI)


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
