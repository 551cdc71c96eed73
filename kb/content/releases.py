"""Which state of the content is served where `kb sync` decides it: each commit in a folder, exchanged in one stroke.

Until the first `kb sync` it is the content folder as it stands.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from kb.errors import ContentError

FOLDER = "sync"
"""The folder in KB_DATA of what `kb sync` keeps: its state, its lock, and which deliveries of the webhook it has seen."""

RELEASES = "releases"
"""The folder in KB_DATA of the checkouts."""

Result = Literal["served", "unchanged", "held", "refused", "failed", "rolled-back"]


@dataclass(frozen=True, slots=True)
class Release:
    """A commit that is served, or was."""

    commit: str
    path: str
    """Its content folder, by its path in KB_DATA."""
    version: str
    """The version of the library that it makes."""
    since: str
    problems: tuple[str, ...] = ()
    """What keeps files of it from being served; they are as they were in the release before."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How the last `kb sync` ended, and why."""

    at: str
    result: Result
    commit: str
    message: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What is served, what was before, and how the last attempt ended. `served` is None for the content folder itself."""

    served: Release | None = None
    before: Release | None = None
    held: str = ""
    """The commit that was rolled back: it is not served again unless it is asked for by its name."""
    last: Attempt | None = None
    synced: bool = False
    """Whether anything was ever served by `kb sync`."""


class Releases:
    """The state that `kb sync` keeps in a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.folder = data / FOLDER
        self.file = self.folder / "state.json"

    def state(self) -> State:
        """What is served. Raises ContentError when that cannot be told."""
        try:
            return _read(json.loads(self.file.read_bytes()))
        except (FileNotFoundError, NotADirectoryError):
            return State()
        except (OSError, ValueError, TypeError, KeyError) as error:
            message = f"{self.file} cannot be read ({error}); delete it and run kb sync"
            raise ContentError(message) from error

    def write(self, state: State) -> None:
        """Keep a state; whoever reads it sees this one or the one before, whole, also after a power failure."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        try:
            with aside.open("w", encoding="utf-8") as file:
                json.dump(asdict(state), file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.file)
        finally:
            aside.unlink(missing_ok=True)
        synced = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(synced)
        finally:
            os.close(synced)

    def note(self, attempt: Attempt) -> Attempt:
        """Keep how an attempt ended that changed nothing of what is served."""
        self.write(replace(self.state(), last=attempt))
        return attempt


def served_folder(data: Path, content: Path) -> Path:
    """The folder whose content is served: the release of the last `kb sync`, or the content folder itself.

    Raises ContentError when there should be a release and there is none.
    """
    served = Releases(data).state().served
    if served is None:
        return content
    folder = data / served.path
    if not folder.is_dir():
        raise ContentError(f'the content of commit {served.commit[:12]} is no longer in "{folder}"; run kb sync')
    return folder


def _read(kept: dict[str, Any]) -> State:
    def release(of: dict[str, Any] | None) -> Release | None:
        return None if of is None else Release(**{**of, "problems": tuple(of["problems"])})

    last = kept["last"]
    return State(
        served=release(kept["served"]),
        before=release(kept["before"]),
        held=str(kept["held"]),
        last=None if last is None else Attempt(**{**last, "problems": tuple(last["problems"])}),
        synced=bool(kept["synced"]),
    )
