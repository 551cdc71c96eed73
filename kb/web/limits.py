"""How many requests a client may make: counted in one small file that all workers share."""

from __future__ import annotations

import fcntl
import hashlib
import ipaddress
import logging
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

log = logging.getLogger("kb.web")

BURST_SECONDS = 10
"""A client that was quiet may ask at once for what it may ask for in this time."""

SETS, WAYS = 8192, 4
_SLOT = struct.Struct("=Qd")  # whose it is, and until when its requests are paid for
_SALT = 16
_SET_BYTES = WAYS * _SLOT.size


class RateLimit:
    """A number of requests a minute for each client, over all workers that are given the same file.

    It is the generic cell rate algorithm: a client owes a moment of time for each request, and may owe BURST_SECONDS. The
    file never grows, for a client takes 16 bytes; of more than WAYS clients that fall on one set, the one quiet longest is
    forgotten. Addresses are kept as keyed hashes only.
    """

    def __init__(self, file: Path, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._moment = 60 / per_minute
        self._clock = clock
        file.parent.mkdir(parents=True, exist_ok=True)
        size = _SALT + SETS * _SET_BYTES
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            if os.fstat(self._descriptor).st_size != size:
                os.ftruncate(self._descriptor, 0)
                os.posix_fallocate(self._descriptor, 0, size)  # a page that a full disk has no room for would end the worker
                os.pwrite(self._descriptor, os.urandom(_SALT), 0)
            self._table = mmap.mmap(self._descriptor, size)
        except OSError as error:
            log.error("%s cannot be made (%s): each worker counts clients for itself", file, error.strerror)
            self._table = mmap.mmap(-1, size)
            self._table[:_SALT] = os.urandom(_SALT)
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._salt = self._table[:_SALT]
        self._threads = threading.Lock()  # the file's own locks are between processes

    def wait(self, client: str) -> float:
        """Counts a request of a client; the seconds after which it may ask again, 0 when it is served."""
        number = int.from_bytes(hashlib.blake2b(client.encode(), key=self._salt, digest_size=8).digest()) | 1
        start = _SALT + number // 2 % SETS * _SET_BYTES
        with self._threads:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX, _SET_BYTES, start)
            try:
                return self._counted(number, start)
            finally:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN, _SET_BYTES, start)

    def _counted(self, number: int, start: int) -> float:
        now = self._clock()
        slots = [_SLOT.unpack_from(self._table, start + way * _SLOT.size) for way in range(WAYS)]
        # Nobody owes more than the burst: a later time is of a clock that has begun anew since, with the machine.
        until = [paid if paid <= now + BURST_SECONDS else 0.0 for _, paid in slots]
        mine = next((way for way, (owner, _) in enumerate(slots) if owner == number), None)
        way = min(range(WAYS), key=until.__getitem__) if mine is None else mine
        paid = now if mine is None else max(until[way], now)
        if paid + self._moment > now + BURST_SECONDS:
            return paid + self._moment - now - BURST_SECONDS
        _SLOT.pack_into(self._table, start + way * _SLOT.size, number, paid + self._moment)
        return 0.0

    def close(self) -> None:
        """Let go of the file."""
        self._table.close()
        os.close(self._descriptor)


@lru_cache(maxsize=1024)
def client_of(address: str | None) -> str:
    """Who counts as one client: an IPv4 address, or the network of an IPv6 address, which one household or office has."""
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
