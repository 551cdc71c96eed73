"""The index on disk: a Whoosh index that always says what the library says.

An entry is one document in one language. `Index.sync` compares what is indexed with what should be, by
fingerprint, and writes the difference in one commit: a reader sees the state before it or after it, never
half of it, and a process killed in between leaves the state before it. An index of another format, or of
another version of the analyzers, stands in a folder of its own name and is never opened.

The folder is private to the product: Whoosh's table of contents is a pickle.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from whoosh import fields, formats
from whoosh import index as whoosh_index
from whoosh.analysis import IDAnalyzer
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError, LockError
from whoosh.reading import IndexReader

from kb.content.model import Article, Document, Template
from kb.content.parse import Vocabulary
from kb.errors import SearchUnavailable
from kb.languages import LANGUAGES
from kb.search import analysis

log = logging.getLogger("kb.search")

FORMAT = 2
"""Raise it when the fields change."""

PARTS = ("title", "keywords", "labels", "summary", "body")
PAIRS = "pairs"
FACETS = "facets"
_WRITE_TIMEOUT = 10.0

Progress = Callable[[int, int], None]
"""Takes how many entries are written and how many will be."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in one language, as text to index. Equal fingerprints mean equal texts."""

    id: str
    lang: str
    fingerprint: str
    read: Callable[[], Mapping[str, str]]
    """Gives the text of each of PARTS; called only when the entry has to be written."""
    facets: tuple[str, ...] = ()
    """What the document is about, like `issue:refund`: the same in every language."""

    @property
    def key(self) -> str:
        """What names the entry in the index."""
        return f"{self.lang}/{self.id}"


def entry_of(document: Document, vocabulary: Vocabulary) -> Entry:
    """What is indexed of a document: its own words, and the labels of its facets in its language."""
    facets, taxonomy, lang = document.facets, vocabulary.taxonomy, document.lang

    def read() -> Mapping[str, str]:
        labels = [taxonomy.intents[facets.intent][lang]] if facets.intent else []
        labels += [taxonomy.issues[issue][lang] for issue in facets.issues]
        return {
            "title": document.title,
            "keywords": "\n".join(document.keywords),
            "labels": "\n".join(labels),
            "summary": document.summary,
            "body": body_text(document, vocabulary),
        }

    about = tuple(f"issue:{issue}" for issue in facets.issues)
    if facets.intent:
        about = (f"intent:{facets.intent}", *about)
    fingerprint = f"{document.file.blob}:{vocabulary.version}:{','.join(about)}"
    return Entry(document.id, lang, fingerprint, read, about)


@lru_cache(maxsize=4096)
def body_text(document: Document, vocabulary: Vocabulary) -> str:
    """Everything a document says, as plain text; blanks are shown by their labels."""
    if isinstance(document, Article):
        return document.text
    assert isinstance(document, Template)
    labels = {name: variable.labels[document.lang] for name, variable in vocabulary.variables.items()}
    return "\n".join(variant.outline.words(labels) for variant in document.variants)


class Index:
    """The open index. One a process; any number of threads may read while one writes."""

    def __init__(self, folder: Path) -> None:
        """Opens the index in `folder`, making it when it is missing or cannot be used.

        Raises SearchUnavailable when the folder cannot be written.
        """
        self.folder = folder / f"index-{FORMAT}.{analysis.VERSION}"
        self._lock = threading.Lock()
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._whoosh = self._open()
        except OSError as error:
            raise SearchUnavailable(
                f'the index folder "{self.folder}" cannot be used: {error.strerror}; check KB_DATA and its permissions'
            ) from error

    def _open(self) -> whoosh_index.Index:
        """The index on the disk, made when there is none; one that cannot be read is set aside first."""
        for _ in range(5):  # a commit of another process may remove a file between listing and opening
            try:
                return self._readable()
            except FileNotFoundError:
                time.sleep(0.05)
            except EmptyIndexError:
                break
            except Exception as error:  # noqa: BLE001 - a damaged index fails in as many ways as it can be damaged
                log.warning("the index cannot be read and is built anew: %s: %s", type(error).__name__, error)
                break
        with _Held(FileStorage(str(self.folder.parent)), f"{self.folder.name}.lock"):
            try:
                return self._readable()  # another process may have mended it meanwhile
            except EmptyIndexError:
                pass
            except Exception as error:  # noqa: BLE001 - as above
                aside = self.folder.rename(self.folder.with_name(f"{self.folder.name}.damaged-{time.time_ns()}"))
                (aside / "reason.json").write_text(json.dumps({"error": f"{type(error).__name__}: {error}"}))
                self.folder.mkdir(mode=0o700)
            return FileStorage(str(self.folder)).create_index(_schema())

    def _readable(self) -> whoosh_index.Index:
        found = FileStorage(str(self.folder)).open_index(schema=_schema())
        found.reader().close()
        return found

    def reader(self) -> IndexReader:
        """A reader of the newest commit. Close it, or let it be collected."""
        try:
            return self._whoosh.reader()
        except Exception:  # noqa: BLE001 - damaged since it was opened, or replaced by another process
            self._whoosh = self._open()
            return self._whoosh.reader()

    @property
    def generation(self) -> int:
        """Rises with every commit, whichever process makes it."""
        return int(self._whoosh.latest_generation())

    def sync(self, entries: Iterable[Entry], progress: Progress | None = None) -> int:
        """Make the index say what `entries` say, and return how many entries that changed.

        Raises SearchUnavailable when another process holds the index for over ten seconds.
        """
        wanted = {entry.key: entry for entry in entries}
        with self._lock:
            if not self._differences(wanted):
                return 0
            try:
                writer = self._whoosh.writer(timeout=_WRITE_TIMEOUT)
            except LockError as error:
                message = "another process is writing the index and does not finish; end it and try again"
                raise SearchUnavailable(message) from error
            try:
                changes = self._differences(wanted)  # again: the other process may just have written them
                for done, key in enumerate(changes, start=1):
                    self._write(writer, key, wanted.get(key))
                    if progress:
                        progress(done, len(changes))
            except BaseException:
                writer.cancel()
                raise
            writer.commit()
            return len(changes)

    def _differences(self, wanted: Mapping[str, Entry]) -> list[str]:
        with self.reader() as reader:
            indexed = {stored["key"]: stored["fingerprint"] for _, stored in reader.iter_docs()}
        gone = [key for key in indexed if key not in wanted]
        return gone + [key for key, entry in wanted.items() if indexed.get(key) != entry.fingerprint]

    def _write(self, writer: whoosh_index.IndexWriter, key: str, entry: Entry | None) -> None:
        writer.delete_by_term("key", key)
        if entry is None:
            return
        analyzer, parts = analysis.analyzer_of(entry.lang), entry.read()
        terms = {f"{part}_{entry.lang}": [t.term for t in analyzer.words(text)] for part, text in parts.items()}
        pairs = [token.term for text in parts.values() for token in analyzer.pairs(text)]
        if pairs:
            terms[f"{PAIRS}_{entry.lang}"] = pairs
        if entry.facets:
            terms[f"{FACETS}_{entry.lang}"] = list(entry.facets)
        writer.add_document(
            key=key, id=entry.id, lang=entry.lang, fingerprint=entry.fingerprint, **{k: v for k, v in terms.items() if v}
        )

    def remove(self) -> None:
        """Delete the index from the disk, to build it anew."""
        with self._lock:
            self._whoosh.close()
            shutil.rmtree(self.folder)
            self.folder.mkdir(mode=0o700)
            self._whoosh = self._open()


class _Held:
    """A lock between processes, held while an index is created."""

    def __init__(self, storage: FileStorage, name: str) -> None:
        self._lock = storage.lock(name)

    def __enter__(self) -> None:
        for _ in range(100):
            if self._lock.acquire(blocking=False):
                return
            time.sleep(0.05)
        raise SearchUnavailable("another process is creating the index and does not finish; end it and try again")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _schema() -> fields.Schema:
    """Fields of terms that `kb.search.analysis` has made: Whoosh cuts nothing itself."""
    schema = fields.Schema(
        key=fields.ID(stored=True, unique=True),
        id=fields.STORED(),
        lang=fields.STORED(),
        fingerprint=fields.STORED(),
    )
    for lang in LANGUAGES:
        for part in (*PARTS, PAIRS, FACETS):
            schema.add(f"{part}_{lang}", _terms())
    return schema


def _terms() -> fields.TEXT:
    field = fields.TEXT(analyzer=IDAnalyzer(), phrase=False)
    field.format = formats.Frequency()
    return field
