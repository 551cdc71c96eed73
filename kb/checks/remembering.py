"""What was found in a document, kept from run to run: one that is as it was, under the same rules, is not judged again.

A document is judged by its own files, by the words and rules that all share, by what git remembers of its files, by which
documents it refers to are there, and by the program itself. All of that is in the key; nothing else may be asked.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import NamedTuple

from kb.content.folder import Look, files_of
from kb.content.history import History
from kb.content.problems import Problem, Severity


class Told(NamedTuple):
    """What is found in the files of one document; whether it can be served, and what it refers to."""

    id: str
    problems: list[Problem]
    served: bool
    refers: set[str]


class Known:
    """What earlier runs found in the documents of a folder, as they are now.

    It is kept in one file; one that cannot be read, or says nonsense, is as good as none.
    """

    def __init__(
        self, kept: Path, history: History, files: Mapping[str, Mapping[str, Look]], shared: Mapping[str, Look], about: str
    ) -> None:
        """`files` are those of each document, `shared` those that all of them depend on.

        `about` tells what else was asked: what was found by another question is another answer.
        """
        self._kept, self._history, self._files, self._shared, self._about = kept, history, files, shared, about
        self._before = _read(kept)
        self._digests: dict[str, str] = {}
        rules = hashlib.sha256("\0".join([_program(), str(history.complete)]).encode())
        for name in shared:
            rules.update(f"\0{name}\0{_digest(history.folder / name)}".encode())
        self._rules = rules.hexdigest()

    def told(self, id: str, there: Collection[str]) -> Told | None:
        """What was found in a document that was just as it is, the documents of `there` being there."""
        self._digests[id] = digest = self._digest_of(id)
        try:
            match self._before.get(self._key(id)):
                case {"as": kept, "alive": alive, "refers": refers, "served": served, "problems": problems}:
                    if kept != digest or alive != sorted({*refers}.intersection(there)):
                        return None
                    return Told(id, [_problem(*one) for one in problems], bool(served), {*refers})
        except (TypeError, ValueError):
            return None
        return None

    def keep(self, found: Iterable[Told], there: Collection[str]) -> None:
        """Remember what was found in documents that have not been changed since they were asked for. Raises OSError."""
        now = files_of(self._history.folder)
        if any(now.get(name) != look for name, look in self._shared.items()):
            return
        entries = {key: entry for key, entry in self._before.items() if key.partition(" ")[0] in self._files}
        for told in found:
            if all(now.get(name) == look and look.settled() for name, look in self._files[told.id].items()):
                entries[self._key(told.id)] = {
                    "as": self._digests[told.id],
                    "alive": sorted(told.refers.intersection(there)),
                    "refers": sorted(told.refers),
                    "served": told.served,
                    "problems": [[*astuple(problem)] for problem in told.problems],
                }
        if entries != self._before:
            _write(self._kept, entries)

    def _key(self, id: str) -> str:
        return f"{id} {self._about}"

    def _digest_of(self, id: str) -> str:
        parts = [self._rules]
        for name, look in self._files[id].items():
            content = _digest(self._history.folder / name) if look.is_plain else "no file"
            versions = ",".join(version.blob for version in self._history.versions.get(name, ()))
            parts += [name, content, versions]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _problem(path: str, line: int, column: int, code: str, message: str, severity: str) -> Problem:
    return Problem(str(path), int(line), int(column), str(code), str(message), Severity(severity))


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        return f"cannot be read: {error.errno}"


def _read(file: Path) -> dict[str, object]:
    try:
        kept = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(file: Path, entries: Mapping[str, object]) -> None:
    """Write a file whole or not at all. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix=f"{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as written:
            json.dump(entries, written, ensure_ascii=False, separators=(",", ":"))
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@cache
def _program() -> str:
    """What the checks are made of: the files of this program, and the versions of what it stands on."""
    package = Path(str(resources.files("kb")))
    parts = [sys.version, *sorted(f"{one.name} {one.version}" for one in metadata.distributions())]
    for folder, _, names in sorted(os.walk(package)):
        if not folder.endswith(("__pycache__", "static", "templates", "LC_MESSAGES")):
            parts += [f"{name} {_digest(Path(folder, name))}" for name in sorted(names)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
