"""What a reply must hold, and must not: gaps, parts of its intent, offers, loudness. R1, R4, R5, R10."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kb.reply.cues import marks
from kb.reply.cues.expressions import Cues
from kb.reply.findings import Finding
from kb.reply.structure.reply import PUBLIC, Reply

_MOST_OFFERS = 2


def placeholders(reply: Reply) -> Iterator[Finding]:
    """R1: what is still to be filled in."""
    done = 0
    for start in marks.GAP_START.finditer(reply.text):
        match = marks.PLACEHOLDER.match(reply.text, start.start()) if start.start() >= done else None
        if match:
            done = match.end()
            yield reply.span("R1", "placeholder", *match.span())


def required(reply: Reply) -> Iterator[Finding]:
    """R4: the parts that the intent needs."""
    facts = reply.facts
    if not facts.intent:
        return
    parts = _PARTS.get(facts.intent)
    for part in parts(reply) if parts else ():
        yield reply.span("R4", f"missing-{part}")
    if facts.intent == "apology":
        yield from _late_apology(reply)
    if facts.stage == "out-of-hours":
        for part, pattern in (("time", reply.cues.clock), ("zone", reply.cues.zone)):
            if not reply.has(pattern):
                yield reply.span("R4", f"missing-{part}")


def _acknowledgement(reply: Reply) -> Iterator[str]:
    own = reply.cues
    if not reply.has(own.thanks):
        yield "thanks"
    if reply.facts.channel in PUBLIC:
        if not (reply.has(own.invitation) or reply.has(own.time)):
            yield "invitation"
        return
    if not reply.has(own.receipt):
        yield "receipt"
    if not reply.has(own.time):
        yield "next-step"


def _offer(reply: Reply) -> Iterator[str]:
    if reply.facts.channel in PUBLIC:
        return
    own = reply.cues
    if not reply.has(own.bearer):
        yield "cost-bearer"
        if not reply.has(own.remedy) and not reply.has(own.proposal):
            yield "option"
    if not reply.has(own.time):
        yield "date"


def _follow_up(reply: Reply) -> Iterator[str]:
    if reply.facts.channel not in PUBLIC and not reply.has(reply.cues.time):
        yield "date"


_PARTS: dict[str, Callable[[Reply], Iterator[str]]] = {
    "acknowledgement": _acknowledgement,
    "offer": _offer,
    "follow-up": _follow_up,
}


def _late_apology(reply: Reply) -> Iterator[Finding]:
    apology = reply.cues.apology.search(reply.folded)
    if not apology:
        yield reply.span("R4", "missing-apology")
        return
    reason = reply.cues.reason.search(reply.folded, 0, apology.start())
    if reason and _SENTENCE_END.search(reply.folded, reason.end(), apology.start()):
        yield reply.span("R4", "late-apology", reason.start(), reason.end())


_SENTENCE_END = re.compile(r"[。！？!?\n]|\.(?!\S)")


def offers(reply: Reply) -> Iterator[Finding]:
    """R5: more ways out than a customer can weigh."""
    numbers = [int(number) for number in _NUMBERED.findall(reply.text)]
    if numbers and max(numbers) <= _MOST_OFFERS:
        return  # the choices are counted, and what a choice consists of is not another one
    many = reply.cues.many.search(reply.folded) if reply.facts.intent == "offer" else None
    if many:
        yield reply.span("R5", "offers", many.start(), min(many.end(), len(reply.text)))
    elif len(_kinds(reply.cues, reply.folded)) > _MOST_OFFERS:
        offering = [
            (sentence, kinds)
            for sentence in reply.sentences
            if (kinds := _kinds(reply.cues, reply.piece(sentence))) and not reply.cues.untrue.search(reply.piece(sentence))
        ]
        if len(set[str]().union(*(kinds for _, kinds in offering))) > _MOST_OFFERS:
            yield reply.span("R5", "offers", offering[0][0].start, offering[-1][0].end)


_NUMBERED = re.compile(r"^[^\S\n]{0,40}([1-9])[.．、)）] ?\S", re.MULTILINE)


def _kinds(own: Cues, text: str) -> set[str]:
    """The kinds of remedies that a text names."""
    found = (own.kinds.match(text, match.start()) for match in own.remedy.finditer(text))
    return {match.lastgroup for match in found if match and match.lastgroup}


def volume(reply: Reply) -> Iterator[Finding]:
    """R10: an apology or a firm reply that shouts."""
    if reply.facts.intent != "apology" and reply.facts.tone != "firm":
        return
    for what, pattern in (("emoji", marks.EMOJI), ("exclamation", marks.EXCLAIMED)):
        for match in pattern.finditer(reply.text):
            yield reply.span("R10", what, *match.span())
    for capitals in marks.CAPITALS.finditer(reply.text):
        shouted = marks.SHOUTED.match(reply.text, capitals.start())
        if shouted:
            yield reply.span("R10", "capitals", *shouted.span())
