"""The log: a JSON object a line for machines, or a line for a person; either way one event is one line."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The request that this thread is answering; empty outside one."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Whatever could end a line, steer a terminal or reorder what is read."""


_ENCODER = json.JSONEncoder(default=str)


def one_line(text: str) -> str:
    """The text with every sign escaped that could end its line or act on a terminal."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def configure(format: str) -> None:
    """Write the log to stderr as KB_LOG says; where it says nothing, text on a terminal and JSON elsewhere."""
    handler = logging.StreamHandler(sys.stderr)
    shown = format or ("text" if sys.stderr.isatty() else "json")
    handler.setFormatter(JsonLines() if shown == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)


class JsonLines(logging.Formatter):
    """A JSON object a line: `time`, `level`, `logger`, `message`, `request_id` in a request, and an event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        entry: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            entry["request_id"] = request_id
        entry |= _fields(record)
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        # What is beyond ASCII is escaped: no sign of another script, however it is drawn, can break a line.
        return _ENCODER.encode(entry)


class TextLines(logging.Formatter):
    """A line for a person: time, level, what happened, the event's fields, and the request."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line; only a traceback has several, each of them indented."""
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        request_id = REQUEST_ID.get()
        asked = f" [{request_id}]" if request_id else ""
        line = one_line(f"{_time(record)} {record.levelname} {record.name}: {record.getMessage()}{fields}{asked}")
        if record.exc_info:
            trace = self.formatException(record.exc_info).split("\n")
            line += "".join(f"\n    {one_line(part)}" for part in trace)
        return line


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """What an event says of itself: `log.info(..., extra={"event": {...}})`."""
    found = getattr(record, "event", None)
    return dict(found) if isinstance(found, dict) else {}
