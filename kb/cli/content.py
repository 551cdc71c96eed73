"""Commands that writers and translators run: check the content, stamp translations."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kb.errors import ContentError
from kb.settings import Settings


@click.command(epilog="Example: kb check content/ja/templates/apology/late-delivery.md")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Tell every mistake of the content, with file, line and what to do."""
    from kb.checks import check_library
    from kb.content.history import read_history
    from kb.content.library import load_library
    from kb.content.problems import Severity

    folder = Settings.from_env().content
    library = load_library(folder)
    problems = [p for p in check_library(library, read_history(folder)) if not paths or _concerns(folder, p.path, paths)]
    if as_json:
        fields = ("path", "line", "column", "code", "message", "severity")
        click.echo(json.dumps([{field: getattr(p, field) for field in fields} for p in problems], ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(f"{folder}/{problem}")
        errors = sum(problem.severity is Severity.ERROR for problem in problems)
        files = sum(1 for _ in library)
        click.echo(f"{files} files: {errors} errors, {len(problems) - errors} warnings", err=True)
    if problems:
        raise SystemExit(1)


def _concerns(folder: Path, name: str, paths: tuple[Path, ...]) -> bool:
    file = (folder / name).resolve()
    return any(file == path.resolve() or path.resolve() in file.parents for path in paths)


@click.command(epilog="Example: kb stamp --state reviewed content/ja/templates/apology/late-delivery.md")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--state", type=click.Choice(["machine", "needs-review", "reviewed"]), default="needs-review", show_default=True
)
def stamp(paths: tuple[Path, ...], state: str) -> None:
    """Write into translations which source text they reflect.

    Without paths: into every translation that has no stamp. With paths: into these, whatever they said before.
    """
    from kb.content.freshness import UNSTAMPED
    from kb.content.library import load_library
    from kb.content.stamping import stamp_for, stamped

    folder = Settings.from_env().content
    library = load_library(folder)
    wanted = {path.resolve() for path in paths}
    translations = {(folder / d.file.path).resolve() for d in library if d.freshness != "source"}
    for path in paths:
        if path.resolve() not in translations:
            raise ContentError(f"{path} is no translation; name files like {folder}/ja/templates/apology/late-delivery.md")
    written = 0
    for document in library:
        file = folder / document.file.path
        if document.freshness == "source" or not (file.resolve() in wanted if wanted else document.freshness == UNSTAMPED):
            continue
        file.write_bytes(stamped(file.read_bytes(), stamp_for(library, document, state)))
        click.echo(file)
        written += 1
    click.echo(f"{written} translations stamped as {state}", err=True)
