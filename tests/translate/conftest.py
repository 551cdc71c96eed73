"""A content folder with translations to draft, and a server to draft them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import CONTENT
from tests.small_content import write_content
from tests.translate.server import Server, libretranslate

IDS = ("templates/apology/late-delivery", "templates/offer/refund-or-reshipment", "articles/evidence-and-records")


@pytest.fixture
def server() -> Iterator[Server]:
    with libretranslate() as running:
        yield running


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Two templates and an article, in English only."""
    folder = write_content(tmp_path / "content", {})
    for id in IDS:
        (folder / "en" / id).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CONTENT / f"en/{id}.md", folder / f"en/{id}.md")
    return folder


def commit(folder: Path, message: str = "x") -> None:
    """Put the content folder as it is into its git history."""
    git = ("git", "-C", str(folder), "-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", message, "--allow-empty"], check=True)
