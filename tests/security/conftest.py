"""A small site with accounts, new for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.service import open_kb
from kb.settings import Settings
from kb.web import create_app
from tests.security.team import Team, team_of
from tests.small_content import write_content
from tests.web.conftest import ZEBRA as TEXT
from tests.web.conftest import app, changing, client, content

__all__ = ["app", "changing", "client", "content"]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder with one template."""
    folder = tmp_path_factory.mktemp("small") / "content"
    (folder / "en/templates/offer").mkdir(parents=True)
    write_content(folder, {})
    (folder / "en/templates/offer/zebra.md").write_text(TEXT, "utf-8")
    return folder


@pytest.fixture
def team(small: Path, tmp_path: Path) -> Iterator[Team]:
    kb = open_kb(Settings(content=small, data=tmp_path / "data"))
    yield team_of(kb, create_app(kb))
    kb.close()


@pytest.fixture(scope="module")
def shared(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """The same for the tests of a module that leave it as it is."""
    kb = open_kb(Settings(content=small, data=tmp_path_factory.mktemp("shared")))
    yield team_of(kb, create_app(kb))
    kb.close()
