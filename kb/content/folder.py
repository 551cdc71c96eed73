"""What stands in a folder, told without reading it: as much as says which files must be read again."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SETTLED_SECONDS = 2.0
"""A file that was changed so shortly before it was looked at may change again without another time or size."""


class Look(NamedTuple):
    """A file as the file system tells it; equal looks at a settled file mean the same content."""

    modified: int
    """Nanoseconds since 1970."""
    size: int
    inode: int
    is_plain: bool
    """False for links, pipes and the like, which are no content."""

    def settled(self) -> bool:
        """Whether the file has been as it is for long enough to be told by its look."""
        return time.time_ns() - self.modified > SETTLED_SECONDS * 1e9


def files_of(folder: Path) -> dict[str, Look]:
    """Every file below a folder by its path in it, in a stable order; none where there is no folder."""
    return dict(sorted(_files(str(folder), "")))


def _files(folder: str, prefix: str) -> Iterator[tuple[str, Look]]:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return  # gone since it was listed: the next look tells the same
    for entry in entries:
        name = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, name + "/")
            continue
        try:
            found = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        yield name, Look(found.st_mtime_ns, found.st_size, found.st_ino, stat.S_ISREG(found.st_mode))
