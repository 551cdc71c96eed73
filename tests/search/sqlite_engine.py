"""Another search engine: the same terms in three tables of SQLite. It shows that nothing of Whoosh is needed above it."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kb.search.engine import Generation, Ids, Progress, Stored, Weights
from kb.search.entries import FACETS, PAIRS, PARTS, WEIGHTS, WORDS, Entry, tokens_of

TABLES = """
CREATE TABLE entries (number INTEGER PRIMARY KEY, key TEXT UNIQUE, fingerprint, id, lang, length, pair_length, facet_length, spellings);
CREATE TABLE terms (grp, term, number, part, count);
CREATE INDEX by_term ON terms (grp, term, number);
CREATE INDEX by_entry ON terms (number);
"""


class SqliteEngine:
    """An index in one file; its generation is SQLite's own number of the last change."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode=WAL;" + TABLES)
        self._lock = threading.Lock()
        self.generation = 0

    def sync(self, entries: Iterable[Entry], progress: Progress | None = None) -> int:
        """Make the index say what `entries` say, in one transaction."""
        wanted = {entry.key: entry for entry in entries}
        with self._lock:
            there: dict[str, str] = dict(self._database.execute("SELECT key, fingerprint FROM entries"))
            gone = [key for key in there if key not in wanted or wanted[key].fingerprint != there[key]]
            new = [entry for key, entry in wanted.items() if there.get(key) != entry.fingerprint]
            if not gone and not new:
                return 0
            self._database.execute("BEGIN IMMEDIATE")
            for key in gone:
                number = self._database.execute("DELETE FROM entries WHERE key = ? RETURNING number", [key]).fetchone()
                self._database.execute("DELETE FROM terms WHERE number = ?", number)
            for done, entry in enumerate(new, start=1):
                self._add(entry)
                if progress:
                    progress(done, len(new))
            self._database.execute("COMMIT")
            self.generation += 1
            return len({*gone, *(entry.key for entry in new)})

    def _add(self, entry: Entry) -> None:
        tokens, lang = tokens_of(entry), entry.lang
        lengths = (tokens.length, tokens.pairs.total(), len(entry.facets))
        row = (entry.key, entry.fingerprint, entry.id, lang, *lengths, " ".join(tokens.spellings))
        number = self._database.execute(
            "INSERT INTO entries (key, fingerprint, id, lang, length, pair_length, facet_length, spellings)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        ).lastrowid
        counted = [
            (f"{WORDS}_{lang}", word, part, count)
            for part, words in tokens.parts.items()
            for word, count in Counter(words).items()
        ]
        counted += [(f"{PAIRS}_{lang}", pair, PAIRS, min(count, 255)) for pair, count in tokens.pairs.items()]
        counted += [(FACETS, facet, FACETS, 1) for facet in entry.facets]
        self._database.executemany(
            "INSERT INTO terms VALUES (?, ?, ?, ?, ?)",
            [(group, term, number, part, count) for group, term, part, count in counted],
        )

    def read(self, before: Generation | None = None) -> Generation:
        """What was committed last, in a transaction of its own."""
        return Read(self._file)


class Read:
    """One commit."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._database.execute("BEGIN")
        rows = self._rows("SELECT number, id, lang, length, pair_length, facet_length FROM entries")
        self.stored: Mapping[int, Stored] = {row[0]: Stored(*row[1:]) for row in rows}
        self.size = max(self.stored, default=-1) + 1

    def _rows(self, question: str, *values: object) -> list[Any]:
        with self._lock:
            return list(self._database.execute(question, values))

    def postings(self, group: str, term: str) -> tuple[Ids, Weights]:
        """The entries that hold a term."""
        single = group.startswith(PAIRS) and len(term) == 1
        asked = "term GLOB ? || '*'" if single else "term = ?"
        found: dict[int, float] = {}
        for number, part, count in self._rows(
            f"SELECT number, part, count FROM terms WHERE grp = ? AND {asked} ORDER BY number", group, term
        ):
            found[number] = found.get(number, 0.0) + WEIGHTS.get(part, 1.0) * count
        return np.array(list(found), np.int32), np.array(list(found.values()), np.float32)

    def holds(self, group: str, term: str) -> bool:
        """Whether any entry holds a term."""
        return len(self.postings(group, term)[0]) > 0

    def parts_with(self, group: str, term: str, number: int) -> list[str]:
        """The parts of an entry that hold a term."""
        rows = self._rows("SELECT part FROM terms WHERE grp = ? AND term = ? AND number = ?", group, term, number)
        return [part for part in (*PARTS, FACETS) if (part,) in rows]

    def beginning(self, group: str, prefix: str, limit: int) -> list[str]:
        """Words of a group that begin with `prefix`."""
        question = "SELECT DISTINCT term FROM terms WHERE grp = ? AND substr(term, 1, ?) = ? ORDER BY term LIMIT ?"
        return [str(row[0]) for row in self._rows(question, group, len(prefix), prefix, limit)]

    def spellings(self) -> Counter[str]:
        """The words that typing errors are mended to."""
        return Counter(word for row in self._rows("SELECT spellings FROM entries") for word in str(row[0]).split())
