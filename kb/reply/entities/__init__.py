"""What stands in a customer's message that an agent would otherwise retype: numbers, amounts, dates, names.

Every finder is a regular expression whose repetitions are bounded, so that no message takes long. A thing that is
not sure is left out: an agent sees what is missing, but trusts what is offered.
"""

from __future__ import annotations

from datetime import date

from kb.reply.entities.addresses import addresses
from kb.reply.entities.amounts import amounts
from kb.reply.entities.codes import labelled, orders, parcels
from kb.reply.entities.dates import dates
from kb.reply.entities.message import Entity, read
from kb.reply.entities.names_ja import japanese
from kb.reply.entities.names_western import western
from kb.reply.entities.names_zh import chinese

__all__ = ["MAX_READ", "Entity", "entities", "without_order_numbers"]

MAX_READ = 20_000
"""Code points of a message that are read; nothing is found in what follows."""

_FINDERS = (addresses, labelled, parcels, orders, amounts, dates, western, japanese, chinese)


def entities(text: str, lang: str, today: date) -> list[Entity]:
    """What was found in a message of this language, in the order of the text, no two overlapping.

    `today` decides what year a date without one means. Never raises, whatever the text is.
    """
    message = read(text[:MAX_READ], lang, today)
    found = [one for find in _FINDERS for one in find(message)]
    found.sort(key=lambda one: (-one.sure, one.start - one.end, one.start))
    taken = bytearray(len(message.plain) + 1)
    chosen = []
    for one in found:
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            chosen.append(one)
    return [Entity(one.name, one.value, one.start, one.end) for one in sorted(chosen, key=lambda one: one.start) if one.name]


def without_order_numbers(text: str) -> str:
    """A message without its order numbers and the words that introduce them: they say nothing of what it is about."""
    message = read(text[:MAX_READ], "", date.min)
    kept = list(text)
    for find in (labelled, orders):
        for one in find(message):
            if one.name == "order.number":
                start = one.start if one.introduced is None else one.introduced
                kept[start : one.end] = " " * (one.end - start)
    return "".join(kept)
