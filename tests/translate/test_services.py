"""The services and their traps: each answers over loopback as its own server would."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.errors import ProviderUnavailable
from kb.translate.providers import Access, Busy, Patience, Unanswered, in_time, open_provider
from kb.translate.services import DeepL, Google, MyMemory


class Web(ThreadingHTTPServer):
    """Answers GET with `body` and `status`; `asked` are the queries."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.body, self.status, self.pause = "", 200, 0.0
        self.asked: list[dict[str, list[str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:
        self.server.asked.append(parse_qs(urlsplit(self.path).query))
        time.sleep(self.server.pause)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def page(text: str) -> str:
    return f'<html><body><div class="result-container">{text}</div></body></html>'


def test_google_is_asked_for_its_own_name_of_chinese(web: Web) -> None:
    web.body = page("你好。")

    assert Google(web.url).translate("Hello.", "en", "zh") == "你好。"
    assert (web.asked[0]["tl"], web.asked[0]["sl"]) == (["zh-CN"], ["en"])


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (429, "", Busy),
        (500, "", Busy),
        (200, "<html>Unusual traffic</html>", Unanswered),
        (200, page("…"), Unanswered),
        (200, page(""), Unanswered),
    ],
)
def test_google_without_a_translation_is_no_translation(status: int, body: str, error: type[Exception], web: Web) -> None:
    web.status, web.body = status, body

    with pytest.raises(error):
        Google(web.url).translate("…", "en", "es")


def test_google_that_never_answers_is_not_waited_for(web: Web) -> None:
    web.pause = 3
    start = time.monotonic()

    with pytest.raises(Busy, match="no answer within 0.2 s"):
        Patience(0.2, 1).ask(Google(web.url), "Hello.", "en", "es")

    assert time.monotonic() - start < 2


def memory_answer(text: str) -> str:
    return json.dumps({"responseData": {"translatedText": text}, "matches": []})


@pytest.mark.parametrize(("lang", "pair"), [("es", "en-GB|es-ES"), ("ja", "en-GB|ja-JP"), ("zh", "en-GB|zh-CN")])
def test_mymemory_translates(lang: str, pair: str, web: Web) -> None:
    web.body = memory_answer("Hola.")

    assert MyMemory("me@example.com", web.url).translate("Hello.", "en", lang) == "Hola."
    assert (web.asked[0]["langpair"], web.asked[0]["de"]) == ([pair], ["me@example.com"])


def test_mymemory_is_asked_over_https() -> None:
    assert MyMemory()._address.startswith("https://")


def test_a_warning_of_mymemory_ends_the_work(web: Web) -> None:
    web.body = memory_answer("MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY.")

    with pytest.raises(ProviderUnavailable, match="go on tomorrow"):
        MyMemory("", web.url).translate("Hello.", "en", "es")


@pytest.mark.parametrize(
    ("status", "body", "error"), [(429, "", Busy), (503, "", Busy), (200, "{}", Unanswered), (200, "?", Busy)]
)
def test_mymemory_without_a_translation_is_no_translation(status: int, body: str, error: type[Exception], web: Web) -> None:
    web.status, web.body = status, body

    with pytest.raises(error):
        MyMemory("", web.url).translate("Hello.", "en", "es")


class Client:
    """DeepL's client, as far as it is used."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.error = error

    def translate_text(self, text: str, **options: Any) -> object:
        self.asked.append((text, options))
        if self.error:
            raise self.error
        return SimpleNamespace(text=text)


@pytest.fixture
def deepl(monkeypatch: pytest.MonkeyPatch) -> Any:
    """DeepL's library, as far as it is used: the real one is an extra."""
    module: Any = ModuleType("deepl")
    module.DeepLException = type("DeepLException", (Exception,), {})
    for name in ("AuthorizationException", "QuotaExceededException", "TooManyRequestsException"):
        setattr(module, name, type(name, (module.DeepLException,), {}))
    monkeypatch.setitem(sys.modules, "deepl", module)
    return module


def test_tokens_are_tags_to_deepl_and_other_signs_are_not(deepl: Any) -> None:
    client = Client()
    DeepL("key", client).translate('A & B <m id="0"/> < 3', "en", "zh")

    text, options = client.asked[0]
    assert text == 'A &amp; B <m id="0"/> &lt; 3'
    assert (options["source_lang"], options["target_lang"], options["tag_handling"]) == ("EN", "ZH-HANS", "xml")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("AuthorizationException", ProviderUnavailable),
        ("QuotaExceededException", ProviderUnavailable),
        ("TooManyRequestsException", Busy),
    ],
)
def test_deepl_is_asked_again_only_when_it_is_busy(name: str, error: type[Exception], deepl: Any) -> None:
    with pytest.raises(error):
        DeepL("key", Client(getattr(deepl, name)("no"))).translate("Hello.", "en", "es")


def test_without_its_library_deepl_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "deepl", None)

    with pytest.raises(ProviderUnavailable, match=r"pip install 'kotae\[deepl\]'"):
        open_provider("deepl", Access(deepl_key="key"), 1)


def test_no_provider_is_none() -> None:
    assert open_provider("none", Access(), 1) is None
    assert [open_provider(name, Access(), 1).name for name in ("google", "mymemory", "libretranslate")] == [  # type: ignore[union-attr]
        *("google", "mymemory", "libretranslate")
    ]


def test_what_takes_too_long_is_busy_and_what_fails_fails() -> None:
    assert in_time(lambda: "x", 1) == "x"
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: str(1 / 0), 1)
