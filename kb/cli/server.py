"""The server behind `kb serve`: granian, whose workers make room for new ones without a request being lost."""

from __future__ import annotations

import logging
import os
import resource
import signal
import time
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels, logger

from kb.settings import Settings
from kb.workers import living

START_SECONDS = 120.0
"""A new worker that has not begun to serve after this long will not."""

STOP_SECONDS = 20
"""How long a worker that is told to stop may work on the requests that it has."""

CONNECTIONS = 4096
"""Connections that a worker holds at once, those among them on which nobody asks: each browser keeps up to six."""

FILES = 512
"""Files that a worker opens beside its connections, at most."""

LISTEN_SECONDS = 1
"""From when a worker has loaded its content until it surely listens."""


def run(settings: Settings) -> None:
    """Serve by these settings until told to stop."""
    os.register_at_fork(after_in_child=_stoppable)
    logger.addFilter(_is_news)
    _Server(settings).serve()


def _is_news(record: logging.LogRecord) -> bool:
    """Granian warns of more threads than processors; ours wait in the queue, and two at a time compute."""
    return "Python threads" not in record.getMessage()


def _stoppable() -> None:
    """A worker that is still loading its content has no request to end: it may stop at once."""
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, signal.SIG_DFL)


def _connections() -> int:
    """How many connections each worker may hold: as many as the system lets it open, up to CONNECTIONS.

    Granian's own limit is 1,024 over all workers, and counts those that are only kept: with more, a newcomer waits unheard.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = CONNECTIONS + FILES if hard == resource.RLIM_INFINITY else min(CONNECTIONS + FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return max(files - FILES, files // 2)


class _Server(Granian):  # type: ignore[valid-type,misc]
    """Each worker listens for itself, so an old one may only stop when the new one in its place does listen."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            "kb.web.wsgi:app",
            address=settings.host,
            port=settings.port,
            workers=settings.workers,
            interface=Interfaces.WSGI,
            blocking_threads=settings.threads,
            backpressure=_connections(),
            log_access=False,
            log_level=LogLevels.warning,
            workers_kill_timeout=STOP_SECONDS,
            respawn_interval=LISTEN_SECONDS,
            respawn_failed_workers=True,
        )
        self._settings = settings

    def _spawn_worker(self, *args: Any, **named: Any) -> Any:
        worker = super()._spawn_worker(*args, **named)
        if len(self.wrks) == self.workers - 1 and self.respawned_wrks:  # one was taken out to be replaced
            start = worker.start

            def start_and_wait() -> None:
                start()
                self._wait(worker)

            worker.start = start_and_wait
        return worker

    def _wait(self, worker: Any) -> None:
        deadline = time.monotonic() + START_SECONDS
        while worker.is_alive() and time.monotonic() < deadline and not self.interrupt_signal:
            if any(one.pid == worker.inner.pid for one in living(self._settings.data)):
                return
            time.sleep(0.05)
