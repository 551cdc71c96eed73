"""The knowledge base: content, search and replies, wired together. The only place where parts meet."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kb.content.comparing import Comparison, compare
from kb.content.coverage import Line, lines
from kb.content.folder import Look, files_of
from kb.content.history import History, read_history
from kb.content.library import Library, load_library
from kb.content.model import Document, Template
from kb.content.releases import FOLDER as SYNC_FOLDER
from kb.content.releases import served_folder
from kb.content.remembered import remember, remembered
from kb.content.status import rows
from kb.content.taxonomy import Taxonomy
from kb.errors import ContentError, DocumentNotFound, KbError, SearchUnavailable, StoreError, StoreUnavailable
from kb.languages import LANGUAGES
from kb.popularity import Popularity, ranked
from kb.reply.channels import Length, measure, too_long
from kb.reply.compose import Choices, Reply, compose, facts_about
from kb.reply.entities import Entity, entities
from kb.reply.findings import Facts, Finding
from kb.reply.guard import Guard, guard_of
from kb.reply.told import Told, told
from kb.search import analysis
from kb.search.expansion import Pointer
from kb.search.facets import Catalogue
from kb.search.index import Entry, Index, entry_of
from kb.search.query import Explanation, Query, Results, Searcher
from kb.search.scoring import Snapshots
from kb.search.suggest import Suggester, Suggestion
from kb.search.words import Words
from kb.settings import Settings
from kb.workers import Presence

if TYPE_CHECKING:
    from kb.casework.work import Casework
    from kb.store.opening import Store

log = logging.getLogger("kb")

MAX_SHARE = 100
"""A look at a large folder takes a while: at most one part in a hundred of the time is spent on looking."""

STEPS = 20
"""How often a worker writes into the index what it serves while others write something else: they soon serve the same."""

WATCH_SECONDS = 1.0
"""How often a running server looks at the content on the disk, where the file system does not tell of changes."""


@dataclass(frozen=True, slots=True)
class _State:
    """A library and the index that says the same: they change together."""

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


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text breaks where it is to be sent, how long it is there, and which rules lacked a fact."""

    findings: tuple[Finding, ...]
    length: Length
    unchecked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """What was found in a customer's message: its language, likely issues with the words that gave each away, the likeliest
    first, the values that stand in it, and the best templates."""

    told: Told
    issues: Mapping[str, Sequence[Pointer]]
    entities: tuple[Entity, ...]
    results: Results


class Observer(Protocol):
    """Who counts what is done. No word of a search, a reply or a value is told."""

    def searched(self, lang: str, total: int) -> None:
        """Somebody searched for words, and found so many documents."""

    def rendered(self, lang: str, preview: bool, findings: Sequence[Finding]) -> None:
        """A reply was rendered."""

    def checked(self, findings: Sequence[Finding]) -> None:
        """The rules read a text."""

    def reloaded(self, taken: bool) -> None:
        """Changed content was taken in, or was refused."""


class KnowledgeBase:
    """Everything the site, the API and the command line ask for. Safe to use from many threads."""

    def __init__(self, settings: Settings, library: Library, index: Index) -> None:
        self.settings = settings
        self._index = index
        self._snapshots = Snapshots(index)
        self._refreshing = threading.Lock()
        self._seen: tuple[Path, dict[str, Look]] | None = None  # the first refresh looks at everything again
        self._entries: dict[Document, Entry] = {}
        self._held: ContextVar[_State | None] = ContextVar("kb-state", default=None)
        self._newest = self._in_step(library)
        self._look_took = 0.0
        self._presence: Presence | None = None
        self._stopped = threading.Event()
        self._watcher: threading.Thread | None = None
        self._told = False  # that the content cannot be watched
        self._covering = threading.Lock()
        self._coverage: tuple[str, tuple[Line, ...]] = ("", ())
        self._opening = threading.Lock()
        self.popularity = Popularity(lambda: self.store)
        self._store: Store | None = None
        self.observer: Observer | None = None

    @property
    def _state(self) -> _State:
        return self._held.get() or self._newest

    @contextmanager
    def held(self) -> Iterator[None]:
        """Everything that is asked inside is answered from one version, whatever is taken in meanwhile."""
        token = self._held.set(self._state)
        try:
            yield
        finally:
            self._held.reset(token)

    @property
    def library(self) -> Library:
        """The library that is served now."""
        return self._state.library

    @property
    def taxonomy(self) -> Taxonomy:
        """The vocabulary of facets."""
        return self._state.library.taxonomy

    @property
    def store(self) -> Store:
        """What the team keeps, opened when it is first asked for; a failure is tried again by whoever asks next.

        Raises StoreError when the database cannot be opened.
        """
        with self._opening:
            if self._stopped.is_set():
                raise StoreUnavailable("the knowledge base is closed, and its database with it")
            if self._store is None:
                from kb.store.opening import open_store  # loads SQLAlchemy

                self._store = open_store(self.settings.database)
            return self._store

    @property
    def cases(self) -> Casework:
        """The team's cases. Raises StoreError when the database cannot be opened."""
        from kb.casework.work import Casework

        return Casework(self.store, lambda: self.library)

    def search(self, query: Query) -> Results:
        """The documents that answer a query. See `kb.search.query.search`."""
        results = self._state.searcher.search(query)
        if self.observer and query.text.strip() and query.limit and not query.offset:
            self.observer.searched(query.lang, results.total)
        return ranked(results, self.popularity.counts()) if self.settings.popularity and query.text else results

    def intake(self, message: str, ui_lang: str, *, today: date, limit: int = 5) -> Intake:
        """What a customer's message says of itself, and the templates that answer it in the customer's language.

        Nothing of the message is kept.
        """
        state = self._state
        language = told(message)
        lang = language.lang if language.lang in LANGUAGES else ""
        issues = state.words.expander.issues(lang, message) if lang else {}
        query = Query(message, lang or ui_lang, reply_lang=lang, kind="template", limit=limit, exact=True)
        found = entities(message, language.lang, today)
        return Intake(language, issues, tuple(found), state.searcher.search(query))

    def suggest(self, typed: str, lang: str, limit: int = 6) -> tuple[Suggestion, ...]:
        """What a question that is being typed may become."""
        return self._state.suggester.suggest(typed, lang, limit)

    def explain(self, query: Query, id: str) -> Explanation | None:
        """Why a document ranks where it does for a query, or None where it is not found."""
        return self._state.searcher.explain(query, id)

    def translations(self, id: str) -> Mapping[str, Document]:
        """A document in every language it is written in. Raises DocumentNotFound."""
        return self.library.translations(id)

    def document(self, id: str, lang: str) -> Document:
        """A document in one language. Raises DocumentNotFound or TranslationNotFound."""
        return self.library.get(id, lang)

    def reply(self, id: str, choices: Choices, values: Mapping[str, object], *, preview: bool = False) -> Reply:
        """The reply that a template makes. Raises NotFound, or InvalidValues naming every wrong or missing one."""
        state = self._state
        template = _template(state.library, id, choices.lang)
        reply = compose(template, choices, values, state.library.vocabulary, guard=state.guard, preview=preview)
        if self.observer:
            self.observer.rendered(choices.lang, preview, reply.findings)
        return reply

    def facts(self, id: str, lang: str) -> Facts:
        """What a template says of each reply that it makes. Raises NotFound."""
        return facts_about(_template(self.library, id, lang))

    def check(self, text: str, lang: str, facts: Facts) -> Checked:
        """What a text in a language breaks where it is to be sent."""
        state = self._state
        guard, channel = state.guard, state.library.taxonomy.channels.get(facts.channel)
        length = measure(text, channel.limit(facts.platform) if channel else None)
        findings = (*too_long(length), *guard.check(guard.read(text, lang), facts))
        if self.observer:
            self.observer.checked(findings)
        return Checked(findings, length, tuple(guard.unchecked(lang, facts)))

    def coverage(self) -> tuple[Line, ...]:
        """How every document is translated, those that need somebody most first.

        Git's history is read when this is first asked of a version of the content; later it is at hand.
        """
        with self._covering:
            library = self.library
            if self._coverage[0] != library.version:
                found = rows(library, read_history(self.folder))
                self._coverage = (library.version, lines(library, found))
            return self._coverage[1]

    def comparison(self, id: str, lang: str) -> Comparison:
        """What changed in a document's source since it was translated. Raises what `compare` raises."""
        return compare(self.library, History(self.folder), id, lang)

    @property
    def folder(self) -> Path:
        """The folder whose content is served. Raises ContentError when it is gone."""
        return served_folder(self.settings.data, self.settings.content)

    @property
    def index_state(self) -> IndexState:
        """What stands in the index that is searched now."""
        return IndexState(len(self._snapshots.current.stored), self._index.generation)

    def _entries_of(self, library: Library, before: Library | None) -> Iterator[Entry]:
        """What is indexed of each document; of one that is the same as before, what it was."""
        known = self._entries if before and before.vocabulary is library.vocabulary else {}
        self._entries = {document: known.get(document) or entry_of(document, library.vocabulary) for document in library}
        return iter(self._entries.values())

    def _made(self, library: Library, before: _State | None = None) -> _State:
        words = before.words if before and before.words.still_true(library) else Words(library)
        catalogue = Catalogue(library, before.catalogue if before else None)
        searcher = Searcher(library, self._snapshots.refresh(), words, catalogue)
        guard = before.guard if before and _same_rules(before.library, library) else guard_of(library)
        return _State(library, words, catalogue, searcher, Suggester(library), guard)

    def _in_step(self, library: Library, before: _State | None = None) -> _State:
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

    def refresh(self) -> bool:
        """Take in what has changed on the disk; true when the library is another one now.

        A vocabulary that cannot be used, or a folder that is gone, leaves everything as it was.
        """
        with self._refreshing:
            started = time.perf_counter()
            folder = self.folder
            seen = files_of(folder)
            self._look_took = time.perf_counter() - started
            settled = all(look.settled() for look in seen.values())
            if settled and (folder, seen) == self._seen:
                return False
            before = self._newest.library
            library = load_library(folder, before, looks=seen)
            if library.version != before.version:
                self._newest = self._in_step(library, self._newest)
            elif library.problems != before.problems:
                self._newest = self._made(library, self._newest)
            self._seen = (folder, seen) if settled else None
        for problem in library.problems:
            if problem not in before.problems:
                log.warning("%s", problem)
        if library.version != before.version:
            log.info("content %s is served, after %s", library.version, before.version)
            self._tell()
            self._tell_reload(True)
        return library.version != before.version

    def _tell_reload(self, taken: bool) -> None:
        if self.observer:
            self.observer.reloaded(taken)

    def watch(self) -> None:
        """Keep taking in changes of the content, from a thread of its own, until `close`."""
        if self._watcher is None:
            self._presence = Presence(self.settings.data)
            self._tell()
            self._watcher = threading.Thread(target=self._watch, name="kb-watch", daemon=True)
            self._watcher.start()

    def _tell(self) -> None:
        """Say among the workers which version this one serves."""
        if self._presence is not None:
            try:
                self._presence.tell(self._newest.library.version)
            except OSError as error:
                log.error("KB_DATA cannot be written (%s), so /status does not name this worker", error.strerror)

    def _watch(self) -> None:
        from watchfiles import watch

        while not self._stopped.is_set():
            self._try_refresh()
            pause = max(WATCH_SECONDS, self._look_took * MAX_SHARE)
            try:
                watched = self.folder
                folder = watched.stat().st_ino
                switch = self.settings.data / SYNC_FOLDER
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
                    if self.folder != watched or watched.stat().st_ino != folder:
                        break  # another folder stands in its place: watch that one
            except (FileNotFoundError, ContentError):
                self._stopped.wait(WATCH_SECONDS)  # the folder is gone for now
            except RuntimeError as error:
                if not self._told:
                    log.warning("the system tells of no changes (%s); the content is looked at now and then instead", error)
                self._told = True
                self._stopped.wait(pause)

    def _try_refresh(self) -> None:
        try:
            self.refresh()
        except (KbError, OSError) as error:
            log.error("the content could not be taken in: %s", error)
            self._tell_reload(False)
        except Exception:
            log.exception("the content could not be taken in")
            self._tell_reload(False)

    def warm(self) -> None:
        """Load what is slow to load, before somebody waits for it: searches are right meanwhile, and a little slower."""
        analysis.warm()
        for lang, typed in (("en", "r"), ("es", "r"), ("ja", "返"), ("zh", "退")):
            self._state.searcher.search(Query("refund 退款 返金", lang))  # nobody asked: it is not counted
            self.suggest(typed, lang)
            self._state.guard.read("", lang)
        try:
            self.store.people.have_accounts()
        except StoreError as error:
            if self._stopped.is_set():
                return
            log.error("%s; search and copying work meanwhile, favourites, cases and figures do not", error)

    def close(self) -> None:
        """Stop watching, and let go of the database."""
        self._stopped.set()
        if self._presence is not None:
            self._presence.end()
        with self._opening:
            if self._store is not None:
                self._store.close()
        if self._watcher is not None:
            self._watcher.join(timeout=10)


def _same_rules(one: Library, other: Library) -> bool:
    return one.vocabulary is other.vocabulary and one.guard == other.guard


def _template(library: Library, id: str, lang: str) -> Template:
    template = library.get(id, lang)
    if not isinstance(template, Template):
        raise DocumentNotFound(id, (known for known in library.documents if known.startswith("templates/")))
    return template


def open_kb(settings: Settings, *, watch: bool = False, progress: Progress | None = None) -> KnowledgeBase:
    """A knowledge base over the content and data folders of these settings, its index up to date.

    Raises ContentError when there is no content that can be used, SearchUnavailable when there can be no index.
    """
    started = time.perf_counter()
    library, index, changed = prepare(settings, progress)
    for problem in library.problems:
        log.warning("%s", problem)
    kb = KnowledgeBase(settings, library, index)
    if watch:
        threading.Thread(target=kb.warm, name="kb-warm", daemon=True).start()
        kb.watch()
    log.info(
        "content %s: %d documents, %d index entries written, ready in %.2f s",
        library.version,
        len(library.documents),
        changed,
        time.perf_counter() - started,
    )
    return kb


def _make(data: Path) -> None:
    """The data folder, for its owner only. Raises SearchUnavailable when there can be none."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        message = f'the data folder "{data}" cannot be made: {error.strerror}; check KB_DATA and its permissions'
        raise SearchUnavailable(message) from error


def prepare(settings: Settings, progress: Progress | None = None) -> tuple[Library, Index, int]:
    """The library, the index brought in line with it, and how many entries that changed.

    Raises what `open_kb` raises.
    """
    stages = progress or _silent
    _make(settings.data)
    before = remembered(settings.data, settings.content)
    library = load_library(served_folder(settings.data, settings.content), before, partial(stages, READING))
    index = Index(settings.data)
    entries = (entry_of(document, library.vocabulary) for document in library)
    changed = index.sync(entries, partial(stages, INDEXING))
    if before is None or library.version != before.version:
        remember(library, settings.data, settings.content)
    return library, index, changed


READING, INDEXING = "Reading", "Indexing"

Progress = Callable[[str, int, int], None]
"""Takes what is being done, READING or INDEXING, how many files or entries are done, and how many there are."""


def _silent(stage: str, done: int, of: int) -> None:
    """Tells nobody."""
