"""How long `kb check` takes over generated folders, each file another one: afresh, and again after one file has changed.

    python -m benchmarks.checks [1000 4000] [--keep FOLDER]

A document is made of paragraphs of the real templates, the same ones in every language, in an order of its own and with a
sentence of its own. Prints the seconds of the whole command and those that its processes worked.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.pace import QUIET, calibration, told
from benchmarks.servers import ROOT
from kb.checks.texts import Text, id_of, names_in, read_texts
from kb.content.library import load_library
from kb.content.stamping import stamp_for, stamped
from kb.languages import LANGUAGES

TONES = ("formal", "friendly", "firm")
OWN = {
    "en": "We keep this message with the number {number}.",
    "ja": "このご連絡は番号{number}で保管しております。",
    "es": "Guardamos este mensaje con el número {number}.",
    "zh": "我们以编号{number}保存此消息。",
}
FACETS = (
    "intent: follow-up\nissues: [late-delivery]\nchannels: [marketplace-message, email, social-dm]\n"
    "not_on: [mercadolibre, instagram]\n"
)
MAX_PARAGRAPHS = 6


def generate(folder: Path, files: int) -> None:
    """A content folder with so many files, a quarter of them in each language and a tenth of them articles."""
    shutil.copytree(ROOT / "content", folder, ignore=shutil.ignore_patterns("articles", "templates"))
    texts = read_texts(ROOT / "content", names_in(ROOT / "content"))
    templates = _complete({name: text for name, text in texts.items() if text.is_template})
    articles = _complete({name: text for name, text in texts.items() if not text.is_template})
    chance = random.Random(7)
    for number in range(files // len(LANGUAGES)):
        if number % 10 == 9:
            _article(folder, number, chance.choice(articles), texts)
        else:
            _template(folder, number, [chance.choice(templates) for _ in range(MAX_PARAGRAPHS)], texts, chance)
    library = load_library(folder)
    for document in library:
        if document.freshness != "source":
            path = folder / document.file.path
            path.write_bytes(stamped(path.read_bytes(), stamp_for(library, document, "reviewed")))


def _complete(texts: dict[str, Text]) -> list[str]:
    ids = sorted({id_of(name) for name in texts})
    return [id for id in ids if all(f"{lang}/{id}.md" in texts for lang in LANGUAGES)]


def _template(folder: Path, number: int, ids: list[str], texts: dict[str, Text], chance: random.Random) -> None:
    picks = {tone: [(id, chance.randrange(2, 4)) for id in ids] for tone in TONES}
    for lang in LANGUAGES:
        body = ""
        for tone in TONES:
            paragraphs = [_paragraph(texts[f"{lang}/{id}.md"], tone, place) for id, place in picks[tone]]
            own = OWN[lang].format(number=1000 + number)
            body += f"## {tone}\n\n" + "\n\n".join([*filter(None, paragraphs), own]) + "\n\n"
        _write(
            folder / lang / f"templates/follow-up/made-{number}.md", lang, number, FACETS, body, texts[f"{lang}/{ids[0]}.md"]
        )


def _paragraph(text: Text, tone: str, place: int) -> str:
    section = text.section(tone)
    paragraphs = [block for block in (section.text if section else "").split("\n\n") if block.strip()]
    return paragraphs[place].strip() if place < len(paragraphs) - 1 else ""


def _article(folder: Path, number: int, id: str, texts: dict[str, Text]) -> None:
    for lang in LANGUAGES:
        text = texts[f"{lang}/{id}.md"]
        body = "".join(piece.text for piece in text.sections if piece.where == "0")
        for piece in text.sections:
            if piece.where != "0":
                body += f"## {piece.text.rstrip()}\n\n"
        body = re.sub(r"\]\(/(?=templates/|articles/)", "](https://shop.example/", body)
        body += OWN[lang].format(number=1000 + number) + "\n"
        _write(folder / lang / f"articles/made-{number}.md", lang, number, "issues: [late-delivery]\n", body, text)


def _write(path: Path, lang: str, number: int, facets: str, body: str, like: Text) -> None:
    title, summary = (piece.text if (piece := like.section(key)) else "" for key in ("title", "summary"))
    path.parent.mkdir(parents=True, exist_ok=True)
    front = f"title: {title} {number}\nsummary: {summary}\n{facets if lang == 'en' else ''}".replace("\n ", " ")
    path.write_text(f"---\n{front}---\n{body}", "utf-8")


def measured(folder: Path, data: Path, command: list[str]) -> tuple[float, float, str]:
    """The seconds that a run of `kb check` takes, those that its processes work, and what it says of the whole."""
    started, before = time.perf_counter(), os.times()
    environment = {**os.environ, "KB_CONTENT": str(folder), "KB_DATA": str(data / "data")}
    ran = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
    after = os.times()
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - started, worked, ran.stderr.strip().split("\n")[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=int, default=[1000, 4000])
    parser.add_argument("--rounds", type=int, default=3, help="runs, of which the median is told")
    parser.add_argument("--keep", type=Path, help="write the folders here and leave them")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for files in asked.files:
            folder = (asked.keep or Path(name)) / str(files)
            if not folder.exists():
                generate(folder, files)
            runs, before = [], calibration()
            for _ in range(asked.rounds):
                runs.append(measured(folder, Path(name), ["-m", "kb", "check", "--afresh"]))
            taken, worked, said = sorted(runs)[len(runs) // 2]
            slower = (before + (after := calibration())) / 2 / QUIET
            print(f"{files} files: {taken:.1f} s, {worked:.1f} s of work; on a quiet machine {taken / slower:.1f} s")
            print(f"  {told(before, after)}; {said}")
            measured(folder, Path(name), ["-m", "kb", "check"])
            path = next(folder.glob("en/templates/**/*.md"))
            path.write_text(path.read_text("utf-8") + "\n", "utf-8")
            again = sorted(measured(folder, Path(name), ["-m", "kb", "check"]) for _ in range(asked.rounds))
            print(f"  with one file changed since the last check: {again[len(again) // 2][0]:.1f} s")


if __name__ == "__main__":
    main()
