"""Another engine can stand below the search: what is found, in which order and why is the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.content.library import Library, load_library
from kb.search.query import Query
from kb.service import KnowledgeBase
from kb.settings import Settings
from tests.conftest import CONTENT, ROOT
from tests.search.sqlite_engine import SqliteEngine
from tests.small_content import ID, source_file, write_content

SETS = ("en", "ja", "es", "zh", "cross")
EVERY = 10
"""One question of so many is asked of both."""

WRITTEN = [
    Query("", "en"),
    Query("refund", "en", issue="refund", channel="email"),
    Query('"tracking number" -refund', "en"),
    Query("intent:offer coupon", "en"),
    Query("refnd delaied pakage", "en"),
    Query("破", "zh"),
    Query("返品", "ja", reply_lang="es"),
    Query("Where is my parcel?", "en", kind="article", limit=5, offset=3),
]


def questions() -> list[Query]:
    found = []
    for name in SETS:
        rows = (ROOT / f"benchmarks/relevance/{name}.jsonl").read_text("utf-8").splitlines()
        asked = [json.loads(row) for row in rows][::EVERY]
        found += [
            Query(row["q"], name if name != "cross" else "en", row.get("reply_lang", ""), kind="template") for row in asked
        ]
    return found + WRITTEN


@pytest.fixture(scope="module")
def other(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The bundled content on the other engine."""
    data = tmp_path_factory.mktemp("other")
    opened = KnowledgeBase(Settings(content=CONTENT, data=data), library, SqliteEngine(data / "index.sqlite3"))
    yield opened
    opened.close()


def shown(kb: KnowledgeBase, query: Query) -> list[tuple[str, str, float, str]]:
    return [(hit.document.id, hit.document.lang, round(hit.score, 3), hit.snippet) for hit in kb.search(query).hits]


@pytest.mark.parametrize("query", questions(), ids=lambda query: query.text[:30] or "everything")
def test_the_other_engine_finds_the_same(query: Query, kb: KnowledgeBase, other: KnowledgeBase) -> None:
    mine, theirs = kb.search(query), other.search(query)

    assert shown(other, query) == shown(kb, query)
    assert (theirs.total, theirs.suggestion, theirs.facets) == (mine.total, mine.suggestion, mine.facets)


def test_the_other_engine_tells_why(kb: KnowledgeBase, other: KnowledgeBase) -> None:
    query = Query("late delivery", "en")
    id = kb.search(query).hits[0].document.id
    mine, theirs = kb.explain(query, id), other.explain(query, id)

    assert mine and theirs
    assert [(reason.term.text, reason.parts) for reason in theirs.reasons] == [
        (reason.term.text, reason.parts) for reason in mine.reasons
    ]


ZEBRA = "## formal\n\nHello zebra, this is {{ brand.name }}.\n"


def test_the_other_engine_follows_the_content(tmp_path: Path) -> None:
    content = write_content(tmp_path / "content", {f"en/{ID}.md": source_file(ZEBRA)})
    engine = SqliteEngine(tmp_path / "index.sqlite3")
    kb = KnowledgeBase(Settings(content=content, data=tmp_path), load_library(content), engine)
    file = content / f"en/{ID}.md"
    file.write_text(file.read_text("utf-8").replace("zebra", "okapi"), "utf-8")
    kb.refresh()

    assert [hit.document.id for hit in kb.search(Query("okapi", exact=True)).hits] == [ID]
    assert kb.search(Query("zebra", exact=True)).total == 0
    assert engine.generation == 2
    kb.close()
