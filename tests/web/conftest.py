"""A client of the site and the API over the bundled content, and a knowledge base that a test may change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.web import create_app
from tests.small_content import write_content

ZEBRA = """---
title: Refund of a zebra
summary: Say it to who wants a refund.
keywords: [zebra]
intent: offer
issues: [refund]
channels: [email]
---
## formal

Hello, this is {{ brand.name }}.
"""


@pytest.fixture(scope="session")
def app(kb: KnowledgeBase) -> Flask:
    """The application over the bundled content."""
    return create_app(kb)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of its own, without cookies."""
    return app.test_client()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder that a test may change: one template, written in English only, with the real vocabulary."""
    folder = tmp_path / "content"
    (folder / "en/templates/offer").mkdir(parents=True)
    write_content(folder, {})
    (folder / "en/templates/offer/zebra.md").write_text(ZEBRA, "utf-8")
    return folder


@pytest.fixture
def changing(content: Path, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """A knowledge base over that folder."""
    opened = open_kb(Settings(content=content, data=tmp_path / "data"))
    yield opened
    opened.close()
