"""A content repository as a team has one: a bare one that people push to, a clone that is served, and one to write in."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.small_content import source_file, write_content

LATE = "en/templates/apology/late-delivery.md"
BROKEN = source_file("## formal\n\nHello {{ nobody.name }}.\n")


def git(folder: Path, *arguments: str) -> str:
    options = ("-c", "user.name=Mei", "-c", "user.email=mei@shop.example", "-c", "init.defaultBranch=main")
    ran = subprocess.run(["git", *options, "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
    return ran.stdout.strip()


class Team:
    """A repository with one template in it, whose content folder is `content/` of the clone."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.origin, self.writer, self.clone = folder / "origin.git", folder / "writer", folder / "clone"
        git(folder, "init", "--quiet", "--bare", str(self.origin))
        git(folder, "clone", "--quiet", str(self.origin), str(self.writer))
        write_content(self.writer / "content", {LATE: source_file()})
        self.first = self._pushed()
        git(folder, "clone", "--quiet", str(self.origin), str(self.clone))
        self.content = self.clone / "content"

    def _pushed(self) -> str:
        git(self.writer, "add", "--all")
        git(self.writer, "commit", "--quiet", "--allow-empty", "-m", "Change")
        git(self.writer, "push", "--quiet", "origin", "HEAD")
        return git(self.writer, "rev-parse", "HEAD")

    def merge(self, name: str, text: str) -> str:
        """Have a file in the repository, as a merged pull request does; the commit."""
        path = self.writer / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return self._pushed()
