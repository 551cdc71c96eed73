"""A library put away on the disk, so that a start reads only the files that have changed since.

The file is private to the product, like the index beside it: it is a pickle. It holds for one folder and for the very code
that wrote it; another, a damaged or an older one is not used, and written anew.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import pickle
from functools import cache
from pathlib import Path

from kb import liquid
from kb.content.library import Library

log = logging.getLogger("kb.content")

NAME = "library.pickle"


def remembered(data: Path, folder: Path) -> Library | None:
    """The library that `remember` put away for this folder, or None."""
    try:
        with (data / NAME).open("rb") as file:
            if file.readline().strip() != _mark(folder):
                return None
            collecting = gc.isenabled()
            gc.disable()  # thousands of new objects, none of them garbage
            try:
                found = pickle.load(file)
            finally:
                if collecting:
                    gc.enable()
    except FileNotFoundError:
        return None
    except Exception as error:  # noqa: BLE001 - a damaged pickle fails in as many ways as it can be damaged
        log.warning("%s cannot be read, so every file is: %s: %s", data / NAME, type(error).__name__, error)
        return None
    return found if isinstance(found, Library) else None


def remember(library: Library, data: Path, folder: Path) -> None:
    """Put a library away for the next start. Raises OSError when the data folder cannot be written."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = data / f"{NAME}.{os.getpid()}"
    try:
        with aside.open("wb") as file:
            aside.chmod(0o600)
            file.write(_mark(folder) + b"\n")
            pickle.dump(library, file, protocol=5)
        aside.replace(data / NAME)
    finally:
        aside.unlink(missing_ok=True)


def _mark(folder: Path) -> bytes:
    return hashlib.sha256(f"{_code()} {folder.resolve()}".encode()).hexdigest().encode()


@cache
def _code() -> str:
    """Changes with the code that reads content."""
    digest = hashlib.sha256()
    for path in (Path(liquid.__file__), *sorted(Path(__file__).parent.glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()
