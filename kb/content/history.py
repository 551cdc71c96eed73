"""What git remembers of a content folder: which texts a file has held, and when. Empty where there is no git.

Nothing that serves replies needs it: freshness is told by content. It answers what changed, and since when.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kb.content.freshness import unstamped_id

NOTHING = "0" * 40
"""Git's id of a file that is not there."""


@dataclass(frozen=True, slots=True)
class Version:
    """A text that a file came to hold: git's id of it, and when it was committed, as an ISO 8601 date and time."""

    blob: str
    since: str


@dataclass(frozen=True, slots=True)
class History:
    """The versions of every file, the newest first, by its path in the content folder, through renames.

    `complete` is false in a shallow clone, and where there is no git: then what is not seen may still have been.
    """

    folder: Path
    versions: Mapping[str, Sequence[Version]] = field(default_factory=dict)
    complete: bool = False

    def text(self, blob: str) -> str | None:
        """The text that git keeps under an id; None where it has none."""
        found = _git(self.folder, "cat-file", "blob", blob)
        return None if found is None else found.decode("utf-8", "replace").replace("\r\n", "\n")

    def knows(self, path: str, blob: str) -> bool:
        """Whether a file has held this text."""
        return any(version.blob == blob for version in self.versions.get(path, ()))

    def held(self, path: str, source: str) -> Version | None:
        """The newest version of a file with this text, by its id without its stamp (`freshness.unstamped_id`)."""
        for version in self.versions.get(path, ()):
            text = None if version.blob == source else self.text(version.blob)
            if version.blob == source or (text is not None and unstamped_id(text) == source):
                return version
        return None

    def blobs_at(self, revision: str) -> Mapping[str, str] | None:
        """Git's id of every file of the folder at a commit, a branch or a tag; None where git does not know it."""
        listed = _git(self.folder, "ls-tree", "-r", "-z", "--end-of-options", revision, ".")
        if listed is None:
            return None
        entries = (line.partition("\t") for line in listed.decode("utf-8", "replace").split("\0") if line)
        return {path: facts.split(" ")[2] for facts, _, path in entries}

    def changed_after(self, path: str, blob: str) -> str:
        """When a file was first changed after it had held this text; empty where that is not known."""
        later = ""
        for version in self.versions.get(path, ()):
            if version.blob == blob:
                return later
            later = version.since
        return ""


def read_history(folder: Path) -> History:
    """The history of a content folder: one look, whatever the number of files."""
    log = _git(folder, "log", "--format=%x01%cI", "--raw", "--no-abbrev", "-M", "-z", "--relative", "--", ".")
    if log is None:
        return History(folder)
    found: dict[str, list[Version]] = {}
    later_names: dict[str, str] = {}
    since = ""
    parts = iter(log.decode("utf-8", "replace").split("\0"))
    for part in parts:
        if "\x01" in part:
            since = part.rpartition("\x01")[2].strip()
        if ":" not in part.lstrip("\n")[:1]:
            continue
        _, _, _, blob, status = part.strip().split(" ")
        path = next(parts)
        if status[0] in "RC":
            before, path = path, next(parts)
            name = later_names.get(path, path)
            if status[0] == "R":
                later_names[before] = name
        name = later_names.get(path, path)
        if blob != NOTHING:
            found.setdefault(name, []).append(Version(blob, since))
    shallow = _git(folder, "rev-parse", "--is-shallow-repository")
    return History(folder, found, complete=shallow is not None and shallow.strip() == b"false")


def head_of(folder: Path) -> str:
    """The commit that stands in the folder; empty where there is none."""
    return (_git(folder, "rev-parse", "--verify", "--quiet", "HEAD") or b"").decode().strip()


def changed_since(folder: Path, revision: str) -> set[str] | None:
    """The files of a folder that are not as they were at a revision, by their path in it, new ones among them.

    None where git does not know the revision.
    """
    known = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if known is None:
        return None
    commit = known.decode().strip()
    changed = _git(folder, "diff", "--name-only", "--relative", "-z", commit, "--", ".")
    new = _git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return {name for listed in (changed, new) for name in (listed or b"").decode("utf-8", "replace").split("\0") if name}


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; None where there is no git, no repository or no such thing."""
    try:
        ran = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False, timeout=60)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None
    return ran.stdout if ran.returncode == 0 else None
