"""What is known about a reply, and what is found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a reply; "" or None is unknown. `last_message_at` is the customer's last message."""

    now: datetime
    channel: str = ""
    platform: str = ""
    intent: str = ""
    tone: str = ""
    stage: str = ""
    review_kind: str = ""
    market: str = ""
    locale: str = ""
    replies_sent: int | None = None
    last_message_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a reply that its sender must know: `block` forbids copying, `warn` does not.

    `start` and `end` are code points of the text, both 0 where it is about no piece of it. `part` says what exactly was
    found, where a rule finds several things; `params` are the words that its message needs.
    """

    rule: str
    severity: str
    start: int = 0
    end: int = 0
    part: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
