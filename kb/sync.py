"""`kb sync`: what was merged is fetched, checked aside, and served in one stroke; or refused, and nothing changes.

A release is a folder that holds everything it serves. So each worker, on whichever machine, makes the same library of it,
and a rollback is as quick as a step forward.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kb.checks import CHECKED, check_content
from kb.content.history import read_history
from kb.content.library import VOCABULARY_FILES, load_library
from kb.content.problems import Problem, Severity
from kb.content.releases import FOLDER, RELEASES, Attempt, Release, Releases, Result, State
from kb.content.repository import Repository
from kb.errors import ContentError, KbError, SyncFailed, SyncRefused
from kb.settings import Settings

log = logging.getLogger("kb.sync")

ROUNDS = 5
"""How often a release is mended: a file that is taken back may be what another one referred to."""

WANTED = "wanted"
"""A file that says that somebody has asked for a sync, and none has begun since."""


def sync(settings: Settings, commit: str = "") -> Attempt:
    """Serve what the content's repository holds now, or a commit by its name; what was done, and why.

    Raises SyncRefused when `kb check` finds errors, SyncFailed when git or another sync stands in the way. Then what was
    served still is.
    """
    with _alone(settings.data):
        return _noted(settings, lambda: _synced(settings, commit))


def roll_back(settings: Settings) -> Attempt:
    """Serve again what was served before. The commit that is left is not served again unless it is asked for by its name.

    Raises SyncFailed when there is nothing before.
    """
    with _alone(settings.data):
        releases = Releases(settings.data)
        state = releases.state()
        if not state.synced or state.before == state.served:
            raise SyncFailed("kb sync has served nothing before; name a commit with kb sync --to")
        left = state.served.commit if state.served else ""
        now = state.before.commit if state.before else ""
        words = f"{now[:12]} is served again" if now else "the content folder is served as it stands"
        attempt = _attempt("rolled-back", now, f"{words}; {left[:12] or 'it'} is not, until kb sync --to names it")
        releases.write(State(state.before, state.served, held=left, last=attempt, synced=True))
        log.warning("%s", attempt.message)
        return attempt


def ask(settings: Settings) -> None:
    """Have a sync done by another process, soon; however often it is asked for meanwhile, one more is done."""
    folder = settings.data / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / WANTED).touch()
    own = {
        "KB_CONTENT": str(settings.content.absolute()),
        "KB_DATA": str(settings.data.absolute()),
        "KB_SYNC": settings.sync,
    }
    command = [sys.executable, "-m", "kb", "sync", "--wanted"]
    process = subprocess.Popen(command, env=os.environ | own, stdin=subprocess.DEVNULL)
    threading.Thread(target=process.wait, name="kb-sync", daemon=True).start()


def answer(settings: Settings) -> None:
    """Do what was asked for by `ask`, unless somebody is at it already, who will see it too."""
    wanted = settings.data / FOLDER / WANTED
    while wanted.exists():
        try:
            with _alone(settings.data):
                while wanted.exists():
                    wanted.unlink(missing_ok=True)
                    try:
                        _noted(settings, lambda: _synced(settings, ""))
                    except KbError as error:
                        log.error("%s", error)
        except SyncFailed:
            return


def _synced(settings: Settings, asked: str) -> Attempt:
    releases, repository = Releases(settings.data), Repository(settings.content)
    repository.fetch()
    commit = repository.commit(asked) if asked else repository.upstream()
    state = releases.state()
    served = state.served
    if served and served.commit == commit and (settings.data / served.path).is_dir() and not (asked and served.problems):
        return _attempt("unchanged", commit, f"{commit[:12]} is served already")
    if commit == state.held and not asked:
        return _attempt("held", commit, f"{commit[:12]} was rolled back; merge a newer commit, or name it with kb sync --to")
    checkout = settings.data / RELEASES / f"{commit[:12]}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
    before = settings.data / served.path if served else settings.content
    try:
        release = _release(settings, commit, repository.check_out(commit, checkout), before)
        os.sync()  # no state may name what a power failure can still take away
    except BaseException:
        repository.remove(checkout)
        raise
    left = len(release.problems)
    without = f", without {left} mistakes that keep files as they were" if left else ""
    attempt = _attempt("served", commit, f"content {release.version} of {commit[:12]} is served{without}", release.problems)
    releases.write(State(release, served, last=attempt, synced=True))
    log.info("%s", attempt.message)
    _clear(settings.data, repository, (release, served))
    return attempt


def _release(settings: Settings, commit: str, folder: Path, before: Path) -> Release:
    """The release of a checkout that has nothing wrong in it, or is mended where the settings say so."""
    version, errors = _checked(folder, settings.data)
    told = {str(problem): None for problem in errors}
    for _ in range(ROUNDS):
        if not errors or settings.sync != "serve-good" or not all(_is_document(problem.path) for problem in errors):
            break
        _take_back({problem.path for problem in errors}, folder, before)
        version, errors = _checked(folder, settings.data)
        told |= {str(problem): None for problem in errors}
    if errors:
        count = f"{len(errors)} error" + "s" * (len(errors) > 1)
        message = f"{commit[:12]} is not served: kb check finds {count}; mend them and merge that, what was served still is"
        raise SyncRefused(message, tuple(map(str, errors)))
    return Release(commit, folder.relative_to(settings.data).as_posix(), version, _now(), tuple(told))


def _checked(folder: Path, data: Path) -> tuple[str, list[Problem]]:
    """The version of the library in a folder, and the errors in it; its warnings keep nothing from being served."""
    try:
        library = load_library(folder)
    except ContentError as error:
        lines = str(error).splitlines()
        raise SyncRefused(f"the commit is not served, for {lines[0]}", lines[1:]) from error
    found, _ = check_content(read_history(folder), kept=data / CHECKED)
    return library.version, [problem for problem in found if problem.severity is Severity.ERROR]


def _is_document(path: str) -> bool:
    return path.endswith(".md") and path not in VOCABULARY_FILES


def _take_back(paths: Iterable[str], folder: Path, before: Path) -> None:
    """Have these files as they were before, and those that are new not at all."""
    for path in paths:
        (folder / path).unlink(missing_ok=True)
        if (before / path).is_file():
            shutil.copyfile(before / path, folder / path)


def _clear(data: Path, repository: Repository, kept: Iterable[Release | None]) -> None:
    """Delete the checkouts that are neither served nor what a rollback goes to."""
    names = {release.path.split("/")[1] for release in kept if release}
    for checkout in (data / RELEASES).iterdir():
        if checkout.name not in names:
            repository.remove(checkout)


def _noted(settings: Settings, work: Callable[[], Attempt]) -> Attempt:
    """What the work comes to; the state tells it, whether it was done or not."""
    releases = Releases(settings.data)
    try:
        attempt = work()
    except SyncRefused as error:
        releases.note(_attempt("refused", "", str(error), error.problems))
        for problem in error.problems:
            log.error("%s", problem)
        raise
    except (KbError, OSError) as error:
        releases.note(_attempt("failed", "", str(error)))
        raise
    return attempt if attempt.result == "served" else releases.note(attempt)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Holds off every other sync of this data folder. Raises SyncFailed when one is under way."""
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SyncFailed("another kb sync is under way; try again when it has ended") from error
        yield


def _attempt(result: Result, commit: str, message: str, problems: tuple[str, ...] = ()) -> Attempt:
    return Attempt(_now(), result, commit, message, problems)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
