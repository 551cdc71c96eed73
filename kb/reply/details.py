"""Personal data and contact details that stand in a reply: what must not be read by everyone, or leads off a platform."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kb.reply.entities import entities

_URL = re.compile(r"https?://\S+|www\.\S+", re.ASCII)
_MAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,24}", re.ASCII)
_PHONE = re.compile(r"(?<![\w.-])\+?\(?\d{2,4}\)?(?:[ .-]?\d{2,4}){2,4}(?![\w-])", re.ASCII)


def contacts(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Where a text shows a way to go on outside a platform: addresses of sites and mails, telephone numbers."""
    for pattern in (_URL, _MAIL):
        for match in pattern.finditer(text):
            yield match.span()


def personal(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Where a text shows what belongs to one person: numbers of orders and parcels, addresses, telephone numbers."""
    for match in _MAIL.finditer(text):
        yield match.span()
    for entity in entities(text, lang, date(2000, 1, 1)):
        if entity.name in ("order.number", "tracking.number", "customer.account"):
            yield entity.start, entity.end
