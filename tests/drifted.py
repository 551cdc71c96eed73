"""A repository with real documents that have drifted: one of each state, and two commits that tell how."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from kb.content.library import load_library
from kb.content.stamping import stamp_for, stamped
from kb.languages import LANGUAGES
from tests.conftest import CONTENT
from tests.small_content import write_content

LATE, LOST = "templates/apology/late-delivery", "templates/acknowledgement/first-reply"
GUIDE = "articles/customs-and-duties"
OLD, NEW = "We will write to you by", "We will call you by"
TAIWAN, OLD_ZH, NEW_ZH = "zh-Hant", "我们正在核对", "我们正在核实"
"""The text for Taiwan of LOST is stale: the Chinese one has moved on since, which itself is current."""

STATES = {
    (LATE, "en"): "source",
    (LATE, "ja"): "stale",
    (LATE, "es"): "stale",
    (LATE, "zh"): "missing",
    (LOST, "ja"): "machine",
    (LOST, "es"): "needs-review",
    (LOST, "zh"): "current",
    (GUIDE, "ja"): "cosmetic",
    ("templates/offer/gone", "ja"): "orphan",
}


def git(folder: Path, *arguments: str) -> None:
    quiet = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.com",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "core.autocrlf=false",
    )
    subprocess.run(["git", *quiet, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


def drifted(folder: Path, root: Path | None = None) -> Path:
    """A content folder in which the cells above are in these states; the repository is in `root`, or in the folder itself."""
    root = root or folder
    for id in (LATE, LOST, GUIDE):
        for lang in LANGUAGES:
            (folder / lang / id).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CONTENT / lang / f"{id}.md", folder / lang / f"{id}.md")
    shutil.copy(CONTENT / "zh" / f"{LOST}.{TAIWAN}.md", folder / "zh" / f"{LOST}.{TAIWAN}.md")
    write_content(folder, {})
    source = folder / "en" / f"{LATE}.md"
    for path in (folder / "en").rglob("*.md"):
        _without(path, ("next:", "related:", "partner:"))  # documents that are not here
    states = {"machine": (LOST, "ja"), "needs-review": (LOST, "es")}
    library = load_library(folder)
    for document in library:
        if document.freshness != "source":
            state = next((state for state, place in states.items() if place == (document.id, document.lang)), "reviewed")
            path = folder / document.file.path
            path.write_bytes(stamped(path.read_bytes(), stamp_for(library, document, state)))
    gone = folder / "ja/templates/offer/gone.md"
    gone.parent.mkdir(parents=True)
    gone.write_text("---\ntitle: 原文なし\nsummary: 原文がないとき。\n---\n## formal\n\nこんにちは。\n", "utf-8")
    git(root, "init", "-q")
    commit(root, "as it was translated")
    text = source.read_text("utf-8")
    assert OLD in text
    source.write_text(text.replace(OLD, NEW, 1), "utf-8")
    (folder / "zh" / f"{LATE}.md").unlink()
    base = folder / "zh" / f"{LOST}.md"
    base.write_text(base.read_text("utf-8").replace(OLD_ZH, NEW_ZH, 1), "utf-8")
    guide = folder / "en" / f"{GUIDE}.md"
    guide.write_text(guide.read_text("utf-8") + "\n\n", "utf-8")
    commit(root, "the source moved on")
    return folder


def _without(path: Path, keys: tuple[str, ...]) -> None:
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join(line for line in lines if not line.startswith(keys)), "utf-8")
