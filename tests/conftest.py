"""What every test may use: the real content, and a knowledge base over it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from kb.content.library import Library, load_library
from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from tests.postgresql import Cluster

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"

hypothesis.settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
hypothesis.settings.register_profile("soak", max_examples=5000, deadline=None)
hypothesis.settings.load_profile("soak" if os.environ.get("KB_SOAK") else "ci")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server without any database of ours."""
    found = Cluster()
    yield found
    found.remove()


@pytest.fixture(scope="session")
def library() -> Library:
    """The library of the bundled content."""
    return load_library(CONTENT)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a server over the bundled content leaves it, without a database. Copy it: building takes seconds."""
    folder = tmp_path_factory.mktemp("built")
    open_kb(Settings(content=CONTENT, data=folder)).close()
    return folder


@pytest.fixture(scope="session")
def kb(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A knowledge base over the bundled content, with an index of its own."""
    data = shutil.copytree(built, tmp_path_factory.mktemp("data") / "kb")
    opened = open_kb(Settings(content=CONTENT, data=data, rate_limit=0))
    yield opened
    opened.close()
