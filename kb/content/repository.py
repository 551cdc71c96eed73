"""The git repository that a content folder belongs to: what is new in it, and checkouts of single commits."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from kb.errors import SyncFailed

_SECONDS = 300
"""What takes longer than this has hung: a remote that does not answer, or a password that nobody can type."""

_OWN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What a hook of git hands to the commands that it starts, and would lead us to another repository."""


class Repository:
    """The repository around a content folder. Raises SyncFailed, with what git says, wherever git fails."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.root = Path(self._git("rev-parse", "--show-toplevel"))
        self.prefix = self._git("rev-parse", "--show-prefix").rstrip("/")
        """The content folder's path in the repository; empty when it is the repository itself."""

    def fetch(self) -> None:
        """Learn what is new on the remote that the branch follows, where there is one."""
        if self._git("remote"):
            self._git("fetch", "--quiet", "--prune", "--no-recurse-submodules")

    def upstream(self) -> str:
        """The commit that the branch should stand on: the remote's, or its own where it follows none."""
        try:
            return self.commit("@{upstream}")
        except SyncFailed:
            if self._git("remote"):
                raise
            return self.head()

    def head(self) -> str:
        """The commit that is checked out in the content folder."""
        return self.commit("HEAD")

    def commit(self, revision: str) -> str:
        """The whole name of a commit."""
        return self._git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")

    def check_out(self, commit: str, into: Path) -> Path:
        """The content folder of a commit, checked out in a new folder."""
        self.remove(into)
        into.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._git("worktree", "add", "--quiet", "--force", "--detach", str(into.absolute()), commit)
        content = into / self.prefix
        if not content.is_dir():
            raise SyncFailed(f'commit {commit[:12]} has no folder "{self.prefix}"; set KB_CONTENT to where it is now')
        return content

    def remove(self, checkout: Path) -> None:
        """Delete a checkout, whatever became of it."""
        shutil.rmtree(checkout, ignore_errors=True)
        self._git("worktree", "prune")

    def _git(self, *arguments: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name not in _OWN}
        environment |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        command = ["git", "-C", str(self._folder), "-c", f"core.hooksPath={os.devnull}", *arguments]
        try:
            ran = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS, env=environment)
        except FileNotFoundError as error:
            raise SyncFailed("git is not installed; install it (Debian: apt-get install git)") from error
        except subprocess.TimeoutExpired as error:
            raise SyncFailed(f"git {arguments[0]} did not end within {_SECONDS} seconds; try it by hand there") from error
        if ran.returncode:
            said = ran.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {ran.returncode}"]
            raise SyncFailed(f"git {arguments[0]} failed in {self._folder}: {said[-1].removeprefix('fatal: ')}")
        return ran.stdout.decode("utf-8", "replace").strip()
