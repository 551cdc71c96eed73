"""The index on disk: a Whoosh index that always says what the library says.

An entry is one document in one language. `Index.sync` compares what is indexed with what should be, by
fingerprint, and writes the difference in one commit: a reader sees the state before it or after it, never
half of it, and a process killed in between leaves the state before it. An index of another format, or of
another version of the analyzers, stands in a folder of its own name and is never opened.

What costs Whoosh most to write is postings, and pairs of characters make most of them. They are kept as a column instead,
an entry's pairs in one piece, which a reader turns into postings when it opens a segment (`kb.search.postings`).

The folder is private to the product: Whoosh's table of contents is a pickle.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from whoosh import columns, fields, formats
from whoosh import index as whoosh_index
from whoosh.analysis import IDAnalyzer
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError, LockError
from whoosh.reading import IndexReader

from kb.errors import SearchUnavailable
from kb.languages import LANGUAGES
from kb.search import analysis
from kb.search.engine import Generation, Progress
from kb.search.entries import FACETS, PAIRS, PARTS, Entry, tokens_of
from kb.search.postings import PAIR_RECORD, SPELLINGS, Row, pair_code
from kb.search.segments import Segments, leaves

log = logging.getLogger("kb.search")

FORMAT = 5
"""Raise it when the fields change."""

_WRITE_TIMEOUT = 10.0


class Index:
    """The open index. One a process; any number of threads may read while one writes."""

    def __init__(self, folder: Path) -> None:
        """Opens the index in `folder`, making it when it is missing or cannot be used.

        Raises SearchUnavailable when the folder cannot be written.
        """
        self.folder = folder / f"index-{FORMAT}.{analysis.VERSION}"
        self._lock = threading.Lock()
        self._indexed: tuple[int, dict[str, str]] = (-1, {})
        self._rows: dict[str, dict[int, Row]] = {}
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
                self.folder.mkdir(mode=0o700, exist_ok=True)  # another process may open it in this very moment
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

    def read(self, before: Generation | None = None) -> Segments:
        """The newest commit; the segments that it shares with an older one stay read."""
        reader = self.reader()
        found = Segments(reader, self.rows, before)
        self._rows = {name: rows for name, rows in self._rows.items() if name in found.names}
        return found

    def rows(self, leaf: IndexReader) -> dict[int, Row]:
        """What a segment keeps of its entries beside their terms, by their numbers; read once, for segments never change."""
        name = leaf.segment().segment_id()
        found = self._rows.get(name)
        if found is None:
            found = self._rows[name] = dict(leaf.iter_docs())
        return found

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
            self._indexed = (int(writer.generation), {key: entry.fingerprint for key, entry in wanted.items()})
            return len(changes)

    def differences(self, entries: Iterable[Entry]) -> int:
        """How many entries of the index are not what `entries` say."""
        return len(self._differences({entry.key: entry for entry in entries}))

    def _differences(self, wanted: Mapping[str, Entry]) -> list[str]:
        generation = self.generation
        if self._indexed[0] != generation:
            with self.reader() as reader:
                indexed = {
                    row["key"]: row["fingerprint"]
                    for leaf, _ in leaves(reader)
                    for docnum, row in self.rows(leaf).items()
                    if not leaf.is_deleted(docnum)
                }
                self._indexed = (generation, indexed)
        indexed = self._indexed[1]
        gone = [key for key in indexed if key not in wanted]
        return gone + [key for key, entry in wanted.items() if indexed.get(key) != entry.fingerprint]

    def _write(self, writer: whoosh_index.IndexWriter, key: str, entry: Entry | None) -> None:
        if key in self._indexed[1]:
            writer.delete_by_term("key", key)
        if entry is None:
            return
        tokens = tokens_of(entry)
        records = np.array([(pair_code(pair), min(n, 255)) for pair, n in tokens.pairs.items()], dtype=PAIR_RECORD)
        found = {f"{part}_{entry.lang}": words for part, words in tokens.parts.items()}
        found[FACETS] = entry.facets
        writer.add_document(
            key=key,
            id=entry.id,
            lang=entry.lang,
            fingerprint=entry.fingerprint,
            length=tokens.length,
            pair_length=tokens.pairs.total(),
            facet_length=len(entry.facets),
            **{PAIRS: records.tobytes(), SPELLINGS: " ".join(sorted(tokens.spellings)).encode()},
            **{name: list(words) for name, words in found.items() if words},
        )

    def remove(self) -> None:
        """Delete the index from the disk, to build it anew."""
        with self._lock:
            self._whoosh.close()
            self._indexed = (-1, {})
            shutil.rmtree(self.folder)
            self.folder.mkdir(mode=0o700, exist_ok=True)
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
        length=fields.STORED(),
        pair_length=fields.STORED(),
        facet_length=fields.STORED(),
    )
    for name in (PAIRS, SPELLINGS):
        schema.add(name, fields.COLUMN(columns.VarBytesColumn()))
    schema.add(FACETS, _terms())
    for lang in LANGUAGES:
        for part in PARTS:
            schema.add(f"{part}_{lang}", _terms())
    return schema


def _terms() -> fields.TEXT:
    field = fields.TEXT(analyzer=IDAnalyzer(), phrase=False)
    field.format = formats.Frequency()
    return field
