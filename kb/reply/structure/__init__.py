"""Whether a reply is built as its language, its intent and its channel ask: the structural rules R1 and R4 to R14."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kb.reply.findings import Facts, Finding
from kb.reply.structure.language import japanese, mixed_address, scripts, spanish_marks, spelling
from kb.reply.structure.parts import offers, placeholders, required, volume
from kb.reply.structure.platforms import RULED, coupons, promotions, repeated, window, windowed
from kb.reply.structure.reply import PUBLIC, Reply

_Rule = Callable[[Reply], Iterator[Finding]]
_WRITING: tuple[_Rule, ...] = (scripts, spanish_marks, mixed_address, japanese, spelling)
_ANYWHERE: tuple[_Rule, ...] = (placeholders, required, offers, *_WRITING, volume)
_THERE: tuple[_Rule, ...] = (coupons, promotions, repeated, window)


def structure(text: str, lang: str, facts: Facts) -> list[Finding]:
    """What is wrong with the build of a reply, in the order of the rules. A rule that lacks a fact is not judged."""
    return [*anywhere(text, lang, facts), *there(text, lang, facts)]


def anywhere(text: str, lang: str, facts: Facts) -> list[Finding]:
    """What is wrong whatever the channel and the platform are; that all may read it is all it asks of them."""
    reply = Reply(text, lang, facts)
    return [span for rule in _ANYWHERE for span in rule(reply)]


def there(text: str, lang: str, facts: Facts) -> list[Finding]:
    """What is wrong on this channel of this platform, at this time."""
    if facts.platform not in RULED and facts.channel != "review-reply":
        return []
    reply = Reply(text, lang, facts)
    return [span for rule in _THERE for span in rule(reply)]


def is_public(facts: Facts) -> bool:
    """Whether all may read what is sent there."""
    return facts.channel in PUBLIC


def written(text: str, lang: str, facts: Facts) -> list[Finding]:
    """What is wrong with how a text is written, whatever it is for: scripts, opening signs, address, style, spelling."""
    reply = Reply(text, lang, facts)
    return [span for rule in _WRITING for span in rule(reply)]


def unjudged(facts: Facts, lang: str) -> list[str]:
    """The rules that cannot be judged, since a fact that they need is unknown."""
    lacking = {
        "R4": not facts.intent,
        "R10": not facts.intent and not facts.tone,
        "R11": not facts.platform or not facts.channel,
        "R12": not facts.platform or not facts.channel,
        "R13": facts.channel == "review-reply" and facts.replies_sent is None,
        "R14": windowed(facts) and facts.last_message_at is None,
    }
    return [rule for rule, lacks in lacking.items() if lacks]
