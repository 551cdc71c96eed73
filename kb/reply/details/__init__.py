"""Personal data and contact details that stand in a reply: what must not be read by everyone, or leads off a platform.

Every pattern is bounded in its repetitions, so that no text takes long. What a team calls a case itself (C-1042) is nobody's
personal data, and neither is a first name, a @handle, a date, a time or an amount.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.reply.details.numbers import codes, labelled, spoken
from kb.reply.details.people import homes, names
from kb.reply.details.signs import flat
from kb.reply.details.ways_out import is_ours, mails, phones, sites


def contacts(text: str) -> Iterator[tuple[int, int]]:
    """Where a text shows a way to go on outside a marketplace: addresses of sites and mails, telephone numbers."""
    plain = flat(text)
    yield from mails(plain)
    yield from sites(plain)
    yield from phones(plain)


def personal(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Where a text shows what belongs to one person: order and parcel numbers, addresses, telephones, cards, whole names."""
    plain = flat(text)
    small = plain.lower()
    for start, end in mails(plain):
        if not is_ours(plain, start, end):
            yield start, end
    yield from labelled(plain, small, lang)
    yield from codes(plain)
    yield from spoken(plain, small, lang)
    yield from homes(plain, small, lang)
    yield from names(plain, lang)
