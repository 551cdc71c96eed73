"""The knowledge base: content, search and replies, wired together. The only place where parts meet."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.content.library import Library, load_library
from kb.content.model import Document, Template
from kb.content.taxonomy import Taxonomy
from kb.errors import DocumentNotFound, KbError
from kb.reply.compose import Choices, Reply, compose
from kb.search import analysis
from kb.search.index import Index, Progress, entry_of
from kb.search.query import Query, Results, Words, search
from kb.search.scoring import Snapshot, Snapshots
from kb.settings import Settings

log = logging.getLogger("kb")

WATCH_SECONDS = 1.0
"""How often a running server looks whether the content has changed on the disk."""


@dataclass(frozen=True, slots=True)
class _State:
    """A library and the index that says the same: they change together."""

    library: Library
    snapshot: Snapshot
    words: Words


class KnowledgeBase:
    """Everything the site, the API and the command line ask for. Safe to use from many threads."""

    def __init__(self, settings: Settings, library: Library, index: Index) -> None:
        self.settings = settings
        self._index = index
        self._snapshots = Snapshots(index)
        self._refreshing = threading.Lock()
        self._seen = _tree(settings.content)
        self._state = _State(library, self._snapshots.refresh(), Words(library))
        self._stopped = threading.Event()
        self._watcher: threading.Thread | None = None

    @property
    def library(self) -> Library:
        """The library that is served now."""
        return self._state.library

    @property
    def taxonomy(self) -> Taxonomy:
        """The vocabulary of facets."""
        return self._state.library.taxonomy

    def search(self, query: Query) -> Results:
        """The documents that answer a query. See `kb.search.query.search`."""
        state = self._state
        return search(query, state.library, state.snapshot, state.words)

    def translations(self, id: str) -> Mapping[str, Document]:
        """A document in every language it is written in. Raises DocumentNotFound."""
        return self.library.translations(id)

    def document(self, id: str, lang: str) -> Document:
        """A document in one language. Raises DocumentNotFound or TranslationNotFound."""
        return self.library.get(id, lang)

    def reply(self, id: str, choices: Choices, values: Mapping[str, object], *, preview: bool = False) -> Reply:
        """The reply that a template makes. Raises NotFound, or InvalidValues naming every wrong or missing one."""
        library = self.library
        template = library.get(id, choices.lang)
        if not isinstance(template, Template):
            raise DocumentNotFound(id, (known for known in library.documents if known.startswith("templates/")))
        return compose(template, choices, values, library.vocabulary, preview=preview)

    def refresh(self) -> bool:
        """Take in what has changed on the disk; true when the library is another one now.

        A vocabulary that cannot be used, or a folder that is gone, leaves everything as it was.
        """
        with self._refreshing:
            seen = _tree(self.settings.content)
            if seen == self._seen:
                return False
            before = self._state.library
            library = load_library(self.settings.content, before)
            if library.version != before.version:
                self._index.sync(entry_of(document, library.vocabulary) for document in library)
            self._state = _State(library, self._snapshots.refresh(), Words(library))
            self._seen = seen
        for problem in library.problems:
            if problem not in before.problems:
                log.warning("%s", problem)
        if library.version != before.version:
            log.info("content %s is served, after %s", library.version, before.version)
        return library.version != before.version

    def watch(self) -> None:
        """Keep taking in changes of the content, from a thread of its own, until `close`."""
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, name="kb-watch", daemon=True)
            self._watcher.start()

    def _watch(self) -> None:
        while not self._stopped.wait(WATCH_SECONDS):
            try:
                self.refresh()
            except (KbError, OSError) as error:
                log.error("the content could not be taken in: %s", error)
            except Exception:
                log.exception("the content could not be taken in")

    def close(self) -> None:
        """Stop watching."""
        self._stopped.set()
        if self._watcher is not None:
            self._watcher.join(timeout=10)


def open_kb(settings: Settings, *, watch: bool = False, progress: Progress | None = None) -> KnowledgeBase:
    """A knowledge base over the content and data folders of these settings, its index up to date.

    Raises ContentError when there is no content that can be used, SearchUnavailable when there can be no index.
    """
    started = time.perf_counter()
    library = load_library(settings.content)
    for problem in library.problems:
        log.warning("%s", problem)
    index = Index(settings.data)
    changed = index.sync((entry_of(document, library.vocabulary) for document in library), progress)
    kb = KnowledgeBase(settings, library, index)
    if watch:
        threading.Thread(target=analysis.warm, name="kb-warm", daemon=True).start()
        kb.watch()
    log.info(
        "content %s: %d documents, %d index entries written, ready in %.2f s",
        library.version,
        len(library.documents),
        changed,
        time.perf_counter() - started,
    )
    return kb


def _tree(folder: Path) -> frozenset[tuple[str, int, int, int]]:
    """The name, time, size and inode of every file of the content folder."""
    found = set()
    pending = [str(folder)]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                    continue
                try:
                    stat = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # deleted since it was listed: the next look tells the same
                found.add((entry.path, stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return frozenset(found)
