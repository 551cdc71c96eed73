"""What may stand for a customer in the team's own records: a reference that names nobody."""

from __future__ import annotations

import re
import secrets
from datetime import date

from kb.errors import ValueProblem
from kb.reply.details import contacts, personal
from kb.reply.entities import entities
from kb.reply.told import told

LONGEST = 60
"""Code points of a reference."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\D)")
_DIGITS = 7
"""So many digits, a year apart, are a telephone number or an order's; a counter of cases needs fewer."""

_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_MAIL = re.compile(r"[^\s@]@[^\s@]")


def new_reference() -> str:
    """A reference that says nothing, short enough to read out, like C-7KQ4M; 28 million there are."""
    return "C-" + "".join(secrets.choice(_SIGNS) for _ in range(5))


def refused(reference: str) -> ValueProblem | None:
    """Why a reference cannot be one: it is too long or tells who the customer is. None for a good one."""
    if len(reference) > LONGEST:
        return ValueProblem("reference", "too-long", f"is longer than {LONGEST} characters", {"limit": str(LONGEST)})
    if not reference.isprintable():
        return ValueProblem("reference", "control-character", "holds an invisible control character")
    if _MAIL.search(reference.translate(_PLAIN)):
        return ValueProblem("reference", "tells-mail", "looks like an e-mail address; use a reference that names nobody")
    without_year = _YEAR.sub("", reference)
    if sum(sign.isdigit() for sign in without_year) >= _DIGITS:
        return ValueProblem(
            "reference", "tells-number", "looks like an order, parcel or telephone number; use one of your own"
        )
    if _is_telling(without_year):
        return ValueProblem("reference", "tells-person", "tells who the customer is; use a reference that names nobody")
    return None


def note_refused(text: str, lang: str) -> ValueProblem | None:
    """Why a note of the team cannot be kept: it holds what belongs to a person. `lang` is what it is probably written in."""
    said = told(text).lang
    languages = {lang, said if said in ("en", "ja", "es", "zh") else lang}
    if any(next(personal(text, one), None) for one in languages) or _ways_out(text):
        return ValueProblem("note", "tells-note", "holds a name, an address or a number of the customer; leave it out")
    return None


_PLAIN = {0xFF20: "@", 0xFE6B: "@"}


def _is_telling(reference: str) -> bool:
    if any(next(personal(reference, lang), None) for lang in ("en", "ja", "es", "zh")) or _ways_out(reference):
        return True
    today = date(2000, 1, 1)  # only whether something is found matters, not which day it means
    named = (entity.name for entity in entities(reference, told(reference).lang, today))
    return any(name.startswith("customer.") or name in ("order.number", "tracking.number") for name in named)


def _ways_out(text: str) -> bool:
    return next(contacts(text), None) is not None
