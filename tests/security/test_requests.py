"""Requests that are too large, too slow, or none at all: refused, each for itself, while others are answered."""

from __future__ import annotations

import socket
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress

import pytest
from flask.testing import FlaskClient

from kb.settings import READERS, RUNNING
from kb.web import MAX_BODY
from tests.cli.test_serving import free_port, ready, served

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("/api/v1/search", "application/json"),
        ("/api/v1/intake", "application/json"),
        ("/", FORM),
        ("/results", FORM),
        ("/", "multipart/form-data; boundary=x"),
        ("/status", "text/plain"),
    ],
)
def test_a_body_that_is_too_large_is_refused_unread(path: str, type: str, client: FlaskClient) -> None:
    answer = client.post(path, data=b"q=" + b"x" * MAX_BODY, content_type=type)

    assert answer.status_code in (413, 405)


def test_a_form_of_ten_thousand_fields_is_refused_or_answered(client: FlaskClient) -> None:
    assert client.post("/", data="&".join(f"a{n}=b" for n in range(10_000)), content_type=FORM).status_code in (
        200,
        303,
        413,
    )
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="a{n}"\r\n\r\nb\r\n' for n in range(3000)) + "--x--\r\n"
    assert client.post("/", data=parts, content_type="multipart/form-data; boundary=x").status_code in (200, 303, 413)


@pytest.mark.parametrize(
    "name", ["Cookie", "Accept-Language", "If-None-Match", "Range", "X-Request-Id", "Content-Type", "Accept"]
)
@pytest.mark.parametrize(
    "value", ["", ";" * 4000, "a=b; " * 800, "en;q=" + "9" * 4000, ",".join(["en;q=0.1"] * 500), "bytes=0-,-1", "\x7f\x80é"]
)
def test_no_header_breaks_an_answer(name: str, value: str, client: FlaskClient) -> None:
    for path in ("/", "/api/v1/search?q=refund"):
        assert client.get(path, headers={name: value}).status_code in (200, 304, 400, 416)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server of one worker over a small content."""
    from tests.small_content import write_content
    from tests.web.conftest import ZEBRA

    folder = tmp_path_factory.mktemp("served")
    (folder / "content/en/templates/offer").mkdir(parents=True)
    write_content(folder / "content", {})
    (folder / "content/en/templates/offer/zebra.md").write_text(ZEBRA, "utf-8")
    found = free_port()
    command = [sys.executable, "-m", "kb", "serve", "--port", str(found)]
    with served(command, folder / "content", folder / "data") as process:
        ready(found, process)
        yield found


def works(port: int) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/search?q=zebra", timeout=20) as answer:
        return bool(answer.status == 200)


def said(port: int, raw: bytes) -> bytes:
    """What the server answers to these bytes, after which it hears no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        with suppress(OSError):  # it may have answered and closed before it had everything
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionError, TimeoutError):
            while part := connection.recv(65536):
                answer += part
        return answer


MALFORMED = {
    "no request": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "no version": b"GET /\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "a NUL in a header": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    "a line in a header": b"GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n b\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nq=abc",
    "a length and chunks": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    "a length below nothing": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nq=abc",
    "a chunk of any size": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
    "an unfinished body": b"POST /api/v1/search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{",
    "an address of 100 kB": b"GET /?q=" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "a header of 1 MB": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
    "10,000 headers": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 10_000 + b"\r\n",
    "an absolute address": b"GET http://evil.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "another method": b"CONNECT evil.example:80 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "half an escape": b"GET /%zz%f HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "bytes that are no text": b"GET /?q=%ff%fe%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_request_is_refused_and_the_next_one_is_answered(name: str, port: int) -> None:
    answer = said(port, MALFORMED[name])

    assert b"HTTP/1.1 5" not in answer
    assert b"Traceback" not in answer
    assert answer.count(b"HTTP/1.1 ") <= 1, "one request has one answer"
    assert works(port)


def test_those_who_send_slowly_keep_nobody_else_waiting(port: int) -> None:
    begun = b"POST /api/v1/search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
    slow = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(READERS + RUNNING + 20)]
    try:
        for number, connection in enumerate(slow):
            connection.sendall(begun if number % 2 else b"GET / HTTP/1.1\r\nHost:")

        assert all(works(port) for _ in range(5))
    finally:
        for connection in slow:
            connection.close()
    assert works(port)
