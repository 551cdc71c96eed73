"""Search over HTTP at 10,000 files with two workers: start, speed, memory, and how soon an edit is found.

    python -m benchmarks.live [--queries 300] [--corpus DIR]

The files are written from Debian's manual pages, 2,500 documents in four languages. Every query of a pass is another one.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.corpus import Passage, corpus
from benchmarks.search import queries
from benchmarks.servers import ROOT, free_port, kotae, serving
from benchmarks.sources import unpacked
from benchmarks.spine import percentile, request, run
from kb.content.library import VOCABULARY_FILES, load_library
from kb.languages import LANGUAGES


def write_files(folder: Path, passages: Mapping[str, tuple[Passage, ...]]) -> list[Path]:
    """A content folder of articles, the first language their source; gives the files of that language."""
    for name in VOCABULARY_FILES:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "content" / name, folder / name)
    shutil.copytree(ROOT / "content" / "synonyms", folder / "synonyms")
    issues, written = list(load_library(ROOT / "content").taxonomy.issues), []
    for place, (lang, found) in enumerate(passages.items()):
        (folder / lang / "articles").mkdir(parents=True)
        for number, passage in enumerate(found):
            file = folder / lang / "articles" / f"d{number:05d}.md"
            matter: dict[str, object] = {
                "title": passage.title,
                "summary": passage.summary,
                "keywords": list(passage.keywords),
            }
            if place == 0:
                matter |= {"intent": "follow-up", "issues": [issues[number % len(issues)]]}
                written.append(file)
            # a quoted YAML scalar is a JSON string; what Markdown would read as markup is of no use here
            lines = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in matter.items())
            body = re.sub(r"[<>{}\[\]`*_#|]", " ", passage.body).strip() or passage.title
            file.write_text(f"---\n{lines}\n---\n{body}\n", encoding="utf-8")
    return written


def found_after(port: int, file: Path, word: str) -> float:
    """The seconds from an edit of a file until 20 answers in a row, each on a connection of its own, hold it."""
    text, kept = file.read_text(encoding="utf-8"), 0
    file.write_text(text.replace('title: "', f'title: "{word} ', 1), encoding="utf-8")
    started = first = time.perf_counter()
    while kept < 20:
        asked = time.perf_counter()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/search?q={word}&exact=true", timeout=30) as response:
            holds = any(hit["id"] == f"articles/{file.stem}" for hit in json.load(response)["results"])
        if not kept:
            first = asked
        kept = kept + 1 if holds else 0
        if asked - started > 60:
            raise SystemExit(f"{file.name} was edited and is not found after a minute")
    return first - started


def workers() -> list[float]:
    """The resident memory in MB of each process that the server has started, the largest first."""
    parents, sizes = {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            status, command = (process / "status").read_text(), (process / "cmdline").read_bytes()
        except OSError:
            continue  # ended meanwhile
        parent, size = re.search(r"PPid:\s+(\d+)", status), re.search(r"VmRSS:\s+(\d+)", status)
        if parent and size and b"resource_tracker" not in command:
            parents[int(process.name)], sizes[int(process.name)] = int(parent[1]), int(size[1]) / 1024
    servers = {pid for pid, parent in parents.items() if parent == os.getpid()}
    return sorted((sizes[pid] for pid, parent in parents.items() if parent in servers), reverse=True)


def over_http(passages: Mapping[str, tuple[Passage, ...]], count: int) -> None:
    """A server of two workers over as many files: its start, its speed, its memory, and how soon it shows an edit."""
    with tempfile.TemporaryDirectory() as name:
        content, data, port = Path(name, "content"), Path(name, "data"), free_port()
        content.mkdir()
        files = write_files(content, passages)
        command, env = kotae(port, data)
        env = {**env, "KB_CONTENT": str(content)}
        started = time.perf_counter()
        subprocess.run([*command[:3], "index"], cwd=ROOT, env={**os.environ, **env}, check=True, capture_output=True)
        print(f"kb index of {sum(map(len, passages.values()))} files: {time.perf_counter() - started:.1f} s")
        asked = [(text, lang) for lang, found in passages.items() for text in queries(lang, found, count)]
        random.Random(1).shuffle(asked)
        endless = itertools.cycle(asked)
        calls = (request("POST", "/api/v1/search", {"q": text, "lang": lang}) for text, lang in endless)
        typed = (
            request("GET", "/api/v1/suggest?" + urlencode({"q": text[: 2 + place % 6], "lang": lang}))
            for place, (text, lang) in enumerate(itertools.cycle(asked))
        )
        with serving([*command, "--workers", "2"], port, env, "/api/v1/search?q=file") as seconds:
            print(f"start to first answer with an existing index: {seconds:.2f} s")
            run(port, calls, len(asked), 8)
            report("search, 8 connections", *run(port, calls, len(asked), 8))
            report("suggest, 8 connections", *run(port, typed, len(asked), 8))
            print("memory of the workers: " + ", ".join(f"{size:.0f} MB" for size in workers()))
            report("search, 2 connections, no edits", *run(port, calls, len(asked), 2))
            times: list[float] = []
            stopped = threading.Event()

            def keep_searching() -> None:
                while not stopped.is_set():
                    times.extend(run(port, calls, 50, 2)[0])

            searching = threading.Thread(target=keep_searching)
            searching.start()
            waits = [found_after(port, file, f"zqv{number}xw") for number, file in enumerate(files[:10])]
            stopped.set()
            searching.join()
            report("search, 2 connections, ten edits", times, 0)
            print(f"edit to found by every worker: median {statistics.median(waits):.2f} s, worst {max(waits):.2f} s")


def report(name: str, times: list[float], rate: float) -> None:
    """One line; a request that was not answered by 200 would have ended the run."""
    shares = "   ".join(f"p{share * 100:.0f} {percentile(times, share):8.2f} ms" for share in (0.5, 0.95, 0.99))
    print(f"{name:34} {shares}" + (f"   {rate:.0f}/s" if rate else ""), flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description="Measure search over HTTP at 10,000 files.")
    options.add_argument("--queries", type=int, default=300)
    options.add_argument("--corpus", type=Path, help="a folder of unpacked Debian packages; downloaded where not given")
    chosen = options.parse_args()
    with unpacked(chosen.corpus, list(LANGUAGES)) as folder:
        over_http({lang: corpus(folder, lang, 2500).passages for lang in LANGUAGES}, chosen.queries)


if __name__ == "__main__":
    main()
