"""What a machine has translated already, put away sentence by sentence, so that nothing is sent or paid for twice."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path


class Checkpoint:
    """The verified translations of one provider into one language; each is on disk before the next is asked for."""

    def __init__(self, data: Path, provider: str, source: str, target: str) -> None:
        self.path = data / "drafts" / f"{provider}-{source}-{target}.jsonl"
        self._known = dict(_read(self.path))

    def get(self, text: str) -> str | None:
        """The translation of a text, if it was made before."""
        return self._known.get(_key(text))

    def put(self, text: str, translation: str) -> None:
        """Keep a translation, also through a crash in the next moment."""
        self._known[_key(text)] = translation
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        line = json.dumps({"of": _key(text), "is": translation}, ensure_ascii=False)
        # A line that a crash has cut stands alone: the next begins on a line of its own.
        with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
            file.write(f"\n{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _read(path: Path) -> list[tuple[str, str]]:
    found = []
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for line in lines:
        try:
            entry = json.loads(line)
            found.append((str(entry["of"]), str(entry["is"])))
        except (ValueError, KeyError, TypeError):  # empty, or cut by a crash
            continue
    return found
