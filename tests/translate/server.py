"""A server that speaks LibreTranslate's protocol over loopback, and damages what it answers."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = re.compile(r"(\[X\d+X\]|\{\$\d+\}|<m id=\"\d+\"/>)")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:'[a-z]+)?")

Damage = Callable[[str], str | bytes | int | None]
"""Takes a good answer, gives another: a text, raw bytes, an HTTP status, or None to cut the line."""


def good(text: str, target: str) -> str:
    """A translation that keeps everything: each word in what could be the language."""
    word = {"ja": lambda _: "訳文", "zh": lambda _: "译文"}.get(target, lambda match: match[0][::-1].lower() + "ez")
    parts = [part if n % 2 else _WORD.sub(word, part) for n, part in enumerate(TOKEN.split(text))]
    said = "".join(parts)
    return re.sub(r"(?<!\d,) ", "", said) if target in ("ja", "zh") else said


class Server(ThreadingHTTPServer):
    """Answers POST /translate; `asked` are the texts, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.damage: Damage = lambda answer: answer
        self.asked: list[dict[str, str]] = []
        self.pause = 0.0
        self.headers: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def texts(self) -> list[str]:
        return [asked["q"] for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        assert self.path == "/translate", "nothing stands in the address"
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        time.sleep(self.server.pause)
        answer = self.server.damage(good(asked["q"], asked["target"]))
        if answer is None:
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"translatedText": "Half an ans')
            self.wfile.flush()
            self.close_connection = True
            return
        status = answer if isinstance(answer, int) else 200
        said = {"error": "no"} if isinstance(answer, int) else {"translatedText": answer}
        body = answer if isinstance(answer, bytes) else json.dumps(said).encode()
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def libretranslate() -> Iterator[Server]:
    """A server that runs as long as the block."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
