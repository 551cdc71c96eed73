"""A copy of a database as lines of JSON: how it is written, and that it is whole.

The first line names the version of the tables, each further line is a row. The last one counts the rows of each table, and
holds the SHA-256 of their lines and of the first line: a file that lost a line, or in which one was changed, tells so.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from kb.errors import CopyRefused
from kb.store.versions import LATEST

FORMAT = "kotae-database"

_VERSION = re.compile(r"[0-9]{4}")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows there are of each table, and the SHA-256 of their lines. Two that are equal hold the same."""

    version: str
    rows: Mapping[str, int]
    hashes: Mapping[str, str]
    head: str = field(default="", compare=False)

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return sum(self.rows.values())


class Count:
    """Tallies rows as they go by."""

    def __init__(self, version: str, tables: Sequence[str], head: bytes = b"") -> None:
        self._version, self._head = version, sha256(head).hexdigest()
        self._rows = dict.fromkeys(tables, 0)
        self._hashes = {table: sha256() for table in tables}

    def add(self, table: str, line: bytes) -> None:
        """Count a row of this table."""
        self._rows[table] += 1
        self._hashes[table].update(line)

    def tally(self) -> Tally:
        """What has gone by so far."""
        hashes = {table: found.hexdigest() for table, found in self._hashes.items()}
        return Tally(self._version, dict(self._rows), hashes, self._head)


def head_line(version: str, tables: Sequence[str]) -> bytes:
    """The first line of a copy."""
    return _line({"format": FORMAT, "version": version, "tables": list(tables), "at": datetime.now(UTC).isoformat()})


def row_line(table: str, row: Row) -> bytes:
    """A row's line, the same for the same row on every database."""
    return _line({"table": table, "row": row})


def last_line(tally: Tally) -> bytes:
    """The last line of a copy."""
    return _line({"rows": {name: [tally.rows[name], tally.hashes[name]] for name in tally.rows}, "head": tally.head})


def created(file: Path) -> IO[bytes]:
    """A new file that only this user may read."""
    file.unlink(missing_ok=True)
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def verify(file: Path) -> Tally:
    """What a copy holds, every line of it looked at. Raises CopyRefused when it is damaged, cut, or of a newer program."""
    try:
        with file.open("rb") as lines:
            first = lines.readline()
            head = _head(file, first)
            count = Count(head["version"], head["tables"], first)
            last: Row = {}
            for number, line in enumerate(lines, 2):
                last = _parsed(file, number, line)
                if "table" not in last:
                    break
                if last["table"] not in head["tables"]:
                    raise CopyRefused(f'{file}:{number}: there is no table "{last["table"]}"; take a whole copy')
                count.add(last["table"], line)
            rest = lines.read(1)
    except OSError as error:
        raise CopyRefused(f"{file} cannot be read ({error.strerror}); name a file that kb export wrote") from error
    tally = count.tally()
    if "rows" not in last or rest:
        raise CopyRefused(f"{file} is cut: its last line is missing; take a whole copy")
    rows = last["rows"] if isinstance(last["rows"], dict) else {}
    damaged = [name for name in tally.rows if [tally.rows[name], tally.hashes[name]] != rows.get(name)]
    if damaged or last.get("head") != tally.head:
        what = f"the rows of {', '.join(damaged)}" if damaged else "the first line"
        raise CopyRefused(f"{file} is damaged: {what} changed since it was written; take a whole copy")
    return tally


def rows_of(file: Path, at_once: int) -> Iterator[tuple[str, list[Row]]]:
    """The rows of a verified copy, some of one table at a time."""
    table = ""
    rows: list[Row] = []
    with file.open("rb") as lines:
        lines.readline()
        for line in lines:
            found = json.loads(line)
            if rows and (found.get("table") != table or len(rows) == at_once):
                yield table, rows
                rows = []
            if "table" in found:
                table = found["table"]
                rows.append(found["row"])


def _line(value: Row) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _parsed(file: Path, number: int, line: bytes) -> Row:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CopyRefused(f"{file}:{number}: the file is damaged or cut here; take a whole copy") from error
    if not isinstance(found, dict) or not isinstance(found.get("row", {}), dict):
        raise CopyRefused(f"{file}:{number}: the file is damaged here; take a whole copy")
    return found


def _head(file: Path, line: bytes) -> Row:
    try:
        head: Row = json.loads(line)
        tables = head["tables"]
        known = head["format"] == FORMAT and bool(_VERSION.fullmatch(head["version"])) and isinstance(tables, list)
    except (ValueError, KeyError, TypeError, RecursionError):
        known = False
    if not known or not all(isinstance(name, str) for name in tables):
        raise CopyRefused(f"{file} is no copy of a database; name a file that kb export or kb backup wrote")
    if head["version"] > LATEST:
        raise CopyRefused(f"{file} has version {head['version']} of the tables, newer than {LATEST}: use the newer program")
    return head
