"""The command that writes stamps into translations."""

from __future__ import annotations

from pathlib import Path

import click

from kb.errors import ContentError
from kb.settings import Settings


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
