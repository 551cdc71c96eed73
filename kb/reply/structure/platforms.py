"""What a platform or a channel refuses: coupons, promotions, second replies, closed windows. R11 to R14."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from kb.reply.cues import marks
from kb.reply.findings import Facts, Finding
from kb.reply.structure.reply import Reply

WINDOWS = {"whatsapp": timedelta(hours=24), "facebook": timedelta(days=7), "instagram": timedelta(days=7)}
"""How long after the customer's last message a person may still write freely."""

RULED = frozenset({"amazon", *WINDOWS})
"""The platforms that rules of `_THERE` speak of."""


def windowed(facts: Facts) -> bool:
    """Whether messages may be sent there only for some time after the customer's last one."""
    return facts.channel == "social-dm" and facts.platform in WINDOWS


def coupons(reply: Reply) -> Iterator[Finding]:
    """R11: a coupon in a message on Amazon."""
    own = reply.cues
    if reply.facts.platform != "amazon" or reply.facts.channel != "marketplace-message":
        return
    if not (reply.has(own.coupon) or reply.has(own.checkout) or marks.CODE.search(reply.text)):
        return
    for sentence in reply.sentences:
        piece = reply.piece(sentence)
        hinted = own.checkout.search(piece) and (own.enter.search(piece) or own.less.search(piece))
        if (hinted or own.coupon.search(piece) or marks.CODE.search(sentence.text)) and not own.untrue.search(piece):
            yield reply.span("R11", "coupon", sentence.start, sentence.end)


def promotions(reply: Reply) -> Iterator[Finding]:
    """R12: a promotion on WhatsApp."""
    if reply.facts.platform != "whatsapp" or not reply.has(reply.cues.promotion):
        return
    for sentence in reply.sentences:
        piece = reply.piece(sentence)
        if reply.cues.promotion.search(piece) and not reply.cues.asked.search(piece):
            yield reply.span("R12", "promotion", sentence.start, sentence.end)


def repeated(reply: Reply) -> Iterator[Finding]:
    """R13: a second reply to a review."""
    if reply.facts.channel == "review-reply" and (reply.facts.replies_sent or 0) >= 1:
        yield reply.span("R13", "second-reply")


def window(reply: Reply) -> Iterator[Finding]:
    """R14: a message after the window for messages has closed."""
    facts = reply.facts
    if windowed(facts) and facts.last_message_at and facts.now - facts.last_message_at > WINDOWS[facts.platform]:
        yield reply.span("R14", "window-closed")
