"""One event is one line of the log, whatever stands in it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from kb import logs

HOSTILE = [
    'a\n{"level": "error", "message": "forged"}',
    "a\r\nb",
    "a\x1b[2J\x1b[31mred",
    "a\u2028b\u2029c\x85d\x0be\x0cf",
    "a\x00b\x7f",
    "right \u202e to left \u2066",
    "half \ud800 a character",
    "退款 é 👩‍👩‍👧",
]


@pytest.fixture
def restored() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


def written(format: logging.Formatter, message: str, *args: object, **extra: object) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(format)
    logger = logging.Logger("kb.test")
    logger.addHandler(handler)
    logger.warning(message, *args, extra=extra)
    return stream.getvalue()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_logged_stays_on_its_line(text: str) -> None:
    for format in (logs.JsonLines(), logs.TextLines()):
        line = written(format, "found %s", text, event={"field": text})

        assert line.endswith("\n")
        assert len(line.splitlines()) == 1
        assert all(sign.isprintable() or sign == "\u200d" for sign in line[:-1])
    assert json.loads(written(logs.JsonLines(), "%s", text))["message"] == text


def test_a_line_for_machines_holds_what_an_operator_filters_by() -> None:
    token = logs.REQUEST_ID.set("abcdefgh")
    try:
        entry = json.loads(written(logs.JsonLines(), "answered", event={"route": "/status", "ms": 1.5}))
    finally:
        logs.REQUEST_ID.reset(token)

    assert entry.pop("time").endswith("Z")
    assert entry == {
        "level": "warning",
        "logger": "kb.test",
        "message": "answered",
        "request_id": "abcdefgh",
        "route": "/status",
        "ms": 1.5,
    }


def test_a_line_for_a_person_reads_from_left_to_right() -> None:
    line = written(logs.TextLines(), "answered", event={"route": "/status", "status": 200})

    assert line.partition(" ")[2] == "WARNING kb.test: answered route=/status status=200\n"


def test_a_traceback_is_a_field_for_machines_and_indented_for_a_person() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.Logger("kb.test")
    logger.addHandler(handler)
    for format in (logs.JsonLines(), logs.TextLines()):
        handler.setFormatter(format)
        try:
            raise ValueError("a\nb")
        except ValueError:
            logger.exception("broken")
    first, second, *rest = stream.getvalue().splitlines()

    assert "ValueError" in json.loads(first)["traceback"]
    assert second.endswith("broken")
    assert all(line.startswith("    ") for line in rest)


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize(("format", "is_json"), [("json", True), ("text", False), ("", True)])
def test_the_format_is_the_one_that_is_set_or_json_where_nobody_looks(
    format: str, is_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(format)

    logging.getLogger("kb").info("started")

    assert capsys.readouterr().err.startswith("{") is is_json
