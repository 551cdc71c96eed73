"""Whether a request comes from this very machine: what may be answered while nobody has an account."""

from __future__ import annotations

from flask import Request

from kb.settings import is_loopback

FORWARDING = (
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Port",
    "X-Forwarded-Prefix",
    "X-Forwarded-Server",
    "X-Real-Ip",
    "X-Client-Ip",
    "X-Cluster-Client-Ip",
    "X-Original-Forwarded-For",
    "True-Client-Ip",
    "Cf-Connecting-Ip",
    "Via",
)
"""Headers that a proxy adds: the peer is the proxy then, and who asks is somewhere else."""

_ADDED = frozenset(f"HTTP_{name.upper().replace('-', '_')}" for name in FORWARDING)
"""The same as WSGI names them."""


def strangeness(request: Request) -> str:
    """What of a request is not of this machine, in words; nothing when all of it is."""
    if not is_loopback(request.environ.get("REMOTE_ADDR", "")):
        return "it comes from another machine"
    if not is_loopback(_host(request)):
        return "its Host header names another machine"
    found = next((key for key in request.environ if key in _ADDED or key.startswith("HTTP_X_FORWARDED_")), "")
    return f"it has the header {found[5:].replace('_', '-').title()}, as from a proxy" if found else ""


def _host(request: Request) -> str:
    """The Host header without its port; empty where there is none, which names nothing."""
    host = str(request.environ.get("HTTP_HOST", ""))
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host
