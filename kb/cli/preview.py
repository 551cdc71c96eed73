"""The command that shows files as agents and customers will see them, for a pull request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.errors import ContentError
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.content.library import Library
    from kb.content.model import Document


@click.command(epilog="Example: kb preview --out preview.html content/ja/templates/apology")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write into this file instead of stdout.")
@click.option("--text", "as_text", is_flag=True, help="Plain text instead of a page.")
def preview(paths: tuple[Path, ...], out: Path | None, as_text: bool) -> None:
    """Render files: every tone with example values and with the longest ones; articles as they are read.

    A file that cannot be read is told and left out; the exit code is 1 then.
    """
    from kb.cli.preview_page import as_page, as_plain_text
    from kb.content.library import load_library

    folder = Settings.from_env().content
    library = load_library(folder)
    documents, left_out = _chosen(library, folder, paths)
    shown = (as_plain_text if as_text else as_page)(library, documents)
    if out:
        out.write_text(shown, "utf-8")
        click.echo(f"{out}: {len(documents)} documents", err=True)
    else:
        click.echo(shown, nl=False)
    for name in left_out:
        click.echo(f"{folder}/{name} is no document that can be read, and is left out; run kb check", err=True)
    if left_out:
        raise SystemExit(1)


def _chosen(library: Library, folder: Path, paths: tuple[Path, ...]) -> tuple[list[Document], list[str]]:
    """The documents that the paths name, in their order, and the names of files that are no document now."""
    root = folder.resolve()
    by_name = {document.file.path: document for document in library}
    broken = {problem.path for problem in library.problems if problem.severity.name == "ERROR"}
    chosen: dict[str, Document] = {}
    left_out: list[str] = []
    for path in paths:
        files = sorted(path.rglob("*.md")) if path.is_dir() else [path]
        for file in files:
            if root not in file.resolve().parents:
                raise ContentError(f"{file} is not in {folder}; name files or folders in it, or set KB_CONTENT")
            name = file.resolve().relative_to(root).as_posix()
            base = _base(name)
            if name in broken or base not in by_name:
                left_out.append(name)
            else:
                chosen[base] = by_name[base]
    return list(chosen.values()), left_out


def _base(name: str) -> str:
    """The base file of a locale's own text: late-delivery.md for late-delivery.zh-Hant.md."""
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}{file.partition('.')[0]}.md"
