"""The clients of the web's tests, for the threats."""

from __future__ import annotations

from tests.web.conftest import app, changing, client, content

__all__ = ["app", "changing", "client", "content"]
