"""The knowledge base: content, search and replies, wired together. The only place where parts meet."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kb.content.comparing import Comparison, compare
from kb.content.coverage import Line, lines
from kb.content.history import History, head_of, read_history
from kb.content.library import Library, load_library
from kb.content.model import Document, Template
from kb.content.problems import Severity
from kb.content.releases import served_folder
from kb.content.remembered import remember, remembered
from kb.content.status import rows
from kb.content.taxonomy import Taxonomy
from kb.errors import DocumentNotFound, StoreError, StoreUnavailable
from kb.languages import LANGUAGES
from kb.popularity import Popularity, ranked
from kb.reply.channels import Length, measure, too_long
from kb.reply.compose import Choices, Reply, compose, facts_about
from kb.reply.entities import Entity, entities, without_order_numbers
from kb.reply.findings import Facts, Finding
from kb.reply.told import Told, told
from kb.search import analysis
from kb.search.engine import Engine
from kb.search.entries import entry_of
from kb.search.expansion import Pointer
from kb.search.index import Index
from kb.search.query import Explanation, Query, Results
from kb.search.suggest import Suggestion
from kb.served import IndexState, Served, State
from kb.settings import Settings
from kb.watching import Watcher

if TYPE_CHECKING:
    from kb.casework.work import Casework
    from kb.store.opening import Store

log = logging.getLogger("kb")

_NUMBER, _WORD = re.compile(r"\d{3}"), re.compile(r"\w")


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

    def __init__(self, settings: Settings, library: Library, index: Engine) -> None:
        self.settings = settings
        self._served = Served(settings, library, index)
        self._watcher = Watcher(settings, self._served, self.refresh, partial(self._tell_reload, False))
        self._closed = threading.Event()
        self._covering = threading.Lock()
        self._coverage: tuple[tuple[str, Path, str] | None, tuple[Line, ...]] = (None, ())
        self._opening = threading.Lock()
        self.popularity = Popularity(lambda: self.store)
        self._store: Store | None = None
        self.observer: Observer | None = None

    @property
    def _state(self) -> State:
        return self._served.state

    def held(self) -> AbstractContextManager[None]:
        """Everything that is asked inside is answered from one version, whatever is taken in meanwhile."""
        return self._served.held()

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
            if self._closed.is_set():
                raise StoreUnavailable("the knowledge base is closed, and its database with it")
            if self._store is None:
                from kb.store.opening import open_store  # loads SQLAlchemy

                self._store = open_store(self.settings.database, self.settings.data)
            return self._store

    @property
    def cases(self) -> Casework:
        """The team's cases. Raises StoreError when the database cannot be opened."""
        from kb.casework.work import Casework

        return Casework(self.store, lambda: self.library)

    def search(self, query: Query) -> Results:
        """The documents that answer a query. See `kb.search.query.search`."""
        results = replace(self._state.searcher.search(_asked(query)), query=query)
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
        query = Query(message, lang or ui_lang, reply_lang=lang, kind="template", limit=limit, exact=True)
        asked = _asked(query)
        issues = state.words.expander.issues(lang, asked.text) if lang else {}
        found = entities(message, language.lang, today)
        return Intake(language, issues, tuple(found), replace(state.searcher.search(asked), query=query))

    def suggest(self, typed: str, lang: str, limit: int = 6) -> tuple[Suggestion, ...]:
        """What a question that is being typed may become."""
        return self._state.suggester.suggest(typed, lang, limit)

    def explain(self, query: Query, id: str) -> Explanation | None:
        """Why a document ranks where it does for a query, or None where it is not found."""
        return self._state.searcher.explain(_asked(query), id)

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

        Git's history is read when this is first asked of a version of the content and of a commit; later it is at hand.
        """
        with self._covering:
            library, folder = self.library, self.folder
            asked = (library.version, folder, head_of(folder))
            if self._coverage[0] != asked:
                self._coverage = (asked, lines(library, rows(library, read_history(folder))))
            return self._coverage[1]

    def comparison(self, id: str, lang: str, locale: str = "") -> Comparison:
        """What changed in a document's source since it was translated. Raises what `compare` raises."""
        history = read_history(self.folder) if locale else History(self.folder)  # its stamp is not of a whole file
        return compare(self.library, history, id, lang, locale)

    @property
    def folder(self) -> Path:
        """The folder whose content is served. Raises ContentError when it is gone."""
        return self._served.folder

    @property
    def index_state(self) -> IndexState:
        """What stands in the index that is searched now."""
        return self._served.index_state

    def refresh(self) -> bool:
        """Take in what has changed on the disk; true when the library is another one now.

        A vocabulary that cannot be used, or a folder that is gone, leaves everything as it was.
        """
        before, library = self._served.refresh()
        found = [problem for problem in library.problems if problem not in before.problems]
        for problem in found:
            log.warning("%s", problem)
        if library.version == before.version:
            if any(problem.severity is Severity.ERROR for problem in found):
                self._tell_reload(False)  # there was a change, and what stood there before is served
            return False
        log.info("content %s is served, after %s", library.version, before.version)
        self._watcher.tell()
        self._tell_reload(True)
        return True

    def _tell_reload(self, taken: bool) -> None:
        if self.observer:
            self.observer.reloaded(taken)

    def watch(self) -> None:
        """Keep taking in changes of the content, from a thread of its own, until `close`."""
        self._watcher.start()

    def warm(self) -> None:
        """Load what is slow to load, before somebody waits for it: searches are right meanwhile, and a little slower."""
        analysis.warm()
        for lang, typed in (("en", "r"), ("es", "r"), ("ja", "返"), ("zh", "退")):
            self._state.searcher.search(Query("refund 退款 返金", lang))  # nobody asked: it is not counted
            self.suggest(typed, lang)
            self._state.guard.read("refund 退款 返金", lang)
        try:
            self.store.people.have_accounts()
        except StoreError as error:
            if self._closed.is_set():
                return
            log.error("%s; search and copying work meanwhile, favourites, cases and figures do not", error)

    def close(self) -> None:
        """Stop watching, and let go of the database."""
        self._closed.set()
        with self._opening:
            if self._store is not None:
                self._store.close()
        self._watcher.close()


def _asked(query: Query) -> Query:
    """What is looked for to answer a question: a message that names its order number does not ask for one."""
    if not _NUMBER.search(query.text):
        return query
    rest = without_order_numbers(query.text)
    return replace(query, text=rest) if _WORD.search(rest) else query


def _template(library: Library, id: str, lang: str) -> Template:
    template = library.get(id, lang)
    if not isinstance(template, Template):
        raise DocumentNotFound(id, (known for known in library.documents if known.startswith("templates/")))
    return template


def open_kb(settings: Settings, *, watch: bool = False, progress: Progress | None = None) -> KnowledgeBase:
    """A knowledge base over the content and data folders of these settings, its index up to date.

    Raises ContentError when there is no content that can be used, SettingsError or SearchUnavailable when there can be no
    index.
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


def prepare(settings: Settings, progress: Progress | None = None) -> tuple[Library, Index, int]:
    """The library, the index brought in line with it, and how many entries that changed.

    Raises what `open_kb` raises.
    """
    stages = progress or _silent
    settings.make_data()
    before = remembered(settings.data, settings.content)
    library = load_library(served_folder(settings.data, settings.content), before, partial(stages, READING))
    index = Index(settings.data)
    entries = (entry_of(document, library.vocabulary) for document in library)
    changed = index.sync(entries, partial(stages, INDEXING))
    if before is None or library.version != before.version:
        try:
            remember(library, settings.data, settings.content)
        except OSError as error:
            log.warning("the library cannot be put away in KB_DATA (%s): the next start reads every file", error.strerror)
    return library, index, changed


READING, INDEXING = "Reading", "Indexing"

Progress = Callable[[str, int, int], None]
"""Takes what is being done, READING or INDEXING, how many files or entries are done, and how many there are."""


def _silent(stage: str, done: int, of: int) -> None:
    """Tells nobody."""
