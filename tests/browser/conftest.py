"""A real browser before the real site: served over loopback, watched for errors and for requests to other hosts."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from werkzeug.serving import make_server

from kb.service import open_kb
from kb.settings import Settings
from kb.web import create_app
from tests.conftest import CONTENT

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOCALES = {"en": "en-US", "ja": "ja-JP", "es": "es-ES", "zh": "zh-CN"}
"""The browser of somebody who reads each language: the interface follows what it asks for."""

PLAIN_HOST = "plain.test"
"""A name that is not loopback's: pages served over http under it are not in a secure context."""

SLOW = 0.15 if os.environ.get("KB_SOAK") else 0.0
"""Seconds by which every answer is late, to a browser with a quarter of the speed: what a test forgot to wait for shows."""

ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
)


@dataclass
class Watch:
    """What the browser said and asked for during a test."""

    hosts: frozenset[str]
    problems: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)
    """What Chromium writes to the console about failures that the test itself provokes."""

    def expect(self, words: str) -> None:
        self.expected.add(words)

    def expect_status(self, status: int) -> None:
        self.expect(f"responded with a status of {status} ")

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(words in message.text for words in self.expected):
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        self.addresses.append(unquote(request.url))
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc not in self.hosts:
            self.problems.append(f"asked another host: {request.url}")


class Visit(Protocol):
    """Opens a path of the site in a new browser profile."""

    def __call__(
        self,
        path: str = "/",
        *,
        lang: str = "en",
        width: int = 1440,
        height: int = 900,
        colors: Literal["light", "dark"] = "light",
        scripts: bool = True,
        host: str = "",
    ) -> Page: ...


@pytest.fixture(scope="session")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port on which the site is served, from a data folder of its own."""
    with serving(CONTENT, shutil.copytree(built, tmp_path_factory.mktemp("browser") / "data")) as port:
        yield port


def known_here(app: Flask) -> WSGIApplication:
    """The site, for which PLAIN_HOST is a name of this machine: for the browser alone it is none."""

    def renamed(environ: dict[str, Any], start_response: Any) -> Any:
        time.sleep(SLOW)
        if PLAIN_HOST not in environ.get("HTTP_HOST", ""):
            return app(environ, start_response)
        for name in ("HTTP_HOST", "HTTP_ORIGIN"):
            if name in environ:
                environ[name] = environ[name].replace(PLAIN_HOST, "127.0.0.1")

        def without_opener_policy(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [(name, value) for name, value in headers if name != "Cross-Origin-Opener-Policy"]
            return start_response(status, kept, *rest)

        return app(environ, without_opener_policy)

    return renamed


@contextmanager
def serving(content: Path, data: Path) -> Iterator[int]:
    """The port on which the site over a content folder is served, as long as the block runs."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    kb = open_kb(Settings(content=content, data=data))
    if content == CONTENT:
        kb.warm()  # as a server is: no page waits for what is loaded at its first use
    server = make_server("127.0.0.1", 0, known_here(create_app(kb)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="site")
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
    kb.close()


# Playwright keeps an event loop in this thread: package scope ends it before other folders' tests run.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("KB_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not path or not shutil.which(path):
        pytest.fail(f"no Chromium: run `make tools`, or name one with KB_CHROMIUM (tried {path or ', '.join(names)})")
    expect.set_options(timeout=30_000 if SLOW else 15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def watch(site: int) -> Iterator[Watch]:
    """Fails the test when a page logged an error, broke its policy, or asked a host that is not ours."""
    watch = Watch(frozenset({f"127.0.0.1:{site}", f"{PLAIN_HOST}:{site}"}))
    yield watch
    assert watch.problems == []


@pytest.fixture
def visit(chromium: Browser, site: int, watch: Watch) -> Iterator[Visit]:
    contexts: list[BrowserContext] = []

    def visit(
        path: str = "/",
        *,
        lang: str = "en",
        width: int = 1440,
        height: int = 900,
        colors: Literal["light", "dark"] = "light",
        scripts: bool = True,
        host: str = "",
    ) -> Page:
        context = chromium.new_context(
            base_url=f"http://{host or '127.0.0.1'}:{site}",
            locale=LOCALES[lang],
            timezone_id="UTC",
            viewport={"width": width, "height": height},
            color_scheme=colors,
            reduced_motion="reduce",
            java_script_enabled=scripts,
            permissions=[] if host else ["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(60_000 if SLOW else 10_000)
        contexts.append(context)
        watch.follow(context)
        page = context.new_page()
        if SLOW:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
