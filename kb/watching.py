"""A thread that takes in the content's changes as they come, and says among the workers which version is served."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from kb.content.releases import FOLDER as SYNC_FOLDER
from kb.errors import ContentError, KbError
from kb.served import Served
from kb.settings import Settings
from kb.workers import Presence

log = logging.getLogger("kb")

WATCH_SECONDS = 1.0
"""How often a running server looks at the content on the disk, where the file system does not tell of changes."""

MAX_SHARE = 100
"""A look at a large folder takes a while: at most one part in a hundred of the time is spent on looking."""


class Watcher:
    """Watches the folder of what is served, from `start` to `close`."""

    def __init__(
        self, settings: Settings, served: Served, refresh: Callable[[], object], failed: Callable[[], None]
    ) -> None:
        """`refresh` takes in what has changed; `failed` is told when it could not."""
        self._data, self._served, self._refresh, self._failed = settings.data, served, refresh, failed
        self._presence: Presence | None = None
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._told = False  # that the content cannot be watched
        self._trouble = ""  # why the content could not be taken in, the last time

    def start(self) -> None:
        """Watch from now on, from a thread of its own."""
        if self._thread is None:
            self._presence = Presence(self._data)
            self.tell()
            self._thread = threading.Thread(target=self._run, name="kb-watch", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Watch and tell no more."""
        self._stopped.set()
        if self._presence is not None:
            self._presence.end()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def tell(self) -> None:
        """Say among the workers which version this one serves, once it watches."""
        if self._presence is not None:
            try:
                self._presence.tell(self._served.newest.library.version)
            except OSError as error:
                log.error("KB_DATA cannot be written (%s), so /status does not name this worker", error.strerror)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._try_refresh()
            pause = max(WATCH_SECONDS, self._served.look_took * MAX_SHARE)
            try:
                self._watch(pause)
            except (FileNotFoundError, ContentError):
                self._stopped.wait(WATCH_SECONDS)  # the folder is gone for now
            except (OSError, RuntimeError) as error:  # as where the system has no watches left to give
                if not self._told:
                    log.warning("the system tells of no changes (%s); the content is looked at now and then instead", error)
                self._told = True
                self._stopped.wait(pause)

    def _watch(self, pause: float) -> None:
        """Take in what the file system tells of, until another folder is served."""
        from watchfiles import watch

        watched = self._served.folder
        folder = watched.stat().st_ino
        switch = self._data / SYNC_FOLDER
        switch.mkdir(parents=True, exist_ok=True, mode=0o700)
        for _ in watch(
            watched,
            switch,
            watch_filter=None,
            debounce=50,
            step=10,
            rust_timeout=int(pause * 1000),
            yield_on_timeout=True,  # some file systems tell nothing
            stop_event=self._stopped,
        ):
            self._try_refresh()
            if self._served.folder != watched or watched.stat().st_ino != folder:
                return  # another folder stands in its place: watch that one

    def _try_refresh(self) -> None:
        """Take in what has changed; what is in the way is told once, not at every look."""
        trouble = ""
        try:
            self._refresh()
        except (KbError, OSError) as error:
            trouble = str(error)
            if trouble != self._trouble:
                log.error("the content could not be taken in: %s", trouble)
        except Exception as error:
            trouble = repr(error)
            if trouble != self._trouble:
                log.exception("the content could not be taken in")
        if trouble and trouble != self._trouble:
            self._failed()
        elif self._trouble and not trouble:
            log.info("the content can be taken in again")
        self._trouble = trouble
