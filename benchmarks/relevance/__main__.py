"""How often the right document comes first: the development queries, judged by facets.

    python -m benchmarks.relevance [--misses] [--save]

A hit is right when it has one of the query's issues and its intent is one of the query's, where it names any. A query counts
where some document can be right. The table is compared with the committed one: a language that loses more than two points of
any figure, in a set or over all of them, makes the exit code 1. The queries are a development set; figures on unseen queries
will be lower.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.servers import ROOT
from kb.content.model import Document
from kb.search.query import Query
from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings

FOLDER = Path(__file__).parent
LANGS = ("en", "ja", "es", "zh", "cross")
SETS = tuple(f"{prefix}{name}" for prefix in ("", "second-", "third-") for name in LANGS)
TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    lang: str
    type: str
    issues: tuple[str, ...]
    intents: tuple[str, ...]
    reply_lang: str = ""

    def fits(self, document: Document) -> bool:
        facets = document.facets
        return (not self.issues or bool(set(self.issues) & set(facets.issues))) and (
            not self.intents or facets.intent in self.intents
        )


def cases(file: str) -> Iterator[Case]:
    name = file.rpartition("-")[2]
    for line in (FOLDER / f"{file}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Case(
            row["q"], row.get("lang", _language(row["q"]) if name == "cross" else name), row["type"],
            tuple(row["issues"]), tuple(row["intents"]), row.get("reply_lang", ""),
        )  # fmt: skip


def _language(text: str) -> str:
    if any("\u3040" <= sign <= "\u30ff" for sign in text):
        return "ja"
    return "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"


def rank(kb: KnowledgeBase, case: Case) -> int:
    """The place of the first right hit, from 1; 0 when it is not among the first ten."""
    hits = kb.search(Query(case.text, case.lang, reply_lang=case.reply_lang, limit=10)).hits
    return next((place for place, hit in enumerate(hits, start=1) if case.fits(hit.document)), 0)


def measure(kb: KnowledgeBase, name: str, misses: bool) -> list[int]:
    """The place of the first right hit for each query of a set that counts."""
    documents = list(kb.library)
    counted = [case for case in cases(name) if any(case.fits(document) for document in documents)]
    places = [rank(kb, case) for case in counted]
    if misses:
        for case, place in zip(counted, places, strict=True):
            if place != 1:
                print(f"  {name} {place or '-':>2} {case.type:10} {case.text[:70]}  {case.issues} {case.intents}")
    return places


def figures(places: Sequence[int]) -> dict[str, float]:
    """The figures of these places."""
    total = len(places)
    return {
        "queries": total,
        "hit@1": round(sum(place == 1 for place in places) / total, 3),
        "hit@3": round(sum(0 < place <= 3 for place in places) / total, 3),
        "MRR@10": round(sum(1 / place for place in places if place) / total, 3),
    }


def main() -> None:
    options = argparse.ArgumentParser(description="Measure relevance on the development queries.")
    options.add_argument("--misses", action="store_true", help="list the queries whose first hit is not right")
    options.add_argument("--save", action="store_true", help="write the figures, to be committed")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as data:
        kb = open_kb(Settings(content=ROOT / "content", data=Path(data)))
        found = {name: measure(kb, name, chosen.misses) for name in SETS}
    now = {name: figures(places) for name, places in found.items()}
    now |= {
        f"all {lang}": figures([place for name in SETS if name.endswith(lang) for place in found[name]]) for lang in LANGS
    }
    saved = FOLDER / "figures.json"
    before = json.loads(saved.read_text()) if saved.exists() else {}
    worse = False
    print(f"{'set':13} {'queries':>8} {'hit@1':>7} {'hit@3':>7} {'MRR@10':>7}   (development queries)")
    for name, row in now.items():
        line = "  ".join(f"{row[key]:.3f}" for key in ("hit@1", "hit@3", "MRR@10"))
        lost = [key for key in ("hit@1", "hit@3", "MRR@10") if row[key] < before.get(name, row)[key] - TOLERANCE]
        worse = worse or bool(lost)
        print(f"{name:13} {row['queries']:>8}   {line}" + (f"   worse than before: {', '.join(lost)}" if lost else ""))
    if chosen.save:
        saved.write_text(json.dumps(now, indent=2) + "\n")
    elif worse:
        sys.exit(1)


if __name__ == "__main__":
    main()
