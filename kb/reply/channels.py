"""How long a text is by each channel's own count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kb.content.taxonomy import BELIEVED, Limit
from kb.reply.findings import Finding
from kb.reply.x_count import count_x


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


def too_long(length: Length, part: str = "") -> Iterator[Finding]:
    """A finding where a text is longer than its channel carries; a limit that is only believed warns."""
    if length.over:
        params = {"count": str(length.count), "limit": str(length.limit), "unit": length.unit}
        yield Finding("R3", "block" if length.verified else "warn", part=part, params=params)


def count_utf16(text: str) -> int:
    """UTF-16 code units: the cautious count where a platform does not publish its unit."""
    return len(text.encode("utf-16-le")) // 2


def count_bytes(text: str) -> int:
    """UTF-8 bytes."""
    return len(text.encode())


COUNTERS: Mapping[str, Callable[[str], int]] = {
    "characters": len,
    "utf16": count_utf16,
    "bytes": count_bytes,
    "x-weighted": count_x,
}
