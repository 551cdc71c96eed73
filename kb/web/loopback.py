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


def strangeness(request: Request) -> str:
    """What of a request is not of this machine, in words; nothing when all of it is."""
    if not is_loopback(request.environ.get("REMOTE_ADDR", "")):
        return "it comes from another machine"
    if not is_loopback(_host(request)):
        return "its Host header names another machine"
    found = next((name for name, _ in request.headers if _forwards(name)), "")
    return f"it has the header {found}, as from a proxy" if found else ""


def _forwards(name: str) -> bool:
    return name.title() in FORWARDING or name.lower().startswith("x-forwarded-")


def _host(request: Request) -> str:
    """The Host header without its port; empty where there is none, which names nothing."""
    host = str(request.environ.get("HTTP_HOST", ""))
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host
