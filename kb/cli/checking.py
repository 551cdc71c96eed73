"""The command that writers and translators run before they ask others to read: `kb check`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.errors import ContentError
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.content.problems import Problem


@click.command(epilog="Example: kb check --fix content/ja/templates/apology/late-delivery.md")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--fix", "fixing", is_flag=True, help="Mend typography, invisible characters and Unicode forms first.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="Lines, JSON, annotations of a pull request on GitHub, or a SARIF log.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--afresh", is_flag=True, help="Check every file again, also those that are as they were.")
@click.option("--changed-since", "since", metavar="REV", help="Only files that git says have changed since REV.")
def check(paths: tuple[Path, ...], fixing: bool, form: str, as_json: bool, afresh: bool, since: str | None) -> None:
    """Tell every mistake of the content, with file, line and what to do."""
    from kb.checks import CHECKED, check_content
    from kb.checks.reporting import FORMATS
    from kb.content.history import read_history

    settings = Settings.from_env()
    folder = settings.content
    form = "json" if as_json else form
    only = _wanted(folder, paths, since)
    if fixing:
        _fix(folder, only)
    with click.progressbar(length=1, label="checking", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        kept = None if afresh else settings.data / CHECKED
        problems, files = check_content(read_history(folder), only, progress, kept)
    printed = FORMATS[form](problems, _shown(folder))
    if printed:
        click.echo(printed)
    if form in ("text", "github"):
        _counted(problems, files)
    if problems:
        raise SystemExit(1)


def _counted(problems: list[Problem], files: int) -> None:
    from kb.content.problems import Severity

    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    click.echo(f"{files} files: {errors} errors, {len(problems) - errors} warnings", err=True)


def _fix(folder: Path, only: set[str] | None) -> None:
    """Mend what is safe in these files, and say on stderr what was mended."""
    from kb.checks.fixing import fix
    from kb.checks.texts import names_in, read_texts

    names = [name for name in names_in(folder) if only is None or name in only]
    told = fix(folder, read_texts(folder, names))
    for problem in told:
        place = f"{folder}/{problem.path}:{problem.line}:{problem.column}"
        click.echo(f"{place}: mended: {problem.message} [{problem.code}]", err=True)
    if told:
        click.echo(f"{len(told)} places mended in {len({problem.path for problem in told})} files", err=True)


def _wanted(folder: Path, paths: tuple[Path, ...], since: str | None) -> set[str] | None:
    """The files that are asked about, by their path in the folder; None for all of them."""
    from kb.content.folder import files_of
    from kb.content.history import changed_since

    names: Iterable[str] = files_of(folder)
    if since is not None:
        changed = changed_since(folder, since)
        if changed is None:
            raise ContentError(
                f'git does not know "{since}" in {folder}; fetch it, or name a commit, a branch or a tag it has'
            )
        names = [name for name in names if name in changed]
    elif not paths:
        return None
    resolved = [path.resolve() for path in paths]
    return {name for name in names if not resolved or _below((folder / name).resolve(), resolved)}


def _below(file: Path, paths: list[Path]) -> bool:
    return any(file == path or path in file.parents for path in paths)


def _shown(folder: Path) -> str:
    """The folder as annotations need it: from where the command runs, with slashes."""
    try:
        return (folder.resolve().relative_to(Path.cwd()) if folder.is_absolute() else folder).as_posix()
    except ValueError:
        return folder.as_posix()
