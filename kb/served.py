"""What is served: a library, and the index and the rules that say the same. They change together, while requests go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from kb.content.folder import Look, files_of
from kb.content.library import Library, load_library
from kb.content.model import Document
from kb.content.releases import served_folder
from kb.errors import SearchUnavailable
from kb.reply.guard import Guard, guard_of
from kb.search.engine import Engine
from kb.search.entries import Entry, entry_of
from kb.search.facets import Catalogue
from kb.search.query import Searcher
from kb.search.scoring import Snapshots
from kb.search.suggest import Suggester
from kb.search.words import Words
from kb.settings import Settings

STEPS = 20
"""How often a worker writes into the index what it serves while others write something else: they soon serve the same."""


@dataclass(frozen=True, slots=True)
class State:
    """A library and the index that says the same."""

    library: Library
    words: Words
    catalogue: Catalogue
    searcher: Searcher
    suggester: Suggester
    guard: Guard


@dataclass(frozen=True, slots=True)
class IndexState:
    """How many entries are searched, and the number of the index's last commit."""

    entries: int
    generation: int


class Served:
    """The newest state, and how it is replaced by the next. Safe to use from many threads."""

    def __init__(self, settings: Settings, library: Library, index: Engine) -> None:
        self._settings, self._index = settings, index
        self._snapshots = Snapshots(index)
        self._refreshing = threading.Lock()
        self._seen: tuple[Path, Mapping[str, Look]] | None = None  # the first refresh looks at everything again
        self._entries: dict[Document, Entry] = {}
        self._held: ContextVar[State | None] = ContextVar("kb-state", default=None)
        self.newest = self._in_step(library)
        self.look_took = 0.0
        """Seconds that the last look at the folder took."""

    @property
    def state(self) -> State:
        """What answers now: the state that is held, or the newest."""
        return self._held.get() or self.newest

    @contextmanager
    def held(self) -> Iterator[None]:
        """Everything that is asked inside is answered from one version, whatever is taken in meanwhile."""
        token = self._held.set(self.state)
        try:
            yield
        finally:
            self._held.reset(token)

    @property
    def folder(self) -> Path:
        """The folder whose content is served. Raises ContentError when it is gone."""
        return served_folder(self._settings.data, self._settings.content)

    @property
    def index_state(self) -> IndexState:
        """What stands in the index that is searched now."""
        return IndexState(len(self._snapshots.current.stored), self._index.generation)

    def refresh(self) -> tuple[Library, Library]:
        """Take in what has changed on the disk: the library that was served, and the one that is now.

        A vocabulary that cannot be used leaves the one before it, and the library's problems say why. Raises ContentError
        for a folder that is gone; all is left as it was then.
        """
        with self._refreshing:
            started = time.perf_counter()
            folder = self.folder
            seen = files_of(folder)
            self.look_took = time.perf_counter() - started
            settled = all(look.settled() for look in seen.values())
            before = self.newest.library
            if settled and (folder, seen) == self._seen:
                return before, before
            library = load_library(folder, before, looks=seen)
            if library.version != before.version:
                self.newest = self._in_step(library, self.newest)
            elif library.problems != before.problems:
                self.newest = self._made(library, self.newest)
            self._seen = (folder, seen) if settled else None
            return before, library

    def _entries_of(self, library: Library, before: Library | None) -> Iterator[Entry]:
        """What is indexed of each document; of one that is the same as before, what it was."""
        known = self._entries if before and before.vocabulary is library.vocabulary else {}
        self._entries = {document: known.get(document) or entry_of(document, library.vocabulary) for document in library}
        return iter(self._entries.values())

    def _made(self, library: Library, before: State | None = None) -> State:
        words = before.words if before and before.words.still_true(library) else Words(library)
        catalogue = Catalogue(library, before.catalogue if before else None)
        searcher = Searcher(library, self._snapshots.refresh(), words, catalogue)
        guard = before.guard if before and _same_rules(before.library, library) else guard_of(library)
        return State(library, words, catalogue, searcher, Suggester(library), guard)

    def _in_step(self, library: Library, before: State | None = None) -> State:
        """A state whose index says what its library says, also while workers that serve another version write the index.

        Raises SearchUnavailable when they do not come to the same version.
        """
        entries = list(self._entries_of(library, before.library if before else None))
        for _ in range(STEPS):
            self._index.sync(entries)
            generation = self._index.generation
            state = self._made(library, before)
            if self._index.sync(entries) == 0 and self._index.generation == generation:
                return state
        raise SearchUnavailable("another process writes another version into the index; give each content its own KB_DATA")


def _same_rules(one: Library, other: Library) -> bool:
    return one.vocabulary is other.vocabulary and one.guard == other.guard
