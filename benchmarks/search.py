"""Search at size: ours beside tantivy and SQLite FTS5 on the same tokens, one index a language.

    python -m benchmarks.search [--sizes 1000,10000] [--langs en,es,ja,zh] [--queries 300] [--rounds 5] [--corpus DIR]

Every query is another one, and nothing caches results. One pass goes before to warm every engine; then the engines take
turns query by query. Figures are medians over the rounds, in time of the processor. Trust the ratios: other work may go on.

Our limit is held against "tantivy", which reads the question in one language and looks for its words as they stand: that is
what a team would write instead of ours. What ours does beside that (four languages, synonyms, what words point to, words
still being typed, counts of every facet) is our own time. "expanded" is tantivy with all that ours looks for in that
language, made ready before: what the retrieval itself costs when the work is the same.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import tantivy
from whoosh import analysis as whoosh_analysis
from whoosh import fields as whoosh_fields
from whoosh.filedb.filestore import FileStorage

from benchmarks.corpus import Corpus, Passage, corpus
from benchmarks.servers import ROOT
from benchmarks.sources import unpacked
from benchmarks.spine import percentile
from kb.content.library import Library, load_library
from kb.content.model import Article, Facets, File
from kb.search import analysis
from kb.search.entries import FACETS, WEIGHTS, entry_of
from kb.search.facets import Catalogue
from kb.search.index import Index
from kb.search.query import Hit, Query, Searcher
from kb.search.scoring import ANY, Snapshots, Term
from kb.search.terms import PAIR_WEIGHT
from kb.search.words import Words

Engine = Callable[[str], object]
FIELDS = {name: weight for name, weight in WEIGHTS.items() if name != "labels"} | {"pairs": PAIR_WEIGHT}
BUILT = 2000
"""Documents that the builds are compared by."""

_LATIN, _RARE = ("en", "es"), 0.01


class Ranker(Searcher):
    """The search without its snippets: the best ten are ranked and the facets counted, and no text is read."""

    def _shown(self, ranked: object, terms: object) -> tuple[Hit, ...]:
        return ()


def library_of(passages: tuple[Passage, ...], lang: str, base: Library) -> Library:
    """The passages as articles, about what chance says, with the vocabulary and the synonyms of the project."""
    chance, taxonomy = random.Random(lang), base.taxonomy
    intents, issues, channels = list(taxonomy.intents), list(taxonomy.issues), tuple(taxonomy.channels)
    documents = {}
    for number, passage in enumerate(passages):
        id = f"articles/d{number:06d}"
        facets = Facets(intent=chance.choice(intents), issues=(chance.choice(issues),), channels=channels)
        documents[id] = {
            lang: Article(
                id=id,
                lang=lang,
                title=passage.title,
                summary=passage.summary,
                keywords=passage.keywords,
                facets=facets,
                file=File(f"{lang}/{id}.md", f"{number}"),
                digest="",
                freshness="source",
                html="",
                text=passage.body,
                headings=(),
            )
        }
    return Library("benchmark", base.vocabulary, documents, (), base.synonyms)


def tokens(lang: str, passage: Passage, facets: tuple[str, ...]) -> dict[str, str]:
    """The terms of each field of a passage, joined by spaces, and what it is about."""
    analyzer = analysis.analyzer_of(lang)
    texts = {
        "title": passage.title,
        "keywords": "\n".join(passage.keywords),
        "summary": passage.summary,
        "body": passage.body,
    }
    found = {name: " ".join(token.term for token in analyzer.words(text)) for name, text in texts.items()}
    return found | {
        "pairs": " ".join(pair for text in texts.values() for pair in analyzer.pairs(text)),
        FACETS: " ".join(facets),
    }


def asked_terms(lang: str, text: str) -> tuple[list[str], list[str]]:
    """A query's distinct words and pairs in one language."""
    analyzer = analysis.analyzer_of(lang)
    words, pairs = analyzer.words(text), analyzer.pairs(text)
    return list(dict.fromkeys(t.term for t in words)), list(dict.fromkeys(pairs))


def tantivy_engines(lang: str, rows: list[dict[str, str]], ours: Searcher, folder: Path) -> dict[str, Engine]:
    """BM25 in Rust over the same tokens, the hits counted: an OR of the words as they are asked in one language, and one of
    all that our search looks for in that language, with its weights: beginnings, synonyms, pairs and facets.

    The first reads the question as ours does; the second is given the terms made ready, so that it is retrieval alone.
    """
    builder = tantivy.SchemaBuilder()
    for name in (*FIELDS, FACETS):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    folder.mkdir()
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for row in rows:
        writer.add_document(tantivy.Document(**{name: [text] for name, text in row.items()}))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher, names = index.searcher(), [name for name in FIELDS if name != "pairs"]

    def plain(text: str) -> object:
        words, pairs = asked_terms(lang, text)
        said = " ".join([*map(_quoted, words), *(f"pairs:{_quoted(pair)}" for pair in pairs)])
        return searcher.search(index.parse_query(said, names, field_boosts=FIELDS), 10).hits

    def fields_of(term: Term) -> list[tuple[str, float]]:
        if term.origin in ("pair", "facet"):
            return [("pairs" if term.origin == "pair" else FACETS, term.weight)]
        return [(name, FIELDS[name] * term.weight) for name in names]

    ready: dict[str, list[tuple[str, str, float]]] = {}

    def expanded(text: str) -> object:
        wanted = ready.get(text)
        if wanted is None:
            terms = [term for term in ours.terms(Query(text, lang)) if term.lang in (lang, ANY)]
            wanted = ready[text] = [(name, term.text, weight) for term in terms for name, weight in fields_of(term)]
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(tantivy.Query.term_query(schema, name, word, "freq"), weight))
            for name, word, weight in wanted
        ]
        return searcher.search(tantivy.Query.boolean_query(clauses), 10).hits

    return {"tantivy": plain, "expanded": expanded}


def _quoted(term: str) -> str:
    return '"' + term.replace("\\", "").replace('"', "") + '"'


def fts_engine(lang: str, rows: list[dict[str, str]], folder: Path) -> Engine:
    """SQLite's full-text table, bm25() weighted by column."""
    base = sqlite3.connect(folder)
    columns = ", ".join(FIELDS)
    option = "unicode61 remove_diacritics 0 tokenchars '-_/.@%+&#'"
    base.execute(f"CREATE VIRTUAL TABLE docs USING fts5({columns}, content='', tokenize=\"{option}\")")
    base.executemany(f"INSERT INTO docs({columns}) VALUES (?,?,?,?,?)", ([row[name] for name in FIELDS] for row in rows))
    base.execute("INSERT INTO docs(docs) VALUES('optimize')")
    base.commit()
    weights = ", ".join(map(str, FIELDS.values()))
    sql = f"SELECT rowid FROM docs WHERE docs MATCH ? ORDER BY bm25(docs, {weights}) LIMIT 10"

    def search(text: str) -> object:
        words, pairs = asked_terms(lang, text)
        parts = [
            f"{{{fields}}} : ({' OR '.join(map(_quoted, terms))})"
            for fields, terms in (("title keywords summary body", words), ("pairs", pairs))
            if terms
        ]
        return base.execute(sql, (" OR ".join(parts),)).fetchall() if parts else []

    return search


def queries(lang: str, passages: tuple[Passage, ...], count: int) -> list[str]:
    """Distinct questions: titles, rare words and sentences of documents, a third each."""
    chance, found = random.Random(f"queries {lang}"), dict[str, None]()
    while len(found) < count:
        passage = chance.choice(passages)
        latin = lang in _LATIN
        kind = len(found) % 3
        if kind == 0:
            words = passage.title.split()
            text = " ".join(words[: chance.randint(2, 4)])[: None if latin else 16]
        elif kind == 1:
            words = list(passage.keywords)
            text = " ".join(chance.sample(words, min(len(words), chance.randint(2, 3))))
        else:
            units = passage.body.split() if latin else list(passage.body)
            size = chance.randint(10, 30) if latin else chance.randint(20, 60)
            start = chance.randrange(max(1, len(units) - size))
            text = (" " if latin else "").join(units[start : start + size])
        if re.search(r"\w\w", text):
            found.setdefault(text.strip())
    return list(found)


def timed(engines: Mapping[str, Engine], asked: list[str], rounds: int) -> dict[str, tuple[float, float]]:
    """The median over the rounds of each engine's p50 and p95, in milliseconds of the processor.

    Every engine works in the calling thread; what others do on the machine does not count.
    """
    for text in asked:
        for engine in engines.values():
            engine(text)
    names, found = list(engines), {name: list[tuple[float, float]]() for name in engines}
    for _ in range(rounds):
        times: dict[str, list[float]] = {name: [] for name in engines}
        for number, text in enumerate(asked):
            for place in range(len(names)):
                name = names[(place + number) % len(names)]
                started = time.thread_time()
                engines[name](text)
                times[name].append(time.thread_time() - started)
        for name in names:
            found[name].append((percentile(times[name], 0.5), percentile(times[name], 0.95)))
    return {n: (statistics.median(p for p, _ in r), statistics.median(q for _, q in r)) for n, r in found.items()}


def built(library: Library, folder: Path) -> tuple[Index, float]:
    """The index of a library, and how many documents a second it took in."""
    index, started = Index(folder), time.perf_counter()
    count = index.sync(entry_of(document, library.vocabulary) for document in library)
    return index, count / (time.perf_counter() - started)


def cut_up(lang: str, name: str, value: str, **_: object) -> Iterator[object]:
    """Our tokens as Whoosh wants them. A function of the module, for Whoosh pickles it."""
    analyzer = analysis.analyzer_of(lang)
    terms = analyzer.pairs(value) if name == "pairs" else [token.term for token in analyzer.words(value)]
    for place, term in enumerate(terms):
        made = whoosh_analysis.Token(positions=True)
        made.text, made.boost, made.pos, made.stopped = term, 1.0, place, False
        yield made


def stock_whoosh(lang: str, passages: tuple[Passage, ...], folder: Path) -> float:
    """Documents a second of Whoosh as it comes, with the same tokens and the pairs as a field like the others."""
    folder.mkdir()
    cuts = {name: whoosh_fields.TEXT(analyzer=partial(cut_up, lang, name)) for name in FIELDS}
    started = time.perf_counter()
    writer = FileStorage(str(folder)).create_index(whoosh_fields.Schema(**cuts)).writer()
    for p in passages:
        texts = {"title": p.title, "keywords": "\n".join(p.keywords), "summary": p.summary, "body": p.body}
        writer.add_document(**texts, pairs="\n".join(texts.values()))
    writer.commit()
    return len(passages) / (time.perf_counter() - started)


def first_use(index: Index, lang: str, asked: list[str]) -> list[float]:
    """The seconds that each word takes when it is first looked for."""
    snapshot, times = Snapshots(index).refresh(), []
    words = {word for text in asked for word in asked_terms(lang, text)[0]}
    snapshot.impacts(Term(lang, "a"))
    for word in sorted(words):
        started = time.perf_counter()
        snapshot.impacts(Term(lang, word))
        times.append(time.perf_counter() - started)
    return times


def measured(lang: str, size: int, made: Corpus, base: Library, options: argparse.Namespace) -> None:
    """One line of the table."""
    library = library_of(made.passages, lang, base)
    with tempfile.TemporaryDirectory() as name:
        index, rate = built(library, Path(name, "ours"))
        snapshot = Snapshots(index).refresh()
        parts = (library, snapshot, Words(library), Catalogue(library))
        searcher, ranker = Searcher(*parts), Ranker(*parts)
        terms = snapshot.beginning(lang, "", 10**7)
        facets = [entry_of(document, base.vocabulary).facets for document in library]
        rows = [tokens(lang, passage, about) for passage, about in zip(made.passages, facets, strict=True)]
        asked = queries(lang, made.passages, options.queries)

        engines: dict[str, Engine] = {
            "bare": lambda text: ranker.search(Query(text, lang, limit=10)),
            "ours": lambda text: searcher.search(Query(text, lang, limit=10)),
            **tantivy_engines(lang, rows, searcher, Path(name, "tantivy")),
            "fts5": fts_engine(lang, rows, Path(name, "fts5")),
        }
        found = timed(engines, asked, options.rounds)
        first = first_use(index, lang, asked)
    cells = "  ".join("{:6.2f}/{:6.2f}".format(*found[kind]) for kind in engines)
    ratios = " ".join(f"{found['bare'][0] / found[kind][0]:5.2f}" for kind in ("tantivy", "expanded", "fts5"))
    print(
        f"{lang} {size:7}  {cells}  {ratios}  {rate:6.0f}/s  {percentile(first, 0.5):5.2f}/{percentile(first, 0.95):5.2f}"
        f"  {len(terms):7}  {made.overlapping:6}",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser(description="Measure search at size.")
    options.add_argument("--sizes", default="1000,10000")
    options.add_argument("--langs", default="en,es,ja,zh")
    options.add_argument("--queries", type=int, default=300)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--corpus", type=Path, help="a folder of unpacked Debian packages; downloaded where not given")
    chosen = options.parse_args()
    langs = chosen.langs.split(",")
    base = load_library(ROOT / "content")
    with unpacked(chosen.corpus, langs) as folder:
        print("p50/p95 in ms of the processor, the top ten; 'bare' is ours without the snippets; warm")
        print(
            "lang  size     bare           with snippets  tantivy        expanded       fts5           bare/ each of these"
            "  build  first use of a term  distinct terms  overlapping"
        )
        for size in map(int, chosen.sizes.split(",")):
            for lang in langs:
                measured(lang, size, corpus(folder, lang, size), base, chosen)
        print(f"\nbuild of {BUILT} documents, documents a second: ours, stock Whoosh")
        for lang in langs:
            passages = corpus(folder, lang, BUILT).passages
            with tempfile.TemporaryDirectory() as name:
                _, mine = built(library_of(passages, lang, base), Path(name, "ours"))
                theirs = stock_whoosh(lang, passages, Path(name, "whoosh"))
            print(f"{lang}  {mine:6.0f}  {theirs:6.0f}  {mine / theirs:.2f}", flush=True)


if __name__ == "__main__":
    main()
