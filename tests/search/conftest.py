"""What tests of the search share: an index of the bundled content, and what knows its words."""

from __future__ import annotations

from typing import Protocol

import pytest

from kb.content.library import Library
from kb.search import analysis
from kb.search.entries import entry_of
from kb.search.index import Index
from kb.search.scoring import Snapshot, Snapshots
from kb.search.words import Words


class Mend(Protocol):
    """Mends a text for a reader."""

    def __call__(self, text: str, lang: str = "en") -> str: ...


@pytest.fixture(scope="session")
def snapshot(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """What the index of the bundled content says."""
    index = Index(tmp_path_factory.mktemp("index"))
    index.sync(entry_of(document, library.vocabulary) for document in library)
    return Snapshots(index).refresh()


@pytest.fixture(scope="session")
def words(library: Library) -> Words:
    """The words of the bundled content."""
    return Words(library)


@pytest.fixture(scope="session")
def mended(words: Words, snapshot: Snapshot) -> Mend:
    """Mends the typing errors of a question to the bundled content."""

    def mend(text: str, lang: str = "en") -> str:
        return words.mended(text, lang, analysis.read(text), snapshot)

    return mend
